"""A micro-credential in the words of schema.org, so that search engines and others read what the page says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString

from skillmark.lifecycle.assessing.blueprint import Blueprint
from skillmark.lifecycle.designing.models import SkillAlignment, Version

_MODES: Final = {"online": "online", "onsite": "onsite", "blended": "blended", "choice": "blended"}
# What would end the element, or begin one, is written so that it cannot (RFC 8259, section 7).
_ESCAPES: Final = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def credential_data(
    blueprint: Blueprint,
    *,
    address: str,
    provider_address: str,
    image: str,
    recognised_by: Sequence[str],
    languages: Sequence[str],
) -> SafeString:
    """The credential, and the course that leads to it, as JSON-LD that may stand in a page."""
    version = blueprint.version
    org = version.micro_credential.org
    provider = {"@type": "EducationalOrganization", "name": org.name, "url": org.url or provider_address}
    credential = _said(
        {
            "@type": "EducationalOccupationalCredential",
            "@id": f"{address}#credential",
            "name": version.title,
            "description": _description(version),
            "url": address,
            "image": image,
            "credentialCategory": "micro-credential",
            "educationalLevel": _level(version),
            "competencyRequired": [_competency(each) for each in blueprint.contents.alignments],
            "recognizedBy": [{"@type": "Organization", "name": name} for name in recognised_by],
            "validFor": f"P{version.validity_months}M" if version.validity_months else None,
        }
    )
    course = _said(
        {
            "@type": "Course",
            "@id": address,
            "name": version.title,
            "description": _description(version) or version.title,
            "url": address,
            "image": image,
            "provider": provider,
            "inLanguage": list(dict.fromkeys(languages)),
            "timeRequired": f"PT{version.workload_hours}H" if version.workload_hours else None,
            "educationalLevel": _level(version),
            "teaches": [outcome.statement for outcome in blueprint.contents.outcomes],
            "coursePrerequisites": version.prerequisites,
            "numberOfCredits": _credits(version),
            "educationalCredentialAwarded": {"@id": f"{address}#credential"},
            "offers": _offer(version),
            "hasCourseInstance": _said(
                {
                    "@type": "CourseInstance",
                    "courseMode": _MODES.get(version.mode),
                    "courseWorkload": f"PT{version.workload_hours}H" if version.workload_hours else None,
                }
            ),
        }
    )
    credential = {**credential, "provider": provider}
    return in_a_page({"@context": "https://schema.org", "@graph": [course, credential]})


def in_a_page(data: Mapping[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _said(members: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is said: schema.org has no word for "not disclosed"."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def _description(version: Version) -> str:
    return version.description or (f"The earner can {version.can_do}." if version.can_do else "")


def _level(version: Version) -> dict[str, Any] | None:
    if not version.level:
        return None
    return {
        "@type": "DefinedTerm",
        "name": f"EQF level {version.level}",
        "termCode": str(version.level),
        "inDefinedTermSet": "http://data.europa.eu/snb/eqf/25831c2",
    }


def _competency(alignment: SkillAlignment) -> dict[str, Any]:
    skill = alignment.skill
    web = skill.code.startswith(("https://", "http://"))
    return _said(
        {
            "@type": "DefinedTerm",
            "name": skill.name,
            "url": skill.code if web else None,
            "inDefinedTermSet": skill.framework.url or skill.framework.name,
        }
    )


def _credits(version: Version) -> dict[str, Any] | None:
    if version.credit_points is None:
        return None
    return {
        "@type": "StructuredValue",
        "value": float(version.credit_points),
        "unitText": version.get_credit_scheme_display(),
    }


def _offer(version: Version) -> dict[str, Any] | None:
    if version.price is None:
        return None
    return {
        "@type": "Offer",
        "price": f"{version.price:.2f}",
        "priceCurrency": version.currency,
        "category": "Free" if version.price == 0 else "Paid",
    }
