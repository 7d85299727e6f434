"""Status lists: every bit is where the specification puts it, and a hostile list is refused, not unpacked."""

from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.errors import StatusError
from skillmark.credential.status.bitstring import (
    MINIMUM_LENGTH,
    StatusBits,
    decode_list,
    encode_list,
    entry,
    index_of,
    list_credential,
    messages_of,
    size_of,
    with_status,
)
from skillmark.credential.status.lists import kind_of_list, open_list, status_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

INDEXES = st.integers(0, MINIMUM_LENGTH - 1)


def multibase(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(StatusError) as caught:
        act()
    return caught.value.code


@given(st.sets(INDEXES, max_size=40))
def test_what_is_set_is_set_after_a_journey_and_nothing_else(indexes: set[int]) -> None:
    bits = StatusBits()
    for index in indexes:
        bits.set(index)
    arrived = decode_list(encode_list(bits))
    assert arrived == bits
    assert arrived.count() == len(indexes)
    assert all(arrived.get(index) == 1 for index in indexes)


@given(st.integers(1, 16), st.data())
def test_statuses_of_several_bits_do_not_touch_each_other(size: int, data: st.DataObject) -> None:
    bits = StatusBits(8 * 64)
    slots = st.integers(0, len(bits) // size - 1)
    wanted = data.draw(st.dictionaries(slots, st.integers(0, 2**size - 1), max_size=20))
    for index in wanted:
        bits.set(index, 2**size - 1, status_size=size)
    for index, value in wanted.items():
        bits.set(index, value, status_size=size)
    assert all(bits.get(index, status_size=size) == value for index, value in wanted.items())
    assert bits.count() == sum(value.bit_count() for value in wanted.values())


def test_the_first_entry_is_the_leftmost_bit() -> None:
    bits = StatusBits(16)
    bits.set(0)
    bits.set(9)
    assert bits.to_bytes() == bytes([0b1000_0000, 0b0100_0000])
    bits.set(0, 0)
    bits.set(3, 0b01, status_size=2)
    assert bits.to_bytes() == bytes([0b0000_0001, 0b0100_0000])


def test_the_same_bits_are_the_same_text_and_plain_gzip_reads_it() -> None:
    text = encode_list(StatusBits())
    assert text == encode_list(StatusBits())
    packed = base64.urlsafe_b64decode(text[1:] + "==")
    assert packed[4:8] == b"\0\0\0\0"  # no time of day in it
    assert gzip.decompress(packed) == bytes(16_384)


@given(st.binary(min_size=1, max_size=300))
def test_lists_packed_by_others_are_read(data: bytes) -> None:
    assert decode_list(multibase(gzip.compress(data, mtime=0)), minimum=0).to_bytes() == data


@pytest.mark.parametrize("index", [-1, MINIMUM_LENGTH, 10**30])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    assert refusal(lambda: StatusBits().get(index)) == "status_index_out_of_range"
    assert refusal(lambda: StatusBits().set(index)) == "status_index_out_of_range"


@pytest.mark.parametrize("value", [-1, 2, 4])
def test_a_value_that_does_not_fit_is_refused(value: int) -> None:
    assert refusal(lambda: StatusBits().set(7, value)) == "status_value"
    assert refusal(lambda: StatusBits().set(7, 4, status_size=2)) == "status_value"


@pytest.mark.parametrize("size", [-1, 0, 65])
def test_a_size_that_nobody_uses_is_refused(size: int) -> None:
    assert refusal(lambda: StatusBits().get(7, status_size=size)) == "status_size"
    assert refusal(lambda: StatusBits().set(7, status_size=size)) == "status_size"


def test_the_last_entry_must_fit_whole() -> None:
    assert StatusBits(8).get(1, status_size=3) == 0
    assert refusal(lambda: StatusBits(8).get(2, status_size=3)) == "status_index_out_of_range"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "status_list_encoding"),
        ("H4sIAAAA", "status_list_encoding"),
        ("u", "status_list_encoding"),
        ("uA", "status_list_encoding"),
        ("u*&^", "status_list_encoding"),
        ("uH4sI\n", "status_list_encoding"),
        (multibase(b"not gzip"), "status_list_encoding"),
        (multibase(zlib.compress(bytes(16_384))), "status_list_encoding"),
        (multibase(gzip.compress(bytes(16_384), mtime=0)[:-3]), "status_list_encoding"),
        (multibase(gzip.compress(bytes(16_384), mtime=0) + b"more"), "status_list_encoding"),
        (multibase(gzip.compress(bytes(16_383), mtime=0)), "status_list_too_short"),
        (multibase(gzip.compress(b"", mtime=0)), "status_list_too_short"),
    ],
)
def test_a_malformed_list_is_refused(text: str, code: str) -> None:
    assert refusal(lambda: decode_list(text)) == code


