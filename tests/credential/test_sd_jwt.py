"""SD-JWT: what is shown is what was signed, all of what was chosen and nothing else; whoever touches it is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.credential.errors import CredentialError, KeyMaterialError, ProofError
from skillmark.credential.keys import LocalSigner
from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.proof.jws import parse_jws, sign_jws, verify_jws
from skillmark.credential.proof.key_binding import (
    KeyBinding,
    add_key_binding,
    check_key_binding,
    confirmation,
    holder_key,
    read_key_binding,
)
from skillmark.credential.proof.sd_jwt import (
    MAX_DEPTH,
    MAX_DISCLOSURES,
    Opened,
    SdJwt,
    claims_of,
    digest_of,
    open_sd_jwt,
    parse_sd_jwt,
    parse_sd_jwt_json,
)
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt, new_salt, sd_jwt_json, select

ISSUER = LocalSigner.from_seed(b"northfield college, a test key 1")
HOLDER = LocalSigner.from_seed(b"ada the learner holds this key 1")
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=5)
HEADER = {"typ": "example+sd-jwt"}
VERIFIER, NONCE = "https://employer.example", "n-7"


def seal(*parts: Any) -> str:
    """A disclosure with these parts."""
    return base64url_encode(json.dumps(parts).encode())


def digest(disclosure: str) -> str:
    return base64url_encode(hashlib.sha256(disclosure.encode()).digest())


def written(payload: Any, *disclosures: str, key_binding: str = "") -> str:
    """An SD-JWT as anybody may write it, signed by the issuer."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return "~".join([sign_jws(data, signer=ISSUER, header=HEADER), *disclosures, key_binding])


def opened(payload: Any, *disclosures: str) -> Opened:
    return open_sd_jwt(parse_sd_jwt(written(payload, *disclosures)))


def refusal(act: Callable[[], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(CredentialError) as refused:
        act()
    return refused.value.code


NAME = seal("salt-1", "name", "Ada")
GRADE = seal("salt-2", "grade", 9)
ELEMENT = seal("salt-3", "DE")


# --- taking apart -------------------------------------------------------------------------------------------


def test_the_compact_form_comes_back_as_it_was() -> None:
    text = written({"_sd": [digest(NAME)]}, NAME, key_binding="a.b.c")
    sd_jwt = parse_sd_jwt(text)
    assert sd_jwt.compact == text
    assert sd_jwt.presented == text.removesuffix("a.b.c")
    assert (sd_jwt.disclosures[0].name, sd_jwt.disclosures[0].value) == ("name", "Ada")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "sd_jwt_malformed"),
        ("a.b.c", "sd_jwt_malformed"),
        ("~", "jws_malformed"),
        ("a.b~", "jws_malformed"),
        (written({}) + "~", "disclosure_malformed"),
        (written({}) + " ~", "disclosure_malformed"),
        (written({}, "WyJ"), "disclosure_malformed"),
        (written({}, base64url_encode(b"[1")), "disclosure_malformed"),
        (written({}, base64url_encode(b'["a", "b", NaN]')), "disclosure_malformed"),
        (written({}, base64url_encode(b'{"a": "b", "c": "d"}')), "disclosure_malformed"),
        (written({}, seal("salt")), "disclosure_malformed"),
        (written({}, seal("salt", "name", "value", "more")), "disclosure_malformed"),
        (written({}, seal(1, "value")), "disclosure_malformed"),
        (written({}, seal("salt", 1, "value")), "disclosure_malformed"),
        (written({}) + "x" * 300_000, "sd_jwt_too_large"),
        (written({}, *["e30"] * (MAX_DISCLOSURES + 1)), "sd_jwt_too_large"),
        (written({}, *["e30"] * (MAX_DISCLOSURES + 50)), "sd_jwt_too_large"),
    ],
)
def test_what_is_no_sd_jwt_is_refused(text: str, code: str) -> None:
    assert refusal(lambda: parse_sd_jwt(text)) == code


