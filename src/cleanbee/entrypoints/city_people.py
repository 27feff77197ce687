"""Who can sign in to the seed city at once: one customer, one cleaner, one of the office."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cleanbee.ports.inbound.app import ReadySignIn


def sign_ins(folder: Path, code: str) -> list[dict[str, str]]:
    """Ready sign-ins, as the city's files have them."""
    customer = _first(folder / "customers.toml", "customer")
    cleaner = _first(folder / "cleaners.toml", "cleaner")
    ops = _first(folder / "ops.toml", "ops")
    return [
        {"role": "Customer", "name": customer["name"], "phone": customer["phone"], "code": code},
        {"role": "Cleaner", "name": cleaner["name"], "phone": cleaner["phone"], "code": code},
        {"role": "Ops", "name": ops["name"], "email": ops["email"], "password": ops["phrase"]},
    ]


def ready_sign_ins(folder: Path, code: str) -> Sequence[ReadySignIn]:
    """The same people for clients of the sandbox, by the word under which the city's files keep them."""
    customer = _first(folder / "customers.toml", "customer")
    cleaner = _first(folder / "cleaners.toml", "cleaner")
    ops = _first(folder / "ops.toml", "ops")
    return (
        ReadySignIn(key=customer["key"], role="customer", name=customer["name"], phone=customer["phone"], secret=code),
        ReadySignIn(key=cleaner["key"], role="cleaner", name=cleaner["name"], phone=cleaner["phone"], secret=code),
        ReadySignIn(key=ops["key"], role="ops", name=ops["name"], email=ops["email"], secret=ops["phrase"]),
    )


@cache
def _first(path: Path, table: str) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))[table][0]
