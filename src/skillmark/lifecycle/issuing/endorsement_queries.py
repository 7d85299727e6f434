"""Reads of endorsements: how each stands, whose they are, and which of them travel in what is issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from skillmark.credential.lookalike import host_of
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.findings import quoted
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.foundation.orgs.models import IssuerMethod, Organisation
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.designing.models import SEEN_BY_ALL, Version
from skillmark.lifecycle.issuing import identity, queries
from skillmark.lifecycle.issuing.document import AchievementSays, Endorsements, IssuerSays
from skillmark.lifecycle.issuing.endorsement_document import MOST_EMBEDDED, embeddable
from skillmark.lifecycle.issuing.endorsement_rules import (
    ASK_AGAIN,
    LONGEST_NAME,
    Standing,
    counts,
    standing_elsewhere,
    standing_here,
    weight,
)
from skillmark.lifecycle.issuing.models import CredentialState, Endorsement, IssuerKey, StatusChange

_SHOWN = Endorsement.Answer.ACCEPTED


@dataclass(frozen=True, kw_only=True)
class Known:
    """An endorsement and how it stands: since `changed_at`, for a `reason`, where it is not valid."""

    row: Endorsement
    standing: Standing
    changed_at: datetime | None = None
    reason: str = ""


# --- how they stand -----------------------------------------------------------------------------------------


def known(rows: Iterable[Endorsement], *, now: datetime) -> list[Known]:
    """Each with how it stands today."""
    return [_known(row, now=now) for row in rows]


def _known(row: Endorsement, *, now: datetime) -> Known:
    standing = standing_of(row, now=now)
    if row.signed is not None and standing in {Standing.WITHDRAWN, Standing.ON_HOLD}:
        changed_at, reason = getattr(row, "changed_at", None), getattr(row, "reason", None)
        return Known(row=row, standing=standing, changed_at=changed_at, reason=reason or "")
    if row.signed is not None and standing is Standing.DISTRUSTED:
        return Known(row=row, standing=standing, changed_at=row.signed.key.compromised_since)
    moments = {Standing.WITHDRAWN: row.withdrawn_at, Standing.ENDED: row.valid_until}
    return Known(row=row, standing=standing, changed_at=moments.get(standing))


def standing_of(row: Endorsement, *, now: datetime) -> Standing:
    """How it stands today, for rows with their signed document and its key."""
    if row.source == Endorsement.Source.OWN_WORD:
        return Standing.OWN_WORD
    if row.source == Endorsement.Source.FILE:
        return standing_elsewhere(found=row.found, held_at=row.held_at, valid_until=row.valid_until, now=now)
    signed = row.signed
    return standing_here(
        is_signed=signed is not None,
        is_given_up=row.state == QueueState.DEAD,
        state=signed.state if signed is not None else "",
        key_distrusted=signed is not None and signed.key.state == IssuerKey.State.COMPROMISED,
        valid_until=row.valid_until,
        now=now,
    )


# --- whose they are -----------------------------------------------------------------------------------------


def access_received(actor: Actor, uid: UUID | str, action: str) -> Endorsement:
    """The endorsement, if the actor may do `action` in the endorsed organisation. Raises NotFound otherwise."""
    row = _found(uid)
    if not allowed(actor, action, row.org):
        raise NotFound("endorsement")
    return row


def access_given(actor: Actor, uid: UUID | str, action: str) -> Endorsement:
    """The endorsement, if the actor may do `action` in the organisation that gave it. Raises NotFound otherwise."""
    row = _found(uid)
    if row.endorser is None or not allowed(actor, action, row.endorser):
        raise NotFound("endorsement")
    return row


def _found(uid: UUID | str) -> Endorsement:
    try:
        return _rows().get(uid=uid)
    except (Endorsement.DoesNotExist, ValidationError) as error:
        raise NotFound("endorsement") from error


def received_by(org: Organisation) -> QuerySet[Endorsement]:
    """Everything others say of the organisation and of its versions, what waits for an answer first.

    What is not signed yet is not said yet.
    """
    unsigned = Q(source=Endorsement.Source.HERE, signed__isnull=True)
    # "waiting" is the last of the three in the alphabet.
    return _rows().filter(org=org).exclude(unsigned).order_by("-answer", "-created_at", "-pk")


def given_by(org: Organisation) -> QuerySet[Endorsement]:
    """What the organisation says of others, newest first."""
    return _rows().filter(endorser=org).order_by("-created_at", "-pk")


def waiting_at(org: Organisation) -> tuple[int, int]:
    """How many awards wait for a decision, and how many signed words for an answer: asked of every page, so at once."""
    awards = Award.objects.filter(org=org, state=AwardState.PROPOSED)
    words = Endorsement.objects.filter(
        org=org, answer=Endorsement.Answer.WAITING, signed__state=CredentialState.ACTIVE
    )
    counted = Organisation.objects.filter(pk=org.pk).values_list(_number(awards), _number(words))
    return counted.get()


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("org").annotate(n=Count("pk")).values("n")), 0)


def public_endorsement(uid: UUID) -> Endorsement:
    """What was signed, as anyone may have it: shown here or not, its endorser stands by it. Raises NotFound.

    A file from elsewhere is only handed on while it is shown.
    """
    row = _found(uid)
    if not row.text or (row.source == Endorsement.Source.FILE and row.answer != _SHOWN):
        raise NotFound("endorsement")
    return row


def shown_of(version: Version) -> QuerySet[Endorsement]:
    """What is shown of a version."""
    return _rows().filter(version=version, answer=_SHOWN).order_by("created_at", "pk")


def shown_of_issuer(org: Organisation) -> QuerySet[Endorsement]:
    """What is shown of an organisation itself."""
    return _rows().filter(org=org, version__isnull=True, answer=_SHOWN).order_by("created_at", "pk")


def endorsable_versions(org: Organisation) -> list[Version]:
    """What of the organisation's can be endorsed: every version that was ever published, the newest first."""
    found = Version.objects.filter(micro_credential__org=org, state__in=SEEN_BY_ALL)
    return list(found.order_by("title", "micro_credential", "-number"))


