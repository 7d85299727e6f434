"""Shape plans: whatever stands in a document, a plan gives the full path's answer or none at all."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from tests.credential.badges import NORTHFIELD, badge, entry
from tests.credential.shape_corpus import as_json, documents, mutated, put

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import CredentialError
from skillmark.credential.jsonld import canonical_nquads, plans_for
from skillmark.credential.jsonld.shapes import cache, compiling, generate, slots
from skillmark.credential.jsonld.shapes.cache import PlanCache
from skillmark.credential.jsonld.shapes.compiling import NoPlan, Plan, full_path, make_plan

SEED = 20260115
DOCUMENTS = documents()
PLAN = ("credentialSubject", "achievement")
SCALE = "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a02"


def plan_of(document: dict[str, Any]) -> Plan:
    return make_plan(document, contexts=BUNDLED)


def truth(document: Any) -> bytes | None:
    """What the full path says; None where it refuses."""
    try:
        return full_path(document, contexts=BUNDLED)
    except CredentialError:
        return None


def test_there_are_thirty_shapes_and_each_has_a_plan() -> None:
    outlines = {cache.outline(document) for document in DOCUMENTS}
    assert len(outlines) >= 30
    for document in DOCUMENTS:
        assert plan_of(document).canonical_nquads(document) == truth(document), as_json(document)


@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
def test_no_hostile_value_makes_a_plan_differ_from_the_full_path(number: int) -> None:
    document, chance = DOCUMENTS[number], random.Random(SEED + number)
    plan = plan_of(document)
    answered = 0
    for _ in range(250):
        changed = mutated(document, chance)
        made = plan.canonical_nquads(changed)
        if made is not None:
            answered += 1
            assert made == truth(changed), as_json(changed)
    assert answered > 20


# --- hazards: each is a document that a careless plan would answer wrongly --------------------------------------


def _added(path: str, value: Any) -> dict[str, Any]:
    document = badge()
    *holders, last = path.split(".")
    holder: Any = document
    for name in holders:
        holder = holder[name]
    holder[last] = value
    return document


STATUS = badge() | {"credentialStatus": entry()}
TAGS = _added("credentialSubject.achievement.tag", ["a", "b"])
WORTH = _added("credentialSubject.creditsEarned", 3)
WORDS = _added("credentialSubject.creditsEarned", "many")
CREATOR = _added(
    "credentialSubject.achievement.creator",
    {"id": NORTHFIELD, "type": ["Profile"], "name": "Northfield College"},
)
TWINS = badge() | {"evidence": [{"type": ["Evidence"], "narrative": text} for text in "ab"]}
EVIDENCE = ("evidence", 0, "id")
CREDITS = (*PLAN, "creditsAvailable")
HASHED = ("credentialSubject", "identifier", 0, "hashed")
EARNED = ("credentialSubject", "creditsEarned")
# By name: a document that a plan is made of, and what is changed in it.
CHANGES: dict[str, tuple[dict[str, Any], tuple[str | int, ...], Any]] = {
    "a relative id": (badge(), ("id",), "credentials/7"),
    "an id that is a term": (badge(), ("id",), "name"),
    "a blank id": (badge(), ("id",), "_:b1"),
    "an id with a line feed": (badge(), ("id",), "urn:uuid:7\n"),
    "an id with a quotation mark": (badge(), ("id",), 'urn:uuid:"'),
    "an id with an angle": (badge(), ("id",), "urn:uuid:>"),
    "an id that is no text": (badge(), ("id",), 7),
    "an id of another scheme": (badge(), ("id",), "schema:name"),
    "two nodes become one": (STATUS, ("id",), "https://northfield.example/evidence/1"),
    "a node becomes the issuer": (badge(), EVIDENCE, NORTHFIELD),
    "a node becomes a scale": (badge(), EVIDENCE, SCALE),
    "a node becomes a type": (badge(), EVIDENCE, "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence"),
    "a quotation mark": (badge(), ("name",), 'Food "safety"'),
    "a backslash": (badge(), ("name",), "Food \\ safety"),
    "a line feed": (badge(), ("name",), "Food\nsafety"),
    "a control character": (badge(), ("name",), "Food\x01safety"),
    "a null character": (badge(), ("name",), "Food\x00safety"),
    "half a character": (badge(), ("name",), "Food\ud800safety"),
    "no character": (badge(), ("name",), "Food\ufffesafety"),
    "braces": (badge(), ("name",), "{s0}{b1}"),
    "text that is a truth value": (badge(), ("name",), True),
    "text that is a number": (badge(), ("name",), 7),
    "text that is nothing": (badge(), ("name",), None),
    "text that is a list": (badge(), ("name",), ["Food safety"]),
    "text that is an object": (badge(), ("name",), {"@value": "x", "@language": "en"}),
    "very long text": (badge(), ("name",), "x" * 4_100_000),
    "a truth value that is a number": (badge(), HASHED, 0),
    "another truth value": (badge(), HASHED, True),
    "a whole number that is true": (WORTH, EARNED, True),
    "a whole number as a float": (WORTH, EARNED, 3.0),
    "a whole number beyond 2^53": (WORTH, EARNED, 2**53 + 1),
    "a fraction that is whole": (badge(), CREDITS, 2.0),
    "a fraction with 17 digits": (badge(), CREDITS, 0.1 + 0.2),
    "a fraction without end": (badge(), CREDITS, float("inf")),
    "a fraction that is text": (badge(), CREDITS, "1.5"),
    "a number in the place of words": (WORDS, EARNED, "1.5"),
    "another type": (badge(), ("type", 1), "AchievementCredential"),
    "a type that nobody knows": (badge(), ("type", 1), "FineCredential"),
    "another context": (
        badge(),
        ("@context", 1),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    ),
    "the same tag twice": (TAGS, (*PLAN, "tag", 1), "a"),
    "a tag more": (TAGS, (*PLAN, "tag"), ["a", "b", "c"]),
    "twins become alike": (TWINS, ("evidence", 1, "narrative"), "a"),
    "one thing described in two ways": (CREATOR, ("issuer", "name"), "Another College"),
    "equal ids become different": (CREATOR, (*PLAN, "creator", "id"), "https://northfield.example/other"),
    "an object that is a list": (badge(), ("issuer",), [1, 2, 3]),
}


def _hazards() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    hazards = {}
    for name, (document, path, value) in CHANGES.items():
        changed = deepcopy(document)
        put(changed, path, value)
        assert as_json(changed) != as_json(document), name
        hazards[name] = (document, changed)
    less = {name: value for name, value in badge().items() if name != "evidence"}
    instead = {("narrative" if name == "name" else name): value for name, value in badge().items()}
    others = {
        "a member more": badge() | {"endorsementJwt": ["x"]},
        "a member less": less,
        "a member instead": instead,
    }
    return hazards | {name: (badge(), changed) for name, changed in others.items()}


HAZARDS = _hazards()


def wrong_answers() -> list[str]:
    """The hazards that a plan, as it is made now, answers otherwise than the full path."""
    wrong = []
    for name, (document, changed) in HAZARDS.items():
        try:
            made = plan_of(document).canonical_nquads(changed)
        except NoPlan:
            continue
        except Exception:  # noqa: BLE001 - a guard was removed: crashing is wrong as well
            wrong.append(name)
            continue
        if made is not None and made != truth(changed):
            wrong.append(name)
    return wrong


def test_at_least_forty_five_hazards_and_none_fools_a_plan() -> None:
    assert len(HAZARDS) >= 45
    assert wrong_answers() == []


Patch = Callable[[pytest.MonkeyPatch], None]


def _without_condition(pattern: str) -> Patch:
    """A generator that leaves out the conditions of `match` which fit a pattern."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        whole = generate._Matcher._refuse_unless

        def less(self: Any, condition: str) -> None:
            if not re.fullmatch(pattern, condition):
                whole(self, condition)

        monkeypatch.setattr(generate._Matcher, "_refuse_unless", less)

    return patch


