"""What is inside a document, as a tree: endorsements and further credentials, each with verdict and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from skillmark.credential.report import Part, Report, Role
from skillmark.interfaces.pages.ui.questions import counts_of, questions_of
from skillmark.interfaces.pages.ui.said import NOUNS, Said, What, said_in
from skillmark.interfaces.pages.ui.shows import (
    UNTOLD,
    VERDICTS,
    FactShow,
    QuestionShow,
    VerdictShow,
    counted,
    in_words,
    with_words,
)
from skillmark.interfaces.pages.ui.verdicts import verdict_of

PARTS = 10
HOLDING = frozenset({"verified", "issuer_unknown"})
VERBS = {"endorsement": "vouches for", "recognition": "recognises", "accreditation": "accredits"}
# More would bury the page; each is a page of its own when its file is checked by itself.
MOST_OPEN = 3
# The answer to “Do we know this issuer?” says it already.
UNLISTED = "issuer_unlisted"


@dataclass(frozen=True, kw_only=True)
class PartShow:
    """One part: what it is, from whom, what it says where that may be said, and what was found."""

    icon: str
    title: str
    by: str
    verdict: VerdictShow
    questions: tuple[QuestionShow, ...]
    facts: tuple[FactShow, ...] = ()
    text: str = ""  # what a credential is about
    comment: str = ""  # what an endorser says, in their own words
    legacy: str = ""
    place: str = ""  # for experts
    warnings: tuple[str, ...] = ()
    parts: tuple[PartShow, ...] = ()
    beyond: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class InsideShow:
    """All that is inside: a heading that counts, the parts, and what could not be looked at."""

    heading: str
    parts: tuple[PartShow, ...]
    beyond: str = ""


def inside_of(report: Report, *, said: Said, moment: datetime, told: bool) -> InsideShow | None:
    """The tree below a report; None where there is nothing inside.

    `told` says whether what the document says may be repeated: what stands in a forgery is not, since whoever forged
    it chose it.
    """
    if not report.parts and not _beyond(report):
        return None
    parts = _parts(report, said, moment, told=told)
    return InsideShow(
        f"Inside it: {found}" if (found := counts_of(report)) else "Inside it", parts, _beyond(report)
    )


def said_by(report: Report) -> Said:
    """What the document of a report says."""
    return said_in(report.summary, legacy=report.legacy)


def _parts(report: Report, said: Said, moment: datetime, *, told: bool) -> tuple[PartShow, ...]:
    pairs = [(part, said_by(part.report)) for part in report.parts]
    # CLR 2.0: endorsements of a record may also be about the credentials in it.
    held = [own.names for part, own in pairs if part.role is Role.CREDENTIAL]
    names = {id_: name for own in (*held, said.names) for id_, name in own.items()}
    shown = [_part(part, own, moment, names=names, told=told) for part, own in pairs]
    bad = [each for each in shown if each.verdict.tone == "bad"][:MOST_OPEN]
    return tuple(replace(each, is_open=each in bad) for each in shown)


def _part(part: Part, said: Said, moment: datetime, *, names: Mapping[str, str], told: bool) -> PartShow:
    report = part.report
    verdict = verdict_of(report, said=said)
    if not told and verdict.kind in HOLDING:
        verdict = VERDICTS["beside"]
    if verdict.kind == "verified":
        # What to do next is said once, of the whole.
        verdict = replace(verdict, next_step="")
    told = told and verdict.kind not in UNTOLD
    inside = inside_of(report, said=said, moment=moment, told=told)
    is_endorsement = part.role is Role.ENDORSEMENT
    bare = PartShow(
        icon="thumbs-up" if is_endorsement else "award",
        title="An endorsement" if is_endorsement else "A credential",
        by="",
        verdict=verdict,
        questions=questions_of(report, said=said, moment=moment, told=told),
        legacy=report.legacy,
        place=part.path,
        warnings=tuple(note.say() for note in report.notes if note.code != UNLISTED),
        parts=inside.parts if inside else (),
        beyond=inside.beyond if inside else "",
    )
    if not told:
        return bare
    return _endorsement(bare, said, names) if is_endorsement else _credential(bare, said)


def _endorsement(bare: PartShow, said: Said, names: Mapping[str, str]) -> PartShow:
    what = names.get(said.about, "something in it")
    who = said.issuer or "Somebody"
    next_step = (
        ""
        if bare.verdict.kind != "issuer_unknown"
        else f"Whether the word of {who} counts is for you to judge."
    )
    return replace(
        bare,
        title=f"{who} withdrew its {said.word} of {what}"
        if bare.verdict.kind == "revoked"
        else f"{who} {VERBS[said.word]} {what}",
        by=f"since {in_words(said.since)}" if said.since else "",
        verdict=with_words(bare.verdict, next_step=next_step),
        comment=said.comment,
    )


def _credential(bare: PartShow, said: Said) -> PartShow:
    rows = (
        ("Issued to", said.earner),
        ("Issued by", said.issuer),
        ("Since", in_words(said.since) if said.since else ""),
        ("Valid until", in_words(said.until) if said.until else ""),
    )
    return replace(
        bare,
        icon="layers" if said.what is What.RECORD else bare.icon,
        title=said.title or f"A {NOUNS[said.what]} without a title",
        by=said.issuer,
        facts=tuple(FactShow(label, value) for label, value in rows if value),
        text=said.description if said.description != said.title else "",
    )


def _beyond(report: Report) -> str:
    """What is inside and was not looked at: nothing is passed over in silence."""
    fact = report.check(PARTS).fact
    count, again = int(fact.get("beyond", 0)), int(fact.get("repeated", 0))
    said = []
    if count:
        said.append(f"{counted(count, 'more part')} could not be checked, because there is too much inside.")
    if again:
        said.append(
            f"{counted(again, 'part')} stood there twice, and {'was' if again == 1 else 'were'} counted once."
        )
    return " ".join(said)
