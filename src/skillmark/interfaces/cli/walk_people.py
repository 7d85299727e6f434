"""What each person does on the walk, one function for each step; together they are the life of one credential."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import httpx

from skillmark.interfaces.cli.visiting import Page, Surprise, Value, Visitor
from skillmark.interfaces.cli.walk_ground import (
    ARRIVES_WITHIN,
    Walk,
    expect_verdict,
    expect_words,
    verify,
    wait_until,
)
from skillmark.lifecycle.designing.review_rules import QUESTIONS as REVIEW_QUESTIONS

STAFF_PASSWORD = "skillmark-demo"  # noqa: S105 - the demo prints it
NEWCOMER, NEWCOMER_EMAIL = "Noor Haddad", "noor.haddad@people.example"
NEWCOMER_PASSWORD = "a-quiet-morning-walk"  # noqa: S105 - of a person who lives for a minute
TITLE = "Charts That Tell the Truth"
CHOOSES, LABELS = "Chooses a chart that fits the question", "Labels a chart so that it can be read alone"
ALL_YES = {f"is_{each.code}": "yes" for each in REVIEW_QUESTIONS}
REASON = "Issued by mistake: the project was handed in for another person."

# Prompt of each question, with its right answer and a wrong one.
SHARE, AXIS, LENGTH, MIDDLE = (
    "Which chart shows the parts of a whole over time?",
    "What makes the axis of a bar chart honest?",
    "A bar of 3 cm stands for 60 visitors. How many centimetres stand for 90?",
    "What is the value called that half of all values lie below?",
)


def sign_in(walk: Walk, name: str, *, email: str = "", password: str = STAFF_PASSWORD) -> Visitor:
    visitor = walk.visitor(name)
    visitor.open("/accounts/login/")
    page = visitor.press("Sign in", {"login": email, "password": password}, action="/accounts/login/")
    if "/accounts/" in page.url:
        raise Surprise(f"{name} could not sign in: {page.seen}")
    return visitor


# --- the designer ----------------------------------------------------------------------------------------------


def designer_begins(walk: Walk) -> None:
    dana = sign_in(walk, "dana", email="dana@northfield.example")
    dana.open("/design/")
    dana.follow("New micro-credential")
    page = dana.press("Begin the draft", {"title": TITLE})
    walk.notes["design"] = page.url.split("/")[-3]
    dana.press("Save, and go section by section")
    details: dict[str, Value] = {
        "description": "For everyone who shows figures to others.",
        "mode": "online",
        "sector": "Information technology",
        "field_code": "06",
    }
    dana.press("Save and go on", details)
    promise: dict[str, Value] = {
        "can_do": "choose, draw and label charts that do not mislead",
        "criteria": "- Pass the quiz with **75 %**.\n- Hand in a chart that meets every row of the rubric.",
        "not_proven": "Statistics beyond medians and shares were not assessed.",
    }
    dana.press("Save and go on", promise)
    for statement in (CHOOSES, LABELS):
        dana.press("Add outcome", {"statement": statement}).says(statement)


def designer_names_skills(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(f"{walk.design}skills/?q=data analysis")
    dana.press("Add perform data analysis").says("perform data analysis", "Take away")


def designer_says_level(walk: Walk) -> None:
    """How much work it is and on what level; who vouches for it is there already, as everywhere in the college."""
    dana = walk.visitor("dana")
    dana.follow("Go on to Level and hours").says("Choose a level")
    level: dict[str, Value] = {"workload_hours": 6, "level": 4}
    dana.press("Save and go on", level).says("Saved")
    dana.open(f"{walk.design}quality/")
    terms: dict[str, Value] = {
        "prerequisites": "None.",
        "stackability": "standalone",
        "price": 0,
        "validity_months": 36,
    }
    dana.press("Save and go on", terms).says("Saved")


def designer_writes_content(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(f"{walk.design}content/")
    dana.press(
        "Add module", {"title": "Bars, lines and parts", "summary": "Which chart answers which question."}
    )
    dana.follow("Add a reading")
    body = "# Bars begin at zero\n\nA bar is read by its **length**. Cut the axis, and the length lies."
    dana.press("Save", {"title": "Why bars begin at zero", "minutes": 5, "body": body}).says("Why bars begin")
    dana.follow("Add a video")
    video, captions = demo_file("spaghetti.webm"), demo_file("spaghetti.vtt")
    values: dict[str, Value] = {
        "title": "A chart, step by step",
        "minutes": 3,
        "video": video,
        "captions": captions,
    }
    dana.press("Save", values).says("with captions")
    dana.follow("Add a check question")
    check: dict[str, Value] = {
        "title": "A quick check", "minutes": 1, "prompt": "The axis of a bar chart begins at 50. What happens?",
        "text_a": "Differences look larger than they are", "feedback_a": "Exactly.",
        "text_b": "Nothing", "feedback_b": "Look at the lengths again.", "correct": "a",
    }  # fmt: skip
    dana.press("Save", check).says("A quick check")


def demo_file(name: str) -> Path:
    """One of the demo's own files."""
    return Path(str(resources.files("skillmark.interfaces.cli").joinpath("demo_world", name)))


