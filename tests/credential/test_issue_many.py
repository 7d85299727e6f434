"""Issuing many: each comes out as it would alone, to the byte, or is refused as it would be alone."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.credential.badges import (
    CREATED,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    badge,
    entry,
)
from tests.credential.shape_corpus import as_json, documents, mutated, put
from tests.credential.test_issue import BrokenSigner

from skillmark.credential import issue_many as many
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import CredentialError, ProofError
from skillmark.credential.issue import IssueRefused, issue
from skillmark.credential.issue_many import Series, issue_many
from skillmark.credential.jsonld.shapes import compiling
from skillmark.credential.jsonld.shapes.slots import Kind, Path, kind_of, leaves
from skillmark.credential.keys import LocalSigner
from skillmark.credential.steps.required import RULES, rules_of
from skillmark.credential.steps.whole import LOOKED_AT_TOGETHER, Scope

SEED = 20260115
Document = dict[str, Any]
GIVEN: dict[str, Any] = {"signer": NORTHFIELD_SIGNER, "verification_method": NORTHFIELD_KEY}


def alone(document: Mapping[str, Any], *, created: datetime = CREATED, **changed: Any) -> bytes | str:
    """What `issue` gives, or why it refuses."""
    return _told(lambda: issue(document, created=created, **GIVEN | changed))


def in_series(series: Series, document: Mapping[str, Any], *, created: datetime = CREATED) -> bytes | str:
    return _told(lambda: series.issue(document, created=created))


def _told(make: Any) -> bytes | str:
    try:
        made: bytes = make()
    except (CredentialError, ValueError, TypeError) as error:
        return f"{type(error).__name__}: {getattr(error, 'code', '')} {error}"
    return made


def taught(*documents: Document, signer: Any = NORTHFIELD_SIGNER) -> Series:
    """A series that has a template for what these documents have in common."""
    series = Series(**GIVEN | {"signer": signer})
    for document in documents:
        series.issue(document, created=CREATED)
    assert series.counts.templates
    return series


def earned(number: int, **more: Any) -> Document:
    """The badge of learner `number`, who reached one of two levels."""
    document = badge() | {
        "id": f"urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-{number:012x}",
        "credentialStatus": entry(),
    }
    document["credentialStatus"]["id"] += str(number)
    document["awardedDate"] = f"2026-01-{number % 28 + 1:02}T16:00:00Z"
    subject = document["credentialSubject"]
    subject["identifier"][0]["identityHash"] = f"Learner “{number}”"
    scale = subject["achievement"]["resultDescription"][1]
    (level,) = scale["rubricCriterionLevel"]
    other = level | {"id": f"{level['id'][:-1]}4", "name": "Near"}
    scale["rubricCriterionLevel"] = [level, other]
    subject["result"][1]["achievedLevel"] = (level, other)[number % 2]["id"]
    document["evidence"][0]["id"] += f"?{number}"
    return document | more


def test_many_come_out_as_each_alone() -> None:
    wanted = [alone(earned(number)) for number in range(30)]
    assert list(issue_many(map(earned, range(30)), created=CREATED, **GIVEN)) == wanted
    series = Series(**GIVEN)
    assert [series.issue(earned(number), created=CREATED) for number in range(30)] == wanted
    counts = series.counts
    # In full: two to learn from, one or two that differed in a new way, and one to compare for each template.
    assert counts.short + counts.full - counts.compared == 30
    assert counts.full <= 8
    assert counts.templates <= 3


def test_one_after_the_other_and_none_too_early() -> None:
    asked: list[int] = []

    def given() -> Iterator[Document]:
        for number in range(3):
            asked.append(number)
            yield earned(number) if number < 2 else {"proof": {}}

    made = issue_many(given(), created=CREATED, **GIVEN)
    assert [next(made), next(made)] == [alone(earned(0)), alone(earned(1))]
    assert asked == [0, 1]
    with pytest.raises(IssueRefused, match="signed already"):
        next(made)


# --- hostile values: a template answers as `issue` does, or leaves it to `issue` --------------------------------


def _varied(document: Document) -> Document:
    """The document with another value wherever one is accepted; what was equal stays equal."""
    alike: dict[Any, list[Path]] = {}
    for path, value in leaves(document):
        kind = kind_of(path, value)
        if kind is not None and LOOKED_AT_TOGETHER.isdisjoint(path):
            alike.setdefault((kind, value), []).append(path)
    varied = deepcopy(document)
    for (kind, value), paths in alike.items():
        changed = deepcopy(varied)
        for path in paths:
            put(changed, path, value + ("x" if kind in {Kind.TEXT, Kind.IRI} else 1))
        if isinstance(alone(changed), bytes):
            varied = changed
    return varied


def _own() -> Document:
    """Everything that may not change alone, in one document."""
    document = earned(1, relatedResource=[_related(1), _related(2)])
    subject = document["credentialSubject"]
    subject["achievement"]["resultDescription"].append(
        {"id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a05", "type": ["ResultDescription"], "name": "Course",
         "resultType": "Status"}
    )  # fmt: skip
    subject["result"].append(
        {"type": ["Result"], "resultDescription": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a05",
         "status": "Completed"}
    )  # fmt: skip
    subject["achievement"]["criteria"]["id"] = "https://northfield.example/criteria"
    return document


def _related(number: int) -> Document:
    return {"id": f"https://northfield.example/{number}", "digestSRI": "sha256-" + "A" * 43 + "="}


CORPUS = [each for each in (earned(1), _own(), *documents()) if isinstance(alone(each), bytes)]


def test_the_corpus_has_many_shapes() -> None:
    assert len(CORPUS) >= 25
    assert isinstance(alone(_own()), bytes)


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_no_hostile_value_is_signed_or_refused_otherwise_than_alone(number: int) -> None:
    document, chance = CORPUS[number], random.Random(SEED + number)
    series = taught(document, _varied(document), document)
    for _ in range(60):
        changed = mutated(document, chance)
        assert in_series(series, changed) == alone(changed), as_json(changed)
    assert series.counts.short


# By name: a path in the badge, and what then stands there.
CHANGES: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "no address": (("id",), "Food safety"),
    "an address that is no URL": (("credentialSubject", "result", 1, "achievedLevel"), "urn:"),
    "an address of nowhere": (("evidence", 0, "id"), "https:///x"),
    "the id of somebody else": (("id",), NORTHFIELD),
    "a level that is the credential": (
        ("credentialSubject", "result", 1, "achievedLevel"),
        "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-000000000001",
    ),
    "a level that is the issuer": (("credentialSubject", "result", 1, "achievedLevel"), NORTHFIELD),
    "no time": (("awardedDate",), "yesterday"),
    "a day that does not exist": (("awardedDate",), "2026-02-30T09:00:00Z"),
    "a validity that is over before it begins": (("validUntil",), "2020-01-01T00:00:00Z"),
    "a result on no scale": (("credentialSubject", "result", 0, "resultDescription"), "urn:x:y"),
    "no name": (("credentialSubject", "identifier", 0, "identityHash"), ""),
    "nothing": (("credentialSubject", "identifier", 0, "identityHash"), None),
    "quotation marks": (("credentialSubject", "identifier", 0, "identityHash"), '"\\"'),
    "a time with a backslash": (("awardedDate",), "2026-01-15T09:00:00Z\\"),
    "half a character": (("credentialSubject", "identifier", 0, "identityHash"), "\ud800"),
    "a number": (("credentialSubject", "identifier", 0, "identityHash"), 7),
    "not a number": (("credentialSubject", "achievement", "creditsAvailable"), float("nan")),
    "the word null": (("credentialSubject", "identifier", 0, "identityHash"), "null"),
    "a text that is no JSON": (("credentialSubject", "identifier", 0, "identityHash"), b"Ada"),
    "what cannot be read again": (("credentialSubject", "identifier", 0, "identityHash"), "x" * 262_000),
    "a tuple": (("type",), ("VerifiableCredential", "OpenBadgeCredential")),
    "a truth that is a number": (("credentialSubject", "identifier", 0, "hashed"), 0),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_refused_alone_is_refused_in_a_series(name: str) -> None:
    path, value = CHANGES[name]
    series = taught(*(earned(number, validUntil=f"2029-01-0{number}T09:00:00Z") for number in (1, 2, 3, 4)))
    changed = earned(1)
    put(changed, path, value)
    assert in_series(series, changed) == alone(changed)
    # And what comes next is as if nothing had been.
    assert in_series(series, earned(5)) == alone(earned(5))


def test_a_word_is_asked_as_it_stands_and_not_as_it_is_escaped() -> None:
    def called(word: str) -> Document:
        document = badge()
        document["credentialSubject"]["identifier"][0]["identityType"] = word
        return document

    series = taught(called("ext:a"), called("ext:b"))
    used = series.counts.short
    for word in ("ext:c", "ext:a\nb", "nickname"):
        assert in_series(series, called(word)) == alone(called(word))
    assert series.counts.short == used + 1


def test_an_address_is_never_repeated_where_each_must_be_named_once() -> None:
    related = [[_related(7), _related(number)] for number in (1, 2)]
    series = taught(*(earned(number, relatedResource=related[0]) for number in (1, 2, 3)))
    assert in_series(series, earned(4, relatedResource=related[1])) == alone(
        earned(4, relatedResource=related[1])
    )
    twice = earned(1, relatedResource=[_related(7), _related(7)])
    assert "second time" in str(in_series(series, twice))


def test_numbers_are_written_as_alone_even_where_another_writer_has_to_do_it() -> None:
    def worth(number: float, name: str = "Ada") -> Document:
        document = badge()
        document["credentialSubject"]["creditsEarned"] = number
        document["credentialSubject"]["identifier"][0]["identityHash"] = name
        return document

    # “null” in one half of the signed document changes how the other is written.
    given = GIVEN | {"verification_method": f"{NORTHFIELD}#null"}
    numbers = (1.5, 2.5, 3.25, 1e-7)
    made = issue_many(map(worth, numbers), created=CREATED, **given)
    assert list(made) == [alone(worth(number), **given) for number in numbers]
    series = taught(worth(1.5), worth(2.5, "Bo"))
    used = series.counts.short
    for number, name in ((1e-7, "Ada"), (1e-7, "null"), (2.25, "nullnull")):
        assert in_series(series, worth(number, name)) == alone(worth(number, name))
    assert series.counts.short == used + 3


def test_members_are_written_in_the_order_in_which_they_stand() -> None:
    series = taught(earned(1), earned(2), earned(3))
    turned = dict(reversed(earned(4).items()))
    assert in_series(series, turned) == alone(turned) != alone(earned(4))


def test_a_document_need_not_be_a_dict() -> None:
    series = taught(earned(1), earned(2))
    for document in (MappingProxyType(earned(3)), OrderedDict(earned(3))):
        assert in_series(series, document) == alone(document)


def test_what_is_changed_later_was_not_learned_from() -> None:
    given = [earned(1), earned(2), earned(3)]
    series = taught(*given)
    for document in given:
        document["@context"].append("https://northfield.example/unknown")
        document["credentialSubject"]["achievement"]["criteria"]["narrative"] = "None."
        del document["validUntil"]
    later = CREATED + timedelta(days=1)
    for document in (earned(4), earned(4, name="In a new way"), given[2]):
        assert in_series(series, document, created=later) == alone(document, created=later)


def test_an_empty_text_makes_another_kind() -> None:
    series = taught(*(earned(number, name="A name" * (number % 2)) for number in range(8)))
    used = series.counts.short
    for document in (earned(9, name="A name"), earned(10, name="")):
        assert in_series(series, document) == alone(document)
    assert series.counts.short == used + 2


def test_values_that_hang_on_others_never_vary_alone() -> None:
    def hanging(number: int) -> Document:
        document = earned(number, relatedResource=[_related(number)])
        document["relatedResource"][0]["digestSRI"] = f"sha256-{'AB'[number % 2] * 43}="
        achievement = document["credentialSubject"]["achievement"]
        scales = achievement["resultDescription"]
        scales[0]["resultType"] = ("RawScore", "Percent")[number % 2]
        document["credentialSubject"]["result"][0]["resultDescription"] = scales[number % 2]["id"]
        return document

    series = Series(**GIVEN)
    for number in range(8):
        assert in_series(series, hanging(number)) == alone(hanging(number))
    for path, value in (
        (("relatedResource", 0, "digestSRI"), "no digest"),
        (("credentialSubject", "result", 0, "resultDescription"), "urn:x:y"),
        (("credentialSubject", "achievement", "resultDescription", 0, "resultType"), "Status"),
    ):
        changed = hanging(8)
        put(changed, path, value)
        assert in_series(series, changed) == alone(changed)
        assert isinstance(alone(changed), str)


# --- proofs, signers, faults --------------------------------------------------------------------------------------


def test_each_is_dated_as_it_is_asked() -> None:
    series = taught(earned(1), earned(2), earned(3))
    for created in (CREATED, CREATED + timedelta(days=1), CREATED):
        assert in_series(series, earned(4), created=created) == alone(earned(4), created=created)
    # Twice half past one: equal times, an hour apart.
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    for created in (first, first.replace(fold=1)):
        assert in_series(series, earned(4), created=created) == alone(earned(4), created=created)


def test_a_key_that_is_not_the_issuers_signs_nothing() -> None:
    other = LocalSigner.generate()
    method = f"did:key:{NORTHFIELD_SIGNER.public_multikey}#{NORTHFIELD_SIGNER.public_multikey}"
    with pytest.raises(CredentialError) as found:
        list(issue_many([earned(1)], signer=other, verification_method=method, created=CREATED))
    assert found.value.code == "signer_mismatch"


class Unsteady:
    """A key service that sometimes answers with somebody else's signature."""

    public_key = NORTHFIELD_SIGNER.public_key
    public_multikey = NORTHFIELD_SIGNER.public_multikey

    def __init__(self) -> None:
        self.wrong_next = False

    def sign(self, data: bytes) -> bytes:
        wrong, self.wrong_next = self.wrong_next, False
        return (BrokenSigner() if wrong else NORTHFIELD_SIGNER).sign(data)


