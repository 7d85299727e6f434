"""The public catalogue, and the page of one micro-credential in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.interfaces.pages.public.cards import badge_of, card_of, issuer_address, ways_into
from skillmark.interfaces.pages.ui.designs import design_show
from skillmark.interfaces.pages.ui.theming import theme_of
from skillmark.interfaces.pages.ui.translated import spoken
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.designing.queries import public_version_by_key
from skillmark.lifecycle.offering import queries
from skillmark.lifecycle.offering.queries import CataloguePage, Wish

HOURS = [
    ("", "Any"),
    ("10", "Up to 10 hours"),
    ("25", "11 to 25"),
    ("60", "26 to 60"),
    ("more", "More than 60"),
]


class CatalogueForm(forms.Form):
    """What was typed and chosen; whatever makes no sense is treated as not chosen."""

    q = forms.CharField(required=False, max_length=100)
    sector = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    level = forms.TypedChoiceField(
        label="Level",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any"), *((n, f"EQF level {n}") for n in range(1, 9))],
    )
    hours = forms.ChoiceField(label="Workload", required=False, choices=HOURS)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def wish(self) -> Wish:
        self.is_valid()
        chosen = self.cleaned_data
        return Wish(
            text=chosen.get("q") or "",
            sector=chosen.get("sector") or "",
            level=chosen.get("level"),
            hours=chosen.get("hours") or "",
            page=chosen.get("page") or 1,
        )


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    form = CatalogueForm(request.GET)
    wish = form.wish()
    page = queries.catalogue(wish)
    context = {
        "wish": wish,
        "form": form,
        "cards": [card_of(version) for version in page.versions],
        "total": page.total,
        "chips": _chips(request.GET, page, wish),
        "narrowed": bool(wish.text or wish.sector or wish.level is not None or wish.hours),
        "paging": _paging(request.GET, page),
    }
    return render(request, "public/catalogue.html", context)


def _link(query: QueryDict, **changed: str) -> str:
    """This page's address with some parameters changed; empty ones go."""
    kept = {name: str(query.get(name, "")) for name in CatalogueForm.base_fields}
    kept.update(changed)
    parts = QueryDict(mutable=True)
    parts.update({name: value for name, value in kept.items() if value})
    return "?" + parts.urlencode()


def _chips(query: QueryDict, page: CataloguePage, wish: Wish) -> list[dict[str, Any]]:
    everything = {
        "label": "All sectors",
        "href": _link(query, sector="", page=""),
        "current": not wish.sector,
    }
    return [
        everything,
        *(
            {
                "label": sector,
                "href": _link(query, sector=sector, page=""),
                "current": sector.casefold() == wish.sector.casefold(),
            }
            for sector in page.sectors
        ),
    ]


def _paging(query: QueryDict, page: CataloguePage) -> dict[str, Any]:
    return {
        "page": page.page,
        "pages": page.pages,
        "previous": _link(query, page=str(page.page - 1)) if page.page > 1 else "",
        "next": _link(query, page=str(page.page + 1)) if page.page < page.pages else "",
    }


@require_safe
def micro_credential(request: HttpRequest, key: str) -> HttpResponse:
    version = public_version_by_key(key)
    org = version.micro_credential.org
    show = design_show(blueprint_of(version), badge=badge_of(version), issuer_url=issuer_address(org))
    said = spoken(request, version, show)
    context = {
        "show": said.show,
        "spoken": said,
        "theme": theme_of(org),
        "version": version,
        "ways": ways_into(request, version.micro_credential, now=timezone.now()),
        "achievement": reverse("public:achievement", args=[version.uid]),
        "share_image": request.build_absolute_uri(badge_of(version, form="png")),
        "address": said.address,
    }
    return render(request, "public/micro_credential.html", context)
