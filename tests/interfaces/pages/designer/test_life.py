"""The pages of a version's life, as people use them: review, pilot, hold, retirement, development, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NOON, Cast, rewriting
from tests.interfaces.pages.designer.test_designing import ALL_YES
from tests.journeys.test_design import approved, begin, complete
from tests.journeys.test_steer import required

from skillmark.foundation.skills.models import Concept
from skillmark.interfaces.pages.designer.reviewing import PARTS
from skillmark.journeys import design, enrol, steer
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.designing.review_rules import QUESTIONS
from skillmark.lifecycle.offering.models import Invitation

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], Client]


def url(name: str, version: Version, *more: str) -> str:
    return reverse(f"designer:{name}", args=[version.uid, *more])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_review_form_names_what_is_not_answered_and_keeps_what_was(
    cast: Cast, client_for: ClientFor
) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    rene = client_for(cast.rene)
    sent = {"decision": "approved", "comment": "Good."} | ALL_YES
    answer = rene.post(url("review", version), sent | {"is_level": "", "is_need": "no"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Answer this before you approve." in page
    # Each mistake is told by its question, with a link to its field.
    assert f'<a href="#id_why_need">Why not: {QUESTIONS[1].text}</a> Say why not' in page
    assert f'<a href="#id_is_level">{QUESTIONS[4].text}</a> Answer this' in page
    assert "8 of 9 answered" in page
    assert "Good." in page
    rene.post(
        url("review", version), sent | {"decision": "changes", "is_need": "no", "why_need": "Only one asked."}
    )
    page = read(rene, url("overview", version))
    assert "Only one asked." in page
    assert "The checklist, as answered" in page


def test_a_no_is_approved_only_after_it_was_asked_once_more(cast: Cast, client_for: ClientFor) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    rene = client_for(cast.rene)
    sent = {"decision": "approved", **ALL_YES, "is_need": "no", "why_need": "Only one employer was asked."}

    def asked(**more: str) -> str:
        answer = rene.post(url("review", version), sent | more)
        assert answer.status_code == 422
        version.refresh_from_db()
        assert version.state == VersionState.IN_REVIEW
        return answer.content.decode()

    # Until then it waits out of sight; a script shows it as soon as both are chosen.
    assert 'id="once-more" data-once-more hidden>' in read(rene, url("overview", version))
    page = asked(comment="Good.")
    assert 'id="once-more" data-once-more>' in page
    assert f"You answered No to 1 question: “{QUESTIONS[1].text}” Approve all the same?" in page
    assert '<input type="hidden" name="despite_of" value="need"' in page
    # What was confirmed of one answer does not hold for another, nor without a reason.
    confirmed = {"despite": "on", "despite_of": "need"}
    page = asked(comment="Good.", is_scope="no", why_scope="Wide.", **confirmed)
    assert "You answered No to 2 questions" in page
    assert 'name="despite" id="id_despite" checked' not in page
    assert "Say here why you approve it all the same." in asked(comment=" ", **confirmed)
    rene.post(url("review", version), sent | confirmed | {"comment": "The board wants it."})
    version.refresh_from_db()
    assert version.state == VersionState.APPROVED
    # Whoever publishes is told, and asked.
    page = read(client_for(cast.dana), url("overview", version))
    assert "It was approved although the reviewer answered No" in page
    assert "The board wants it." in page
    assert "Publish it all the same?" in page


def test_a_question_leads_to_its_part_of_the_design_and_every_part_is_there(
    cast: Cast, client_for: ClientFor
) -> None:
    assert set(PARTS) == {each.code for each in QUESTIONS}
    version = complete(cast, begin(cast))
    skill = Concept.objects.filter(pk__in=cast.published.alignments.values("skill")).first()
    assert skill is not None
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    design.align_skill(**by, skill_uid=skill.uid)
    design.save_details(**by, values={"description": "For everybody who draws charts."})
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    page = read(client_for(cast.rene), url("overview", version))
    asked = set(re.findall(r'<a href="#([^"]+)" data-from="question-', page))
    assert asked == {part for parts in PARTS.values() for _, part in parts}
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert asked <= set(ids)
    # What the design has nothing in is not offered.
    Version.objects.filter(pk=version.pk).update(description="", can_do="")
    page = read(client_for(cast.rene), url("overview", version))
    assert "#h-description" not in page
    assert "#can-do" not in page


def test_what_is_answered_is_there_again_after_one_has_left_the_page(
    cast: Cast, client_for: ClientFor
) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    rene = client_for(cast.rene)

    def keep(**fields: str) -> int:
        sent = {"autosave": "1", "changed": list(fields), **fields}
        return rene.post(url("review", version), sent, headers={"X-Requested-With": "autosave"}).status_code

    assert "0 of 9 answered" in read(rene, url("overview", version))
    assert keep(is_need="no", why_need="Only one employer") == 200
    page = read(rene, url("overview", version))
    assert "1 of 9 answered" in page
    assert "Only one employer" in page
    assert "It was submitted again" not in page
    assert "Only one employer" not in read(client_for(cast.olga), url("overview", version))
    # Taken back and submitted again meanwhile: the answers stay, and it is said.
    design.withdraw_from_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    assert keep(is_need="yes") == 409
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON + timedelta(hours=1))
    page = read(rene, url("overview", version))
    assert "Only one employer" in page
    assert "It was submitted again since you answered" in page


def test_a_pilot_is_started_reported_and_decided_on(cast: Cast, client_for: ClientFor) -> None:
    version, dana = approved(cast), client_for(cast.dana)
    assert dana.post(url("pilot", version), {"places": "0"}).status_code == 422
    assert dana.post(url("pilot", version), {"places": "2", "until": ""}).status_code == 302
    page = read(dana, url("pilot", version))
    assert "0 of 2 places" in page
    assert "nobody yet" in page
    assert "Go: publish it" in page
    public = Client().get(reverse("public:micro_credential", args=[version.micro_credential.key]))
    assert "It is being tried out with a first group" in public.content.decode()
    dana.post(url("publish", version))
    page = read(dana, url("pilot", version))
    assert "Go: publish it" not in page
    assert "ended on" in page


def test_on_hold_is_told_everywhere_with_its_reason_and_lifted(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), cast.published
    assert "Nobody new can enrol" in read(dana, url("hold", version))
    assert dana.post(url("hold", version), {"reason": ""}).status_code == 422
    dana.post(url("hold", version), {"reason": "The quiz leaked."})
    assert "The quiz leaked." in read(dana, url("overview", version))
    public = reverse("public:micro_credential", args=[version.micro_credential.key])
    page = read(client_for(cast.lea), public)
    assert "The provider says: The quiz leaked." in page
    assert reverse("learner:enrol", args=[cast.offering.uid]) not in page
    answer = client_for(cast.lea).post(reverse("learner:enrol", args=[cast.offering.uid]))
    assert answer.status_code == 409
    assert Client().get(f"/api/v1/catalogue/{version.micro_credential.key}").json()["state"] == "on_hold"
    dana.post(url("lift", version))
    assert "The quiz leaked." not in read(client_for(cast.lea), public)


def test_an_owner_retires_it_and_it_says_so_for_ever(cast: Cast, client_for: ClientFor) -> None:
    version = cast.published
    assert client_for(cast.dana).get(url("retire", version)).status_code == 404
    olga = client_for(cast.olga)
    assert "This cannot be undone" in read(olga, url("retire", version))
    olga.post(url("retire", version), {"reason": "Nobody uses it."})
    assert "Retired" in read(olga, reverse("designer:workspace"))
    for address in (
        reverse("public:achievement", args=[version.uid]),
        reverse("public:micro_credential", args=[version.micro_credential.key]),
    ):
        assert "It is no longer offered. What was earned still counts." in read(Client(), address)
    assert Client().get(f"/api/v1/catalogue/{version.micro_credential.key}").json()["state"] == "retired"
    assert version.title not in read(Client(), "/catalogue/")


def test_a_review_that_falls_due_stands_in_the_list_and_is_confirmed(
    cast: Cast, client_for: ClientFor
) -> None:
    today = timezone.now().date()
    Version.objects.filter(pk=cast.published.pk).update(review_by=today - timedelta(days=1))
    assert "Review was due by" in read(client_for(cast.dana), reverse("designer:workspace"))
    rene = client_for(cast.rene)
    assert "No new offering can be opened" in read(rene, url("overview", cast.published))
    assert rene.post(url("confirm", cast.published), {"review_by": "2001-01-01"}).status_code == 409
    day = today + timedelta(days=200)
    rene.post(url("confirm", cast.published), {"review_by": day.isoformat(), "comment": "Still taught."})
    page = read(rene, url("overview", cast.published))
    assert "Still good" in page
    assert "Still taught." in page


def test_a_step_is_recorded_signed_by_somebody_else_and_handed_out(cast: Cast, client_for: ClientFor) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    version, dana, rene = begin(cast), client_for(cast.dana), client_for(cast.rene)
    here = url("development", version)
    assert "Nothing recorded" in read(dana, here)
    odd = SimpleUploadedFile("need.exe", b"MZ")
    assert dana.post(here, {"step": "need", "file": odd}).status_code == 422
    assert dana.post(here, {"step": "need", "text": " "}).status_code == 409
    paper = SimpleUploadedFile("need.pdf", b"%PDF-1.7 asked")
    dana.post(here, {"step": "need", "text": "Asked 12 employers.", "file": paper})
    assert "Sign off “Need”" not in read(dana, here)
    assert "Sign off “Need”" in read(rene, here)
    file = rene.get(url("step_file", version, "need"))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 asked"  # type: ignore[attr-defined]  # a file
    assert "sandbox" in file["Content-Security-Policy"]
    rene.post(url("sign_step", version, "need"))
    assert "Signed off by Rene Example" in read(dana, here)
    assert client_for(cast.dana).post(url("demand_steps", version), {"demanded": "yes"}).status_code == 404
    client_for(cast.olga).post(url("demand_steps", version), {"demanded": "yes"})
    assert "asks for all five" in read(dana, here)


def test_any_two_versions_stand_side_by_side(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    assert "There is only one version" in read(dana, url("compare", cast.published))
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    assert "Both say the same" in read(dana, url("compare", draft))
    design.save_details(
        actor=cast.dana,
        version_uid=draft.uid,
        values={"can_do": "clean and visualise tabular data"},
        now=NOON,
    )
    for address in (url("compare", draft), f"{url('compare', cast.published)}?with={draft.uid}"):
        page = read(dana, address)
        assert "<del>clean, analyse </del>" in page
        assert page.index("Version 1") < page.index("Version 2")
    assert client_for(cast.mallory).get(url("compare", draft)).status_code == 404


def test_whoever_enrols_sees_what_they_need_first(cast: Cast, client_for: ClientFor) -> None:
    other = required(cast, blocks=False)
    page = read(client_for(cast.lea), reverse("learner:enrol", args=[cast.offering.uid]))
    assert "What helps to have first" in page
    assert reverse("public:micro_credential", args=[other.micro_credential.key]) in page
    assert "you can enrol without" in page


def test_who_can_do_it_already_is_told_that_they_may_go_straight_to_the_assessments(
    cast: Cast, client_for: ClientFor
) -> None:
    with rewriting(cast.published) as version:
        version.assessment_only = True
        version.save(update_fields=["assessment_only"])
    lea = client_for(cast.lea)
    assert "straight to the assessments" in read(lea, reverse("learner:enrol", args=[cast.offering.uid]))
    learner = enrol.enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    assert "straight to the assessments" in read(lea, reverse("learner:course", args=[learner.uid]))


def test_steps_are_asked_for_on_the_overview(cast: Cast, client_for: ClientFor) -> None:
    version = begin(cast)
    steer.demand_steps(actor=cast.olga, org=cast.northfield, demanded=True, now=NOON)
    assert "Your organisation asks for all five" in read(client_for(cast.dana), url("overview", version))


def test_a_new_one_begins_with_a_template_or_a_copy(cast: Cast, client_for: ClientFor) -> None:
    dana, here = client_for(cast.dana), reverse("designer:new")
    page = read(dana, f"{here}?copy={cast.published.uid}")
    assert f'<option value="{cast.published.uid}" selected>' in page
    sent = {"uid": str(uuid4()), "org": "northfield", "title": "Charts for Nurses"}
    assert dana.post(here, sent | {"start": "copy", "copy_of": ""}).status_code == 422
    assert dana.post(here, sent | {"start": "copy", "copy_of": str(uuid4())}).status_code == 422
    made = dana.post(here, sent | {"start": "copy", "copy_of": str(cast.published.uid)})
    copy = Version.objects.get(title="Charts for Nurses")
    assert made["Location"] == url("overview", copy)
    assert copy.outcomes.count() == 2
    dana.post(here, sent | {"uid": str(uuid4()), "title": "Dutch for Nurses", "start": "language-level"})
    assert Version.objects.get(title="Dutch for Nurses").outcomes.count() == 3
    assert dana.post(here, sent | {"uid": str(uuid4()), "start": "degree"}).status_code == 422


def test_an_invitation_to_what_is_retired_says_so_and_opens_nothing(cast: Cast) -> None:
    invited = Invitation.objects.create(
        offering=cast.offering,
        email="guest@example.org",
        token="t0ken",
        invited_by=cast.ines,
        invited_at=NOON,
    )
    address = reverse("public:invitation", args=[invited.token])
    assert "Your place" in read(Client(), address)
    steer.retire_version(actor=cast.olga, version_uid=cast.published.uid, reason="Nobody uses it.", now=NOON)
    page = read(Client(), address)
    assert "The provider says: Nobody uses it." in page
    assert "Your place" not in page
