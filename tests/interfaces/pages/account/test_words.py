"""Accounts and their letters: every page and letter is ours, says one thing, and says it in plain English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import timezone
from tests.cast import Cast

from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.ui.templatetags.words import browser

THEIRS = Path(allauth.__file__).parent / "templates"
FOLDERS = ("account", "mfa", "usersessions")
# What allauth brings and no address or setting of ours leads to.
UNREACHED = re.compile(
    r"phone|signup_by_passkey|signup_form|signup_closed|password_reset_code|email_change\.html|email_confirm\.html"
    r"|verification_sent\.html|verified_email_required|mfa/trust|already_logged_in|warn_no_email"
)
# What only passes the layout on, a file of bare codes, and a hidden form for the passkey button.
WORDLESS = re.compile(r"/base_(entrance|manage\w*)\.html|download\.txt|login_script\.html|_signup_\w+\.txt")
LETTERS = sorted(
    str(each.relative_to(THEIRS)).removesuffix("_message.txt")
    for each in THEIRS.glob("*/email/*_message.txt")
    if str(each.relative_to(THEIRS)).startswith(FOLDERS) and not UNREACHED.search(each.name)
    if not each.name.startswith("base_")
)
# Words of a machine, or of another product.
STRANGE = re.compile(
    r"\b(e?mail address(es)? (is|are) associated|[Ee]mail\b|Sign[- ]?(Up|In|Out)\b|[Ss]ignup|Re-send|Two-Factor"
    r"|[Rr]eauthenticate|[Dd]eactivate|[Pp]lease|[Ss]uccessfully|Security Keys?|Hello from|Thank you for using)"
)
SIGNED_IN = [
    "/accounts/email/", "/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/activate/", "/accounts/sessions/", "/accounts/password/change/", "/accounts/logout/",
    "/accounts/reauthenticate/?next=/",
]  # fmt: skip
WAYS_IN = [
    "/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/",
    "/accounts/password/reset/done/", "/accounts/password/reset/key/done/", "/accounts/password/reset/key/1-no/",
    "/accounts/inactive/",
]  # fmt: skip


def their_templates() -> list[str]:
    found = (str(each.relative_to(THEIRS)) for folder in FOLDERS for each in (THEIRS / folder).rglob("*.*"))
    return sorted(each for each in found if not (UNREACHED.search(each) or WORDLESS.search(each)))


@pytest.mark.parametrize("name", their_templates())
def test_whatever_allauth_can_show_is_written_by_us(name: str) -> None:
    origin = get_template(name).origin.name  # type: ignore[attr-defined]
    assert not Path(origin).is_relative_to(THEIRS), f"write {name} in our words"


def words_of(client: Client, address: str) -> str:
    """What a person reads, the names of controls included."""
    page = client.get(address, follow=True).content.decode()
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]+>", " ", page), *spoken])


@pytest.mark.django_db
@pytest.mark.parametrize("address", WAYS_IN)
def test_ways_in_speak_plainly(address: str) -> None:
    assert STRANGE.findall(words_of(Client(), address)) == []


@pytest.mark.parametrize("address", SIGNED_IN)
def test_account_pages_speak_plainly(
    address: str, cast: Cast, client_for: Callable[[Person], Client]
) -> None:
    assert STRANGE.findall(words_of(client_for(cast.lea), address)) == []


def test_refusals_speak_plainly() -> None:
    ours = (*get_adapter().error_messages.items(), *get_mfa_adapter().error_messages.items())
    said = {
        key: str(sentence)
        for key, sentence in ours
        if not re.search("phone|username|select_only|same_as", key)
    }
    assert {key: sentence for key, sentence in said.items() if STRANGE.search(sentence)} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_short_and_lead_to_one_place(name: str) -> None:
    values = {
        "code": "ABCD-EFGH", "password_reset_url": "https://x.example/one", "signup_url": "https://x.example/one",
        "deleted_email": "old@x.example", "from_email": "old@x.example", "to_email": "new@x.example",
        "timestamp": timezone.now(), "ip": "192.0.2.1", "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
    }  # fmt: skip
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with context.request_context(request):
        get_adapter(request).send_mail(name, "o'neill@x.example", values)
    (letter,) = mail.outbox
    body = str(letter.body)
    assert letter.subject
    assert STRANGE.findall(f"{letter.subject} {body}") == []
    assert "&#" not in body, "an apostrophe is no mark-up in a letter"
    assert len(body.split()) < 70
    assert body.endswith(f"{settings.CONFIG.site_name}\n{settings.CONFIG.base_url}")
    links = {each for each in re.findall(r"https?://\S+", body) if each != settings.CONFIG.base_url}
    assert len(links) + ("ABCD-EFGH" in body) == 1, body


def test_before_a_way_in_is_added_the_page_says_why_it_asks(
    cast: Cast, client_for: Callable[[Person], Client]
) -> None:
    page = words_of(client_for(cast.lea), "/accounts/reauthenticate/?next=/")
    assert "so that nobody can do it on a browser you left open" in page


def test_a_new_password_follows_the_rule_the_page_names(
    cast: Cast, client_for: Callable[[Person], Client]
) -> None:
    shortest = int(re.search(r"At least (\d+) characters", words_of(Client(), "/accounts/signup/"))[1])  # type: ignore[index]
    client, address = client_for(cast.lea), "/accounts/password/set/"
    cast.lea.set_unusable_password()
    cast.lea.save()
    client.force_login(cast.lea)
    word = "tqzvkwmxrjpbnhd"
    assert (
        client.post(
            address, {"password1": word[: shortest - 1], "password2": word[: shortest - 1]}
        ).status_code
        == 200
    )
    assert (
        client.post(address, {"password1": word[:shortest], "password2": word[:shortest]}).status_code == 302
    )


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36",
         "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36 Edg/140",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
         "Safari on iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", "An unknown browser"),
    ],
)  # fmt: skip
def test_browsers_are_named_as_people_name_them(user_agent: str, said: str) -> None:
    assert browser(user_agent) == said
