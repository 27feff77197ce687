"""People as the office looks them up, takes them down and acts for them; whoever is shown is noted, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import unquote

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.booking_shapes import OpsBooking, to_ops
from cleanbee.adapters.http.homes import Home, shown_home
from cleanbee.adapters.http.names import CLEANER, CUSTOMER, PERSON, CleanerRef, PersonRef, decode, encode
from cleanbee.adapters.http.people import Locale
from cleanbee.adapters.http.problems import Code, No, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import (
    Count,
    Given,
    Instant,
    Name,
    Version,
    Wire,
    Word,
    or_unset,
    utc,
)
from cleanbee.domain.kernel import CleanerId, CustomerId, Refusal, Refused, snake
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audit import LONGEST_WHY
from cleanbee.domain.people.behalf import ON_BEHALF
from cleanbee.domain.people.newcomer import Caller
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.booking.read_person import NEWEST, Person, PersonAsked
from cleanbee.ports.inbound.people.act_for import ForAsked
from cleanbee.ports.inbound.people.find_people import People, PeopleAsked
from cleanbee.ports.inbound.people.take_down import CallerTold, TakenDown

FOR, BECAUSE = "cleanbee-on-behalf-of", "cleanbee-reason"
"""The headers with which the office acts for a customer who is on the telephone, and says why
(percent-encoded: a header holds no umlaut safely)."""

Why = Annotated[str, Meta(max_length=LONGEST_WHY)]
Phone = Annotated[str, Meta(min_length=3, max_length=32, examples=["+15550100017"])]


class PeopleQuery(Given, frozen=True, kw_only=True):
    """A name, a phone number or a mail address, whole or begun; and why you look."""

    q: Annotated[str, Meta(min_length=1, max_length=100)]
    reason: Why = ""
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class PersonQuery(Given, frozen=True, kw_only=True):
    """Why you open somebody's page."""

    reason: Why = ""


class CallerGiven(Given, frozen=True, kw_only=True):
    """What a caller says of themselves, and why you take it down; they sign in by their phone from then on."""

    name: Name
    phone: Phone
    locale: Locale = "en"
    reason: Why = ""


class PersonCard(Wire, frozen=True, kw_only=True):
    """Somebody, as the office finds them."""

    object: Literal["person"] = "person"
    id: PersonRef
    role: Literal["customer", "cleaner"]
    name: Name
    locale: Locale
    phone: Annotated[str, Meta(max_length=32)] | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    version: Version


class PeopleFound(Wire, frozen=True, kw_only=True):
    """Customers before cleaners; ``more``: there are others, so say more of the name."""

    object: Literal["people"] = "people"
    data: Annotated[list[PersonCard], Meta(max_length=50)]
    more: bool


class CleanerFacts(Wire, frozen=True, kw_only=True):
    """What the office knows of a cleaner besides."""

    state: Literal["applied", "vetting", "active", "away", "under_review", "suspended", "left"]
    stars: Annotated[int, Meta(ge=0, le=500, description="Hundredths of a star.")] | UnsetType = UNSET
    visits: Count
    instant: bool
    pets_ok: bool
    skills: Annotated[list[Word], Meta(max_length=50)]
    languages: Annotated[list[Word], Meta(max_length=50)]


class PersonPage(Wire, frozen=True, kw_only=True):
    """Somebody's page: a customer with their homes and newest bookings, a cleaner with their visits around now."""

    object: Literal["person_page"] = "person_page"
    person: PersonCard
    since_at: Instant | UnsetType = UNSET
    favourites: Annotated[list[CleanerRef], Meta(max_length=200)] | UnsetType = UNSET
    homes: Annotated[list[Home], Meta(max_length=50)] | UnsetType = UNSET
    cleaner: CleanerFacts | UnsetType = UNSET
    bookings: Annotated[list[OpsBooking], Meta(max_length=NEWEST)]


async def acting(app: App, action: str, actor: Actor, headers: Mapping[str, str]) -> Actor | Refused[Refusal]:
    """As whom this request is asked: the customer whom the office acts for, if it says so, else whoever sent it.

    :raises No: there is no such customer, or the reason is longer than one is kept.
    """
    told = headers.get(FOR)
    why = "".join(one for one in unquote(headers.get(BECAUSE, "")) if one.isprintable())
    if action in ON_BEHALF and len(why) > LONGEST_WHY:
        raise wrong("/CleanBee-Reason", f"At most {LONGEST_WHY} characters.")
    if told is None:
        return actor
    found = decode(CUSTOMER, told)
    if found is None:
        raise No(Code.not_found)
    return await app.people.act_for(ForAsked(actor=actor, customer=CustomerId(found), action=action, why=why))


