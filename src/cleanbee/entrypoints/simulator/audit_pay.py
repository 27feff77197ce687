"""Cleaners' pay: what each earned has arrived at their bank, once and to the cent, or waits for an account to go to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.payment.fact import OnItsWay
from cleanbee.domain.payment.payout import Netted, Paid
from cleanbee.domain.payment.tip import Given
from cleanbee.entrypoints.simulator.audit_books import due_to_cleaner, phase_name_of
from cleanbee.entrypoints.simulator.found import Found, sent_in

Posted = dict[tuple[str, UUID], int]
READ_OFF = {"payout": "cleaner:in_transit", "payout_paid": "gateway", "payout_returned": "cleaner:payable"}
"""On which account of a payout's journal its amount stands, with a minus."""


def every_payout_is_in_both_books(found: Found) -> Iterator[str]:
    """M9: what the bank sent we entered, as sent and as arrived or come back; what it did not send is payable again."""
    ours = _posted(found)
    sent = {key: (amount, back) for key, amount, back in sent_in(found.entries)}
    for key, (amount, back) in sent.items():
        wanted = {"payout": amount, "payout_paid": 0 if back else amount, "payout_returned": amount if back else 0}
        for kind, due in wanted.items():
            stands = ours.get((kind, key), 0)
            if stands != due and not (back and kind == "payout_paid" and stands == amount):
                yield f"M9 {kind} {key}: {stands} is in our books, by the bank's it is {due}"
    for (kind, key), amount in ours.items():
        if kind == "payout" and key not in sent and ours.get(("payout_returned", key), 0) != amount:
            yield f"M9 payout {key} over {amount} is in our books and was never sent"


def every_cleaner_is_paid(found: Found) -> Iterator[str]:
    """M13: what was earned is what arrived, what being paid early cost, and what waits where no account stands."""
    arrived, given = _arrived(found), [one for one in found.tips if isinstance(one.phase, Given)]
    for told in found.told:
        mine = [kept.booking for kept in found.kept.values() if kept.booking.customer == told.customer]
        earned = sum(due_to_cleaner(booking, found) for booking in mine)
        earned += sum(one.amount.amount for one in given if one.cleaner == told.cleaner)
        fees = sum(one.fee.amount for one in found.payouts if one.cleaner == told.cleaner)
        left = -_stands(found, "cleaner:payable", told.cleaner)
        came = arrived[told.cleaner.hex]
        if earned != came + fees + left:
            yield f"M13 {told.cleaner} earned {earned}: {came} arrived, {fees} were fees, {left} is left"
        account = found.accounts.get(told.cleaner)
        if left and account is not None and account.ready:
            yield f"M13 {left} was not sent to {told.cleaner}, whose account stands"
        if flying := _stands(found, "cleaner:in_transit", told.cleaner):
            yield f"M13 {flying} of {told.cleaner} is on its way for ever"


def every_payout_has_ended(found: Found) -> Iterator[str]:
    """At rest each is paid or netted, or waits for an account."""
    for one in found.payouts:
        account = found.accounts.get(one.cleaner)
        if not isinstance(one.phase, Paid | Netted) and account is not None and account.ready:
            yield f"at rest payout {one.id} is {phase_name_of(one.phase)}, and an account stands"


def _posted(found: Found) -> Posted:
    sums: Posted = {}
    for one in found.journals:
        account = READ_OFF.get(one.kind)
        if account is not None:
            amount = -sum(line.amount.amount for line in one.postings if line.account == account)
            sums[one.kind, one.source] = sums.get((one.kind, one.source), 0) + amount
    return sums


def _arrived(found: Found) -> Counter[str]:
    """By cleaner, named as at the bank."""
    sums = Counter[str]()
    for entry in found.entries:
        if isinstance(entry.fact, OnItsWay):
            word, _, whose = entry.call.account.partition(":")
            sums[whose] += entry.fact.amount.amount if word == "account_ok" else 0
    return sums


def _stands(found: Found, account: str, owner: CleanerId) -> int:
    return sum(
        line.amount.amount
        for one in found.journals
        for line in one.postings
        if line.account == account and line.owner == owner
    )
