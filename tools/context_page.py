# ruff: noqa: INP001 - a script's part; the package is importable only once the script has begun
"""The page on our own JSON-LD context: every term of the bundled file and what it means; one without words fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Table = Callable[[list[str], list[list[str]]], str]

_XSD = "http://www.w3.org/2001/XMLSchema#"
# What each term means, and the member of Open Badges 3.0 that comes near it and is filled as well.
TERMS: dict[str, tuple[str, str]] = {
    "canDo": ("What the earner can do; it stands after “… can”.", "`credentialSubject.narrative`"),
    "kind": ("`knowledge`, `application` or `certification`.", "`tag` “Recognition: …”"),
    "fieldCode": ("Field of education, ISCED-F 2013, two to four digits.", "`fieldOfStudy` (in words)"),
    "country": ("Country of the issuer, ISO 3166-1 alpha-2.", "`issuer.address.addressCountryCode`"),
    "region": ("Region of the issuer.", "`issuer.address.addressRegion`"),
    "outcome": ("Learning outcomes: objects with `id`, `statement` and `shownBy`.", "`resultDescription`"),
    "statement": ("What the earner can do, as one outcome or its translation says it.", "`resultDescription.name`"),
    "shownBy": ("Names of the assessments that show the outcome.", "`resultDescription.description`"),
    "workloadHours": ("Notional hours in all, assessment included.", "`tag` “Workload: …”"),
    "creditPoints": ("How many credits it is worth.", "`creditsAvailable` (without unit)"),
    "creditScheme": (
        "Credits of what: `ects`, `cats`, `scqf`, `nzqcf`, `us_semester` or `us_quarter`.", "`tag` “Credits: …”",
    ),
    "eqfLevel": (
        "Level of the European Qualifications Framework, 1 to 8; of the micro-credential or of a skill.", "`alignment`",
    ),
    "nationalLevel": ("A level of a national framework: `framework`, `code`, `url`.", "`alignment`"),
    "framework": ("The framework that a level or a skill belongs to, by name.", "`alignment.targetFramework`"),
    "code": ("The level as that framework names it.", "`alignment.targetCode`"),
    "cycle": ("Cycle of the QF-EHEA: `short`, `first`, `second` or `third`.", ""),
    "levelSetBy": ("Who says that it is this level.", ""),
    "noLevelReason": ("Why no level applies, where none does.", ""),
    "assessmentType": (
        "How it is assessed: `testing`, `application`, `portfolio`, `prior_learning`.", "`tag`, `evidence.genre`",
    ),
    "participation": (
        "How one takes part: `online`, `onsite`, `blended`, `choice`, `work` or `volunteering`.", "`tag` “Mode: …”",
    ),
    "supervision": ("Whether somebody watches the assessment: `none`, `online` or `onsite`.", "`criteria.narrative`"),
    "identityCheck": (
        "How the earner's identity is checked: `account`, `document_online` or `document_onsite`.",
        "`criteria.narrative`",
    ),
    "qualityKind": (
        "What vouches for the quality: `internal`, `institution`, `programme` or `external`.",
        "`tag` “Quality assurance: …”, `endorsement`",
    ),
    "qualityBody": ("Who vouches for it.", "`tag` “Quality assurance: …”"),
    "qualityUrl": ("Where that is said.", ""),
    "prerequisites": ("What one needs before beginning.", ""),
    "requires": ("Micro-credentials that one should hold before: objects with `label` and `url`.", ""),
    "stackability": ("`standalone` or `stackable`.", ""),
    "stacksInto": ("What it counts towards.", ""),
    "price": ("What it cost to take part; 0 is free.", ""),
    "currency": ("Of the price, ISO 4217.", ""),
    "reviewBy": ("When it is to be looked at again. It is no end of the credential.", ""),
    "furtherInformation": ("Where to read more.", "`criteria.id`"),
    "skill": (
        "Skills: objects with `label`, `url`, `framework`, `eqfLevel` and `assessed`.", "`alignment`",
    ),
    "label": ("The name of a skill, or of a micro-credential that is required.", "`alignment.targetName`"),
    "url": ("Where it is published.", "`alignment.targetUrl`"),
    "assessed": ("Whether the skill is shown in an assessment; otherwise it is only taught.", ""),
    "languages": ("The languages in which the achievement is described, its own first.", "`inLanguage` (its own)"),
    "translation": (
        "Other languages: objects with `language`, `title`, `canDo`, `summary` and `translatedOutcome`.", "",
    ),
    "language": ("The language of a translation, as a tag of BCP 47.", ""),
    "title": ("The title in that language.", "`achievement.name` (its own)"),
    "summary": ("The description in that language.", "`achievement.description` (its own)"),
    "translatedOutcome": ("The outcomes in that language: objects with `ofOutcome` and `statement`.", ""),
    "ofOutcome": ("The `id` of the outcome that is translated.", ""),
}  # fmt: skip


def parts(table: Table) -> list[str]:
    """The parts of the page below its title."""
    from skillmark.credential.contexts import micro_credential  # noqa: PLC0415 - importable only by now

    pinned = micro_credential.PINNED
    defined = pinned.document["@context"][micro_credential.MEMBER]
    terms = {name: each for name, each in defined["@context"].items() if isinstance(each, dict)}
    if terms.keys() != TERMS.keys():
        lacking = sorted(terms.keys() ^ TERMS.keys())
        raise SystemExit(f"tools/context_page.py and the context differ in: {', '.join(lacking)}")
    rows = [[f"`{name}`", _value(name, each), *TERMS[name]] for name, each in terms.items()]
    size = f"{len(pinned.raw):,}"
    return [
        *_said(_BEFORE, member=micro_credential.MEMBER, path=micro_credential.PATH, size=size),
        "```json\n" + json.dumps(_EXAMPLE, indent=2, ensure_ascii=False) + "\n```",
        *_said(_TERMS_ARE, member=micro_credential.MEMBER, iri=defined["@id"]),
        table(["term", "value", "what it means", "nearest"], rows),
        *_said(_AFTER),
    ]


def _said(text: str, **values: str) -> list[str]:
    """The paragraphs, each on one line unless it is code."""
    paragraphs = text.format(**values).strip().split("\n\n")
    return [each if "```" in each else " ".join(each.split()) for each in paragraphs]


_BEFORE = """
Open Badges 3.0 has no member for most of what the European standard asks a micro-credential to say: outcomes, workload
with its unit, level, assessment, participation, quality assurance. Credentials of Skillmark say it below one member of
the achievement, `{member}`, in the terms of this context. Where a member of Open Badges comes near, it is filled as
well.

