"""Lists of known issuers: read strictly, fetched within bounds, and a near copy of a listed address is noticed."""

from __future__ import annotations

import json
import string
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential import Fetched, StaticResolver
from skillmark.credential.errors import RegistryError
from skillmark.credential.lookalike import Hosts, folded, host_of
from skillmark.credential.registry import (
    MAX_ISSUERS,
    KnownIssuer,
    Registry,
    Unanswered,
    load_dcc_registries,
    read_registry,
)

COLLEGE = "https://college.example/issuer"
OWN: dict[str, Any] = {
    "name": "Accredited colleges of Northland",
    "updated": "2026-01-15T09:00:00Z",
    "issuers": [
        {
            "id": COLLEGE,
            "name": "Northfield College",
            "url": "https://college.example",
            "logo": "https://college.example/logo.png",
            "since": "2019-09-01",
        },
        {"id": "did:web:academy.example", "name": "The Academy"},
    ],
}


def own(**changes: Any) -> bytes:
    return json.dumps(OWN | changes).encode()


# --- our own format -----------------------------------------------------------------------------------------------


def test_a_list_is_read_whole() -> None:
    registry = read_registry(own(), source="colleges.json")
    assert registry == Registry(
        "Accredited colleges of Northland",
        {
            COLLEGE: KnownIssuer(
                "Northfield College",
                "https://college.example",
                "https://college.example/logo.png",
                "2019-09-01",
            ),
            "did:web:academy.example": KnownIssuer("The Academy"),
        },
        datetime(2026, 1, 15, 9, 0, tzinfo=UTC),
        "colleges.json",
    )
    bare = {name: value for name, value in OWN.items() if name != "updated"}
    assert read_registry(json.dumps(bare).encode()).as_of is None


def test_a_list_of_names_needs_nothing_else() -> None:
    registry = Registry.of({COLLEGE: "Northfield College"}, name="our list")
    assert (registry.name, registry.issuers[COLLEGE].name) == ("our list", "Northfield College")


def _entry(**changes: Any) -> list[dict[str, Any]]:
    return [{"id": COLLEGE, "name": "Northfield College"} | changes]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "cannot be read"),
        (b"{", "cannot be read"),
        (b'{"name": "a", "name": "b"}', "cannot be read"),
        (b"\xff", "cannot be read"),
        (b" " * 5_000_001, "cannot be read"),
        (b"[]", "“$” is not one JSON object"),
        (own(name=""), "“$.name”"),
        (own(name=7), "“$.name”"),
        (own(name="x" * 2_001), "“$.name”"),
        (own(updated="yesterday"), "“$.updated”"),
        (own(issuers={}), "“$.issuers”"),
        (own(issuers=["did:key:x"]), "“$.issuers[0]” is not an object"),
        (own(issuers=[{"id": COLLEGE}]), "“$.issuers[0].name”"),
        (own(issuers=[*_entry(), {"name": "No id"}]), "“$.issuers[1].id”"),
        (own(issuers=_entry(url="http://college.example")), "“$.issuers[0].url” is not an https address"),
        (own(issuers=_entry(logo="javascript:alert(1)")), "“$.issuers[0].logo” is not an https address"),
        (own(issuers=_entry(logo="https://[::1")), "“$.issuers[0].logo” is not an https address"),
        (own(issuers=_entry(logo=7)), "“$.issuers[0].logo” is not an https address"),
        (own(issuers=_entry(since=2019)), "“$.issuers[0].since”"),
        (own(issuers=_entry(nmae="Northfield")), "“$.issuers[0].nmae” has no meaning here"),
        (own(isuers=[]), "“$.isuers” has no meaning here"),
        (own(issuers=_entry() * 2), "names one issuer twice"),
    ],
)
def test_a_list_that_leaves_a_doubt_is_refused_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(RegistryError) as caught:
        read_registry(data)
    assert caught.value.code == "registry_malformed"
    assert place in str(caught.value)


def test_a_list_has_a_largest_size() -> None:
    crowd = [{"id": f"u:{number}", "name": "x"} for number in range(MAX_ISSUERS + 1)]
    with pytest.raises(RegistryError) as caught:
        read_registry(own(issuers=crowd))
    assert caught.value.code == "registry_too_large"
    assert len(read_registry(own(issuers=crowd[1:])).issuers) == MAX_ISSUERS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "updated", "issuers", "id", "url", "registry", "type"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=16,
)


