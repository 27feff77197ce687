"""The seed city's people as the business knows them, and how they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import CardId, CleanerId, evolve
from cleanbee.domain.payment.payment import LATER_CHARGES, Card
from cleanbee.domain.payment.payout_account import PayoutAccount, change_account
from cleanbee.domain.people.address import Located
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.entrypoints.city import people
from cleanbee.entrypoints.city.files import City, SeedWrong
from cleanbee.entrypoints.city.keep import versions
from cleanbee.entrypoints.city.named import of_key
from cleanbee.entrypoints.city.rows import CleanerRow, CustomerRow
from cleanbee.ports.outbound.geo import Geocoder
from cleanbee.ports.outbound.payouts import Vault
from cleanbee.ports.outbound.store import Store, Work

GOOD = frozenset({"card_ok", "card_dispute"})
CHANGED_CARD = timedelta(days=2)


@dataclass
class Town:
    """Everyone by key; ``cards`` are what people pay with, ``earlier`` the good ones that some had before."""

    customers: dict[str, Customer] = field(default_factory=dict[str, Customer])
    homes: dict[str, Home] = field(default_factory=dict[str, Home])
    cleaners: dict[str, Cleaner] = field(default_factory=dict[str, Cleaner])
    hours: dict[CleanerId, Hours] = field(default_factory=dict[CleanerId, Hours])
    cards: dict[str, Card] = field(default_factory=dict[str, Card])
    earlier: dict[str, Card] = field(default_factory=dict[str, Card])
    accounts: dict[str, PayoutAccount] = field(default_factory=dict[str, PayoutAccount])


async def town_of(city: City, geocoder: Geocoder, vault: Vault) -> Town:
    """The city's people: addresses are found on the map, cards and accounts are saved at the gateway's vault.

    :raises SeedWrong: an address that is not one served place, a card that nobody issues.
    :raises GatewayDown: the vault does not answer.
    """
    addresses = {one.address for one in (*city.homes.values(), *city.cleaners.values())}
    places = {address: await _found(geocoder, address) for address in sorted(addresses)}
    town = Town()
    for key, row in city.customers.items():
        town.customers[key] = people.customer(row)
        town.homes.update({one.key: people.home(row, one, places) for one in row.home})
        await _save_cards(city, town, row, vault)
    for key, who in city.cleaners.items():
        town.cleaners[key] = people.cleaner(city, who, places)
        town.hours[people.cleaner_id(key)] = people.hours(city, who)
        if who.account:
            town.accounts[key] = await _opened(city, who, vault)
    return town


async def keep_people(store: Store, city: City, town: Town, hashes: Mapping[str, str]) -> int:
    """Keep whoever is not known yet, with all that is theirs; how many they were."""
    async with store.begin() as work:
        customers = [key for key, one in town.customers.items() if not await work.customers.find(one.id)]
        cleaners = [key for key, one in town.cleaners.items() if not await work.cleaners.find(one.id)]
        for key in cleaners:
            await work.cleaners.add(town.cleaners[key])
            await work.hours.add(town.hours[town.cleaners[key].id])
            if key in town.accounts:
                await work.payout_accounts.add(town.accounts[key])
        for key in customers:
            await _keep_customer(work, city, town, key)
        for key, password_hash in hashes.items():
            await work.ops.add(people.ops_account(city.ops[key], password_hash))
        for key in cleaners:
            for claim in people.time_off(city, city.cleaners[key]):
                await work.claims.add(claim)
    return len(customers) + len(cleaners) + len(hashes)


async def _keep_customer(work: Work, city: City, town: Town, key: str) -> None:
    await work.customers.add(town.customers[key])
    for home in city.customers[key].home:
        await work.homes.add(town.homes[home.key])
    await work.cards.add(town.cards[key])
    if key in town.earlier:
        removed_at = city.sandbox.now - CHANGED_CARD
        card = town.earlier[key]
        await versions(work.cards, [(card, evolve(card, removed_at=removed_at))])


async def _found(geocoder: Geocoder, address: str) -> Located:
    found = await geocoder.locate(address)
    if len(found) != 1 or not found[0].served:
        raise SeedWrong(f"{address} is not one place that is served")
    return found[0]


async def _save_cards(city: City, town: Town, row: CustomerRow, vault: Vault) -> None:
    """The card of the file; who has one that fails paid with another until it was replaced lately."""
    since = datetime.combine(row.since, time(), tzinfo=UTC)
    if row.card in GOOD:
        town.cards[row.key] = await _saved(town.customers[row.key], row.card, "card", since, vault)
        return
    lately = city.sandbox.now - CHANGED_CARD
    town.cards[row.key] = await _saved(town.customers[row.key], row.card, "card", lately, vault)
    town.earlier[row.key] = await _saved(town.customers[row.key], "card_ok", "earlier card", since, vault)


async def _opened(city: City, row: CleanerRow, vault: Vault) -> PayoutAccount:
    id = people.cleaner_id(row.key)
    opened = await vault.open_account(id, row.account)
    if opened is None:
        raise SeedWrong(f"cleaners.toml, {row.name}: nobody has an account {row.account}")
    return change_account(None, id, opened.token, opened.last4, city.sandbox.now).value


async def _saved(owner: Customer, setup: str, name: str, at: datetime, vault: Vault) -> Card:
    saved = await vault.save(owner.id, setup)
    if saved is None:
        raise SeedWrong(f"customers.toml, {owner.name}: nobody issues a card {setup}")
    return Card(
        id=CardId(of_key(name, str(owner.id))),
        owner=owner.id,
        token=saved.token,
        brand=saved.brand,
        last4=saved.last4,
        saved_at=at,
        mandate=LATER_CHARGES,
    )
