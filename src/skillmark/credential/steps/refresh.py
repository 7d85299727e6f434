"""Between steps 4 and 5: where the issuer offers a newer version of a credential, that one takes its place.

Sources: Open Badges 3.0, "Verification and Validation"; 1EdTech Verifiable Credential Refresh Service 1.0. It happens
once, after the proof of what was handed in, so that nobody but its issuer can send us elsewhere; the newer version must
pass steps 2 to 4 itself. Whatever goes wrong leaves what was handed in, and a note that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from skillmark.credential.equality import comparable
from skillmark.credential.errors import CredentialError, LoadError, Unreachable
from skillmark.credential.message import Message
from skillmark.credential.model.view import many, moment
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import Fetched
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.fetched import ACCEPT, read_fetched
from skillmark.credential.steps.findings import quoted
from skillmark.credential.steps.parts import afford_proofs
from skillmark.credential.times import format_timestamp

SERVICE = "1EdTechCredentialRefresh"

Origin = tuple[Check, Check, Check]
OriginChecker = Callable[[Case], Iterable[Check]]


def refreshed(case: Case, earlier: Origin, *, check: OriginChecker) -> Origin:
    """Steps 2 to 4 of what stands now: those of `earlier`, or of a newer version, which then is what `case` is about.

    `check` runs the three steps on the newer version. Its bytes are left in `case.newer`.
    """
    url = _service(case)
    if url is None or any(each.outcome is not Outcome.PASSED for each in earlier):
        return earlier
    try:
        newer, fetched, data = _fetch(case, url)
        _check_same(case, newer)
        if newer.document == case.document:
            case.warn("Its issuer was asked for a newer version, and has none.", code="refresh_none")
            return earlier
        form, issuer, signature = _check(newer, check, size=len(data))
    except Unreachable as error:
        case.warn(
            "{host} could not be asked for a newer version: {why}.",
            code="refresh_unreachable",
            host=readable_host(error.url),
            why=error.why,
        )
        return earlier
    except CredentialError as error:
        case.warn(error.template, code=error.code, **error.params)
        return earlier
    fact = {"refreshed": _fact(case, fetched)}
    _put_in_place(case, newer, data)
    return form, issuer, replace(signature, fact={**signature.fact, **fact})


def _service(case: Case) -> str | None:
    """The address of the service to ask, None where there is none or it is not asked."""
    services = many(case.document.get("refreshService"))
    if case.is_presentation or not services or not case.policy.refresh:
        return None
    asked = next((each for each in services if _is_known(each)), None)
    if asked is None:
        case.warn(
            "It names a service for newer versions that cannot be asked here.", code="refresh_unsupported"
        )
        return None
    if case.policy.offline:
        case.warn(
            "It names a service for newer versions, which was not asked, because checking is offline.",
            code="refresh_offline",
        )
        return None
    return str(asked["id"])


def _is_known(service: Any) -> bool:
    return (
        isinstance(service, dict)
        and SERVICE in many(service.get("type"))
        and isinstance(service.get("id"), str)
    )


def _fetch(case: Case, url: str) -> tuple[Case, Fetched, bytes]:
    limit = case.policy.max_json_bytes
    fetched = case.resolver.fetch(url, accept=ACCEPT, max_bytes=limit, personal=True)
    try:
        reading = read_fetched(fetched, policy=case.policy, max_bytes=limit)
    except LoadError as error:
        raise _unreadable(error.message) from error
    if reading.document is None:
        raise _unreadable(reading.check.message)
    # It was not made for this request.
    policy = replace(case.policy, expected_domain=None, expected_challenge=None)
    newer = replace(
        case,
        document=reading.document,
        envelope=reading.envelope,
        policy=policy,
        seal=None,
        proofs=[],
        notes=[],
        parts=[],
    )
    return newer, fetched, reading.signed_bytes or fetched.body.strip(b" \t\r\n")


def _unreadable(why: Message) -> CredentialError:
    return CredentialError(
        "refresh_unreadable",
        "What its issuer offers as a newer version cannot be read, so it was left aside: {why}",
        why=why,
    )


def _check_same(case: Case, newer: Case) -> None:
    # "Credential equality and comparison algorithm": the same issuer and id, and the newer date wins.
    ids = [each.document.get("id") for each in (case, newer)]
    same_id = all(isinstance(each, str) for each in ids) and len({comparable(str(each)) for each in ids}) == 1
    if newer.is_presentation or newer.issuer_id != case.issuer_id or not same_id:
        raise CredentialError(
            "refresh_mismatch",
            "What its issuer offers as a newer version is another credential, so it was left aside.",
        )
    before, after = _begin(case.document), _begin(newer.document)
    if before is not None and (after is None or after < before):
        raise CredentialError(
            "refresh_older", "What its issuer offers as a newer version is older, so it was left aside."
        )


def _begin(document: Mapping[str, Any]) -> datetime | None:
    found = (moment(document.get(member)) for member in ("validFrom", "issuanceDate"))
    return next((each for each in found if each is not None), None)


def _check(newer: Case, check: OriginChecker, *, size: int) -> Origin:
    if not newer.allowance.spend(parts=1, characters=size) or not afford_proofs(
        newer, newer.document, size=size
    ):
        raise CredentialError(
            "refresh_too_costly",
            "To check the newer version that its issuer offers costs more than one check may take, so it was left "
            "aside.",
        )
    checks: list[Check] = []
    for each in check(newer):
        if each.outcome is not Outcome.PASSED:
            raise CredentialError(
                "refresh_invalid",
                "The newer version that its issuer offers does not hold, so it was left aside: {why}",
                why=each.message,
            )
        checks.append(each)
    form, issuer, signature = checks
    return form, issuer, signature


def _fact(case: Case, fetched: Fetched) -> dict[str, Any]:
    before = _begin(case.document)
    return {
        "service": quoted(fetched.url, limit=300),
        "age_seconds": max(0, int((case.now - fetched.fetched_at) / timedelta(seconds=1))),
        "from_store": fetched.from_store,
        "replaced_valid_from": format_timestamp(before) if before else "",
    }


def _put_in_place(case: Case, newer: Case, data: bytes) -> None:
    """Make the case one about the newer version; what was noted of the other is no longer of interest."""
    case.shown = case.envelope
    case.document, case.envelope, case.seal = newer.document, newer.envelope, newer.seal
    case.proofs, case.notes, case.newer = newer.proofs, newer.notes, data
    case.warn(
        "Its issuer offers a newer version in its place, and that one was checked and is shown.",
        code="refreshed",
    )
