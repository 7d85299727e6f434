"""Which network addresses may be asked: public ones, because anything else can be a door into somebody's network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

# Forms that carry an IPv4 address inside, where a check of the outer address says nothing about the inner one.
_CARRYING_IPV4 = {
    "an IPv4-mapped address": ip_network("::ffff:0:0/96"),
    "an IPv4-translated address": ip_network("::ffff:0:0:0/96"),
    "an IPv4-compatible address": ip_network("::/96"),
    "a NAT64 address": ip_network("64:ff9b::/96"),
    "a local NAT64 address": ip_network("64:ff9b:1::/48"),
    "a 6to4 address": ip_network("2002::/16"),
    "a Teredo address": ip_network("2001::/32"),
}
# IANA special-purpose ranges that some versions of Python take for public, and the only IPv6 range that is.
_SPECIAL = tuple(ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
_GLOBAL_IPV6 = ip_network("2000::/3")
# Public by number, but answered by the cloud host itself (Azure's platform address).
_CLOUD_HOSTS = frozenset({ip_address("168.63.129.16")})


def refusal(text: str, *, allow_loopback: bool = False) -> str | None:
    """Why this address may not be asked, in a few words; None when it may."""
    try:
        address = ip_address(text)
    except ValueError:
        return "not an address"
    if allow_loopback and is_loopback(text):
        return None
    if isinstance(address, IPv6Address):
        carrying = _carrying_form(address)
        if carrying is not None:
            return carrying
    return _kind_that_is_not_public(address)


def is_loopback(text: str) -> bool:
    """Whether this address is this machine itself, written plainly."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def _carrying_form(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "an address of one network link"
    if int(address) <= 1:  # :: and ::1 are named by the general rule
        return None
    for name, network in _CARRYING_IPV4.items():
        if isinstance(network, IPv6Network) and address in network:
            return name
    return None


def _kind_that_is_not_public(address: IPv4Address | IPv6Address) -> str | None:
    kinds = {
        "this machine itself": address.is_loopback,
        "the unspecified address": address.is_unspecified,
        "a link-local address": address.is_link_local,
        "a multicast address": address.is_multicast,
        "a reserved address": address.is_reserved,
        "an address of a cloud host": address in _CLOUD_HOSTS,
        "an address for special use": any(address in network for network in _SPECIAL),
        "an address outside the public range": address.version == 6 and address not in _GLOBAL_IPV6,  # noqa: PLR2004
        "a private address": not address.is_global or getattr(address, "is_site_local", False),
    }
    return next((name for name, holds in kinds.items() if holds), None)
