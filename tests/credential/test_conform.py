"""Step 2 asks of each kind of document what its standard asks, and says where and how to mend it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    OPEN_BADGES,
    VCDM,
    World,
    badge,
    changed,
    signed,
)

from skillmark.credential import (
    IssueRefused,
    Outcome,
    Policy,
    StaticResolver,
    check_before_issuing,
    issue_jwt,
)
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import ContextError, CredentialError
from skillmark.credential.keys.multikey import base58btc_encode, base64url_encode
from skillmark.credential.proof.vc_jwt import read_vc_jwt
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.conform import check_form
from skillmark.credential.steps.flaws import json_path
from skillmark.credential.steps.required import document_flaws

GERMAN = {"@value": "A", "@language": "de"}
VCDM_1 = "https://www.w3.org/2018/credentials/v1"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def credential(**members: Any) -> dict[str, Any]:
    """A credential that is no badge, as the data model 2.0 asks for it."""
    return {
        "@context": [VCDM],
        "type": ["VerifiableCredential"],
        "issuer": NORTHFIELD,
        "credentialSubject": {"id": "did:example:ada"},
    } | members


def first_model(**members: Any) -> dict[str, Any]:
    """The same on the data model 1.1."""
    return credential(issuanceDate="2020-01-01T00:00:00Z") | {"@context": [VCDM_1]} | members


def endorsement(**members: Any) -> dict[str, Any]:
    return {
        "@context": [VCDM, OPEN_BADGES],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8b22",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A word for Northfield",
        "issuer": {"id": "https://city.example/issuer", "type": ["Profile"]},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": NORTHFIELD,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Good.",
        },
    } | members


def record(**members: Any) -> dict[str, Any]:
    return {
        "@context": [VCDM, CLR, OPEN_BADGES],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8c33",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Ada's record",
        "issuer": {"id": NORTHFIELD, "type": ["Profile"]},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["ClrSubject"],
            "verifiableCredential": [signed(badge())],
        },
    } | members


def presentation(**members: Any) -> dict[str, Any]:
    return {
        "@context": [VCDM],
        "type": ["VerifiablePresentation"],
        "holder": "did:example:ada",
        "verifiableCredential": [signed(badge())],
    } | members


def enveloped(**members: Any) -> dict[str, Any]:
    return {
        "@context": [VCDM],
        "id": "data:application/vc+jwt,eyJhbGciOiJFZERTQSJ9.e30.c2ln",
        "type": "EnvelopedVerifiableCredential",
    } | members


def form(document: dict[str, Any], **policy: Any) -> tuple[Any, list[str]]:
    """Step 2 of a check, and the codes of what it notes."""
    case = Case(document, StaticResolver(), NOW, Policy(**policy))
    return check_form(case), [note.code for note in case.notes]


def found(document: dict[str, Any]) -> dict[str, str]:
    return {json_path(flaw.place): flaw.code for flaw in document_flaws(document)}


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (badge(), "Open Badges 3.0 on Verifiable Credentials 2.0"),
        (credential(), "Verifiable Credentials 2.0"),
        (first_model(), "Verifiable Credentials 1.1"),
        (endorsement(), "an endorsement of Open Badges 3.0 on Verifiable Credentials 2.0"),
        (record(), "a Comprehensive Learner Record 2.0 on Verifiable Credentials 2.0"),
        (presentation(), "a presentation of Verifiable Credentials 2.0"),
        (enveloped(), "an envelope of Verifiable Credentials 2.0"),
        (presentation(verifiableCredential=enveloped()), "a presentation of Verifiable Credentials 2.0"),
        (
            {**enveloped(), "type": "EnvelopedVerifiablePresentation"},
            "an envelope of Verifiable Credentials 2.0",
        ),
        (credential(issuer={"id": NORTHFIELD, "name": "Northfield"}), "Verifiable Credentials 2.0"),
        (credential(name=["A", GERMAN, {"@value": "C", "@language": "en"}]), "Verifiable Credentials 2.0"),
        (credential(evidence={"type": "https://types.example/Walk"}), "Verifiable Credentials 2.0"),
        (credential(name=[{"@value": "A", "@language": "en"}, {"@value": "B", "@language": "de"}]), ""),
    ],
)
def test_each_kind_is_known_by_its_types(document: dict[str, Any], kind: str) -> None:
    check, _ = form(document)
    assert check.outcome is Outcome.PASSED, check.detail
    assert kind in check.detail


TEXT = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
UNTYPED, BARE = changed(credential(), type=None), changed(enveloped(), context=None)
GATHERED = "$.credentialSubject.verifiableCredential"


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        # Contexts, in their order.
        (badge() | {"@context": [OPEN_BADGES, VCDM]}, "$['@context']", "context_order"),
        (badge() | {"@context": [VCDM, EXTENSIONS, OPEN_BADGES]}, "$['@context']", "context_order"),
        (endorsement() | {"@context": [VCDM]}, "$['@context']", "context_order"),
        (record() | {"@context": [VCDM, OPEN_BADGES, CLR]}, "$['@context']", "context_order"),
        (record() | {"@context": [VCDM, CLR]}, "$['@context']", "context_order"),
        (presentation() | {"@context": [OPEN_BADGES]}, "$['@context']", "context_first"),
        (enveloped() | {"@context": []}, "$['@context']", "context_first"),
        (credential() | {"@context": EXTENSIONS}, "$['@context']", "context_first"),
        # The data models.
        (changed(badge(), validFrom=None), "$.validFrom", "missing"),
        (changed(endorsement(), validFrom=None), "$.validFrom", "missing"),
        (changed(record(), validFrom=None), "$.validFrom", "missing"),
        (changed(first_model(), issuanceDate=None), "$.issuanceDate", "missing"),
        (badge() | {"expirationDate": "2029-01-15T09:00:00Z"}, "$.expirationDate", "date_of_1_1"),
        (badge() | {"issuanceDate": "2029-01-15T09:00:00Z"}, "$.issuanceDate", "date_of_1_1"),
        (first_model(credentialStatus={"type": "StatusList2021Entry"}), "$.credentialStatus.id", "missing"),
        (first_model(credentialStatus=[{"type": "StatusList2021Entry"}]), "$.credentialStatus[0].id", "missing"),
        # What the VC-API suites try, at issue time.
        (credential(issuer="not an address"), "$.issuer", "not_url"),
        (credential(issuer={"id": "did :example"}), "$.issuer.id", "not_url"),
        (credential(issuer={"name": "nobody"}), "$.issuer.id", "missing"),
        (credential(issuer=7), "$.issuer", "not_object"),
        (credential(id=["urn:uuid:1", "urn:uuid:2"]), "$.id", "several_values"),
        (credential(id="badge"), "$.id", "not_url"),
        (credential(id="https://[badge"), "$.id", "not_url"),
        (credential(id="https:/badge"), "$.id", "not_url"),
        (credential(id=None), "$.id", "null"),
        (credential(credentialSubject={"id": ["urn:x:1", "urn:x:2"]}), "$.credentialSubject.id", "several_values"),
        (credential(credentialSubject={}), "$.credentialSubject", "missing"),
        (credential(credentialSubject=[{"id": "urn:x:1"}, {}]), "$.credentialSubject[1]", "not_object"),
        (credential(credentialSchema={"id": "https://a.example/"}), "$.credentialSchema.type", "missing"),
        (credential(credentialSchema={"type": "JsonSchema"}), "$.credentialSchema.id", "missing"),
        (credential(credentialStatus={"type": 2}), "$.credentialStatus.type", "not_types"),
        (credential(refreshService={"id": "https://a.example/"}), "$.refreshService.type", "missing"),
        (credential(termsOfUse={"id": "https://a.example/"}), "$.termsOfUse.type", "missing"),
        (credential(evidence={"id": "https://a.example/"}), "$.evidence.type", "missing"),
        (credential(renderMethod={"id": "https://a.example/"}), "$.renderMethod.type", "missing"),
        (credential(relatedResource=["https://a.example/"]), "$.relatedResource[0]", "not_object"),
        (credential(relatedResource={"digestSRI": "sha256-eA=="}), "$.relatedResource.id", "missing"),
        (credential(relatedResource={"id": "https://a.example/"}), "$.relatedResource", "one_of_missing"),
        (changed(credential(), issuer=None), "$.issuer", "missing"),
        (credential(type="VerifiablePresentation") | {"type": ["Other"]}, "$.type", "type_missing"),
        # A credential that is evidence of an Open Badges kind is asked as one, whatever the credential is.
        (credential(evidence={"type": ["Evidence"], "id": "x"}), "$.evidence.id", "not_url"),
        (credential(issuer={"id": NORTHFIELD, "type": "Profile", "url": "x"}), "$.issuer.url", "not_url"),
        # Endorsements, records and presentations.
        (changed(endorsement(), name=None), "$.name", "missing"),
        (endorsement(type=["EndorsementCredential"]), "$.type", "type_missing"),
        (endorsement(credentialSubject={"type": ["EndorsementSubject"]}), "$.credentialSubject.id", "missing"),
        (changed(record(), name=None), "$.name", "missing"),
        (record(partial="yes"), "$.partial", "not_truth"),
        (record(credentialSubject={"type": ["ClrSubject"], "id": "urn:x:1"}), GATHERED, "missing"),
        (presentation(holder={"name": "Ada"}), "$.holder.id", "missing"),
        (presentation(verifiableCredential="https://a.example/"), "$.verifiableCredential", "not_object"),
        (presentation(verifiableCredential=[TEXT]), "$.verifiableCredential[0]", "not_object"),
        (presentation(verifiableCredential=UNTYPED), "$.verifiableCredential.type", "type_missing"),
        (presentation(verifiableCredential=BARE), "$.verifiableCredential['@context']", "context_first"),
        (enveloped(id="eyJhbGciOiJFZERTQSJ9.e30.c2ln"), "$.id", "not_data_url"),
        (enveloped(id="data:application/vc+jwt"), "$.id", "not_data_url"),
        # Words of the lists, languages and days.
        (changed(badge(), awardedDate="2026-01-14"), "$.awardedDate", "not_time"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named(document: dict[str, Any], path: str, code: str) -> None:
    assert found(document).get(path) == code, found(document)
    check, notes = form(document)
    assert check.outcome is Outcome.FAILED or code in notes
    with pytest.raises(CredentialError):
        check_before_issuing(document)


def in_achievement(**members: Any) -> dict[str, Any]:
    document = badge()
    document["credentialSubject"]["achievement"] |= members
    return document


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"achievementType": "Microcredential"}, "word_unknown"),
        ({"achievementType": "ext:"}, "word_unknown"),
        ({"inLanguage": "English"}, "not_language"),
        ({"creditsAvailable": "3"}, "not_number"),
        ({"creditsAvailable": True}, "not_number"),
        ({"endorsementJwt": ["no text of ours"]}, "not_jws"),
        ({"creator": {"id": NORTHFIELD, "type": ["Profile"], "dateOfBirth": "1815-13-10"}}, "not_date"),
        ({"creator": {"id": NORTHFIELD, "type": ["Profile"], "dateOfBirth": "10.12.1815"}}, "not_date"),
        ({"image": {"id": "urn:x:1", "type": "Image", "name": "Badge"}}, "member_unexpected"),
        ({"image": {"id": "urn:x:1", "type": ["Image", "Picture"]}}, "several_values"),
        ({"name": 7}, "not_text"),
    ],
)
def test_words_and_values_are_looked_at(members: dict[str, Any], code: str) -> None:
    assert code in found(in_achievement(**members)).values()


@pytest.mark.parametrize(
    "members",
    [
        {"achievementType": "ext:Micro-credential"},
        {"inLanguage": "zh-Hant-TW"},
        {"creditsAvailable": 3},
        {"creator": {"id": NORTHFIELD, "type": ["Profile"], "dateOfBirth": "1815-12-10"}},
    ],
)
def test_and_accepted_as_the_standard_has_them(members: dict[str, Any]) -> None:
    assert found(in_achievement(**members)) == {}


# --- what is common in the wild -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (badge() | {"image": "https://northfield.example/badge.png"}, "address_for_object"),
        (in_achievement(creator="https://northfield.example/issuer"), "address_for_object"),
        (badge() | {"awardedDate": ["2026-01-14T16:00:00Z"]}, "single_in_list"),
        (badge() | {"image": {"id": "https://northfield.example/badge.png", "type": ["Image"]}}, "single_in_list"),
        (credential(name=["A", "B"]), "several_in_a_language"),
        (credential(issuer={"id": NORTHFIELD, "name": [GERMAN, GERMAN | {"@value": "B"}]}), "several_in_a_language"),
    ],
)  # fmt: skip
def test_spellings_that_change_nothing_are_noted_and_not_issued(document: dict[str, Any], code: str) -> None:
    check, notes = form(document)
    assert check.outcome is Outcome.PASSED, check.detail
    assert code in notes
    assert {entry["code"] for entry in check.fact["flaws"]} == {code}
    with pytest.raises(IssueRefused):
        check_before_issuing(document)


def test_whoever_names_the_schema_must_keep_it_to_the_letter() -> None:
    document = badge() | {
        "@context": [VCDM, OPEN_BADGES, EXTENSIONS],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    check, _ = form(document)
    assert check.outcome is Outcome.PASSED
    assert "the JSON schema of 1EdTech" in check.detail
    check, _ = form(document | {"image": "https://northfield.example/badge.png"})
    assert (check.outcome, check.code) == (Outcome.FAILED, "member")


def test_the_schema_of_another_class_is_refused() -> None:
    wrong = {"id": SCHEMA.replace("achievement", "endorsement"), "type": ["1EdTechJsonSchemaValidator2019"]}
    document = badge() | {"@context": [VCDM, OPEN_BADGES, EXTENSIONS]}
    assert found(document | {"credentialSchema": wrong}) == {"$.credentialSchema.id": "schema_of_another"}
    assert found(document | {"credentialSchema": [7, wrong]}) == {
        "$.credentialSchema[0]": "not_object",
        "$.credentialSchema[1].id": "schema_of_another",
    }


@pytest.mark.parametrize("kind", ["JsonSchema", "1EdTechJsonSchemaValidator2019"])
def test_other_schemas_are_said_to_be_unchecked(kind: str) -> None:
    schema = {"id": "https://schemas.example/mine.json", "type": kind}
    document = badge() | {"@context": [VCDM, OPEN_BADGES, EXTENSIONS], "credentialSchema": schema}
    check, notes = form(document)
    assert check.outcome is Outcome.PASSED, check.detail
    assert "schema_not_checked" in notes


def test_a_badge_of_the_first_data_model_may_use_older_words() -> None:
    # 1EdTech's own complete_v1.json calls an address for mail `email`.
    document = changed(badge(), validFrom=None, validUntil=None, issuanceDate="2020-01-01T00:00:00Z")
    document["@context"] = [VCDM_1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]
    document["credentialSubject"]["identifier"][1]["identityType"] = "email"
    check, notes = form(document)
    assert check.outcome is Outcome.PASSED, check.detail
    assert "word_unknown" in notes
    document["@context"] = [VCDM, OPEN_BADGES]
    assert form(document)[0].outcome is Outcome.FAILED


def test_no_more_notes_than_a_reader_wants() -> None:
    document = badge() | {
        name: [badge()[name]] for name in ("id", "name", "validFrom", "validUntil", "awardedDate")
    }
    _, notes = form(document)
    assert notes.count("single_in_list") == 3


# --- contexts --------------------------------------------------------------------------------------------------

OLDER = "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761"


def test_a_term_that_other_bytes_of_the_same_address_define_is_no_fault() -> None:
    # `endorsementJwt` came into context-3.0.3.json after it was published.
    document = badge() | {"endorsementJwt": ["eyJhbGciOiJFZERTQSJ9.e30.c2ln"]}
    assert form(document)[0].outcome is Outcome.PASSED
    only_older = BUNDLED.select(url=OPEN_BADGES, sha256=OLDER)
    assert form(document, contexts=only_older)[0].outcome is Outcome.PASSED
    document["shoeSize"] = 38
    check, _ = form(document, contexts=only_older)
    assert (check.outcome, check.code) == (Outcome.FAILED, "undefined_term")


def test_the_verifiers_own_contexts_count() -> None:
    url = "https://northfield.example/context.json"
    document = badge() | {"@context": [VCDM, OPEN_BADGES, url], "shoeSize": 38}
    assert form(document)[0].code == "unknown_context"
    mine = json.dumps({"@context": {"shoeSize": "https://northfield.example/terms#shoeSize"}}).encode()
    assert form(document, contexts=BUNDLED.extended({url: mine}))[0].outcome is Outcome.PASSED


# --- related resources ----------------------------------------------------------------------------------------


def _digests(algorithm: str, data: bytes) -> tuple[str, str, str]:
    digest = hashlib.new(algorithm, data).digest()
    code = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}[algorithm]
    return (
        f"{algorithm}-{base64.b64encode(digest).decode()}",
        f"u{base64url_encode(code + digest)}",
        f"z{base58btc_encode(code + digest)}",
    )


def related(*entries: dict[str, Any]) -> dict[str, Any]:
    return credential(relatedResource=list(entries))


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_the_digest_of_a_known_context_is_compared(algorithm: str) -> None:
    for context in BUNDLED.versions(OPEN_BADGES):
        sri, base64url, base58 = _digests(algorithm, context.raw)
        assert found(related({"id": OPEN_BADGES, "digestSRI": sri, "digestMultibase": base64url})) == {}
        assert found(related({"id": OPEN_BADGES, "digestMultibase": base58})) == {}
        single = credential(relatedResource={"id": OPEN_BADGES, "digestSRI": f"{sri}?ct=application/ld+json"})
        assert found(single) == {}
    wrong, wrong_multibase, _ = _digests(algorithm, b"other bytes")
    document = related({"id": OPEN_BADGES, "digestSRI": wrong, "digestMultibase": wrong_multibase})
    assert found(document) == {
        "$.relatedResource[0].digestSRI": "digest_wrong",
        "$.relatedResource[0].digestMultibase": "digest_wrong",
    }
    assert found(credential(relatedResource={"id": OPEN_BADGES, "digestSRI": wrong})) == {
        "$.relatedResource.digestSRI": "digest_wrong"
    }


def test_the_strongest_of_several_digests_decides() -> None:
    raw = BUNDLED.load(VCDM).raw
    weak, strong = _digests("sha256", raw)[0], _digests("sha512", raw)[0]
    weak_wrong, strong_wrong = _digests("sha256", b"x")[0], _digests("sha512", b"x")[0]
    assert found(related({"id": VCDM, "digestSRI": f"{weak_wrong} {strong}"})) == {}
    assert found(related({"id": VCDM, "digestSRI": f"{strong_wrong} {strong}"})) == {}
    assert "digest_wrong" in found(related({"id": VCDM, "digestSRI": f"{weak} {strong_wrong}"})).values()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("digestSRI", 7),
        ("digestSRI", ""),
        ("digestSRI", "md5-eA=="),
        ("digestSRI", "sha256-" + "A" * 2000),
        ("digestMultibase", "no multibase"),
        ("digestMultibase", "u=="),
        ("digestMultibase", "uZTQ0MjM1NiAgcmVwb3J0cy9yZWxhdGVkLXJlc291cmNlLmpzb24K"),
        ("digestMultibase", "uEiA"),
        ("digestMultibase", "u"),
        ("digestMultibase", "u_w"),
    ],
)
def test_what_is_no_digest_is_refused_for_any_resource(name: str, value: Any) -> None:
    document = related(
        {"id": "https://elsewhere.example/resource", name: value, "digestSRI": "sha256-eA=="} | {name: value}
    )
    assert found(document)[f"$.relatedResource[0].{name}"] == "digest_unreadable"


def test_other_resources_and_other_hashes_are_left_alone() -> None:
    other = {
        "id": "https://elsewhere.example/resource",
        "digestSRI": "sha256-MIwhzJyufmsjiGS1qP0waCmFb0gKa5ZGBI0ZZtfQo9Ls=",
    }
    assert found(related(other)) == {}
    # BLAKE2b-256, whose code takes two bytes: nobody here can compare it, so it is no digest of a known context.
    blake = "u" + base64url_encode(b"\xa0\xe4\x02\x20" + hashlib.blake2b(b"x", digest_size=32).digest())
    assert found(related({"id": "https://elsewhere.example/resource", "digestMultibase": blake})) == {}
    assert found(related({"id": VCDM, "digestMultibase": blake})) == {
        "$.relatedResource[0].digestMultibase": "digest_wrong"
    }
    broken = {"id": VCDM, "digestSRI": "sha256-A"}
    assert found(related(broken)) == {"$.relatedResource[0].digestSRI": "digest_wrong"}


def test_a_resource_is_named_once() -> None:
    entry = {"id": "https://elsewhere.example/resource", "digestSRI": "sha256-eA=="}
    assert found(related(entry, entry | {"digestSRI": "sha256-eQ=="})) == {
        "$.relatedResource[1].id": "related_twice"
    }


# --- results ---------------------------------------------------------------------------------------------------


def test_one_result_without_a_list_is_looked_at_as_well() -> None:
    document = badge()
    document["credentialSubject"]["result"] = {"type": ["Result"], "resultDescription": "urn:uuid:elsewhere"}
    assert found(document) == {"$.credentialSubject.result.resultDescription": "result_without_scale"}


# --- all together ----------------------------------------------------------------------------------------------


def test_of_several_classes_all_rules_count() -> None:
    document = badge() | {"type": ["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]}
    del document["name"]
    assert {"$.name", "$.credentialSubject.type"} <= set(found(document))


def test_the_fixtures_that_1edtech_calls_good_are_accepted(standards: Callable[[str], Path]) -> None:
    for folder in ("ob30", "ob30/bit-string-list", "ob30/sd", "clr20"):
        for path in sorted(standards(f"1edtech-fixtures/{folder}").glob("*.json")):
            check, _ = form(json.loads(path.read_text()))
            if path.name in BAD_FORM or "-err-" in path.name:
                continue
            assert check.outcome is Outcome.PASSED, (path.name, check.detail)


# Old fixtures, from before the contexts were published or frozen.
BAD_FORM = {
    "complete_v1.json",  # 1EdTechJsonSchemaValidator2019 without extensions.json, which names it
    "simple-noproof.json",  # no achievement; and a draft context that is gone
    "simple_old_safesigned.json",  # a draft context that is gone
}


def test_records_are_issued_with_what_they_gather_in_order() -> None:
    check_before_issuing(record())
    bare = badge()
    del bare["credentialSubject"]["achievement"]["criteria"]
    subject = record()["credentialSubject"] | {"verifiableCredential": [signed(bare)]}
    # A check leaves it to the part's own steps; whoever issues the record answers for it.
    assert form(record(credentialSubject=subject))[0].outcome is Outcome.PASSED
    with pytest.raises(IssueRefused, match="criteria") as refusal:
        check_before_issuing(record(credentialSubject=subject))
    assert [flaw.code for flaw in refusal.value.flaws] == ["missing"]


def test_what_others_signed_may_have_their_spellings() -> None:
    theirs = signed(badge() | {"image": "https://northfield.example/badge.png"})
    check_before_issuing(
        record(credentialSubject=record()["credentialSubject"] | {"verifiableCredential": [theirs]})
    )
    check_before_issuing(presentation(verifiableCredential=[theirs]))


def test_a_validity_that_ends_before_it_begins_is_not_issued() -> None:
    with pytest.raises(IssueRefused, match="is before"):
        check_before_issuing(badge() | {"validUntil": "2025-01-15T09:00:00Z"})
    with pytest.raises(IssueRefused, match="is before"):
        check_before_issuing(first_model(expirationDate="2019-01-15T09:00:00Z"))


def test_members_have_names() -> None:
    with pytest.raises(IssueRefused, match="no text"):
        check_before_issuing(badge() | {7: "x"})  # type: ignore[dict-item]


def test_more_parts_than_anyone_needs() -> None:
    check, _ = form(badge() | {"evidence": [{"type": ["Evidence"]}] * 20_001})
    assert (check.outcome, check.code) == (Outcome.FAILED, "shape")


def test_more_contexts_than_are_read() -> None:
    check, _ = form(
        badge() | {"@context": [VCDM, OPEN_BADGES, *(f"https://a.example/{n}" for n in range(7))]}
    )
    assert (check.outcome, check.code) == (Outcome.FAILED, "shape")
    assert "names 9 contexts" in check.detail


def test_a_whole_report_says_where_and_how() -> None:
    document = badge()
    del document["credentialSubject"]["achievement"]["criteria"]["narrative"]
    report = World().check(signed(document))
    assert "“credentialSubject.achievement.criteria” is missing. Add it." in report.check(2).detail
    assert report.check(2).fact["flaws"] == [
        {"code": "missing", "path": "$.credentialSubject.achievement.criteria"}
    ]


def test_texts_inside_are_a_matter_of_the_first_data_model() -> None:
    signed_text = issue_jwt(
        badge(), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, created=CREATED
    )
    _, envelope = read_vc_jwt(signed_text.decode())
    for contexts, outcome in (([VCDM_1], Outcome.PASSED), ([VCDM], Outcome.FAILED)):
        shown = presentation(verifiableCredential=[TEXT]) | {"@context": contexts}
        case = Case(shown, StaticResolver(), NOW, Policy(), envelope=envelope)
        assert check_form(case).outcome is outcome


def test_errors_of_meaning_keep_their_code() -> None:
    with pytest.raises(ContextError):
        check_before_issuing(badge() | {"shoeSize": 38})
