"""The editor's section “Badge”: colour and icon, tried before they are kept, or a picture of one's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.foundation.files.rules import NewFile
from skillmark.interfaces.pages.designer.editing import draft_for, not_a_draft, saved, seen_at, show
from skillmark.interfaces.pages.designer.icons import all_icons, icons_for, label_of
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.ui.badges import badge_alt, badge_response
from skillmark.interfaces.pages.ui.uploads import read_badge
from skillmark.journeys import design
from skillmark.lifecycle.designing.badge_art import icon_names
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import access_version

FORMS = ("svg", "icon", "png")
LONGEST_WORD = 60


class BadgeForm(forms.Form):
    hue = forms.IntegerField(
        label="Colour",
        min_value=0,
        max_value=360,
        help_text="Around the colour circle: red, yellow, green, blue, violet, and back to red.",
        widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": 360, "step": 1, "class": "hues"}),
    )
    icon = forms.ChoiceField(label="Icon")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["icon"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(name, label_of(name)) for name in icon_names()]


class BadgeImageForm(forms.Form):
    image = forms.FileField(
        label="Your own image",
        allow_empty_file=True,
        help_text=(
            "PNG, JPEG or SVG, square, 512 pixels wide or more, at most 5 MB. It is made safe before it is kept: drawn "
            "anew, without what else the file carries."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml"}),
    )

    def clean_image(self) -> NewFile:
        return read_badge(self.cleaned_data["image"])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def badge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Colour and icon of the drawn badge, or an image of one's own."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    if "csrfmiddlewaretoken" in request.GET:
        # The form is also sent by GET, to try. The token that goes with it is for nobody's history or log.
        kept = {name: request.GET[name] for name in ("find", "hue", "icon") if name in request.GET}
        return redirect(f"{reverse('designer:badge', args=[uid])}?{urlencode(kept)}")
    sent = request.POST.get("do", "")
    tried = BadgeForm(request.GET)
    stored = {"hue": version.badge_hue, "icon": version.badge_icon}
    initial = tried.cleaned_data if tried.is_valid() else stored
    # Whoever takes their picture away sends no colour and icon, and may hear a refusal at this form.
    data = {"draw": request.POST, "remove": initial}.get(sent)
    form = BadgeForm(data, initial=initial)
    image = BadgeImageForm(*((request.POST, request.FILES) if sent == "upload" else (None, None)))
    if _badge_saved(request, uid, sent, form, image):
        messages.success(request, "Badge saved." + _renamed(request.FILES.get("image"), image))
        return redirect("designer:badge", uid=uid)
    context = {
        "form": image if image.is_bound else form,
        "drawn": form,
        "image": image,
        **_preview(request, version),
        **_found(request, form["icon"].value()),
    }
    return show(request, version, "designer/badge.html", "badge", context)


def _badge_saved(request: HttpRequest, uid: UUID, sent: str, form: BadgeForm, image: BadgeImageForm) -> bool:
    common: dict[str, Any] = {
        "actor": person_of(request),
        "version_uid": uid,
        "now": timezone.now(),
        "seen_at": seen_at(request),
    }
    if sent == "draw" and form.is_valid():
        values = {"badge_hue": form.cleaned_data["hue"], "badge_icon": form.cleaned_data["icon"]}
        return saved(form, lambda: design.save_details(**common, values=values, section="badge"))
    if sent == "upload" and image.is_valid():
        return saved(image, lambda: design.set_badge_image(**common, image=image.cleaned_data["image"]))
    return sent == "remove" and saved(form, lambda: design.set_badge_image(**common, image=None))


def _renamed(upload: UploadedFile | None, image: BadgeImageForm) -> str:
    """Told when a file's name says one thing and its content another; photos become PNG and need no word."""
    if upload is None or not image.is_bound:
        return ""
    said = (upload.name or "").rpartition(".")[2].lower()
    kept: NewFile = image.cleaned_data["image"]
    is_drawing = kept.media_type == "image/svg+xml"
    if said in ({"svg"} if is_drawing else {"png", "jpg", "jpeg"}):
        return ""
    return f" The file's name did not say what it is: it was kept as {'SVG' if is_drawing else 'PNG'}."


def _preview(request: HttpRequest, version: Version) -> dict[str, str]:
    """The addresses of the badge as stored, or as it would be with the colour and icon being tried."""
    tried = BadgeForm(request.GET)
    query = ""
    if tried.is_valid():
        query = "?" + urlencode({name: tried.cleaned_data[name] for name in ("hue", "icon")})
    return {
        "full": reverse("designer:badge_file", args=[version.uid, "svg"]) + query,
        "small": reverse("designer:badge_file", args=[version.uid, "icon"]) + query,
        "alt": badge_alt(version),
    }


def _found(request: HttpRequest, chosen: Any) -> dict[str, Any]:
    """The icons that a search leads to, behind the chosen one, whether it leads to that or not."""
    text = request.GET.get("find", "")[:LONGEST_WORD].strip()
    found = icons_for(text)
    said = len(found)
    first = [icon for icon in all_icons() if icon.name == chosen]
    found = [*first, *(icon for icon in found if icon.name != chosen)]
    words = "" if not text else "1 icon found." if said == 1 else f"{said or 'No'} icons found."
    return {"icons": found, "chosen": chosen, "find": text, "said": words, "nothing": bool(text) and not said}


@require_safe
@login_required
def badge_preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part of the badge page that changes while colour and icon are tried."""
    version = draft_for(request, uid)
    context = _preview(request, version) | {"version": version, "tried": True}
    return render(request, "designer/_badge_preview.html", context)


@require_safe
@login_required
def badge_icons(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part of the badge page that changes while a word for an icon is typed."""
    version = draft_for(request, uid)
    chosen = request.GET.get("icon") or version.badge_icon
    context = _found(request, chosen) | {"version": version}
    return render(request, "designer/_badge_icons.html", context)


@require_safe
@login_required
def badge_file(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """The badge of any version one may see; with `hue` and `icon`, drawn with these instead of the stored ones."""
    version = access_version(person_of(request), uid, "design.view")
    tried = BadgeForm(request.GET)
    if tried.is_valid():
        version.badge_hue, version.badge_icon = tried.cleaned_data["hue"], tried.cleaned_data["icon"]
        version.badge_image = None
    return badge_response(request, version, form if form in FORMS else "svg", lasting=False)
