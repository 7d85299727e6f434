"""Writes to awards, in the caller's transaction; each records its fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import insert_rows, ordered_uids, take_ids
from skillmark.lifecycle.assessing.queries import standing
from skillmark.lifecycle.awarding import facts, queries
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.awarding.rules import Decision, decide_award, evidence_by_hand, may_decide
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import refuse_unissuable
from skillmark.lifecycle.learning.models import Enrolment


def award_if_met(*, enrolment: Enrolment, now: datetime) -> Award | None:
    """Grants the award when the criteria are met; the one that stands already is returned, never a second.

    None while something is missing, and after a revocation. A proposal by hand that still waits is granted by the
    rule instead.
    """
    existing = _locked(enrolment.person, enrolment.version)
    if existing is not None and existing.state == AwardState.GRANTED:
        return existing
    if Award.objects.filter(enrolment=enrolment, state=AwardState.WITHDRAWN).exists():
        return None  # what was revoked comes back by hand, never by the rule that granted it
    decision = decide_award(standing(enrolment))
    if not decision.granted:
        return None
    if existing is not None:
        return _grant_proposed(existing, enrolment=enrolment, decision=decision, now=now)
    return _grant_new(enrolment=enrolment, decision=decision, now=now)


def _locked(person: Person, version: Version) -> Award | None:
    awards = Award.objects.select_for_update(of=("self",)).select_related("org", "version", "person")
    return awards.filter(person=person, version=version, state__in=queries.STANDING).first()


def _grant_new(*, enrolment: Enrolment, decision: Decision, now: datetime) -> Award:
    org = enrolment.version.micro_credential.org
    try:
        with transaction.atomic():
            award = Award.objects.create(
                org=org, person=enrolment.person, version=enrolment.version, enrolment=enrolment,
                state=AwardState.GRANTED, reasons=decision.because, results=decision.results,
                evidence=decision.evidence, created_at=now, decided_at=now,
            )  # fmt: skip
    except IntegrityError:
        # Two last results came in at the same moment; the other one has granted it.
        other = queries.award_of(enrolment.person, enrolment.version)
        if other is None:
            raise
        return other
    _record_granted(award, by_rule=True, actor=None, now=now)
    return award


def _grant_proposed(award: Award, *, enrolment: Enrolment, decision: Decision, now: datetime) -> Award:
    award.enrolment = enrolment
    award.reasons, award.results, award.evidence = decision.because, decision.results, decision.evidence
    award.state, award.decided_at = AwardState.GRANTED, now
    award.save()
    _record_granted(award, by_rule=True, actor=None, now=now)
    return award


def _record_granted(award: Award, *, by_rule: bool, actor: Person | None, now: datetime) -> None:
    record(
        facts.AwardGranted(award=str(award.uid), award_version=str(award.version.uid), by_rule=by_rule),
        now=now,
        actor_uid=actor.uid if actor else None,
        org_uid=award.org.uid,
        subject_uid=award.person.uid,
    )


# --- by hand ------------------------------------------------------------------------------------------------


def person_for_email(*, email: str, name: str, now: datetime) -> Person:
    """The person who has this address, or a new one without a password: they sign in by a code sent to it."""
    address = email.strip().lower()
    person = Person.objects.filter(email__iexact=address).first() or _owner_of_address(address)
    if person is not None:
        return person
    try:
        with transaction.atomic():
            return Person.objects.create_user(address, None, name=name.strip() or address, date_joined=now)
    except IntegrityError:
        return Person.objects.get(email__iexact=address)


def _owner_of_address(address: str) -> Person | None:
    """Whoever has proven this address as one of several."""
    return Person.objects.filter(emailaddress__email__iexact=address, emailaddress__verified=True).first()


def propose_award(
    *,
    org: Organisation,
    person: Person,
    version: Version,
    proposer: Person,
    reason: str,
    results: list[dict[str, Any]],
    now: datetime,
) -> Award:
    """Proposes an award by hand; without four eyes it is granted at once. Raises Refused when there is one already."""
    refuse_unissuable(version)
    if (existing := _locked(person, version)) is not None:
        raise _already(existing)
    granted = not org.four_eyes
    try:
        with transaction.atomic():
            award = Award.objects.create(
                org=org, person=person, version=version,
                state=AwardState.GRANTED if granted else AwardState.PROPOSED, reasons=[reason], results=results,
                evidence=evidence_by_hand(reason=reason, four_eyes=org.four_eyes), proposed_by=proposer,
                decided_by=proposer if granted else None, created_at=now, decided_at=now if granted else None,
            )  # fmt: skip
    except IntegrityError as error:
        raise _already(queries.award_of(person, version)) from error
    if granted:
        _record_granted(award, by_rule=False, actor=proposer, now=now)
    else:
        fact = facts.AwardProposed(award=str(award.uid), award_version=str(version.uid))
        record(fact, now=now, actor_uid=proposer.uid, org_uid=org.uid, subject_uid=person.uid)
    return award


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """One award among many: to whom, with what."""

    person_id: int
    results: Sequence[Mapping[str, Any]]
    evidence: Sequence[Mapping[str, str]]


def grant_many(
    granted: Sequence[Granted],
    *,
    org: Organisation,
    version: Version,
    reasons: list[str],
    proposer: Person,
    decider: Person,
    now: datetime,
) -> Sequence[int]:
    """Grants a version to many people at once, and returns the keys of the awards in their order.

    Whoever calls records one fact for all of them. Raises IntegrityError where somebody has the award already: nothing
    is granted then.
    """
    ids = take_ids(Award, len(granted))
    rows = (
        (pk, uid, each.person_id, each.results, each.evidence)
        for pk, uid, each in zip(ids, ordered_uids(len(granted)), granted, strict=True)
    )
    same = {
        "org_id": org.pk, "version_id": version.pk, "state": AwardState.GRANTED.value, "reasons": reasons,
        "proposed_by_id": proposer.pk, "decided_by_id": decider.pk, "created_at": now, "decided_at": now,
    }  # fmt: skip
    insert_rows(Award, rows, columns=("id", "uid", "person_id", "results", "evidence"), same=same)
    return ids


def _already(existing: Award | None) -> Refused:
    if existing is not None and existing.state == AwardState.PROPOSED:
        return Refused(
            "award.waiting",
            "This award is already proposed and waits for a second person.",
            "Decide on that one.",
        )
    return Refused("award.exists", "This person already has this award.", "Look for it under Credentials.")


def approve_award(*, award: Award, decider: Person, now: datetime) -> Award:
    """Grants a proposed award; approving it again changes nothing. Raises Refused for the proposer's own eyes."""
    award = _undecided(award)
    if award.state == AwardState.GRANTED:
        return award
    _require_second_person(award, decider)
    refuse_unissuable(award.version)
    award.state, award.decided_by, award.decided_at = AwardState.GRANTED, decider, now
    award.save(update_fields=["state", "decided_by", "decided_at"])
    _record_granted(award, by_rule=False, actor=decider, now=now)
    return award


