"""One credential, however it is handed in and through whichever door, gets one verdict (VER-01)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.holding_helpers import kept, link_of, qr_png, shared

from skillmark.interfaces.cli.main import main
from skillmark.interfaces.jobs import publish
from skillmark.interfaces.pages.handing_out import hand_out
from skillmark.journeys import revoke
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing import publishing

FORMS = ["json", "png", "svg", "pasted", "link", "qr"]
STATES = ["active", "suspended", "revoked"]
WORDS = {"active": "Genuine, issuer unknown", "suspended": "Suspended", "revoked": "Revoked"}
VERDICTS = {"active": "verified", "suspended": "not_verified", "revoked": "not_verified"}
REASON = "The project was another person's work."


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    publishing._signed_list.cache_clear()
    yield
    publishing._signed_list.cache_clear()


@dataclass(frozen=True)
class Shown:
    """One credential in every form that it can be handed in."""

    item: WalletItem
    link: str

    def file(self, form: str) -> tuple[str, bytes]:
        """A file name and its bytes."""
        if form == "qr":
            return "photo.png", qr_png(self.link)
        made = hand_out(self.item, form, now=timezone.now())
        assert made is not None
        return made.name, made.data

    @property
    def text(self) -> str:
        assert self.item.credential is not None
        return self.item.credential.document


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown(cast: Cast, state: str) -> Shown:
    item = kept(cast.lea, cast.published)
    link = link_of(shared(item))
    change = {"suspended": revoke.suspend_credential, "revoked": revoke.revoke_credential}.get(state)
    if change:
        assert item.credential is not None
        change(actor=cast.rob, credential_uid=item.credential.uid, reason=REASON, now=timezone.now())
    return Shown(item, link)


def _by_page(shown: Shown, form: str) -> HttpResponse:
    if form in {"pasted", "link"}:
        return Client().post("/verify/", {"text": shown.text if form == "pasted" else shown.link})
    name, data = shown.file(form)
    return Client().post("/verify/", {"file": SimpleUploadedFile(name, data)})


def _by_api(shown: Shown, form: str) -> list[Any]:
    """The answers of every endpoint that takes this form."""
    client, posted = Client(), []
    if form == "link":
        posted.append(
            client.post("/api/v1/verify/link", {"link": shown.link}, content_type="application/json")
        )
    elif form == "pasted":
        posted.append(client.post("/api/v1/verify", shown.text, content_type="application/vc"))
    else:
        name, data = shown.file(form)
        posted.append(client.post("/api/v1/verify", data, content_type="application/octet-stream"))
        posted.append(client.post("/api/v1/verify/file", {"file": SimpleUploadedFile(name, data)}))
    assert [response.status_code for response in posted] == [200] * len(posted)
    return [response.json() for response in posted]


def _gist(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    """What must not differ between the doors; how fresh a status list is may."""
    return [(check["step"], check["outcome"], check["code"]) for check in report["checks"]]


@pytest.mark.parametrize("form", FORMS)
def test_page_and_api_agree(shown: Shown, state: str, form: str) -> None:
    page = _by_page(shown, form)
    assert page.status_code == 200
    assert WORDS[state] in page.content.decode()
    for report in _by_api(shown, form):
        assert report["verdict"] == VERDICTS[state]


def test_every_form_gives_the_same_checks(shown: Shown) -> None:
    gists = {form: _gist(report) for form in FORMS for report in _by_api(shown, form)}
    assert len({json.dumps(gist) for gist in gists.values()}) == 1, gists


def test_withheld_says_so_with_the_reason(shown: Shown, state: str) -> None:
    page = _by_page(shown, "json").content.decode()
    assert (REASON.replace("'", "&#x27;") in page) == (state != "active")


@pytest.mark.parametrize("form", ["json", "png", "svg", "pasted"])
def test_the_command_agrees_without_the_network(
    shown: Shown,
    state: str,
    form: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish.run(timezone.now())
    source = tmp_path / "badge"
    source.write_bytes(shown.text.encode() if form == "pasted" else shown.file(form)[1])
    if form == "pasted":
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source.read_bytes())))
    code = main(["verify", "--offline", "--json", "-" if form == "pasted" else str(source)])
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == VERDICTS[state]
    assert code == (0 if state == "active" else 1)
    (by_api,) = _by_api(shown, "pasted")
    # Without the network nobody reads the issuer's reason, and so whether it is withheld for good.
    assert [row[:2] for row in _gist(report)] == [row[:2] for row in _gist(by_api)]


def test_a_known_issuer_makes_it_verified(cast: Cast, client_for: Callable[..., Client]) -> None:
    from skillmark.journeys.verify import know_issuer

    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    issuer = json.loads(item.credential.document)["issuer"]["id"]
    know_issuer(actor=cast.emma, org=cast.harbour, issuer_id=issuer, name="Northfield", now=NOON)
    text = {"text": item.credential.document}
    page = client_for(cast.emma).post("/verify/", {**text, "keep": "harbour"}).content.decode()
    assert "Verified" in page
    assert "Genuine, issuer unknown" not in page
    assert "Genuine, issuer unknown" in Client().post("/verify/", text).content.decode()
