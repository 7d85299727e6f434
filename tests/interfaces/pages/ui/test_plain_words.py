"""What we say in our own words can be read by people who left school early: short sentences, short words."""

from __future__ import annotations

import re

import pytest

from skillmark.interfaces.pages.ui import plain_words
from skillmark.lifecycle.designing.models import (
    CreditScheme,
    Cycle,
    IdentityCheck,
    Mode,
    QualityAssurance,
    Stackability,
    Supervision,
)

# Flesch (1948): 60 to 70 is plain English, 30 to 50 is what universities write.
PLAIN, HARDEST, LONGEST = 65, 40, 26
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE = re.compile(r"[^.?!:]+")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """As Flesch's formula is commonly computed: groups of vowels, without a silent e at the end."""
    bare = word.lower().strip("'’-")
    groups = len(_VOWELS.findall(bare))
    silent = bare.endswith("e") and not bare.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def reading_ease(text: str) -> float:
    words = _WORD.findall(text)
    sentences = [each for each in _SENTENCE.findall(text) if _WORD.search(each)]
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * sum(map(syllables, words)) / len(words)


def test_the_measure_tells_plain_from_hard() -> None:
    plain = "The cat sat on the mat. It was warm."
    hard = (
        "Institutional accreditation methodologies necessitate comprehensive documentation of pedagogical "
        "justification, notwithstanding jurisdictional heterogeneity."
    )
    assert reading_ease(plain) > 90
    assert reading_ease(hard) < 0


def test_all_fixed_sentences_together_are_plain() -> None:
    assert reading_ease(" ".join(plain_words.fixed_sentences())) >= PLAIN


@pytest.mark.parametrize("text", plain_words.fixed_sentences())
def test_no_text_is_hard_and_no_sentence_long(text: str) -> None:
    assert reading_ease(text) >= HARDEST, text
    for sentence in _SENTENCE.findall(text):
        assert len(_WORD.findall(sentence)) <= LONGEST, sentence


def test_every_term_has_its_words() -> None:
    """A value that a designer may choose without an explanation would fail on the page that shows it."""
    assert set(plain_words.EQF) == set(range(1, 9))
    for table, terms in (
        (plain_words.CYCLES, Cycle),
        (plain_words.CREDITS, CreditScheme),
        (plain_words.MODES, Mode),
        (plain_words.SUPERVISION, Supervision),
        (plain_words.IDENTITY, IdentityCheck),
        (plain_words.QUALITY, QualityAssurance),
        (plain_words.STACKS, Stackability),
    ):
        assert set(table) == set(terms), terms
