# ruff: noqa: INP001, PLC0415 - a script's part; the package is importable only once the script has begun
"""The page “What each check means”: its questions are written here, and everything else is read out of the library.

A new step needs its words here. A new code needs nothing: tests/house/test_docs.py notices one that is not found.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from library_words import OUTCOMES, Library, Site


@dataclass(frozen=True)
class Words:
    """A step for somebody who never heard of a proof: what it asks, and what its answers mean."""

    question: str
    passed: str
    failed: str
    unknown: str
    not_applicable: str


STEPS = {
    1: Words(
        "Is there a credential in this file, and can it be read in one way only?",
        "It was read in full. Whoever reads the same bytes reads the same credential.",
        "There is no credential in it, or it is damaged, too large, or written so that two readers could see two "
        "different credentials.",
        "It is written in a form that is not supported, or holds only the address of a badge, where nobody answers.",
        "",
    ),
    2: Words(
        "Is it complete, and does every word in it have exactly one meaning?",
        "It has every part that the standards ask for, and each of its members is defined, so that a signature covers "
        "what readers see.",
        "Something is missing or contradicts the standard, or a member has no meaning that could be signed.",
        "It uses words from somewhere that is not known here, or is of a kind that is not supported.",
        "",
    ),
    3: Words(
        "Whose key is it: did the issuer that it names publish the key that signed it?",
        "The issuer's own document lists the key for signing credentials.",
        "The key is not one that the issuer publishes for this, or must no longer be believed. Anybody can write a "
        "name into a file.",
        "The issuer's document could not be fetched, or its keys are of a kind that is not supported.",
        "Nothing is signed, so there is no key that could belong to anybody.",
    ),
    4: Words(
        "Was anything changed since it was signed?",
        "Not a character. The signature covers every word.",
        "Something was changed, or added, or taken away; or it was never signed, or for something else.",
        "The kind of signature is not supported, or there is no key to check it with.",
        "A presentation without a signature of its own: what is inside is checked all the same.",
    ),
    5: Words(
        "Is it in date?",
        "Today lies between the day on which it begins and the day on which it ends, if it has one.",
        "It has expired, has not begun yet, or has dates that contradict each other.",
        "Its dates are not there, or its holder may have kept back the day on which it ends.",
        "A presentation has no dates of its own: those of each credential inside count.",
    ),
    6: Words(
        "Has its issuer withdrawn it?",
        "No. The issuer's list was asked, and how old that knowledge is stands in the answer.",
        "It was revoked or suspended, or what the issuer publishes about it does not hold.",
        "The list could not be had, or is too old to rely on. A list that does not answer never means “fine”.",
        "The issuer publishes nothing about the status of this credential.",
    ),
    7: Words(
        "Is it in a public log, so that nobody can deny having issued it?",
        "",
        "",
        "An earlier step stopped the check.",
        "It carries no proof of being in a log. That proves nothing against it: logs are not in use yet.",
    ),
    8: Words(
        "Is it about the person it is shown for?",
        "The person who was asked about is the one it was issued to; or whoever shows it proved to hold their key. "
        "Of an endorsement: what it speaks of is in the document around it.",
        "It is somebody else's, or a proof that was asked for is missing or is for another occasion.",
        "Who shows it could not be checked.",
        "Nobody was asked to prove anything. A file can be copied, so who holds it is not known.",
    ),
    9: Words(
        "Is the issuer one that you know, and is it the achievement that you asked for?",
        "The issuer is on a list that you gave, or the achievement is the one that you expect.",
        "It is for another achievement than the one that was asked for.",
        "The issuer is on none of your lists, or a list could not be had. Most issuers are on no list: this leaves the "
        "verdict as it is.",
        "You gave no list and asked for no achievement.",
    ),
    10: Words(
        "What stands inside: do the endorsements and further credentials hold?",
        "Every part that counts holds by the same ten steps. Each has its own report.",
        "A part is forged or does not belong there, so whoever signed the whole is not to be believed.",
        "A part could not be checked. Where credentials inside are what the document is about, the verdict stays open.",
        "There is nothing inside.",
    ),
}
TITLES = {"passed": "passed", "failed": "failed", "unknown": "unknown", "not_applicable": "not applicable"}
# Errors that reach a step by other ways than a call: by a method or a callback, or kept and looked at later.
ALSO = {
    "bake.svg": (1,),
    "contexts": (2, 4),
    "jsonld.context": (2, 4),
    "legacy.bundle": (2, 3),
    "legacy.documents": (1, 2, 3, 4, 6),
    "legacy.rules": (2,),
    "registry": (9,),
    "status.bitstring": (6,),
    "status.revocation_list": (6,),
    "status.status_list_2021": (6,),
    "strictjson": (1,),
}
# What the reader of the code finds and no file can bring about.
NEVER = {
    (1, "bake_prefix_taken"),
    (1, "not_reached"),
    *((step, "context_hash") for step in (2, 4)),
    *(
        (4, code)
        for code in ("derived_proof", "disclosure_duplicate", "hash_unsupported", "jcs_type", "unknown_hash")
    ),
    *((6, code) for code in ("disclosure_duplicate", "hash_unsupported", "status_length", "status_value")),
    *((6, code) for code in ("previous_proof_invalid", "previous_proof_missing")),
    (8, "disclosure_duplicate"),
}
# The step whose sentences are those of a table, by what became of the parts; the reader cannot tell them apart by code.
TRUST, PARTS, MANY = 9, 10, 6
# One table of sentences for two codes; the other's begin with this word.
OTHERS = {"revoked": "Suspended", "suspended": "Revoked"}
# The steps that go out, and say what the fetcher said; those that call the plain case by a name of their own.
FETCHING = (3, 6, 9)
NAMED_BY = {"unreachable": {6: "status_list_unreachable", 9: "registry_unreachable"}}


@dataclass(frozen=True)
class Row:
    """One code of a step: how it ends, and every sentence with which it does."""

    code: str
    outcomes: tuple[str, ...]
    sentences: tuple[str, ...]


class Checks:
    """What the ten steps can say, read from the code."""

    def __init__(self, source: Path) -> None:
        self.library = Library(source)

    def rows(self, step: int) -> list[Row]:
        """Every code of a step, in the order of the alphabet."""
        found: dict[str, dict[str, set[str]]] = _of_parts() if step == PARTS else {}
        for site in self.library.sites:
            for code in () if site.kind in OUTCOMES and len(site.codes) > MANY else site.codes:
                if code and (step, code) not in NEVER and self._is_of(site, step):
                    outcome = self._outcome(site, code, step)
                    own = NAMED_BY.get(code, {}).get(step, code) if site.kind == "reason" else code
                    said = (each for each in site.shown if not each.startswith(OTHERS.get(code, "\0")))
                    found.setdefault(own, {}).setdefault(outcome, set()).update(said)
        return [_row(code, by_outcome) for code, by_outcome in sorted(found.items())]

    def _is_of(self, site: Site, step: int) -> bool:
        if site.kind == "reason":
            return step in FETCHING
        if site.kind in {"error", "message"}:
            return step in site.steps or step in ALSO.get(site.module, ())
        # That a step was not reached is said for any of them in one place.
        return site.kind in OUTCOMES and (
            step in site.steps or (site.codes == ("not_reached",) and not site.steps)
        )

    def plain(self, step: int) -> list[str]:
        """What a step says where there is no code, since all is as it should be."""
        return sorted(
            {
                template
                for site in self.library.sites
                if step in site.steps
                and site.kind in {"passed", "not_applicable"}
                and site.codes in {(), ("",)}
                for template in site.shown
            }
        )

    def under_several(self, step: int) -> list[str]:
        """What a step says in its own words of an error, whose code stays that of the error."""
        return sorted(
            {
                text
                for site in self.library.sites
                if not site.codes and self._is_in_own_words(site, step)
                for text in site.shown
                if text
            }
        )

    def _is_in_own_words(self, site: Site, step: int) -> bool:
        # The rules of older badges make messages, which step 2 takes over as they are.
        is_taken_over = site.module == "legacy.rules" and step in ALSO[site.module]
        return is_taken_over or (site.kind in {"failed", "unknown"} and step in site.steps)

    def notes(self) -> list[Row]:
        """What is said beside the steps."""
        found: dict[str, set[str]] = {}
        for site in self.library.sites:
            is_left_aside = site.module == "steps.refresh" and site.kind == "error"
            if site.kind == "warn" or is_left_aside:
                for code in site.codes if len(site.codes) <= MANY else ():
                    found.setdefault(code, set()).update(site.shown)
        for row in self.rows(TRUST):
            # A list that could not be asked is a note where another one names the issuer.
            if row.code.startswith("registry_"):
                found[row.code] = {*found.get(row.code, set()), "{list} could not be asked: {why}"}
        for code, by_outcome in _of_parts().items():
            if code in {"part_withdrawn", "part_out_of_date"}:
                found[code] = by_outcome["passed"]
        return [Row(code, (), tuple(sorted(said))) for code, said in sorted(found.items()) if code]

    def flaws(self) -> list[tuple[str, list[str], list[str]]]:
        """What `shape` and `member` of step 2 are about, with what to do."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for site in self.library.sites:
            # What is wrong with a digest is an error first, and told as a flaw.
            if site.kind == "flaw" or site.module == "steps.digests":
                for code in site.codes:
                    said, mends = found.setdefault(code, (set(), set()))
                    said.update(site.shown)
                    mends.update(site.mends)
        return [(code, sorted(said), sorted(mends)) for code, (said, mends) in sorted(found.items()) if said]

    def errors(self) -> Iterator[tuple[str, str]]:
        """Every code of an error; of those that a step meets, which steps."""
        met: dict[str, set[int]] = {}
        for step in STEPS:
            for row in self.rows(step):
                met.setdefault(row.code, set()).add(step)
        found: dict[str, set[str]] = {}
        for site in self.library.sites:
            for code in site.codes if site.kind == "error" else ():
                found.setdefault(code, set()).update(site.shown)
        noted = {row.code for row in self.notes()}
        for code, said in sorted(found.items()):
            if code in met:
                links = ", ".join(f"[{step}](checks.md#{_anchor(step)})" for step in sorted(met[code]))
                yield code, f"see step {links}"
            elif code and code not in noted:
                yield code, _said(said)

    def advice(self) -> Iterator[tuple[str, str, str]]:
        """What the linter says of its own, with what to do."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for site in self.library.sites:
            for code in site.codes if site.kind == "advice" else ():
                said, mends = found.setdefault(code, (set(), set()))
                said.update(site.shown)
                mends.update(site.mends)
        for code, (said, mends) in sorted(found.items()):
            yield code, _said(said), _said(mends)

    def _outcome(self, site: Site, code: str, step: int) -> str:
        if site.kind in OUTCOMES:
            return site.kind
        is_open = site.kind == "reason" or code == "unknown_context" or site.module == "registry"
        return "unknown" if is_open or code in self._not_checkable(site, step) else "failed"

    def _not_checkable(self, site: Site, step: int) -> frozenset[str]:
        """The codes that a step takes for “could not be checked”."""
        tellers = {1: "steps.read", 3: "steps.bind", 6: "steps.status", 8: "steps.shown_by"}
        teller = "legacy.documents" if site.module.startswith("legacy") else tellers.get(step, "")
        if not teller:
            return frozenset()
        module = importlib.import_module(f"skillmark.credential.{teller}")
        return frozenset(module._NOT_CHECKABLE)  # noqa: SLF001 - read for the page, as the code reads it


def _of_parts() -> dict[str, dict[str, set[str]]]:
    """What step 10 says of parts, by code and outcome."""
    from skillmark.credential.report import CONTENT_UNCHECKED, Role
    from skillmark.credential.steps import parts
    from skillmark.credential.steps.subject import PLACE_CODES

    found: dict[str, dict[str, set[str]]] = {}
    for (role, standing), sentences in parts._SENTENCES.items():  # noqa: SLF001 - the table itself
        for is_presentation in (False, True):
            case = SimpleNamespace(is_presentation=is_presentation)
            outcome = parts._outcome(standing, case).value  # noqa: SLF001 - as the step decides
            codes = {parts._CODES.get(standing, "")}  # noqa: SLF001 - as above
            if standing is parts.Standing.FORGED:
                codes |= PLACE_CODES
            if outcome == "unknown" and role is Role.CREDENTIAL:
                codes = {CONTENT_UNCHECKED}
            for code in codes - {""}:
                found.setdefault(code, {}).setdefault(outcome, set()).update(sentences)
    return found


def _row(code: str, by_outcome: dict[str, set[str]]) -> Row:
    outcomes = tuple(
        outcome for outcome in ("failed", "unknown", "passed", "not_applicable") if outcome in by_outcome
    )
    return Row(code, outcomes, tuple(sorted({said for each in by_outcome.values() for said in each if said})))


# --- writing ------------------------------------------------------------------------------------------------


def parts(source: Path) -> Iterator[str]:
    """The page, part by part; a part is text, or a table's heads and rows."""
    from skillmark.credential.report import GROUP_OF_STEP, Group

    checks = Checks(source)
    yield _opening()
    groups = [
        [f"`{group.value}`", ", ".join(_linked(step) for step, one in GROUP_OF_STEP.items() if one is group)]
        for group in Group
    ]
    yield "## The eight questions"
    yield (
        "The ten steps answer eight questions, which reports and pages show as groups. The worst outcome of a group's "
        "steps is the group's: failed, then unknown, then passed."
    )
    yield _table(["group", "steps"], groups)
    for step, words in STEPS.items():
        yield from _step(checks, step, words)
    yield from _flaws(checks)
    yield from _notes(checks)
    yield from _problems()


