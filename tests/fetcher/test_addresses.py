"""Only public addresses are asked, however the others are written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.fetcher.addresses import is_loopback, refusal


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"]
)
def test_public_addresses_may_be_asked(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "100.100.100.200", "169.254.169.254", "169.254.170.2", "192.0.0.192", "192.0.0.9", "192.88.99.1",
        "192.0.2.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "168.63.129.16",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::ffff:0:7f00:1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:5db8:d70e::1", "2001::1", "2001:db8::1",
        "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "100::1",
        "2001:1::1", "3fff::1", "5f00::1",
        "", "localhost", "127.1", "0x7f000001", "1.1.1.1.1", "1.1.1.1 ",
    ],
)  # fmt: skip
def test_every_other_kind_is_refused(address: str) -> None:
    assert refusal(address)


@given(st.integers(0, 2**32 - 1))
def test_an_inner_address_cannot_hide_in_an_outer_one(number: int) -> None:
    inner = IPv4Address(number)
    for base in ("::ffff:0:0", "64:ff9b::", "::ffff:0:0:0"):
        assert refusal(str(IPv6Address(int(IPv6Address(base)) + number)))
    assert refusal(str(IPv6Address((0x2002 << 112) | (number << 80))))
    if not inner.is_global:
        assert refusal(str(inner))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
def test_loopback_is_allowed_only_when_asked_for(address: str) -> None:
    assert refusal(address)
    assert refusal(address, allow_loopback=True) is None


@pytest.mark.parametrize("address", ["10.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "fe80::1", "64:ff9b::7f00:1"])
def test_allowing_loopback_allows_nothing_else(address: str) -> None:
    assert refusal(address, allow_loopback=True)
    assert not is_loopback(address)
