"""Step 10: endorsements are checked like any credential, speak of what they stand in, and lend no trust."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.badges import (
    ACHIEVEMENT,
    GUILD,
    GUILD_KEY,
    GUILD_SIGNER,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    VCDM,
    World,
    adas_badge,
    badge,
    changed,
    clr,
    controller_document,
    endorsed,
    endorsement,
    entry,
    knife_skills,
    presentation,
    signed,
    signed_by_guild,
    status_list,
)

from skillmark.credential import Outcome, Policy, Report
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.report import Group, Role

ADDRESSES = [f"urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-{number:012d}" for number in range(1_000)]


def part(report: Report, number: int = 0) -> Report:
    return report.parts[number].report


def as_text(document: dict[str, Any]) -> str:
    return sign_vc_jwt(document, signer=GUILD_SIGNER, verification_method=GUILD_KEY)


# --- what holds ---------------------------------------------------------------------------------------------


def test_an_endorsement_has_a_report_of_its_own() -> None:
    report = World().check(endorsed(signed_by_guild(endorsement())))
    assert report.verdict == "verified"
    assert report.check(10).detail == "One endorsement holds."
    assert report.check(10).fact == {"parts": 1, "holds": 1}
    (found,) = report.parts
    assert (found.path, found.role) == ("credentialSubject.achievement.endorsement[0]", Role.ENDORSEMENT)
    assert found.report.verdict == "verified"
    assert found.report.check(3).detail == "The key belongs to guild.example."
    assert found.report.check(8).detail == "What it endorses is in the document it stands in."
    assert found.report.group(Group.SUBJECT) is Outcome.PASSED


def test_an_endorsement_as_signed_text() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["endorsementJwt"] = [as_text(endorsement())]
    report = World().check(signed(document))
    assert report.verdict == "verified", report.to_json()
    assert report.parts[0].path == "credentialSubject.achievement.endorsementJwt[0]"
    assert part(report).form == "jws"


PLACES = {
    "endorsement": lambda document: document,
    "issuer.endorsement": lambda document: document["issuer"],
    "issuer.parentOrg.endorsement": lambda document: document["issuer"].setdefault(
        "parentOrg", {"id": "https://northfield.example/", "type": ["Profile"], "name": "Northfield"}
    ),
    "credentialSubject.achievement.endorsement": lambda document: document["credentialSubject"][
        "achievement"
    ],
    "credentialSubject.achievement.creator.endorsement": lambda document: document["credentialSubject"][
        "achievement"
    ].setdefault("creator", {"id": GUILD, "type": ["Profile"], "name": "Guild of kitchens"}),
    "credentialSubject.source.endorsement": lambda document: document["credentialSubject"].setdefault(
        "source", {"id": MALLORY, "type": ["Profile"], "name": "Somebody"}
    ),
}


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("as_list", [True, False], ids=["list", "alone"])
def test_endorsements_are_found_wherever_they_may_stand(path: str, as_list: bool) -> None:
    document = badge()
    holder = PLACES[path](document)
    one = signed_by_guild(endorsement(holder["id"]))
    holder["endorsement"] = [one] if as_list else one
    report = World().check(signed(document))
    assert report.verdict == "verified", report.to_json()
    assert [found.path for found in report.parts] == [f"{path}[0]" if as_list else path]


@pytest.mark.parametrize("where", PLACES)
def test_an_endorsement_may_speak_of_anything_in_the_credential(where: str) -> None:
    # Open Badges 3.0, "AchievementCredential": of the credential, and the achievement and profiles in it.
    document = badge()
    of = PLACES[where](document)["id"]
    document["endorsement"] = [signed_by_guild(endorsement(of))]
    assert World().check(signed(document)).verdict == "verified"


def test_an_issuer_named_by_its_address_alone_can_be_endorsed() -> None:
    document = changed(badge(), issuer=NORTHFIELD, endorsement=[signed_by_guild(endorsement(NORTHFIELD))])
    assert World().check(signed(document)).verdict == "verified"


def test_the_learner_can_be_endorsed() -> None:
    subject = adas_badge()["credentialSubject"]
    document = changed(
        badge(), credentialSubject=subject, endorsement=[signed_by_guild(endorsement(subject["id"]))]
    )
    assert World().check(signed(document)).verdict == "verified"


def test_the_parts_of_a_report_are_written_with_it() -> None:
    written = World().check(endorsed(signed_by_guild(endorsement()))).to_json()
    assert [entry["role"] for entry in written["parts"]] == ["endorsement"]
    assert written["parts"][0]["report"]["verdict"] == "verified"
    json.dumps(written)


# --- A28: whose word it is, and about what ------------------------------------------------------------------


@pytest.mark.parametrize(
    "of", ["urn:x:another-achievement", "https://mit.example/", ACHIEVEMENT.upper(), MALLORY]
)
def test_an_endorsement_of_something_else_is_refused(of: str) -> None:
    report = World().check(endorsed(signed_by_guild(endorsement(of))))
    assert report.verdict == "not_verified"
    assert (report.check(10).outcome, report.check(10).code) == (Outcome.FAILED, "endorsement_subject")
    assert part(report).check(8).code == "endorsement_subject"
    assert part(report).check(4).outcome is Outcome.PASSED


def test_mentioning_an_achievement_does_not_draw_its_endorsements_in() -> None:
    theirs = "https://mit.example/achievements/1"
    document = badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["related"] = [{"id": theirs, "type": ["Related"]}]
    achievement["endorsement"] = [signed_by_guild(endorsement(theirs))]
    assert World().check(signed(document)).check(10).code == "endorsement_subject"


def test_what_an_endorsement_holds_is_not_in_the_document_it_stands_in() -> None:
    theirs = "https://mit.example/"
    one = endorsement(theirs, issuer=GUILD)
    one["issuer"]["parentOrg"] = {"id": theirs, "type": ["Profile"], "name": "MIT"}
    assert World().check(endorsed(signed_by_guild(one))).check(10).code == "endorsement_subject"


def test_an_endorsement_of_nothing_is_refused() -> None:
    one = endorsement()
    del one["credentialSubject"]["id"]
    assert World().check(endorsed(signed_by_guild(one))).check(10).code == "endorsement_subject"
    assert (
        World().check(endorsed(signed_by_guild(changed(endorsement(), credentialSubject=[])))).check(10).code
        == "endorsement_subject"
    )


def test_every_subject_of_an_endorsement_must_be_here() -> None:
    one = endorsement()
    one["credentialSubject"] = [one["credentialSubject"], one["credentialSubject"] | {"id": "urn:x:other"}]
    assert World().check(endorsed(signed_by_guild(one))).check(10).code == "endorsement_subject"


def test_another_credential_in_the_place_of_an_endorsement_is_refused() -> None:
    other = {
        "@context": [VCDM],
        "id": "urn:x:other",
        "type": ["VerifiableCredential"],
        "issuer": GUILD,
        "credentialSubject": {"id": ACHIEVEMENT},
    }
    report = World().check(endorsed(signed_by_guild(other)))
    assert report.check(10).code == "part_kind"
    assert part(report).check(8).detail == "It stands where an endorsement should be, and is none."


def test_an_issuer_that_endorses_itself_is_told_of() -> None:
    report = World().check(endorsed(signed(endorsement(issuer=NORTHFIELD))))
    assert report.verdict == "verified"
    assert "endorsed_by_issuer" in [note.code for note in part(report).notes]
    other = World().check(endorsed(signed_by_guild(endorsement())))
    assert "endorsed_by_issuer" not in [note.code for note in part(other).notes]


def test_an_unknown_endorser_is_unknown_and_a_known_one_lends_no_trust() -> None:
    report = World().check(endorsed(signed_by_guild(endorsement())))
    assert any("guild.example is on no list" in warning for warning in part(report).warnings)
    assert any("northfield.example is on no list" in warning for warning in report.warnings)


# --- forged parts -------------------------------------------------------------------------------------------


def _forgeries() -> dict[str, tuple[Any, int]]:
    true = signed_by_guild(endorsement())
    subject = true["credentialSubject"] | {"endorsementComment": "The best cook there is."}
    return {
        "changed": (changed(true, credentialSubject=subject), 4),
        "unsigned": (endorsement(), 4),
        "by another": (
            signed(endorsement(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY), 3,
        ),
        "key in the address": (
            signed(
                endorsement(),
                signer=MALLORY_SIGNER,
                verification_method=f"{GUILD}#{MALLORY_SIGNER.public_multikey}",
            ),
            3,
        ),
        "to prove oneself": (signed_by_guild(endorsement(), proof_purpose="authentication"), 4),
        "undefined member": (changed(true, grade="A"), 2),
        "a number": (7, 1),
        "a text": ("our word", 1),
    }  # fmt: skip


@pytest.mark.parametrize("how", _forgeries())
def test_whoever_signs_a_forged_part_is_not_believed(how: str) -> None:
    forged, step = _forgeries()[how]
    document = badge()
    document["credentialSubject"]["achievement"]["endorsement"] = [forged]
    # Signed over by a suite that does not ask what it means.
    report = World().check(signed(document, suite="eddsa-jcs-2022"))
    assert report.verdict == "not_verified"
    assert report.check(4).outcome is Outcome.PASSED
    assert (report.check(10).outcome, report.check(10).code) == (Outcome.FAILED, "part_forged")
    assert "credentialSubject.achievement.endorsement[0]" in report.check(10).detail
    assert part(report).check(step).outcome is Outcome.FAILED


def test_a_forged_endorsement_among_true_ones_decides() -> None:
    true = [signed_by_guild(endorsement(id=address)) for address in ADDRESSES[:2]]
    report = World().check(endorsed(*true, endorsement(id=ADDRESSES[2]), endorsement(id=ADDRESSES[3])))
    assert report.check(10).detail == (
        "2 endorsements do not hold, the first of them at credentialSubject.achievement.endorsement[2]; "
        "their own reports say why. 2 endorsements hold."
    )


# --- parts that have lapsed, or could not be checked --------------------------------------------------------


def test_an_expired_endorsement_counts_for_nothing_and_fails_nothing() -> None:
    one = signed_by_guild(endorsement())
    old = [
        signed_by_guild(endorsement(id=address, validUntil="2026-02-01T00:00:00Z"))
        for address in ADDRESSES[:2]
    ]
    report = World().check(endorsed(one, *old))
    assert report.verdict == "verified"
    assert report.check(10).detail == (
        "One endorsement holds. 2 endorsements are out of date, and count for nothing."
    )
    assert (
        "The endorsement by Guild of kitchens (guild.example) ended on 1 February 2026, and counts for nothing."
        in report.warnings
    )
    assert part(report, 1).check(5).code == "expired"


ACCREDITED = ["VerifiableCredential", "EndorsementCredential", "https://purl.org/ctdl/terms/AccreditAction"]
GUILDS_LIST = "https://guild.example/status/1"


def _withdrawn_world(*, dated: bool) -> World:
    """The guild has withdrawn what stands at place 7 of its list, and says since when, or not."""
    listed = changed(status_list(7), id=GUILDS_LIST, issuer=GUILD)
    listed["credentialSubject"]["id"] = f"{GUILDS_LIST}#list"
    told = {f"{GUILDS_LIST}/why": {"reason": "Not taught so any more.", "changedAt": "2026-02-20T08:00:00Z"}}
    return World({GUILDS_LIST: signed_by_guild(listed)} | (told if dated else {}))


def _with_status(**members: Any) -> dict[str, Any]:
    place = entry() | {
        "statusListCredential": GUILDS_LIST, "id": f"{GUILDS_LIST}#7", "statusReference": f"{GUILDS_LIST}/why",
    }  # fmt: skip
    return signed_by_guild(endorsement(credentialStatus=place, **members))


@pytest.mark.parametrize(
    ("types", "dated", "said", "code"),
    [
        (ACCREDITED, True, ("It was accredited by Guild of kitchens (guild.example); the accreditation was "
         "withdrawn on 20 February 2026."), "accreditation_withdrawn"),
        (ACCREDITED, False, "It was accredited by Guild of kitchens (guild.example); the accreditation was withdrawn.",
         "accreditation_withdrawn"),
        (ACCREDITED[:2], True, ("Guild of kitchens (guild.example) withdrew its endorsement on 20 February 2026, so "
         "that it counts for nothing."), "part_withdrawn"),
    ],
)  # fmt: skip
def test_who_withdrew_what_and_when_is_said_of_each(
    types: list[str], dated: bool, said: str, code: str
) -> None:
    report = _withdrawn_world(dated=dated).check(endorsed(_with_status(type=types)))
    assert report.verdict == "verified"
    assert [note.say() for note in report.notes if note.code == code] == [said]


def test_an_endorsement_that_begins_later_has_not_ended() -> None:
    later = signed_by_guild(endorsement(validFrom="2027-01-01T00:00:00Z", validUntil="2028-01-01T00:00:00Z"))
    report = World().check(endorsed(later))
    assert part(report).check(5).code == "not_yet_valid"
    assert (
        "The endorsement by Guild of kitchens (guild.example) is out of date, and counts for nothing."
        in report.warnings
    )


def test_an_endorser_without_a_name_is_called_by_its_host() -> None:
    old = signed_by_guild(endorsement(issuer=GUILD, validUntil="2026-02-01T00:00:00Z") | {"issuer": GUILD})
    warnings = World().check(endorsed(old)).warnings
    assert "The endorsement by guild.example ended on 1 February 2026, and counts for nothing." in warnings


def _stolen_from_guild() -> World:
    document = controller_document(GUILD, GUILD_SIGNER)
    document["verificationMethod"][0]["revoked"] = "2026-02-01T00:00:00Z"
    return World({GUILD: document})


def test_an_endorsement_by_a_key_that_was_stolen_since_takes_the_endorsement_alone() -> None:
    report = _stolen_from_guild().check(endorsed(signed_by_guild(endorsement())))
    assert report.verdict == "verified"
    assert part(report).check(3).code == "key_compromised"
    assert report.check(10).detail == (
        "One endorsement was signed with a key that must not be believed any more, and counts for nothing."
    )
    assert [note.code for note in report.notes if "Guild" in note.say()] == ["part_distrusted"]


def test_a_changed_endorsement_by_a_stolen_key_stays_forged() -> None:
    forged = changed(signed_by_guild(endorsement()), name="Better words")
    document = badge()
    document["credentialSubject"]["achievement"]["endorsement"] = [forged]
    report = _stolen_from_guild().check(signed(document))
    assert report.verdict == "not_verified"
    assert report.check(10).code == "part_forged"


def test_a_credential_in_a_record_by_a_stolen_key_stays_forged() -> None:
    report = _stolen_from_guild().check(clr(knife_skills()))
    assert report.verdict == "not_verified"
    assert report.check(10).code == "part_forged"


def test_a_withdrawn_endorsement_counts_for_nothing_and_fails_nothing() -> None:
    address = "https://guild.example/status/1"
    one = endorsement(credentialStatus=entry() | {"statusListCredential": address, "id": f"{address}#7"})
    withdrawn = changed(status_list(7), id=address, issuer=GUILD)
    withdrawn["credentialSubject"]["id"] = f"{address}#list"
    report = World({address: signed_by_guild(withdrawn)}).check(endorsed(signed_by_guild(one)))
    assert report.verdict == "verified"
    assert report.check(10).detail == "One endorsement was withdrawn by its issuer, and counts for nothing."
    assert part(report).check(6).code == "revoked"


def test_an_endorsement_that_cannot_be_checked_leaves_the_verdict_alone() -> None:
    world = World()
    del world.documents[GUILD]
    report = world.check(endorsed(signed_by_guild(endorsement())))
    assert report.verdict == "verified"
    assert report.check(10).outcome is Outcome.UNKNOWN
    assert report.check(10).code == "part_unchecked"
    assert report.check(10).detail == "One endorsement could not be checked, and counts for nothing."
    assert part(report).verdict == "not_checked"


def test_what_the_verifier_expects_is_not_asked_of_endorsements() -> None:
    policy = Policy(
        expected_achievement=ACHIEVEMENT,
        expected_recipient=("ada@learner.example",),
        expected_domain="verifier.example",
        expected_challenge="n-1",
    )
    document = badge()
    document["endorsement"] = [signed_by_guild(endorsement())]
    report = World(policy=policy).check(signed(document, domain="verifier.example", challenge="n-1"))
    assert report.verdict == "verified", report.to_json()


# --- how much is looked at ----------------------------------------------------------------------------------


def _stacked(levels: int) -> dict[str, Any]:
    """An endorsement whose endorser is endorsed, whose endorser is endorsed …"""
    one = signed_by_guild(endorsement(GUILD, id=ADDRESSES[0]))
    for level in range(1, levels):
        around = endorsement(GUILD if level < levels - 1 else ACHIEVEMENT, id=ADDRESSES[level])
        around["issuer"]["endorsement"] = [one]
        one = signed_by_guild(around)
    return one


def test_endorsers_may_be_endorsed() -> None:
    report = World().check(endorsed(_stacked(4)))
    assert report.verdict == "verified"
    assert [each.verdict for each in report.walk()] == ["verified"] * 5
    assert {check.outcome for each in report.walk() for check in each.checks if check.step == 10} == {
        Outcome.PASSED,
        Outcome.NOT_APPLICABLE,
    }


def test_what_is_nested_too_deep_could_not_be_checked() -> None:
    report = World().check(endorsed(_stacked(8)))
    reports = list(report.walk())
    assert len(reports) == 5
    assert (reports[-1].check(10).outcome, reports[-1].check(10).code) == (Outcome.UNKNOWN, "part_beyond")
    assert report.verdict == "verified"


def test_a_ring_of_endorsements_ends() -> None:
    # Each says that it is the document around it.
    outer, document = endorsement(), badge()
    outer["issuer"]["endorsementJwt"] = [as_text(endorsement(GUILD))]
    document["credentialSubject"]["achievement"]["endorsementJwt"] = as_text(outer)
    report = World().check(signed(document))
    ring = part(part(report))
    assert ring.check(8).code == "part_circular"
    assert part(report).check(10).code == "part_circular"
    assert report.verdict == "not_verified"


def test_a_thousand_endorsements_are_not_all_checked_and_none_is_passed_over() -> None:
    # As short as they can be, to fit into one file.
    many = [{"id": address} for address in ADDRESSES]
    document = badge()
    document["credentialSubject"]["achievement"]["endorsement"] = many
    report = World().check(signed(document, suite="eddsa-jcs-2022"))
    assert report.check(10).fact == {"parts": 1_000, "forged": 64, "beyond": 936}
    assert (
        "936 endorsements could not be checked, because there is too much inside." in report.check(10).detail
    )


def test_more_true_endorsements_than_one_check_looks_at() -> None:
    many = [signed_by_guild(endorsement(id=address)) for address in ADDRESSES[:100]]
    report = World().check(endorsed(*many))
    assert report.verdict == "verified"
    assert report.check(10).outcome is Outcome.UNKNOWN
    assert report.check(10).fact == {"parts": 100, "holds": 64, "beyond": 36}


def test_the_same_part_a_hundred_times_is_one_part() -> None:
    document = badge()
    document["endorsement"] = [signed_by_guild(endorsement())] * 100
    report = World().check(signed(document, suite="eddsa-jcs-2022"))
    assert report.check(10).fact == {"parts": 100, "holds": 1, "repeated": 99}
    assert len(report.parts) == 1


def _tied(address: str, *, levels: int) -> dict[str, Any]:
    """A badge with many nodes that look alike until one looks further: dear to put into canonical form."""
    document = adas_badge(id=address)
    document["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "type": ["ResultDescription"],
            "name": "x",
            "resultType": "RawScore",
            "rubricCriterionLevel": [
                {
                    "type": ["RubricCriterionLevel"],
                    "name": "same",
                    "alignment": [
                        {
                            "type": ["Alignment"],
                            "targetName": "same",
                            "targetUrl": f"urn:x:{scale}-{level}-{number}",
                        }
                        for number in range(3)
                    ],
                }
                for level in range(levels)
            ],
        }
        for scale in range(5)
    ]
    proof = document["proof"]
    document["proof"] = [proof | {"id": f"urn:x:{number}"} for number in range(4)]
    return document


@pytest.mark.parametrize("context", [None, "https://northfield.example/context"])
@pytest.mark.parametrize(("levels", "some"), [(6, False), (5, False), (4, True)])
def test_parts_that_are_dear_to_check_share_one_allowance(
    levels: int, context: str | None, *, some: bool
) -> None:
    parts = [_tied(address, levels=levels) for address in ADDRESSES[:14]]
    policy = Policy()
    if context is not None:
        # A context that this verifier alone knows makes nothing cheaper.
        policy = Policy(contexts=BUNDLED.extended({context: b'{"@context": {}}'}))
        for each in parts:
            each["@context"].append(context)
    report = World(policy=policy).check(presentation(*parts))
    assert (len(report.parts) > 0) is some
    assert report.check(10).fact["beyond"] == 14 - len(report.parts) > 7
    assert report.verdict != "verified"


def test_what_is_long_and_often_signed_is_not_gone_through_again_and_again() -> None:
    long = adas_badge()
    long["evidence"] = [{"type": ["Evidence"], "name": f"Plan {number}"} for number in range(3_000)]
    proofs = [long["proof"] | {"id": f"urn:x:{number}"} for number in range(4)]
    long["proof"] = proofs
    for number in range(3):
        long = clr(long, id=ADDRESSES[number]) | {"proof": proofs}
    report = World().check(presentation(long))
    assert report.verdict == "not_verified"
    assert any(each.check(10).fact.get("beyond") for each in report.walk())


@pytest.mark.parametrize(
    "proofs",
    [
        [7],
        [{"type": "DataIntegrityProof", "previousProof": "urn:x:none"}],
        [{"id": "urn:x:1", "type": "DataIntegrityProof"}, {"previousProof": ["urn:x:1"]}],
    ],
    ids=["number", "dangling", "chained"],
)
def test_parts_with_broken_proofs_are_reported_like_others(proofs: list[Any]) -> None:
    report = World().check(presentation(changed(adas_badge(), proof=proofs)))
    assert part(report).check(4).outcome in {Outcome.FAILED, Outcome.UNKNOWN}
    assert report.verdict != "verified"


def test_all_parts_share_one_budget_of_documents() -> None:
    many = [
        signed(
            endorsement(id=address, issuer=f"https://guild{number}.example/issuer"),
            signer=GUILD_SIGNER,
            verification_method=f"https://guild{number}.example/issuer#key-1",
        )
        for number, address in enumerate(ADDRESSES[:20])
    ]
    world = World()
    for number in range(20):
        address = f"https://guild{number}.example/issuer"
        world.documents[address] = controller_document(address, GUILD_SIGNER)
    report = world.check(endorsed(*many))
    assert report.check(10).fact == {"parts": 20, "holds": 11, "unchecked": 9}


# --- whatever is inside -------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.text(max_size=8)
    | st.sampled_from([ACHIEVEMENT, GUILD]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*endorsement(), "proof", "endorsement", "endorsementJwt", "verifiableCredential"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(member=st.sampled_from(["endorsement", "endorsementJwt", "verifiableCredential"]), value=JSON)
def test_nothing_inside_raises_or_is_passed_over(member: str, value: Any) -> None:
    report = World().check(badge() | {member: value})
    json.dumps(report.to_json())
    assert report.verdict == "not_verified"


PLACES_IN_AN_ENDORSEMENT = [
    ("credentialSubject", "endorsementComment"),
    ("credentialSubject", "id"),
    ("issuer", "id"),
    ("issuer", "name"),
    ("name",),
    ("id",),
    ("validFrom",),
]


@pytest.mark.parametrize("path", PLACES_IN_AN_ENDORSEMENT, ids=".".join)
def test_no_change_of_an_endorsement_survives(path: tuple[str, ...]) -> None:
    one = deepcopy(signed_by_guild(endorsement()))
    holder: Any = one
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = "2025-01-01T00:00:00Z" if path[-1] == "validFrom" else "urn:x:changed"
    report = World().check(endorsed(one))
    assert part(report).verdict == "not_verified"
    assert report.verdict == "not_verified"
