"""One achievement, several languages: written beside the original, never over somebody else, shown to whoever asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast, rewriting
from tests.issuing_helpers import issued

from skillmark.foundation.refusals import Refused
from skillmark.journeys import design, translate
from skillmark.lifecycle.assessing.blueprint import blueprint_of, facets_of
from skillmark.lifecycle.designing.models import Outcome, Translation, Version, VersionState
from skillmark.lifecycle.designing.queries import translations_of, version_contents
from skillmark.lifecycle.designing.wording import completeness, original_wording, wording_of
from skillmark.lifecycle.holding.models import WalletItem

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Any], Client]
GERMAN = {"title": "Grundlagen der Datenanalyse", "can_do": "Tabellen bereinigen und auswerten"}


@pytest.fixture
def draft(cast: Cast) -> Version:
    """A next version of the published one, with its two outcomes."""
    return design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)


def url(name: str, version: Version, *more: str) -> str:
    return reverse(f"designer:{name}", args=[version.uid, *more])


def seen(version: Version) -> str:
    return Version.objects.get(pk=version.pk).edited_at.isoformat()


def outcomes_of(version: Version) -> list[Outcome]:
    return list(version.outcomes.order_by("position"))


def say(cast: Cast, version: Version, language: str = "de", **changed: Any) -> Translation:
    values: dict[str, Any] = {"texts": GERMAN, "outcomes": {}} | changed
    return translate.save_translation(
        actor=cast.dana, version_uid=version.uid, language=language, now=NOON, **values
    )


def show_published(version: Version, **values: Any) -> Translation:
    """A translation of a version that is before the public already, as publishing it leaves it."""
    with rewriting(version):
        return Translation.objects.create(version=version, language="de", **(GERMAN | values))


# --- writing ------------------------------------------------------------------------------------------------------


def test_a_language_is_added_completed_and_removed(cast: Cast, client_for: ClientFor, draft: Version) -> None:
    dana = client_for(cast.dana)
    assert "No other language yet" in dana.get(url("languages", draft)).content.decode()
    chosen = dana.get(url("languages", draft), {"language": "de"})
    assert chosen.headers["Location"] == url("translation", draft, "de")
    page = dana.get(url("translation", draft, "de")).content.decode()
    # The original stands beside each field, and each says which language it is in.
    assert '<p lang="en" dir="ltr">Data Analysis Foundations</p>' in page
    assert re.search(r'<input[^>]*name="title"[^>]*lang="de"', page)
    assert Translation.objects.count() == 0
    first, second = outcomes_of(draft)
    kept = {"title": "Grundlagen", f"outcome_{first.uid}": "Bereitet Daten auf"}
    sent = dana.post(url("translation", draft, "de"), {"seen": seen(draft), **kept})
    assert sent.status_code == 302
    stored = Translation.objects.get(version=draft)
    assert (stored.title, stored.outcomes) == ("Grundlagen", {str(first.uid): "Bereitet Daten auf"})
    page = dana.get(url("languages", draft)).content.decode()
    assert "2 of 7 texts" in page
    assert "Outcome 2" in page
    whole = {
        **kept, "can_do": "a", "description": "b", "criteria": "c", "not_proven": "d",
        f"outcome_{second.uid}": "Zeichnet",
    }  # fmt: skip
    dana.post(url("translation", draft, "de"), {"seen": seen(draft), **whole})
    assert "Complete" in dana.get(url("languages", draft)).content.decode()
    dana.post(url("remove_translation", draft, "de"))
    dana.post(url("remove_translation", draft, "de"))
    assert Translation.objects.count() == 0


def test_two_at_once_overwrite_nobody_and_keep_what_was_typed(
    cast: Cast, client_for: ClientFor, draft: Version
) -> None:
    dana = client_for(cast.dana)
    before = seen(draft)
    say(cast, draft, texts={"title": "Von Rene"})
    answer = dana.post(
        url("translation", draft, "de"), {"seen": before, "title": "Von Dana", "can_do": "Meins"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You saved this in another window since you opened this page" in page
    assert "Von Rene" in page
    assert 'value="Von Dana"' in page
    assert "Meins" in page
    assert Translation.objects.get().title == "Von Rene"
    # The page that answered carries what is stored now, so saving again is saving knowingly.
    again = re.search(r'name="seen" value="([^"]+)"', page)
    assert again is not None
    dana.post(url("translation", draft, "de"), {"seen": again[1], "title": "Von Dana"})
    assert Translation.objects.get().title == "Von Dana"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 121}, "At most 120 characters fit here; these are 121."),
        ({"title": "x", "can_do": "y" * 501}, "At most 500 characters"),
        ({"title": "Diploma der Datenanalyse"}, "“Diploma” promises a degree"),
        ({"title": "Masterabschluss in Daten"}, "“Masterabschluss” promises a degree"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(
    cast: Cast, client_for: ClientFor, draft: Version, values: dict[str, str], words: str
) -> None:
    answer = client_for(cast.dana).post(url("translation", draft, "de"), {"seen": seen(draft), **values})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Translation.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "xx", "de-DE-x", "<b>"])
def test_the_original_language_and_unknown_ones_have_no_page(
    cast: Cast, client_for: ClientFor, draft: Version, language: str
) -> None:
    assert client_for(cast.dana).get(url("translation", draft, language)).status_code == 404


def test_journey_refuses_the_original_language_and_titles_too_long(cast: Cast, draft: Version) -> None:
    with pytest.raises(Refused) as original:
        say(cast, draft, language="en")
    assert original.value.code == "translation.original"
    with pytest.raises(Refused) as longer:
        say(cast, draft, texts={"title": "x" * 121})
    assert longer.value.code == "translation.invalid"
    with pytest.raises(Refused):
        say(cast, draft, texts={"title": " "})
    assert Translation.objects.count() == 0


def test_only_the_versions_own_outcomes_are_kept(cast: Cast, draft: Version) -> None:
    foreign = cast.published.outcomes.first()
    own = outcomes_of(draft)[0]
    assert foreign is not None
    said = say(cast, draft, outcomes={str(foreign.uid): "Fremd", str(own.uid): " Eigen ", "x": "y"})
    assert said.outcomes == {str(own.uid): "Eigen"}


def test_a_published_version_takes_no_more_languages(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        say(cast, cast.published)
    assert refused.value.code == "version.not_draft"


def test_the_next_version_begins_with_the_languages_of_the_last(cast: Cast) -> None:
    old = outcomes_of(cast.published)[0]
    show_published(cast.published, outcomes={str(old.uid): "Bereitet auf"})
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    copied = translations_of(draft)[0]
    assert copied.title == GERMAN["title"]
    assert copied.outcomes == {str(outcomes_of(draft)[0].uid): "Bereitet auf"}


def test_a_reviewer_reads_what_they_approve_in_every_language(
    cast: Cast, client_for: ClientFor, draft: Version
) -> None:
    first = outcomes_of(draft)[0]
    say(cast, draft, outcomes={str(first.uid): "Bereitet Daten auf"})
    rene, address = client_for(cast.rene), url("overview", draft)
    page = rene.get(address).content.decode()
    assert f'<a href="{address}?language=de" lang="de" hreflang="de">Deutsch</a>' in page
    page = rene.get(address, {"language": "de"}).content.decode()
    assert GERMAN["title"] in page
    assert '<p class="can" id="can-do" lang="de">Tabellen bereinigen und auswerten</p>' in page
    assert '<p lang="de"><b>Bereitet Daten auf</b></p>' in page
    # Beside the former version it counts as a change.
    assert facets_of(blueprint_of(draft)).lists["In other languages"] == [
        "(de) Grundlagen der Datenanalyse", "(de) Tabellen bereinigen und auswerten", "(de) Bereitet Daten auf",
    ]  # fmt: skip


def test_completeness_counts_only_what_the_original_says(cast: Cast, draft: Version) -> None:
    said = say(cast, draft)
    Version.objects.filter(pk=draft.pk).update(not_proven="")
    draft.refresh_from_db()
    original = original_wording(draft, version_contents(draft).outcomes)
    found = completeness(original, wording_of(said))
    assert (found.said, found.of, found.is_complete) == (2, 6, False)
    assert list(found.lacking) == ["Description", "Criteria", "Outcome 1", "Outcome 2"]


def test_a_translation_of_what_became_the_original_language_is_not_shown(cast: Cast, draft: Version) -> None:
    say(cast, draft)
    Version.objects.filter(pk=draft.pk).update(language="de")
    draft.refresh_from_db()
    assert translations_of(draft) == []


# --- reading ------------------------------------------------------------------------------------------------------


def public_pages(version: Version) -> list[str]:
    return [
        reverse("public:micro_credential", args=[version.micro_credential.key]),
        reverse("public:achievement", args=[version.uid]),
    ]


def test_the_public_page_is_read_in_the_language_that_was_chosen(cast: Cast, client: Client) -> None:
    first, second = outcomes_of(cast.published)
    show_published(
        cast.published,
        not_proven="Kein maschinelles Lernen.",
        outcomes={str(first.uid): "Bereitet Daten auf"},
    )
    for address in public_pages(cast.published):
        page = client.get(address, {"language": "de"}).content.decode()
        assert '<h1 lang="de">Grundlagen der Datenanalyse</h1>' in page
        assert '<p class="can" lang="de">Tabellen bereinigen und auswerten</p>' in page
        assert '<p lang="de"><b>Bereitet Daten auf</b></p>' in page
        assert '<span lang="de">Kein maschinelles Lernen.</span>' in page
        # What was not said in German stays in the words of the original, and says so.
        assert f'<p lang="en"><b>{second.statement}</b></p>' in page
        assert re.search(r'class="prose"[^>]* lang="en"', page)
        assert f'<a href="{address}" lang="en" hreflang="en">English</a>' in page
        assert f'hreflang="de" href="http://testserver{address}?language=de"' in page
        assert f'hreflang="x-default" href="http://testserver{address}"' in page
        original = client.get(address).content.decode()
        assert '<h1 lang="en">Data Analysis Foundations</h1>' in original
        assert f'<a href="{address}?language=de" lang="de" hreflang="de">Deutsch</a>' in original


@pytest.mark.parametrize("asked", ["fr", "", "de-AT", "<script>", "en"])
def test_a_language_that_is_not_there_gives_the_original(cast: Cast, client: Client, asked: str) -> None:
    show_published(cast.published)
    for address in public_pages(cast.published):
        page = client.get(address, {"language": asked}).content.decode()
        assert '<h1 lang="en">Data Analysis Foundations</h1>' in page
        assert "<script>" not in page.replace("<script type=", "")


def test_a_page_in_one_language_offers_none(cast: Cast, client: Client) -> None:
    for address in public_pages(cast.published):
        page = client.get(address).content.decode()
        assert "Also in" not in page
        assert "hreflang" not in page


def test_one_more_language_costs_no_more_queries(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    for language in ("de", "fr", "it"):
        with rewriting(cast.published):
            Translation.objects.create(version=cast.published, language=language, title=language)
    with django_assert_max_num_queries(15):
        client.get(public_pages(cast.published)[1], {"language": "fr"})


def test_a_signed_text_is_never_exchanged(cast: Cast, client_for: ClientFor) -> None:
    credential = issued(cast.lea, cast.published, now=NOON)
    show_published(cast.published)
    item = WalletItem.objects.get(credential=credential)
    address = reverse("earner:credential", args=[item.uid])
    page = client_for(cast.lea).get(f"{address}?language=de", headers={"Accept-Language": "de"})
    assert page.status_code == 200
    assert "Data Analysis Foundations" in page.content.decode()
    assert GERMAN["title"] not in page.content.decode()
    assert Version.objects.get(pk=cast.published.pk).state == VersionState.PUBLISHED
