"""`export`: a credential for Europass, with everything that does not come along told or in the report."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image
from tests.credential.badges import badge, clr
from tests.credential.elm_world import full
from tests.interfaces.cli.shell import Shell

from skillmark.credential.elm.read import elements_of_elm
from skillmark.credential.model.elements_of import elements_of_credential

BADGE = "badges/ana-souza-food-safety.json"


@pytest.mark.parametrize(
    ("form", "image"),
    [("json", None), ("json", "badge.svg"), ("jwt", None), ("jwt", "badge.svg"), ("sd-jwt", None)],
)
def test_a_credential_in_any_wrapping_becomes_the_same_document(
    desk: Shell, form: str, image: str | None
) -> None:
    desk.does(
        "issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "--form", form, "-o", "out"
    )
    name = next(
        f"out/{each.name}" for each in (desk.folder / "out").iterdir() if each.name.startswith("ana-souza")
    )
    if image:
        desk.does("bake", image, name, "-o", "baked.svg")
        name = "baked.svg"
    document = desk.does("export", "--format", "elm", name).json()
    assert document["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    assert elements_of_elm(document).title == "Food safety"
    assert "proof" not in document


def test_the_document_goes_where_it_is_asked_for_and_the_account_beside_it(desk: Shell) -> None:
    ran = desk.does("export", BADGE, "-o", "elm.json", "--report", "lost.json")
    assert ran.out == "The credential is in elm.json, in the European Learning Model 3.\n"
    assert "carries no signature" in ran.err
    assert "All of them are in lost.json" in ran.err
    report = json.loads(desk.read("lost.json"))
    assert any(loss["path"] == "$.proof.proofValue" for loss in report["lost"])
    assert json.loads(desk.read("elm.json")) == desk.does("export", "-", stdin=desk.read(BADGE)).json()
    signed = json.loads(desk.read(BADGE))
    assert elements_of_elm(json.loads(desk.read("elm.json"))) == elements_of_credential(signed)
    again = desk("export", BADGE, "-o", "elm.json")
    assert (again.code, "is there already" in again.err) == (1, True)
    desk.does("export", BADGE, "-o", "elm.json", "--force")


def test_losses_are_told_by_reason(desk: Shell) -> None:
    told = desk.does("export", BADGE).err.splitlines()
    proofs = [line for line in told if "$.proof" in line]
    assert len(proofs) == 1
    assert "and 5 more: The translation is not signed" in proofs[0]
    assert any("For each of them: --report FILE" in line for line in told)
    assert any(line.startswith("Note: ELM asks for $.issuer:") for line in told)


def test_programs_get_one_object(desk: Shell) -> None:
    ran = desk.does("export", BADGE, "--json")
    assert ran.err == ""
    answer = ran.json()
    assert (answer["written"], answer["format"], answer["report"]["signed"]) == (None, "elm", False)
    assert answer["document"] == desk.does("export", BADGE).json()


def test_what_is_exported_has_the_elements_of_annex_1_as_the_credential_had_them(desk: Shell) -> None:
    desk.file("full.json", json.dumps(full()).encode())
    desk.does("export", "full.json", "-o", "elm.json")
    for name in ("full.json", "elm.json"):
        (profile,) = desk("lint", "--profile", "eu-annex-1", "--json", name).json()["profiles"]
        assert profile["passed"], name
        assert [each["code"] for each in profile["findings"] if each["severity"] == "error"] == []


def test_a_picture_can_be_given_along(desk: Shell) -> None:
    out = BytesIO()
    Image.new("RGB", (2, 2), "teal").save(out, "JPEG")
    desk.file("badge.jpg", out.getvalue())
    document = desk.does("export", BADGE, "--picture", "badge.jpg").json()
    image = document["displayParameter"]["individualDisplay"][0]["displayDetail"][0]["image"]
    assert image["contentType"]["id"].endswith("/JPEG")
    assert desk("export", BADGE, "--picture", "badge.svg").code == 1


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"%PDF-1.7", 1, "This is a PDF"),
        (b"hello", 1, "Next: Give the credential itself"),
        (json.dumps(clr(badge())).encode(), 1, "of a learner record, each of those in it"),
        (b" ", 1, "nothing in"),
    ],
)
def test_what_is_no_badge_is_refused_with_a_next_step(
    desk: Shell, content: bytes, code: int, said: str
) -> None:
    desk.file("given", content)
    ran = desk("export", "given", "-o", "elm.json")
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert "Next: " in ran.err
    assert not (desk.folder / "elm.json").exists()
    assert desk("export", "nothing.json").code == 2
    assert desk("export", "given", "--format", "europass").code == 64
