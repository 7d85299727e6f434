"""The Digital Credentials Consortium's verifier believes what we sign, and we what the libraries it uses sign.

It issues nothing itself. Its way out is a network that has what we publish and nothing else (memory.mjs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from tests.interop.documents import documents, small_badge, small_endorsement
from tests.interop.exchange import Answer, Ask, changed_copies, check, errors, not_believed, not_refused, told
from tests.interop.parties import CREATED, Party, loadable, parties

from skillmark.credential import Outcome, Verdict
from skillmark.credential.keys.public import KeyKind
from skillmark.credential.status import bitstring
from skillmark.credential.times import format_timestamp

pytestmark = pytest.mark.interop

LISTED = parties(KeyKind.ED25519, "did:key", "did:web")
UNLISTED = Party("did:web:unlisted.example", "did:web:unlisted.example#key-1", LISTED[1].signer)
REGISTRY = "https://registry.example/issuers.json"
# Their copy of context-3.0.3.json is older than the member (its other bytes are in our manifest).
BEYOND = ("endorsementJwt",)


def put(
    ask: Ask, tasks: Iterable[dict[str, Any]], published: Mapping[str, Any] | None = None
) -> list[Answer]:
    """What they answer, where the listed issuers publish, on a registry of the kind that they publish themselves."""
    registry = {
        "meta": {"updated": "2026-01-15T09:00:00Z"},
        "registry": {
            each.id: {
                "name": "Northfield College",
                "location": "Northfield",
                "url": "https://northfield.example",
            }
            for each in LISTED
        },
    }
    return ask(
        "verifier-core.mjs",
        tasks,
        documents=loadable(LISTED) | {REGISTRY: registry} | dict(published or {}),
        registries=[{"name": "Colleges", "type": "dcc-legacy", "url": REGISTRY}],
    )


def verifying(credentials: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({"do": "verify", "credential": each} for each in credentials)


def signing(written: Iterable[tuple[Party, dict[str, Any]]], suite: str) -> Iterator[dict[str, Any]]:
    for issuer, document in written:
        yield {
            "do": "sign",
            "suite": suite,
            "credential": document,
            "key": issuer.multikey(),
            "created": format_timestamp(CREATED),
        }


def entries(credential: dict[str, Any]) -> list[dict[str, Any]]:
    status = credential.get("credentialStatus", [])
    return status if isinstance(status, list) else [status]


def all_is_well(credential: dict[str, Any]) -> dict[str, Any]:
    """What they say of a credential where every step holds, the issuer is listed and nothing is withdrawn."""
    asked = {f"{entry['statusPurpose']}_status": True for entry in entries(credential)}
    steps = {"valid_signature": True, "expiration": True, "registered_issuer": True}
    return {"errors": [], "steps": steps | asked, "known": ["Northfield College"]}


def test_they_believe_what_we_sign_and_refuse_what_was_changed(ask: Ask) -> None:
    written = documents("verifier-core, signed by us", issuers=LISTED, endorser=LISTED[0], without=BEYOND)
    signed = [issuer.sign(document) for issuer, document in written]
    copies = changed_copies(signed)
    answers = [answer["value"] for answer in put(ask, verifying([*signed, *copies]))]
    whole, broken = answers[: len(signed)], answers[len(signed) :]
    expected = [all_is_well(each) for each in signed]
    assert {number: said for number, said in enumerate(whole) if said != expected[number]} == {}
    assert [number for number, said in enumerate(broken) if said["steps"] or not said["errors"]] == []
    assert not_refused(copies, LISTED) == {}
    told(len(signed), "signed by us with eddsa-rdfc-2022, verified by @digitalcredentials/verifier-core")


@pytest.mark.parametrize(
    ("suite", "beyond"),
    [
        ("eddsa-rdfc-2022", ()),
        # It signs nothing that says in which direction it reads: JSON-LD 1.1 API, section 8.2.2, leaves that out.
        ("Ed25519Signature2020", ("directions",)),
    ],
)
def test_we_believe_what_their_libraries_sign_and_refuse_what_was_changed(
    ask: Ask, suite: str, beyond: tuple[str, ...]
) -> None:
    written = documents(
        f"verifier-core, {suite}", issuers=LISTED, endorser=LISTED[0], without=(*BEYOND, *beyond)
    )
    answers = put(ask, signing(written, suite))
    assert errors(answers) == {}
    signed = [answer["value"] for answer in answers]
    assert not_believed(signed, LISTED) == {}
    assert not_refused(changed_copies(signed), LISTED) == {}
    told(len(signed), f"signed by @digitalcredentials/vc with {suite}, verified by us")


def test_both_see_that_a_badge_was_revoked_and_that_an_issuer_is_not_listed(ask: Ask) -> None:
    address = "https://status.example/revoked"
    answers, reports = [], []
    for issuer in (LISTED[0], UNLISTED):
        bits = bitstring.StatusBits()
        bits.set(7)
        status_list = issuer.sign(
            bitstring.list_credential(
                list_id=address, issuer=issuer.id, bits=bits, purpose="revocation", valid_from=CREATED
            )
        )
        written = documents("revoked", issuers=[issuer], endorser=LISTED[0], count=1, without=BEYOND)
        document = written[0][1]
        document |= {"credentialStatus": bitstring.entry(list_id=address, index=7, purpose="revocation")}
        credential = issuer.sign(document)
        published = {address: status_list, **issuer.published}
        answers += put(ask, verifying([credential]), published)
        reports.append(check(credential, [issuer], publishing=published))
    steps = [answer["value"]["steps"] for answer in answers]
    assert [each["revocation_status"] for each in steps] == [False, False]
    assert [each["registered_issuer"] for each in steps] == [True, False]
    for report in reports:
        assert report.verdict is Verdict.NOT_VERIFIED
        assert [each.name for each in report.checks if each.outcome is Outcome.FAILED] == ["Status"]


# --- where we differ ----------------------------------------------------------------------------------------


def test_they_know_no_endorsements_as_signed_texts(ask: Ask) -> None:
    """1EdTech added `endorsementJwt` to context-3.0.3.json under the same address; their copy is from before."""
    issuer = LISTED[0]
    badge = small_badge(issuer)
    endorsement = small_endorsement(issuer, badge["credentialSubject"]["achievement"]["id"])
    badge["credentialSubject"]["achievement"]["endorsementJwt"] = [issuer.sign_text(endorsement)]
    credential = issuer.sign(badge)
    assert not_believed([credential], LISTED) == {}
    (answer,) = put(ask, verifying([credential]))
    assert "Safe mode validation error" in answer["value"]["errors"][0]


def test_their_older_suite_signs_no_direction_of_texts(ask: Ask) -> None:
    """JSON-LD 1.1 API, section 8.2.2: it is left out of RDF. So they refuse, rather than sign what lacks it."""
    name = {"@value": "סלט", "@language": "he", "@direction": "rtl"}
    written = [(LISTED[0], small_badge(LISTED[0], name=name))]
    (answer,) = put(ask, signing(written, "Ed25519Signature2020"))
    assert "Safe mode validation error" in answer["error"]
    (answer,) = put(ask, signing(written, "eddsa-rdfc-2022"))
    assert not_believed([answer["value"]], LISTED) == {}
