"""Showing a part of a badge: what may be left out, what may not, and what a verifier is told about it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_P256_SIGNER,
    NORTHFIELD_SIGNER,
    World,
    badge,
    changed,
    entry,
    signed,
    status_list,
)

from skillmark.credential import Outcome, Policy, derive, issue
from skillmark.credential.contexts import BUNDLED, ContextRegistry, PinnedContext
from skillmark.credential.derive import always_shown, not_shown
from skillmark.credential.did import did_for_key, verification_method_for_key
from skillmark.credential.errors import CredentialError, KeyMaterialError, LoadError, ProofError
from skillmark.credential.jsonld.selection import PointerError
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.proof import ecdsa_sd_2023
from skillmark.credential.proof.suite import ProofOptions

OPTIONS = ProofOptions(verification_method=NORTHFIELD_P256_KEY, created=CREATED)
NAME = "/credentialSubject/identifier/0"


def issued(document: dict[str, Any] | None = None, **options: Any) -> bytes:
    """Northfield's badge as its holder gets it."""
    given = {
        "signer": NORTHFIELD_P256_SIGNER,
        "verification_method": NORTHFIELD_P256_KEY,
        "created": CREATED,
        "suite": "ecdsa-sd-2023",
    }
    return issue(document or badge(), **given | options)


def shown(*pointers: str, of: bytes | None = None) -> dict[str, Any]:
    return dict(json.loads(derive(of or issued(), pointers=pointers)))


def test_a_learner_shows_that_much_and_no_more() -> None:
    document = shown(NAME)
    report = World().check(document)
    assert report.verdict == "verified", [check.detail for check in report.checks]
    subject = document["credentialSubject"]
    assert [entry["identityType"] for entry in subject["identifier"]] == ["name"]
    assert "result" not in subject
    assert "ada@learner.example" not in json.dumps(document)
    assert "evidence" not in document


def test_the_same_badge_shows_other_things_to_others() -> None:
    whole = issued()
    one, two = shown(NAME, of=whole), shown("/credentialSubject/identifier/1", "/evidence", of=whole)
    for document in (one, two):
        assert World().check(document).verdict == "verified"
    assert "Ada Learner" not in json.dumps(two)


def test_whatever_speaks_of_its_life_is_always_shown() -> None:
    document = badge() | {"credentialStatus": entry()}
    world = World(documents={entry()["statusListCredential"]: signed(status_list(7))})
    part = shown(NAME, of=issued(document))
    for member in ("issuer", "validFrom", "validUntil", "credentialStatus"):
        assert part[member] == document[member]
        less = world.check(changed(part, **{member: None}))
        assert less.check(4).outcome is Outcome.FAILED
    assert world.check(part).check(6).code == "revoked"


def test_what_must_always_be_shown() -> None:
    life = {
        name: {"id": "urn:x:1", "type": "Any"}
        for name in ("credentialStatus", "credentialSchema", "refreshService", "termsOfUse")
    }
    document = badge() | life | {"issuanceDate": "", "expirationDate": "", "evidence": []}
    achievement = "/credentialSubject/achievement"
    assert always_shown(document, also=["/evidence", "/issuer"]) == [
        "/issuer", "/validFrom", "/validUntil", "/issuanceDate", "/expirationDate", "/credentialStatus",
        "/credentialSchema", "/refreshService", "/termsOfUse",
        f"{achievement}/name", f"{achievement}/description", f"{achievement}/criteria", "/evidence",
    ]  # fmt: skip


def test_with_several_subjects_and_achievements_each_is_named() -> None:
    document = {
        "credentialSubject": [{"achievement": [{"name": "One"}, "urn:x:1"]}, "urn:x:2", {"achievement": 7}]
    }
    assert always_shown(document) == ["/credentialSubject/0/achievement/0/name"]
    assert always_shown({"credentialSubject": "urn:x:1"}) == []


def test_an_issuer_may_ask_for_more() -> None:
    whole = issued(mandatory_pointers=["/evidence", NAME])
    document = shown(of=whole)
    assert document["evidence"] == badge()["evidence"]
    assert World().check(document).verdict == "verified"
    with pytest.raises(PointerError, match="/nothing"):
        issued(mandatory_pointers=["/nothing"])


def test_a_verifier_is_told_that_it_sees_a_part() -> None:
    notes = {note.code: note for note in World().check(shown(NAME)).notes}
    assert "Only a part" in notes["derived_credential"].say()
    # Northfield's badge has an end; whether it has a status entry, nobody can see.
    assert "credentialStatus" in notes["derived_credential"].say()
    assert "validUntil" not in notes["derived_credential"].say()


