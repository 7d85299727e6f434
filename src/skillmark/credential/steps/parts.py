"""Step 10: what is inside that stands on its own feet: endorsements, and the credentials of a record or presentation.

Each part goes through the same ten steps and has a report of its own. What that means for the document around it:

    forged: file, form, issuer or signature failed, or it       this step fails: who signs forged parts is not
    speaks of something else than where it stands               to be believed
    lapsed: out of date, or withdrawn                           said, and it counts for nothing; a presentation
                                                                fails, since it shows it now
    endorsed with a key that was stolen since                   said, and it counts for nothing: the issuer around it
                                                                could not know
    about another person or matter than was asked for           said; a presentation of another person's fails
    could not be checked                                        this step is unknown, and where credentials are
                                                                the content, the verdict is open

Whoever endorses or is stacked lends no trust to the document around: step 9 asks about each issuer alone.
What one check spends on parts is bounded. What lies beyond could not be checked; nothing is passed over in silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from skillmark.credential.errors import CanonicalizationError, ContextError, ProofError, WorkBudgetExceeded
from skillmark.credential.jsonld import measured_canonical
from skillmark.credential.model.view import many, objects
from skillmark.credential.proof.suite import proofs_of, unsecured
from skillmark.credential.report import CONTENT_UNCHECKED, Check, Outcome, Part, Report, Role, Verdict
from skillmark.credential.steps import read
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.steps.inside import Found, achievement_ids, parts_of
from skillmark.credential.steps.lapsed import note_lapse
from skillmark.credential.steps.subject import PLACE_CODES, same_person

STEP, NAME = 10, "Parts"
SPEC = "Open Badges 3.0, “Verification and Validation” and “Endorsement Credential”; CLR 2.0, “Verification”"
# A presentation of a record of a credential whose endorser is endorsed.
MAX_DEPTH = 4
Reporter = Callable[[read.Reading, Case], Report]
_ISSUER, _DATES, _STATUS, _TRUST = 3, 5, 6, 9
_STOLEN = "key_compromised"
_OTHER_MEANINGS = 3
_OTHER_PERSON = frozenset({"recipient_mismatch", "holder_mismatch"})
_OTHER_MATTER = "achievement_mismatch"


class Standing(StrEnum):
    """What the report of a part means for the document around it."""

    FORGED = "forged"
    HOLDS = "holds"
    WITHDRAWN = "withdrawn"
    OUT_OF_DATE = "out_of_date"
    DISTRUSTED = "distrusted"
    OTHER_PERSON = "other_person"
    OTHER_MATTER = "other_matter"
    UNCHECKED = "unchecked"
    BEYOND = "beyond"
    REPEATED = "repeated"


_OPEN = frozenset({Standing.UNCHECKED, Standing.BEYOND})
_COUNTS_FOR_NOTHING = frozenset({Standing.WITHDRAWN, Standing.OUT_OF_DATE, Standing.DISTRUSTED})
_CODES = {
    Standing.FORGED: "part_forged",
    Standing.WITHDRAWN: "part_withdrawn",
    Standing.OUT_OF_DATE: "part_out_of_date",
    Standing.DISTRUSTED: "part_distrusted",
    Standing.OTHER_PERSON: "part_other_person",
    Standing.OTHER_MATTER: "part_other_matter",
    Standing.UNCHECKED: "part_unchecked",
    Standing.BEYOND: "part_beyond",
}
# A presentation shows something now, as its holder's own.
_FAILS_A_PRESENTATION = _COUNTS_FOR_NOTHING | {Standing.OTHER_PERSON}
_LAPSES = {
    Standing.WITHDRAWN: "withdrawn",
    Standing.OUT_OF_DATE: "ended",
    Standing.DISTRUSTED: "distrusted",
}
# One, and several: whole sentences, so that each can be translated.
_SENTENCES: Mapping[tuple[Role, Standing], tuple[str, str]] = {
    (Role.CREDENTIAL, Standing.FORGED): (
        "The credential at {path} does not hold; its own report says why.",
        "{count} credentials inside do not hold, the first of them at {path}; their own reports say why.",
    ),
    (Role.CREDENTIAL, Standing.HOLDS): (
        "One credential inside holds.",
        "{count} credentials inside hold.",
    ),
    (Role.CREDENTIAL, Standing.WITHDRAWN): (
        "One credential inside was withdrawn by its issuer, and counts for nothing.",
        "{count} credentials inside were withdrawn by their issuers, and count for nothing.",
    ),
    (Role.CREDENTIAL, Standing.OUT_OF_DATE): (
        "One credential inside is out of date, and counts for nothing.",
        "{count} credentials inside are out of date, and count for nothing.",
    ),
    (Role.CREDENTIAL, Standing.OTHER_PERSON): (
        "One credential inside is not shown to be this person's.",
        "{count} credentials inside are not shown to be this person's.",
    ),
    (Role.CREDENTIAL, Standing.OTHER_MATTER): (
        "One credential inside is for something else than was asked for.",
        "{count} credentials inside are for something else than was asked for.",
    ),
    (Role.CREDENTIAL, Standing.UNCHECKED): (
        "One credential inside could not be checked; its own report says why.",
        "{count} credentials inside could not be checked; their own reports say why.",
    ),
    (Role.CREDENTIAL, Standing.BEYOND): (
        "One credential inside could not be checked, because there is too much inside.",
        "{count} credentials inside could not be checked, because there is too much inside.",
    ),
    (Role.CREDENTIAL, Standing.REPEATED): (
        "One credential is there again, and was counted once.",
        "{count} credentials are there again, and were counted once.",
    ),
    (Role.ENDORSEMENT, Standing.FORGED): (
        "The endorsement at {path} does not hold; its own report says why.",
        "{count} endorsements do not hold, the first of them at {path}; their own reports say why.",
    ),
    (Role.ENDORSEMENT, Standing.HOLDS): ("One endorsement holds.", "{count} endorsements hold."),
    (Role.ENDORSEMENT, Standing.WITHDRAWN): (
        "One endorsement was withdrawn by its issuer, and counts for nothing.",
        "{count} endorsements were withdrawn by their issuers, and count for nothing.",
    ),
    (Role.ENDORSEMENT, Standing.OUT_OF_DATE): (
        "One endorsement is out of date, and counts for nothing.",
        "{count} endorsements are out of date, and count for nothing.",
    ),
    (Role.ENDORSEMENT, Standing.DISTRUSTED): (
        "One endorsement was signed with a key that must not be believed any more, and counts for nothing.",
        "{count} endorsements were signed with keys that must not be believed any more, and count for nothing.",
    ),
    (Role.ENDORSEMENT, Standing.UNCHECKED): (
        "One endorsement could not be checked, and counts for nothing.",
        "{count} endorsements could not be checked, and count for nothing.",
    ),
    (Role.ENDORSEMENT, Standing.BEYOND): (
        "One endorsement could not be checked, because there is too much inside.",
        "{count} endorsements could not be checked, because there is too much inside.",
    ),
    (Role.ENDORSEMENT, Standing.REPEATED): (
        "One endorsement is there again, and was counted once.",
        "{count} endorsements are there again, and were counted once.",
    ),
}


@dataclass
class _Tally:
    """The parts of one document by role and standing."""

    found: dict[tuple[Role, Standing], list[Found]] = field(default_factory=dict)

    def add(self, part: Found, standing: Standing) -> None:
        self.found.setdefault((part.role, standing), []).append(part)

    def count(self, *standings: Standing, role: Role | None = None) -> int:
        return sum(
            len(found)
            for (of_role, standing), found in self.found.items()
            if standing in standings and role in (None, of_role)
        )

    def __iter__(self) -> Iterator[tuple[Role, Standing, list[Found]]]:
        yield from ((*key, self.found[key]) for key in _SENTENCES if key in self.found)


def check_parts(case: Case, *, report_on: Reporter) -> Check:
    """Look at every part by `report_on` (the ten steps), and say what they come to; the reports go to `case.parts`."""
    findings = Findings(STEP, NAME, SPEC)
    found = parts_of(case.document)
    tally, seen = _Tally(), set[tuple[Role, str]]()
    for part in found:
        tally.add(part, _look_at(case, part, seen, report_on))
    findings.fact["parts"] = len(found)
    findings.fact |= {standing.value: tally.count(standing) for standing in Standing if tally.count(standing)}
    _say(findings, case, tally)
    _check_asked_for(findings, case, tally)
    if case.is_record:
        _check_record(findings, case, tally)
    findings.not_applicable("There are no endorsements and no further credentials inside.")
    return findings.check()


def _look_at(case: Case, part: Found, seen: set[tuple[Role, str]], report_on: Reporter) -> Standing:
    written = json.dumps(part.value, sort_keys=True)
    if (part.role, written) in seen:
        return Standing.REPEATED
    seen.add((part.role, written))
    before = replace(case.allowance)
    if case.depth >= MAX_DEPTH or not case.allowance.spend(parts=1, characters=len(written)):
        return Standing.BEYOND
    reading = read.read_inside(part.value, policy=case.policy)
    document = reading.document or {}
    if not afford_proofs(case, document, size=len(written)):
        return Standing.BEYOND
    report = report_on(reading, case.inside(document, role=part.role))
    case.parts.append(Part(part.path, part.role, report))
    standing = _standing(report, part.role)
    if part.role is Role.ENDORSEMENT:
        note_lapse(case, report, lapse=_LAPSES.get(standing, ""))
    if standing is Standing.FORGED:
        # What does not hold is tried again under everything that its contexts ever meant.
        case.allowance.spend_again(before, times=_OTHER_MEANINGS)
    return standing


def afford_proofs(case: Case, document: Mapping[str, Any], *, size: int) -> bool:
    """Whether all that the proofs of a document are made over can be canonicalised with what is left to `case`."""
    allowance, contexts = case.allowance, case.policy.contexts
    for piece, times in _canonicalised(document):
        try:
            cost = measured_canonical(piece, contexts=contexts).steps
        except WorkBudgetExceeded:
            cost = allowance.steps + 1
        except (ContextError, CanonicalizationError):
            # Step 4 of its report will stop at the same place.
            continue
        if not allowance.spend(steps=cost * times, characters=size * times):
            # It was made to be slow; no other part of this file gets the chance.
            allowance.parts = 0
            return False
    return True


def _canonicalised(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """What the proofs of a document are made over, and how often."""
    proofs = [proof for proof in proofs_of(document) if isinstance(proof, dict)]
    chained = [proof for proof in proofs if "previousProof" in proof]
    for proof in chained:
        with suppress(ProofError):
            yield unsecured(document, proof), 1
    alone = len(proofs) - len(chained)
    if alone:
        yield unsecured(document, {}), alone
    yield from (({**proof, "@context": document.get("@context")}, 1) for proof in proofs)


def _standing(report: Report, role: Role) -> Standing:
    failed = {check.step: check.code for check in report.checks if check.outcome is Outcome.FAILED}
    beside = _OTHER_PERSON | {_OTHER_MATTER}
    if role is Role.ENDORSEMENT and failed == {_ISSUER: _STOLEN}:
        return Standing.DISTRUSTED
    if any(step not in {_DATES, _STATUS, _TRUST} and code not in beside for step, code in failed.items()):
        return Standing.FORGED
    if _STATUS in failed:
        return Standing.WITHDRAWN
    if _DATES in failed:
        return Standing.OUT_OF_DATE
    if failed:
        return Standing.OTHER_PERSON if _OTHER_PERSON & set(failed.values()) else Standing.OTHER_MATTER
    return Standing.UNCHECKED if report.verdict is Verdict.NOT_CHECKED else Standing.HOLDS


def _say(findings: Findings, case: Case, tally: _Tally) -> None:
    rows = list(tally)
    outcomes = [_outcome(standing, case) for _, standing, _ in rows]
    # All is said in one breath, so every sentence gets the weight of the gravest.
    worst = next((each for each in (Outcome.FAILED, Outcome.UNKNOWN) if each in outcomes), Outcome.PASSED)
    for (role, standing, found), outcome in zip(rows, outcomes, strict=True):
        sentence = _SENTENCES[role, standing][len(found) > 1]
        code = _code(case, role, standing) if outcome is worst else ""
        findings.add(worst, sentence, code=code, count=len(found), path=found[0].path)
        # Of endorsements each was noted by itself, with whose it was.
        lapsed = standing in _COUNTS_FOR_NOTHING and role is Role.CREDENTIAL
        if lapsed and outcome is Outcome.PASSED:
            case.warn(sentence, code=_CODES[standing], count=len(found), path=found[0].path)


def _outcome(standing: Standing, case: Case) -> Outcome:
    if standing is Standing.FORGED or (case.is_presentation and standing in _FAILS_A_PRESENTATION):
        return Outcome.FAILED
    return Outcome.UNKNOWN if standing in _OPEN else Outcome.PASSED


def _code(case: Case, role: Role, standing: Standing) -> str:
    if standing in _OPEN and role is Role.CREDENTIAL:
        return CONTENT_UNCHECKED
    if standing is Standing.FORGED:
        codes = (check.code for part in case.parts if part.role is role for check in part.report.checks)
        return next((code for code in codes if code in PLACE_CODES), _CODES[standing])
    return _CODES.get(standing, "")


def _check_asked_for(findings: Findings, case: Case, tally: _Tally) -> None:
    # What holds credentials is what was asked for if one of them is.
    if case.policy.expected_achievement is None or not (case.is_presentation or case.is_record):
        return
    if not tally.count(Standing.HOLDS, *_OPEN, role=Role.CREDENTIAL):
        findings.failed(
            "Nothing inside that holds is the achievement that was asked for.", code=_OTHER_MATTER
        )


# --- learner records ----------------------------------------------------------------------------------------


def _check_record(findings: Findings, case: Case, tally: _Tally) -> None:
    _check_associations(findings, case, complete=not tally.count(*_OPEN, role=Role.CREDENTIAL))
    for part in case.parts:
        document = part.report.document
        if part.role is Role.CREDENTIAL and document and not same_person(case.document, document):
            case.warn(
                "The credential at {path} does not name its subject as the record does, so whether both are about one "
                "person is not shown.",
                code="record_subject",
                path=part.path,
            )
    if case.document.get("partial") is True:
        case.warn("The issuer says that this record is not complete.", code="record_partial")


def _check_associations(findings: Findings, case: Case, *, complete: bool) -> None:
    # CLR 2.0, "Association": both ends are achievements of this record.
    documents = [case.document, *(part.report.document for part in case.parts if part.report.document)]
    known = frozenset().union(*(achievement_ids(document) for document in documents))
    for path, end in _ends(case.document):
        if isinstance(end, str) and end in known:
            continue
        findings.add(
            Outcome.FAILED if complete else Outcome.UNKNOWN,
            "“{path}” names no achievement of this record.",
            code="association_end" if complete else CONTENT_UNCHECKED,
            path=path,
        )


def _ends(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for subject in objects(document.get("credentialSubject")):
        for index, association in enumerate(many(subject.get("association"))):
            for member in ("sourceId", "targetId"):
                end = association.get(member) if isinstance(association, dict) else None
                yield f"credentialSubject.association[{index}].{member}", end
