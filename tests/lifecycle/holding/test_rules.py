"""When a link is open, how long one may be, and whose an imported file is."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.holding.rules import (
    LONGEST_SHARE,
    RecipientMatch,
    ShareState,
    problem_with_end,
    recipient_match,
    share_state,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
moments = st.none() | st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda d: NOW + d)


@pytest.mark.parametrize(
    ("ends_at", "withdrawn_at", "state"),
    [
        (None, None, ShareState.OPEN),
        (NOW + A_SECOND, None, ShareState.OPEN),
        (NOW, None, ShareState.ENDED),
        (NOW - A_SECOND, None, ShareState.ENDED),
        (None, NOW, ShareState.WITHDRAWN),
        (NOW - A_SECOND, NOW - A_SECOND, ShareState.WITHDRAWN),
    ],
)
def test_the_state_of_a_link(
    ends_at: datetime | None, withdrawn_at: datetime | None, state: ShareState
) -> None:
    assert share_state(ends_at=ends_at, withdrawn_at=withdrawn_at, now=NOW) is state


@given(moments, moments)
def test_a_link_that_has_closed_never_opens_again(
    ends_at: datetime | None, withdrawn_at: datetime | None
) -> None:
    now = share_state(ends_at=ends_at, withdrawn_at=withdrawn_at, now=NOW)
    later = share_state(ends_at=ends_at, withdrawn_at=withdrawn_at, now=NOW + timedelta(days=1))
    assert now is ShareState.OPEN or later is not ShareState.OPEN


def test_a_link_may_end_from_the_next_moment_to_five_years_on() -> None:
    assert problem_with_end(None, now=NOW) == ""
    assert problem_with_end(NOW + A_SECOND, now=NOW) == ""
    assert problem_with_end(NOW + LONGEST_SHARE, now=NOW) == ""
    assert "past" in problem_with_end(NOW, now=NOW)
    assert "five years" in problem_with_end(NOW + LONGEST_SHARE + A_SECOND, now=NOW)


# --- whose an imported file is ------------------------------------------------------------------------------


def _document(name: str = "", **identity: object) -> dict[str, object]:
    identifiers = [{"type": "IdentityObject", **identity}] if identity else []
    return {"credentialSubject": {"name": name, "identifier": identifiers}}


def _hashed(address: str, salt: str) -> str:
    return "sha256$" + hashlib.sha256((address + salt).encode()).hexdigest()


@given(salt=st.text(max_size=20), address=st.emails())
def test_a_proven_address_says_yes_whatever_the_name(salt: str, address: str) -> None:
    said = _document("Lea Marchetti", hashed=True, identityHash=_hashed(address, salt), salt=salt)
    assert recipient_match(said, name="Noor", addresses=["other@example.org", address]) == RecipientMatch.YES
    assert recipient_match(said, name="Noor", addresses=["other@example.org"]) == RecipientMatch.NO


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (_document("  lea   MARCHETTI "), RecipientMatch.UNKNOWN),
        (_document("Max Forger"), RecipientMatch.NO),
        (_document(), RecipientMatch.UNKNOWN),
        (_document(hashed=False, identityHash="LEA@example.org"), RecipientMatch.YES),
        (_document("Lea Marchetti", hashed=True, identityHash="lea@example.org"), RecipientMatch.UNKNOWN),
        ({"credentialSubject": {"id": "mailto:lea@example.org"}}, RecipientMatch.YES),
        ({"recipient": {"hashed": True, "salt": "x", "identity": _hashed("lea@example.org", "x")}}, RecipientMatch.YES),
        ({"credentialSubject": [7, {"identifier": "x"}], "recipient": [None]}, RecipientMatch.UNKNOWN),
    ],
)  # fmt: skip
def test_a_name_alone_never_says_yes(document: dict[str, object], expected: RecipientMatch) -> None:
    assert recipient_match(document, name="Lea Marchetti", addresses=["lea@example.org"]) == expected


def test_without_a_proven_address_nothing_says_yes() -> None:
    nobody = {"credentialSubject": {"id": "", "identifier": [{"hashed": False, "identityHash": ""}]}}
    assert recipient_match(nobody, name="Lea", addresses=[]) == RecipientMatch.UNKNOWN
