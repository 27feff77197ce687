"""Whoever goes past the domain, with plain SQL, is refused by the database itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from cleanbee.adapters.postgres.constraints import SAYS

DAY = "tstzrange('2027-03-02 08:00+00', '2027-03-02 11:00+00')"
NOON = "tstzrange('2027-03-02 10:00+00', '2027-03-02 12:00+00')"
ENDLESS = "tstzrange('2027-03-02 08:00+00', NULL)"
FOREVER = "tstzrange('2027-03-02 08:00+00', 'infinity')"
CLOSED = "tstzrange('2027-03-02 08:00+00', '2027-03-02 11:00+00', '[]')"
NOTHING = "'empty'::tstzrange"


class Ground:
    """One customer's booking with its story, its seat and one balanced journal, written by hand."""

    def __init__(self, connection: Any) -> None:
        self.sql: Any = connection
        self.booking, self.cleaner, self.journal = uuid4(), uuid4(), uuid4()

    async def lay(self) -> None:
        async with self.sql.transaction():
            await self.step(1, "new", "requested")
            await self.sql.execute(
                "INSERT INTO booking (id, version, phase, customer, home, start_at, needs_human, doc) "
                "VALUES ($1, 1, 'requested', $2, $2, '2027-03-02 08:00+00', false, '{}')",
                self.booking,
                uuid4(),
            )
            await self.sql.execute(
                f"INSERT INTO booking_seat (booking, seat, work) VALUES ($1, 0, {DAY})", self.booking
            )
            await self.enter(self.journal, 100, -100)

    async def step(self, seq: int, origin: str, target: str) -> None:
        await self.sql.execute(
            "INSERT INTO booking_event (booking, seq, origin, target, at) VALUES ($1, $2, $3, $4, now())",
            self.booking,
            seq,
            origin,
            target,
        )

    async def enter(self, journal: UUID, *amounts: int, kind: str = "earned", source: UUID | None = None) -> None:
        await self.sql.execute(
            "INSERT INTO journal (id, kind, source, booking, at) VALUES ($1, $2, $3, $4, now())",
            journal,
            kind,
            source or uuid4(),
            self.booking,
        )
        await self.account("EUR")
        for line, amount in enumerate(amounts, 1):
            await self.post(journal, line, amount)

    async def account(self, currency: str) -> None:
        await self.sql.execute(
            "INSERT INTO ledger_account (account, currency) VALUES ('gateway', $1) ON CONFLICT DO NOTHING", currency
        )

    async def post(
        self, journal: UUID, line: int, amount: int, currency: str = "EUR", account: str = "gateway"
    ) -> None:
        await self.sql.execute(
            "INSERT INTO posting (journal, line, account, amount, currency) VALUES ($1, $2, $3, $4, $5)",
            journal,
            line,
            account,
            amount,
            currency,
        )

    async def claim(self, work: str = DAY, blocked: str | None = None, **columns: object) -> None:
        asked = {"id": uuid4(), "cleaner": self.cleaner, "kind": "time_off", "note": ""} | columns
        places = ", ".join(f"${n}" for n in range(1, len(asked) + 1))
        await self.sql.execute(
            f"INSERT INTO calendar_claim ({', '.join(asked)}, work, blocked) "
            f"VALUES ({places}, {work}, {blocked or work})",
            *asked.values(),
        )

    async def offer(self, cleaner: UUID, phase: str, nth: int = 1) -> None:
        await self.sql.execute(
            "INSERT INTO offer (id, version, booking, seat, round, cleaner, phase, made_at, doc) "
            "VALUES ($1, 1, $2, 0, $3, $4, $5, now(), '{}')",
            uuid4(),
            self.booking,
            nth,
            cleaner,
            phase,
        )

    async def operation(self, intent: str) -> None:
        await self.sql.execute(
            "INSERT INTO payment_operation (id, version, kind, intent, payment, booking, phase, doc) "
            "VALUES ($1, 1, 'capture', $2, $1, $3, 'planned', '{}')",
            uuid4(),
            intent,
            self.booking,
        )

    async def event(self, seq: int) -> None:
        await self.sql.execute(
            "INSERT INTO outbox (aggregate, seq, kind, at, doc) VALUES ($1, $2, 'x', now(), '{}')", self.booking, seq
        )


async def claim_twice(ground: Ground) -> None:
    await ground.claim()
    await ground.claim(NOON)


