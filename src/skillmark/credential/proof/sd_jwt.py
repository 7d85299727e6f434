"""SD-JWT: a signed text with sealed statements, each opened by a disclosure that its holder may keep back.

Source: RFC 9901. Here it is taken apart and opened; `sd_jwt_make` makes it, `key_binding` proves who holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import KeyMaterialError, LoadError, ProofError
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.message import Message
from skillmark.credential.proof.jws import Jws, parse_jws

MAX_BYTES = 262_144
MAX_DISCLOSURES = 500
MAX_DEPTH = 64
_MAX_SIGNATURES = 4
_MAX_PATH = 4_096
# RFC 9901, sections 4.2.4.1, 4.2.4.2 and 4.1.1: the three names that carry digests and nothing else.
DIGESTS, ELEMENT, HASH = "_sd", "...", "_sd_alg"
OWN_NAMES = frozenset({DIGESTS, ELEMENT, HASH})
DEFAULT_HASH = "sha-256"
# Section 9.4: the registry also holds shortened ones, which are unfit.
_HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "sha-256": hashlib.sha256,
    "sha-384": hashlib.sha384,
    "sha-512": hashlib.sha512,
}
_ELEMENT_PARTS, _MEMBER_PARTS = 2, 3


@dataclass(frozen=True)
class Disclosure:
    """What opens one seal, as it came and as it reads; `name` is None for an element of a list."""

    encoded: str
    name: str | None
    value: Any


@dataclass(frozen=True)
class SdJwt:
    """An SD-JWT, taken apart and not yet believed; `key_binding` is the holder's own JWT, or empty.

    `others` are further signatures over the same content, which only the general JSON form has.
    """

    jws: Jws
    disclosures: tuple[Disclosure, ...] = ()
    key_binding: str = ""
    others: tuple[Jws, ...] = ()

    @property
    def presented(self) -> str:
        """What is shown: the issuer's JWT and the disclosures, which a key binding covers (section 4.3.1)."""
        # Base64url has one text for each bytes, so this is the JWT as it came.
        signed = f"{self.jws.signing_input.decode('ascii')}.{base64url_encode(self.jws.signature)}"
        return "".join(f"{part}~" for part in (signed, *(given.encoded for given in self.disclosures)))

    @property
    def compact(self) -> str:
        """The compact form (section 4)."""
        return self.presented + self.key_binding


@dataclass(frozen=True)
class Opened:
    """What an SD-JWT says as far as it is shown: its claims without any trace of sealing.

    `disclosed` and `hidden` name places in the claims by JSON pointer (RFC 6901): what was opened, and how many seals
    in an object or list stayed closed. Some of those may be decoys.
    """

    claims: Mapping[str, Any]
    disclosed: Mapping[str, Disclosure] = field(default_factory=dict)
    hidden: Mapping[str, int] = field(default_factory=dict)

    @property
    def hidden_count(self) -> int:
        """How many seals stayed closed."""
        return sum(self.hidden.values())


def parse_sd_jwt(text: str, *, max_bytes: int = MAX_BYTES) -> SdJwt:
    """The parts of an SD-JWT in compact form (section 4), with or without key binding.

    Raises ProofError: `sd_jwt_malformed` for what is none, `sd_jwt_too_large`, or what `parse_jws` says.
    """
    if len(text) > max_bytes:
        raise ProofError("sd_jwt_too_large", "The SD-JWT is longer than {limit} bytes.", limit=max_bytes)
    signed, *disclosures = text.split("~", MAX_DISCLOSURES + 2)
    if not disclosures:
        raise ProofError(
            "sd_jwt_malformed", "An SD-JWT has a tilde (~) after its signed part; there is none."
        )
    return _assemble(parse_jws(signed, max_bytes=max_bytes), disclosures[:-1], disclosures[-1])


def parse_sd_jwt_json(document: Mapping[str, Any]) -> SdJwt:
    """The parts of an SD-JWT in flattened or general JSON form (section 8); raises ProofError."""
    entries = document.get("signatures", [document])
    if (
        ("signature" in document and "signatures" in document)
        or not isinstance(entries, list)
        or not 0 < len(entries) <= _MAX_SIGNATURES
    ):
        raise _malformed("It must have one to {limit} signatures, in one place.", limit=_MAX_SIGNATURES)
    signatures = [_signature(document, entry) for entry in entries]
    header, *further = [_unprotected(entry) for entry in entries]
    # Section 8.3: both stand in the first header, so that nobody can read others elsewhere.
    if any({"disclosures", "kb_jwt"} & other.keys() for other in further):
        raise _malformed("Disclosures stand with another signature than the first.")
    disclosures = header.get("disclosures", [])
    if not isinstance(disclosures, list) or not all(isinstance(given, str) for given in disclosures):
        raise _malformed("“disclosures” must be a list of texts.")
    key_binding = header.get("kb_jwt", "")
    if not isinstance(key_binding, str):
        raise _malformed("“kb_jwt” must be a text.")
    return _assemble(signatures[0], disclosures, key_binding, tuple(signatures[1:]))


