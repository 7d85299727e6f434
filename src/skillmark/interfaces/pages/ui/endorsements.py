"""Endorsements as pages show them: who says what of something, whether it still counts, and where to check it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from skillmark.credential.steps.bind import readable_host
from skillmark.foundation.orgs.access import org_ids_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.pages.ui.shows import FactShow, in_words
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import endorsement_queries as queries
from skillmark.lifecycle.issuing.endorsement_queries import Known
from skillmark.lifecycle.issuing.endorsement_rules import Standing, weight
from skillmark.lifecycle.issuing.models import Endorsement

_TAGS = {
    Standing.VALID: ("Valid", "ok", "circle-check"),
    Standing.WITHDRAWN: ("Withdrawn", "bad", "ban"),
    Standing.ON_HOLD: ("On hold", "warn", "circle-pause"),
    Standing.ENDED: ("Ended", "warn", "hourglass"),
    Standing.DISTRUSTED: ("Not to be believed", "bad", "shield-x"),
    Standing.NOT_VALID: ("Does not hold", "bad", "circle-x"),
    Standing.UNCHECKED: ("Could not be checked", "unk", "cloud-off"),
    Standing.OWN_WORD: ("Self-declared", "", "message-square"),
    Standing.BEING_SIGNED: ("Being signed", "", "hourglass"),
    Standing.NOT_SIGNED: ("Could not be signed", "bad", "circle-x"),
}
_ICONS = {"endorsement": "thumbs-up", "recognition": "handshake", "accreditation": "landmark"}
_DONE = {"endorsement": "Endorsed", "recognition": "Recognised", "accreditation": "Accredited"}


@dataclass(frozen=True, kw_only=True)
class EndorsementShow:
    """One endorsement: a sentence whose words change with how it stands, the endorser's own, and the ways to check."""

    icon: str
    sentence: str
    word: str
    tone: str
    word_icon: str
    note: str
    comment: str
    facts: tuple[FactShow, ...]
    who: str
    who_href: str
    file_url: str
    verify_url: str
    kind: str
    counts: bool


@dataclass(frozen=True, kw_only=True)
class EndorsementsShow:
    """All that is shown of one thing, what counts first; `endorse_href` where the visitor may add a word."""

    shows: tuple[EndorsementShow, ...]
    endorse_href: str = ""

    def __bool__(self) -> bool:
        return bool(self.shows or self.endorse_href)


def of_version(request: HttpRequest, version: Version, *, now: datetime) -> EndorsementsShow:
    """What others say of a version."""
    href = reverse("staff:endorse_version", args=[version.uid])
    org_id = version.micro_credential.org_id
    return _shown(request, queries.known(queries.shown_of(version), now=now), org_id, href)


def of_issuer(request: HttpRequest, org: Organisation, *, now: datetime) -> EndorsementsShow:
    """What others say of an organisation itself."""
    href = reverse("staff:endorse_issuer", args=[org.key])
    return _shown(request, queries.known(queries.shown_of_issuer(org), now=now), org.pk, href)


def _shown(request: HttpRequest, found: Iterable[Known], org_id: int, href: str) -> EndorsementsShow:
    shows = [show_of(each) for each in sorted(found, key=_place)]
    may = org_ids_where(request.user, "endorse.give") - {org_id}
    return EndorsementsShow(shows=tuple(shows), endorse_href=href if may else "")


def _place(each: Known) -> tuple[bool, bool, int]:
    """What counts first, an organisation's own word last."""
    own = each.standing is Standing.OWN_WORD
    return own, each.standing is not Standing.VALID, weight(each.row.kind)


def show_of(each: Known) -> EndorsementShow:
    """One endorsement in words."""
    row = each.row
    word, tone, icon = _TAGS[each.standing]
    address = queries.address_of(row, base_url=settings.CONFIG.base_url) if row.text else ""
    return EndorsementShow(
        icon=_ICONS[row.kind],
        sentence=sentence_of(each),
        word=word,
        tone=tone,
        word_icon=icon,
        note=_note(each),
        comment=row.comment,
        facts=_facts(row),
        who=row.endorser_name,
        who_href=_endorsers_page(row),
        file_url=reverse("public:endorsement", args=[row.uid]) if address else "",
        verify_url=f"{reverse('public:verify')}?{urlencode({'link': address})}" if address else "",
        kind=row.get_kind_display(),
        counts=each.standing is Standing.VALID,
    )


# Whole sentences, by how it stands; an accreditation that was withdrawn has words of its own.
_SENTENCES = {
    Standing.VALID: "{done} by {who}{since}",
    Standing.WITHDRAWN: "{who} withdrew its {kind}{day}",
    Standing.ON_HOLD: "{who} has put its {kind} on hold",
    Standing.ENDED: "The {kind} by {who} ended{day}",
    Standing.DISTRUSTED: "The {kind} by {who} was signed with a key that must not be believed any more",
    Standing.NOT_VALID: "The {kind} by {who} does not hold any more",
    Standing.UNCHECKED: "The {kind} by {who} could not be checked{held}",
    Standing.OWN_WORD: "{org} says that {who} accepts it",
    Standing.BEING_SIGNED: "The {kind} by {who} is being signed",
    Standing.NOT_SIGNED: "The {kind} by {who} could not be signed",
}
_NO_LONGER_ACCREDITED = "Was accredited by {who}; the accreditation was withdrawn{day}"


def sentence_of(each: Known) -> str:
    """Who says it and how that stands: the verdict in a sentence."""
    row = each.row
    template = _SENTENCES[each.standing]
    if each.standing is Standing.WITHDRAWN and row.kind == Endorsement.Kind.ACCREDITATION:
        template = _NO_LONGER_ACCREDITED
    return template.format(
        who=queries.called(row),
        org=row.org.name,
        kind=row.kind,
        done=_DONE[row.kind],
        since=_since(row),
        day=f" on {in_words(each.changed_at)}" if each.changed_at else "",
        held=f"; it last held on {in_words(row.held_at)}" if row.held_at else "",
    )


def _since(row: Endorsement) -> str:
    if row.source == Endorsement.Source.FILE:
        return f", signed elsewhere; last checked on {in_words(row.checked_at)}" if row.checked_at else ""
    until = f", until {in_words(row.valid_until)}" if row.valid_until else ""
    return f" since {in_words(row.signing_at or row.created_at)}{until}"


def _note(each: Known) -> str:
    """What has to be known beside it: a reason, or that nobody signed."""
    if each.standing is Standing.OWN_WORD:
        return "Self-declared: nobody but the provider says so, and nothing here was signed by the one named."
    if each.reason:
        return f"Their reason: {each.reason}"
    return each.row.found_words if each.standing in {Standing.UNCHECKED, Standing.NOT_VALID} else ""


def _facts(row: Endorsement) -> tuple[FactShow, ...]:
    facts = [("Field", row.field, ""), ("Level", row.level, ""), ("Country", row.country, "")]
    if row.link.startswith(("https://", "http://")):
        facts.append(("More", readable_host(row.link), row.link))
    return tuple(FactShow(label, value, href) for label, value, href in facts if value)


def _endorsers_page(row: Endorsement) -> str:
    return reverse("public:issuer_profile", args=[row.endorser.key]) if row.endorser else ""
