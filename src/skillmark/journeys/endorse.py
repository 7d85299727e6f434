"""How an organisation gives its word for what another one does, how that one shows it, and how the word is taken back.

Signing goes the way of credentials (`issue.py`): the intent is stored, then it is signed, checked and sealed. Whoever
asks does so at once; what a crash leaves behind, the worker signs from the same intent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from skillmark.credential.issue import issue
from skillmark.credential.keys import Signer
from skillmark.credential.model import AchievementCredential
from skillmark.credential.model.credential import EndorsementSubject
from skillmark.credential.model.endorsing import kind_of
from skillmark.credential.model.view import moment
from skillmark.credential.report import Outcome, Report, Verdict
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.findings import quoted
from skillmark.foundation.ledger import leases
from skillmark.foundation.orgs.access import Actor, NotFound, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import public_version
from skillmark.lifecycle.issuing import endorsement_queries as queries
from skillmark.lifecycle.issuing import endorsements as operations
from skillmark.lifecycle.issuing.document import method_id
from skillmark.lifecycle.issuing.endorsement_document import about_ids
from skillmark.lifecycle.issuing.endorsement_rules import LONGEST_COMMENT, LONGEST_ID, LONGEST_NAME, Wish
from skillmark.lifecycle.issuing.endorsements import About, Brought
from skillmark.lifecycle.issuing.keyring import KeyringError
from skillmark.lifecycle.issuing.models import Endorsement, IssuerKey
from skillmark.lifecycle.issuing.operations import KeyDistrusted
from skillmark.lifecycle.issuing.own_output import OwnOutputRefused, check_own_output
from skillmark.lifecycle.issuing.queries import public_issuer
from skillmark.lifecycle.offering.operations import set_recognition

SignerSource = Callable[[IssuerKey], Signer]
# As long as a worker that is killed holds a row.
_LEASE = timedelta(seconds=20)
# Nothing is lost by these: the row waits for a better moment, with the reason.
_GO_BACK = (KeyringError, KeyDistrusted, OwnOutputRefused)
_DATES, _STATUS = 5, 6
_LARGEST_FILE = 200_000


# --- given --------------------------------------------------------------------------------------------------


def endorse_version(
    *,
    actor: Actor,
    org: Organisation,
    version_uid: UUID,
    wish: Wish,
    signer_for: SignerSource,
    base_url: str,
    now: datetime,
    uid: UUID | None = None,
) -> Endorsement:
    """The word of `org` for a published version. With a `uid` of the form, a double click gives one."""
    version = public_version(version_uid)
    about = About(
        org=version.micro_credential.org,
        version=version,
        id=queries.achievement_id(version, base_url=base_url),
    )
    return _endorse(
        actor=actor,
        org=org,
        about=about,
        wish=wish,
        signer_for=signer_for,
        base_url=base_url,
        now=now,
        uid=uid,
    )


def endorse_issuer(
    *,
    actor: Actor,
    org: Organisation,
    issuer_key: str,
    wish: Wish,
    signer_for: SignerSource,
    base_url: str,
    now: datetime,
    uid: UUID | None = None,
) -> Endorsement:
    """The word of `org` for another organisation itself."""
    endorsed = public_issuer(issuer_key)
    ids = queries.profile_ids(endorsed, base_url=base_url)
    if not ids:
        raise Refused(
            "endorsement.nameless",
            f"{endorsed.name} has no signing key yet, and is known by nothing else.",
            "Come back when it has issued something.",
        )
    about = About(org=endorsed, version=None, id=ids[0])
    return _endorse(
        actor=actor,
        org=org,
        about=about,
        wish=wish,
        signer_for=signer_for,
        base_url=base_url,
        now=now,
        uid=uid,
    )


def _endorse(
    *,
    actor: Actor,
    org: Organisation,
    about: About,
    wish: Wish,
    signer_for: SignerSource,
    base_url: str,
    now: datetime,
    uid: UUID | None,
) -> Endorsement:
    require(actor, "endorse.give", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        asked = operations.ask(endorser=org, about=about, wish=wish, by=actor, now=now, uid=uid or uuid4())
    return _sign_at_once(asked, signer_for, base_url, now)


def sign_again(
    *, actor: Actor, endorsement_uid: UUID | str, signer_for: SignerSource, base_url: str, now: datetime
) -> Endorsement:
    """Tries now to sign one that was given up, or waits for a later try; what is signed already stays as it is."""
    row = queries.access_given(actor, endorsement_uid, "endorse.give")
    with transaction.atomic():
        waiting = operations.retry(endorsement=row, now=now)
    return _sign_at_once(waiting, signer_for, base_url, now)


def _sign_at_once(asked: Endorsement, signer_for: SignerSource, base_url: str, now: datetime) -> Endorsement:
    holder = leases.new_holder()
    row = leases.take_next(queries.work().filter(pk=asked.pk), holder=holder, lease=_LEASE)
    if row is None:
        # A worker has it, or it was signed before.
        return asked
    try:
        return _sign(row, holder, signer_for, base_url, now)
    except _GO_BACK as error:
        with transaction.atomic():
            leases.give_back(row, holder=holder, error=str(error))
        row.refresh_from_db()
        return row


def sign_queued(
    *, endorsement: Endorsement, holder: str, signer_for: SignerSource, base_url: str, now: datetime
) -> Endorsement:
    """Signs a row that `holder` has taken. No person acts here: who may have it queued was asked before.

    Raises LeaseLost when somebody else has taken the row over; any other error leaves the row to be given back.
    """
    return _sign(endorsement, holder, signer_for, base_url, now)


def _sign(
    row: Endorsement, holder: str, signer_for: SignerSource, base_url: str, now: datetime
) -> Endorsement:
    with transaction.atomic():
        prepared = operations.prepare(endorsement=row, holder=holder, base_url=base_url, now=now)
    key, at, endorser = prepared.key, prepared.signing_at, prepared.endorser
    assert key is not None and at is not None and endorser is not None  # noqa: PT018, S101 - it is prepared
    document = json.loads(prepared.intent)
    method = method_id(document["issuer"]["id"], key.public_multikey)
    signed = issue(document, signer=signer_for(key), verification_method=method, created=at)
    check_own_output(signed, endorser, at=at, base_url=base_url)
    with transaction.atomic():
        return operations.seal(endorsement=prepared, holder=holder, signed=signed, now=now)


def withdraw_endorsement(
    *, actor: Actor, endorsement_uid: UUID | str, reason: str, now: datetime
) -> Endorsement:
    """Takes the word back, for good. `reason` is published: whoever checks the endorsement reads it."""
    row = queries.access_given(actor, endorsement_uid, "endorse.give")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        withdrawn = operations.withdraw(endorsement=row, reason=reason, by=actor, now=now)
        _tell_catalogue(withdrawn.version, now)
        return withdrawn


# --- received -----------------------------------------------------------------------------------------------


def accept_endorsement(*, actor: Actor, endorsement_uid: UUID | str, now: datetime) -> Endorsement:
    """Shows it, and lets what is issued from now on carry it."""
    return _answer(actor, endorsement_uid, now, accepts=True, reason="")


def decline_endorsement(
    *, actor: Actor, endorsement_uid: UUID | str, reason: str, now: datetime
) -> Endorsement:
    """Does not show it, or no longer; whoever gave it is told why."""
    return _answer(actor, endorsement_uid, now, accepts=False, reason=reason)


def _answer(actor: Actor, uid: UUID | str, now: datetime, *, accepts: bool, reason: str) -> Endorsement:
    row = queries.access_received(actor, uid, "endorse.show")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        answered = operations.answer(endorsement=row, accepts=accepts, reason=reason, by=actor, now=now)
        _tell_catalogue(answered.version, now)
        return answered


def bring_endorsement(
    *,
    actor: Actor,
    org: Organisation,
    version_uid: UUID | None,
    report: Report,
    base_url: str,
    now: datetime,
) -> Endorsement:
    """Keeps an endorsement that was signed elsewhere and has just been checked, and shows it.

    `version_uid` is what it should be about; without, it is about the organisation itself. Raises Refused for what does
    not hold, for what is no endorsement, and for one of something else.
    """
    require(actor, "endorse.show", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    version = _own_version(org, version_uid)
    brought = _read(report, org, version, base_url=base_url)
    with transaction.atomic():
        kept = operations.bring(org=org, version=version, brought=brought, by=actor, now=now)
        _tell_catalogue(version, now)
        return kept


def declare_recognition(
    *,
    actor: Actor,
    org: Organisation,
    version_uid: UUID | None,
    name: str,
    comment: str,
    link: str,
    now: datetime,
) -> Endorsement:
    """Lists who accepts it by the organisation's own word, which is shown as just that."""
    require(actor, "endorse.show", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    version = _own_version(org, version_uid)
    with transaction.atomic():
        return operations.declare(
            org=org, version=version, name=name, comment=comment, link=link, by=actor, now=now
        )


def _own_version(org: Organisation, uid: UUID | None) -> Version | None:
    if uid is None:
        return None
    version = public_version(uid)
    if version.micro_credential.org_id != org.pk:
        raise NotFound("version")
    return version


def _read(report: Report, org: Organisation, version: Version | None, *, base_url: str) -> Brought:
    credential, document = report.credential, report.document
    if credential is None or document is None or "EndorsementCredential" not in credential.types:
        raise Refused(
            "endorsement.other_kind",
            "This is no endorsement of Open Badges 3.0.",
            "Ask the endorser for the EndorsementCredential as a file (JSON, or a signed text).",
        )
    _mind_the_verdict(report)
    profile = queries.profile_ids(org, base_url=base_url)
    wanted = [queries.achievement_id(version, base_url=base_url)] if version is not None else profile
    named = about_ids(document)
    if len(named) != 1 or named[0] not in wanted:
        raise Refused(
            "endorsement.other_matter",
            "It endorses something else.",
            f"It has to name exactly {wanted[0]}." if wanted else "Your organisation has no id yet.",
        )
    if credential.issuer.id in profile:
        raise Refused(
            "endorsement.own", "It is signed by your own organisation.", "Nobody endorses themselves."
        )
    return _brought(credential, report)


def _mind_the_verdict(report: Report) -> None:
    if report.verdict is Verdict.NOT_CHECKED:
        first = min(report.open_steps)
        raise Refused(
            "endorsement.unchecked",
            f"It could not be checked: {report.check(first).detail}",
            "This says nothing for or against it. Try again later.",
        )
    if report.verdict is Verdict.NOT_VERIFIED:
        failed = next(check for check in report.checks if check.outcome is Outcome.FAILED)
        raise Refused(
            "endorsement.not_verified",
            f"It does not hold: {failed.detail}",
            "Ask the endorser for a new one.",
        )
    if len(report.signed_bytes) > _LARGEST_FILE:
        raise Refused("endorsement.too_large", "It is larger than any endorsement.", "Ask for a smaller one.")


def _brought(credential: AchievementCredential, report: Report) -> Brought:
    issuer, subject = credential.issuer, credential.subject
    return Brought(
        text=report.signed_bytes.decode(),
        kind=kind_of(credential.types),
        about_id=subject.id,
        endorser_name=quoted(issuer.name, limit=LONGEST_NAME - 1) or readable_host(issuer.id),
        signed_as=quoted(issuer.id, limit=LONGEST_ID - 1),
        comment=quoted(EndorsementSubject(subject.document).comment, limit=LONGEST_COMMENT - 1),
        valid_until=credential.valid_until,
    )


# --- asked again --------------------------------------------------------------------------------------------


def ask_again(*, actor: Actor, endorsement_uid: UUID | str) -> Endorsement:
    """The file from elsewhere that somebody of the endorsed organisation wants checked now. Raises NotFound."""
    row = queries.access_received(actor, endorsement_uid, "endorse.show")
    if row.source != Endorsement.Source.FILE:
        raise NotFound("endorsement")
    return row


def note_check(*, endorsement: Endorsement, report: Report, now: datetime) -> Endorsement:
    """Keeps what a check of a file from elsewhere found now. No person acts here: the clock does, or a page asked."""
    found, words, withdrawn_at = _found(report)
    with transaction.atomic():
        noted = operations.note_check(
            endorsement=endorsement, found=found, words=words, withdrawn_at=withdrawn_at, now=now
        )
        _tell_catalogue(noted.version, now)
        return noted


def _found(report: Report) -> tuple[str, str, datetime | None]:
    if report.verdict is Verdict.VERIFIED:
        return Endorsement.Found.HOLDS, "", None
    if report.verdict is Verdict.NOT_CHECKED:
        return Endorsement.Found.UNCHECKED, report.check(min(report.open_steps)).detail, None
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    if [check.step for check in failed] == [_STATUS]:
        return Endorsement.Found.WITHDRAWN, failed[0].detail, moment(failed[0].fact.get("changed_at"))
    if [check.step for check in failed] == [_DATES]:
        return Endorsement.Found.ENDED, failed[0].detail, None
    return Endorsement.Found.NOT_VALID, failed[0].detail, None


def refresh_catalogue(*, now: datetime) -> int:
    """Tells the catalogue who still recognises what: words end by themselves, and keys are distrusted.

    No person acts here. Returns how many versions were looked at.
    """
    versions = queries.versions_with_shown()
    for version in versions:
        with transaction.atomic():
            _tell_catalogue(version, now)
    return len(versions)


def _tell_catalogue(version: Version | None, now: datetime) -> None:
    if version is not None:
        set_recognition(version=version, names=queries.recognised_by(version, now=now))
