"""What the editor does so that a newcomer makes few wrong turns."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.interfaces.pages.designer.test_designing import ALL_YES, ClientFor, draft, fill, send, url

from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.pages.designer.editing import SECTIONS
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of
from skillmark.lifecycle.designing.models import VersionState
from skillmark.lifecycle.designing.rules import PLACES

pytestmark = pytest.mark.django_db


def test_a_new_question_is_about_what_the_one_before_is_about_or_about_what_nothing_shows(
    cast: Cast, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    fill(dana, version)
    send(dana, url("outcomes", version), version, statement="Labels a chart", criteria="")
    quiz = version.assessments.get(kind="quiz")

    def proposed() -> str:
        form = dana.get(url("new_item", version, quiz.uid, "single")).context["form"]
        return str(form["outcome"].value())

    # Three questions in a row are about one outcome, and nothing is tied to another one unseen.
    assert proposed() == str(quiz.items.get().outcome.uid)
    quiz.items.all().delete()
    unshown = next(shape for shape in design_of(blueprint_of(version)).outcomes if not shape.covered)
    assert proposed() == unshown.uid


def test_the_sections_lead_from_one_to_the_next_and_back_to_the_overview(
    cast: Cast, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    fill(dana, version)
    seen, here = [], "basics"
    while here != "overview":
        seen.append(here)
        after = dana.get(url(here, version)).context["frame"].after
        here = after["href"].rstrip("/").rsplit("/", 1)[1]
        here = "overview" if here == str(version.uid) else here
    assert seen == [name for name, _ in SECTIONS if name != "overview"]


def test_whatever_a_profile_asks_for_is_on_a_page_of_the_editor(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    for section, field in set(PLACES.values()):
        page = dana.get(url(section, version)).content.decode()
        is_there = f'id="id_{field}"' in page or f'id="{field}"' in page
        assert is_there or field == "national_level", (section, field)


def test_who_writes_on_a_phone_or_without_script_goes_on_by_the_same_button(
    cast: Cast, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    answer = send(
        dana, url("promise", version), version, can_do="draw", criteria="Pass.", not_proven="", next="1"
    )
    assert answer["Location"] == url("outcomes", version)
    answer = send(dana, url("promise", version), version, can_do="draw", criteria="Pass.", not_proven="")
    assert answer["Location"] == url("promise", version)
    terms = {"pass_mark": "60", "supervision": "onsite", "identity_check": "document_onsite"}
    answer = send(dana, url("assessment", version), version, **terms, next="1")
    assert answer["Location"] == url("quality", version)
    version.refresh_from_db()
    assert version.supervision == "onsite"


def test_nothing_is_published_whose_organisation_no_longer_says_its_country(
    cast: Cast, client_for: ClientFor
) -> None:
    """Approved while it was complete; what every credential must say is asked again on the last step."""
    dana, rene = client_for(cast.dana), client_for(cast.rene)
    version = draft(cast)
    fill(dana, version)
    dana.post(url("submit", version))
    rene.post(url("review", version), {"decision": "approved", "comment": "Good."} | ALL_YES)
    Organisation.objects.filter(pk=cast.northfield.pk).update(country="")
    page = dana.post(url("publish", version), follow=True).content.decode()
    assert "Your organisation does not say in which country it is" in page
    version.refresh_from_db()
    assert version.state == VersionState.APPROVED
    owner = client_for(cast.olga)
    assert "Netherlands" in owner.get("/staff/northfield/organisation/").content.decode()
    values = {"name": "Northfield College", "country": "NL", "region": "Limburg", "issuer_method": "https"}
    owner.post("/staff/northfield/organisation/", values)
    cast.northfield.refresh_from_db()
    assert (cast.northfield.country, cast.northfield.region) == ("NL", "Limburg")
    dana.post(url("publish", version))
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED
    wrong = owner.post("/staff/northfield/organisation/", values | {"country": "XX"})
    assert wrong.status_code == 422
