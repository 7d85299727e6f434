"""Reads of keys, credentials, status lists and the queue; an id from outside becomes an object only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from skillmark.credential.keys import KeyKind
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.models import QueueState, RecordedFact
from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.foundation.orgs.facts import OrganisationCreated, OrganisationEdited
from skillmark.foundation.orgs.models import Organisation, OrganisationKind
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.designing import facts as designing
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.rules import limits
from skillmark.lifecycle.issuing import facts, identity
from skillmark.lifecycle.issuing.document import PURPOSE, AchievementSays, IssuerSays
from skillmark.lifecycle.issuing.elements import elements_say
from skillmark.lifecycle.issuing.models import (
    Batch,
    BatchPhase,
    Credential,
    CredentialState,
    Issuance,
    IssuerKey,
    SignedDocument,
    StatusChange,
    StatusList,
)
from skillmark.lifecycle.issuing.rules import LIST_LENGTH

# --- issuers ------------------------------------------------------------------------------------------------

# What changes pages, keys or status lists.
_SEEN_BY_ALL: tuple[type[Fact], ...] = (
    OrganisationCreated,
    OrganisationEdited,
    designing.PilotStarted,
    designing.VersionPublished,
    designing.VersionSuperseded,
    designing.VersionPutOnHold,
    designing.HoldLifted,
    designing.VersionRetired,
    facts.IssuerKeyCreated,
    facts.IssuerKeyRetired,
    facts.IssuerKeyCompromised,
    facts.CredentialRevoked,
    facts.CredentialSuspended,
    facts.CredentialReinstated,
    facts.CredentialsChanged,
    facts.OfferWithdrawn,
    facts.DocumentRevoked,
    facts.DocumentSuspended,
    facts.DocumentReinstated,
    facts.EndorsementBrought,
    facts.EndorsementAccepted,
    facts.EndorsementDeclined,
    facts.EndorsementWithdrawn,
    facts.EndorsementRechecked,
)
# Employers sign endorsements.
_SIGNS = Q(kind=OrganisationKind.PROVIDER) | Q(issuer_keys__isnull=False)


def public_issuer(org_key: str) -> Organisation:
    """The provider at an issuer's address, or whoever else has signed something here. Raises NotFound."""
    org = Organisation.objects.select_related("logo").filter(_SIGNS, key=org_key).distinct().first()
    if org is None:
        raise NotFound("issuer")
    return org


def public_issuers() -> list[Organisation]:
    """Every provider, which has a page whether it has signed anything or not, and whoever else has."""
    return list(Organisation.objects.filter(_SIGNS).select_related("logo").distinct().order_by("pk"))


def issuing_organisations() -> list[Organisation]:
    """Every organisation that has a key."""
    return list(Organisation.objects.filter(issuer_keys__isnull=False).distinct().order_by("pk"))


def keys_of(org: Organisation) -> list[IssuerKey]:
    """All keys of an organisation, newest first."""
    return list(IssuerKey.objects.filter(org=org).order_by("-created_at", "-pk"))


def active_key(org: Organisation, kind: KeyKind = KeyKind.ED25519) -> IssuerKey | None:
    return IssuerKey.objects.filter(org=org, kind=kind.value, state=IssuerKey.State.ACTIVE).first()


def public_keys(keys: Iterable[IssuerKey]) -> list[identity.PublicKey]:
    return [
        identity.PublicKey(
            multikey=each.public_multikey,
            retired_at=each.retired_at,
            compromised_since=each.compromised_since,
        )
        for each in keys
    ]


def controller_documents(
    org: Organisation, *, base_url: str, keys: Iterable[IssuerKey] | None = None
) -> dict[str, dict[str, Any]]:
    """The organisation's controller documents by the address each is published at: its https id and its did:web.

    `keys` are all its keys, where the caller has read them already.
    """
    listed = public_keys(keys_of(org) if keys is None else keys)
    https, did_web = identity.https_id(base_url, org.key), identity.did_web_id(base_url, org.key)
    return {
        https: identity.controller_document(document_id=https, also_known_as=[did_web], keys=listed),
        f"{https}/did.json": identity.controller_document(
            document_id=did_web, also_known_as=[https], keys=listed
        ),
    }


