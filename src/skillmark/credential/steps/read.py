"""Step 1: from bytes to one JSON object, whatever carries it, without trusting a byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.bake import unbake_any
from skillmark.credential.errors import BakeError, LoadError
from skillmark.credential.policy import Policy
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.findings import Findings

STEP, NAME = 1, "File"
SPEC = "RFC 8259 and RFC 7493 (I-JSON); Open Badges 3.0, “Open Badges Baking”"
_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = b"%PDF"
_COMPACT_JWS = re.compile(rb"[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+(?:~[A-Za-z0-9_.~-]*)?")
_TITLES = {
    "json": "JSON file",
    "png": "PNG image with the credential inside",
    "svg": "SVG image with the credential inside",
}


@dataclass(frozen=True)
class Reading:
    """What step 1 found: `form` is json, png, svg or jws; `signed_bytes` is the credential as it came."""

    check: Check
    form: str
    signed_bytes: bytes = b""
    document: Mapping[str, Any] | None = None


def read(data: bytes, *, policy: Policy) -> Reading:
    """Read a credential from a JSON text, a PNG or an SVG; a compact JWS is recognised but not read yet."""
    findings = Findings(STEP, NAME, SPEC)
    if data.startswith(_PDF):
        findings.failed("This is a PDF, and paper proves nothing by itself.", code="pdf")
        return Reading(findings.check(), "")
    form, credential = "", b""
    try:
        form, credential = _unpack(data, policy)
        if _COMPACT_JWS.fullmatch(credential):
            findings.passed("This is a credential in JWT form.", code="jws")
            return Reading(findings.check(), "jws", credential)
        document = strictjson.loads(credential, max_bytes=policy.max_json_bytes)
    except (LoadError, BakeError) as error:
        findings.failed(_what_instead(credential) or error.sentence, code=error.code)
        return Reading(findings.check(), form)
    if not isinstance(document, dict):
        findings.failed(
            "The file holds JSON, but not one object, so it is no credential.", code="not_an_object"
        )
        return Reading(findings.check(), form)
    findings.passed(f"Read in full: a {_TITLES[form]}, {len(credential):,} bytes of credential.")
    return Reading(findings.check(), form, credential, document)


def read_inside(value: Any, *, policy: Policy) -> Reading:  # noqa: ARG001 (texts will have a limit)
    """Read a credential as it stands inside another document."""
    findings = Findings(STEP, NAME, SPEC)
    if isinstance(value, dict):
        findings.passed("Read as it stands inside.")
        return Reading(findings.check(), "json", document=value)
    findings.unknown("Credentials in JWT form are not supported yet.", code="unsupported")
    return Reading(findings.check(), "jws" if isinstance(value, str) else "")


def _what_instead(credential: bytes) -> str:
    """For a file that does not even begin like a credential: what was expected in its place."""
    if not credential or credential[:1] in {b"{", b"[", b"\xef"}:
        return ""
    return "This file is not a credential: that would be a JSON text that begins with “{”, or a PNG or SVG badge."


def readable(reading: Reading) -> bool:
    """Whether the later steps have a document to look at."""
    return reading.check.outcome is Outcome.PASSED and reading.document is not None


def _unpack(data: bytes, policy: Policy) -> tuple[str, bytes]:
    form = _sniff(data)
    limit = policy.max_json_bytes if form == "json" else policy.max_image_bytes
    if len(data) > limit:
        raise LoadError("too_large", f"The file has {len(data):,} bytes; at most {limit:,} are read.")
    if form == "json":
        # White space around a compact JWS or a JSON text carries no meaning; files often end with a line break.
        return form, data.strip(b" \t\r\n")
    return form, unbake_any(data).strip().encode("utf-8", errors="surrogatepass")


def _sniff(data: bytes) -> str:
    if data.startswith(_PNG):
        return "png"
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "svg" if start.startswith(b"<") else "json"