def _opening() -> str:
    return (
        "A check has ten steps. Each ends in one of four ways, and says so in sentences, with a code for programs:\n\n"
        "- **passed**: it holds.\n"
        "- **failed**: it does not hold. One failed step is enough for the verdict “not verified”.\n"
        "- **unknown**: it could not be checked. That is neither good nor bad. In steps 1 to 6 it leaves the verdict "
        "open (“could not be checked”).\n"
        "- **not applicable**: there is nothing to check here.\n\n"
        "Codes are stable; sentences may change, and can be said [in other languages]"
        "(../how-to/translate.md). In the sentences below, names in braces stand for what is filled in. "
        "[How the verdict is found](../explanation/verification.md) tells the whole of it."
    )


def _step(checks: Checks, step: int, words: Words) -> Iterator[str]:
    from skillmark.credential.problems import problem_type
    from skillmark.interfaces.cli.advice import ADVICE

    name, specs = _titles()[step]
    from skillmark.credential.report import GROUP_OF_STEP

    yield f"## {step} {name}"
    yield f"**{words.question}**"
    yield _table(
        ["outcome", "what it means"],
        [[TITLES[outcome], getattr(words, outcome)] for outcome in OUTCOMES if getattr(words, outcome)],
    )
    yield f"Group: `{GROUP_OF_STEP[step].value}`. By: {'; '.join(specs)}."
    plain = checks.plain(step)
    if plain:
        yield "Without a code, it says: " + " · ".join(f"“{_shown(each)}”" for each in plain)
    rows = [
        [
            f"`{row.code}`",
            ", ".join(TITLES[outcome] for outcome in row.outcomes),
            _said(row.sentences),
            _problem(problem_type(row.code)) if {"failed", "unknown"} & set(row.outcomes) else "",
            ADVICE.get(row.code, ""),
        ]
        for row in checks.rows(step)
    ]
    if rows:
        yield _table(["code", "outcome", "what it says", "problem type", "what to do next"], rows)
    several = checks.under_several(step)
    if several:
        yield "Under several of these codes it says: " + " · ".join(f"“{_shown(each)}”" for each in several)
    default = _by_step().get(step)
    if default:
        yield f"Where the table has no advice: {default}"


