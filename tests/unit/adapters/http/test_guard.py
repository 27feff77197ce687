"""What passes the guard on raw bytes, and what an id is at the edge: for any value, not for chosen ones."""

from __future__ import annotations

import json
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbee.adapters.http.guard import DEEPEST, LONGEST_NUMBER, deepest, fault_in
from cleanbee.adapters.http.names import decode, encode

LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(
    st.recursive(
        LEAVES, lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(), one, max_size=4), max_leaves=20
    )
)
@settings(deadline=None)
def test_plain_json_passes_the_guard_unless_it_holds_nul_or_an_endless_number(value: object) -> None:
    fault = fault_in(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    assert fault is None or _holds(value, "\x00") or _long(value) or _lone(value)


@given(st.integers(1, 80))
@settings(deadline=None)
def test_depth_is_counted_outside_of_strings(depth: int) -> None:
    raw = b"[" * depth + b'"[[[[\\"[[["' + b"]" * depth
    assert deepest(raw) == depth
    assert (fault_in(raw) is None) == (depth <= DEEPEST)


@given(st.uuids())
def test_an_id_comes_back_from_its_name_and_from_no_other(id: UUID) -> None:
    name = encode("bkg", id)
    assert decode("bkg", name) == id
    assert decode("home", name) is None
    assert decode("bkg", name[:-1]) is None


@given(st.uuids(), st.uuids())
def test_names_sort_like_the_ids_they_name(one: UUID, other: UUID) -> None:
    assert (encode("bkg", one) < encode("bkg", other)) == (one < other)


def _holds(value: object, what: str) -> bool:
    match value:
        case str():
            return what in value
        case list():
            return any(_holds(one, what) for one in value)
        case dict():
            return any(_holds(name, what) or _holds(one, what) for name, one in value.items())
        case _:
            return False


def _long(value: object) -> bool:
    match value:
        case int():
            return len(str(value)) > LONGEST_NUMBER
        case list():
            return any(_long(one) for one in value)
        case dict():
            return any(_long(one) for one in value.values())
        case _:
            return False


def _lone(value: object) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in json.dumps(value, ensure_ascii=False))
