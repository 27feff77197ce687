"""What must be true of the marketplace whatever has happened: asked through the ports, after every step and at rest."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from tests.unit.marketplace.market import Market

from cleanbee.domain.availability.claim import Booked, Claim, Hold
from cleanbee.domain.booking.booking import AtDoor, Booking, Confirmed, EnRoute, InProgress
from cleanbee.domain.booking.moves import MOVES, TERMINAL, phase_name
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import BookingId, Money, total
from cleanbee.domain.matching.offer import Accepted
from cleanbee.domain.payment.fact import Held
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.payout import Paid

COMING = (Confirmed, EnRoute, AtDoor, InProgress)
KEPT_AS_HISTORY = frozenset({"locked_out", "completed", "settled"})


async def claims_never_overlap(market: Market) -> None:
    """B1."""
    for one, later in pairwise(await market.claims()):
        assert one.cleaner != later.cleaner or one.blocked.end <= later.blocked.start, (one, later)


async def bookings_and_claims_agree(market: Market) -> None:
    """B2, B3: who is coming has exactly one claim for exactly that time; who is not, has none."""
    claims: dict[BookingId, list[Claim]] = {}
    for claim in await market.claims():
        if isinstance(claim.use, Booked):
            claims.setdefault(claim.use.booking, []).append(claim)
    bookings = {one.id: one for one in await market.all_bookings()}
    assert claims.keys() <= bookings.keys(), "a claim for a booking that is not there"
    for booking in bookings.values():
        _agree(booking, claims.get(booking.id, []))


def _agree(booking: Booking, mine: list[Claim]) -> None:
    if isinstance(booking.phase, COMING):
        assert [one.id for one in mine] == [booking.phase.claim], (booking, mine)
        assert (mine[0].cleaner, mine[0].work) == (booking.phase.cleaner, booking.window), (booking, mine)
    elif phase_name(booking.phase) not in KEPT_AS_HISTORY:
        assert not mine, (booking.phase, mine)


async def histories_are_whole(market: Market) -> None:
    """B4, B5, B9: every acknowledged booking is there, with an unbroken story of legal moves that ends where it is."""
    found = {one.id: one for one in await market.all_bookings()}
    assert set(market.bookings) <= found.keys(), "an acknowledged booking is gone"
    async with market.house.store.begin() as work:
        for booking in found.values():
            steps = await work.bookings.history(booking.id)
            assert [step.seq for step in steps] == list(range(1, booking.version + 1))
            assert [step.origin for step in steps] == ["new", *(step.to for step in steps[:-1])]
            assert all(step.to in MOVES[step.origin] for step in steps)
            assert steps[-1].to == phase_name(booking.phase)


async def nobody_holds_too_much(market: Market) -> None:
    """B11: checkouts and bookings that wait for their card together."""
    now = await market.now()
    async with market.house.store.begin() as work:
        for customer in market.customers:
            holds = await work.claims.holds_of(customer, now)
            assert len(holds) <= 2, holds


async def offers_are_given_once(market: Market) -> None:
    """O1, O4: whoever comes after an offer accepted it; nobody is asked twice a round; one open offer at most, or the
    several of one call, none of which is open beside a yes, and none of which keeps anybody's time."""
    for booking in await market.all_bookings():
        offers = await market.offers_of(booking.id)
        asked = Counter((one.seat, one.round, one.cleaner) for one in offers)
        assert all(count == 1 for count in asked.values()), asked
        rounds = Counter((one.seat, one.round) for one in offers if isinstance(one.phase, Accepted))
        assert all(count == 1 for count in rounds.values()), rounds
        waiting = [one for one in offers if phase_name_of(one.phase) == "open"]
        assert len(waiting) <= 1 or all(one.broadcast for one in waiting), waiting
        assert len({one.round for one in waiting}) <= 1, waiting
        said_yes = {one.round for one in offers if isinstance(one.phase, Accepted)}
        assert not said_yes & {one.round for one in waiting}, offers


async def calls_hold_nobody(market: Market) -> None:
    """O5: where several are asked at once, nobody's time is kept."""
    called = {one.id for booking in await market.all_bookings() for one in await market.offers_of(booking.id)
              if one.broadcast}  # fmt: skip
    held = {one.use.holder for one in await market.claims() if isinstance(one.use, Hold)}
    assert not held & called, held & called


async def the_books_balance(market: Market) -> None:
    """M2, M4, M5: all accounts sum to nothing, each fact stands once, balances are the sums of postings."""
    facts: Counter[tuple[str, object]] = Counter()
    bookings = await market.all_bookings()
    async with market.house.store.begin() as work:
        balances = await work.journals.balances()
        for booking in bookings:
            for journal in await work.journals.of_booking(booking.id):
                facts[journal.kind, journal.source] += 1
        assert not await work.journals.drifts()
    assert sum(one.amount.amount for one in balances) == 0
    assert all(count == 1 for count in facts.values()), facts


