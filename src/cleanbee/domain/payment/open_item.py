"""What does not fit between our books, the gateway's, and what the gateway told: each by its name, until it fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    Granted,
    Money,
    OpenItemId,
    OpsId,
    ReasonMissing,
    Refusal,
    Refused,
    Value,
    evolve,
    with_,
)

MOST_TEXT = 2_000
"""As much of a text as is shown; a visit's steps fit into it many times over."""

ItemKind = Literal[
    "missing_here",  # the gateway's books have it, ours do not
    "missing_there",  # ours have it, the gateway's do not
    "amount_differs",  # both have it, with other amounts
    "unknown_transaction",  # it is about an operation or a charge that nobody here knows
    "operation_in_doubt",  # nobody knows whether the gateway did what it was asked for, and it is too old to ask again
    "late_webhook",  # the gateway's books have it; its message is still on its way
    "message_unhandled",  # a message that nothing here acts on
    "message_waits",  # a message that waits longer than anything takes for what it is about
    "hold_in_doubt",  # the deadline for a card has come, and nobody knows whether the money is held
    "invariant_broken",  # the books break a rule of their own
    "dispute_open",  # a bank took a charge back, and nobody has sent evidence yet
    "refund_failed",  # the gateway would not give back: somebody tries again, or drops it
    "no_show_contested",  # a cleaner who counts as not having come says that they were there
]
CONTESTED: ItemKind = "no_show_contested"

OF_BOOKS: frozenset[ItemKind] = frozenset({
    "missing_here", "missing_there", "amount_differs", "unknown_transaction", "operation_in_doubt", "late_webhook",
})  # fmt: skip
"""What the comparison of the two books finds, and takes back."""


class Finding(Value, frozen=True, kw_only=True):
    """Something that does not fit just now.

    ``about`` is what it is known by: a transaction, a journal, a message, a rule. ``amount``: by how much the gateway's
    books are above ours. ``at``: when what it is about happened.
    """

    kind: ItemKind
    about: str
    text: str
    amount: Money | None = None
    booking: BookingId | None = None
    at: datetime | None = None


class Judged(Value, frozen=True, kw_only=True):
    """What somebody of the office makes of a finding that does not close by itself: whether it is right, and why."""

    right: bool
    by: OpsId
    why: str


class OpenItem(Aggregate, frozen=True, kw_only=True):
    """A finding with its life: open since an instant, closed by itself when it fits again, or as somebody judged."""

    id: OpenItemId
    finding: Finding
    since: datetime
    until: datetime | None = None
    judged: Judged | None = None

    @property
    def name(self) -> tuple[ItemKind, str]:
        """By what an open one is known: there is only one of each."""
        return self.finding.kind, self.finding.about


class NothingToJudge(Refusal, frozen=True, kw_only=True):
    """There is nothing open to be judged."""


class Filed(Value, frozen=True, kw_only=True):
    """What has to be kept so that the open items say what was found: the changed with what they were, and the new."""

    changed: tuple[tuple[OpenItem, OpenItem], ...]
    new: tuple[Finding, ...]


def file(open_items: Sequence[OpenItem], found: Iterable[Finding], now: datetime) -> Filed:
    """Findings that stand stay open, with what is true of them now; those that are gone close; new ones open."""
    by_name = {(one.kind, one.about): one for one in found}
    changed = [(item, _next(item, by_name.get(item.name), now)) for item in open_items]
    known = {item.name for item in open_items}
    return Filed(
        changed=tuple((old, new) for old, new in changed if old != new),
        new=tuple(one for name, one in sorted(by_name.items()) if name not in known),
    )


def _next(item: OpenItem, found: Finding | None, now: datetime) -> OpenItem:
    if found is None:
        return evolve(item, until=now)
    return item if found == item.finding else evolve(item, finding=found)


def told_more(item: OpenItem, text: str) -> OpenItem:
    """The same with what was told since; what was judged without it is open once more."""
    said = item.finding.text
    longer = said if text in said.split("; ") else f"{said}; {text}"[:MOST_TEXT]
    if longer == said:
        return item
    return evolve(item, finding=with_(item.finding, text=longer), until=None, judged=None)


def judge(item: OpenItem, judged: Judged, now: datetime) -> Granted[OpenItem] | Refused[ReasonMissing | NothingToJudge]:
    """Closed, as somebody of the office says, and why."""
    if item.until is not None:
        return Refused(why=NothingToJudge())
    if not judged.why.strip():
        return Refused(why=ReasonMissing())
    return Granted(value=evolve(item, until=now, judged=judged))


def difference(open_items: Iterable[OpenItem]) -> Mapping[str, int]:
    """How far the two books are apart by currency, every item by its size: nothing cancels out."""
    sums: dict[str, int] = {}
    for item in open_items:
        amount = item.finding.amount
        if item.finding.kind in OF_BOOKS and amount is not None:
            sums[amount.currency] = sums.get(amount.currency, 0) + abs(amount.amount)
    return sums
