"""`skillmark status`: what a list says is changed with its issuer's key alone, and a revocation is never lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.interfaces.cli.shell import Ran, Shell

from skillmark.credential import Report, StaticResolver, Verdict, inspect
from skillmark.credential.status.lists import open_list, status_at

LIST = "https://college.example/status/1"
ANA, BO = "out/ana-souza-food-safety.json", "out/bo-lindqvist-food-safety.json"


def _report(shell: Shell, name: str) -> Report:
    now = datetime.now(UTC) + timedelta(seconds=2)
    return inspect(shell.read(name), resolver=StaticResolver({LIST: shell.read("list.json")}), now=now)


def _set(shell: Shell, *words: str) -> Ran:
    return shell("status", "set", "list.json", *words, "--key", "key.json")


def _listed(shell: Shell, *words: str) -> Shell:
    shell.does("status", "make", "--key", "key.json", "--url", LIST, "-o", "list.json", *words)
    people = ["--recipients", "class.csv", "--status-list", "list.json"]
    shell.does("issue", "course.toml", "--key", "key.json", *people, "-o", "out")
    return shell


@pytest.fixture
def listed(desk: Shell) -> Shell:
    return _listed(desk)


def test_a_new_list_says_nothing_of_anybody(listed: Shell) -> None:
    report = _report(listed, ANA)
    assert report.verdict is Verdict.VERIFIED
    assert report.check(6).detail.startswith("Not revoked.")
    assert open_list(json.loads(listed.read("list.json"))).bits.count() == 0


def test_a_revocation_is_seen_and_never_taken_back(listed: Shell) -> None:
    index = listed.does("status", "show", "list.json", ANA, "--json").json()["entry"]["index"]
    told = _set(listed, ANA, "--revoke", "--json").json()
    assert told["changed"] == [{"index": index, "before": 0, "value": 1, "meaning": "revoked"}]
    assert (_report(listed, ANA).check(6).code, _report(listed, BO).verdict) == ("revoked", Verdict.VERIFIED)
    revoked = listed.read("list.json")
    for words in (["--value", "0"], ["--reinstate"]):
        ran = _set(listed, ANA, *words)
        assert (ran.code, listed.read("list.json")) == (1, revoked)
        assert "never taken back" in ran.err
    # Nor does it get lost when others are revoked after it.
    assert _set(listed, BO, "--revoke").code == 0
    assert _set(listed, "--index", "5", "--index", "6", "--revoke").code == 0
    assert _report(listed, ANA).check(6).code == "revoked"
    assert open_list(json.loads(listed.read("list.json"))).bits.count() == 4
    assert "3 are taken. 2 of these are set." in listed.does("status", "show", "list.json").out
    assert listed.does("status", "show", "list.json", "--json").json()["set"] == 4


def test_revoking_twice_changes_nothing(listed: Shell) -> None:
    assert _set(listed, ANA, "--revoke").code == 0
    assert _set(listed, ANA, "--revoke").code == 0
    assert _report(listed, ANA).check(6).code == "revoked"


def test_a_suspension_ends(desk: Shell) -> None:
    _listed(desk, "--purpose", "suspension")
    assert _set(desk, ANA, "--suspend").code == 0
    assert (_report(desk, ANA).verdict, _report(desk, ANA).check(6).code) == (
        Verdict.NOT_VERIFIED,
        "suspended",
    )
    assert _set(desk, ANA, "--reinstate").code == 0
    assert _report(desk, ANA).verdict is Verdict.VERIFIED
    ran = _set(desk, ANA, "--revoke")
    assert ran.code == 1
    assert "--purpose revocation" in ran.err


def test_a_list_of_messages_says_them(desk: Shell) -> None:
    words = [word for text in ("filed", "checked", "approved", "sent") for word in ("--message", text)]
    _listed(desk, "--purpose", "message", *words)
    assert _set(desk, ANA, "--value", "2", "--json").json()["changed"][0]["meaning"] == "approved"
    assert "“approved”" in _report(desk, ANA).check(6).detail
    assert "“filed”" in _report(desk, BO).check(6).detail
    shown = desk.does("status", "show", "list.json", ANA)
    assert "is approved (value 2)" in shown.out
    index = str(desk.does("status", "show", "list.json", ANA, "--json").json()["entry"]["index"])
    assert desk.does("status", "show", "list.json", index, "--json").json()["entry"]["meaning"] == "approved"
    assert _set(desk, ANA, "--value", "4").code == 1
    assert _set(desk, ANA, "--value", "0").code == 0


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA"])
def test_a_key_of_any_kind_keeps_a_list(shell: Shell, kind: str) -> None:
    shell.does("keys", "new", "--kind", kind, "-o", "key.json")
    shell.does("issue", "--sample")
    more = ["--form", "jwt"] if kind == "RSA" else []
    shell.does("status", "make", "--key", "key.json", "--url", LIST, "-o", "list.json")
    made = shell.does(
        "issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "--status-list", "list.json",
        "-o", "out", *more, "--json",
    ).json()  # fmt: skip
    name = made["credentials"][0]["file"]
    assert _report(shell, name).verdict is Verdict.VERIFIED
    assert _set(shell, name, "--revoke").code == 0
    assert _report(shell, name).check(6).code == "revoked"


def test_a_list_outlives_the_key_that_signed_it(shell: Shell) -> None:
    issuer = "https://college.example/issuer"
    shell.does("keys", "new", "--issuer", issuer, "-o", "key.json")
    shell.does("status", "make", "--key", "key.json", "--url", LIST, "-o", "list.json")
    assert _set(shell, "--index", "3", "--revoke").code == 0
    for more in ([], ["--compromised-since", "2026-01-01"]):
        shell.does("keys", "rotate", "key.json", *more)
        assert _set(shell, "--index", "4", "--revoke").code == 0
        document = json.loads(shell.read("list.json"))
        assert (status_at(document, index=3), status_at(document, index=4)) == (1, 1)
        key = shell.does("keys", "show", "key.json", "--json").json()["key"]
        assert document["proof"]["verificationMethod"] == key


def test_how_old_a_list_is_is_said(listed: Shell) -> None:
    shown = listed.does("status", "show", "list.json")
    assert "ago. Others may keep a copy for 1 hour." in shown.text
    members = listed.does("status", "show", "list.json", "--json").json()
    assert (members["entries"], members["taken"], members["ttl_seconds"]) == (131_072, 3, 3_600)
    assert 0 <= members["age_seconds"] < 600


def test_entries_are_marked_whatever_came_before(listed: Shell) -> None:
    """A list is only ever added to: after any row of commands, every revoked entry is revoked."""

    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.integers(0, 131_071), st.integers(0, 1)), max_size=4))
    def mark(steps: list[tuple[int, int]]) -> None:
        for index, value in steps:
            before = status_at(json.loads(listed.read("list.json")), index=index)
            ran = _set(listed, "--index", str(index), "--value", str(value))
            assert ran.code == (1 if before and not value else 0)
            marked.update({index} if value else ())
        bits = open_list(json.loads(listed.read("list.json"))).bits
        assert all(bits.get(index) for index in marked)
        assert bits.count() == len(marked)

    marked: set[int] = set()
    mark()


# --- wrong turns ----------------------------------------------------------------------------------------------


def _tampered(listed: Shell) -> dict[str, Any]:
    assert _set(listed, ANA, "--revoke").code == 0
    old = json.loads(listed.read("list.json"))
    listed.does("status", "make", "--key", "key.json", "--url", LIST, "-o", "clean.json")
    clean = json.loads(listed.read("clean.json"))
    return old | {"credentialSubject": clean["credentialSubject"]}


def test_a_list_that_somebody_changed_is_not_signed_anew(listed: Shell) -> None:
    listed.file("list.json", json.dumps(_tampered(listed)))
    before = listed.read("list.json")
    ran = _set(listed, BO, "--revoke")
    assert (ran.code, listed.read("list.json")) == (1, before)
    assert "not as one of its issuer's keys signed it" in ran.err
    unsigned = json.loads(before)
    del unsigned["proof"]
    listed.file("list.json", json.dumps(unsigned))
    assert _set(listed, BO, "--revoke").code == 1


def test_the_list_of_somebody_else_is_not_signed(listed: Shell) -> None:
    listed.does("keys", "new", "-o", "other.json")
    ran = listed("status", "set", "list.json", ANA, "--revoke", "--key", "other.json")
    assert ran.code == 1
    assert "The list is of did:key:" in ran.err


def test_two_commands_do_not_undo_each_other(listed: Shell) -> None:
    listed.file("list.json.lock", "")
    before = listed.read("list.json")
    ran = _set(listed, ANA, "--revoke")
    assert (ran.code, listed.read("list.json")) == (2, before)
    assert "being changed" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["make", "--key", "key.json", "--url", "college", "-o", "x.json"], 64, "web address"),
        (["make", "--key", "key.json", "--url", LIST, "-o", "list.json"], 1, "--force"),
        (["make", "--key", "nothing.json", "--url", LIST, "-o", "x.json"], 2, "no file"),
        (["make", "--key", "key.json", "--url", LIST, "-o", "x.json", "--entries", "100"], 1, "whole bytes"),
        (["make", "--key", "key.json", "--url", LIST, "-o", "x.json", "--entries", "1000"], 1, "at least 131,072"),
        (["make", "--key", "key.json", "--url", LIST, "-o", "x.json", "--message", "a"], 64, "--purpose message"),
        (["make", "--key", "key.json", "--url", LIST, "-o", "x.json", "--purpose", "message"], 64, "--message"),
        (["make", "--key=key.json", "--url", LIST, "-o=x.json", "--purpose=message", "--message=a"], 64, "2, 4, 8"),
        (["make", "--key", "key.json", "--url", LIST, "-o", "x.json", "--ttl", "-1"], 64, "--ttl"),
        (["make", "--key", "key.json", "--url", LIST], 64, "-o"),
        (["set", "nothing.json", ANA, "--revoke", "--key", "key.json"], 2, "no file"),
        (["set", "list.json", "nothing.json", "--revoke", "--key", "key.json"], 2, "no file"),
        (["set", ANA, ANA, "--revoke", "--key", "key.json"], 1, "is no status list"),
        (["set", "class.csv", ANA, "--revoke", "--key", "key.json"], 1, "is no status list"),
        (["set", "list.json", "badges/ana-souza-food-safety.json", "--revoke", "--key", "key.json"], 1, "no entry"),
        (["set", "list.json", "--index", "131072", "--revoke", "--key", "key.json"], 1, "from 0 to 131,071"),
        (["set", "list.json", ANA, "--suspend", "--key", "key.json"], 1, "--purpose suspension"),
        (["set", "list.json", ANA, "--value", "2", "--key", "key.json"], 1, "from 0 to 1"),
        (["set", "list.json", "--revoke", "--key", "key.json"], 64, "--index"),
        (["set", "list.json", ANA, "--key", "key.json"], 64, "required"),
        (["set", "list.json", ANA, "--revoke", "--suspend", "--key", "key.json"], 64, "not allowed with"),
        (["show", "nothing.json"], 2, "no file"),
        (["show", "class.csv"], 1, "is no status list"),
        (["show", "list.json", "999999"], 1, "no entry 999999"),
        (["show", "list.json", "badges/ana-souza-food-safety.json"], 1, "no entry in this list"),
        ([], 64, "ACTION"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(listed: Shell, words: list[str], code: int, said: str) -> None:
    before = {name: listed.read(name) for name in listed.names()}
    ran = listed("status", *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert said in ran.text
    assert {name: listed.read(name) for name in listed.names()} == before
