"""The front door: what this is, and three ways on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skillmark.interfaces.pages.public.cards import card_of
from skillmark.lifecycle.offering.queries import newest_in_catalogue


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    cards = [card_of(version) for version in newest_in_catalogue(limit=6)]
    return render(request, "public/home.html", {"cards": cards})
