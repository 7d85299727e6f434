"""Brings frameworks in, whole or not at all; adds what the installation knows itself; answers proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import insert_rows, ordered_uids, take_ids
from skillmark.foundation.skills import facts, indexing
from skillmark.foundation.skills.models import (
    SKILL_KINDS,
    Concept,
    ConceptEdge,
    ConceptStatus,
    Crosswalk,
    CrosswalkLink,
    EdgeKind,
    Framework,
    Label,
    Level,
    LevelFramework,
    LevelMap,
    LevelMatch,
    Proposal,
)
from skillmark.foundation.skills.reading.found import (
    FoundConcept,
    FoundFramework,
    Progress,
    batched,
    one_line,
    unseen,
)
from skillmark.foundation.skills.reading.levels import FoundLevelFramework, FoundLevelMap, FoundLevels
from skillmark.foundation.skills.reading.sssom import FoundCrosswalk
from skillmark.foundation.skills.rules import version_key

LOCAL = "local"
HUB = "eqf"
_CONCEPT_COLUMNS = [
    "id", "uid", "uri", "kind", "name", "description", "note", "notation", "level", "reuse_level", "status",
]  # fmt: skip


# --- frameworks -------------------------------------------------------------------------------------------------


def add_framework(
    *,
    found: FoundFramework,
    sources: Sequence[Mapping[str, Any]] = (),
    now: datetime,
    actor_uid: UUID | None = None,
    progress: Progress = unseen,
) -> tuple[Framework, bool]:
    """Stores a version and freezes it; whether it was new. The same again changes nothing, another text is refused."""
    digest = found.digest()
    known = Framework.objects.filter(key=found.key, version=found.version).first()
    if known is not None:
        if known.digest == digest:
            return known, False
        raise Refused(
            "skills.version_differs",
            f"{known.name} {known.version} is here already, and says something else than these files.",
            "A version never changes. If this is another one, name it with --version.",
        )
    framework = _new_framework(found, digest=digest, sources=sources, now=now)
    keys = _store_concepts(framework, found, progress)
    _store_edges(framework, found, keys, progress)
    _store_links(framework, found, keys)
    if framework.is_current:
        indexing.index_framework(framework, progress=progress)
    fact = facts.FrameworkBroughtIn(
        framework=framework.uid, concepts=len(found.concepts), relations=len(found.edges)
    )
    record(fact, now=now, actor_uid=actor_uid, subject_uid=framework.uid)
    return framework, True


def _new_framework(
    found: FoundFramework, *, digest: str, sources: Sequence[Mapping[str, Any]], now: datetime
) -> Framework:
    current = Framework.objects.select_for_update().filter(key=found.key, is_current=True).first()
    is_newer = current is None or version_key(found.version) > version_key(current.version)
    if current is not None and is_newer:
        current.is_current = False
        current.save(update_fields=["is_current"])
        indexing.forget_framework(current)
    return Framework.objects.create(
        key=found.key,
        version=found.version,
        name=found.name,
        publisher=found.publisher,
        url=found.url,
        licence=found.licence,
        attribution=found.attribution,
        language=found.language,
        is_current=is_newer,
        frozen_at=now,
        digest=digest,
        sources=list(sources),
        counts={"read": dict(found.read), "left_out": dict(found.left_out), "remarks": found.remarks},
    )


def _store_concepts(framework: Framework, found: FoundFramework, progress: Progress) -> dict[str, int]:
    """Stores the concepts with their labels. Returns the primary key of each address."""
    keys = dict(zip(found.concepts, take_ids(Concept, len(found.concepts)), strict=True))
    uids = iter(ordered_uids(len(keys)))
    rows = [_concept_row(keys[each.uri], next(uids), each) for each in found.concepts.values()]
    for batch in batched(rows, progress, "Storing concepts"):
        insert_rows(Concept, batch, columns=_CONCEPT_COLUMNS, same={"framework_id": framework.pk})
    labels = [(keys[concept.uri], *label) for concept in found.concepts.values() for label in concept.labels]
    for batch in batched(labels, progress, "Storing other names"):
        insert_rows(Label, batch, columns=["concept_id", "language", "role", "text"], same={})
    return keys


def _concept_row(key: int, uid: UUID, concept: FoundConcept) -> tuple[Any, ...]:
    return (
        key, uid, concept.uri, concept.kind, concept.name, concept.description, concept.note, concept.notation,
        concept.level, concept.reuse_level, concept.status,
    )  # fmt: skip


def _store_edges(
    framework: Framework, found: FoundFramework, keys: Mapping[str, int], progress: Progress
) -> None:
    rows = [(keys[origin], kind, keys[destination]) for origin, kind, destination in found.edges]
    same = {"stated_by_id": framework.pk, "approved_by_id": None}
    columns = ["origin_id", "kind", "destination_id"]
    for batch in batched(rows, progress, "Storing relations"):
        insert_rows(ConceptEdge, batch, columns=columns, same=same)


def _store_links(framework: Framework, found: FoundFramework, keys: Mapping[str, int]) -> None:
    """Mappings that the framework itself states to concepts elsewhere."""
    if not found.links:
        return
    crosswalk = Crosswalk.objects.create(
        framework=framework,
        name=f"Links of {found.name}"[:200],
        author=found.publisher or found.name,
        url=found.url,
    )
    rows = [
        (keys[origin], relation, destination, confidence)
        for (origin, relation, destination), confidence in found.links.items()
    ]
    columns = ["origin_id", "relation", "destination_uri", "confidence"]
    insert_rows(CrosswalkLink, rows, columns=columns, same={"crosswalk_id": crosswalk.pk})


def add_crosswalk(
    *, found: FoundCrosswalk, now: datetime, actor_uid: UUID | None = None
) -> tuple[Crosswalk, bool]:
    """Stores mappings from skills of one framework; whether they were new. The same again changes nothing."""
    origins = Concept.objects.filter(
        framework__is_current=True, uri__in={origin for origin, _, _ in found.links}
    )
    keys = dict(origins.values_list("uri", "pk"))
    missing = sorted({origin for origin, _, _ in found.links} - set(keys))
    homes = set(origins.values_list("framework", flat=True))
    if missing or len(homes) != 1:
        said = (
            f"{missing[0]} is in no framework that is here"
            if missing
            else "The mappings begin in several frameworks"
        )
        raise Refused(
            "skills.crosswalk_origin", f"{said}.", "Bring in the framework first, and map from one at a time."
        )
    crosswalk, made = Crosswalk.objects.get_or_create(
        framework_id=homes.pop(), name=found.name, defaults={"author": found.author, "url": found.url}
    )
    wanted = {(keys[uri], relation, other, sure) for (uri, relation, other), sure in found.links.items()}
    said_before = crosswalk.links.values_list("origin_id", "relation", "destination_uri", "confidence")
    if not made:
        if crosswalk.author == found.author and set(said_before) == wanted:
            return crosswalk, False
        raise Refused(
            "skills.map_differs",
            f"A crosswalk named “{found.name}” is here already, and says something else.",
            "Give this one another name with --name.",
        )
    columns = ["origin_id", "relation", "destination_uri", "confidence"]
    insert_rows(CrosswalkLink, sorted(wanted, key=str), columns=columns, same={"crosswalk_id": crosswalk.pk})
    record(
        facts.CrosswalkBroughtIn(crosswalk=crosswalk.uid, links=len(wanted)),
        now=now,
        actor_uid=actor_uid,
        subject_uid=crosswalk.uid,
    )
    return crosswalk, True


# --- levels -----------------------------------------------------------------------------------------------------


def ensure_hub() -> LevelFramework:
    """The European Qualifications Framework with its eight levels, through which the others are compared."""
    hub, _ = LevelFramework.objects.get_or_create(
        key=HUB,
        defaults={
            "name": "European Qualifications Framework",
            "url": "https://europa.eu/europass/en/european-qualifications-framework-eqf",
            "publisher": "Council of the European Union",
            "is_hub": True,
        },
    )
    for number in range(1, 9):
        Level.objects.get_or_create(
            framework=hub, key=str(number), defaults={"position": number, "label": f"EQF level {number}"}
        )
    return hub


def add_levels(
    *, found: FoundLevels, now: datetime, actor_uid: UUID | None = None
) -> tuple[list[LevelFramework], list[LevelMap]]:
    """Stores frameworks of levels and the maps between them; the same again changes nothing."""
    ensure_hub()
    before = _level_rows()
    frameworks = [_store_levels(each) for each in found.frameworks]
    maps = [_store_level_map(each) for each in found.maps]
    if _level_rows() != before:
        record(
            facts.LevelsBroughtIn(frameworks=len(frameworks), maps=len(maps)), now=now, actor_uid=actor_uid
        )
    return frameworks, maps


def _level_rows() -> list[int]:
    return [model.objects.count() for model in (LevelFramework, Level, LevelMap, LevelMatch)]


def _store_levels(found: FoundLevelFramework) -> LevelFramework:
    framework, _ = LevelFramework.objects.get_or_create(
        key=found.key, defaults={"name": found.name, "url": found.url, "publisher": found.publisher}
    )
    for level in found.levels.values():
        stored, made = Level.objects.get_or_create(
            framework=framework,
            key=level.key,
            defaults={"position": level.position, "label": level.label, "description": level.description},
        )
        # A map may have named the level before anybody described it.
        if not made and level.description and not stored.description:
            stored.label, stored.description = level.label, level.description
            stored.save(update_fields=["label", "description"])
    return framework


def _store_level_map(found: FoundLevelMap) -> LevelMap:
    ends = []
    for key in (found.origin, found.destination):
        framework, _ = LevelFramework.objects.get_or_create(key=key, defaults={"name": key.upper()})
        ends.append(framework)
    stored, made = LevelMap.objects.get_or_create(
        origin=ends[0],
        destination=ends[1],
        author=found.author,
        defaults={"name": found.name, "url": found.url},
    )
    said = set(stored.matches.values_list("origin__key", "relation", "destination__key"))
    wanted = {(origin, relation, other or None) for origin, relation, other in found.matches}
    if said == wanted:
        return stored
    if not made:
        raise Refused(
            "skills.map_differs",
            f"{found.author} compared {ends[0]} with {ends[1]} before, and otherwise.",
            "Ask which of the two holds; a map that is here is not overwritten.",
        )
    for origin, relation, other in found.matches:
        LevelMatch.objects.create(
            map=stored,
            origin=_level(ends[0], origin),
            relation=relation,
            destination=_level(ends[1], other) if other else None,
        )
    return stored


def _level(framework: LevelFramework, key: str) -> Level:
    level, _ = Level.objects.get_or_create(
        framework=framework, key=key, defaults={"position": int(key), "label": f"Level {key}"}
    )
    return level


# --- what people add --------------------------------------------------------------------------------------------


def relate_concepts(
    *, origin: Concept, kind: EdgeKind, destination: Concept, by: Person, now: datetime
) -> ConceptEdge:
    """A relation that a person answers for; the same again is the same."""
    if origin.pk == destination.pk:
        raise Refused("skills.itself", "A skill cannot be related to itself.", "Choose another one.")
    edge, made = ConceptEdge.objects.get_or_create(
        origin=origin, kind=kind, destination=destination, defaults={"approved_by": by}
    )
    if made:
        fact = facts.ConceptsRelated(origin=origin.uid, relation=str(kind), destination=destination.uid)
        record(fact, now=now, actor_uid=by.uid, subject_uid=origin.uid)
    return edge


def propose_skill(
    *,
    org: Organisation,
    by: Person,
    name: str,
    description: str,
    other_names: str = "",
    kind: str = "skill",
    broader: Concept | None = None,
    now: datetime,
    uid: UUID | None = None,
) -> Proposal:
    """A skill that no framework has. The same `uid` again (a double click) is the same proposal."""
    said = one_line(name)
    if not said or not description.strip():
        raise Refused(
            "proposal.empty",
            "A name and a description are needed.",
            "Say what someone with this skill can do.",
        )
    if kind not in SKILL_KINDS:
        raise Refused("proposal.kind", "A proposal is a skill or knowledge.", "Choose one of the kinds.")
    uid = uid or uuid4()
    if same := _proposed(uid, org=org, by=by):
        return same
    waiting = Proposal.objects.filter(name__iexact=said, state=Proposal.State.WAITING)
    if waiting.exclude(uid=uid).exists():
        raise Refused(
            "proposal.waiting",
            f"“{said}” has been proposed and waits for an answer.",
            "It needs no second one.",
        )
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                uid=uid,
                org=org,
                name=said,
                description=description.strip(),
                other_names="\n".join(filter(None, map(one_line, other_names.splitlines()[:30]))),
                kind=kind,
                broader=broader,
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError:
        # The same form, sent a moment before.
        if same := _proposed(uid, org=org, by=by):
            return same
        raise
    fact = facts.SkillProposed(proposal=proposal.uid)
    record(fact, now=now, actor_uid=by.uid, org_uid=org.uid, subject_uid=proposal.uid)
    return proposal


def _proposed(uid: UUID, *, org: Organisation, by: Person) -> Proposal | None:
    """What was proposed by this form. Raises Refused where somebody else has sent it."""
    same = Proposal.objects.filter(uid=uid).first()
    if same is not None and (same.org_id, same.proposed_by_id) != (org.pk, by.pk):
        raise Refused("proposal.form", "This form was used before.", "Open it anew, and begin again.")
    return same


def accept_proposal(
    *, proposal: Proposal, by: Person, answer: str = "", address: Callable[[UUID], str], now: datetime
) -> Proposal:
    """A concept of the installation's own framework, at an address of its own. Once accepted, it stays accepted."""
    held = _waiting(proposal, by=by, wanted=Proposal.State.ACCEPTED)
    if held.state == Proposal.State.ACCEPTED:
        return held
    framework = _local_framework()
    uid = uuid4()
    concept = Concept.objects.create(
        uid=uid,
        framework=framework,
        uri=address(uid),
        kind=held.kind,
        name=held.name,
        description=held.description,
        status=ConceptStatus.RELEASED,
    )
    Label.objects.bulk_create(
        Label(concept=concept, language=framework.language, role=Label.Role.ALTERNATIVE, text=text)
        for text in held.other_names.splitlines()
    )
    if held.broader is not None:
        ConceptEdge.objects.create(
            origin=concept, kind=EdgeKind.BROADER, destination=held.broader, approved_by=by
        )
    indexing.index_concept(concept)
    return _answer(held, Proposal.State.ACCEPTED, by=by, answer=answer, concept=concept, now=now)


