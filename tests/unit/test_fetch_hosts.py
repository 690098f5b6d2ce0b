"""Which addresses may be connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.fetch.hosts import BAD_PORTS, may_connect

PRIVATE = {
    "loopback": "127.0.0.1",
    "all of loopback": "127.255.255.254",
    "this network": "0.0.0.0",
    "private 10": "10.0.0.1",
    "private 172": "172.31.255.255",
    "private 192": "192.168.1.1",
    "carrier-grade NAT": "100.64.0.1",
    "metadata of clouds": "169.254.169.254",
    "platform of Azure": "168.63.129.16",
    "multicast": "224.0.0.251",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "documentation": "192.0.2.7",
    "documentation, second": "198.51.100.7",
    "documentation, third": "203.0.113.7",
    "protocol assignments": "192.0.0.8",
    "relays of 6to4": "192.88.99.1",
    "benchmarks": "198.19.255.255",
    "loopback of IPv6": "::1",
    "unspecified in IPv6": "::",
    "link-local with its zone": "fe80::1%eth0",
    "unique local": "fd00::1",
    "multicast in IPv6": "ff02::1",
    "mapped": "::ffff:8.8.8.8",
    "compatible": "::8.8.8.8",
    "NAT64": "64:ff9b::808:808",
    "local NAT64": "64:ff9b:1::808:808",
    "6to4": "2002:808:808::1",
    "Teredo": "2001:0:808:808::1",
    "documentation in IPv6": "2001:db8::1",
    "documentation in IPv6, second": "3fff:fff::1",
    "site-local, deprecated": "fec0::1",
    "translated": "::ffff:0:808:808",
}
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))


@pytest.mark.parametrize("ip", PRIVATE.values(), ids=PRIVATE.keys())
def test_what_the_internet_cannot_reach_is_refused(ip: str) -> None:
    assert not may_connect(ip, ())


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1"])
def test_public_addresses_are_connected_to(ip: str) -> None:
    assert may_connect(ip, ())


#: services, of which a request for a page may be read as words of their own.
SERVICES = (
    *(("ftp", 21), ("ssh", 22), ("telnet", 23), ("smtp", 25), ("time", 37), ("whois", 43)),
    *(("dns", 53), ("finger", 79), ("pop3", 110), ("sunrpc", 111), ("nntp", 119), ("netbios", 139)),
    *(("imap", 143), ("bgp", 179), ("ldap", 389), ("smtps", 465), ("rsh", 514), ("printer", 515)),
    *(("submission", 587), ("ldaps", 636), ("imaps", 993), ("pop3s", 995), ("nfs", 2049), ("lockd", 4045)),
    *(
        ("managesieve", 4190),
        ("sip", 5060),
        ("x11", 6000),
        ("redis", 6379),
        ("irc", 6667),
        ("ircs", 6697),
        ("amanda", 10080),
    ),
)


@pytest.mark.parametrize(("service", "port"), SERVICES)
def test_no_page_is_asked_for_at_the_port_of_another_service(service: str, port: int) -> None:
    assert port in BAD_PORTS, service


@pytest.mark.parametrize("ip", ["", "example.org", "127.1", "1.2.3.4.5", "0x7f000001"])
def test_what_is_no_address_is_refused(ip: str) -> None:
    assert not may_connect(ip, ("0.0.0.0/0", "::/0"))


def test_a_network_that_a_setting_names_is_connected_to_and_its_neighbour_is_not() -> None:
    assert may_connect("10.1.2.3", ("10.1.0.0/16",))
    assert not may_connect("10.2.2.3", ("10.1.0.0/16",))


def test_naming_a_network_does_not_open_the_addresses_that_carry_it_inside() -> None:
    assert not may_connect("::ffff:10.1.2.3", ("10.0.0.0/8",))
    assert may_connect("::ffff:10.1.2.3", ("::ffff:0:0/96",))


@given(addresses)
def test_the_standard_library_never_calls_private_what_we_connect_to(ip: IPv4Address | IPv6Address) -> None:
    if may_connect(str(ip), ()):
        assert not any((ip.is_private, ip.is_loopback, ip.is_link_local, ip.is_multicast, ip.is_unspecified))


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "64:ff9b::", "::"]))
def test_an_address_that_carries_another_is_refused_whatever_it_carries(inner: IPv4Address, carrier: str) -> None:
    assert not may_connect(str(IPv6Address(int(ip_address(carrier)) | int(inner))), ())


@given(addresses, st.lists(st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "fd00::/8", "64:ff9b::/96"])))
def test_naming_networks_opens_those_and_closes_nothing(ip: IPv4Address | IPv6Address, allowed: list[str]) -> None:
    named = any(ip in ip_network(network) for network in allowed)
    assert may_connect(str(ip), allowed) == (may_connect(str(ip), ()) or named)
