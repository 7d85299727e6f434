"""A designer proposes a skill from where the search ended; the platform staff answer; the designer is told."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast

from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept, Proposal
from skillmark.journeys import begin, design

ClientFor = Callable[[Person], Client]


@pytest.fixture
def pat(cast: Cast) -> Person:
    begin.bring_in_extract(now=NOON)
    return Person.objects.create_user("pat@example.org", name="Pat Example", is_staff=True)


def propose(client: Client, **changed: str) -> int:
    values = {
        "uid": str(uuid4()), "org": "northfield", "name": "Kubernetes", "kind": "skill",
        "description": "Runs containers.", "other_names": "K8s",
    }  # fmt: skip
    return client.post(reverse("designer:propose_skill"), values | changed).status_code


def test_the_search_leads_to_a_proposal_and_the_answer_comes_back(
    cast: Cast, pat: Person, client_for: ClientFor
) -> None:
    dana, staff = client_for(cast.dana), client_for(pat)
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    found = dana.get(reverse("designer:found_skills", args=[draft.uid]), {"q": "kubernetes"}).content.decode()
    form = reverse("designer:propose_skill") + f"?draft={draft.uid}&name=kubernetes"
    assert form in unescape(found)
    assert 'value="kubernetes"' in dana.get(form).content.decode()
    assert propose(dana) == 302
    proposal = Proposal.objects.get()
    assert "Kubernetes" in staff.get(reverse("staff:proposals")).content.decode()
    here = reverse("staff:proposal", args=[proposal.uid])
    assert staff.post(here, {"do": "accept", "answer": "Welcome."}).status_code == 302
    mine = dana.get(reverse("designer:proposals")).content.decode()
    assert "Accepted" in mine
    assert "Welcome." in mine
    skill = Concept.objects.get(name="Kubernetes")
    assert reverse("public:skill", args=[skill.uid]) in mine
    found = dana.get(reverse("designer:skills", args=[draft.uid]), {"q": "k8s"}).content.decode()
    assert reverse("designer:align", args=[draft.uid, skill.uid]) in found


def test_from_a_draft_a_proposal_leads_back_to_it_and_waits_there(
    cast: Cast, pat: Person, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    skills = reverse("designer:skills", args=[draft.uid])
    form = reverse("designer:propose_skill") + f"?draft={draft.uid}"
    assert f'href="{skills}"' in dana.get(form).content.decode()
    values = {"uid": str(uuid4()), "org": "northfield", "name": "Kubernetes", "kind": "skill"}
    again = dana.post(form, values)
    assert again.status_code == 422
    assert f'href="{skills}"' in again.content.decode()
    answer = dana.post(form, values | {"description": "Runs containers."}, follow=True)
    assert answer.redirect_chain == [(skills, 302)]
    page = unescape(answer.content.decode())
    assert "You need not wait for the answer: submit when you are ready." in page
    waiting = "still waiting for an answer: “Kubernetes”."
    assert waiting in page
    staff = reverse("staff:proposal", args=[Proposal.objects.get().uid])
    client_for(pat).post(staff, {"do": "decline", "answer": "Too narrow."})
    assert waiting not in unescape(dana.get(skills).content.decode())


@pytest.mark.parametrize("who", ["mallory", "lea", "asa"])
def test_nobody_proposes_from_a_draft_that_is_not_theirs(cast: Cast, client_for: ClientFor, who: str) -> None:
    stranger = client_for(getattr(cast, who))
    form = reverse("designer:propose_skill") + f"?draft={cast.published.uid}"
    assert stranger.get(form).status_code == 404
    assert stranger.post(form, {"name": "Kubernetes"}).status_code == 404
    assert client_for(cast.dana).get(reverse("designer:propose_skill") + "?draft=x").status_code == 404


def test_the_designs_lead_to_what_was_proposed(cast: Cast, client_for: ClientFor) -> None:
    href = f'href="{reverse("designer:proposals")}"'
    assert href in client_for(cast.dana).get(reverse("designer:workspace")).content.decode()


def test_what_is_like_it_can_be_the_answer(cast: Cast, pat: Person, client_for: ClientFor) -> None:
    staff = client_for(pat)
    assert propose(client_for(cast.dana), name="project managment") == 302
    here = reverse("staff:proposal", args=[Proposal.objects.get().uid])
    known = Concept.objects.get(name="project management", framework__is_current=True, kind="knowledge")
    assert str(known.uid) in staff.get(here).content.decode()
    assert staff.post(here, {"do": "merge"}).status_code == 409
    assert staff.post(here, {"do": "merge", "skill": str(known.uid)}).status_code == 302
    assert Proposal.objects.get().concept == known


def test_a_refused_answer_keeps_what_was_typed(cast: Cast, pat: Person, client_for: ClientFor) -> None:
    propose(client_for(cast.dana))
    here = reverse("staff:proposal", args=[Proposal.objects.get().uid])
    answer = client_for(pat).post(here, {"do": "merge", "answer": "It is <that>."})
    assert answer.status_code == 409
    assert "It is &lt;that&gt;." in answer.content.decode()
    assert client_for(pat).post(here, {"do": "decline"}).status_code == 409
    assert client_for(pat).post(here, {"do": "nonsense"}).status_code == 409
    assert Proposal.objects.get().state == "waiting"


def test_who_proposed_it_sees_that_somebody_else_decides(cast: Cast, client_for: ClientFor) -> None:
    cast.dana.is_staff = True
    cast.dana.save()
    propose(client_for(cast.dana))
    here = reverse("staff:proposal", args=[Proposal.objects.get().uid])
    assert "Somebody else decides" in client_for(cast.dana).get(here).content.decode()
    assert client_for(cast.dana).post(here, {"do": "accept"}).status_code == 409


def test_a_proposal_that_says_too_little_comes_back(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    assert propose(dana, description="") == 422
    assert propose(dana) == 302
    assert propose(dana, name="kubernetes") == 422
    assert Proposal.objects.count() == 1


def test_a_retired_skill_cannot_be_added_and_is_marked_where_it_was(
    cast: Cast, client_for: ClientFor
) -> None:
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    skill = Concept.objects.get()
    dana = client_for(cast.dana)
    here = reverse("designer:skills", args=[draft.uid])
    assert "No longer in use" not in dana.get(here).content.decode()
    Concept.objects.update(status="retired")
    assert "No longer in use" in dana.get(here).content.decode()
    answer = dana.post(reverse("designer:align", args=[draft.uid, skill.uid]), {"do": "add"}, follow=True)
    assert "is no longer in use in ESCO" in answer.content.decode()
