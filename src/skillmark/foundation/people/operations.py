"""Opens accounts for people who do not have one yet."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from skillmark.foundation.people.models import Person
from skillmark.foundation.people.queries import person_with_address


def find_or_open_account(*, email: str, name: str) -> Person:
    """The person with this address, or a new account without password: they sign in by a code sent to the address."""
    found = person_with_address(email)
    if found is not None:
        return found
    return Person.objects.create_user(email, name=name or email.split("@", maxsplit=1)[0])


def open_staff_account(*, email: str, name: str, password: str | None) -> Person:
    """An account for platform staff, its address taken as proven; without a password they sign in by code."""
    person = Person.objects.create_superuser(email, password, name=name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
