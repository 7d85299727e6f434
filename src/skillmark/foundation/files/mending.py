"""Writes the rows of a table that could not be used into one of their own, to be mended and handed in again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from skillmark.foundation.files.cells import PROBLEM_COLUMN, folded, inert
from skillmark.foundation.files.tables import Table, open_table

# By it, spreadsheets know UTF-8.
_MARK = "\ufeff"


def rows_to_mend(path: Path, *, name: str, problems: Iterable[tuple[int, str]]) -> Iterator[bytes]:
    """A CSV file, in pieces: the rows of the table that have a problem, with all their cells, and what is to be mended.

    `problems` are numbers of rows, in their order, and sentences; a row may have several. The last column, which is
    left out of account when the file is read again, takes them. Spreadsheets run nothing that stands in it.
    """
    with open_table(path, name=name) as table:
        yield from _written(table, problems)


def _written(table: Table, problems: Iterable[tuple[int, str]]) -> Iterator[bytes]:
    # A file that was mended before has such a column already.
    kept = [at for at, column in enumerate(table.head) if folded(column) != folded(PROBLEM_COLUMN)]
    width = len(table.head)
    # What divided the cells divides them again: it is what the person's spreadsheet expects.
    writer = csv.writer(_Passing(), delimiter=table.delimiter, lineterminator="\r\n")

    def row(cells: list[str], problem: str, more: list[str]) -> bytes:
        text: str = writer.writerow(map(inert, [*cells, problem, *more]))
        return text.encode()

    yield _MARK.encode() + row([table.head[at] for at in kept], PROBLEM_COLUMN, [])
    waiting = iter(problems)
    number, sentence = next(waiting, (0, ""))
    for line in table:
        sentences = []
        while number and number <= line.number:
            sentences += [sentence] if number == line.number else []
            number, sentence = next(waiting, (0, ""))
        if sentences:
            cells = list(line.cells)
            # Cells beyond the head stand behind the problem, where they are beyond the head again.
            yield row([cells[at] for at in kept], " ".join(sentences), cells[width:])


class _Passing:
    """A file for csv.writer that hands each line back."""

    def write(self, text: str) -> str:
        return text
