"""What mail, passkeys and pages call this site: the name the operator chose, never its host and port."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django import Settings
from tests.cast import Cast

from skillmark.foundation.people.models import Person

NAME = "Riverside Credentials"


@pytest.fixture(autouse=True)
def _named(settings: Settings) -> None:
    settings.CONFIG = dataclasses.replace(settings.CONFIG, site_name=NAME)


def test_a_letter_with_a_code_carries_the_name(cast: Cast) -> None:
    Client().post("/accounts/login/code/", {"email": cast.lea.email})
    letter = mail.outbox[0]
    assert NAME in str(letter.body)
    assert "testserver" not in f"{letter.subject}{letter.body}"


def test_every_letter_is_told_the_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    adapter = get_adapter()
    render = adapter.render_mail

    def remember(prefix: str, email: str, values: dict[str, object]) -> object:
        told.update(values)
        return render(prefix, email, values)

    monkeypatch.setattr(adapter, "render_mail", remember)
    with context.request_context(RequestFactory().get("/")):
        adapter.send_mail("account/email/password_changed", cast.lea.email, {"user": cast.lea})
    assert told["current_site"].name == NAME


def test_passkeys_are_kept_under_the_name() -> None:
    with context.request_context(RequestFactory().get("/")):
        party = get_mfa_adapter().get_public_key_credential_rp_entity()
    assert party == {"id": "testserver", "name": NAME}


def test_pages_carry_the_name(cast: Cast, client_for: Callable[[Person], Client]) -> None:
    for client, address in ((Client(), "/accounts/login/"), (client_for(cast.lea), "/accounts/name/")):
        page = client.get(address).content.decode()
        assert f"· {NAME}</title>" in page