def decline_award(*, award: Award, decider: Person, comment: str, now: datetime) -> Award:
    """Declines a proposed award; it may be proposed again later. Raises Refused when it is granted already."""
    award = _undecided(award)
    if award.state == AwardState.DECLINED:
        return award
    if award.state == AwardState.GRANTED:
        raise Refused("award.granted", "This award is granted already.", "Revoke the credential instead.")
    award.state, award.decided_by, award.decided_at = AwardState.DECLINED, decider, now
    award.comment = comment[:300]
    award.save(update_fields=["state", "decided_by", "decided_at", "comment"])
    fact = facts.AwardDeclined(award=str(award.uid), award_version=str(award.version.uid))
    record(fact, now=now, actor_uid=decider.uid, org_uid=award.org.uid, subject_uid=award.person.uid)
    return award


def _undecided(award: Award) -> Award:
    """The award as it stands now, held until the transaction ends, so that two deciders come one after the other."""
    return (
        Award.objects.select_for_update(of=("self",))
        .select_related("org", "version", "person")
        .get(pk=award.pk)
    )


def _require_second_person(award: Award, decider: Person) -> None:
    if award.state == AwardState.DECLINED:
        raise Refused("award.declined", "This award was declined.", "Propose it again if that was wrong.")
    if not may_decide(proposer_id=award.proposed_by_id, decider_id=decider.pk, four_eyes=award.org.four_eyes):
        raise Refused(
            "award.four_eyes",
            "You proposed this award, so somebody else has to approve it.",
            "Ask another registrar or an owner.",
        )


def withdraw_award(*, award: Award, actor: Person, now: datetime) -> Award:
    """Ends an award whose credential is revoked, so that the person may be awarded anew; once is enough."""
    ended = Award.objects.filter(pk=award.pk, state=AwardState.GRANTED).update(state=AwardState.WITHDRAWN)
    if ended:
        fact = facts.AwardWithdrawn(award=str(award.uid), award_version=str(award.version.uid))
        record(fact, now=now, actor_uid=actor.uid, org_uid=award.org.uid, subject_uid=award.person.uid)
    award.refresh_from_db(fields=["state"])
    return award


def withdraw_many(award_ids: Sequence[int]) -> None:
    """Ends awards whose credentials are revoked, as `withdraw_award` does; one fact for all is the caller's."""
    granted = Award.objects.filter(pk__among=award_ids, state=AwardState.GRANTED)
    granted.update(state=AwardState.WITHDRAWN)