def versions_with_shown() -> list[Version]:
    """Every version of which something is shown that others signed."""
    shown = Endorsement.objects.filter(answer=_SHOWN).exclude(source=Endorsement.Source.OWN_WORD)
    return list(Version.objects.filter(pk__in=shown.values("version")).order_by("pk"))


def all_shown() -> QuerySet[Endorsement]:
    """Everything that is shown anywhere here."""
    return _rows().filter(answer=_SHOWN).order_by("pk")


def namesake(
    *, endorser: Organisation, org: Organisation, version: Version | None, kind: str, now: datetime
) -> Endorsement | None:
    """One of the same kind, about the same, by the same endorser, that still counts or is yet to be signed."""
    rows = _rows().filter(endorser=endorser, org=org, version=version, kind=kind)
    alive = {Standing.VALID, Standing.BEING_SIGNED, Standing.NOT_SIGNED, Standing.ON_HOLD}
    return next((row for row in rows if standing_of(row, now=now) in alive), None)


def work() -> QuerySet[Endorsement]:
    """The queue of what is to be signed."""
    return Endorsement.objects.all()


def to_ask_again(*, now: datetime) -> Endorsement | None:
    """The file from elsewhere, among those shown, whose last check is longest ago; None where all are recent."""
    old = Q(checked_at__isnull=True) | Q(checked_at__lt=now - ASK_AGAIN)
    rows = _rows().filter(old, source=Endorsement.Source.FILE, answer=_SHOWN)
    return rows.order_by("checked_at", "pk").first()


