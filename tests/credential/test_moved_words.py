"""A signature over statements does not say in which of two descriptions of a node they stand: none may be moved.

The forger here is a learner with a genuine badge of her own, who chose the address of her evidence; or whoever passes a
record on, in which credentials of several issuers speak of the same things.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from tests.credential.badges import (
    ACHIEVEMENT,
    ADA,
    GUILD,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    OPEN_BADGES,
    VCDM,
    World,
    badge,
    clr,
    endorsed,
    endorsement,
    knife_skills,
    signed,
    signed_by_guild,
)

from skillmark.credential.canon import rdfc10
from skillmark.credential.errors import ContextError
from skillmark.credential.jsonld import Forms, canonical_nquads, to_quads
from skillmark.credential.keys.multikey import multibase_encode
from skillmark.credential.report import Outcome, Verdict

CRITERIA = "https://northfield.example/criteria/food-safety"
PICTURE = "https://northfield.example/pictures/1.png"
Document = dict[str, Any]
_ANY_FORM = Forms(compact_only=False)


def _canonical(document: Document) -> bytes:
    return rdfc10.canonicalize(to_quads(document, forms=_ANY_FORM)).nquads.encode()


def signed_elsewhere(document: Document) -> Document:
    """The document as Northfield signs it with another library, which asks less of what it signs."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-15T09:00:00Z",
        "verificationMethod": NORTHFIELD_KEY,
        "proofPurpose": "assertionMethod",
    }
    options = proof | {"@context": document["@context"]}
    data = b"".join(hashlib.sha256(_canonical(part)).digest() for part in (options, document))
    return document | {"proof": proof | {"proofValue": multibase_encode(NORTHFIELD_SIGNER.sign(data))}}


def _achievement(document: Document) -> Any:
    return document["credentialSubject"]["achievement"]


def _swap(one: Any, other: Any, *names: str) -> None:
    for name in names:
        one[name], other[name] = other[name], one[name]


def _evidence(document: Document, **members: Any) -> Document:
    """The badge with one evidence, as its learner handed it in."""
    return document | {"evidence": [{"type": ["Evidence"]} | members]}


def _title() -> tuple[Document, Callable[[Document], None]]:
    document = _evidence(badge(), id=ACHIEVEMENT, name="Doctor of physics", description="With honours.")
    return document, lambda d: _swap(_achievement(d), d["evidence"][0], "name", "description")


def _title_of_the_credential() -> tuple[Document, Callable[[Document], None]]:
    document = badge()
    del document["name"]
    document = _evidence(document, id=document["id"], name="Doctor of physics")
    return document, lambda d: d.update(name=d["evidence"][0].pop("name"))


def _criteria() -> tuple[Document, Callable[[Document], None]]:
    document = _evidence(badge(), id=CRITERIA, narrative="She won the Nobel prize.")
    _achievement(document)["criteria"] = {"id": CRITERIA, "narrative": "Passes the quiz."}
    return document, lambda d: _swap(_achievement(d)["criteria"], d["evidence"][0], "narrative")


def _narrative() -> tuple[Document, Callable[[Document], None]]:
    document = _evidence(badge(), id=ADA, narrative="The best of all.")
    document["credentialSubject"]["id"] = ADA
    return document, lambda d: d["credentialSubject"].update(narrative=d["evidence"][0].pop("narrative"))


def _issuer() -> tuple[Document, Callable[[Document], None]]:
    document = _evidence(badge(), id=NORTHFIELD, name="The old university")
    return document, lambda d: _swap(d["issuer"], d["evidence"][0], "name")


def _issuer_by_another_type() -> tuple[Document, Callable[[Document], None]]:
    document, move = _issuer()
    document["evidence"][0]["type"] = ["Evidence", "Profile"]
    return document, move


def _picture() -> tuple[Document, Callable[[Document], None]]:
    document = badge()
    document["credentialSubject"]["id"] = ACHIEVEMENT
    document["credentialSubject"]["image"] = {"id": PICTURE, "type": "Image"}
    return document, lambda d: _achievement(d).update(image=d["credentialSubject"].pop("image"))


