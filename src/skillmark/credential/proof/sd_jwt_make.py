"""Making an SD-JWT, as its issuer does, and choosing what of it to show, as its holder does.

Source: RFC 9901, sections 4.2 (disclosures), 7.2 (the holder) and 9 (salts, decoys).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import ProofError
from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.jws import Jws, parse_jws, sign_jws
from skillmark.credential.proof.sd_jwt import (
    DEFAULT_HASH,
    DIGESTS,
    ELEMENT,
    HASH,
    MAX_BYTES,
    MAX_DISCLOSURES,
    OWN_NAMES,
    Disclosure,
    SdJwt,
    digest_of,
    open_sd_jwt,
    pointer,
)

# RFC 6901, section 4.
_INDEX = re.compile("0|[1-9][0-9]{0,5}")
# Section 9.3: 128 bits.
_SALT_BYTES = 16
# Which places may be kept back: their JSON pointers, or what answers for a pointer and the value there.
Disclosable = Sequence[str] | Callable[[str, Any], bool]


def new_salt() -> str:
    """A new random salt (section 9.3)."""
    return base64url_encode(secrets.token_bytes(_SALT_BYTES))


def make_sd_jwt(
    claims: Mapping[str, Any],
    *,
    signer: Signer,
    header: Mapping[str, Any],
    disclosable: Disclosable = (),
    decoys: int = 0,
    hash_name: str = DEFAULT_HASH,
    salt: Callable[[], str] = new_salt,
) -> SdJwt:
    """The claims as SD-JWT, each place of `disclosable` sealed; with `decoys` more seals wherever members are sealed.

    Raises ProofError for a place that is not there, for claims that use the names of seals, and beyond the limits of
    `parse_sd_jwt`.
    """
    sealing = _Sealing(disclosable, decoys, hash_name, salt)
    sealed = sealing.value(claims, "")
    missing = sealing.wanted - sealing.met
    if missing:
        raise _no_such_place(min(missing))
    if len(sealing.disclosures) > MAX_DISCLOSURES:
        raise ProofError("sd_jwt_too_large", "It has more than {limit} disclosures.", limit=MAX_DISCLOSURES)
    if sealing.disclosures:
        sealed[HASH] = hash_name
    jws = parse_jws(sign_jws(_written(sealed), signer=signer, header=header), max_bytes=MAX_BYTES)
    return SdJwt(jws, tuple(sealing.disclosures))


def select(sd_jwt: SdJwt, *, disclose: Sequence[str]) -> SdJwt:
    """The SD-JWT with those disclosures only that open the places of `disclose`, and no key binding.

    A place (a JSON pointer into what `open_sd_jwt` says of this SD-JWT) is shown with all that is inside it, and with
    the names of what it is inside of. Raises ProofError for a place that is not there.
    """
    opened = open_sd_jwt(sd_jwt)
    for place in disclose:
        if not _exists(opened.claims, place):
            raise _no_such_place(place)
    chosen = {
        given.encoded
        for sealed_place, given in opened.disclosed.items()
        if any(_is_within(sealed_place, place) or _is_within(place, sealed_place) for place in disclose)
    }
    kept = tuple(given for given in sd_jwt.disclosures if given.encoded in chosen)
    return replace(sd_jwt, disclosures=kept, key_binding="")


def sd_jwt_json(sd_jwt: SdJwt) -> dict[str, Any]:
    """The JSON form (section 8): flattened for one signature, general for several."""
    header: dict[str, Any] = {"disclosures": [given.encoded for given in sd_jwt.disclosures]}
    if sd_jwt.key_binding:
        header["kb_jwt"] = sd_jwt.key_binding
    first = {"header": header, **_signature(sd_jwt.jws)}
    payload = base64url_encode(sd_jwt.jws.payload)
    if not sd_jwt.others:
        return {"payload": payload, **first}
    return {"payload": payload, "signatures": [first, *(_signature(other) for other in sd_jwt.others)]}


class _Sealing:
    """One walk through the claims, innermost first, so that a seal may lie within a seal (section 4.2.6)."""

    def __init__(
        self, disclosable: Disclosable, decoys: int, hash_name: str, salt: Callable[[], str]
    ) -> None:
        self.wanted = frozenset() if callable(disclosable) else frozenset(disclosable)
        self.met: set[str] = set()
        self.disclosures: list[Disclosure] = []
        self._is_wanted = disclosable if callable(disclosable) else lambda place, _value: place in self.wanted
        self._decoys = decoys
        self._hash_name = hash_name
        self._salt = salt

    def value(self, value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            return self._object(value, path)
        if isinstance(value, list):
            return [self._element(element, f"{path}/{index}") for index, element in enumerate(value)]
        return value

    def _object(self, value: Mapping[str, Any], path: str) -> dict[str, Any]:
        if OWN_NAMES & value.keys():
            raise ProofError(
                "claim_reserved",
                "“{place}” has a member named “_sd”, “...” or “_sd_alg”, which mean seals.",
                place=path,
            )
        members: dict[str, Any] = {}
        digests: list[str] = []
        for name, part in value.items():
            place = pointer(path, name)
            inner = self.value(part, place)
            if self._seals(place, part):
                digests.append(self._seal(name, inner))
            else:
                members[name] = inner
        if digests:
            digests += [digest_of(self._salt(), hash_name=self._hash_name) for _ in range(self._decoys)]
            # Section 4.2.4.1: sorted, so that neither their order nor the place of decoys says anything.
            members[DIGESTS] = sorted(digests)
        return members

    def _element(self, element: Any, place: str) -> Any:
        inner = self.value(element, place)
        return {ELEMENT: self._seal(None, inner)} if self._seals(place, element) else inner

    def _seals(self, place: str, value: Any) -> bool:
        # Only what was asked for: to remember every place would take the square of long names.
        if place in self.wanted:
            self.met.add(place)
        return self._is_wanted(place, value)

    def _seal(self, name: str | None, value: Any) -> str:
        parts = [self._salt(), value] if name is None else [self._salt(), name, value]
        encoded = base64url_encode(_written(parts))
        self.disclosures.append(Disclosure(encoded, name, value))
        return digest_of(encoded, hash_name=self._hash_name)


def _is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")


def _exists(claims: Any, place: str) -> bool:
    value: Any = claims
    for part in place.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and _INDEX.fullmatch(name) and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return place.startswith("/") or not place


def _signature(jws: Jws) -> dict[str, str]:
    protected = jws.signing_input.partition(b".")[0].decode("ascii")
    return {"protected": protected, "signature": base64url_encode(jws.signature)}


def _written(value: Any) -> bytes:
    return strictjson.dumps(value)


def _no_such_place(place: str) -> ProofError:
    return ProofError(
        "no_such_place", "There is nothing at “{place}” that could be kept back or shown.", place=place
    )
