"""Where a webhook may lead: to the outside by https, and to those inner networks that the operator has allowed.

A name is resolved once, every address that it has is looked at, and it is that very address which is then called: a
name cannot lead outside when it is looked at and inside when it is called.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = IPv4Address | IPv6Address
PORTS = {"https": 443, "http": 80}
# IPv4 behind a translator: what it leads to stands in the last four bytes.
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class AddressRefused(Exception):
    """Its text is the sentence that the administrator reads."""


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str
    ip: str


def well_formed(address: str) -> SplitResult:
    """Raises AddressRefused."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressRefused("网址写得不对，应像 https://例子.中国/接收 这样。") from None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise AddressRefused("网址应以 https:// 开头，并写明主机名。")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("网址里不能写用户名和口令。")
    if parts.fragment or not address.isprintable() or " " in address:
        raise AddressRefused("网址里不能有 #、空格和换行。")
    return parts


def resolved(address: str) -> Target:
    """Raises AddressRefused."""
    parts = well_formed(address)
    host, port = _host_of(parts), parts.port or PORTS[parts.scheme]
    found = _addresses_of(host, port)
    if not all(is_allowed(one) for one in found):
        raise AddressRefused("网址指向内部网络，不能推送。确需推送到内网，请运维人员设置 PORTAL_WEBHOOK_NETWORKS。")
    if parts.scheme != "https" and not all(one.is_loopback for one in found):
        raise AddressRefused("网址应以 https:// 开头。")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(found[0]))


def is_allowed(address: Address) -> bool:
    return _is_public(address) or any(address in network for network in settings.WEBHOOK_NETWORKS)


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    hidden = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(one is not None for one in hidden) or any(address in network for network in TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def _host_of(parts: SplitResult) -> str:
    assert parts.hostname
    try:
        return parts.hostname.encode("idna").decode()
    except UnicodeError:
        raise AddressRefused("网址里的主机名写得不对。") from None


def _addresses_of(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused(f"找不到主机 {host}。") from None
    return [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