def test_as_many_disclosures_as_are_allowed_are_read() -> None:
    many = [seal(f"salt-{number}", number) for number in range(MAX_DISCLOSURES)]
    said = opened({"numbers": [{"...": digest(one)} for one in many]}, *many)
    assert said.claims == {"numbers": list(range(MAX_DISCLOSURES))}


# --- opening (RFC 9901, section 7.1) ------------------------------------------------------------------------


def test_members_and_elements_are_opened_at_their_places_and_the_rest_stays_closed() -> None:
    payload = {
        "_sd_alg": "sha-256",
        "iss": "x",
        "who": {"_sd": [digest(NAME), digest("a decoy")], "age": 30},
        "lands": [{"...": digest("another")}, {"...": digest(ELEMENT)}, "FR"],
    }
    said = opened(payload, ELEMENT, NAME)
    assert said.claims == {"iss": "x", "who": {"age": 30, "name": "Ada"}, "lands": ["DE", "FR"]}
    assert {place: one.value for place, one in said.disclosed.items()} == {
        "/who/name": "Ada",
        "/lands/0": "DE",
    }
    assert (said.hidden, said.hidden_count) == ({"/who": 1, "/lands": 1}, 2)


def test_seals_within_seals_open_from_outside() -> None:
    outer = seal("salt-4", "who", {"_sd": [digest(NAME)], "lands": [{"...": digest(ELEMENT)}]})
    assert opened({"_sd": [digest(outer)]}, NAME, ELEMENT, outer).claims == {
        "who": {"name": "Ada", "lands": ["DE"]}
    }
    assert opened({"_sd": [digest(outer)]}, outer).claims == {"who": {"lands": []}}
    assert refusal(lambda: opened({"_sd": [digest(outer)]}, NAME)) == "disclosure_unreferenced"


@pytest.mark.parametrize("name", ["sha-384", "sha-512"])
def test_longer_hashes(name: str) -> None:
    claims = {"name": "Ada"}
    sd_jwt = make_sd_jwt(claims, signer=ISSUER, header=HEADER, disclosable=["/name"], hash_name=name)
    assert claims_of(sd_jwt.jws)["_sd_alg"] == name
    assert open_sd_jwt(sd_jwt).claims == claims


OTHER_NAME = seal("salt-5", "name", "Bob")


