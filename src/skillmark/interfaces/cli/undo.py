"""Undoes credentials by the thousand: a whole batch, or those of a micro-credential that a filter finds.

cancel-unclaimed withdraws what its earners have not claimed, revoke withdraws all of it for good, suspend and reinstate
do so for now. The reason is published. With --reissue, the same people get new credentials with the same results, each
linked with the old one. What is revoked already stays as it is.

    skillmark undo --batch 3f0c7a7e-0000-4000-8000-000000000000 --do revoke --reason "The wrong list." --dry-run
    skillmark undo --batch 3f0c7a7e-0000-4000-8000-000000000000 --do cancel-unclaimed --reason "The wrong list."
    skillmark undo --achievement data-basics --from 2026-03-01 --do revoke --reason "Wrong level." --reissue

Ctrl-C ends it between two parts; what is changed until then stays. Killed, it goes on where it was: in the worker of
this installation.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from skillmark.interfaces.cli import answers, award, choosing, platform
from skillmark.interfaces.cli.answers import Answer, Refusal
from skillmark.interfaces.cli.interrupting import ctrl_c_does
from skillmark.interfaces.cli.progress import Meter
from skillmark.interfaces.cli.words import count, moment

if TYPE_CHECKING:
    from skillmark.foundation.orgs.models import Organisation
    from skillmark.foundation.people.models import Person
    from skillmark.lifecycle.issuing.models import Batch, StatusJob
    from skillmark.lifecycle.issuing.selections import Meant

# As in `StatusJob.Do`, which is not loaded before it is needed.
_DOES = ("cancel-unclaimed", "revoke", "suspend", "reinstate")
_STATES = ("active", "suspended", "revoked")
_SHAPE = (
    '{"job", "do", "phase", "credentials", "changed", "left_alone", "seconds", "states": {STATE: number, …},'
    ' "examples", "reissue": {"batch", "phase", "issued"} | null}'
)
_EXAMPLES = 5
_LOOK_AGAIN = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    of = parser.add_mutually_exclusive_group(required=True)
    of.add_argument("--batch", type=_uid, metavar="UID", help="the credentials of this batch")
    of.add_argument(
        "--achievement", metavar="ID",
        help="those of this micro-credential: its short name, the uid of a version, or its web address",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="issued_from", type=moment, metavar="TIME", help="issued then or later"
    )
    parser.add_argument("--until", type=moment, metavar="TIME", help="issued before then")
    parser.add_argument("--state", choices=_STATES, default="", help="only those in this state")
    parser.add_argument("--text", default="", help="only those with this in name, address or title")
    parser.add_argument("--do", required=True, choices=_DOES, help="what is done to them")
    parser.add_argument("--reason", required=True, help="why, in a sentence that whoever checks one reads")
    parser.add_argument("--reissue", action="store_true", help="issue new ones to the same people")
    parser.add_argument(
        "--by", default="", metavar="EMAIL", help="who does it (default: the one who may, if it is one)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say how many are meant, and do nothing")
    parser.add_argument("--no-mail", action="store_true", help="write no letters to the holders")
    answers.add_json(parser, _SHAPE)
    parser.set_defaults(command="undo")


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no uid of a batch") from error


def run(options: argparse.Namespace) -> int:
    platform.start_installation()
    return answers.answered(options, _undo)


def _undo(options: argparse.Namespace) -> Answer:
    from django.utils import timezone

    from skillmark.foundation.refusals import Refused
    from skillmark.journeys import undo_many

    begun = time.monotonic()
    org, meant = _what(options)
    person = choosing.person_who("credentials.revoke", org, email=options.by, does="revoke")
    if options.dry_run:
        return _foretold(options, org, person, meant)
    try:
        job = undo_many.start_undo(
            actor=person, org=org, meant=meant, do=options.do, reason=options.reason, tells=not options.no_mail,
            reissue=options.reissue, now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        raise Refusal(refused.code, refused.sentence, refused.next_step) from refused
    _work(job, person)
    return _answer(job, _reissued(job, person), begun)


def _what(options: argparse.Namespace) -> tuple[Organisation, Meant]:
    from skillmark.lifecycle.issuing.queries import work_of_batches
    from skillmark.lifecycle.issuing.selections import Meant

    said: dict[str, Any] = {
        "issued_from": options.issued_from, "issued_until": options.until, "only_state": options.state,
        "text": options.text,
    }  # fmt: skip
    if options.achievement:
        version = choosing.version_called(options.achievement)
        return version.micro_credential.org, Meant(version_uid=version.uid, **said)
    batch = work_of_batches().filter(uid=options.batch).first()
    if batch is None:
        raise Refusal(
            "batch", f"There is no batch {options.batch} here.", "Its uid stands in the address of its page."
        )
    return batch.org, Meant(batch_uid=batch.uid, **said)


# --- work ---------------------------------------------------------------------------------------------------


def _work(job: StatusJob, person: Person) -> None:
    """Works on the job to its end; watches, where a worker has it."""
    from django.utils import timezone

    from skillmark.foundation.ledger import leases
    from skillmark.interfaces.jobs import beside, undo
    from skillmark.journeys import undo_many
    from skillmark.lifecycle.issuing.selections import work_of_jobs

    def cancel() -> None:
        undo_many.cancel_undo(actor=person, job_uid=job.uid, now=timezone.now())

    holder, meter = leases.new_holder(), Meter("Changed", total=job.total)
    with ctrl_c_does(cancel) as look:
        while job.phase == job.Phase.CHANGING:
            mine = leases.take_next(work_of_jobs().filter(pk=job.pk), holder=holder, lease=beside.LEASE)
            if mine is None:
                time.sleep(_LOOK_AGAIN)
            else:
                for each in undo.work_on(mine, holder=holder):
                    meter.show(each.done)
                    look()
            look()
            job.refresh_from_db()
            meter.show(job.done)
    meter.end()


def _reissued(job: StatusJob, person: Person) -> Batch | None:
    """The batch in place of what was revoked, where there is one: worked through, or for a second person."""
    from skillmark.lifecycle.issuing.queries import work_of_batches

    batch = work_of_batches().filter(redoes=job).first()
    if batch is not None:
        award.work_through(batch, person, cluster="")
    return batch


# --- what came of it ----------------------------------------------------------------------------------------


def _foretold(options: argparse.Namespace, org: Organisation, person: Person, meant: Meant) -> Answer:
    from skillmark.lifecycle.issuing import selections

    scope = selections.access_scope(person, org, meant)
    states = selections.states_in(scope)
    number = sum(states.values())
    examples = [each.person.name for each in selections.examples_in(scope, limit=_EXAMPLES)]
    lines = [f"{count(number, 'credential is', 'credentials are')} meant. Nothing was changed."]
    lines += [f"  {states[state]:,} {state}" for state in _STATES if state in states]
    if examples:
        lines += [f"Among them: {', '.join(examples)}{', …' if number > len(examples) else '.'}"]
    members = {
        "job": None, "do": options.do, "phase": "dry-run", "credentials": number, "changed": 0, "left_alone": 0,
        "seconds": 0.0, "states": states, "examples": examples, "reissue": None,
    }  # fmt: skip
    return Answer(text="\n".join(lines), members=members)


_DONE = {
    "cancel-unclaimed": "withdrawn",
    "revoke": "revoked",
    "suspend": "suspended",
    "reinstate": "reinstated",
}


def _answer(job: StatusJob, batch: Batch | None, begun: float) -> Answer:
    reissue = (
        None if batch is None else {"batch": str(batch.uid), "phase": batch.phase, "issued": batch.issued}
    )
    members = {
        "job": str(job.uid), "do": job.do, "phase": job.phase, "credentials": job.total, "changed": job.changed,
        "left_alone": job.left_alone, "seconds": round(time.monotonic() - begun, 3), "states": {}, "examples": [],
        "reissue": reissue,
    }  # fmt: skip
    ended_early = job.phase == job.Phase.CANCELLED
    lines = [f"{count(job.changed, 'credential')} {_DONE[job.do]}."]
    if job.left_alone:
        lines += [f"{count(job.left_alone, 'credential')} left alone: so already, {_FINAL[job.do]}."]
    if ended_early:
        lines += ["Cancelled before its end. What is changed stays changed."]
    if batch is not None:
        lines += [_new_ones(batch)]
    return Answer(
        text="\n".join(lines), members=members, exit_code=answers.REFUSED if ended_early else answers.DONE
    )


_FINAL = {
    "cancel-unclaimed": "or claimed",
    "revoke": "for good",
    "suspend": "or revoked for good",
    "reinstate": "or revoked for good",
}


def _new_ones(batch: Batch) -> str:
    if batch.phase == "proposed":
        waiting = count(batch.good, "new credential waits", "new credentials wait")
        return f"{waiting} for a second person to approve, on the page “Batches”."
    return f"{count(batch.issued, 'new credential')} issued in their place."
