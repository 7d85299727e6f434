"""Opens accounts for people who do not have one yet."""

from __future__ import annotations

from skillmark.foundation.people.models import Person
from skillmark.foundation.people.queries import person_with_address


def find_or_open_account(*, email: str, name: str) -> Person:
    """The person with this address, or a new account without password: they sign in by a code sent to the address."""
    found = person_with_address(email)
    if found is not None:
        return found
    return Person.objects.create_user(email, name=name or email.split("@", maxsplit=1)[0])