def issuer_id_of(org: Organisation, *, key: IssuerKey, base_url: str) -> str:
    return identity.issuer_id(
        org.issuer_method, base_url=base_url, org_key=org.key, active_multikey=key.public_multikey
    )


# --- what a credential will say -----------------------------------------------------------------------------


def issuer_says(org: Organisation, *, issuer_id: str, base_url: str) -> IssuerSays:
    return IssuerSays(
        id=issuer_id,
        name=org.name,
        url=org.url,
        email=org.email,
        description=org.description,
        image=f"{identity.https_id(base_url, org.key)}/logo" if org.logo_id else "",
        linkedin_id=org.linkedin_id,
        country=org.country,
        region=org.region,
    )


def org_keys_with(multikey: str) -> list[str]:
    """The address words of the organisation whose signing key this is; at most one."""
    return list(IssuerKey.objects.filter(public_multikey=multikey).values_list("org__key", flat=True))


def achievement_says(version: Version, *, base_url: str) -> AchievementSays:
    address = f"{base_url}/achievements/{version.uid}"
    elements, skills = elements_say(version, base_url=base_url)
    return AchievementSays(
        id=address,
        image=f"{address}/badge.png",
        title=version.title,
        code=version.micro_credential.key,
        version=str(version.number),
        can_do=version.can_do,
        description=version.description,
        criteria=version.criteria,
        not_proven="\n".join(
            f"- {each}"
            for each in limits(
                version.not_proven, supervision=version.supervision, identity_check=version.identity_check
            )
        ),
        sector=version.sector,
        kind=version.get_kind_display(),
        mode=version.get_mode_display(),
        language=version.language,
        workload_hours=version.workload_hours,
        credit_points=version.credit_points,
        level=version.level,
        skills=skills,
        elements=elements,
    )


# --- credentials --------------------------------------------------------------------------------------------


def versions_named(credential: Mapping[str, Any], *, base_url: str) -> list[Version]:
    """The versions of ours that a credential written elsewhere names as its achievements."""
    subjects = _as_list(credential.get("credentialSubject"))
    named = [each for subject in subjects for each in _as_list(subject.get("achievement"))]
    place = f"{base_url}/achievements/"
    uids = []
    for each in named:
        address = each.get("id")
        if isinstance(address, str) and address.startswith(place):
            with suppress(ValueError):
                uids.append(UUID(address.removeprefix(place).split("/", 1)[0]))
    return list(Version.objects.filter(uid__in=uids).order_by("pk"))


def _as_list(value: Any) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def access_credential(actor: Actor, uid: UUID | str, action: str) -> Credential:
    """The credential, if the actor may do `action` in its organisation. Raises NotFound otherwise."""
    credentials = Credential.objects.select_related(
        "org", "person", "version", "award", "status_list", "key", "batch", "replaces", "replaced_by"
    ).defer("replaces__document", "replaced_by__document")
    try:
        credential = credentials.get(uid=uid)
    except (Credential.DoesNotExist, ValidationError) as error:
        raise NotFound("credential") from error
    if not allowed(actor, action, credential.org):
        raise NotFound("credential")
    return credential


def credentials_of(
    org: Organisation,
    *,
    text: str = "",
    state: str = "",
    version_uid: UUID | None = None,
    batch: Batch | None = None,
) -> QuerySet[Credential]:
    """The organisation's credentials, newest first; by name, address or title, by state, version or batch."""
    found = Credential.objects.filter(org=org).select_related("person", "version").defer("document")
    if text:
        found = found.filter(_about(text))
    if state:
        found = found.filter(state=state)
    if version_uid:
        found = found.filter(version__uid=version_uid)
    if batch:
        if state and state != CredentialState.ACTIVE:
            # In the words of the partial index that has no others.
            found = found.filter(~Q(state="active"), batch__isnull=False)
        # A batch issues in the order of its keys, and so its index has them in this order.
        return found.filter(batch=batch).order_by("-pk")
    return found.order_by("-issued_at", "-pk")


# So many people are named one by one, and the credentials of each found by an index.
_FEW_PEOPLE = 1_000