async def offer_taken_twice(ground: Ground) -> None:
    await ground.offer(uuid4(), "accepted")
    await ground.offer(uuid4(), "accepted")


async def offer_asked_twice(ground: Ground) -> None:
    await ground.offer(ground.cleaner, "declined")
    await ground.offer(ground.cleaner, "open")


async def one_fact_posted_twice(ground: Ground) -> None:
    fact = uuid4()
    await ground.enter(uuid4(), 5, -5, source=fact)
    await ground.enter(uuid4(), 5, -5, source=fact)


async def two_currencies_hide_a_gap(ground: Ground) -> None:
    journal = uuid4()
    await ground.account("CHF")
    await ground.enter(journal, 5)
    await ground.post(journal, 2, -5, currency="CHF")


async def on_no_account(ground: Ground) -> None:
    journal = uuid4()
    await ground.enter(journal, 5)
    await ground.post(journal, 2, -5, account="purse")


async def balanced_then_opened_again(ground: Ground) -> None:
    journal = uuid4()
    await ground.enter(journal, 5, -5)
    await ground.sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
    await ground.post(journal, 3, 7)


async def one_intent_twice(ground: Ground) -> None:
    intent = f"capture:{ground.booking}:1"
    await ground.operation(intent)
    await ground.operation(intent)


async def a_batch_rewritten(ground: Ground) -> None:
    await ground.sql.execute(
        "INSERT INTO assignment_batch (id, version, made_at, doc) VALUES ($1, 1, now(), '{}')", uuid4()
    )
    await ground.sql.execute("UPDATE assignment_batch SET version = 2")


async def a_plan_made_twice(ground: Ground) -> None:
    kept = "INSERT INTO day_plan (id, version, day, phase, doc) VALUES ($1, 1, '2027-03-01', 'planned', '{}')"
    await ground.sql.execute(kept, uuid4())
    await ground.sql.execute("UPDATE day_plan SET version = 2")


async def payout(ground: Ground, week: str = "2027-03-01") -> UUID:
    kept = (
        "INSERT INTO payout (id, version, cleaner, week, currency, phase, made_at, doc) "
        f"VALUES ($1, 1, $2, '{week}', 'EUR', 'accrued', now(), '{{}}')"
    )
    id = uuid4()
    await ground.sql.execute(kept, id, ground.cleaner)
    return id


async def drawn(ground: Ground, amount: int = 100) -> UUID:
    id = await payout(ground)
    kept = (
        "INSERT INTO payout_line (journal, cleaner, payout, booking, kind, amount, currency) "
        "VALUES ($1, $2, $3, $4, 'share', $5, 'EUR')"
    )
    await ground.sql.execute(kept, ground.journal, ground.cleaner, id, ground.booking, amount)
    return id


async def drawn_twice(ground: Ground) -> None:
    first = await drawn(ground)
    await ground.sql.execute("UPDATE payout SET phase = 'paid' WHERE id = $1", first)
    await drawn(ground)


async def drawn_line_taken_out(ground: Ground) -> None:
    await ground.sql.execute("DELETE FROM payout_line WHERE payout = $1", await drawn(ground))


async def two_open_payouts(ground: Ground) -> None:
    await payout(ground)
    await payout(ground)


async def invoice(ground: Ground, place: int = 1) -> UUID:
    kept = (
        "INSERT INTO invoice (id, version, booking, seller, year, place, doc) "
        "VALUES ($1, 1, $2, 'CleanBee', 2027, $3, '{}')"
    )
    id = uuid4()
    await ground.sql.execute(kept, id, uuid4(), place)
    return id


async def an_invoice_written_over(ground: Ground) -> None:
    await ground.sql.execute("UPDATE invoice SET doc = '[]' WHERE id = $1", await invoice(ground))


async def one_number_on_two_invoices(ground: Ground) -> None:
    await invoice(ground)
    await invoice(ground)


async def promotion(ground: Ground, redeemed: int = 0) -> UUID:
    kept = (
        "INSERT INTO promotion (id, version, code, most, redeemed, made_at, doc) "
        "VALUES ($1, 1, 'WELCOME10', 1, $2, now(), '{}')"
    )
    id = uuid4()
    await ground.sql.execute(kept, id, redeemed)
    return id


