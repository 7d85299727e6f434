"""Reads of people and the addresses they have proven."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress

from skillmark.foundation.people.models import Person


def person_with_address(email: str) -> Person | None:
    """The person who has proven `email`, or whose account was opened with it."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    if address is not None:
        return Person.objects.get(pk=address.user_id)
    return Person.objects.filter(email__iexact=email).first()


def people_with_addresses(addresses: Collection[str]) -> dict[str, tuple[int, str]]:
    """For each of these addresses (in lower case) that belongs to somebody, as above: their key and their name."""
    opened = Person.objects.filter(email__among=addresses).values_list("email", "pk", "name")
    found = {email.lower(): (pk, name) for email, pk, name in opened}
    proven = EmailAddress.objects.filter(email__among=addresses, verified=True)
    for email, pk, name in proven.values_list("email", "user_id", "user__name"):
        found[email.lower()] = pk, name
    return found


def proven_addresses(person: Person) -> list[str]:
    """Every address the person has proven, the primary one first."""
    rows = EmailAddress.objects.filter(user_id=person.pk, verified=True).order_by("-primary", "email")
    return list(rows.values_list("email", flat=True))
