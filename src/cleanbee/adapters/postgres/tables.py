"""The tables as Piccolo knows them: what is asked for or constrained is a column, the whole value is ``doc``.

Constraints stand in the migrations. Column names here and there are compared by a test.
"""

from __future__ import annotations

from piccolo.columns import UUID, Array, BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.columns.column_types import JSONB
from piccolo.table import Table

from cleanbee.adapters.postgres.engine import ENGINE


class CustomerRow(Table, tablename="customer", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    phone = Text(null=True)
    email = Text(null=True)
    sought = Text()
    doc = JSONB()


class CleanerRow(Table, tablename="cleaner", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    phone = Text(null=True)
    email = Text(null=True)
    phase = Text()
    lat_e6 = Integer()
    lon_e6 = Integer()
    sought = Text()
    doc = JSONB()


class OpsAccountRow(Table, tablename="ops_account", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    email = Text()
    doc = JSONB()


class HomeRow(Table, tablename="home", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    owner = UUID()
    doc = JSONB()


class SignInRow(Table, tablename="sign_in", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    doc = JSONB()


class SessionRow(Table, tablename="session", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    person = Text()
    access_hash = Text()
    refresh_hash = Text()
    previous_refresh_hash = Text(null=True)
    revoked = Boolean()
    doc = JSONB()


class QuoteRow(Table, tablename="quote", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    phase = Text()
    customer = UUID(null=True)
    doc = JSONB()


class PriceBookRow(Table, tablename="price_book", db=ENGINE):
    version = Text(primary_key=True)
    place = BigInt()
    doc = JSONB()


class PolicyRow(Table, tablename="policy", db=ENGINE):
    version = Text(primary_key=True)
    place = BigInt()
    doc = JSONB()


class HoursRow(Table, tablename="hours", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    doc = JSONB()


class BookingRow(Table, tablename="booking", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    phase = Text()
    customer = UUID()
    home = UUID()
    cleaner = UUID(null=True)
    start_at = Timestamptz()
    needs_human = Boolean()
    doc = JSONB()


class BookingEventRow(Table, tablename="booking_event", db=ENGINE):
    booking = UUID(primary_key=True)
    seq = Integer()
    origin = Text()
    target = Text()
    at = Timestamptz()
    occurred_at = Timestamptz(null=True, default=None)


class OfferRow(Table, tablename="offer", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    seat = Integer()
    round = Integer()
    cleaner = UUID()
    phase = Text()
    made_at = Timestamptz()
    broadcast = Boolean()
    doc = JSONB()


class ReceiptRow(Table, tablename="receipt", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    customer = UUID()
    cleaners = Array(base_column=UUID())
    made_at = Timestamptz()
    answer_by = Timestamptz(null=True)
    doc = JSONB()


class BatchRow(Table, tablename="assignment_batch", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    made_at = Timestamptz()
    doc = JSONB()


class DayPlanRow(Table, tablename="day_plan", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    day = Date()
    phase = Text()
    doc = JSONB()


class CardRow(Table, tablename="card", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    owner = UUID()
    removed = Boolean()
    saved_at = Timestamptz()
    doc = JSONB()


class PaymentRow(Table, tablename="payment", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    phase = Text()
    doc = JSONB()


class OperationRow(Table, tablename="payment_operation", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    kind = Text()
    intent = Text()
    payment = UUID()
    booking = UUID()
    phase = Text()
    due_at = Timestamptz(null=True)
    doc = JSONB()


class PayoutAccountRow(Table, tablename="payout_account", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    doc = JSONB()


class PayoutRow(Table, tablename="payout", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    cleaner = UUID()
    week = Date()
    currency = Text()
    phase = Text()
    made_at = Timestamptz()
    doc = JSONB()


class RefundRow(Table, tablename="refund", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    phase = Text()
    asked_at = Timestamptz()
    doc = JSONB()


class InvoiceRow(Table, tablename="invoice", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    seller = Text()
    year = Integer()
    place = Integer()
    doc = JSONB()


class TipRow(Table, tablename="tip", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    phase = Text()
    asked_at = Timestamptz()
    doc = JSONB()


class DisputeRow(Table, tablename="dispute", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    name = Text()
    booking = UUID()
    phase = Text()
    opened_at = Timestamptz()
    doc = JSONB()


class WalletRow(Table, tablename="wallet", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    doc = JSONB()


class PromotionRow(Table, tablename="promotion", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    code = Text()
    most = Integer()
    redeemed = Integer()
    made_at = Timestamptz()
    doc = JSONB()


class RedemptionRow(Table, tablename="redemption", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    promotion = UUID()
    customer = UUID()
    doc = JSONB()


class MessageRow(Table, tablename="message", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    seq = Integer()
    cleaner = UUID()
    by = Text()
    sent_at = Timestamptz()
    doc = JSONB()


class ReadMarkRow(Table, tablename="read_mark", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    doc = JSONB()


class ReviewRow(Table, tablename="review", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    booking = UUID()
    cleaner = UUID()
    by = Text()
    stars = Integer()
    phase = Text()
    written_at = Timestamptz()
    doc = JSONB()


class OpenItemRow(Table, tablename="open_item", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    kind = Text()
    about = Text()
    since = Timestamptz()
    until = Timestamptz(null=True)
    doc = JSONB()


class NoticeRow(Table, tablename="notice", db=ENGINE):
    id = UUID(primary_key=True)
    version = Integer()
    person = UUID()
    template = Text()
    subject = UUID()
    occasion = Text()
    phase = Text()
    not_before = Timestamptz(null=True)
    made_at = Timestamptz()
    doc = JSONB()