async def redeemed_twice(ground: Ground) -> None:
    one, who = await promotion(ground), uuid4()
    for _ in range(2):
        await ground.sql.execute("INSERT INTO redemption VALUES ($1, 1, $2, $3, '{}')", uuid4(), one, who)


async def message(ground: Ground, seq: int) -> None:
    await ground.sql.execute(
        "INSERT INTO message (id, version, booking, seq, cleaner, by, sent_at, doc) "
        "VALUES ($1, 1, $2, $3, $1, 'customer', now(), '{}')",
        uuid4(),
        ground.booking,
        seq,
    )


async def a_message_written_over(ground: Ground) -> None:
    await message(ground, 1)
    await ground.sql.execute('UPDATE message SET doc = \'{"text": "No"}\'')


async def one_place_for_two_messages(ground: Ground) -> None:
    await message(ground, 1)
    await message(ground, 1)


async def reviewed(ground: Ground, stars: int = 5, phase: str = "sealed") -> None:
    await ground.sql.execute(
        "INSERT INTO review (id, version, booking, cleaner, by, stars, phase, written_at, doc) "
        "VALUES ($1, 1, $2, $1, 'customer', $3, $4, now(), '{}')",
        uuid4(),
        ground.booking,
        stars,
        phase,
    )


async def reviewed_twice(ground: Ground) -> None:
    await reviewed(ground)
    await reviewed(ground)


async def a_published_review_written_over(ground: Ground) -> None:
    await reviewed(ground, phase="published")
    await ground.sql.execute("UPDATE review SET stars = 1")


async def one_event_number_twice(ground: Ground) -> None:
    await ground.event(1)
    await ground.event(1)


async def phase_without_a_story(ground: Ground) -> None:
    await ground.sql.execute("UPDATE booking SET phase = 'confirmed' WHERE id = $1", ground.booking)


async def version_without_a_story(ground: Ground) -> None:
    await ground.sql.execute("UPDATE booking SET version = 2 WHERE id = $1", ground.booking)


def sql(statement: str) -> Any:
    async def run(ground: Ground) -> None:
        given = {"booking": ground.booking, "journal": ground.journal, "cleaner": ground.cleaner}
        name = next(each for each in given if f":{each}" in statement)
        await ground.sql.execute(statement.replace(f":{name}", "$1"), given[name])

    return run


