"""The verdict of a report in the words of the pages: finer than the library's three, and never kinder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.credential.model.view import moment as moment_of
from skillmark.credential.report import Check, Outcome, Report, Role, Verdict
from skillmark.credential.steps.findings import quoted
from skillmark.credential.steps.subject import PLACE_CODES
from skillmark.interfaces.pages.ui.questions import is_kept
from skillmark.interfaces.pages.ui.said import DID_KEY, Said, What, said_in
from skillmark.interfaces.pages.ui.shows import VERDICTS, VerdictShow, in_words, with_words

FILE, FORM, ISSUER, SIGNATURE, DATES, STATUS, LOG, HOLDER, TRUST, PARTS = range(1, 11)
# Verdicts that say that it was genuine: only where the issuer and the signature are established.
LAPSED = frozenset({"revoked", "suspended", "expired", "not_yet_valid"})
# What fails the parts of a whole that is signed as it stands.
_PARTS_NOT_VALID = frozenset({
    "part_withdrawn", "part_out_of_date", "part_other_person", "part_other_matter", "association_end",
    "achievement_mismatch",
})  # fmt: skip
# Trying again helps nobody here.
_UNSUPPORTED = frozenset({
    "algorithm_unsupported", "proof_type_unsupported", "kind_unsupported", "unsupported", "envelope_unsupported",
    "status_unsupported", "status_purpose_unknown", "did_method_unsupported", "key_kind_unsupported",
    "signatures_several", "unknown_context", "status_may_be_hidden", "end_may_be_hidden", "holder_key_unsupported",
})  # fmt: skip
_ELSEWHERE = (
    "This says nothing for or against it. Ask for it in another form, or have it checked by another program."
)
_OPEN = {
    FILE: "It is signed in a way that cannot be read here.",
    FORM: "It uses words whose meaning is not known here.",
    ISSUER: "The keys of its issuer could not be looked up, so nobody can say whether it is really theirs.",
    SIGNATURE: "Its signature could not be checked.",
    DATES: "Until when it is valid could not be found out.",
    STATUS: "Whether its issuer has withdrawn it could not be found out.",
    HOLDER: "Whether it belongs to whoever shows it could not be found out.",
    PARTS: "Something inside it could not be checked.",
}
_FORGED = {
    ISSUER: "It is not shown to be from the issuer whose name is in it.",
    SIGNATURE: "It was changed after it was signed, or somebody else signed it.",
    LOG: "It is not in the public log that it names.",
    HOLDER: "It is not shown to belong to whoever shows it.",
    PARTS: "Something inside it is not genuine, so the whole is not to be relied on.",
}
_FORGED_BY_CODE = {
    "not_signed": "Nobody has signed it: anyone could have written it.",
    "copy_differs": "It does not say what its issuer's own copy says.",
}
_INVALID = {
    FORM: "It is not written as its standard asks, so nobody can be sure what it says.",
    DATES: "Its dates do not hold.",
    STATUS: "What is published about its withdrawal does not hold.",
    TRUST: "It is for something else than was asked for.",
    PARTS: "Not all that is inside it counts today.",
}


def verdict_of(report: Report, *, said: Said | None = None) -> VerdictShow:
    """The verdict with its sentence, what decided it, and what to do next; `said` adds the issuer's name."""
    told = said or Said()
    if report.verdict is Verdict.VERIFIED:
        return _with_accreditations(_held(report, told), report)
    if report.verdict is Verdict.NOT_CHECKED:
        return _open(report)
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    kind = _kind_of_failure(report, failed)
    # Of several failures the one that is told is the one that makes it this kind.
    deciding = next((c for c in failed if kind != "not_genuine" or c.step in _FORGED), failed[0])
    return with_words(VERDICTS[kind], sentence=_sentence_of(kind, deciding), because=deciding.detail)


