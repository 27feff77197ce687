"""Whom customers like best, and who wants no visits with whom."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from cleanbee.adapters.http.names import CUSTOMER, CustomerRef, encode
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.slots import cleaner_card
from cleanbee.adapters.http.wire import CleanerCard, Name, Version, Wire
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId
from cleanbee.domain.people.me import MOST_NAMED
from cleanbee.ports.inbound.booking.block_customer import BlockAsked, Blocks, UnblockAsked
from cleanbee.ports.inbound.people.turn_preference import Named, PreferenceAsked, Verb

Cards = Annotated[list[CleanerCard], Meta(max_length=MOST_NAMED)]


class CleanerPreferences(Wire, frozen=True, kw_only=True):
    """The cleaners whom you have named; the version is that of ``/v1/me``."""

    object: Literal["cleaner_preferences"] = "cleaner_preferences"
    favourites: Cards
    blocked: Cards
    version: Version


class CustomerNamed(Wire, frozen=True, kw_only=True):
    """A customer whom you have blocked."""

    id: CustomerRef
    name: Name


class CustomerPreferences(Wire, frozen=True, kw_only=True):
    """The customers to whom you go no more; the version is that of ``/v1/me``."""

    object: Literal["customer_preferences"] = "customer_preferences"
    blocked: Annotated[list[CustomerNamed], Meta(max_length=MOST_NAMED)]
    version: Version


async def _cleaners(call: Call[None, None]) -> object:
    return await call.app.people.read_preferences(call.actor)


async def _customers(call: Call[None, None]) -> object:
    return await call.app.booking.read_blocks(call.actor)


async def _block(call: Call[None, None]) -> object:
    ask = BlockAsked(actor=call.actor, booking=BookingId(call.id("booking_id")))
    return await call.app.booking.block_customer(ask, call.once)


async def _unblock(call: Call[None, None]) -> object:
    ask = UnblockAsked(actor=call.actor, customer=CustomerId(call.id("customer_id")))
    return await call.app.booking.unblock_customer(ask, call.once)


def _named(call: Call[Any, Any], one: Named) -> Answer:
    body = CleanerPreferences(
        favourites=[cleaner_card(each) for each in one.favourites],
        blocked=[cleaner_card(each) for each in one.blocked],
        version=one.version,
    )
    return Answer(body=body)


def _shunned(call: Call[Any, Any], one: Blocks) -> Answer:
    named = [CustomerNamed(id=encode(CUSTOMER, each.id), name=each.name) for each in one.customers]
    return Answer(body=CustomerPreferences(blocked=named, version=one.version))


def _word(verb: Verb, operation_id: str, summary: str) -> Route:
    async def ask(call: Call[None, None]) -> object:
        cleaner = CleanerId(call.id("cleaner_id"))
        said = PreferenceAsked(actor=call.actor, cleaner=cleaner, verb=verb)
        return await call.app.people.turn_preference(said, call.once)

    return Route(
        method="POST", path=f"/v1/cleaners/{{cleaner_id}}/{verb}", operation_id=operation_id, tag="people",
        summary=summary, action=f"cleaner.{verb}", audience="customer", rate="write", keyed=True,
        ask=ask, show=_named, answers={200: CleanerPreferences}, no=(Code.refused,),
    )  # fmt: skip


ROUTES = (
    _word("favour", "favourCleaner", "One of your favourites: asked before others"),
    _word("unfavour", "unfavourCleaner", "A favourite no more"),
    _word("block", "blockCleaner", "Comes to you no more; visits you have ahead go to others, free of charge"),
    _word("unblock", "unblockCleaner", "May come again"),
    Route(
        method="GET", path="/v1/preferences/cleaners", operation_id="listCleanerPreferences", tag="people",
        summary="Your favourites, and whom you have blocked", action="preference.cleaners", audience="customer",
        ask=_cleaners, show=_named, answers={200: CleanerPreferences},
    ),
    Route(
        method="GET", path="/v1/preferences/customers", operation_id="listCustomerPreferences", tag="people",
        summary="The customers whom you have blocked", action="preference.customers", audience="cleaner",
        ask=_customers, show=_shunned, answers={200: CustomerPreferences},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/block_customer", operation_id="blockCustomer", tag="people",
        summary="Go to the customer of this visit no more; visits you have ahead go to others",
        action="booking.block_customer", audience="cleaner", rate="write", keyed=True, ask=_block, show=_shunned,
        answers={200: CustomerPreferences}, no=(Code.refused,),
    ),
    Route(
        method="POST", path="/v1/customers/{customer_id}/unblock", operation_id="unblockCustomer", tag="people",
        summary="May be asked again to go there", action="customer.unblock", audience="cleaner", rate="write",
        keyed=True, ask=_unblock, show=_shunned, answers={200: CustomerPreferences},
    ),
)  # fmt: skip
