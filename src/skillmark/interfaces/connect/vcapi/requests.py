"""What a program asks for: bodies within limits, and each member of the type that this API gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from skillmark.credential import strictjson
from skillmark.credential.policy import Policy
from skillmark.interfaces.connect.vcapi.answers import Malformed, TooLarge
from skillmark.journeys.issue import Asked
from skillmark.journeys.revoke import Wish

# A credential at its largest, and what stands around it.
_MAX_BYTES = Policy().max_json_bytes + 16_384
_MAX_POINTERS, _MAX_TEXT = 200, 1_000
_DATA_INTEGRITY = "DataIntegrityProof"
_CHECKS = frozenset({"proof", "credentialStatus"})
# Lists, since what is compared with them may be anything.
_ENTRIES = ["BitstringStatusListEntry", "BitstringStatusList"]
_PURPOSES = ["revocation", "suspension"]
_VALUES: Mapping[Any, bool] = {True: True, False: False, "1": True, "0": False}
_REASONS = {
    ("revocation", True): "Revoked by the issuer.",
    ("suspension", True): "Suspended by the issuer.",
    ("suspension", False): "Reinstated by the issuer.",
    ("revocation", False): "Reinstated by the issuer.",
}

Members = Mapping[str, Any]


@dataclass(frozen=True)
class Handed:
    """What is to be checked, as bytes, and whether its status counts."""

    data: bytes
    ask_status: bool
    domain: str | None = None
    challenge: str | None = None


def body_of(request: HttpRequest) -> Members:
    """The members of the request's body; raises Malformed, and LoadError for what is no JSON that we accept."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > _MAX_BYTES:
        raise TooLarge(f"The body has more than {_MAX_BYTES} bytes.")
    body = strictjson.loads(request.body, max_bytes=_MAX_BYTES)
    if not isinstance(body, dict):
        raise Malformed("The body is not a JSON object.")
    return body


def read_issue(body: Members) -> tuple[Members, Asked]:
    """The credential to sign, and how."""
    credential, options = _object(body, "credential"), _options(body)
    asked = Asked(
        suite=_suite(options),
        mandatory_pointers=_pointers(options, "mandatoryPointers"),
        name=_text(options, "credentialId") or "",
    )
    return credential, asked


def read_derive(body: Members) -> tuple[bytes, tuple[str, ...]]:
    """The credential to derive from, and what of it is to be shown."""
    credential = strictjson.dumps(_object(body, "verifiableCredential"))
    return credential, _pointers(_options(body), "selectivePointers")


def read_status(body: Members) -> tuple[str, list[Wish]]:
    """The id inside of a credential, and what is to become of it."""
    name = _text(body, "credentialId")
    if not name:
        raise Malformed("“credentialId” is missing.")
    entries = body.get("credentialStatus")
    given = entries if isinstance(entries, list) else [entries]
    if not given or len(given) > len(_PURPOSES):
        raise Malformed("“credentialStatus” does not name one status, or one for each purpose.")
    return name, [_wish(entry, body) for entry in given]


def read_credential_check(body: Members) -> Handed:
    """The credential to check: an object, or a signed text."""
    return Handed(_handed_in(body.get("verifiableCredential")), _asks_status(_options(body)))


def read_presentation_check(body: Members) -> Handed:
    """The presentation to check, signed or not, and what it must have been made for."""
    # VCALM 0.9, "ProoflessVerifyPresentationRequest": an unsigned one has a name of its own.
    given = body.get("verifiablePresentation", body.get("presentation"))
    options = _options(body)
    return Handed(
        _handed_in(given),
        _asks_status(options),
        domain=_text(options, "domain"),
        challenge=_text(options, "challenge"),
    )


def _handed_in(value: Any) -> bytes:
    if isinstance(value, dict):
        return strictjson.dumps(value)
    if isinstance(value, str) and value:
        return value.encode("utf-8")
    raise Malformed("There is nothing to verify: an object, or a signed text, is missing.")


def _asks_status(options: Members) -> bool:
    checks = options.get("checks", [])
    if not isinstance(checks, list) or not all(isinstance(each, str) for each in checks):
        raise Malformed("“options.checks” is not a list of names.")
    unknown = sorted(set(checks) - _CHECKS)
    if unknown:
        # Saying "verified" would say that this was checked as well.
        raise Malformed(f"“options.checks” names {unknown[0][:100]!r}, which is not checked here.")
    return not checks or "credentialStatus" in checks


def _suite(options: Members) -> str:
    suite, kind = _text(options, "cryptosuite"), _text(options, "type")
    if suite is None and kind in (None, _DATA_INTEGRITY):
        return Asked().suite
    # A proof type that is older than cryptosuites is a suite by itself.
    return suite if suite is not None and kind in (None, _DATA_INTEGRITY) else str(kind)


def _wish(entry: Any, body: Members) -> Wish:
    if not isinstance(entry, dict) or entry.get("type") not in _ENTRIES:
        raise Malformed("“credentialStatus” is not a BitstringStatusListEntry.")
    purpose = entry.get("statusPurpose")
    if purpose not in _PURPOSES:
        raise Malformed("“statusPurpose” is neither revocation nor suspension.")
    # VCALM puts the new value beside the entry, the API before it put it inside, and one suite says nothing.
    value = entry.get("status", body.get("status", True))
    if not isinstance(value, bool | str) or value not in _VALUES:
        raise Malformed("“status” is neither true nor false.")
    withheld = _VALUES[value]
    reason = _text(body, "reason") or _REASONS[purpose, withheld]
    return Wish(purpose=purpose, withheld=withheld, reason=reason)


def _options(body: Members) -> Members:
    options = body.get("options", {})
    if not isinstance(options, dict):
        raise Malformed("“options” is not an object.")
    return options


def _object(body: Members, name: str) -> Members:
    value = body.get(name)
    if not isinstance(value, dict):
        raise Malformed(f"“{name}” is missing, or not an object.")
    return value


def _text(members: Members, name: str) -> str | None:
    value = members.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > _MAX_TEXT):
        raise Malformed(f"“{name}” is not a text, or too long.")
    return value


def _pointers(options: Members, name: str) -> tuple[str, ...]:
    value = options.get(name, [])
    good = isinstance(value, list) and all(isinstance(each, str) for each in value)
    if not good or len(value) > _MAX_POINTERS:
        raise Malformed(f"“{name}” is not a list of JSON pointers, or too long.")
    return tuple(value)