def claims_of(jws: Jws) -> dict[str, Any]:
    """The content of a JWT: one JSON object, strictly read; raises ProofError."""
    try:
        claims = strictjson.loads(jws.payload, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except LoadError as error:
        raise _malformed("The signed content cannot be read: {why}", why=error.message) from error
    if not isinstance(claims, dict):
        raise _malformed("The signed content is not one JSON object.")
    return claims


def digest_of(text: str, *, hash_name: str) -> str:
    """The digest of a text as it stands (section 4.2.3), in base64url; raises ProofError for an unfit hash."""
    return base64url_encode(_hash(hash_name)(text.encode("ascii")).digest())


def hash_name_of(claims: Mapping[str, Any]) -> str:
    """The hash that an SD-JWT uses throughout (section 4.1.1); raises ProofError for an unknown or unfit one."""
    name = claims.get(HASH, DEFAULT_HASH)
    _hash(name)
    return str(name)


def open_sd_jwt(sd_jwt: SdJwt) -> Opened:
    """What the SD-JWT says with all its disclosures (section 7.1, steps 2.4 to 5). The signature is not looked at.

    Raises ProofError when a disclosure fits nowhere, in several places or at the wrong one, or a digest comes twice.
    """
    claims = claims_of(sd_jwt.jws)
    opening = _Opening(sd_jwt.disclosures, hash_name_of(claims))
    opened = opening.value({name: part for name, part in claims.items() if name != HASH}, "", 1)
    # Section 7.1, step 5.
    if opening.sealed:
        raise ProofError(
            "disclosure_unreferenced",
            "A disclosure fits nothing that was signed: {name}.",
            name=_named(next(iter(opening.sealed.values()))),
        )
    return Opened(opened, opening.disclosed, opening.hidden)


def pointer(path: str, name: str) -> str:
    """The JSON pointer of a member of what is at `path` (RFC 6901, section 3)."""
    return f"{path}/{name.replace('~', '~0').replace('/', '~1')}"


class _Opening:
    """One walk through the claims; `sealed` holds the disclosures that have found no place yet, by digest."""

    def __init__(self, disclosures: tuple[Disclosure, ...], hash_name: str) -> None:
        self.sealed = {digest_of(given.encoded, hash_name=hash_name): given for given in disclosures}
        # Section 4: none may be sent more than once.
        if len(self.sealed) != len(disclosures):
            raise ProofError("disclosure_duplicate", "The same disclosure is given twice.")
        self.disclosed: dict[str, Disclosure] = {}
        self.hidden: dict[str, int] = {}
        self._seen: set[str] = set()

    def value(self, value: Any, path: str, depth: int) -> Any:
        if not _is_container(value):
            return value
        if depth > MAX_DEPTH:
            raise _malformed("Opened, it nests deeper than {limit} levels.", limit=MAX_DEPTH)
        # Every place below repeats the names above it, so long ones would cost the square of their length.
        if len(path) > _MAX_PATH:
            raise _malformed("The names of its members are too long.")
        if isinstance(value, dict):
            return self._object(value, path, depth)
        return self._list(value, path, depth)

    def _object(self, value: dict[str, Any], path: str, depth: int) -> dict[str, Any]:
        # Sections 4.1 and 4.1.1: these names mean something at their own places and are nothing elsewhere.
        for name in (ELEMENT, HASH):
            if name in value:
                raise _misplaced(name, path)
        members = {
            name: self.value(part, pointer(path, name), depth + 1) if _is_container(part) else part
            for name, part in value.items()
            if name != DIGESTS
        }
        for digest in _digests(value, path):
            disclosure = self._take(digest, path)
            if disclosure is not None:
                name = _member_name(disclosure, members, path)
                members[name] = self._open(disclosure, pointer(path, name), depth)
        return members

    def _list(self, value: list[Any], path: str, depth: int) -> list[Any]:
        elements: list[Any] = []
        for element in value:
            if not _is_container(element):
                elements.append(element)
            elif not isinstance(element, dict) or ELEMENT not in element:
                elements.append(self.value(element, f"{path}/{len(elements)}", depth + 1))
            elif (disclosure := self._take(_element_digest(element, path), path)) is not None:
                if disclosure.name is not None:
                    raise _wrong_place(disclosure, path)
                elements.append(self._open(disclosure, f"{path}/{len(elements)}", depth))
        return elements

    def _open(self, disclosure: Disclosure, place: str, depth: int) -> Any:
        self.disclosed[place] = disclosure
        return self.value(disclosure.value, place, depth + 1)

    def _take(self, digest: str, path: str) -> Disclosure | None:
        # Section 7.1, step 4.
        if digest in self._seen:
            raise ProofError("digest_duplicate", "The same digest stands in two places of what was signed.")
        self._seen.add(digest)
        disclosure = self.sealed.pop(digest, None)
        if disclosure is None:
            self.hidden[path] = self.hidden.get(path, 0) + 1
        return disclosure


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)


