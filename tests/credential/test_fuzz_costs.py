"""What a hostile document of full size may cost: each of these was found by fuzz/, or by thinking like it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.credential.badges import (
    GUILD,
    GUILD_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    badge,
    controller_document,
    endorsed,
    endorsement,
    signed,
    signed_by_guild,
)
from tests.credential.work import calls_of, peak_of

from skillmark.credential import Fetched
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import LoadError
from skillmark.credential.jsonld.shapes import PlanCache
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt

MIB = 1024 * 1024
NAME = "n" * 4_000
EVIDENCE = [{"id": f"urn:x:{n}", "type": ["Evidence"], "name": f"{n}"} for n in range(200)]


def of_claims(**claims: Any) -> bytes:
    """An SD-JWT of plain claims by Northfield."""
    said = {"iss": NORTHFIELD, "vct": "https://northfield.example/types/food-safety"} | claims
    header = {"typ": "dc+sd-jwt", "kid": NORTHFIELD_KEY}
    return make_sd_jwt(said, signer=NORTHFIELD_SIGNER, header=header).compact.encode()


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param({NAME: [0] * 45_000}, id="numbers below a long name"),
        pytest.param({NAME: [{}] * 30_000}, id="objects below a long name"),
        pytest.param({NAME: {"endorsement": [0] * 45_000}}, id="parts below a long name"),
        pytest.param({NAME: [{"endorsement": 0}] * 10_000}, id="objects with parts below a long name"),
    ],
)
def test_places_below_a_long_name_are_not_written_out_one_by_one(hostile: dict[str, Any]) -> None:
    text = of_claims(**hostile)
    assert len(text) < 262_144
    assert peak_of(lambda: World().check(text)) < 64 * MIB


def test_sealing_does_not_remember_every_place() -> None:
    claims = {"vct": "urn:x", NAME * 20: [[{}] * 8_000]}
    header = {"typ": "dc+sd-jwt"}
    assert peak_of(lambda: make_sd_jwt(claims, signer=NORTHFIELD_SIGNER, header=header)) < 64 * MIB


@pytest.mark.parametrize(
    "members",
    [
        # Every statement is searched for every value that may vary.
        pytest.param({"id": "urn:é" + "x" * 20_000, "evidence": EVIDENCE[:100]}, id="a long name"),
        pytest.param({"evidence": EVIDENCE}, id="many nodes"),
        pytest.param({"evidence": [{"type": ["Evidence"]}] * 250}, id="many nodes without a name"),
        pytest.param({"name": [f"{n}" for n in range(500)]}, id="many values"),
    ],
)
def test_no_plan_is_made_of_a_shape_that_is_no_template(members: dict[str, Any]) -> None:
    plans = PlanCache(BUNDLED)
    for _ in range(3):
        plans.canonical_nquads(badge() | members)
    assert plans.counts.made == 0
    for _ in range(2):
        plans.canonical_nquads(badge() | {"evidence": EVIDENCE[:50]})
    assert plans.counts.made == 1


# --- what issuers publish ---------------------------------------------------------------------------------------------


def endorsed_by_guild(count: int) -> dict[str, Any]:
    said = [endorsement(id=f"urn:uuid:{number:032x}") for number in range(count)]
    return endorsed(*map(signed_by_guild, said))


def test_a_document_with_keys_is_read_once_for_all_signatures_by_them() -> None:
    long = controller_document(GUILD, GUILD_SIGNER) | {"name": [[n] for n in range(20_000)]}
    small, large = World(), World(documents={GUILD: long})
    few, many = endorsed_by_guild(1), endorsed_by_guild(20)
    assert large.check(many).verdict == "verified"

    def usual(world: World, signed: dict[str, Any]) -> int:
        # Now and then a document is checked twice, by its plan and without it.
        return min(calls_of(lambda: world.check(signed)) for _ in range(3))

    reading = usual(large, few) - usual(small, few)
    assert reading > 0
    assert usual(large, many) < usual(small, many) + 2 * reading


def test_one_that_cannot_be_read_is_read_once_too() -> None:
    fetched = Fetched(GUILD, b"[" + b"[]," * 20_000, "application/json", NOW)
    for _ in range(2):
        with pytest.raises(LoadError):
            fetched.json()
    assert fetched.__dict__["_read"].code == "json_syntax"


def test_a_document_with_very_many_keys_is_nobodys() -> None:
    keys = [{"id": "#key-1", "x": number} for number in range(1_000)]
    document = {"id": NORTHFIELD, "verificationMethod": keys}
    step = World(documents={NORTHFIELD: document}).check(signed(badge())).check(3)
    assert step.code == "key_ambiguous"
    keys.append({"id": "#key-2"})
    step = World(documents={NORTHFIELD: document}).check(signed(badge())).check(3)
    assert step.code == "document_unreadable"
    assert "more than 1,000 keys" in step.detail
