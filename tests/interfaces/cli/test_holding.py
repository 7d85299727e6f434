"""`bake`, `unbake`, `derive` and `present`: what the holder of a credential does with it, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from tests.interfaces.cli.shell import Shell

from skillmark.credential import Policy, Report, StaticResolver, Verdict, inspect
from skillmark.credential.proof.sd_jwt import open_sd_jwt, parse_sd_jwt

BADGE = "badges/ana-souza-food-safety.json"
WHO, ASKED = "https://jobs.example", "3f1a9c"


def _report(data: bytes, *, asked: bool = False, recipient: tuple[str, ...] = ()) -> Report:
    policy = Policy(
        expected_domain=WHO if asked else None,
        expected_challenge=ASKED if asked else None,
        expected_recipient=recipient,
    )
    now = datetime.now(UTC) + timedelta(seconds=2)
    return inspect(data, resolver=StaticResolver(), now=now, policy=policy)


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "PNG")
    return out.getvalue()


# --- bake and unbake ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("image", ["badge.svg", "badge.png"])
@pytest.mark.parametrize("form", ["json", "jwt"])
def test_what_is_baked_comes_out_as_it_went_in(desk: Shell, image: str, form: str) -> None:
    desk.file("badge.png", _png())
    desk.does(
        "issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "--form", form, "-o", "out"
    )
    name = f"out/ana-souza-food-safety.{'json' if form == 'json' else 'jws'}"
    baked = desk.does("bake", image, name, "-o", "baked", "--json").json()
    assert (baked["image"], baked["form"]) == (image[-3:], "json" if form == "json" else "jws")
    assert desk.does("unbake", "baked").data == desk.read(name) + b"\n"
    assert (
        desk.does(
            "unbake",
            "-",
            stdin=desk.read("baked"),
        ).data
        == desk.read(name) + b"\n"
    )
    desk.does("unbake", "baked", "-o", "out.txt")
    assert desk.read("out.txt") == desk.read(name)
    assert desk.does("unbake", "baked", "--json").json()["credential"].encode() == desk.read(name)
    assert _report(desk.read("baked")).verdict is Verdict.VERIFIED


def test_a_credential_moves_from_one_picture_to_another(desk: Shell) -> None:
    desk.file("badge.png", _png())
    desk.does("bake", "badge.svg", BADGE, "-o", "one.svg")
    desk.does("bake", "badge.png", "one.svg", "-o", "two.png")
    assert desk.does("unbake", "two.png").data.strip() == desk.read(BADGE)


def test_standard_input_is_baked(desk: Shell) -> None:
    desk.does("bake", "badge.svg", "-", "-o", "one.svg", stdin=desk.read(BADGE) + b"\n")
    assert _report(desk.read("one.svg")).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["bake", "nothing.svg", BADGE, "-o", "x.svg"], 2, "no file “nothing.svg”"),
        (["bake", "badge.svg", "nothing.json", "-o", "x.svg"], 2, "no file “nothing.json”"),
        (["bake", "course.toml", BADGE, "-o", "x.svg"], 1, "neither a PNG nor an SVG"),
        (["bake", "badge.svg", "class.csv", "-o", "x.svg"], 1, "is no credential"),
        (["bake", "badge.svg", "badge.svg", "-o", "x.svg"], 1, "carries no credential"),
        (["bake", "badge.svg", BADGE, "-o", "class.csv"], 1, "--force"),
        (["bake", "badge.svg", BADGE, "-o", "no/folder/x.svg"], 2, "could not be written"),
        (["bake", "badge.svg", BADGE], 64, "-o"),
        (["unbake", "nothing.svg"], 2, "no file “nothing.svg”"),
        (["unbake", "badge.svg"], 1, "carries no credential"),
        (["unbake", BADGE], 1, "neither a PNG nor an SVG"),
        (["unbake", "badges"], 2, "is a folder"),
        (["unbake"], 64, "IMAGE"),
    ],
)
def test_a_picture_that_cannot_be_used_is_said(desk: Shell, words: list[str], code: int, said: str) -> None:
    before = desk.names()
    ran = desk(*words)
    assert (ran.code, ran.out, desk.names()) == (code, "", before)
    assert said in ran.text
    assert code == 64 or "Next: " in ran.err


def test_an_sd_jwt_fits_into_no_picture(desk: Shell) -> None:
    desk.does(
        "issue",
        "course.toml",
        "--key",
        "key.json",
        "--recipients",
        "class.csv",
        "--form",
        "sd-jwt",
        "-o",
        "out",
    )
    ran = desk("bake", "badge.svg", "out/ana-souza-food-safety.sd-jwt", "-o", "x.svg")
    assert ran.code == 1
    assert "JWS" in ran.err


# --- derive ---------------------------------------------------------------------------------------------------

SELECTIVE = "out/ana-souza-food-safety.json"
SD_JWT = "out/ana-souza-food-safety.sd-jwt"


@pytest.fixture
def selective(desk: Shell) -> Shell:
    desk.does("keys", "new", "--kind", "P-256", "-o", "p256.json")
    words = ["issue", "course.toml", "--key", "p256.json", "--recipients", "class.csv", "-o", "out"]
    desk.does(*words, "--suite", "ecdsa-sd-2023")
    desk.does(*words, "--form", "sd-jwt")
    return desk


def test_the_base_proof_is_for_the_holder_alone(selective: Shell) -> None:
    report = _report(selective.read(SELECTIVE))
    assert (report.verdict, report.check(4).code) == (Verdict.NOT_VERIFIED, "base_proof")
    ran = selective("verify", "--offline", SELECTIVE)
    assert "skillmark derive" in ran.text.partition("Next:")[2]


def test_as_little_as_possible_is_shown(selective: Shell) -> None:
    shown = selective.does("derive", SELECTIVE).data
    assert _report(shown).verdict is Verdict.VERIFIED
    assert b"Ana Souza" not in shown
    assert b"Food safety" in shown
    assert "validUntil" in json.loads(shown)


def test_what_is_chosen_is_shown_and_the_rest_is_not(selective: Shell) -> None:
    selective.does(
        "derive",
        SELECTIVE,
        "--show",
        "/credentialSubject/identifier/0",
        "/credentialSubject/result/0",
        "-o",
        "x.json",
    )
    assert _report(selective.read("x.json")).verdict is Verdict.VERIFIED
    subject = json.loads(selective.read("x.json"))["credentialSubject"]
    assert [each["identityHash"] for each in subject["identifier"]] == ["Ana Souza"]
    # A result cannot be read without its scale, so that comes along.
    assert [each["value"] for each in subject["result"]] == ["9"]
    assert [each["name"] for each in subject["achievement"]["resultDescription"]] == ["Quiz"]


def test_every_place_that_is_listed_can_be_shown(selective: Shell) -> None:
    places = selective.does("derive", SELECTIVE, "--list", "--json").json()["places"]
    assert {each["pointer"] for each in places if each["always"]} >= {"/issuer", "/validFrom", "/validUntil"}
    assert "/evidence/0" in {each["pointer"] for each in places}
    for each in places:
        shown = selective.does("derive", SELECTIVE, "--show", each["pointer"]).data
        assert _report(shown).verdict is Verdict.VERIFIED, each
    listed = selective.does("derive", SELECTIVE, "--show-names").out
    assert "always  /validUntil" in listed
    assert "/credentialSubject/identifier/0  name, Ana Souza" in listed


def test_disclosures_are_chosen_too(selective: Shell) -> None:
    places = selective.does("derive", SD_JWT, "--list", "--json").json()["places"]
    assert [each["pointer"] for each in places] == [
        "/credentialSubject/identifier/0", "/credentialSubject/identifier/1", "/credentialSubject/result/0",
        "/credentialSubject/result/1", "/evidence/0",
    ]  # fmt: skip
    made = selective.does(
        "derive", SD_JWT, "--show", "/credentialSubject/result/1", "-o", "x.txt", "--json"
    ).json()
    assert made["form"] == "sd-jwt"
    opened = open_sd_jwt(parse_sd_jwt(selective.read("x.txt").decode()))
    assert len(opened.disclosed) == 1
    assert [each["value"] for each in opened.claims["credentialSubject"]["result"]] == ["Excellent"]
    report = _report(selective.read("x.txt"))
    assert report.verdict is Verdict.VERIFIED
    assert "4 further statements are not shown" in " ".join(report.warnings)


def test_a_holder_shows_an_sd_jwt_as_theirs(desk: Shell) -> None:
    holder = desk.does("keys", "new", "-o", "holder.json", "--json").json()["issuer"]
    desk.does(
        "issue", "course.toml", "--key", "key.json", "--to", f"Ana <{holder}>", "--set", "Quiz=9",
        "--set", "Hygiene plan=Secure", "--form", "sd-jwt", "-o", "out",
    )  # fmt: skip
    words = ["derive", "out/ana-food-safety.sd-jwt", "--show", "/credentialSubject/id"]
    shown = desk.does(*words, "--key", "holder.json", "--domain", WHO, "--challenge", ASKED).data
    report = _report(shown, asked=True)
    assert report.verdict is Verdict.VERIFIED
    assert report.check(8).outcome == "passed"
    # Somebody else's key does not show that it is theirs.
    ran = desk(*words, "--key", "key.json", "--domain", WHO, "--challenge", ASKED)
    assert ran.code == 1
    assert "another key" in ran.err
    assert desk(*words, "--key", "holder.json", "--domain", WHO).code == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing.json"], 2, "no file “nothing.json”"),
        ([BADGE], 1, "nothing can be derived"),
        ([BADGE, "--list"], 1, "everything is shown, always"),
        (["course.toml"], 1, ""),
        ([SELECTIVE, "--show", "/credentialSubject/results"], 1, "Next: "),
        ([SELECTIVE, "--show", "credentialSubject"], 1, "Next: "),
        ([SELECTIVE, "--show", "/credentialSubject/identifier/1/salt"], 1, "Nobody would accept this part"),
        ([SELECTIVE, "--key", "key.json"], 64, "skillmark present"),
        ([SD_JWT, "--show", "/credentialSubject/results"], 1, "Next: "),
        ([SD_JWT, "-o", "class.csv"], 1, "--force"),
        (["class.csv", "--list"], 1, "Next: "),
    ],
)
def test_what_cannot_be_derived_is_said(selective: Shell, words: list[str], code: int, said: str) -> None:
    before = selective.names()
    ran = selective("derive", *words)
    assert (ran.code, ran.out, selective.names()) == (code, "", before)
    assert said in ran.err
    assert "Next: " in ran.err


# --- present --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "RSA"])
def test_a_holder_shows_credentials_to_one_verifier_and_once(desk: Shell, kind: str) -> None:
    made = desk.does("keys", "new", "--kind", kind, "-o", "holder.json", "--json").json()
    desk.does("bake", "badge.svg", BADGE, "-o", "ana.svg")
    forms = ["jwt"] if kind == "RSA" else ["json", "jwt"]
    for form in forms:
        words = [
            "present",
            "ana.svg",
            "badges/bo-lindqvist-food-safety.json",
            "--key",
            "holder.json",
            "--form",
            form,
        ]
        told = desk.does(*words, "--domain", WHO, "--challenge", ASKED, "-o", f"{form}.out", "--json").json()
        assert (told["holder"], told["credentials"]) == (made["issuer"], 2)
        report = _report(desk.read(f"{form}.out"))
        assert report.verdict is Verdict.VERIFIED
        assert len(report.parts) == 2
        assert report.check(8).outcome == "passed"
        # To another verifier, or to another question, it is no answer.
        other = Policy(expected_domain="https://other.example", expected_challenge=ASKED)
        now = datetime.now(UTC) + timedelta(seconds=2)
        assert (
            inspect(desk.read(f"{form}.out"), resolver=StaticResolver(), now=now, policy=other).verdict
            is Verdict.NOT_VERIFIED
        )


def test_what_was_issued_to_a_key_is_shown_by_it(desk: Shell) -> None:
    holder = desk.does("keys", "new", "-o", "holder.json", "--json").json()["issuer"]
    desk.does("keys", "new", "-o", "thief.json")
    results = ["--set", "Quiz=9", "--set", "Hygiene plan=Secure"]
    desk.does("issue", "course.toml", "--key", "key.json", "--to", f"Ana <{holder}>", *results, "-o", "out")
    asked = ["--domain", WHO, "--challenge", ASKED]
    for key, verdict in (("holder.json", Verdict.VERIFIED), ("thief.json", Verdict.NOT_VERIFIED)):
        shown = desk.does("present", "out/ana-food-safety.json", "--key", key, *asked).data
        assert _report(shown, asked=True).verdict is verdict
    desk.file("stolen.json", shown)
    assert "for this person" in desk("verify", "--offline", "stolen.json", *asked).text.partition("Next:")[2]


def test_a_presentation_goes_to_standard_output(desk: Shell) -> None:
    shown = desk.does("present", BADGE, "--key", "key.json", "--created", "2026-03-01T12:00:00Z")
    assert json.loads(shown.data)["proof"]["created"] == "2026-03-01T12:00:00Z"
    again = desk.does("present", BADGE, "--key", "key.json", "--created", "2026-03-01T12:00:00Z")
    assert again.data == shown.data


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing.json", "--key", "key.json"], 2, "no file “nothing.json”"),
        ([BADGE, "--key", "nothing.json"], 2, "no file “nothing.json”"),
        ([BADGE, "--key", "class.csv"], 1, "is no key file"),
        (["class.csv", "--key", "key.json"], 1, "cannot be shown"),
        (["shown.json", "--key", "key.json"], 1, "presentation itself"),
        ([SELECTIVE, "--key", "key.json"], 1, "skillmark derive"),
        ([BADGE, "--key", "key.json", "-o", "class.csv"], 1, "--force"),
        ([BADGE, "--key", "key.json", "--created", "now"], 64, "2026-03-01"),
        ([BADGE], 64, "--key"),
    ],
)
def test_what_cannot_be_presented_is_said(selective: Shell, words: list[str], code: int, said: str) -> None:
    selective.does("present", BADGE, "--key", "key.json", "-o", "shown.json")
    before = selective.names()
    ran = selective("present", *words)
    assert (ran.code, ran.out, selective.names()) == (code, "", before)
    assert said in ran.text


def test_an_rsa_key_presents_signed_texts_only(desk: Shell) -> None:
    desk.does("keys", "new", "--kind", "RSA", "-o", "rsa.json")
    ran = desk("present", BADGE, "--key", "rsa.json")
    assert ran.code == 1
    assert "--form jwt" in ran.err
