"""Step 3: whose key it is. A key counts only when the issuer's own document lists it for signing credentials."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from skillmark.credential.did.document import BoundKey, find_key, is_its_own_key
from skillmark.credential.did.jose import find_jose_key, key_in_header
from skillmark.credential.did.jwt_vc_issuer import find_issuer_key
from skillmark.credential.errors import KeyMaterialError, ResolveError, Unreachable
from skillmark.credential.keys.multikey import decode_public_key
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.message import Message, both
from skillmark.credential.proof import suite_of
from skillmark.credential.proof.claims import claim_time
from skillmark.credential.proof.envelope import Envelope
from skillmark.credential.proof.suite import proofs_of
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.case import Case, ProofAtHand
from skillmark.credential.steps.findings import Findings, quoted
from skillmark.credential.steps.sd_jwt import issuer_with_metadata
from skillmark.credential.times import TimeError, age_of, day_of, parse_timestamp

STEP, NAME = 3, "Issuer"
SPEC = (
    "Controlled Identifiers 1.0, “Retrieve Verification Method”; "
    "Verifiable Credentials Data Model 2.0, “Issuer”"
)
# The full stops of other scripts divide a host name as well (RFC 3490, section 3.1).
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_NOT_CHECKABLE = frozenset({"did_method_unsupported", "key_kind_unsupported"})


def bind_issuer(case: Case) -> Check:
    """Find the key of every signature in its controller's document, and the issuer among the controllers."""
    findings = Findings(STEP, NAME, SPEC)
    case.proofs = [ProofAtHand(proof) for proof in proofs_of(case.document) if isinstance(proof, dict)]
    for at_hand in case.proofs:
        _find(findings, case, at_hand)
    if case.envelope is not None:
        case.seal = _find_seal(findings, case, case.envelope)
    _compare_issuer(findings, case)
    return findings.check()


def readable_host(identifier: str) -> str:
    """The part of an identifier that people can recognise: its host, or the identifier itself."""
    if identifier.startswith("did:web:"):
        return quoted(identifier.removeprefix("did:web:").split(":")[0].replace("%3A", ":"))
    try:
        host = urlsplit(identifier).hostname
    except ValueError:
        host = None
    return quoted(_as_the_network_writes_it(host) if host else identifier)


def readable_id(identifier: str) -> str:
    """An identifier in full, its host as `readable_host` shows it."""
    try:
        host = urlsplit(identifier).hostname
    except ValueError:
        host = None
    shown = (
        identifier
        if not host or host.isascii()
        else identifier.replace(host, _as_the_network_writes_it(host))
    )
    return quoted(shown)


def _as_the_network_writes_it(host: str) -> str:
    # Letters that only look like others give themselves away in this form. Python's own "idna" is that of 2003, which
    # turns “ß” into “ss” and drops joiners: the name of another host than the one that is asked.
    return ".".join(_label_as_the_network_writes_it(label) for label in _DOTS.split(host))


