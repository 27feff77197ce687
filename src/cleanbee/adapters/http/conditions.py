"""Conditional requests: what somebody decided on, and what they have already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Match

_TAG = re.compile(r'^\s*"(\d{1,18})"\s*$')


def etag(version: int) -> str:
    """The strong ETag of a version."""
    return f'"{version}"'


def at_version(headers: Mapping[str, str], match: Match) -> int | None:
    """The version that the caller decided on; what has no version is at none.

    :raises No: it must be said and is not, is no ETag of ours, or is said of what has none.
    """
    said = headers.get("if-match")
    if said is None or (said.strip() == "*" and match != "must"):
        if match == "must":
            raise No(Code.precondition_required)
        return None
    tag = _TAG.match(said)
    if tag is None or match == "none":
        raise No(Code.precondition_failed)
    return int(tag.group(1))


def has_it(headers: Mapping[str, str], version: int) -> bool:
    """Whether the caller has this version already."""
    said = headers.get("if-none-match")
    if said is None:
        return False
    tags = {one.strip().removeprefix("W/") for one in said.split(",")}
    return "*" in tags or etag(version) in tags
