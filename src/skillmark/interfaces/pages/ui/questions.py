"""The eight questions that a report answers, in words for people who never heard of a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from skillmark.credential.legacy.hosted import HOSTED_COPY
from skillmark.credential.report import Check, Group, Outcome, Report, Role
from skillmark.credential.steps.subject import PLACE_CODES
from skillmark.credential.times import age_in_words, parse_timestamp
from skillmark.interfaces.pages.ui.said import DID_KEY, Said, What
from skillmark.interfaces.pages.ui.shows import TONES, FreshShow, QuestionShow, check_show, counted, in_words

JUST_NOW = timedelta(minutes=1)
# Whether an issuer is on a list is a fact, and not something that could not be checked.
NOT_LISTED = frozenset({"issuer_unlisted", "no_list"})
# The codes of step 4 for older badges that their issuer keeps: there is no signature to speak of.
KEPT = frozenset({HOSTED_COPY, "copy_differs", "copy_withdrawn"})
_FILE = 1
_P, _F, _U, _N = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
_UNCHECKED = "Could not be checked"
# What was read from outside, and the fact that says when.
_READ = {"keys": "keys_age_seconds", "copy": "copy_age_seconds", "list": "list_age_seconds"}


@dataclass(frozen=True)
class _Words:
    """A question, how it is answered at all, and the answers by outcome and, where that says more, by code."""

    question: str
    how: str
    answers: Mapping[Outcome, str]
    by_code: Mapping[str, str]


_WORDS = {
    Group.INTEGRITY: _Words(
        "Was anything changed?",
        "A signature covers every word of it. Whatever is changed afterwards, the signature no longer fits.",
        {_P: "Unchanged", _F: "It does not hold", _U: _UNCHECKED, _N: "Nobody signed it"},
        {
            "not_signed": "Nobody signed it",
            "signature_invalid": "Yes, or somebody else signed it",
            "copy_differs": "Yes: the issuer's copy says something else",
        },
    ),
    Group.ISSUER_BINDING: _Words(
        "Who issued it – and is it really them?",
        "Anybody can write a name into a file. So the keys are looked up that this issuer itself publishes, and it "
        "must have been signed with one of them.",
        {_P: "It is them", _F: "It is not shown to be them", _U: _UNCHECKED, _N: "Nobody signed it"},
        {"issuer_mismatch": "It is somebody else", "key_compromised": "It may be somebody else"},
    ),
    Group.TRUST: _Words(
        "Do we know this issuer?",
        "Anybody can issue in their own name. This says whether the issuer is on a list of those known here; whether "
        "it is a good one, no check can say.",
        {_P: "Yes", _F: "Something else was asked for", _U: _UNCHECKED, _N: "Not asked"},
        dict.fromkeys(NOT_LISTED, "No"),
    ),
    Group.CONFORMANCE: _Words(
        "Is it written as the standard asks?",
        "It has to be complete, and every word in it must have one meaning. Then everybody reads the same in it.",
        {_P: "Yes", _F: "No", _U: _UNCHECKED, _N: "Not asked"},
        {},
    ),
    Group.VALIDITY: _Words(
        "Is it in date?",
        "Its issuer may have set a day on which it begins, and one on which it ends.",
        {_P: "Yes", _F: "Its dates are wrong", _U: _UNCHECKED, _N: "Not asked"},
        {"expired": "No, it has expired", "not_yet_valid": "Not yet"},
    ),
    Group.STATUS: _Words(
        "Has it been withdrawn?",
        "Issuers can take a credential back later. Its issuer keeps a list of those, and that list was asked.",
        {_P: "No", _F: "What is published does not hold", _U: _UNCHECKED, _N: "Nothing is published"},
        {"revoked": "Yes", "suspended": "It is on hold"},
    ),
    Group.SUBJECT: _Words(
        "Whose is it?",
        "A file can be copied, so it does not show whose hands it is in. Compare the name in it with the person's "
        "papers where that matters.",
        {_P: "It is theirs", _F: "It is somebody else's", _U: _UNCHECKED, _N: "Nobody was asked"},
        dict.fromkeys(PLACE_CODES, "It does not belong here"),
    ),
    Group.ENDORSEMENTS: _Words(
        "What is inside it?",
        "Others may vouch for it, and further credentials may stand in it. Each of them is asked the same questions.",
        {_P: "It holds", _F: "Something that does not hold", _U: _UNCHECKED, _N: "Nothing further"},
        {},
    ),
}
_KEPT_HOW = "It has no signature. It was compared, word by word, with the copy that its issuer keeps."
_VOUCHES = _Words(
    "What does it speak of?",
    "An endorsement counts only for what it names, so that must be in the document around it.",
    {_P: "Of what it stands in", _F: "Of something else", _U: _UNCHECKED, _N: "Nobody was asked"},
    {},
)
# A presentation is made for the moment; these are asked of what it shows.
_OF_EACH = frozenset({Group.TRUST, Group.VALIDITY, Group.STATUS})


def questions_of(
    report: Report, *, said: Said, moment: datetime, told: bool = True
) -> tuple[QuestionShow, ...]:
    """The eight answers, in the order of the library; without `told`, nothing that the document says of itself."""
    own = said if told else Said(what=said.what)
    return tuple(_answered(group, report, own, moment, told=told) for group in Group)


def is_kept(report: Report) -> bool:
    """Whether it is an older badge that was compared with its issuer's copy, where others have a signature."""
    return any(check.code in KEPT for check in report.checks if check.group is Group.INTEGRITY)


