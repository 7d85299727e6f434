"""From plain values to the endorsement that will be signed, and back from any endorsement to what it is.

Sources: Open Badges 3.0, appendix B "EndorsementCredential" and "EndorsementSubject"; Verifiable Credentials Data Model
2.0, "Types" (a type may be written as a whole URL).

The standard has one member for everything an endorser says, `endorsementComment`. So field, level and country of an
accreditation are sentences there, for people; that it is one, and not just a kind word, is a further type of the
document, by the address of a class that CTDL defines. A verifier that does not know it sees an endorsement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from skillmark.credential import strictjson
from skillmark.credential.model.endorsing import ACCREDITATION, RECOGNITION
from skillmark.credential.model.view import identifier, many
from skillmark.credential.times import format_timestamp
from skillmark.lifecycle.issuing.document import CONTEXTS, IssuerSays, StatusPlace, in_our_name

# How many travel in one credential for its achievement, and how many for its issuer; and how long one may be.
MOST_EMBEDDED = 3
LONGEST_EMBEDDED = 8_000
_TYPES = {"recognition": RECOGNITION, "accreditation": ACCREDITATION}
_NAMES = {
    "endorsement": "Endorsement of {title}",
    "recognition": "Recognition of {title}",
    "accreditation": "Accreditation of {title}",
}


@dataclass(frozen=True, kw_only=True)
class Word:
    """What an endorser says: of which kind, about what (`title` for people), and until when."""

    kind: str
    about_id: str
    title: str
    comment: str
    field: str = ""
    level: str = ""
    country: str = ""
    valid_until: datetime | None = None


def compose_endorsement(
    *, uid: UUID, endorser: IssuerSays, word: Word, status: StatusPlace, valid_from: datetime
) -> dict[str, Any]:
    """The unsigned endorsement."""
    further = [_TYPES[word.kind]] if word.kind in _TYPES else []
    until = {"validUntil": format_timestamp(word.valid_until)} if word.valid_until else {}
    profile = {"id": endorser.id, "type": ["Profile"], "name": endorser.name}
    credential = {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{uid}",
        "type": ["VerifiableCredential", "EndorsementCredential", *further],
        "name": _NAMES[word.kind].format(title=f"“{word.title}”"),
        "issuer": profile | ({"url": endorser.url} if endorser.url else {}),
        "validFrom": format_timestamp(valid_from),
        **until,
        "credentialSubject": {
            "id": word.about_id,
            "type": ["EndorsementSubject"],
            "endorsementComment": comment_of(word),
        },
    }
    return in_our_name(credential, issuer_id=endorser.id, status=status)


def comment_of(word: Word) -> str:
    """Everything the endorser says, in sentences: first what kind of word it is, then their own."""
    own = word.comment.strip()
    if word.kind == "accreditation":
        parts = [
            f"Field: {word.field.strip()}." if word.field.strip() else "",
            f"Level: {word.level.strip()}." if word.level.strip() else "",
            f"Country: {word.country.strip()}." if word.country.strip() else "",
        ]
        return " ".join(part for part in ("Accredited.", *parts, own) if part)
    if word.kind == "recognition":
        return f"We accept it for: {own}"
    return own


def embeddable(text: str) -> Mapping[str, Any] | str | None:
    """An endorsement as it can stand inside a credential of ours; None where it cannot.

    A signed text is one value. A document becomes part of ours, and its words are read on in our contexts: only one
    that names no others keeps its meaning there.
    """
    if len(text) > LONGEST_EMBEDDED:
        return None
    if not text.lstrip().startswith("{"):
        return text.strip()
    document = strictjson.loads(text.encode())
    if not isinstance(document, dict) or tuple(many(document.get("@context"))) != CONTEXTS:
        return None
    return document


def about_ids(document: Mapping[str, Any]) -> Sequence[str]:
    """What an endorsement speaks of."""
    return [identifier(each) for each in many(document.get("credentialSubject"))]
