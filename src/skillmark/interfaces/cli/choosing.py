"""Which micro-credential a command means, and who does it: people type names, and several may answer to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillmark.interfaces.cli.answers import Refusal

if TYPE_CHECKING:
    from skillmark.foundation.orgs.models import Organisation
    from skillmark.foundation.people.models import Person
    from skillmark.lifecycle.designing.models import Version


def version_called(wanted: str) -> Version:
    """The published version with this short name, or the one with this uid or web address. Raises Refusal."""
    from skillmark.lifecycle.designing.queries import published_versions_called

    found = published_versions_called(wanted.rstrip("/").rsplit("/", 1)[-1])
    if len(found) == 1:
        return found[0]
    if found:
        addresses = "; ".join(f"{each.uid} ({each.micro_credential.org.name})" for each in found)
        raise Refusal("achievement", f"Several are called “{wanted}”: {addresses}.", "Give the uid of one.")
    raise Refusal(
        "achievement",
        f"No published micro-credential here is called “{wanted}”.",
        "Look it up in the catalogue: its short name is the last part of its web address.",
    )


def person_who(action: str, org: Organisation, *, email: str, does: str) -> Person:
    """Who does it: the one with this address, or the only one who may; `does` says what. Raises Refusal."""
    from skillmark.foundation.orgs.queries import people_who

    able = people_who(action, org)
    found = [each for each in able if not email or each.email == email.strip().lower()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.email for each in able[:10]) or "nobody"
    if email:
        raise Refusal("by", f"{email} may not {does} for {org.name}.", f"These may: {names}.")
    raise Refusal("by", f"Several people may {does} for {org.name}.", f"Say who does, with --by: {names}.")
