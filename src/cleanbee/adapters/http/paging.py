"""Lists in parts: a cursor is a sealed place in one list of one person, and goes on with no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Call
from cleanbee.adapters.http.wire import Given, given
from cleanbee.domain.people.actor import principal
from cleanbee.ports.outbound.kept import Place

T = TypeVar("T")
P = TypeVar("P")


class PageQuery(Given, frozen=True, kw_only=True):
    """Which part of the list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


def place_in(call: Call[Any, Any], name: str, read: Callable[[str], P | None]) -> P | None:
    """The place after which this list of theirs goes on, as ``read`` finds it; None at the beginning.

    :raises No: the cursor is not ours, or of another list.
    """
    query: PageQuery = call.query
    told = given(query.cursor)
    if told is None:
        return None
    whose, _, place = (call.seals.open_cursor(told) or "").partition(" ")
    found = read(place) if whose == _list(call, name) else None
    if found is None:
        raise No(Code.cursor_invalid)
    return found


def cursor_at(call: Call[Any, Any], name: str, place: str) -> str:
    """What is sent back to go on after this place."""
    return call.seals.cursor(f"{_list(call, name)} {place}")


def moment(text: str) -> Place | None:
    """A place as a cursor of ours holds it: an instant, and the id that has it."""
    at, _, id = text.partition(" ")
    try:
        return Place(at=datetime.fromisoformat(at), id=UUID(id))
    except ValueError:
        return None


def moment_at(call: Call[Any, Any], name: str, place: Place | None) -> str | UnsetType:
    """What is sent back to go on after such a place; absent at the end."""
    return UNSET if place is None else cursor_at(call, name, f"{place.at.isoformat()} {place.id}")


def part_of(rows: Sequence[T], after: P | None, limit: int, place: Callable[[T], P]) -> tuple[Sequence[T], bool]:
    """So many rows of a short list, those after a place in its order, and whether there are more."""
    rest = rows if after is None else [row for row in rows if place(row) > after]  # pyright: ignore[reportOperatorIssue] places have an order
    return rest[:limit], len(rest) > limit


def _list(call: Call[Any, Any], name: str) -> str:
    return f"{name}/{principal(call.actor)}"