def test_issuers_with_other_rules_are_named_by_what_is_not_shown() -> None:
    document = ecdsa_sd_2023.sign(
        badge() | {"credentialStatus": entry()},
        signer=NORTHFIELD_P256_SIGNER,
        options=OPTIONS,
        mandatory_pointers=["/issuer", "/credentialSubject", "/validFrom"],
    )
    part = shown(of=json.dumps(document).encode())
    report = World().check(part)
    assert report.verdict == "verified"
    assert any("validUntil, credentialStatus" in warning for warning in report.warnings), report.warnings
    assert not_shown(document) == []
    assert not_shown({"issuanceDate": "", "expirationDate": "", "credentialStatus": {}}) == []


def test_a_verifier_is_told_no_such_thing_where_everything_is_there() -> None:
    document = badge() | {"credentialStatus": entry()}
    world = World(documents={entry()["statusListCredential"]: signed(status_list())})
    report = world.check(shown(NAME, of=issued(document)))
    assert report.verdict == "verified"
    assert any(warning.endswith("what is not shown could matter.") for warning in report.warnings)


def test_a_part_without_what_a_badge_needs_is_no_badge() -> None:
    # No identifier of the learner: the signature holds, and the part is refused all the same.
    report = World().check(shown())
    assert report.check(4).outcome is Outcome.PASSED
    assert report.check(2).outcome is Outcome.FAILED


def test_the_base_proof_is_for_its_holder_alone() -> None:
    report = World().check(issued())
    assert report.verdict == "not_verified"
    assert (report.check(4).outcome, report.check(4).code) == (Outcome.FAILED, "base_proof")
    assert "must derive" in report.check(4).detail


def test_a_hidden_issuer_is_nobody() -> None:
    document = ecdsa_sd_2023.sign(
        badge(), signer=NORTHFIELD_P256_SIGNER, options=OPTIONS, mandatory_pointers=["/credentialSubject"]
    )
    report = World().check(shown(of=json.dumps(document).encode()))
    assert report.check(3).outcome is Outcome.FAILED
    assert report.verdict == "not_verified"


# --- what cannot be derived from ------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"a": 1, "a": 2}', b"[]", b'"text"', b"null"])
def test_what_is_no_credential(data: bytes) -> None:
    with pytest.raises(LoadError):
        derive(data, pointers=["/issuer"])


def as_bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (badge(), "no_base_proof"),
        (badge() | {"proof": []}, "no_base_proof"),
        (badge() | {"proof": ["text"]}, "no_base_proof"),
        (signed(badge()), "no_base_proof"),
        (shown(NAME), "no_base_proof"),
        (changed(json.loads(issued()), name="Another"), "signature_invalid"),
        (changed(json.loads(issued()), evidence=None), "signature_count"),
    ],
)
def test_nothing_to_derive_from(document: dict[str, Any], code: str) -> None:
    with pytest.raises(ProofError) as refusal:
        derive(as_bytes(document), pointers=["/credentialSubject"])
    assert refusal.value.code == code


def test_of_two_base_proofs_none_is_chosen() -> None:
    document = json.loads(issued())
    twice = ecdsa_sd_2023.sign(document, signer=NORTHFIELD_P256_SIGNER, options=OPTIONS)
    with pytest.raises(ProofError) as refusal:
        derive(as_bytes(twice), pointers=["/issuer"])
    assert refusal.value.code == "several_base_proofs"


def test_other_proofs_stay_behind() -> None:
    document = signed(json.loads(issued()), verification_method=NORTHFIELD_KEY)
    part = shown(NAME, of=as_bytes(document))
    assert part["proof"]["cryptosuite"] == "ecdsa-sd-2023"
    assert World().check(part).verdict == "verified"


@pytest.mark.parametrize("pointer", ["", "issuer", "/nothing", "/@context/0", "/type/9"])
def test_pointers_that_cannot_be_followed(pointer: str) -> None:
    with pytest.raises(PointerError) as refusal:
        shown(pointer)
    assert refusal.value.pointer == pointer


def test_a_member_without_meaning_is_refused() -> None:
    with pytest.raises(CredentialError, match="shoeSize"):
        derive(as_bytes(json.loads(issued()) | {"shoeSize": 38}), pointers=["/name"])


# --- contexts that were published in several bytes ------------------------------------------------------------

TERMS = "https://northfield.example/terms"


