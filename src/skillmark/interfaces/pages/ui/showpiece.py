"""One credential as its page shows it: everything the showpiece needs, finished, from the document and the report."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

import segno
from django.conf import settings
from django.utils.safestring import SafeString

from skillmark.credential.legacy.hosted import HOSTED_COPY
from skillmark.credential.model import AchievementCredential, Evidence, Result
from skillmark.credential.report import Check, Outcome, Report, Verdict
from skillmark.credential.steps.bind import readable_host
from skillmark.interfaces.pages.ui.markdown import render
from skillmark.interfaces.pages.ui.shows import (
    VERDICTS,
    CheckShow,
    VerdictShow,
    check_show,
    tally,
    with_words,
)
from skillmark.lifecycle.designing.badge_art import describe, draw_badge
from skillmark.lifecycle.issuing.document import SHOWN_BY, SignedExtras, signed_extras
from skillmark.lifecycle.issuing.identity import did_web_id, https_id
from skillmark.lifecycle.issuing.queries import org_keys_with

FILE, FORM, ISSUER, SIGNATURE, DATES, STATUS, TRUST = 1, 2, 3, 4, 5, 6, 9
DATA_IMAGES = ("data:image/png;base64,", "data:image/svg+xml", "data:image/jpeg;base64,")
LARGEST_INLINE_IMAGE = 1_000_000
DID_KEY = "did:key:"
JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True)
class FactShow:
    """A fact with its label, perhaps linked."""

    label: str
    value: str
    href: str = ""


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


@dataclass(frozen=True, kw_only=True)
class CredentialShow:
    """The whole page of one credential. `readable` is false when nothing could be read: then only checks are shown."""

    readable: bool
    verdict: VerdictShow
    checked: str  # "just now" or the time
    checks: tuple[CheckShow, ...]
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
    criteria: SafeString = field(default_factory=SafeString)
    not_proven: SafeString = field(default_factory=SafeString)
    evidence: tuple[EvidenceShow, ...] = ()
    skills: tuple[FactShow, ...] = ()
    address: str = ""  # where this page can be opened by others; printed with a QR code
    qr: str = ""
    awarded: datetime | None = None
    valid_until: datetime | None = None
    level: int | None = None
    kind: str = ""
    identifier: str = ""

    @property
    def tally(self) -> str:
        """The checks counted honestly."""
        return tally(self.checks)

    @property
    def sentence(self) -> str:
        """The page in one sentence, for people who hear it."""
        day = f" on {in_words(self.awarded)}" if self.awarded else ""
        who = f"{self.name or 'Somebody'} earned {self.title} from {self.issuer}{day}"
        return f"{who}; checked {self.checked}: {self.verdict.word.lower()}, {self.tally}."


def from_report(
    report: Report,
    *,
    now: datetime,
    badge_url: str = "",
    address: str = "",
    checked_at: datetime | None = None,
) -> CredentialShow:
    """The show of a checked credential. `badge_url` overrides its picture; `address` is where others can open it."""
    checks = tuple(check_show(check) for check in report.checks)
    checked = (
        "just now"
        if now - (checked_at or now) < JUST_NOW
        else f"on {in_words(checked_at or now, clock=True)}"
    )
    bare = CredentialShow(
        readable=False,
        verdict=verdict_of(report),
        checked=checked,
        checks=checks,
        warnings=report.warnings,
        stamp=stamp_of(report, checked_at or now),
    )
    credential = report.credential
    if credential is None:
        return bare
    unread = report.check(FILE).outcome is Outcome.FAILED
    # What somebody else wrote into a credential is not repeated here, however true it may sound.
    if unread or bare.verdict.kind == "not_genuine":
        return bare
    return described(bare, credential, report, badge_url=badge_url, address=address)


def stamp_of(report: Report, moment: datetime) -> str:
    """When it was checked, and of when the status list was that was asked."""
    age = report.check(STATUS).fact.get("list_age_seconds")
    asked = (
        f", against the status list of {in_words(moment - timedelta(seconds=age), clock=True)}"
        if age is not None
        else ""
    )
    return f"Checked on {in_words(moment, clock=True)}{asked}."


def described(
    bare: CredentialShow, credential: AchievementCredential, report: Report, *, badge_url: str, address: str
) -> CredentialShow:
    """The show with everything that the document says."""
    extras = signed_extras(credential.document)
    issuer = credential.issuer.name or readable_host(credential.issuer.id) or "an unnamed issuer"
    title, name = credential.name or "Untitled credential", credential.subject.name
    kind = extras.kind.lower()
    return replace(
        bare,
        readable=True,
        title=title,
        name=name,
        can=what_follows(name, credential.subject.narrative),
        issuer=issuer,
        leads=leads_of(credential, report, issuer),
        badge_url=badge_url or picture(credential, title=title, issuer=issuer, extras=extras),
        badge_alt=describe(title=title, issuer=issuer, kind=kind, level=extras.level),
        description=credential.description if credential.description != title else "",
        facts=(*standard_of(report), *facts_of(credential, extras)),
        marks=marks_of(credential, extras, report, issuer),
        outcomes=tuple(outcome_show(result) for result in credential.results),
        criteria=render(extras.criteria or criteria_of(report), heading=3),
        not_proven=render(extras.not_proven, heading=3),
        evidence=tuple(evidence_show(each) for each in credential.evidence),
        skills=skills_of(credential),
        address=address,
        qr=qr_of(address),
        awarded=credential.awarded or credential.valid_from,
        valid_until=credential.valid_until,
        level=extras.level,
        kind=kind,
        identifier=credential.id,
    )


# --- the verdict --------------------------------------------------------------------------------------------


def verdict_of(report: Report) -> VerdictShow:
    """The verdict in the words of the pages: finer than the library's three, and never kinder."""
    if report.verdict is Verdict.VERIFIED:
        return VERDICTS["verified"] if issuer_is_known(report) else unlisted(report)
    if report.verdict is Verdict.NOT_CHECKED:
        open_steps = [c for c in report.checks if c.step in report.open_steps]
        return with_words(
            VERDICTS["not_checked"], sentence=" ".join(dict.fromkeys(c.detail for c in open_steps[:2]))
        )
    failed = [c for c in report.checks if c.outcome is Outcome.FAILED]
    kind = name_of_failure(failed)
    if kind == "revoked" and report.check(SIGNATURE).outcome is not Outcome.PASSED:
        # An older badge that its issuer keeps no longer: nothing shows that it was ever what the file says.
        kind = "not_valid"
    return with_words(VERDICTS[kind], sentence=failed[0].detail)


