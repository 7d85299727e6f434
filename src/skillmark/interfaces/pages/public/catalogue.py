"""The public catalogue: what there is, narrowed by what somebody chooses, with the count of every further choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from skillmark.interfaces.pages.public.cards import card_of
from skillmark.interfaces.pages.public.compare import KEY, MOST
from skillmark.interfaces.pages.public.facet_words import HEADINGS, label_of, place_of
from skillmark.lifecycle.offering.catalogue import CataloguePage, Choice
from skillmark.lifecycle.offering.catalogue import catalogue as catalogue_page
from skillmark.lifecycle.offering.facets import Wish, chosen_in

LONGEST_TEXT = 100
MOST_PAGES = 100_000
_OTHER_SORTS = {"newest": "Newest", "shortest": "Shortest", "cheapest": "Cheapest"}
SORT_WORDS = {"": "Best match", "title": "Title", **_OTHER_SORTS}
# How many values of a facet are offered at once, and how many behind "more".
_AT_ONCE, _BEHIND = 7, 33
_OPEN = ("sector", "level", "hours", "price")


@dataclass(frozen=True, kw_only=True)
class Box:
    """One value to tick."""

    value: str
    label: str
    count: int
    is_chosen: bool
    id: str


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A group of boxes; `rest` are those behind "more", and `left_out` how many are not offered at all."""

    name: str
    heading: str
    boxes: Sequence[Box]
    rest: Sequence[Box]
    left_out: int
    chosen: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Something chosen, and the address without it."""

    label: str
    href: str


def wish_of(request: HttpRequest) -> Wish:
    """What was typed and chosen; whatever makes no sense is treated as not chosen."""
    asked = request.GET
    text = " ".join(asked.get("q", "")[:LONGEST_TEXT].replace("\0", "").split())
    sort = asked.get("sort", "")
    page = asked.get("page", "")
    return Wish(
        text=text,
        chosen=chosen_in(asked.getlist),
        sort=sort if sort in SORT_WORDS else "",
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,  # noqa: PLR2004 - no number to speak of
    )


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    wish = wish_of(request)
    page = catalogue_page(wish)
    kept = [key for key in dict.fromkeys(request.GET.getlist("with")) if KEY.fullmatch(key)][:MOST]
    cards = [card_of(version) for version in page.versions]
    wish = replace(wish, page=page.page)
    context = {
        "wish": wish,
        "cards": cards,
        "total": page.total,
        "facets": facets_of(page),
        "chips": _chips(wish, page, kept),
        "narrowed": wish.is_narrowed,
        "number_chosen": sum(map(len, wish.chosen.values())),
        "instead": [{"typed": typed, "used": used} for typed, used in page.instead.items()],
        "sorts": _sorts(wish),
        "paging": _paging(wish, page, kept),
        "kept": kept,
        "kept_elsewhere": [key for key in kept if key not in {card.key for card in cards}],
    }
    answer = render(request, "public/catalogue.html", context)
    answer.headers["Vary"] = "HX-Request"
    return answer


def _sorts(wish: Wish) -> list[dict[str, str | bool]]:
    """Without words there is nothing to match, and what is not sorted otherwise is sorted by title."""
    words = SORT_WORDS if wish.text else {"": SORT_WORDS["title"], **_OTHER_SORTS}
    chosen = wish.sort if wish.sort in words else ""
    return [{"value": value, "label": label, "is_chosen": value == chosen} for value, label in words.items()]


def address_of(wish: Wish, kept: Sequence[str] = ()) -> str:
    """The catalogue narrowed to this, as a link that can be shared; `kept` are those chosen to be compared."""
    parts: list[tuple[str, str]] = [("q", wish.text)] if wish.text else []
    parts += [(facet, value) for facet, values in wish.chosen.items() for value in values]
    parts += [("sort", wish.sort)] if wish.sort else []
    parts += [("page", str(wish.page))] if wish.page > 1 else []
    parts += [("with", key) for key in kept]
    return reverse("public:catalogue") + (f"?{urlencode(parts)}" if parts else "")


# --- what there is to choose ------------------------------------------------------------------------------------


def facets_of(page: CataloguePage) -> list[Facet]:
    """Those that have something to choose, in the order in which people ask."""
    return [_facet(name, page.choices[name]) for name in HEADINGS if page.choices[name]]


def _facet(name: str, choices: Sequence[Choice]) -> Facet:
    """In their own order where values have one; else those chosen first, and then the most frequent."""
    ordered = sorted(choices, key=lambda each: (place_of(name, each.value), not each.is_chosen))
    boxes = [
        Box(
            value=each.value,
            label=label_of(name, each.value, each.label),
            count=each.count,
            is_chosen=each.is_chosen,
            id=f"f-{name}-{number}",
        )
        for number, each in enumerate(ordered[: _AT_ONCE + _BEHIND], start=1)
    ]
    chosen = sum(each.is_chosen for each in choices)
    at_once = len(boxes) if len(boxes) <= _AT_ONCE + 2 else max(_AT_ONCE, chosen)
    return Facet(
        name=name,
        heading=HEADINGS[name],
        boxes=boxes[:at_once],
        rest=boxes[at_once:],
        left_out=len(choices) - len(boxes),
        chosen=chosen,
        is_open=bool(chosen) or name in _OPEN,
    )


def _chips(wish: Wish, page: CataloguePage, kept: Sequence[str]) -> list[Chip]:
    chips = (
        [Chip(label=f"“{wish.text}”", href=address_of(replace(wish, text="", page=1), kept))]
        if wish.text
        else []
    )
    for facet, values in wish.chosen.items():
        names = {each.value: each.label for each in page.choices[facet]}
        for value in values:
            rest = _without(wish.chosen, facet, value)
            said = label_of(facet, value, names.get(value, value))
            label = said if said.startswith(HEADINGS[facet]) else f"{HEADINGS[facet]}: {said}"
            chips.append(Chip(label=label, href=address_of(replace(wish, chosen=rest, page=1), kept)))
    return chips


def _without(chosen: Mapping[str, Sequence[str]], facet: str, value: str) -> dict[str, Sequence[str]]:
    rest = [each for each in chosen[facet] if each != value]
    return {name: rest if name == facet else values for name, values in chosen.items()}


def _paging(wish: Wish, page: CataloguePage, kept: Sequence[str]) -> dict[str, str | int]:
    return {
        "page": page.page,
        "pages": page.pages,
        "previous": address_of(replace(wish, page=page.page - 1), kept) if page.page > 1 else "",
        "next": address_of(replace(wish, page=page.page + 1), kept) if page.page < page.pages else "",
    }
