"""What a signed text says a second time about the credential in it, and whether both say the same.

Sources: RFC 7519, section 4.1; Open Badges 3.0, "Verify a Credential VC-JWT Signature"; Securing Verifiable Credentials
using JOSE and COSE 1.0, section 3.1.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.model.view import many
from skillmark.credential.times import TimeError, parse_timestamp

# RFC 7519, section 4.1; `nonce` is OpenID Connect's and `cnf` RFC 7800's. They are no members of the credential, so no
# context has to define them.
CLAIMS = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf")
VCDM_1 = "https://www.w3.org/2018/credentials/v1"
_1EDTECH = "https://purl.imsglobal.org/"
# Moments that lie closer together are the same: a NumericDate often has whole seconds where a credential has parts.
_SAME_MOMENT = 1.0
# The calendar of datetime ends with the year 9999.
_LAST_SECOND = 253_402_300_799


def claims_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The claims that repeat what a document says (Open Badges 3.0, "JWT Payload Format"); raises TimeError."""
    begin, end = date_members(document)
    subjects = list(_ids(document.get("credentialSubject")))
    claims = {
        "iss": next(_ids(document.get(issuer_member(document))), None),
        "sub": subjects[0] if len(subjects) == 1 else None,
        "jti": document.get("id"),
        "nbf": _seconds(document, begin),
        "exp": _seconds(document, end),
    }
    return {name: value for name, value in claims.items() if value is not None}


def claim_time(claims: Mapping[str, Any], name: str) -> datetime | None:
    """The moment that a claim names (RFC 7519, "NumericDate"), None where it is absent; raises TimeError."""
    value = claims.get(name)
    if value is None:
        return None
    if type(value) not in {int, float} or not 0 <= value <= _LAST_SECOND:
        raise TimeError("time_invalid", "The claim “{name}” of the signed text is not a moment.", name=name)
    return datetime.fromtimestamp(value, UTC)


def contradictions(document: Mapping[str, Any], claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every claim that says something else than the document, with the member that it contradicts.

    What only one of them says is no contradiction. Raises TimeError for what should be a moment and is none.
    """
    for claim, member in (("iss", issuer_member(document)), ("sub", "credentialSubject"), ("jti", "id")):
        said = list(_ids(document.get(member)))
        if claim in claims and said and claims[claim] not in (said if claim == "sub" else said[:1]):
            yield claim, member
    for claim, member in zip(("nbf", "exp"), date_members(document), strict=True):
        claimed = claim_time(claims, claim)
        if claimed is None or member not in document or not _repeats_dates(document):
            continue
        if abs((claimed - _moment(document, member)).total_seconds()) >= _SAME_MOMENT:
            yield claim, member


def missing_claims(document: Mapping[str, Any], claims: Mapping[str, Any]) -> list[str]:
    """The claims that Open Badges 3.0 asks of a badge and that are not there."""
    if not _is_1edtech(document):
        return []
    return [name for name in claims_of(document) if name not in claims]


def issuer_member(document: Mapping[str, Any]) -> str:
    """The member that names whoever must have signed."""
    return "holder" if is_presentation(document) else "issuer"


def date_members(document: Mapping[str, Any]) -> tuple[str, str]:
    """The names of the two dates in the data model of a document."""
    first = next(iter(many(document.get("@context"))), None)
    return ("issuanceDate", "expirationDate") if first == VCDM_1 else ("validFrom", "validUntil")


def _repeats_dates(document: Mapping[str, Any]) -> bool:
    # VC-JOSE-COSE, section 3.1.3: the dates of the claims are those of the signature, which may be narrower. VCDM 1.1,
    # section 6.3.1, and Open Badges 3.0 say that they are those of the credential.
    return VCDM_1 in many(document.get("@context")) or _is_1edtech(document)


def _is_1edtech(document: Mapping[str, Any]) -> bool:
    contexts = many(document.get("@context"))
    return any(isinstance(context, str) and context.startswith(_1EDTECH) for context in contexts)


def _ids(value: Any) -> Iterator[Any]:
    for entry in many(value):
        identifier = entry.get("id") if isinstance(entry, dict) else entry
        if identifier is not None:
            yield identifier


def _seconds(document: Mapping[str, Any], member: str) -> int | None:
    return int(_moment(document, member).timestamp()) if member in document else None


def _moment(document: Mapping[str, Any], member: str) -> datetime:
    try:
        return parse_timestamp(document[member])
    except TimeError as error:
        raise TimeError(error.code, "“{member}” {why}.", member=member, why=error.message) from error
