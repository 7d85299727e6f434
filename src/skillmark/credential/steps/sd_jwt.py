"""What the steps ask of a credential that came as SD-JWT: what its holder kept back, and what that leaves open.

Sources: RFC 9901; SD-JWT-based Verifiable Credentials (draft-ietf-oauth-sd-jwt-vc).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from skillmark.credential.proof.sd_jwt_vc import VcSdJwt
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.steps.flaws import Flaw, Place

_FULL_NAMES = ("did:", "https:", "http:")


def sealed_text(case: Case) -> VcSdJwt | None:
    """The SD-JWT that the document came in, if it came in one."""
    return case.envelope if isinstance(case.envelope, VcSdJwt) else None


def is_of_claims(case: Case) -> bool:
    """Whether it is made of plain claims, which JSON-LD has nothing to do with."""
    text = sealed_text(case)
    return text is not None and text.is_plain


# --- (2) form -----------------------------------------------------------------------------------------------


def note_hidden(findings: Findings, case: Case, text: VcSdJwt) -> None:
    """Tell the reader that there is more than is shown; programs learn the places of what was opened."""
    findings.fact |= {"disclosed": sorted(text.opened.disclosed), "hidden": text.opened.hidden_count}
    count = text.opened.hidden_count
    if count == 1:
        case.warn(
            "One further statement is not shown, or its place is empty.", code="statements_hidden", count=1
        )
    elif count:
        case.warn(
            "{count} further statements are not shown; some of their places may be empty.",
            code="statements_hidden",
            count=count,
        )


def check_plain_claims(findings: Findings, case: Case, text: VcSdJwt) -> None:
    """The form of plain claims: reading them has shown all there is to it."""
    case.warn(
        "This is not an Open Badge, but a credential of the type {type}; what that asks for was not checked.",
        code="not_a_badge",
        type=str(text.claims["vct"]),
    )
    findings.passed("Complete: a credential of plain claims (SD-JWT VC).")


def but_hidden(flaws: Iterable[Flaw], text: VcSdJwt | None) -> list[Flaw]:
    """The flaws without those that say that something is missing where something was kept back.

    Of the document as a whole nothing can lack: who says it and since when is always shown.
    """
    if text is None:
        return list(flaws)
    hidden = {_object_place(text.opened.claims, pointer) for pointer in text.opened.hidden} - {()}
    return [flaw for flaw in flaws if not _may_be_hidden(flaw, hidden)]


def _may_be_hidden(flaw: Flaw, hidden: Container[Place]) -> bool:
    if flaw.code == "missing":
        return flaw.place[:-1] in hidden
    return flaw.code in {"one_of_missing", "not_object"} and flaw.place in hidden


def _object_place(claims: Mapping[str, Any], pointer: str) -> Place:
    value: Any = claims
    place: Place = ()
    inner: Place = ()
    for name in pointer.split("/")[1:]:
        step = int(name) if isinstance(value, list) else name.replace("~1", "/").replace("~0", "~")
        value = value[step]
        inner = (*inner, step)
        # What is kept back of a list is missing in the object that has the list.
        place = inner if isinstance(value, dict) else place
    return place


# --- (3) issuer ---------------------------------------------------------------------------------------------


def issuer_with_metadata(case: Case) -> str:
    """The https issuer whose metadata explains the key's name, or an empty text where a controller document does.

    SD-JWT VC, “Issuer Signature Mechanisms”. The other one of them, certificates in the header, is not believed here.
    """
    text = sealed_text(case)
    if text is None or "vct" not in text.claims:
        return ""
    name, issuer = text.header.get("kid"), text.claims.get("iss")
    is_full = isinstance(name, str) and name.startswith(_FULL_NAMES)
    is_address = isinstance(issuer, str) and issuer.startswith(("https:", "http:"))
    return str(issuer) if is_address and not is_full else ""


# --- (5) dates and (6) status -------------------------------------------------------------------------------


def may_hide_members(case: Case) -> bool:
    """Whether a member that ends or withdraws the credential may be among those that are kept back.

    VC-JOSE-COSE, section 3.2.1, tells issuers to seal none of them. Who does it all the same lets their holder hide it.
    """
    text = sealed_text(case)
    return text is not None and text.hides_members


def token_status(case: Case) -> list[dict[str, Any]]:
    """The status that SD-JWT VC publishes by a claim of its own, as a status entry; of a kind that is not ours."""
    stated = None if case.envelope is None else case.envelope.claims.get("status")
    if stated is None:
        return []
    kinds = list(stated)[:4] if isinstance(stated, dict) else []
    return [{"type": kinds or "status"}]
