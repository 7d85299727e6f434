"""What designers fill in. Drafts may be incomplete: only what makes no sense at all is refused here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.pages.designer.form_parts import DesignForm, long, needed, title_from
from skillmark.interfaces.pages.ui.markdown import HOW
from skillmark.interfaces.pages.ui.uploads import read_captions, read_video
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind, Item, ItemKind, RubricRow
from skillmark.lifecycle.assessing.rules import default_levels, equal_choices
from skillmark.lifecycle.designing.models import Outcome
from skillmark.lifecycle.learning.models import Activity
from skillmark.lifecycle.offering.models import Offering
from skillmark.lifecycle.offering.rules import Terms

CHOICES = 6
FEWEST_CHOICES = 2
LEVELS = 5
FEWEST_LEVELS = 2
IDS = "abcdefghijklmnop"


def _add_choice_fields(form: forms.Form, *, most: int) -> None:
    """The texts of the choices; a question has at least two, and may leave a place empty in between."""
    for number in range(CHOICES):
        field = forms.CharField(label=f"Choice {number + 1}", required=False, max_length=most)
        form.fields[f"text_{IDS[number]}"] = needed(field, "needed") if number < FEWEST_CHOICES else field


def _refuse_odd_choices(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """Tells at the choice itself that it reads like another one, or is marked right and has no text."""
    if "text_a" not in form.fields:
        return
    correct = cleaned.get("correct") or []
    for name in [correct] if isinstance(correct, str) else correct:
        if f"text_{name}" in form.fields and not cleaned.get(f"text_{name}"):
            form.add_error(f"text_{name}", "This choice is marked right but has no text.")
    written = [(n, cleaned[f"text_{n}"]) for n in IDS[:CHOICES] if cleaned.get(f"text_{n}")]
    if len(written) < FEWEST_CHOICES:
        empty = next(n for n in IDS if not cleaned.get(f"text_{n}"))
        form.add_error(f"text_{empty}", "Give at least two choices.")
    if same := equal_choices([text for _, text in written]):
        first, second = (written[number - 1][0] for number in same)
        form.add_error(f"text_{second}", f"This is the same as choice {IDS.index(first) + 1}.")


# --- the micro-credential ---------------------------------------------------------------------------------------


class NewForm(DesignForm):
    uid = forms.UUIDField(widget=forms.HiddenInput)
    org = forms.ChoiceField(label="Organisation")
    title = forms.CharField(
        max_length=120,
        help_text="What one learns, narrow and concrete: “Wound Care at Home”. You can change it later.",
    )

    def __init__(self, *args: Any, orgs: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["org"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(org.key, org.name) for org in orgs]
        if len(orgs) == 1:
            field.initial = orgs[0].key
            field.widget = forms.HiddenInput()

    def clean_title(self) -> str:
        return title_from(self.cleaned_data["title"])


# --- learning content -------------------------------------------------------------------------------------------


class ModuleForm(DesignForm):
    title = forms.CharField(label="Module title", max_length=120)
    summary = forms.CharField(label="In one sentence", required=False, max_length=300)


class ActivityForm(DesignForm):
    """The part that all three kinds share; subclasses turn the rest into what the journey takes."""

    title = forms.CharField(max_length=120)
    minutes = forms.IntegerField(label="Minutes it takes", min_value=1, max_value=1000, initial=5)

    def __init__(self, *args: Any, existing: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "minutes")}

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        return {"title": activity.title, "minutes": activity.minutes, "body": activity.body}


class TextForm(ActivityForm):
    body = forms.CharField(label="Text", max_length=100_000, widget=long(16), help_text=HOW)

    def values(self) -> dict[str, Any]:
        return super().values() | {"body": self.cleaned_data["body"]}


class VideoForm(ActivityForm):
    video = forms.FileField(
        label="Video file", required=False, help_text="MP4 or WebM.",
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm,.mp4,.webm"}),
    )  # fmt: skip
    captions = forms.FileField(
        label="Captions", required=False, help_text="A WebVTT file (.vtt): whoever cannot hear the video reads it.",
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )  # fmt: skip
    body = forms.CharField(
        label="Text below the video",
        required=False,
        max_length=100_000,
        widget=long(8),
        help_text=HOW,
    )

    def clean_video(self) -> NewFile | None:
        if self.cleaned_data["video"]:
            return read_video(self.cleaned_data["video"], most=settings.CONFIG.max_upload_bytes)
        if self.existing is None or self.existing.video is None:
            raise ValidationError("Choose a video file.")
        return None

    def clean_captions(self) -> NewFile | None:
        if self.cleaned_data["captions"]:
            return read_captions(self.cleaned_data["captions"])
        if self.existing is None or self.existing.captions is None:
            raise ValidationError("Choose a captions file. A video without captions shuts people out.")
        return None

    def values(self) -> dict[str, Any]:
        names = ("video", "captions", "body")
        return super().values() | {name: self.cleaned_data[name] for name in names}


class CheckForm(ActivityForm):
    """A check question: practice with feedback, which never counts."""

    prompt = forms.CharField(label="Question", max_length=1000, widget=long(2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _add_choice_fields(self, most=300)
        for number in range(CHOICES):
            name = IDS[number]
            self.fields[f"feedback_{name}"] = forms.CharField(
                label=f"What to say when choice {number + 1} is chosen", required=False, max_length=500
            )
        self.fields["correct"] = forms.ChoiceField(
            label="The right choice",
            choices=[("", "Not chosen yet"), *((IDS[n], f"Choice {n + 1}") for n in range(CHOICES))],
            error_messages={"required": "Say which choice is right."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _refuse_odd_choices(self, cleaned)
        return cleaned

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"text": self[f"text_{IDS[n]}"], "feedback": self[f"feedback_{IDS[n]}"]} for n in range(CHOICES)
        ]

    def question(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "prompt": chosen["prompt"],
            "choices": [
                {"id": name, "text": chosen[f"text_{name}"], "feedback": chosen[f"feedback_{name}"]}
                for name in IDS[:CHOICES]
                if chosen.get(f"text_{name}")
            ],
            "correct": chosen["correct"],
        }

    def values(self) -> dict[str, Any]:
        return super().values() | {"question": self.question()}

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        question = activity.question or {}
        initial = ActivityForm.initial_of(activity) | {
            "prompt": question.get("prompt", ""),
            "correct": question.get("correct", ""),
        }
        for choice, name in zip(question.get("choices", []), IDS, strict=False):
            initial[f"text_{name}"], initial[f"feedback_{name}"] = choice["text"], choice.get("feedback", "")
            if choice["id"] == question.get("correct"):
                initial["correct"] = name
        return initial


ACTIVITY_FORMS: dict[str, type[ActivityForm]] = {"text": TextForm, "video": VideoForm, "check": CheckForm}


# --- assessment -------------------------------------------------------------------------------------------------


class AssessmentForm(DesignForm):
    title = forms.CharField(max_length=120)
    instructions = forms.CharField(
        required=False,
        max_length=20_000,
        widget=long(5),
        help_text="What learners read before they begin. " + HOW,
    )
    pass_mark = forms.IntegerField(
        label="Pass mark in percent",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Empty: the micro-credential's.",
    )
    max_attempts = forms.IntegerField(label="Attempts", min_value=1, max_value=50, initial=3)
    time_limit_minutes = forms.IntegerField(
        label="Time limit in minutes",
        required=False,
        min_value=1,
        max_value=1440,
        help_text="Empty: no limit.",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == AssessmentKind.PROJECT:
            del self.fields["pass_mark"], self.fields["time_limit_minutes"]

    def values(self) -> dict[str, Any]:
        return {"pass_mark": None, "time_limit_minutes": None} | self.cleaned_data

    @staticmethod
    def initial_of(assessment: Assessment) -> dict[str, Any]:
        names = ("title", "instructions", "pass_mark", "max_attempts", "time_limit_minutes")
        return {name: getattr(assessment, name) for name in names}


class ItemForm(DesignForm):
    prompt = forms.CharField(label="Question", max_length=5000, widget=long(3), help_text=HOW)
    outcome = forms.ChoiceField(label="Outcome it shows", required=False)
    points = forms.IntegerField(min_value=1, max_value=100, initial=1)
    feedback = forms.CharField(
        label="Explanation",
        required=False,
        max_length=2000,
        widget=long(2),
        help_text="Shown with the result.",
    )

    def __init__(self, *args: Any, kind: str, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "None"), *((str(o.uid), o.statement) for o in outcomes)]
        if kind == ItemKind.NUMERIC:
            self._add_number()
        elif kind == ItemKind.SHORT_TEXT:
            self.fields["accepted"] = forms.CharField(
                label="Accepted answers",
                max_length=2000,
                widget=long(4),
                help_text="One to a line. Capitals and spare spaces do not matter.",
            )
        else:
            self._add_choices(single=kind == ItemKind.SINGLE)

    def _add_number(self) -> None:
        self.fields["value"] = forms.FloatField(label="Right number")
        self.fields["tolerance"] = forms.FloatField(
            label="Tolerance", min_value=0, initial=0, help_text="How far off still counts as right."
        )

    def _add_choices(self, *, single: bool) -> None:
        _add_choice_fields(self, most=500)
        options = [(IDS[n], f"Choice {n + 1}") for n in range(CHOICES)]
        if single:
            self.fields["correct"] = forms.ChoiceField(
                label="The right choice",
                choices=[("", "Not chosen yet"), *options],
                error_messages={"required": "Say which choice is right."},
            )
        else:
            self.fields["correct"] = forms.MultipleChoiceField(
                label="The right choices",
                choices=options,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Say which choices are right."},
            )

    def rows(self) -> list[Any]:
        """The choices' own fields; none for a kind without choices."""
        return [self[f"text_{IDS[n]}"] for n in range(CHOICES) if f"text_{IDS[n]}" in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _refuse_odd_choices(self, cleaned)
        return cleaned

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        choices = [
            {"id": name, "text": chosen[f"text_{name}"]}
            for name in IDS[:CHOICES]
            if chosen.get(f"text_{name}")
        ]
        names = ("prompt", "points", "feedback")
        return {name: chosen[name] for name in names} | {"choices": choices, "key": self._key()}

    def _key(self) -> Any:
        chosen = self.cleaned_data
        if self.kind == ItemKind.NUMERIC:
            return {"value": chosen["value"], "tolerance": chosen["tolerance"]}
        if self.kind == ItemKind.SHORT_TEXT:
            return [line.strip() for line in chosen["accepted"].splitlines() if line.strip()]
        return [chosen["correct"]] if self.kind == ItemKind.SINGLE else chosen["correct"]

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        initial: dict[str, Any] = {name: getattr(item, name) for name in ("prompt", "points", "feedback")}
        initial["outcome"] = str(item.outcome.uid) if item.outcome else ""
        if item.kind == ItemKind.NUMERIC:
            return initial | item.key
        if item.kind == ItemKind.SHORT_TEXT:
            return initial | {"accepted": "\n".join(item.key)}
        names = {choice["id"]: name for choice, name in zip(item.choices, IDS, strict=False)}
        for choice in item.choices:
            initial[f"text_{names[choice['id']]}"] = choice["text"]
        correct = [names[key] for key in item.key if key in names]
        return initial | {"correct": correct[0] if item.kind == ItemKind.SINGLE and correct else correct}


class RubricRowForm(DesignForm):
    """The levels of one outcome, lowest first; a level without a name is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(LEVELS):
            name = forms.CharField(label="Name", required=False, max_length=60)
            self.fields[f"label_{number}"] = needed(name) if number < FEWEST_LEVELS else name
            self.fields[f"descriptor_{number}"] = forms.CharField(
                label="What one sees in the work", required=False, max_length=2000, widget=long(2)
            )
            self.fields[f"points_{number}"] = forms.IntegerField(
                label="Points", required=False, min_value=0, max_value=100
            )
            self.fields[f"met_{number}"] = forms.BooleanField(label="Fulfils the outcome", required=False)

    def rows(self) -> list[dict[str, Any]]:
        names = ("label", "descriptor", "points", "met")
        return [
            {"number": number + 1} | {name: self[f"{name}_{number}"] for name in names}
            for number in range(LEVELS)
        ]

    def levels(self) -> list[dict[str, Any]]:
        chosen = self.cleaned_data
        return [
            {
                "label": chosen[f"label_{number}"],
                "descriptor": chosen[f"descriptor_{number}"],
                "points": chosen[f"points_{number}"] or 0,
                "met": chosen[f"met_{number}"],
            }
            for number in range(LEVELS)
            if chosen.get(f"label_{number}")
        ]

    @staticmethod
    def initial_of(row: RubricRow | None) -> dict[str, Any]:
        levels: list[dict[str, Any]] = (
            default_levels()
            if row is None
            else [
                {"label": v.label, "descriptor": v.descriptor, "points": v.points, "met": v.met}
                for v in row.levels.all()
            ]
        )
        return {f"{name}_{n}": value for n, level in enumerate(levels) for name, value in level.items()}


# --- offerings --------------------------------------------------------------------------------------------------


class OfferingForm(DesignForm):
    title = forms.CharField(max_length=120, help_text="Such as “Self-paced” or “Spring cohort”.")
    opens_at = forms.DateTimeField(
        label="Opens (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: at once.",
    )
    closes_at = forms.DateTimeField(
        label="Closes (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: when you close it.",
    )
    capacity = forms.IntegerField(
        label="Places",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="Empty: no limit. Whoever comes later waits in line.",
    )
    price = forms.CharField(
        required=False,
        max_length=40,
        help_text="In words, such as “€ 240”. Empty: what the micro-credential costs.",
    )
    self_enrol = forms.BooleanField(
        label="Anyone may enrol",
        required=False,
        initial=True,
        help_text="Otherwise only people you invite may.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "Choose a closing date after the opening date.")
        return cleaned

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)

    @staticmethod
    def initial_of(offering: Offering) -> dict[str, Any]:
        names = ("title", "opens_at", "closes_at", "capacity", "price", "self_enrol")
        return {name: getattr(offering, name) for name in names}


class InviteForm(DesignForm):
    file = forms.FileField(
        label="CSV file",
        required=False,
        help_text="With the columns name and email; at most 5,000 rows, saved as UTF-8.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    addresses = forms.CharField(
        label="Or addresses, one to a line",
        required=False,
        max_length=1_000_000,
        widget=long(5),
        help_text="ada@example.org or Ada Lovelace <ada@example.org>",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool((cleaned.get("addresses") or "").strip()):
            raise ValidationError("Choose a file or write addresses: one of the two.")
        return cleaned
