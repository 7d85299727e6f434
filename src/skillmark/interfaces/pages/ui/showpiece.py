"""One credential as its page shows it: everything the showpiece needs, finished, from the document and the report."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import isfinite

import segno
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from skillmark.credential.model import AchievementCredential, Evidence, Result
from skillmark.credential.model.credential import EndorsementSubject
from skillmark.credential.model.element_lines import lines_of
from skillmark.credential.model.elements import Elements, SkillElement
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.credential.report import Message, Outcome, Report, Role
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.findings import quoted
from skillmark.interfaces.pages.ui.inside import UNLISTED, InsideShow, inside_of, said_by
from skillmark.interfaces.pages.ui.markdown import render
from skillmark.interfaces.pages.ui.questions import is_kept, questions_of
from skillmark.interfaces.pages.ui.said import DID_KEY, Said, What
from skillmark.interfaces.pages.ui.shows import (
    UNTOLD,
    FactShow,
    QuestionShow,
    VerdictShow,
    counted,
    in_words,
    tally,
)
from skillmark.interfaces.pages.ui.verdicts import issuer_is_known, verdict_of
from skillmark.lifecycle.designing.badge_art import describe, draw_badge
from skillmark.lifecycle.issuing.document import SHOWN_BY, SignedExtras, signed_extras
from skillmark.lifecycle.issuing.identity import did_web_id, https_id
from skillmark.lifecycle.issuing.queries import org_keys_with

ISSUER, SIGNATURE, STATUS, TRUST = 3, 4, 6, 9
DATA_IMAGES = ("data:image/png;base64,", "data:image/svg+xml", "data:image/jpeg;base64,")
LARGEST_INLINE_IMAGE = 1_000_000
JUST_NOW = timedelta(minutes=2)
MOST_STATEMENTS = 40
# More of them are in no honest badge, and a hostile one has thousands.
MOST_LISTED, MOST_LEVELS, LONGEST_MARKDOWN = 100, 30, 40_000
# Members of a document that the page says in its own words.
SHOWN_ELSEWHERE = frozenset({"@context", "id", "type", "name", "description", "issuer", "validFrom", "validUntil",
                             "issuanceDate", "expirationDate"})  # fmt: skip
# Notes that have a place of their own on the page.
LEGACY, HIDDEN, DERIVED = "legacy", "statements_hidden", "derived_credential"
LAPSED_ACCREDITATIONS = frozenset({"accreditation_withdrawn", "accreditation_ended"})
SAID_ELSEWHERE = frozenset({LEGACY, HIDDEN, DERIVED, UNLISTED}) | LAPSED_ACCREDITATIONS


@dataclass(frozen=True)
class HallmarkShow:
    """One of the four hallmarks: issued by, level, assessed how, measured how well."""

    icon: str
    label: str
    value: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class OutcomeShow:
    """A result: what was to be shown, by what it was shown, and how far along its scale (`of` 0: no scale)."""

    outcome: str
    shown_by: str
    word: str
    value: float = 0
    of: float = 0
    good: bool = True
    scale: str = ""  # "level 2 of 3: Not yet, Met, Strong"


@dataclass(frozen=True)
class EvidenceShow:
    """Something the credential rests on."""

    name: str
    genre: str
    text: SafeString
    href: str = ""


@dataclass(frozen=True)
class NoteShow:
    """Something that a reader must know before relying on it: a few words, and a sentence or two."""

    title: str
    text: str


@dataclass(frozen=True)
class ElsewhereShow:
    """How it is checked without us: what the file carries, who reads it, and what a check needs."""

    carries: str = "The downloaded file carries its own proof."
    readers: str = "Any Open Badges 3.0 verifier reads it."
    needs: str = (
        "A check needs nothing but the issuer's published keys and status list; without a network, the copies known "
        "from an earlier check."
    )


@dataclass(frozen=True, kw_only=True)
class CredentialShow:
    """The whole page of one credential. `readable` is false when nothing may be repeated: then answers are all."""

    readable: bool
    verdict: VerdictShow
    checked: str  # "just now" or the time
    questions: tuple[QuestionShow, ...]
    what: What = What.OTHER
    inside: InsideShow | None = None
    notes: tuple[NoteShow, ...] = ()
    stamp: str = ""  # when it was checked and how it stood then, for paper, where no age stays true
    warnings: tuple[str, ...] = ()
    title: str = ""
    name: str = ""
    can: str = ""  # what follows the name: "can clean, analyse …"
    issuer: str = ""
    leads: tuple[FactShow, ...] = ()  # where to read about the issuer and about the achievement
    badge_url: str = ""
    badge_alt: str = ""
    description: str = ""
    facts: tuple[FactShow, ...] = ()
    marks: tuple[HallmarkShow, ...] = ()
    outcomes: tuple[OutcomeShow, ...] = ()
    statements: tuple[FactShow, ...] = ()  # what a credential of another kind says, as it says it
    criteria: SafeString = field(default_factory=SafeString)
    not_proven: SafeString = field(default_factory=SafeString)
    evidence: tuple[EvidenceShow, ...] = ()
    skills: tuple[FactShow, ...] = ()
    elements: tuple[FactShow, ...] = ()  # what a reader compares micro-credentials by, as the file says it
    elsewhere: ElsewhereShow = field(default_factory=ElsewhereShow)
    address: str = ""  # where this page can be opened by others; printed with a QR code
    qr: str = ""
    awarded: datetime | None = None
    valid_until: datetime | None = None
    level: int | None = None
    kind: str = ""
    identifier: str = ""

    @property
    def tally(self) -> str:
        """The answers counted honestly."""
        return tally(self.questions)

    @property
    def is_badge(self) -> bool:
        """Whether it is one achievement of one person, which is what the hallmarks are about."""
        return self.what is What.BADGE

    @property
    def sentence(self) -> str:
        """The page in one sentence, for people who hear it."""
        day = f" on {in_words(self.awarded)}" if self.awarded else ""
        said = f"{self.name or 'Somebody'} earned {self.title} from {self.issuer}{day}"
        if not self.is_badge:
            said = f"{self.title}{f' from {self.issuer}' if self.issuer else ''}{day}"
        return f"{said}; checked {self.checked}: {self.verdict.word.lower()}, {self.tally}."


def from_report(
    report: Report,
    *,
    now: datetime,
    badge_url: str = "",
    address: str = "",
    checked_at: datetime | None = None,
) -> CredentialShow:
    """The show of a checked credential. `badge_url` overrides its picture; `address` is where others can open it."""
    moment = checked_at or now
    said = said_by(report)
    verdict = verdict_of(report, said=said)
    # What somebody else wrote into a credential is not repeated here, however true it may sound.
    told = verdict.kind not in UNTOLD
    bare = CredentialShow(
        readable=False,
        verdict=verdict,
        checked="just now" if now - moment < JUST_NOW else f"on {in_words(moment, clock=True)}",
        questions=questions_of(report, said=said, moment=moment, told=told),
        what=said.what,
        inside=inside_of(report, said=said, moment=moment, told=told),
        notes=notes_of(report),
        warnings=tuple(n.say() for n in report.notes if n.code not in SAID_ELSEWHERE),
        stamp=stamp_of(report, moment),
        elsewhere=elsewhere_of(report, said),
    )
    credential = report.credential
    if credential is None or not told:
        return bare
    return described(bare, credential, report, said, badge_url=badge_url, address=address)


def stamp_of(report: Report, moment: datetime) -> str:
    """When it was checked, and of when the list was that was asked, or the copy that it was compared with."""
    facts = {**report.check(SIGNATURE).fact, **report.check(STATUS).fact}
    age = facts.get("list_age_seconds", facts.get("copy_age_seconds"))
    what = "the copy that its issuer keeps," if is_kept(report) else "the status list of"
    asked = (
        f", against {what} {in_words(moment - timedelta(seconds=age), clock=True)}" if age is not None else ""
    )
    return f"Checked on {in_words(moment, clock=True)}{asked}."


def notes_of(report: Report) -> tuple[NoteShow, ...]:
    """That it is older, and that there is more in it than is shown: what a reader must know before all else."""
    by_code = {note.code: note for note in report.notes}
    shown = []
    if report.legacy:
        said = by_code.get(LEGACY, Message("It follows an older standard, which proves less."))
        shown.append(NoteShow(f"An older badge: {report.legacy}", said.say()))
    if hidden := by_code.get(HIDDEN):
        count = int(hidden.params["count"])
        title = "One more statement is" if count == 1 else f"{count} more statements are"
        shown.append(NoteShow(
            f"{title} in it, but not shown",
            "Whoever shows it chose what you see, which is their right. What is kept back could matter: ask for it if "
            "it does. A few of these places may be empty.",
        ))  # fmt: skip
    if derived := by_code.get(DERIVED):
        shown.append(NoteShow("Only a part of it is shown", derived.say()))
    return tuple(shown)


def described(
    bare: CredentialShow,
    credential: AchievementCredential,
    report: Report,
    said: Said,
    *,
    badge_url: str,
    address: str,
) -> CredentialShow:
    """The show with everything that the document says."""
    extras, elements = signed_extras(credential.document), elements_of_credential(credential.document)
    issuer = credential.issuer.name or readable_host(credential.issuer.id)
    title, name = title_of(credential, report, said), credential.subject.name
    shown = replace(
        bare,
        readable=True,
        title=title,
        name=name,
        can=what_follows(name, credential.subject.narrative) or what_it_is(report, said),
        issuer=issuer,
        description=credential.description if said.description and credential.description != title else "",
        leads=leads_of(credential, report, issuer),
        facts=(*standard_of(report), *facts_of(credential, elements, said)),
        evidence=evidence_of(credential),
        address=address,
        qr=qr_of(address),
        awarded=credential.awarded or credential.valid_from,
        valid_until=credential.valid_until,
        identifier=credential.id,
    )
    if said.is_badge:
        return achieved(shown, credential, report, extras, elements, badge_url=badge_url)
    return replace(shown, badge_url=badge_url, statements=statements_of(credential, said))


def achieved(
    shown: CredentialShow,
    credential: AchievementCredential,
    report: Report,
    extras: SignedExtras,
    elements: Elements,
    *,
    badge_url: str,
) -> CredentialShow:
    """What only a badge has: a picture, hallmarks, outcomes, skills."""
    issuer, kind = shown.issuer or "an unnamed issuer", extras.kind.lower()
    return replace(
        shown,
        issuer=issuer,
        badge_url=badge_url or picture(credential, title=shown.title, issuer=issuer, extras=extras),
        badge_alt=describe(title=shown.title, issuer=issuer, kind=kind, level=extras.level),
        marks=marks_of(credential, extras, elements, report, issuer),
        outcomes=outcomes_of(credential) or outcomes_said(elements),
        criteria=rendered(extras.criteria or criteria_of(report), heading=3),
        not_proven=rendered(extras.not_proven, heading=3),
        skills=skills_of(elements),
        elements=elements_shown(elements),
        level=extras.level,
        kind=kind,
    )


# --- what the document says ---------------------------------------------------------------------------------


def what_follows(name: str, narrative: str) -> str:
    """The sentence without the name it begins with, so that the name can be set apart; empty without a sentence."""
    return narrative.removeprefix(name).strip() if name and narrative.startswith(name) else narrative.strip()


def title_of(credential: AchievementCredential, report: Report, said: Said) -> str:
    """Its title, or what it is where it has none."""
    count = counted(len(report.parts), "credential")
    untitled = {
        What.PRESENTATION: f"{count}, shown together",
        What.RECORD: "A learner record",
        What.ENDORSEMENT: "An endorsement",
        What.OTHER: f"A statement by {said.issuer}" if said.issuer else "A statement",
    }
    own = "" if said.what is What.PRESENTATION else credential.name
    return own or untitled.get(said.what, "Untitled credential")


def what_it_is(report: Report, said: Said) -> str:
    """A sentence on what stands here, where that is no badge."""
    count = counted(sum(part.role is Role.CREDENTIAL for part in report.parts), "credential")
    sentences = {
        What.PRESENTATION: "Somebody shows them together. Each has an issuer and a verdict of its own, below.",
        What.RECORD: f"A record of one learner's achievements, with {count} inside. "
        "Each has an issuer and a verdict of its own, below.",
        What.ENDORSEMENT: f"The word of {said.issuer or 'somebody'} for something that stands elsewhere.",
        What.OTHER: "This is a signed statement, and no badge.",
    }
    return sentences.get(said.what, "")


def statements_of(credential: AchievementCredential, said: Said) -> tuple[FactShow, ...]:
    """What a credential of another kind says, member by member."""
    if said.what is What.ENDORSEMENT:
        about = credential.subject.id
        word = (
            FactShow("Said by", said.issuer),
            FactShow("About", quoted(about), safe_link(about)),
            FactShow("Their words", EndorsementSubject(credential.subject.document).comment or "None"),
        )
        return tuple(row for row in word if row.value)
    if said.what is not What.OTHER:
        return ()
    own = {name: value for name, value in credential.document.items() if name not in SHOWN_ELSEWHERE}
    rows = (
        (name, value)
        for members in (credential.subject.document, own)
        for name, value in members.items()
        if isinstance(value, str | int | float) and name not in {"id", "type"}
    )
    return tuple(
        FactShow(
            quoted(name.replace("_", " "), limit=80),
            quoted("yes" if value is True else "no" if value is False else value, limit=300),
        )
        for name, value in islice(rows, MOST_STATEMENTS)
    )


def elsewhere_of(report: Report, said: Said) -> ElsewhereShow:
    """How it is checked without us, which differs by the standard that it follows."""
    if is_kept(report):
        return ElsewhereShow(
            "The file carries no proof of its own: it counts for as long as its issuer keeps the same on its server.",
            f"Verifiers of {report.legacy} read it.",
            "A check compares it with that copy.",
        )
    if report.legacy:
        readers = f"Verifiers of {report.legacy} read it, for as long as its issuer publishes its profile and its key."
        return ElsewhereShow(readers=readers)
    if report.form == "sd-jwt":
        return ElsewhereShow(readers="Verifiers of SD-JWT credentials read it.")
    if said.what in {What.OTHER, What.PRESENTATION}:
        return ElsewhereShow(readers="Verifiers of W3C Verifiable Credentials read it.")
    return ElsewhereShow(readers=f"Any {said.standard} verifier reads it.")


def standard_of(report: Report) -> tuple[FactShow, ...]:
    """The standard of an older badge, which nobody may take for one of today's."""
    return (FactShow("Standard", f"{report.legacy}, older and weaker"),) if report.legacy else ()


