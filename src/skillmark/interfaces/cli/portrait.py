"""What a credential says, as lines of label and text: who achieved what, with what results, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from skillmark.credential.model import (
    AchievementCredential,
    ClrCredential,
    Evidence,
    IdentityObject,
    Result,
)
from skillmark.credential.model.element_lines import lines_of
from skillmark.credential.model.elements import SkillElement
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.credential.model.kinds import is_presentation, is_record
from skillmark.credential.model.vocabulary import IDENTITY_TYPES
from skillmark.credential.report import Outcome, Report
from skillmark.credential.steps.bind import readable_id
from skillmark.credential.times import in_words

Line = tuple[str, str]
_Thing = TypeVar("_Thing")
_MOST = 12
_FORM, _HOLDER = 2, 8
_KINDS_IN_WORDS = {"emailAddress": "e-mail address", "email": "e-mail address", "name": "name"}


def portrait(report: Report) -> Iterator[Line]:
    """The lines; whether they are true is for the verdict to say."""
    credential, document = report.credential, report.document or {}
    if credential is None:
        return
    lines = _presentation(report) if is_presentation(document) else _credential(credential, report)
    yield from ((label, text) for label, text in lines if text)
    yield from _kept_back(report)


def _presentation(report: Report) -> Iterator[Line]:
    document = report.document or {}
    holder = document.get("holder")
    label = "Shown by" if report.check(_HOLDER).outcome is Outcome.PASSED else "Says it is by"
    yield label, readable_id(str((holder.get("id") if isinstance(holder, dict) else holder) or ""))
    yield from _proofs(AchievementCredential(document), report)


def _credential(credential: AchievementCredential, report: Report) -> Iterator[Line]:
    achievement, subject, issuer = credential.achievement, credential.subject, credential.issuer
    yield "Title", _with(credential.name, achievement.kind)
    yield "Standard", f"{report.legacy} (older than that of today, and proves less)" if report.legacy else ""
    yield "Learner", _learner(credential)
    yield "Issuer", _with(issuer.name, readable_id(issuer.id))
    yield "", issuer.url
    yield "Awarded", _day(credential.awarded)
    yield "Valid", _span(credential.valid_from, credential.valid_until)
    yield "About", credential.description
    yield "Says", subject.narrative or _comment(report.document or {})
    yield "Earned by", achievement.criteria.narrative or achievement.criteria.id
    yield from _listed("Results", credential.results, _result)
    elements = elements_of_credential(credential.document)
    yield from _listed("Skills", elements.skills, _skill)
    for line in lines_of(elements):
        yield line.label.say(), _with(line.text.say(), line.href)
    yield from _listed("Evidence", credential.evidence, _evidence)
    yield "Credits", subject.credits_earned
    yield "Tags", ", ".join(achievement.tags[:_MOST])
    if is_record(report.document or {}):
        yield from _record(report.document or {})
    yield from _proofs(credential, report)
    yield "Id", credential.id


def _learner(credential: AchievementCredential) -> str:
    subject = credential.subject
    named = [_identity(each) for each in subject.identifiers if each.kind != "name" or each.hashed]
    own_id = "" if subject.id.startswith("urn:uuid:") else readable_id(subject.id)
    return "; ".join(filter(None, (subject.name, own_id, *named[:_MOST])))


def _identity(identity: IdentityObject) -> str:
    kind = identity.kind if identity.kind in IDENTITY_TYPES else "identifier"
    shown = _KINDS_IN_WORDS.get(kind, kind)
    return f"{shown} hidden behind a hash (ask with --for)" if identity.hashed else identity.value


def _comment(document: Any) -> str:
    subject = document.get("credentialSubject")
    comment = subject.get("endorsementComment") if isinstance(subject, dict) else ""
    return comment if isinstance(comment, str) else ""


def _result(result: Result) -> str:
    scale = result.description
    if scale is None:
        return result.value
    bounds = f"{scale.minimum} to {scale.maximum}" if scale.minimum and scale.maximum else ""
    levels = ", ".join(level.name for level in scale.levels) or ", ".join(scale.allowed)
    needed = f"{scale.required} needed" if scale.required else ""
    return _with(f"{scale.name}: {result.value}", "; ".join(filter(None, (bounds or levels, needed))))


def _skill(skill: SkillElement) -> str:
    level = f"level {skill.level}" if skill.level else ""
    return _with(skill.name, ", ".join(filter(None, (skill.framework, level))))


def _evidence(evidence: Evidence) -> str:
    said = " – ".join(filter(None, (evidence.name, evidence.narrative or evidence.description)))
    return _with(said, evidence.id) if said else evidence.id


def _record(document: Any) -> Iterator[Line]:
    associations = ClrCredential(document).subject.associations
    yield from _listed("Relations", associations, lambda each: f"{each.source} {each.kind} {each.target}")


def _proofs(credential: AchievementCredential, report: Report) -> Iterator[Line]:
    signed = [_with(each.suite or "of an older kind", _day(each.created)) for each in credential.proofs]
    text = report.signed_bytes
    if text and not text.startswith(b"{"):
        signed.append("as SD-JWT, which can be shown in part" if b"~" in text else "as a signed text (JWT)")
    yield "Signed", ", ".join(signed)


def _kept_back(report: Report) -> Iterator[Line]:
    fact = report.check(_FORM).fact
    hidden, shown = fact.get("hidden"), fact.get("disclosed")
    if isinstance(hidden, int) and hidden:
        yield "Kept back", f"{hidden} further statements are not shown."
    if isinstance(shown, list) and shown:
        yield "Opened", ", ".join(map(str, shown[:_MOST]))


def _span(begin: datetime | None, end: datetime | None) -> str:
    if begin is None and end is None:
        return ""
    since = f"since {_day(begin)}" if begin else ""
    return f"{since}{', ' if since else ''}{f'until {_day(end)}' if end else 'with no end'}"


def _day(moment: datetime | None) -> str:
    return in_words(moment) if moment is not None else ""


def _with(text: str, more: str) -> str:
    return f"{text} ({more})" if text and more else text or more


def _listed(label: str, things: Sequence[_Thing], write: Callable[[_Thing], str]) -> Iterator[Line]:
    # Only those that are shown are written: there may be thousands.
    for number, text in enumerate(filter(None, map(write, things[:_MOST]))):
        yield label if number == 0 else "", text
    if len(things) > _MOST:
        yield "", f"… and {len(things) - _MOST} more."
