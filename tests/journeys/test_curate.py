"""A skill that no framework has is proposed by a designer and answered once, by somebody else of the platform staff."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed, NotFound
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills import queries
from skillmark.foundation.skills.models import Concept, EdgeKind, Framework, Proposal
from skillmark.journeys import begin, curate, design


@pytest.fixture
def pat(db: None) -> Person:
    return Person.objects.create_user("pat@example.org", name="Pat Example", is_staff=True)


def propose(cast: Cast, *, actor: Person | None = None, **changed: Any) -> Proposal:
    said: dict[str, Any] = {
        "name": " Kubernetes ",
        "description": "Runs containers on many machines.",
        "other_names": "K8s\n\ncontainer orchestration",
    }
    return curate.propose_skill(
        actor=actor or cast.dana, org=cast.northfield, now=NOON, **{**said, **changed}
    )


def test_an_accepted_skill_can_be_found_and_aligned_to_at_an_address_of_ours(cast: Cast, pat: Person) -> None:
    above = Concept.objects.get()
    proposal = propose(cast, broader_uid=above.uid)
    assert [each.name for each in queries.waiting_proposals(pat)] == ["Kubernetes"]
    curate.accept_proposal(actor=pat, proposal_uid=proposal.uid, answer="Yes.", now=NOON)
    skill = Concept.objects.get(name="Kubernetes")
    assert skill.uri.endswith(f"/skills/{skill.uid}/")
    assert skill.framework.frozen_at is None
    for typed in ("kubernets", "k8s", "container orch"):
        assert [hit.concept for hit in queries.search_skills(text=typed)][:1] == [skill], typed
    assert [each.concept for each in queries.neighbourhood(skill).neighbours] == [above]
    assert queries.waiting_proposals(pat) == []
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    design.align_skill(actor=cast.dana, version_uid=draft.uid, skill_uid=skill.uid, now=NOON)
    assert draft.alignments.filter(skill=skill).exists()


def test_a_second_local_skill_joins_the_same_framework(cast: Cast, pat: Person) -> None:
    for name in ("Kubernetes", "Terraform"):
        proposal = propose(cast, name=name)
        curate.accept_proposal(actor=pat, proposal_uid=proposal.uid, now=NOON)
    assert Framework.objects.get(key="local").concepts.count() == 2


def test_a_proposal_can_be_answered_with_a_skill_that_is_there(cast: Cast, pat: Person) -> None:
    known, proposal = Concept.objects.get(), propose(cast)
    curate.merge_proposal(actor=pat, proposal_uid=proposal.uid, skill_uid=known.uid, now=NOON)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.concept) == ("merged", known)
    assert Concept.objects.count() == 1


def test_declining_needs_a_reason(cast: Cast, pat: Person) -> None:
    proposal = propose(cast)
    with pytest.raises(Refused, match="reason"):
        curate.decline_proposal(actor=pat, proposal_uid=proposal.uid, answer=" ", now=NOON)
    curate.decline_proposal(actor=pat, proposal_uid=proposal.uid, answer="Too wide.", now=NOON)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, proposal.concept) == ("declined", "Too wide.", None)


def test_each_answer_is_given_once(cast: Cast, pat: Person) -> None:
    proposal = propose(cast)
    for _ in range(2):
        curate.accept_proposal(actor=pat, proposal_uid=proposal.uid, now=NOON)
    assert Concept.objects.filter(name="Kubernetes").count() == 1
    with pytest.raises(Refused) as caught:
        curate.decline_proposal(actor=pat, proposal_uid=proposal.uid, answer="No.", now=NOON)
    assert caught.value.code == "proposal.answered"
    assert list(RecordedFact.objects.order_by("pk").values_list("name", flat=True)) == [
        "SkillProposed",
        "ProposalAnswered",
    ]


def test_nobody_answers_a_proposal_of_their_own(cast: Cast) -> None:
    cast.dana.is_staff = True
    cast.dana.save()
    proposal = propose(cast)
    with pytest.raises(Refused) as caught:
        curate.accept_proposal(actor=cast.dana, proposal_uid=proposal.uid, now=NOON)
    assert caught.value.code == "proposal.own"


def test_a_double_click_proposes_once_and_so_do_two_people(cast: Cast) -> None:
    uid = uuid4()
    assert propose(cast, uid=uid).pk == propose(cast, uid=uid).pk
    with pytest.raises(Refused) as caught:
        propose(cast, actor=cast.olga, name="kubernetes")
    assert caught.value.code == "proposal.waiting"


@pytest.mark.parametrize(
    "changed",
    [{"name": " "}, {"description": ""}, {"kind": "occupation"}],
    ids=["name", "description", "kind"],
)
def test_a_proposal_that_says_too_little_is_refused(cast: Cast, changed: dict[str, str]) -> None:
    with pytest.raises(Refused):
        propose(cast, **changed)


def test_only_designers_propose_and_only_platform_staff_answer(cast: Cast, pat: Person) -> None:
    for someone in (cast.rene, cast.ines, cast.asa, cast.rob, cast.lea, cast.mallory):
        with pytest.raises(NotAllowed):
            propose(cast, actor=someone)
    proposal = propose(cast)
    known = Concept.objects.get()
    for someone in (cast.olga, cast.dana, cast.rene, cast.rob, cast.lea, cast.mallory):
        with pytest.raises(NotFound):
            curate.accept_proposal(actor=someone, proposal_uid=proposal.uid, now=NOON)
        with pytest.raises(NotFound):
            curate.merge_proposal(actor=someone, proposal_uid=proposal.uid, skill_uid=known.uid, now=NOON)
        with pytest.raises(NotFound):
            curate.decline_proposal(actor=someone, proposal_uid=proposal.uid, answer="No.", now=NOON)
        with pytest.raises(NotFound):
            curate.relate_skills(
                actor=someone,
                origin_uid=known.uid,
                kind=EdgeKind.IMPLIES,
                destination_uid=known.uid,
                now=NOON,
            )
        with pytest.raises(NotFound):
            queries.waiting_proposals(someone)
    with pytest.raises(NotFound):
        curate.accept_proposal(actor=pat, proposal_uid=uuid4(), now=NOON)


def test_a_curated_relation_names_who_approved_it(cast: Cast, pat: Person) -> None:
    begin.bring_in_extract(now=NOON)
    one, other = Concept.objects.filter(framework__version="1.1.1-extract", kind="skill").order_by("name")[:2]
    said: dict[str, Any] = {"origin_uid": one.uid, "kind": EdgeKind.IMPLIES, "destination_uid": other.uid}
    first = curate.relate_skills(actor=pat, now=NOON, **said)
    assert curate.relate_skills(actor=pat, now=NOON, **said) == first
    assert (first.approved_by, first.stated_by) == (pat, None)
    assert other in queries.broader_closure(one)
    with pytest.raises(Refused):
        curate.relate_skills(actor=pat, now=NOON, **(said | {"destination_uid": one.uid}))


def test_what_is_retired_or_no_skill_is_not_aligned_to(cast: Cast) -> None:
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    framework = Framework.objects.create(key="old", version="1", name="Old")
    gone = Concept.objects.create(
        framework=framework, uri="https://x.example/1", name="spit", status="retired"
    )
    group = Concept.objects.create(
        framework=framework, uri="https://x.example/2", name="meat", kind="skill_group"
    )
    instead = Concept.objects.create(framework=framework, uri="https://x.example/3", name="roast")
    gone.edges_out.create(kind="replaced_by", destination=instead, stated_by=framework)
    for skill, said in ((gone, "“roast” took its place"), (group, "Choose a skill")):
        with pytest.raises(Refused) as caught:
            design.align_skill(actor=cast.dana, version_uid=draft.uid, skill_uid=skill.uid, now=NOON)
        assert said in caught.value.next_step
    design.align_skill(actor=cast.dana, version_uid=draft.uid, skill_uid=instead.uid, now=NOON)