def criteria_of(report: Report) -> str:
    """The criteria of an older badge, which stand elsewhere in its document."""
    return report.credential.achievement.criteria.narrative if report.legacy and report.credential else ""


def facts_of(credential: AchievementCredential, elements: Elements, said: Said) -> tuple[FactShow, ...]:
    """Awarded, valid until, workload and way of taking part: what a reader asks first."""
    awarded = credential.awarded or credential.valid_from
    since = FactShow("Awarded" if said.is_badge else "Since", in_words(awarded) if awarded else "Not stated")
    until = FactShow(
        "Valid until", in_words(credential.valid_until) if credential.valid_until else "No end date"
    )
    if not said.is_badge:
        # What is shown for the moment has no days of its own.
        days = (since, until) if said.what is not What.PRESENTATION else ()
        return ((FactShow("Issued to", said.earner),) if said.earner else ()) + days
    lines = {line.element: line.text.say() for line in lines_of(_with_earned(credential, elements))}
    rows = [since, until, FactShow("Workload", lines.get("workload", "Not stated"))]
    if "participation" in lines:
        rows.append(FactShow("Learned", lines["participation"]))
    return tuple(rows)


def _with_earned(credential: AchievementCredential, elements: Elements) -> Elements:
    """The credits that were earned, where the file names others than those that could be."""
    earned = number(credential.subject.credits_earned)
    return replace(elements, credit_points=Decimal(str(earned))) if earned is not None else elements


