"""The style sheet of an organisation's colours goes into the folder with the pages that name it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cast import Cast

from skillmark.foundation.orgs.models import Organisation, Strength
from skillmark.interfaces.jobs.static_files import publish_files
from skillmark.lifecycle.designing.page_colours import stylesheet


def test_pages_find_their_colours_in_the_folder(cast: Cast, tmp_path: Path) -> None:
    Organisation.objects.filter(pk=cast.northfield.pk).update(hue=300, strength=Strength.STRONG)
    root = tmp_path / "public"
    assert publish_files(root).held == []
    for page in ("issuers/northfield/about/index.html", f"achievements/{cast.published.uid}/index.html"):
        (named,) = re.findall(r'href="/(themes/[^"]+)"', (root / page).read_text("utf-8"))
        assert (root / named).read_text("utf-8") == stylesheet(300, "strong"), page
    # Hosts know the type by the ending; that it may be kept for ever they must be told.
    assert "immutable" in (root / "_headers").read_text("utf-8").split("/themes/*")[1]


@pytest.mark.parametrize("strength", ["", Strength.CALM])
def test_another_colour_is_another_file(cast: Cast, tmp_path: Path, strength: str) -> None:
    root = tmp_path / "public"
    mine = Organisation.objects.filter(pk=cast.northfield.pk)
    mine.update(hue=300, strength=Strength.STRONG)
    publish_files(root)
    mine.update(strength=strength)
    publish_files(root)
    sheets = [each.read_text("utf-8") for each in root.glob("themes/**/*.css")]
    assert sheets == ([stylesheet(300, strength)] if strength else [])
