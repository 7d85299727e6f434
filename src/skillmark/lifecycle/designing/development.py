"""Writes what the steps of development brought forth and who signed them off, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing import facts
from skillmark.lifecycle.designing.models import (
    OPEN_STATES,
    DesignRules,
    DevelopmentStep,
    StepKind,
    Version,
)


def demand(*, org: Organisation, demanded: bool, by: Person, now: datetime) -> None:
    """Whether all designs of the organisation need the steps from now on; what is published stays published."""
    rules, _ = DesignRules.objects.get_or_create(org=org)
    if rules.demands_steps != demanded:
        rules.demands_steps = demanded
        rules.save(update_fields=["demands_steps"])
        record(facts.StepsDemanded(demanded=demanded), now=now, actor_uid=by.uid, org_uid=org.uid)


def record_step(
    *,
    version: Version,
    kind: str,
    text: str,
    link: str,
    file: StoredFile | None,
    by: Person,
    now: datetime,
) -> DevelopmentStep:
    """What a step has brought forth; a change takes the signature away. A file that is not given stays."""
    _refuse_unless_open(version)
    if kind not in StepKind.values:
        raise Refused("steps.unknown", "There is no such step.", "Open the page again.")
    known = DevelopmentStep.objects.filter(version=version, kind=kind).first()
    file = file or (known.file if known else None)
    text, link = text.strip(), link.strip()
    if not (text or link or file):
        raise Refused(
            "steps.empty", "Nothing was recorded.", "Write what came out, give a link, or hand in a file."
        )
    if link:
        _refuse_bad_link(link)
    step, _ = DevelopmentStep.objects.update_or_create(
        version=version,
        kind=kind,
        defaults={
            "text": text, "link": link, "file": file, "written_by": by, "written_at": now, "signed_by": None,
            "signed_at": None,
        },
    )  # fmt: skip
    _record(facts.StepRecorded(version_uid=version.uid, step=kind), version, by, now)
    return step


def _refuse_bad_link(link: str) -> None:
    try:
        URLValidator(schemes=["https", "http"])(link)
    except ValidationError as error:
        raise Refused(
            "steps.link", "This is not a web address.", "Begin it with https://, or leave it empty."
        ) from error


def sign_step(*, version: Version, kind: str, by: Person, now: datetime) -> DevelopmentStep:
    """Somebody else than its author vouches for a step; signing it again changes nothing."""
    _refuse_unless_open(version)
    step = DevelopmentStep.objects.select_for_update().filter(version=version, kind=kind).first()
    if step is None:
        raise Refused("steps.nothing", "Nothing is recorded for this step yet.", "Record it first.")
    if step.signed_by_id:
        return step
    if step.written_by_id == by.pk:
        raise Refused(
            "steps.own_work",
            "You recorded this step, so somebody else has to sign it off.",
            "Ask another reviewer or owner of your organisation.",
        )
    step.signed_by, step.signed_at = by, now
    step.save(update_fields=["signed_by", "signed_at"])
    _record(facts.StepSignedOff(version_uid=version.uid, step=kind), version, by, now)
    return step


def copy_steps(*, source: Version, target: Version) -> None:
    """What was brought forth is a beginning for the next version, and has to be signed off anew."""
    steps: Sequence[DevelopmentStep] = list(DevelopmentStep.objects.filter(version=source))
    for step in steps:
        step.pk, step.version, step.signed_by, step.signed_at = None, target, None, None
    DevelopmentStep.objects.bulk_create(steps)


def _refuse_unless_open(version: Version) -> None:
    if version.state not in OPEN_STATES:
        raise Refused(
            "steps.ended",
            "The steps of a version that was published are part of its history.",
            "Start the next version.",
        )


def _record(
    fact: facts.StepRecorded | facts.StepSignedOff, version: Version, by: Person, now: datetime
) -> None:
    org_uid = version.micro_credential.org.uid
    record(fact, now=now, actor_uid=by.uid, org_uid=org_uid, subject_uid=version.uid)