@given(JSON)
def test_no_document_makes_an_uncaught_error(document: Any) -> None:
    data = json.dumps(document).encode()
    try:
        registry = read_registry(data)
    except RegistryError:
        pass
    else:
        assert document["name"] == registry.name
    first, second = "https://lists.example/known.json", "https://lists.example/1.json"
    loaded = load_dcc_registries(
        first,
        resolver=StaticResolver(
            {first: b'[{"name": "One", "url": "https://lists.example/1.json"}]', second: data}
        ),
    )
    assert [each.name for each in loaded] == ["One"]
    for each in load_dcc_registries(first, resolver=StaticResolver({first: data})):
        assert isinstance(each, Unanswered)


# --- the list of the Digital Credentials Consortium ---------------------------------------------------------------

KNOWN = "https://registries.example/known-did-registries.json"
MEMBERS, SANDBOX = "https://registries.example/members.json", "https://sandbox.example/registry.json"
LISTED: list[dict[str, Any]] = [
    {
        "name": "Federation",
        "type": "oidf",
        "trustAnchorEC": "https://registry.example/.well-known/openid-federation",
    },
    {"name": "Members", "type": "dcc-legacy", "url": MEMBERS},
    {"name": "Sandbox", "url": SANDBOX},
]
LEGACY: dict[str, Any] = {
    "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2021-12-15T18:41:36+0000"},
    "registry": {
        "did:key:z6MkpLDL3RoAoMRTwTgo3rs39ZwssfaPKtGdZw7AGRN7CK4W": {
            "name": "My University",
            "location": "Cambridge, MA, USA",
            "url": "https://university.example",
        },
        "did:web:school.example": {"name": "My School", "url": "http://school.example"},
    },
}
FETCHED_AT = datetime(2026, 2, 28, tzinfo=UTC)


def loaded(documents: dict[str, Any], *, url: str = KNOWN) -> tuple[Registry | Unanswered, ...]:
    known = {
        at: each if isinstance(each, bytes | Fetched) else json.dumps(each).encode()
        for at, each in documents.items()
    }
    return load_dcc_registries(url, resolver=StaticResolver(known, fetched_at=FETCHED_AT))


def codes(found: tuple[Registry | Unanswered, ...]) -> list[tuple[str, str]]:
    return [(each.name, each.error.code if isinstance(each, Unanswered) else "") for each in found]


def test_each_registry_on_the_list_is_read_or_says_why_not() -> None:
    found = loaded({KNOWN: LISTED, MEMBERS: LEGACY})
    assert codes(found) == [
        ("Federation", "registry_unsupported"),
        ("Members", ""),
        ("Sandbox", "unreachable"),
    ]
    members = found[1]
    assert isinstance(members, Registry)
    assert (members.as_of, members.source) == (FETCHED_AT, MEMBERS)
    assert members.issuers == {
        "did:key:z6MkpLDL3RoAoMRTwTgo3rs39ZwssfaPKtGdZw7AGRN7CK4W": KnownIssuer(
            "My University", "https://university.example"
        ),
        "did:web:school.example": KnownIssuer("My School"),
    }
    federation = found[0]
    assert isinstance(federation, Unanswered)
    assert str(federation.error) == "Registries of the type “oidf” cannot be asked."


@pytest.mark.parametrize(
    ("documents", "code"),
    [
        ({}, "unreachable"),
        ({KNOWN: b"<html>"}, "registry_malformed"),
        ({KNOWN: {"registries": []}}, "registry_malformed"),
        ({KNOWN: ["one"]}, "registry_malformed"),
        ({KNOWN: [{"type": "dcc-legacy"}]}, "registry_malformed"),
        ({KNOWN: [{"name": "One", "url": MEMBERS}] * 33}, "registry_too_large"),
        ({KNOWN: Fetched("https://mallory.example/", b"[]", "application/json", FETCHED_AT)}, "unreachable"),
    ],
)
def test_where_the_list_of_registries_cannot_be_had_it_is_what_gave_no_answer(
    documents: dict[str, Any], code: str
) -> None:
    assert codes(loaded(documents)) == [(KNOWN, code)]


def test_registries_are_fetched_by_https_only() -> None:
    plain = "http://registries.example/known.json"
    assert codes(loaded({plain: []}, url=plain)) == [(plain, "not_https")]
    assert codes(loaded({KNOWN: [{"name": "One", "url": plain}], plain: LEGACY})) == [("One", "not_https")]
    assert loaded({KNOWN: []}) == ()


@pytest.mark.parametrize(
    ("legacy", "code"),
    [
        ([], "registry_malformed"),
        ({}, "registry_malformed"),
        ({"registry": []}, "registry_malformed"),
        ({"registry": {"did:key:z": "My University"}}, "registry_malformed"),
        ({"registry": {"did:key:z": {"name": 7}}}, "registry_malformed"),
        (b'{"registry": {"did:key:z": {"name": "a"}, "did:key:z": {"name": "b"}}}', "registry_malformed"),
        ({"registry": {f"u:{number}": {} for number in range(MAX_ISSUERS + 1)}}, "registry_too_large"),
    ],
)
def test_a_registry_that_leaves_a_doubt_is_none(legacy: Any, code: str) -> None:
    assert codes(
        loaded({KNOWN: [{"name": "One", "type": "dcc-legacy", "url": MEMBERS}], MEMBERS: legacy})
    ) == [("One", code)]


