"""Finds skills by what people call them, and shows each with what it is related to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from uuid import UUID

from django.db.models import Avg, Case, Count, Max, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills import rules, suggest_rules
from skillmark.foundation.skills.models import (
    SKILL_KINDS,
    Concept,
    ConceptEdge,
    ConceptStatus,
    CrosswalkLink,
    EdgeKind,
    Framework,
    Label,
    LevelFramework,
    LevelMap,
    LevelMatch,
    Proposal,
    SearchEntry,
    SearchGram,
    SearchPosting,
    SearchWord,
)

# --- search -----------------------------------------------------------------------------------------------------
# Which words are meant, which skills have them in their names, and which of those names fits best: a few small
# questions to the database, the same on each, and the rest is arithmetic.

LONGEST_SEARCH = 100
_BEGINNINGS, _SPELLINGS, _CLOSER_LOOK = 40, 80, 60
# Of skills that lack words which were typed, so many are shown, and only those that share one which says something.
_MOST_NEAR, _LONG_ENOUGH = 5, 6
# A word that so many skills have says little beside others.
_COMMON = 2000


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A skill that was found, and the name it was found by where that is not its own.

    `has_all`: each word that was typed, but for words of grammar, is in one of its names, perhaps only begun or spelt
    much alike.
    """

    concept: Concept
    other_name: str = ""
    has_all: bool = True


def only_near(hits: Sequence[Hit]) -> bool:
    """Whether something was found, and all of it lacks a word that was typed."""
    return bool(hits) and not any(hit.has_all for hit in hits)


def search_skills(*, text: str, limit: int = 20) -> list[Hit]:
    """The skills that people who type this may mean, best first. The last word may be half typed, others misspelt.

    A few that have only some of the words are among them, where one of these says what it is about.
    """
    text = text[:LONGEST_SEARCH]
    typed = rules.words_of(text)[: rules.MOST_WORDS]
    if not typed:
        return []
    terms = _terms(typed, begun=not text[-1:].isspace())
    asked = [term.meant for word, term in zip(typed, terms, strict=True) if word not in rules.GRAMMAR]
    telling = [
        _plainly(word, term)
        for word, term in zip(typed, terms, strict=True)
        if not suggest_rules.is_everyday(word)
    ]
    return _best(
        _candidates(terms), [term.meant for term in terms], asked=asked, telling=telling, limit=limit
    )


def _plainly(word: str, term: _Term) -> set[str]:
    """The stems that a word stands for, too plainly to be a guess: its own, and of a long one those one slip away."""
    near = [each for each in term.meant.words if len(word) >= _LONG_ENOUGH and rules.slips(word, each) == 1]
    return {rules.stem_of(each) for each in (word, *near)}


@dataclass(frozen=True, kw_only=True)
class _Term:
    """A word typed: which words of the index it can be, in how many skills these are, and what a name may say."""

    concepts: Mapping[int, int]
    meant: rules.Meant

    @property
    def number(self) -> int:
        return sum(self.concepts.values())


def _term_of(concepts: Mapping[int, int], words: Mapping[str, float], *, begun: str = "") -> _Term:
    worth = rules.worth_of(sum(concepts.values()))
    return _Term(concepts=concepts, meant=rules.Meant(words=words, begun=begun, worth=worth))


def _terms(typed: Sequence[str], *, begun: bool) -> list[_Term]:
    last = typed[-1] if begun else ""
    wanted = Q(text__in=set(typed)) | Q(text__startswith=last) if last else Q(text__in=set(typed))
    as_typed = Case(When(text__in=set(typed), then=0), default=1)
    found = SearchWord.objects.filter(wanted, concepts__gt=0).order_by(as_typed, "-concepts", "text")
    words = list(found.values_list("pk", "text", "concepts")[: len(typed) + _BEGINNINGS])
    return [_term(word, words, begun=begun and number == len(typed) - 1) for number, word in enumerate(typed)]


def _term(word: str, words: Sequence[tuple[int, str, int]], *, begun: bool) -> _Term:
    """The word itself, and where it is only begun, those that begin so; else those that are spelt much alike."""
    concepts = {pk: number for pk, text, number in words if text == word or (begun and text.startswith(word))}
    if not concepts:
        return _spelt_alike(word, begun=begun)
    return _term_of(concepts, {word: rules.EXACT}, begun=word if begun else "")