def _flaws(checks: Checks) -> Iterator[str]:
    yield "## What `shape` and `member` are about"
    yield (
        "Step 2 names each thing that is not as the standards have it by its place, and by one of these codes in "
        "`fact.flaws` of the check. Issuing refuses the same, and [the linter](commands.md#lint) says it beforehand."
    )
    rows = [[f"`{code}`", _said(said), _said(mends)] for code, said, mends in checks.flaws()]
    yield _table(["flaw", "what is wrong", "what to do"], rows)


def _notes(checks: Checks) -> Iterator[str]:
    yield "## Notes"
    yield (
        "What a reader should know although it decides nothing. A tolerated flaw (above) is noted under its own code."
    )
    yield _table(
        ["note", "what it says"], [[f"`{row.code}`", _said(row.sentences)] for row in checks.notes()]
    )


def _problems() -> Iterator[str]:
    from skillmark.credential.problems import OWN, PROBLEM_TYPES

    yield "## Problem types"
    yield (
        "Every failed or unknown check has a problem type (RFC 9457) for programs that were not written for this one. "
        f"Where no standard has a name for a problem, it is `{OWN}` with the code (“own” in the tables). The others:"
    )
    used = sorted(set(PROBLEM_TYPES.values()))
    yield _table(["in the tables", "URI"], [[_problem(each), f"`{each}`"] for each in used])


