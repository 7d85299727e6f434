"""A micro-credential in the language that a reader chose, text by text: what has not been said in it stays original.

Only what was written to be read is exchanged. Hours, level, marks and the labels of the page stay what they are, and
a signed credential is never touched: its words are those that were signed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest

from skillmark.interfaces.pages.ui.designs import DesignShow, language_name
from skillmark.lifecycle.designing.models import Translation, Version
from skillmark.lifecycle.designing.queries import translations_of
from skillmark.lifecycle.designing.wording import WORDED

PARAMETER: Final = "language"
# How a language is called by those who read it: so they find it among the others.
OWN_NAMES: Final = {
    "ar": "العربية", "bg": "български", "cs": "čeština", "da": "dansk", "de": "Deutsch", "el": "ελληνικά",
    "en": "English", "es": "español", "et": "eesti", "fi": "suomi", "fr": "français", "ga": "Gaeilge",
    "hr": "hrvatski", "hu": "magyar", "it": "italiano", "lt": "lietuvių", "lv": "latviešu", "mt": "Malti",
    "nl": "Nederlands", "no": "norsk", "pl": "polski", "pt": "português", "ro": "română", "sk": "slovenčina",
    "sl": "slovenščina", "sv": "svenska", "tr": "Türkçe", "uk": "українська",
}  # fmt: skip
RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def own_name(code: str) -> str:
    """The language's name in itself; in English where we do not know it."""
    return OWN_NAMES.get(_primary(code), language_name(code))


def direction_of(code: str) -> str:
    return "rtl" if _primary(code) in RIGHT_TO_LEFT else "ltr"


def _primary(code: str) -> str:
    return code.split("-", maxsplit=1)[0].lower()


def in_language(show: DesignShow, translation: Translation) -> DesignShow:
    """The same micro-credential, every text that the translation has exchanged; `show.langs` says what is in which."""
    said = {name: text for name in WORDED if (text := getattr(translation, name).strip())}
    own = [line.strip() for line in said.get("not_proven", "").splitlines() if line.strip()]
    return replace(
        show,
        title=said.get("title", show.title),
        can_do=said.get("can_do", show.can_do),
        description=said.get("description", show.description),
        criteria=said.get("criteria", show.criteria),
        not_proven=[
            *(own or show.not_proven[: show.limits_written]),
            *show.not_proven[show.limits_written :],
        ],
        limits_written=len(own) or show.limits_written,
        outcomes=[
            replace(each, statement=text, lang=translation.language)
            if (text := translation.outcomes.get(each.uid, "").strip())
            else each
            for each in show.outcomes
        ],
        langs={**show.langs, **dict.fromkeys(said, translation.language)},
    )


# --- the choice that a page offers ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """One language that the page can be read in."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A micro-credential in the language that was asked for, with the other ones to choose."""

    show: DesignShow
    code: str
    direction: str
    also: list[Tongue]
    alternates: list[Tongue]
    default: str
    address: str


def spoken(request: HttpRequest, version: Version, show: DesignShow) -> Spoken:
    """`?language=` chooses; a language that it is not said in gives the original, as no language does."""
    translations = {each.language: each for each in translations_of(version)}
    asked = request.GET.get(PARAMETER, "")
    code = asked if asked in translations else version.language
    if code in translations:
        show = in_language(show, translations[code])
    page = request.build_absolute_uri(request.path)
    all_of_them = [_tongue(request.path, each, version) for each in (version.language, *translations)]
    return Spoken(
        show=show,
        code=code,
        direction=direction_of(code),
        also=[each for each in all_of_them if each.code != code],
        alternates=[_tongue(page, each.code, version) for each in all_of_them] if translations else [],
        default=page,
        address=_tongue(page, code, version).href,
    )


def _tongue(page: str, code: str, version: Version) -> Tongue:
    query = "" if code == version.language else f"?{urlencode({PARAMETER: code})}"
    return Tongue(code=code, name=own_name(code), href=page + query)