def may_be_asked_for(action: str) -> bool:
    """Whether the office may do this for a customer."""
    return action in ON_BEHALF


async def _find(call: Call[None, PeopleQuery]) -> object:
    query = call.query
    ask = PeopleAsked(actor=call.actor, text=query.q, why=query.reason, limit=query.limit)
    return await call.app.people.find_people(ask)


async def _read(call: Call[None, PersonQuery]) -> object:
    told = call.path[PERSON]
    customer, cleaner = decode(CUSTOMER, told), decode(CLEANER, told)
    if customer is not None:
        ask = PersonAsked(actor=call.actor, person=CustomerId(customer), role="customer", why=call.query.reason)
    elif cleaner is not None:
        ask = PersonAsked(actor=call.actor, person=CleanerId(cleaner), role="cleaner", why=call.query.reason)
    else:
        raise No(Code.not_found)
    return await call.app.booking.read_person(ask)


async def _take_down(call: Call[CallerGiven, None]) -> object:
    told = call.body
    caller = Caller(name=told.name, phone=told.phone, locale=told.locale)
    return await call.app.people.take_down(CallerTold(actor=call.actor, caller=caller, why=told.reason), call.once)


def _card(one: Customer | Cleaner) -> PersonCard:
    customer = isinstance(one, Customer)
    return PersonCard(
        id=encode(CUSTOMER if customer else CLEANER, one.id),
        role="customer" if customer else "cleaner",
        name=one.name,
        locale=one.locale,
        phone=or_unset(one.phone),
        email=or_unset(one.email),
        version=one.version,
    )


def _found(call: Call[None, PeopleQuery], people: People) -> Answer:
    return Answer(body=PeopleFound(data=[_card(one) for one in people.found], more=people.more))


def _taken(call: Call[CallerGiven, None], one: TakenDown) -> Answer:
    card = _card(one.customer)
    return Answer(
        body=card, status=201 if one.new else 200, version=card.version, headers={"location": f"/v1/people/{card.id}"}
    )


def _page(call: Call[None, PersonQuery], page: Person) -> Answer:
    bookings = [to_ops(one) for one in page.bookings]
    if isinstance(page.who, Cleaner):
        return Answer(body=PersonPage(person=_card(page.who), cleaner=_facts(page.who), bookings=bookings))
    body = PersonPage(
        person=_card(page.who),
        since_at=utc(page.who.since),
        favourites=[encode(CLEANER, one) for one in page.who.favourites[:200]],
        homes=[shown_home(one) for one in page.homes[:50]],
        bookings=bookings,
    )
    return Answer(body=body)


def _facts(one: Cleaner) -> CleanerFacts:
    return CleanerFacts(
        state=snake(type(one.phase).__name__),  # pyright: ignore[reportArgumentType] the phases of a cleaner
        stars=one.stars_sum * 100 // one.stars_count if one.stars_count else UNSET,
        visits=one.visits,
        instant=one.instant,
        pets_ok=one.pets_ok,
        skills=list(one.skills[:50]),
        languages=list(one.languages[:50]),
    )


ROUTES = (
    Route(
        method="GET", path="/v1/people", operation_id="findPeople", tag="people",
        summary="Look somebody up by name, phone or mail", action="person.find", audience="ops", rate="search",
        query=PeopleQuery, ask=_find, show=_found, answers={200: PeopleFound}, no=(Code.refused,),
    ),
    Route(
        method="POST", path="/v1/people", operation_id="takeDownCaller", tag="people",
        summary="Take down who calls: the customer of that number, or a new one", action="person.create",
        audience="ops", rate="write", keyed=True, ask=_take_down, show=_taken, body=CallerGiven,
        answers={200: PersonCard, 201: PersonCard}, no=(Code.refused,),
        example={"name": "Ada Kern", "phone": "+15550100017", "reason": "Called to book"},
    ),
    Route(
        method="GET", path="/v1/people/{person_id}", operation_id="readPerson", tag="people",
        summary="A customer's or cleaner's page", action="person.read", audience="ops", query=PersonQuery,
        ask=_read, show=_page, answers={200: PersonPage}, no=(Code.refused,),
    ),
)  # fmt: skip
