"""Step 1: from bytes to one JSON object, whatever carries it, without trusting a byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.bake import unbake_any
from skillmark.credential.errors import BakeError, LoadError, ProofError
from skillmark.credential.legacy.kinds import is_web_address
from skillmark.credential.message import Message
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.model.view import many
from skillmark.credential.policy import Policy
from skillmark.credential.proof.envelope import Envelope
from skillmark.credential.proof.sd_jwt import parse_sd_jwt_json
from skillmark.credential.proof.sd_jwt_vc import read_sd_jwt_vc, take_credential
from skillmark.credential.proof.vc_jwt import read_vc_jwt
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.findings import Findings
from skillmark.credential.times import TimeError

STEP, NAME = 1, "File"
SPEC = (
    "RFC 8259 and RFC 7493 (I-JSON); RFC 7515 (JWS); RFC 9901 (SD-JWT); Open Badges 3.0, “Open Badges Baking”"
)
_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = b"%PDF"
# Three parts, with disclosures after them where it is an SD-JWT. A signature may be missing here: step 1 says so.
_SIGNED_TEXT = re.compile(r"[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:~[A-Za-z0-9_.~-]*)?")
# VCDM 2.0, "Enveloped Verifiable Credentials" and "Enveloped Verifiable Presentations", with the spellings of drafts.
_DATA_URL = re.compile(
    r"data:application/(?P<kind>vc|vp|dc)(?:[+-]ld)?(?:\+json)?\+(?P<form>sd-jwt|jwt),(?P<text>.*)", re.DOTALL
)
# RFC 7515, section 7.2: what only the JSON form of a signed text has.
_SIGNATURES = frozenset({"signature", "signatures"})
_NOT_CHECKABLE = frozenset({"signatures_several"})
_ENVELOPED = {"EnvelopedVerifiableCredential": False, "EnvelopedVerifiablePresentation": True}
_MAX_ADDRESS = 2048
_TITLES = {
    "json": "JSON file",
    "jws": "signed text (JWT)",
    "sd-jwt": "signed text (SD-JWT)",
    "png": "PNG image with the credential inside",
    "svg": "SVG image with the credential inside",
    "png-address": "PNG image with the address of a badge inside",
    "svg-address": "SVG image with the address of a badge inside",
}


@dataclass(frozen=True)
class Reading:
    """What step 1 found: `form` is json, jws, sd-jwt, png or svg; `signed_bytes` is the credential as it came.

    `envelope` is the signed text that the document was taken out of, where it came in one. `address` is where the
    document is to be found, for pictures of the first badges, which hold no more.
    """

    check: Check
    form: str
    signed_bytes: bytes = b""
    document: Mapping[str, Any] | None = None
    envelope: Envelope | None = None
    address: str = ""


def read(data: bytes, *, policy: Policy) -> Reading:
    """Read a credential from a JSON text, a compact JWS or SD-JWT, a PNG or an SVG."""
    findings = Findings(STEP, NAME, SPEC)
    if data.startswith(_PDF):
        findings.failed("This is a PDF, and paper proves nothing by itself.", code="pdf")
        return Reading(findings.check(), "")
    form, credential = "", b""
    try:
        form, credential = _unpack(data, policy)
        text = credential.decode("latin-1")
        if _SIGNED_TEXT.fullmatch(text):
            return _open(text, form="jws" if form == "json" else form, policy=policy)
        if form != "json" and len(text) <= _MAX_ADDRESS and is_web_address(text):
            _say_read(findings, f"{form}-address", credential)
            return Reading(findings.check(), form, credential, address=text)
        document = strictjson.loads(credential, max_bytes=policy.max_json_bytes)
    except (LoadError, BakeError) as error:
        instead = _what_instead(credential)
        if instead:
            findings.failed(instead, code=error.code)
        else:
            findings.error(error)
        return Reading(findings.check(), form)
    return _read_value(document, form=form, credential=credential, policy=policy)


def _read_value(document: Any, *, form: str, credential: bytes, policy: Policy) -> Reading:
    findings = Findings(STEP, NAME, SPEC)
    if not isinstance(document, dict):
        findings.failed(
            "The file holds JSON, but not one object, so it is no credential.", code="not_an_object"
        )
        return Reading(findings.check(), form)
    if _is_enveloped(document):
        return replace(read_inside(document, policy=policy), form=form)
    if "payload" in document and not _SIGNATURES.isdisjoint(document):
        return _open_json_form(document, form=form, credential=credential)
    _say_read(findings, form, credential)
    return Reading(findings.check(), form, credential, document)


def read_inside(value: Any, *, policy: Policy) -> Reading:
    """Read a credential as it stands inside another document: an object, a signed text, or an object around one."""
    findings = Findings(STEP, NAME, SPEC)
    if isinstance(value, dict) and _is_enveloped(value):
        return _take_out(value, policy=policy)
    if isinstance(value, dict):
        findings.passed("Read as it stands inside.")
        return Reading(findings.check(), "json", document=value)
    if isinstance(value, str) and _SIGNED_TEXT.fullmatch(value):
        return _open(value, form="jws", policy=policy)
    findings.failed(
        "What stands here is neither an object nor a signed text, so it is no credential.",
        code="not_an_object",
    )
    return Reading(findings.check(), "")


def _open(text: str, *, form: str, policy: Policy) -> Reading:
    """Take the document out of a signed text."""
    findings = Findings(STEP, NAME, SPEC)
    form = "sd-jwt" if form == "jws" and "~" in text else form
    try:
        document, envelope = _take(text, policy)
    except (ProofError, LoadError, TimeError) as error:
        findings.error(error)
        return Reading(findings.check(), form)
    credential = text.encode("ascii")
    _say_read(findings, form, credential)
    return Reading(findings.check(), form, credential, document, envelope)


def _take(text: str, policy: Policy) -> tuple[Mapping[str, Any], Envelope]:
    # RFC 9901, section 4: only an SD-JWT has a tilde, and none is without.
    if "~" in text:
        return read_sd_jwt_vc(text, max_bytes=policy.max_json_bytes)
    return read_vc_jwt(text, max_bytes=policy.max_json_bytes)


def _open_json_form(document: Mapping[str, Any], *, form: str, credential: bytes) -> Reading:
    """Take the document out of an SD-JWT in its JSON form, which says what the compact one says."""
    findings = Findings(STEP, NAME, SPEC)
    try:
        inside, envelope = take_credential(parse_sd_jwt_json(document))
    except (ProofError, TimeError) as error:
        findings.error(error, outcome=Outcome.UNKNOWN if error.code in _NOT_CHECKABLE else Outcome.FAILED)
        return Reading(findings.check(), form)
    _say_read(findings, form, credential)
    return Reading(findings.check(), form, credential, inside, envelope)


def _is_enveloped(document: Mapping[str, Any]) -> bool:
    types = many(document.get("type"))
    return len(types) == 1 and isinstance(types[0], str) and types[0] in _ENVELOPED


def _take_out(value: Mapping[str, Any], *, policy: Policy) -> Reading:
    """Take the signed text out of the object around it, whose other members nobody signed: they are not read."""
    shown = _ENVELOPED[many(value["type"])[0]]
    found = _DATA_URL.fullmatch(value["id"]) if isinstance(value.get("id"), str) else None
    if (
        found
        and _SIGNED_TEXT.fullmatch(found["text"])
        and ("~" in found["text"]) == (found["form"] == "sd-jwt")
    ):
        reading = _open(found["text"], form="jws", policy=policy)
        kinds = {"vp"} if shown else {"vc", "dc"}
        if found["kind"] in kinds and (
            reading.document is None or is_presentation(reading.document) == shown
        ):
            return reading
    findings = Findings(STEP, NAME, SPEC)
    if found is None and str(value.get("id")).startswith("data:"):
        findings.unknown(
            "What is inside is signed in a form that is not supported yet.", code="envelope_unsupported"
        )
    else:
        findings.failed(
            "It says that a signed text is inside, and its “id” holds none of that kind.",
            code="envelope_malformed",
        )
    return Reading(findings.check(), "json")


def _say_read(findings: Findings, form: str, credential: bytes) -> None:
    findings.passed(
        "Read in full: a {form}, {size:,} bytes of credential.",
        form=Message(_TITLES[form]),
        size=len(credential),
    )


def _what_instead(credential: bytes) -> str:
    """For a file that does not even begin like a credential: what was expected in its place."""
    if not credential or credential[:1] in {b"{", b"[", b"\xef"}:
        return ""
    return "This file is not a credential: that would be a JSON text that begins with “{”, or a PNG or SVG badge."


def _unpack(data: bytes, policy: Policy) -> tuple[str, bytes]:
    form = _sniff(data)
    limit = policy.max_json_bytes if form == "json" else policy.max_image_bytes
    if len(data) > limit:
        raise LoadError(
            "too_large", "The file has {found:,} bytes; at most {limit:,} are read.",
            found=len(data), limit=limit,
        )  # fmt: skip
    if form == "json":
        # White space around a compact JWS or a JSON text carries no meaning; files often end with a line break.
        return form, data.strip(b" \t\r\n")
    return form, unbake_any(data).strip().encode("utf-8", errors="surrogatepass")


def _sniff(data: bytes) -> str:
    if data.startswith(_PNG):
        return "png"
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "svg" if start.startswith(b"<") else "json"
