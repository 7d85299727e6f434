"""The credential that is measured: an Open Badge such as platforms issue, about 3,400 bytes, 100 statements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

ISSUER = "https://college.example/issuer"
KEY = f"{ISSUER}#key-1"
SEED = bytes(range(32))
CREATED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def badge(number: int = 0) -> dict[str, Any]:
    """The unsigned badge of learner `number`: the rest is the template."""
    achievement = "https://college.example/achievements/data-analysis"
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:018f3c6e-7b2a-7c31-9a55-{number:012x}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data analysis for small teams",
        "issuer": {
            "id": ISSUER,
            "type": ["Profile"],
            "name": "Example College",
            "url": "https://college.example",
            "image": {"id": "https://college.example/logo.png", "type": "Image"},
        },
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "awardedDate": "2026-01-14T16:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityType": "emailAddress",
                    "identityHash": f"sha256${number:064x}",
                    "salt": f"{number:022d}",
                }
            ],
            "achievement": {
                "id": achievement,
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Data analysis for small teams",
                "description": "Collects, cleans and reads figures, and says what follows from them.",
                "inLanguage": "en",
                "version": "2",
                "creditsAvailable": 2.5,
                "tag": ["data", "spreadsheets", "reporting"],
                "image": {"id": f"{achievement}.png", "type": "Image", "caption": "A hexagon with a chart"},
                "criteria": {
                    "narrative": "Passes the examination, and hands in an analysis of figures of their own."
                },
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": name,
                        "targetUrl": f"https://skills.example/{place}",
                        "targetFramework": "Skills of the office",
                        "targetType": "ceasn:Competency",
                    }
                    for place, name in enumerate(("analyse data", "clean data", "report results"))
                ],
                "resultDescription": [
                    {
                        "id": f"{achievement}#exam",
                        "type": ["ResultDescription"],
                        "name": "Examination",
                        "resultType": "LetterGrade",
                        "allowedValue": ["A", "B", "C", "D"],
                        "requiredValue": "C",
                    }
                ],
            },
            "result": [
                {"type": ["Result"], "resultDescription": f"{achievement}#exam", "value": "ABC"[number % 3]}
            ],
        },
        "evidence": [
            {
                "id": f"https://college.example/evidence/{number}",
                "type": ["Evidence"],
                "name": "Analysis of a bakery's sales",
                "narrative": "Twelve months of sales, cleaned and read.",
                "genre": "Report",
            }
        ],
        "credentialStatus": {
            "id": f"https://college.example/status/1#{number}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(number),
            "statusListCredential": "https://college.example/status/1",
        },
    }
