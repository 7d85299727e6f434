"""The one question allauth does not ask: what is your name? Asked at the beginning, and answered anew any time."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from skillmark.foundation.people.models import Person


class NameForm(forms.Form):
    """A name of one's own."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="As it should stand in your credentials.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class SignupForm(NameForm):
    """Mixed into allauth's sign-up form by ACCOUNT_SIGNUP_FORM_CLASS."""

    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, person: Person) -> None:  # noqa: ARG002 - allauth's signature
        person.name = self.cleaned_data["name"].strip()
        person.save(update_fields=["name"])
