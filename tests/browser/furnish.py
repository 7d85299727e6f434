"""Fills the demo world with what it lacks, by hand as people would, so that every page has something to show."""

from __future__ import annotations

import base64
import hmac
import json
import re
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from tests.browser.handed_in import record_around
from tests.browser.world import World

from skillmark.interfaces.cli.visiting import Page
from skillmark.interfaces.cli.walk_people import STAFF_PASSWORD
from skillmark.lifecycle.designing.review_rules import QUESTIONS

ALL_YES = {f"is_{each.code}": "yes" for each in QUESTIONS}

DANA, RENE, OLGA = "dana@northfield.example", "rene@northfield.example", "olga@northfield.example"
ASA, ROB, INES = "asa@northfield.example", "rob@northfield.example", "ines@northfield.example"
BRAM, SAOIRSE = "bram@brightline.example", "saoirse@brightline.example"
LEA, EMMA, PAT = "lea@people.example", "emma@harbour.example", "pat@skillmark.example"
# What people call things is longer than what designers of pages call them.
LONG = "Instandhaltungsplanungskoordinationsgrundlagen für Wärmerückgewinnungsanlagen in mehrgeschossigen Wohnhäusern"

PUBLISHED = """SELECT v.uid FROM designing_version v JOIN designing_microcredential m ON m.id = v.micro_credential_id
               WHERE m.key LIKE ? AND v.state = 'published'"""
OFFERING = """SELECT o.uid FROM offering_offering o JOIN designing_microcredential m ON m.id = o.micro_credential_id
              WHERE m.key LIKE ?"""


@dataclass
class Furnished:
    """The uids that pages need, by name; every value can stand in an address."""

    places: dict[str, str]

    def address(self, pattern: str) -> str:
        return pattern.format(**self.places)


def furnish(world: World, folder: Path) -> Furnished:
    """Makes drafts, reviews, attempts, links, reports and the rest; returns where they are."""
    places = {"org": "northfield"}
    places |= _designs(world)
    places |= _skills(world)
    places |= _learning(world)
    places |= _marking(world)
    places |= _wallet(world, folder)
    places |= _checks(world, folder, places["item"])
    places |= _staff(world)
    places |= _endorsements(world, places["published"])
    places |= _batches(world, folder)
    _second_organisation(world)
    _strong_sign_in(world)
    return Furnished(places)


def _next_version(world: World, email: str, key: str) -> str:
    """Begins the next version of what is published; returns the draft's uid."""
    designer = world.visitor(email)
    designer.open(f"/design/{world.one(PUBLISHED, key)}/")
    page = designer.press("Edit as next version")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _designs(world: World) -> dict[str, str]:
    bram, dana, ines = world.visitor(BRAM), world.visitor(DANA), world.visitor(INES)
    places = {"published": world.one(PUBLISHED, "data-analysis%"), "key": "data-analysis-foundations"}
    places["draft"] = draft = _next_version(world, DANA, "data-analysis%")
    dana.open("/design/new/")
    places["empty"] = dana.press("Begin the draft", {"title": LONG}).url.split("/")[-3]
    for name, key in (("in_review", "wound%"), ("approved", "lean%")):
        places[name] = _next_version(world, BRAM, key)
        bram.press("Submit for review")
    saoirse = world.visitor(SAOIRSE)
    page = saoirse.open(f"/design/{places['approved']}/")
    chosen, value = page.form("Send review").choice("Approve")
    saoirse.press("Send review", {chosen: value, "comment": "Fine."} | ALL_YES)
    in_draft = "SELECT x.uid FROM {} x JOIN designing_version v ON v.id = x.version_id WHERE v.uid = ?"
    bare = draft.replace("-", "")
    places["outcome"] = world.one(in_draft.format("designing_outcome"), bare)
    places["module"] = world.one(in_draft.format("learning_module"), bare)
    for kind in ("quiz", "project"):
        places[f"draft_{kind}"] = world.one(
            in_draft.format("assessing_assessment") + " AND x.kind = ?", bare, kind
        )
    for kind in ("text", "video", "check"):
        query = """SELECT a.uid FROM learning_activity a JOIN learning_module m ON m.id = a.module_id
                   JOIN designing_version v ON v.id = m.version_id WHERE v.uid = ? AND a.kind = ?"""
        places[f"draft_{kind}"] = world.one(query, bare, kind)
        places[f"published_{kind}"] = world.one(query, places["published"].replace("-", ""), kind)
    for kind in ("single", "multiple", "numeric", "short_text"):
        query = """SELECT i.uid FROM assessing_item i JOIN assessing_assessment a ON a.id = i.assessment_id
                   WHERE a.uid = ? AND i.kind = ?"""
        found = world.ask(query, places["draft_quiz"].replace("-", ""), kind)
        places[f"item_{kind}"] = found[0][0] if found else places.get("item_single", "")
    places["offering"] = world.one(OFFERING, "data-analysis%")
    micro_credential = "SELECT uid FROM designing_microcredential WHERE key LIKE 'data-analysis%'"
    places["micro_credential"] = world.one(micro_credential)
    ines.open(f"/design/offerings/{places['offering']}/")
    ines.press(
        "Check", {"addresses": "Ada Lovelace <ada@people.example>\ncharles@people.example"}, action="invite/"
    )
    ines.press("Invite 2 people")
    places["invitation"] = world.one("SELECT token FROM offering_invitation ORDER BY id")
    return places


