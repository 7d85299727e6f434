"""The custom elements do their work in a real browser: saving, trying again, counting down, copying, dropping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from skillmark.interfaces.pages import ui

pytestmark = pytest.mark.browser

SCRIPT = (Path(ui.__file__).parent / "static" / "ui" / "elements.js").read_text()
HOME = "http://elements.test/"


class Server:
    """A server that answers as told and remembers what it was sent."""

    def __init__(self, page: Page, body: str) -> None:
        self.page, self.body, self.answers, self.received = page, body, [200], list[dict[str, list[str]]]()
        page.route("**/*", self.answer)

    def answer(self, route: Route, request: Request) -> None:
        if request.url.endswith("elements.js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        elif request.method == "POST":
            self.received.append(fields(request))
            status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            route.fulfill(status=status, body="{}")
        else:
            page = f'<!doctype html><script type="module" src="/elements.js"></script>{self.body}'
            route.fulfill(body=page, content_type="text/html")

    def open(self) -> Page:
        self.page.goto(HOME)
        return self.page


def fields(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form, multipart or not."""
    text = request.post_data or ""
    if "form-data" not in text:
        return parse_qs(text)
    found: dict[str, list[str]] = {}
    for part in text.split("form-data; name=")[1:]:
        name, _, rest = part.partition("\r\n\r\n")
        found.setdefault(name.split('"')[1], []).append(rest.split("\r\n--")[0])
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


QUIZ = """<sm-autosave data-url="/save"><form id="quiz" method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="version" value="3">
<label><input type="radio" name="q1" value="a">A</label><label><input type="radio" name="q1" value="b">B</label>
<label>Why <textarea name="q2"></textarea></label><p data-saved role="status"></p><button>Send</button></form>
</sm-autosave>"""


def test_each_answer_is_saved_as_it_is_given(page: Page) -> None:
    server = Server(page, QUIZ)
    server.open().get_by_label("B").check()
    expect(page.get_by_role("status")).to_contain_text("All answers saved")
    sent = server.received[0]
    assert sent == {
        "autosave": ["1"], "csrfmiddlewaretoken": ["t"], "version": ["3"], "q1": ["b"], "changed": ["q1"]
    }  # fmt: skip


def test_answer_that_did_not_arrive_is_kept_said_and_sent_again(page: Page) -> None:
    server = Server(page, QUIZ)
    server.answers = [500, 200]
    server.open().get_by_label("Why").fill("because")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    expect(page.get_by_role("status")).to_contain_text("All answers saved", timeout=9000)
    assert [sent["q2"] for sent in server.received] == [["because"], ["because"]]


def test_person_who_is_signed_out_is_told_so(page: Page) -> None:
    server = Server(page, QUIZ)
    server.answers = [403]
    server.open().get_by_label("A").check()
    expect(page.get_by_role("status")).to_contain_text("signed out")


def test_answers_given_while_one_is_on_its_way_are_saved_too(page: Page) -> None:
    server = Server(page, QUIZ)
    server.open().get_by_label("A").check()
    page.get_by_label("Why").fill("first")
    page.get_by_label("B").check()
    expect(page.get_by_role("status")).to_contain_text("All answers saved")
    page.wait_for_timeout(1200)
    last = {name: sent[name][-1] for sent in server.received for name in ("q1", "q2") if name in sent}
    assert last == {"q1": "b", "q2": "first"}


def test_form_is_sent_once_however_often_one_presses(page: Page) -> None:
    body = '<form method="post" target="other"><button>Send</button></form><iframe name="other"></iframe>'
    server = Server(page, body)
    server.open().evaluate("for (let i = 0; i < 5; i++) document.querySelector('button').click()")
    page.wait_for_timeout(500)
    assert len(server.received) == 1


def test_time_left_follows_the_servers_clock_and_sends_the_form_at_the_end(page: Page) -> None:
    served = datetime(2030, 1, 1, tzinfo=UTC)
    until = served + timedelta(seconds=2)
    body = (
        '<form id="quiz" method="post"></form><sm-countdown data-submits="quiz" '
        f'data-until="{until.isoformat()}" data-now="{served.isoformat()}"><span data-face></span></sm-countdown>'
    )
    server = Server(page, body)
    face = server.open().locator("[data-face]")
    expect(face).to_have_text("0:02")
    page.wait_for_timeout(2600)
    assert len(server.received) == 1