def verdict_kept(report: Mapping[str, Any]) -> VerdictShow:
    """The verdict of a report that was kept as JSON, in the words that `verdict_of` finds for a fresh one."""
    return verdict_of(Report(tuple(Check.from_json(row) for row in report["checks"])))


def issuer_is_known(report: Report) -> bool:
    return report.check(TRUST).outcome is Outcome.PASSED


def unlisted(report: Report) -> VerdictShow:
    """Genuine, from somebody this installation does not know."""
    trust = report.check(TRUST)
    what = trust.detail if trust.outcome is Outcome.UNKNOWN else "Its issuer is on no list of known issuers."
    proof = "The signature is good and nothing was changed."
    if is_kept(report):
        proof = "It is not signed; its issuer keeps a copy that says the same."
    return with_words(VERDICTS["issuer_unknown"], sentence=f"{proof} {what}")


def is_kept(report: Report) -> bool:
    """Whether it is an older badge that was compared with its issuer's copy, where others have a signature."""
    return report.check(SIGNATURE).code == HOSTED_COPY


def name_of_failure(failed: list[Check]) -> str:
    """What a failure is called. Only one that leaves the signature whole may be called less than not genuine."""
    steps = {check.step for check in failed}
    code = failed[0].code
    if FILE in steps:
        return "not_readable"
    if steps == {STATUS} and code in {"revoked", "suspended"}:
        return code
    if steps <= {DATES, STATUS} and code in {"expired", "not_yet_valid"}:
        return code
    return "not_valid" if steps <= {FORM, DATES, STATUS, TRUST} else "not_genuine"


