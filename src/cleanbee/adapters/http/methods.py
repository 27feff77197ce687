"""Which methods an address knows: the framework would name those of one handler only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleanbee.adapters.http.route import Route


@dataclass(frozen=True)
class Methods:
    """Addresses as patterns, each with its methods; those without an id in them come first."""

    known: tuple[tuple[re.Pattern[str], str], ...]

    @staticmethod
    def of(routes: Iterable[Route]) -> Methods:
        """The methods of these operations, by address."""
        found: dict[str, list[str]] = {}
        for route in routes:
            found.setdefault(route.path, []).append(route.method)
        plain_first = sorted(found.items(), key=lambda one: one[0].count("{"))
        return Methods(tuple((_pattern(path), ", ".join(_with_heads(methods))) for path, methods in plain_first))

    def at(self, path: str) -> str | None:
        """What the ``Allow`` header of this address says; None for one of no operation."""
        return next((methods for pattern, methods in self.known if pattern.fullmatch(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in path.split("/")))


def _with_heads(methods: list[str]) -> list[str]:
    """Whatever can be got can be asked for its headers alone, and every address tells its methods."""
    return [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]
