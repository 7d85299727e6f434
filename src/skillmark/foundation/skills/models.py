"""Frameworks as they were published, the concepts in them, how concepts and levels relate, and what people look up.

A `Framework` is one version. Once frozen it never changes: a later version is another row with concepts of its own,
so that what a published micro-credential is aligned to stays what it was. Concepts keep their `uri` across versions.
"""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator
from django.db import models

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person

LONGEST_URI, LONGEST_NAME = 500, 1000


class Framework(models.Model):
    """One version of a framework; one that nobody froze is the installation's own and grows."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, help_text="The same for all its versions")
    version = models.CharField(max_length=40, default="undated")
    name = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True, default="")
    url = models.URLField(max_length=500, blank=True, default="")
    licence = models.CharField(max_length=200, blank=True, default="")
    attribution = models.TextField(
        blank=True, default="", help_text="The line that its licence asks for, shown wherever its skills are"
    )
    language = models.CharField(max_length=12, default="en", help_text="Of the concepts' own names")
    is_current = models.BooleanField(default=True, help_text="The version that searches look through")
    frozen_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of what it says")
    sources = models.JSONField(default=list, blank=True, help_text="The files it was read from")
    counts = models.JSONField(default=dict, blank=True, help_text="What was read, and what was left out")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="framework_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(is_current=True), name="one_current_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.key})"


class ConceptKind(models.TextChoices):
    SKILL = "skill", "Skill"
    KNOWLEDGE = "knowledge", "Knowledge"
    ABILITY = "ability", "Ability"
    ACTIVITY = "activity", "Work activity"
    COMPETENCY = "competency", "Competency"
    SKILL_GROUP = "skill_group", "Skill group"
    OCCUPATION = "occupation", "Occupation"
    OCCUPATION_GROUP = "occupation_group", "Occupation group"


# What a person can show, and so what a micro-credential may be aligned to and a search for skills finds.
SKILL_KINDS = [
    ConceptKind.SKILL,
    ConceptKind.KNOWLEDGE,
    ConceptKind.ABILITY,
    ConceptKind.ACTIVITY,
    ConceptKind.COMPETENCY,
]


class ConceptStatus(models.TextChoices):
    RELEASED = "released", "In use"
    RETIRED = "retired", "Retired"
    UNNAMED = "unnamed", "Only named by its relations"


class Concept(models.Model):
    """A skill, an occupation or a group of them. Its `name` is its preferred label in the framework's language."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="concepts")
    uri = models.CharField(max_length=LONGEST_URI, db_index=True, help_text="What a credential aligns to")
    notation = models.CharField(max_length=80, blank=True, default="", help_text="Its code, such as S3.4.2")
    kind = models.CharField(max_length=20, choices=ConceptKind.choices, default=ConceptKind.SKILL)
    name = models.CharField(max_length=LONGEST_NAME)
    description = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="", help_text="What it covers and what it does not")
    level = models.CharField(max_length=80, blank=True, default="", help_text="In the framework's own words")
    reuse_level = models.CharField(max_length=40, blank=True, default="", help_text="ESCO: how widely used")
    status = models.CharField(max_length=10, choices=ConceptStatus.choices, default=ConceptStatus.RELEASED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "uri"], name="concept_once_per_framework")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.uri})"

    @property
    def code(self) -> str:
        """The address by which a credential names it."""
        return self.uri


class Label(models.Model):
    """Another name of a concept, or its name in another language. Hidden ones are searched but not shown."""

    class Role(models.TextChoices):
        PREFERRED = "preferred", "Preferred"
        ALTERNATIVE = "alternative", "Alternative"
        HIDDEN = "hidden", "Hidden"

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=12)
    role = models.CharField(max_length=12, choices=Role.choices)
    text = models.CharField(max_length=LONGEST_NAME)

    def __str__(self) -> str:
        return f"{self.text} ({self.language}, {self.role})"


class EdgeKind(models.TextChoices):
    """Read from origin to destination: welding *is narrower than* joining metal."""

    BROADER = "broader", "is narrower than"
    REQUIRES = "requires", "requires"
    OPTIONAL = "optional", "may call for"
    IMPLIES = "implies", "implies"
    EXACT = "exact", "is the same as"
    CLOSE = "close", "is close to"
    RELATED = "related", "is related to"
    PRECEDES = "precedes", "comes before"
    REPLACED_BY = "replaced_by", "is replaced by"


