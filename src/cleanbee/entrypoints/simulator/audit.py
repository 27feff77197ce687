"""The auditor: every question that is asked of a world, always and at rest. Each finding begins with its invariant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleanbee.entrypoints.simulator import audit_bank as bank
from cleanbee.entrypoints.simulator import audit_books as books
from cleanbee.entrypoints.simulator import audit_pay as pay
from cleanbee.entrypoints.simulator import audit_refund as refund
from cleanbee.entrypoints.simulator import audit_tip as tip
from cleanbee.entrypoints.simulator.found import Found

Question = Callable[[Found], Iterator[str]]

ALWAYS: tuple[Question, ...] = (
    books.what_was_acknowledged_is_there,
    books.journals_balance,
    books.balances_are_their_postings,
    books.no_account_is_below_its_floor,
    books.debts_are_what_is_owed,
    bank.every_effect_is_ours_and_there_once,
    bank.never_more_is_taken_than_held,
    bank.nobody_is_charged_twice,
    bank.no_old_key_is_sent_again,
    bank.nothing_is_asked_for_too_late,
    refund.never_more_goes_back_than_came,
    tip.no_tip_is_too_much,
)
AT_REST: tuple[Question, ...] = (
    books.everything_has_ended,
    books.every_cleaner_gets_their_share,
    books.everybody_pays_what_it_costs,
    bank.the_ledger_is_the_banks_item_by_item,
    bank.no_hold_is_left,
    bank.holds_of_the_dead_go_soon,
    bank.no_done_work_goes_uncaptured,
    pay.every_payout_is_in_both_books,
    pay.every_cleaner_is_paid,
    pay.every_payout_has_ended,
    refund.every_refund_is_in_both_books,
    refund.no_refund_is_under_way,
    refund.every_dispute_is_in_both_books,
    tip.every_tip_is_in_both_books,
    tip.no_tip_is_under_way,
)


def safe(found: Found) -> list[str]:
    """What is wrong though it must never be, at any moment."""
    return [one for question in ALWAYS for one in question(found)]


def at_rest(found: Found) -> list[str]:
    """What is wrong long after all faults."""
    findings = [*safe(found), *(one for question in AT_REST for one in question(found))]
    if apart := bank.difference(found):
        findings.append(f"M9 our account at the gateway and the bank's book are {apart} minor units apart")
    return findings
