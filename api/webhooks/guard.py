"""Keeps webhooks out of the house: what an address stands for is checked where the connection is made.

A name is resolved once, all it stands for is checked, and the connection goes to exactly that (a name which later
stands for something else gains nothing). Addresses written as numbers never see a resolver, so the socket is checked
as well: whatever is connected to has passed :func:`forbidden`.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_LONGEST = 500
_NAT64 = IPv6Network("64:ff9b::/96")
# Addresses that are routed nowhere useful, beyond those that Python calls private.
_ODD = tuple(
    ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "::/96", "100::/64")
)


class ForbiddenAddress(OSError):
    """The address is one of this machine, of its neighbours, or of nobody in particular."""


def problem_with(url: str, *, plain_http: bool) -> str | None:
    """Why ``url`` cannot be an address to tell things to, None when it can.

    Whether it leads somewhere forbidden is only known when it is called.
    """
    if len(url) > _LONGEST or not url.isprintable() or " " in url:
        return f"Not a web address of at most {_LONGEST} characters."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "Not a web address."
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        return "The address must begin with https://."
    if not host or port == 0:
        return "The address names no host."
    if "@" in parts.netloc:
        return (
            "A name or password in the address would be written to logs; the signature tells who is calling."
        )
    if parts.fragment:
        return "What follows a # is never sent."
    return None


def forbidden(address: str) -> bool:
    """Whether an IP address is not one of the public Internet, in whatever form it hides."""
    found = _plain(ip_address(address.partition("%")[0]))
    if any(found in network for network in _ODD):
        return True
    return not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses those that stand for anything forbidden, even among others."""

    def __init__(self, *, names: AbstractResolver | None = None) -> None:
        self._names = names or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """As aiohttp asks for it.

        Raises:
            ForbiddenAddress: The name stands for an address in the house.
        """
        found = await self._names.resolve(host, port, family)
        if any(forbidden(each["host"]) for each in found):
            raise ForbiddenAddress(f"{host} is not on the public Internet")
        return found

    async def close(self) -> None:
        """Give back what resolving needs."""
        await self._names.close()


def public_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for an address of ``getaddrinfo``, the last moment at which it can be refused.

    Raises:
        ForbiddenAddress: It leads into the house.
    """
    family, kind, protocol, _, address = info
    if forbidden(str(address[0])):
        raise ForbiddenAddress("not on the public Internet")
    return socket.socket(family=family, type=kind, proto=protocol)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 address that only wraps one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo:
        # A tunnel to an address that the other end chooses.
        return IPv4Address("0.0.0.0")
    return address.ipv4_mapped or address.sixtofour or address