def test_a_bomb_is_stopped_before_it_unpacks() -> None:
    bomb = multibase(gzip.compress(bytes(256 * 1024 * 1024), 9, mtime=0))
    tracemalloc.start()
    assert refusal(lambda: decode_list(bomb)) == "status_list_too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 48 * 1024 * 1024


@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_crashes(noise: bytes) -> None:
    assert refusal(lambda: decode_list(multibase(noise))).startswith("status_list_")


def test_the_credential_to_publish_says_what_the_specification_asks() -> None:
    document = list_credential(
        list_id="https://college.example/status/1",
        issuer={"id": "https://college.example/issuer", "type": ["Profile"]},
        bits=StatusBits(),
        purpose="revocation",
        valid_from=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        valid_until=datetime(2026, 1, 3, tzinfo=UTC),
        ttl=timedelta(minutes=5),
    )
    assert json.loads(json.dumps(document)) == document
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (document["validFrom"], document["validUntil"]) == ("2026-01-02T03:04:05Z", "2026-01-03T00:00:00Z")
    subject = document["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"], subject["ttl"]) == (
        "BitstringStatusList",
        "revocation",
        300_000,
    )
    assert decode_list(subject["encodedList"]) == StatusBits()


def test_a_short_list_is_never_published() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def short() -> object:
        return list_credential(
            list_id="urn:x", issuer="urn:i", bits=StatusBits(8), purpose="revocation", valid_from=now
        )

    assert refusal(short) == "status_list_too_short"


def test_an_entry_points_at_its_place() -> None:
    status = entry(list_id="https://college.example/status/1", index=94567, purpose="suspension")
    assert status == {
        "id": "https://college.example/status/1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "94567",
        "statusListCredential": "https://college.example/status/1",
    }
    assert (index_of(status), size_of(status)) == (94567, 1)


def test_the_official_revoked_credential_names_its_place(standards: Callable[[str], Path]) -> None:
    folder = "1edtech-fixtures/ob30/bit-string-list"
    document = json.loads(standards(f"{folder}/credential-status-revoked.json").read_text("utf-8"))
    status = document["credentialStatus"]
    assert index_of(status) == 23


@pytest.mark.parametrize(
    "index",
    [
        None,
        -5,
        5.0,
        pytest.param(10**5000, id="huge"),
        "-1",
        "1.0",
        "1e3",
        "NaN",
        "",
        " 1",
        "01",
        "٣",
        "9" * 40,
    ],
)
def test_an_odd_index_is_refused(index: object) -> None:
    assert refusal(lambda: index_of({"statusListIndex": index})) == "status_index"


@pytest.mark.parametrize("size", [0, -1, 65, True, "1", 1.5, None])
def test_an_odd_size_is_refused(size: object) -> None:
    assert refusal(lambda: size_of({"statusSize": size})) == "status_size"


@pytest.mark.parametrize("length", [0, -8, 7, 2**40])
def test_an_odd_length_is_refused(length: int) -> None:
    assert refusal(lambda: StatusBits(length)) == "status_length"


# --- values of several bits, and what they mean -------------------------------------------------------------------

FOUR = ("in good standing", "under review", "replaced", "withdrawn")
LIST = "https://college.example/status/1"


def published(bits: StatusBits, **more: object) -> dict[str, Any]:
    given: dict[str, Any] = {"purpose": "message", "valid_from": datetime(2026, 1, 2, tzinfo=UTC)} | more
    return list_credential(list_id=LIST, issuer="https://college.example/issuer", bits=bits, **given)


def test_an_entry_with_messages_says_what_each_value_means() -> None:
    status = entry(list_id=LIST, index=5, purpose="message", messages=FOUR, reference=f"{LIST}/about")
    assert size_of(status) == 2
    assert status["statusMessage"][2] == {"status": "0x2", "message": "replaced"}
    assert messages_of(status) == dict(enumerate(FOUR))
    assert status["statusReference"] == f"{LIST}/about"


@pytest.mark.parametrize("count", [1, 3, 5, 6])
def test_messages_that_fill_no_whole_bits_are_refused(count: int) -> None:
    messages = ["meaning"] * count
    act = lambda: entry(list_id=LIST, index=5, purpose="message", messages=messages)  # noqa: E731
    assert refusal(act) == "status_message"


def message(value: object, text: object = "meaning") -> dict[str, object]:
    return {"status": value, "message": text}


@pytest.mark.parametrize(
    ("status", "meanings"),
    [
        ({}, {}),
        ({"statusSize": 1}, {}),
        ({"statusMessage": [message("0x0", "no"), message("0x1", "yes")]}, {0: "no", 1: "yes"}),
        ({"statusSize": 2, "statusMessage": [message(f"0X{v}", str(v)) for v in range(4)]},
         {0: "0", 1: "1", 2: "2", 3: "3"}),
        # The W3C's test suite makes as many messages as there are bits.
        ({"statusSize": 1, "statusMessage": [message("0x1", "yes")]}, {1: "yes"}),
        ({"statusSize": 3, "statusMessage": [message(f"0x{v}", str(v)) for v in (1, 2, 5)]},
         {1: "1", 2: "2", 5: "5"}),
    ],
)  # fmt: skip
def test_messages_are_read_by_value(status: dict[str, Any], meanings: Mapping[int, str]) -> None:
    assert messages_of(status) == meanings


