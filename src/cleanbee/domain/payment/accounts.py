"""The chart of accounts, as data: what each account says, whose it is, and where a minus would be a mistake."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import Value

Whose = Literal["house", "customer", "cleaner"]
Side = Literal["debit", "credit"]


class Account(Value, frozen=True, kw_only=True):
    """One account of the books.

    ``whose``: the house keeps one; of a customer's or a cleaner's each person has their own. ``side``: where its
    balance stands when all is well. ``floor``: its balance never stands on the other side (invariant M16). ``memo``:
    it only notes what a bank keeps for us; no money has moved.
    """

    name: str
    meaning: str
    whose: Whose
    side: Side
    floor: bool
    memo: bool = False

    @property
    def sign(self) -> int:
        """What makes a balance on the account's own side positive."""
        return 1 if self.side == "debit" else -1


def _house(name: str, side: Side, meaning: str, *, floor: bool = False, memo: bool = False) -> Account:
    return Account(name=name, meaning=meaning, whose="house", side=side, floor=floor, memo=memo)


def _own(whose: Whose, name: str, side: Side, meaning: str) -> Account:
    return Account(name=f"{whose}:{name}", meaning=meaning, whose=whose, side=side, floor=True)


ACCOUNTS = (
    _house("gateway", "debit", "our money at the payment gateway"),
    _house("bank", "debit", "our money at our own bank: what customers paid otherwise than through the gateway"),
    _own("customer", "owed", "debit", "what a customer owes for done work and fees"),
    _own("customer", "credit", "credit", "what we have promised a customer off later cleans"),
    _own("cleaner", "accrued", "credit", "what a cleaner has earned and the customer has not paid yet"),
    _own("cleaner", "payable", "credit", "what a cleaner gets with the next payout"),
    _own("cleaner", "in_transit", "credit", "what is on its way to a cleaner's bank"),
    _own("cleaner", "receivable", "debit", "what a cleaner owes after a reversal, kept off payouts; never a fine"),
    _house("platform:revenue", "credit", "the platform's share of cleans and fees"),
    _house("platform:promise", "debit", "what the platform bears for its promises: refunds, credits, covers"),
    _house("platform:gateway_cost", "debit", "what the payment gateway charges"),
    _house("platform:dispute", "debit", "disputes that were lost, with their fees"),
    _house("platform:written_off", "debit", "what will not be paid any more"),
    _house("tax:due", "credit", "tax taken for the state"),
    _house("disputes:open", "debit", "what banks have taken back until a dispute is decided", floor=True),
    _house("memo:held", "debit", "what banks hold on cards for us", floor=True, memo=True),
    _house("memo:holder", "credit", "whose holds they are: the other side of memo:held", floor=True, memo=True),
)
"""A cleaner's minus stands in ``cleaner:receivable`` alone; nothing else of a person may turn to the other side."""

CHART = {one.name: one for one in ACCOUNTS}
