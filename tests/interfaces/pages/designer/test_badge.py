"""The badge's page: colour and icon are tried before they are kept, and icons are found by the words people use."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.cast import NOON, Cast

from skillmark.foundation.files.operations import keep_file
from skillmark.interfaces.pages.designer.icons import all_icons, icons_for
from skillmark.interfaces.pages.ui.badges import badge_alt, badge_svg, mark_of
from skillmark.journeys import design
from skillmark.lifecycle.designing.badge_art import icon_names
from skillmark.lifecycle.designing.models import Version

ClientFor = Callable[[Any], Client]


@pytest.fixture
def draft(cast: Cast) -> Version:
    return design.create_micro_credential(
        actor=cast.dana, org=cast.northfield, title="Honest Charts", now=NOON
    )


def url(name: str, version: Version) -> str:
    return reverse(f"designer:{name}", args=[version.uid])


def picture(form: str = "PNG", colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), colour).save(out, form)
    return out.getvalue()


def choices(page: str) -> list[str]:
    return re.findall(r'type="radio" name="icon" value="([^"]+)"', page)


# --- icons by words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nurse", "stethoscope"), ("law", "gavel"), ("water", "droplets"), ("teach", "presentation"),
        ("wood", "hammer"), ("ERP", "workflow"), ("money", "coins"), ("speech bubble", "message-square"),
        ("seedling", "sprout"), ("ship port", "ship"),
    ],
)  # fmt: skip
def test_an_icon_is_found_by_what_people_call_it(words: str, found: str) -> None:
    assert found in [icon.name for icon in icons_for(words)]


def test_icons_so_called_come_first_and_every_word_narrows() -> None:
    assert icons_for("ship")[0].name == "ship"
    assert len(icons_for("chart")) > len(icons_for("chart pie")) >= 1
    assert icons_for("zzz") == []
    assert icons_for(" ") == all_icons()


def test_every_icon_has_a_label_of_its_own_and_lines() -> None:
    icons = all_icons()
    assert {icon.name for icon in icons} == set(icon_names())
    assert len({icon.label for icon in icons}) == len(icons)
    assert all(icon.lines.startswith("<") and "script" not in icon.lines for icon in icons)


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_word_all_icons_stand_there_and_one_is_chosen(
    cast: Cast, client_for: ClientFor, draft: Version
) -> None:
    page = client_for(cast.dana).get(url("badge", draft)).content.decode()
    assert len(choices(page)) == len(icon_names())
    assert page.count(" checked>") == 1


@pytest.mark.django_db
def test_a_word_narrows_the_icons_and_keeps_what_is_tried(
    cast: Cast, client_for: ClientFor, draft: Version
) -> None:
    dana = client_for(cast.dana)
    for name in ("badge", "badge_icons"):
        page = dana.get(url(name, draft), {"find": "nurse", "hue": "20", "icon": "leaf"}).content.decode()
        # The chosen one stays, so that saving what one sees saves it.
        assert choices(page)[0] == "leaf"
        assert "stethoscope" in choices(page)
        assert 'value="leaf" checked' in page
        assert "5 icons found." in page
    nothing = dana.get(url("badge_icons", draft), {"find": "<b>zzz"}).content.decode()
    assert choices(nothing) == [draft.badge_icon]
    assert "No icons found. Try another word" in nothing


@pytest.mark.django_db
def test_a_form_that_is_tried_leaves_no_token_in_the_address(
    cast: Cast, client_for: ClientFor, draft: Version
) -> None:
    sent = {"csrfmiddlewaretoken": "s3cret", "seen": "x", "find": "nurse", "hue": "20", "icon": "leaf"}
    answer = client_for(cast.dana).get(url("badge", draft), sent)
    assert answer.status_code == 302
    assert answer.headers["Location"] == url("badge", draft) + "?find=nurse&hue=20&icon=leaf"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{"hue": "361", "icon": "leaf"}, {"hue": "red", "icon": "leaf"}, {"hue": "9"}]
)
def test_what_is_no_colour_or_icon_changes_nothing(
    cast: Cast, client_for: ClientFor, draft: Version, values: dict[str, str]
) -> None:
    dana = client_for(cast.dana)
    plain = dana.get(url("badge", draft)).content
    assert dana.get(url("badge", draft), values).status_code == 200
    assert plain.count(b"?hue=") == dana.get(url("badge", draft), values).content.count(b"?hue=") == 0
    sent = dana.post(url("badge", draft), {"seen": draft.edited_at.isoformat(), "do": "draw", **values})
    assert sent.status_code == 422
    draft.refresh_from_db()
    assert (draft.badge_hue, draft.badge_icon) == (cast.northfield.hue, "award")


@pytest.mark.django_db
def test_a_file_under_a_wrong_name_is_kept_as_what_it_is_and_the_designer_told(
    cast: Cast, client_for: ClientFor, draft: Version
) -> None:
    dana = client_for(cast.dana)
    for name, told in (("badge.svg", True), ("badge.jpg", False), ("badge.png", False)):
        draft.refresh_from_db()
        sent = {
            "seen": draft.edited_at.isoformat(),
            "do": "upload",
            "image": SimpleUploadedFile(name, picture()),
        }
        page = dana.post(url("badge", draft), sent, follow=True).content.decode()
        assert "Badge saved." in page
        assert ("it was kept as PNG" in page) == told


# --- in words, and with the issuer's mark -------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_say_in_words_what_the_badge_shows(cast: Cast, client: Client) -> None:
    said = "Badge: Data Analysis Foundations, Northfield College, application, level 5 of 8"
    assert badge_alt(cast.published) == said
    page = client.get(reverse("public:achievement", args=[cast.published.uid])).content.decode()
    assert f'alt="{said}"' in page
    # Of a picture of one's own nobody knows whether it shows kind and level.
    cast.published.badge_image = keep_file(name="a.png", media_type="image/png", data=picture(), now=NOON)
    said = "Badge: Data Analysis Foundations, Northfield College"
    assert badge_alt(cast.published) == said
    assert f"<title>{said}</title>" in badge_svg(cast.published).decode()


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_the_organisations_logo_stands_in_the_seal(cast: Cast, form: str) -> None:
    org = cast.published.micro_credential.org
    assert b"<image" not in badge_svg(cast.published)
    data = picture(form)
    org.logo = keep_file(name="logo", media_type=f"image/{form.lower()}", data=data, now=NOON)
    mark = mark_of(org)
    with Image.open(io.BytesIO(mark)) as kept:
        assert (kept.format, kept.size) == ("PNG", (128, 128))
    assert b"<image" in badge_svg(cast.published)
    assert b"<image" not in badge_svg(cast.published, detail="icon")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("media_type", "data"),
    [("image/png", b"broken"), ("image/svg+xml", b"<svg>" + b" " * 50_000 + b"</svg>")],
)
def test_a_logo_that_cannot_stand_there_leaves_the_initials(cast: Cast, media_type: str, data: bytes) -> None:
    org = cast.published.micro_credential.org
    org.logo = keep_file(name="logo", media_type=media_type, data=data, now=NOON)
    assert mark_of(org) == b""
    assert b"<image" not in badge_svg(cast.published)
