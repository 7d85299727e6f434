"""The forms of the standard elements: one for each section, with what each field is for and an example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from skillmark.foundation.skills.models import Level
from skillmark.interfaces.pages.designer.form_parts import DesignForm, digits, long, needed, title_from
from skillmark.interfaces.pages.ui.designs import LANGUAGES
from skillmark.interfaces.pages.ui.markdown import HOW
from skillmark.lifecycle.designing.life_rules import MOST_YEARS_TO_REVIEW, latest_review
from skillmark.lifecycle.designing.models import (
    CreditScheme,
    Cycle,
    IdentityCheck,
    Kind,
    MicroCredential,
    Mode,
    Outcome,
    QualityAssurance,
    Stackability,
    Supervision,
    Version,
    VersionState,
)

NOT_CHOSEN = ("", "Not chosen yet")
EQF = [(number, f"Level {number}") for number in range(1, 9)]
SECTORS = (
    "Agriculture", "Arts and media", "Business", "Construction", "Education", "Energy", "Finance", "Health",
    "Hospitality", "Information technology", "Languages", "Law", "Logistics", "Manufacturing", "Public service",
    "Retail", "Science", "Social care", "Sustainability",
)  # fmt: skip
# Broad fields of ISCED-F 2013 (UNESCO Institute for Statistics, 2015).
FIELDS_OF_EDUCATION = (
    ("00", "Generic programmes and qualifications"), ("01", "Education"), ("02", "Arts and humanities"),
    ("03", "Social sciences, journalism and information"), ("04", "Business, administration and law"),
    ("05", "Natural sciences, mathematics and statistics"), ("06", "Information and communication technologies"),
    ("07", "Engineering, manufacturing and construction"), ("08", "Agriculture, forestry, fisheries and veterinary"),
    ("09", "Health and welfare"), ("10", "Services"),
)  # fmt: skip
CURRENCIES = (
    "EUR", "AUD", "BGN", "CAD", "CHF", "CZK", "DKK", "GBP", "HUF", "INR", "JPY", "MYR", "NOK", "NZD", "PLN", "RON",
    "SEK", "SGD", "TRY", "UAH", "USD", "ZAR",
)  # fmt: skip


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one
    return field


def _keep_stored(form: forms.Form, name: str, known: Sequence[tuple[str, str]]) -> None:
    """Offers the known choices, and what is stored even where it is none of them."""
    now = str(form.initial.get(name) or "")
    more = [] if now in {key for key, _ in known} else [(now, now)]
    _choice(form, name).choices = [NOT_CHOSEN, *known, *(each for each in more if now)]


class BasicsForm(DesignForm):
    title = forms.CharField(
        max_length=120,
        help_text="What one learns, narrow and concrete: “Wound Care at Home”. Not “diploma” or “degree”.",
    )
    description = forms.CharField(
        required=False,
        max_length=5000,
        widget=long(4),
        help_text="What it is about and whom it is for, in three sentences. " + HOW,
    )
    mode = needed(
        forms.ChoiceField(
            label="How one takes part",
            required=False,
            choices=[NOT_CHOSEN, *Mode.choices],
            help_text="Employers ask whether it was online.",
        )
    )
    kind = forms.ChoiceField(
        label="Kind of recognition",
        required=False,
        choices=[NOT_CHOSEN, *Kind.choices],
        help_text="Knowledge: one knows it. Application: one did it. Certification: a body stands behind it.",
    )
    sector = forms.ChoiceField(required=False, help_text="Where people look for it in the catalogue.")
    field_code = forms.ChoiceField(
        label="Field of education",
        required=False,
        help_text="The international classification (ISCED-F), for statistics and other countries.",
    )
    language = forms.ChoiceField(
        choices=[(code, LANGUAGES[code]) for code in sorted(LANGUAGES, key=LANGUAGES.__getitem__)],
        help_text="Of these texts and of the course. Others are added under Languages.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _keep_stored(self, "sector", [(sector, sector) for sector in SECTORS])
        _keep_stored(self, "field_code", FIELDS_OF_EDUCATION)

    def clean_title(self) -> str:
        return title_from(self.cleaned_data["title"])


class PromiseForm(DesignForm):
    can_do = needed(
        forms.CharField(
            label="The earner can …",
            required=False,
            max_length=500,
            widget=long(3),
            help_text="Complete the sentence, without a full stop. Begin with a verb one can see: "
            "“clean, analyse and visualise tabular data”.",
        )
    )
    criteria = needed(
        forms.CharField(
            label="What one must do to earn it",
            required=False,
            max_length=10_000,
            widget=long(6),
            help_text="Every credential carries this for ever: “Pass the quiz with 70 % and hand in a project that "
            "meets every outcome.” " + HOW,
        )
    )
    not_proven = forms.CharField(
        label="What it does not prove",
        required=False,
        max_length=2000,
        widget=long(3),
        help_text="One limit to a line. Readers trust what knows its limits.",
    )


class OutcomeForm(DesignForm):
    statement = forms.CharField(
        label="Outcome",
        max_length=300,
        widget=long(2),
        help_text="What the earner can do afterwards, beginning with a verb one can see: “Explains to a relative how "
        "a dressing is changed”. Not “understands”.",
    )
    criteria = forms.CharField(
        label="How one tells that it is met",
        required=False,
        max_length=2000,
        widget=long(3),
        help_text="What an assessor would look for.",
    )


class LevelForm(DesignForm):
    workload_hours = needed(
        forms.IntegerField(
            label="Workload in hours",
            required=False,
            min_value=1,
            max_value=2000,
            widget=digits(),
            help_text="All that a learner needs: reading, practice, assessment. A day’s course with homework: 12.",
        )
    )
    credit_points = forms.DecimalField(
        label="Credits",
        required=False,
        min_value=0,
        max_value=120,
        max_digits=4,
        decimal_places=1,
        widget=digits("decimal"),
        help_text="Where your institution gives them. One ECTS credit is 25 to 30 hours.",
    )
    credit_scheme = forms.ChoiceField(label="Kind of credits", choices=CreditScheme.choices)
    level = needed(
        forms.TypedChoiceField(
            label="Level (EQF)",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[NOT_CHOSEN, *EQF],
            help_text="How demanding it is, on Europe’s scale: 2 simple work, 3 routine, 4 skilled, 5 specialist, "
            "6 bachelor, 7 master.",
        ),
        "needed, or say below why none applies",
    )
    national_level = forms.TypedChoiceField(
        label="National level",
        required=False,
        empty_value=None,
        help_text="In the framework of your country, if it stands there.",
    )
    no_level_reason = forms.CharField(
        label="Or why no level applies",
        required=False,
        max_length=300,
        help_text="Only without a level: “Internal training, placed in no framework.”",
    )
    level_set_by = needed(
        forms.CharField(
            label="Who set the level",
            required=False,
            max_length=200,
            help_text="Your organisation, or the examination board or authority that confirmed it.",
        ),
        "needed with a level",
    )
    cycle = forms.ChoiceField(
        required=False,
        choices=[("", "None"), *Cycle.choices],
        help_text="Only where it is part of higher education.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_countries = Level.objects.filter(framework__is_hub=False).select_related("framework")
        levels = {str(each.pk): each for each in of_countries.order_by("framework__name", "position")}
        field = self.fields["national_level"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [
            ("", "None"),
            *((key, f"{v.framework.name}: {v.label}") for key, v in levels.items()),
        ]
        field.coerce = levels.__getitem__
        if not levels:
            del self.fields["national_level"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("no_level_reason") and (cleaned.get("level") or cleaned.get("national_level")):
            self.add_error(
                "no_level_reason", "It has a level, and a reason why none applies. Take one of the two out."
            )
        return cleaned


class TermsForm(DesignForm):
    """How all assessments of the micro-credential are taken."""

    pass_mark = forms.IntegerField(
        label="Pass mark in percent",
        min_value=1,
        max_value=100,
        widget=digits(),
        help_text="For quizzes without one of their own.",
    )
    supervision = forms.ChoiceField(
        choices=Supervision.choices,
        help_text="Whether somebody watches while the work is done. “Nobody” is an honest answer.",
    )
    identity_check = forms.ChoiceField(
        label="How you know who it is",
        choices=IdentityCheck.choices,
        help_text="How you make sure that the earner is who they say they are.",
    )
    assessment_only = forms.BooleanField(
        label="Whoever can do it already may be assessed without the course",
        required=False,
        help_text="Recognition of prior learning. The credential says that it is possible.",
    )


class QualityForm(DesignForm):
    """What stands behind it, who may begin, what it leads to, what it costs."""

    quality_kind = needed(
        forms.ChoiceField(
            label="Who vouches for the quality",
            required=False,
            choices=[NOT_CHOSEN, *QualityAssurance.choices],
            help_text="The second person who approves each version here is your own review.",
        )
    )
    quality_body = needed(
        forms.CharField(
            label="Name of that body",
            required=False,
            max_length=200,
            help_text="As others know it: “NVAO”, “Northfield College, examination board”.",
        ),
        "needed unless it is yourselves",
    )
    quality_url = forms.URLField(
        label="Its web address",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Where a reader can look it up.",
    )
    review_by = forms.DateField(
        label="Look at it again by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Usually in one to three years. You are reminded in time.",
    )
    prerequisites = forms.CharField(
        label="What one needs before",
        required=False,
        max_length=2000,
        widget=long(2),
        help_text="“None” is an answer: “None”, “Can use a spreadsheet”.",
    )
    requires = forms.MultipleChoiceField(
        label="Micro-credentials one should hold already",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those of your organisation that are published, so that anybody can earn them first.",
    )
    requires_blocks = forms.BooleanField(label="Nobody may enrol without them", required=False)
    stackability = forms.ChoiceField(
        label="Does it count towards something larger?",
        required=False,
        choices=[NOT_CHOSEN, *Stackability.choices],
    )
    stacks_into = forms.CharField(
        label="Towards what",
        required=False,
        max_length=300,
        help_text="“Certificate in Community Nursing, module 3”.",
    )
    price = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=1_000_000,
        max_digits=9,
        decimal_places=2,
        widget=digits("decimal"),
        help_text="0 is free; empty says nothing.",
    )
    currency = forms.ChoiceField()
    validity_months = forms.IntegerField(
        label="Valid for months",
        required=False,
        min_value=1,
        max_value=600,
        widget=digits(),
        help_text="Empty: it does not expire.",
    )
    further_information = forms.URLField(
        label="More on the web",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Your own page about it, if there is one.",
    )

    def __init__(self, *args: Any, offered: Sequence[MicroCredential] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = str(self.initial.get("currency") or "EUR")
        _choice(self, "currency").choices = [(each, each) for each in dict.fromkeys((*CURRENCIES, now))]
        known = {each.key: each for each in offered}
        _choice(self, "requires").choices = [(key, _named(each)) for key, each in known.items()]
        if not known:
            del self.fields["requires"], self.fields["requires_blocks"]

    def clean_review_by(self) -> date | None:
        chosen: date | None = self.cleaned_data["review_by"]
        today: date | None = self.initial.get("today")
        if chosen is None or today is None or chosen == self.initial.get("review_by"):
            return chosen
        if chosen < today:
            raise forms.ValidationError("This day is past. Choose one to come.")
        if chosen > latest_review(today):
            raise forms.ValidationError(
                f"This day is too far away. Choose one within {MOST_YEARS_TO_REVIEW} years from now."
            )
        return chosen


def _named(micro_credential: MicroCredential) -> str:
    """Its title; with where it stands, if what was chosen is no longer (or not yet) open to everybody."""
    title = getattr(micro_credential, "title", "") or micro_credential.key
    state = getattr(micro_credential, "state", VersionState.PUBLISHED)
    return title if state == VersionState.PUBLISHED else f"{title} ({VersionState(state).label.lower()})"


class AlignmentForm(DesignForm):
    """One skill: which outcome shows it, how far, and whether it is assessed or only taught."""

    outcome = forms.ChoiceField(
        label="Shown by",
        required=False,
        error_messages={"invalid_choice": "This outcome is no longer there: choose another one."},
    )
    level = forms.TypedChoiceField(
        label="How far", required=False, coerce=int, empty_value=None, choices=[("", "As the whole"), *EQF]
    )
    is_assessed = forms.BooleanField(label="Assessed", required=False)

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "outcome").choices = [
            ("", "No outcome: taught only"),
            *((str(each.uid), each.statement) for each in outcomes),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_assessed") and not cleaned.get("outcome"):
            self.add_error(
                "outcome", "Choose the outcome that shows it: what no outcome shows is not assessed."
            )
        return cleaned


def details_of(version: Version, form: type[forms.Form]) -> dict[str, Any]:
    """The stored values of a form's fields."""
    return {name: getattr(version, name) for name in form.base_fields if name != "requires"}