# What the page shows in a place of its own.
SHOWN_ABOVE = frozenset({"workload", "participation"})


def elements_shown(elements: Elements) -> tuple[FactShow, ...]:
    """How it was assessed and who stands behind it, line by line."""
    more = safe_link(elements.further_information)
    lines = [
        FactShow(line.label.say(), line.text.say(), safe_link(line.href))
        for line in lines_of(elements)
        if line.element not in SHOWN_ABOVE
    ]
    return (*lines, *((FactShow("More", readable_host(more), more),) if more else ()))


def marks_of(
    credential: AchievementCredential, extras: SignedExtras, elements: Elements, report: Report, issuer: str
) -> tuple[HallmarkShow, ...]:
    """The hallmark row: who made it, how fine it is, who assayed it, how well it was measured."""
    bound = report.check(ISSUER).outcome is Outcome.PASSED
    listed = report.check(TRUST).fact.get("list", "the list of known issuers")
    proof = "kept at" if is_kept(report) else "key of"
    known = f"on {listed}" if issuer_is_known(report) else f"{proof} {readable_host(credential.issuer.id)}"
    site = safe_link(credential.issuer.url) if bound else ""
    level = f"EQF {extras.level}" if extras.level else "Not stated"
    genres = " and ".join(extras.assessed_by[:3]).capitalize() or "Not stated"
    return (
        HallmarkShow("landmark", "Issued by", issuer, known if bound else "not proven", site),
        HallmarkShow("layers", "Level", level, level_note(elements, issuer)),
        HallmarkShow(
            "clipboard-check", "Assessed", genres, f"{counted(len(credential.evidence), 'piece')} of evidence"
        ),
        HallmarkShow(
            "gauge",
            "Measured",
            measured(credential),
            f"{counted(len(credential.results), 'result')} in the file",
        ),
    )


