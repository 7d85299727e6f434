"""Selective disclosure in the form of SD-JWT: issuing so that a learner may keep things back, and showing the rest.

The content is the badge itself, a document of the VCDM 2.0, with the claims beside it that SD-JWT VC asks for: both
worlds read it. What decides whether it counts (issuer, dates, status) is never sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from skillmark.credential.errors import ProofError
from skillmark.credential.issue import IssueRefused, check_before_issuing, check_key
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.message import Message
from skillmark.credential.proof.claims import CLAIMS, claims_of
from skillmark.credential.proof.key_binding import add_key_binding, confirmation, read_key_binding
from skillmark.credential.proof.sd_jwt import SdJwt, parse_sd_jwt
from skillmark.credential.proof.sd_jwt_make import Disclosable, make_sd_jwt, new_salt, select
from skillmark.credential.proof.sd_jwt_vc import OLDER_TYPE, OWN_CLAIMS, TYPE, read_sd_jwt_vc
from skillmark.credential.steps.required import document_flaws
from skillmark.credential.steps.sd_jwt import but_hidden

# The type of a badge in the vocabulary of Open Badges 3.0; a `vct` has to be a name that nobody else gives.
VCT = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
# Inside of these nothing may be sealed, by whatever wish: what says what it is, whose, and whether it counts.
_ALWAYS_SHOWN = frozenset({
    *CLAIMS, *OWN_CLAIMS, "@context", "id", "type", "issuer", "validFrom", "validUntil", "issuanceDate",
    "expirationDate", "credentialStatus", "credentialSchema", "refreshService", "termsOfUse",
})  # fmt: skip
# What of the subject says what was achieved, and not by whom and how well.
_ACHIEVED = frozenset({"type", "achievement"})


def issue_sd_jwt(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    disclosable: Disclosable | None = None,
    holder_key: PublicKey | None = None,
    vct: str = VCT,
    typ: str = OLDER_TYPE,
    decoys: int = 0,
    salt: Callable[[], str] = new_salt,
) -> bytes:
    """The signed credential as SD-JWT with all its disclosures, for its holder.

    `disclosable` are the JSON pointers of what the holder may keep back (or a rule for pointer and value); by default
    `about_the_learner`. With `holder_key`, only whoever has that key can prove that it is theirs. `typ` is what both
    SD-JWT VC and VC-JOSE-COSE read; `dc+sd-jwt` is the newer name that the first has for itself.
    Raises what `issue` raises, and IssueRefused for a place that must always be shown or is not there.
    """
    check_before_issuing(document)
    check_key(signer, verification_method)
    if typ not in {TYPE, OLDER_TYPE}:
        raise IssueRefused([Message("“{type}” is no type of a credential in SD-JWT form.", {"type": typ})])
    claims = _claims(document, vct=vct, created=created, holder_key=holder_key)
    try:
        sd_jwt = make_sd_jwt(
            claims,
            signer=signer,
            header={"kid": verification_method, "typ": typ},
            disclosable=_allowed(about_the_learner if disclosable is None else disclosable),
            decoys=decoys,
            salt=salt,
        )
    except ProofError as error:
        raise IssueRefused([error.message]) from error
    # What is signed is read again before it leaves: from the text itself, with the published half of the key.
    _, envelope = read_sd_jwt_vc(sd_jwt.compact)
    envelope.verify(public_key=signer.public_key)
    _check_what_is_left(sd_jwt)
    return sd_jwt.compact.encode("ascii")


def present_sd_jwt(
    text: str,
    *,
    disclose: Sequence[str],
    now: datetime,
    signer: Signer | None = None,
    audience: str | None = None,
    nonce: str | None = None,
) -> str:
    """The SD-JWT as it is shown: what is always shown, and the places of `disclose` (JSON pointers into its document).

    `signer` is the holder's key; `audience` and `nonce` are the verifier's, and name to whom and in answer to what it
    is shown. Raises ProofError for a place that is not there, for somebody else's key, and when only some of the three
    are given.
    """
    held = parse_sd_jwt(text)
    # RFC 9901, section 7.2: a holder has an SD-JWT; one with key binding was shown by somebody to somebody.
    if held.key_binding:
        raise ProofError("key_binding_present", "It was shown to somebody already; show the original.")
    shown = select(held, disclose=disclose)
    if signer is None and audience is None and nonce is None:
        return shown.compact
    if signer is None or not audience or not nonce:
        raise ProofError(
            "key_binding_incomplete", "Proving that it is yours takes a key, an audience and a nonce."
        )
    return _bound(shown, signer=signer, audience=audience, nonce=nonce, now=now).compact


def about_the_learner(place: str, value: Any) -> bool:
    """Whether a place says who the learner is or how well they did, not what was achieved: sealed one by one."""
    member, *inside = place.split("/")[1:]
    if member == "evidence":
        return len(inside) == 1 and inside[0] != "type"
    if member != "credentialSubject":
        return False
    # One subject, or a list of them; and in it a member, or each element of the list that it is.
    match inside[1:] if inside and inside[0].isdecimal() else inside:
        case [name]:
            return name not in _ACHIEVED and not isinstance(value, list)
        case [name, index]:
            return name not in _ACHIEVED and index.isdecimal()
    return False


def _claims(
    document: Mapping[str, Any], *, vct: str, created: datetime, holder_key: PublicKey | None
) -> dict[str, Any]:
    # The id of the subject is left to the document, where it can be sealed.
    repeated = {name: value for name, value in claims_of(document).items() if name != "sub"}
    own = repeated | {"iat": int(created.timestamp()), "vct": vct}
    return own | ({"cnf": confirmation(holder_key)} if holder_key else {}) | dict(document)


def _allowed(disclosable: Disclosable) -> Disclosable:
    """What was asked for, unless something of it must always be shown."""
    if callable(disclosable):
        return lambda place, value: _may_be_sealed(place) and disclosable(place, value)
    refused = [place for place in disclosable if not _may_be_sealed(place)]
    if refused:
        raise IssueRefused([Message("“{place}” must always be shown.", {"place": each}) for each in refused])
    return disclosable


def _may_be_sealed(place: str) -> bool:
    # Not a whole member either: a verifier who misses one cannot know that it was not the status.
    member, *inside = place.split("/")[1:] or [""]
    return bool(inside) and member not in _ALWAYS_SHOWN


def _check_what_is_left(sd_jwt: SdJwt) -> None:
    """Raise IssueRefused unless the credential still counts when its holder shows nothing."""
    document, envelope = read_sd_jwt_vc(select(sd_jwt, disclose=()).compact)
    problems = [flaw.message for flaw in but_hidden(document_flaws(document), envelope)]
    if problems:
        raise IssueRefused(problems)


def _bound(shown: SdJwt, *, signer: Signer, audience: str, nonce: str, now: datetime) -> SdJwt:
    bound = add_key_binding(shown, signer=signer, audience=audience, nonce=nonce, issued_at=now)
    read_key_binding(parse_sd_jwt(bound.compact))
    return bound
