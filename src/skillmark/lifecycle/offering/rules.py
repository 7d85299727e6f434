"""Decides whether an offering is open, and reads lists of people to invite: plain values in, problems out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skillmark.foundation.refusals import Refused

# --- when an offering is open -----------------------------------------------------------------------------------


class Standing(StrEnum):
    OPEN = "open"
    NOT_YET = "not_yet"
    ENDED = "ended"
    CLOSED = "closed"


def standing(
    *, opens_at: datetime | None, closes_at: datetime | None, closed: bool, now: datetime
) -> Standing:
    """Whether people may enrol at `now`, the moment of opening included and that of closing not."""
    if closed:
        return Standing.CLOSED
    if closes_at is not None and now >= closes_at:
        return Standing.ENDED
    if opens_at is not None and now < opens_at:
        return Standing.NOT_YET
    return Standing.OPEN


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is chosen for an offering."""

    title: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    capacity: int | None = None
    self_enrol: bool = True
    price: str = ""  # in words; empty: what the micro-credential costs


def check_dates(*, opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Raises Refused when the offering would end before it begins."""
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(
            "offering.dates",
            "The offering would close before it opens.",
            "Choose a closing date after the opening date.",
        )


# --- lists of people to invite ----------------------------------------------------------------------------------

MAX_ROWS = 5000
MAX_BYTES = 2_000_000
# A spreadsheet takes such cells for formulas and runs them when the list is opened again (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_COLUMNS = {"email": "email", "e-mail": "email", "mail": "email", "name": "name"}


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody to invite; `line` is where they stand in the list."""

    line: int
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    line: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class GuestList:
    """What was read. Only a list without problems may be used, so that nothing is half applied."""

    guests: Sequence[Guest] = ()
    problems: Sequence[Problem] = ()

    @property
    def usable(self) -> bool:
        return bool(self.guests) and not self.problems


def read_guest_file(data: bytes) -> GuestList:
    """Reads a CSV file with the columns `name` and `email` (comma, semicolon or tab), as UTF-8."""
    if len(data) > MAX_BYTES:
        return _broken(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split it and send the parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _broken("The file is not in UTF-8. In your spreadsheet choose “Save as”, then “CSV UTF-8”.")
    if "\0" in text:
        return _broken("This is not a CSV file. In your spreadsheet choose “Save as”, then “CSV UTF-8”.")
    return _read_table(text)


def read_guest_text(text: str) -> GuestList:
    """Reads addresses typed one to a line: `ada@example.org` or `Ada Lovelace <ada@example.org>`."""
    rows = [
        (number, *_name_and_address(part.strip()))
        for number, line in enumerate(text.splitlines(), start=1)
        for part in ([line] if "<" in line else re.split(r"[;,]", line))
        if part.strip()
    ]
    return _checked(rows) if rows else _broken("There is no address in the list. Write one to a line.")


def _name_and_address(text: str) -> tuple[str, str]:
    match = re.fullmatch(r'"?([^"<]*?)"?\s*<([^<>]*)>', text)
    return (match[1].strip(), match[2].strip()) if match else ("", text)


def _broken(sentence: str, line: int = 1) -> GuestList:
    return GuestList(problems=[Problem(line=line, sentence=sentence)])


def _read_table(text: str) -> GuestList:
    first = text.split("\n", 1)[0]
    if not first.strip():
        return _broken(
            "The file is empty, or its first line is. The first line names the columns: name,email."
        )
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [_COLUMNS.get(cell.strip().lower(), cell.strip().lower()) for cell in next(reader)]
        lacking = [column for column in ("name", "email") if header.count(column) != 1]
        if lacking:
            found = ", ".join(cell for cell in header if cell) or "none"
            return _broken(
                f"The column “{lacking[0]}” is missing or there twice. The first line must name the columns "
                f"name and email; found: {found[:100]}."
            )
        rows = _cells(reader, header)
    except csv.Error as error:
        return _broken(f"The table cannot be read here: {error}. Check the quotation marks.", reader.line_num)
    return _checked(rows) if rows else _broken("There is nobody in the file below the first line.", 2)


def _cells(reader: Iterable[list[str]], header: Sequence[str]) -> list[tuple[int, str, str]]:
    name_at, email_at = header.index("name"), header.index("email")
    rows = []
    for line, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * len(header)]
            rows.append((line, padded[name_at], padded[email_at]))
        if len(rows) > MAX_ROWS:
            break
    return rows


def _checked(rows: Sequence[tuple[int, str, str]]) -> GuestList:
    if len(rows) > MAX_ROWS:
        return _broken(f"There are more than {MAX_ROWS} rows. Split the list and send the parts.")
    guests: list[Guest] = []
    problems: list[Problem] = []
    first_seen: dict[str, int] = {}
    for line, raw_name, raw_email in rows:
        sentence = _row_problem(raw_name, raw_email)
        name, email = " ".join(raw_name.split()), raw_email.strip().lower()
        if not sentence and email in first_seen:
            sentence = f"{email} is on the list twice; the first time in line {first_seen[email]}."
        if sentence:
            problems.append(Problem(line=line, sentence=sentence))
            continue
        first_seen[email] = line
        guests.append(Guest(line=line, name=name, email=email))
    return GuestList(guests=guests, problems=problems)


def _row_problem(name: str, email: str) -> str:
    for cell in (name, email):
        if cell.startswith(_FORMULA):
            return f"“{cell[:40].strip()}” begins like a spreadsheet formula ({cell[0]!r}). Write it as plain text."
    if not email.strip():
        return "The e-mail address is missing."
    if len(email.strip()) > 254 or not _ADDRESS.fullmatch(email.strip()) or ".." in email:  # noqa: PLR2004 - RFC 5321
        return f"“{email.strip()[:60]}” is not an e-mail address."
    if len(name) > 200 or any(ord(char) < 32 for char in name):  # noqa: PLR2004 - the column's size; control characters
        return "The name is too long or holds characters that cannot be shown."
    return ""
