"""Lives the whole life of one credential in a fresh world, over HTTP as each person, and says at each step what held.

Nothing is called inside: pages are opened and forms filled in, the issued file is checked by the command-line verifier
in a process of its own, and the server is stopped and started as an operator would.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import httpx

from skillmark.interfaces.cli.demo import forget_environment
from skillmark.interfaces.cli.visiting import Form, Page, Surprise, Value, Visitor

STAFF_PASSWORD = "skillmark-demo"  # noqa: S105 - the demo prints it
NEWCOMER, NEWCOMER_EMAIL = "Noor Haddad", "noor.haddad@people.example"
NEWCOMER_PASSWORD = "a-quiet-morning-walk"  # noqa: S105 - of a person who lives for a minute
TITLE = "Charts That Tell the Truth"
CHOOSES, LABELS = "Chooses a chart that fits the question", "Labels a chart so that it can be read alone"
REASON = "Issued by mistake: the project was handed in for another person."
# Generous: a machine that does other work at the same time needs several times as long.
STARTS_WITHIN, STOPS_WITHIN, ARRIVES_WITHIN = 180, 30, 30

# Prompt of each question, with its right answer and a wrong one.
SHARE, AXIS, LENGTH, MIDDLE = (
    "Which chart shows the parts of a whole over time?",
    "What makes the axis of a bar chart honest?",
    "A bar of 3 cm stands for 60 visitors. How many centimetres stand for 90?",
    "What is the value called that half of all values lie below?",
)


@dataclass
class Walk:
    """Where the walk takes place, who is on the way, and what they have in hand."""

    folder: Path
    port: int
    visitors: dict[str, Visitor] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None
    notes: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visitor(self, name: str) -> Visitor:
        """This person's browser."""
        if name not in self.visitors:
            self.visitors[name] = Visitor(self.base_url)
        return self.visitors[name]

    def keep(self, name: str, data: bytes) -> Path:
        """Puts a file on the desk of whoever walks."""
        path = self.folder / name
        path.write_bytes(data)
        self.files[name] = path
        return path

    @property
    def design(self) -> str:
        return f"/design/{self.notes['design']}/"

    @property
    def course(self) -> str:
        return f"/learn/{self.notes['enrolment']}/"


Step = tuple[str, Callable[[Walk], object]]


def walk_in_fresh_world() -> int:
    """Walks the whole story in a temporary folder; 0 only if every step held. The folder stays if one did not."""
    folder = Path(tempfile.mkdtemp(prefix="skillmark-walk-"))
    walk = Walk(folder, free_port())
    print(f"A fresh world in {folder}, at {walk.base_url}\n", flush=True)
    began = time.monotonic()
    held = sum(1 for _ in _steps_that_hold(walk))
    _clear_up(walk)
    seconds = time.monotonic() - began
    whole = held == len(STORY)
    if whole:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"\n  The folder stays for a look: {folder} (the server's own words are in server.log)")
    print(f"\n{held} of {len(STORY)} steps held in {seconds:.1f} s")
    return 0 if whole else 1


def _steps_that_hold(walk: Walk) -> Iterator[str]:
    """Takes one step after the other, telling each, until one does not hold."""
    for name, take in STORY:
        began = time.monotonic()
        try:
            take(walk)
        except (Surprise, httpx.HTTPError, OSError, subprocess.SubprocessError) as error:
            print(
                f"✗ {time.monotonic() - began:5.1f} s  {name}\n\n  {error or type(error).__name__}",
                flush=True,
            )
            return
        print(f"✓ {time.monotonic() - began:5.1f} s  {name}", flush=True)
        yield name


def _clear_up(walk: Walk) -> None:
    for visitor in walk.visitors.values():
        visitor.close()
    if walk.server is not None:
        walk.server.kill()
        walk.server.wait()


# --- the server, as its operator -------------------------------------------------------------------------------


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def start_server(walk: Walk) -> None:
    environment = forget_environment() | {"SKILLMARK_HOME": str(walk.folder / "home")}
    command = [sys.executable, "-m", "skillmark", "demo", "--port", str(walk.port)]
    with (walk.folder / "server.log").open("ab") as log:
        walk.server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    wait_until(lambda: _answers(walk), within=STARTS_WITHIN, wanted="the server answers at /readyz")