def _about(text: str) -> Q:
    """Whose person's name or address, or whose title has this in it."""
    people = Person.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))
    few = list(people.values_list("pk", flat=True)[: _FEW_PEOPLE + 1])
    about = Q(person__in=few if len(few) <= _FEW_PEOPLE else people.values("pk"))
    titles = list(Version.objects.filter(title__icontains=text).values_list("pk", flat=True))
    return about | Q(version__in=titles) if titles else about


def counts_by_state(org: Organisation) -> dict[str, int]:
    """How many credentials are active, suspended and revoked.

    Batches have counted theirs, so that a million active ones are not counted for each page.
    """
    mine = Credential.objects.filter(org=OuterRef("pk"))
    singles = mine.filter(batch__isnull=True)
    batches = Batch.objects.filter(org=OuterRef("pk")).order_by().values("org").annotate(n=Sum("issued"))
    parts = Organisation.objects.filter(pk=org.pk).values_list(
        _number(mine.filter(state=CredentialState.SUSPENDED)),
        _number(mine.filter(state=CredentialState.REVOKED)),
        _number(singles),
        Coalesce(Subquery(batches.values("n")), 0),
    )
    suspended, revoked, single, in_batches = parts.get()
    return {
        CredentialState.ACTIVE.value: single + in_batches - suspended - revoked,
        CredentialState.SUSPENDED.value: suspended,
        CredentialState.REVOKED.value: revoked,
    }


def count_in_batch(batch: Batch, *, state: str = "") -> int:
    """How many credentials of a batch are in this state, or all of them: without counting those that are active."""
    withheld = batch.credentials.filter(~Q(state="active"), batch__isnull=False)
    if state == CredentialState.ACTIVE:
        return batch.issued - withheld.count()
    return withheld.filter(state=state).count() if state else batch.issued


def _number(rows: QuerySet[Credential]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("org").annotate(n=Count("pk")).values("n")), 0)


def known_as(org: Organisation, credential_id: str) -> Credential | SignedDocument:
    """What the organisation has signed under this id: a credential, or a document of one of its programs.

    Raises NotFound.
    """
    # An empty name is that of everything whose program gave it none.
    for model in (Credential, SignedDocument) if credential_id else ():
        found = model.objects.filter(org=org, credential_id=credential_id).first()
        if found is not None:
            return found
    raise NotFound("credential")


def history_of(credential: Credential) -> list[StatusChange]:
    """Every change of its status, oldest first."""
    return list(credential.status_changes.select_related("by", "job").order_by("changed_at", "pk"))


# --- status lists -------------------------------------------------------------------------------------------


def public_status_list(uid: UUID) -> StatusList:
    """The list at a public address. Raises NotFound."""
    found = StatusList.objects.select_related("org").filter(uid=uid).first()
    if found is None:
        raise NotFound("status list")
    return found


def all_status_lists() -> list[StatusList]:
    return list(StatusList.objects.select_related("org").order_by("pk"))


# How many changes may be under way at once without one of them being overlooked.
_AT_ONCE = 20_000


def publishing_revision() -> tuple[object, ...]:
    """Changes whenever anything that this installation publishes does; asked every second, so it costs next to nothing.

    A transaction that began early may commit its change after later ones, so the number of late ones counts as well.
    """
    keys = IssuerKey.objects.aggregate(
        number=Count("pk"),
        newest=Max("created_at"),
        retired=Max("retired_at"),
        distrusted=Max("compromised_since"),
    )
    last = StatusChange.objects.aggregate(last=Max("pk"))["last"] or 0
    changes = StatusChange.objects.filter(pk__gt=last - _AT_ONCE).aggregate(late=Count("pk"))
    lists = StatusList.objects.aggregate(last=Max("pk"), number=Count("pk"))
    return (*keys.values(), last, *changes.values(), *lists.values())


def newest_public_change() -> datetime | None:
    """When anything that is published as files last changed, as far as facts tell: words may also end by themselves."""
    names = [each.__name__ for each in _SEEN_BY_ALL]
    told = RecordedFact.objects.filter(name__in=names).aggregate(newest=Max("recorded_at"))["newest"]
    made = StatusList.objects.aggregate(newest=Max("created_at"))["newest"]
    return max((each for each in (told, made) if each is not None), default=None)


def status_list_url(status_list: StatusList, *, base_url: str) -> str:
    return f"{base_url}/status/{status_list.uid}/{PURPOSE}"


