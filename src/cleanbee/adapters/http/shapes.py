"""From bytes and query strings to wire Structs, and what is said when they do not fit."""

from __future__ import annotations

import re
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

from cleanbee.adapters.http.guard import fault_in
from cleanbee.adapters.http.problems import Code, No, wrong

T = TypeVar("T")

_PATH = re.compile(r" - at `(?P<path>[^`]*)`$")
_FIELD = re.compile(r"field `(?P<name>[^`]+)`")
_STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>[^\]]*)\]")


def body_of(raw: bytes, content_type: str, shape: type[T]) -> T:
    """The body as the operation wants it; no body is an empty object.

    :raises No: it cannot be read, or has the wrong shape.
    """
    if raw and not _is_json(content_type):
        raise No(Code.unsupported_media)
    if raw and (fault := fault_in(raw)) is not None:
        raise No(Code.malformed_body, {"detail": fault})
    try:
        return msgspec.json.decode(raw or b"{}", type=shape)
    except msgspec.ValidationError as fault:
        raise wrong(pointer(str(fault)), _PATH.sub("", str(fault))) from None
    except (msgspec.DecodeError, RecursionError):
        raise No(Code.malformed_body) from None


def _is_json(content_type: str) -> bool:
    """JSON in UTF-8: another charset would be read wrongly, not at all."""
    media, *parameters = content_type.lower().split(";")
    said = [one.partition("=") for one in parameters]
    charsets = {value.strip().strip('"') for name, _, value in said if name.strip() == "charset"}
    return media.strip() == "application/json" and charsets <= {"utf-8", "utf8"}


def no_query(raw: bytes) -> None:
    """An operation without parameters is given none: whoever sends one means something that will not happen.

    :raises No: there is one.
    """
    if raw:
        raise wrong("", "This operation knows no parameters.")


def query_of(raw: bytes, shape: type[T]) -> T:
    """The query string as the operation wants it.

    :raises No: it has the wrong shape.
    """
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, strict_parsing=bool(raw), errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise wrong("", "The query string cannot be read.") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise wrong("", "A parameter comes twice.")
    if any("\x00" in value for value in found.values()):
        raise wrong("", "A parameter holds the character NUL.")
    try:
        return msgspec.convert(found, shape, strict=False)
    except msgspec.ValidationError as fault:
        raise wrong(pointer(str(fault)), _PATH.sub("", str(fault))) from None


def pointer(message: str) -> str:
    """The JSON pointer to what a decoder complains about."""
    path = _PATH.search(message)
    steps = [] if path is None else [step["key"] or step["index"] or "" for step in _STEP.finditer(path["path"])]
    named = _FIELD.search(message)
    if named is not None:
        steps.append(named["name"])
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)