ILLEGAL: dict[str, tuple[str, Any]] = {
    "two claims of one cleaner overlap": ("no_double_booking", claim_twice),
    "a claim never ends": ("claim_is_finite", lambda g: g.claim(ENDLESS)),
    "a claim ends at infinity": ("claim_is_finite", lambda g: g.claim(FOREVER)),
    "a claim holds its own end": ("claim_is_finite", lambda g: g.claim(CLOSED)),
    "a claim of no time": ("claim_is_finite", lambda g: g.claim(NOTHING)),
    "work outside the blocked time": ("work_inside_blocked", lambda g: g.claim(NOON, DAY)),
    "a hold for ever": ("only_holds_expire", lambda g: g.claim(kind="hold", holder=uuid4())),
    "a claim of no known kind": ("claim_kind", lambda g: g.claim(kind="nap")),
    "a booked claim without a booking": ("bookings_claim_a_seat", lambda g: g.claim(kind="booked")),
    "a booked claim at another time than its seat": (
        "claim_of_seat",
        lambda g: g.claim(NOON, kind="booked", booking=g.booking, seat=0),
    ),
    "two accepted offers for one seat in a round": ("one_accepted_offer", offer_taken_twice),
    "one cleaner asked twice in a round": ("offer_per_round", offer_asked_twice),
    "a journal of one line": ("journal_balanced", lambda g: g.enter(uuid4(), 5)),
    "a journal without lines": ("journal_balanced", lambda g: g.enter(uuid4())),
    "a journal that does not balance": ("journal_balanced", lambda g: g.enter(uuid4(), 5, -4)),
    "a journal whose currencies do not balance": ("journal_balanced", two_currencies_hide_a_gap),
    "a balanced journal opened again": ("journal_closed", balanced_then_opened_again),
    "a line added to a journal of yesterday": ("posting_closes_with_journal", lambda g: g.post(g.journal, 3, 7)),
    "a posting of nothing": ("posting_moves_something", lambda g: g.enter(uuid4(), 5, 0, -5)),
    "a posting on an unknown account": ("posting_account", on_no_account),
    "one fact posted twice": ("one_journal_per_fact", one_fact_posted_twice),
    "a posting changed": ("ledger_is_append_only", sql("UPDATE posting SET amount = 1 WHERE journal = :journal")),
    "a posting deleted": ("ledger_is_append_only", sql("DELETE FROM posting WHERE journal = :journal")),
    "a journal moved in time": (
        "ledger_is_append_only",
        sql("UPDATE journal SET at = now() WHERE id = :journal"),
    ),
    "a move that is not legal": ("legal_move", lambda g: g.step(2, "requested", "completed")),
    "a step that forgets the one before": ("unbroken_history", lambda g: g.step(2, "confirmed", "en_route")),
    "a step out of turn": ("unbroken_history", lambda g: g.step(3, "requested", "confirmed")),
    "a step ahead of its booking": ("event_ahead_of_booking", lambda g: g.step(2, "requested", "confirmed")),
    "a second beginning": ("booking_starts_as_new", lambda g: g.step(2, "new", "requested")),
    "a history rewritten": ("history_stands", sql("DELETE FROM booking_event WHERE booking = :booking")),
    "a phase without a story": ("phase_is_last_event", phase_without_a_story),
    "a version without a story": ("phase_is_last_event", version_without_a_story),
    "a batch rewritten": ("batches_only_grow", a_batch_rewritten),
    "a plan made twice": ("made_once", a_plan_made_twice),
    "one line drawn by two payouts": ("payout_line_pkey", drawn_twice),
    "a drawn line taken out again": ("payout_lines_only_grow", drawn_line_taken_out),
    "a drawn line of nothing": ("payout_line_moves_something", lambda g: drawn(g, 0)),
    "two open payouts of a week": ("one_open_payout", two_open_payouts),
    "a week that begins on a Tuesday": ("payout_week_begins_on_monday", lambda g: payout(g, "2027-03-02")),
    "one number on two invoices": ("one_invoice_per_place", one_number_on_two_invoices),
    "a number left out": ("invoice_place_follows", lambda g: invoice(g, 2)),
    "an invoice of no number": ("invoice_place_counts", lambda g: invoice(g, 0)),
    "an invoice written over": ("invoices_only_grow", an_invoice_written_over),
    "a code redeemed more often than was said": ("promotion_within_most", lambda g: promotion(g, 2)),
    "a code redeemed twice by a customer": ("one_redemption_per_customer", redeemed_twice),
    "a message written over": ("messages_only_grow", a_message_written_over),
    "two messages at one place": ("one_message_per_place", one_place_for_two_messages),
    "a message behind a gap": ("message_place_follows", lambda g: message(g, 2)),
    "a message at no place": ("message_place_counts", lambda g: message(g, 0)),
    "two reviews by one side": ("one_review_per_side", reviewed_twice),
    "a review of six stars": ("review_stars", lambda g: reviewed(g, 6)),
    "a review half open": ("review_phase", lambda g: reviewed(g, phase="open")),
    "a published review written over": ("published_reviews_stay", a_published_review_written_over),
    "one intent planned twice": ("intent_once", one_intent_twice),
    "one event number given twice": ("outbox_seq", one_event_number_twice),
}


@pytest.fixture
async def ground(database_url: str) -> AsyncGenerator[Ground]:
    connection: Any = await asyncpg.connect(database_url)
    laid = Ground(connection)
    await laid.lay()
    yield laid
    await connection.close()


@pytest.mark.contract
@pytest.mark.parametrize("what", ILLEGAL)
async def test_the_database_refuses(what: str, ground: Ground) -> None:
    constraint, write = ILLEGAL[what]
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        async with ground.sql.transaction():
            await write(ground)
    assert refused.value.constraint_name == constraint
    assert constraint in SAYS


async def test_what_is_legal_passes_the_same_hands(ground: Ground) -> None:
    async with ground.sql.transaction():
        await ground.step(2, "requested", "confirmed")
        await ground.sql.execute("UPDATE booking SET version = 2, phase = 'confirmed' WHERE id = $1", ground.booking)
        await ground.claim(kind="booked", booking=ground.booking, seat=0)
        await ground.offer(ground.cleaner, "accepted")
        await ground.enter(uuid4(), 7, -3, -4)
        await ground.event(1)
    kept: Any = await ground.sql.fetchval("SELECT count(*) FROM calendar_claim WHERE booking = $1", ground.booking)
    assert kept == 1
