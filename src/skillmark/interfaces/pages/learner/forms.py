"""Reads what learners send."""

from __future__ import annotations

from django import forms
from django.conf import settings

from skillmark.interfaces.pages.ui.markdown import HOW
from skillmark.lifecycle.assessing import rules


def largest_file() -> int:
    """The largest project file in bytes: what the operator allows, and never more than the rule does."""
    return min(rules.LARGEST_PROJECT_FILE, settings.CONFIG.max_upload_bytes)


class ProjectForm(forms.Form):
    """A project's draft. What makes it complete is decided when it is handed in."""

    text = forms.CharField(
        label="Your work in words",
        required=False,
        max_length=rules.LONGEST_PROJECT_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=HOW,
    )
    link = forms.URLField(
        label="Link",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="To something that assessors can open without signing in.",
        error_messages={"invalid": "This is not a web address. Write it like https://example.org/my-work."},
    )
    file = forms.FileField(
        label="File", required=False, error_messages={"empty": "This file is empty. Choose another one."}
    )
    drop_file = forms.BooleanField(label="Take the file away", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(
                "Only web addresses that start with https:// or http:// can be given."
            )
        return link
