"""What we say when the database says no: every constraint by its name, every other fault by its SQLSTATE."""

from __future__ import annotations

import asyncpg

from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Busy, OutcomeUnknown, Stale


class DatabaseRefused(AssertionError):
    """The database refused what the domain should never have asked for: a bug, not a fault."""


STALE = (
    "customer_pkey",
    "customer_phone_taken",
    "customer_email_taken",
    "cleaner_pkey",
    "cleaner_phone_taken",
    "cleaner_email_taken",
    "ops_account_pkey",
    "ops_account_email_taken",
    "home_pkey",
    "sign_in_pkey",
    "session_pkey",
    "one_live_leaf",
    "one_live_access",
    "quote_pkey",
    "price_book_pkey",
    "price_book_place",
    "policy_pkey",
    "policy_place",
    "hours_pkey",
    "calendar_claim_pkey",
    "one_claim_per_booking_cleaner",
    "booking_pkey",
    "booking_event_pkey",
    "booking_event_led_to",
    "offer_pkey",
    "one_accepted_offer",
    "one_open_offer",
    "offer_per_round",
    "receipt_pkey",
    "assignment_batch_pkey",
    "day_plan_pkey",
    "card_pkey",
    "payment_pkey",
    "one_payment_per_booking",
    "payment_operation_pkey",
    "intent_once",
    "refund_pkey",
    "tip_pkey",
    "dispute_pkey",
    "dispute_named",
    "payout_pkey",
    "payout_account_pkey",
    "payout_line_pkey",
    "one_open_payout",
    "invoice_pkey",
    "wallet_pkey",
    "promotion_pkey",
    "promotion_code",
    "redemption_pkey",
    "one_redemption_per_customer",
    "one_invoice_per_booking",
    "one_invoice_per_place",
    "message_pkey",
    "one_message_per_place",
    "read_mark_pkey",
    "review_pkey",
    "one_review_per_side",
    "notice_pkey",
    "notice_once",
    "one_journal_per_fact",
    "one_reversal",
    "min_balance",
    "ledger_balance_once",
    "journal_pkey",
    "outbox_seq",
    "feed_pkey",
    "feed_event_once",
    "inbox_pkey",
    "open_item_pkey",
    "one_open_item",
    "effect_pkey",
    "timer_pkey",
    "idempotency_key_pkey",
    "ledger_account_pkey",
    "booking_seat_pkey",
)
"""Somebody else was faster, or it was done already: read again and decide again."""

OVERLAPS = ("no_double_booking",)
"""The slot is taken."""

BUGS = (
    "booking_version_counts",
    "booking_move_pkey",
    "booking_starts_as_new",
    "legal_move",
    "unbroken_history",
    "history_stands",
    "event_ahead_of_booking",
    "phase_is_last_event",
    "seat_of_booking",
    "booking_seat_work",
    "seat_is_finite",
    "claim_of_seat",
    "claim_kind",
    "claim_is_finite",
    "work_inside_blocked",
    "only_holds_expire",
    "holds_are_for_someone",
    "bookings_claim_a_seat",
    "claim_place_is_whole",
    "offer_phase",
    "offer_round_counts",
    "receipt_of_booking",
    "audit_entry_pkey",
    "audit_only_grows",
    "batches_only_grow",
    "day_plan_phase",
    "made_once",
    "operation_is_about",
    "operation_kind",
    "operation_phase",
    "refund_of_booking",
    "refund_phase",
    "tip_of_booking",
    "tip_phase",
    "dispute_of_booking",
    "dispute_phase",
    "promotion_within_most",
    "redemption_of_promotion",
    "payout_phase",
    "payout_week_begins_on_monday",
    "payout_line_of_payout",
    "payout_line_of_journal",
    "payout_line_moves_something",
    "payout_lines_only_grow",
    "invoices_only_grow",
    "messages_only_grow",
    "message_place_follows",
    "message_place_counts",
    "message_of_booking",
    "message_by",
    "read_mark_of_booking",
    "review_of_booking",
    "review_by",
    "review_stars",
    "review_phase",
    "published_reviews_stay",
    "invoice_place_counts",
    "invoice_place_follows",
    "posting_pkey",
    "posting_moves_something",
    "posting_closes_with_journal",
    "posting_account",
    "posting_owner",
    "journal_closed",
    "reversal_of",
    "reversal_is_exact",
    "account_on_chart",
    "currency_is_a_code",
    "balance_follows_postings",
    "ledger_chart_pkey",
    "ledger_chart_whose",
    "ledger_chart_side",
    "ledger_open_pkey",
    "journal_with_transaction",
    "journal_balanced",
    "ledger_is_append_only",
    "outbox_pkey",
    "outbox_num",
    "outbox_seq_counts",
    "feed_event",
    "feed_place_counts",
    "timer_lease_whole",
    "inbox_lease_whole",
    "inbox_waits_whole",
    "outbox_lease_whole",
    "answer_whole",
    "sandbox_clock_pkey",
    "sandbox_clock_is_one",
)
"""The domain keeps these itself; when the database has to say it, something is broken."""

SAYS: dict[str, type[Exception]] = {
    name: says for names, says in ((STALE, Stale), (OVERLAPS, ClaimOverlaps), (BUGS, DatabaseRefused)) for name in names
}

_BUSY_STATES = ("40001", "40P01", "55P03", "57014", "25P03", "25P04")
_BUSY_CLASSES = ("08", "53", "57", "58")
_GONE_CLASSES = ("08", "57", "58")


def fault_of(error: Exception, *, leaving: bool = False) -> Exception:
    """The fault, in the ports' words, behind what the driver raised; ``leaving`` while COMMIT was under way."""
    if isinstance(error, asyncpg.DataError) or not isinstance(error, _DRIVER):
        return DatabaseRefused(str(error))
    if isinstance(error, asyncpg.InterfaceError) and "another operation is in progress" in str(error):
        return DatabaseRefused(f"the driver is used wrongly: {error}")
    if isinstance(error, asyncpg.InvalidCachedStatementError):
        return Busy(f"the tables have changed under a statement; it is planned anew: {error}")
    state = str(getattr(error, "sqlstate", None) or "08000")
    if state[:2] == "23":
        name = str(getattr(error, "constraint_name", None) or "")
        return SAYS.get(name, DatabaseRefused)(f"{name or state}: {error}")
    if leaving and state[:2] in _GONE_CLASSES and state != "57014":
        return OutcomeUnknown(f"{state}: {error}")
    if state in _BUSY_STATES or state[:2] in _BUSY_CLASSES:
        return Busy(f"{state}: {error}")
    return DatabaseRefused(f"{state}: {error}")


_DRIVER = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
