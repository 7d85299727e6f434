"""The life of one credential in a real browser, with the wrong turns people take; the learner is on a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.browser.conftest import HELD, hand_over_session
from tests.browser.furnish import ASA, DANA, EMMA, INES, LEA, OLGA, RENE, ROB
from tests.browser.world import World

from skillmark.credential.bake import bake, unbake_any
from skillmark.interfaces.cli.walk_people import (
    AXIS,
    CHOOSES,
    LABELS,
    LENGTH,
    MIDDLE,
    REASON,
    SHARE,
    STAFF_PASSWORD,
    demo_file,
    read_code,
)  # fmt: skip

pytestmark = pytest.mark.browser

TITLE = "Charts on a Small Screen"
NAME, EMAIL, PASSWORD = "Tomas Berg", "tomas.berg@people.example", "a-loud-evening-walk"
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
CONTENT = "main"


@dataclass
class Stage:
    """Everyone's window, and what the story has brought forth so far."""

    world: World
    browser: Browser
    folder: Path
    windows: dict[str, Page] = field(default_factory=dict)
    design: str = ""
    link: str = ""
    course: str = ""
    quiz: str = ""
    item: str = ""
    broke_off: str = ""

    def window(self, email: str) -> Page:
        """A wide window in which this person has signed in."""
        if email not in self.windows:
            context = self._context(viewport={"width": 1280, "height": 800})
            hand_over_session(self.world, email, context)
            self.windows[email] = context.new_page()
        return self.windows[email]

    def phone(self) -> Page:
        """The learner's phone, in which nobody has signed in yet."""
        if "phone" not in self.windows:
            self.windows["phone"] = self._context(**PHONE).new_page()
        return self.windows["phone"]

    def passer_by(self) -> Page:
        if "" not in self.windows:
            self.windows[""] = self._context().new_page()
        return self.windows[""]

    def _context(self, **options: object) -> BrowserContext:
        context = self.browser.new_context(base_url=self.world.base_url, accept_downloads=True, **options)
        context.set_default_timeout(20_000)
        return context

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


