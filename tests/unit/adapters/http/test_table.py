"""The table of operations: none without a policy row, none without its bounds, every refusal and fault with a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from cleanbee.adapters.http import faults, refusals
from cleanbee.adapters.http.names import ACCOUNT, DAY, FIGURE, IN_PATHS, PERSON, SOURCE
from cleanbee.adapters.http.openapi import document
from cleanbee.adapters.http.problems import KINDS, Code
from cleanbee.adapters.http.route import Route
from cleanbee.adapters.http.table import ROUTES, mounted
from cleanbee.domain.kernel import Refusal
from cleanbee.domain.people.policy import ACTIONS, ROWS
from cleanbee.entrypoints import wiring  # every context is imported by the house that is put together
from cleanbee.ports.outbound import availability, geo, limits, messaging, payment, store

NEW = {"replanDay", "compareDay", "grantCredit", "refundCredit", "makePromotion", "takeDownCaller"}


def undeclared(routes: tuple[Route, ...]) -> list[str]:
    """Routes whose action has no row in the policy table, or is not reachable by whom they say they are for."""
    return [route.operation_id for route in routes if route.action not in ACTIONS]


def every(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from every(one)


def test_every_operation_has_a_row_in_the_policy_table() -> None:
    assert undeclared(ROUTES) == []


def test_an_operation_without_a_row_would_be_found() -> None:
    assert undeclared((replace(ROUTES[0], action="cellar.flood"),)) == [ROUTES[0].operation_id]


def test_no_operation_says_it_is_for_somebody_whom_the_policy_denies() -> None:
    roles = {
        "anyone": {"anonymous"},
        "signed_in": {"customer", "cleaner", "support", "finance", "admin"},
        "customer": {"customer"},
        "cleaner": {"cleaner"},
        "ops": {"support", "finance", "admin"},
    }
    for route in ROUTES:
        allowed = {row.role for row in ROWS if row.action == route.action}
        assert allowed & roles[route.audience], route.operation_id


def test_no_two_operations_share_a_name_or_a_place() -> None:
    names = [route.operation_id for route in ROUTES]
    places = [(route.method, route.path) for route in ROUTES]
    assert len(set(names)) == len(names)
    assert len(set(places)) == len(places)


def test_every_id_in_a_path_is_of_a_known_kind() -> None:
    assert {name for route in ROUTES for name in route.parameters} <= IN_PATHS.keys() | {
        ACCOUNT,
        DAY,
        FIGURE,
        PERSON,
        SOURCE,
    }


def test_every_post_is_keyed_except_where_a_second_time_changes_nothing_more() -> None:
    bare = {route.operation_id for route in ROUTES if route.method == "POST" and not route.keyed}
    assert bare == {
        "createQuote", "prepareCard", "openCardForm", "requestSignIn", "verifySignIn", "signInOps", "refreshSession",
        "signOut", "provePayoutAccount",
        "freezeClock", "advanceClock", "confirmCard", "takeWebhook", "reconcileLedger", "markMessagesRead",
    }  # fmt: skip


def test_what_changes_a_thing_in_place_and_what_ops_do_needs_the_version() -> None:
    for route in ROUTES:
        if route.operation_id in NEW:
            assert route.match == "none", "what is new has no version yet"
        elif route.operation_id == "endPromotion":
            assert route.match == "none", "each redemption is a version, and ending must not wait for the last one"
        elif route.method in {"PATCH", "PUT"} or (route.audience == "ops" and route.keyed):
            assert route.match == "must", route.operation_id


def test_every_refusal_of_the_domain_has_its_row() -> None:
    assert wiring
    ours = {one for one in every(Refusal) if one.__module__.startswith("cleanbee.")}
    assert ours == set(refusals.CODES)
    assert len(ours) > 50


def test_every_fault_of_every_port_has_its_row() -> None:
    declared = {
        one
        for module in (availability, geo, limits, messaging, payment, store)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Exception) and one.__module__ == module.__name__
    }
    answered_by_name = {store.Seen}
    assert declared - answered_by_name <= faults.CODES.keys()


def test_every_code_has_its_status_and_its_advice() -> None:
    assert set(KINDS) == set(Code)
    assert all(400 <= kind.status <= 599 and kind.advice for kind in KINDS.values())


def test_in_live_the_sandboxes_own_operations_are_not_there() -> None:
    assert {route.path.split("/")[2] for route in mounted(live=True)} & {"test_helpers"} == set()
    assert "/v1/test_helpers/clock" not in document(live=True)["paths"]


def parts(shape: Any, at: str) -> Iterator[tuple[str, Any]]:
    match shape:
        case dict():
            yield at, shape
            for name, one in shape.items():
                yield from parts(one, f"{at}/{name}")
        case list():
            for n, one in enumerate(shape):
                yield from parts(one, f"{at}/{n}")
        case _:
            return


def test_every_text_and_every_list_of_the_contract_has_its_bounds() -> None:
    schemas = document()["components"]["schemas"]
    loose = [
        at
        for name, schema in schemas.items()
        for at, one in parts(schema, name)
        if (one.get("type") == "string" and not {"maxLength", "format", "enum", "const"} & one.keys())
        or (one.get("type") == "array" and "maxItems" not in one)
        or "prefixItems" in one
    ]
    assert loose == []


def test_what_we_are_told_may_hold_nothing_we_do_not_know() -> None:
    schemas = document()["components"]["schemas"]
    bodies = [route.body.__name__ for route in ROUTES if route.body is not None]
    assert [name for name in bodies if schemas[name].get("additionalProperties") is not False] == []


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.body is not None], ids=lambda one: one.operation_id
)
def test_every_example_of_the_contract_is_one(route: Route) -> None:
    assert route.body is not None
    assert route.example is not None
    msgspec.convert(route.example, route.body)
