"""The life of a design: drafted, refused while incomplete, reviewed by someone else, published, superseded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed, NotFound
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import Concept
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of, facets_of
from skillmark.lifecycle.assessing.models import Assessment
from skillmark.lifecycle.designing import rules
from skillmark.lifecycle.designing.models import MicroCredential, Version, VersionState
from skillmark.lifecycle.designing.review_rules import all_yes
from skillmark.lifecycle.learning.models import Activity, Enrolment, Module
from skillmark.lifecycle.offering.models import Offering

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
CHECK = {
    "prompt": "Is an empty cell a zero?",
    "choices": [{"id": "a", "text": "Yes", "feedback": ""}, {"id": "b", "text": "No", "feedback": ""}],
    "correct": "b",
}
LEVELS = [
    {"label": "Not yet", "descriptor": "", "points": 0, "met": False},
    {"label": "Met", "descriptor": "", "points": 1, "met": True},
]


def begin(cast: Cast, title: str = "Honest Charts") -> Version:
    return design.create_micro_credential(actor=cast.dana, org=cast.northfield, title=title, now=NOON)


def complete(cast: Cast, version: Version) -> Version:
    """Fills a draft until nothing is missing."""
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    design.save_details(
        **by,
        values={
            "can_do": "draw charts",
            "criteria": "Pass.",
            "mode": "online",
            "workload_hours": 20,
            "level": 4,
            "pass_mark": 60,
        },
    )
    outcome = design.save_outcome(**by, statement="Draws honest charts")
    module = design.save_module(**by, title="Charts")
    design.save_activity(**by, module_uid=module.uid, kind="text", title="Read", body="Text.")
    design.save_activity(**by, module_uid=module.uid, kind="check", title="Check", question=CHECK)
    quiz = design.save_assessment(**by, kind="quiz", title="Quiz")
    design.save_item(
        **by, assessment_uid=quiz.uid, kind="numeric", prompt="Half of 5?", key={"value": 2.5, "tolerance": 0},
        outcome_uid=outcome.uid,
    )  # fmt: skip
    project = design.save_assessment(**by, kind="project", title="Project")
    design.save_rubric_row(**by, assessment_uid=project.uid, outcome_uid=outcome.uid, levels=LEVELS)
    return Version.objects.get(pk=version.pk)


def approve(cast: Cast, version: Version, now: datetime = NOON) -> None:
    by = {"actor": cast.rene, "version_uid": version.uid, "now": now}
    design.review_version(**by, decision="approved", answers=all_yes())


def approved(cast: Cast) -> Version:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    approve(cast, version)
    return version


def published(cast: Cast) -> Version:
    version = approved(cast)
    return design.publish_version(actor=cast.dana, version_uid=version.uid, now=NOON)


def facts() -> list[str]:
    return list(RecordedFact.objects.order_by("id").values_list("name", flat=True))


# --- begin ----------------------------------------------------------------------------------------------------


def test_a_double_click_begins_one_design(cast: Cast) -> None:
    uid = uuid4()
    first, second = (
        design.create_micro_credential(actor=cast.dana, org=cast.northfield, title="Twice", now=NOON, uid=uid)
        for _ in range(2)
    )
    assert first == second
    assert facts().count("MicroCredentialCreated") == 1


def test_a_form_that_somebody_else_used_begins_nothing(cast: Cast) -> None:
    used = uuid4()
    design.create_micro_credential(
        actor=cast.mallory, org=cast.mallory_ltd, title="Theirs", now=NOON, uid=used
    )
    for begin_again in (
        lambda: design.create_micro_credential(
            actor=cast.dana, org=cast.northfield, title="Mine", now=NOON, uid=used
        ),
        lambda: design.clone(
            actor=cast.dana, version_uid=cast.published.uid, title="Mine", now=NOON, uid=used
        ),
    ):
        with pytest.raises(Refused) as refused:
            begin_again()
        assert refused.value.code == "design.form"
        assert refused.value.next_step


def test_the_address_follows_the_title_until_the_first_version_is_published(cast: Cast) -> None:
    begin(cast)
    draft = begin(cast)
    micro_credential = draft.micro_credential
    assert micro_credential.key == "honest-charts-2"

    def named(version: Version, title: str) -> str:
        design.save_details(actor=cast.dana, version_uid=version.uid, values={"title": title}, now=NOON)
        micro_credential.refresh_from_db()
        return micro_credential.key

    assert named(draft, "Plain Charts") == "plain-charts"
    assert named(draft, "Honest  charts!") == "honest-charts-2"
    published = cast.published.micro_credential.key
    later = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    design.save_details(actor=cast.dana, version_uid=later.uid, values={"title": "Renamed"}, now=NOON)
    cast.published.micro_credential.refresh_from_db()
    assert cast.published.micro_credential.key == published


def test_the_beginning_of_the_sentence_and_its_full_stop_are_not_kept(cast: Cast) -> None:
    draft = begin(cast)
    values = {"can_do": "The earner can draw honest charts."}
    design.save_details(actor=cast.dana, version_uid=draft.uid, values=values, now=NOON)
    draft.refresh_from_db()
    assert draft.can_do == "draw honest charts"


def test_two_designs_of_one_title_get_two_addresses(cast: Cast) -> None:
    keys = {begin(cast, "Charts & Figures").micro_credential.key for _ in range(3)}
    assert keys == {"charts-figures", "charts-figures-2", "charts-figures-3"}


@pytest.mark.parametrize("who", ["lea", "rene", "mallory", "emma", "asa"])
def test_only_designers_and_owners_begin(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        design.create_micro_credential(actor=getattr(cast, who), org=cast.northfield, title="Mine", now=NOON)


@pytest.mark.parametrize("who", ["lea", "rene", "mallory"])
def test_nobody_else_writes_on_a_draft_or_learns_that_it_is_there(cast: Cast, who: str) -> None:
    version = begin(cast)
    with pytest.raises(NotFound):
        design.save_details(
            actor=getattr(cast, who), version_uid=version.uid, values={"title": "Stolen"}, now=NOON
        )


# --- write ----------------------------------------------------------------------------------------------------


def test_who_saves_over_unseen_changes_is_refused(cast: Cast) -> None:
    version = begin(cast)
    seen = version.edited_at
    design.save_details(
        actor=cast.olga, version_uid=version.uid, values={"title": "Hers"}, now=LATER, seen_at=seen
    )
    with pytest.raises(Refused, match="Olga Example") as refused:
        design.save_details(
            actor=cast.dana, version_uid=version.uid, values={"title": "His"}, now=LATER, seen_at=seen
        )
    assert refused.value.code == "version.changed_meanwhile"
    assert Version.objects.get(pk=version.pk).title == "Hers"


def test_values_that_make_no_sense_are_refused(cast: Cast) -> None:
    version = begin(cast)
    with pytest.raises(Refused, match="Level"):
        design.save_details(actor=cast.dana, version_uid=version.uid, values={"level": 9}, now=NOON)
    with pytest.raises(ValueError, match="state"):
        design.save_details(actor=cast.dana, version_uid=version.uid, values={"state": "published"}, now=NOON)


def test_parts_move_and_go(cast: Cast) -> None:
    version = begin(cast)
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    outcomes = [design.save_outcome(**by, statement=text) for text in "abc"]
    design.move_outcome(**by, outcome_uid=outcomes[2].uid, by=-1)
    design.move_outcome(**by, outcome_uid=outcomes[0].uid, by=-1)
    assert [o.statement for o in version.outcomes.order_by("position")] == ["a", "c", "b"]
    modules = [design.save_module(**by, title=text) for text in "abc"]
    design.move_module(**by, module_uid=modules[0].uid, by=1)
    assert [m.title for m in version.modules.order_by("position")] == ["b", "a", "c"]
    activities = [
        design.save_activity(**by, module_uid=modules[0].uid, kind="text", title=text, body="x")
        for text in "ab"
    ]
    design.move_activity(**by, activity_uid=activities[1].uid, by=-1)
    assert [a.title for a in modules[0].activities.order_by("position")] == ["b", "a"]
    design.delete_activity(**by, activity_uid=activities[0].uid)
    design.delete_module(**by, module_uid=modules[1].uid)
    design.delete_outcome(**by, outcome_uid=outcomes[0].uid)
    design.delete_outcome(**by, outcome_uid=outcomes[0].uid)
    assert version.modules.count() == 2
    assert version.outcomes.count() == 2


def test_questions_and_assessments_move_and_go(cast: Cast) -> None:
    version = begin(cast)
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    quiz, other = (design.save_assessment(**by, kind="quiz", title=text) for text in "ab")
    design.move_assessment(**by, assessment_uid=other.uid, by=-1)
    assert [a.title for a in version.assessments.order_by("position")] == ["b", "a"]
    items = [
        design.save_item(**by, assessment_uid=quiz.uid, kind="short_text", prompt=text, key=["yes"])
        for text in "ab"
    ]
    design.move_item(**by, assessment_uid=quiz.uid, item_uid=items[0].uid, by=1)
    assert [i.prompt for i in quiz.items.order_by("position")] == ["b", "a"]
    design.delete_item(**by, assessment_uid=quiz.uid, item_uid=items[0].uid)
    design.delete_assessment(**by, assessment_uid=other.uid)
    assert version.assessments.count() == quiz.items.count() == 1


def test_a_skill_is_aligned_once_and_can_be_taken_away(cast: Cast) -> None:
    version = begin(cast)
    skill = Concept.objects.get()
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "skill_uid": skill.uid, "now": NOON}
    outcome = design.save_outcome(actor=cast.dana, version_uid=version.uid, statement="x", now=NOON)
    design.align_skill(**by)
    design.align_skill(**by, outcome_uid=outcome.uid)
    assert [a.outcome for a in version.alignments.all()] == [outcome]
    design.remove_skill(**by)
    assert not version.alignments.exists()


def test_files_not_given_again_stay(cast: Cast) -> None:
    version = begin(cast)
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    module = design.save_module(**by, title="Watch")
    film = NewFile(name="a.mp4", media_type="video/mp4", data=b"film")
    words = NewFile(name="a.vtt", media_type="text/vtt", data=b"WEBVTT")
    made = design.save_activity(
        **by, module_uid=module.uid, kind="video", title="Film", video=film, captions=words
    )
    changed = design.save_activity(
        **by, module_uid=module.uid, activity_uid=made.uid, kind="video", title="Renamed"
    )
    assert (changed.video, changed.captions) == (made.video, made.captions)


# --- review ---------------------------------------------------------------------------------------------------


def test_an_empty_draft_is_refused_with_everything_it_lacks(cast: Cast) -> None:
    version = begin(cast)
    with pytest.raises(Refused) as refused:
        design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    for words in (
        "hours",
        "level of the EQF",
        "The earner can",
        "criteria",
        "outcome",
        "module",
        "quiz or project",
    ):
        assert words in refused.value.sentence or words in str(
            rules.missing(design_of(blueprint_of(version)))
        )
    assert Version.objects.get(pk=version.pk).state == VersionState.DRAFT
    assert "VersionSubmitted" not in facts()


@pytest.mark.parametrize(
    ("spoil", "section"),
    [
        ({"can_do": " "}, "promise"), ({"criteria": ""}, "promise"), ({"workload_hours": None}, "level"),
        ({"level": None}, "level"), ({"level_set_by": ""}, "level"), ({"quality_kind": ""}, "quality"),
        ({"title": "Bachelor of Charts"}, "basics"), ({"credit_points": "9"}, "level"),
    ],
)  # fmt: skip
def test_one_thing_missing_is_enough(cast: Cast, spoil: dict[str, Any], section: str) -> None:
    version = complete(cast, begin(cast))
    assert rules.missing(design_of(blueprint_of(version))) == []
    design.save_details(actor=cast.dana, version_uid=version.uid, values=spoil, now=NOON)
    version.refresh_from_db()
    assert [p.section for p in rules.missing(design_of(blueprint_of(version)))] == [section]
    with pytest.raises(Refused, match="not complete"):
        design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)


def test_an_outcome_that_nothing_assesses_holds_the_draft_back(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.save_outcome(actor=cast.dana, version_uid=version.uid, statement="Juggles", now=NOON)
    with pytest.raises(Refused, match="Juggles"):
        design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)


@pytest.mark.parametrize("decision", ["approved", "changes"])
def test_nobody_reviews_their_own_work(cast: Cast, decision: str) -> None:
    """Olga owns the organisation and so may review, but not what she wrote a single word of."""
    version = complete(cast, begin(cast))
    design.save_details(actor=cast.olga, version_uid=version.uid, values={"description": "Hm."}, now=NOON)
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    with pytest.raises(Refused, match="your own work"):
        design.review_version(
            actor=cast.olga, version_uid=version.uid, decision=decision, comment="Fine", now=NOON
        )
    assert Version.objects.get(pk=version.pk).state == VersionState.IN_REVIEW


def test_the_submitter_cannot_approve_either(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.olga, version_uid=version.uid, now=NOON)
    with pytest.raises(Refused, match="your own work"):
        design.review_version(actor=cast.olga, version_uid=version.uid, decision="approved", now=NOON)


@pytest.mark.parametrize("who", ["dana", "ines", "asa", "rob", "lea", "mallory"])
def test_who_is_no_reviewer_cannot_review(cast: Cast, who: str) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    with pytest.raises(NotFound):
        design.review_version(
            actor=getattr(cast, who), version_uid=version.uid, decision="approved", now=NOON
        )


def test_changes_asked_for_bring_the_draft_back_with_the_comment(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    by: dict[str, Any] = {"actor": cast.rene, "version_uid": version.uid, "now": LATER}
    with pytest.raises(Refused, match="what has to change"):
        design.review_version(**by, decision="changes", comment="  ")
    design.review_version(**by, decision="changes", comment="Say more.")
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT
    assert [(r.decision, r.comment) for r in version.reviews.all()] == [("changes", "Say more.")]
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=LATER)


def test_clicking_twice_submits_reviews_and_publishes_once(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    for _ in range(2):
        design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    for _ in range(2):
        design.review_version(
            actor=cast.rene, version_uid=version.uid, decision="approved", answers=all_yes(), now=LATER
        )
    for _ in range(2):
        design.publish_version(actor=cast.dana, version_uid=version.uid, now=LATER)
    names = facts()
    for name in ("VersionSubmitted", "VersionReviewed", "VersionPublished", "OfferingOpened"):
        assert names.count(name) == 1, name
    assert version.reviews.count() == 1


def test_a_version_in_review_is_not_written_on_and_can_be_taken_back(cast: Cast) -> None:
    version = approved(cast)
    with pytest.raises(Refused, match="approved"):
        design.save_details(actor=cast.dana, version_uid=version.uid, values={"title": "Sly"}, now=LATER)
    with pytest.raises(Refused, match="cannot be changed"):
        design.save_module(actor=cast.dana, version_uid=version.uid, title="Sly", now=LATER)
    design.withdraw_from_review(actor=cast.dana, version_uid=version.uid, now=LATER)
    with pytest.raises(Refused, match="approved version"):
        design.publish_version(actor=cast.dana, version_uid=version.uid, now=LATER)


# --- publish and go on ----------------------------------------------------------------------------------------


def test_publishing_opens_the_first_offering(cast: Cast) -> None:
    version = published(cast)
    assert version.published_by == cast.dana
    assert [o.title for o in Offering.objects.filter(micro_credential=version.micro_credential)] == [
        "Self-paced"
    ]


def test_the_next_version_copies_everything_and_supersedes(cast: Cast) -> None:
    first = published(cast)
    offering = Offering.objects.get(micro_credential=first.micro_credential)
    enrolment = Enrolment.objects.create(person=cast.lea, offering=offering, version=first, enrolled_at=NOON)
    second = design.start_next_version(actor=cast.olga, version_uid=first.uid, now=LATER)
    assert second == design.start_next_version(actor=cast.olga, version_uid=first.uid, now=LATER)
    before, after = facets_of(blueprint_of(first)), facets_of(blueprint_of(second))
    assert rules.changes_between(before, after) == []
    design.save_details(actor=cast.olga, version_uid=second.uid, values={"criteria": "Pass both."}, now=LATER)
    second.refresh_from_db()
    changes = rules.changes_between(before, facets_of(blueprint_of(second)))
    assert [(c.label, c.before, c.after) for c in changes] == [("Criteria", "Pass.", "Pass both.")]
    design.submit_for_review(actor=cast.olga, version_uid=second.uid, now=LATER)
    approve(cast, second, now=LATER)
    design.publish_version(actor=cast.olga, version_uid=second.uid, now=LATER)
    first.refresh_from_db()
    enrolment.refresh_from_db()
    assert first.state == VersionState.SUPERSEDED
    assert first.criteria == "Pass."
    assert enrolment.version == first
    assert Offering.objects.filter(micro_credential=first.micro_credential).count() == 1
    assert facts()[-2:] == ["VersionSuperseded", "VersionPublished"]


def test_discarding_leaves_nothing(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    kept = set(Module.objects.exclude(version=version))
    design.discard_draft(actor=cast.dana, version_uid=version.uid, now=NOON)
    assert not MicroCredential.objects.filter(pk=version.micro_credential_id).exists()
    assert set(Module.objects.all()) == kept
    assert not Assessment.objects.filter(version_id=version.pk).exists()
    assert not Activity.objects.filter(module__version_id=version.pk).exists()


def test_what_is_published_cannot_be_discarded(cast: Cast) -> None:
    with pytest.raises(Refused, match="Only a draft"):
        design.discard_draft(actor=cast.dana, version_uid=cast.published.uid, now=NOON)


def test_an_unknown_uid_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        design.publish_version(actor=cast.dana, version_uid=UUID(int=0), now=NOON)


def test_all_outcomes_are_taken_into_a_rubric_at_once(cast: Cast) -> None:
    draft = begin(cast)
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": draft.uid, "now": NOON}
    first, second, third = (design.save_outcome(**by, statement=f"Draws chart {n}") for n in (1, 2, 3))
    project = design.save_assessment(**by, kind="project", title="Project")
    design.save_rubric_row(**by, assessment_uid=project.uid, outcome_uid=second.uid, levels=LEVELS)
    assert design.take_outcomes_into_rubric(**by, assessment_uid=project.uid) == 2
    assert design.take_outcomes_into_rubric(**by, assessment_uid=project.uid) == 0, "a second click"
    rows = [
        (row.outcome, [(level.label, level.met) for level in row.levels.order_by("position")])
        for row in project.rubric_rows.order_by("position")
    ]
    usual = [("Not yet", False), ("Met", True), ("Strong", True)]
    assert rows == [(first, usual), (second, usual[:2]), (third, usual)], "what was written is left alone"


@pytest.mark.parametrize("who", ["rene", "ines", "lea", "mallory"])
def test_nobody_else_takes_outcomes_into_a_rubric(cast: Cast, who: str) -> None:
    draft = begin(cast)
    project = design.save_assessment(
        actor=cast.dana, version_uid=draft.uid, kind="project", title="Project", now=NOON
    )
    with pytest.raises(NotFound):
        design.take_outcomes_into_rubric(
            actor=getattr(cast, who), version_uid=draft.uid, assessment_uid=project.uid, now=NOON
        )


def test_only_projects_have_a_rubric_and_only_drafts_get_rows(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    quiz, project = version.assessments.get(kind="quiz"), version.assessments.get(kind="project")
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    with pytest.raises(NotFound):
        design.take_outcomes_into_rubric(**by, assessment_uid=quiz.uid)
    design.submit_for_review(**by)
    with pytest.raises(Refused):
        design.take_outcomes_into_rubric(**by, assessment_uid=project.uid)
