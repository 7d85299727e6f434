"""Step 3: whose key it is. A key counts only when the issuer's own document lists it for signing credentials."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from skillmark.credential.did.document import BoundKey, find_key
from skillmark.credential.errors import KeyMaterialError, ResolveError, Unreachable
from skillmark.credential.keys.multikey import decode_public_key
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.proof import suite_of
from skillmark.credential.proof.suite import proofs_of
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.case import Case, ProofAtHand
from skillmark.credential.steps.findings import Findings, quoted
from skillmark.credential.times import TimeError, age_in_words, in_words, parse_timestamp

STEP, NAME = 3, "Issuer"
SPEC = (
    "Controlled Identifiers 1.0, “Retrieve Verification Method”; "
    "Verifiable Credentials Data Model 2.0, “Issuer”"
)
# The full stops of other scripts divide a host name as well (RFC 3490, section 3.1).
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_NOT_CHECKABLE = frozenset({"did_method_unsupported", "key_kind_unsupported"})


def bind_issuer(case: Case) -> Check:
    """Find the key of every proof in its controller's document, and the issuer among the controllers."""
    findings = Findings(STEP, NAME, SPEC)
    case.proofs = [ProofAtHand(proof) for proof in proofs_of(case.document) if isinstance(proof, dict)]
    for at_hand in case.proofs:
        _find(findings, case, at_hand)
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
    try:
        at_hand.key = find_key(
            method_id,
            purpose=case.purpose,
            resolver=case.resolver,
            allow_local_http=case.policy.allow_local_http,
        )
    except Unreachable as error:
        findings.unknown(_unreachable(error, case), code=error.code)
    except (ResolveError, KeyMaterialError) as error:
        outcome = Outcome.UNKNOWN if error.code in _NOT_CHECKABLE else Outcome.FAILED
        findings.error(error, outcome=outcome)
    else:
        _check_history(findings, case, at_hand.key, _created(proof.get("created")))


def _unreachable(error: Unreachable, case: Case) -> str:
    if case.policy.offline:
        return f"The keys of {readable_host(error.url)} are not known here, and checking is offline."
    return f"The keys of {readable_host(error.url)} could not be fetched: {quoted(error.why)}."


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


def _check_history(findings: Findings, case: Case, key: BoundKey, created: datetime | None) -> None:
    # Controlled Identifiers 1.0, "Verification Methods": `revoked` and `expires` end a key's use.
    for end, word in ((key.revoked, "withdrawn"), (key.expires, "out of use")):
        if end is None or end > case.now:
            continue
        if created is None or created >= end:
            findings.failed(
                f"The key is {word} since {in_words(end)}, and nothing shows that this was signed before.",
                code="key_withdrawn" if word == "withdrawn" else "key_expired",
            )
        else:
            case.warn(
                f"The key is {word} since {in_words(end)}. This says it was signed before, on {in_words(created)}; "
                "that date is the signer's own word."
            )


def _compare_issuer(findings: Findings, case: Case) -> None:
    keys = [at_hand.key for at_hand in case.proofs if at_hand.key is not None]
    if not case.proofs:
        findings.not_applicable("Nothing is signed, so no key has to belong to anyone.", code="not_signed")
        return
    if any(key.controller == case.issuer_id for key in keys):
        findings.passed(_belongs(case.issuer_id))
        _note_age(findings, case, keys)
        for key in keys:
            if key.controller != case.issuer_id:
                case.warn(f"It is also signed by {readable_host(key.controller)}.")
    elif keys:
        names = " and ".join(dict.fromkeys(readable_id(key.controller) for key in keys))
        named = readable_id(case.issuer_id) or "nobody"
        sentence = (
            "The key belongs to {names}, but the presentation names {issuer} as its holder."
            if case.is_presentation
            else "The key belongs to {names}, but the credential names {issuer} as its issuer."
        )
        findings.failed(sentence, code="issuer_mismatch", names=names, issuer=named)


def _belongs(issuer_id: str) -> str:
    if issuer_id.startswith("did:key:"):
        return f"The issuer is known by its key alone ({quoted(issuer_id)}); no web address stands behind it."
    return f"The key belongs to {readable_host(issuer_id)}."


def _note_age(findings: Findings, case: Case, keys: list[BoundKey]) -> None:
    fetched = next((key.fetched for key in keys if key.fetched and key.controller == case.issuer_id), None)
    if fetched is not None:
        age = case.now - fetched.fetched_at
        findings.fact |= {
            "keys_age_seconds": max(0, int(age.total_seconds())),
            "keys_from_store": fetched.from_store,
        }
        if fetched.from_store:
            findings.passed(f"Its keys were last looked up {age_in_words(age)} ago.")
