"""Who asks: a program with a token, which acts as a person of this installation and may do what that person may.

Source: RFC 6750, "Bearer Token Usage", sections 2.1 and 3. Of a token the configuration holds a hash only.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest

from skillmark.foundation.people.models import Person
from skillmark.foundation.people.queries import person_with_address
from skillmark.interfaces.intake.pace import mind_the_pace

_LONGEST = 500


class NobodyKnown(Exception):
    """The request brings no token, or none that is known here."""


def asked_by(request: HttpRequest) -> Person:
    """The person as whom the program acts. Raises NobodyKnown, and TooOften for whoever goes on guessing."""
    person = _holder_of(_token(request))
    if person is None:
        mind_the_pace(request)
        raise NobodyKnown
    return person


def is_known(request: HttpRequest) -> bool:
    """Whether the request brings a token that is known here."""
    return _holder_of(_token(request)) is not None


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and len(token) <= _LONGEST else ""


def _holder_of(token: str) -> Person | None:
    if not token:
        return None
    digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    # Every one is compared, so that the time taken tells nothing of which was nearly right.
    found = [address for address, known in settings.CONFIG.vcapi_tokens if hmac.compare_digest(known, digest)]
    person = person_with_address(found[0]) if found else None
    return person if person is not None and person.is_active else None