def merge_proposal(
    *, proposal: Proposal, concept: Concept, by: Person, answer: str = "", now: datetime
) -> Proposal:
    """The skill is there already, under another name."""
    held = _waiting(proposal, by=by, wanted=Proposal.State.MERGED)
    if held.state == Proposal.State.MERGED:
        return held
    return _answer(held, Proposal.State.MERGED, by=by, answer=answer, concept=concept, now=now)


def decline_proposal(*, proposal: Proposal, by: Person, answer: str, now: datetime) -> Proposal:
    if not answer.strip():
        raise Refused(
            "proposal.reason", "A reason is needed.", "Say why, so that the designer can do better."
        )
    held = _waiting(proposal, by=by, wanted=Proposal.State.DECLINED)
    if held.state == Proposal.State.DECLINED:
        return held
    return _answer(held, Proposal.State.DECLINED, by=by, answer=answer, concept=None, now=now)


def _waiting(proposal: Proposal, *, by: Person, wanted: str) -> Proposal:
    """Holds the proposal. One that has this answer already (a double click) comes back as it is."""
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state not in {Proposal.State.WAITING, wanted}:
        raise Refused(
            "proposal.answered", "This proposal has been answered meanwhile.", "Open the page again."
        )
    if held.state == Proposal.State.WAITING and held.proposed_by_id == by.pk:
        raise Refused(
            "proposal.own",
            "Nobody answers a proposal of their own.",
            "Ask somebody else of the platform staff.",
        )
    return held


def _answer(
    held: Proposal, state: str, *, by: Person, answer: str, concept: Concept | None, now: datetime
) -> Proposal:
    held.state, held.decided_by, held.decided_at = state, by, now
    held.answer, held.concept = answer.strip(), concept
    held.save(update_fields=["state", "decided_by", "decided_at", "answer", "concept"])
    fact = facts.ProposalAnswered(proposal=held.uid, answer=str(state))
    record(fact, now=now, actor_uid=by.uid, org_uid=held.org.uid, subject_uid=held.uid)
    return held


def _local_framework() -> Framework:
    """The installation's own framework, which is never frozen."""
    framework, _ = Framework.objects.get_or_create(
        key=LOCAL, version="own", defaults={"name": "Skills of this site"}
    )
    return framework
