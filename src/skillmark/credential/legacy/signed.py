"""Badges that are signed (JWS): by a key that the issuer's own profile lists, and that says that it is the issuer's.

Source: Open Badges 2.0, "SignedBadge Verification", "CryptographicKey" and "RevocationList". What the header of the
signed text says of a key (`jwk`, `jku`, `x5c`) is never looked at: whoever signs could write anything there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from skillmark.credential.errors import KeyMaterialError, ProofError, ResolveError, StatusError
from skillmark.credential.keys.pem import decode_public_pem
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.legacy.bundle import Bundle
from skillmark.credential.legacy.documents import (
    Linked,
    follow,
    is_open,
    reference,
    same_address,
    tell_missing,
)
from skillmark.credential.legacy.hosted import check_class, check_names, tell_unlinked
from skillmark.credential.legacy.kinds import Edition, verification_of
from skillmark.credential.legacy.standing import Standing, tell_good_standing, tell_revoked
from skillmark.credential.message import Message
from skillmark.credential.model.view import many, objects
from skillmark.credential.proof.envelope import Envelope
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import Fetched
from skillmark.credential.steps import bind, prove, status
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings
from skillmark.credential.times import age_of

BIND_SPEC = "Open Badges 2.0, “CryptographicKey” and “SignedBadge Verification”"
PROVE_SPEC = "Open Badges 2.0, “SignedBadge Verification”; RFC 7515, section 5.2"
STATUS_SPEC = "Open Badges 2.0, “RevocationList” and “Revoking a Signed Badge”"
_MAX_KEYS = 4
# RFC 8725, section 3.1: no signature at all, and codes that whoever can check them can write.
_NO_PROOF = ("none", "hs")


@dataclass(frozen=True)
class IssuersKeys:
    """The public keys that the issuer's profile lists; `complete` is false where one of them could not be had."""

    found: tuple[PublicKey, ...] = ()
    complete: bool = True


def check_issuer(case: Case, bundle: Bundle) -> tuple[Check, IssuersKeys]:
    """Step 3: find the keys with which the issuer may have signed it."""
    findings = Findings(bind.STEP, bind.NAME, BIND_SPEC)
    keys = IssuersKeys()
    tell_unlinked(findings, case, bundle)
    if bundle.edition is Edition.ONE:
        findings.unknown(
            "Signed badges of Open Badges 1.x name their key themselves, which shows nobody to be its owner.",
            code="unsupported",
        )
    elif bundle.issuer.fetched is not None:
        check_names(findings, case, bundle)
        if bundle.badge.fetched is None:
            # What stands in the signed text is only the signer's word that the class is its own.
            check_class(findings, bundle)
        keys = _find_keys(findings, case, bundle)
        if keys.found:
            findings.passed("The key belongs to {host}.", host=readable_host(bundle.issuer_id))
            _note_age(findings, case, bundle.issuer.fetched)
    return findings.check(), keys


def check_signature(envelope: Envelope | None, keys: IssuersKeys) -> Check:
    """Step 4: whether one of the issuer's keys made the signature around the assertion."""
    findings = Findings(prove.STEP, prove.NAME, PROVE_SPEC)
    if envelope is None:
        findings.failed(
            "It says that it is signed, and the signature is not there: anyone could have written it.",
            code="not_signed",
        )
    elif str(envelope.header.get("alg")).lower().startswith(_NO_PROOF):
        findings.failed(
            "It says that it is protected by “{name}”, which proves nothing about who wrote it.",
            code="algorithm_refused",
            name=str(envelope.header["alg"]),
        )
    elif envelope.claims:
        # Older badges have no such claims, and readers of newer ones would follow them.
        findings.failed(
            "It mixes an older badge with what newer signed texts say ({names}).",
            code="jwt_content",
            names=", ".join(envelope.claims),
        )
    else:
        _try_keys(findings, envelope, keys)
    return findings.check()


def check_status(case: Case, bundle: Bundle, *, earlier: tuple[Check, ...]) -> Check:
    """Step 6: whether the issuer's revocation list names it."""
    findings = Findings(status.STEP, status.NAME, STATUS_SPEC)
    address = bundle.issuer.members.get("revocationList")
    if bundle.assertion.get("revoked") is True:
        findings.failed("It says itself that it was revoked.", code="revoked")
    elif any(check.outcome is not Outcome.PASSED for check in earlier):
        # Addresses in a document that nobody vouches for are not fetched.
        findings.unknown(NOT_ASKED, code="not_reached")
    elif address is None:
        findings.not_applicable("The issuer publishes no status for this credential.")
    else:
        _ask_list(findings, case, bundle, follow(case, reference(address)))
    return findings.check()


