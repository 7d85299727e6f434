"""N-Quads and their canonical form, and the CBOR in which proof values are written."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from fuzz.target import Target, accepted, inspected, promise
from tests.credential.mutations import damaged, from_base64url, to_base64url
from tests.credential.samples import as_json, samples

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import parse_nquads, serialize
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.proof import cbor
from skillmark.credential.proof.ecdsa_sd_2023 import BaseProof, DerivedProof

_LINES = (
    b"_:a <urn:p> _:b .\n_:b <urn:p> _:a .\n", b'<urn:s> <urn:p> "\\u00e9\\n"@en-GB <urn:g> .\n',
    b'_:a <urn:p> "1"^^<urn:t> _:g .\n# a word\n\n', b"_:a <urn:p> _:a .\r_:b <urn:p> _:b .\r\n",
)  # fmt: skip
_TOKENS = (
    b"_:a",
    b"_:b",
    b"_:c14n0",
    b"<urn:p>",
    b"<urn:s>",
    b'"x"',
    b"@en",
    b"^^",
    b" .\n",
    b"\n",
    b"#",
    b"\\u0041",
    b"\\",
)


def run(data: bytes) -> None:
    _statements(data.decode("utf-8", "surrogateescape"))
    value = accepted(lambda: [cbor.decode(data)])
    if value is not None:
        again = cbor.encode(value[0])
        promise(cbor.encode(cbor.decode(again)) == again, "a value is written in one way")
        promise(len(again) == len(data), "nothing is added or lost")
    text = "u" + to_base64url(data)
    for kind in (BaseProof, DerivedProof):
        proof = accepted(lambda: kind.from_text(text))  # noqa: B023 - called at once
        promise(
            proof is None or kind.from_text(proof.to_text()) == proof, "a proof value says the same again"
        )
    part = samples()["part"].document
    inspected(as_json(part | {"proof": part["proof"] | {"proofValue": text}}))


def _statements(text: str) -> None:
    quads = accepted(lambda: parse_nquads(text))
    if quads is None:
        return
    promise(set(parse_nquads(serialize(quads))) == set(quads), "statements are read as they are written")
    made = accepted(lambda: rdfc10.canonicalize(quads))
    if made is not None:
        again = rdfc10.canonicalize(parse_nquads(made.nquads))
        promise(again.nquads == made.nquads, "a canonical form is its own")


def seeds() -> Iterator[bytes]:
    yield from _LINES
    yield canonical_nquads(
        {name: each for name, each in samples()["badge"].document.items() if name != "proof"}
    )
    yield from_base64url(samples()["part"].document["proof"]["proofValue"][1:])
    yield cbor.encode([b"x" * 64, {0: b"y", 300: b"z"}, [1, 2, 70_000], "text"])


def mutate(data: bytes, chance: Random) -> bytes:
    kind = chance.random()
    if kind < 0.4 and b"<" in data:
        lines = data.splitlines(keepends=True)
        chance.shuffle(lines)
        return b"".join(lines[: chance.randint(0, len(lines))] + lines[: chance.choice((0, 1, 2, 40))])
    if kind < 0.7:
        place = chance.randint(0, len(data))
        return data[:place] + chance.choice(_TOKENS) * chance.choice((1, 1, 3, 2_000)) + data[place:]
    return damaged(data, chance)


TARGET = Target(run, seeds, mutate)