def level_note(elements: Elements, issuer: str) -> str:
    """Who set the level, as far as the file says it, or that none applies."""
    if elements.eqf_level is None:
        return "none applies" if elements.no_level_reason else ""
    body = quoted(elements.level_set_by, limit=80)
    if not body:
        return "the file does not say who set it"
    return "set by the issuer" if body == issuer else f"set by {body}"


def leads_of(credential: AchievementCredential, report: Report, issuer: str) -> tuple[FactShow, ...]:
    """Where to read on about who issued it and what for; nothing where it is not established who did."""
    if report.check(ISSUER).outcome is not Outcome.PASSED:
        return ()
    rows = (
        FactShow("Its own site", issuer, safe_link(credential.issuer.url)),
        FactShow("What it issues here, and its keys", issuer, profile_of(credential.issuer.id)),
        FactShow(
            "How it is taught and assessed", credential.achievement.name, safe_link(credential.achievement.id)
        ),
    )
    return tuple(row for row in rows if row.href)


def profile_of(issuer_id: str) -> str:
    """The page of an issuer of this installation; empty for all others."""
    base_url = settings.CONFIG.base_url
    for start in (https_id(base_url, ""), did_web_id(base_url, "")):
        key = issuer_id.removeprefix(start)
        if key != issuer_id and key.replace("-", "").isalnum():
            return f"/issuers/{key}"
    if issuer_id.startswith(DID_KEY):
        return next((f"/issuers/{key}" for key in org_keys_with(issuer_id.removeprefix(DID_KEY))), "")
    return ""


