"""The eight questions and the tree of parts say what the library found, in plain words, and never more or kinder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from tests.credential import older_badges
from tests.credential.badges import (
    ACHIEVEMENT,
    CREATED,
    GUILD,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    adas_badge,
    badge,
    changed,
    clr,
    endorsed,
    endorsement,
    knife_skills,
    presentation,
    shown,
    signed,
    signed_by_guild,
)

from skillmark.credential import Policy, issue_sd_jwt, present_sd_jwt
from skillmark.credential.disclose import VCT
from skillmark.credential.registry import Registry
from skillmark.credential.report import Check, Group, Message, Outcome, Part, Report, Role, Verdict
from skillmark.interfaces.pages.ui import samples
from skillmark.interfaces.pages.ui.inside import PartShow
from skillmark.interfaces.pages.ui.said import Said, What, said_in
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, from_report
from skillmark.interfaces.pages.ui.shows import UNTOLD, VERDICTS, QuestionShow
from skillmark.interfaces.pages.ui.verdicts import LAPSED, verdict_of

P, F, U, N = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
OUTCOMES = st.lists(st.sampled_from([P, F, U, N]), min_size=10, max_size=10)
KNOWING = Policy(
    registries=(Registry.of({NORTHFIELD: "Northfield College", GUILD: "Guild"}, name="our list"),)
)


def world() -> World:
    return World(policy=KNOWING)


def page(document: Any, *, now: Any = NOW) -> CredentialShow:
    """The show of what the library finds in the small world of its tests."""
    return from_report(world().check(document), now=now, checked_at=NOW)


def html(show: CredentialShow) -> str:
    """The page of a check."""
    answer = {"verdict": show.verdict, "title": show.title, "name": show.name}
    return render_to_string("ui/answer.html", answer) + render_to_string("ui/checked.html", {"show": show})


def answers(show: CredentialShow | PartShow) -> dict[str, QuestionShow]:
    return {question.group: question for question in show.questions}


def parts(show: CredentialShow) -> tuple[PartShow, ...]:
    assert show.inside is not None
    return show.inside.parts


def every_part(shown_parts: tuple[PartShow, ...]) -> Iterator[PartShow]:
    for each in shown_parts:
        yield each
        yield from every_part(each.parts)


# --- the questions ------------------------------------------------------------------------------------------


def test_a_good_badge_answers_all_eight() -> None:
    show = page(signed(badge()))
    assert [question.group for question in show.questions] == [group.value for group in Group]
    said = {q.question: f"{q.word} {q.note}".strip() for q in show.questions}
    assert said == {
        "Was anything changed?": "Unchanged",
        "Who issued it – and is it really them?": "It is them northfield.example",
        "Do we know this issuer?": "Yes on our list",
        "Is it written as the standard asks?": "Yes Open Badges 3.0",
        "Is it in date?": "Yes until 15 January 2029",
        "Has it been withdrawn?": "Nothing is published",
        "Whose is it?": "Nobody was asked issued to Ada Learner",
        "What is inside it?": "Nothing further",
    }
    assert not any(question.is_open for question in show.questions)
    fresh = answers(show)["issuer_binding"].fresh
    assert fresh is not None
    assert (fresh.age, fresh.moment) == ("keys read 2 minutes ago", "keys read on 1 March 2026, 11:58 UTC")


def test_every_step_stands_below_one_question_with_its_rule() -> None:
    show = page(signed(badge()))
    steps = sorted(step.step for question in show.questions for step in question.steps)
    assert steps == list(range(1, 11))
    assert all(step.spec for question in show.questions for step in question.steps)


@given(outcomes=OUTCOMES)
def test_no_answer_is_kinder_or_harder_than_the_library(outcomes: list[Outcome]) -> None:
    checks = tuple(replace(c, outcome=o) for c, o in zip(samples.checks(), outcomes, strict=True))
    report = Report(checks=checks)
    for question in from_report(report, now=samples.DAY).questions:
        found = report.group(Group(question.group))
        assert (question.tone == "ok") <= (found is P)
        assert (question.tone == "bad") == (found is F)
        assert (question.tone == "unk") <= (found is U), "what could not be checked is grey"
        assert question.is_open >= (found is F), "what fails is seen without opening anything"
        assert question.word


@pytest.mark.parametrize(
    ("step", "code", "group", "word", "tone"),
    [
        (4, "signature_invalid", "integrity", "Yes, or somebody else signed it", "bad"),
        (4, "not_signed", "integrity", "Nobody signed it", "bad"),
        (3, "issuer_mismatch", "issuer_binding", "It is somebody else", "bad"),
        (3, "key_not_found", "issuer_binding", "It is not shown to be them", "bad"),
        (5, "not_yet_valid", "validity", "Not yet", "bad"),
        (5, "dates_reversed", "validity", "Its dates are wrong", "bad"),
        (6, "suspended", "status", "It is on hold", "bad"),
        (8, "endorsement_subject", "subject", "It does not belong here", "bad"),
        (10, "part_forged", "endorsements", "Something that does not hold", "bad"),
    ],
)
def test_an_answer_says_why_where_that_says_more(
    step: int, code: str, group: str, word: str, tone: str
) -> None:
    answer = answers(samples.show(**{f"step{step}": (F, "Why.", code)}))[group]
    assert (answer.word, answer.tone) == (word, tone)


@pytest.mark.parametrize(
    ("outcome", "code", "word", "tone"),
    [
        (U, "issuer_unlisted", "No", "warn"),
        (N, "no_list", "No", "warn"),
        (U, "registry_unreachable", "Could not be checked", "unk"),
        (N, "not_reached", "Not asked", "na"),
        (F, "achievement_mismatch", "Something else was asked for", "bad"),
    ],
)
def test_not_to_be_on_a_list_is_known_and_a_list_that_is_silent_is_not(
    outcome: Outcome, code: str, word: str, tone: str
) -> None:
    answer = answers(samples.show(step9=(outcome, "Why.", code)))["trust"]
    assert (answer.word, answer.tone) == (word, tone)


def test_what_a_forger_can_write_too_is_never_green() -> None:
    """The key that a forgery names is the issuer's, and its dates are as good as any."""
    document = signed(badge()) | {"name": "Brain surgery"}
    found = world().check(document)
    assert (found.check(3).outcome, found.check(5).outcome) == (P, P)
    show = page(document)
    issuer, dates = answers(show)["issuer_binding"], answers(show)["validity"]
    assert (issuer.word, issuer.tone) == ("It names a key of theirs, and no more", "na")
    assert (dates.word, dates.tone, dates.note) == ("By its own dates, yes", "na", "")


