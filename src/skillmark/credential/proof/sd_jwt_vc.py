"""An SD-JWT as a credential: of plain claims (SD-JWT VC), or of a document of the VCDM (VC-JOSE-COSE).

Sources: SD-JWT-based Verifiable Credentials (draft-ietf-oauth-sd-jwt-vc); Securing Verifiable Credentials using JOSE
and COSE 1.0, section 3.2 "Securing with SD-JWT".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.errors import ProofError
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.model.view import many
from skillmark.credential.proof.claims import CLAIMS, claim_time
from skillmark.credential.proof.jws import verify_jws
from skillmark.credential.proof.sd_jwt import MAX_BYTES, Opened, SdJwt, open_sd_jwt, parse_sd_jwt
from skillmark.credential.times import format_timestamp

# The names of the draft itself, beside those of every JWT.
OWN_CLAIMS = ("vct", "vct#integrity", "status")
TYPE, OLDER_TYPE = "dc+sd-jwt", "vc+sd-jwt"
# VC-JOSE-COSE, sections 3.2.1 and 3.2.2, with the spellings of its drafts.
_DOCUMENT_TYPES = frozenset({TYPE, OLDER_TYPE, "vc-ld+sd-jwt", "vc+ld+json+sd-jwt", ""})
_PRESENTATION_TYPES = frozenset({"vp+sd-jwt", "vp-ld+sd-jwt", "vp+ld+json+sd-jwt", ""})
_PLAIN_TYPES = frozenset({TYPE, OLDER_TYPE})
# SD-JWT VC, "Registered JWT Claims": these are always shown, for they decide whether the credential counts.
_ALWAYS_SHOWN = frozenset({"iss", "nbf", "exp", "cnf", *OWN_CLAIMS})
# VC-JOSE-COSE, section 3.2.1, says the same of what "validation and verification" need.
_DOCUMENT_ALWAYS_SHOWN = frozenset({
    "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSchema",
})  # fmt: skip


@dataclass(frozen=True)
class VcSdJwt:
    """The SD-JWT that a credential came in; `claims` are those beside the document, the VCDM's own left out."""

    sd_jwt: SdJwt
    opened: Opened
    claims: Mapping[str, Any]

    @property
    def header(self) -> Mapping[str, Any]:
        """The signed header."""
        return self.sd_jwt.jws.header

    @property
    def is_plain(self) -> bool:
        """Whether its content is claims and no VCDM document, so that it is typed by `vct` alone."""
        return "@context" not in self.opened.claims

    @property
    def hides_members(self) -> bool:
        """Whether whole members of a VCDM document are kept back, among which might be its end or its status.

        Plain claims that decide about validity can never be.
        """
        return not self.is_plain and "" in self.opened.hidden

    def verify(self, *, public_key: PublicKey) -> None:
        """Raise ProofError unless the issuer's signature is that of `public_key`."""
        verify_jws(self.sd_jwt.jws, public_key=public_key)


def read_sd_jwt_vc(text: str, *, max_bytes: int = MAX_BYTES) -> tuple[dict[str, Any], VcSdJwt]:
    """The document in an SD-JWT as far as it is shown, and what it came in; nothing is verified yet.

    Raises what `parse_sd_jwt` and `take_credential` raise.
    """
    return take_credential(parse_sd_jwt(text, max_bytes=max_bytes))


def take_credential(sd_jwt: SdJwt) -> tuple[dict[str, Any], VcSdJwt]:
    """The document in an SD-JWT as far as it is shown, and what it came in; nothing is verified yet.

    Of plain claims, the document is a view with the members `id`, `issuer`, `validFrom`, `validUntil` and
    `credentialSubject` made from their claims. Raises ProofError: what `open_sd_jwt` raises, `jwt_type` for a text of
    another kind, `sd_jwt_content` for one without a credential, `disclosure_reserved` where something is sealed that
    must be shown, `signatures_several` (could not check); TimeError when a date is none.
    """
    if sd_jwt.others:
        raise ProofError("signatures_several", "It is signed more than once around, which is not supported.")
    opened = open_sd_jwt(sd_jwt)
    own = {name: opened.claims[name] for name in (*CLAIMS, *OWN_CLAIMS) if name in opened.claims}
    envelope = VcSdJwt(sd_jwt, opened, own)
    rest = {name: value for name, value in opened.claims.items() if name not in own}
    _check_vct(envelope)
    _check_type(envelope, rest)
    _check_shown(envelope)
    if sd_jwt.key_binding and is_presentation(rest):
        raise ProofError(
            "sd_jwt_content", "A presentation is its holder's own word, and has no holder besides."
        )
    return (_view(own, rest) if envelope.is_plain else rest), envelope


def _view(claims: Mapping[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    own = {
        "id": claims.get("jti"),
        "issuer": claims.get("iss"),
        "vct": claims["vct"],
        "credentialSubject": {"id": claims["sub"]} if "sub" in claims else None,
    }
    dates = {"validFrom": claim_time(claims, "nbf"), "validUntil": claim_time(claims, "exp")}
    # A claim that is merely called like a member which decides something must not stand in its place.
    said = {name: value for name, value in rest.items() if name not in {*own, "type", "proof"}}
    members = own | {name: format_timestamp(moment) if moment else None for name, moment in dates.items()}
    return {name: value for name, value in members.items() if value is not None} | said


def _check_vct(envelope: VcSdJwt) -> None:
    stated = envelope.claims.get("vct")
    if stated is None and not envelope.is_plain:
        return
    if not isinstance(stated, str) or not stated:
        raise ProofError(
            "sd_jwt_content",
            "The SD-JWT holds no credential: it has neither “@context” nor a type of its own (“vct”).",
        )


def _check_type(envelope: VcSdJwt, rest: Mapping[str, Any]) -> None:
    # VC-JOSE-COSE, section 3.1.3: a document that stands there openly has no such claim. Which one would count?
    if not envelope.is_plain and {"vc", "vp"} & rest.keys():
        raise ProofError("sd_jwt_content", "The SD-JWT holds more than one credential.")
    # What calls itself a document of the VCDM and lacks its context is one with parts missing, and no plain claims.
    if envelope.is_plain and "VerifiableCredential" in many(rest.get("type")):
        raise ProofError("sd_jwt_content", "The SD-JWT holds a document without its “@context”.")
    stated = envelope.header.get("typ", "")
    kind = stated.lower().removeprefix("application/") if isinstance(stated, str) else None
    accepted = _PLAIN_TYPES
    if not envelope.is_plain:
        accepted = _PRESENTATION_TYPES if is_presentation(rest) else _DOCUMENT_TYPES
    if kind not in accepted:
        raise ProofError(
            "jwt_type",
            "The signed text says that it is a {kind}, which is no credential here.",
            kind=str(stated),
        )


def _check_shown(envelope: VcSdJwt) -> None:
    always = _ALWAYS_SHOWN if envelope.is_plain else _ALWAYS_SHOWN | _DOCUMENT_ALWAYS_SHOWN
    for place in (*envelope.opened.disclosed, *envelope.opened.hidden):
        name = place.split("/")[1] if place else ""
        if name in always:
            raise ProofError(
                "disclosure_reserved", "“{name}” is sealed, which must always be shown.", name=name
            )