async def the_bank_was_asked_for_each_effect_once(market: Market) -> None:
    """M6, M8: one effect an operation, never more taken than held, and nothing under a key we do not know."""
    bank = market.house.gateway.bank
    for hold in bank.holds.values():
        assert hold.taken is None or hold.taken.amount <= hold.amount.amount
        assert not (hold.taken is not None and hold.let_go)
    known = {one.id for one in await operations(market)}
    assert {entry.call.key for entry in bank.entries} <= known


async def operations(market: Market) -> list[Operation]:
    """Every intended effect on a booking's money, and every payout's."""
    bookings = await market.all_bookings()
    async with market.house.store.begin() as work:
        found = [one for booking in bookings for one in await work.operations.of_booking(booking.id)]
        for payout in await work.payouts.made(None, None, 10_000):
            for number in range(1, payout.tries + 1):
                sent = await work.operations.by_intent(f"pay_out:{payout.id}:{number}")
                assert sent is not None, "each try is an operation of its own"
                found.append(sent)
    return found


async def no_fee_without_its_receipt(market: Market) -> None:
    """Every fee that was ever entered, and every closed door that was paid for, is explained, once."""
    for booking in await market.all_bookings():
        async with market.house.store.begin() as work:
            steps = [step.to for step in await work.bookings.history(booking.id)]
            journals = [one.kind for one in await work.journals.of_booking(booking.id)]
            kept = [one.matter for one in await work.receipts.of_booking(booking.id)]
        kinds = [one.kind for one in kept if isinstance(one, Reckoning) and one.borne_by != "cleaner"]
        assert kinds.count("locked_out") == steps.count("locked_out"), (booking.phase, kinds)
        assert len(kinds) == journals.count("fee") + steps.count("locked_out"), (booking.phase, journals, kinds)


async def credit_is_what_the_ledger_says(market: Market) -> None:
    """What a customer is promised stands in the books, and what is set aside is for a clean that is not done yet."""
    async with market.house.store.begin() as work:
        for who in market.customers:
            booked = -(await work.journals.balance("customer:credit", who))
            wallet = await work.wallets.find(who)
            assert (booked.amount if wallet is None else wallet.promised.amount) == booked.amount
            assert wallet is not None or booked.is_zero


ALWAYS = (
    credit_is_what_the_ledger_says,
    no_fee_without_its_receipt,
    claims_never_overlap,
    bookings_and_claims_agree,
    histories_are_whole,
    nobody_holds_too_much,
    offers_are_given_once,
    calls_hold_nobody,
    the_books_balance,
    the_bank_was_asked_for_each_effect_once,
)


async def no_hold_outlives_its_booking(market: Market) -> None:
    """M10: what the bank still held when its booking ended was taken or let go."""
    known = {one.id: one for one in await operations(market)}
    bookings = {one.id: one for one in await market.all_bookings()}
    holds = market.house.gateway.bank.holds
    for entry in market.house.gateway.bank.entries:
        if isinstance(entry.fact, Held):
            hold, booking = holds[entry.fact.provider_id], bookings[known[entry.call.key].booking]
            async with market.house.store.begin() as work:
                last = (await work.bookings.history(booking.id))[-1]
            done_with = hold.taken is not None or hold.let_go
            assert done_with or hold.capture_before <= last.at, (hold, booking.phase, last)


async def at_rest(market: Market) -> None:
    """Long after all faults: everything has ended, no hold outlives its booking, the bank and our books agree."""
    bookings = await market.all_bookings()
    ends = TERMINAL | {"completed", "locked_out"}
    assert all(phase_name(one.phase) in ends for one in bookings), [one.phase for one in bookings]
    unfinished = [one for one in await operations(market) if not one.finished]
    assert not unfinished, unfinished
    bank = market.house.gateway.bank
    await no_hold_outlives_its_booking(market)
    taken = total(hold.taken for hold in bank.holds.values() if hold.taken is not None)
    back = Money(amount=sum(hold.refunded + hold.refunded_late for hold in bank.holds.values()))
    async with market.house.store.begin() as work:
        balances = {(one.account, one.owner): one.amount.amount for one in await work.journals.balances()}
        payouts = await work.payouts.made(None, None, 10_000)
        paid = total(one.phase.amount for one in payouts if isinstance(one.phase, Paid))
        assert await work.feed.pending() == 0
        assert await work.timers.next_due() is None
    assert balances.get(("gateway", None), 0) == (taken - back - paid).amount, (
        "M9: our money at the gateway is what is there"
    )
    memo = sum(amount for (account, _), amount in balances.items() if account == "memo:held")
    assert memo == 0, "M10: nothing is held any more"
    holds = [claim for claim in await market.claims() if isinstance(claim.use, Hold)]
    assert not holds, holds


def phase_name_of(phase: object) -> str:
    """The word of any phase."""
    return str(getattr(type(phase), "__struct_config__").tag)  # noqa: B009 -- msgspec's own name for it