def measured(credential: AchievementCredential) -> str:
    """How well, in a word or two: the span of percentages, else the levels reached."""
    results = credential.results
    percents = [number(r.value) for r in results if r.description and r.description.kind == "Percent"]
    shares = [whole(value) for value in percents if value is not None]
    if shares:
        return f"{shares[0]} %" if min(shares) == max(shares) else f"{min(shares)}–{max(shares)} %"
    words = list(dict.fromkeys(result.value for result in results if result.value))
    return " and ".join(words[:2]) if words else "Not stated"


def whole(percent: float) -> int:
    """A percentage as people read it: no digits behind the point, halves upwards."""
    return int(percent + 0.5)


def rendered(text: str, *, heading: int, most: int = LONGEST_MARKDOWN) -> SafeString:
    """Markdown as HTML; a text longer than anybody writes is shown as it is, since reading it would cost time."""
    return render(text, heading=heading) if len(text) <= most else format_html("<p>{}</p>", text)


def outcomes_of(credential: AchievementCredential) -> tuple[OutcomeShow, ...]:
    """The results; of more than any badge has, the first, and how many there are besides."""
    results = credential.results
    shown = tuple(outcome_show(result) for result in results[:MOST_LISTED])
    rest = len(results) - len(shown)
    return (
        (*shown, OutcomeShow(f"{counted(rest, 'more result')} in the file", "", "Not shown"))
        if rest
        else shown
    )


