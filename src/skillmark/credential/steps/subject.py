"""Step 8: whether it is about whom it is shown for.

Asked of a credential when the verifier names the person before it (`Policy.expected_recipient`), or when a holder
presents it: whoever proved a key is compared with the subject. That fails the credential only where the verifier asked
for such a proof (`Policy.asks_holder`); people may show what is not theirs, a parent for a child.
An endorsement is asked what it speaks of, which must be in the document that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from skillmark.credential.lookalike import host_of
from skillmark.credential.model.identity import matches
from skillmark.credential.model.view import identifier, many, objects, text
from skillmark.credential.report import HOLDER_UNCHECKED, Check, Outcome, Role
from skillmark.credential.steps.bind import readable_id
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings
from skillmark.credential.steps.inside import endorsable
from skillmark.credential.steps.shown_by import check_shown_by

STEP, NAME = 8, "Holder"
SPEC = (
    "Open Badges 3.0, “Verify the Recipient Using an Identifier” and “Endorsement Credential”; "
    "Verifiable Credentials Data Model 2.0, “Verifiable Presentations”"
)
# Why a part does not fit where it stands; each makes the document around it untrustworthy.
PLACE_CODES = frozenset({"endorsement_subject", "part_kind", "part_circular"})
_ANOTHERS = "It is shown by {holder}, and was issued to somebody else."
_UNNAMED = "It names whom it was issued to by no id, so the key of {holder} does not show whose it is."
_UNPROVEN = "It is shown by a holder who has proved no key."
# Many people share a name, so it shows nobody to be who they say.
_NO_IDENTIFIER = "name"
_MAIL = frozenset({"emailAddress", "email"})
# Each comparison hashes, and two lists are compared each with each.
_MAX_COMPARED, _MAX_LENGTH = 16, 1_000


def check_subject(case: Case, *, earlier: tuple[Check, ...]) -> Check:
    """Compare the subject with whom the verifier expects and with the holder; of an endorsement, with its place."""
    findings = Findings(STEP, NAME, SPEC)
    _check_place(findings, case)
    check_shown_by(findings, case, established=_hold(earlier))
    if case.role is Role.ENDORSEMENT and case.outer is not None:
        _check_endorsed(findings, case, case.outer)
    else:
        _check_recipient(findings, case, established=_hold(earlier))
        _check_presenter(findings, case)
        _note_hashes(case)
    findings.not_applicable("Nobody was asked to prove that it is theirs.")
    return findings.check()


def check_holder(case: Case, *, earlier: tuple[Check, ...]) -> Check:
    """Of a presentation: whether its holder proved a key, which the credentials inside are then compared with."""
    findings = Findings(STEP, NAME, SPEC)
    if case.role is not None:
        findings.failed("A presentation stands where a credential should be.", code="part_kind")
    elif _hold(earlier) and _holder_of(case):
        case.proven_holder = _holder_of(case)
        findings.passed("The holder proved a key: {holder}.", holder=readable_id(case.proven_holder))
    else:
        findings.not_applicable("No holder has proved a key.", code="holder_unproven")
    return findings.check()


def _holder_of(case: Case) -> str:
    """Whom the keys of a presentation belong to; nobody where it names no holder and several have signed."""
    owners = {at_hand.key.controller for at_hand in case.signatures if at_hand.key is not None}
    return case.issuer_id or (owners.pop() if len(owners) == 1 else "")


def subject_ids(document: Mapping[str, Any]) -> frozenset[str]:
    """The ids by which a credential names whom it is about."""
    found = (identifier(subject) for subject in objects(document.get("credentialSubject")))
    return frozenset(entry for entry in found if entry)


def same_person(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two credentials have an id or another identifier of their subject in common."""
    if subject_ids(one) & subject_ids(other):
        return True
    left, right = (tuple(islice(_identities(each), _MAX_COMPARED)) for each in (one, other))
    return any(_is_same(mine, theirs) for mine, theirs in product(left, right))


def _hold(earlier: tuple[Check, ...]) -> bool:
    return all(check.outcome is Outcome.PASSED for check in earlier)


# --- the place of a part ------------------------------------------------------------------------------------


def _check_place(findings: Findings, case: Case) -> None:
    around, own = case.outer, (case.issuer_id, identifier(case.document))
    while around is not None:
        if all(own) and own == (around.issuer_id, identifier(around.document)):
            findings.failed("It says that it is the document it stands in.", code="part_circular")
        around = around.outer


def _check_endorsed(findings: Findings, case: Case, outer: Case) -> None:
    if "EndorsementCredential" not in many(case.document.get("type")):
        findings.failed("It stands where an endorsement should be, and is none.", code="part_kind")
    else:
        subjects = many(case.document.get("credentialSubject"))
        known = _endorsable_around(outer)
        if not subjects or not all(identifier(subject) in known for subject in subjects):
            findings.failed(
                "It endorses something that is not in the document it stands in.", code="endorsement_subject"
            )
        findings.passed("What it endorses is in the document it stands in.")
        _note_names(case, outer, [identifier(each) for each in subjects])
        if case.issuer_id == outer.issuer_id:
            case.warn(
                "The endorser is the issuer itself, so this adds no second opinion.",
                code="endorsed_by_issuer",
            )