def list_key(status_list: StatusList) -> IssuerKey | None:
    """The key that signs the list today: for a did:key the key it names, else the one that signs credentials."""
    if not status_list.issuer_id.startswith("did:key:"):
        active = (active_key(status_list.org, kind) for kind in IssuerKey.KINDS)
        return next((key for key in active if key is not None), None)
    multikey = status_list.issuer_id.removeprefix("did:key:")
    return IssuerKey.objects.filter(org=status_list.org, public_multikey=multikey).first()


@dataclass(frozen=True)
class Revision:
    """What a published list depends on, and since when: the same revision is the same list."""

    changes: int
    changed_at: datetime
    multikey: str


@dataclass(frozen=True)
class Withheld:
    """A place in a list whose bit is set, by which change, and why."""

    place: int
    change: str
    reason: str
    changed_at: datetime


def revision_of(status_list: StatusList, *, key: IssuerKey) -> Revision:
    """The list's revision: how many changes it has seen, and when the last one (or the key) came."""
    seen = status_list.changes.aggregate(number=Count("*"), last=Max("changed_at"))
    moments = [each for each in (status_list.created_at, seen["last"], key.created_at) if each]
    return Revision(changes=seen["number"], changed_at=max(moments), multikey=key.public_multikey)


def last_changed_indexes(status_list: StatusList, *, limit: int) -> list[int]:
    """The indexes whose status changed last, latest first."""
    changes = status_list.changes.order_by("-changed_at", "-pk")
    return list(dict.fromkeys(changes.values_list("status_index", flat=True)[:limit]))


def withheld_indexes(status_list: StatusList) -> set[int]:
    """The indexes whose bit is set: what is suspended or revoked, by its row or by its history.

    Both are asked, because a list must not forget a revocation even where a row was changed by a wrong hand.
    """
    by_history = status_list.changes.filter(change=StatusChange.Change.REVOKED)
    return _withheld_by_row(status_list) | set(by_history.values_list("status_index", flat=True))


def _withheld_by_row(status_list: StatusList) -> set[int]:
    # Worded like the condition of the partial indexes, which hold all that is asked for here.
    is_withheld = ~Q(state="active")
    ours = status_list.credentials.filter(is_withheld).values_list("status_index", flat=True)
    of_programs = status_list.signed_documents.filter(is_withheld).values_list("status_index", flat=True)
    return {*ours, *(each for each in of_programs if each is not None)}


def reinstated_indexes(status_list: StatusList) -> set[int]:
    """The indexes that were suspended once and stand again."""
    changes = status_list.changes.filter(change=StatusChange.Change.REINSTATED)
    return set(changes.values_list("status_index", flat=True)) - _withheld_by_row(status_list)


def standing_in(status_list: StatusList, *, low: int = 0, high: int = LIST_LENGTH) -> list[Withheld]:
    """The changes that make credentials withheld now, by place, for the places from `low` up to `high`."""
    changes = status_list.changes.filter(status_index__gte=low, status_index__lt=high)
    replaced = Exists(Credential.objects.filter(replaces=OuterRef("credential_id")))
    rows = changes.order_by("status_index", "changed_at", "pk").values_list(
        "status_index", "change", "reason", "changed_at", replaced
    )
    # The last one of a place is what holds.
    last = {row[0]: row for row in rows.iterator()}
    return [
        Withheld(place, change, _replaced(reason) if is_replaced else reason, changed_at)
        for place, change, reason, changed_at, is_replaced in last.values()
        if change != StatusChange.Change.REINSTATED
    ]


def _replaced(reason: str) -> str:
    """Whoever is shown the old credential should ask for the new one; which that is, its holder may tell."""
    return f"{reason.rstrip('. ')}. A new credential was issued in its place."


# --- the queue ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueFigures:
    """How far the queue is, for one organisation."""

    waiting: int
    held: int
    done: int
    dead: int

    @property
    def total(self) -> int:
        return self.unfinished + self.done

    @property
    def unfinished(self) -> int:
        return self.waiting + self.held + self.dead


