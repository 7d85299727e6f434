"""The corpus through our own verifier: nothing tampered is accepted, nothing valid refused, and each by its check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from skillmark.corpus import (
    Corpus,
    Judgement,
    ManifestError,
    OurVerifier,
    assemble,
    judge,
    read,
    weigh,
    write,
)
from skillmark.corpus.cases import Case, Request, fails
from skillmark.corpus.collection import NOT_COVERED, TRIED_ELSEWHERE
from skillmark.corpus.desk import Desk
from skillmark.corpus.formats import EDDSA_RDFC
from skillmark.corpus.manifest import NAME, describe, path_of
from skillmark.corpus.originals import COMPLETE, OF_1_1, SMALL
from skillmark.corpus.published import Answer
from skillmark.credential import Report, Verdict, inspect
from skillmark.credential.errors import Unreachable

ATTACKS = [f"A{number}" for number in range(1, 33)]
# What is no object with members of its own: an address, or an address in the place of a profile.
NO_CLASS = {"Context", "ProfileRef"}
# schema -> the class at its root
SCHEMAS = {
    "1edtech-schemas/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json": "AchievementCredential",
    "1edtech-schemas/open-badges/v3_0/ob_v3p0_endorsementcredential_schema.json": "EndorsementCredential",
    "1edtech-schemas/open-badges/v3_0/ob_v3p0_profile_schema.json": "Profile",
    "1edtech-schemas/clr/v2_0/clr_v2p0_clrcredential_schema.json": "ClrCredential",
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return assemble()


@pytest.fixture(scope="module")
def verifier(corpus: Corpus) -> OurVerifier:
    return _verifier(corpus.answers, corpus)


def _verifier(answers: Mapping[str, Answer], corpus: Corpus) -> OurVerifier:
    return OurVerifier(answers, now=corpus.now, known_issuers=answers[corpus.known_issuers].body)


def _misjudged(cases: tuple[Case, ...], verifier: OurVerifier) -> list[str]:
    results = (verifier.judge(case) for case in cases)
    return [
        f"{result.judgement}: {result.case.id} ({result.case.deed}) {result.why}"
        for result in results
        if result.judgement is not Judgement.RIGHT
    ]


# --- what it is for -------------------------------------------------------------------------------------------


def test_no_valid_file_is_refused(corpus: Corpus, verifier: OurVerifier) -> None:
    assert len(corpus.valid) >= 200
    assert not _misjudged(corpus.valid, verifier)


def test_no_tampered_file_is_accepted_and_each_fails_at_its_check(
    corpus: Corpus, verifier: OurVerifier
) -> None:
    assert len(corpus.tampered) >= 1_000
    assert not _misjudged(corpus.tampered, verifier)


# --- whether it is complete -----------------------------------------------------------------------------------


def test_every_attack_of_the_list_is_tried_or_has_its_reason(corpus: Corpus) -> None:
    tried = {family.attack for family in corpus.families.values() if family.attack}
    assert sorted(tried | set(NOT_COVERED)) == sorted(ATTACKS)
    assert not tried & set(NOT_COVERED)
    assert all(NOT_COVERED.values())
    attacked = {corpus.families[case.family].attack for case in corpus.tampered}
    assert tried <= attacked


def test_every_member_of_the_published_data_models_is_changed(
    corpus: Corpus, standards: Callable[[str], Path]
) -> None:
    members = {family.member for family in corpus.families.values() if family.member}
    missing = [
        f"{of_class}.{member}"
        for of_class, member in _published(standards)
        if f"{of_class}.{member}" not in members and member not in TRIED_ELSEWHERE
    ]
    assert not missing
    assert set(TRIED_ELSEWHERE.values()) <= set(corpus.families)


def _published(standards: Callable[[str], Path]) -> Iterator[tuple[str, str]]:
    for name, root in SCHEMAS.items():
        schema = json.loads(standards(name).read_text("utf-8"))
        for of_class, definition in {root: schema, **schema["$defs"]}.items():
            if of_class not in NO_CLASS:
                yield from ((of_class, member) for member in definition.get("properties", ()))


@pytest.mark.parametrize("form", [*SMALL, *OF_1_1], ids=lambda form: str(form.name))
def test_every_form_has_its_valid_file_and_its_forgeries(corpus: Corpus, form: Any) -> None:
    valid = f"valid-{form.name}"
    assert valid in {case.id for case in corpus.valid}
    assert len([case for case in corpus.tampered if case.origin == valid]) >= 1
    names = {case.id for case in corpus.tampered}
    assert {f"transplanted-content-{form.name}"} <= names


def test_members_are_changed_in_every_way(corpus: Corpus) -> None:
    for form in COMPLETE:
        origin = f"complete-{form.name}"
        deeds = {case.id.rpartition(".")[2] for case in corpus.tampered if case.id.startswith(f"{origin}.")}
        expected = {"removed", "changed", "doubled", "lengthened", "reordered"}
        assert deeds == expected
    # A list that means no order is signed without one, and turning it makes a valid file.
    turned = [case.id for case in corpus.valid if "-reordered-" in case.id]
    assert len(turned) > 5


def test_every_tampered_file_says_what_was_done_to_which_valid_file(corpus: Corpus) -> None:
    valid = {case.id: case for case in corpus.valid}
    for case in corpus.cases:
        assert case.deed.endswith((".", "”.")), case.id
        assert case.is_valid or case.carriers, case.id
        if case.origin:
            origin = valid[case.origin]
            assert (origin.data, origin.request) != (case.data, case.request), case.id


def test_nothing_valid_leads_into_a_trap(corpus: Corpus) -> None:
    traps = [url for url, answer in corpus.answers.items() if answer.trap]
    assert len(traps) > 5
    named = [case.id for case in corpus.tampered if any(url.encode() in case.data for url in traps)]
    assert named


# --- whether it would notice ----------------------------------------------------------------------------------


def _one(corpus: Corpus, name: str) -> Case:
    return next(case for case in corpus.cases if case.id == name)


def test_a_wrong_verdict_or_check_is_noticed(corpus: Corpus, verifier: OurVerifier) -> None:
    good, forged = _one(corpus, "valid-eddsa-rdfc-2022"), _one(corpus, "forged-own-key-eddsa-rdfc-2022")
    said_otherwise = {
        Judgement.ACCEPTED: replace(good, verdict=Verdict.NOT_VERIFIED),
        Judgement.REFUSED: replace(forged, verdict=Verdict.VERIFIED, carriers=()),
        Judgement.ELSEWHERE: replace(forged, carriers=(fails(6, "revoked"),)),
    }
    for judgement, case in said_otherwise.items():
        result = verifier.judge(case)
        assert (result.judgement, bool(result.why)) == (judgement, True)
    silent = replace(good, warnings=("issuer_lookalike",))
    assert verifier.judge(silent).judgement is Judgement.ELSEWHERE
    part = _one(corpus, "a28-changed")
    elsewhere = replace(part, carriers=(fails(4, "signature_invalid", within="endorsement[9]"),))
    assert verifier.judge(elsewhere).judgement is Judgement.ELSEWHERE


def test_whoever_falls_into_a_trap_is_not_right(corpus: Corpus) -> None:
    good = _one(corpus, "valid-eddsa-rdfc-2022")
    answers = {url: replace(answer, trap=True) for url, answer in corpus.answers.items()}
    result = _verifier(answers, corpus).judge(good)
    assert result.judgement is Judgement.ELSEWHERE
    assert "northfield.example/issuer" in result.why


def test_a_valid_file_that_cannot_be_checked_is_no_success(corpus: Corpus) -> None:
    good = _one(corpus, "valid-eddsa-rdfc-2022")
    known = {corpus.known_issuers: corpus.answers[corpus.known_issuers]}
    assert _verifier(known, corpus).judge(good).judgement is Judgement.REFUSED
    # A verifier that does not know a format is not wrong about it.
    assert weigh(good, Verdict.NOT_CHECKED) is Judgement.UNDECIDED
    assert weigh(good, Verdict.NOT_VERIFIED) is Judgement.REFUSED


def test_a_report_alone_can_be_judged(corpus: Corpus) -> None:
    case = _one(corpus, "a18-duplicate")

    class Nowhere:
        def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000) -> Any:
            raise Unreachable(url, f"nobody asks for {accept} of {max_bytes} bytes")

    report: Report = inspect(case.data, resolver=Nowhere(), now=corpus.now)
    assert judge(case, report).judgement is Judgement.RIGHT


def test_no_two_files_have_one_name_and_none_is_left_as_it_was() -> None:
    page = Desk().family("a", "A family")
    good = page.accept("one", "A file.", b"{}")
    for name, data, origin in (("ONE", b"[]", ""), ("../two", b"[]", ""), ("three", b"{}", good.id)):
        case = Case(name, "a", "A file.", data, origin=origin)
        with pytest.raises(ValueError, match=case.id):
            page.desk.add(case)


def test_two_documents_are_never_published_at_one_address() -> None:
    desk = Desk()
    desk.shelf.put("https://northfield.example/1", {"id": 1})
    assert desk.shelf.put("https://northfield.example/1", {"id": 1}) == "https://northfield.example/1"
    with pytest.raises(ValueError, match="northfield"):
        desk.shelf.put("https://northfield.example/1", {"id": 2})


# --- files and manifest ---------------------------------------------------------------------------------------


def test_the_same_version_makes_the_same_bytes(corpus: Corpus) -> None:
    code = (
        "from hashlib import sha256\n"
        "from skillmark.corpus import assemble, write\n"
        "print(sha256(b''.join(data for _, data in write(assemble()))).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    source = str(Path(__file__).resolve().parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == sha256(b"".join(data for _, data in write(corpus))).hexdigest()


def test_the_manifest_says_all_that_is_to_be_known(corpus: Corpus) -> None:
    files = dict(write(corpus))
    found = read(files[NAME], body_of=lambda path: files[path])
    assert found.now == corpus.now
    assert found.known_issuers == corpus.known_issuers
    assert found.answers == corpus.answers
    assert [replace(entry.case, data=files[entry.path]) for entry in found.entries] == list(corpus.cases)
    assert all(sha256(files[entry.path]).hexdigest() == entry.sha256 for entry in found.entries)
    assert found.titles == {name: family.title for name, family in corpus.families.items()}
    assert len(files) == len(set(map(str.lower, files)))


def test_the_manifest_names_only_what_is_there(corpus: Corpus) -> None:
    document = json.loads(describe(corpus))
    assert document["counts"] == {"valid": len(corpus.valid), "tampered": len(corpus.tampered)}
    assert sum(family["tampered"] for family in document["families"]) == len(corpus.tampered)
    assert {case["family"] for case in document["cases"]} == {
        family["name"] for family in document["families"]
    }
    verdicts = {
        case["expected"]["verdict"] for case in document["cases"] if case["file"].startswith("tampered/")
    }
    assert verdicts == {"not_verified", "not_checked"}
    asked = [case for case in document["cases"] if "request" in case]
    assert len(asked) > 20
    assert path_of(corpus.cases[0]) == document["cases"][0]["file"]


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "cases": []}', b'{"format": 1, "cases": [{}]}'],
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(ManifestError):
        read(data, body_of=lambda _: b"")


def test_a_request_is_part_of_what_was_done(corpus: Corpus) -> None:
    asked = _one(corpus, "a27-other-eddsa-rdfc-2022")
    assert asked.request == Request(recipients=("ben@learner.example",))
    assert EDDSA_RDFC.read(asked.data)["credentialSubject"]["id"].startswith("did:key:")
