# ruff: noqa: INP001, PLC0415 - a script, not a package; Django is loaded before what needs it
"""Writes docs/reference from the code, so that the reference cannot say what the program does not do.

.venv/bin/python tools/make_reference.py            writes the pages
.venv/bin/python tools/make_reference.py --check    names the pages that are stale, and leaves with 1
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "skillmark"
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by tools/make_reference.py: change the code, then run `make reference`. -->"
# What each action of the access table lets a person do. A new action needs its sentence here.
ACTIONS = {
    "design.view": "see designs that are not published",
    "design.edit": "write and change designs, submit them for review",
    "design.review": "approve a design or ask for changes (never one's own)",
    "design.publish": "pilot and publish an approved version, put it on hold and lift that",
    "design.retire": "retire a version for good, and say whether the steps of development are demanded",
    "offer.manage": "open, change and close offerings, invite people",
    "learners.view": "see who is enrolled and how far they are",
    "learners.support": "give one learner more time or more attempts (never oneself)",
    "assess.mark": "mark projects on their rubric",
    "award.propose": "propose an award by hand",
    "award.approve": "approve or decline an award that somebody else proposed",
    "credentials.view": "see the credentials and the issuing queue",
    "credentials.revoke": "revoke, suspend, reinstate, and try a failed issuance again",
    "credentials.sign": "have credentials signed that a program wrote, without an award",
    "org.edit": "change the organisation's details and replace its signing keys",
    "members.manage": "give and take roles",
    "checks.keep": "keep reports of checks and a list of known issuers",
    "endorse.give": "endorse what other organisations issue, and withdraw that",
    "endorse.show": "say which endorsements by others are shown",
}


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# --- the command line ---------------------------------------------------------------------------------------


def commands() -> str:
    from skillmark.interfaces.cli.main import COMMANDS, EX_UNAVAILABLE, EX_USAGE

    codes = [
        ["0", "done; for `verify` and `inspect`: verified"],
        ["1", "`verify`, `inspect`: not verified. `doctor`, `test`: something is bad. Elsewhere: refused"],
        ["2", "could not be checked, or not be done: a file is missing, a folder cannot be written to"],
        [str(EX_USAGE), "wrong usage"],
        [str(EX_UNAVAILABLE), "something that is needed is missing: a package, a free port, a Python"],
        ["73", "`init`: there is an installation already"],
        ["78", "the settings cannot be used, or there is no installation yet"],
    ]
    parts = [
        "In a clone, type `./skillmark`; where the package is installed, `skillmark`.",
        _table(["command", "what it is for"], [[f"[`{n}`](#{n})", c.summary] for n, c in COMMANDS.items()]),
    ]
    for name, command in COMMANDS.items():
        parts += [f"## {name}", *_command(name, command.module)]
    parts += ["## Exit codes", _table(["code", "meaning"], codes)]
    return _page("The command line", *parts)


def _command(name: str, module_name: str) -> Iterator[str]:
    module = importlib.import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"skillmark {name}")
    module.add_arguments(parser)
    yield from _usage(name, parser)
    yield (module.__doc__ or "").strip()
    yield from _options(parser)
    for action in parser._actions:  # noqa: SLF001 - no public way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for word, inner in action.choices.items():
                yield f"### {name} {word}"
                yield from _usage(f"{name} {word}", inner)
                yield inner.description or ""
                yield from _options(inner)


def _usage(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = _own(parser)
    words = "".join(f" {each.metavar or each.dest.upper()}…" for each in actions if not each.option_strings)
    options = " [options]" if any(each.option_strings for each in actions) else ""
    yield f"```sh\n./skillmark {name}{options}{words}\n```"


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = [each for each in _own(parser) if not isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001
    if actions:
        yield _table(["option", "meaning"], [_option(each) for each in actions])


def _own(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [each for each in parser._actions if "--help" not in each.option_strings]  # noqa: SLF001 - no public way


def _option(action: argparse.Action) -> list[str]:
    name = action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper()
    value = "" if action.nargs == 0 else f" {name}"
    options = ", ".join(f"`{each}{value}`" for each in action.option_strings)
    written = options or f"`{name}`"
    return [written, action.help or ""]


# --- settings -----------------------------------------------------------------------------------------------


def configuration() -> str:
    from skillmark.config import FOREIGN_NAMES, PREFIX, Config

    rows = [["`SKILLMARK_HOME`", "see below", "The folder that holds everything an installation keeps."]]
    secrets = []
    for each in fields(Config):
        if each.name == "home":
            continue
        name = PREFIX + each.name.upper()
        rows.append([f"`{name}`", _default(each.default), each.metadata["help"]])
        if each.metadata["secret"]:
            secrets.append(f"`{name}`")
    return _page(
        "Settings",
        "A setting comes from the environment or from `config.env` in the home folder; the environment wins. "
        "Every wrong value is named at start, all at once, and nothing starts until they are right. "
        "`./skillmark doctor` names variables that look like settings and are none.",
        _table(["setting", "default", "meaning"], rows),
        "## Secrets",
        f"{', '.join(secrets)} may be named by a file instead: add `_FILE` to the name and give a path.",
        "## The home folder",
        "`SKILLMARK_HOME`, if set; else `var` in a clone; else the user's data folder "
        "(`~/.local/share/skillmark` on Linux). It holds:",
        _table(
            ["path", "what"],
            [
                ["`config.env`", "settings, written by `init`"],
                ["`db.sqlite3`", "the database, unless PostgreSQL is used"],
                ["`keys/`", "`secret_key` and `key_encryption_key`; readable by their owner alone"],
                ["`files/`", "uploaded files, by hash"],
                ["`known/`", "documents that were fetched or published, each with its age"],
                ["`outbox/`", "mail, while no mail server is set"],
                ["`static/`", "styles and scripts, collected by `serve`"],
                ["`worker.heartbeat`", "touched by the worker, read by `doctor`"],
            ],
        ),
        "## Read by tests and the bootstrap script only",
        ", ".join(f"`{name}`" for name in sorted(FOREIGN_NAMES)) + ".",
    )


def _default(value: object) -> str:
    if value is MISSING or value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return f"`{text}`" if text else "none"


# --- access -------------------------------------------------------------------------------------------------


def access() -> str:
    from skillmark.foundation.orgs.access import TABLE
    from skillmark.foundation.orgs.models import Role

    missing = sorted(set(TABLE) ^ set(ACTIONS))
    if missing:
        raise SystemExit(
            f"tools/make_reference.py: ACTIONS and the access table differ: {', '.join(missing)}"
        )
    rows = [
        [f"`{action}`", ACTIONS[action], *("yes" if role in roles else "" for role in Role)]
        for action, roles in TABLE.items()
    ]
    return _page(
        "Who may do what",
        "A person has roles in an organisation, and each role counts in that organisation only. What the table does "
        "not allow is refused, and looks from outside like something that does not exist. Learners and earners need no "
        "role: they reach what is their own. Platform staff may open organisations and see `/ui/`; for everything else "
        "they need roles like anybody.",
        _table(["action", "lets a person", *(str(role.label) for role in Role)], rows),
        "The table is `TABLE` in `src/skillmark/foundation/orgs/access.py`.",
    )


# --- facts --------------------------------------------------------------------------------------------------


def facts() -> str:
    from skillmark.foundation.ledger.facts import Fact
    from skillmark.site.wiring import SUBSCRIBERS

    for path in sorted(SOURCE.glob("*/*/facts.py")):
        importlib.import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
    told = {name: [each.name for each in SUBSCRIBERS if name in each.fact_names] for name in _names(Fact)}
    parts = []
    for module in sorted({each.__module__ for each in _all(Fact)}):
        rows = [
            [
                f"`{each.__name__}`",
                str(each.version),
                ", ".join(f"`{one.name}`" for one in fields(each)),
                ", ".join(told[each.__name__]),
                _own_words(each),
            ]
            for each in sorted(_all(Fact), key=lambda one: one.__name__)
            if each.__module__ == module
        ]
        room = ".".join(module.split(".")[1:3])
        parts += [f"## {room}", _table(["fact", "version", "fields", "told to", "meaning"], rows)]
    return _page(
        "Facts",
        "A fact is something that happened. It is recorded in the same transaction as the change itself, holds ids, "
        "numbers and codes and no personal data, and is never changed: it is audit trail and outbox in one. "
        "Each recorded fact also carries when it happened, and the uids of actor, organisation and subject.",
        *parts,
    )


def _all(base: type) -> set[type]:
    return {one for each in base.__subclasses__() for one in {each, *_all(each)}}


def _names(base: type) -> list[str]:
    return [each.__name__ for each in _all(base)]


def _own_words(cls: type) -> str:
    text = cls.__doc__ or ""
    return "" if text.startswith(f"{cls.__name__}(") else text.strip()


# --- refusals and codes -------------------------------------------------------------------------------------


def codes() -> str:
    from checks_page import Checks

    refusals: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts or "cli" in path.parts:
            continue
        for call in _calls(path):
            if _called(call) == "Refused" and len(call.args) > 1:
                _note(refusals, call.args)
    library = Checks(SOURCE)
    return _page(
        "Codes",
        "Codes are stable: programs, problem documents and translations hang on them. Sentences are for people and may "
        "change. An ellipsis, or a name in braces, stands for what is filled in. What a check can say has a page of "
        "its own: [what each check means](checks.md).",
        "## Refusals",
        "Something was understood and allowed, but cannot be done now. Pages show sentence and next step; the API "
        "answers 422 with `application/problem+json`, whose `code` is this one.",
        _table(["code", "sentence", "next step"], [[f"`{k}`", *v] for k, v in sorted(refusals.items())]),
        "## Errors of the credential library",
        "Every error is a `CredentialError` with `code` and `sentence`; `credential/errors.py` draws the tree of their "
        "classes. Those that a check meets are findings of its steps. The others come of issuing, deriving, "
        "presenting, baking, and of reading keys and lists.",
        _table(["code", "what it says"], [[f"`{code}`", said] for code, said in library.errors()]),
        "## Advice of the linter",
        "`skillmark lint` and `skillmark.credential.lint` say these of a document before it is signed. What issuing "
        "refuses goes by the codes of [step 2](checks.md#what-shape-and-member-are-about).",
        _table(
            ["code", "what it says", "what to do"],
            [[f"`{c}`", said, mend] for c, said, mend in library.advice()],
        ),
    )


def checks() -> str:
    from checks_page import parts

    return _page("What each check means", *parts(SOURCE))


def profiles() -> str:
    from skillmark.credential.lint.profiles import PROFILES

    about = (
        "`skillmark lint --profile eu-annex-1 FILE` looks at what a credential says of itself, and names what a "
        "standard asks for and it does not say. A profile is a file in `credential/lint/profiles`; one that includes "
        "another asks for everything in that one first, which is not told twice here."
    )
    parts = [about]
    told: set[str] = set()
    for profile in PROFILES.values():
        parts += [f"## {profile.title}", f"`{profile.key}`. Source: {profile.source}.", profile.about]
        rows = [
            [f"`{each.code}`", each.severity.value, each.says, each.mend, each.spec]
            for each in profile.demands
            if each.code not in told
        ]
        told.update(each.code for each in profile.demands)
        parts.append(_table(["code", "severity", "what it says", "what to do", "rule"], rows))
    return _page("What profiles ask", *parts, *_elements())


def _elements() -> list[str]:
    from skillmark.credential.model.element_json import SHAPES
    from skillmark.credential.model.elements import ELEMENTS, MANDATORY

    about = (
        "`skillmark verify` and `skillmark inspect` with `--json` list under `elements` what a credential says of the"
        " elements of Annex I of Council Recommendation 2022/C 243/02: all sixteen names, with null for what is not "
        "said. A part has its own, in its report. `elements` is null where a file is not about one achievement. It is"
        " what the file says of itself: as true as the verdict lets you believe."
    )
    rows = [
        [f"`{name}`", "yes" if name in MANDATORY else "no", says, SHAPES[name]]
        for name, says in ELEMENTS.items()
    ]
    return [
        "## The elements in reports",
        about,
        _table(["name", "mandatory", "element", "what stands there"], rows),
    ]


def elm() -> str:
    from elm_page import parts

    return _page("The European Learning Model", *parts(_table))


def micro_credential_context() -> str:
    from context_page import parts

    return _page("The JSON-LD context of micro-credentials", *parts(_table))


def sentences() -> str:
    from sentences_catalogue import catalogue

    return catalogue(SOURCE)


def _calls(path: Path) -> Iterator[ast.Call]:
    return (each for each in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(each, ast.Call))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _note(found: dict[str, list[str]], words: list[ast.expr]) -> None:
    # The fetcher refuses too, by codes without a dot: those are no answers to a person.
    code, *said = (_said(each) for each in words[:3])
    if isinstance(words[0], ast.Constant) and " " not in code and "." in code:
        texts = [*said, ""][:2]
        if code not in found or texts < found[code]:
            found[code] = texts


def _said(node: ast.expr) -> str:
    """A text as far as it is written down; what is filled in becomes an ellipsis."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_said(each) if isinstance(each, ast.Constant) else "…" for each in node.values)
    return "…"


# --- writing ------------------------------------------------------------------------------------------------

PAGES = {
    "commands.md": commands,
    "configuration.md": configuration,
    "access.md": access,
    "facts.md": facts,
    "codes.md": codes,
    "checks.md": checks,
    "profiles.md": profiles,
    "micro-credential-context.md": micro_credential_context,
    "elm.md": elm,
    "report-sentences.pot": sentences,
}


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="skillmark-reference-") as home:
        for name in [name for name in os.environ if name.startswith("SKILLMARK_")]:
            del os.environ[name]
        os.environ |= {"SKILLMARK_HOME": home, "DJANGO_SETTINGS_MODULE": "skillmark.site.settings"}
        sys.path.insert(0, str(ROOT / "src"))
        import django

        django.setup()
        texts = {name: make() for name, make in PAGES.items()}
    stale = [name for name, text in texts.items() if _kept(REFERENCE / name) != text]
    if "--check" in words:
        for name in stale:
            sys.stderr.write(f"docs/reference/{name} is stale: run `make reference`\n")
        return 1 if stale else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (REFERENCE / name).write_text(text, "utf-8")
    return 0


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
