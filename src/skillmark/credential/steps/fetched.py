"""A credential as it came from an address, read by the rules for one inside another document."""

from __future__ import annotations

from dataclasses import replace

from skillmark.credential import strictjson
from skillmark.credential.policy import Policy
from skillmark.credential.resolve import Fetched
from skillmark.credential.steps.read import Reading, read_inside

ACCEPT = (
    "application/vc, application/vc+jwt, application/vc+ld+json, application/ld+json, application/jwt, "
    "application/json;q=0.9, text/plain;q=0.5"
)


def read_fetched(fetched: Fetched, *, policy: Policy, max_bytes: int) -> Reading:
    """Read a JSON text or a compact JWS, whatever its server calls it; raises LoadError for JSON that is none."""
    # White space around either carries no meaning; files often end with a line break.
    data = fetched.body.strip(b" \t\r\n")
    value = (
        strictjson.loads(data, max_bytes=max_bytes)
        if data[:1] in {b"{", b"["}
        else data.decode("latin-1")  # a signed text is ASCII, and everything else is refused as none
    )
    return read_inside(value, policy=replace(policy, max_json_bytes=max_bytes))
