"""How long it holds and how it can be taken back: status, dates, and the addresses that verifiers will ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillmark.credential.lint.finding import Edit, Finding, Paper, Rule, Severity, entries, finding
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.model.view import View

_STATUS = "Verifiable Credentials Data Model 2.0, “Status”"
_BITSTRING = "Bitstring Status List 1.0, “BitstringStatusListEntry”"
_LISTED = frozenset({"BitstringStatusListEntry", "StatusList2021Entry"})
# Lists have at least 131,072 entries, so an index below this was hardly drawn at random.
_LOW_INDEX = 100
_ASKED_FOR = ("credentialStatus", "credentialSchema", "refreshService", "image", "evidence")
_MAX_BYTES = 262_144


def without_status(paper: Paper) -> Iterator[Finding]:
    """A credential that nobody can take back."""
    document = paper.document
    if is_presentation(document) or "credentialStatus" in document:
        return
    if "validUntil" in document or "expirationDate" in document:
        yield finding(
            "status_missing", Severity.HINT, ("credentialStatus",),
            "It has no credentialStatus, so a mistake cannot be taken back before the credential ends.",
            "Add an entry of a status list.", spec=_STATUS,
        )  # fmt: skip
    else:
        yield finding(
            "never_ends", Severity.WARNING, ("credentialStatus",),
            "It has neither credentialStatus nor validUntil, so it holds for ever, whatever happens.",
            "Add an entry of a status list, or say in validUntil when it ends.", spec=_STATUS,
        )  # fmt: skip


def several_entries(paper: Paper) -> Iterator[Finding]:
    """More entries than the Open Badges schema has room for."""
    found = paper.document.get("credentialStatus")
    if isinstance(found, list) and len(found) > 1:
        yield finding(
            "status_several", Severity.WARNING, ("credentialStatus",),
            "“{path}” has {count} entries; the JSON schema of Open Badges has room for one.",
            "Keep one, and let its list say more by statusSize and statusMessage.",
            spec="Open Badges 3.0, “AchievementCredential”", count=len(found),
        )  # fmt: skip


def index_as_number(paper: Paper) -> Iterator[Finding]:
    """A place in the list that is not written as the standard asks."""
    for place, entry in entries(paper.document, "credentialStatus", ()):
        index = entry.get("statusListIndex") if isinstance(entry, dict) else None
        if isinstance(index, int) and not isinstance(index, bool):
            yield finding(
                "status_index_number", Severity.WARNING, (*place, "statusListIndex"),
                "“{path}” is a number; the standard asks for a text of digits.", "Write it in quotation marks.",
                spec=_BITSTRING, edits=(Edit((*place, "statusListIndex"), str(index)),),
            )  # fmt: skip


def low_index(paper: Paper) -> Iterator[Finding]:
    """Places given out in order tell how many credentials there are, and whose are neighbours."""
    for place, entry in entries(paper.document, "credentialStatus", ()):
        index = str(entry.get("statusListIndex", "")) if isinstance(entry, dict) else ""
        if re.fullmatch(r"[0-9]{1,9}", index) and int(index) < _LOW_INDEX:
            yield finding(
                "status_index_low", Severity.HINT, (*place, "statusListIndex"),
                "“{path}” is {index}, as if places were given out in order; that tells how many credentials there are.",
                "Draw the place at random from the whole list.", spec="Bitstring Status List 1.0, “Herd Privacy”",
                index=index,
            )  # fmt: skip


def entry_incomplete(paper: Paper) -> Iterator[Finding]:
    """An entry that leads to no bit."""
    for place, entry in entries(paper.document, "credentialStatus", ()):
        if not isinstance(entry, dict) or not any(name in _LISTED for name in View(entry).types):
            continue
        for name in ("statusPurpose", "statusListIndex", "statusListCredential"):
            if not entry.get(name):
                yield finding(
                    "status_incomplete", Severity.WARNING, (*place, name),
                    "“{path}” is missing, so nobody can look the status up.", "Add it.", spec=_BITSTRING,
                )  # fmt: skip


def issuer_without_server(paper: Paper) -> Iterator[Finding]:
    """An issuer whose keys no verifier will fetch."""
    issuer = paper.document.get("issuer")
    address = issuer.get("id") if isinstance(issuer, dict) else issuer
    if isinstance(address, str) and address.startswith("http:"):
        place = ("issuer", "id") if isinstance(issuer, dict) else ("issuer",)
        yield finding(
            "issuer_not_https", Severity.WARNING, place,
            "“{path}” is an http address: verifiers fetch keys over https only, so it will not be verified.",
            "Publish the issuer at an https address, or use a did.", spec="Controlled Identifiers 1.0, “Security”",
        )  # fmt: skip


def plain_http(paper: Paper) -> Iterator[Finding]:
    """Addresses that readers will open or verifiers ask, without a lock."""
    seen = [((), paper.document), *paper.of_type("Profile", "Achievement")]
    named = [(place, value) for place, value in seen if place != ("issuer",)]
    asked = [found for name in _ASKED_FOR for found in paper.members(name)]
    for place, value in [*named, *asked]:
        address = value.get("id") if isinstance(value, dict) else value
        if isinstance(address, str) and address.startswith("http:"):
            yield finding(
                "plain_http", Severity.WARNING, (*place, "id") if isinstance(value, dict) else place,
                "“{path}” is an http address, which anybody on the way can answer.", "Use its https address.",
                spec="Open Badges 3.0, “Data Models”; RFC 9110, section 4.2.2",
            )  # fmt: skip


def too_large(paper: Paper) -> Iterator[Finding]:
    """More than verifiers read."""
    if paper.size > _MAX_BYTES:
        yield finding(
            "credential_large", Severity.WARNING, (),
            "It has {size} bytes, and verifiers read at most {most}.",
            "Name pictures and evidence by address in place of embedding them.",
            spec="Skillmark, “Threat model”", size=paper.size, most=_MAX_BYTES,
        )  # fmt: skip


RULES: tuple[Rule, ...] = (
    without_status,
    several_entries,
    index_as_number,
    low_index,
    entry_incomplete,
    issuer_without_server,
    plain_http,
    too_large,
)