def _rows() -> QuerySet[Endorsement]:
    """With what says how they stand: the signed document, its key, and the last change of its status."""
    last = StatusChange.objects.filter(document=OuterRef("signed")).order_by("-changed_at", "-pk")
    return Endorsement.objects.select_related(
        "org", "version__micro_credential__org", "endorser", "signed__key", "asked_by", "answered_by"
    ).annotate(changed_at=Subquery(last.values("changed_at")[:1]), reason=Subquery(last.values("reason")[:1]))


# --- what they speak of, and where they travel --------------------------------------------------------------


def address_of(row: Endorsement, *, base_url: str) -> str:
    """Where anybody gets what was signed."""
    return f"{base_url}/endorsements/{row.uid}"


def achievement_id(version: Version, *, base_url: str) -> str:
    return f"{base_url}/achievements/{version.uid}"


def profile_ids(org: Organisation, *, base_url: str) -> list[str]:
    """The ids by which the organisation is known as an issuer, the one in its credentials first; none without."""
    key = queries.active_key(org)
    web = [identity.https_id(base_url, org.key), identity.did_web_id(base_url, org.key)]
    if key is not None:
        return list(dict.fromkeys([queries.issuer_id_of(org, key=key, base_url=base_url), *web]))
    if org.issuer_method == IssuerMethod.DID_KEY:
        return []
    return sorted(
        web, key=lambda each: each.startswith("did:") != (org.issuer_method == IssuerMethod.DID_WEB)
    )


def with_endorsements(
    *, issuer: IssuerSays, achievement: AchievementSays, version: Version, now: datetime
) -> tuple[IssuerSays, AchievementSays]:
    """Both with the endorsements that are shown and valid today, the weightiest few of each."""
    of_either = Q(version=version) | Q(version__isnull=True)
    rows = _rows().filter(of_either, org=version.micro_credential.org_id, answer=_SHOWN)
    signed = rows.exclude(source=Endorsement.Source.OWN_WORD).order_by("created_at", "pk")
    valid = [row for row in signed if counts(standing_of(row, now=now))]
    valid.sort(key=lambda row: weight(row.kind))
    return (
        replace(issuer, endorsements=_embedded(valid, about=issuer.id)),
        replace(achievement, endorsements=_embedded(valid, about=achievement.id)),
    )


def _embedded(rows: Sequence[Endorsement], *, about: str) -> Endorsements:
    # By the id that was signed: a verifier compares it with what stands around it.
    about_it = (embeddable(row.text) for row in rows if row.about_id == about)
    return tuple(each for each in about_it if each is not None)[:MOST_EMBEDDED]


def recognised_by(version: Version, *, now: datetime) -> list[str]:
    """Who recognises a version today, by names: only what is signed, shown and valid; nobody's own word.

    Nor whoever is known by a key alone: anybody makes a key, and gives it a famous name.
    """
    kinds = [Endorsement.Kind.RECOGNITION, Endorsement.Kind.ACCREDITATION]
    rows = (row for row in shown_of(version).filter(kind__in=kinds) if _is_somebody(row))
    return list(dict.fromkeys(called(row) for row in rows if counts(standing_of(row, now=now))))


def _is_somebody(row: Endorsement) -> bool:
    """Whether it is known here who says it, or by a host that can be shown whole."""
    if row.source != Endorsement.Source.FILE:
        return True
    return bool(host_of(row.signed_as)) and not readable_host(row.signed_as).endswith("…")


def called(row: Endorsement) -> str:
    """Who says it. Whoever is not from here gave themselves that name, so it stands beside what was proven.

    Where both are too long it is the name that is cut, never the proof.
    """
    if row.source != Endorsement.Source.FILE:
        return row.endorser_name
    host = readable_host(row.signed_as)
    name = quoted(row.endorser_name, limit=LONGEST_NAME)
    if name in {"", host}:
        return host
    return f"{quoted(name, limit=LONGEST_NAME - len(f'… ({host})'))} ({host})"