def outcomes_said(elements: Elements) -> tuple[OutcomeShow, ...]:
    """The outcomes without results, as for an award by hand: what was to be shown, and by what."""
    skills = {skill.name for skill in elements.skills}
    # Where a file names skills alone, those are shown as what they are.
    own = [each for each in elements.outcomes[:MOST_LISTED] if each.statement not in skills]
    return tuple(OutcomeShow(each.statement, ", ".join(each.shown_by), "Not stated") for each in own)


def outcome_show(result: Result) -> OutcomeShow:
    """One result on its scale, where the file describes one."""
    scale = result.description
    shown_by = str(scale.document.get("description", "")).removeprefix(SHOWN_BY) if scale else ""
    name = result.name or "Result"
    if scale and scale.levels:
        names = [level.name for level in scale.levels]
        place = names.index(result.value) + 1 if result.value in names else 0
        listed = f": {', '.join(names)}" if len(names) <= MOST_LEVELS else ""
        steps = f"level {place} of {len(names)}{listed}" if place else ""
        return OutcomeShow(name, shown_by, result.value, place, len(names) if place else 0, scale=steps)
    value = number(result.value)
    if scale and value is not None:
        most = number(scale.maximum) or (100.0 if scale.kind == "Percent" else 0)
        unit = " %" if scale.kind == "Percent" else f" of {most:g}" if most else ""
        return OutcomeShow(
            name,
            shown_by,
            f"{whole(value)}{unit}" if scale.kind == "Percent" else f"{value:g}{unit}",
            value,
            most,
        )
    return OutcomeShow(name, shown_by, result.value or "Not stated")


def evidence_of(credential: AchievementCredential) -> tuple[EvidenceShow, ...]:
    """What it rests on; of more than any badge has, the first, and how many there are besides."""
    found = credential.evidence
    most = LONGEST_MARKDOWN // max(1, min(len(found), MOST_LISTED))
    shown = tuple(evidence_show(each, most=most) for each in found[:MOST_LISTED])
    rest = len(found) - len(shown)
    return (
        (*shown, EvidenceShow(f"{counted(rest, 'more piece')} in the file", "", SafeString()))
        if rest
        else shown
    )


def evidence_show(evidence: Evidence, *, most: int) -> EvidenceShow:
    text = evidence.narrative or evidence.description
    return EvidenceShow(
        evidence.name or "Evidence",
        evidence.genre,
        rendered(text, heading=4, most=most),
        safe_link(evidence.id),
    )


def skills_of(elements: Elements) -> tuple[FactShow, ...]:
    """The skills it answers to, with their levels where the file says them; its own stands among the hallmarks."""
    named = any(skill.level or skill.is_assessed for skill in elements.skills)
    return tuple(
        FactShow(skill_label(each, named=named), each.framework, safe_link(each.url))
        for each in elements.skills[:MOST_LISTED]
        if each.name and "Qualifications Framework" not in each.framework
    )


def skill_label(skill: SkillElement, *, named: bool) -> str:
    """A skill with what is known of it; that it was not assessed is said where the file tells such skills apart."""
    level = f", level {skill.level}" if skill.level else ""
    return f"{skill.name}{level}{'' if skill.is_assessed or not named else ', taught only'}"


def picture(credential: AchievementCredential, *, title: str, issuer: str, extras: SignedExtras) -> str:
    """The credential's picture where it is ours or inside the file; else one drawn here.

    A picture on a stranger's server is not loaded: it would tell the stranger who looks at the credential.
    """
    image, ours = credential.image, settings.CONFIG.base_url + "/"
    if image.startswith(ours):
        return "/" + image.removeprefix(ours)
    if image.startswith(DATA_IMAGES) and len(image) < LARGEST_INLINE_IMAGE:
        return image
    drawn = draw_badge(
        title=title,
        issuer=issuer,
        kind=extras.kind.lower(),
        level=extras.level,
        ident=credential.achievement.id,
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode()


def safe_link(address: str) -> str:
    """An address that may be followed: the web only, never `javascript:` or a urn."""
    return address if address.startswith(("https://", "http://")) else ""


def qr_of(address: str) -> str:
    """The address as a QR code in a data URI; empty without an address."""
    if not address:
        return ""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=2, dark="#1d2329", light="#ffffff", omitsize=True))


def number(text: str) -> float | None:
    """A figure, or None for words and for what is no finite number."""
    try:
        value = float(text.rstrip(" %"))
    except ValueError:
        return None
    return value if isfinite(value) else None
