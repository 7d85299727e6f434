"""What a hostile document of full size may cost: each of these was found by fuzz/, or by thinking like it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.credential.badges import NORTHFIELD, NORTHFIELD_KEY, NORTHFIELD_SIGNER, World, badge, signed
from tests.credential.work import peak_of

from skillmark.credential.proof.sd_jwt_make import make_sd_jwt

MIB = 1024 * 1024
NAME = "n" * 4_000


def of_claims(**claims: Any) -> bytes:
    """An SD-JWT of plain claims by Northfield."""
    said = {"iss": NORTHFIELD, "vct": "https://northfield.example/types/food-safety"} | claims
    header = {"typ": "dc+sd-jwt", "kid": NORTHFIELD_KEY}
    return make_sd_jwt(said, signer=NORTHFIELD_SIGNER, header=header).compact.encode()


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param({NAME: [0] * 90_000}, id="numbers below a long name"),
        pytest.param({NAME: [{}] * 60_000}, id="objects below a long name"),
        pytest.param({NAME: {"endorsement": [0] * 90_000}}, id="parts below a long name"),
        pytest.param({NAME: [{"endorsement": 0}] * 10_000}, id="objects with parts below a long name"),
    ],
)
def test_places_below_a_long_name_are_not_written_out_one_by_one(hostile: dict[str, Any]) -> None:
    text = of_claims(**hostile)
    assert len(text) < 262_144
    assert peak_of(lambda: World().check(text)) < 64 * MIB
