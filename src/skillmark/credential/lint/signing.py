"""Errors: what issuing would refuse, every one of them at once, with the change where it is mechanical."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from skillmark.credential.canon import rdfc10
from skillmark.credential.errors import (
    CanonicalizationError,
    ContextError,
    CredentialError,
    RefusedContext,
    UndefinedTerm,
)
from skillmark.credential.jsonld import to_quads
from skillmark.credential.lint.finding import (
    REMOVED,
    Edit,
    Finding,
    Paper,
    Rule,
    Severity,
    at,
    finding,
)
from skillmark.credential.message import either
from skillmark.credential.model.view import many
from skillmark.credential.model.vocabulary import (
    ACHIEVEMENT_TYPES,
    IDENTITY_TYPES,
    RESULT_TYPES,
    TARGET_TYPES,
)
from skillmark.credential.steps.digests import digest_like
from skillmark.credential.steps.findings import message
from skillmark.credential.steps.flaws import Flaw, Place
from skillmark.credential.steps.ready import flaws_before_signing
from skillmark.credential.steps.required import rules_of
from skillmark.credential.steps.shape import shape_flaws
from skillmark.credential.steps.whole import VCDM_1, VCDM_2

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_JSON_LD = "JSON-LD 1.1; Verifiable Credentials Data Model 2.0, “JSON-LD”"
_MAX_MEANINGS = 20
_STEP = re.compile(r"\.([^\W\d]\w*)|\['([^']*)'\]|\[(\d+)\]")
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
_MENDS = {
    "null_value": "Leave it out.",
    "relative_iri": "Write it in full, like https://… or urn:uuid:….",
    "invalid_iri": "Write it in full, and without blanks and quotation marks.",
    "repeated_value": "Leave the repetition out.",
    "described_twice": "Describe it in one place, and name only its id in the other.",
    "document_too_complex": "Leave out what is not needed, or issue several credentials.",
    "work_budget_exceeded": "Give ids to what has none, so that nothing has to be told apart by looking around it.",
}


def flaws(paper: Paper) -> Iterator[Finding]:
    """What the standards and this library refuse, as issuing does."""
    for flaw in flaws_before_signing(paper.document, contexts=paper.contexts):
        edits = _EDITS.get(flaw.code, _no_edits)(paper, flaw)
        mend, params = flaw.mend, dict(flaw.params)
        if flaw.code == "word_unknown" and edits:
            mend, params = (
                "Write “{wanted}”, or another word of the list.",
                params | {"wanted": edits[0].value},
            )
        yield finding(
            flaw.code, Severity.ERROR, flaw.place, flaw.sentence, mend, spec=flaw.spec, edits=edits, **params
        )  # fmt: skip


def meanings(paper: Paper) -> Iterator[Finding]:
    """Members that no context defines, and whatever else a signature would not cover: each, and not only the first."""
    if next(shape_flaws(paper.document), None) is not None:
        # As in a check: what a document means that is not plainly written is not worth asking.
        return
    document = _with_its_contexts(paper)
    taken: list[Place] = []
    for _ in range(_MAX_MEANINGS):
        try:
            rdfc10.canonicalize(to_quads(document, contexts=paper.contexts))
        except ContextError as error:
            place = _place(error.path)
            where = _before(taken, place)
            yield (
                _undefined(paper, error, where)
                if isinstance(error, UndefinedTerm)
                else _refused(error, where)
            )
            if not (gone := _without(document, error, place)):
                return
            taken.append(gone)
        except CanonicalizationError as error:
            yield _refused(error, ())
            return
        else:
            return


def _with_its_contexts(paper: Paper) -> dict[str, Any]:
    """The document with the contexts that it must have: that they are missing is one error, not one per member."""
    document = deepcopy(paper.bare)
    for flaw in flaws_before_signing(paper.document, contexts=paper.contexts):
        if flaw.code in {"context_first", "context_order"} and flaw.place == ("@context",):
            (edit,) = _contexts_in_order(paper, flaw)
            document["@context"] = edit.value
    return document


RULES: tuple[Rule, ...] = (flaws, meanings)


# --- meaning ------------------------------------------------------------------------------------------------


def _undefined(paper: Paper, error: UndefinedTerm, place: Place) -> Finding:
    code, mend = "undefined_term", "Remove it, or name the context that defines it."
    edits: tuple[Edit, ...] = ()
    if error.context:
        code = "extensions_missing" if error.context == EXTENSIONS else code
        mend = "Name {context}, which defines it."
        # Neither data model is something to add to the other.
        contexts = many(paper.document.get("@context"))
        if error.context not in {VCDM_1, VCDM_2, *_texts(contexts)} and not _holder_has_contexts(
            paper.document, place
        ):
            edits = (Edit(("@context",), [*contexts, error.context]),)
    elif error.types:
        mend = "Write it where it belongs, in an object of the type {types}; or name that type."
    return finding(
        code, Severity.ERROR, place,
        "“{term}” at “{path}” is defined by none of the contexts, so a signature would not cover it.", mend,
        spec=_JSON_LD, edits=edits, term=error.term, context=error.context,
        types=either(error.types) if error.types else "",
    )  # fmt: skip


def _holder_has_contexts(document: Mapping[str, Any], place: Place) -> bool:
    """Whether a document inside, with contexts of its own, is what the place is in."""
    holders = (at(document, place[:end]) for end in range(1, len(place)))
    return any(isinstance(holder, dict) and "@context" in holder for holder in holders)


def _refused(error: CredentialError, place: Place) -> Finding:
    sentence = message(error.template, error.params, code=error.code)
    mend = message(_MENDS.get(error.code, "Write it plainly."), {})
    edits = (Edit(place, REMOVED),) if error.code == "null_value" and place else ()
    return Finding(error.code, Severity.ERROR, place, sentence, mend, _JSON_LD, edits)


def _without(document: dict[str, Any], error: ContextError, place: Place) -> Place:
    """Take out what is at fault, so that the next fault shows; nothing where nothing would be left to look at."""
    if not place or place[0] == "@context" or isinstance(error, RefusedContext):
        return ()
    holder = at(document, place[:-1])
    if place[-1] == "type" and isinstance(error, UndefinedTerm):
        kept = [name for name in many(holder["type"]) if name != error.term]
        # Members hang on the type: without it, every one of them would be said to be undefined.
        if not kept and len(place) > 1:
            return _without(document, ContextError("", "", path=""), place[:-1])
        holder["type"] = kept
        return place if kept else ()
    del holder[place[-1]]
    return place


def _before(taken: Sequence[Place], place: Place) -> Place:
    """Where this place was before these were taken out, one after the other: entries behind them have moved up."""
    for gone in reversed(taken):
        depth, last = len(gone) - 1, gone[-1]
        if len(place) <= depth or place[:depth] != gone[:-1]:
            continue
        index = place[depth]
        if isinstance(index, int) and isinstance(last, int) and index >= last:
            place = (*place[:depth], index + 1, *place[depth + 1 :])
    return place


def _place(path: str) -> Place:
    return tuple(
        int(match[3]) if match[3] is not None else (match[1] if match[1] is not None else match[2])
        for match in _STEP.finditer(path)
    )


# --- mechanical changes -------------------------------------------------------------------------------------


def _no_edits(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:  # noqa: ARG001 (as the others)
    return ()


def _contexts_in_order(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    holder = at(paper.document, flaw.place[:-1])
    found = [entry for entry in many(holder.get("@context")) if isinstance(entry, str)]
    base = VCDM_1 if VCDM_1 in found and VCDM_2 not in found else VCDM_2
    wanted = [base]
    for prefix, newest in _families(holder):
        wanted.append(
            next((entry for entry in found if entry.startswith(prefix) and entry != EXTENSIONS), newest)
        )
    return (Edit(flaw.place, [*wanted, *(entry for entry in found if entry not in wanted)]),)


def _families(holder: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = rules_of(holder)
    if "ClrCredential" in names:
        yield "https://purl.imsglobal.org/spec/clr/v2p0/context", CLR
    if not {"ClrCredential", "AchievementCredential", "EndorsementCredential"}.isdisjoint(names):
        yield "https://purl.imsglobal.org/spec/ob/v3p0/context", OPEN_BADGES


def _type_added(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    found = [name for name in many(at(paper.document, flaw.place[:-1]).get("type")) if isinstance(name, str)]
    wanted = dict(flaw.params)["type"]
    return (Edit(flaw.place, [wanted, *found] if wanted == "VerifiableCredential" else [*found, wanted]),)


def _out_of_its_list(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    return (Edit(flaw.place, at(paper.document, flaw.place)[0]),)


def _as_object(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    name = next(step for step in reversed(flaw.place) if isinstance(step, str))
    made = {"id": at(paper.document, flaw.place), "type": "Image" if name == "image" else ["Profile"]}
    return (Edit(flaw.place, made),)


def _removed(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:  # noqa: ARG001 (as the others)
    return (Edit(flaw.place, REMOVED),)


def _newer_date(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    holder, old = at(paper.document, flaw.place[:-1]), flaw.place[-1]
    new = "validFrom" if old == "issuanceDate" else "validUntil"
    moved = () if new in holder else (Edit((*flaw.place[:-1], new), holder[old]),)
    return (*moved, Edit(flaw.place, REMOVED))


def _with_zone(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    value = at(paper.document, flaw.place)
    if not isinstance(value, str) or not _WITHOUT_ZONE.fullmatch(value):
        return ()
    # VCDM 2.0, "Representing Time": times without an offset are read as UTC.
    return (Edit(flaw.place, f"{value}Z"),)


def _as_truth(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    value = str(at(paper.document, flaw.place)).strip().lower()
    return (Edit(flaw.place, value == "true"),) if value in {"true", "false"} else ()


def _as_number(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    value = at(paper.document, flaw.place)
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", value):
        return ()
    return (Edit(flaw.place, float(value) if "." in value else int(value)),)


def _as_word(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    value = at(paper.document, flaw.place)
    if not isinstance(value, str):
        return ()
    plain = _plain(value)
    # The last step is a number where there is a list of words.
    name = next(step for step in reversed(flaw.place) if isinstance(step, str))
    known = {_plain(word): word for word in _WORDS[name]}
    own = f"ext:{re.sub('[^A-Za-z0-9._-]', '', value)}"
    wanted = known.get(plain) or known.get(_FORMER.get(plain, "")) or own
    return (Edit(flaw.place, wanted),) if wanted != "ext:" else ()


def _plain(word: str) -> str:
    return re.sub("[^a-z0-9:]", "", word.lower())


def _digest_anew(paper: Paper, flaw: Flaw) -> tuple[Edit, ...]:
    resource = paper.contexts.load(dict(flaw.params)["resource"])
    return (
        Edit(flaw.place, digest_like(at(paper.document, flaw.place), resource.raw, form=str(flaw.place[-1]))),
    )


_FORMER = {"email": "emailaddress"}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "achievementType": ACHIEVEMENT_TYPES,
    "identityType": IDENTITY_TYPES,
    "identifierType": IDENTITY_TYPES,
    "resultType": RESULT_TYPES,
    "targetType": TARGET_TYPES,
}
_EDITS: Mapping[str, Callable[[Paper, Flaw], tuple[Edit, ...]]] = {
    "address_for_object": _as_object,
    "context_first": _contexts_in_order,
    "context_order": _contexts_in_order,
    "date_of_1_1": _newer_date,
    "digest_wrong": _digest_anew,
    "not_number": _as_number,
    "not_time": _with_zone,
    "not_truth": _as_truth,
    "null": _removed,
    "single_in_list": _out_of_its_list,
    "type_missing": _type_added,
    "word_unknown": _as_word,
}


def _texts(values: list[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