def _label_as_the_network_writes_it(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _find(findings: Findings, case: Case, at_hand: ProofAtHand) -> None:
    proof = at_hand.proof
    if suite_of(proof) is None:
        findings.unknown(
            "The kind of signature is not supported yet, so its key was not looked up.", code="unsupported"
        )
        return
    method_id = proof.get("verificationMethod")
    if not isinstance(method_id, str):
        findings.failed("The signature does not name the key it was made with.", code="key_id_missing")
        return
    at_hand.trial_key = _key_in_fragment(method_id)
    at_hand.key = _look_up(
        findings,
        case,
        lambda: find_key(
            method_id,
            purpose=case.purpose,
            resolver=case.resolver,
            allow_local_http=case.policy.allow_local_http,
        ),
    )
    if at_hand.key is not None:
        _check_history(findings, case, at_hand.key, _created(proof.get("created")))


def _find_seal(findings: Findings, case: Case, envelope: Envelope) -> ProofAtHand:
    seal = ProofAtHand(envelope.header, trial_key=key_in_header(envelope.header))
    seal.key = _look_up(
        findings,
        case,
        lambda: _key_of_seal(case, envelope),
    )
    if seal.key is not None:
        _check_history(findings, case, seal.key, _signed_at(envelope))
    return seal


def _key_of_seal(case: Case, envelope: Envelope) -> BoundKey:
    local, issuer = case.policy.allow_local_http, issuer_with_metadata(case)
    if issuer:
        return find_issuer_key(
            issuer, envelope.header.get("kid"), resolver=case.resolver, allow_local_http=local
        )
    return find_jose_key(
        envelope.header,
        issuer=case.issuer_id,
        purpose=case.purpose,
        resolver=case.resolver,
        allow_local_http=local,
    )


def _look_up(findings: Findings, case: Case, find: Callable[[], BoundKey]) -> BoundKey | None:
    try:
        return find()
    except Unreachable as error:
        _say_unreachable(findings, case, error)
    except (ResolveError, KeyMaterialError) as error:
        findings.error(error, outcome=Outcome.UNKNOWN if error.code in _NOT_CHECKABLE else Outcome.FAILED)
    return None


def _say_unreachable(findings: Findings, case: Case, error: Unreachable) -> None:
    host = readable_host(error.url)
    if case.policy.offline:
        findings.unknown(
            "The keys of {host} are not known here, and checking is offline.", code=error.code, host=host
        )
    else:
        findings.unknown(
            "The keys of {host} could not be fetched: {why}.", code=error.code, host=host, why=error.why
        )


def _key_in_fragment(method_id: str) -> PublicKey | None:
    try:
        return decode_public_key(method_id.partition("#")[2])
    except KeyMaterialError:
        return None


def _created(value: object) -> datetime | None:
    try:
        return parse_timestamp(value)
    except TimeError:
        return None


def _signed_at(envelope: Envelope) -> datetime | None:
    try:
        return claim_time(envelope.claims, "iat")
    except TimeError:
        return None


def _check_history(findings: Findings, case: Case, key: BoundKey, created: datetime | None) -> None:
    # Controlled Identifiers 1.0, "Verification Methods". Whoever stole a key writes any date, so that of a signature
    # says nothing once the key is `revoked`: not before something independent dates signatures.
    if key.revoked is not None and key.revoked <= case.now:
        findings.failed(
            "The key must not be believed since {date}: somebody else may have signed with it, whatever date it says.",
            code="key_compromised",
            date=day_of(key.revoked),
        )
    # `expires` is when a key was put out of use, in good order: what it signed before stays signed.
    if key.expires is None or key.expires > case.now:
        return
    if created is None or created >= key.expires:
        findings.failed(
            "The key is out of use since {date}, and nothing shows that this was signed before.",
            code="key_expired",
            date=day_of(key.expires),
        )
    else:
        case.warn(
            "The key is out of use since {date}. This says it was signed before, on {created}; that date is the "
            "signer's own word.",
            code="key_retired",
            date=day_of(key.expires),
            created=day_of(created),
        )


def _compare_issuer(findings: Findings, case: Case) -> None:
    keys = [at_hand.key for at_hand in case.signatures if at_hand.key is not None]
    if not case.signatures:
        findings.not_applicable("Nothing is signed, so no key has to belong to anyone.", code="not_signed")
        return
    # What is around a credential decides how it is read, so only its issuer may have put it there.
    around = case.seal.key if case.seal is not None else None
    if any(key.controller == case.issuer_id for key in ([around] if around else keys)):
        _say_whose(findings, case)
        _note_age(findings, case, keys)
        for key in keys:
            if key.controller != case.issuer_id:
                case.warn(
                    "It is also signed by {host}.", code="also_signed", host=readable_host(key.controller)
                )
    elif keys and case.is_presentation and "holder" not in case.document:
        # VCDM 2.0, "Verifiable Presentations": naming the holder is optional; the key says whose it is.
        names = both(dict.fromkeys(readable_id(key.controller) for key in keys))
        findings.passed("The presentation names no holder; the key belongs to {names}.", names=names)
    elif keys:
        names = both(dict.fromkeys(readable_id(key.controller) for key in keys))
        named = readable_id(case.issuer_id) or Message("nobody")
        sentence = (
            "The key belongs to {names}, but the presentation names {issuer} as its holder."
            if case.is_presentation
            else "The key belongs to {names}, but the credential names {issuer} as its issuer."
        )
        findings.failed(sentence, code="issuer_mismatch", names=names, issuer=named)


def _say_whose(findings: Findings, case: Case) -> None:
    if not is_its_own_key(case.issuer_id):
        findings.passed("The key belongs to {host}.", host=readable_host(case.issuer_id))
    elif case.is_presentation:
        findings.passed("The holder is known by their key alone ({holder}).", holder=case.issuer_id)
    else:
        findings.passed(
            "The issuer is known by its key alone ({issuer}); no web address stands behind it.",
            issuer=case.issuer_id,
        )


def _note_age(findings: Findings, case: Case, keys: list[BoundKey]) -> None:
    fetched = next((key.fetched for key in keys if key.fetched and key.controller == case.issuer_id), None)
    if fetched is not None:
        age = case.now - fetched.fetched_at
        findings.fact |= {
            "keys_age_seconds": max(0, int(age.total_seconds())),
            "keys_from_store": fetched.from_store,
        }
        if fetched.from_store:
            findings.passed("Its keys were last looked up {age} ago.", age=age_of(age))