@pytest.mark.parametrize(
    ("payload", "disclosures", "code"),
    [
        pytest.param({"a": {"_sd": ["x"]}, "b": {"_sd": ["x"]}}, [], "digest_duplicate", id="digest twice"),
        pytest.param({"_sd": ["x", "x"]}, [], "digest_duplicate", id="digest twice in one list"),
        pytest.param({"_sd": ["x"], "b": [{"...": "x"}]}, [], "digest_duplicate", id="digest of two kinds"),
        pytest.param(
            {"_sd": [digest(NAME)], "b": {"_sd": [digest(NAME)]}},
            [NAME],
            "digest_duplicate",
            id="disclosed twice",
        ),
        pytest.param(
            {"_sd": [digest(OUTER := seal("s", "who", {"_sd": ["x"]})), "x"]},
            [OUTER],
            "digest_duplicate",
            id="digest again within a disclosure",
        ),
        pytest.param(
            {"_sd": [digest(NAME)]}, [NAME, NAME], "disclosure_duplicate", id="disclosure given twice"
        ),
        pytest.param({}, [NAME], "disclosure_unreferenced", id="disclosure of nothing"),
        pytest.param({"_sd": ["x"]}, [ELEMENT], "disclosure_unreferenced", id="element of nothing"),
        pytest.param({"_sd": [digest(NAME)], "name": "x"}, [NAME], "claim_duplicate", id="stated openly too"),
        pytest.param(
            {"_sd": [digest(NAME), digest(OTHER_NAME)]},
            [NAME, OTHER_NAME],
            "claim_duplicate",
            id="stated twice",
        ),
        pytest.param(
            {"_sd": [digest(NAME), digest(OTHER_NAME)]},
            [NAME],
            "",
            id="the second statement of the same stays hidden",
        ),
        *(
            pytest.param(
                {"_sd": [digest(EVIL := seal("s", name, []))]},
                [EVIL],
                "disclosure_reserved",
                id=f"named {name}",
            )
            for name in ("_sd", "...", "_sd_alg")
        ),
        pytest.param({"_sd": [digest(ELEMENT)]}, [ELEMENT], "disclosure_malformed", id="element as member"),
        pytest.param({"a": [{"...": digest(NAME)}]}, [NAME], "disclosure_malformed", id="member as element"),
        pytest.param({"_sd": "x"}, [], "sd_jwt_malformed", id="_sd is no list"),
        pytest.param({"_sd": [1]}, [], "sd_jwt_malformed", id="digest is no text"),
        pytest.param({"...": "x"}, [], "sd_jwt_malformed", id="... outside of a list"),
        pytest.param({"a": [{"...": 1}]}, [], "sd_jwt_malformed", id="... is no text"),
        pytest.param({"a": [{"...": "x", "b": 1}]}, [], "sd_jwt_malformed", id="... with company"),
        pytest.param({"a": {"_sd_alg": "sha-256"}}, [], "sd_jwt_malformed", id="_sd_alg within"),
        pytest.param(
            {"a": [{"...": digest(CHAIN := seal("s", {"...": "x"}))}]},
            [CHAIN],
            "sd_jwt_malformed",
            id="a chain",
        ),
        pytest.param({"_sd_alg": "sha-256-32"}, [], "hash_unsupported", id="a shortened hash"),
        pytest.param({"_sd_alg": "SHA-256"}, [], "hash_unsupported", id="a hash in capitals"),
        pytest.param({"_sd_alg": ["sha-256"]}, [], "hash_unsupported", id="a hash that is no text"),
        pytest.param([], [], "sd_jwt_malformed", id="content is no object"),
        pytest.param(b'{"a": 1, "a": 2}', [], "sd_jwt_malformed", id="content says two things"),
    ],
)
def test_every_rule_of_opening(payload: Any, disclosures: list[str], code: str) -> None:
    if code:
        assert refusal(lambda: opened(payload, *disclosures)) == code
    else:
        assert opened(payload, *disclosures).claims == {"name": "Ada"}


def test_what_disclosures_add_counts_towards_the_depth() -> None:
    inner = seal("s", "x", json.loads("[" * 40 + "]" * 40))
    payload: dict[str, Any] = {"_sd": [digest(inner)]}
    for _ in range(MAX_DEPTH - 41):
        payload = {"a": payload}
    assert opened(payload, inner).disclosed
    with pytest.raises(ProofError, match="nests deeper"):
        opened({"a": payload}, inner)


@pytest.mark.parametrize("name", ["n" * 5_000, "/" * 2_500])
def test_names_that_would_be_repeated_too_often_are_refused(name: str) -> None:
    assert opened({name: 1}).claims == {name: 1}
    assert refusal(lambda: opened({name: {"_sd": [digest(NAME)]}}, NAME)) == "sd_jwt_malformed"
    assert refusal(lambda: opened({name: [[]]})) == "sd_jwt_malformed"


# --- the JSON form (section 8) ------------------------------------------------------------------------------


def json_form(**members: Any) -> dict[str, Any]:
    sd_jwt = make_sd_jwt({"name": "Ada"}, signer=ISSUER, header=HEADER, disclosable=["/name"])
    return sd_jwt_json(sd_jwt) | members


