"""From where a request comes: the peer's address, or what the proxies that we trust say they saw."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

UNKNOWN = "unknown"


def whence(peer: str | None, forwarded: Sequence[str], proxies: int) -> str:
    """The address to count by: with so many proxies of ours in front, what the outermost of them saw.

    ``forwarded`` are the lines of ``X-Forwarded-For``. Whatever stands further left in them, anybody may have written.
    IPv6 counts by its /64, since whoever has one address there has all of them.
    """
    seen = [one for line in forwarded for one in line.split(",")]
    told = seen[-proxies] if 0 < proxies <= len(seen) else peer
    address = _read(told) or _read(peer)
    if address is None:
        return peer or UNKNOWN
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)


def _read(text: str | None) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it, perhaps with a port."""
    plain = (text or "").strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
