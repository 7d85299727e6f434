"""What is filled in about a version's life: the review with its checklist, pilots, reasons, steps of development."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.designer.form_parts import DesignForm, long, needed
from skillmark.interfaces.pages.designer.forms import NewForm
from skillmark.lifecycle.assessing.rules import project_file_type
from skillmark.lifecycle.designing.review_rules import (
    ANSWERS,
    LONGEST_COMMENT,
    LONGEST_REASON,
    QUESTIONS,
    doubted,
    said_no,
)


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReviewForm(DesignForm):
    """A decision, with an answer to each question of the checklist and a reason where it is no.

    Approving although an answer is no is asked once more: `asks` is then the question, and `despite` its answer.
    """

    asks = ""

    decision = forms.ChoiceField(
        choices=[("approved", "Approve"), ("changes", "Ask for changes")], widget=forms.RadioSelect
    )
    comment = needed(
        forms.CharField(
            required=False,
            max_length=LONGEST_COMMENT,
            widget=long(4),
            help_text="The authors and later reviewers see it.",
        ),
        "needed to ask for changes, or to accept a No",
    )
    despite = forms.BooleanField(label="Yes, approve it all the same", required=False)
    # Which answers of no the question named: where another has joined them, it is asked anew.
    despite_of = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[f"is_{question.code}"] = needed(
                forms.ChoiceField(
                    label=question.text,
                    help_text=question.help,
                    required=False,
                    choices=list(ANSWERS.items()),
                    widget=forms.RadioSelect,
                ),
                "needed to approve",
            )
            self.fields[f"why_{question.code}"] = needed(
                forms.CharField(
                    # By its question where it is read out, and in the list of mistakes; what is seen is “Why not”.
                    label=f"Why not: {question.text}",
                    required=False,
                    max_length=LONGEST_REASON,
                    widget=forms.Textarea(attrs={"rows": 2, "aria-label": f"Why not: {question.text}"}),
                ),
                "needed where the answer is no",
            )

    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each question with the place for its reason."""
        return [(self[f"is_{each.code}"], self[f"why_{each.code}"]) for each in QUESTIONS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for each in QUESTIONS:
            answer, reason = cleaned.get(f"is_{each.code}"), cleaned.get(f"why_{each.code}")
            if answer == "no" and not reason:
                self.add_error(f"why_{each.code}", "Say why not, so that the authors can act on it.")
            if not answer and cleaned.get("decision") == "approved":
                self.add_error(f"is_{each.code}", "Answer this before you approve.")
        if cleaned.get("decision") == "approved" and not self.errors:
            self._ask_once_more(cleaned)
        return cleaned

    def _ask_once_more(self, cleaned: Mapping[str, Any]) -> None:
        """Where an answer is no: nothing is approved before that is confirmed, and the comment says why."""
        answers = self._answers(cleaned)
        doubts = " ".join(sorted(doubted(answers)))
        if not doubts:
            return
        confirmed = cleaned["despite"] and cleaned["despite_of"] == doubts
        if confirmed and cleaned["comment"]:
            return
        self.asks = f"{said_no(answers)} Approve all the same?"
        self.data = data = cast("Any", self.data).copy()
        data["despite_of"] = doubts
        if not confirmed:
            data.pop("despite", None)
            self.add_error(
                "despite", "Tick this if you approve it although you answered No. If not, ask for changes."
            )
        if not cleaned["comment"]:
            self.add_error("comment", "Say here why you approve it all the same.")

    def _answers(self, given: Mapping[str, Any]) -> list[dict[str, str]]:
        return [
            {"code": each.code, "answer": given[f"is_{each.code}"], "reason": given[f"why_{each.code}"]}
            for each in QUESTIONS
        ]

    def review(self) -> dict[str, Any]:
        """The decision, as the journey takes it."""
        given = self.cleaned_data
        return {
            "decision": given["decision"],
            "comment": given["comment"],
            "answers": self._answers(given),
            "despite": given["despite_of"].split() if given["despite"] else [],
        }


class PilotForm(DesignForm):
    places = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=100_000,
        help_text="So many may take part. Whoever comes later is told so.",
    )
    until = forms.DateField(
        label="Last day to begin",
        required=False,
        widget=_date(),
        help_text="Empty: until it is published or ended.",
    )


class ReasonForm(DesignForm):
    reason = forms.CharField(
        max_length=500, widget=long(3), help_text="One or two sentences. Everybody can read them."
    )


class ConfirmForm(DesignForm):
    review_by = forms.DateField(
        label="Look at it again by", widget=_date(), help_text="Within five years from now."
    )
    comment = forms.CharField(
        required=False, max_length=5000, widget=long(3), help_text="What you looked at, and what you found."
    )


class StepForm(DesignForm):
    text = forms.CharField(label="What came out", required=False, max_length=20_000, widget=long(5))
    link = forms.URLField(label="Link", required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(
        label="File", required=False, help_text="PDF, text or picture; a new one replaces it."
    )

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            try:
                self.media_type = project_file_type(name=upload.name or "", size=upload.size or 0)
            except Refused as refused:
                raise ValidationError(f"{refused.sentence} {refused.next_step}") from refused
        return upload

    def new_file(self) -> NewFile | None:
        upload = self.cleaned_data.get("file")
        if not upload:
            return None
        return NewFile(name=upload.name, media_type=self.media_type, data=upload.read())


class BeginForm(NewForm):
    """A new micro-credential: blank, from a template, or as a copy of one of your own."""

    start = forms.ChoiceField(
        label="Begin with",
        required=False,
        widget=forms.RadioSelect,
        help_text="Everything can be changed afterwards.",
    )
    copy_of = needed(forms.ChoiceField(label="Copy of", required=False), "needed when you begin with a copy")

    def __init__(
        self,
        *args: Any,
        orgs: Sequence[Organisation],
        starters: Sequence[tuple[str, str]],
        copies: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, orgs=orgs, **kwargs)
        start, copy_of = self.fields["start"], self.fields["copy_of"]
        assert isinstance(start, forms.ChoiceField) and isinstance(copy_of, forms.ChoiceField)  # noqa: PT018, S101 - declared above
        start.choices = [
            ("", "A blank page: you write what is needed, on one page"),
            *starters,
            *([("copy", "A copy of one of ours")] if copies else []),
        ]
        copy_of.choices = [("", "—"), *copies]
        if not copies:
            del self.fields["copy_of"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("start") == "copy" and not cleaned.get("copy_of"):
            self.add_error("copy_of", "Choose which one to copy.")
        return cleaned