def _spelt_alike(word: str, *, begun: bool) -> _Term:
    """The words that are spelt much like one that does not exist."""
    allowed = rules.most_slips(word)
    rows: list[tuple[int, str, int]] = []
    if allowed:
        grams = SearchGram.objects.filter(gram__in=rules.grams_near(word, begun=begun)).order_by()
        counted = grams.values("word_id").annotate(shared=Count("pk")).order_by("-shared", "word_id")
        likely = SearchWord.objects.filter(pk__in=counted.values("word_id")[:_SPELLINGS], concepts__gt=0)
        rows = list(likely.values_list("pk", "text", "concepts"))
    near = [(rules.slips(word, row[1], begun=begun), row) for row in rows]
    nearest = min((slips for slips, _ in near if slips <= allowed), default=-1)
    meant = [row for slips, row in near if slips == nearest]
    return _term_of({pk: concepts for pk, _, concepts in meant}, {text: rules.ALIKE for _, text, _ in meant})


def _candidates(terms: Sequence[_Term]) -> list[int]:
    """Skills that have all the words, or else those that say most; the likeliest first."""
    known = sorted((term for term in terms if term.concepts), key=lambda term: term.number)
    telling = [term for term in known if term.number <= _COMMON] or known[:1]
    if not telling:
        return []
    words = {pk for term in telling for pk in term.concepts}
    met = [
        Max(Case(When(word__in=list(term.concepts), then=term.meant.worth), default=0)) for term in telling
    ]
    found = SearchPosting.objects.filter(word__in=words).values("concept_id")
    ranked = found.annotate(met=sum(met[1:], met[0]), light=Avg("weight"))
    return list(
        ranked.order_by("-met", "light", "concept_id").values_list("concept_id", flat=True)[:_CLOSER_LOOK]
    )


def _best(
    keys: Sequence[int],
    typed: Sequence[rules.Meant],
    *,
    asked: Sequence[rules.Meant],
    telling: Sequence[Collection[str]],
    limit: int,
) -> list[Hit]:
    """Looks closer: which of all names of these skills fits best, and whether they have all that was asked for."""
    entries = dict(SearchEntry.objects.filter(concept__in=keys).values_list("concept_id", "names"))
    best = {pk: (own[1], *_best_name(names, typed)) for pk, names in entries.items() for own in names[:1]}
    ranked = sorted(best, key=lambda pk: (-best[pk][1], len(best[pk][0]), best[pk][0], pk))
    found: dict[int, bool] = {}
    for pk in ranked:
        words = [word for _role, text in entries[pk] for word in rules.words_of(text)]
        has_all = all(meant.best_in(words)[0] for meant in asked)
        if has_all or (list(found.values()).count(False) < _MOST_NEAR and _is_near(words, telling)):
            found[pk] = has_all
        if len(found) == limit:
            break
    shown = {each.pk: each for each in Concept.objects.filter(pk__in=found).select_related("framework")}
    return [
        Hit(concept=shown[pk], other_name=best[pk][2], has_all=has_all)
        for pk, has_all in found.items()
        if best[pk][1] > 0
    ]


def _best_name(names: Sequence[Sequence[str]], typed: Sequence[rules.Meant]) -> tuple[float, str]:
    """How well the best name fits, and which it is where it is not the skill's own and may be shown."""
    good, role, text = max(
        ((rules.fit(typed, rules.words_of(text), role=role), role, text) for role, text in names),
        key=itemgetter(0),
    )
    return good, text if role == rules.ALTERNATIVE else ""


def _is_near(words: Sequence[str], telling: Sequence[Collection[str]]) -> bool:
    """Whether names with these words have at least half of what says something among the words that were typed."""
    stems = {rules.stem_of(word) for word in words}
    shared = sum(not stems.isdisjoint(each) for each in telling)
    return 2 * shared >= len(telling) > 0


# --- one skill --------------------------------------------------------------------------------------------------


def skill_by_uid(*, uid: UUID) -> Concept:
    """Skills are public: whoever knows the uid may see it. Raises NotFound."""
    try:
        return Concept.objects.select_related("framework").get(uid=uid)
    except Concept.DoesNotExist as missing:
        raise NotFound(f"skill {uid}") from missing


