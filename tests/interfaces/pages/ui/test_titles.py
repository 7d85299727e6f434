"""A title on a page is an issuer's word: a holder may call what they show anything, and is not repeated."""

from __future__ import annotations

import pytest
from tests.credential.badges import NOW, OPEN_BADGES, VCDM, World, adas_badge, presentation, shown

from skillmark.interfaces.pages.ui.said import said_in
from skillmark.interfaces.pages.ui.showpiece import from_report


@pytest.mark.django_db
def test_what_a_holder_calls_a_presentation_is_not_its_title() -> None:
    words = {"@context": [VCDM, OPEN_BADGES], "name": "Doctor of physics", "description": "Summa cum laude."}
    report = World().check(shown(presentation(adas_badge(), **words)))
    assert report.verdict == "verified"
    show = from_report(report, now=NOW)
    assert (show.title, show.description) == ("1 credential, shown together", "")
    said = said_in(report.summary)
    assert (said.title, said.description) == ("", "")
