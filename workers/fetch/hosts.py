"""Which addresses may be connected to. Pure.

Pages come from strangers, and a stranger's url must not reach into our own network (server-side request forgery). An
address is judged when a connection is made to it, never by its name: names can change between a check and its use.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: prefixes of IPv6 that carry an IPv4 address in their last 32 bits: NAT64, well known (RFC 6052) and local (RFC 8215),
#: and the deprecated IPv4-compatible form (RFC 4291).
_CARRIERS = tuple(ipaddress.IPv6Network(prefix) for prefix in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))


def may_connect(address: str, allowed: Sequence[str]) -> bool:
    """Is this IP address a public one, or in a network that a setting names?"""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    networks = [ipaddress.ip_network(network, strict=False) for network in allowed]
    return all(_public(each) or any(each in network for network in networks) for each in _meant(found))


def _meant(address: Address) -> list[Address]:
    """The address, or the IPv4 addresses that it stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address, address.sixtofour]
    if address.teredo:
        return [address, *address.teredo]
    if any(address in carrier for carrier in _CARRIERS) and int(address) > 1:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


def _public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