def test_no_signature_of_a_signer_elsewhere_leaves_unverified() -> None:
    signer = Unsteady()
    series = taught(earned(1), earned(2), earned(3), earned(4), signer=signer)
    full = series.counts.full
    signer.wrong_next = True
    assert in_series(series, earned(5)) == alone(earned(5))
    assert series.counts.full == full + 1
    with pytest.raises(ProofError):
        list(issue_many([earned(1)], created=CREATED, **GIVEN | {"signer": BrokenSigner()}))


def _with_wrong_plan(series: Series) -> None:
    """What a fault of ours would do until it is noticed."""
    for templates in series._templates.values():
        for template in templates:
            template.plan = replace(template.plan, fill=lambda _: b"wrong\n")


def test_one_in_many_is_compared_and_a_difference_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "COMPARED", 10)
    series = taught(earned(1), earned(2), earned(3), earned(4))
    compared = series.counts.compared
    for number in range(5, 25):
        series.issue(earned(number), created=CREATED)
    assert series.counts.compared == compared + 2
    _with_wrong_plan(series)
    told = [in_series(series, earned(number)) for number in range(10)]
    assert sum("template_wrong" in str(each) for each in told) == 1
    # From then on without templates.
    for number in range(12):
        assert in_series(series, earned(number)) == alone(earned(number))
    assert series.counts.templates <= 3


