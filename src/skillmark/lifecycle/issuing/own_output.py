"""What we sign passes our own verifier, or it does not leave."""

from __future__ import annotations

import json
from datetime import datetime

from skillmark.credential import Policy, inspect
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import StaticResolver
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.issuing import queries

# Steps 1 to 5 must pass; the status list is our own and is not asked for here.
_MUST_PASS = range(1, 6)
# What a holder is given to derive from is no verifier's to accept; `issue` has checked the signature.
_FOR_HOLDERS = "base_proof"


class OwnOutputRefused(Exception):
    """The signed credential does not pass our own verifier: it is not let out."""

    def __init__(self, check: Check) -> None:
        super().__init__(
            f"The signed credential did not pass check {check.step} ({check.name}): {check.detail}"
        )
        self.check = check


def check_own_output(
    signed: bytes,
    org: Organisation,
    *,
    at: datetime,
    base_url: str,
    contexts: ContextRegistry = BUNDLED,
    unasked: frozenset[int] = frozenset(),
) -> None:
    """Raises OwnOutputRefused where a check does not pass that must; those of `unasked` only must not fail."""
    published = {
        url: json.dumps(document).encode()
        for url, document in queries.controller_documents(org, base_url=base_url).items()
    }
    report = inspect(
        signed,
        resolver=StaticResolver(published, fetched_at=at),
        now=at,
        policy=Policy(allow_local_http=True, contexts=contexts, refresh=False),
    )
    for check in report.checks:
        passed = check.outcome is Outcome.PASSED or check.code == _FOR_HOLDERS or check.step in unasked
        if not passed and (check.outcome is Outcome.FAILED or check.step in _MUST_PASS):
            raise OwnOutputRefused(check)
