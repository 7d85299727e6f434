"""The designer's pages, walked in a browser without script: from an empty list to a published version."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.cast import NOON, Cast, rewriting

from skillmark.foundation.orgs.models import Membership, Organisation, Role
from skillmark.foundation.skills.models import Concept, Framework, Level, LevelFramework
from skillmark.journeys import design
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.designing.review_rules import QUESTIONS

pytestmark = pytest.mark.django_db

ALL_YES = {f"is_{each.code}": "yes" for each in QUESTIONS}
ClientFor = Callable[[Any], Client]


def url(name: str, version: Version, *more: UUID | str) -> str:
    return reverse(f"designer:{name}", args=[version.uid, *more])


def seen(version: Version) -> str:
    return Version.objects.get(pk=version.pk).edited_at.isoformat()


def send(browser: Client, address: str, version: Version, **values: Any) -> Any:
    return browser.post(address, {"seen": seen(version)} | values)


def draft(cast: Cast, title: str = "Honest Charts") -> Version:
    return design.create_micro_credential(actor=cast.dana, org=cast.northfield, title=title, now=NOON)


def png(size: tuple[int, int] = (200, 120), form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()


BASICS = {
    "title": "Honest Charts", "description": "x", "sector": "Science", "kind": "knowledge", "mode": "online",
    "language": "en", "field_code": "05",
}  # fmt: skip
LEVEL = {
    "workload_hours": "20", "credit_points": "", "credit_scheme": "ects", "level": "4",
    "level_set_by": "Northfield College", "no_level_reason": "", "cycle": "",
}  # fmt: skip
TERMS = {"pass_mark": "60", "supervision": "none", "identity_check": "account"}
QUALITY = {
    "quality_kind": "internal", "quality_body": "Northfield College", "quality_url": "", "review_by": "",
    "prerequisites": "None", "stackability": "standalone", "stacks_into": "", "price": "0", "currency": "EUR",
    "validity_months": "", "further_information": "",
}  # fmt: skip


def fill(browser: Client, version: Version) -> None:
    """Completes a draft through its forms."""
    send(browser, url("basics", version), version, **BASICS)
    send(browser, url("level", version), version, **LEVEL)
    send(browser, url("quality", version), version, **QUALITY)
    send(browser, url("assessment", version), version, **TERMS)
    send(browser, url("promise", version), version, can_do="draw charts", criteria="Pass.", not_proven="")
    send(browser, url("outcomes", version), version, statement="Draws honest charts", criteria="")
    outcome = version.outcomes.get()
    send(browser, url("content", version), version, title="Charts", summary="")
    module = version.modules.get()
    send(
        browser, url("new_activity", version, module.uid, "text"), version, title="Read", minutes="5", body="# Hi"
    )  # fmt: skip
    send(browser, url("new_assessment", version, "quiz"), version, title="Quiz", max_attempts="2")
    quiz = version.assessments.get(kind="quiz")
    send(
        browser, url("new_item", version, quiz.uid, "single"), version, prompt="2 + 2?", text_a="Three",
        text_b="Four", correct="b", points="1", outcome=str(outcome.uid), feedback="",
    )  # fmt: skip
    send(browser, url("new_assessment", version, "project"), version, title="Project", max_attempts="2")
    project = version.assessments.get(kind="project")
    send(
        browser, url("rubric_row", version, project.uid, outcome.uid), version, label_0="Not yet", points_0="0",
        label_1="Met", points_1="1", met_1="on",
    )  # fmt: skip


def test_from_nothing_to_published(cast: Cast, client_for: ClientFor) -> None:
    dana, rene = client_for(cast.dana), client_for(cast.rene)
    form = dana.get(reverse("designer:new"))
    uid = form.context["form"]["uid"].value()
    for _ in range(2):
        made = dana.post(reverse("designer:new"), {"uid": uid, "org": "northfield", "title": "Honest Charts"})
        assert made.status_code == 302
    version = Version.objects.get(title="Honest Charts")
    assert "Still missing" in dana.get(url("overview", version)).content.decode()
    fill(dana, version)
    assert b"Ready for review" in dana.get(url("overview", version)).content
    dana.post(url("submit", version))
    assert b"1 waiting for review" in rene.get(reverse("designer:workspace")).content
    assert b"Honest Charts" in rene.get(reverse("designer:reviews")).content
    rene.post(url("review", version), {"decision": "approved", "comment": "Good."} | ALL_YES)
    assert dana.post(url("publish", version), follow=True).status_code == 200
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED
    assert b"Honest Charts" in dana.get("/catalogue/").content
    page = dana.get(url("overview", version)).content.decode()
    assert "Edit as next version" in page
    assert "Good." in page


def test_every_page_of_a_full_draft_opens_with_few_queries(
    cast: Cast, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    fill(dana, version)
    outcome, module = version.outcomes.get(), version.modules.get()
    quiz, project = version.assessments.get(kind="quiz"), version.assessments.get(kind="project")
    addresses = [
        reverse("designer:workspace"), reverse("designer:new"), url("basics", version), url("promise", version),
        url("level", version),
        url("quality", version),
        url("outcomes", version), url("outcome", version, outcome.uid), url("skills", version) + "?q=data",
        url("badge", version), url("badge_preview", version), url("content", version),
        url("module", version, module.uid), url("new_activity", version, module.uid, "video"),
        url("new_activity", version, module.uid, "check"), url("activity", version, module.activities.get().uid),
        url("assessment", version), url("one_assessment", version, quiz.uid),
        url("one_assessment", version, project.uid), url("new_item", version, quiz.uid, "single"),
        url("new_item", version, quiz.uid, "multiple"), url("new_item", version, quiz.uid, "numeric"),
        url("new_item", version, quiz.uid, "short_text"), url("item", version, quiz.uid, quiz.items.get().uid),
        url("rubric_row", version, project.uid, outcome.uid), url("badge_file", version, "svg"),
        url("overview", version),
    ]  # fmt: skip
    for address in addresses:
        # A search asks for words, spellings, skills and their names.
        most = 22 if address == url("overview", version) else 18 if "/skills/" in address else 14
        with django_assert_max_num_queries(most):
            assert dana.get(address).status_code == 200, address


def test_an_incomplete_draft_is_refused_with_links_to_what_is_missing(
    cast: Cast, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    page = dana.post(url("submit", version), follow=True).content.decode()
    assert "not complete yet" in page
    for section, anchor in (("level", "id_level"), ("promise", "id_can_do"), ("outcomes", "add")):
        assert f'href="{url(section, version)}?missing=1#{anchor}"' in page
        there = dana.get(url(section, version) + "?missing=1").content.decode()
        assert f'id="{anchor}"' in there
        # Whoever comes from the checklist reads beside the field what is missing there.
        assert f'id="{anchor}_lack"' in there or anchor == "add"
        assert f'id="{anchor}_lack"' not in dana.get(url(section, version)).content.decode()


def test_the_author_sees_why_they_cannot_review(cast: Cast, client_for: ClientFor) -> None:
    Membership.objects.create(org=cast.northfield, person=cast.dana, role=Role.REVIEWER, created_at=NOON)
    dana = client_for(cast.dana)
    version = draft(cast)
    fill(dana, version)
    dana.post(url("submit", version))
    assert b"You cannot review your own work" in dana.get(url("overview", version)).content
    answer = dana.post(url("review", version), {"decision": "approved"} | ALL_YES)
    assert answer.status_code == 409
    version.refresh_from_db()
    assert version.state == VersionState.IN_REVIEW


def before(page: str) -> str:
    found = re.search(r'name="before" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_two_at_once_lose_nothing_of_either(cast: Cast, client_for: ClientFor) -> None:
    """Dana writes a description while Olga writes another one, and a sector."""
    dana = client_for(cast.dana)
    version = draft(cast)
    shown = dana.get(url("basics", version)).content.decode()
    old = seen(version)
    design.save_details(
        actor=cast.olga, version_uid=version.uid, now=NOON,
        values={"description": "Olga was here.", "sector": "Law", "mode": "blended"},
    )  # fmt: skip
    mine = BASICS | {"description": "My long text.", "sector": "", "field_code": "", "kind": "", "mode": ""}
    sent = mine | {"seen": old, "before": before(shown)}
    answer = dana.post(url("basics", version), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Olga Example" in page
    told = {each.label: (each.before, each.now, each.yours) for each in answer.context["theirs"]}
    assert told == {
        "Description": ("empty", "Olga was here.", "My long text."),
        "Sector": ("empty", "Law", ""),
        "How one takes part": ("empty", "Online and on site", ""),
    }
    again = answer.context["form"].data
    assert (again["description"], again["sector"], again["mode"]) == ("My long text.", "Law", "blended")
    # Saving again is saving knowingly, and keeps what Olga did where Dana did nothing.
    kept = {name: again[name] for name in BASICS} | {"seen": seen(version), "before": before(page)}
    assert dana.post(url("basics", version), kept).status_code == 302
    version.refresh_from_db()
    assert (version.description, version.sector, version.mode) == ("My long text.", "Law", "blended")


def test_whoever_saved_in_another_window_is_not_told_of_somebody_else(
    cast: Cast, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    shown = dana.get(url("basics", version)).content.decode()
    old = seen(version)
    send(dana, url("basics", version), version, **BASICS | {"sector": "Law"})
    mine = BASICS | {"description": "Typed here.", "sector": ""}
    page = dana.post(url("basics", version), mine | {"seen": old, "before": before(shown)}).content.decode()
    assert "You saved this in another window" in page
    assert "what you saved there stands below" in page
    for words in ("theirs", "Yours", "Dana Example"):
        assert words not in html.unescape(page.split("<main")[1])


@pytest.mark.parametrize("nonsense", ["", "{", "[1]", "9" * 300_000, '{"title": 7}'])
def test_a_form_that_lost_what_it_showed_keeps_what_was_typed(
    cast: Cast, client_for: ClientFor, nonsense: str
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    old = seen(version)
    design.save_details(actor=cast.olga, version_uid=version.uid, values={"sector": "Law"}, now=NOON)
    answer = dana.post(url("basics", version), BASICS | {"seen": old, "before": nonsense})
    assert answer.status_code == 409
    assert answer.context["form"].data["sector"] == "Science"
    assert ("Law", "Science") in [(each.now, each.yours) for each in answer.context["theirs"]]


def test_what_is_missing_is_said_while_one_types_and_nothing_is_saved(
    cast: Cast, client_for: ClientFor
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)

    def typed(section: str, **values: str) -> str:
        answer = dana.post(url("lint", version, section), values)
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "Choose a level" in typed("level", **LEVEL | {"level": ""})
    assert "Nothing is missing here" in typed("level", **LEVEL)
    assert "do not go together" in typed("level", **LEVEL | {"credit_points": "9"})
    assert "in digits" in typed("level", **LEVEL | {"workload_hours": "a day"})
    assert "4 CATS credits" in typed("level", **LEVEL | {"workload_hours": "60", "credit_points": "2"})
    assert "Not comparable" in typed("level", **LEVEL | {"workload_hours": "60", "credit_points": "2"})
    assert "promises a degree" in typed("basics", **BASICS | {"title": "Bachelor of Charts"})
    assert "cannot be observed" in typed("outcomes", statement="Learners will understand charts", criteria="")
    assert "leave out the full stop" in typed("promise", can_do="draw.", criteria="Pass.", not_proven="")
    assert "Name the body" in typed("quality", **QUALITY | {"quality_kind": "external", "quality_body": ""})
    assert dana.post(url("lint", version, "badge"), {}).status_code == 404
    version.refresh_from_db()
    assert version.level is None
    assert client_for(cast.mallory).post(url("lint", version, "level"), LEVEL).status_code == 404


def test_a_wrong_field_hides_nothing_of_what_the_others_say(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    typed = LEVEL | {"workload_hours": "a day"}
    for answer in (
        dana.post(url("lint", version, "level"), typed),
        send(dana, url("level", version), version, **typed),
    ):
        aside = answer.content.decode().partition("Still missing here")[2]
        assert "in digits" in aside
        assert "Choose a level" not in aside
        assert "4 of 8 (EQF)" in aside
    answer = send(dana, url("assessment", version), version, **TERMS | {"pass_mark": "all"})
    assert [each["label"] for each in answer.context["wrong"]] == ["Pass mark in percent"]
    version.refresh_from_db()
    assert version.level is None


def test_a_designer_learns_who_can_say_the_country(cast: Cast, client_for: ClientFor) -> None:
    Organisation.objects.update(country="")
    version = draft(cast)
    page = client_for(cast.dana).get(url("basics", version)).content.decode()
    assert "An owner of your organisation can change it" in page
    owner = client_for(cast.olga).get(url("basics", version)).content.decode()
    assert "/staff/northfield/organisation/#id_country" in owner
    assert "Your organisation does not say in which country it is" in owner


def test_what_other_countries_ask_is_advice(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    fill(dana, version)
    page = dana.get(url("quality", version)).content.decode()
    for words in ("Npuls", "NZQA", "Australian National Microcredentials Framework", "Advice only"):
        assert words in page
    assert b"Ready for review" in dana.get(url("overview", version)).content


def test_what_is_required_before_is_chosen_from_what_is_published(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    key = cast.published.micro_credential.key
    assert cast.published.title in dana.get(url("quality", version)).content.decode()
    send(dana, url("quality", version), version, **QUALITY, requires=[key], requires_blocks="on")
    version.refresh_from_db()
    assert [each.key for each in version.requires.all()] == [key]
    assert version.requires_blocks
    wrong = send(dana, url("quality", version), version, **QUALITY, requires=["elsewhere"])
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("state", "word"),
    [(VersionState.PILOT, "pilot"), (VersionState.ON_HOLD, "on hold"), (VersionState.RETIRED, "retired")],
)
def test_what_not_everybody_can_earn_is_not_offered_and_yet_kept_where_it_was_chosen(
    cast: Cast, client_for: ClientFor, state: VersionState, word: str
) -> None:
    dana = client_for(cast.dana)
    version, other = draft(cast), draft(cast, "Honest Tables")
    key, title = cast.published.micro_credential.key, cast.published.title
    send(dana, url("quality", version), version, **QUALITY, requires=[key])
    Version.objects.filter(pk=cast.published.pk).update(state=state)
    assert title not in dana.get(url("quality", other)).content.decode()
    assert f"{title} ({word})" in dana.get(url("quality", version)).content.decode()
    send(dana, url("quality", version), version, **QUALITY, requires=[key])
    assert [each.key for each in version.requires.all()] == [key]
    send(dana, url("quality", version), version, **QUALITY)
    assert not version.requires.exists()


def test_a_new_draft_says_what_the_organisation_said_last(cast: Cast) -> None:
    first = draft(cast)
    assert (first.quality_kind, first.quality_body, first.level_set_by) == (
        "internal",
        "Northfield College",
        "Northfield College",
    )
    with rewriting(cast.published):
        Version.objects.filter(pk=cast.published.pk).update(
            quality_kind="institution", quality_body="NVAO", level_set_by="Examination board", language="nl",
            supervision="onsite", identity_check="document_onsite",
        )  # fmt: skip
    second = draft(cast, "More Charts")
    assert (second.quality_kind, second.quality_body) == ("institution", "NVAO")
    assert (second.level_set_by, second.language, second.supervision) == ("Examination board", "nl", "onsite")


def test_a_level_of_a_country_stands_for_one_of_the_eqf(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    assert "National level" not in dana.get(url("level", version)).content.decode()
    framework = LevelFramework.objects.create(key="nlqf", name="NLQF")
    level = Level.objects.create(framework=framework, key="4f", position=4, label="4F")
    assert "NLQF: 4F" in dana.get(url("level", version)).content.decode()
    answer = send(
        dana, url("level", version), version, **LEVEL | {"level": "", "national_level": str(level.pk)}
    )
    assert answer.status_code == 302
    version.refresh_from_db()
    assert version.national_level == level
    page = dana.get(url("level", version)).content.decode()
    assert f'<option value="{level.pk}" selected>' in page
    assert "Nothing is missing here" in page
    wrong = send(dana, url("level", version), version, **LEVEL | {"national_level": "99"})
    assert "not one of the available choices" in wrong.content.decode()


def test_a_skill_has_a_level_and_is_assessed_only_by_an_outcome(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    skill = Concept.objects.get(name="perform data analysis")
    send(dana, url("outcomes", version), version, statement="Draws honest charts")
    outcome = version.outcomes.get()
    address = url("align", version, skill.uid)
    dana.post(address, {"do": "add", "outcome": ""})
    assert not version.alignments.get().is_assessed
    page = dana.post(
        address, {"do": "save", "outcome": "", "is_assessed": "on"}, follow=True
    ).content.decode()
    assert "Choose the outcome that shows it" in page
    dana.post(address, {"do": "save", "outcome": str(outcome.uid), "level": "3", "is_assessed": "on"})
    alignment = version.alignments.get()
    assert (alignment.outcome, alignment.level, alignment.is_assessed) == (outcome, 3, True)
    dana.post(address, {"do": "save", "outcome": str(outcome.uid), "level": ""})
    alignment.refresh_from_db()
    assert (alignment.level, alignment.is_assessed) == (None, False)


@pytest.mark.parametrize(
    ("section", "field", "value", "words"),
    [
        ("basics", "title", "", "required"),
        ("basics", "title", "Diploma in Charts", "promises a degree"),
        ("basics", "title", "Dip\u200bloma in Charts", "promises a degree"),
        ("basics", "title", "Dip\u043boma in Charts", "promises a degree"),
        ("basics", "title", "\u200b\u202e\u2060", "required"),
        ("basics", "title", "\u2800\u3164", "nothing to read"),
        ("basics", "mode", "x", "not one of the available choices"),
        ("level", "level", "9", "not one of the available choices"),
        ("level", "workload_hours", "-1", "from 1 to 2000"),
        ("level", "workload_hours", "sixty hours", "in digits, without words or units"),
        ("level", "credit_points", "two", "in digits, without words or units"),
        ("level", "credit_points", "1.25", "at most 1 digit after the point"),
        ("level", "no_level_reason", "Placed in no framework.", "Take one of the two out"),
        ("assessment", "pass_mark", "0", "from 1 to 100"),
        ("quality", "price", "-1", "from 0 to 1000000"),
        ("quality", "price", "free", "in digits, without words or units"),
        ("quality", "review_by", "31/31/2027", "This is no date"),
        ("quality", "review_by", "2001-01-01", "This day is past"),
        ("quality", "review_by", "9999-12-31", "within 5 years"),
        ("quality", "quality_url", "not an address", "valid URL"),
        ("quality", "currency", "XXX", "not one of the available choices"),
    ],
)
def test_wrong_answers_are_named_and_kept(
    cast: Cast, client_for: ClientFor, section: str, field: str, value: str, words: str
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    good = {"basics": BASICS, "level": LEVEL, "assessment": TERMS, "quality": QUALITY}[section]
    answer = send(dana, url(section, version), version, **(good | {field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    assert words in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Honest\u200b \u202eCharts\u2060", "Honest Charts"),
        ("\ufeffHonest\u200d \u200cCharts", "Honest Charts"),
        # Persian and Hindi write with them.
        ("\u0645\u06cc\u200c\u0631\u0648\u0645", "\u0645\u06cc\u200c\u0631\u0648\u0645"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\u0645\u200c\u200c\u0631", "\u0645\u0631"),
        ("\u0600\u0661\u0662 Charts", "\u0600\u0661\u0662 Charts"),
    ],
)
def test_what_nobody_sees_is_taken_out_of_texts(
    cast: Cast, client_for: ClientFor, typed: str, kept: str
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    assert send(dana, url("basics", version), version, **BASICS | {"title": typed}).status_code == 302
    version.refresh_from_db()
    assert version.title == kept
    send(dana, url("outcomes", version), version, statement=f"Draws {typed}")
    assert version.outcomes.get().statement == f"Draws {kept}"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cat.gif", b"GIF89a....", "not a PNG, JPEG or SVG"),
        ("cat.png", b"\x89PNG\r\n\x1a\nbroken", "damaged"),
        ("tiny.png", png((20, 20)), "smaller than 64"),
        (
            "x.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "contains a script",
        ),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><rect onload="x()"/></svg>', "a script (onload)"),
        ("page.svg", b"<!DOCTYPE html><html><body>hi</body></html>", "not a PNG, JPEG or SVG"),
        ("empty.png", b"", "empty"),
    ],
)
def test_images_that_cannot_be_a_badge(
    cast: Cast, client_for: ClientFor, name: str, data: bytes, words: str
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    answer = send(dana, url("badge", version), version, do="upload", image=SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    version.refresh_from_db()
    assert version.badge_image is None


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("b.png", png(), "image/png"),
        ("b.jpg", png(form="JPEG"), "image/png"),
        (
            "b.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
            "image/svg+xml",
        ),
    ],
)  # fmt: skip
def test_an_image_of_ones_own_and_back(
    cast: Cast, client_for: ClientFor, name: str, data: bytes, kind: str
) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    send(dana, url("badge", version), version, do="upload", image=SimpleUploadedFile(name, data))
    version.refresh_from_db()
    assert version.badge_image is not None
    assert version.badge_image.media_type == kind
    for form in ("svg", "icon", "png"):
        assert dana.get(url("badge_file", version, form)).status_code == 200
    old = seen(version)
    send(dana, url("promise", version), version, can_do="draw honest charts")
    outdated = dana.post(url("badge", version), {"do": "remove", "seen": old})
    assert outdated.status_code == 409
    page = outdated.content.decode()
    assert "You saved this in another window since you opened this page" in page
    assert "This field is required" not in page
    version.refresh_from_db()
    assert version.badge_image is not None
    send(dana, url("badge", version), version, do="remove")
    version.refresh_from_db()
    assert version.badge_image is None
    answer = send(dana, url("badge", cast.published), cast.published, do="remove")
    assert answer.status_code == 409
    assert "cannot be changed" in answer.content.decode()


def test_colour_and_icon_can_be_tried_and_saved(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    tried = dana.get(url("badge_preview", version) + "?hue=20&icon=leaf").content.decode()
    assert "hue=20&amp;icon=leaf" in tried
    plain = dana.get(url("badge_file", version, "svg")).content
    assert dana.get(url("badge_file", version, "svg") + "?hue=20&icon=leaf").content != plain
    send(dana, url("badge", version), version, do="draw", hue="20", icon="leaf")
    version.refresh_from_db()
    assert (version.badge_hue, version.badge_icon) == (20, "leaf")


@pytest.mark.parametrize(
    ("captions", "words"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi", "WebVTT"),
        (b"WEBVTT\n\nno cue", "no cue"),
        (b"\xff\xfeW", "UTF-8"),
    ],
)
def test_a_video_needs_real_captions(cast: Cast, client_for: ClientFor, captions: bytes, words: str) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    send(dana, url("content", version), version, title="Watch", summary="")
    address = url("new_activity", version, version.modules.get().uid, "video")
    film = b"\x00\x00\x00\x18ftypmp42"
    answer = send(
        dana, address, version, title="Film", minutes="3",
        video=SimpleUploadedFile("f.mp4", film), captions=SimpleUploadedFile("f.vtt", captions),
    )  # fmt: skip
    assert words in answer.content.decode()
    answer = send(
        dana, address, version, title="Film", minutes="3", video=SimpleUploadedFile("f.mp4", b"not a film"),
    )  # fmt: skip
    page = answer.content.decode()
    assert "not an MP4 or WebM" in page
    assert "Choose a captions file" in page
    good = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"
    answer = send(
        dana, address, version, title="Film", minutes="3",
        video=SimpleUploadedFile("f.mp4", film), captions=SimpleUploadedFile("f.vtt", good),
    )  # fmt: skip
    assert answer.status_code == 302


def test_questions_of_four_kinds_are_kept_as_typed(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    send(
        dana, url("new_assessment", version, "quiz"), version, title="Quiz", max_attempts="2", pass_mark="80"
    )
    quiz = version.assessments.get()
    common = {"prompt": "What?", "points": "2", "feedback": "", "outcome": ""}
    choices = {"text_a": "One", "text_c": "Three", "text_d": "Four"}
    for kind, values, key in (
        ("single", choices | {"correct": "c"}, ["c"]),
        ("multiple", choices | {"correct": ["a", "d"]}, ["a", "d"]),
        ("numeric", {"value": "2.5", "tolerance": "0.1"}, {"value": 2.5, "tolerance": 0.1}),
        ("short_text", {"accepted": " yes \n\nyeah"}, ["yes", "yeah"]),
    ):
        send(dana, url("new_item", version, quiz.uid, kind), version, **common, **values)
        item = quiz.items.get(kind=kind)
        assert item.key == key
        page = dana.get(url("item", version, quiz.uid, item.uid))
        again = page.context["form"].initial
        assert dana.get(url("one_assessment", version, quiz.uid)).status_code == 200
        repeated = {name: value for name, value in again.items() if value is not None}
        send(dana, url("item", version, quiz.uid, item.uid), version, **repeated)
        item.refresh_from_db()
        assert len(item.choices) == (3 if "text_a" in again else 0)
    wrong = send(
        dana, url("new_item", version, quiz.uid, "single"), version, **common, text_a="One", correct="b"
    )
    assert "marked right but has no text" in wrong.content.decode()
    one = send(
        dana, url("new_item", version, quiz.uid, "single"), version, **common, text_a="One", correct="a"
    )
    assert "at least two choices" in one.content.decode()


def test_parts_are_moved_and_deleted_by_buttons(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    for statement in ("First", "Second"):
        send(dana, url("outcomes", version), version, statement=statement)
    second = version.outcomes.get(statement="Second")
    dana.post(url("arrange", version, "outcome", second.uid), {"do": "up"})
    assert [o.statement for o in version.outcomes.order_by("position")] == ["Second", "First"]
    for _ in range(2):
        answer = dana.post(url("arrange", version, "outcome", second.uid), {"do": "delete"}, follow=True)
        assert answer.status_code == 200
    assert version.outcomes.count() == 1
    assert dana.post(url("arrange", version, "nonsense", second.uid), {"do": "up"}).status_code == 404


def test_vague_outcomes_get_advice(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    send(dana, url("outcomes", version), version, statement="Understand statistics")
    assert "cannot be observed" in dana.get(url("outcomes", version)).content.decode()


def test_the_next_version_shows_what_changed(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    dana.post(url("next_version", cast.published))
    second = Version.objects.get(micro_credential=cast.published.micro_credential, number=2)
    send(dana, url("promise", second), second, can_do="do more", criteria=second.criteria, not_proven="")
    assert url("compare", second) in dana.get(url("overview", second)).content.decode()
    page = dana.get(url("compare", second)).content.decode()
    assert "<del>clean, analyse and visualise tabular data</del>" in page
    assert "<ins>do more</ins>" in page
    dana.post(url("discard", second))
    assert not Version.objects.filter(pk=second.pk).exists()


def test_a_version_in_review_sends_the_editor_back(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    for name in (
        "basics",
        "promise",
        "level",
        "quality",
        "outcomes",
        "skills",
        "content",
        "assessment",
        "badge",
    ):
        answer = dana.get(url(name, cast.published))
        assert answer.status_code == 302, name
        assert answer["Location"] == url("overview", cast.published)
    answer = send(dana, url("basics", cast.published), cast.published, **BASICS)
    assert answer.status_code == 409


@pytest.mark.parametrize("who", ["mallory", "lea", "emma"])
def test_strangers_find_nothing(cast: Cast, client_for: ClientFor, who: str) -> None:
    version = draft(cast)
    browser = client_for(getattr(cast, who))
    for name in (
        "overview",
        "basics",
        "level",
        "quality",
        "outcomes",
        "skills",
        "content",
        "assessment",
        "badge",
        "badge_preview",
    ):
        assert browser.get(url(name, version)).status_code == 404, name
    for name in ("submit", "withdraw", "publish", "next_version", "discard"):
        assert browser.post(url(name, version)).status_code == 404, name
    assert browser.get(url("badge_file", version, "svg")).status_code == 404
    assert Version.objects.filter(pk=version.pk).exists()


def test_who_is_not_signed_in_is_asked_to(cast: Cast, client: Client) -> None:
    answer = client.get(url("overview", cast.published))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_an_empty_workspace_teaches(cast: Cast, client_for: ClientFor) -> None:
    org = Organisation.objects.create(key="new-org", name="New", created_at=NOON)
    Membership.objects.create(org=org, person=cast.lea, role=Role.OWNER, created_at=NOON)
    lea = client_for(cast.lea)
    assert b"Nothing designed yet" in lea.get(reverse("designer:workspace")).content
    assert b"Nothing waits for you" in lea.get(reverse("designer:reviews")).content
    assert b"Nothing is published yet" in lea.get(reverse("designer:all_offerings")).content


def test_a_question_says_at_its_place_what_it_lacks(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    send(dana, url("new_assessment", version, "quiz"), version, title="Quiz", max_attempts="2")
    address = url("new_item", version, version.assessments.get().uid, "single")
    assert "needed before review" not in dana.get(address).content.decode()
    common = {"prompt": "2 + 2?", "points": "1", "outcome": "", "feedback": ""}

    def errors(**values: str) -> Any:
        return send(dana, address, version, **common | values).context["form"].errors

    assert errors(text_a="4", text_b="4", correct="a") == {"text_b": ["This is the same as choice 1."]}
    assert errors(text_a="4", text_b="3") == {"correct": ["Say which choice is right."]}
    assert errors(text_a="4", correct="a") == {"text_b": ["Give at least two choices."]}
    assert errors(text_a="4", text_b="3", correct="b", points="101") == {
        "points": ["Write a number from 1 to 100."]
    }


def test_limits_and_what_a_review_needs_are_told_in_our_words(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = draft(cast)
    assert dana.get(url("level", version)).content.decode().count("(needed before review)") == 1
    assert dana.get(url("promise", version)).content.decode().count("(needed before review)") == 2
    wrong = LEVEL | {"workload_hours": "5000", "credit_points": "1.25", "level_set_by": "x" * 201}
    answer = send(dana, url("level", version), version, **wrong)
    assert answer.context["form"].errors == {
        "workload_hours": ["Write a number from 1 to 2000."],
        "credit_points": ["Write a number with at most 1 digit after the point."],
        "level_set_by": ["At most 200 characters fit here; these are 201."],
    }
    assert b"Ensure" not in answer.content


def test_changes_asked_for_are_told_until_it_is_submitted_again(cast: Cast, client_for: ClientFor) -> None:
    dana, rene = client_for(cast.dana), client_for(cast.rene)
    version = draft(cast)
    fill(dana, version)
    dana.post(url("submit", version))
    assert b"(needed to ask for changes, or to accept a No)" in rene.get(url("overview", version)).content
    rene.post(url("review", version), {"decision": "changes", "comment": "Name the tool."})
    assert b"Changes asked for" in dana.get(reverse("designer:workspace")).content
    page = dana.get(url("overview", version)).content.decode()
    assert "Changes were asked for on" in page
    assert page.index("Name the tool.") < page.index("Answer the review")
    assert "Ready for review" not in page
    dana.post(url("submit", version))
    dana.post(url("withdraw", version))
    assert b"Changes were asked for on" not in dana.get(url("overview", version)).content
    assert b"Changes asked for" not in dana.get(reverse("designer:workspace")).content


def test_a_title_like_another_is_warned_of_on_the_overview(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    page = dana.get(url("overview", draft(cast, cast.published.title.upper()))).content.decode()
    assert "Another micro-credential of your organisation has this title" in page
    assert "has this title" not in dana.get(url("overview", draft(cast))).content.decode()


def test_what_is_searched_is_said_at_once_and_again_to_who_finds_nothing(
    cast: Cast, client_for: ClientFor
) -> None:
    version, dana = draft(cast), client_for(cast.dana)
    said = f"1 skill of {Framework.objects.get().name} is searched."
    page = dana.get(url("skills", version)).content.decode()
    assert page.index(f"{said} You need none to submit.") < page.index('type="search"')
    assert f"{said} Try another word" in dana.get(url("skills", version) + "?q=zzzz").content.decode()
    Framework.objects.update(is_current=False)
    assert "There is nothing to search yet" in dana.get(url("skills", version)).content.decode()


def test_a_badge_that_is_tried_stands_beside_the_slider(cast: Cast, client_for: ClientFor) -> None:
    version = draft(cast)
    answer = client_for(cast.dana).get(url("badge", version) + "?hue=90&icon=zap")
    page = answer.content.decode()
    assert answer.context["drawn"]["hue"].value() == 90
    assert "?hue=90&amp;icon=zap" in page[page.index('id="tried"') :]
    assert "<span>Lightning</span>" in page
    version.refresh_from_db()
    assert version.badge_icon != "zap"
