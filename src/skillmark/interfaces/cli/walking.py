"""Lives the whole life of one credential in a fresh world, over HTTP as each person, and says at each step what held.

Nothing is called inside: pages are opened and forms filled in, the issued file is checked by the command-line verifier
in a process of its own, and the server is stopped and started as an operator would.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from skillmark.interfaces.cli import walk_people as people
from skillmark.interfaces.cli.visiting import Surprise
from skillmark.interfaces.cli.walk_ground import Walk, free_port, start_server, stop_server

Step = tuple[str, Callable[[Walk], object]]


STORY: list[Step] = [
    ("A fresh world is made, and the server answers", start_server),
    ("The designer begins a micro-credential: details, promise, outcomes", people.designer_begins),
    ("The designer names the skills it is aligned to", people.designer_names_skills),
    ("The designer says level, hours and terms", people.designer_says_level),
    (
        "The designer writes a module: text, video with captions, check question",
        people.designer_writes_content,
    ),
    ("The designer writes a quiz with the four kinds of question", people.designer_writes_quiz),
    ("The designer writes a project with a rubric", people.designer_writes_project),
    ("The designer gives the badge its colour", people.designer_colours_badge),
    ("The designer submits it for review", people.designer_submits),
    ("Whoever wrote it cannot approve it", people.authors_cannot_approve),
    ("The reviewer approves", people.reviewer_approves),
    ("The designer publishes", people.designer_publishes),
    ("A learner signs up with the code that came by mail", people.learner_signs_up),
    ("The learner finds it in the catalogue and enrols", people.learner_enrols),
    ("The learner goes through every activity", people.learner_learns),
    ("The learner fails the quiz", people.learner_fails_quiz),
    ("The learner passes the quiz", people.learner_passes_quiz),
    ("The learner hands in the project: text, link and a file", people.learner_hands_in),
    ("The assessor takes the project and marks it", people.assessor_marks),
    ("The credential arrives", people.credential_arrives),
    ("The learner claims it", people.learner_claims),
    ("The learner downloads it as JSON, PNG, SVG and PDF", people.learner_downloads),
    ("The learner shares it with a link", people.learner_shares),
    ("An employer checks the link and keeps the report", people.employer_checks_link),
    ("The employer checks the PNG", people.employer_checks_picture),
    ("The employer checks the JSON", people.employer_checks_file),
    ("The employer checks the SVG", people.employer_checks_drawing),
    ("A file with another name in it is not genuine", people.tampered_file_is_caught),
    ("The employer's software asks the API: JSON, PNG, link, forged file", people.employer_asks_by_api),
    ("The employer finds the kept report", people.employer_finds_report),
    ("On another machine, the command-line verifier checks the link", people.verifier_checks_link),
    ("The server is stopped", stop_server),
    ("With the server stopped, that machine checks PNG and JSON offline", people.verifier_checks_offline),
    ("A machine that knows nothing says what it could not check", people.stranger_checks_offline),
    ("The server starts again", start_server),
    ("The registrar revokes the credential, with a reason", people.registrar_revokes),
    ("The employer sees that it is revoked, and why", people.employer_sees_revoked),
    ("The command-line verifier says so too", people.verifier_sees_revoked),
    ("The learner is told", people.learner_is_told),
]


def walk_in_fresh_world() -> int:
    """Walks the whole story in a temporary folder; 0 only if every step held. The folder stays if one did not."""
    folder = Path(tempfile.mkdtemp(prefix="skillmark-walk-"))
    walk = Walk(folder, free_port())
    print(f"A fresh world in {folder}, at {walk.base_url}\n", flush=True)
    began = time.monotonic()
    try:
        held = sum(1 for _ in _steps_that_hold(walk))
    finally:
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
        except Exception as error:  # noqa: BLE001 - whatever it was, the step did not hold
            said = str(error) if isinstance(error, Surprise) else f"{type(error).__name__}: {error}"
            print(f"✗ {time.monotonic() - began:5.1f} s  {name}\n\n  {said}", flush=True)
            return
        print(f"✓ {time.monotonic() - began:5.1f} s  {name}", flush=True)
        yield name


def _clear_up(walk: Walk) -> None:
    for visitor in walk.visitors.values():
        visitor.close()
    if walk.server is not None:
        walk.server.kill()
        walk.server.wait()
