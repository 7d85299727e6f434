"""Endorsements: given and signed, shown and withdrawn, brought from elsewhere, and carried by what is issued."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.credential.badges import (
    ADA,
    ADA_KEY,
    ADA_SIGNER,
    GUILD,
    GUILD_SIGNER,
    controller_document,
    endorsement,
    signed,
)
from tests.endorsing_helpers import (
    BASE,
    WORDS,
    brought,
    checked,
    given,
    given_to_issuer,
    given_up,
    key_missing,
    publish_guild,
    shown,
    signed_elsewhere,
    wish,
    withdrawn,
)
from tests.issuing_helpers import checked_batch, issued

from skillmark.credential.keys import LocalSigner
from skillmark.credential.report import Outcome, Report, Role, Verdict
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import QueueState, RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.orgs.models import IssuerMethod
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.jobs import endorse as job
from skillmark.journeys import endorse
from skillmark.journeys.issue import distrust_key
from skillmark.lifecycle.issuing import endorsement_queries, keyring, queries
from skillmark.lifecycle.issuing.endorsement_document import LONGEST_EMBEDDED, MOST_EMBEDDED, embeddable
from skillmark.lifecycle.issuing.endorsement_rules import LONGEST_NAME, Standing
from skillmark.lifecycle.issuing.models import Endorsement, IssuerKey, SignedDocument
from skillmark.lifecycle.issuing.publishing import open_signer
from skillmark.lifecycle.offering.models import Recognition

LATER = NOON + timedelta(days=3)


def _signature(report: Report) -> tuple[Outcome, str]:
    return report.check(4).outcome, report.check(4).detail


def _standing(row: Endorsement, *, now: datetime = LATER) -> Standing:
    return endorsement_queries.standing_of(Endorsement.objects.get(pk=row.pk), now=now)


# --- the story ----------------------------------------------------------------------------------------------


def test_endorse_verify_withdraw_verify(cast: Cast) -> None:
    row = given(cast)
    before = checked(row.text, now=LATER)
    assert before.verdict is Verdict.VERIFIED
    assert before.check(6).code == ""

    withdrawn(cast, row, now=LATER)
    row.refresh_from_db()
    after = checked(row.text, now=LATER)
    assert after.verdict is Verdict.NOT_VERIFIED
    assert after.check(6).code == "revoked"
    assert "We do not hire any more" in after.check(6).detail
    # The words of the verdict are others; the signature's are not, and neither is a byte.
    assert _signature(after) == _signature(before) == (Outcome.PASSED, before.check(4).detail)
    assert after.signed_bytes == before.signed_bytes


def test_what_is_signed_says_who_endorses_what_and_in_which_words(cast: Cast) -> None:
    row = given(cast, valid_until=NOON + timedelta(days=365))
    document = json.loads(row.text)
    assert document["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert document["issuer"] == {
        "id": f"{BASE}/issuers/harbour", "type": ["Profile"], "name": "Harbour Logistics",
        "url": "https://harbour.example",
    }  # fmt: skip
    assert document["credentialSubject"] == {
        "id": f"{BASE}/achievements/{cast.published.uid}",
        "type": ["EndorsementSubject"],
        "endorsementComment": WORDS,
    }
    assert document["validUntil"] == "2027-03-02T12:00:00Z"
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert document["credentialStatus"]["statusListCredential"].startswith(f"{BASE}/status/")


@pytest.mark.parametrize("kind", ["recognition", "accreditation"])
def test_a_recognition_and_an_accreditation_say_so_to_people_and_programs(cast: Cast, kind: str) -> None:
    row = given(cast, kind=kind, comment="Entry to year two.", field="Data", level="EQF 5", country="Malta")
    document = json.loads(row.text)
    comment = document["credentialSubject"]["endorsementComment"]
    if kind == "recognition":
        assert comment == "We accept it for: Entry to year two."
        assert document["type"][2:] == ["https://purl.org/ctdl/terms/RecognizeAction"]
    else:
        assert comment == "Accredited. Field: Data. Level: EQF 5. Country: Malta. Entry to year two."
        assert document["type"][2:] == ["https://purl.org/ctdl/terms/AccreditAction"]
    assert checked(row.text).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("method", IssuerMethod.values)
def test_an_issuer_is_endorsed_by_the_id_in_its_credentials(cast: Cast, method: str) -> None:
    cast.northfield.issuer_method = method
    cast.northfield.save()
    credential = issued(cast.lea, cast.published)
    row = given_to_issuer(cast)
    about = json.loads(row.text)["credentialSubject"]["id"]
    assert about == json.loads(credential.document)["issuer"]["id"]
    assert checked(row.text).verdict is Verdict.VERIFIED


def test_an_issuer_known_by_a_key_it_does_not_have_yet_cannot_be_endorsed(cast: Cast) -> None:
    cast.northfield.issuer_method = IssuerMethod.DID_KEY
    cast.northfield.save()
    with pytest.raises(Refused) as refused:
        given_to_issuer(cast)
    assert refused.value.code == "endorsement.nameless"


# --- made once, or not at all -------------------------------------------------------------------------------


def test_the_same_form_sent_twice_gives_one(cast: Cast) -> None:
    uid = uuid4()

    def send() -> Endorsement:
        return endorse.endorse_version(
            actor=cast.emma, org=cast.harbour, version_uid=cast.published.uid, wish=wish(), uid=uid,
            signer_for=open_signer, base_url=BASE, now=NOON,
        )  # fmt: skip

    assert send() == send()
    assert SignedDocument.objects.count() == Endorsement.objects.count() == 1


def test_a_form_that_another_organisation_used_is_refused(cast: Cast) -> None:
    first = given(cast)
    with pytest.raises(Refused) as refused:
        endorse.endorse_version(
            actor=cast.mallory, org=cast.mallory_ltd, version_uid=cast.published.uid, wish=wish(),
            uid=first.uid, signer_for=open_signer, base_url=BASE, now=NOON,
        )  # fmt: skip
    assert refused.value.code == "endorsement.form"


def test_saying_the_same_again_is_refused_until_it_is_withdrawn(cast: Cast) -> None:
    row = given(cast)
    with pytest.raises(Refused) as refused:
        given(cast)
    assert refused.value.code == "endorsement.said_already"
    given(cast, kind="recognition")
    withdrawn(cast, row)
    given(cast)


def test_a_crash_after_the_intent_leaves_a_row_that_is_signed_with_the_same_bytes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []

    class _Killed(BaseException):
        pass

    class _Dying:
        """A signer that signs, and whose process dies before anything is kept."""

        def __init__(self, key: IssuerKey) -> None:
            self._inner = open_signer(key)
            self.public_key, self.public_multikey = self._inner.public_key, self._inner.public_multikey

        def sign(self, data: bytes) -> bytes:
            seen.append(self._inner.sign(data))
            raise _Killed

    with pytest.raises(_Killed):
        endorse.endorse_version(
            actor=cast.emma, org=cast.harbour, version_uid=cast.published.uid, wish=wish(),
            signer_for=_Dying, base_url=BASE, now=NOON,
        )  # fmt: skip
    row = Endorsement.objects.get()
    assert (row.state, row.signed) == (QueueState.HELD, None)
    assert not SignedDocument.objects.exists()
    intent = row.intent

    # The lease ends; a worker takes the row over and signs what was meant.
    Endorsement.objects.update(held_until=NOON)
    assert job.sign_next(NOON) == 1
    row.refresh_from_db()
    assert row.state == QueueState.DONE
    assert row.intent == intent
    proof = json.loads(row.text)["proof"]["proofValue"]
    assert proof == _multibase(seen[0])
    assert {k: v for k, v in json.loads(row.text).items() if k != "proof"} == json.loads(intent)


def _multibase(signature: bytes) -> str:
    from skillmark.credential.keys.multikey import multibase_encode

    return multibase_encode(signature)


def test_a_missing_encryption_key_leaves_it_in_the_queue_with_the_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_key: IssuerKey) -> LocalSigner:
        raise keyring.KeyMissing("The key that protects issuing keys is missing.")

    row = endorse.endorse_version(
        actor=cast.emma, org=cast.harbour, version_uid=cast.published.uid, wish=wish(), signer_for=closed,
        base_url=BASE, now=NOON,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.signed) == (QueueState.WAITING, None)
    assert "missing" in row.last_error
    assert _standing(row) is Standing.BEING_SIGNED
    with pytest.raises(Refused):
        withdrawn(cast, row)


def test_what_was_given_up_is_tried_again_by_its_endorser_and_signed_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(actor: Person) -> Endorsement:
        return endorse.sign_again(
            actor=actor, endorsement_uid=row.uid, signer_for=open_signer, base_url=BASE, now=LATER
        )

    row = given_up(cast, monkeypatch)
    assert (row.state, row.signed, _standing(row)) == (QueueState.DEAD, None, Standing.NOT_SIGNED)
    # Neither said anew beside it, nor tried again by anybody else.
    with pytest.raises(Refused, match="not signed yet"):
        given(cast)
    with pytest.raises(NotAllowed):
        again(cast.rob)
    intent = row.intent
    signed_now = again(cast.emma)
    assert signed_now.signed is not None
    assert signed_now.intent == intent
    assert checked(signed_now.text, now=LATER).verdict is Verdict.VERIFIED
    assert again(cast.emma).text == signed_now.text
    assert SignedDocument.objects.count() == 1
    assert RecordedFact.objects.filter(name="EndorsementSigned").count() == 1


def test_tried_again_in_vain_it_waits_with_the_reason(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = given_up(cast, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(keyring, "encryption_key", key_missing)
        row = endorse.sign_again(
            actor=cast.emma, endorsement_uid=row.uid, signer_for=open_signer, base_url=BASE, now=LATER
        )
    assert (row.state, row.attempts, row.signed) == (QueueState.WAITING, 1, None)
    assert "missing" in row.last_error
    assert _standing(row) is Standing.BEING_SIGNED


def test_a_key_that_is_distrusted_between_intent_and_seal_signs_nothing(cast: Cast) -> None:
    def stolen(key: IssuerKey) -> LocalSigner:
        signer = open_signer(key)
        IssuerKey.objects.filter(pk=key.pk).update(
            state=IssuerKey.State.COMPROMISED, compromised_since=NOON, retired_at=NOON
        )
        return signer

    row = endorse.endorse_version(
        actor=cast.emma, org=cast.harbour, version_uid=cast.published.uid, wish=wish(), signer_for=stolen,
        base_url=BASE, now=NOON,
    )  # fmt: skip
    assert not SignedDocument.objects.exists()
    # Signed anew, with the key that took over, in the same place.
    Endorsement.objects.update(run_at=NOON)
    before = Endorsement.objects.get()
    assert job.sign_next(NOON) == 1
    row.refresh_from_db()
    assert row.signed is not None
    assert row.key != before.key
    assert row.status_index == before.status_index
    assert checked(row.text, now=timezone.now()).verdict is Verdict.VERIFIED


# --- who may ------------------------------------------------------------------------------------------------


def test_nobody_endorses_in_the_name_of_others_or_themselves(cast: Cast) -> None:
    for outsider in (cast.lea, cast.dana, cast.mallory):
        with pytest.raises(NotAllowed):
            given(cast, actor=outsider)
    with pytest.raises(Refused) as refused:
        given(cast, actor=cast.rob, org=cast.northfield)
    assert refused.value.code == "endorsement.own"
    assert not Endorsement.objects.exists()


def test_only_the_endorsed_says_what_is_shown_and_only_the_endorser_withdraws(cast: Cast) -> None:
    row = given(cast)
    for outsider in (cast.emma, cast.dana, cast.mallory):
        with pytest.raises(NotAllowed):
            endorse.accept_endorsement(actor=outsider, endorsement_uid=row.uid, now=NOON)
        with pytest.raises(NotAllowed):
            endorse.decline_endorsement(actor=outsider, endorsement_uid=row.uid, reason="No.", now=NOON)
    for outsider in (cast.rob, cast.olga, cast.mallory):
        with pytest.raises(NotAllowed):
            endorse.withdraw_endorsement(actor=outsider, endorsement_uid=row.uid, reason="No.", now=NOON)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"comment": "  "}, "endorsement.words"),
        ({"comment": "x" * 1001}, "endorsement.words"),
        ({"valid_until": NOON - timedelta(days=1)}, "endorsement.until"),
        ({"kind": "blessing"}, "endorsement.kind"),
        ({"field": "x" * 121}, "endorsement.details"),
    ],
)
def test_words_that_make_no_endorsement_are_refused(cast: Cast, words: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        endorse.endorse_version(
            actor=cast.emma, org=cast.harbour, version_uid=cast.published.uid, wish=replace(wish(), **words),
            signer_for=open_signer, base_url=BASE, now=NOON,
        )  # fmt: skip
    assert refused.value.code == code


def test_declining_and_withdrawing_need_a_reason(cast: Cast) -> None:
    row = given(cast)
    with pytest.raises(Refused):
        endorse.decline_endorsement(actor=cast.rob, endorsement_uid=row.uid, reason=" ", now=NOON)
    with pytest.raises(Refused):
        endorse.withdraw_endorsement(actor=cast.emma, endorsement_uid=row.uid, reason=" ", now=NOON)
    endorse.decline_endorsement(actor=cast.rob, endorsement_uid=row.uid, reason="Not our field.", now=NOON)
    row.refresh_from_db()
    assert (row.answer, row.answer_reason) == ("declined", "Not our field.")
    shown(cast, row)
    names = set(RecordedFact.objects.values_list("name", flat=True))
    assert names >= {"EndorsementAsked", "EndorsementSigned", "EndorsementDeclined", "EndorsementAccepted"}


# --- brought from elsewhere ---------------------------------------------------------------------------------


def test_a_file_signed_elsewhere_is_kept_as_it_is_and_shown(cast: Cast) -> None:
    publish_guild(now=NOON)
    text = signed_elsewhere(cast)
    row = brought(cast, text)
    assert row.text == text
    assert (row.endorser_name, row.signed_as) == ("Guild of kitchens", GUILD)
    assert (row.answer, _standing(row, now=NOON)) == ("accepted", Standing.VALID)
    assert brought(cast, text) == row


def test_a_file_that_does_not_hold_or_is_about_something_else_is_refused(cast: Cast) -> None:
    publish_guild(now=NOON)
    forged = json.loads(signed_elsewhere(cast)) | {"name": "Another name"}
    refusals = {
        "endorsement.not_verified": json.dumps(forged),
        "endorsement.other_matter": signed_elsewhere(cast, of=f"{BASE}/achievements/{uuid4()}"),
        "endorsement.other_kind": issued(cast.lea, cast.published).document,
        "endorsement.unchecked": signed_elsewhere(cast).replace(GUILD, "https://nowhere.invalid/issuer"),
    }
    for code, text in refusals.items():
        with pytest.raises(Refused) as refused:
            brought(cast, text)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        brought(cast, _own_word_signed(cast))
    assert refused.value.code == "endorsement.own"
    assert not Endorsement.objects.filter(source="file").exists()


def _own_word_signed(cast: Cast) -> str:
    """What Northfield has signed about itself, as a program could have it signed."""
    from skillmark.journeys.issue import Asked, sign_credential

    document = json.loads(signed_elsewhere(cast))
    document.pop("proof")
    signed = sign_credential(
        actor=cast.rob, org=cast.northfield, credential=document, asked=Asked(), signer_for=open_signer,
        base_url=BASE, now=NOON,
    )  # fmt: skip
    return signed.document


def test_another_providers_registrar_brings_nothing_here(cast: Cast) -> None:
    publish_guild(now=NOON)
    report = checked(signed_elsewhere(cast))
    with pytest.raises(NotAllowed):
        endorse.bring_endorsement(
            actor=cast.mallory, org=cast.northfield, version_uid=cast.published.uid, report=report,
            base_url=BASE, now=NOON,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        endorse.bring_endorsement(
            actor=cast.mallory, org=cast.mallory_ltd, version_uid=cast.published.uid, report=report,
            base_url=BASE, now=NOON,
        )  # fmt: skip


def test_it_is_asked_again_and_what_is_found_then_is_said(cast: Cast) -> None:
    publish_guild(now=NOON)
    row = brought(cast, signed_elsewhere(cast))
    assert job.ask_again(NOON + timedelta(minutes=5)) == 0
    # Its keys are gone: that says nothing for or against it.
    soon = NOON + timedelta(hours=2)
    publish_guild(now=soon, **{GUILD: {"id": GUILD}})
    assert job.ask_again(soon) == 1
    row.refresh_from_db()
    assert row.found != "holds"
    # They are declared stolen.
    later = NOON + timedelta(hours=4)
    stolen = controller_document(GUILD, GUILD_SIGNER)
    stolen["verificationMethod"][0]["revoked"] = "2026-01-01T00:00:00Z"
    publish_guild(now=later, **{GUILD: stolen})
    assert job.ask_again(later) == 1
    assert _standing(row, now=later) is Standing.NOT_VALID
    assert RecordedFact.objects.filter(name="EndorsementRechecked").exists()


def test_a_file_that_nobody_could_check_for_days_is_not_called_valid(cast: Cast) -> None:
    publish_guild(now=NOON)
    row = brought(cast, signed_elsewhere(cast))
    assert _standing(row, now=NOON + timedelta(days=1)) is Standing.VALID
    assert _standing(row, now=NOON + timedelta(days=3)) is Standing.UNCHECKED


def test_an_organisations_own_word_is_never_more_than_that(cast: Cast) -> None:
    row = endorse.declare_recognition(
        actor=cast.rob, org=cast.northfield, version_uid=cast.published.uid, name="Everybody",
        comment="everything", link="https://everybody.example/", now=NOON,
    )  # fmt: skip
    assert _standing(row) is Standing.OWN_WORD
    assert row.text == ""
    assert not Recognition.objects.exists()
    document = json.loads(issued(cast.lea, cast.published).document)
    assert "endorsement" not in document["credentialSubject"]["achievement"]


# --- carried by what is issued ------------------------------------------------------------------------------


def _achievement(document: str) -> dict[str, object]:
    return dict(json.loads(document)["credentialSubject"]["achievement"])


def test_what_is_issued_afterwards_carries_what_is_shown_and_valid(cast: Cast) -> None:
    early = issued(cast.noor, cast.published)
    row, profile = given(cast), given_to_issuer(cast)
    unshown = issued(cast.emma, cast.published)
    shown(cast, row)
    shown(cast, profile)
    credential = issued(cast.lea, cast.published)
    assert "endorsement" not in _achievement(early.document)
    assert "endorsement" not in _achievement(unshown.document)
    assert _achievement(credential.document)["endorsement"] == [json.loads(row.text)]
    assert json.loads(credential.document)["issuer"]["endorsement"] == [json.loads(profile.text)]
    report = checked(credential.document, now=LATER)
    assert report.verdict is Verdict.VERIFIED
    assert [(part.role, part.report.verdict) for part in report.parts] == [
        (Role.ENDORSEMENT, Verdict.VERIFIED)
    ] * 2


def test_withdrawing_changes_the_words_about_the_endorsement_and_not_the_credentials_verdict(
    cast: Cast,
) -> None:
    row = shown(cast, given(cast, kind="accreditation", comment="Audited."))
    credential = issued(cast.lea, cast.published)
    before = checked(credential.document, now=LATER)
    withdrawn(cast, row, now=LATER)
    after = checked(credential.document, now=LATER)
    assert before.verdict is after.verdict is Verdict.VERIFIED
    assert _signature(before) == _signature(after)
    assert before.warnings != after.warnings
    assert any(
        "was accredited by Harbour Logistics" in each and "withdrawn on 5 March 2026" in each
        for each in after.warnings
    )
    assert "endorsement" not in _achievement(issued(cast.noor, cast.published, now=LATER).document)


def test_an_endorsers_stolen_key_takes_its_word_and_not_the_credential(cast: Cast) -> None:
    shown(cast, given(cast))
    credential = issued(cast.lea, cast.published)
    cast.emma.memberships.create(org=cast.harbour, role="owner", created_at=NOON)
    key = queries.keys_of(cast.harbour)[0]
    distrust_key(actor=cast.emma, org=cast.harbour, key_uid=key.uid, since=NOON, now=LATER)
    report = checked(credential.document, now=LATER)
    assert report.verdict is Verdict.VERIFIED
    assert any("Harbour Logistics" in each and "key" in each for each in report.warnings)
    assert _standing(Endorsement.objects.get()) is Standing.DISTRUSTED
    assert "endorsement" not in _achievement(issued(cast.noor, cast.published, now=LATER).document)


def test_a_batch_carries_them_too(cast: Cast) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from skillmark.journeys import award_many
    from skillmark.lifecycle.issuing.models import Batch, Credential

    row = shown(cast, given(cast))
    batch = checked_batch(cast)
    award_many.confirm_many(actor=cast.rob, batch_uid=batch.uid, leave_out_bad=True, now=NOON)
    award_many.approve_many(actor=cast.olga, batch_uid=batch.uid, now=NOON)
    taken = leases.take_next(Batch.objects.filter(pk=batch.pk), holder="me", lease=timedelta(minutes=1))
    assert taken is not None
    with ThreadPoolExecutor(1) as executor:
        for _ in award_many.work_on(
            batch=taken, holder="me", lease=timedelta(minutes=1), executor=executor, base_url=BASE,
            clock=lambda: NOON,
        ):  # fmt: skip
            pass
    credential = Credential.objects.get()
    assert _achievement(credential.document)["endorsement"] == [json.loads(row.text)]
    assert checked(credential.document, now=LATER).verdict is Verdict.VERIFIED


def test_only_few_travel_the_weightiest_first_and_none_that_is_too_long(cast: Cast) -> None:
    for number in range(MOST_EMBEDDED + 1):
        org = cast.mallory_ltd if number else cast.harbour
        actor = cast.mallory if number else cast.emma
        kind = ["endorsement", "endorsement", "recognition", "accreditation"][number]
        shown(cast, given(cast, kind=kind, org=org, actor=actor))
    carried = _achievement(issued(cast.lea, cast.published).document)["endorsement"]
    assert isinstance(carried, list)
    assert [each["name"].split(" of ")[0] for each in carried] == [
        "Accreditation", "Recognition", "Endorsement",
    ]  # fmt: skip
    publish_guild(now=NOON)
    comment = {"credentialSubject": json.loads(signed_elsewhere(cast))["credentialSubject"]}
    comment["credentialSubject"]["endorsementComment"] = "x" * LONGEST_EMBEDDED
    Endorsement.objects.all().update(answer="declined")
    brought(cast, signed_elsewhere(cast, **comment))
    assert "endorsement" not in _achievement(issued(cast.noor, cast.published).document)


def test_one_from_elsewhere_travels_unless_its_words_would_be_read_otherwise_inside(cast: Cast) -> None:
    publish_guild(now=NOON)
    row = brought(cast, signed_elsewhere(cast))
    assert _achievement(issued(cast.lea, cast.published).document)["endorsement"] == [json.loads(row.text)]
    other = json.loads(row.text) | {"@context": ["https://www.w3.org/2018/credentials/v1"]}
    assert embeddable(json.dumps(other)) is None
    assert embeddable("eyJhbGciOiJFZERTQSJ9.e30.c2ln") == "eyJhbGciOiJFZERTQSJ9.e30.c2ln"


# --- told to the catalogue ----------------------------------------------------------------------------------


def test_the_catalogue_knows_who_recognises_it_as_long_as_they_do(cast: Cast) -> None:
    def names() -> list[str]:
        return list(Recognition.objects.order_by("name").values_list("name", flat=True))

    row = given(cast, kind="recognition")
    assert names() == []
    shown(cast, row)
    assert names() == ["Harbour Logistics"]
    withdrawn(cast, row)
    assert names() == []


def test_it_knows_when_a_recognition_has_ended_by_itself(cast: Cast) -> None:
    shown(cast, given(cast, kind="recognition", valid_until=NOON + timedelta(days=1)))
    assert endorse.refresh_catalogue(now=NOON) == 1
    assert Recognition.objects.count() == 1
    endorse.refresh_catalogue(now=LATER)
    assert not Recognition.objects.exists()


def test_somebody_from_elsewhere_is_named_with_what_was_proven(cast: Cast) -> None:
    publish_guild(now=NOON)
    types = ["VerifiableCredential", "EndorsementCredential", "https://purl.org/ctdl/terms/RecognizeAction"]
    profile = {"id": GUILD, "type": ["Profile"], "name": "A famous university"}
    row = brought(cast, signed_elsewhere(cast, type=types, issuer=profile))
    assert row.endorser_name == "A famous university"
    assert [each.name for each in Recognition.objects.all()] == ["A famous university (guild.example)"]


FAMOUS = "European Commission" + "\u2800" * 178


def test_whoever_is_known_by_a_key_alone_is_shown_with_it_and_stays_out_of_the_catalogue(cast: Cast) -> None:
    profile = {"id": ADA, "type": ["Profile"], "name": FAMOUS}
    types = ["VerifiableCredential", "EndorsementCredential", "https://purl.org/ctdl/terms/AccreditAction"]
    about = f"{BASE}/achievements/{cast.published.uid}"
    made = endorsement(about, issuer=ADA, type=types)
    text = json.dumps(signed(made | {"issuer": profile}, signer=ADA_SIGNER, verification_method=ADA_KEY))
    row = brought(cast, text)
    assert (row.kind, row.answer) == (Endorsement.Kind.ACCREDITATION, Endorsement.Answer.ACCEPTED)
    assert endorsement_queries.called(row) == f"European Commission ({ADA})"
    assert not Recognition.objects.exists()


def test_a_long_name_is_cut_before_what_was_proven(cast: Cast) -> None:
    publish_guild(now=NOON)
    types = ["VerifiableCredential", "EndorsementCredential", "https://purl.org/ctdl/terms/RecognizeAction"]
    profile = {"id": GUILD, "type": ["Profile"], "name": "The European Commission " * 20}
    brought(cast, signed_elsewhere(cast, type=types, issuer=profile))
    (name,) = Recognition.objects.values_list("name", flat=True)
    assert name.endswith("… (guild.example)")
    assert len(name) <= LONGEST_NAME
    # What was kept before is read the same.
    row = Endorsement.objects.get()
    row.endorser_name = FAMOUS
    assert endorsement_queries.called(row) == "European Commission (guild.example)"
    row.endorser_name = "\u2800"
    assert endorsement_queries.called(row) == "guild.example"


def test_a_host_too_long_to_be_shown_whole_names_nobody_in_the_catalogue(cast: Cast) -> None:
    publish_guild(now=NOON)
    types = ["VerifiableCredential", "EndorsementCredential", "https://purl.org/ctdl/terms/RecognizeAction"]
    row = brought(cast, signed_elsewhere(cast, type=types))
    Endorsement.objects.filter(pk=row.pk).update(signed_as=f"https://ec.europa.eu.{'a.' * 90}evil.example/x")
    assert endorsement_queries.recognised_by(cast.published, now=NOON) == []
