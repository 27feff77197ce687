"""Cards by their id; in the sandbox also by the words that say what the bank will answer (``card_ok`` …)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cleanbee.adapters.http.names import CARD, decode
from cleanbee.adapters.http.problems import wrong
from cleanbee.adapters.http.route import Call
from cleanbee.domain.kernel import CardId, Refusal, Refused
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.platform.named_id import named_id
from cleanbee.ports.inbound.payment.cards import SaveCardAsked
from cleanbee.ports.outbound.store import Stale

WORDS = frozenset({
    "card_ok", "card_declined", "card_insufficient", "card_3ds", "card_dispute", "card_dispute_won", "card_later",
    "card_lapses", "card_untaken",
})  # fmt: skip


async def card_of(call: Call[Any, Any], text: str) -> CardId | Refused[Refusal]:
    """The card that is meant; a sandbox word is saved as the customer's own card at its first use."""
    if not call.app.house.live and text in WORDS and isinstance(call.actor, AsCustomer):
        return await _by_word(call, call.actor, text)
    found = decode(CARD, text)
    if found is None:
        raise wrong("/card_id", "There is no such card.")
    return CardId(found)


async def _by_word(call: Call[Any, Any], owner: AsCustomer, word: str) -> CardId | Refused[Refusal]:
    cards = await call.app.payment.list_cards(owner)
    if isinstance(cards, Refused):
        return cards
    for card in cards:
        if card.token.partition(":")[0] == word:
            return card.id
    id = CardId(_named(owner.id, word))
    try:
        saved = await call.app.payment.save_card(SaveCardAsked(actor=owner, setup=word, id=id))
    except Stale:
        return id
    return saved if isinstance(saved, Refused) else saved.id


def _named(owner: UUID, word: str) -> UUID:
    return named_id("sandbox card", owner, word)
