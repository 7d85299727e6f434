"""Keeps one visitor from checking without end: each check may cost this installation several fetches."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from skillmark.foundation.refusals import Refused

CHECKS: Final = 30
SECONDS: Final = 60
# One IPv6 customer has a whole /64 at hand, so that is what counts as one visitor.
_IPV6_SHIFT: Final = 64


class TooOften(Refused):
    """More checks in a minute than anybody makes by hand; `seconds` says when to go on."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "check.too_often",
            f"That were more than {CHECKS} checks in a minute from your address.",
            f"Go on in {seconds} seconds. For many at once, use the command: skillmark verify FILES",
        )
        self.seconds = seconds


def mind_the_pace(request: HttpRequest) -> None:
    """Counts one check; raises TooOften above the limit. The count is kept by each server process for itself."""
    minute, gone = divmod(int(time.time()), SECONDS)
    key = f"checks:{minute}:{visitor(request)}"
    cache.add(key, 0, timeout=2 * SECONDS)
    if cache.incr(key) > CHECKS:
        raise TooOften(SECONDS - gone)


def visitor(request: HttpRequest) -> str:
    """The network address that asks, as far as the trusted proxies vouch for it."""
    proxies = settings.CONFIG.trusted_proxies
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    # Each trusted proxy adds one address at the end; what stands before those is the visitor's own invention.
    address = forwarded[-proxies] if 0 < proxies <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(int(known) >> _IPV6_SHIFT) if isinstance(known, IPv6Address) else str(known)