def _skills(world: World) -> dict[str, str]:
    """A skill that much is related to, and proposals: one waits and one was answered."""
    dana, pat = world.visitor(DANA), world.visitor(PAT)
    for name in ("Kubernetes", "Lean thinking"):
        dana.open("/design/skills/propose/")
        dana.press("Propose it", {"name": name, "description": f"Knows {name} well.", "other_names": "K8s"})
    proposal = "SELECT uid FROM skills_proposal WHERE name = ?"
    pat.open(f"/staff/skills/{world.one(proposal, 'Lean thinking')}/")
    pat.press("Accept as a new skill", {"answer": "Welcome."})
    skill = "SELECT c.uid FROM skills_concept c WHERE c.name = ?"
    return {
        "skill": world.one(skill, "perform data analysis"),
        "local_skill": world.one(skill, "Lean thinking"),
        "skill_group": world.one(skill, "analysing and evaluating information and data"),
        "proposal": world.one(proposal, "Kubernetes"),
        "answered_proposal": world.one(proposal, "Lean thinking"),
    }


def _learning(world: World) -> dict[str, str]:
    lea = world.visitor(LEA)
    mine = """SELECT e.uid FROM learning_enrolment e JOIN people_person p ON p.id = e.person_id
              JOIN designing_version v ON v.id = e.version_id
              JOIN designing_microcredential m ON m.id = v.micro_credential_id WHERE p.email = ? AND m.key LIKE ?"""
    enrolment = world.one(mine, LEA, "data-analysis%")
    quiz = "SELECT a.uid FROM assessing_assessment a JOIN designing_version v ON v.id = a.version_id WHERE v.uid = ?"
    published = world.one(PUBLISHED, "data-analysis%").replace("-", "")
    places = {
        "enrolment": enrolment,
        "completed": world.one(mine, LEA, "lean%"),
        "quiz": world.one(quiz + " AND a.kind = 'quiz'", published),
        "project": world.one(quiz + " AND a.kind = 'project'", published),
    }
    lea.open(f"/learn/{enrolment}/quizzes/{places['quiz']}/")
    lea.press("Start")
    places["attempt"] = lea.page.url.rstrip("/").rsplit("/", 1)[1]
    lea.open(f"/learn/{enrolment}/projects/{places['project']}/")
    lea.press(
        "Save the draft", {"text": f"{LONG}\n\n- one\n- two", "link": "https://people.example/" + "a" * 90}
    )
    failed = """SELECT t.uid, p.email, e.uid FROM assessing_attempt t JOIN learning_enrolment e ON e.id = t.enrolment_id
                JOIN people_person p ON p.id = e.person_id WHERE t.state = 'closed' AND t.passed = ?
                AND e.state = ? ORDER BY t.id"""
    places["failed"], places["failed_by"], _ = world.ask(failed, 0, "active")[0]
    places["passed"], places["passed_by"], places["passed_enrolment"] = world.ask(failed, 1, "completed")[0]
    places["paused"], places["paused_by"] = world.ask(
        """SELECT e.uid, p.email FROM learning_enrolment e JOIN people_person p ON p.id = e.person_id
           WHERE e.state = 'paused' ORDER BY e.id"""
    )[0]
    return places | _waiting(world)


def _waiting(world: World) -> dict[str, str]:
    """Lea waits for a place at a course that is full."""
    offering = world.one(OFFERING, "wound%")
    saoirse, lea = world.visitor(SAOIRSE), world.visitor(LEA)
    saoirse.open(f"/design/offerings/{offering}/")
    saoirse.press("Save", {"capacity": 1}, action=f"/offerings/{offering}/")
    lea.open(f"/learn/enrol/{offering}/")
    page = lea.press("Enrol")
    return {"waiting": page.url.rstrip("/").rsplit("/", 1)[1], "open_offering": offering}


