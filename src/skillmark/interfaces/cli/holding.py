"""What a holder does with credentials, for `derive` and `present`: which kind one is, and what of it can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from skillmark.credential import inspect, strictjson
from skillmark.credential.bake import sniff, unbake_any
from skillmark.credential.model.view import objects
from skillmark.credential.proof import ecdsa_sd_2023
from skillmark.credential.proof.sd_jwt import open_sd_jwt, parse_sd_jwt
from skillmark.credential.proof.suite import proofs_of
from skillmark.credential.report import Outcome
from skillmark.credential.resolve import StaticResolver
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Refusal

# What is worth looking into; any other object is shown as a whole, since half of one is refused.
_OPENED = frozenset({"credentialSubject", "achievement"})
_NOT_CHOSEN = frozenset({"@context", "type", "id", "proof"})
_SAYS_WHAT = (
    "name",
    "targetName",
    "identityType",
    "value",
    "achievedLevel",
    "narrative",
    "identityHash",
    "id",
)
_FORM = 2
_SCALE = "/credentialSubject/achievement/resultDescription/{}"


def read_credential(name: str) -> bytes:
    """The credential in a file, taken out of its picture where it is in one."""
    data = files.read(name).strip()
    return unbake_any(data).encode("utf-8") if sniff(data) else data


def is_sd_jwt(data: bytes) -> bool:
    """Whether this is an SD-JWT, of which any disclosure may be left out."""
    return not data.startswith(b"{") and b"~" in data


def base_proof(data: bytes) -> Mapping[str, Any] | None:
    """The proof from which a holder derives, if the credential holds one."""
    document = strictjson.loads(data) if data.startswith(b"{") else {}
    proofs = [proof for proof in proofs_of(document) if isinstance(proof, dict)]
    return next((proof for proof in proofs if ecdsa_sd_2023.is_base(proof)), None)


def places(data: bytes) -> Iterator[tuple[str, str, bool]]:
    """Every place that can be chosen: its JSON pointer, what stands there, and whether it is shown in any case."""
    if is_sd_jwt(data):
        opened = open_sd_jwt(parse_sd_jwt(data.decode("ascii", "replace")))
        yield from ((place, _in_short(_at(opened.claims, place)), False) for place in opened.disclosed)
        return
    proof = base_proof(data)
    if proof is None:
        raise Refusal(
            "no_base_proof",
            "Of this credential everything is shown, always.",
            "Only what was issued with --suite ecdsa-sd-2023 or --form sd-jwt can be shown in part.",
        )
    fixed = ecdsa_sd_2023.BaseProof.from_text(proof.get("proofValue")).mandatory_pointers
    for place, value in _choices(strictjson.loads(data), ""):
        yield place, value, any(place == each or place.startswith(f"{each}/") for each in fixed)


def with_scales(data: bytes, pointers: Sequence[str]) -> list[str]:
    """The pointers, and with each result the scale that it is given on: without it, nobody could read the result."""
    subject = strictjson.loads(data).get("credentialSubject")
    results = objects(subject.get("result")) if isinstance(subject, dict) else []
    achievements = objects(subject.get("achievement")) if isinstance(subject, dict) else []
    scales = [scale.get("id") for each in achievements for scale in objects(each.get("resultDescription"))]
    wanted = list(pointers)
    for index, result in enumerate(results):
        place = f"/credentialSubject/result/{index}"
        if any(
            each == place or place.startswith(f"{each}/") or each.startswith(f"{place}/") for each in pointers
        ):
            named = result.get("resultDescription")
            wanted += [_SCALE.format(scales.index(named))] if named in scales else []
    return list(dict.fromkeys(wanted))


def check_is_whole(data: bytes, now: datetime) -> None:
    """Raise Refusal where what is to be shown would be refused for what it lacks."""
    form = inspect(data, resolver=StaticResolver(), now=now).check(_FORM)
    if form.outcome is Outcome.FAILED:
        raise Refusal(
            "too_little",
            f"Nobody would accept this part: {form.detail}",
            "Show more of it with --show; see what there is with --list.",
        )


def _choices(document: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"  # RFC 6901, section 3
        if name in _NOT_CHOSEN:
            continue
        if name in _OPENED and isinstance(value, dict):
            yield from _choices(value, place)
        elif isinstance(value, list):
            yield from ((f"{place}/{index}", _in_short(each)) for index, each in enumerate(value))
        else:
            yield place, _in_short(value)


def _in_short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(str(value[name]) for name in _SAYS_WHAT if isinstance(value.get(name), str | int))
    return str(value)


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = (
            value[int(step)] if isinstance(value, list) else value[step.replace("~1", "/").replace("~0", "~")]
        )
    return value