def other_names(concept: Concept) -> list[Label]:
    """What else it is called, in its framework's language first."""
    shown = Label.objects.filter(concept=concept).exclude(role=Label.Role.HIDDEN).order_by("language", "text")
    own = concept.framework.language
    return sorted(shown, key=lambda label: label.language != own)


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A concept one step away. `kind` is read from it to the concept asked about where `is_inward`."""

    concept: Concept
    kind: EdgeKind
    is_inward: bool
    said_by: str


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """What is one step away, so many of each kind; `totals` counts all of them."""

    neighbours: Sequence[Neighbour]
    totals: Mapping[tuple[EdgeKind, bool], int]


def neighbourhood(concept: Concept, *, most: int = 30) -> Neighbourhood:
    """The concepts related to this one, at most so many of each kind and direction, by name."""
    found: list[Neighbour] = []
    totals: dict[tuple[EdgeKind, bool], int] = {}
    for is_inward in (False, True):
        here, there = ("destination", "origin") if is_inward else ("origin", "destination")
        edges = ConceptEdge.objects.filter(**{here: concept}).exclude(**{there: concept})
        counted = edges.order_by().values_list("kind").annotate(Count("pk"))
        totals |= {(EdgeKind(kind), is_inward): number for kind, number in counted}
        ranked = edges.annotate(
            place=Window(RowNumber(), partition_by=["kind"], order_by=[f"{there}__name", "pk"])
        )
        rows = ranked.filter(place__lte=most).select_related(there, "stated_by", "approved_by")
        for edge in rows.order_by(f"{there}__name", "pk"):
            other: Concept = getattr(edge, there)
            found.append(
                Neighbour(
                    concept=other,
                    kind=EdgeKind(edge.kind),
                    is_inward=is_inward,
                    said_by=getattr(edge.stated_by or edge.approved_by, "name", ""),
                )
            )
    return Neighbourhood(neighbours=found, totals=totals)


def broader_closure(concept: Concept) -> list[Concept]:
    """Everything that it is narrower than or implies, over as many steps as there are."""
    upward = [EdgeKind.BROADER, EdgeKind.IMPLIES]
    found: dict[int, Concept] = {}
    ring = [concept.pk]
    while ring:
        edges = ConceptEdge.objects.filter(origin__in=ring, kind__in=upward).select_related("destination")
        ring = []
        for edge in edges:
            if edge.destination_id not in found and edge.destination_id != concept.pk:
                found[edge.destination_id] = edge.destination
                ring.append(edge.destination_id)
    return list(found.values())


def links_of(concept: Concept) -> list[CrosswalkLink]:
    """What crosswalks say it is in other frameworks."""
    links = CrosswalkLink.objects.filter(origin=concept).select_related("crosswalk")
    return list(links.order_by("relation", "destination_uri"))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a concept is still in use, and what took its place where it is not."""

    is_in_use: bool
    replacement: Concept | None = None


def standing_of(concept: Concept) -> Standing:
    """Retired by its own version, or by the current one, or no longer in that at all."""
    now = _in_current_version(concept)
    in_use = now is not None and now.status == ConceptStatus.RELEASED
    if in_use:
        return Standing(is_in_use=True)
    replaced = ConceptEdge.objects.filter(
        origin__in=[concept.pk, *([now.pk] if now else [])], kind=EdgeKind.REPLACED_BY
    )
    edge = replaced.select_related("destination__framework").order_by("-pk").first()
    return Standing(is_in_use=False, replacement=edge.destination if edge else None)


def out_of_use(concepts: Sequence[Concept]) -> set[int]:
    """The primary keys of those that are no longer in use, asked of all at once."""
    gone = {each.pk for each in concepts if each.status != ConceptStatus.RELEASED}
    older = [each for each in concepts if not each.framework.is_current]
    if older:
        now = Concept.objects.filter(framework__is_current=True, uri__in=[each.uri for each in older])
        there = set(now.filter(status=ConceptStatus.RELEASED).values_list("framework__key", "uri"))
        gone |= {each.pk for each in older if (each.framework.key, each.uri) not in there}
    return gone


def _in_current_version(concept: Concept) -> Concept | None:
    if concept.framework.is_current:
        return concept
    return Concept.objects.filter(
        framework__key=concept.framework.key, framework__is_current=True, uri=concept.uri
    ).first()


