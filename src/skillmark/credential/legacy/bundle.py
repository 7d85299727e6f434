"""The three objects that make up an older badge: the assertion, the class of badge, and the profile of its issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.errors import ResolveError
from skillmark.credential.legacy.documents import Linked, follow, reference
from skillmark.credential.legacy.kinds import Edition, Method, assertion_id, edition_of, method_of
from skillmark.credential.steps.case import Case

_NO_BADGE = ResolveError("no_address", "It names no class of badge.")
_NO_ISSUER = ResolveError("no_address", "Its class of badge names no issuer.")


@dataclass(frozen=True)
class Bundle:
    """An older badge with what it links to, as far as it could be had.

    `assertion` is what was handed in. `hosted` is the issuer's own copy of it, for badges that are verified that way;
    where it could be had, the class of badge is the one that it names.
    """

    assertion: Mapping[str, Any]
    badge: Linked
    issuer: Linked
    hosted: Linked | None = None

    @property
    def edition(self) -> Edition:
        """The generation of the badge."""
        return edition_of(self.assertion)

    @property
    def id(self) -> str:
        """The assertion's address or id."""
        return assertion_id(self.assertion)

    @property
    def issuer_id(self) -> str:
        """Who issued it: the address that the class of badge names, whatever the profile there says of itself."""
        return self.issuer.address


def gather(case: Case) -> Bundle:
    """Fetch what the assertion links to: at most its own copy, the class of badge and the issuer."""
    assertion = case.document
    is_hosted = method_of(assertion) is Method.HOSTED
    hosted = follow(case, assertion_id(assertion), personal=True) if is_hosted else None
    source = hosted.members if hosted is not None and "badge" in hosted.members else assertion
    badge = _badge(case, source.get("badge"))
    return Bundle(assertion, badge, _issuer(case, badge), hosted)


def unlinked(case: Case) -> Bundle:
    """The badge as far as it was handed in: for one whose own form is such that nothing is fetched in its name."""
    given = case.document.get("badge")
    badge = Linked(reference(given), given if isinstance(given, dict) else None)
    return Bundle(case.document, badge, Linked(reference(badge.members.get("issuer"))))


def _badge(case: Case, value: object) -> Linked:
    if isinstance(value, dict):
        return Linked(reference(value), value)
    if isinstance(value, str):
        return follow(case, value)
    return Linked("", error=_NO_BADGE)


def _issuer(case: Case, badge: Linked) -> Linked:
    address = reference(badge.members.get("issuer"))
    return follow(case, address) if address else Linked("", error=_NO_ISSUER)
