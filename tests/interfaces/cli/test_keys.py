"""`skillmark keys`: what is written, shown and kept, and that a key that changes hands keeps its word or loses it."""

from __future__ import annotations

import json
import os
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.interfaces.cli.shell import Shell

from skillmark.credential import Report, StaticResolver, Verdict, inspect
from skillmark.credential.did.document import controller_document
from skillmark.credential.keys import LocalSigner
from skillmark.interfaces.cli.keyfiles import open_signer, read_key_file

SOURCE = Path(__file__).resolve().parents[3] / "src"
COLLEGE = "https://college.example/issuer"
DID = "did:web:college.example"
SECRETS = ("secretKeyMultibase", "secretKeyJwk", "encryptedSecretKey")


def _now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=2)


def _document(shell: Shell, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = shell.does("keys", "show", "key.json", *words).json()
    return found


def _checked(shell: Shell, name: str, document: dict[str, Any], address: str = COLLEGE) -> Report:
    resolver = StaticResolver({address: json.dumps(document).encode()})
    return inspect(shell.read(name), resolver=resolver, now=_now())


@pytest.fixture
def college(shell: Shell) -> Shell:
    """A key with an address, and a badge that it signed a while ago."""
    shell.does("keys", "new", "--issuer", COLLEGE, "-o", "key.json")
    shell.does("issue", "--sample")
    shell.does(
        "issue", "course.toml", "--key", "key.json", "--to", "Ana", "--set", "Quiz=9", "--set", "Hygiene plan=Secure",
        "--created", "2026-01-15T09:00:00Z", "-o", ".",
    )  # fmt: skip
    return shell


BADGE = "ana-food-safety.json"


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "RSA"])
def test_a_key_of_every_kind_is_made_read_and_shown(shell: Shell, kind: str) -> None:
    made = shell.does("keys", "new", "--kind", kind, "-o", "key.json", "--json").json()
    found = read_key_file(str(shell.folder / "key.json"))
    assert (made["kind"], made["issuer"], made["published_at"]) == (kind, found.identifier, "")
    assert open_signer(found).public_key == found.active.public
    document = _document(shell)
    # It is its own issuer, and what is shown is what everybody computes from its name.
    assert document == controller_document(made["issuer"], resolver=StaticResolver()).document
    assert document["assertionMethod"] == [made["key"]]


