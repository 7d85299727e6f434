"""Examines this installation and says of each part: is it well, why it matters, which command mends it.

Leaves with 0 when nothing is bad (warnings are allowed) and with 1 otherwise.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from skillmark.interfaces.cli.examinations import Finding, examine

_COLOURS = {"ok": "32", "warn": "33", "bad": "31"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(options: argparse.Namespace) -> int:
    findings = examine()
    if options.json:
        print(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(_shown(finding, colour=sys.stdout.isatty()))
        print(_summary(findings))
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def _shown(finding: Finding, *, colour: bool) -> str:
    word = f"{finding.state:<4}"
    if colour:
        word = f"\x1b[{_COLOURS[finding.state]}m{word}\x1b[0m"
    lines = [f"{word}  {finding.what}"]
    if finding.state != "ok":
        lines += [f"      why:  {finding.why}"] if finding.why else []
        lines += [f"      mend: {finding.mend}"] if finding.mend else []
    return "\n".join(lines)


def _summary(findings: list[Finding]) -> str:
    bad = sum(finding.state == "bad" for finding in findings)
    warned = sum(finding.state == "warn" for finding in findings)
    if not bad and not warned:
        return f"\nAll {len(findings)} examinations are well."
    return f"\n{len(findings)} examinations: {bad} bad, {warned} to look at."
