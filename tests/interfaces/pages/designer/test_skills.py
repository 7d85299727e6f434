"""Finding the right skills for a draft: what is suggested, several added at once, and what a search says."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.cast import NOON, Cast
from tests.interfaces.pages.designer.test_designing import ClientFor, url

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.skills.models import Concept
from skillmark.journeys import begin, design
from skillmark.lifecycle.designing.models import Version

pytestmark = pytest.mark.django_db

CHECKS = "Checks the temperature of deliveries, fridges and cooked food and records it"
TITLED = "comply with food safety and hygiene"
STORES = "Stores raw and cooked food so that nothing is contaminated"


@pytest.fixture
def kitchen(cast: Cast) -> Version:
    """A draft about kitchens, in a world with the extract of ESCO."""
    begin.bring_in_extract(now=NOON)
    version = design.create_micro_credential(
        actor=cast.dana, org=cast.northfield, title="Food Safety in Catering Kitchens", now=NOON
    )
    for statement in (CHECKS, STORES):
        design.save_outcome(actor=cast.dana, version_uid=version.uid, statement=statement, now=NOON)
    return version


def opened(client: Client, version: Version, query: str = "") -> tuple[Any, str]:
    answer = client.get(url("skills", version) + query)
    assert answer.status_code == 200
    return answer.context, unescape(answer.content.decode())


def suggested(client: Client, version: Version) -> dict[str, Any]:
    return {row["skill"].name: row for row in opened(client, version)[0]["suggested"]}


def sent(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What a browser sends when these suggestions are ticked and nothing else is touched."""
    outcomes = {row["form"]["outcome"].html_name: row["form"]["outcome"].value() for row in rows}
    return {"skill": [str(row["skill"].uid) for row in rows]} | outcomes


def test_each_suggestion_says_why_and_proposes_its_outcome(
    cast: Cast, client_for: ClientFor, kitchen: Version
) -> None:
    dana = client_for(cast.dana)
    rows = suggested(dana, kitchen)
    stores = rows["store raw food materials"]
    assert stores["reason"] == f"For “{STORES}”"
    assert stores["form"]["outcome"].value() == str(kitchen.outcomes.get(statement=STORES).uid)
    title = rows[TITLED]
    assert (title["reason"], title["form"]["outcome"].value()) == ("From the title", "")
    page = opened(dana, kitchen)[1]
    assert f"For “{STORES}”" in page
    boxes = [part.split(">")[0] for part in page.split('<input type="checkbox" name="skill"')[1:]]
    assert len(boxes) == len(rows) <= 8
    assert not any("checked" in box for box in boxes)


def test_several_are_added_at_once_each_by_the_outcome_beside_it_and_the_rest_stay(
    cast: Cast, client_for: ClientFor, kitchen: Version
) -> None:
    dana = client_for(cast.dana)
    before = suggested(dana, kitchen)
    ticked = [before["store raw food materials"], before[TITLED]]
    answer = dana.post(url("skills", kitchen), sent(ticked), follow=True)
    page = answer.content.decode()
    assert "“store raw food materials” is saved, as assessed." in page
    assert f"“{TITLED}” is saved, as taught only: no outcome shows it." in page
    stored = {a.skill.name: a for a in kitchen.alignments.select_related("skill", "outcome")}
    assert stored.keys() == {"store raw food materials", TITLED}
    shown = stored["store raw food materials"]
    assert (getattr(shown.outcome, "statement", ""), shown.is_assessed) == (STORES, True)
    taught = stored[TITLED]
    assert (taught.outcome, taught.is_assessed) == (None, False)
    after = suggested(dana, kitchen)
    assert not stored.keys() & after.keys()
    assert before.keys() - stored.keys() <= after.keys()


def test_sent_again_nothing_is_added_and_what_was_changed_meanwhile_stays(
    cast: Cast, client_for: ClientFor, kitchen: Version
) -> None:
    dana = client_for(cast.dana)
    row = suggested(dana, kitchen)["store raw food materials"]
    form = sent([row])
    dana.post(url("skills", kitchen), form)
    other = kitchen.outcomes.get(statement=CHECKS)
    uid = row["skill"].uid
    dana.post(url("align", kitchen, uid), {"do": "save", "outcome": str(other.uid), "level": "5"})
    facts = RecordedFact.objects.count()
    again = dana.post(url("skills", kitchen), form, follow=True)
    assert "These skills are there already." in again.content.decode()
    alignment = kitchen.alignments.get()
    assert (alignment.outcome, alignment.level) == (other, 5)
    assert RecordedFact.objects.count() == facts