def test_an_issuer_known_by_a_key_alone_is_called_that(db: None) -> None:
    show = samples.show(step9=(U, "did:key:z6Mk… is not on our list.", "issuer_unlisted"))
    assert "northfield.example" in answers(show)["issuer_binding"].note
    own = samples.document() | {"issuer": {"id": "did:key:z6MkNobody", "name": "Nobody"}}
    report = Report(
        samples.checks(step9=(U, "did:key:z6MkNobody is not on our list.", "issuer_unlisted")), own
    )
    bare = from_report(report, now=samples.DAY)
    issuer = answers(bare)["issuer_binding"]
    assert (issuer.word, issuer.note) == ("The holder of its key", "the name in it is their own word")
    assert "did:key" not in bare.verdict.sentence
    assert bare.verdict.kind == "issuer_unknown"


def test_a_day_is_named_where_the_dates_decide() -> None:
    expired = page(signed(badge() | {"validUntil": "2026-02-01T00:00:00Z"}))
    assert answers(expired)["validity"].note == "on 1 February 2026"
    early = page(signed(badge() | {"validFrom": "2026-05-01T00:00:00Z"}))
    assert answers(early)["validity"].note == "it begins on 1 May 2026"
    endless = page(signed(changed(badge(), validUntil=None)))
    assert answers(endless)["validity"].note == "since 15 January 2026, with no end"