def same_concepts(concept: Concept) -> QuerySet[Concept]:
    """The concept in all versions of its framework: its address says that it is the same."""
    return Concept.objects.filter(framework__key=concept.framework.key, uri=concept.uri)


# --- frameworks -------------------------------------------------------------------------------------------------


def searched() -> list[tuple[str, int]]:
    """What can be found: the frameworks by their names, each with the number of its skills."""
    counted = Count(
        "concepts", filter=Q(concepts__kind__in=SKILL_KINDS, concepts__status=ConceptStatus.RELEASED)
    )
    return [(each.name, each.skills) for each in frameworks().annotate(skills=counted)]


def frameworks() -> QuerySet[Framework]:
    """The current version of each."""
    return Framework.objects.filter(is_current=True).order_by("name", "pk")


def all_versions() -> list[tuple[Framework, int]]:
    """Every version with the number of its skills."""
    skills = Concept.objects.filter(kind__in=SKILL_KINDS, status=ConceptStatus.RELEASED)
    counted = dict(skills.order_by().values_list("framework").annotate(Count("pk")))
    return [(each, counted.get(each.pk, 0)) for each in Framework.objects.order_by("key", "frozen_at", "pk")]


def current_skills(*, uris: Iterable[str]) -> dict[str, Concept]:
    """The skills at these addresses, in the current versions."""
    found = Concept.objects.filter(framework__is_current=True, uri__in=list(uris))
    return {each.uri: each for each in found.select_related("framework")}


# --- levels -----------------------------------------------------------------------------------------------------


def level_matches(*, framework_key: str, level_key: str) -> list[LevelMatch]:
    """What a level is in other frameworks, by each map that says so, its word that there is no match included."""
    matches = LevelMatch.objects.filter(origin__framework__key=framework_key, origin__key=level_key)
    return list(
        matches.select_related("origin__framework", "destination__framework", "map").order_by("map_id", "pk")
    )


def level_frameworks() -> list[LevelFramework]:
    """Every framework with its levels, the hub first, then by name."""
    return list(LevelFramework.objects.prefetch_related("levels").order_by("-is_hub", "name", "pk"))


def level_maps() -> list[LevelMap]:
    """Every comparison of two frameworks, with its lines."""
    found = LevelMap.objects.select_related("origin", "destination").order_by("origin__name", "author", "pk")
    return list(found.prefetch_related("matches__origin", "matches__destination"))


# --- proposals --------------------------------------------------------------------------------------------------


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("org", "proposed_by", "decided_by", "broader", "concept")


def proposals_of(org: Organisation) -> list[Proposal]:
    """What an organisation proposed, the newest first."""
    return list(_proposals().filter(org=org).order_by("-proposed_at", "-pk")[:100])


def still_waiting(*, org: Organisation, by: Person) -> list[Proposal]:
    """What somebody proposed for an organisation and nobody has answered yet, the newest first."""
    waiting = _proposals().filter(org=org, proposed_by=by, state=Proposal.State.WAITING)
    return list(waiting.order_by("-proposed_at", "-pk")[:20])


def waiting_proposals(actor: Actor) -> list[Proposal]:
    """What waits for the platform staff, the longest waiting first. Raises NotFound for anyone else."""
    require_curator(actor)
    return list(_proposals().filter(state=Proposal.State.WAITING).order_by("proposed_at", "pk")[:200])


def answered_proposals(actor: Actor) -> list[Proposal]:
    require_curator(actor)
    return list(_proposals().exclude(state=Proposal.State.WAITING).order_by("-decided_at", "-pk")[:50])


def access_proposal(actor: Actor, uid: UUID) -> Proposal:
    """The proposal, for whoever answers proposals. Raises NotFound."""
    require_curator(actor)
    found = _proposals().filter(uid=uid).first()
    if found is None:
        raise NotFound(f"proposal {uid}")
    return found


def may_curate(actor: Actor) -> bool:
    """Whether somebody answers proposals: the platform staff, since the skills are shared by all organisations."""
    return bool(actor.is_authenticated and actor.is_active and actor.is_staff)


def require_curator(actor: Actor) -> None:
    if not may_curate(actor):
        raise NotFound("proposals")


def may_propose(actor: Actor, org: Organisation) -> bool:
    return allowed(actor, "design.edit", org)