def test_one_and_several_signatures_in_json() -> None:
    sd_jwt = make_sd_jwt({"name": "Ada"}, signer=ISSUER, header=HEADER, disclosable=["/name"])
    assert parse_sd_jwt_json(sd_jwt_json(sd_jwt)) == sd_jwt
    second = parse_jws(sign_jws(sd_jwt.jws.payload, signer=HOLDER, header=HEADER))
    several = replace(sd_jwt, others=(second,), key_binding="a.b.c")
    assert sd_jwt_json(several).keys() == {"payload", "signatures"}
    assert parse_sd_jwt_json(sd_jwt_json(several)) == several


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"signatures": []}, "sd_jwt_malformed"),
        ({"payload": None}, "sd_jwt_malformed"),
        ({"protected": 1}, "sd_jwt_malformed"),
        ({"header": []}, "sd_jwt_malformed"),
        ({"header": {"disclosures": NAME}}, "sd_jwt_malformed"),
        ({"header": {"disclosures": [1]}}, "sd_jwt_malformed"),
        ({"header": {"kb_jwt": 1}}, "sd_jwt_malformed"),
        ({"header": {"typ": "x"}}, "sd_jwt_malformed"),
        ({"header": {"disclosures": ["x"]}}, "disclosure_malformed"),
    ],
)
def test_what_is_no_json_form_is_refused(members: dict[str, Any], code: str) -> None:
    assert refusal(lambda: parse_sd_jwt_json(json_form(**members))) == code


@pytest.mark.parametrize(
    "signatures",
    [[], {}, ["x"], [{"protected": "x"}] * 5, [{"protected": 1, "signature": "x"}]],
)
def test_signatures_that_are_none_are_refused(signatures: Any) -> None:
    payload = json_form()["payload"]
    assert (
        refusal(lambda: parse_sd_jwt_json({"payload": payload, "signatures": signatures}))
        == "sd_jwt_malformed"
    )


def test_disclosures_beside_the_second_signature_are_refused() -> None:
    flat = json_form()
    first = {name: flat[name] for name in ("protected", "signature")}
    entries = [first, {**first, "header": flat["header"]}]
    document = {"payload": flat["payload"], "signatures": entries}
    assert refusal(lambda: parse_sd_jwt_json(document)) == "sd_jwt_malformed"


# --- making and choosing ------------------------------------------------------------------------------------

CLAIMS = {
    "iss": "https://northfield.example/issuer",
    "cnf": confirmation(HOLDER.public_key),
    "who": {"name": "Ada", "lands": ["DE", "FR"], "a/b": {"~": 1}},
    "results": [{"value": "9"}, {"value": "secure"}],
}
DISCLOSABLE = ["/who", "/who/name", "/who/lands/0", "/who/lands/1", "/who/a~1b/~0", "/results/1"]


def made(**options: Any) -> SdJwt:
    numbers = count()
    given: dict[str, Any] = {"disclosable": DISCLOSABLE, "salt": lambda: f"salt-{next(numbers)}"} | options
    return make_sd_jwt(CLAIMS, signer=ISSUER, header=HEADER, **given)


def test_what_is_made_opens_to_what_was_said() -> None:
    said = open_sd_jwt(parse_sd_jwt(made().compact))
    assert said.claims == CLAIMS
    assert sorted(said.disclosed) == sorted(DISCLOSABLE)
    assert said.hidden == {}
    assert made() == made()
    assert made(salt=new_salt) != made(salt=new_salt)


def test_nothing_sealed_stands_in_what_is_signed() -> None:
    payload = made().jws.payload
    assert json.loads(payload).keys() == {"iss", "cnf", "results", "_sd", "_sd_alg"}
    assert b"Ada" not in payload
    assert b"secure" not in payload


def test_what_has_no_seals_says_nothing_of_hashes() -> None:
    assert claims_of(made(disclosable=()).jws) == CLAIMS


def test_decoys_cannot_be_told_from_seals() -> None:
    sd_jwt = made(decoys=3, disclosable=["/who/name", "/results/0/value"])
    payload = claims_of(sd_jwt.jws)
    assert len(payload["who"]["_sd"]) == len(payload["results"][0]["_sd"]) == 4
    assert payload["who"]["_sd"] == sorted(payload["who"]["_sd"])
    said = open_sd_jwt(sd_jwt)
    assert (said.claims, said.hidden) == (CLAIMS, {"/who": 3, "/results/0": 3})


