"""All that a store in memory keeps."""

from __future__ import annotations

from cleanbee.adapters.memory import (
    after_capture,
    audit,
    availability,
    booking,
    chat,
    feed,
    inbox,
    invoices,
    ledger,
    matching,
    messaging,
    once,
    open_items,
    payment,
    payouts,
    people,
    pricing,
    timers,
    trust,
    wallets,
)
from cleanbee.adapters.memory.pending import Pending


class Tables:
    """One table a noun."""

    def __init__(self) -> None:
        self.customers = people.customers()
        self.cleaners = people.cleaners()
        self.ops = people.ops()
        self.homes = people.homes()
        self.audit = audit.audit()
        self.sign_ins = people.sign_ins()
        self.sessions = people.sessions()
        self.quotes = pricing.quotes()
        self.books = pricing.books()
        self.hours = availability.hours()
        self.claims = availability.claims()
        self.pending = Pending()
        self.bookings = booking.bookings()
        self.moves = booking.moves()
        self.offers = matching.offers()
        self.receipts = matching.receipts()
        self.batches = matching.batches()
        self.plans = matching.plans()
        self.cards = payment.cards()
        self.payments = payment.payments()
        self.operations = payment.operations()
        self.journals = ledger.journals()
        self.payout_accounts = payouts.accounts()
        self.payouts = payouts.payouts()
        self.payout_lines = payouts.payout_lines()
        self.refunds = after_capture.refunds()
        self.invoices = invoices.invoices()
        self.tips = after_capture.tips()
        self.disputes = after_capture.disputes()
        self.wallets = wallets.wallets()
        self.promotions = wallets.promotions()
        self.redemptions = wallets.redemptions()
        self.open_items = open_items.open_items()
        self.notices = messaging.notices()
        self.messages = chat.messages()
        self.read_marks = chat.read_marks()
        self.reviews = trust.reviews()
        self.timers = timers.timers()
        self.outbox = feed.outbox()
        self.places = feed.feed()
        self.inbox = inbox.inbox()
        self.once = once.once_rows()