class ConceptEdge(models.Model):
    """How one concept relates to another, and who says so: a framework, or a person who approved it."""

    origin = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="edges_out")
    kind = models.CharField(max_length=12, choices=EdgeKind.choices)
    destination = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="edges_in")
    stated_by = models.ForeignKey(
        Framework, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "kind", "destination"], name="edge_once"),
            models.CheckConstraint(
                condition=models.Q(stated_by__isnull=False) | models.Q(approved_by__isnull=False),
                name="edge_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.kind} {self.destination_id}"


# --- between frameworks -----------------------------------------------------------------------------------------


class Relation(models.TextChoices):
    """SKOS mapping relations, and the explicit word that there is none."""

    EXACT = "exact", "is the same as"
    CLOSE = "close", "is close to"
    BROAD = "broad", "has a broader match in"
    NARROW = "narrow", "has a narrower match in"
    RELATED = "related", "is related to"
    NONE = "none", "has no match"


class Crosswalk(models.Model):
    """A set of mappings from a framework to others, and who made it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="crosswalks")
    name = models.CharField(max_length=200)
    author = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "name"], name="crosswalk_once")]

    def __str__(self) -> str:
        return f"{self.name} by {self.author}"


class CrosswalkLink(models.Model):
    """One mapping. The other end is an address: it may lie in a framework that was never brought in."""

    crosswalk = models.ForeignKey(Crosswalk, on_delete=models.CASCADE, related_name="links")
    origin = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="links_out")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    destination_uri = models.CharField(max_length=LONGEST_URI, blank=True, default="", db_index=True)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)], help_text="Percent; empty: not stated"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["crosswalk", "origin", "relation", "destination_uri"], name="link_once"
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True) | models.Q(confidence__lte=100),
                name="confidence_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.relation} {self.destination_uri}"


# --- levels -----------------------------------------------------------------------------------------------------


class LevelFramework(models.Model):
    """A qualifications framework. The hub (EQF) is the one through which the others are compared."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True, default="")
    publisher = models.CharField(max_length=200, blank=True, default="")
    is_hub = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_hub"], condition=models.Q(is_hub=True), name="one_level_hub")
        ]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    framework = models.ForeignKey(LevelFramework, on_delete=models.CASCADE, related_name="levels")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "key"], name="level_once")]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.label}"


class LevelMap(models.Model):
    """Who says how the levels of one framework compare with those of another."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.ForeignKey(LevelFramework, on_delete=models.CASCADE, related_name="maps_out")
    destination = models.ForeignKey(LevelFramework, on_delete=models.CASCADE, related_name="maps_in")
    name = models.CharField(max_length=200)
    author = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination", "author"], name="level_map_once")
        ]

    def __str__(self) -> str:
        return self.name


class LevelMatch(models.Model):
    """One line of a map; no destination is the explicit word that the level has no match."""

    map = models.ForeignKey(LevelMap, on_delete=models.CASCADE, related_name="matches")
    origin = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="matches_out")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    destination = models.ForeignKey(
        Level, null=True, blank=True, on_delete=models.CASCADE, related_name="matches_in"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["map", "origin", "destination"], name="level_match_once"),
            models.CheckConstraint(
                condition=models.Q(relation="none", destination__isnull=True)
                | (~models.Q(relation="none") & models.Q(destination__isnull=False)),
                name="no_match_has_no_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.relation} {self.destination_id}"


# --- the installation's own concepts ----------------------------------------------------------------------------


class Proposal(models.Model):
    """A skill that no framework has, proposed by a designer; it waits for platform staff."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        MERGED = "merged", "Answered with a skill that is there"
        DECLINED = "declined", "Declined"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    description = models.TextField(help_text="What someone with this skill can do")
    other_names = models.TextField(blank=True, default="", help_text="One on each line")
    kind = models.CharField(max_length=20, choices=ConceptKind.choices, default=ConceptKind.SKILL)
    broader = models.ForeignKey(Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    concept = models.ForeignKey(Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "declined"], concept__isnull=True)
                | models.Q(state__in=["accepted", "merged"], concept__isnull=False),
                name="an_answered_proposal_has_its_concept",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


# --- what a search looks through --------------------------------------------------------------------------------
# Made from the current versions by indexing.py, and always from them again. The same tables on every database, so
# that the same words find the same skills.


class SearchWord(models.Model):
    """A word that occurs in names of skills; `concepts` says in how many, `stem` what its forms have in common."""

    text = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60, db_index=True, default="")
    concepts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.text


class SearchGram(models.Model):
    """Three letters in a row of a word: the way to words that are spelt much alike."""

    gram = models.CharField(max_length=3)
    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="grams", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["gram", "word"], name="gram_to_word")]

    def __str__(self) -> str:
        return f"{self.gram} {self.word_id}"


class SearchPosting(models.Model):
    """That a concept has a word in its names. The lighter, the better: see `rules.weight_of`."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="postings", db_index=False)
    weight = models.PositiveSmallIntegerField()
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["word", "weight", "concept"], name="word_to_concept")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.concept_id}"


class SearchEntry(models.Model):
    """All names of a skill in one row, each with its role, so that a closer look at many skills is one question."""

    concept = models.OneToOneField(Concept, primary_key=True, on_delete=models.CASCADE, related_name="+")
    names = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"names of {self.concept_id}"