def _note_names(case: Case, outer: Case, endorsed: list[str]) -> None:
    """An endorsement names a thing by its id alone, and whoever likes may give their own things the same id."""
    issuers = {text_id for document in _around(outer) if (text_id := identifier(document.get("issuer")))}
    hosts = {host for host in map(host_of, issuers) if host}
    for name in endorsed:
        if name not in issuers and host_of(name) not in hosts:
            case.warn(
                "What it endorses is called {id}, which is no address of the issuer here: another thing of that name "
                "may have been meant.",
                code="endorsed_elsewhere",
                id=readable_id(name),
            )


def _around(outer: Case) -> list[Mapping[str, Any]]:
    # CLR 2.0, "ClrCredential": endorsements of a record may also be about the credentials in it.
    held = (part.report.document for part in outer.parts if part.role is Role.CREDENTIAL)
    return [document for document in (outer.document, *held) if document]


def _endorsable_around(outer: Case) -> frozenset[str]:
    if outer.endorsable is None:
        outer.endorsable = frozenset().union(*map(endorsable, _around(outer)))
    return outer.endorsable


# --- the person ---------------------------------------------------------------------------------------------


def _check_recipient(findings: Findings, case: Case, *, established: bool) -> None:
    expected = case.policy.expected_recipient
    if not expected:
        return
    if not any(_names(case.document, value) for value in expected):
        findings.failed("It is not shown to be this person's.", code="recipient_mismatch")
    elif established:
        findings.passed("It was issued to the person who was asked about.")
    else:
        findings.not_applicable(NOT_ASKED, code="not_reached")


def _names(document: Mapping[str, Any], value: str) -> bool:
    if value in subject_ids(document):
        return True
    is_mail = _is_mail(value)
    return any(
        _says(identity, value)
        for identity in _identities(document)
        if (text(identity.get("identityType")) in _MAIL) == is_mail
    )


def _says(identity: Mapping[str, Any], value: str) -> bool:
    # RFC 5321, section 2.4: the domain of a mail address may be written in any case, the part before it may not. A
    # hash cannot be rewritten, so the likely spellings are tried.
    return any(matches(_with_lower_domain(identity), written) for written in {value, _lower_domain(value)})


def _with_lower_domain(identity: Mapping[str, Any]) -> Mapping[str, Any]:
    value = identity.get("identityHash")
    if identity.get("hashed") is True or not isinstance(value, str):
        return identity
    return {**identity, "identityHash": _lower_domain(value)}


def _is_mail(value: str) -> bool:
    return "@" in value and ":" not in value


def _lower_domain(value: str) -> str:
    if not _is_mail(value):
        return value
    name, at, domain = value.rpartition("@")
    return name + at + domain.lower()


def _identities(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for subject in objects(document.get("credentialSubject")):
        for identity in objects(subject.get("identifier")):
            size = max(len(text(identity.get(member))) for member in ("identityHash", "salt"))
            if text(identity.get("identityType")) != _NO_IDENTIFIER and size <= _MAX_LENGTH:
                yield identity


def _is_same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    if text(left.get("identityType")) != text(right.get("identityType")):
        return False
    # Two hashes under one salt can be compared; under two salts nobody can.
    hashes = [(text(each.get("identityHash")), text(each.get("salt"))) for each in (left, right)]
    if hashes[0] == hashes[1] and hashes[0][0]:
        return True
    return any(
        isinstance(one.get("identityHash"), str)
        and one.get("hashed") is not True
        and _says(other, one["identityHash"])
        for one, other in ((left, right), (right, left))
    )


def _note_hashes(case: Case) -> None:
    for identity in _identities(case.document):
        if identity.get("hashed") is not True:
            continue
        if not text(identity.get("salt")):
            case.warn(
                "An identifier of the subject is hashed without a salt, so whoever guesses it can see that they are "
                "right.",
                code="identity_unsalted",
            )
        if text(identity.get("identityHash")).startswith("md5$"):
            case.warn(
                "An identifier of the subject is hashed with MD5, which is outdated.", code="identity_md5"
            )


# --- the holder ---------------------------------------------------------------------------------------------


def _check_presenter(findings: Findings, case: Case) -> None:
    if case.outer is None or not case.outer.is_presentation:
        return
    holder, named = case.outer.proven_holder, subject_ids(case.document)
    asked = case.outer.policy.asks_holder and (case.outer.policy.holder_is_subject or not holder)
    if holder and holder in named:
        findings.passed("The holder who shows it is the one it was issued to.")
        return
    shown = readable_id(holder)
    if holder and named:
        if asked:
            findings.failed(_ANOTHERS, code="holder_mismatch", holder=shown)
        else:
            findings.not_applicable(_ANOTHERS, code="holder_mismatch", holder=shown)
            case.warn(_ANOTHERS, code="holder_mismatch", holder=shown)
    elif holder and asked and not case.policy.expected_recipient:
        findings.unknown(_UNNAMED, code=HOLDER_UNCHECKED, holder=shown)
    elif holder:
        # Where the verifier has other identifiers of the person, those are compared above.
        findings.not_applicable(_UNNAMED, code="holder_unnamed", holder=shown)
    elif asked:
        findings.unknown(_UNPROVEN, code=HOLDER_UNCHECKED)
    else:
        findings.not_applicable(_UNPROVEN, code="holder_unproven")