def _marking(world: World) -> dict[str, str]:
    """Asa has taken one project; others wait, are marked, or belong to a colleague's course."""
    waiting = world.ask(
        """SELECT s.uid FROM assessing_submission s JOIN assessing_assessment a ON a.id = s.assessment_id
           JOIN designing_version v ON v.id = a.version_id JOIN designing_microcredential m
           ON m.id = v.micro_credential_id WHERE s.state = 'submitted' AND m.key LIKE 'data-analysis%' ORDER BY s.id"""
    )
    asa = world.visitor(ASA)
    asa.open(f"/assess/{waiting[0][0]}/")
    asa.press("Take it to mark")
    marked = world.one(
        """SELECT s.uid FROM assessing_submission s JOIN people_person p ON p.id = s.assessor_id
           WHERE s.state = 'marked' AND p.email = ? ORDER BY s.id""",
        ASA,
    )
    return {"taken": waiting[0][0], "submitted": waiting[1][0], "marked": marked}


def _wallet(world: World, folder: Path) -> dict[str, str]:
    lea = world.visitor(LEA)
    items = """SELECT i.uid, p.email FROM holding_walletitem i JOIN people_person p ON p.id = i.person_id
               JOIN issuing_credential c ON c.id = i.credential_id WHERE {} ORDER BY i.id"""
    places = {"item": world.ask(items.format("p.email = 'lea@people.example'"))[0][0]}
    places["offered"], places["offered_by"] = world.ask(items.format("i.state = 'offered'"))[0]
    places["revoked"], places["revoked_by"] = world.ask(items.format("c.state = 'revoked'"))[0]
    other = world.visitor(places["revoked_by"]).save(f"/wallet/{places['revoked']}/file/json/")
    path = folder / "revoked.json"
    path.write_bytes(other)
    lea.open("/wallet/import/")
    places["imported"] = lea.press("Import", {"file": path}).url.rstrip("/").rsplit("/", 1)[1]
    page = lea.open("/wallet/links/new/")
    chosen, value = page.form("Make").choice("Lean")
    lea.press("Make", {chosen: [value], "title": LONG, "ends": "30"})
    shares = "SELECT token FROM holding_share WHERE kind = ? ORDER BY id DESC"
    places["single"] = world.one(shares, "single")
    places["collection"] = world.one(shares, "collection")
    return places


def _checks(world: World, folder: Path, item: str) -> dict[str, str]:
    emma, lea = world.visitor(EMMA), world.visitor(LEA)
    path = folder / "credential.json"
    path.write_bytes(lea.save(f"/wallet/{item}/file/json/"))
    emma.open("/verify/")
    harbour = next(
        option.attrs["value"]
        for option in emma.page.form("Check it").node.every("option")
        if "Harbour" in option.text
    )
    emma.press("Check it", {"file": path, "keep": harbour})
    record = folder / "record.json"
    record.write_text(record_around(json.loads(path.read_bytes())))
    emma.open("/verify/")
    emma.press("Check it", {"file": record, "keep": harbour})
    lea.open("/wallet/import/")
    brought = lea.press("Import", {"file": record}).url.rstrip("/").rsplit("/", 1)[1]
    reports = world.ask("SELECT uid FROM verifying_keptreport ORDER BY id")
    return {"report": reports[0][0], "record_report": reports[1][0], "imported_record": brought}


def _staff(world: World) -> dict[str, str]:
    rob = world.visitor(ROB)
    in_northfield = "FROM {} x JOIN orgs_organisation o ON o.id = x.org_id WHERE o.key = 'northfield'"
    awards, credentials = in_northfield.format("awarding_award"), in_northfield.format("issuing_credential")
    places = {
        "proposed": world.one(f"SELECT x.uid {awards} AND x.state = 'proposed'"),
        "granted": world.one(f"SELECT x.uid {awards} AND x.state = 'granted'"),
        "credential": world.one(f"SELECT x.uid {credentials} AND x.state = 'active' ORDER BY x.id"),
        "withdrawn": world.one(f"SELECT x.uid {credentials} AND x.state = 'revoked' ORDER BY x.id"),
        "suspended": world.one(f"SELECT x.uid {credentials} AND x.state = 'active' ORDER BY x.id DESC"),
    }
    rob.open(f"/staff/credentials/{places['suspended']}/suspend/")
    rob.press("Suspend", {"reason": "The project is being looked at once more."})
    places["list"] = world.one("SELECT uid FROM issuing_statuslist ORDER BY id")
    return places