def _without_line(pattern: str) -> Patch:
    """A generator that leaves out the lines which fit a pattern."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        whole = generate._Source.add

        def less(self: Any, line: str) -> None:
            if not re.fullmatch(pattern, line):
                whole(self, line)

        monkeypatch.setattr(generate._Source, "add", less)

    return patch


def _replaced(module: Any, name: str, value: Any) -> Patch:
    return lambda monkeypatch: monkeypatch.setattr(module, name, value)


def _rounded(value: Any) -> str | None:
    """A fraction without a look at whether its digits are all there."""
    if not isinstance(value, float) or value != value or abs(value) > 1e300:  # noqa: PLR0124
        return None
    mantissa, exponent = f"{value:.15E}".split("E")
    return f"{mantissa.rstrip('0')}E{int(exponent)}"


def _looks_whole(value: Any) -> bool:
    """A number as Python compares them."""
    return value is True or (type(value) in {int, float} and value % 1 == 0)


GUARDS: dict[str, Patch] = {
    "number of members and items": _without_condition(r"type\(p\d+\) is (dict|list) and len\(p\d+\) == \d+"),
    "contexts": _without_condition(r"p\d+\['@context'\] == K\d+"),
    "constant texts": _without_condition(r"p\d+\[[^\]]+\] == '.*'"),
    "constant parts": _without_condition(r"p\d+\[[^\]]+\] == K\d+"),
    "constant truth values": _without_condition(r"p\d+\[[^\]]+\] is (True|False|None)"),
    "which IRIs are equal": _without_condition(r"p\d+\[[^\]]+\] == s\d+"),
    "which IRIs differ": _without_condition(r"len\(\{.*\}\) == \d+"),
    "IRIs of the shape": _without_condition(r"K\d+\.isdisjoint\(.*\)"),
    "what an IRI is": _replaced(slots, "is_plain_iri", lambda value: isinstance(value, str) and ":" in value),
    "whole numbers": _replaced(slots, "is_whole", _looks_whole),
    "fractions": _replaced(slots, "written_fraction", _rounded),
    "what text is": _replaced(slots, "is_text", lambda _: True),
    "length of texts": _replaced(slots, "MAX_TEXT", 10**9),
    "escapes": _replaced(slots, "escape_text", lambda text: text),
    "values that coincide": _without_line(r" if len\(g\d+\) != \d+: return None"),
    "nodes that look alike": _without_line(r" if len\(places\) != \d+: return None"),
}


@pytest.mark.parametrize("name", GUARDS)
def test_without_its_guard_a_plan_is_fooled(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    GUARDS[name](monkeypatch)
    assert wrong_answers(), f"no hazard shows what “{name}” is good for"


# --- the compiler ---------------------------------------------------------------------------------------------


def test_a_scheme_that_is_a_term_makes_every_iri_part_of_the_shape() -> None:
    inner = b'{"@context": {"@version": 1.1, "urn": {"@id": "https://urn.example/", "@prefix": true}}}'
    outer = b'{"@context": [{"@version": 1.1}, "https://terms.example/inner"]}'
    contexts = BUNDLED.extended({"https://terms.example/v1": outer, "https://terms.example/inner": inner})
    document = badge() | {"@context": [*badge()["@context"], "https://terms.example/v1"]}
    document["id"] = "https://northfield.example/credentials/7"
    document["credentialSubject"]["achievement"].pop("resultDescription")
    document["credentialSubject"].pop("result")
    plan = make_plan(document, contexts=contexts)
    assert not any(slot.kind is slots.Kind.IRI for slot in plan.slots)
    assert plan.canonical_nquads(document) == full_path(document, contexts=contexts)
    assert plan.canonical_nquads(document | {"id": "urn:uuid:7"}) is None


def test_a_document_of_types_alone_has_a_plan_without_texts() -> None:
    document = {"@context": badge()["@context"], "type": ["VerifiableCredential", "OpenBadgeCredential"]}
    plan = plan_of(document)
    assert plan.slots == ()
    assert plan.canonical_nquads(document) == truth(document)


@pytest.mark.parametrize(("bound", "value"), [("_MAX_SLOTS", 10), ("_MAX_STATEMENTS", 10), ("_ROUNDS", 1)])
def test_what_is_too_large_for_a_template_has_no_plan(
    bound: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, bound, value)
    with pytest.raises(NoPlan):
        plan_of(badge())


def test_a_document_that_the_full_path_refuses_has_no_plan() -> None:
    with pytest.raises((NoPlan, CredentialError)):
        plan_of(badge() | {"sparkle": "yes"})


# --- the cache ------------------------------------------------------------------------------------------------

REGISTRY = ContextRegistry([BUNDLED.load(url) for url in BUNDLED.urls()])


@pytest.fixture
def plans() -> PlanCache:
    return PlanCache(REGISTRY, sampled=10)


def test_a_plan_is_made_when_a_shape_comes_again(plans: PlanCache) -> None:
    expected = truth(badge())
    assert [plans.canonical_nquads(badge()) for _ in range(3)] == [expected] * 3
    assert (plans.counts.full, plans.counts.made, plans.counts.planned) == (2, 1, 1)


def test_what_the_full_path_refuses_is_refused_whatever_was_learned(plans: PlanCache) -> None:
    for _ in range(3):
        plans.canonical_nquads(badge())
    with pytest.raises(CredentialError):
        plans.canonical_nquads(badge() | {"sparkle": "yes"})
    with pytest.raises(CredentialError):
        plans.canonical_nquads(["no document"])


def test_one_answer_in_many_is_compared_and_a_difference_ends_all_plans(plans: PlanCache) -> None:
    for _ in range(2):
        plans.canonical_nquads(badge())
    (hint,) = plans._plans
    (plan,) = plans._plans[hint]
    plans._plans[hint] = [replace(plan, fill=lambda _: b"wrong\n")]
    # What a fault of ours would do until it is noticed.
    assert {plans.canonical_nquads(badge()) for _ in range(9)} == {b"wrong\n"}
    assert plans.canonical_nquads(badge()) == truth(badge())
    assert (plans.counts.compared, plans.counts.different) == (1, 1)
    assert {plans.canonical_nquads(badge()) for _ in range(5)} == {truth(badge())}
    assert len(plans) == 0


def test_a_right_answer_that_is_compared_changes_nothing(plans: PlanCache) -> None:
    for _ in range(25):
        plans.canonical_nquads(badge())
    assert (plans.counts.compared, plans.counts.different, len(plans)) == (2, 0, 1)


def _novel(number: int) -> dict[str, Any]:
    """A document of a shape of its own, for each number another."""
    return _added("credentialSubject.achievement.tag", [f"t{place}" for place in range(number)])


def test_a_flood_of_new_shapes_is_neither_compiled_nor_remembered_without_bound(
    plans: PlanCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MAX_SEEN", 20)
    for number in range(60):
        plans.canonical_nquads(_novel(number))
    assert (plans.counts.made, len(plans._seen)) == (0, 20)
    for number in range(1, 50):
        for _ in range(2):
            plans.canonical_nquads(_novel(number))
    assert 0 < plans.counts.made <= (cache.CREDIT + plans.counts.full) // cache.COST
    assert len(plans) <= cache.PLANS_A_HINT


def test_the_oldest_plans_go_first(plans: PlanCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_PLANS", 2)
    for number in range(4):
        document = _novel(number + 1)
        document["credentialSubject"]["achievement"]["id"] = (
            f"https://northfield.example/achievements/{number}"
        )
        for _ in range(2):
            plans.canonical_nquads(document)
    assert plans.counts.made == 4
    assert len(plans) == 2


def test_a_shape_without_a_plan_is_tried_once(plans: PlanCache) -> None:
    twins = badge() | {"evidence": [{"type": ["Evidence"], "narrative": "a"}] * 2}
    for _ in range(5):
        plans.canonical_nquads(twins)
    assert (plans.counts.full, plans.counts.made) == (5, 0)
    assert list(plans._seen.values()) == [False]


def test_the_library_uses_plans_for_what_is_signed() -> None:
    # A registry of its own, so that what other tests sent decides nothing.
    registry = BUNDLED.extended({})
    document = badge() | {"awardedDate": "2026-01-14T17:00:00Z"}
    assert {canonical_nquads(document, contexts=registry) for _ in range(5)} == {truth(document)}
    assert plans_for(registry).counts.planned > 0