def _answers(walk: Walk) -> bool:
    if walk.server is not None and walk.server.poll() is not None:
        said = (walk.folder / "server.log").read_text("utf-8", errors="replace")
        raise Surprise(f"the server ended with {walk.server.returncode}:\n{said[-2000:]}")
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{walk.base_url}/readyz", trust_env=False).is_success
    return False


def stop_server(walk: Walk) -> None:
    """Stops it as systemd would, and expects it to go in peace."""
    assert walk.server is not None  # noqa: S101 - the first step starts it
    walk.server.send_signal(signal.SIGTERM)
    code = walk.server.wait(timeout=STOPS_WITHIN)
    walk.server = None
    if code:
        raise Surprise(f"the server ended with {code}, not with 0")
    with contextlib.suppress(httpx.TransportError):
        httpx.get(f"{walk.base_url}/livez", trust_env=False)
        raise Surprise("something still answers at the server's address")


def wait_until(holds: Callable[[], bool], *, within: float, wanted: str) -> None:
    """Asks again and again; raises Surprise when the time is over."""
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            raise Surprise(f"waited {within:.0f} s in vain until {wanted}")
        time.sleep(0.1)


# --- the designer ----------------------------------------------------------------------------------------------


def sign_in(walk: Walk, name: str, *, email: str = "", password: str = STAFF_PASSWORD) -> Visitor:
    visitor = walk.visitor(name)
    visitor.open("/accounts/login/")
    page = visitor.press("Sign In", {"login": email, "password": password}, action="/accounts/login/")
    if "/accounts/" in page.url:
        raise Surprise(f"{name} could not sign in: {page.seen}")
    return visitor


def designer_begins(walk: Walk) -> None:
    dana = sign_in(walk, "dana", email="dana@northfield.example")
    dana.open("/design/")
    dana.follow("New micro-credential")
    page = dana.press("Begin the draft", {"title": TITLE})
    walk.notes["design"] = page.url.split("/")[-3]
    details: dict[str, Value] = {
        "description": "For everyone who shows figures to others.", "workload_hours": 6, "level": 4, "pass_mark": 75,
        "validity_months": 36, "sector": "Information technology",
    }  # fmt: skip
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


def designer_writes_content(walk: Walk) -> None:
    dana = walk.visitor("dana")
    dana.open(f"{walk.design}content/")
    dana.press(
        "Add module", {"title": "Bars, lines and parts", "summary": "Which chart answers which question."}
    )
    dana.follow("Reading")
    body = "# Bars begin at zero\n\nA bar is read by its **length**. Cut the axis, and the length lies."
    dana.press("Save", {"title": "Why bars begin at zero", "minutes": 5, "body": body}).says("Why bars begin")
    dana.follow("Video")
    video, captions = demo_file("spaghetti.webm"), demo_file("spaghetti.vtt")
    values: dict[str, Value] = {
        "title": "A chart, step by step",
        "minutes": 3,
        "video": video,
        "captions": captions,
    }
    dana.press("Save", values).says("with captions")
    dana.follow("Check question")
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
    dana.follow("Add a quiz")
    page = dana.press("Save", {"title": "Reading charts", "max_attempts": 3, "time_limit_minutes": 20})
    for kind, values, outcome in QUESTIONS:
        page = dana.follow(kind)
        showing = _option(page.form("Save question"), "outcome", outcome)
        page = dana.press("Save question", {**values, "outcome": showing})
        page.says(str(values["prompt"]))


QUESTIONS: list[tuple[str, dict[str, Any], str]] = [
    (
        "One choice",
        {"prompt": SHARE, "text_a": "Stacked areas", "text_b": "A scatter plot", "correct": "a"},
        CHOOSES,
    ),
    (
        "Several choices",
        {"prompt": AXIS, "text_a": "It begins at zero", "text_b": "Its unit is named", "text_c": "It is stretched",
         "correct": ["a", "b"], "points": 2},
        LABELS,
    ),
    ("Number", {"prompt": LENGTH, "value": "4.5", "tolerance": "0.1"}, CHOOSES),
    ("Short text", {"prompt": MIDDLE, "accepted": "median\nthe median"}, LABELS),
]  # fmt: skip


