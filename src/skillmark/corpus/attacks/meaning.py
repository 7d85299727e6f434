"""A1 to A7: what is written is not what was signed, or costs more to understand than any honest document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from skillmark.corpus.badges import (
    EXTENSIONS,
    OPEN_BADGES,
    OPEN_BADGES_302,
    VCDM_1,
    VCDM_2,
    Document,
    complete,
    first_model,
    small,
    with_members,
)
from skillmark.corpus.cases import Carrier, Place, fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.fields import at, objects_in, replaced, without
from skillmark.corpus.formats import (
    EDDSA_JCS,
    EDDSA_RDFC,
    IN_THE_DOCUMENT,
    JWT_EDDSA,
    OF_2020,
    Embedded,
    Format,
    written,
)
from skillmark.credential.steps.flaws import spelled

# The two that sign a document whatever it means: so an issuer, or whoever got hold of a key, can sign anything.
SIGN_ANYTHING: tuple[Format, ...] = (EDDSA_JCS, JWT_EDDSA)
BY_MEANING: tuple[Embedded, ...] = tuple(form for form in IN_THE_DOCUMENT if form.by_meaning)
Rewrite = Callable[[Document], Document]


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _poison(desk.family("a01", "Graphs that take for ever to canonicalise", attack="A1"))
    _too_much(desk.family("a02", "Documents that cost the square of their size", attack="A2"))
    _undefined(
        desk.family("a03", "Members that no context defines, so that no signature covers them", attack="A3")
    )
    _contexts(desk.family("a04", "Contexts that give what was signed another meaning", attack="A4"))
    _spellings(desk.family("a05", "The same statements, written so that readers see others", attack="A5"))
    _addresses(desk.family("a06", "Addresses that mean something else for every reader", attack="A6"))
    _dates(
        desk.family("a07", "Dates of one data model under the other, where nothing signs them", attack="A7")
    )


def _rewritten(
    page: Page,
    name: str,
    deed: str,
    rewrite: Rewrite,
    *carriers: Carrier,
    forms: tuple[Format, ...] = (EDDSA_RDFC,),
    open_question: bool = False,
) -> None:
    """A valid file of each form, rewritten under its signature."""
    for form in forms:
        origin = page.desk.cases[f"valid-{form.name}"]
        data = form.rewrite(origin.data, rewrite(form.read(origin.data)))
        put = page.doubt if open_question else page.refuse
        put(f"{page.name}-{name}-{form.name}", deed, data, *carriers, origin=origin.id, suffix=origin.suffix)


def _signed(
    page: Page, name: str, deed: str, document: Document, *carriers: Carrier, open_question: bool = False
) -> None:
    """A document that its issuer signed as it is."""
    for form in SIGN_ANYTHING:
        data = form.write(document)
        put = page.doubt if open_question else page.refuse
        put(
            f"{page.name}-{name}-{form.name}",
            f"{deed} Its issuer signed it so.",
            data,
            *carriers,
            suffix=form.suffix,
        )


def _having(**members: Any) -> Rewrite:
    return lambda document: document | members


def _under(contexts: Any) -> Rewrite:
    return lambda document: with_members(document, context=contexts)


def _saying(word: str) -> Rewrite:
    return lambda document: _with_subject(document, **{word: {"name": "Surgeon"}})


def _set(place: Place, value: Any) -> Rewrite:
    return lambda document: replaced(document, place, value)


# --- A1 -------------------------------------------------------------------------------------------------------


def _poison(page: Page) -> None:
    shapes: dict[str, Callable[[int], list[list[int]]]] = {
        "clique": lambda size: [[j for j in range(size) if j != i] for i in range(size)],
        "ring": lambda size: [[(i + 1) % size] for i in range(size)],
        "ladder": lambda size: [[(i + 1) % size, (i + size // 2) % size] for i in range(size)],
        "star": lambda size: [[0] if i else list(range(1, size)) for i in range(size)],
    }
    for name, links in shapes.items():
        for size in (8, 10, 24):
            document = _graph(links(size))
            _signed(
                page,
                f"{name}-{size}",
                f"It holds a {name} of {size} nodes without names.",
                document,
                fails(2, "work_budget_exceeded", "described_twice", "member", "not_compact"),
            )
            origin = page.desk.cases["valid-eddsa-rdfc-2022"]
            proof = json.loads(origin.data)["proof"]
            page.refuse(
                f"a01-{name}-{size}-{EDDSA_RDFC.name}",
                f"A {name} of {size} nodes without names was put into it.",
                written(document | {"proof": proof}),
                fails(2, "work_budget_exceeded", "described_twice", "member", "not_compact"),
                origin=origin.id,
            )


def _graph(links: list[list[int]]) -> Document:
    document = small(credentialStatus=None)
    document["credentialSubject"]["achievement"]["related"] = [
        {
            "id": f"_:n{number}",
            "type": ["Related", "Achievement"],
            "related": [{"id": f"_:n{other}", "type": ["Related"]} for other in others],
        }
        for number, others in enumerate(links)
    ]
    return document


# --- A2 -------------------------------------------------------------------------------------------------------


def _too_much(page: Page) -> None:
    evidence = {"type": ["Evidence"], "narrative": "The same again."}
    deep: Any = "deep"
    for _ in range(70):
        deep = {"narrative": deep}
    documents: dict[str, tuple[str, Rewrite, Carrier]] = {
        "twins": (
            "It has forty equal pieces of evidence without names.",
            lambda document: with_members(document, evidence=[dict(evidence) for _ in range(40)]),
            fails(4, "signature_invalid"),
        ),
        "types": (
            "It repeats a type two thousand times.",
            lambda document: with_members(
                document, type=[*document["type"], *["OpenBadgeCredential"] * 2000]
            ),
            fails(2, "document_too_complex", "repeated_value"),
        ),
        "values": (
            "A list repeats a value five thousand times.",
            lambda document: _with_subject(document, narrative=["again"] * 5000),
            fails(2, "repeated_value", "member"),
        ),
        "nodes": (
            "It has more than twenty thousand values.",
            lambda document: _with_subject(document, role=["x"] * 25_000),
            fails(2, "shape"),
        ),
        "deep": (
            "It is seventy levels deep.",
            lambda document: _with_subject(document, narrative=deep),
            fails(1, "json_too_deep"),
        ),
        "contexts": (
            "It names nine contexts.",
            lambda document: with_members(document, context=[VCDM_2, OPEN_BADGES, *[EXTENSIONS] * 7]),
            fails(2, "shape"),
        ),
        "large": (
            "It is larger than 256 KB.",
            lambda document: _with_subject(document, narrative="x" * 270_000),
            fails(1, "json_too_large", "too_large", "jws_too_large"),
        ),
        "proofs": (
            "It has five proofs.",
            lambda document: document | {"proof": [document.get("proof", {})] * 5},
            fails(4, "too_many", "signature_invalid"),
        ),
    }
    for name, (deed, rewrite, carrier) in documents.items():
        _rewritten(page, name, deed, rewrite, carrier)
        if name not in {"twins", "deep", "proofs"}:
            _signed(page, name, deed, rewrite(small()), carrier)
    _signed(
        page, "deep", "It is seventy levels deep.", documents["deep"][1](small()), fails(1, "json_too_deep")
    )
    reverse = lambda document: _with_subject(document, **{"@reverse": {"evidence": [{"id": "urn:x:y"}] * 40}})  # noqa: E731
    _rewritten(page, "reverse", "Forty statements point back at its subject.", reverse, fails(2, "shape"))


def _with_subject(document: Document, **members: Any) -> Document:
    return with_members(document, credentialSubject=document["credentialSubject"] | members)


# --- A3 -------------------------------------------------------------------------------------------------------


def _undefined(page: Page) -> None:
    whole = complete()
    for place, of_class in objects_in(whole, "AchievementCredential"):
        at_place = spelled(place) or "the badge itself"
        changed = (
            replaced(whole, place, at(whole, place) | {"grade": "with honours"})
            if place
            else whole | {"grade": "with honours"}
        )
        name, deed = (
            spelled(place) or "top",
            f"A member that no context defines stands in {at_place} ({of_class}).",
        )
        for form in (EDDSA_RDFC, *SIGN_ANYTHING):
            origin = page.desk.cases[f"complete-{form.name}"]
            data = form.rewrite(origin.data, form.read(origin.data) | changed)
            carrier = fails(2, "undefined_term") if form.by_meaning else fails(4, "signature_invalid")
            page.refuse(
                f"a03-added-{name}-{form.name}", deed, data, carrier, origin=origin.id, suffix=origin.suffix
            )
        _signed(page, f"signed-{name}", deed, changed, fails(2, "undefined_term"))
    for name, value in (("null", None), ("nothing", []), ("object", {"id": "urn:x:y"})):
        deed = "A member that no context defines stands there, and says nothing that counts."
        _rewritten(
            page,
            name,
            deed,
            _having(grade=value),
            fails(2, "undefined_term"),
            forms=BY_MEANING,
        )


# --- A4 -------------------------------------------------------------------------------------------------------

_UNKNOWN = ("unknown_context",)
_ALIAS = {"grade": "https://schema.org/name"}


def _contexts(page: Page) -> None:
    others: dict[str, tuple[str, Any, tuple[str, ...]]] = {
        "without-badges": ("The context of Open Badges was taken away.", [VCDM_2], ("undefined_term",)),
        "turned": (
            "The contexts stand in another order.",
            [OPEN_BADGES, VCDM_2],
            ("protected_term", "member", "undefined_term"),
        ),
        "older-model": (
            "The context of the data model is that of 1.1.",
            [VCDM_1, OPEN_BADGES],
            ("protected_term", "member", "undefined_term"),
        ),
        "other-family": (
            "The context of Open Badges is that of 2.0.",
            [VCDM_2, "https://w3id.org/openbadges/v2"],
            ("protected_term", "member", "undefined_term"),
        ),
        "plain-http": (
            "A context is named at http://.",
            [VCDM_2, OPEN_BADGES.replace("https:", "http:")],
            ("unknown_context", "member"),
        ),
        "fragment": (
            "A context is named with a fragment.",
            [VCDM_2, f"{OPEN_BADGES}#2"],
            ("unknown_context", "member"),
        ),
        "upper-case": (
            "A context is named in upper case.",
            [VCDM_2, OPEN_BADGES.replace("purl", "PURL")],
            ("unknown_context", "member"),
        ),
        "forged": (
            "A forger's context is named, which gives any meaning to anything.",
            [VCDM_2, OPEN_BADGES, "https://trap.example/context.json"],
            _UNKNOWN,
        ),
        "relative": ("A context has a relative address.", [VCDM_2, OPEN_BADGES, "context.json"], _UNKNOWN),
        "inline": ("A context is written into it.", [VCDM_2, OPEN_BADGES, _ALIAS], ("shape",)),
        "inline-first": (
            "A context is written into it, before the others.",
            [_ALIAS, VCDM_2, OPEN_BADGES],
            ("shape",),
        ),
        "vocabulary": (
            "A context written into it defines everything.",
            [VCDM_2, OPEN_BADGES, {"@vocab": "https://x.example/"}],
            ("shape",),
        ),
        "imported": (
            "A context written into it imports another.",
            [VCDM_2, OPEN_BADGES, {"@import": OPEN_BADGES}],
            ("shape",),
        ),
        "null": ("All contexts are taken back by null.", [VCDM_2, OPEN_BADGES, None], ("shape",)),
        "none": ("It has no context.", [], ("member", "undefined_term")),
    }
    page.desk.shelf.put(
        "https://trap.example/context.json", {"@context": {"@vocab": "https://x.example/"}}, trap=True
    )
    for name, (deed, contexts, codes) in others.items():
        # Nobody can say what a document means under a context that is not known.
        _rewritten(
            page,
            name,
            deed,
            _under(contexts),
            fails(2, *codes),
            forms=BY_MEANING,
            open_question=codes is _UNKNOWN,
        )
        _signed(page, name, deed, small(context=contexts), fails(2, *codes), open_question=codes is _UNKNOWN)
    origin = page.desk.cases[f"valid-{OF_2020.name}"]
    page.refuse(
        "a04-without-suite",
        "The context that defines its signature was taken away.",
        written(with_members(OF_2020.read(origin.data), context=[VCDM_1, OPEN_BADGES_302])),
        fails(4, "undefined_term"),
        origin=origin.id,
    )
    for name, named in (("more", [VCDM_2, OPEN_BADGES, EXTENSIONS]), ("other", [VCDM_2, OPEN_BADGES_302])):
        _rewritten(
            page,
            f"jcs-{name}",
            "Its contexts are others than those that were signed.",
            _under(named),
            fails(4, "proof_context_differs"),
            forms=(EDDSA_JCS,),
        )
    _nested_contexts(page)


def _nested_contexts(page: Page) -> None:
    whole = complete()
    origin = page.desk.cases[f"complete-{EDDSA_RDFC.name}"]
    signed: Document = json.loads(origin.data)
    for place, of_class in objects_in(whole, "AchievementCredential"):
        if not place:
            continue
        for name, context, codes in (
            ("known", VCDM_2, ("nested_context",)),
            ("inline", _ALIAS, ("shape",)),
        ):
            changed = replaced(signed, place, {"@context": context} | at(signed, place))
            page.refuse(
                f"a04-nested-{name}-{spelled(place)}",
                f"{spelled(place)} ({of_class}) has a context of its own.",
                written(changed),
                fails(2, *codes),
                origin=origin.id,
            )


# --- A5 -------------------------------------------------------------------------------------------------------


def _renamed(place: Place, name: str) -> Rewrite:
    def rewrite(document: Document) -> Document:
        holder = dict(at(document, place[:-1]))
        holder[name] = holder.pop(place[-1])
        return replaced(document, place[:-1], holder) if place[:-1] else holder

    return rewrite


def _moved(place: Place, to: Place, name: str = "") -> Rewrite:
    def rewrite(document: Document) -> Document:
        value = at(document, place)
        moved = without(document, place)
        target = at(moved, to) | {name or str(place[-1]): value}
        return replaced(moved, to, target) if to else target

    return rewrite


def _wrapped(place: Place, wrap: Callable[[Any], Any]) -> Rewrite:
    return lambda document: replaced(document, place, wrap(at(document, place)))


_SUBJECT: Place = ("credentialSubject",)
_ACHIEVEMENT: Place = ("credentialSubject", "achievement")
_NAME: Place = (*_ACHIEVEMENT, "name")


def _spellings(page: Page) -> None:
    for name, deed, rewrite, codes in _tricks():
        _rewritten(page, name, deed, rewrite, fails(2, *codes), forms=BY_MEANING)
        _signed(page, name, deed, rewrite(small()), fails(2, *codes))
    for name, deed, rewrite in _moves():
        for form in BY_MEANING:
            origin = page.desk.cases[f"valid-{form.name}"]
            data = form.rewrite(origin.data, rewrite(form.read(origin.data)))
            carrier = fails(
                4, "undefined_term", "signature_invalid", "signature_count", "labels_differ", "not_compact"
            )
            page.refuse(f"a05-{name}-{form.name}", deed, data, carrier, origin=origin.id)


def _tricks() -> Iterator[tuple[str, str, Rewrite, tuple[str, ...]]]:
    shape = ("shape",)
    schema = "https://schema.org/"
    yield "at-id", "“id” is written “@id”.", _renamed((*_SUBJECT, "id"), "@id"), shape
    yield "at-type", "“type” is written “@type”.", _renamed((*_ACHIEVEMENT, "type"), "@type"), shape
    yield "full-name", "A member is written with its full address.", _renamed(_NAME, f"{schema}name"), shape
    yield (
        "short-address",
        "A member is written as a shortened address.",
        _renamed(_NAME, "schema:name"),
        shape,
    )
    for word in (
        "@graph",
        "@included",
        "@nest",
        "@set",
        "@list",
        "@reverse",
        "@index",
        "@json",
        "@none",
        "@ignored",
    ):
        yield (
            f"keyword-{word[1:]}",
            f"A part of it is hidden under “{word}”.",
            _saying(word),
            shape,
        )
    yield (
        "graph-around",
        "All of it is hidden under “@graph”.",
        lambda document: {"@context": document["@context"], "@graph": [document]},
        shape,
    )
    yield (
        "list-in-list",
        "A list stands inside a list.",
        _wrapped(("evidence",), lambda value: [value]),
        shape,
    )
    yield (
        "value-object",
        "A text is written as an object.",
        _wrapped(_NAME, lambda value: {"@value": value}),
        ("not_compact",),
    )
    yield (
        "value-typed",
        "A text is written as an object with a type.",
        _wrapped(_NAME, lambda value: {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#string"}),
        shape,
    )
    yield (
        "id-object",
        "An address is written as an object.",
        _wrapped(("evidence", 0, "id"), lambda value: {"id": value}),
        ("member", "invalid_id"),
    )
    yield (
        "number-text",
        "A text is written as a number.",
        _wrapped((*_SUBJECT, "result", 0, "value"), int),
        ("member", "not_compact", "invalid_value"),
    )
    yield (
        "null-member",
        "A member is null.",
        lambda document: document | {"description": None},
        ("member", "null_value"),
    )
    yield (
        "empty-member",
        "A member is an empty list.",
        lambda document: document | {"description": []},
        ("member",),
    )
    yield "two-names", "It has two names.", _wrapped(_NAME, lambda value: [value, "Surgery"]), ("member",)
    yield (
        "repeated",
        "A value stands there twice.",
        _wrapped(("evidence",), lambda value: [*value, *value]),
        ("repeated_value",),
    )
    yield (
        "unnamed",
        "A member has no name.",
        lambda document: _with_subject(document, **{"": "Surgeon"}),
        shape,
    )


def _moves() -> Iterator[tuple[str, str, Rewrite]]:
    yield (
        "status-to-subject",
        "The status was moved into the subject.",
        _moved(("credentialStatus",), _SUBJECT),
    )
    yield (
        "status-to-evidence",
        "The status was moved into the evidence.",
        _moved(("credentialStatus",), ("evidence", 0)),
    )
    yield (
        "status-to-issuer",
        "The status was moved into the issuer.",
        _moved(("credentialStatus",), ("issuer",)),
    )
    yield (
        "status-renamed",
        "The status stands under another name.",
        _moved(("credentialStatus",), (), "termsOfUse"),
    )
    yield "end-to-subject", "The end was moved into the subject.", _moved(("validUntil",), _SUBJECT)
    yield "end-renamed", "The end stands under another name.", _moved(("validUntil",), (), "awardedDate")
    yield "evidence-to-subject", "The evidence was moved into the subject.", _moved(("evidence",), _SUBJECT)
    yield (
        "result-to-achievement",
        "The result was moved into the achievement.",
        _moved((*_SUBJECT, "result"), _ACHIEVEMENT),
    )
    yield (
        "criteria-to-subject",
        "The criteria were moved into the subject.",
        _moved((*_ACHIEVEMENT, "criteria"), _SUBJECT),
    )
    yield (
        "name-to-description",
        "Name and description changed places.",
        _swapped(_NAME, (*_ACHIEVEMENT, "description")),
    )
    yield (
        "required-and-value",
        "The score that is required and the one that was reached changed places.",
        _swapped((*_ACHIEVEMENT, "resultDescription", 0, "requiredValue"), (*_SUBJECT, "result", 0, "value")),
    )
    yield (
        "people",
        "The two identifiers of the learner changed values.",
        _swapped((*_SUBJECT, "identifier", 0, "identityHash"), (*_SUBJECT, "identifier", 1, "identityHash")),
    )
    yield (
        "issuer-and-subject",
        "Issuer and subject changed ids.",
        _swapped(("issuer", "id"), (*_SUBJECT, "id")),
    )


def _swapped(one: Place, other: Place) -> Rewrite:
    def rewrite(document: Document) -> Document:
        first, second = at(document, one), at(document, other)
        return replaced(replaced(document, one, second), other, first)

    return rewrite


# --- A6 -------------------------------------------------------------------------------------------------------

_ODD_ADDRESSES = {
    "relative": "badges/1",
    "fragment": "#badge",
    "host-only": "//northfield.example/1",
    "query": "?badge=1",
    "empty": "",
    "blank": "https://northfield.example/a b",
    "control": "https://northfield.example/\u0007",
    "no-scheme": "northfield.example/1",
}


def _addresses(page: Page) -> None:
    places: dict[str, Place] = {
        "id": ("id",),
        "achievement": (*_ACHIEVEMENT, "id"),
        "target": (*_ACHIEVEMENT, "alignment", 0, "targetUrl"),
        "evidence": ("evidence", 0, "id"),
    }
    for name, address in _ODD_ADDRESSES.items():
        for where, place in places.items():
            deed = f"“{spelled(place)}” is no whole address (“{address}”)."
            rewrite = _set(place, address)
            codes = ("relative_iri", "invalid_iri", "member", "invalid_value")
            _rewritten(page, f"{name}-{where}", deed, rewrite, fails(2, *codes), forms=(EDDSA_RDFC,))
            _signed(page, f"{name}-{where}", deed, rewrite(small()), fails(2, *codes))
    for name, word in (
        ("relative-type", "types/Surgeon"),
        ("unknown-type", "Surgeon"),
        ("keyword-type", "@id"),
    ):
        deed = f"A type is no word that a context defines (“{word}”)."
        rewrite = _set((*_ACHIEVEMENT, "type"), ["Achievement", word])
        found = ("undefined_term", "relative_iri", "invalid_iri", "member", "invalid_value")
        _rewritten(page, name, deed, rewrite, fails(2, *found), forms=BY_MEANING)
        _signed(page, name, deed, rewrite(small()), fails(2, *found))


# --- A7 -------------------------------------------------------------------------------------------------------


def _dates(page: Page) -> None:
    later = {"expirationDate": "2039-01-15T09:00:00Z"}
    for form in BY_MEANING:
        for name, deed, rewrite in (
            ("added", "An end of the data model 1.1 was added.", lambda document: document | later),
            (
                "replaced",
                "The end was replaced by one of the data model 1.1.",
                lambda document: with_members(document, validUntil=None) | later,
            ),
            (
                "renamed",
                "The end has its name of the data model 1.1.",
                _renamed(("validUntil",), "expirationDate"),
            ),
            (
                "begin",
                "The beginning has its name of the data model 1.1.",
                _renamed(("validFrom",), "issuanceDate"),
            ),
        ):
            _rewritten(page, name, deed, rewrite, fails(2, "undefined_term", "member"), forms=(form,))
    _signed(
        page,
        "signed",
        "It has an end of the data model 1.1.",
        small() | later,
        fails(2, "undefined_term", "member"),
    )
    old = page.desk.cases[f"valid-{OF_2020.name}"]
    signed: Document = json.loads(old.data)
    for name, deed, document in (
        (
            "of-1-1-renamed",
            "The end has its name of the data model 2.0.",
            _renamed(("expirationDate",), "validUntil")(signed),
        ),
        (
            "of-1-1-added",
            "A later end was added under its name of the data model 2.0.",
            signed | {"validUntil": "2039-01-15T09:00:00Z"},
        ),
        (
            "of-1-1-begin",
            "The beginning has its name of the data model 2.0.",
            _renamed(("issuanceDate",), "validFrom")(signed),
        ),
    ):
        page.refuse(
            f"a07-{name}",
            deed,
            written(document),
            fails(4, "signature_invalid", "undefined_term"),
            origin=old.id,
        )
    page.refuse(
        "a07-expired-by-1-1",
        "It is over by the end under its older name, and not by the one under its newer name.",
        OF_2020.write(first_model(expirationDate="2024-01-15T09:00:00Z", validUntil="2029-01-15T09:00:00Z")),
        fails(5, "expired"),
    )
