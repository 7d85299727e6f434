"""Frameworks of skills in every format that is read: found whole and clean, or refused with a sentence."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

from fuzz.target import Target, promise
from tests.credential.mutations import damaged
from tests.foundation.skills.frameworks import ESCO, FILES, SKILLS, case_package, ctdl_graph, packed

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.choosing import read_files
from skillmark.foundation.skills.reading.found import FoundFramework, Given

_GIVEN = Given(key="some", name="Some", author="Somebody")
_TODAY = date(2026, 3, 2)
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MAPPINGS = f"subject_id,predicate_id,object_id\n{ESCO}skill/1,skos:exactMatch,https://y.example/1\n"
_CSV = "uri,name,broader,other_names\nhttps://x.example/1,weld,,a|b\nhttps://x.example/2,cut,https://x.example/1,\n"
_ONET = {
    "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n15-1252.00\tDevelopers\tWrite.\n",
    "Skills.txt": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n15-1252.00\t2.A.1\tRead\tIM\t4\n",
}
_LEVELS = {
    "@graph": [
        {
            "@type": "ceterms:AlignmentMap",
            "ceterms:name": "Map",
            "schema:about": ["res:nqf", "res:eqf"],
            "ceterms:hasPart": [
                {"ceterms:sourceNode": "nqf:level1", "ceterms:alignmentType": "align:NoMatch"}
            ],
        }
    ]
}
_PIECES = (
    b'"', b",", b"\t", b"\r", b"\n", b"|", b"#", b"\xff", b"\x00", b"\xe2\x80\xa8", b"[]", b"{}", b"null", b"1e999",
    b'{"@list":[[[]]]}', b'"@value"', b'{"en":["a",1,null]}', b"javascript:alert(1)", b"ceasn:isChildOf", b"skos:",
    b"NaN", b"inf", b"\xd9\xa3", b"level99", b"CFItems", b"O*NET-SOC Code",
)  # fmt: skip


def run(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(prefix="skillmark-fuzz-") as file:
        file.write(data)
        file.flush()
        try:
            found, _ = read_files([Path(file.name)], given=_GIVEN, today=_TODAY)
        except Refused as refusal:
            promise(refusal.code.startswith("skills."), "a refusal is ours")
            promise(0 < len(refusal.sentence) < 2_000, "a refusal has a sentence that can be shown")
            return
    if isinstance(found, FoundFramework):
        _look_over(found)


def _look_over(found: FoundFramework) -> None:
    promise(
        bool(found.concepts and found.version and found.key),
        "a framework says what it is and holds something",
    )
    promise(found.url == "" or found.url.startswith("http"), "a page may lead there")
    promise(re.fullmatch("[a-z0-9-]{1,60}", found.key) is not None, "a short name is one")
    promise(re.fullmatch("[a-z]{2,8}", found.language) is not None, "a language is one")
    promise(found.digest() == found.digest(), "what is the same has the same digest")
    for uri, concept in found.concepts.items():
        promise(uri == concept.uri and uri.startswith(("http://", "https://", "urn:")), "an address is one")
        for text in (concept.name, *(label[2] for label in concept.labels)):
            promise(bool(text) and not _HIDDEN.search(text), "a name can be shown")
            text.encode()
    for ends in (*found.edges, *((origin, "", origin) for origin, _, _ in found.links)):
        promise(ends[0] in found.concepts and ends[2] in found.concepts, "a relation has both its ends")


def seeds() -> Iterator[bytes]:
    yield packed(FILES)
    yield packed(_ONET)
    for text in (
        SKILLS,
        _CSV,
        _MAPPINGS,
        json.dumps(case_package()),
        json.dumps(ctdl_graph()),
        json.dumps(_LEVELS),
    ):
        yield text.encode()


def mutate(data: bytes, chance: Random) -> bytes:
    if data.startswith(b"PK") and chance.random() < 0.9:
        with suppress(Exception):
            return _other_member(data, chance)
    return _with_piece(data, chance) if chance.random() < 0.5 else damaged(data, chance, other=_CSV.encode())


def _other_member(data: bytes, chance: Random) -> bytes:
    """The same archive with one file changed: behind the checksums, where damage to the archive never gets."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    members[name] = (
        _with_piece(members[name], chance) if chance.random() < 0.5 else damaged(members[name], chance)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in members.items():
            archive.writestr(each, content)
    return out.getvalue()


def _with_piece(data: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    times = chance.choice((1, 1, 1, 2, 5_000))
    return data[:place] + chance.choice(_PIECES) * times + data[place + chance.choice((0, 0, 1, 5)) :]


TARGET = Target(run, seeds, mutate)