def test_the_first_of_a_template_is_compared() -> None:
    series = taught(earned(1), earned(2))
    _with_wrong_plan(series)
    with pytest.raises(ProofError) as found:
        series.issue(earned(4), created=CREATED)
    assert found.value.code == "template_wrong"


# --- bounds ---------------------------------------------------------------------------------------------------------


def test_kinds_are_learned_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_MOST_KINDS", 2)
    series = Series(**GIVEN)
    for tags in range(5):
        for number in range(3):
            document = earned(number)
            document["credentialSubject"]["achievement"]["tag"] = [
                f"tag {place}" for place in range(tags + 1)
            ]
            assert in_series(series, document) == alone(document)
    assert len(series._kinds) == 2


def test_what_differs_in_ever_new_ways_is_learned_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_MOST_TEMPLATES_OF_A_KIND", 2)
    series = Series(**GIVEN)
    for member in ("name", "validFrom", "validUntil", "awardedDate", "id"):
        document = badge() | {member: {"name": "Other", "id": "urn:x:y"}.get(member, "2026-01-16T09:00:00Z")}
        assert in_series(series, document) == alone(document)
    assert series.counts.templates == 2


def test_what_has_no_plan_is_issued_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_MAX_SLOTS", 2)
    series = Series(**GIVEN)
    for number in range(4):
        assert in_series(series, earned(number)) == alone(earned(number))
    assert (series.counts.templates, series.counts.short) == (0, 0)


