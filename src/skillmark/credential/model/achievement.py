"""What was achieved, as Open Badges 3.0 says it: the achievement, its criteria, and the scales of its results."""

from __future__ import annotations

from skillmark.credential.model.view import View, identifier, many, text


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
        return self._text("name") or self._text("level")

    @property
    def description(self) -> str:
        """What work at this level looks like."""
        return self._text("description")


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
    def required(self) -> str:
        """The value that had to be reached, or the name of the level."""
        level = identifier(self.document.get("requiredLevel"))
        return self.level_name(level) if level else self._text("requiredValue")

    @property
    def levels(self) -> tuple[RubricLevel, ...]:
        """The rubric's levels."""
        return tuple(RubricLevel(entry) for entry in self._objects("rubricCriterionLevel"))

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """What this result speaks to."""
        return tuple(Alignment(entry) for entry in self._objects("alignment"))

    def level_name(self, level_id: str) -> str:
        """The name of a level, or its id where the description does not hold it."""
        return next((level.name for level in self.levels if level.id == level_id), level_id)


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
        return Criteria(next(iter(self._objects("criteria")), {}))

    @property
    def image(self) -> str:
        """The address (or data URI) of its picture."""
        return identifier(self.document.get("image"))

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
        return tuple(text(entry) for entry in many(self.document.get("tag")))

    @property
    def credits(self) -> str:
        """How many credits it is worth."""
        return self._text("creditsAvailable")