def verdict_kept(report: Mapping[str, Any]) -> VerdictShow:
    """The verdict of a report that was kept as JSON, in the words that `verdict_of` finds for a fresh one."""
    found = Report.from_json(report)
    return verdict_of(found, said=said_in(found.summary, legacy=found.legacy))


def is_established(report: Report) -> bool:
    """Whether it is known who issued it, and that nothing was changed."""
    return all(report.check(step).outcome is Outcome.PASSED for step in (ISSUER, SIGNATURE))


# --- what holds ---------------------------------------------------------------------------------------------


def _held(report: Report, said: Said) -> VerdictShow:
    if said.what is What.PRESENTATION:
        return _held_presentation(report)
    if said.what is What.ENDORSEMENT:
        return _held_endorsement(report, said)
    if not issuer_is_known(report):
        return _unlisted(report, said)
    verified, issuer = VERDICTS["verified"], _known_as(report) or said.issuer
    sentence = f"Issued by {issuer}, unchanged since, and valid today." if issuer else ""
    next_step = verified.next_step
    if said.what is What.RECORD:
        sentence = f"Put together by {issuer or 'its issuer'}, unchanged since, and valid today."
        next_step = "Each credential inside has an issuer and a verdict of its own."
        if not all(part.report.verdict is Verdict.VERIFIED for part in report.parts):
            next_step = f"Not all that is inside counts. {next_step}"
    elif said.earner:
        next_step = f"{next_step} Whether {said.earner} is the person before you, only they can show."
    return with_words(verified, sentence=sentence, next_step=next_step)


def _held_endorsement(report: Report, said: Said) -> VerdictShow:
    """It proves whose word it is and that it stands; what it speaks of it does not prove."""
    known = issuer_is_known(report)
    who = (_known_as(report) if known else said.issuer) or "Its issuer"
    is_told = report.check(STATUS).outcome is Outcome.PASSED
    still = "It has not been withdrawn." if is_told else "Whether it is ever withdrawn is not published."
    stands = f"{who} signed it, and nothing was changed since. {still}"
    next_step = (
        "It proves who says so, and not that it is true: how much their word counts is for you to judge."
    )
    if known:
        return with_words(VERDICTS["verified"], sentence=stands, next_step=next_step)
    unlisted = _unlisted(report, said)
    return with_words(unlisted, next_step=next_step)


def _with_accreditations(show: VerdictShow, report: Report) -> VerdictShow:
    """Whoever relied on an accreditation reads at once that it is gone, although the credential stands."""
    words = [_accreditation(part.report) for part in report.parts if part.role is Role.ENDORSEMENT]
    said = " ".join(dict.fromkeys(word for word in words if word))
    return with_words(show, sentence=f"{show.sentence} {said}") if said else show


def _accreditation(report: Report) -> str:
    """How an accreditation inside stands, in a sentence; empty for other endorsements and what cannot be said."""
    said = said_in(report.summary)
    if said.word != "accreditation" or not is_established(report):
        return ""
    who = f"{said.issuer} ({said.host})" if said.host and said.host != said.issuer else said.issuer
    if report.check(STATUS).code == "revoked":
        moment = moment_of(report.check(STATUS).fact.get("changed_at"))
        day = f" on {in_words(moment)}" if moment else ""
        return f"It was accredited by {who}; the accreditation was withdrawn{day}."
    if report.check(DATES).code == "expired":
        day = f" on {in_words(said.until)}" if said.until else ""
        return f"It was accredited by {who}; the accreditation ended{day}."
    holds = issuer_is_known(report) and report.verdict is Verdict.VERIFIED
    return f"Accredited by {_known_as(report)}." if holds else ""


