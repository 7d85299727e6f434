"""Reads of people and the addresses they have proven."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from skillmark.foundation.people.models import Person


def person_with_address(email: str) -> Person | None:
    """The person who has proven `email`, or whose account was opened with it."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    if address is not None:
        return Person.objects.get(pk=address.user_id)
    return Person.objects.filter(email__iexact=email).first()


def proven_addresses(person: Person) -> list[str]:
    """Every address the person has proven, the primary one first."""
    rows = EmailAddress.objects.filter(user_id=person.pk, verified=True).order_by("-primary", "email")
    return list(rows.values_list("email", flat=True))
