"""Makes the ground for issuing in bulk: a college with a published micro-credential, in an empty installation.

Runs in a process of its own, with SKILLMARK_HOME set, and prints what the next process needs to know as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from skillmark.config import create_secrets, home
from skillmark.interfaces.cli import platform

TITLE = "Data analysis for small teams"
DETAILS = {
    "can_do": "collect, clean and read figures, and say what follows from them",
    "description": "From a messy table to an honest chart.",
    "criteria": "Passes the examination, and hands in an analysis of figures of their own.",
    "workload_hours": 60,
    "credit_points": "2.0",
    "level": 5,
    "pass_mark": 50,
    "mode": "online",
    "language": "en",
    "badge_hue": 165,
    "badge_icon": "award",
    "validity_months": 36,
}
OUTCOMES = ("Prepares messy data for analysis", "Draws honest charts")
LEVELS = ("Not yet", "Met", "Strong")


def main() -> int:
    """Lay the ground, and say where things are."""
    create_secrets(home())
    platform.start_django()
    platform.migrate()
    print(json.dumps(_made(now=datetime.now(UTC))))
    return 0


def _made(*, now: datetime) -> dict[str, object]:
    # Imported when the settings are known.
    from skillmark.foundation.orgs.models import Role
    from skillmark.foundation.people.operations import find_or_open_account
    from skillmark.journeys import begin, design
    from skillmark.lifecycle.designing.review_rules import all_yes

    # Nobody is there to approve what is proposed.
    org = begin.open_sample_organisation(
        key="college", name="Example College", kind="provider", country="NL", four_eyes=False, now=now
    )
    people = {
        role: find_or_open_account(email=f"{role}@college.example", name=role.title())
        for role in (Role.OWNER, Role.DESIGNER, Role.REVIEWER, Role.REGISTRAR)
    }
    for role, person in people.items():
        begin.give_sample_role(org=org, person=person, role=role, now=now)
    designer = people[Role.DESIGNER]
    draft = design.create_micro_credential(actor=designer, org=org, title=TITLE, now=now)
    pen: dict[str, Any] = {"actor": designer, "version_uid": draft.uid, "now": now}
    design.save_details(values=DETAILS, **pen)
    outcomes = [design.save_outcome(statement=each, **pen) for each in OUTCOMES]
    module = design.save_module(title="Cleaning data", summary="", **pen)
    design.save_activity(
        module_uid=module.uid, kind="text", title="Why data are messy", body="They were typed.", **pen
    )
    project = design.save_assessment(kind="project", title="Analysis", **pen)
    levels = [{"label": each, "points": n, "met": n > 0} for n, each in enumerate(LEVELS)]
    for outcome in outcomes:
        design.save_rubric_row(assessment_uid=project.uid, outcome_uid=outcome.uid, levels=levels, **pen)
    design.submit_for_review(**pen)
    design.review_version(
        actor=people[Role.REVIEWER], version_uid=draft.uid, decision="approved", answers=all_yes(), now=now
    )
    published = design.publish_version(**pen)
    return {
        "achievement": str(published.uid),
        "registrar": people[Role.REGISTRAR].email,
        "outcomes": OUTCOMES,
    }


if __name__ == "__main__":
    sys.exit(main())