def _option(form: Form, name: str, label: str) -> str:
    """The value behind a line of a drop-down list."""
    for select in form.node.every("select"):
        if select.attrs.get("name") == name:
            for option in select.every("option"):
                if option.text.startswith(label):
                    return option.attrs.get("value", option.text)
    raise Surprise(f"no line “{label}” in “{name}”")


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
    approval = {"decision": "approved", "comment": "Looks good to me."}
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
    rene.press("Send review", {name: value, "comment": "Clear outcomes, fair questions."}).says("Approved")


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
    noor.press("Sign Up", values, action="/accounts/signup/")
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
    harbour = _option(page.form("Check it"), "keep", "Harbour Logistics")
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


def expect_verdict(report: dict[str, Any], verdict: str) -> None:
    if report["verdict"] != verdict or len(report["checks"]) != 10:
        checks = [
            f"{each['step']} {each['name']}: {each['outcome']}, {each['detail']}" for each in report["checks"]
        ]
        raise Surprise(f"expected {verdict}, found {report['verdict']}:\n  " + "\n  ".join(checks))


def employer_finds_report(walk: Walk) -> None:
    emma = walk.visitor("emma")
    emma.open("/employer/").says(TITLE, "Verified")
    emma.follow(TITLE).says("The ten checks", "This is what was true on that day")


# --- the command line, on a machine of its own ------------------------------------------------------------------


def verify(walk: Walk, *words: str, code: int, home: str = "laptop") -> str:
    """Runs `skillmark verify` in a process of its own, with a home that is not the server's."""
    environment = forget_environment() | {"SKILLMARK_HOME": str(walk.folder / home), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "skillmark", "verify", "--allow-local", *words]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    if done.returncode != code:
        raise Surprise(
            f"verify {' '.join(words)} ended with {done.returncode}, not {code}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


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


def expect_words(said: str, *words: str) -> None:
    flat = " ".join(said.split())
    for each in words:
        if each not in flat:
            raise Surprise(f"“{each}” was not said:\n{said}")


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


STORY: list[Step] = [
    ("A fresh world is made, and the server answers", start_server),
    ("The designer begins a micro-credential: details, promise, outcomes", designer_begins),
    ("The designer names the skills it is aligned to", designer_names_skills),
    ("The designer writes a module: text, video with captions, check question", designer_writes_content),
    ("The designer writes a quiz with the four kinds of question", designer_writes_quiz),
    ("The designer writes a project with a rubric", designer_writes_project),
    ("The designer gives the badge its colour", designer_colours_badge),
    ("The designer submits it for review", designer_submits),
    ("Whoever wrote it cannot approve it", authors_cannot_approve),
    ("The reviewer approves", reviewer_approves),
    ("The designer publishes", designer_publishes),
    ("A learner signs up with the code that came by mail", learner_signs_up),
    ("The learner finds it in the catalogue and enrols", learner_enrols),
    ("The learner goes through every activity", learner_learns),
    ("The learner fails the quiz", learner_fails_quiz),
    ("The learner passes the quiz", learner_passes_quiz),
    ("The learner hands in the project: text, link and a file", learner_hands_in),
    ("The assessor takes the project and marks it", assessor_marks),
    ("The credential arrives", credential_arrives),
    ("The learner claims it", learner_claims),
    ("The learner downloads it as JSON, PNG, SVG and PDF", learner_downloads),
    ("The learner shares it with a link", learner_shares),
    ("An employer checks the link and keeps the report", employer_checks_link),
    ("The employer checks the PNG", employer_checks_picture),
    ("The employer checks the JSON", employer_checks_file),
    ("The employer checks the SVG", employer_checks_drawing),
    ("A file with another name in it is not genuine", tampered_file_is_caught),
    ("The employer's software asks the API: JSON, PNG, link, forged file", employer_asks_by_api),
    ("The employer finds the kept report", employer_finds_report),
    ("On another machine, the command-line verifier checks the link", verifier_checks_link),
    ("The server is stopped", stop_server),
    ("With the server stopped, that machine checks PNG and JSON offline", verifier_checks_offline),
    ("A machine that knows nothing says what it could not check", stranger_checks_offline),
    ("The server starts again", start_server),
    ("The registrar revokes the credential, with a reason", registrar_revokes),
    ("The employer sees that it is revoked, and why", employer_sees_revoked),
    ("The command-line verifier says so too", verifier_sees_revoked),
    ("The learner is told", learner_is_told),
]