# --- the verdict in words -----------------------------------------------------------------------------------


def test_genuine_is_said_only_where_issuer_and_signature_are_established() -> None:
    for kind in LAPSED:
        assert re.search("genuine", VERDICTS[kind].sentence)
    open_issuer = {"step3": (U, "No answer.", "unreachable")}
    for code, step in (
        ("expired", "step5"),
        ("not_yet_valid", "step5"),
        ("revoked", "step6"),
        ("suspended", "step6"),
    ):
        lapse = {step: (F, "Why.", code)}
        proven = samples.show(**lapse).verdict
        assert proven.kind == code
        assert "genuine" in proven.sentence
        doubtful = samples.show(**lapse, **open_issuer).verdict
        assert doubtful.kind == "not_valid"
        assert "whether it was genuine could not be checked" in doubtful.sentence


@given(outcomes=OUTCOMES, codes=st.lists(st.sampled_from(["", "expired", "revoked", "part_forged", "association_end"]),
                                         min_size=10, max_size=10))  # fmt: skip
def test_whatever_is_called_less_than_not_genuine_has_a_whole_signature_or_does_not_claim_it(
    outcomes: list[Outcome], codes: list[str]
) -> None:
    checks = tuple(
        replace(check, outcome=outcome, code=code)
        for check, outcome, code in zip(samples.checks(), outcomes, codes, strict=True)
    )
    report = Report(checks=checks)
    verdict = verdict_of(report)
    assert (verdict.tone == "bad") == (report.verdict is Verdict.NOT_VERIFIED)
    assert (verdict.tone == "unk") == (report.verdict is Verdict.NOT_CHECKED)
    if verdict.kind in LAPSED:
        assert (report.check(3).outcome, report.check(4).outcome) == (P, P)
    if F in {report.check(3).outcome, report.check(4).outcome}:
        assert verdict.kind in {"not_genuine", "not_readable"}
    assert verdict.sentence
    assert verdict.next_step


def test_where_trying_again_helps_nobody_something_else_is_advised() -> None:
    unsupported = samples.show(
        step4=(U, "Signatures of this kind are not supported.", "proof_type_unsupported")
    )
    assert "another program" in unsupported.verdict.next_step
    unreachable = samples.show(step6=(U, "No answer.", "status_list_unreachable"))
    assert "Try again later" in unreachable.verdict.next_step
    assert unreachable.verdict.sentence.endswith("Everything else holds.")
    assert unreachable.verdict.because == "No answer."


# --- what is inside -----------------------------------------------------------------------------------------


def test_an_endorsement_says_who_vouches_for_what_and_whether_it_holds() -> None:
    show = page(endorsed(signed_by_guild(endorsement())))
    assert show.inside is not None
    assert show.inside.heading == "Inside it: 1 endorsement"
    (part,) = parts(show)
    assert part.title == "Guild of kitchens vouches for Food safety"
    assert part.comment == "We would let them cook."
    assert part.verdict.kind == "verified"
    assert answers(part)["subject"].question == "What does it speak of?"
    assert answers(part)["subject"].word == "Of what it stands in"
    assert (answers(show)["endorsements"].word, answers(show)["endorsements"].note) == (
        "It holds",
        "1 endorsement",
    )
    assert "<blockquote>We would let them cook.</blockquote>" in html(show)


@pytest.mark.parametrize(
    ("about", "named"),
    [
        (NORTHFIELD, "Northfield College"),
        ("urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11", "Food safety"),
        (ACHIEVEMENT, "Food safety"),
    ],
)
def test_what_is_endorsed_is_called_by_its_name(about: str, named: str) -> None:
    (part,) = parts(page(endorsed(signed_by_guild(endorsement(of=about)))))
    assert part.title == f"Guild of kitchens vouches for {named}"


