"""How an organisation's public pages look: its colour, tried before it is kept, and its logo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs import queries
from skillmark.foundation.orgs.models import Organisation, Strength
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.interfaces.pages.ui.theming import logo_address
from skillmark.interfaces.pages.ui.uploads import MAX_PICTURE, read_image
from skillmark.journeys import manage as journeys
from skillmark.lifecycle.designing import page_colours

PLAIN = "plain"
WORDS = {
    Strength.CALM: "Calm: a breath of your colour",
    Strength.CLEAR: "Clear: plainly your colour",
    Strength.STRONG: "Strong: as much as can be read",
}


class ColourForm(forms.Form):
    hue = forms.IntegerField(
        label="Around the colour circle",
        min_value=page_colours.HUES.start,
        max_value=page_colours.HUES.stop - 1,
        help_text="Red, olive, green, blue, violet, and back to red.",
        widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": 360, "step": 1, "class": "hues"}),
    )
    strength = forms.ChoiceField(
        label="On your public pages",
        choices=[
            (PLAIN, "The colours of this platform"),
            *((each.value, words) for each, words in WORDS.items()),
        ],
        widget=forms.RadioSelect,
    )

    def clean_strength(self) -> str:
        strength: str = self.cleaned_data["strength"]
        return "" if strength == PLAIN else strength


class LogoForm(forms.Form):
    image = forms.FileField(
        label="Picture",
        help_text="PNG, JPEG or SVG, up to 5 MB. It is shown small, in a square.",
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/svg+xml", "data-most": MAX_PICTURE}
        ),
    )

    def clean_image(self) -> NewFile:
        return read_image(self.cleaned_data["image"])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def look(request: HttpRequest, org_key: str) -> HttpResponse:
    org = queries.access_org(request.user, org_key, "org.edit")
    asked = request.POST.get("do", "")
    logo = LogoForm(request.POST, request.FILES) if asked == "logo" else LogoForm()
    colours = _colours(request, org)
    if asked == "logo" and logo.is_valid():
        return _kept_logo(request, org, logo.cleaned_data["image"], "The logo is in place.")
    if asked == "no_logo":
        return _kept_logo(request, org, None, "The logo is gone.")
    if asked == "colours" and colours.is_valid():
        return _kept_colours(request, org, colours.cleaned_data)
    shown = framed(request, org, "look", colours=colours, logo=logo, **_tried(colours, org))
    return render(request, "staff/look.html", shown, status=422 if request.method == "POST" else 200)


def _colours(request: HttpRequest, org: Organisation) -> ColourForm:
    """What is tried, from the address or the form; else what holds."""
    tried = request.POST if request.POST.get("do") == "colours" else request.GET
    if "hue" in tried:
        return ColourForm(tried)
    return ColourForm({"hue": org.hue, "strength": org.strength or PLAIN})


def _kept_logo(request: HttpRequest, org: Organisation, image: NewFile | None, words: str) -> HttpResponse:
    journeys.set_logo(actor=person_of(request), org_key=org.key, image=image, now=timezone.now())
    messages.success(request, words)
    return redirect("staff:look", org_key=org.key)


def _kept_colours(request: HttpRequest, org: Organisation, chosen: dict[str, Any]) -> HttpResponse:
    changes = {name: chosen[name] for name in ("hue", "strength")}
    journeys.edit_organisation(actor=person_of(request), org_key=org.key, changes=changes, now=timezone.now())
    messages.success(request, "Saved. Your public pages have these colours now.")
    return redirect("staff:look", org_key=org.key)


def _tried(form: ColourForm, org: Organisation) -> dict[str, Any]:
    """The colours under trial with their contrasts; what holds where the form makes no sense."""
    valid = form.is_valid()
    hue = form.cleaned_data["hue"] if valid else org.hue
    strength = form.cleaned_data["strength"] if valid else org.strength
    holds = (hue, strength) == (org.hue, org.strength)
    return {
        # Stands in the part of the page that is exchanged while one chooses; nothing else here has the colours.
        "css": page_colours.stylesheet_address(hue, strength) if strength else "",
        "hue": hue,
        "strength": strength or PLAIN,
        "holds": holds,
        "grounds": ("light", "dark"),
        "contrasts": page_colours.contrasts(hue, strength) if strength else [],
        "current_logo": logo_address(org),
    }