@pytest.mark.parametrize(
    "status",
    [
        {"statusSize": 2},
        {"statusSize": 2, "statusMessage": [message(f"0x{v}") for v in range(3)]},
        {"statusSize": 2, "statusMessage": [message(f"0x{v}") for v in (0, 1, 1, 2)]},
        {"statusSize": 2, "statusMessage": [message(f"0x{v}") for v in (0, 1, 2, 4)]},
        {"statusMessage": [message("0"), message("0x1")]},
        {"statusMessage": [message("0x"), message("0x1")]},
        {"statusMessage": [message(0), message("0x1")]},
        {"statusMessage": [message("0x0", 7), message("0x1")]},
        {"statusMessage": ["0x0", "0x1"]},
        {"statusMessage": [message("0x0")] * 300},
        {"statusSize": 64, "statusMessage": [message("0x" + "f" * 17)] * 64},
    ],
)
def test_messages_that_leave_a_doubt_are_refused(status: dict[str, Any]) -> None:
    assert refusal(lambda: messages_of(status)) == "status_message"


def test_a_list_of_larger_entries_needs_as_many_of_them() -> None:
    assert len(open_list(published(StatusBits(MINIMUM_LENGTH * 2), status_size=2)).bits) == MINIMUM_LENGTH * 2
    assert refusal(lambda: published(StatusBits(), status_size=2)) == "status_list_too_short"


# --- reading and changing a list document -----------------------------------------------------------------------


@given(st.integers(1, 8), st.data())
def test_a_status_that_is_set_in_a_list_is_read_from_it_and_no_other_changes(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, MINIMUM_LENGTH - 1))
    value = data.draw(st.integers(0, 2**size - 1))
    before = published(StatusBits(MINIMUM_LENGTH * size), status_size=size)
    later = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
    after = with_status(before, index=index, value=value, status_size=size, valid_from=later)
    assert status_at(after, index=index, status_size=size) == value
    assert status_at(before, index=index, status_size=size) == 0
    assert after["validFrom"] == "2026-05-06T07:08:09Z"
    back = with_status(after, index=index, value=0, status_size=size, valid_from=later)
    assert back == before | {"validFrom": "2026-05-06T07:08:09Z"}


def test_a_changed_list_has_to_be_signed_again() -> None:
    signed = published(StatusBits()) | {"proof": {"type": "DataIntegrityProof"}}
    assert "proof" not in with_status(signed, index=1, valid_from=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentialSubject": []},
        {"credentialSubject": {"encodedList": 7}},
        {"credentialSubject": {}},
    ],
)
def test_what_is_no_list_cannot_be_changed(document: dict[str, Any]) -> None:
    act = lambda: with_status(document, index=1, valid_from=datetime(2026, 1, 1, tzinfo=UTC))  # noqa: E731
    assert refusal(act) == "status_list_type"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": ["VerifiableCredential"]}, "status_list_type"),
        ({"type": []}, "status_list_type"),
        ({"credentialSubject": "urn:x"}, "status_list_type"),
        ({"credentialSubject": {"type": "StatusList2021"}}, "status_list_type"),
        ({"credentialSubject": {"type": "BitstringStatusList"}}, "status_list_encoding"),
        (
            {"credentialSubject": {"type": "BitstringStatusList", "encodedList": ["u"]}},
            "status_list_encoding",
        ),
    ],
)
def test_a_list_must_be_what_its_types_say(changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: open_list(published(StatusBits()) | changes)) == code


@pytest.mark.parametrize(
    ("ttl", "kept"), [(300_000, timedelta(minutes=5)), (0, timedelta(0)), (-1, None), (1.5, None), ("9", None),
                      (True, None), (10**12, None), (None, None)]
)  # fmt: skip
def test_a_time_to_live_is_a_whole_number_of_milliseconds(ttl: object, kept: timedelta | None) -> None:
    document = published(StatusBits())
    document["credentialSubject"]["ttl"] = ttl
    assert open_list(document).ttl == kept


def test_a_list_may_serve_several_purposes() -> None:
    document = published(StatusBits(), purpose=["revocation", "message"])
    assert open_list(document).purposes == ("revocation", "message")
    assert kind_of_list(document).entry_type == "BitstringStatusListEntry"
    document["credentialSubject"]["statusPurpose"] = [{"id": "urn:x"}, "refresh"]
    assert open_list(document).purposes == ("refresh",)