def _language() -> tuple[Document, Callable[[Document], None]]:
    document = badge()
    _achievement(document)["inLanguage"] = "en"
    _achievement(document)["related"] = [{"id": ACHIEVEMENT, "type": ["Related"], "inLanguage": "de"}]
    return document, lambda d: _swap(_achievement(d), _achievement(d)["related"][0], "inLanguage")


def _criteria_as_a_profile() -> tuple[Document, Callable[[Document], None]]:
    document = badge()
    document["credentialSubject"]["source"] = {"id": CRITERIA, "type": ["Profile"], "narrative": "Praise."}
    _achievement(document)["criteria"] = {"id": CRITERIA, "type": ["Profile"]}

    def move(d: Document) -> None:
        _achievement(d)["criteria"]["narrative"] = d["credentialSubject"]["source"].pop("narrative")

    return document, move


MOVES = {
    "the name of an evidence becomes the achievement's": _title,
    "the name of an evidence becomes the credential's": _title_of_the_credential,
    "the narrative of an evidence becomes the criteria": _criteria,
    "the narrative of an evidence becomes what the issuer says of the learner": _narrative,
    "the name of an evidence becomes the issuer's": _issuer,
    "the same, for one that calls itself a profile too": _issuer_by_another_type,
    "the learner's picture becomes the achievement's": _picture,
    "the language of a mention becomes the achievement's": _language,
    "what a profile says becomes the criteria": _criteria_as_a_profile,
}


@pytest.mark.parametrize("name", MOVES)
def test_what_could_be_moved_is_refused_before_and_after(name: str) -> None:
    document, move = MOVES[name]()
    genuine = signed_elsewhere(document)
    forged = deepcopy(genuine)
    move(forged)
    # The very same statements, so that every signature over statements fits both.
    bare = [{key: value for key, value in each.items() if key != "proof"} for each in (genuine, forged)]
    assert _canonical(bare[0]) == _canonical(bare[1])
    assert bare[0] != bare[1]
    for each in (genuine, forged):
        report = World().check(each)
        assert report.verdict is Verdict.NOT_VERIFIED
        assert "a signature does not say in which of the two" in report.check(2).detail


def _self_issued(**members: Any) -> Document:
    document = badge(ADA)
    document["issuer"]["name"] = "Ada Learner"
    document["credentialSubject"] |= {"id": ADA, "narrative": "I can."} | members
    return document


def _with_achievement(**members: Any) -> Document:
    document = badge()
    _achievement(document).update(members)
    return document