def terms(meaning: str) -> PinnedContext:
    made = BUNDLED.extended({TERMS: json.dumps({"@context": {"kitchen": f"{TERMS}#{meaning}"}}).encode()})
    return made.load(TERMS)


OLD, NEW = terms("old"), terms("new")
CONTEXTS = ContextRegistry([NEW, OLD, *(BUNDLED.load(url) for url in BUNDLED.urls())])
IN_THE_PAST = CONTEXTS.select(url=TERMS, sha256=OLD.sha256)


def signed_in_the_past(**more: Any) -> bytes:
    document = changed(badge(), context=[*badge()["@context"], TERMS]) | {"kitchen": "3"}
    pointers = always_shown(document, also=[NAME])
    given = {"signer": NORTHFIELD_P256_SIGNER, "options": OPTIONS, "mandatory_pointers": pointers} | more
    return as_bytes(ecdsa_sd_2023.sign(document, **{"contexts": IN_THE_PAST} | given))


def test_a_part_of_what_was_signed_under_older_bytes_still_holds() -> None:
    part = derive(signed_in_the_past(), pointers=["/kitchen"], contexts=CONTEXTS)
    report = World(policy=Policy(contexts=CONTEXTS)).check(part)
    assert report.verdict == "verified", [check.detail for check in report.checks]
    note = next(note for note in report.notes if note.code == "context_bytes")
    assert OLD.sha256 in note.say()
    assert TERMS in note.say()


def test_no_older_bytes_make_a_changed_document_hold() -> None:
    document = json.loads(signed_in_the_past())
    with pytest.raises(ProofError) as refusal:
        derive(as_bytes(document | {"kitchen": "4"}), pointers=["/kitchen"], contexts=CONTEXTS)
    assert refusal.value.code == "signature_invalid"
    part = json.loads(derive(as_bytes(document), pointers=["/kitchen"], contexts=CONTEXTS))
    report = World(policy=Policy(contexts=CONTEXTS)).check(part | {"kitchen": "4"})
    assert (report.check(4).outcome, report.check(4).code) == (Outcome.FAILED, "signature_invalid")


# --- issuing --------------------------------------------------------------------------------------------------


def test_other_suites_show_everything() -> None:
    with pytest.raises(ProofError) as refusal:
        issued(suite="ecdsa-rdfc-2019", mandatory_pointers=["/issuer"])
    assert refusal.value.code == "all_mandatory"


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_both_curves_issue_with_nothing_but_their_key(kind: KeyKind, suite: str) -> None:
    signer = LocalSigner.generate(kind)
    did = did_for_key(signer.public_multikey)
    method = verification_method_for_key(signer.public_multikey)
    data = issued(badge(did), signer=signer, verification_method=method, suite=suite)
    assert World().check(data).verdict == "verified"
    assert data == issued(badge(did), signer=signer, verification_method=method, suite=suite)
    with pytest.raises(KeyMaterialError) as refusal:
        issued(badge(did), signer=LocalSigner.generate(kind), verification_method=method, suite=suite)
    assert refusal.value.code == "signer_mismatch"


@pytest.mark.parametrize(
    ("suite", "kind"),
    [
        ("eddsa-rdfc-2022", KeyKind.P256),
        ("eddsa-jcs-2022", KeyKind.P384),
        ("ecdsa-rdfc-2019", KeyKind.ED25519),
        ("ecdsa-jcs-2019", KeyKind.RSA),
        ("ecdsa-sd-2023", KeyKind.P384),
        ("ecdsa-sd-2023", KeyKind.ED25519),
    ],
)
def test_a_key_of_another_kind_is_refused(suite: str, kind: KeyKind) -> None:
    with pytest.raises(ProofError) as refusal:
        issued(signer=LocalSigner.generate(kind), suite=suite)
    assert refusal.value.code == "key_kind_mismatch"


class BrokenSigner:
    """A key service whose answers do not fit its published key."""

    public_key = NORTHFIELD_P256_SIGNER.public_key
    public_multikey = NORTHFIELD_P256_SIGNER.public_multikey

    def sign(self, data: bytes) -> bytes:
        return LocalSigner.generate(KeyKind.P256).sign(data)


@pytest.mark.parametrize("suite", ["ecdsa-sd-2023", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_a_signature_that_does_not_verify_never_leaves(suite: str) -> None:
    with pytest.raises(ProofError) as refusal:
        issued(signer=BrokenSigner(), suite=suite)
    assert refusal.value.code == "signature_invalid"


def test_ed25519_still_is_what_issuers_get_without_asking() -> None:
    data = issue(badge(), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, created=CREATED)
    assert json.loads(data)["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
