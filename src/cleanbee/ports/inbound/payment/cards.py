"""A customer's saved cards."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import CardId, NotAllowed, NotFound, Refused, Value, VersionMoved, evolve
from cleanbee.domain.payment.payment import LATER_CHARGES, STANDS_IN, Card, CardUnknown
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import CardSetup, CardVault
from cleanbee.ports.outbound.store import Store


class SaveCardAsked(Value, frozen=True, kw_only=True):
    """Save the card that the client set up at the gateway under this token; ``id`` may be the client's own."""

    actor: Actor
    setup: str
    id: CardId | None = None
    stands_in: bool = False


class CardAsked(Value, frozen=True, kw_only=True):
    """One of the asker's cards, and on which version they decided (absent: whichever it is)."""

    actor: Actor
    card: CardId
    at_version: int | None = None


@dataclass(frozen=True)
class PrepareCard:
    """Lets the asker set a card up at the gateway; what comes of it is saved afterwards, by ``SaveCard``."""

    vault: CardVault

    async def __call__(self, actor: Actor) -> CardSetup | Refused[NotAllowed | NotFound]:
        """What the asker's browser needs; nothing is kept here.

        :raises GatewayDown: try again.
        """
        allowed = may(actor, "card.save")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(actor, AsCustomer), "the policy table lets only customers save cards"
        return await self.vault.prepare(actor.id)


@dataclass(frozen=True)
class OpenCardForm:
    """Leads the asker to the gateway's own page, where a card is typed in; ``back`` is ours that it leads to then."""

    vault: CardVault
    back: str

    async def __call__(self, actor: Actor) -> str | Refused[NotAllowed | NotFound]:
        """The address of that page; nothing is kept here.

        :raises GatewayDown: try again.
        """
        allowed = may(actor, "card.save")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(actor, AsCustomer), "the policy table lets only customers save cards"
        return await self.vault.form(actor.id, self.back)


@dataclass(frozen=True)
class SaveCard:
    """Keeps the gateway's name for a card, with the customer's consent to later charges."""

    store: Store
    ids: Ids
    vault: CardVault

    async def __call__(
        self, ask: SaveCardAsked, once: Once | None = None
    ) -> Card | Refused[NotAllowed | NotFound | CardUnknown]:
        """The saved card.

        :raises GatewayDown: try again.
        """
        allowed = may(ask.actor, "card.save")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers save cards"
        saved = await self.vault.save(ask.actor.id, ask.setup)
        async with self.store.begin(once) as work:
            if saved is None:
                refused = Refused(why=CardUnknown())
                work.answer(refused)
                return refused
            card = Card(
                id=ask.id or CardId(self.ids.new()),
                owner=ask.actor.id,
                token=saved.token,
                brand=saved.brand,
                last4=saved.last4,
                saved_at=await work.now(),
                mandate=STANDS_IN if ask.stands_in else LATER_CHARGES,
                fingerprint=saved.fingerprint,
            )
            await work.cards.add(card)
            work.answer(card)
            return card


@dataclass(frozen=True)
class ListCards:
    """The asker's cards, oldest first."""

    store: Store

    async def __call__(self, actor: Actor) -> tuple[Card, ...] | Refused[NotAllowed | NotFound]:
        """All that are not removed."""
        allowed = may(actor, "card.list")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(actor, AsCustomer), "the policy table lets only customers list cards"
        async with self.store.begin() as work:
            return tuple(await work.cards.of(actor.id))


@dataclass(frozen=True)
class RemoveCard:
    """Removes a card from further use; what was promised on it stands."""

    store: Store

    async def __call__(
        self, ask: CardAsked, once: Once | None = None
    ) -> Card | Refused[NotAllowed | NotFound | VersionMoved]:
        """The removed card; removing it twice changes nothing."""
        async with self.store.begin(once) as work:
            card = await work.cards.find(ask.card)
            allowed = may(ask.actor, "card.remove", Facts(owner=card.owner if card is not None else None))
            if isinstance(allowed, Refused) or card is None:
                refused = allowed if isinstance(allowed, Refused) else Refused(why=NotFound(what="card"))
                work.answer(refused)
                return refused
            if ask.at_version is not None and ask.at_version != card.version:
                moved = Refused(why=VersionMoved(current=card.version))
                work.answer(moved)
                return moved
            removed = card
            if card.removed_at is None:
                removed = evolve(card, removed_at=await work.now())
                await work.cards.replace(card, removed)
            work.answer(removed)
            return removed