@pytest.mark.parametrize("kind", ["Ed25519", "P-256"])
def test_a_key_may_be_its_own_issuer_in_the_other_form(shell: Shell, kind: str) -> None:
    made = shell.does("keys", "new", "--kind", kind, "--issuer", "did:jwk", "-o", "key.json", "--json").json()
    assert made["issuer"].startswith("did:jwk:")
    assert made["key"] == f"{made['issuer']}#0"
    assert _document(shell) == controller_document(made["issuer"], resolver=StaticResolver()).document
    # The same key in its usual form, and back again.
    assert _document(shell, "--issuer", "")["id"].startswith("did:key:")
    assert _document(shell, "--issuer", made["issuer"])["id"] == made["issuer"]
    shell.does("issue", "--sample")
    shell.does("issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "-o", "out")
    report = inspect(shell.read("out/ana-souza-food-safety.json"), resolver=StaticResolver(), now=_now())
    assert (report.verdict, report.credential and report.credential.issuer.id) == (
        Verdict.VERIFIED,
        made["issuer"],
    )
    assert "its own issuer" in shell("keys", "rotate", "key.json").err


@pytest.mark.parametrize("kind", ["P-256", "RSA"])
@pytest.mark.parametrize(
    ("issuer", "address"), [(COLLEGE, COLLEGE), (DID, "https://college.example/.well-known/did.json")]
)
def test_the_document_of_an_issuer_vouches_for_its_key(
    shell: Shell, kind: str, issuer: str, address: str
) -> None:
    made = shell.does("keys", "new", "--kind", kind, "--issuer", issuer, "-o", "key.json", "--json").json()
    shown = shell.does("keys", "show", "key.json")
    assert address in shown.err
    resolver = StaticResolver({address: shown.data})
    found = controller_document(issuer, resolver=resolver).key(made["key"], purpose="assertionMethod")
    assert found.public_key == read_key_file(str(shell.folder / "key.json")).active.public
    assert made["published_at"] == address


def test_only_its_owner_can_read_a_key_file_and_nothing_prints_the_secret(shell: Shell) -> None:
    said = [shell.does("keys", "new", "--issuer", COLLEGE, "-o", "key.json")]
    path = shell.folder / "key.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said += [shell.does("keys", *words) for words in (["show", "key.json"], ["show", "key.json", "--json"])]
    secrets = [json.loads(path.read_text())["secretKeyMultibase"]]
    said += [shell.does("keys", "rotate", "key.json", *more) for more in ([], ["--json"])]
    secrets.append(json.loads(path.read_text())["secretKeyMultibase"])
    for ran in said:
        assert not any(secret in ran.out + ran.err for secret in secrets)
    # The old secret is of no use any more, so it is not kept.
    assert secrets[0] not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_file_that_others_can_read_is_spoken_of(desk: Shell) -> None:
    (desk.folder / "key.json").chmod(0o644)
    assert "chmod 600 key.json" in desk.does("keys", "show", "key.json").err


def test_a_retired_key_keeps_its_word(college: Shell) -> None:
    rotated = college.does("keys", "rotate", "key.json", "--json").json()
    assert len(rotated["history"]) == 1
    report = _checked(college, BADGE, _document(college))
    assert report.verdict is Verdict.VERIFIED
    assert [note.code for note in report.notes if note.code == "key_retired"]
    # What signs from now on is the new key, and it verifies too.
    college.does("issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "-o", "new")
    assert (
        _checked(college, "new/" + BADGE.replace("ana", "ana-souza"), _document(college)).verdict
        is Verdict.VERIFIED
    )


def test_a_retired_key_signs_nothing_any_more(college: Shell) -> None:
    old = college.read("key.json")
    college.does("keys", "rotate", "key.json")
    document = _document(college)
    college.file("old.json", old)
    (college.folder / "old.json").chmod(0o600)
    later = (datetime.now(UTC) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    college.does(
        "issue",
        "course.toml",
        "--key",
        "old.json",
        "--recipients",
        "class.csv",
        "--created",
        later,
        "-o",
        "late",
    )
    report = _checked(college, "late/ana-souza-food-safety.json", document)
    assert (report.verdict, report.check(3).code) == (Verdict.NOT_VERIFIED, "key_expired")


def test_nothing_that_a_stolen_key_signed_is_believed(college: Shell) -> None:
    college.does("keys", "rotate", "key.json", "--compromised-since", "2026-01-10")
    report = _checked(college, BADGE, _document(college))
    assert (report.verdict, report.check(3).code) == (Verdict.NOT_VERIFIED, "key_compromised")


def test_a_key_of_the_history_can_turn_out_to_be_stolen(college: Shell) -> None:
    old = college.does("keys", "show", "key.json", "--json").json()["key"].partition("#")[2]
    new = college.does("keys", "rotate", "key.json", "--json").json()["key"]
    marked = college.does(
        "keys", "rotate", "key.json", "--which", old, "--compromised-since", "2026-01-10T12:00:00Z", "--json"
    ).json()
    assert marked["key"] == new
    assert marked["history"][0]["compromised"] == "2026-01-10T12:00:00Z"
    assert _checked(college, BADGE, _document(college)).check(3).code == "key_compromised"


def test_a_key_may_change_its_kind(college: Shell) -> None:
    assert college.does("keys", "rotate", "key.json", "--kind", "P-384", "--json").json()["kind"] == "P-384"
    college.does("keys", "rotate", "key.json", "--kind", "RSA")
    kinds = [each["type"] for each in _document(college)["verificationMethod"]]
    assert kinds == ["JsonWebKey", "Multikey", "Multikey"]
    assert _checked(college, BADGE, _document(college)).verdict is Verdict.VERIFIED


def test_a_private_jwk_is_a_key_file_too(shell: Shell) -> None:
    signer = LocalSigner.from_seed(b"n" * 32)
    shell.file("jwk.json", json.dumps(signer.secret_jwk()))
    (shell.folder / "jwk.json").chmod(0o600)
    shown = shell.does("keys", "show", "jwk.json", "--issuer", COLLEGE).json()
    assert shown["verificationMethod"][0]["publicKeyMultibase"] == signer.public_multikey


def test_a_passphrase_protects_the_secret(shell: Shell) -> None:
    shell.file("words.txt", "correct horse battery\n")
    shell.file("slip.txt", "correct hoarse battery\n")
    shell.does("keys", "new", "--issuer", COLLEGE, "--passphrase-file", "words.txt", "-o", "key.json")
    written = json.loads(shell.read("key.json"))
    assert [name for name in SECRETS if name in written] == ["encryptedSecretKey"]
    shell.does("issue", "--sample")
    words = ["issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "-o", "badges"]
    shell.does(*words, "--passphrase-file", "words.txt")
    nobody, slipped = shell(*words), shell(*words, "--passphrase-file", "slip.txt")
    assert (nobody.code, slipped.code) == (2, 1)
    assert "--passphrase-file" in nobody.err
    assert "not the passphrase" in slipped.err
    assert shell("keys", "rotate", "key.json", "--passphrase-file", "slip.txt").code == 1
    shell.does("keys", "rotate", "key.json", "--passphrase-file", "words.txt")
    shell.does(*words, "--force", "--passphrase-file", "words.txt")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["correct horse", "correct horse"], 0),
        (["correct horse", "correct hoarse"], 1),
        (["", ""], 1),
    ],
)
def test_a_passphrase_is_asked_for_at_a_terminal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, typed: list[str], code: int
) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    said, answers = bytearray(), iter(typed)

    def read(handle: int) -> bytes:
        data = os.read(handle, 4096)
        said.extend(data)
        if said.rstrip().endswith(b":"):
            said.clear()
            os.write(handle, next(answers, "").encode() + b"\n")
        return data

    words = [sys.executable, "-m", "skillmark", "keys", "new", "--passphrase", "-o", "key.json"]
    left = pty.spawn(words, read, lambda _handle: b"")
    assert os.waitstatus_to_exitcode(left) == code
    assert ("key.json" in shell.names()) is (code == 0)
    assert b"correct" not in said


