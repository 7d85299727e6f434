"""What was really signed, told by plain rules that share nothing with the library: an oracle against false acceptance.

A report that says “verified” must be about something that an issuer of the samples did say. What counts as the same
differs by form: a signed text is the same where its signed part is; a document where it differs in nothing but the
order of members, of lists, the brackets around a single value (RDF has none of these), and contexts, of which only the
meaning is signed. The -jcs- suites, which sign all of that too, have stricter tests of their own.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from skillmark.credential import Report

# Every signature is another one where a suite draws lots, and a report says that it held.
_UNSAID = frozenset({"proofValue", "jws"})


@dataclass
class Genuine:
    """Everything that was signed in the samples."""

    bodies: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, set[str]] = field(default_factory=dict)
    older: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Genuine:
        """What these reports, and those of the parts in them, are about."""
        genuine = cls()
        for report in reports:
            for each in report.walk():
                genuine._add(each)
        return genuine

    def impostors(self, report: Report) -> Iterator[Report]:
        """Every report, be it of a part, that says “verified” of what nobody signed."""
        return (each for each in report.walk() if each.verdict == "verified" and not self._knows(each))

    def _add(self, report: Report) -> None:
        signed, disclosures = signed_text(report)
        if signed:
            self.texts.setdefault(signed, set()).update(disclosures)
        elif report.legacy:
            self.older.add(plain_older(report.document))
        else:
            body, proofs = _taken_apart(report)
            self.bodies.setdefault(body, set()).update(proofs)

    def _knows(self, report: Report) -> bool:
        signed, disclosures = signed_text(report)
        if signed:
            return disclosures <= self.texts.get(signed, {""})
        if report.legacy:
            return plain_older(report.document) in self.older
        if report.check(4).code == "not_signed":
            # A presentation that nobody signed says nothing itself; its credentials have reports of their own.
            return True
        body, proofs = _taken_apart(report)
        return bool(proofs) and proofs <= self.bodies.get(body, set())


def signed_text(report: Report) -> tuple[str, set[str]]:
    """The part of a signed text that is signed, and its disclosures; empty where the report is of a document."""
    data = report.signed_bytes
    if data.startswith(b"{"):
        members = json.loads(data)
        if "payload" not in members:
            return "", set()
        header = members.get("header", {})
        return f"{members['protected']}.{members['payload']}", set(header.get("disclosures", []))
    if not data:
        return "", set()
    signed, *disclosures = data.decode("ascii").split("~")
    # The last one is the holder's own text, or empty.
    return signed.rpartition(".")[0], set(disclosures[:-1])


def plain(value: Any) -> Any:
    """A value without what RDF does not have: order, brackets around one value, texts that are there twice."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items() if name != "@context"}
    if isinstance(value, list):
        parts = {_key(part): part for part in map(plain, value)} if _is_of_texts(value) else None
        ordered = (
            sorted(map(plain, value), key=_key) if parts is None else [parts[key] for key in sorted(parts)]
        )
        return ordered[0] if len(ordered) == 1 else ordered
    # Whole numbers are integers to JSON-LD, however they are written.
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e21 else value


def plain_older(document: Any) -> str:
    """An older badge in one spelling: contexts decide nothing there, and an object may be only an address."""
    return _key(_older(document))


def _older(value: Any) -> Any:
    if isinstance(value, list):
        return _older(value[0]) if len(value) == 1 else [_older(part) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {name: _older(part) for name, part in value.items() if name != "@context"}
    members = {
        "verification" if name == "verify" else name: part
        for name, part in parts.items()
        if part not in (None, []) and (name, part) != ("revoked", False)
    }
    return members["id"] if members.keys() == {"id"} else members


def _is_of_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _taken_apart(report: Report) -> tuple[str, set[str]]:
    document = report.document or {}
    proofs = document.get("proof", [])
    said = [
        {name: value for name, value in proof.items() if name not in _UNSAID}
        for proof in (proofs if isinstance(proofs, list) else [proofs])
    ]
    body = {name: value for name, value in document.items() if name != "proof"}
    return _key(plain(body)), {_key(plain(proof)) for proof in said}


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def payload_of(signed: str) -> Any:
    """What the signed part of a text says."""
    payload = signed.partition(".")[2]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