def _problem(uri: str) -> str:
    from skillmark.credential.problems import OWN

    return "own" if uri.startswith(OWN) else uri.rpartition("#")[2]


def _said(sentences: Iterable[str]) -> str:
    return "<br>".join(_shown(each) for each in sorted(sentences, key=lambda each: (len(each), each)))


def _shown(template: str) -> str:
    # A part of a sentence, which goes on where it is put.
    whole = template if not template[:1].islower() else f"… {template}"
    return whole.replace("<", "&lt;").replace("{flaw}", "See [below](#what-shape-and-member-are-about).")


def _titles() -> dict[int, tuple[str, list[str]]]:
    """The name of each step, and the rules by which it asks: those of today, and those of older badges."""
    from skillmark.credential.legacy import dates, hosted, open_badge, signed
    from skillmark.credential.steps import jose, read

    module = importlib.import_module("skillmark.credential.verify")
    titles = ((read.STEP, read.NAME, read.SPEC), *module._TITLES)  # noqa: SLF001 - the list of steps itself
    found = {step: (name, [spec]) for step, name, spec in titles}
    older = {
        2: [open_badge.FORM_SPEC],
        3: [hosted.BIND_SPEC, signed.BIND_SPEC],
        4: [jose.SPEC, hosted.COPY_SPEC, signed.PROVE_SPEC],
        5: [dates.SPEC],
        6: [hosted.STATUS_SPEC, signed.STATUS_SPEC],
        10: [open_badge.PARTS_SPEC],
    }
    for step, specs in older.items():
        found[step][1].extend(spec for spec in specs if spec not in found[step][1])
    return found


def _by_step() -> dict[int, str]:
    from skillmark.interfaces.cli import advice

    return dict(advice._BY_STEP)  # noqa: SLF001 - the same table


def _linked(step: int) -> str:
    return f"[{step} {_titles()[step][0]}](#{_anchor(step)})"


def _anchor(step: int) -> str:
    return f"{step}-{_titles()[step][0].lower()}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