def test_places_may_be_chosen_by_a_rule() -> None:
    sd_jwt = made(disclosable=lambda place, value: place.startswith("/who/") and value == "Ada")
    assert list(open_sd_jwt(sd_jwt).disclosed) == ["/who/name"]


@pytest.mark.parametrize("place", ["/nobody", "", "who", "/results/2", "/results/-", "/results/01"])
def test_places_that_are_not_there_are_refused(place: str) -> None:
    assert refusal(lambda: made(disclosable=[place])) == "no_such_place"
    if place:
        assert refusal(lambda: select(made(), disclose=[place])) == "no_such_place"


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_the_names_of_seals_cannot_be_claims(name: str) -> None:
    claims = {"a": [{name: "x"}]}
    assert refusal(lambda: make_sd_jwt(claims, signer=ISSUER, header=HEADER)) == "claim_reserved"


def test_more_seals_than_can_be_read_are_not_made() -> None:
    claims = {"a": list(range(MAX_DISCLOSURES + 1))}
    with pytest.raises(ProofError) as refused:
        make_sd_jwt(
            claims, signer=ISSUER, header=HEADER, disclosable=lambda place, _: place.startswith("/a/")
        )
    assert refused.value.code == "sd_jwt_too_large"


def test_only_fit_hashes_are_used() -> None:
    assert refusal(lambda: made(hash_name="md5")) == "hash_unsupported"


@pytest.mark.parametrize(
    ("disclose", "shown"),
    [
        ([], {}),
        (["/iss"], {}),
        (["/results/1"], {"results": [{"value": "9"}, {"value": "secure"}]}),
        (["/who/name"], {"who": {"name": "Ada", "lands": [], "a/b": {}}}),
        (["/who/lands/1"], {"who": {"lands": ["FR"], "a/b": {}}}),
        (["/who/lands"], {"who": {"lands": ["DE", "FR"], "a/b": {}}}),
        (["/who/a~1b/~0"], {"who": {"lands": [], "a/b": {"~": 1}}}),
        (["/who"], {"who": CLAIMS["who"]}),
        ([""], CLAIMS),
    ],
)
def test_a_holder_shows_places_with_what_is_in_them(disclose: list[str], shown: dict[str, Any]) -> None:
    always = {"iss": CLAIMS["iss"], "cnf": CLAIMS["cnf"], "results": [{"value": "9"}]}
    assert open_sd_jwt(select(made(), disclose=disclose)).claims == always | shown


# --- any subset ---------------------------------------------------------------------------------------------

NAMES = st.text(max_size=4).filter(lambda name: name not in {"_sd", "...", "_sd_alg"})
LEAVES = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=6)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=14,
)


