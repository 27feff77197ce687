"""Ids at the edge: a prefix that says what it names, and the UUID in 26 lower-case base-32 characters (Crockford's)."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated
from uuid import UUID

from msgspec import Meta

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
LENGTH = 26


@lru_cache(maxsize=16_384)
def encode(prefix: str, id: UUID) -> str:
    """``bkg_01kj…``: sorts like the UUID itself."""
    number, characters = id.int, ""
    for _ in range(LENGTH):
        number, digit = divmod(number, 32)
        characters = ALPHABET[digit] + characters
    return f"{prefix}_{characters}"


def decode(prefix: str, text: str) -> UUID | None:
    """The UUID that the text names, None when it names nothing of this kind."""
    head, _, tail = text.partition("_")
    if head != prefix or len(tail) != LENGTH or any(character not in _VALUE for character in tail):
        return None
    number = 0
    for character in tail:
        number = number * 32 + _VALUE[character]
    return UUID(int=number) if number < 1 << 128 else None


def pattern(prefix: str) -> str:
    """What an id of this kind looks like."""
    return f"^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"


def _meta(prefix: str, thing: str) -> Meta:
    example = f"{prefix}_01kj8w3v5m7q2r4t6x8z0a1b2c"
    return Meta(pattern=pattern(prefix), max_length=40, description=f"The id of {thing}.", examples=[example])


BOOKING, HOME, QUOTE, SIGN_IN, CUSTOMER, CLEANER, OPS = "bkg", "home", "qte", "sgn", "cus", "cln", "ops"
CARD, OFFER, NOTICE, PAYMENT, CLAIM, JOURNAL, EVENT = "card", "ofr", "ntc", "pay", "hld", "jrn", "evt"
RECEIPT, BATCH, PLAN, PAYOUT, OPEN_ITEM, LOOK, OPERATION = "rct", "bat", "pln", "pot", "itm", "look", "opn"
REFUND, DISPUTE, TIP = "rfd", "dsp", "tip"

CREDIT, PROMOTION, MESSAGE, REVIEW = "crd", "prm", "msg", "rvw"

BookingRef = Annotated[str, _meta(BOOKING, "a booking")]
HomeRef = Annotated[str, _meta(HOME, "a home")]
QuoteRef = Annotated[str, _meta(QUOTE, "a quote")]
SignInRef = Annotated[str, _meta(SIGN_IN, "a sign-in")]
CustomerRef = Annotated[str, _meta(CUSTOMER, "a customer")]
CleanerRef = Annotated[str, _meta(CLEANER, "a cleaner")]
CardRef = Annotated[str, _meta(CARD, "a saved card")]
OfferRef = Annotated[str, _meta(OFFER, "an offer")]
NoticeRef = Annotated[str, _meta(NOTICE, "a notice")]
PaymentRef = Annotated[str, _meta(PAYMENT, "a payment")]
ClaimRef = Annotated[str, _meta(CLAIM, "a hold or a time off")]
JournalRef = Annotated[str, _meta(JOURNAL, "a journal")]
ReceiptRef = Annotated[str, _meta(RECEIPT, "a receipt")]
BatchRef = Annotated[str, _meta(BATCH, "a batch of assigned bookings")]
PlanRef = Annotated[str, _meta(PLAN, "a plan of a day")]
PayoutRef = Annotated[str, _meta(PAYOUT, "a payout")]
RefundRef = Annotated[str, _meta(REFUND, "a refund")]
TipRef = Annotated[str, _meta(TIP, "a tip")]
DisputeRef = Annotated[str, _meta(DISPUTE, "a dispute")]
OpsRef = Annotated[str, _meta(OPS, "somebody of the office")]
OpenItemRef = Annotated[str, _meta(OPEN_ITEM, "an open item")]
OperationRef = Annotated[str, _meta(OPERATION, "something the gateway is meant to do")]
CreditRef = Annotated[str, _meta(CREDIT, "a credit")]
PromotionRef = Annotated[str, _meta(PROMOTION, "a promotion")]
MessageRef = Annotated[str, _meta(MESSAGE, "a message")]
ReviewRef = Annotated[str, _meta(REVIEW, "a review")]
PersonRef = Annotated[str, Meta(pattern="^(cus|cln|ops)_[0-7][0-9a-hjkmnp-tv-z]{25}$", max_length=40)]

PERSON_PATTERN = "^(cus|cln)_[0-7][0-9a-hjkmnp-tv-z]{25}$"

IN_PATHS: dict[str, str] = {
    "booking_id": BOOKING,
    "home_id": HOME,
    "quote_id": QUOTE,
    "sign_in_id": SIGN_IN,
    "card_id": CARD,
    "offer_id": OFFER,
    "hold_id": CLAIM,
    "time_off_id": CLAIM,
    "cleaner_id": CLEANER,
    "customer_id": CUSTOMER,
    "receipt_id": RECEIPT,
    "plan_id": PLAN,
    "payout_id": PAYOUT,
    "operation_id": OPERATION,
    "refund_id": REFUND,
    "dispute_id": DISPUTE,
    "promotion_id": PROMOTION,
}
"""Which kind of id each parameter of a path is."""

DAY, ACCOUNT, SOURCE, PERSON, FIGURE = "day", "account", "source", "person_id", "figure"
"""The parameters of paths that are no ids of one kind: a local date, an account of the books by its name, who sends
messages, a customer or a cleaner, a figure by its name."""

SOURCE_PATTERN = "^[a-z0-9_]{1,40}$"