@pytest.fixture(scope="module")
def whole_stage(browser: Browser, world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    set_up = Stage(world, browser, tmp_path_factory.mktemp("story"))
    yield set_up
    set_up.close()


@pytest.fixture
def stage(whole_stage: Stage, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The stage for one chapter; when a chapter did not hold, those after it have nothing to begin with."""
    if whole_stage.broke_off:
        pytest.skip(f"the story broke off in {whole_stage.broke_off}")
    yield whole_stage
    if not request.node.stash.get(HELD, False):
        whole_stage.broke_off = request.node.name


def press(page: Page, label: str, *, within: Locator | None = None) -> None:
    """Presses a button and waits for the page that comes."""
    with page.expect_navigation():
        (within or page.locator(CONTENT)).get_by_role("button", name=label).first.click()


def follow(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.locator(CONTENT).get_by_role("link", name=label).first.click()


def says(page: Page, *words: str) -> None:
    for each in words:
        expect(page.locator(CONTENT)).to_contain_text(each)


def fits(page: Page) -> None:
    """Nothing to scroll sideways on the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url


def fill(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        control = (
            page.locator(CONTENT).get_by_label(label).and_(page.locator("input, textarea, select")).first
        )
        if control.evaluate("each => each.tagName") == "SELECT":
            _choose(control, value)
        else:
            control.fill(value)


def _choose(control: Locator, beginning: str) -> None:
    """Chooses the line of a list that begins with these words."""
    options = control.locator("option").all_inner_texts()
    control.select_option(label=next(each for each in options if each.strip().startswith(beginning)))


# --- the story, chapter by chapter --------------------------------------------------------------------------------


def test_a_designer_designs(stage: Stage) -> None:
    page = stage.window(DANA)
    page.goto("/design/")
    follow(page, "New micro-credential")
    fill(page, {"Title": TITLE})
    with page.expect_navigation():
        page.get_by_role("button", name="Begin the draft").dblclick()  # once is enough
    stage.design = re.search(r"/design/([0-9a-f-]{36})/", page.url)[1]  # type: ignore[index]
    press(page, "Save, and go section by section")
    fill(page, {
        "Description": "For everyone who shows figures to others.", "How one takes part": "Online",
        "Sector": "Information technology",
    })  # fmt: skip
    press(page, "Save and go on")
    fill(page, {
        "The earner can": "choose, draw and label charts that do not mislead",
        "What one must do": "Pass the quiz, and hand in a chart that meets every row.",
        "What it does not prove": "Statistics beyond medians.",
    })  # fmt: skip
    press(page, "Save and go on")
    for statement in (CHOOSES, LABELS):
        fill(page, {"Outcome": statement})
        press(page, "Add outcome")
        says(page, statement)
    _name_a_skill(page, stage)
    _say_level_and_terms(page, stage)
    _write_content(page, stage)
    _write_quiz(page, stage)
    _write_project(page, stage)
    _colour_the_badge(page, stage)
    found = stage.world.ask("SELECT count(*) FROM designing_version WHERE title = ?", TITLE)
    assert found == [("1",)], "a double click makes one draft"


def _name_a_skill(page: Page, stage: Stage) -> None:
    page.goto(f"/design/{stage.design}/skills/")
    page.get_by_role("searchbox").fill("data analysis")
    page.get_by_role("searchbox").press("Enter")
    press(page, "Add perform data analysis")
    says(page, "perform data analysis", "Take away")


def _say_level_and_terms(page: Page, stage: Stage) -> None:
    follow(page, "Go on to Level and hours")
    missing = page.locator("#said")
    expect(missing).to_contain_text("Choose a level")
    fill(page, {"Workload in hours": "six"})
    expect(missing).to_contain_text("in digits")  # while she types, before anything is saved
    fill(page, {"Workload in hours": "6", "Level (EQF)": "Level 4"})
    expect(missing).to_contain_text("Nothing is missing here")
    press(page, "Save and go on")
    page.goto(f"/design/{stage.design}/quality/")
    fill(page, {"Does it count": "Stands alone", "Price": "0", "Valid for months": "36"})
    press(page, "Save and go on")
    page.goto(f"/design/{stage.design}/assessment/")
    fill(page, {"Pass mark in percent": "75"})
    press(page, "Save")


def _write_content(page: Page, stage: Stage) -> None:
    page.goto(f"/design/{stage.design}/content/")
    fill(page, {"Module title": "Bars, lines and parts"})
    press(page, "Add module")
    follow(page, "Add a reading")
    fill(
        page,
        {
            "Title": "Why bars begin at zero",
            "Text": "A bar is read by its **length**.<script>x()</script>",
        },
    )
    press(page, "Save")
    follow(page, "Add a video")
    fill(page, {"Title": "A chart, step by step"})
    press(page, "Save")  # without files
    says(page, "Choose a video file.")
    page.get_by_label("Video file").set_input_files(demo_file("spaghetti.webm"))
    page.get_by_label("Captions").set_input_files(demo_file("spaghetti.vtt"))
    press(page, "Save")
    follow(page, "Add a check question")
    fill(page, {
        "Title": "A quick check", "Question": "The axis begins at 50. What happens?",
        "Choice 1": "Differences look larger than they are", "Choice 2": "Nothing",
    })  # fmt: skip
    press(page, "Save")  # without saying which choice is right
    says(page, "Say which choice is right.")
    fill(page, {"The right choice": "Choice 1"})
    press(page, "Save")
    says(page, "Why bars begin at zero", "with captions", "A quick check")


def _write_quiz(page: Page, stage: Stage) -> None:
    page.goto(f"/design/{stage.design}/assessment/")
    follow(page, "Add a quiz")
    fill(page, {"Title": "Reading charts", "Attempts": "3", "Time limit": "20"})
    press(page, "Save")
    stage.quiz = page.url.rstrip("/").rsplit("/", 1)[1]
    choices = {"Choice 1": "Stacked areas", "Choice 2": "A scatter plot", "The right choice": "Choice 1"}
    _add_question(page, "Ask for one choice", {"Question": SHARE, **choices, "Outcome": CHOOSES})
    follow(page, "Ask for several choices")
    fill(page, {
        "Question": AXIS, "Choice 1": "It begins at zero", "Choice 2": "Its unit is named", "Choice 3": "It is bent",
        "Outcome": LABELS,
    })  # fmt: skip
    right = page.get_by_role("group", name="The right choices")
    right.get_by_label("Choice 1").check()
    right.get_by_label("Choice 2").check()
    press(page, "Save question")
    _add_question(
        page,
        "Ask for a number",
        {"Question": LENGTH, "Right number": "4.5", "Tolerance": "0.1", "Outcome": CHOOSES},
    )
    _add_question(
        page, "Ask for a short text", {"Question": MIDDLE, "Accepted answers": "median", "Outcome": LABELS}
    )


def _add_question(page: Page, kind: str, values: dict[str, str]) -> None:
    follow(page, kind)
    fill(page, values)
    press(page, "Save question")
    says(page, values["Question"])


def _write_project(page: Page, stage: Stage) -> None:
    page.goto(f"/design/{stage.design}/assessment/")
    follow(page, "Add a project")
    fill(page, {"Title": "One honest chart", "Instructions": "Draw **one chart**.", "Attempts": "2"})
    press(page, "Save")
    for statement in (CHOOSES, LABELS):
        follow(page, "Add a row")
        says(page, statement)
        press(page, "Save row")


def _colour_the_badge(page: Page, stage: Stage) -> None:
    page.goto(f"/design/{stage.design}/badge/")
    before = page.locator("#preview img").first.get_attribute("src")
    slider = page.get_by_role("slider", name="Colour")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(page.locator("#preview img").first).not_to_have_attribute("src", before or "")
    press(page, "Save")
    says(page, "Badge saved")


def test_who_wrote_it_cannot_approve_it(stage: Stage) -> None:
    olga = stage.window(OLGA)
    olga.goto(f"/design/{stage.design}/promise/")
    fill(olga, {"What it does not prove": "Statistics beyond medians and shares."})
    press(olga, "Save")
    dana = stage.window(DANA)
    dana.goto(f"/design/{stage.design}/")
    with dana.expect_navigation():
        dana.get_by_role("button", name="Submit for review").dblclick()
    says(dana, "In review")
    assert dana.get_by_role("alert").count() == 0
    assert dana.get_by_role("button", name="Send review").count() == 0
    olga.goto(f"/design/{stage.design}/")
    says(olga, "You cannot review your own work")
    assert olga.get_by_role("button", name="Send review").count() == 0


def test_a_reviewer_approves_and_the_designer_publishes(stage: Stage) -> None:
    rene = stage.window(RENE)
    rene.goto("/design/reviews/")
    follow(rene, TITLE)
    # Each question leads to the part of the design it is about, and what is answered is there when one comes back.
    level = rene.locator("#question-level")
    level.get_by_role("link", name="Level").click()
    expect(rene.locator("#a-how-hard-is-it")).to_be_in_viewport()
    expect(level).to_be_in_viewport()
    level.get_by_role("radio", name="No", exact=True).check()
    level.get_by_label("Why not").fill("Nothing says why it is 4.")
    expect(rene.locator("[data-saved]")).to_contain_text("Saved")
    expect(rene.get_by_role("status").filter(has_text="answered")).to_have_text("1 of 9 answered")
    follow(rene, "Development")
    rene.goto(f"/design/{stage.design}/")
    expect(level.get_by_label("Why not")).to_have_value("Nothing says why it is 4.")
    rene.get_by_role("radio", name="Approve").check()
    expect(rene.locator("#once-more")).to_contain_text("You answered No to 1 question")  # before it is sent
    fill(rene, {"Comment": "Clear outcomes, fair questions."})
    press(rene, "Send review")  # without an answer to any question of the checklist
    says(rene, "Answer this before you approve.")
    for yes in rene.get_by_role("radio", name="Yes", exact=True).all():
        yes.check()
    expect(rene.locator("#once-more")).to_be_hidden()
    press(rene, "Send review")
    says(rene, "Approved")
    dana = stage.window(DANA)
    dana.goto(f"/design/{stage.design}/")
    press(dana, "Publish")
    says(dana, "Published")
    dana.go_back()
    again = dana.get_by_role("button", name="Publish")
    if again.count():  # the browser shows the page as it was; pressing again does no harm
        again.click()
    dana.goto(f"/design/{stage.design}/")
    says(dana, "Published")


def test_a_learner_signs_up_and_enrols_on_a_phone(stage: Stage) -> None:
    page = stage.phone()
    page.goto("/accounts/signup/")
    fits(page)
    fill(page, {"Your name": NAME, "E-mail address": EMAIL, "Password": PASSWORD})
    press(page, "Create account")
    fits(page)
    page.locator("input[name=code]").fill(read_code(stage.world.visitor(""), EMAIL))
    press(page, "Confirm")
    page.goto("/catalogue/")
    page.get_by_role("searchbox").fill("small screen")
    press(page, "Search")
    fits(page)
    follow(page, TITLE)
    fits(page)
    press(page, "Enrol")
    if "/enrol/" in page.url:
        press(page, "Enrol")
    says(page, TITLE, "Your next step")
    fits(page)
    stage.course = page.url


def test_the_learner_learns(stage: Stage) -> None:
    page = stage.phone()
    page.goto(stage.course)
    follow(page, "Why bars begin at zero")
    says(page, "A bar is read by its length")
    assert page.locator(f"{CONTENT} script").count() == 0
    fits(page)
    press(page, "Done, go on")
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    page.wait_for_function("document.querySelector('video').textTracks[0]?.cues?.length > 0")
    fits(page)
    press(page, "Done, go on")
    page.get_by_label("Nothing").check()
    press(page, "Check my answer")
    says(page, "Not quite")
    page.get_by_label("Differences look larger").check()
    press(page, "Check my answer")
    says(page, "Right")
    done = page.get_by_role("button", name="Done")
    if done.count():
        press(page, "Done")
    page.goto(stage.course)
    says(page, "3 of 3")


def test_the_learner_fails_the_quiz_once(stage: Stage) -> None:
    page = stage.phone()
    _start_quiz(page, stage)
    page.get_by_label("A scatter plot").check()
    press(page, "Hand in…")
    says(page, "3 questions are unanswered")
    fits(page)
    press(page, "Hand in now")
    says(page, "Not passed yet", "You have 2 attempts left")
    fits(page)
    page.go_back()  # to “Hand in?”, as the browser kept it
    again = page.get_by_role("button", name="Hand in now")
    if again.count():
        press(page, "Hand in now")
    says(page, "Not passed yet", "You have 2 attempts left")


def _start_quiz(page: Page, stage: Stage) -> None:
    page.goto(stage.course)
    follow(page, "Reading charts")
    with page.expect_navigation():
        page.get_by_role("button", name="Start").dblclick()
    fits(page)


def test_the_learner_passes_although_the_session_ends_in_the_middle(stage: Stage) -> None:
    page = stage.phone()
    _start_quiz(page, stage)
    page.get_by_label("Stacked areas").check()
    page.get_by_label("It begins at zero").check()
    expect(page.locator("[data-saved]")).to_contain_text("All answers saved")
    page.context.clear_cookies(name="session")
    page.get_by_label("Its unit is named").check()
    expect(page.locator("[data-saved]")).to_contain_text("You are signed out")
    _question(page, LENGTH).get_by_role("textbox").fill("4,5 cm")
    _question(page, MIDDLE).get_by_role("textbox").fill("Median")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Hand in…")
    fill(page, {"E-mail address": EMAIL, "Password": PASSWORD})
    press(page, "Sign in")
    says(page, "You had been signed out")
    expect(page.get_by_label("Stacked areas")).to_be_checked()
    expect(page.get_by_label("It begins at zero")).to_be_checked()
    expect(page.get_by_label("Its unit is named")).to_be_checked()
    expect(_question(page, LENGTH).get_by_role("textbox")).to_have_value("4,5 cm")
    press(page, "Hand in…")
    says(page, "Every question is answered")
    press(page, "Hand in now")
    says(page, "Passed", "100 %")
    attempts = """SELECT count(*) FROM assessing_attempt t JOIN learning_enrolment e ON e.id = t.enrolment_id
                  JOIN people_person p ON p.id = e.person_id WHERE p.email = ?"""
    assert stage.world.one(attempts, EMAIL) == "2", (
        "double clicks and the way back start no attempt of their own"
    )


def _question(page: Page, prompt: str) -> Locator:
    return page.get_by_role("group").filter(has_text=prompt)


def test_the_learner_hands_in_the_project_once(stage: Stage) -> None:
    page = stage.phone()
    page.goto(stage.course)
    follow(page, "One honest chart")
    fits(page)
    press(page, "Hand in")  # with nothing in it
    assert page.locator(f"{CONTENT} [role=alert]").count() >= 1
    fill(
        page,
        {"Your work in words": "Visitors of our library. The axis begins at zero.", "Link": "not a link"},
    )
    press(page, "Hand in")
    says(page, "This is not a web address")
    expect(page.get_by_label("Your work in words")).to_have_value(
        "Visitors of our library. The axis begins at zero."
    )
    fill(page, {"Link": "https://people.example/tomas/chart"})
    report = stage.folder / "chart.csv"
    report.write_bytes(b"month,visitors\nJanuary,60\n")
    page.get_by_label("File", exact=False).first.set_input_files(report)
    with page.expect_navigation():
        page.get_by_role("button", name="Hand in").dblclick()
    says(page, "Handed in", "chart.csv")
    fits(page)
    handed_in = """SELECT count(*) FROM assessing_submission s JOIN learning_enrolment e ON e.id = s.enrolment_id
                   JOIN people_person p ON p.id = e.person_id WHERE p.email = ?"""
    assert stage.world.one(handed_in, EMAIL) == "1"


def test_an_assessor_marks_it(stage: Stage) -> None:
    page = stage.window(ASA)
    page.goto("/assess/")
    press(page, f"Take the project of {NAME}")
    says(page, "The axis begins at zero", "https://people.example/tomas/chart")
    with page.expect_download() as download:
        page.get_by_role("link", name="chart.csv").click()
    assert download.value.path().read_bytes() == b"month,visitors\nJanuary,60\n"
    page.get_by_role("group", name=CHOOSES).get_by_label("Strong").check()
    page.get_by_role("group", name=LABELS).get_by_label("Met", exact=False).nth(0).check()
    fill(page, {"Feedback to the learner": "A chart one can trust."})
    press(page, "Finish and tell the learner")
    says(page, f"{NAME} has passed")


def test_the_credential_arrives_and_is_claimed(stage: Stage) -> None:
    page = stage.phone()
    page.goto(stage.course + "earned/")
    says(page, "Your credential is ready")  # the page looks again by itself
    fits(page)
    follow(page, "Look at it")
    says(page, "This credential waits for you", "Verified")
    fits(page)
    press(page, "Claim it")
    says(page, "is yours", NAME, CHOOSES, LABELS)
    fits(page)
    stage.item = page.url
    for form in ("json", "png"):
        with page.expect_download() as download:
            page.locator(f"a[href$='/file/{form}/']").first.click()
        download.value.save_as(stage.folder / f"credential.{form}")


def test_the_learner_shares_it(stage: Stage) -> None:
    page = stage.phone()
    page.goto(stage.item)
    page.get_by_label("In a month").check()
    press(page, "Make a link")
    says(page, "The link is ready")
    fits(page)
    stage.link = page.get_by_label("Link", exact=True).first.input_value()
    others = stage.passer_by()
    others.goto(stage.link)
    says(others, NAME, TITLE, "Verified")
    assert others.locator("meta[property='og:image']").get_attribute("content")


def _check(page: Page, *, text: str = "", file: Path | None = None) -> None:
    page.goto("/verify/")
    if file:
        page.locator("input[type=file]").set_input_files(file)
    else:
        page.get_by_label("Or paste a link").fill(text)
    press(page, "Check it")


def test_an_employer_checks_link_picture_and_file(stage: Stage) -> None:
    page = stage.window(EMMA)
    page.goto("/verify/")
    page.get_by_label("Or paste a link").fill(stage.link)
    _choose(page.get_by_label("Keep the report for"), "Harbour Logistics")
    press(page, "Check it")
    says(page, "Verified", NAME, "The report is kept for Harbour Logistics")
    for form in ("png", "json"):
        _check(page, file=stage.folder / f"credential.{form}")
        says(page, "Verified", NAME, TITLE)
    page.goto("/employer/")
    follow(page, TITLE)
    says(page, "What was checked")


def test_a_tampered_picture_is_not_genuine(stage: Stage) -> None:
    picture = (stage.folder / "credential.png").read_bytes()
    forged = unbake_any(picture).replace(NAME, "Mallory Pratt")
    path = stage.folder / "forged.png"
    path.write_bytes(bake(picture, forged))
    assert json.loads(forged)
    page = stage.passer_by()
    _check(page, file=path)
    expect(page.locator("h1")).to_contain_text("Not genuine")
    broken = stage.folder / "broken.png"
    broken.write_bytes(picture[: len(picture) // 2])
    _check(page, file=broken)
    expect(page.locator(".verdict", has_text="Verified")).to_have_count(0)


def test_the_registrar_revokes_and_the_employer_sees_why(stage: Stage) -> None:
    rob = stage.window(ROB)
    rob.goto(f"/staff/northfield/credentials/?q={NAME.replace(' ', '+')}")
    follow(rob, NAME)
    follow(rob, "Revoke")
    press(rob, "Revoke")  # without a reason
    assert rob.locator(f"{CONTENT} [role=alert]").count() >= 1
    fill(rob, {"Reason": REASON})
    press(rob, "Revoke")
    says(rob, "Revoked for good", REASON)
    emma = stage.window(EMMA)
    for given in ({"text": stage.link}, {"file": stage.folder / "credential.png"}):
        _check(emma, **given)  # type: ignore[arg-type]
        says(emma, "Revoked", REASON)
    others = stage.passer_by()
    others.goto(stage.link)
    says(others, "Revoked", REASON)


def test_a_withdrawn_link_shows_nothing(stage: Stage) -> None:
    page = stage.phone()
    page.goto("/wallet/links/")
    press(page, "Withdraw")
    says(page, "withdrawn")
    fits(page)
    others = stage.passer_by()
    answer = others.goto(stage.link)
    assert answer is not None
    assert answer.status == 404
    says(others, "This link shows nothing")
    _check(others, text=stage.link)
    says(others, "This link shows nothing")
    expect(others.locator(".verdict")).to_have_count(0)


# --- without a mouse ------------------------------------------------------------------------------------------------


def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until this control has the focus, and sees that the focus can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            break
    else:
        pytest.fail(f"{wanted} cannot be reached with Tab")
    seen = """each => { for (let place = each; place && place !== document.body; place = place.parentElement) {
        const style = getComputedStyle(place);
        if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) return true;
        if (style.boxShadow !== 'none') return true;
        if (place !== each && !place.matches('label, .box, .drop')) break;
    } return false; }"""
    assert wanted.evaluate(seen), f"the focus on {wanted} cannot be seen"


def test_sign_in_enrol_and_check_by_keyboard_alone(
    world: World, context_for: Callable[..., BrowserContext]
) -> None:
    page = context_for().new_page()
    page.goto("/catalogue/lean-warehouse-operations/")
    with page.expect_navigation():
        tab_to(page, page.get_by_role("link", name="Sign in to enrol"))
        page.keyboard.press("Enter")
    tab_to(page, page.locator("#id_login"))
    page.keyboard.type(INES)
    tab_to(page, page.locator("#id_password"))
    page.keyboard.type(STAFF_PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(2):
        if "/learn/" in page.url and "/enrol/" not in page.url:
            break
        with page.expect_navigation():
            tab_to(page, page.locator(CONTENT).get_by_role("button", name="Enrol"))
            page.keyboard.press("Enter")
    says(page, "Your next step")
    page.goto("/verify/")
    tab_to(page, page.get_by_label("Or paste a link"))
    token = world.one("SELECT token FROM holding_share ORDER BY id")
    page.keyboard.insert_text(f"{world.base_url}/s/{token}/")
    with page.expect_navigation():
        tab_to(page, page.get_by_role("button", name="Check it"))
        page.keyboard.press("Space")
    says(page, "Verified")


def test_the_first_tab_leads_past_the_menu(context_for: Callable[..., BrowserContext]) -> None:
    page = context_for().new_page()
    page.goto("/")
    skip = page.get_by_role("link", name="Skip to the content")
    tab_to(page, skip)
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


# --- passkeys -------------------------------------------------------------------------------------------------------


def test_a_passkey_is_added_and_signs_in_alone(context_for: Callable[..., BrowserContext]) -> None:
    context = context_for()
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    _sign_in(page, LEA)
    page.goto("/accounts/2fa/webauthn/add/")
    fill(page, {"Password": STAFF_PASSWORD})  # whoever adds a key proves once more who they are
    press(page, "Confirm")
    fill(page, {"Name": "My phone"})
    page.get_by_label("Sign in with it alone").check()
    press(page, "Add the passkey")
    page.goto("/accounts/2fa/webauthn/")
    says(page, "My phone", "Signs in without a password")
    context.clear_cookies()
    page.goto("/accounts/login/?next=/wallet/")
    press(page, "Sign in with a passkey")
    expect(page).to_have_url(re.compile("/wallet/$"))
    says(page, "Your wallet")


def _sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", STAFF_PASSWORD)
    press(page, "Sign in")
