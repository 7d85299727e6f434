"""Credentials that a program of an organisation wrote: signed in its name, once for each id, withdrawn like others."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOON, Cast
from tests.credential.badges import badge
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.credential import IssueRefused, Policy, Report, derive, inspect
from skillmark.credential.derive import PointerError
from skillmark.credential.errors import ProofError, UnknownContext
from skillmark.credential.keys import LocalSigner
from skillmark.credential.report import Outcome, Verdict
from skillmark.fetcher.known import KnownDocuments
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed, NotFound
from skillmark.foundation.orgs.models import IssuerMethod, Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.resolving import outside
from skillmark.interfaces.jobs import publish
from skillmark.journeys import issue, revoke
from skillmark.lifecycle.awarding.models import AwardState
from skillmark.lifecycle.issuing import publishing, queries
from skillmark.lifecycle.issuing.models import (
    Credential,
    CredentialState,
    IssuerKey,
    SignedDocument,
    StatusChange,
    StatusList,
)
from skillmark.lifecycle.issuing.own_output import OwnOutputRefused
from skillmark.lifecycle.issuing.publishing import open_signer

BASE = current().base_url
ID = "urn:uuid:7b1f3c52-51ea-4d80-b5f8-8f1f3d8e8a11"
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"]


def written(**members: Any) -> dict[str, Any]:
    """What a program of Northfield wrote; None takes a member out."""
    document = badge("https://elsewhere.example/issuers/1") | {"id": ID} | members
    return {name: value for name, value in document.items() if value is not None}


def sign(cast: Cast, document: dict[str, Any] | None = None, **more: Any) -> SignedDocument:
    how = {name: more.pop(name) for name in ("suite", "mandatory_pointers", "name") if name in more}
    given = {"actor": cast.rob, "org": cast.northfield, "signer_for": open_signer, "now": NOON} | more
    return issue.sign_credential(
        credential=document or written(), asked=issue.Asked(**how), base_url=BASE, **given
    )


def check(document: SignedDocument | Credential) -> Report:
    publishing._signed_list.cache_clear()
    now = NOON + timedelta(days=1)
    data = document.document.encode()
    if "ecdsa-sd-2023" in document.document:
        data = derive(data, pointers=["/id", "/type", "/credentialSubject"])
    return inspect(data, resolver=outside(now=now), now=now, policy=Policy(allow_local_http=True))


def withhold(cast: Cast, name: str = ID, **more: Any) -> CredentialState:
    given = {"purpose": "revocation", "withheld": True, "reason": "An error"}
    wish = revoke.Wish(**{each: more.pop(each, default) for each, default in given.items()})
    who = {"actor": cast.rob, "org": cast.northfield, "now": NOON} | more
    return revoke.withhold(credential_id=name, wishes=[wish], **who)


# --- signing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", IssuerMethod.values)
@pytest.mark.parametrize("suite", SUITES)
def test_every_suite_signs_for_every_kind_of_issuer_and_can_be_withdrawn(
    cast: Cast, suite: str, method: str
) -> None:
    cast.northfield.issuer_method = method
    cast.northfield.save()
    document = sign(cast, suite=suite)
    assert check(document).verdict is Verdict.VERIFIED
    assert withhold(cast) == CredentialState.REVOKED
    standing = check(document).check(6)
    assert (standing.outcome, standing.code) == (Outcome.FAILED, "revoked")
    assert "An error" in standing.detail


def test_the_issuer_is_ours_and_everything_else_is_as_the_program_wrote_it(cast: Cast) -> None:
    asked = written()
    signed = json.loads(sign(cast, asked).document)
    assert signed.pop("proof")["verificationMethod"].startswith(f"{BASE}/issuers/northfield#z6Mk")
    status = signed.pop("credentialStatus")
    assert (status["type"], status["statusPurpose"]) == ("BitstringStatusListEntry", "revocation")
    assert status.keys().isdisjoint({"statusSize", "statusMessage"})
    assert signed["issuer"].pop("id") == f"{BASE}/issuers/northfield"
    asked["issuer"].pop("id")
    assert signed == asked


def test_an_issuer_that_is_only_an_address_stays_only_an_address(cast: Cast) -> None:
    plain = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:somebody",
        "credentialSubject": {"id": "did:example:subject"},
    }
    assert json.loads(sign(cast, plain).document)["issuer"] == f"{BASE}/issuers/northfield"


@pytest.mark.parametrize("name", ["dana", "rene", "ines", "asa", "lea", "emma", "mallory"])
def test_only_owners_and_registrars_have_documents_signed_and_withdrawn(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        sign(cast, actor=getattr(cast, name))
    assert not SignedDocument.objects.exists()
    assert not IssuerKey.objects.exists()
    sign(cast)
    with pytest.raises(NotAllowed):
        withhold(cast, actor=getattr(cast, name))
    assert SignedDocument.objects.get().state == CredentialState.ACTIVE


def test_what_was_signed_leaves_a_row_and_a_fact_without_content(cast: Cast) -> None:
    document = sign(cast, suite="ecdsa-rdfc-2019")
    fact = RecordedFact.objects.get(name="DocumentSigned")
    assert fact.data == {"document": str(document.uid), "suite": "ecdsa-rdfc-2019"}
    assert (fact.actor_uid, fact.org_uid, fact.subject_uid) == (cast.rob.uid, cast.northfield.uid, None)
    assert document.key.kind == "P-256"


def test_what_must_not_be_signed_leaves_nothing(cast: Cast) -> None:
    for document, error in (
        (written(credentialSubject=None), IssueRefused),
        (written(issuer="nobody"), IssueRefused),
        (written() | {"@context": [*written()["@context"], "https://x.example/c"]}, UnknownContext),
    ):
        with pytest.raises(error):
            sign(cast, document)
    assert not IssuerKey.objects.exists()
    for how, error in (
        ({"suite": "rsa-1978"}, Refused),
        ({"suite": "ecdsa-sd-2023", "mandatory_pointers": ("/nowhere",)}, PointerError),
        ({"mandatory_pointers": ("/id",)}, ProofError),
    ):
        with pytest.raises(error):
            sign(cast, **how)
    assert not SignedDocument.objects.exists()
    assert not RecordedFact.objects.filter(name="DocumentSigned").exists()


def test_a_signature_by_the_wrong_key_does_not_leave(cast: Cast) -> None:
    with pytest.raises(OwnOutputRefused, match="check 4"):
        sign(cast, signer_for=lambda _: LocalSigner.generate())
    assert not SignedDocument.objects.exists()


@pytest.mark.parametrize(
    "dates",
    [{"validFrom": "2027-01-01T00:00:00Z"}, {"validUntil": "2026-03-01T00:00:00Z"}],
    ids=["not yet", "no more"],
)
def test_when_it_holds_is_for_the_program_to_say(cast: Cast, dates: dict[str, str]) -> None:
    assert check(sign(cast, written(**dates))).check(5).outcome is Outcome.FAILED


def test_a_holder_may_not_keep_back_what_the_program_made_mandatory(cast: Cast) -> None:
    document = sign(cast, suite="ecdsa-sd-2023", mandatory_pointers=("/name",))
    shown = json.loads(derive(document.document.encode(), pointers=["/id"]))
    assert shown["name"] == written()["name"]
    assert {"issuer", "validFrom", "credentialStatus"} <= shown.keys()
    assert "evidence" not in shown


# --- once for each id ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("suite", SUITES)
def test_the_same_request_is_answered_with_the_same_bytes(cast: Cast, suite: str) -> None:
    first = sign(cast, suite=suite)
    again = sign(cast, suite=suite, now=NOON + timedelta(hours=1))
    assert (again.pk, again.document) == (first.pk, first.document)
    assert StatusList.objects.get().taken == 1
    assert RecordedFact.objects.filter(name="DocumentSigned").count() == 1


@pytest.mark.parametrize(
    "other", [{"document": written(name="Another")}, {"suite": "ecdsa-rdfc-2019"}, {"name": "elsewhere"}]
)
def test_another_request_under_the_same_id_is_refused(cast: Cast, other: dict[str, Any]) -> None:
    first = sign(cast)
    with pytest.raises(Refused) as refused:
        sign(cast, **other)
    assert refused.value.code == "document.id_taken"
    assert SignedDocument.objects.get() == first


def test_an_id_of_a_credential_of_ours_is_taken_for_every_organisation(cast: Cast) -> None:
    ours = issued(cast.lea, cast.published)
    for who in ({}, {"actor": cast.mallory, "org": cast.mallory_ltd}):
        with pytest.raises(Refused, match="Another credential was issued under this id"):
            sign(cast, written(id=ours.credential_id), **who)


def test_two_organisations_may_use_the_same_id(cast: Cast) -> None:
    first = sign(cast)
    second = sign(cast, actor=cast.mallory, org=cast.mallory_ltd)
    withhold(cast)
    second.refresh_from_db()
    assert second.state == CredentialState.ACTIVE != first.state or first.pk != second.pk
    assert check(second).verdict is Verdict.VERIFIED


def test_what_has_no_id_is_known_by_the_name_beside_it_or_not_at_all(cast: Cast) -> None:
    plain = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:somebody",
        "credentialSubject": {"id": "did:example:subject"},
    }
    named = sign(cast, plain, name="order 17")
    assert "id" not in json.loads(named.document)
    assert sign(cast, plain, name="order 17") == named
    assert len({sign(cast, plain).pk for _ in range(2)}) == 2
    assert withhold(cast, "order 17") == CredentialState.REVOKED
    with pytest.raises(NotFound):
        withhold(cast, "")


def test_an_id_that_cannot_be_kept_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        sign(cast, written(id="urn:x:" + "y" * SignedDocument.LONGEST_ID))
    assert refused.value.code == "document.id_too_long"


def test_whoever_is_faster_is_first_and_both_get_the_same(cast: Cast) -> None:
    """Two requests at the same time: the second is signed while the first is kept."""
    others: list[SignedDocument] = []

    def signer_that_is_overtaken(key: IssuerKey) -> LocalSigner:
        others.append(sign(cast, suite="ecdsa-sd-2023"))
        return open_signer(key)

    document = sign(cast, suite="ecdsa-sd-2023", signer_for=signer_that_is_overtaken)
    assert document == others[0] == SignedDocument.objects.get()


def test_the_database_itself_keeps_an_id_from_being_used_twice(cast: Cast) -> None:
    document = sign(cast)
    document.pk, document.status_index = None, None
    document.uid = cast.rob.uid
    with pytest.raises(IntegrityError), transaction.atomic():
        document.save(force_insert=True)


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_key_replaced_while_it_signs_keeps_nothing_and_the_next_try_uses_another(cast: Cast) -> None:
    def signer_that_is_too_late(key: IssuerKey) -> LocalSigner:
        issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON)
        return open_signer(key)

    with pytest.raises(Refused) as refused:
        sign(cast, signer_for=signer_that_is_too_late)
    assert refused.value.code == "document.key_replaced"
    assert not SignedDocument.objects.exists()
    assert check(sign(cast)).verdict is Verdict.VERIFIED


def test_a_rotation_retires_keys_of_all_kinds_and_takes_nothing_from_what_they_signed(cast: Cast) -> None:
    late = NOON + timedelta(minutes=3)
    before = [sign(cast, written(id=f"urn:x:{n}"), suite=s, now=late) for n, s in enumerate(SUITES)]
    # The owner's request was made before, and is carried out after.
    issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON)
    assert set(IssuerKey.objects.exclude(retired_at=None).values_list("retired_at", flat=True)) == {late}
    after = [sign(cast, written(id=f"urn:y:{n}"), suite=s, now=late) for n, s in enumerate(SUITES)]
    assert {check(each).verdict for each in (*before, *after)} == {Verdict.VERIFIED}
    assert {each.key_id for each in before}.isdisjoint(each.key_id for each in after)
    assert [len({each.key_id for each in group}) for group in (before, after)] == [2, 2]


def test_a_stolen_key_of_one_kind_leaves_the_other_alone(cast: Cast) -> None:
    eddsa, ecdsa = sign(cast), sign(cast, written(id="urn:x:2"), suite="ecdsa-rdfc-2019")
    issue.distrust_key(actor=cast.olga, org=cast.northfield, key_uid=ecdsa.key.uid, since=NOON, now=NOON)
    assert check(eddsa).verdict is Verdict.VERIFIED
    assert check(ecdsa).check(3).code == "key_compromised"
    assert queries.active_key(cast.northfield) == eddsa.key


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-sd-2023"])
def test_what_a_stolen_key_signed_is_signed_anew_when_it_is_asked_for_again(cast: Cast, suite: str) -> None:
    stolen = sign(cast, suite=suite)
    place = stolen.status_index
    issue.distrust_key(actor=cast.olga, org=cast.northfield, key_uid=stolen.key.uid, since=NOON, now=NOON)
    anew = sign(cast, suite=suite)
    assert (anew.pk, anew.status_index) == (stolen.pk, place)
    assert (check(stolen).check(3).code, check(anew).verdict) == ("key_compromised", Verdict.VERIFIED)
    assert sign(cast, suite=suite).document == anew.document
    withhold(cast)
    assert check(anew).check(6).code == "revoked"


def test_what_is_withdrawn_stays_so_in_another_list(cast: Cast) -> None:
    """An issuer known by its key alone is another one with the next key, and has another list."""
    Organisation.objects.filter(pk=cast.northfield.pk).update(issuer_method=IssuerMethod.DID_KEY)
    stolen = sign(cast)
    withhold(cast)
    issue.distrust_key(actor=cast.olga, org=cast.northfield, key_uid=stolen.key.uid, since=NOON, now=NOON)
    anew = sign(cast)
    assert (anew.pk, anew.status_list == stolen.status_list) == (stolen.pk, False)
    for each in (stolen, anew):
        listed = each.status_list
        assert queries.withheld_indexes(listed) == {each.status_index}
        assert [told.place for told in queries.standing_in(listed)] == [each.status_index]
    assert check(anew).check(6).code == "revoked"


# --- how it stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ours", [True, False], ids=["an award's", "a program's"])
def test_a_program_withholds_and_lets_stand_by_the_id_inside(cast: Cast, *, ours: bool) -> None:
    name = issued(cast.lea, cast.published).credential_id if ours else sign(cast).credential_id
    states = [
        withhold(cast, name, purpose=purpose, withheld=withheld)
        for purpose, withheld in (
            ("suspension", False), ("revocation", False), ("suspension", True), ("revocation", False),
            ("suspension", True), ("suspension", False), ("suspension", True), ("revocation", True),
            ("revocation", True),
        )
    ]  # fmt: skip
    assert states == [
        "active", "active", "suspended", "suspended", "suspended", "active", "suspended", "revoked", "revoked",
    ]  # fmt: skip
    changes = StatusChange.objects.order_by("pk")
    assert list(changes.values_list("change", flat=True)) == [
        "suspended", "reinstated", "suspended", "revoked",
    ]  # fmt: skip
    assert set(changes.values_list("by", flat=True)) == {cast.rob.pk}
    for purpose, withheld in (("revocation", False), ("suspension", True), ("suspension", False)):
        with pytest.raises(Refused) as refused:
            withhold(cast, name, purpose=purpose, withheld=withheld)
        assert refused.value.code == "credential.revoked_for_good"


def test_revoking_an_award_by_its_id_withdraws_the_award(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published)
    withhold(cast, credential.credential_id)
    credential.award.refresh_from_db()
    assert credential.award.state == AwardState.WITHDRAWN


def test_what_another_organisation_issued_cannot_be_withheld(cast: Cast) -> None:
    credential, document = issued(cast.lea, cast.published), sign(cast)
    for name in (credential.credential_id, document.credential_id, "urn:x:nothing"):
        with pytest.raises(NotFound):
            withhold(cast, name, actor=cast.mallory, org=cast.mallory_ltd)
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize(
    "members",
    [
        {"credentialStatus": {"id": "urn:x:status", "type": "1EdTechRevocationList"}},
        {"type": ["VerifiableCredential", "BitstringStatusListCredential"]},
    ],
    ids=["its own", "a list"],
)
def test_a_status_of_its_own_stays_its_own(cast: Cast, members: dict[str, Any]) -> None:
    plain = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        ],
        "id": ID,
        "type": ["VerifiableCredential"],
        "issuer": "did:example:somebody",
        "credentialSubject": {"id": "did:example:subject"},
    }
    document = sign(cast, plain | members)
    assert json.loads(document.document).get("credentialStatus") == members.get("credentialStatus")
    assert not StatusList.objects.exists()
    with pytest.raises(Refused) as refused:
        withhold(cast)
    assert refused.value.code == "document.status_elsewhere"


def test_one_list_serves_awards_and_documents_and_forgets_neither(cast: Cast) -> None:
    credential, document = issued(cast.lea, cast.published), sign(cast)
    (listed,) = StatusList.objects.all()
    assert credential.status_index != document.status_index
    withhold(cast)
    withhold(cast, credential.credential_id, purpose="suspension")
    places = {credential.status_index, document.status_index}
    assert queries.withheld_indexes(listed) == places
    assert set(queries.last_changed_indexes(listed, limit=9)) == places
    assert [each.place for each in queries.standing_in(listed)] == sorted(places)
    place = document.status_index
    assert [each.change for each in queries.standing_in(listed, low=place, high=place + 1)] == ["revoked"]
    withhold(cast, credential.credential_id, purpose="suspension", withheld=False)
    assert queries.withheld_indexes(listed) == {document.status_index}
    assert queries.reinstated_indexes(listed) == {credential.status_index}
    # A row changed by a wrong hand: the history still says that it is revoked.
    SignedDocument.objects.update(state=CredentialState.ACTIVE)
    assert queries.withheld_indexes(listed) == {document.status_index}


def test_a_withdrawn_document_reaches_those_who_check_without_a_network(cast: Cast) -> None:
    document, known = sign(cast), KnownDocuments(current().known_folder)
    for path in current().known_folder.glob("*"):
        path.unlink()
    publisher = publish.Publisher()
    publisher.run(NOON)
    assert publisher.run(NOON + timedelta(seconds=1)) == 0
    withhold(cast)
    assert publisher.run(NOON + timedelta(seconds=2)) == 2  # the list, and the reason behind its new bit
    urls = {each.url for each in known}
    assert any(url.endswith(f"/reasons/{document.status_index // 256}") for url in urls)


def test_a_change_belongs_to_one_thing(cast: Cast) -> None:
    credential, document = issued(cast.lea, cast.published), sign(cast)
    for of in ({}, {"credential": credential, "document": document}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StatusChange.objects.create(
                change="revoked", reason="x", by=cast.rob, changed_at=NOON,
                status_list=credential.status_list, status_index=credential.status_index, **of,
            )  # fmt: skip


def test_requests_are_told_apart_by_what_they_say_and_not_by_how_it_is_written(cast: Cast) -> None:
    document = sign(cast)
    backwards = dict(reversed(written().items()))
    assert sign(cast, backwards) == document
    assert len(document.request_sha256) == len(hashlib.sha256().hexdigest())
