"""Opens accounts for people who do not have one yet, and keeps their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress

from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people import facts
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.queries import person_with_address
from skillmark.foundation.people.rules import name_from
from skillmark.foundation.rows import chance_texts, insert_rows, ordered_uids, take_ids


def find_or_open_account(*, email: str, name: str) -> Person:
    """The person with this address, or a new account without password: they sign in by a code sent to the address."""
    found = person_with_address(email)
    if found is not None:
        return found
    return Person.objects.create_user(email, name=name or name_from(email))


def open_accounts(people: Sequence[tuple[str, str]], *, now: datetime) -> Sequence[int]:
    """The keys of new accounts for people who have none, each given as (address in lower case, name)."""
    ids = take_ids(Person, len(people))
    # As Django marks a password that opens nothing: an exclamation mark, and chance so that no two look alike.
    closed = chance_texts(len(people), length=40)
    rows = (
        (pk, uid, address, name, f"!{chance}")
        for pk, uid, chance, (address, name) in zip(
            ids, ordered_uids(len(people)), closed, people, strict=True
        )
    )
    insert_rows(Person, rows, columns=("id", "uid", "email", "name", "password"), same={"date_joined": now})
    return ids


def change_name(*, person: Person, name: str, now: datetime) -> Person:
    """Keeps a person's own name; the same name again changes nothing."""
    if name == person.name:
        return person
    person.name = name
    person.save(update_fields=["name"])
    record(facts.NameChanged(), now=now, actor_uid=person.uid, subject_uid=person.uid)
    return person


def open_staff_account(*, email: str, name: str, password: str | None) -> Person:
    """An account for platform staff, its address taken as proven; without a password they sign in by code."""
    person = Person.objects.create_superuser(email, password, name=name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
