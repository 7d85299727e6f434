"""What one check works out is worked out once and counted together, however often and from where it is asked for."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from tests.credential.badges import (
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    World,
    badge,
    presentation,
    shown,
    signed,
)
from tests.credential.work import calls_of

from skillmark.credential import Outcome
from skillmark.credential.errors import CheckBudgetExceeded, UndefinedTerm
from skillmark.credential.jsonld import canonical_nquads, one_check
from skillmark.credential.jsonld.work import MAX_VALUES, Canonical, once

Document = dict[str, Any]


def large(count: int, **members: Any) -> Document:
    """A badge with this many pieces of evidence, each of five values, and one proof that does not hold for it."""
    evidence = [{"id": f"urn:x:{count}:{n}", "type": ["Evidence"], "name": f"{n}"} for n in range(count)]
    return badge() | {"evidence": evidence, "proof": signed(badge())["proof"]} | members


def several(document: Document, *, chained: bool) -> Document:
    """The same with four proofs, each building on the one before where they are chained."""
    proofs = [document["proof"] | {"id": f"urn:uuid:{n}"} for n in range(4)]
    for before, proof in pairwise(proofs):
        if chained:
            proof["previousProof"] = before["id"]
    return document | {"proof": proofs}


def codes(document: Document) -> list[str]:
    """How each signature failed."""
    return [each["code"] for each in World().check(document).check(4).fact["signatures"]]


def test_four_signatures_cost_little_more_than_one() -> None:
    World().check(large(3))  # contexts are known
    document = large(300)
    once_only = calls_of(lambda: World().check(document))
    assert calls_of(lambda: World().check(several(document, chained=False))) < 1.5 * once_only


def test_what_a_check_would_do_again_and_again_is_stopped() -> None:
    assert codes(large(1_900)) == ["signature_invalid"]
    # Each of these is made over another document, since those before it are part of what it covers.
    assert codes(several(large(1_900), chained=True)) == [
        "signature_invalid",
        "signature_invalid",
        "work_budget_exceeded",
    ]
    assert codes(several(large(20), chained=True)) == ["signature_invalid"] * 4


def test_what_is_inside_shares_what_is_left() -> None:
    outer = shown(presentation(large(1_000)))
    report = World().check(outer | {"verifiableCredential": [large(1_100), large(1_200)]})
    assert report.check(4).code == "signature_invalid"
    assert report.check(10).fact["beyond"] == 1
    assert report.verdict == "not_verified"


def test_a_refusal_stands_when_nothing_is_left_to_look_further() -> None:
    """Where a member has no meaning under today's bytes of a context, the older ones are asked, if that can be paid."""
    outer = shown(presentation(large(10)))
    report = World().check(outer | {"verifiableCredential": [large(2_200, grade="A")]})
    (inner,) = (part.report for part in report.parts)
    assert inner.check(2).code == "undefined_term"
    assert inner.check(2).outcome is Outcome.FAILED


# --- the count itself -----------------------------------------------------------------------------------------------


def test_within_a_check_the_same_is_made_once() -> None:
    made: list[int] = []

    def make() -> Canonical:
        made.append(1)
        return Canonical(b"x", 7)

    for _ in range(3):
        assert once({"a": 1}, "how", make).steps == 7
    assert len(made) == 3, "outside of a check, nothing is kept"
    with one_check() as work:
        for _ in range(3):
            assert once({"a": 1}, "how", make).nquads == b"x"
        assert (len(made), work.left) == (4, MAX_VALUES - 1)
        # To Python these are equal, and they do not mean the same; nor does the same made in another way.
        for document, how in (({"a": True}, "how"), ({"a": 1.0}, "how"), ({"a": 1}, "other")):
            once(document, how, make)
        assert (len(made), work.left) == (7, MAX_VALUES - 4)
    with one_check():
        once({"a": 1}, "how", make)
    assert len(made) == 8, "another check begins anew"


def test_refusals_are_kept_as_well() -> None:
    document = badge() | {"grade": "A"}
    with one_check() as work:
        for _ in range(3):
            with pytest.raises(UndefinedTerm):
                canonical_nquads(document)
        assert work.left > MAX_VALUES - 2 * len(json.dumps(document))
        spent = MAX_VALUES - work.left
        with pytest.raises(UndefinedTerm):
            canonical_nquads(document)
        assert MAX_VALUES - work.left == spent


def test_what_is_too_much_is_refused_before_it_is_looked_at() -> None:
    with one_check() as work:
        work.left = 3
        with pytest.raises(CheckBudgetExceeded, match=f"more than {MAX_VALUES:,} values"):
            once({"a": [1, 2, {"b": 3}]}, "how", lambda: Canonical(b""))
        assert work.left == 3
        once({"a": [1, 2]}, "how", lambda: Canonical(b""))
        assert work.left == 0


def test_little_is_kept() -> None:
    made: list[int] = []

    def make(size: int) -> Canonical:
        made.append(size)
        return Canonical(bytes(size))

    with one_check():
        for _ in range(2):
            once({}, "large", lambda: make(3_000_000))
        assert len(made) == 2
        for number in range(20):
            once({}, number, lambda: make(1))
        once({}, 19, lambda: make(1))
        assert len(made) == 22
        once({}, 0, lambda: make(1))
        assert len(made) == 23


def test_both_kinds_of_hashes_are_kept_apart() -> None:
    document = signed(badge(), proof_id="urn:uuid:1")
    both = signed(document, suite="ecdsa-rdfc-2019", verification_method=NORTHFIELD_P256_KEY)
    assert World().check(both).verdict == "verified"
    assert World().check(signed(both, verification_method=NORTHFIELD_KEY)).verdict == "verified"
