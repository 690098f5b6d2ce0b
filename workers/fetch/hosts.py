"""Which addresses and ports may be connected to. Pure: it is handed an address, it resolves no name.

A url comes from anyone: a feed, a redirect, a mistyped line. It must not become a way into the network that we run in
(server-side request forgery), so only addresses that the whole internet can reach are allowed, unless a setting names
their network. Addresses that carry another one inside (IPv4-mapped, NAT64, 6to4, Teredo) are refused whatever they
carry: the network may unwrap them.

The tables are ours and not `ipaddress.is_global`, which calls multicast global and changed within Python 3.11.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

#: IANA IPv4 Special-Purpose Address Registry, where not globally reachable; multicast; what clouds keep for themselves.
_REFUSED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; 0.0.0.0 reaches loopback on Linux
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598); Alibaba's metadata service is in it
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's platform service, public by its number only
        "169.254.0.0/16",  # link-local; the metadata service of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
#: The only part of IPv6 handed out for global unicast (RFC 4291): IPv4-mapped, NAT64, unique-local, link-local,
#: multicast, loopback and the unspecified address are all outside it.
_GLOBAL_6 = IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments (RFC 2928); Teredo is in it
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation (RFC 9637)
    )
)

#: ports of other protocols, to which a request for a page must not be sent: a mail server would read its lines as words
#: of its own (WHATWG Fetch, 2.9, "bad port"; and Redis's).
BAD_PORTS = frozenset(
    {
        *(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104),
        *(109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515),
        *(526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049),
        *(3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    }
)


def may_connect(ip: str, allowed: Sequence[str] = ()) -> bool:
    """Whether a connection to this address is allowed. `allowed`: networks that a setting names, which win."""
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if any(address in _named(network) for network in allowed):
        return True
    if address.version == 4:
        return not any(address in network for network in _REFUSED_4)
    return address in _GLOBAL_6 and not any(address in network for network in _REFUSED_6)


@cache
def _named(network: str) -> IPv4Network | IPv6Network:
    """A network of a setting, which are a few; read once, and not for every connection."""
    return ip_network(network, strict=False)