def places(value: Any, path: str = "") -> list[str]:
    """The JSON pointers of everything inside a value."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    found: list[str] = []
    for name, part in members:
        place = f"{path}/{str(name).replace('~', '~0').replace('/', '~1')}"
        found += [place, *places(part, place)]
    return found


def without(value: Any, hidden: set[str], path: str = "") -> Any:
    """A value without the places that are hidden."""
    if isinstance(value, dict):
        named = {f"{path}/{name.replace('~', '~0').replace('/', '~1')}": name for name in value}
        return {
            name: without(value[name], hidden, place) for place, name in named.items() if place not in hidden
        }
    if isinstance(value, list):
        placed = ((f"{path}/{index}", part) for index, part in enumerate(value))
        return [without(part, hidden, place) for place, part in placed if place not in hidden]
    return value


def touches(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


@settings(max_examples=150, deadline=None)
@given(data=st.data(), claims=st.dictionaries(NAMES, VALUES, max_size=4), decoys=st.integers(0, 2))
def test_any_subset_shows_exactly_what_was_chosen(
    data: st.DataObject, claims: dict[str, Any], decoys: int
) -> None:
    subsets = st.sets(st.sampled_from(places(claims) or [""]).filter(bool))
    sealed = data.draw(subsets) if claims else set()
    chosen = data.draw(subsets) if claims else set()
    issued = make_sd_jwt(claims, signer=ISSUER, header=HEADER, disclosable=sorted(sealed), decoys=decoys)
    assert open_sd_jwt(issued).claims == claims
    shown = parse_sd_jwt(select(issued, disclose=sorted(chosen)).compact)
    verify_jws(shown.jws, public_key=ISSUER.public_key)
    hidden = {place for place in sealed if not any(touches(place, other) for other in chosen)}
    assert open_sd_jwt(shown).claims == without(claims, hidden)
    assert len(shown.disclosures) == len(sealed) - len(hidden)


# --- key binding (sections 4.3 and 7.3) ---------------------------------------------------------------------


def presented(*disclose: str) -> SdJwt:
    shown = select(made(), disclose=disclose)
    return add_key_binding(shown, signer=HOLDER, audience=VERIFIER, nonce=NONCE, issued_at=NOW)


def bound_by(said: dict[str, Any], *, signer: LocalSigner = HOLDER, typ: str = "kb+jwt") -> SdJwt:
    """A presentation whose holder signed this beside what belongs there."""
    shown = select(made(), disclose=["/who/name"])
    right = {
        "iat": int(NOW.timestamp()),
        "aud": VERIFIER,
        "nonce": NONCE,
        "sd_hash": digest_of(shown.presented, hash_name="sha-256"),
    }
    payload = json.dumps({name: part for name, part in (right | said).items() if part is not None}).encode()
    return replace(shown, key_binding=sign_jws(payload, signer=signer, header={"typ": typ}))


def test_a_key_binding_says_to_whom_and_in_answer_to_what() -> None:
    binding = read_key_binding(parse_sd_jwt(presented("/who/name").compact))
    assert binding == KeyBinding(VERIFIER, NONCE, NOW)
    check_key_binding(binding, audience=VERIFIER, nonce=NONCE, now=NOW + WINDOW, window=WINDOW)
    assert read_key_binding(bound_by({"more": 1, "iat": NOW.timestamp() + 0.5})).audience == VERIFIER


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        ({"audience": "https://other.example"}, "domain_mismatch"),
        ({"nonce": "n-8"}, "challenge_mismatch"),
        ({"now": NOW + WINDOW * 2}, "key_binding_stale"),
        ({"now": NOW - WINDOW * 2}, "key_binding_stale"),
    ],
)
def test_a_presentation_cannot_be_shown_again(expected: dict[str, Any], code: str) -> None:
    asked = {"audience": VERIFIER, "nonce": NONCE, "now": NOW, "window": WINDOW} | expected
    assert refusal(lambda: check_key_binding(read_key_binding(presented()), **asked)) == code


@pytest.mark.parametrize(
    ("said", "options", "code"),
    [
        ({}, {"typ": "jwt"}, "key_binding_type"),
        ({}, {"typ": "vc+jwt"}, "key_binding_type"),
        ({}, {"signer": ISSUER}, "signature_invalid"),
        ({}, {"signer": LocalSigner.from_secret_multikey("z42ttKRXewb4ubfjZfePvTKqvvYRpexge9uMR4G5F7UzAhfM")},
         "algorithm_mismatch"),
        ({"sd_hash": "x"}, {}, "key_binding_differs"),
        ({"sd_hash": None}, {}, "key_binding_differs"),
        ({"aud": None}, {}, "key_binding_malformed"),
        ({"aud": [VERIFIER]}, {}, "key_binding_malformed"),
        ({"nonce": None}, {}, "key_binding_malformed"),
        ({"nonce": ""}, {}, "key_binding_malformed"),
        ({"nonce": 7}, {}, "key_binding_malformed"),
        ({"iat": None}, {}, "key_binding_malformed"),
        ({"iat": True}, {}, "key_binding_malformed"),
        ({"iat": "now"}, {}, "key_binding_malformed"),
        ({"iat": -1}, {}, "key_binding_malformed"),
        ({"iat": 10**15}, {}, "key_binding_malformed"),
    ],
)  # fmt: skip
def test_every_rule_of_key_binding(said: dict[str, Any], options: dict[str, Any], code: str) -> None:
    assert refusal(lambda: read_key_binding(bound_by(said, **options))) == code


def test_a_key_binding_is_for_one_set_of_disclosures() -> None:
    more, fewer = presented("/who/name"), presented()
    assert (
        refusal(lambda: read_key_binding(replace(fewer, key_binding=more.key_binding)))
        == "key_binding_differs"
    )
    stripped = replace(more, disclosures=())
    assert refusal(lambda: read_key_binding(stripped)) == "key_binding_differs"


def test_choosing_again_ends_a_key_binding() -> None:
    assert select(presented("/who"), disclose=["/who/name"]).key_binding == ""
    assert refusal(lambda: read_key_binding(select(made(), disclose=[]))) == "jws_malformed"


def test_only_the_holder_can_bind() -> None:
    with pytest.raises(ProofError) as refused:
        add_key_binding(made(), signer=ISSUER, audience=VERIFIER, nonce=NONCE, issued_at=NOW)
    assert refused.value.code == "holder_key_mismatch"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, "holder_key_missing"),
        ({"cnf": "x"}, "holder_key_unsupported"),
        ({"cnf": {"kid": "did:example:1#key"}}, "holder_key_unsupported"),
        ({"cnf": {"jwk": {"kty": "EC", "crv": "secp256k1"}}}, "key_kind_unsupported"),
        ({"cnf": {"jwk": HOLDER.secret_jwk()}}, "secret_key_published"),
    ],
)
def test_holder_keys(claims: dict[str, Any], code: str) -> None:
    assert holder_key({"cnf": confirmation(HOLDER.public_key)}) == HOLDER.public_key
    assert refusal(lambda: holder_key(claims)) == code


# --- any change ---------------------------------------------------------------------------------------------


def verify_everything(text: str) -> Opened:
    """As a verifier does who asked for a key binding."""
    sd_jwt = parse_sd_jwt(text)
    verify_jws(sd_jwt.jws, public_key=ISSUER.public_key)
    said = open_sd_jwt(sd_jwt)
    binding = read_key_binding(sd_jwt)
    check_key_binding(binding, audience=VERIFIER, nonce=NONCE, now=NOW, window=WINDOW)
    return said


PRESENTED = presented("/who/name", "/who/lands/1", "/results/1").compact
CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=+ \n\u00e9"


def test_the_presentation_that_the_next_tests_change_holds() -> None:
    assert verify_everything(PRESENTED).claims["who"] == {"name": "Ada", "lands": ["FR"], "a/b": {}}


@settings(max_examples=400, deadline=None)
@given(place=st.integers(0, len(PRESENTED) - 1), character=st.sampled_from(CHARACTERS))
def test_no_changed_character_goes_unnoticed(place: int, character: str) -> None:
    if PRESENTED[place] != character:
        with pytest.raises((ProofError, KeyMaterialError)):
            verify_everything(PRESENTED[:place] + character + PRESENTED[place + 1 :])


@settings(max_examples=150, deadline=None)
@given(start=st.integers(0, len(PRESENTED) - 1), length=st.integers(1, 200))
def test_nothing_left_out_or_said_twice_goes_unnoticed(start: int, length: int) -> None:
    cut = PRESENTED[:start] + PRESENTED[start + length :]
    doubled = PRESENTED[: start + length] + PRESENTED[start:]
    for text in (cut, doubled):
        with pytest.raises((ProofError, KeyMaterialError)):
            verify_everything(text)


@settings(max_examples=50, deadline=None)
@given(order=st.permutations(range(len(PRESENTED.split("~")))))
def test_no_other_order_goes_unnoticed(order: list[int]) -> None:
    parts = PRESENTED.split("~")
    text = "~".join(parts[index] for index in order)
    if text != PRESENTED:
        with pytest.raises((ProofError, KeyMaterialError)):
            verify_everything(text)
