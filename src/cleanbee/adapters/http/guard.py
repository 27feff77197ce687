"""Raw bytes are judged before anybody decodes them: size, UTF-8, NUL, depth, keys that come twice, endless numbers."""

from __future__ import annotations

import json
import re
from typing import Any

BODY_MOST = 64 * 1024
DEEPEST = 32
LONGEST_NUMBER = 40

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def fault_in(body: bytes) -> str | None:
    """What is wrong with a JSON body, in one sentence; None when it may be decoded."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "The body is not UTF-8."
    if deepest(body) > DEEPEST:
        return f"The body is more than {DEEPEST} levels deep."
    try:
        json.loads(text, object_pairs_hook=_unique, parse_int=_short, parse_float=_short, parse_constant=_no_constant)
    except _Bad as bad:
        return str(bad)
    except (ValueError, RecursionError):
        return "The body is not JSON."
    return "The body holds the character NUL." if _has_nul(body) else None


def deepest(body: bytes) -> int:
    """How deep brackets are nested, those inside strings not counted."""
    depth = most = 0
    for byte in _STRINGS.sub(b"", body):
        if byte in b"[{":
            depth += 1
            most = max(most, depth)
        elif byte in b"]}":
            depth -= 1
    return most


class _Bad(Exception):
    pass


def _has_nul(body: bytes) -> bool:
    if b"\x00" in body:
        return True
    return any(re.search(rb"(?<!\\)(?:\\\\)*\\u0000", one) for one in _STRINGS.findall(body))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Bad("A key comes twice in one object.")
    return found


def _short(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise _Bad(f"A number has more than {LONGEST_NUMBER} characters.")
    return 0


def _no_constant(name: str) -> float:
    raise _Bad(f"{name} is not JSON.")