def _endorsements(world: World, published: str) -> dict[str, str]:
    """One that is shown, one that was withdrawn, one that waits, one that is an own word; and one of the provider."""
    emma, rob = world.visitor(EMMA), world.visitor(ROB)
    words = {"comment": f"{LONG}: we hire people who have it.", "field": "Data", "level": "EQF level 5"}
    for kind in ("accreditation", "endorsement", "recognition"):
        emma.open(f"/staff/endorse/achievements/{published}/")
        emma.press("Sign it", {"kind": kind} | words)
        if kind != "recognition":
            rob.open("/staff/northfield/endorsements/")
            rob.press("Show it")
        if kind == "endorsement":
            emma.open("/staff/harbour/endorsements/")
            emma.press("Withdraw it", {"reason": "The course was changed."})
    emma.open("/staff/endorse/issuers/northfield/")
    emma.press("Sign it", {"kind": "endorsement"} | words)
    rob.open("/staff/northfield/endorsements/")
    rob.press("Show it")
    rob.open("/staff/northfield/endorsements/declare/")
    rob.press(
        "List it",
        {"about": published, "name": LONG, "comment": "Internships.", "link": "https://malta.example/"},
    )
    return {}


def _batches(world: World, folder: Path) -> dict[str, str]:
    """One with 37 problems, one that waits for approval, one that cannot be used, one for later, one that is done."""
    good = "email,name\n{0}.one@people.example,One {0}\n{0}.two@people.example,Two {0}\n"
    bad = "".join(f"nobody{number},{LONG}\n" for number in range(37))
    tables = {
        "batch": good.format("many") + f"long@people.example,{LONG}\n" + bad,
        "batch_proposed": good.format("proposed"),
        "batch_refused": good.format("refused") + '"never closed\n',
        "batch_scheduled": good.format("later"),
        "batch_done": good.format("done"),
        "batch_undone": good.format("undone"),
    }
    rob, olga = world.visitor(ROB), world.visitor(OLGA)
    places = {}
    for name, text in tables.items():
        path = folder / f"{LONG.replace(' ', '-') if name == 'batch' else name}.csv"
        path.write_text(text)
        rob.open("/staff/northfield/batches/new/")
        rob.follow("Data Analysis Foundations")
        page = rob.press("Read the table", {"table": path, "reason": "Passed the course of this autumn."})
        places[name] = page.url.rstrip("/").rsplit("/", 1)[1]
    world.work_on_batches()
    for name in ("batch_proposed", "batch_scheduled", "batch_done", "batch_undone"):
        rob.open(f"/staff/batches/{places[name]}/")
        rob.press("Propose 2 credentials", {"starts_at": "2099-01-01T10:00" if "scheduled" in name else ""})
    for name in ("batch_scheduled", "batch_done", "batch_undone"):
        olga.open(f"/staff/batches/{places[name]}/")
        olga.press("Approve")
    world.work_on_batches()
    return places | _undone(world, places["batch_undone"])


def _undone(world: World, batch: str) -> dict[str, str]:
    """A batch that was revoked and issued anew."""
    rob, olga = world.visitor(ROB), world.visitor(OLGA)
    rob.open(f"/staff/batches/{batch}/undo/")
    page = rob.press("Undo them", {"do": "revoke", "reason": LONG, "reissue": "on"})
    job = page.url.rstrip("/").rsplit("/", 1)[1]
    world.work_on_batches()
    again = world.one("SELECT uid FROM issuing_batch WHERE redoes_id IS NOT NULL")
    olga.open(f"/staff/batches/{again}/")
    olga.press("Approve")
    world.work_on_batches()
    return {
        "undo": job,
        "reissue": again,
        "replaced": world.one(
            "SELECT c.uid FROM issuing_credential c JOIN issuing_credential n ON n.replaces_id = c.id ORDER BY c.id"
        ),
        "replacing": world.one(
            "SELECT uid FROM issuing_credential WHERE replaces_id IS NOT NULL ORDER BY id"
        ),
    }


def _second_organisation(world: World) -> None:
    """Bram of Brightline reviews for Northfield too, so that he has two organisations to choose from."""
    olga = world.visitor(OLGA)
    olga.open("/staff/northfield/members/")
    olga.press("Give the role", {"email": BRAM, "role": "registrar"})


def _strong_sign_in(world: World) -> None:
    """Pat, of the platform's staff, signs in with an app as second step, so that these pages show something."""
    pat = world.visitor(PAT)
    page = pat.open("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        pat.press("Confirm", {"password": STAFF_PASSWORD})
    pat.press("Confirm", {"code": code_of_app(secret_on(pat.page))})


def secret_on(page: Page) -> str:
    """The secret that the page shows beside the picture, for apps without a camera."""
    shown = [each.attrs.get("value", "") for each in page.tree.every("input")] + page.text.split()
    return next(each for each in shown if re.fullmatch(r"[A-Z2-7]{32}", each))


def code_of_app(secret: str, *, now: float | None = None) -> str:
    """What an authenticator app shows (RFC 6238, section 4: 30 seconds, SHA-1, six digits)."""
    moment = int((time.time() if now is None else now) // 30)
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", moment), "sha1")
    (number,) = struct.unpack(">I", mac[mac[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