def test_nothing_ticked_and_an_outcome_that_is_gone_are_told(
    cast: Cast, client_for: ClientFor, kitchen: Version
) -> None:
    dana = client_for(cast.dana)
    rows = suggested(dana, kitchen)
    assert (
        "Tick the skills that are right"
        in dana.post(url("skills", kitchen), {}, follow=True).content.decode()
    )
    both = [rows["store raw food materials"], rows[TITLED]]
    design.delete_outcome(
        actor=cast.dana,
        version_uid=kitchen.uid,
        outcome_uid=kitchen.outcomes.get(statement=STORES).uid,
        now=NOON,
    )
    page = dana.post(url("skills", kitchen), sent(both), follow=True).content.decode()
    assert "This outcome is no longer there" in page
    assert not kitchen.alignments.exists()


@pytest.mark.parametrize("who", ["mallory", "lea", "asa"])
def test_nobody_else_reads_or_adds(cast: Cast, client_for: ClientFor, kitchen: Version, who: str) -> None:
    stranger = client_for(getattr(cast, who))
    skill = Concept.objects.get(name="food safety standards", framework__is_current=True)
    assert stranger.get(url("skills", kitchen)).status_code == 404
    assert stranger.post(url("skills", kitchen), {"skill": str(skill.uid)}).status_code == 404
    assert stranger.get(url("found_skills", kitchen), {"q": "food"}).status_code == 404
    assert not kitchen.alignments.exists()


def test_a_skill_that_is_none_is_refused(cast: Cast, client_for: ClientFor, kitchen: Version) -> None:
    dana = client_for(cast.dana)
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert dana.post(url("skills", kitchen), {"skill": nowhere}).status_code == 404
    job = Concept.objects.filter(kind="occupation").first()
    assert job is not None
    answer = dana.post(url("skills", kitchen), {"skill": ["no uid", str(job.uid)]}, follow=True)
    assert "is not a skill" in answer.content.decode()
    assert not kitchen.alignments.exists()


def test_a_published_version_is_not_edited(cast: Cast, client_for: ClientFor, kitchen: Version) -> None:
    dana = client_for(cast.dana)
    assert dana.get(url("skills", cast.published)).status_code == 302
    skill = Concept.objects.get(name="food safety standards", framework__is_current=True)
    answer = dana.post(url("skills", cast.published), {"skill": str(skill.uid)}, follow=True)
    assert "This version cannot be changed" in answer.content.decode()
    assert not cast.published.alignments.filter(skill=skill).exists()


def test_who_has_written_little_is_told_what_helps(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    begin.bring_in_extract(now=NOON)
    version = design.create_micro_credential(actor=cast.dana, org=cast.northfield, title="Untitled", now=NOON)
    assert "write the outcomes" in opened(dana, version)[1]
    design.save_outcome(actor=cast.dana, version_uid=version.uid, statement="Zzyzx", now=NOON)
    assert "make one think of no skill" in opened(dana, version)[1]
    design.save_details(actor=cast.dana, version_uid=version.uid, values={"language": "de"}, now=NOON)
    assert "the draft is in German" in opened(dana, version)[1]


def test_the_only_outcome_is_proposed_for_what_the_title_says(cast: Cast, client_for: ClientFor) -> None:
    begin.bring_in_extract(now=NOON)
    version = design.create_micro_credential(
        actor=cast.dana, org=cast.northfield, title="Food Safety Standards", now=NOON
    )
    only = design.save_outcome(actor=cast.dana, version_uid=version.uid, statement="Zzyzx", now=NOON)
    row = suggested(client_for(cast.dana), version)["food safety standards"]
    assert (row["reason"], row["form"]["outcome"].value()) == ("From the title", str(only.uid))


def test_a_search_says_plainly_that_no_skill_has_all_words(
    cast: Cast, client_for: ClientFor, kitchen: Version
) -> None:
    dana = client_for(cast.dana)
    near = "No skill has all of these words. These have some of them:"
    page = opened(dana, kitchen, "?q=kitchen philately")[1]
    assert near in page
    assert "clean kitchen equipment" in page
    assert near not in opened(dana, kitchen, "?q=clean the kitchen")[1]
    part = dana.get(url("found_skills", kitchen), {"q": "kitchen philately"}).content.decode()
    assert near in part
    assert part.index("Propose a skill") < part.index("clean kitchen equipment")
    assert "No skill has all of these words." in part.split("</div>")[0]


def test_a_search_leads_back_to_the_suggestions(cast: Cast, client_for: ClientFor, kitchen: Version) -> None:
    context, page = opened(client_for(cast.dana), kitchen, "?q=kitchen")
    assert "suggested" not in context
    assert f'href="{url("skills", kitchen)}#suggested"' in page


def test_the_page_asks_for_little(
    cast: Cast, client_for: ClientFor, kitchen: Version, django_assert_max_num_queries: Any
) -> None:
    dana = client_for(cast.dana)
    with django_assert_max_num_queries(13):
        opened(dana, kitchen)
    with django_assert_max_num_queries(15):
        opened(dana, kitchen, "?q=kitchen")