def test_an_entry_without_an_address_is_none() -> None:
    assert codes(loaded({KNOWN: [{"name": "One", "type": "dcc-legacy"}]})) == [("One", "registry_malformed")]
    odd = [{"name": "One", "type": ["dcc-legacy"], "url": MEMBERS}]
    assert codes(loaded({KNOWN: odd, MEMBERS: LEGACY})) == [("One", "registry_unsupported")]


# --- A19: addresses and names that look like a listed one ---------------------------------------------------------

HOSTS = Hosts({"northfield.example": "known", "xn--bcher-kva.example": "books", "school1.example": "school"})


@pytest.mark.parametrize(
    "host",
    [
        "northfie1d.example",
        "n0rthfield.example",
        "northfleld.example",
        "nоrthfield.example",  # a Cyrillic o
        "nοrthfield.example",  # a Greek one
        "northfìeld.example",
        "ｎorthfield.example",
        "𝐍orthfield.example",
        "norhtfield.example",
        "northfeld.example",
        "northfields.example",
        "north-field.example",
        "northfielb.example",
        "northfield.exampel",
        "orthfield.example",
    ],
)
def test_a_near_copy_is_noticed(host: str) -> None:
    assert HOSTS.resembling(host) == "known"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "northfield.example",  # itself
        "southfield.example",
        "northfields-.example",
        "northfield.example.org",
        "northfieldexample",
        "a.northfield.example",
        "school2.example",
        "nortxfielx.example",
        "norxhfield.exampel",
    ],
)
def test_what_is_merely_similar_is_not(host: str) -> None:
    assert HOSTS.resembling(host) == ""


def test_short_names_are_not_taken_for_slips() -> None:
    assert Hosts({"mit.edu": "mit"}).resembling("nit.edu") == ""
    assert Hosts({"mit.edu": "mit"}).resembling("mlt.edu") == "mit"  # drawn alike, however short


@pytest.mark.parametrize(
    ("identifier", "host"),
    [
        ("https://Northfield.Example/issuer#key", "northfield.example"),
        ("https://northfield.example:8443/", "northfield.example"),
        ("did:web:northfield.example", "northfield.example"),
        ("did:web:northfield.example%3A8443:issuers:1", "northfield.example"),
        ("did:web:northfield.example%3a8443", "northfield.example"),
        ("https://xn--bcher-kva.example", "bücher.example"),
        ("https://xn--99999999.example", "xn--99999999.example"),
        ("https://xn--ü.example", "xn--ü.example"),
        ("did:key:z6Mk", ""),
        ("https://[::1", ""),
        ("https://" + "a" * 300, ""),
        ("urn:uuid:7d0a7a5e", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_identifier(identifier: str, host: str) -> None:
    assert host_of(identifier) == host


@given(st.text(max_size=80))
def test_any_text_has_a_host_or_none(text: str) -> None:
    for identifier in (text, f"https://{text}", f"did:web:{text}", f"https://xn--{text}"):
        HOSTS.resembling(host_of(identifier))


LETTERS = st.text(string.ascii_lowercase, min_size=6, max_size=12)


@given(LETTERS, st.integers(0, 20), st.sampled_from(string.ascii_lowercase))
def test_every_single_slip_is_found_in_both_directions(name: str, at: int, letter: str) -> None:
    at %= len(name)
    host = f"{name}.example"
    slips = {
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    }
    for slip in slips - {name}:
        assert Hosts({host: "known"}).resembling(f"{slip}.example") == "known"
        assert Hosts({f"{slip}.example": "known"}).resembling(host) == "known"


def test_a_registry_knows_what_is_like_its_issuers() -> None:
    registry = read_registry(own())
    assert registry.resembling("https://co11ege.example/other") == COLLEGE
    assert registry.resembling("did:web:academi.example") == "did:web:academy.example"
    assert registry.resembling("did:web:college.example") == ""
    assert registry.resembling("did:key:z6Mk") == ""
    assert registry.called("NORTHFIELD  College") == COLLEGE
    assert registry.called("N0rthfield Соllege") == COLLEGE
    assert registry.called("Southfield College") == ""
    assert registry.called("") == ""


@given(st.text(max_size=40))
def test_folding_again_changes_nothing_that_is_compared(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_a_list_is_a_value() -> None:
    assert read_registry(own()) == read_registry(json.dumps(deepcopy(OWN)).encode())