def _refreshed() -> Document:
    document = badge()
    document["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    return document | {"refreshService": {"id": document["id"], "type": "1EdTechCredentialRefresh"}}


def _with_digest() -> Document:
    document = badge() | {
        "image": {"id": PICTURE, "type": "Image"},
        "relatedResource": {"id": PICTURE, "digestSRI": "sha256-" + "A" * 43 + "=", "mediaType": "image/png"},
    }
    return document | {"credentialSchema": {"id": PICTURE, "type": "JsonSchema"}}


COMMON = {
    "an issuer who is its own subject": _self_issued(),
    "the same, with its name said twice": _self_issued(name="Ada Learner"),
    "criteria at the achievement's own address": _with_achievement(
        criteria={"id": ACHIEVEMENT, "narrative": "Passes the quiz."}
    ),
    "an issuer who is the creator, in other words": _with_achievement(
        creator={
            "id": NORTHFIELD,
            "type": ["Profile"],
            "name": "Northfield",
            "url": "https://northfield.example",
        }
    ),
    "a mention in its language and version": _with_achievement(
        related=[{"id": ACHIEVEMENT, "type": ["Related"], "inLanguage": "en", "version": "2"}]
    ),
    "a service at the credential's own address": _refreshed(),
    "a digest of a picture and of a schema": _with_digest(),
    "the same evidence twice": badge()
    | {"evidence": [badge()["evidence"][0], {"type": ["Evidence"], "name": "x"}]},
}


@pytest.mark.parametrize("name", COMMON)
def test_what_is_common_and_harms_nobody_is_welcome(name: str) -> None:
    assert canonical_nquads(COMMON[name])


def test_a_subject_who_is_the_issuer_by_another_name_is_refused() -> None:
    with pytest.raises(ContextError, match="“name” stands"):
        canonical_nquads(_self_issued(name="Somebody else"))


def test_a_thing_may_not_be_described_without_end() -> None:
    profile = {"id": GUILD, "type": ["Profile"]}
    others = [
        {"id": f"urn:x:{n}", "type": ["Achievement"], "creator": profile | {"name": str(n)}}
        for n in range(40)
    ]
    with pytest.raises(ContextError, match="more than 32 descriptions of one thing"):
        canonical_nquads(_with_achievement(related=others))
    assert canonical_nquads(_with_achievement(related=others[:30]))


# --- records and endorsements -------------------------------------------------------------------------------


def _mallorys_badge() -> Document:
    """A badge of Mallory's about Ada, which says things of everybody."""
    document = badge(MALLORY)
    document["id"] = "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-0000000000bb"
    document["issuer"]["name"] = "Mallory"
    document["credentialSubject"] = {
        "id": ADA,
        "type": ["AchievementSubject"],
        "narrative": "Ada graduated summa cum laude.",
        "achievement": {
            "id": "https://mallory.example/achievements/1",
            "type": ["Achievement"],
            "name": "Honours",
            "description": "Whatever Mallory likes.",
            "criteria": {"narrative": "Pays."},
            "creator": {
                "id": NORTHFIELD,
                "type": ["Profile"],
                "name": "Northfield College",
                "url": "https://mallory.example/",
                "official": "Mallory",
            },
        },
    }
    document["evidence"] = [{"id": clr()["id"], "type": ["Evidence"], "description": "A doctorate."}]
    return signed(document, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)


def _record() -> Document:
    return signed(clr(_mallorys_badge()))


REPEATED: dict[str, Callable[[Document], None]] = {
    "the narrative": lambda d: d["credentialSubject"].update(narrative="Ada graduated summa cum laude."),
    "the description": lambda d: d.update(description="A doctorate."),
    "the issuer's address": lambda d: d["issuer"].update(url="https://mallory.example/"),
    "whoever speaks for the issuer": lambda d: d["issuer"].update(official="Mallory"),
}


def test_a_record_may_hold_what_anybody_says() -> None:
    report = World().check(_record())
    assert report.verdict is Verdict.VERIFIED
    assert report.credential is not None
    # What others say of the issuer is not shown as its own word.
    assert (report.credential.issuer.url, report.credential.issuer.official) == ("", "")


@pytest.mark.parametrize("name", REPEATED)
def test_what_another_says_inside_is_not_repeated_as_the_issuers_word(name: str) -> None:
    forged = _record()
    before = _canonical({key: value for key, value in forged.items() if key != "proof"})
    REPEATED[name](forged)
    assert _canonical({key: value for key, value in forged.items() if key != "proof"}) == before
    report = World().check(forged)
    assert report.verdict is Verdict.NOT_VERIFIED
    assert report.check(2).outcome is Outcome.FAILED


def test_what_the_issuer_itself_says_inside_may_be_repeated() -> None:
    own = badge() | {"id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-0000000000cc"}
    own["issuer"]["url"] = "https://northfield.example"
    record = clr(signed(own))
    record["issuer"]["url"] = "https://northfield.example"
    assert World().check(signed(record)).verdict is Verdict.VERIFIED


def test_a_record_may_repeat_an_achievement_of_another_word_for_word() -> None:
    theirs = knife_skills()
    achievement = theirs["credentialSubject"]["achievement"]
    assert (
        World().check(signed(clr(theirs, subject={"achievement": [achievement]}))).verdict is Verdict.VERIFIED
    )
    with pytest.raises(ContextError, match="a second time, and differently"):
        canonical_nquads(clr(theirs, subject={"achievement": [achievement | {"tag": ["best"]}]}))


def test_the_order_in_which_words_of_others_come_decides_nothing() -> None:
    record = clr(_mallorys_badge())
    narrative = record["credentialSubject"]["verifiableCredential"][0]["credentialSubject"]["narrative"]
    subject = record["credentialSubject"] | {"narrative": narrative}
    others_first = {name: value for name, value in record.items() if name != "credentialSubject"}
    with pytest.raises(ContextError):
        canonical_nquads({"credentialSubject": subject} | others_first)
    achievement = {"id": "urn:x:1", "type": ["Achievement"], "image": {"id": PICTURE, "type": "Image"}}
    word = signed_by_guild(
        endorsement("urn:x:1", evidence=[{"id": "urn:x:1", "type": ["Evidence"], "name": "x"}])
    )
    inner_first = {
        "@context": [VCDM, OPEN_BADGES],
        "id": "urn:x:0",
        "type": ["Achievement"],
        "endorsement": [word],
    }
    assert canonical_nquads(inner_first | {"related": [achievement]})
    with pytest.raises(ContextError):
        canonical_nquads(inner_first | {"related": [achievement | {"name": "x"}]})


def test_a_badge_with_an_endorsement_by_another_still_holds() -> None:
    assert World().check(endorsed(signed_by_guild(endorsement()))).verdict is Verdict.VERIFIED


# --- what others call the issuer ----------------------------------------------------------------------------


def _called_otherwise(name: str = "Mallory's College") -> Document:
    """Mallory's badge, in which Northfield has another name."""
    document = {key: value for key, value in _mallorys_badge().items() if key != "proof"}
    document["credentialSubject"]["achievement"]["creator"]["name"] = name
    return signed(document, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)


def _own_badge() -> Document:
    return signed(badge() | {"id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-0000000000cc"})


def _guilds_badge() -> Document:
    """A badge of the guild's, which calls Northfield by its name."""
    document = {key: value for key, value in knife_skills().items() if key != "proof"}
    creator = {"id": NORTHFIELD, "type": ["Profile"], "name": "Northfield College"}
    document["credentialSubject"]["achievement"]["creator"] = creator
    return signed_by_guild(document)


def _with_name(record: Document, name: str) -> Document:
    """The record with another name of its issuer, which changes nothing of what is signed."""
    forged = deepcopy(record)
    forged["issuer"]["name"] = name
    before, after = (
        _canonical({key: value for key, value in each.items() if key != "proof"}) for each in (record, forged)
    )
    assert before == after
    return forged


def test_the_issuers_name_is_not_exchanged_for_one_that_another_gives_it() -> None:
    record = signed(clr(_called_otherwise(), _own_badge()))
    assert World().check(record).verdict is Verdict.VERIFIED
    report = World().check(_with_name(record, "Mallory's College"))
    assert (report.verdict, report.check(2).code) == (Verdict.NOT_VERIFIED, "described_twice")


def test_where_only_others_name_the_issuer_nobody_knows_which_name_it_wrote() -> None:
    record = signed_elsewhere(clr(_called_otherwise(), _guilds_badge()))
    for document in (record, _with_name(record, "Mallory's College")):
        report = World().check(document)
        assert (report.verdict, report.check(2).code) == (Verdict.NOT_VERIFIED, "described_twice")


def test_the_issuers_name_is_not_exchanged_with_that_of_a_creator() -> None:
    word = endorsement(issuer=MALLORY)
    parent = {"id": NORTHFIELD, "type": ["Profile"], "name": "Mallory's College"}
    word["issuer"] = word["issuer"] | {"name": "Mallory", "parentOrg": parent}
    document = endorsed(signed(word, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY))
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    _achievement(unsigned)["creator"] = parent | {"name": "Northfield College"}
    honest = signed(unsigned)
    assert World().check(honest).verdict is Verdict.VERIFIED
    forged = deepcopy(honest)
    forged["issuer"]["name"] = "Mallory's College"
    report = World().check(forged)
    assert (report.verdict, report.check(2).code) == (Verdict.NOT_VERIFIED, "described_twice")


def test_everybody_may_call_the_issuer_by_its_name() -> None:
    assert World().check(signed(clr(_guilds_badge(), _own_badge()))).verdict is Verdict.VERIFIED
    assert World().check(signed(clr(_guilds_badge()))).verdict is Verdict.VERIFIED
    # The issuer itself says inside what it is called.
    both = [_called_otherwise(), _guilds_badge(), _own_badge()]
    assert World().check(signed(clr(*both))).verdict is Verdict.VERIFIED
