"""Reads what those who look after learners send."""

from __future__ import annotations

from django import forms

from skillmark.lifecycle.learning import rules


class SupportForm(forms.Form):
    """More time and more attempts for one learner."""

    extra_time_percent = forms.IntegerField(
        label="Extra time in percent",
        min_value=0,
        max_value=rules.MOST_EXTRA_TIME,
        help_text="For quizzes with a clock. 50 makes 30 minutes 45.",
        error_messages={
            "invalid": "Write a whole number.",
            "min_value": "0 %% is the least.",
            "max_value": "300 %% is the most.",
        },
    )
    extra_attempts = forms.IntegerField(
        label="Extra attempts",
        min_value=0,
        max_value=rules.MOST_EXTRA_ATTEMPTS,
        help_text="On top of what everybody has, at each quiz and each project.",
        error_messages={
            "invalid": "Write a whole number.",
            "min_value": "0 is the least.",
            "max_value": "10 is the most.",
        },
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=rules.LONGEST_SUPPORT_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Seen by the people who may change this, and by nobody else. Write no diagnosis.",
    )
