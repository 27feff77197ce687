"""The sandbox's page of payments: what each waits for, which cards its bank knows, which stories can be played."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

from cleanbee.adapters.http.booking_shapes import payment_word
from cleanbee.adapters.http.names import BOOKING, encode
from cleanbee.domain.payment.payment import Authorized, Declined
from cleanbee.domain.platform.speech import say_money
from cleanbee.ports.inbound.app import SandboxBank
from cleanbee.ports.inbound.payment.show_payments import PaymentSeen

HEAD = ("Booking", "Begins", "Amount", "Phase", "Held until", "Tries", "Next try", "Decided by")


def till_body(seen: Iterable[PaymentSeen], bank: SandboxBank | None) -> str:
    """The body of the page."""
    rows = "".join(_row(one) for one in seen)
    head = "".join(f"<th>{escape(word)}</th>" for word in HEAD)
    table = f"<table><tr>{head}</tr>{rows}</table>" if rows else "<p>Nobody has booked anything yet.</p>"
    if bank is None:
        return table
    return (
        f"{table}{_named('Cards', bank.cards)}{_named('Accounts of cleaners', bank.accounts)}"
        f"{_named('How the bank behaves', bank.manners)}{_named('Stories: cleanbee trigger …', bank.stories)}"
    )


def _row(one: PaymentSeen) -> str:
    phase, amount = one.payment.phase, one.payment.amount
    word = payment_word(one.payment)
    if isinstance(phase, Declined):
        word = f"{word} ({phase.kind})"
    if one.payment.doubt_since is not None:
        word = f"{word}, in doubt since {_at(one.payment.doubt_since)}"
    held = phase.capture_before if isinstance(phase, Authorized) else None
    cells = (
        encode(BOOKING, one.payment.booking),
        _at(one.start),
        say_money(amount, "en"),
        word,
        _at(held),
        str(one.payment.tries),
        _at(one.next_try),
        _at(one.decided),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _named(title: str, words: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(word)}</code></td><td>{escape(said)}</td></tr>" for word, said in words.items()
    )
    return f"<h2>{escape(title)}</h2><table>{rows}</table>"


def _at(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}Z"
