"""Where an issuer says that its assertions are kept: what keeps one host from issuing in the name of another.

Source: Open Badges 2.0, "VerificationObject" and "HostedBadge Verification".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from skillmark.credential.model.view import many

_DEFAULT_PORT = ":443"


def is_in_scope(assertion: str, *, issuer: str, profile: Mapping[str, Any]) -> bool:
    """Whether the issuer's profile, found at `issuer`, lets its assertions be kept at the address `assertion`.

    Where the profile says nothing, that is the issuer's own host only. Addresses that lead back up a path are never in
    scope, because they are not where they seem to be.
    """
    rules = profile.get("verification")
    rules = rules if isinstance(rules, dict) else {}
    starts, hosts = _texts(rules.get("startsWith")), _texts(rules.get("allowedOrigins"))
    if _climbs(assertion):
        return False
    if not starts and not hosts:
        return authority(assertion) == authority(issuer)
    # Both may be given, and then both must hold.
    return (not starts or any(_begins(assertion, start) for start in starts)) and (
        not hosts or authority(assertion) in {_named_host(host) for host in hosts}
    )


def is_narrowed(profile: Mapping[str, Any]) -> bool:
    """Whether the profile says anything of its own about where assertions are kept."""
    rules = profile.get("verification")
    return isinstance(rules, dict) and bool(
        _texts(rules.get("startsWith")) or _texts(rules.get("allowedOrigins"))
    )


def authority(address: str) -> str:
    """Host and port of a web address in lower case, without the port that https has anyway."""
    return urlsplit(address).netloc.lower().removesuffix(_DEFAULT_PORT)


def _begins(assertion: str, start: str) -> bool:
    try:
        whole_host = authority(start) == authority(assertion)
    except ValueError:
        return False
    # As text alone, https://example.org would also begin https://example.org.elsewhere.example/.
    return whole_host and _below_host(assertion).startswith(_below_host(start))


def _below_host(address: str) -> str:
    return urlunsplit(("", "", *urlsplit(address)[2:]))


def _named_host(value: str) -> str:
    host = value.partition("://")[2] or value
    return host.partition("/")[0].lower().removesuffix(_DEFAULT_PORT)


def _climbs(address: str) -> bool:
    path = unquote(unquote(urlsplit(address).path)).replace("\\", "/")
    return any(segment in {".", ".."} for segment in path.split("/"))


def _texts(value: Any) -> list[str]:
    return [entry for entry in many(value) if isinstance(entry, str) and entry]