def test_an_endorser_whom_nobody_knows_is_never_shown_as_known() -> None:
    report = World(policy=Policy(registries=(Registry.of({NORTHFIELD: "N"}, name="our list"),))).check(
        endorsed(signed_by_guild(endorsement()))
    )
    show = from_report(report, now=NOW)
    assert show.verdict.kind == "verified"
    (part,) = parts(show)
    assert (part.verdict.kind, part.verdict.tone) == ("issuer_unknown", "warn")
    assert "for you to judge" in part.verdict.next_step


def test_a_record_is_a_list_of_cards_each_with_its_own_verdict() -> None:
    lapsed = knife_skills(validUntil="2026-02-01T00:00:00Z")
    show = page(signed(clr(adas_badge(), lapsed)))
    assert show.what is What.RECORD
    assert show.verdict.kind == "verified"
    assert "Not all that is inside counts" in show.verdict.next_step
    assert (answers(show)["endorsements"].word, answers(show)["endorsements"].tone) == ("1 of 2 hold", "warn")
    good, bad = parts(show)
    assert (good.title, good.by, good.verdict.kind) == ("Food safety", "Northfield College", "verified")
    assert (bad.verdict.kind, bad.is_open, good.is_open) == ("expired", True, False)
    assert [(fact.label, fact.value) for fact in good.facts] == [
        ("Issued to", "Ada Learner"), ("Issued by", "Northfield College"), ("Since", "15 January 2026"),
        ("Valid until", "15 January 2029"),
    ]  # fmt: skip


def test_a_presentation_counts_who_is_known_of_those_who_issued_what_it_shows() -> None:
    known = page(shown(presentation(adas_badge(), knife_skills())))
    assert (known.what, known.verdict.kind) == (What.PRESENTATION, "verified")
    assert known.title == "2 credentials, shown together"
    assert answers(known)["validity"].word == "Asked of each inside"
    stranger = World().check(shown(presentation(adas_badge())))
    verdict = from_report(stranger, now=NOW).verdict
    assert (verdict.kind, verdict.tone) == ("issuer_unknown", "warn")
    assert "The issuer of 1 of 1 is on no list" in verdict.sentence
    unsigned = page(presentation(adas_badge()))
    assert "Nobody signed the whole" in unsigned.verdict.next_step


def forged(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"name": "Brain surgery"}


def test_nothing_of_a_forged_part_is_repeated_and_the_whole_falls_with_it() -> None:
    show = page(signed(clr(adas_badge(), forged(knife_skills()))))
    assert show.verdict.kind == "not_genuine"
    assert not show.readable
    text = html(show)
    for said in ("Brain surgery", "Food safety", "Ada Learner", "Guild of kitchens"):
        assert said not in text
    good, bad = parts(show)
    assert (good.title, good.verdict.kind) == ("A credential", "beside"), "it holds, and stands in a forgery"
    assert (bad.title, bad.verdict.kind, bad.is_open) == ("A credential", "not_genuine", True)
    assert "Nothing of what the parts say is repeated here" in text


def test_what_stands_in_a_forgery_is_never_green() -> None:
    document = endorsed(signed_by_guild(endorsement())) | {"name": "Brain surgery"}
    show = page(document)
    assert show.verdict.kind == "not_genuine"
    (part,) = parts(show)
    assert (part.title, part.comment, part.verdict.tone) == ("An endorsement", "", "unk")


def test_an_endorsement_of_something_else_does_not_belong_here() -> None:
    (part,) = parts(page(endorsed(signed_by_guild(endorsement(of="https://other.example/achievement")))))
    assert part.verdict.kind == "misplaced"
    assert answers(part)["subject"].word == "Of something else"
    assert part.comment == ""


