"""What the words of an outcome and of a title may not say, in many phrasings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.designing.outcome_rules import outcome_problem
from skillmark.lifecycle.designing.title_rules import title_problem

STATES = (
    "understand",
    "know",
    "learn",
    "appreciate",
    "comprehend",
    "be aware of",
    "be familiar with",
    "grasp",
)
BEGINNINGS = (
    "", "The learner will ", "Learners can ", "To ", "By the end of this course, participants will be able to ",
    "After completing the module, you will ", "The earner is able to ", "Students should be able to fully ",
)  # fmt: skip


@given(st.sampled_from(BEGINNINGS), st.sampled_from(STATES))
def test_a_state_of_mind_is_found_behind_every_beginning(beginning: str, state: str) -> None:
    assert "cannot be observed" in outcome_problem(f"{beginning}{state} the rules of hygiene")


@given(
    st.sampled_from(BEGINNINGS), st.sampled_from(["explain", "draw", "repair", "name", "decide", "translate"])
)
def test_what_can_be_seen_is_let_through_behind_every_beginning(beginning: str, verb: str) -> None:
    assert outcome_problem(f"{beginning}{verb} the rules of hygiene") == ""


@given(st.text(max_size=300))
def test_any_text_is_answered_and_other_languages_are_left_alone(text: str) -> None:
    assert outcome_problem(text, language="nl-BE") == ""
    assert outcome_problem(text) == "" or "Try a verb" in outcome_problem(text)


@pytest.mark.parametrize(
    ("statement", "is_vague"),
    [
        ("Knowledge of statistics", True), ("Has a good understanding of tax", True), ("Understanding", True),
        ("Develops an awareness of risk", True), ("Gains insight into data", True), ("Familiarity with Excel", True),
        ("Knowledge workers are supported", False), ("Learning materials are written", False),
        ("Develops awareness campaigns", False), ("Has the goods checked", False), ("Shows a guest the way", False),
        ("Draws honest charts", False), ("", False), ("… 2 + 2", False),
    ],
)  # fmt: skip
def test_nouns_name_a_state_only_with_what_it_is_of(statement: str, *, is_vague: bool) -> None:
    assert bool(outcome_problem(statement)) == is_vague


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Diploma in Care", "Diploma"), ("Bachelor of Charts", "Bachelor"), ("A Degree in Coffee", "Degree"),
        ("Master of Data", "Master of"), ("Master's in Data", "Master's"), ("PhD Writing", "PhD"),
        ("Postgraduate Nursing", "Postgraduate"), ("Post-graduate Nursing", "Post-graduate"), ("Mini-MBA", "MBA"),
        ("National Certificate in Welding", "National Certificate"), ("Doctorate of Bread", "Doctorate"),
        ("Scrum Master", ""), ("Mastering Excel", ""), ("360-degree Feedback", ""), ("Second-degree Burns", ""),
        ("Ovens at 200 degrees", ""), ("Diplomacy for Engineers", ""), ("Talking with Doctors", ""), ("", ""),
        ("Robots with Six Degrees of Freedom", ""), ("National Parks", ""),
    ],
)  # fmt: skip
def test_titles_that_promise_a_degree(title: str, word: str) -> None:
    problem = title_problem(title)
    assert bool(problem) == bool(word)
    assert f"“{word}”" in problem or not word


@pytest.mark.parametrize(
    "title",
    [
        "Dip\u043boma in Care", "D\u0456pl\u043em\u0430 in Care", "\uff24\uff29\uff30\uff2c\uff2f\uff2d\uff21 in Care",
        "Dip\u200dloma in Care", "Dipl\u00f4me de soins", "Dip1oma in Care",
        "D1pl0ma in Care", "B\u0430chelor of Charts",
        "Ba\u0441h\u0435l\u043er of Charts", "\U0001d403\U0001d422\U0001d429\U0001d425\U0001d428\U0001d426\U0001d41a",
    ],
)  # fmt: skip
def test_titles_that_promise_a_degree_in_letters_that_look_like_ours(title: str) -> None:
    assert "promises a degree" in title_problem(title)


@pytest.mark.parametrize(
    "title",
    [
        "\u0412\u044f\u0437\u0430\u043d\u0438\u0435", "Cooking with Lim",
        "Windows 10 and 15 Others", "\u30c7\u30fc\u30bf", "3D Models",
        "Caf\u00e9 Service", "360\u00b0-degree Feedback", "\u00c9tudier \u00e0 200 degrees",
    ],
)  # fmt: skip
def test_titles_of_other_scripts_and_with_numbers_are_left_alone(title: str) -> None:
    assert title_problem(title) == ""


@pytest.mark.parametrize(
    ("language", "title", "word"),
    [
        ("de", "Hochschulabschluss Pflege", "Hochschulabschluss"), ("de-CH", "Matura in Physik", "Matura"),
        ("de", "Mit dem Meister kochen", ""), ("de", "Gradlinig planen", ""),
        ("nl", "Hbo-diploma zorg", "diploma"), ("nl", "Graden en hoeken meten", ""),
        ("fr", "Licence professionnelle de soins", "Licence professionnelle"), ("fr", "Diplôme de soins", "Diplome"),
        ("fr", "Choisir une licence de logiciel", ""),
        ("es", "Grado en Enfermería", "Grado en"), ("es", "Medir en grados Celsius", ""),
        ("it", "Master in cucina", "Master in"), ("it", "Misurare in grado e minuti", ""), ("it", "Grado in cui", ""),
        ("pt", "Mestrado em dados", "Mestrado"), ("pl", "Licencjat z danych", "Licencjat"),
        ("sv", "Kandidatexamen i vård", "Kandidatexamen"), ("da", "Bachelorgrad i data", "Bachelorgrad"),
        ("no", "Vitnemål i data", "Vitnemål"), ("fi", "Ammattitutkinto", "Ammattitutkinto"),
        ("cs", "Bakalář dat", "Bakalář"), ("ro", "Licență în date", "Licență"),
        ("tr", "Lisans eğitimi", "Lisans eğitimi"), ("uk", "Магістр даних", "Магістр"),
        ("el", "Πτυχίο στα δεδομένα", "Πτυχίο"), ("ar", "الدبلوم في البيانات", "دبلوم"),
        ("et", "Diploma in Data", "Diploma"), ("uk", "Аналіз даних", ""), ("ar", "تحليل البيانات", ""),
        # Diplomacy, main roads, and those who master something.
        ("ar", "الدبلوماسية", ""), ("da", "Diplomati", ""), ("pl", "Dyplomacja", ""), ("uk", "Магістраль", ""),
        ("cs", "Magistrála", ""), ("it", "Scrum Master in azione", ""), ("fr", "Scrum Master en équipe", ""),
    ],
)  # fmt: skip
def test_titles_promise_a_degree_in_their_own_language(language: str, title: str, word: str) -> None:
    problem = title_problem(title, language=language)
    assert bool(problem) == bool(word)
    assert f"“{word}”" in problem or not word


@given(st.text(max_size=120))
def test_any_title_is_answered(title: str) -> None:
    assert title_problem(title) == "" or "promises a degree" in title_problem(title)