def _find_keys(findings: Findings, case: Case, bundle: Bundle) -> IssuersKeys:
    listed = {
        reference(entry): entry for entry in many(bundle.issuer.members.get("publicKey")) if reference(entry)
    }
    creator = verification_of(bundle.assertion).get("creator")
    wanted = [reference(creator)] if creator is not None else list(listed)
    if not wanted:
        findings.failed(
            "{host} publishes no key, so nothing shows that it signed this.",
            code="key_not_found",
            host=readable_host(bundle.issuer_id),
        )
    elif creator is not None and wanted[0] not in listed:
        # “SignedBadge”: a key that the assertion names must be authorised in the issuer's profile as well.
        findings.failed(
            "It was signed with the key {key}, which {host} does not list as its own.",
            code="key_not_listed",
            key=wanted[0],
            host=readable_host(bundle.issuer_id),
        )
    elif len(wanted) > _MAX_KEYS:
        findings.unknown(
            "It does not say which of {count} keys it was signed with; at most {limit} are tried.",
            code="too_many",
            count=len(wanted),
            limit=_MAX_KEYS,
        )
    else:
        return _read_keys(findings, case, bundle, [(name, listed[name]) for name in wanted])
    return IssuersKeys()


def _read_keys(findings: Findings, case: Case, bundle: Bundle, entries: list[tuple[str, Any]]) -> IssuersKeys:
    found: list[PublicKey] = []
    troubles: list[Linked] = []
    for name, entry in entries:
        # What stands in the issuer's own profile is the issuer's word already.
        embedded = isinstance(entry, Mapping) and "publicKeyPem" in entry
        linked = Linked(name, entry) if embedded else follow(case, name)
        try:
            found.append(_public_key(linked, bundle.issuer))
        except (ResolveError, KeyMaterialError) as error:
            troubles.append(Linked(name, error=error))
    # Where the badge does not say which key it was, one that is of no use does not spoil the others.
    for trouble in troubles if not found else ():
        tell_missing(findings, case, trouble, what="Its key")
    return IssuersKeys(tuple(found), complete=not any(is_open(trouble.error) for trouble in troubles))


def _public_key(linked: Linked, issuer: Linked) -> PublicKey:
    if linked.error is not None:
        raise linked.error
    key = linked.members
    if not same_address(reference(key) or linked.address, linked.address):
        raise ResolveError(
            "document_id_mismatch",
            "The document at {url} says that it is about another id.",
            url=linked.address,
        )
    owner = reference(key.get("owner"))
    if not any(same_address(owner, name) for name in (issuer.address, reference(issuer.document))):
        raise ResolveError(
            "key_owner",
            "The key {key} says that it belongs to {owner}, and not to {issuer}.",
            key=linked.address,
            owner=owner or Message("nobody"),
            issuer=issuer.address,
        )
    pem = key.get("publicKeyPem")
    if not isinstance(pem, str):
        raise KeyMaterialError("key_unreadable", "The key {key} holds no public key.", key=linked.address)
    return decode_public_pem(pem)


def _try_keys(findings: Findings, envelope: Envelope, keys: IssuersKeys) -> None:
    errors: list[ProofError] = []
    for key in keys.found:
        try:
            envelope.verify(public_key=key)
        except ProofError as error:
            errors.append(error)
        else:
            findings.passed("The signature matches: nothing was changed since it was signed.")
            return
    if errors and keys.complete:
        findings.error(errors[0])
    else:
        findings.unknown("There is no key to check it with; see step 3.", code="no_key")


def _note_age(findings: Findings, case: Case, fetched: Fetched) -> None:
    age = max(case.now - fetched.fetched_at, timedelta(0))
    findings.fact |= {"keys_age_seconds": int(age.total_seconds()), "keys_from_store": fetched.from_store}
    if fetched.from_store:
        findings.passed("Its keys were last looked up {age} ago.", age=age_of(age))


def _ask_list(findings: Findings, case: Case, bundle: Bundle, linked: Linked) -> None:
    tell_missing(findings, case, linked, what="The revocation list", code="status_list_unreachable")
    if linked.fetched is None:
        return
    standing = Standing(case, linked.fetched)
    try:
        entry = _entry_for(bundle, linked)
    except StatusError as error:
        findings.error(error)
        return
    if entry is None:
        tell_good_standing(findings, standing)
    else:
        tell_revoked(findings, standing, entry.get("revocationReason"))


def _entry_for(bundle: Bundle, linked: Linked) -> Mapping[str, Any] | None:
    """What the list says of this badge, as an object; None where it is not on the list."""
    if "RevocationList" not in many(linked.members.get("type")):
        raise StatusError("status_list_type", "What is published as the revocation list is none.")
    stated = linked.members.get("issuer")
    if stated is not None and not same_address(reference(stated), bundle.issuer_id):
        raise StatusError("status_list_issuer", "The revocation list says that it is another issuer's.")
    if "revokedAssertions" not in linked.members:
        raise StatusError("status_list_invalid", "The revocation list lists nothing.")
    entries = many(linked.members["revokedAssertions"])
    if not all(
        isinstance(entry, str) or (isinstance(entry, dict) and _names_something(entry)) for entry in entries
    ):
        raise StatusError("status_list_invalid", "An entry of the revocation list names no assertion.")
    uid = bundle.assertion.get("uid")
    for entry in entries:
        if isinstance(entry, str) and same_address(entry, bundle.id):
            return {}
    for entry in objects(entries):
        named = same_address(reference(entry), bundle.id) or (
            isinstance(uid, str) and entry.get("uid") == uid
        )
        if named and entry.get("revoked") is not False:
            return entry
    return None


def _names_something(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("id"), str) or isinstance(entry.get("uid"), str)
