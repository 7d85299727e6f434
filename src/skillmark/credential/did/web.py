"""did:web: an identifier whose document is at a fixed place on the web server it names."""

from __future__ import annotations

import re
from urllib.parse import unquote

from skillmark.credential.errors import ResolveError

_PREFIX = "did:web:"
_HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_MAX_PORT = 65_535
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})+")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_loopback(host: str) -> bool:
    """Whether a host name means this very machine."""
    return host.lower() in _LOOPBACK or host.lower().endswith(".localhost")


def url_for_did(did: str, *, allow_local_http: bool = False) -> str:
    """The URL of the document of a did:web (did:web method, "Read (Resolve)").

    https always, but http for a loopback host where `allow_local_http` says so. Raises ResolveError.
    """
    if not did.startswith(_PREFIX):
        raise ResolveError("did_invalid", "{did} is not a did:web.", did=did)
    host_and_port, *path = did.removeprefix(_PREFIX).split(":")
    host, port = _split_host(host_and_port, did)
    if any(not _SEGMENT.fullmatch(segment) or unquote(segment) in {".", ".."} for segment in path):
        raise ResolveError("did_invalid", "{did} has a path that no did:web can have.", did=did)
    scheme = "http" if allow_local_http and is_loopback(host) else "https"
    place = "/".join(path) if path else ".well-known"
    return f"{scheme}://{host}{port}/{place}/did.json"


def _split_host(text: str, did: str) -> tuple[str, str]:
    # Only the port's colon is percent-encoded in the first part; anything else would smuggle in another host.
    host, encoded_colon, port = re.sub(r"%3a", "%3A", text).partition("%3A")
    if not _HOST.fullmatch(host) or (
        encoded_colon and not (_PORT.fullmatch(port) and int(port) <= _MAX_PORT)
    ):
        raise ResolveError("did_invalid", "{did} does not name a host.", did=did)
    return host, f":{port}" if port else ""