def queue_figures(org: Organisation) -> QueueFigures:
    by_state = dict(_unfinished(org).order_by().values_list("state").annotate(Count("pk")))
    return QueueFigures(
        waiting=by_state.get(QueueState.WAITING, 0),
        held=by_state.get(QueueState.HELD, 0),
        # Each that is done has a credential, and those are in an index.
        done=Credential.objects.filter(org=org, batch__isnull=True).count(),
        dead=by_state.get(QueueState.DEAD, 0),
    )


def unfinished_of(org: Organisation) -> QuerySet[Issuance]:
    """What is not issued yet, given-up rows first, then the longest waiting."""
    rows = _unfinished(org).select_related("award__person", "award__version").defer("document")
    return rows.order_by("state", "queued_at", "pk")


def _unfinished(org: Organisation) -> QuerySet[Issuance]:
    """From the few that are unfinished to their awards, and not from all awards to the few."""
    theirs = Exists(Award.objects.filter(pk=OuterRef("award"), org=org))
    return Issuance.objects.exclude(state=QueueState.DONE).filter(theirs)


def access_issuance(actor: Actor, uid: UUID | str, action: str) -> Issuance:
    """The issuance, if the actor may do `action` in its organisation. Raises NotFound otherwise."""
    try:
        issuance = Issuance.objects.select_related("award__org", "award__person", "award__version").get(
            uid=uid
        )
    except (Issuance.DoesNotExist, ValidationError) as error:
        raise NotFound("issuance") from error
    if not allowed(actor, action, issuance.award.org):
        raise NotFound("issuance")
    return issuance


# --- batches ------------------------------------------------------------------------------------------------


def access_batch(actor: Actor, uid: UUID | str, action: str) -> Batch:
    """The batch, if the actor may do `action` in its organisation. Raises NotFound otherwise."""
    try:
        batch = _batches().get(uid=uid)
    except (Batch.DoesNotExist, ValidationError) as error:
        raise NotFound("batch") from error
    if not allowed(actor, action, batch.org):
        raise NotFound("batch")
    return batch


def batches_of(org: Organisation) -> QuerySet[Batch]:
    """The organisation's batches, newest first."""
    return _batches().filter(org=org).order_by("-created_at", "-pk")


def batches_under_way(org: Organisation) -> list[Batch]:
    """Those that are being read or issued, or were given up on the way; the oldest first."""
    moving = [BatchPhase.CHECKING, BatchPhase.ISSUING]
    return list(_batches().filter(org=org, phase__in=moving).order_by("pk"))


def batches_waiting_for(actor: Actor, *, among: Iterable[int]) -> list[str]:
    """For each batch of these organisations that waits for this actor's approval, the key of its organisation."""
    orgs = list(among)
    if not orgs:
        return []
    waiting = Batch.objects.filter(org__in=orgs, phase=BatchPhase.PROPOSED)
    # Where two people are asked for, whoever proposed a batch does not decide on it.
    decidable = waiting.exclude(org__four_eyes=True, proposed_by_id=actor.pk)
    return list(decidable.order_by("org__key").values_list("org__key", flat=True))


def work_of_batches() -> QuerySet[Batch]:
    """The queue that workers take batches from."""
    return _batches()


def batch_is_due(now: datetime) -> bool:
    """Whether a batch waits for a worker, or its worker has not been heard of for too long."""
    waiting = Q(state=QueueState.WAITING, run_at__lte=now)
    return Batch.objects.filter(waiting | Q(state=QueueState.HELD, held_until__lt=now)).exists()


def batch_to_tell() -> Batch | None:
    """The oldest batch some of whose earners may not have been told yet; one that waits holds up no other."""
    ended = Q(phase__in=[BatchPhase.DONE, BatchPhase.CANCELLED])
    with_some = Q(phase=BatchPhase.ISSUING, issued__gt=F("told"))
    return _batches().filter(ended | with_some, told_all=False).order_by("pk").first()


def _batches() -> QuerySet[Batch]:
    return Batch.objects.select_related(
        "org", "version__micro_credential__org", "file", "proposed_by", "decided_by", "key", "status_list"
    )


# --- one award ----------------------------------------------------------------------------------------------


def issuance_of(award: Award) -> Issuance | None:
    return Issuance.objects.filter(award=award).first()


def credential_of(award: Award) -> Credential | None:
    return Credential.objects.filter(award=award).defer("document").first()
