"""Writes what happens to a version after it was approved: piloted, put on hold, retired, looked at again, announced."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing import facts, life_rules, steps
from skillmark.lifecycle.designing.models import (
    CURRENT_STATES,
    LIVE_STATES,
    Announcement,
    Reminder,
    Review,
    StateChange,
    Version,
    VersionState,
)


def hold_version(version: Version) -> Version:
    """The version as it stands now, held until the transaction ends: those who change its state wait in line."""
    held = Version.objects.select_for_update().get(pk=version.pk)
    held.micro_credential = version.micro_credential
    return held


def hold_for_newcomers(version: Version) -> Version:
    """The same for those who enrol: a place in a pilot is given once, and nobody slips past a hold."""
    held = Version.objects.select_for_update(no_key=True).get(pk=version.pk)
    held.micro_credential = version.micro_credential
    return held


def _record(fact: Fact, *, version: Version, by: Person | None, now: datetime) -> None:
    org_uid = version.micro_credential.org.uid
    record(fact, now=now, actor_uid=by.uid if by else None, org_uid=org_uid, subject_uid=version.uid)


def _move(version: Version, *, to: VersionState, reason: str, by: Person, now: datetime) -> None:
    StateChange.objects.create(
        version=version, former=version.state, state=to, reason=reason, changed_by=by, changed_at=now
    )
    version.state = to
    version.save(update_fields=["state"])


# --- steps of its life ------------------------------------------------------------------------------------------


def start_pilot(
    *, version: Version, places: int | None, until: date | None, by: Person, now: datetime
) -> Version:
    """Approved → pilot: open to so many learners. Starting it again (a double click) changes nothing."""
    held = hold_version(version)
    if held.state == VersionState.PILOT:
        return held
    if held.state != VersionState.APPROVED:
        raise Refused(
            "version.not_approved",
            "Only an approved version can be piloted.",
            "Submit it, and have it reviewed by someone else.",
        )
    life_rules.check_pilot(places=places, until=until, today=now.date())
    steps.refuse_open_steps(held)
    current = Version.objects.filter(
        micro_credential=held.micro_credential_id, state__in=CURRENT_STATES
    ).first()
    if current is not None:
        raise Refused(
            "pilot.not_alone",
            f"Version {current.number} is {current.get_state_display().lower()}, and a pilot would take its place.",
            "Publish the new version instead, or pilot it as a copy with a title of its own.",
        )
    held.pilot_places, held.pilot_until = places, until
    # Before the public from now on; publishing it sets both anew.
    held.published_by, held.published_at = by, now
    held.save(update_fields=["pilot_places", "pilot_until", "published_by", "published_at"])
    _move(held, to=VersionState.PILOT, reason="", by=by, now=now)
    _record(facts.PilotStarted(version_uid=held.uid, places=places or 0), version=held, by=by, now=now)
    return held


def put_on_hold(*, version: Version, reason: str, by: Person, now: datetime) -> Version:
    """Pilot or published → on hold: nobody new begins, nothing is awarded by hand; who is in goes on."""
    held = hold_version(version)
    if held.state == VersionState.ON_HOLD:
        return held
    if held.state not in LIVE_STATES:
        raise Refused(
            "version.not_live",
            f"Only a pilot or a published version can be put on hold; this one is {held.get_state_display().lower()}.",
        )
    _move(held, to=VersionState.ON_HOLD, reason=_reason(reason), by=by, now=now)
    _record(facts.VersionPutOnHold(version_uid=held.uid), version=held, by=by, now=now)
    return held


def lift_hold(*, version: Version, by: Person, now: datetime) -> Version:
    """On hold → what it was before."""
    held = hold_version(version)
    if held.state in LIVE_STATES:
        return held
    if held.state != VersionState.ON_HOLD:
        raise Refused("version.not_on_hold", "This version is not on hold, so there is nothing to lift.")
    change = held.state_changes.filter(state=VersionState.ON_HOLD).order_by("-changed_at", "-pk").first()
    to = VersionState(change.former) if change else VersionState.PUBLISHED
    _move(held, to=to, reason="", by=by, now=now)
    _record(facts.HoldLifted(version_uid=held.uid, state=to.value), version=held, by=by, now=now)
    return held


def retire(*, version: Version, reason: str, by: Person, now: datetime) -> Version:
    """Current → retired, for good. What was earned stays valid, and who is enrolled may finish."""
    held = hold_version(version)
    if held.state == VersionState.RETIRED:
        return held
    if held.state not in CURRENT_STATES:
        raise Refused(
            "version.not_current",
            f"Only what is before the public can be retired; this version is {held.get_state_display().lower()}.",
        )
    _move(held, to=VersionState.RETIRED, reason=_reason(reason), by=by, now=now)
    _record(facts.VersionRetired(version_uid=held.uid), version=held, by=by, now=now)
    return held


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(
            "version.reason_missing", "Everybody will ask why.", "Give the reason; it is shown in public."
        )
    longest = 500
    if len(reason) > longest:
        raise Refused("version.reason_long", f"The reason may have {longest} characters.", "Shorten it.")
    return reason


# --- looked at again --------------------------------------------------------------------------------------------


def confirm(*, version: Version, review_by: date, comment: str, reviewer: Person, now: datetime) -> Review:
    """A reviewer has looked at it again and found it still good until `review_by`; nobody confirms their own."""
    held = hold_version(version)
    if held.state not in CURRENT_STATES:
        raise Refused("version.not_current", "Only what is before the public is looked at again.")
    hands = {held.author_id, held.submitted_by_id, *held.editors.values_list("id", flat=True)}
    if reviewer.pk in hands:
        raise Refused(
            "review.own_work",
            "You cannot review your own work: you wrote, edited or submitted this version.",
            "Ask another reviewer or owner of your organisation.",
        )
    if not now.date() < review_by <= life_rules.latest_review(now.date()):
        raise Refused(
            "review.date",
            f"The next review is due within {life_rules.MOST_YEARS_TO_REVIEW} years from now.",
            "Choose a day in that time.",
        )
    held.review_by = review_by
    held.save(update_fields=["review_by"])
    review = Review.objects.create(
        version=held,
        reviewer=reviewer,
        decision=Review.Decision.CONFIRMED,
        comment=comment.strip(),
        decided_at=now,
    )
    _record(facts.VersionConfirmed(version_uid=held.uid), version=held, by=reviewer, now=now)
    return review


def remind(*, version: Version, now: datetime) -> bool:
    """Records that the review falls due, once for each date and stage; whether it was recorded now."""
    held = hold_version(version)
    if held.state not in CURRENT_STATES or held.review_by is None:
        return False
    told = set(Reminder.objects.filter(version=held, review_by=held.review_by).values_list("days", flat=True))
    days = life_rules.reminder_due(held.review_by, today=now.date(), told=told)
    if days is None:
        return False
    Reminder.objects.create(version=held, review_by=held.review_by, days=days, told_at=now)
    left = max(0, (held.review_by - now.date()).days)
    _record(facts.ReviewFellDue(version_uid=held.uid, days=left), version=held, by=None, now=now)
    return True


# --- announced --------------------------------------------------------------------------------------------------


def keep_announced(*, announcement: Announcement, upto: int | None, number: int, now: datetime) -> bool:
    """Keeps up to which credential holders were told; None: all. False when somebody else was faster."""
    mine = Announcement.objects.filter(
        pk=announcement.pk, told_upto=announcement.told_upto, ended_at__isnull=True
    )
    if upto is None:
        return bool(mine.update(ended_at=now))
    return bool(mine.update(told_upto=upto, told=F("told") + number))


def announce(*, announcement: Announcement, credential: UUID, person: Person, now: datetime) -> None:
    """Records for one holder that there is a newer version; the letter follows from the fact."""
    version = announcement.version
    fact = facts.SuccessorAnnounced(version_uid=version.uid, credential=credential)
    record(fact, now=now, org_uid=version.micro_credential.org.uid, subject_uid=person.uid)