def test_parts_within_parts_are_shown_to_the_fourth_level_and_the_rest_is_counted() -> None:
    innermost = signed_by_guild(endorsement(of=GUILD, id="urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-000000000009"))
    for number in range(5):
        outer = endorsement(of=GUILD, id=f"urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-00000000001{number}")
        outer["endorsement"] = [innermost]
        innermost = signed_by_guild(outer)
    outermost = changed(badge(GUILD))
    outermost["endorsement"] = [innermost]
    show = page(signed_by_guild(outermost))
    depth, deepest = 0, parts(show)
    while deepest[0].parts:
        depth, deepest = depth + 1, deepest[0].parts
    assert depth == 3
    assert deepest[0].beyond == "1 more part could not be checked, because there is too much inside."
    text = html(show)
    assert text.count('<details class="part"') == 4
    assert deepest[0].beyond in text


def test_what_stands_there_twice_is_counted_once_and_said() -> None:
    one = adas_badge()
    document = {
        "@context": one["@context"][:1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [one],
    }
    fact = {"parts": 2, "holds": 1, "repeated": 1}
    found = world().check(one)
    checks = tuple(replace(c, fact=fact) if c.step == 10 else c for c in found.checks)
    show = from_report(
        Report(checks, document, parts=(Part("verifiableCredential[0]", Role.CREDENTIAL, found),)), now=NOW
    )
    assert show.inside is not None
    assert show.inside.beyond == "1 part stood there twice, and was counted once."


def test_what_was_kept_shows_the_same_tree() -> None:
    for document in (
        signed(clr(adas_badge(), knife_skills(validUntil="2026-02-01T00:00:00Z"))),
        endorsed(signed_by_guild(endorsement())),
        signed(clr(adas_badge(), forged(knife_skills()))),
        b"{ cut off",
    ):
        report = world().check(document)
        kept = Report.from_json(json.loads(json.dumps(report.to_json())))
        fresh, later = (from_report(each, now=NOW) for each in (report, kept))
        assert later.inside == fresh.inside
        assert later.questions == fresh.questions
        assert later.verdict == fresh.verdict


@given(st.recursive(
    st.builds(lambda outcomes: (outcomes, []), OUTCOMES),
    lambda inner: st.tuples(OUTCOMES, st.lists(inner, max_size=2)), max_leaves=5,
))  # fmt: skip
def test_no_part_is_kinder_than_the_library_wherever_it_stands(tree: Any) -> None:
    def report_of(node: Any) -> Report:
        outcomes, inner = node
        checks = tuple(replace(c, outcome=o) for c, o in zip(samples.checks(), outcomes, strict=True))
        found = tuple(Part(f"p[{n}]", Role.CREDENTIAL, report_of(each)) for n, each in enumerate(inner))
        return Report(checks, samples.badge_of("Knife skills", "Guild"), parts=found)

    def compare(report: Report, shown_parts: tuple[PartShow, ...], told: bool) -> None:
        for part, show in zip(report.parts, shown_parts, strict=True):
            tone, library = show.verdict.tone, part.report.verdict
            assert (tone in {"ok", "warn"}) <= (library is Verdict.VERIFIED)
            assert (tone == "bad") == (library is Verdict.NOT_VERIFIED)
            told_here = told and show.verdict.kind not in UNTOLD
            assert told_here or "Knife skills" not in (show.title, show.text, *(f.value for f in show.facts))
            compare(part.report, show.parts, told_here)

    report = report_of(tree)
    show = from_report(report, now=samples.DAY)
    compare(report, show.inside.parts if show.inside else (), show.readable)
    assert show.readable or "Knife skills" not in html(show)


# --- older, and shown in part -------------------------------------------------------------------------------


def test_an_older_badge_is_called_that_in_plain_words_and_never_spoken_of_as_signed() -> None:
    show = from_report(older_badges.check(older_badges.assertion()), now=NOW)
    (note,) = show.notes
    assert note.title == "An older badge: Open Badges 2.0"
    assert "It is not signed" in note.text
    assert not any("older standard" in warning for warning in show.warnings), "said once"
    assert "compared, word by word" in answers(show)["integrity"].how
    assert show.stamp.startswith(
        "Checked on 1 March 2026, 12:00 UTC, against the copy that its issuer keeps,"
    )
    assert "status list" not in show.stamp
    text = html(show)
    assert "Any Open Badges 3.0 verifier" not in text
    assert "Verifiers of Open Badges 2.0 read it." in text


def test_what_was_changed_in_an_older_badge_is_said_of_its_copy() -> None:
    show = from_report(older_badges.check(older_badges.assertion(issuedOn="2020-01-01T00:00:00Z")), now=NOW)
    assert show.verdict.sentence == "It does not say what its issuer's own copy says."
    assert answers(show)["integrity"].word == "Yes: the issuer's copy says something else"


def test_what_is_kept_back_is_counted() -> None:
    issued = issue_sd_jwt(
        badge(), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, created=CREATED, vct=VCT
    )
    show = page(present_sd_jwt(issued.decode(), disclose=[], now=NOW).encode())
    assert show.verdict.kind == "verified", show.verdict
    (note,) = show.notes
    assert note.title == "5 more statements are in it, but not shown"
    assert "Ada Learner" not in html(show)


def test_a_statement_of_another_kind_shows_what_it_says_and_claims_to_be_no_badge() -> None:
    show = samples.shows()["partly-shown"]
    assert show.what is What.OTHER
    assert [(fact.label, fact.value) for fact in show.statements] == [
        ("vct", "https://register.example/driving-licence"), ("given name", "Mariam"), ("classes", "B, BE"),
    ]  # fmt: skip
    assert not show.marks
    assert show.badge_url == ""
    assert "This is a signed statement, and no badge." in html(show)


@pytest.mark.parametrize("state", samples.shows())
def test_every_state_has_its_page_with_one_heading_of_the_first_rank(state: str) -> None:
    show = samples.shows()[state]
    text = html(show)
    assert text.count("<h1") == 1
    assert f"<h1>{show.verdict.word}</h1>" in text
    assert text.count('<details class="question') == 8 * (
        1 + len(list(every_part(parts(show)))) if show.inside else 1
    )
    assert render_to_string("ui/credential.html", {"show": show}).count("<h1") == 1


def test_names_out_of_a_file_stay_words_and_stay_short() -> None:
    name = "<script>alert(1)</script>" + "x" * 5_000
    said = said_in({"name": name, "issuer": {"name": "\u202eevil"}, "type": ["OpenBadgeCredential"]})
    assert len(said.title) <= 201
    assert "\u202e" not in said.issuer
    document = endorsed(signed_by_guild(endorsement(issuer=GUILD, name=name)))
    assert "<script>" not in html(page(document))


@given(st.dictionaries(st.sampled_from(["id", "name", "type", "issuer", "subject", "achievement", "valid_from"]),
                       st.none() | st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=2)))  # fmt: skip
def test_no_summary_breaks_what_is_read_from_it(summary: dict[str, Any]) -> None:
    assert isinstance(said_in(summary), Said)


def test_older_checks_say_when_they_were_made() -> None:
    show = page(signed(badge()), now=NOW + timedelta(hours=3))
    assert show.checked == "on 1 March 2026, 12:00 UTC"


def test_that_an_issuer_is_unknown_is_said_by_its_question_and_not_once_more() -> None:
    report = World().check(signed(badge()))
    assert not report.warnings or "on no list" in report.warnings[0]
    assert not any("on no list" in warning for warning in from_report(report, now=NOW).warnings)


def test_a_note_of_another_kind_is_worth_knowing() -> None:
    checks: tuple[Check, ...] = samples.checks()
    report = Report(checks, samples.document(), notes=(Message("Look twice.", code="issuer_lookalike"),))
    assert from_report(report, now=NOW).warnings == ("Look twice.",)
