"""Who can sign in to the seed city at once: one customer, one cleaner, one of the office."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


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


def _first(path: Path, table: str) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))[table][0]