## Where it is

Every installation serves it at its own address, and credentials name it there as the third of their contexts. The
address ends in the SHA-256 of the bytes:

```text
https://<host>{path}
```

The bytes never change: {size} of them, media type `application/ld+json`, readable from any web page, to be kept for
ever. A verifier that fetches contexts can compare them with the address. One that has them does not need the host:
whichever is named, the ending says what is meant. Skillmark's own verifier works that way and never asks; an address
with another hash is an unknown context, and nothing is believed of the credential then.
[Decision 22](../decisions/0022-context-by-hash.md) says why.

## What it says
"""
_TERMS_ARE = """
## Terms

`{member}` is `{iri}`. The terms below have a meaning only inside of it; each stands for
`urn:skillmark:micro-credential:` and its name. They are protected: no other context can give them another meaning.
“Nearest” is the member of Open Badges 3.0 that is filled as well, of the achievement where nothing else is said.
"""
_AFTER = """
Every member is optional, and what is not said is left out. Values of lists are as written here, in lower case; another
value is shown as it stands. Numbers are JSON numbers.

## Who reads it

`skillmark inspect FILE` and the page of a credential show it from the file alone. `skillmark lint --profile eu-annex-1
FILE` says what is missing by a standard: [what profiles ask](profiles.md). In Python, `elements_of_credential` of
`skillmark.credential.model.elements_of` reads it; where a credential does not use these terms, it reads the nearest
members instead.
"""
_OBJECTS = frozenset({"outcome", "nationalLevel", "requires", "skill", "translation", "translatedOutcome"})


def _value(name: str, definition: dict[str, Any]) -> str:
    kind = definition.get("@type", "")
    words = {
        "": "object" if name in _OBJECTS else "text",
        "@id": "an id",
        f"{_XSD}double": "number",
        f"{_XSD}integer": "whole number",
        f"{_XSD}boolean": "true or false",
        f"{_XSD}anyURI": "address",
    }
    said = words.get(kind) or kind.removeprefix(_XSD)
    return f"{said}, one or several" if "@container" in definition else said


_EXAMPLE = {
    "microCredential": {
        "canDo": "clean and chart tabular data",
        "outcome": [
            {
                "id": "urn:uuid:99999999-2222-4333-8444-555555555555",
                "statement": "Draws honest charts",
                "shownBy": ["Project"],
            }
        ],
        "workloadHours": 60,
        "creditPoints": 2,
        "creditScheme": "ects",
        "eqfLevel": 5,
        "levelSetBy": "Examination board",
        "assessmentType": ["testing", "application"],
        "participation": "online",
        "supervision": "none",
        "identityCheck": "account",
        "qualityKind": "institution",
        "qualityBody": "Accreditation Organisation of the Netherlands and Flanders",
    }
}
