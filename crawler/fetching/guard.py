"""Which addresses may be connected to: a table and two pure decisions. `resolver` applies them when a name is resolved.

A page, a feed, a redirect or a user may name any address (server-side request forgery). What is refused is never connected to,
not even to learn whether anything answers there.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from archive.errors import BadUrl
from archive.urls import SCHEMES, normalize

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = frozenset({80, 443, 8000, 8008, 8080, 8081, 8443, 8888})
"""Ports on which newspapers serve. Others are those of databases, mail servers and the like."""

LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "arpa")
"""Names that lead inwards (RFC 6761, RFC 6762, RFC 8375, ICANN's list of names never to be delegated); their subdomains too."""


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


# From the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and later); `is_global` answers 15 of 48 wrongly.
PRIVATE = _networks("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
"""What --allow-private opens: loopback and private networks."""

RESERVED = _networks(
    *("0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
    *("192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("2001::/23", "2001:db8::/32", "3fff::/20", "2620:4f:8000::/48"),
)
"""Link-local (cloud metadata among it), multicast, documentation, benchmarks and the like: no newspaper is there."""

PUBLIC_V6 = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is assigned to global unicast; the rest is link-local, site-local, multicast, or nobody's yet."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214: the interface identifiers that an IPv4 address follows


def refusal(address: str, *, allow_private: bool) -> str | None:
    """Return why `address` (IPv4 or IPv6, with a zone or without) may not be connected to, or None when it may."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no address"
    inner = _embedded(parsed)
    if inner is not None:
        return refusal(str(inner), allow_private=allow_private)
    if _lies_in(parsed, PRIVATE):
        return None if allow_private else f"{address} is loopback or a private network"
    if _lies_in(parsed, RESERVED) or (parsed.version == 6 and parsed not in PUBLIC_V6):
        return f"{address} is reserved, no public address"
    return None


def url_refusal(url: str, *, allow_private: bool, ports: frozenset[int] = PORTS) -> str | None:
    """Return why `url` may not be fetched, as far as its letters tell, or None. With `allow_private` any port will do."""
    try:
        normalized = normalize(url)
    except BadUrl as problem:
        return problem.why
    if not normalized.startswith(SCHEMES):
        return f"{normalized.partition(':')[0]} is neither http nor https"
    parts = urlsplit(normalized)
    port = parts.port if parts.port is not None else (443 if parts.scheme == "https" else 80)
    if port == 0 or (not allow_private and port not in ports):
        return f"port {port} is not one that newspapers serve on"
    return _host_refusal(parts.hostname or "", allow_private=allow_private)


def _host_refusal(host: str, *, allow_private: bool) -> str | None:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None if allow_private or not _is_local(host.rstrip(".")) else f"{host} is a local name"
    return refusal(host, allow_private=allow_private)


def _is_local(name: str) -> bool:
    return "." not in name or name.endswith(tuple(f".{local}" for local in LOCAL_NAMES))


def _lies_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for: mapped or compatible, 6to4, Teredo, NAT64, ISATAP."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    number = int(address)
    if number >> 32 == 0 and number > 1:  # IPv4-compatible, RFC 4291 section 2.5.5.1
        return ipaddress.IPv4Address(number)
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64 or (number >> 32) & 0xFFFFFFFF in ISATAP:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return None
