"""What a draft makes one think of: few skills, the right ones, each for the sentence it was found by."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOON
from tests.foundation.skills.drafts import DRAFTS, Draft

from skillmark.foundation.skills import suggest_rules
from skillmark.foundation.skills.models import Framework, SearchWord
from skillmark.foundation.skills.rules import stem_of
from skillmark.foundation.skills.suggest_rules import passages_of
from skillmark.foundation.skills.suggesting import Suggestion, speaks, suggest_skills
from skillmark.journeys import begin

KITCHEN = DRAFTS[0]


@pytest.fixture
def extract(db: None) -> Framework:
    return begin.bring_in_extract(now=NOON)[0]


def suggested(draft: Draft, **options: Any) -> list[Suggestion]:
    return suggest_skills(passages=draft.passages, **{"language": "en"} | options)


def test_drafts_of_different_trades_find_what_they_speak_of(extract: Framework) -> None:
    for draft in DRAFTS:
        found = {each.concept.name: each.passage.key for each in suggested(draft)}
        said = {name: int(key) if key.isdigit() else 0 for name, key in found.items()}
        assert draft.suggested.items() <= said.items(), draft.title
        assert not said.keys() & set(draft.never), draft.title
        assert len(said) <= 8


def test_a_draft_asks_for_little_and_the_same_draft_finds_the_same(
    extract: Framework, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        once = suggested(KITCHEN)
    assert once == suggested(KITCHEN)


def test_what_is_aligned_makes_room_for_the_rest(extract: Framework) -> None:
    first, *rest = suggested(KITCHEN, limit=3)
    left = suggested(KITCHEN, leave_out={first.concept.uri})
    assert first.concept not in [each.concept for each in left]
    assert {each.concept.name for each in rest} <= {each.concept.name for each in left}


def test_the_name_it_was_found_by_is_told_where_it_is_not_its_own(extract: Framework) -> None:
    said = {each.concept.name: each.other_name for each in suggested(KITCHEN)}
    assert said["food safety standards"] == ""
    assert said["comply with food safety and hygiene"].startswith("maintain food safety")


def test_frameworks_in_another_language_suggest_nothing(extract: Framework) -> None:
    german = passages_of(
        title="Die Reparatur", can_do="", outcomes={"1": "Wechselt die Form"}, description=""
    )
    assert suggest_skills(passages=german, language="de") == []
    assert suggested(KITCHEN, language="en-GB")
    assert (speaks("en-GB"), speaks("de")) == (True, False)


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("", ""),
        ("Untitled", ""),
        ("!?", "…"),
        ("An Introduction to the Basics", "Understands what is important"),
        ("Zzzyzx", "Qqqs the wwws"),
    ],
    ids=["nothing", "one-word", "marks", "of-every-trade", "unknown"],
)
def test_who_says_nothing_is_suggested_nothing(extract: Framework, title: str, outcome: str) -> None:
    said = passages_of(title=title, can_do="", outcomes={"1": outcome}, description="")
    assert suggest_skills(passages=said, language="en") == []


def test_without_a_framework_nothing_is_suggested(db: None) -> None:
    assert suggested(KITCHEN) == []
    assert not speaks("en")


def test_a_whole_book_is_read_as_far_as_a_page(extract: Framework) -> None:
    words = " ".join(SearchWord.objects.order_by("text").values_list("text", flat=True))
    pages = {str(n): words[n * 500 : (n + 1) * 500] for n in range(99)}
    said = passages_of(title="Food Safety", can_do=words, outcomes=pages, description=words)
    assert len(suggest_rules.telling_stems(said)) == suggest_rules.MOST_STEMS
    assert len(suggest_skills(passages=said, language="en")) <= 8


def test_words_that_were_there_before_are_told_apart_after_an_update(extract: Framework) -> None:
    before = suggested(KITCHEN)
    SearchWord.objects.update(stem="")
    assert suggested(KITCHEN) == []
    call_command("migrate", verbosity=0)
    assert suggested(KITCHEN) == before


# --- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forms",
    [
        ("check", "checks", "checked", "checking"),
        ("store", "stores", "stored", "storing"),
        ("prepare", "prepares", "preparing", "preparation", "preparations"),
        ("communicate", "communication"),
        ("organise", "organize", "organising", "organisation", "organization"),
        ("cut", "cuts", "cutting"),
        ("delivery", "deliveries"),
        ("surface", "surfaces"),
        ("measure", "measurement"),
        ("safe", "safely", "safety"),
        ("dress", "dresses", "dressing"),
        ("install", "installs", "installing", "installation"),
        ("child", "children"),
        ("old", "older", "elderly"),
    ],
    ids=lambda forms: forms[0],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem_of(form) for form in forms}) == 1, {form: stem_of(form) for form in forms}


def test_words_that_only_look_alike_keep_their_own() -> None:
    words = [
        "bus",
        "virus",
        "gas",
        "news",
        "nation",
        "station",
        "form",
        "inform",
        "sql",
        "c++",
        "sing",
        "king",
    ]
    assert len({stem_of(word) for word in words}) == len(words)


@given(st.text("abcdefghinorstuy+#12é", min_size=1, max_size=12))
def test_a_stem_is_never_empty_nor_longer_than_the_word(word: str) -> None:
    assert 0 < len(stem_of(word)) <= max(len(word), 6)
