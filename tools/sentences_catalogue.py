# ruff: noqa: INP001 - a script's part; the package is importable only once the script has begun
"""The catalogue of every sentence that reports and the linter say, as translators' tools read it (gettext, .pot)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from library_words import Library

HEAD = """# Every sentence of reports and of the linter. Made by tools/make_reference.py: change the code, then run
# `make reference`. Translate with any gettext tool; names in braces stand for what is filled in.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def catalogue(source: Path) -> str:
    """The whole file."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for text, module, code in _texts(source):
        places, codes = found.setdefault(text, (set(), set()))
        places.add(module)
        codes.add(code)
    return HEAD + "".join(_entry(text, *found[text]) for text in sorted(found))


def _texts(source: Path) -> Iterator[tuple[str, str, str]]:
    """Every template with the module that says it and its code."""
    for site in Library(source).sites:
        for text in (*site.templates, *site.mends):
            if text:
                yield text, site.module, ", ".join(site.codes) if site.kind != "message" else ""
    times = importlib.import_module("skillmark.credential.times")
    for month in times._MONTHS:  # noqa: SLF001 - the names of the months are made in a loop
        yield month.template, "times", ""
    for _, one, several in times._AGES:  # noqa: SLF001 - a table, one row for each unit
        yield one, "times", ""
        yield several, "times", ""
    yield from _in_lists()
    titles = importlib.import_module("skillmark.credential.verify")._TITLES  # noqa: SLF001 - the list of steps
    for name in ("File", *(name for _, name, _ in titles)):
        yield name, "verify", ""


def _in_lists() -> Iterator[tuple[str, str, str]]:
    """What stands in files and tables, where no call says it."""
    profiles = importlib.import_module("skillmark.credential.lint.profiles")
    words = importlib.import_module("skillmark.credential.lint.profiles.files").words_of(profiles.PROFILES)
    for text, code in words:
        yield text, "lint.profiles", code
    for known in importlib.import_module("skillmark.credential.model.element_words").WORDS.values():
        for text in known.values():
            yield text, "model.element_words", ""
    for row in importlib.import_module("skillmark.credential.elm.loss").ROWS:
        yield row.lost, "elm.loss", ""


def _entry(text: str, modules: set[str], codes: set[str]) -> str:
    lines = [""]
    said_for = ", ".join(sorted(code for code in codes if code))
    if said_for:
        lines.append(f"#. {said_for}")
    lines += [f"#: {module}" for module in sorted(modules)]
    if "{" in text:
        lines.append("#, python-brace-format")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return "\n".join([*lines, f'msgid "{escaped}"', 'msgstr ""', ""])
