"""The served contract against the server that serves it: nothing undocumented, nothing with a fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.integration.adapters.http.served_city import Served, served_city
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.http.names import IN_PATHS, decode
from cleanbee.adapters.http.openapi import document
from cleanbee.adapters.http.table import ROUTES

WHO = {"anyone": None, "signed_in": "mia", "customer": "mia", "cleaner": "joyce", "ops": "olga"}
AUDIENCE = {(route.method, route.path): WHO[route.audience] for route in ROUTES}
ENDLESS = {"followEvents"}  # a stream has no end to wait for; its own tests read it
ALONE = {"signOut", "advanceClock"}  # these would change the world under all others


def with_tokens_alone(whole: dict[str, Any]) -> dict[str, Any]:
    """The contract without the browser's way in: where a token is shown a bad cookie is not even looked at, as
    ``test_browser`` says, and the check for ignored credentials would blame us for that."""
    for methods in whole["paths"].values():
        for one in methods.values():
            one["security"] = [way for way in one["security"] if "cookie" not in way]
    return whole


# What has the right shape may still be refused by the business (422): that check does not apply to us.
schema = schemathesis.openapi.from_dict(with_tokens_alone(document()))
schema.config.checks.negative_data_rejection.expected_statuses = [
    "400", "401", "403", "404", "405", "409", "412", "413", "414", "415", "422", "428", "431",
]  # fmt: skip
schema = schema.exclude(operation_id=[*ENDLESS, *ALONE])


REAL: dict[str, str] = {}
"""Things that are there, in the place of well-formed ids that name nothing."""


@pytest.fixture(scope="module")
def served(new_database: Callable[[], str]) -> Iterator[Served]:
    with served_city(new_database()) as one:
        REAL.update(one.run(_things(one.city)))
        yield one


async def _things(city: City) -> dict[str, str]:
    await city.book("2026-03-05T13:00", cleaner="nadia")
    await city.drain()
    booking = await city.book("2026-03-04T09:30", cleaner="joyce")
    return {
        "booking_id": booking["id"],
        "home_id": city.home_id,
        "quote_id": (await city.quote())["id"],
        "card_id": (await city.get("mia", "/v1/cards")).json()["data"][0]["id"],
        "offer_id": (await city.get("nadia", "/v1/offers")).json()["data"][0]["id"],
    }


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_contract_allows_is_answered_as_it_says(served: Served, case: Case) -> None:
    who = AUDIENCE.get((case.method.upper(), case.path), "mia")
    for name, value in case.path_parameters.items():
        if name not in IN_PATHS or decode(IN_PATHS[name], str(value)) is not None:
            case.path_parameters[name] = REAL.get(name, value)
    told = {name.lower() for name in case.headers or {}}
    headers = {} if who is None or "authorization" in told else served.run(served.city.headers(who))
    response = case.call(base_url=served.url, headers=headers)
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
