"""The editor's section “Languages”: the same micro-credential said in other languages, beside the original."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.designer.editing import draft_for, not_a_draft, saved, seen_at, show
from skillmark.interfaces.pages.designer.form_parts import DesignForm, title_from
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.ui.designs import LANGUAGES, language_name
from skillmark.interfaces.pages.ui.translated import direction_of, own_name
from skillmark.journeys import translate
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import translations_of
from skillmark.lifecycle.designing.wording import (
    WORDED,
    Wording,
    completeness,
    original_wording,
    wording_of,
)

OUTCOME = "outcome_"
# The longest text of each kind, as in the original's own form.
LONGEST = {"title": 120, "can_do": 500, "description": 5000, "criteria": 10_000, "not_proven": 2000}
ROWS = {"can_do": 3, "description": 5, "criteria": 8, "not_proven": 4}
LONGEST_OUTCOME = 300


class TranslationForm(DesignForm):
    """One field for each text that the original has; only the title is needed, the rest may follow."""

    def __init__(self, *args: Any, original: Wording, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"lang": language, "dir": direction_of(language), "spellcheck": "true"}
        self.language = language
        self.originals: dict[str, str] = {}
        for name, label in WORDED.items():
            if original.texts[name].strip():
                self.originals[name] = original.texts[name]
                self.fields[name] = _text(label, attrs, rows=ROWS.get(name, 1), most=LONGEST[name])
        self.fields["title"].required = True
        if "can_do" in self.fields:
            self.fields[
                "can_do"
            ].help_text = "It stands by itself on the page: a phrase that is whole in this language."
        for number, (uid, statement) in enumerate(original.outcomes.items(), start=1):
            self.originals[OUTCOME + uid] = statement
            self.fields[OUTCOME + uid] = _text(f"Outcome {number}", attrs, rows=2, most=LONGEST_OUTCOME)

    def clean_title(self) -> str:
        return title_from(self.cleaned_data["title"], language=self.language)

    def pairs(self) -> list[tuple[BoundField, str]]:
        """Each field, and the original that it says."""
        return [(self[name], original) for name, original in self.originals.items()]

    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name in WORDED}

    def outcomes(self) -> dict[str, str]:
        return {
            name.removeprefix(OUTCOME): text
            for name, text in self.cleaned_data.items()
            if name.startswith(OUTCOME)
        }

    @staticmethod
    def initial_of(wording: Wording) -> dict[str, str]:
        return {**wording.texts, **{OUTCOME + uid: text for uid, text in wording.outcomes.items()}}


def _text(label: str, attrs: Mapping[str, str], *, rows: int, most: int) -> forms.CharField:
    widget: forms.Widget = (
        forms.TextInput(attrs={**attrs}) if rows == 1 else forms.Textarea(attrs={**attrs, "rows": rows})
    )
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


@require_safe
@login_required
def languages(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The languages it is said in, how complete each is, and a choice of another one (`?language=`)."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    chosen = request.GET.get("language", "")
    if chosen in _free(version):
        return redirect("designer:translation", uid=uid, language=chosen)
    blueprint = blueprint_of(version)
    original = original_wording(version, blueprint.contents.outcomes)
    rows = [
        {
            "language": each.language,
            "name": language_name(each.language),
            "own_name": own_name(each.language),
            "title": each.title,
            "complete": completeness(original, wording_of(each)),
        }
        for each in translations_of(version)
    ]
    taken = {row["language"] for row in rows}
    free = [(code, name) for code, name in _free(version).items() if code not in taken]
    context = {
        "heading": "Languages",
        "rows": rows,
        "free": free,
        "original_name": language_name(version.language),
        "blueprint": blueprint,
    }
    return show(request, version, "designer/languages.html", "languages", context)


def _free(version: Version) -> dict[str, str]:
    """The languages that it may be said in besides its own, by name."""
    by_name = sorted(LANGUAGES.items(), key=lambda pair: pair[1])
    return {code: name for code, name in by_name if code != version.language}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def translation(request: HttpRequest, uid: UUID, language: str) -> HttpResponse:
    """One language beside the original. After a conflict the page shows what is stored beside what was typed."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    if language not in _free(version):
        raise NotFound(f"language {language}")
    blueprint = blueprint_of(version)
    original = original_wording(version, blueprint.contents.outcomes)
    stored = _stored(version, language)
    form = TranslationForm(
        request.POST or None,
        original=original,
        language=language,
        initial=TranslationForm.initial_of(stored) if stored else {},
    )
    if form.is_valid() and saved(
        form,
        lambda: translate.save_translation(
            actor=person_of(request),
            version_uid=uid,
            language=language,
            texts=form.texts(),
            outcomes=form.outcomes(),
            now=timezone.now(),
            seen_at=seen_at(request),
        ),
    ):
        messages.success(request, f"{language_name(language)} saved.")
        return redirect("designer:languages", uid=uid)
    context = {
        "form": form,
        "heading": language_name(language),
        "language": language,
        "language_dir": direction_of(language),
        "own_name": own_name(language),
        "original_name": language_name(version.language),
        "original_dir": direction_of(version.language),
        "complete": completeness(original, stored) if stored else None,
        "is_stored": stored is not None,
        "theirs": _theirs(form, stored),
        "back": reverse("designer:languages", args=[uid]),
        "blueprint": blueprint,
    }
    return show(request, version, "designer/translation.html", "languages", context)


def _stored(version: Version, language: str) -> Wording | None:
    found = (each for each in translations_of(version) if each.language == language)
    return next((wording_of(each) for each in found), None)


def _theirs(form: TranslationForm, stored: Wording | None) -> list[dict[str, str]]:
    """After a conflict: the stored texts that differ from what was typed."""
    if not hasattr(form, "refused"):
        return []
    kept = TranslationForm.initial_of(stored) if stored else {}
    return [
        {"label": str(form[name].label), "value": kept.get(name) or "empty"}
        for name, typed in form.cleaned_data.items()
        if kept.get(name, "") != typed
    ]


@require_POST
@login_required
def remove(request: HttpRequest, uid: UUID, language: str) -> HttpResponse:
    translate.remove_translation(
        actor=person_of(request), version_uid=uid, language=language, now=timezone.now()
    )
    messages.success(request, f"{language_name(language)} removed.")
    return redirect("designer:languages", uid=uid)