def designer_writes_quiz(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(f"{walk.design}assessment/")
    dana.press("Save and go on", {"pass_mark": 75}).says("Saved")
    dana.open(f"{walk.design}assessment/")
    dana.follow("Add a quiz")
    page = dana.press("Save", {"title": "Reading charts", "max_attempts": 3, "time_limit_minutes": 20})
    for kind, values, outcome in QUESTIONS:
        page = dana.follow(kind)
        showing = page.form("Save question").option("outcome", outcome)
        page = dana.press("Save question", {**values, "outcome": showing})
        page.says(str(values["prompt"]))


QUESTIONS: list[tuple[str, dict[str, Any], str]] = [
    (
        "Ask for one choice",
        {"prompt": SHARE, "text_a": "Stacked areas", "text_b": "A scatter plot", "correct": "a"},
        CHOOSES,
    ),
    (
        "Ask for several choices",
        {"prompt": AXIS, "text_a": "It begins at zero", "text_b": "Its unit is named", "text_c": "It is stretched",
         "correct": ["a", "b"], "points": 2},
        LABELS,
    ),
    ("Ask for a number", {"prompt": LENGTH, "value": "4.5", "tolerance": "0.1"}, CHOOSES),
    ("Ask for a short text", {"prompt": MIDDLE, "accepted": "median\nthe median"}, LABELS),
]  # fmt: skip


def designer_writes_project(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(f"{walk.design}assessment/")
    dana.follow("Add a project")
    instructions = "Draw **one chart** of figures you know, and say in words what it shows."
    dana.press("Save", {"title": "One honest chart", "instructions": instructions, "max_attempts": 2})
    for statement in (CHOOSES, LABELS):
        dana.follow("Add a row")
        dana.press("Save row").says(statement, "Strong")


def designer_colours_badge(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(f"{walk.design}badge/")
    dana.press("Save", {"hue": 25, "icon": "chart-line"}, action="/badge/").says("Badge saved")
    if not dana.save(f"{walk.design}badge.png").startswith(b"\x89PNG"):
        raise Surprise("the badge is no PNG picture")


def designer_submits(walk: Walk) -> None:
    olga = sign_in(walk, "olga", email="olga@northfield.example")
    olga.open(f"{walk.design}promise/")
    olga.press("Save", {"not_proven": "Statistics beyond medians and shares."}).says("Saved")
    dana = walk.visitor("dana")
    dana.open(walk.design).says("Ready for review")
    dana.press("Submit for review").says("In review")


def authors_cannot_approve(walk: Walk) -> None:
    """Neither who may not review at all, nor the owner, who may, but wrote a line of this."""
    approval = {"decision": "approved", "comment": "Looks good to me."} | ALL_YES
    dana, olga = walk.visitor("dana"), walk.visitor("olga")
    dana.forge(f"{walk.design}review/", approval, status=404)
    olga.open(walk.design).says("You cannot review your own work")
    olga.forge(f"{walk.design}review/", approval, status=409)
    olga.open(walk.design).says("In review")


def reviewer_approves(walk: Walk) -> None:
    rene = sign_in(walk, "rene", email="rene@northfield.example")
    rene.open("/design/reviews/").says(TITLE)
    page = rene.follow(TITLE)
    name, value = page.form("Send review").choice("Approve")
    given = {name: value, "comment": "Clear outcomes, fair questions."} | ALL_YES
    rene.press("Send review", given).says("Approved")


def designer_publishes(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(walk.design)
    dana.press("Publish").says("Published")
    dana.follow("In the catalogue").says(TITLE, CHOOSES)


# --- the learner -----------------------------------------------------------------------------------------------


def learner_signs_up(walk: Walk) -> None:
    noor = walk.visitor("noor")
    noor.open("/accounts/signup/")
    values: dict[str, Value] = {"name": NEWCOMER, "email": NEWCOMER_EMAIL, "password1": NEWCOMER_PASSWORD}
    noor.press("Create account", values, action="/accounts/signup/")
    code = read_code(walk.visitor("post"), NEWCOMER_EMAIL)
    page = noor.press("Confirm", {"code": code})
    if "confirm-email" in page.url:
        raise Surprise(f"the code did not let her in: {page.seen}")


def read_code(post: Visitor, address: str) -> str:
    """The latest code that came by mail, from the page where the demo shows it."""
    page = post.open(f"/outbox/?to={address}")
    found = re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{6,8})\b", page.text.partition(address)[2])
    if not found:
        raise Surprise(f"no code in {page.seen}")
    return found[1]


def learner_enrols(walk: Walk) -> None:
    noor = walk.visitor("noor")
    noor.open("/catalogue/?q=charts").says(TITLE)
    noor.follow(TITLE)
    page = noor.press("Enrol")
    if "/enrol/" in page.url:
        page = noor.press("Enrol")
    page.says(TITLE)
    walk.notes["enrolment"] = page.url.rstrip("/").split("/")[-1]


def learner_learns(walk: Walk) -> None:
    noor = walk.visitor("noor")
    noor.open(walk.course)
    noor.follow("Why bars begin at zero").says("A bar is read by its length")
    page = noor.press("Done, go on").says("A chart, step by step")
    _can_be_watched(noor, page)
    page = noor.press("Done, go on").says("A quick check")
    name, value = page.form("Check my answer").choice("Nothing")
    page = noor.press("Check my answer", {name: value}).says("Not quite", "Look at the lengths again.")
    name, value = page.form("Check my answer").choice("Differences look larger")
    page = noor.press("Check my answer", {name: value}).says("Right", "Exactly.")
    if any(form.button("Done") for form in page.forms):
        noor.press("Done")
    noor.open(walk.course).says("3 of 3")


def _can_be_watched(noor: Visitor, page: Page) -> None:
    """The video comes in parts, as players ask for it, and with captions."""
    video = next(each.attrs["src"] for each in page.tree.every("source"))
    captions = next(each.attrs["src"] for each in page.tree.every("track"))
    if noor.save(video) != demo_file("spaghetti.webm").read_bytes():
        raise Surprise("the video is not the one that was uploaded")
    if not noor.save(captions).startswith(b"WEBVTT"):
        raise Surprise("the captions are no captions")


def learner_fails_quiz(walk: Walk) -> None:
    page = _sit_quiz(walk, {SHARE: "A scatter plot", AXIS: ["It is stretched"], LENGTH: "30", MIDDLE: "mean"})
    page.says("Not passed yet", "You have 2 attempts left")


def learner_passes_quiz(walk: Walk) -> None:
    right: dict[str, str | list[str]] = {
        SHARE: "Stacked areas",
        AXIS: ["It begins at zero", "Its unit is named"],
        LENGTH: "4,5 cm",
        MIDDLE: "Median",
    }
    _sit_quiz(walk, right).says("Passed", "100 %")


def _sit_quiz(walk: Walk, answers: Mapping[str, str | list[str]]) -> Page:
    noor = walk.visitor("noor")
    noor.open(walk.course)
    page = noor.follow("Reading charts")
    page = noor.press("Start")
    form = page.form("Hand in")
    values: dict[str, Value] = {}
    for prompt, answer in answers.items():
        if prompt in {LENGTH, MIDDLE}:
            values[form.blank(prompt)] = answer
        else:
            chosen = [
                form.choice(each, under=prompt) for each in ([answer] if isinstance(answer, str) else answer)
            ]
            values[chosen[0][0]] = [value for _, value in chosen]
    noor.press("Hand in", values).says("Every question is answered")
    return noor.press("Hand in now")


def learner_hands_in(walk: Walk) -> None:
    noor = walk.visitor("noor")
    noor.open(walk.course)
    noor.follow("One honest chart")
    figures = walk.keep("visitors.csv", b"month,visitors\nJanuary,60\nFebruary,90\n")
    report = walk.keep("chart.pdf", _small_pdf())
    noor.press("Save the draft", {"text": "Visitors of our library, by month.", "file": figures}).says(
        "saved"
    )
    values: dict[str, Value] = {
        "text": "Visitors of our library, by month. **One bar is one month**; the axis begins at zero.",
        "link": "https://people.example/noor/chart", "file": report,
    }  # fmt: skip
    noor.press("Hand in", values).says("Handed in", "chart.pdf")


def _small_pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def assessor_marks(walk: Walk) -> None:
    asa = sign_in(walk, "asa", email="asa@northfield.example")
    asa.open("/assess/").says(NEWCOMER)
    asa.press(f"Take the project of {NEWCOMER}").says(
        "axis begins at zero", "https://people.example/noor/chart"
    )
    if asa.save(asa.page.link("chart.pdf")) != _small_pdf():
        raise Surprise("the file is not the one that was handed in")
    form = asa.page.form("Finish")
    levels = dict(form.choice(level, under=row) for row, level in ((CHOOSES, "Strong"), (LABELS, "Met")))
    asa.press("Finish", {**levels, "feedback": "A chart one can trust."}).says("has passed")


# --- the earner -------------------------------------------------------------------------------------------------


def credential_arrives(walk: Walk) -> None:
    noor = walk.visitor("noor")

    def is_there() -> bool:
        return TITLE in noor.open("/wallet/").text

    wait_until(is_there, within=ARRIVES_WITHIN, wanted="the credential is in the wallet")
    page = noor.page.says("Waiting for you")
    walk.notes["item"] = page.link(TITLE).rstrip("/").split("/")[-1]


def learner_claims(walk: Walk) -> None:
    noor = walk.visitor("noor")
    noor.follow(TITLE).says("This credential waits for you", "Verified")
    noor.press("Claim it").says("is yours", NEWCOMER, CHOOSES, LABELS)


def learner_downloads(walk: Walk) -> None:
    noor = walk.visitor("noor")
    beginnings = {"json": b"{", "png": b"\x89PNG", "svg": b"<", "pdf": b"%PDF"}
    for form, beginning in beginnings.items():
        data = noor.save(f"/wallet/{walk.notes['item']}/file/{form}/")
        if not data.lstrip().startswith(beginning):
            raise Surprise(f"the {form} file begins with {data[:20]!r}")
        walk.keep(f"credential.{form}", data)
    if f'"{CHOOSES}"'.encode() not in walk.files["credential.json"].read_bytes():
        raise Surprise("the outcomes are not in the signed file")


def learner_shares(walk: Walk) -> None:
    noor = walk.visitor("noor")
    page = noor.press("Make a link", {"ends": "30"}).says("The link is ready")
    walk.notes["link"] = page.link("see it as others do")
    anybody = walk.visitor("anybody")
    anybody.open(walk.notes["link"]).says(NEWCOMER, TITLE, "Verified")


# --- the employer -----------------------------------------------------------------------------------------------


def employer_checks_link(walk: Walk) -> None:
    emma = sign_in(walk, "emma", email="emma@harbour.example")
    page = emma.open("/verify/")
    harbour = page.form("Check it").option("keep", "Harbour Logistics")
    emma.press("Check it", {"text": walk.notes["link"], "keep": harbour}).says("Verified", NEWCOMER, TITLE)
    emma.page.says("The report is kept for Harbour Logistics")


def employer_checks_picture(walk: Walk) -> None:
    _check_by_page(walk, "credential.png").says("Verified", NEWCOMER, TITLE)


def employer_checks_file(walk: Walk) -> None:
    _check_by_page(walk, "credential.json").says("Verified", NEWCOMER, TITLE)


def employer_checks_drawing(walk: Walk) -> None:
    _check_by_page(walk, "credential.svg").says("Verified", NEWCOMER, TITLE)


def tampered_file_is_caught(walk: Walk) -> None:
    forged = walk.files["credential.json"].read_bytes().replace(NEWCOMER.encode(), b"Mallory Pratt")
    walk.keep("forged.json", forged)
    page = _check_by_page(walk, "forged.json").says("Not genuine")
    if "Verified" in page.text:
        raise Surprise(f"a forged file counts as verified: {page.seen}")


def _check_by_page(walk: Walk, name: str) -> Page:
    emma = walk.visitor("emma")
    emma.open("/verify/")
    return emma.press("Check it", {"file": walk.files[name]})


def employer_asks_by_api(walk: Walk) -> None:
    for name in ("credential.json", "credential.png"):
        expect_verdict(_ask_by_api(walk, content=walk.files[name].read_bytes()), "verified")
    expect_verdict(_ask_by_api(walk, path="/link", json={"link": walk.notes["link"]}), "verified")
    expect_verdict(_ask_by_api(walk, content=walk.files["forged.json"].read_bytes()), "not_verified")


def _ask_by_api(walk: Walk, *, path: str = "", **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{walk.base_url}/api/v1/verify{path}", timeout=30, trust_env=False, **body)
    if not answer.is_success:
        raise Surprise(f"the API answered {answer.status_code}: {answer.text[:600]}")
    report: dict[str, Any] = answer.json()
    return report


def employer_finds_report(walk: Walk) -> None:
    emma = walk.visitor("emma")
    emma.open("/employer/").says(TITLE, "Verified")
    emma.follow(TITLE).says("What was checked", "This is what was true on that day")


# --- the command line, on a machine of its own ------------------------------------------------------------------


def verifier_checks_link(walk: Walk) -> None:
    said = verify(walk, walk.notes["link"], code=0)
    expect_words(said, "Verified", NEWCOMER, TITLE)


def verifier_checks_offline(walk: Walk) -> None:
    for name in ("credential.png", "credential.json"):
        said = verify(walk, "--offline", str(walk.files[name]), code=0)
        expect_words(said, "Verified", "What is known:", "the status list as of", "ago")


def stranger_checks_offline(walk: Walk) -> None:
    """A machine that never asked anybody says that it could not check, and not that the file is wrong."""
    said = verify(walk, "--offline", str(walk.files["credential.png"]), code=2, home="stranger")
    expect_words(said, "Could not be checked", "Not checked:", "neither right nor wrong")
    report = json.loads(verify(walk, "--offline", "--json", str(walk.files["forged.json"]), code=1))
    expect_verdict(report, "not_verified")


# --- the end of a credential ------------------------------------------------------------------------------------


def registrar_revokes(walk: Walk) -> None:
    rob = sign_in(walk, "rob", email="rob@northfield.example")
    rob.open(f"/staff/northfield/credentials/?q={NEWCOMER}").says(TITLE)
    rob.follow(NEWCOMER)
    rob.follow("Revoke")
    rob.press("Revoke", {"reason": REASON}).says("Revoked for good", REASON)


def employer_sees_revoked(walk: Walk) -> None:
    emma = walk.visitor("emma")

    def is_revoked() -> bool:
        emma.open("/verify/")
        return "Revoked" in emma.press("Check it", {"text": walk.notes["link"]}).text

    wait_until(is_revoked, within=ARRIVES_WITHIN, wanted="the check says “revoked”")
    emma.page.says(REASON)
    _check_by_page(walk, "credential.png").says("Revoked", REASON)


def verifier_sees_revoked(walk: Walk) -> None:
    expect_words(verify(walk, str(walk.files["credential.png"]), code=1), "Not verified", "revoked", REASON)
    expect_words(verify(walk, walk.notes["link"], code=1), "Not verified", "revoked", REASON)


def learner_is_told(walk: Walk) -> None:
    post = walk.visitor("post")

    def is_told() -> bool:
        return REASON in post.open(f"/outbox/?to={NEWCOMER_EMAIL}").text

    wait_until(is_told, within=ARRIVES_WITHIN, wanted="the learner is told by mail")
    walk.visitor("noor").open(f"/wallet/{walk.notes['item']}/").says("Revoked", REASON)
