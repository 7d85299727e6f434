"""allauth's forms and refusals in the words of the product; its pages and letters are templates of ours."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as theirs
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

WRONG_CODE = "This code is wrong or too old. Look for the newest one."
NEW_PASSWORD = (
    f"At least {settings.SHORTEST_PASSWORD} characters, not one that many people use, "
    "and not your name or address."
)
LABELS = {
    "email": "E-mail address",
    "login": "E-mail address",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password again",
}
WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app",
    "mfa_reauthenticate:webauthn": "Use a passkey or security key",
}


class PlainLabels:
    """Names every field in the same words, and leaves no second name inside the box."""

    fields: dict[str, forms.Field]
    labels = LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = NEW_PASSWORD


class LoginForm(PlainLabels, theirs.LoginForm):
    """Sign in by address and password."""


class SignupForm(PlainLabels, theirs.SignupForm):
    """Create an account: the only password there is needs no “new”."""

    labels = LABELS | {"password1": "Password"}


class AddEmailForm(PlainLabels, theirs.AddEmailForm):
    """One more address."""


class ChangeEmailForm(PlainLabels, theirs.ChangeEmailForm):
    """Another address than the one a code was sent to."""


class ChangePasswordForm(PlainLabels, theirs.ChangePasswordForm):
    """A new password instead of the current one."""


class SetPasswordForm(PlainLabels, theirs.SetPasswordForm):
    """The first password of somebody who signed in by code."""


class ResetPasswordForm(PlainLabels, theirs.ResetPasswordForm):
    """Where to send the link for a new password."""


class ResetPasswordKeyForm(PlainLabels, theirs.ResetPasswordKeyForm):
    """A new password instead of the forgotten one."""


class ReauthenticateForm(PlainLabels, theirs.ReauthenticateForm):
    """The password once more."""


class RequestLoginCodeForm(PlainLabels, theirs.RequestLoginCodeForm):
    """Where to send the code to sign in with."""


class ConfirmLoginCodeForm(PlainLabels, theirs.ConfirmLoginCodeForm):
    """The code to sign in with."""


class ConfirmEmailVerificationCodeForm(PlainLabels, theirs.ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""


class AccountAdapter(DefaultAccountAdapter):
    """Says what went wrong, and what to do about it."""

    error_messages = {  # noqa: RUF012 - allauth's attribute
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "cannot_remove_primary_email": "This is your main address. Make another one the main one first.",
        "duplicate_email": "This address is yours already.",
        "email_password_mismatch": "The e-mail address or the password is wrong. Try again, or ask for a code.",
        "email_taken": "Somebody has an account with this address already.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "This is not your password.",
        "invalid_or_expired_key": "This link no longer works. Ask for a new one.",
        "invalid_login": "This did not work. Try again.",
        "invalid_password_reset": "This link no longer works. Ask for a new one.",
        "max_email_addresses": "You can have %d addresses. Remove one first.",
        "too_many_login_attempts": "That was wrong too often. Wait a few minutes, then try again.",
        "unknown_email": "There is no account with this address.",
        "unverified_primary_email": "Only a confirmed address can be the main one.",
        "rate_limited": "That was very often in a short time. Wait a few minutes, then try again.",
    }

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """The ways to prove once more who one is, each by the name its button carries."""
        methods = super().get_reauthentication_methods(user)
        return [each | {"description": WAYS.get(each["id"], each["description"])} for each in methods]


class MFAAdapter(DefaultMFAAdapter):
    """The same for the second step."""

    error_messages = {  # noqa: RUF012 - allauth's attribute
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Stop using the app first: with it, no address can be added.",
        "cannot_delete_authenticator": "The second step cannot be left out of this account.",
        "cannot_generate_recovery_codes": "Recovery codes need a passkey or an app. Add one first.",
        "incorrect_code": "This code is wrong or too old. Take the one the app shows now.",
        "unverified_email": "Confirm your e-mail address first.",
    }
