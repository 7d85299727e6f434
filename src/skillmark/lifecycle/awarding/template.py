"""The table to fill in: the columns that a version can be awarded by, and one row that shows how each is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from skillmark.foundation.files.cells import OTHER_NAMES, PROBLEM_COLUMN, folded, inert
from skillmark.lifecycle.awarding.rules import LEVELS_BY_HAND
from skillmark.lifecycle.awarding.table import COLUMNS, EXAMPLE, OutcomeScale

# By it, spreadsheets know UTF-8.
_MARK = "\ufeff"
_LINK = "https://example.org/work"
_YEAR = timedelta(days=365)


def columns_for(outcomes: Sequence[OutcomeScale]) -> list[str]:
    """The name of the column of each outcome: what it states, or its number where that could mean something else."""
    taken = {folded(each) for each in (*COLUMNS, PROBLEM_COLUMN)} | OTHER_NAMES.keys()
    statements = [folded(each.statement) for each in outcomes]
    return [
        f"Outcome {number}"
        if statement in taken or statements.count(statement) > 1 or statement.startswith("outcome ")
        else each.statement
        for number, (each, statement) in enumerate(zip(outcomes, statements, strict=True), start=1)
    ]


def template_table(outcomes: Sequence[OutcomeScale], *, now: datetime) -> bytes:
    """A CSV file with every column and the example, which is not issued where somebody leaves it in."""
    head = [*COLUMNS, *columns_for(outcomes)]
    email, name = EXAMPLE
    levels = [LEVELS_BY_HAND[number % len(LEVELS_BY_HAND)] for number in range(len(outcomes))]
    example = [email, name, f"{now:%Y-%m-%d}", f"{now + _YEAR:%Y-%m-%d}", _LINK, *levels]
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([map(inert, head), example])
    return (_MARK + text.getvalue()).encode()