def test_copy_button_appears_and_copies(page: Page) -> None:
    body = (
        '<sm-copy><input value="https://a.example/s/1" readonly>'
        "<button hidden><span data-label>Copy</span></button></sm-copy>"
    )
    page.route(HOME + "elements.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    Server(page, body).open().get_by_role("button").click()
    # A page without a secure origin may not touch the clipboard: then it says what to press.
    expect(page.get_by_role("button")).to_have_text("Press Ctrl+C")
    assert (
        page.evaluate("getSelection().toString() || document.activeElement.value") == "https://a.example/s/1"
    )


WATCH = """<sm-watch data-url="/progress" data-stage="issuing"><progress max="10" value="0" data-done="0"></progress>
<b data-words>0 of 10</b><p data-pace>It begins in a moment.</p></sm-watch>"""


def test_progress_is_shown_until_another_stage_is_reached_and_the_page_is_loaded_anew(page: Page) -> None:
    answers = [
        (200, {"stage": "issuing", "done": 4, "of": 10, "words": "4 of 10", "pace": "4 a second"}),
        (500, {}),
        (200, {"stage": "issuing", "done": 8, "of": 10, "words": "8 of 10", "pace": ""}),
        (200, {"stage": "done"}),
        (200, {"stage": "issuing", "done": 0, "of": 10, "words": "again", "pace": ""}),
    ]
    asked: list[dict[str, list[str]]] = []

    def answer(route: Route, request: Request) -> None:
        asked.append(parse_qs(request.url.partition("?")[2]))
        status, told = answers[min(len(asked), len(answers)) - 1]
        route.fulfill(status=status, body=json.dumps(told), content_type="application/json")

    server = Server(page, WATCH)
    page.route("**/progress?*", answer)
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    server.open()
    expect(page.locator("[data-words]")).to_have_text("4 of 10")
    expect(page.locator("[data-pace]")).to_have_text("4 a second")
    assert page.evaluate("document.querySelector('progress').value") == 4
    expect(page.locator("[data-words]")).to_have_text("8 of 10", timeout=9000)
    expect(page.locator("[data-pace]")).to_have_text("4 a second")  # what is not known leaves what was
    expect(page.locator("[data-words]")).to_have_text("again", timeout=9000)
    assert len(loads) == 2
    assert [each["since"] for each in asked[:3]] == [["0"], ["0"], ["0"]]
    assert float(asked[1]["seconds"][0]) > float(asked[0]["seconds"][0]) > 0


DROP = '<sm-drop data-most="10"><input type="file" name="f"><span data-chosen></span></sm-drop>'


def test_chosen_file_is_named_and_one_that_is_too_large_is_refused_before_it_is_sent(page: Page) -> None:
    Server(page, DROP).open()
    page.set_input_files("input", {"name": "a.png", "mimeType": "image/png", "buffer": b"x" * 10})
    expect(page.locator("[data-chosen]")).to_contain_text("a.png")
    page.set_input_files("input", {"name": "b.png", "mimeType": "image/png", "buffer": b"x" * 11})
    expect(page.locator("[data-chosen]")).to_have_text("This file is too large.")
    assert page.evaluate("document.querySelector('input').checkValidity()") is False


def test_dropped_file_is_taken(page: Page) -> None:
    Server(page, DROP).open().evaluate(
        """() => {
            const given = new DataTransfer();
            given.items.add(new File(["x"], "dropped.json"));
            const drop = new DragEvent("drop", { dataTransfer: given, bubbles: true });
            document.querySelector("sm-drop").dispatchEvent(drop);
        }"""
    )
    expect(page.locator("[data-chosen]")).to_contain_text("dropped.json")


def test_open_menu_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    Server(page, '<details class="menu"><summary>Menu</summary><a href="#">One</a></details>').open()
    page.get_by_text("Menu").click()
    page.get_by_text("One").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelector('details').open") is False
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize(
    ("zone", "said"), [("Asia/Kolkata", "3 March 2026, 01:35"), ("America/New_York", "2 March 2026, 15:05")]
)
def test_a_moment_is_said_in_the_readers_own_time_and_utc_stays_at_hand(
    browser: Browser, zone: str, said: str
) -> None:
    context = browser.new_context(timezone_id=zone)
    moment = '<time datetime="2026-03-02T20:05:00+00:00" data-moment>2 March 2026, 20:05 UTC</time>'
    page = Server(context.new_page(), moment).open()
    expect(page.locator("time")).to_have_text(said)
    expect(page.locator("time")).to_have_attribute("title", "2 March 2026, 20:05 UTC")
    context.close()
