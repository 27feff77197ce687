"""A browser's cookie: how it is written, read and taken back, and how a change proves that our own page asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from hmac import compare_digest
from urllib.parse import urlsplit

from cleanbee.adapters.http.problems import Code, No
from cleanbee.ports.inbound.app import House

NAME = "cleanbee"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "ops.localhost"})
"""Names of this machine; no resolver may send one that ends in ``.localhost`` anywhere else (RFC 6761, 6.3)."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ELSEWHERE = frozenset({"cross-site", "same-site"})
"""What ``Sec-Fetch-Site`` says of a request that another site's page, or another host of ours, has made."""

CSRF = "x-csrf-token"

_COOKIE = re.compile(r"[A-Za-z0-9_-]{20,100}\.[A-Za-z0-9_-]{20,100}")


def cookie_name(house: House) -> str:
    """``__Host-`` keeps it to this host, this scheme and no part of it; only http on this machine goes without."""
    return NAME if _on_this_machine(house) else f"__Host-{NAME}"


def can_keep(house: House) -> bool:
    """Whether a browser would keep our cookie: behind https, or on this machine."""
    return house.url.startswith("https://") or _on_this_machine(house)


def written(house: House, value: str, life: timedelta) -> str:
    """The header that has a browser keep a cookie so long, out of every script's sight."""
    secure = "" if _on_this_machine(house) else "; Secure"
    age = max(0, int(life.total_seconds()))
    return f"{cookie_name(house)}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def forgotten(house: House) -> str:
    """The header that takes the cookie back."""
    return written(house, "", timedelta(0))


def shown(house: House, headers: Mapping[str, str]) -> str | None:
    """The cookie of ours that a request carries: None without one, empty for what cannot be one or comes twice."""
    pairs = [part.strip().partition("=") for part in headers.get("cookie", "").split(";")]
    ours = [value for name, _, value in pairs if name == cookie_name(house)]
    if not ours:
        return None
    return ours[0] if len(ours) == 1 and _COOKIE.fullmatch(ours[0]) else ""


def ours(house: House, headers: Mapping[str, str]) -> bool:
    """Whether a page of this house asks, as the browser says it.

    The sandbox is also reached by this machine's other names and ports: there the page's origin is the host it asks.
    """
    if headers.get("sec-fetch-site") in ELSEWHERE:
        return False
    origin = headers.get("origin", "")
    if origin == _origin(house.url):
        return True
    host = headers.get("host", "")
    return not house.live and origin == f"http://{host}" and urlsplit(origin).hostname in LOOPBACK


def judge(house: House, method: str, headers: Mapping[str, str], token: str) -> None:
    """A change under a cookie comes from our own page, which shows its token; a browser sends cookies by itself.

    :raises No: from another origin, from none, or without the token.
    """
    if method in SAFE:
        return
    if not ours(house, headers) or not compare_digest(headers.get(CSRF, "").encode(), token.encode()):
        raise No(Code.csrf_failed)


def _on_this_machine(house: House) -> bool:
    address = urlsplit(house.url)
    return address.scheme == "http" and address.hostname in LOOPBACK


def _origin(url: str) -> str:
    """Scheme, host and port as a browser writes them: in lower case, without the port that goes without saying."""
    address = urlsplit(url)
    host = address.hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}.get(address.scheme)
    port = "" if address.port in {None, usual} else f":{address.port}"
    return f"{address.scheme}://{bracketed}{port}"
