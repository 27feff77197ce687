"""What a setting's value has to be like, beyond its shape: numbers within sense, addresses of the right kind."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

WITHIN: Mapping[str, tuple[float, float]] = {
    "port": (1, 65_535),
    "pool": (1, 1_000),
    "argon2_kib": (8, 4_194_304),
    "argon2_passes": (1, 1_000),
    "drain_notice_s": (0, 3_600),
    "drain_most_s": (0, 3_600),
    "sweep_every_s": (0.01, 86_400),
    "search_within_s": (0.001, 60),
    "proxies": (0, 16),
    "sandbox_answer_ms": (0, 60_000),
}
ONE_OF: Mapping[str, tuple[str, ...]] = {"web": ("on", "off", "fresh")}
WEB = ("http", "https")
SCHEMES: Mapping[str, tuple[str, ...]] = {
    "database_url": ("postgresql", "postgres"),
    "redis_url": ("redis", "rediss", "unix"),
    "public_url": WEB,
    "search_urls": WEB,
    "sandbox_url": WEB,
    "stripe_url": WEB,
    "hooks_url": WEB,
    "tiles_url": WEB,
}
MAY_BE_EMPTY = SCHEMES.keys() - {"database_url"}


def fault(name: str, value: object) -> str | None:
    """What is wrong with this setting's value, without showing it (it may be a secret); None: nothing."""
    if name in WITHIN:
        low, high = WITHIN[name]
        assert isinstance(value, int | float)
        return None if low <= value <= high else f"{name} goes from {low:g} to {high:,}, and is {value}"
    if name in ONE_OF:
        return None if value in ONE_OF[name] else f"{name} is one of {', '.join(ONE_OF[name])}, not {value!r}"
    if name == "sandbox_hooks":
        return _manner_fault(str(value))
    if name == "oldest_clients":
        return _clients_fault(str(value))
    if name in SCHEMES:
        assert isinstance(value, str)
        addresses = [one.strip() for one in value.split(",")] if name == "search_urls" else [value]
        if value == "" and name in MAY_BE_EMPTY:
            return None
        if not all(_is_address(one, SCHEMES[name]) for one in addresses):
            return f"{name} is an address that begins with {SCHEMES[name][0]}://"
    return None


def _manner_fault(text: str) -> str | None:
    from cleanbee.adapters.sandbox.manner import manner

    try:
        manner(text)
    except ValueError as wrong:
        return f"sandbox_hooks is calm, or like seed=7 copies=20 late_min=4320 lose=*_opened: {wrong}"
    return None


def _clients_fault(text: str) -> str | None:
    try:
        oldest_clients(text)
    except ValueError:
        return "oldest_clients is like ios/1.0.0,android/1.4.2: platform, stroke, three numbers"
    return None


def oldest_clients(text: str) -> dict[str, tuple[int, int, int]]:
    """The oldest version of each platform's client that is still served.

    :raises ValueError: it is written otherwise.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for one in (part.strip() for part in text.split(",")):
        if not one:
            continue
        name, _, version = one.partition("/")
        major, minor, patch = (int(number) for number in version.split("."))
        if not (name.isascii() and name.isalpha() and name.islower()) or min(major, minor, patch) < 0:
            raise ValueError(one)
        found[name] = (major, minor, patch)
    return found


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Of one of these kinds, and leading somewhere; what else it holds is its driver's to judge."""
    try:
        split = urlsplit(text)
    except ValueError:
        return False
    return split.scheme in schemes and bool(split.netloc or split.path.strip("/") or split.query)
