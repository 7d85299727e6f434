"""What was achieved, as Open Badges 3.0 says it: the achievement, its criteria, and the scales of its results."""

from __future__ import annotations

from functools import cached_property

from skillmark.credential.model.credential import EndorsementCredential, Profile, profile
from skillmark.credential.model.identity import IdentifierEntry
from skillmark.credential.model.view import Image, View, identifier, image


class Criteria(View):
    """How the achievement is earned: a text, an address, or both."""

    @property
    def narrative(self) -> str:
        """The text, in Markdown."""
        return self._text("narrative")


class Alignment(View):
    """A skill, standard or framework entry that something answers to."""

    @property
    def name(self) -> str:
        """The entry's name."""
        return self._text("targetName")

    @property
    def url(self) -> str:
        """Where the entry is published."""
        return self._text("targetUrl")

    @property
    def description(self) -> str:
        """What the entry says."""
        return self._text("targetDescription")

    @property
    def framework(self) -> str:
        """The framework that the entry belongs to."""
        return self._text("targetFramework")

    @property
    def code(self) -> str:
        """The entry's short code."""
        return self._text("targetCode")

    @property
    def kind(self) -> str:
        """What the entry is, such as `CFItem` or `ceasn:Competency`."""
        return self._text("targetType")


class RubricLevel(View):
    """One level of a rubric."""

    @property
    def name(self) -> str:
        """The level's name."""
        return self._text("name") or self.level

    @property
    def level(self) -> str:
        """Its place on the scale."""
        return self._text("level")

    @property
    def description(self) -> str:
        """What work at this level looks like."""
        return self._text("description")

    @property
    def points(self) -> str:
        """What it counts for."""
        return self._text("points")

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """What this level speaks to."""
        return tuple(Alignment(entry) for entry in self._objects("alignment"))


class ResultDescription(View):
    """The scale on which a result is given."""

    @property
    def name(self) -> str:
        """What is measured."""
        return self._text("name")

    @property
    def kind(self) -> str:
        """The kind of result, such as `RawScore` or `RubricCriterionLevel`."""
        return self._text("resultType")

    @property
    def minimum(self) -> str:
        """The least value possible."""
        return self._text("valueMin")

    @property
    def maximum(self) -> str:
        """The greatest value possible."""
        return self._text("valueMax")

    @property
    def allowed(self) -> tuple[str, ...]:
        """The only values possible, from the least to the greatest."""
        return self._texts("allowedValue")

    @property
    def required(self) -> str:
        """The value that had to be reached, or the name of the level."""
        level = self.required_level
        return self.level_name(level) if level else self._text("requiredValue")

    @property
    def required_level(self) -> str:
        """The id of the level that had to be reached."""
        return identifier(self.document.get("requiredLevel"))

    @cached_property
    def levels(self) -> tuple[RubricLevel, ...]:
        """The rubric's levels."""
        return tuple(RubricLevel(entry) for entry in self._objects("rubricCriterionLevel"))

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """What this result speaks to."""
        return tuple(Alignment(entry) for entry in self._objects("alignment"))

    def level_name(self, level_id: str) -> str:
        """The name of a level, or its id where the description does not hold it."""
        return self._level_names.get(level_id, level_id)

    @cached_property
    def _level_names(self) -> dict[str, str]:
        # Made once, since each of many results asks. Of two levels with one id the first counts.
        return {level.id: level.name for level in reversed(self.levels)}


class Related(View):
    """Another version of the achievement, or the same in another language."""

    @property
    def language(self) -> str:
        """The language that it is in."""
        return self._text("inLanguage")

    @property
    def version(self) -> str:
        """Which version it is."""
        return self._text("version")


class Achievement(View):
    """The achievement itself."""

    @property
    def name(self) -> str:
        """Its title."""
        return self._text("name")

    @property
    def description(self) -> str:
        """What it stands for."""
        return self._text("description")

    @property
    def kind(self) -> str:
        """Its type, such as `MicroCredential`."""
        return self._text("achievementType")

    @property
    def criteria(self) -> Criteria:
        """How it is earned."""
        return Criteria(self._object("criteria"))

    @property
    def image(self) -> str:
        """The address (or data URI) of its picture."""
        return self.picture.id

    @property
    def picture(self) -> Image:
        """Its picture."""
        return image(self.document.get("image"))

    @property
    def creator(self) -> Profile:
        """Who designed it."""
        return profile(self.document.get("creator"))

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """The skills and frameworks it answers to."""
        return tuple(Alignment(entry) for entry in self._objects("alignment"))

    @property
    def result_descriptions(self) -> tuple[ResultDescription, ...]:
        """The scales on which its results are given."""
        return tuple(ResultDescription(entry) for entry in self._objects("resultDescription"))

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by."""
        return self._texts("tag")

    @property
    def credits(self) -> str:
        """How many credits it is worth."""
        return self._text("creditsAvailable")

    @property
    def field_of_study(self) -> str:
        """Its subject."""
        return self._text("fieldOfStudy")

    @property
    def specialization(self) -> str:
        """Its special field within the subject."""
        return self._text("specialization")

    @property
    def code(self) -> str:
        """The code that people know it by."""
        return self._text("humanCode")

    @property
    def language(self) -> str:
        """The language that it is written in."""
        return self._text("inLanguage")

    @property
    def version(self) -> str:
        """Which version it is."""
        return self._text("version")

    @property
    def related(self) -> tuple[Related, ...]:
        """Its other versions and languages."""
        return tuple(Related(entry) for entry in self._objects("related"))

    @property
    def other_identifiers(self) -> tuple[IdentifierEntry, ...]:
        """What else it is called by, in registers for example."""
        return tuple(IdentifierEntry(entry) for entry in self._objects("otherIdentifier"))

    @property
    def endorsements(self) -> tuple[EndorsementCredential, ...]:
        """What others say of it, each signed by them."""
        return tuple(EndorsementCredential(entry) for entry in self._objects("endorsement"))

    @property
    def endorsement_texts(self) -> tuple[str, ...]:
        """Endorsements in JWT form, as they are written."""
        return self._texts("endorsementJwt")
