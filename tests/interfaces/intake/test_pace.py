"""Nobody checks without end, and nobody passes for somebody else by writing a header."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from skillmark.interfaces.intake.pace import CHECKS, TooOften, mind_the_pace, visitor

Request = RequestFactory()


@pytest.fixture(autouse=True)
def _one_long_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute that does not end while a test counts."""
    monkeypatch.setattr("skillmark.interfaces.intake.pace.time.time", lambda: 1_800_000_015.0)


def _used_up(address: str = "127.0.0.1") -> None:
    for _ in range(CHECKS):
        mind_the_pace(Request.post("/verify/", REMOTE_ADDR=address))


def test_the_page_says_when_to_go_on(db: None) -> None:
    client = Client()
    _used_up()
    assert client.get("/verify/").status_code == 200
    response = client.post("/verify/", {"text": "{}"})
    assert response.status_code == 429
    assert response["Retry-After"] == "45"
    assert "Go on in 45 seconds" in response.content.decode()
    assert "{}</textarea>" in response.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/verify", "/api/v1/verify/link"])
def test_the_api_says_it_as_a_problem(db: None, path: str) -> None:
    _used_up()
    response = Client().post(path, {"link": "https://x.example/"}, content_type="application/json")
    assert response.status_code == 429
    assert response["Retry-After"] == "45"
    assert response.json()["type"] == "urn:skillmark:problem:check.too_often"


def test_others_are_not_held_up(db: None) -> None:
    _used_up("192.0.2.1")
    with pytest.raises(TooOften):
        mind_the_pace(Request.post("/", REMOTE_ADDR="192.0.2.1"))
    mind_the_pace(Request.post("/", REMOTE_ADDR="192.0.2.2"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "10.0.0.1", "192.0.2.1"),
        (1, "nonsense", "unknown"),
    ],
)
def test_who_asks_is_taken_from_trusted_proxies_only(
    monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: str, counted: str
) -> None:
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, trusted_proxies=proxies))
    assert visitor(Request.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)) == counted


def test_one_customer_of_ipv6_is_one_visitor() -> None:
    one, same, other = (
        visitor(Request.get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert one == same != other
    assert settings.CONFIG.trusted_proxies == 0