# --- what the checks look at together -----------------------------------------------------------------------------


class Recorded(dict[str, Any]):
    """An object that notes which of its values somebody reads."""

    def __init__(self, members: Mapping[str, Any], path: tuple[str, ...], read: set[tuple[str, ...]]) -> None:
        super().__init__({name: recorded(part, (*path, name), read) for name, part in members.items()})
        self.path, self.read = path, read

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._note(name)
        return super().get(name, default)

    def _note(self, name: str) -> None:
        value = super().get(name)
        values = value if isinstance(value, list) else [value]
        if any(isinstance(each, str | int | float) for each in values):
            self.read.add((*self.path, name))


def recorded(value: Any, path: tuple[str, ...], read: set[tuple[str, ...]]) -> Any:
    if isinstance(value, dict):
        return Recorded(value, path, read)
    return [recorded(part, path, read) for part in value] if isinstance(value, list) else value


def test_the_checks_of_a_whole_read_no_other_values_than_those_that_never_vary() -> None:
    read: set[tuple[str, ...]] = set()

    def walk(value: Any, rule_name: str) -> None:
        rule = RULES.get(rule_name)
        if rule is None or not isinstance(value, dict):
            return
        for extra in rule.also:
            list(extra(value, (), Scope(contexts=BUNDLED)))
        for name, kind in {**rule.required, **rule.optional}.items():
            part = dict.get(value, name)
            for each in part if isinstance(part, list) else [part]:
                if isinstance(kind, str):
                    walk(each, "AchievementSubject" if kind == "AnySubject" else kind)

    for document in CORPUS:
        for rule_name in rules_of(document):
            walk(recorded(document, (), read), rule_name)
    looked_at = {path for path in read if not {"@context", "type"} & set(path)}
    assert {path[-2:] for path in looked_at} >= {
        ("result", "resultDescription"),
        ("result", "status"),
        ("resultDescription", "id"),
        ("relatedResource", "id"),
    }
    assert not [path for path in looked_at if LOOKED_AT_TOGETHER.isdisjoint(path)]


def test_times_far_apart_are_no_hint_of_order() -> None:
    """The order of two dates is asked for each document, whichever of them varies."""
    series = taught(*(earned(number, validUntil=f"2029-01-0{number}T09:00:00Z") for number in (1, 2, 3, 4)))
    used = series.counts.short
    for until in ("2029-01-15T09:00:00Z", "2026-01-15T08:59:59Z", "2026-01-15T10:00:00+02:00"):
        document = earned(5, validUntil=until)
        assert in_series(series, document) == alone(document)
    assert series.counts.short == used + 1
    assert CREATED.tzinfo is UTC