def _held_presentation(report: Report) -> VerdictShow:
    """Whoever shows credentials issues nothing: what counts is who issued what is shown."""
    shown = [part.report for part in report.parts if part.role is Role.CREDENTIAL]
    known = [each for each in shown if issuer_is_known(each)]
    sentence = "Every credential in it is genuine and valid today."
    next_step = "Whose they are, its holder has proved; who that is, only they can show."
    if report.check(SIGNATURE).outcome is not Outcome.PASSED:
        next_step = "Nobody signed the whole, so it does not show whose they are."
    if shown and len(known) == len(shown):
        return with_words(VERDICTS["verified"], sentence=sentence, next_step=next_step)
    unknown = len(shown) - len(known)
    said = f"{sentence} The issuer of {unknown} of {len(shown)} is on no list of known issuers."
    return with_words(VERDICTS["issuer_unknown"], sentence=said if shown else "It shows no credential.")


def issuer_is_known(report: Report) -> bool:
    """Whether a list of known issuers names the one whose signature holds."""
    return report.check(TRUST).outcome is Outcome.PASSED


def _known_as(report: Report) -> str:
    """The name of the issuer on the list that knows it: what it calls itself is its own word."""
    lists = report.check(TRUST).fact.get("lists") or [{}]
    return quoted(lists[0].get("issuer", ""))


def _unlisted(report: Report, said: Said) -> VerdictShow:
    """Genuine, from somebody this installation does not know."""
    trust = report.check(TRUST)
    what = trust.detail if trust.outcome is Outcome.UNKNOWN else "Its issuer is on no list of known issuers."
    if said.issuer_id.startswith(DID_KEY):
        # Nobody recognises a key by its letters.
        what = "Its issuer is known by a key alone, and that key is on no list of known issuers."
    proof = "The signature is good and nothing was changed."
    if is_kept(report):
        proof = "It is not signed; its issuer keeps a copy that says the same."
    return with_words(VERDICTS["issuer_unknown"], sentence=f"{proof} {what}")


# --- what is open -------------------------------------------------------------------------------------------


def _open(report: Report) -> VerdictShow:
    steps = [check for check in report.checks if check.step in report.open_steps]
    first = steps[0]
    sentence = _OPEN[first.step]
    if report.open_steps == {STATUS}:
        sentence = f"{sentence} Everything else holds."
    return with_words(
        VERDICTS["not_checked"],
        sentence=sentence,
        next_step=_ELSEWHERE if first.code in _UNSUPPORTED else "",
        because=" ".join(dict.fromkeys(check.detail for check in steps[:2])),
    )


# --- what fails ---------------------------------------------------------------------------------------------


def _kind_of_failure(report: Report, failed: list[Check]) -> str:
    """What a failure is called. Only one that leaves the signature whole may be called less than not genuine."""
    steps = {check.step for check in failed}
    code = failed[0].code
    if FILE in steps:
        return "not_readable"
    if steps == {HOLDER} and code in PLACE_CODES:
        return "misplaced"
    kind = _lapse(steps, code)
    if kind:
        # Nothing shows that it was ever what it says where its issuer could not be asked.
        return kind if is_established(report) else "not_valid"
    lesser = {FORM, DATES, STATUS, TRUST} | ({PARTS} if failed[-1].code in _PARTS_NOT_VALID else set())
    return "not_valid" if steps <= lesser else "not_genuine"


def _lapse(steps: set[int], code: str) -> str:
    if steps == {STATUS} and code in {"revoked", "suspended"}:
        return code
    return code if steps <= {DATES, STATUS} and code in {"expired", "not_yet_valid"} else ""


def _sentence_of(kind: str, first: Check) -> str:
    if kind == "not_genuine":
        return _FORGED_BY_CODE.get(first.code, _FORGED[first.step])
    if kind != "not_valid":
        return ""
    if first.code in LAPSED:
        # Said without “it was genuine”: that is not established.
        what = {"revoked": "Its issuer has withdrawn it", "suspended": "Its issuer has put it on hold"}
        days = {"expired": "It has expired", "not_yet_valid": "Its validity begins later"}
        return f"{(what | days)[first.code]}, and whether it was genuine could not be checked."
    return _INVALID[first.step]