@pytest.mark.parametrize(
    "change",
    [
        {"n": 2},
        {"kdf": "none"},
        {"salt": "!"},
        {"salt": None},
        {"value": "AAAA"},
        {"value": 7},
    ],
)
def test_a_damaged_secret_is_no_other_secret(shell: Shell, change: dict[str, Any]) -> None:
    shell.file("words.txt", "correct horse battery")
    shell.does("keys", "new", "--issuer", COLLEGE, "--passphrase-file", "words.txt", "-o", "key.json")
    members = json.loads(shell.read("key.json"))
    members["encryptedSecretKey"] |= change
    shell.file("key.json", json.dumps(members))
    ran = shell("keys", "rotate", "key.json", "--passphrase-file", "words.txt")
    assert ran.code == 1
    assert json.loads(shell.read("key.json")) == members


# --- wrong turns --------------------------------------------------------------------------------------------


def test_a_key_is_never_written_over_another(desk: Shell) -> None:
    before = desk.read("key.json")
    ran = desk("keys", "new", "-o", "key.json")
    assert (ran.code, desk.read("key.json")) == (1, before)
    assert "--force" in ran.err
    desk.does("keys", "new", "-o", "key.json", "--force")
    assert desk.read("key.json") != before


def test_a_key_that_is_its_own_issuer_cannot_be_replaced(desk: Shell) -> None:
    before = desk.read("key.json")
    ran = desk("keys", "rotate", "key.json")
    assert (ran.code, desk.read("key.json")) == (1, before)
    assert "its own issuer" in ran.err
    # With an address it is no longer that.
    assert desk.does("keys", "rotate", "key.json", "--issuer", COLLEGE, "--json").json()["issuer"] == COLLEGE


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "nothing.json"], 2, "There is no file “nothing.json”"),
        (["show", "."], 2, "is a folder"),
        (["show", "course.toml"], 1, "is no key file"),
        (["show", "badges/ana-souza-food-safety.json"], 1, "is no key file"),
        (["show", "key.json", "--issuer", "college"], 1, "can be no issuer"),
        (["show", "key.json", "--issuer", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"], 1, "no issuer"),
        (["new", "--issuer", "http://college.example", "-o", "x.json"], 1, "https"),
        (["new", "-o", "no/such/folder/x.json"], 2, "could not be written"),
        (["rotate", "key.json", "--issuer", COLLEGE, "--compromised-since", "2999-01-01"], 1, "future"),
        (["rotate", "key.json", "--issuer", COLLEGE, "--which", "z6Mk"], 1, "--compromised-since"),
        (["rotate", "key.json", "--issuer", COLLEGE, "--which=z6Mk", "--compromised-since=2026-01-01"], 1, "no key"),
        (["rotate", "key.json", "--compromised-since", "yesterday"], 64, "2026-03-01"),
        (["new"], 64, "KEYFILE"),
        (["turn"], 64, "invalid choice"),
        ([], 64, "ACTION"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_the_next_step(
    desk: Shell, words: list[str], code: int, said: str
) -> None:
    before = desk.names()
    ran = desk("keys", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.text
    assert code == 64 or "Next: " in ran.err
    assert desk.names() == before


@pytest.mark.parametrize(
    "change",
    [
        {"secretKeyMultibase": "z3u2fFqQVh5D6Mv3TPFt4AwjGkGMFrSfjmKtq9EZ7nUvJBTd"},
        {"secretKeyMultibase": None},
        {"secretKeyMultibase": "z3u2VvJaEnHoJ3qSgp5MCkXogiKowiSFuFfPAaCvQa9LegWX"},
        {"secretKeyMultibase": 7},
        {"publicKeyMultibase": "z6Mk"},
        {"secretKeyJwk": {}},
        {"created": "yesterday"},
        {"note": "mine"},
        {"history": [{}]},
        {"history": 7},
    ],
)
def test_a_damaged_key_file_signs_nothing(desk: Shell, change: dict[str, Any]) -> None:
    members = json.loads(desk.read("key.json")) | change
    desk.file("bad.json", json.dumps({name: value for name, value in members.items() if value is not None}))
    ran = desk("present", "badges/ana-souza-food-safety.json", "--key", "bad.json")
    assert ran.code == 1
    assert "is no key file" in ran.err


def test_errors_can_be_read_by_programs(desk: Shell) -> None:
    ran = desk("keys", "show", "course.toml", "--json")
    assert (ran.code, ran.err) == (1, "")
    assert set(ran.json()["error"]) == {"code", "sentence", "next_step"}
