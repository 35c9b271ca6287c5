"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser. With proxies of ours in front (PORTAL_PROXIES) it is what the outermost of them saw;
    what stands further left in X-Forwarded-For anybody can write."""
    seen = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-settings.PROXIES :]
    try:
        return str(ip_address(seen[0].strip()))
    except ValueError:
        return None


def may_sign_in_from(address: str | None) -> bool:
    if not settings.SIGN_IN_NETWORKS:
        return True
    return address is not None and any(ip_address(address) in network for network in settings.SIGN_IN_NETWORKS)
