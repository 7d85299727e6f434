"""Begins a micro-credential as a copy of another one, and brings it before the public if wanted.

A copy has everything of its source: outcomes, skills, content, assessments, badge. With --live it is submitted,
reviewed and published in one go: by --by, who designs, and by --reviewer, another person who has looked at the draft
and answers for the whole checklist with the comment. Where something is missing, nothing is left behind.

    skillmark design clone data-basics --title "Data for Nurses"
    skillmark design clone data-basics --title "Data for Nurses" --live --reviewer rene@college.example --comment Good.
"""

from __future__ import annotations

import argparse
from typing import Any

from skillmark.interfaces.cli import answers, choosing, platform
from skillmark.interfaces.cli.answers import Answer, Refusal

_SHAPE = '{"uid", "key", "title", "state", "address"}'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    clone = actions.add_parser(
        "clone",
        help="begin one as a copy of another",
        description="Begins a micro-credential of the same organisation as a copy; with --live, up to publishing it.",
    )
    clone.add_argument("source", metavar="ID", help="what to copy: its short name, a uid, or its web address")
    clone.add_argument("--title", required=True, help="what the copy is called")
    clone.add_argument(
        "--by", default="", metavar="EMAIL", help="who designs it (default: the one who may, if it is one)"
    )
    clone.add_argument("--live", action="store_true", help="have it reviewed and publish it")
    clone.add_argument("--reviewer", default="", metavar="EMAIL", help="with --live: who has reviewed it")
    clone.add_argument(
        "--comment", default="", help="with --live: what the reviewer says; kept with the review"
    )
    answers.add_json(clone, _SHAPE)
    clone.set_defaults(command="design", work=_clone)


def run(options: argparse.Namespace) -> int:
    if options.live and not (options.reviewer and options.comment.strip()):
        platform.leave(64, "--live needs --reviewer and --comment.")
    platform.start_installation()
    return answers.answered(options, options.work)


def _clone(options: argparse.Namespace) -> Answer:
    from django.conf import settings
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from skillmark.foundation.refusals import Refused
    from skillmark.journeys import design
    from skillmark.lifecycle.designing.review_rules import all_yes

    source = choosing.version_called(options.source)
    org = source.micro_credential.org
    designer = choosing.person_who("design.edit", org, email=options.by, does="design")
    try:
        with transaction.atomic():
            version = design.clone(
                actor=designer, version_uid=source.uid, title=options.title.strip(), now=timezone.now()
            )
            if options.live:
                reviewer = choosing.person_who("design.review", org, email=options.reviewer, does="review")
                step: dict[str, Any] = {"version_uid": version.uid, "now": timezone.now()}
                design.submit_for_review(actor=designer, **step)
                design.review_version(
                    actor=reviewer, decision="approved", comment=options.comment, answers=all_yes(), **step
                )
                version = design.publish_version(actor=designer, **step)
    except Refused as refused:
        raise Refusal(refused.code, refused.sentence, refused.next_step) from refused
    micro_credential = version.micro_credential
    micro_credential.refresh_from_db()
    place = (
        reverse("public:micro_credential", args=[micro_credential.key])
        if options.live
        else reverse("designer:overview", args=[version.uid])
    )
    address = f"{settings.CONFIG.base_url}{place}"
    text = (
        f"“{version.title}” is published: {address}"
        if options.live
        else f"“{version.title}” begins as a copy of “{source.title}”: {address}"
    )
    members = {
        "uid": str(version.uid), "key": micro_credential.key, "title": version.title, "state": version.state,
        "address": address,
    }  # fmt: skip
    return Answer(text=text, members=members)
