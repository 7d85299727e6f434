"""Awards a micro-credential to everybody in a table, CSV or XLSX, of any length.

The first row names the columns: email and name, and if wanted awarded, valid_until, evidence and one for each outcome.
Everything is read before anybody is awarded. Where rows have problems, nothing is issued unless the others are asked
for with --skip-bad. Running it again with the same table adds nothing: whoever has the award is left out.

    skillmark award class.csv --achievement data-basics --dry-run
    skillmark award class.csv --achievement data-basics --problems to-mend.csv
    skillmark award class.csv --achievement data-basics --skip-bad --reason "Passed the course of autumn 2026."
    skillmark award class.csv --achievement data-basics --at 2026-12-01T08:00:00Z

Ctrl-C ends it between two chunks; what is issued until then stays. Killed, it goes on where it was: in the worker of
this installation, or with the same command.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillmark.interfaces.cli import answers, choosing, platform
from skillmark.interfaces.cli.answers import Answer, Refusal
from skillmark.interfaces.cli.interrupting import ctrl_c_does
from skillmark.interfaces.cli.progress import Meter
from skillmark.interfaces.cli.words import count, moment

if TYPE_CHECKING:
    from skillmark.foundation.people.models import Person
    from skillmark.lifecycle.issuing.models import Batch

_SHAPE = (
    '{"batch", "phase", "rows", "good", "bad", "standing", "issued", "seconds", "problems": [{"row", "column", "code",'
    ' "problem"}, …]}'
)
_MOST_SHOWN, _MOST_IN_JSON = 20, 1_000
_LOOK_AGAIN = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", type=Path, help="the table: CSV or XLSX")
    parser.add_argument(
        "--achievement", required=True, metavar="ID",
        help="which micro-credential: its short name, the uid of a version, or its web address",
    )  # fmt: skip
    parser.add_argument("--reason", default="", help="why, in a sentence that is signed with the credential")
    parser.add_argument(
        "--by", default="", metavar="EMAIL", help="who awards (default: the one who may, if it is one)"
    )
    parser.add_argument("--dry-run", action="store_true", help="read the table and say what would happen")
    parser.add_argument("--skip-bad", action="store_true", help="issue the others where rows have problems")
    parser.add_argument(
        "--problems", type=Path, metavar="FILE", help="write the rows with problems there, to be mended"
    )
    parser.add_argument("--at", type=moment, metavar="TIME", help="not before this day or time")
    parser.add_argument("--no-mail", action="store_true", help="write no letters to the earners")
    parser.add_argument(
        "--cluster", default="", metavar="ADDRESS", help="sign on this Dask cluster: tcp://host:8786"
    )
    answers.add_json(parser, _SHAPE)
    parser.set_defaults(command="award")


def run(options: argparse.Namespace) -> int:
    if not options.table.is_file():
        platform.leave(answers.COULD_NOT, f"there is no file {options.table}.")
    platform.start_installation()
    return answers.answered(options, _award)


def _award(options: argparse.Namespace) -> Answer:
    from django.utils import timezone

    from skillmark.foundation.refusals import Refused
    from skillmark.interfaces.jobs.signing import NoCluster
    from skillmark.journeys import award_many

    begun = time.monotonic()
    version = choosing.version_called(options.achievement)
    org = version.micro_credential.org
    person = choosing.person_who("award.propose", org, email=options.by, does="award")
    try:
        batch = award_many.propose_many(
            actor=person, version_uid=version.uid, table=options.table, name=options.table.name,
            reason=options.reason or f"Awarded by list on {timezone.now():%-d %B %Y}.", tells=not options.no_mail,
            now=timezone.now(),
        )  # fmt: skip
        work_through(batch, person, cluster=options.cluster)
        if options.problems and batch.bad:
            _write_problems(batch, options.problems)
        if batch.phase == "refused":
            raise Refusal("table", batch.last_error, "Mend it, and run the command again.")
        if batch.phase == "cancelled" or options.dry_run:
            award_many.cancel_many(actor=person, batch_uid=batch.uid, now=timezone.now())
            return _answer(options, batch, begun)
        if batch.bad and not options.skip_bad:
            award_many.cancel_many(actor=person, batch_uid=batch.uid, now=timezone.now())
            raise _has_problems(options, batch)
        if batch.good:
            award_many.confirm_many(
                actor=person, batch_uid=batch.uid, leave_out_bad=options.skip_bad, starts_at=options.at,
                now=timezone.now(),
            )  # fmt: skip
            work_through(batch, person, cluster=options.cluster)
        else:
            award_many.cancel_many(actor=person, batch_uid=batch.uid, now=timezone.now())
    except Refused as refused:
        raise Refusal(refused.code, refused.sentence, refused.next_step) from refused
    except NoCluster as error:
        raise Refusal("no_cluster", str(error), "The batch waits and goes on without it.") from error
    return _answer(options, batch, begun)


# --- work ---------------------------------------------------------------------------------------------------


def work_through(batch: Batch, person: Person, *, cluster: str) -> None:
    """Works on the batch until it waits for a person or is at its end; watches, where a worker has it."""
    from django.utils import timezone

    from skillmark.foundation.ledger import leases
    from skillmark.interfaces.jobs import batches
    from skillmark.journeys import award_many
    from skillmark.lifecycle.issuing.models import BatchPhase
    from skillmark.lifecycle.issuing.queries import work_of_batches

    def cancel() -> None:
        award_many.cancel_many(actor=person, batch_uid=batch.uid, now=timezone.now())

    holder, meter = leases.new_holder(), _Telling()
    batch.refresh_from_db()
    with ctrl_c_does(cancel) as look:
        while batch.phase in {BatchPhase.CHECKING, BatchPhase.ISSUING} and not _is_for_later(batch):
            mine = leases.take_next(work_of_batches().filter(pk=batch.pk), holder=holder, lease=batches.LEASE)
            if mine is None:
                time.sleep(_LOOK_AGAIN)
            else:
                for each in batches.work_on(mine, holder=holder, cluster=cluster):
                    meter.show(each)
                    look()
            look()
            batch.refresh_from_db()
            if batch.last_error and batch.state != "done":
                meter.end()
                raise Refusal(
                    "batch.failed",
                    f"It did not go on after {count(batch.issued, 'credential')}: {batch.last_error}",
                    f"Batch {batch.uid} goes on where it was when a worker tries again: {platform.typed('worker')}",
                )
            meter.show(batch)
    meter.end()


def _is_for_later(batch: Batch) -> bool:
    from django.utils import timezone

    return batch.starts_at is not None and batch.starts_at > timezone.now()


class _Telling:
    """The bar for each of the two parts of the work."""

    def __init__(self) -> None:
        self._phase, self._meter = "", Meter("", total=1)

    def show(self, batch: Batch) -> None:
        if batch.phase != self._phase:
            self.end()
            self._phase = batch.phase
            # How many rows there are is known when they have been read.
            is_read = batch.phase != "checking"
            self._meter = Meter("Issued" if is_read else "Read", total=batch.good if is_read else 0)
        self._meter.show(batch.checked if batch.phase == "checking" else batch.issued)

    def end(self) -> None:
        self._meter.end()


# --- what came of it ----------------------------------------------------------------------------------------


def _answer(options: argparse.Namespace, batch: Batch, begun: float) -> Answer:
    batch.refresh_from_db()
    failed = batch.phase == "cancelled" and not options.dry_run and batch.good > batch.issued
    members = {
        "batch": str(batch.uid), "phase": batch.phase, "rows": batch.checked, "good": batch.good, "bad": batch.bad,
        "standing": batch.standing, "issued": batch.issued, "seconds": round(time.monotonic() - begun, 3),
        "problems": _problems(batch, limit=_MOST_IN_JSON),
    }  # fmt: skip
    exit_code = answers.REFUSED if failed or (options.dry_run and batch.bad) else answers.DONE
    return Answer(text=_in_words(options, batch), members=members, exit_code=exit_code)


def _in_words(options: argparse.Namespace, batch: Batch) -> str:
    lines = []
    if options.dry_run:
        lines += [f"{count(batch.good, 'credential')} would be issued. Nothing was issued."]
    elif batch.phase == "proposed":
        lines += [
            f"{count(batch.good, 'award')} wait for a second person to approve them, on the page “Batches”."
        ]
    elif batch.phase == "issuing":
        lines += [
            f"{count(batch.good, 'credential')} will be issued from {batch.starts_at:%Y-%m-%d %H:%M} UTC on."
        ]
    elif batch.phase == "cancelled" and batch.good > batch.issued:
        left = count(batch.good - batch.issued, "row")
        lines += [f"Cancelled: {count(batch.issued, 'credential')} issued, {left} not. What is issued stays."]
    else:
        lines += [f"{count(batch.issued, 'credential')} issued."]
    if batch.standing:
        lines += [
            f"{count(batch.standing, 'person has', 'people have')} the award already and get no second one."
        ]
    if batch.bad:
        lines += [
            f"{count(batch.bad, 'row has', 'rows have')} problems and {'is' if batch.bad == 1 else 'are'} left out:"
        ]
        lines += _shown_problems(batch)
        if not options.problems:
            lines += ["Write them into a table to be mended with --problems FILE."]
    return "\n".join(lines)


def _has_problems(options: argparse.Namespace, batch: Batch) -> Refusal:
    mended = (
        f"Mend {options.problems}"
        if options.problems
        else "Mend them (--problems FILE writes them to a table)"
    )
    return Refusal(
        "batch.has_problems",
        f"{count(batch.bad, 'row')} of {batch.checked:,} cannot be used, so nothing was issued.",
        f"{mended} and run it again, or issue the other {batch.good:,} with --skip-bad.",
        details=_problems(batch, limit=_MOST_IN_JSON),
    )


def _problems(batch: Batch, *, limit: int) -> list[dict[str, Any]]:
    found = batch.problems.order_by("row", "pk")[:limit]
    return [
        {
            "row": each.row,
            "column": each.column,
            "code": each.code,
            "problem": f"row {each.row}: {each.sentence}",
        }
        for each in found
    ]


def _shown_problems(batch: Batch) -> list[str]:
    shown = [f"  {each['problem']}" for each in _problems(batch, limit=_MOST_SHOWN)]
    more = batch.problems.count() - len(shown)
    return [*shown, *([f"  … and {more:,} more."] if more > 0 else [])]


def _write_problems(batch: Batch, target: Path) -> None:
    from skillmark.lifecycle.issuing.batch_files import problem_table

    with target.open("wb") as file:
        file.writelines(problem_table(batch))