# --- what the document says ---------------------------------------------------------------------------------


def what_follows(name: str, narrative: str) -> str:
    """The sentence without the name it begins with, so that the name can be set apart; empty without a sentence."""
    return narrative.removeprefix(name).strip() if name and narrative.startswith(name) else narrative.strip()


def standard_of(report: Report) -> tuple[FactShow, ...]:
    """The standard of an older badge, which nobody may take for one of today's."""
    return (FactShow("Standard", f"{report.legacy}, older and weaker"),) if report.legacy else ()


def criteria_of(report: Report) -> str:
    """The criteria of an older badge, which stand elsewhere in its document."""
    return report.credential.achievement.criteria.narrative if report.legacy and report.credential else ""


def facts_of(credential: AchievementCredential, extras: SignedExtras) -> tuple[FactShow, ...]:
    """Awarded, valid until, workload and skills: what a reader asks first."""
    awarded = credential.awarded or credential.valid_from
    credits_worth = credential.subject.credits_earned or credential.achievement.credits
    load = " · ".join(
        p for p in (extras.workload, f"{credits_worth.removesuffix('.0')} ECTS" if credits_worth else "") if p
    )
    rows = [
        FactShow("Awarded", in_words(awarded) if awarded else "Not stated"),
        FactShow(
            "Valid until", in_words(credential.valid_until) if credential.valid_until else "No end date"
        ),
        FactShow("Workload", load or "Not stated"),
    ]
    if extras.mode:
        rows.append(FactShow("Learned", extras.mode))
    return tuple(rows)


def marks_of(
    credential: AchievementCredential, extras: SignedExtras, report: Report, issuer: str
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
        HallmarkShow("layers", "Level", level, "set by the issuer" if extras.level else ""),
        HallmarkShow(
            "clipboard-check", "Assessed", genres, counted(len(credential.evidence), "piece", "of evidence")
        ),
        HallmarkShow(
            "gauge",
            "Measured",
            measured(credential),
            counted(len(credential.results), "result", "in the file"),
        ),
    )


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


def counted(count: int, noun: str, rest: str) -> str:
    """A count in words: "3 results in the file", "no results in the file"."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'} {rest}"


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


def outcome_show(result: Result) -> OutcomeShow:
    """One result on its scale, where the file describes one."""
    scale = result.description
    shown_by = str(scale.document.get("description", "")).removeprefix(SHOWN_BY) if scale else ""
    name = result.name or "Result"
    if scale and scale.levels:
        names = [level.name for level in scale.levels]
        place = names.index(result.value) + 1 if result.value in names else 0
        steps = f"level {place} of {len(names)}: {', '.join(names)}" if place else ""
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


def evidence_show(evidence: Evidence) -> EvidenceShow:
    text = evidence.narrative or evidence.description
    return EvidenceShow(
        evidence.name or "Evidence", evidence.genre, render(text, heading=4), safe_link(evidence.id)
    )


def skills_of(credential: AchievementCredential) -> tuple[FactShow, ...]:
    """The skills it answers to; the level stands among the hallmarks already."""
    aligned = credential.achievement.alignments
    return tuple(
        FactShow(each.name, each.framework, safe_link(each.url))
        for each in aligned
        if each.name and "Qualifications Framework" not in each.framework
    )


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


def in_words(moment: datetime, *, clock: bool = False) -> str:
    """10 January 2026, and with `clock` the time of day in UTC."""
    day = f"{moment.day} {moment:%B %Y}"
    return f"{day}, {moment:%H:%M} UTC" if clock else day
