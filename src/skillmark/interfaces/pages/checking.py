"""The form with which people hand in something to be checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from skillmark.interfaces.intake.presented import MAX_BYTES, Presented, from_file, from_text


class CheckForm(forms.Form):
    """One of two doors: a file (JSON, badge picture, or a photo of a QR code), or pasted text (JSON or a link)."""

    file = forms.FileField(label="Badge file or picture of its QR code", required=False)
    text = forms.CharField(
        label="Or paste a link or the text of a credential",
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                "This file is larger than 10 MB; no badge is. Choose the badge file itself."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            raise forms.ValidationError("Choose a file, or paste a link or the text of a credential.")
        return cleaned

    def presented(self, *, now: datetime) -> Presented:
        """The bytes to check. Raises Refused when a picture holds neither badge nor QR code, or a link is dead."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None:
            return from_file(file.read(), name=file.name or "file", now=now)
        return from_text(self.cleaned_data["text"].strip(), now=now)