def _assemble(jws: Jws, disclosures: list[str], key_binding: str, others: tuple[Jws, ...] = ()) -> SdJwt:
    if len(disclosures) > MAX_DISCLOSURES:
        raise ProofError("sd_jwt_too_large", "It has more than {limit} disclosures.", limit=MAX_DISCLOSURES)
    return SdJwt(jws, tuple(_disclosure(given) for given in disclosures), key_binding, others)


def _disclosure(encoded: str) -> Disclosure:
    try:
        parts = strictjson.loads(base64url_decode(encoded), max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except (KeyMaterialError, LoadError) as error:
        raise ProofError(
            "disclosure_malformed", "A disclosure cannot be read: {why}", why=error.message
        ) from error
    # Section 4.2.1 and 4.2.2: salt, name and value, or salt and value.
    if not isinstance(parts, list) or len(parts) not in {_ELEMENT_PARTS, _MEMBER_PARTS}:
        raise ProofError("disclosure_malformed", "A disclosure is not a list of two or three parts.")
    if not all(isinstance(part, str) for part in parts[:-1]):
        raise ProofError("disclosure_malformed", "Salt and name of a disclosure must be texts.")
    return Disclosure(encoded, parts[1] if len(parts) == _MEMBER_PARTS else None, parts[-1])


def _signature(document: Mapping[str, Any], entry: Any) -> Jws:
    parts = (
        entry.get("protected") if isinstance(entry, dict) else None,
        document.get("payload"),
        entry.get("signature") if isinstance(entry, dict) else None,
    )
    if not all(isinstance(part, str) for part in parts):
        raise _malformed("“protected”, “payload” and “signature” must be texts.")
    jws = parse_jws(".".join(map(str, parts)), max_bytes=MAX_BYTES)
    # RFC 7515, section 7.2.1: no parameter stands in both headers.
    if jws.header.keys() & _unprotected(entry).keys():
        raise _malformed("A header parameter stands both inside and outside of what is signed.")
    return jws


def _unprotected(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    header = entry.get("header", {})
    if not isinstance(header, dict):
        raise _malformed("“header” must be an object.")
    return header


def _digests(value: dict[str, Any], path: str) -> Iterator[str]:
    digests = value.get(DIGESTS, [])
    if not isinstance(digests, list) or not all(isinstance(digest, str) for digest in digests):
        raise _malformed("“_sd” at “{path}” is not a list of texts.", path=path)
    yield from digests


def _element_digest(element: dict[str, Any], path: str) -> str:
    digest = element[ELEMENT]
    if len(element) != 1 or not isinstance(digest, str):
        raise _misplaced(ELEMENT, path)
    return digest


def _member_name(disclosure: Disclosure, members: Mapping[str, Any], path: str) -> str:
    name = disclosure.name
    if name is None:
        raise _wrong_place(disclosure, path)
    if name in OWN_NAMES:
        raise ProofError(
            "disclosure_reserved", "A disclosure is named “{name}”, which none may be.", name=name
        )
    if name in members:
        raise ProofError(
            "claim_duplicate",
            "“{place}” is stated twice, openly or by disclosures.",
            place=pointer(path, name),
        )
    return name


def _hash(name: object) -> Callable[[bytes], Any]:
    if not isinstance(name, str) or name not in _HASHES:
        raise ProofError(
            "hash_unsupported",
            "Its seals are made with the hash “{name}”; only {known} are accepted.",
            name=str(name),
            known=", ".join(_HASHES),
        )
    return _HASHES[name]


def _named(disclosure: Disclosure) -> Message:
    if disclosure.name is None:
        return Message("an element of a list")
    return Message("“{name}”", {"name": disclosure.name})


def _malformed(sentence: str, **params: Any) -> ProofError:
    return ProofError("sd_jwt_malformed", sentence, **params)


def _misplaced(name: str, path: str) -> ProofError:
    return _malformed("“{name}” stands at “{path}”, where it has no meaning.", name=name, path=path)


def _wrong_place(disclosure: Disclosure, path: str) -> ProofError:
    return ProofError(
        "disclosure_malformed",
        "A disclosure ({name}) has the wrong number of parts for its place, “{path}”.",
        name=_named(disclosure),
        path=path,
    )