def fresh_of(checks: Iterable[Check], moment: datetime) -> FreshShow | None:
    """How old the oldest thing is that these steps rest on; None where they rest on nothing from outside."""
    known = [
        (check.fact[name], what) for check in checks for what, name in _READ.items() if name in check.fact
    ]
    if not known:
        return None
    seconds, what = max(known)
    age = timedelta(seconds=seconds)
    words = "just now" if age < JUST_NOW else f"{age_in_words(age)} ago"
    return FreshShow(f"{what} read {words}", f"{what} read on {in_words(moment - age, clock=True)}")


def counts_of(report: Report) -> str:
    """What is inside, counted: "2 credentials and 1 endorsement"."""
    roles = [part.role for part in report.parts]
    nouns = ((Role.CREDENTIAL, "credential"), (Role.ENDORSEMENT, "endorsement"))
    return " and ".join(counted(roles.count(role), noun) for role, noun in nouns if role in roles)


@dataclass(frozen=True)
class _Asked:
    """A question put to a report: the steps that answer it, and what they come to."""

    group: Group
    checks: tuple[Check, ...]
    outcome: Outcome
    said: Said
    inside: str
    told: bool
    is_whole: bool  # whether nothing was changed since somebody signed it

    @property
    def code(self) -> str:
        """The code of the steps that decide."""
        codes = (check.code for check in self.checks if check.outcome is self.outcome)
        return next((code for code in codes if code), "")

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the steps found out for programs, all together."""
        return {name: value for check in self.checks for name, value in check.fact.items()}

    @property
    def words(self) -> _Words:
        """The words of the question."""
        is_endorsement = self.said.what is What.ENDORSEMENT
        return _VOUCHES if self.group is Group.SUBJECT and is_endorsement else _WORDS[self.group]

    @property
    def counts(self) -> tuple[int, int]:
        """How many parts hold, of how many different ones."""
        numbers = [int(self.facts.get(name, 0)) for name in ("holds", "parts", "repeated")]
        return numbers[0], numbers[1] - numbers[2]


def _answered(group: Group, report: Report, said: Said, moment: datetime, *, told: bool) -> QuestionShow:
    asked = _Asked(
        group=group,
        checks=tuple(check for check in report.checks if check.group is group),
        outcome=report.group(group),
        said=said,
        inside=counts_of(report),
        told=told,
        is_whole=report.group(Group.INTEGRITY) is _P,
    )
    return QuestionShow(
        group=group.value,
        outcome=(_N if _hollow(asked) else asked.outcome).value,
        question=asked.words.question,
        how=_KEPT_HOW if group is Group.INTEGRITY and is_kept(report) else asked.words.how,
        word=_word(asked),
        tone=_tone(asked),
        note=_NOTES[group](asked) if group in _NOTES else "",
        fresh=fresh_of(asked.checks, moment),
        steps=tuple(check_show(check) for check in asked.checks),
        is_open=any(check.outcome is _F or _leaves_open(check, report) for check in asked.checks),
    )


def _leaves_open(check: Check, report: Report) -> bool:
    # What was not reached has its reason in another step, which is open.
    return check.step in report.open_steps and check.code != "not_reached"


def _hollow(asked: _Asked) -> str:
    """The word for what passed and says nothing here, since whoever forges can write it too; empty where it counts."""
    if asked.outcome is not _P:
        return ""
    if asked.group is Group.ISSUER_BINDING and not asked.is_whole:
        return "It names a key of theirs, and no more"
    return "By its own dates, yes" if asked.group is Group.VALIDITY and not asked.told else ""


def _tone(asked: _Asked) -> str:
    if _hollow(asked):
        return "na"
    if asked.group is Group.TRUST and asked.outcome is not _F and asked.code in NOT_LISTED:
        return "warn"
    holds, total = asked.counts
    if asked.outcome is _P and holds < total:
        # Nothing is forged, and yet not all of it counts.
        return "warn"
    return TONES[asked.outcome.value]


def _word(asked: _Asked) -> str:
    if hollow := _hollow(asked):
        return hollow
    words, outcome = asked.words, asked.outcome
    if outcome is _P and asked.group is Group.ISSUER_BINDING and asked.said.issuer_id.startswith(DID_KEY):
        # A key proves that it signed, and nobody what its holder is called.
        return "The holder of its key"
    holds, total = asked.counts
    if total and (holds or outcome is not _U):
        return ("It holds" if holds else "It does not hold") if total == 1 else f"{holds} of {total} hold"
    if outcome is _N and asked.said.what is What.PRESENTATION and asked.group in _OF_EACH:
        return "Asked of each inside"
    if any(check.step == _FILE and check.outcome is _F for check in asked.checks):
        return "It cannot be read"
    return words.answers[_P] if outcome is _P else words.by_code.get(asked.code, words.answers[outcome])


# --- what an answer rests on, in a few words ----------------------------------------------------------------


def _who(asked: _Asked) -> str:
    if asked.outcome is not _P or not asked.said.issuer_id:
        return ""
    return asked.said.host or "the name in it is their own word"


def _which_list(asked: _Asked) -> str:
    return f"on {asked.facts['list']}" if asked.outcome is _P and "list" in asked.facts else ""


def _which_standard(asked: _Asked) -> str:
    return asked.said.standard if asked.outcome is _P else ""


def _days(asked: _Asked) -> str:
    if not asked.told:
        return ""
    begin, end = (_day(asked.facts.get(name)) for name in ("valid_from", "valid_until"))
    if asked.outcome is _P:
        return f"until {end}" if end else f"since {begin}, with no end" if begin else "with no end"
    if asked.code == "expired":
        return f"on {end}"
    return f"it begins on {begin}" if asked.code == "not_yet_valid" else ""


def _since(asked: _Asked) -> str:
    day = _day(asked.facts.get("changed_at"))
    return f"on {day}" if asked.outcome is _F and day else ""


def _whom(asked: _Asked) -> str:
    said = asked.said
    return f"issued to {said.earner}" if said.earner and said.what is not What.ENDORSEMENT else ""


def _what(asked: _Asked) -> str:
    return asked.inside


def _day(value: Any) -> str:
    return in_words(parse_timestamp(value)) if isinstance(value, str) else ""


_NOTES = {
    Group.ISSUER_BINDING: _who,
    Group.TRUST: _which_list,
    Group.CONFORMANCE: _which_standard,
    Group.VALIDITY: _days,
    Group.STATUS: _since,
    Group.SUBJECT: _whom,
    Group.ENDORSEMENTS: _what,
}
