"""What a version says of itself in our own context: every element of Annex I that Open Badges has no member for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from skillmark.credential.contexts import micro_credential
from skillmark.credential.model.element_words import word
from skillmark.credential.model.elements import Elements
from skillmark.lifecycle.assessing.blueprint import Blueprint, assessments_of, elements_of
from skillmark.lifecycle.designing.models import Outcome, SkillAlignment, Version
from skillmark.lifecycle.designing.queries import translations_of, version_contents
from skillmark.lifecycle.issuing.document import Skill
from skillmark.lifecycle.issuing.extension import (
    ElementsSay,
    NationalLevelSays,
    OutcomeSays,
    TranslationSays,
    Words,
)


def elements_say(version: Version, *, base_url: str) -> tuple[ElementsSay, list[Skill]]:
    """The elements, and the skills with their levels, of one version."""
    contents = version_contents(version)
    # What learners read is no element of the credential, so it is not fetched.
    blueprint = Blueprint(version=version, contents=contents, modules=(), assessments=assessments_of(version))
    said = elements_of(blueprint)
    national = said.national_level
    elements = ElementsSay(
        context=micro_credential.address(base_url),
        kind=said.kind,
        participation=said.participation,
        field_code=said.field_code,
        outcomes=_outcomes(contents.outcomes, said),
        credit_scheme=said.credit_scheme,
        national_level=NationalLevelSays(framework=national.framework, level=national.level, url=national.url)
        if national
        else None,
        cycle=said.cycle,
        level_set_by=said.level_set_by,
        no_level_reason=said.no_level_reason,
        assessment_types=said.assessment_types,
        supervision=said.supervision,
        identity_check=said.identity_check,
        quality_kind=said.quality_kind,
        quality_body=said.quality_body,
        quality_url=said.quality_url,
        prerequisites=said.prerequisites,
        requires=_requires(version, base_url=base_url),
        stackability=said.stackability,
        stacks_into=said.stacks_into,
        price=version.price,
        currency=version.currency,
        review_by=said.review_by,
        further_information=said.further_information,
        translations=_translations(version),
        words=_words(said),
    )
    return elements, [_skill(each) for each in contents.alignments]


def _outcomes(outcomes: Sequence[Outcome], said: Elements) -> list[OutcomeSays]:
    return [
        OutcomeSays(uid=outcome.uid, statement=element.statement, shown_by=element.shown_by)
        for outcome, element in zip(outcomes, said.outcomes, strict=True)
    ]


def _skill(alignment: SkillAlignment) -> Skill:
    skill = alignment.skill
    return Skill(
        name=skill.name,
        # What the installation itself made up has no address that others could open.
        url=skill.uri if skill.uri.startswith(("http://", "https://")) else "",
        framework=skill.framework.name,
        level=alignment.level,
        is_assessed=alignment.is_assessed,
    )


def _requires(version: Version, *, base_url: str) -> list[tuple[str, str]]:
    """What one should hold already, by the title it has today, and where it stands in the catalogue."""
    found = version.requires.order_by("key").prefetch_related("versions")
    return [
        (max(each.versions.all(), key=lambda one: one.number).title, f"{base_url}/catalogue/{each.key}/")
        for each in found
    ]


def _translations(version: Version) -> list[TranslationSays]:
    return [
        TranslationSays(
            language=each.language,
            title=each.title,
            can_do=each.can_do,
            description=each.description,
            outcomes={str(uid): str(statement) for uid, statement in each.outcomes.items()},
        )
        for each in translations_of(version)
    ]


def _words(said: Elements) -> Words:
    types = [word("assessment_types", each).say() for each in said.assessment_types]
    kind = word("quality_kind", said.quality_kind).say() if said.quality_kind else ""
    body = f" ({said.quality_body})" if kind and said.quality_body else ""
    return Words(credits=_credits(said), assessment=", ".join(types), quality=f"{kind}{body}")


def _credits(said: Elements) -> str:
    if said.credit_points is None:
        return ""
    return f"{Decimal(said.credit_points).normalize():f} {word('credit_scheme', said.credit_scheme).say()}"
