"""Whom it is about: named so that they can be recognised, and not so that anybody can read who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillmark.credential.lint.finding import REMOVED, Edit, Finding, Paper, Rule, Severity, entries, finding
from skillmark.credential.model.identity import MIN_SALT, IdentityObject, hashed_identity
from skillmark.credential.steps.flaws import Place

_SPEC = "Open Badges 3.0, “IdentityObject”"
_HASH = re.compile(r"(sha256\$[0-9A-Fa-f]{64}|md5\$[0-9A-Fa-f]{32})")
_ADDRESS = re.compile(r"[^@\s/:?#=&]+@[^@\s/:?#=&]+\.[^@\s/:?#=&]+")
_PERSONAL_SCHEMES = ("mailto:", "tel:", "acct:", "sip:")
_SENSITIVE = frozenset({"nationalIdentityNumber"})


def _identities(paper: Paper) -> Iterator[tuple[Place, IdentityObject]]:
    for place, subject in entries(paper.document, "credentialSubject", ()):
        if isinstance(subject, dict):
            for at, entry in entries(subject, "identifier", place):
                if isinstance(entry, dict):
                    yield at, IdentityObject(entry)


def open_address(paper: Paper) -> Iterator[Finding]:
    """An e-mail address that everybody reads who is shown the credential."""
    for place, identity in _identities(paper):
        openly = identity.value and not identity.hashed and not _HASH.fullmatch(identity.value)
        if openly and (identity.kind in {"emailAddress", "email"} or _ADDRESS.fullmatch(identity.value)):
            # Whatever it was called, it is an address.
            hashed = hashed_identity(identity.value, kind="emailAddress", salt=paper.new_salt())
            yield finding(
                "address_open", Severity.WARNING, place,
                "“{path}” shows the learner's e-mail address to everybody who sees the credential.",
                "Hash it with a salt of this credential alone.", spec=_SPEC, edits=(Edit(place, hashed),),
            )  # fmt: skip


def open_secret(paper: Paper) -> Iterator[Finding]:
    """A number that no credential should tell openly."""
    for place, identity in _identities(paper):
        if not identity.hashed and identity.kind in _SENSITIVE and identity.value:
            hashed = hashed_identity(identity.value, kind=identity.kind, salt=paper.new_salt())
            yield finding(
                "secret_open", Severity.WARNING, place,
                "“{path}” shows a {kind} to everybody who sees the credential.",
                "Leave it out; where it must be there, hash it with a salt of this credential alone.",
                spec=_SPEC, edits=(Edit(place, hashed),), kind=identity.kind,
            )  # fmt: skip


def unsalted(paper: Paper) -> Iterator[Finding]:
    """A hash that a list of addresses opens in seconds."""
    for place, identity in _identities(paper):
        if identity.hashed and len(identity.salt) < MIN_SALT:
            yield finding(
                "hash_unsalted", Severity.WARNING, place,
                "“{path}” is hashed without a salt worth the name: whoever guesses the address can test the guess.",
                "Hash the identifier anew, with at least {count} random characters in “salt”.",
                spec=_SPEC, count=MIN_SALT,
            )  # fmt: skip


def weak_hash(paper: Paper) -> Iterator[Finding]:
    """MD5, which is only there so that older badges can be read."""
    for place, identity in _identities(paper):
        if identity.hashed and identity.value.startswith("md5$"):
            yield finding(
                "hash_weak", Severity.WARNING, (*place, "identityHash"), "“{path}” is an MD5 hash.",
                "Hash the identifier anew, with SHA-256.", spec="Open Badges 3.0, “IdentityHash”",
            )  # fmt: skip


def no_hash(paper: Paper) -> Iterator[Finding]:
    """What is said to be a hash and is none, or is one and is said to be open: nobody is recognised by it."""
    for place, identity in _identities(paper):
        is_hash = _HASH.fullmatch(identity.value) is not None
        if identity.hashed and not is_hash:
            yield finding(
                "hash_unreadable", Severity.WARNING, (*place, "identityHash"),
                "“{path}” is said to be hashed, and is not written like sha256$….",
                "Write sha256$ and the hash of the identifier and the salt, in hexadecimal.",
                spec="Open Badges 3.0, “IdentityHash”",
            )  # fmt: skip
        elif is_hash and not identity.hashed:
            yield finding(
                "hash_called_open", Severity.WARNING, (*place, "hashed"),
                "“{path}” says that the identifier is open, and it is a hash: nobody is recognised by it.",
                "Write true.", spec=_SPEC, edits=(Edit((*place, "hashed"), True),),
            )  # fmt: skip


def only_named(paper: Paper) -> Iterator[Finding]:
    """A learner with nothing but a name: many people have it."""
    for place, subject in entries(paper.document, "credentialSubject", ()):
        if not isinstance(subject, dict) or subject.get("id"):
            continue
        kinds = {
            IdentityObject(entry).kind
            for _, entry in entries(subject, "identifier", ())
            if isinstance(entry, dict)
        }
        if kinds == {"name"}:
            yield finding(
                "recipient_only_named", Severity.WARNING, place,
                "“{path}” has no identifier but a name, so nobody can show that it is theirs.",
                "Add a hashed e-mail address, or an id that the learner controls.",
                spec="Open Badges 3.0, “Verify the Recipient Using an Identifier”",
            )  # fmt: skip


def private_ids(paper: Paper) -> Iterator[Finding]:
    """An id that tells an address or a telephone number: ids are copied, logged and indexed everywhere."""
    for place, value in paper.own():
        text = value.get("id")
        if not isinstance(text, str) or text.startswith("data:"):
            continue
        if text.lower().startswith(_PERSONAL_SCHEMES) or _ADDRESS.search(text.replace("%40", "@")):
            yield finding(
                "private_id", Severity.WARNING, (*place, "id"), "“{path}” tells somebody's address or number.",
                "Use an id that says nothing, such as a urn:uuid of this credential alone.",
                spec="Verifiable Credentials Data Model 2.0, “Identifier-Based Correlation”",
            )  # fmt: skip


def birthdays(paper: Paper) -> Iterator[Finding]:
    """A day of birth, which says who somebody is almost as well as their name."""
    for place, value in paper.own():
        if value.get("dateOfBirth"):
            yield finding(
                "birthday_open", Severity.WARNING, (*place, "dateOfBirth"),
                "“{path}” shows somebody's day of birth to everybody who sees the credential.", "Leave it out.",
                spec="Verifiable Credentials Data Model 2.0, “Personally Identifiable Information”",
                edits=(Edit((*place, "dateOfBirth"), REMOVED),),
            )  # fmt: skip


RULES: tuple[Rule, ...] = (
    open_address,
    open_secret,
    unsalted,
    weak_hash,
    no_hash,
    only_named,
    private_ids,
    birthdays,
)
