"""The one gate through which a status list leaves: signed, and holding every revocation that it held before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from skillmark.credential.errors import CredentialError
from skillmark.credential.status.bitstring import StatusBits, decode_list
from skillmark.foundation.orgs.access import NotFound
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.keyring import KeyringError
from skillmark.lifecycle.issuing.models import StatusList
from skillmark.lifecycle.issuing.publishing import Published, status_list
from skillmark.lifecycle.issuing.rules import lost_bits


class NotPublished(Exception):
    """Something is held back: a stable code, one sentence, and what to do about it."""

    def __init__(self, code: str, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.next_step = code, sentence, next_step


def list_to_publish(
    found: StatusList, *, base_url: str, ttl: timedelta, before: Iterable[bytes]
) -> Published:
    """The list, signed, if it forgets nothing of what any of the lists `before` it says; raises NotPublished.

    A list may never forget a revocation: one that does is not published, and somebody has to look.
    """
    try:
        document = status_list(found, base_url=base_url, ttl=ttl)
    except KeyringError as error:
        raise NotPublished(
            "list_unsigned", f"It cannot be signed: {error}", "Run the command doctor."
        ) from error
    except NotFound as error:
        raise NotPublished(
            "list_unsigned", "It cannot be signed: its issuer has no key.", "Run the command doctor."
        ) from error
    others = [body for body in before if body != document.body]
    lost = _lost(others, document.body, found) if others else set()
    if lost:
        raise NotPublished(
            "list_would_forget",
            f"It would forget {len(lost)} revocations (the first at place {min(lost)}), so the old one stays.",
            "Find out what changed the database: usually an older copy was put back.",
        )
    return document


def _lost(before: Iterable[bytes], after: bytes, found: StatusList) -> set[int]:
    reinstated, now = queries.reinstated_indexes(found), _bits(after)
    assert now is not None  # noqa: S101 - it was signed just now
    earlier = (bits for body in before if (bits := _bits(body)) is not None)
    return {place for bits in earlier for place in lost_bits(bits, now, reinstated=reinstated)}


def _bits(body: bytes) -> StatusBits | None:
    """The bits of a list; None where a file was damaged so that nothing can be read from it."""
    try:
        return decode_list(json.loads(body)["credentialSubject"]["encodedList"])
    except (ValueError, KeyError, TypeError, CredentialError):
        return None
