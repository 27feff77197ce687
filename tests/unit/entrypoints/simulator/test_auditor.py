"""The auditor itself: a world in which nothing is wrong, spoilt in one place at a time, and what is said of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from cleanbee.adapters.memory.bank import Entry
from cleanbee.domain.kernel import Money, OperationId, with_
from cleanbee.domain.payment.dispute import Open
from cleanbee.domain.payment.fact import Held, LetGo, OnItsWay, Refunded, Taken
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Owed, Planned
from cleanbee.domain.payment.payout import Scheduled
from cleanbee.domain.payment.refund import Sending
from cleanbee.domain.payment.tip import Asking, Given
from cleanbee.entrypoints.simulator.audit import at_rest
from cleanbee.entrypoints.simulator.audit_books import Memory
from cleanbee.entrypoints.simulator.found import Found, Kept
from cleanbee.entrypoints.simulator.kinds import KINDS
from cleanbee.entrypoints.simulator.line import Asked
from cleanbee.entrypoints.simulator.lived import Plan, live
from cleanbee.entrypoints.simulator.world import Rates

pytestmark = pytest.mark.slow

CENT = Money(amount=1)
FRESH = OperationId(UUID(int=7))
PLAIN = tuple(one for one in KINDS if one.name in {"near_and_done", "waived", "owed", "refunded", "thanked"})


@pytest.fixture(scope="module")
def well() -> Found:
    """Two dozen lives in a good world: paid, let go, owed."""
    logging.getLogger("cleanbee.memory").setLevel(logging.ERROR)
    lived = live(Plan(seed="well", lives=24, rates=Rates(faults=0.0, steps_a_crash=0), kinds=PLAIN))
    assert lived.findings == []
    assert lived.found is not None
    return lived.found


# one thing is altered


def entries(found: Found, spoil: Callable[[Entry], Entry | None], kind: type) -> Found:
    """The bank's book with its first line about such a thing altered, or torn out."""
    book = list(found.entries)
    place = next(n for n, entry in enumerate(book) if isinstance(entry.fact, kind))
    spoilt = spoil(book[place])
    book[place : place + 1] = [] if spoilt is None else [spoilt]
    return replace(found, entries=tuple(book))


def kept(found: Found, of: Callable[[Kept], bool], spoil: Callable[[Kept], Kept | None]) -> Found:
    """The first such booking altered, or gone."""
    id = next(id for id, one in found.kept.items() if of(one))
    spoilt = spoil(found.kept[id])
    rest = {key: one for key, one in found.kept.items() if key != id}
    others = tuple(one for one in found.journals if one.booking != id)
    if spoilt is None:
        return replace(found, kept=rest, journals=others)
    return replace(found, kept={**rest, id: spoilt}, journals=(*others, *spoilt.journals))


def has(kind: str) -> Callable[[Kept], bool]:
    return lambda one: any(journal.kind == kind for journal in one.journals)


def without(kind: str) -> Callable[[Kept], Kept]:
    return lambda one: replace(one, journals=tuple(each for each in one.journals if each.kind != kind))


def a_cent_more(kept: Kept) -> Kept:
    """The capture's two legs altered by a cent each: it balances still."""

    def one(journal: Journal) -> Journal:
        if journal.kind != "capture":
            return journal
        by = {"gateway": CENT, "customer:owed": -CENT}
        lines = [with_(p, amount=p.amount + by.get(p.account, CENT - CENT)) for p in journal.postings]
        return with_(journal, postings=tuple(lines))

    return replace(kept, journals=tuple(one(journal) for journal in kept.journals))


def taken_again(found: Found) -> Found:
    again = next(entry for entry in found.entries if isinstance(entry.fact, Taken))
    return replace(found, entries=(*found.entries, again))


def held_under_a_fresh_key(found: Found) -> Found:
    once = next(entry for entry in found.entries if isinstance(entry.fact, Held))
    fresh = with_(once, call=with_(once.call, key=FRESH), fact=with_(once.fact, provider_id="hold_again"))
    return replace(found, entries=(*found.entries, fresh))


def taken_too_late(found: Found) -> Found:
    holds = found.holds
    return entries(found, lambda one: with_(one, at=holds[one.fact.provider_id].capture_before), Taken)  # type: ignore[union-attr] -- it was taken


def nobody_asked(found: Found) -> Found:
    """The captures never happened, and nobody tried."""
    book = tuple(entry for entry in found.entries if not isinstance(entry.fact, Taken))
    return replace(found, entries=book, log=tuple(one for one in found.log if one.kind != "capture"))


def captures(found: Found, *, of: str) -> tuple[Asked, ...]:
    """The calls for the amount of one hold."""
    keys = {key for key, (one, _) in found.operations.items() if one.kind == "capture" and one.provider_id == of}
    return tuple(one for one in found.log if one.key in keys)


def asked_too_late(found: Found) -> Found:
    """The calls for one hold's amount all come an hour after it ran out; when it was taken stays as it was."""
    hold = next(one for one in found.holds.values() if one.taken)
    late = {id(one) for one in captures(found, of=hold.id)}
    at = hold.capture_before + timedelta(hours=1)
    return replace(found, log=tuple(replace(one, at=at) if id(one) in late else one for one in found.log))


def an_old_key(found: Found) -> Found:
    first = found.log[0]
    later = Asked(first.key, first.kind, False, first.at + timedelta(hours=25), first.at, "Held")
    return replace(found, log=(*found.log, later))


def asked_for_more(found: Found) -> Found:
    """Somebody whose clean is paid is asked for a cent."""
    debt = Owed(amount=CENT, since=found.now)
    return kept(found, has("capture"), lambda one: replace(one, payment=with_(one.payment, phase=debt)))


def unsent(found: Found) -> Found:
    def spoil(one: Kept) -> Kept:
        return replace(one, operations=(with_(one.operations[0], phase=Planned()), *one.operations[1:]))

    return kept(found, lambda one: bool(one.operations), spoil)


def paid_again(found: Found) -> Found:
    again = next(entry for entry in found.entries if isinstance(entry.fact, OnItsWay))
    return replace(found, entries=(*found.entries, again))


def given_again(found: Found) -> Found:
    again = next(entry for entry in found.entries if isinstance(entry.fact, Refunded))
    return replace(found, entries=(*found.entries, again))


def a_thousand_times(entry: Entry) -> Entry:
    return with_(entry, fact=with_(entry.fact, amount=Money(amount=10_000_000)))


def still_sending(found: Found) -> Found:
    first, *rest = found.refunds
    return replace(found, refunds=(with_(first, phase=Sending(operation=FRESH)), *rest))


def still_open(found: Found) -> Found:
    first, *rest = found.disputes
    return replace(found, disputes=(with_(first, phase=Open()), *rest))


def of_tips(found: Found, **spoilt: object) -> Found:
    """The first tip that was given, altered."""
    place = next(n for n, one in enumerate(found.tips) if isinstance(one.phase, Given))
    return replace(found, tips=(*found.tips[:place], with_(found.tips[place], **spoilt), *found.tips[place + 1 :]))


def never_entered(found: Found, kind: str) -> Found:
    """The first journal of this kind is torn out of the ledger."""
    place = next(n for n, one in enumerate(found.journals) if one.kind == kind)
    return replace(found, journals=found.journals[:place] + found.journals[place + 1 :])


def left_over(found: Found) -> Found:
    first, *rest = found.payouts
    return replace(found, payouts=(with_(first, phase=Scheduled(at=found.now)), *rest))


SPOILT: tuple[tuple[str, Callable[[Found], Found], str], ...] = (
    ("a cent altered in our books", lambda f: kept(f, has("capture"), a_cent_more), "M9 capture"),
    ("a cent altered in our books", lambda f: kept(f, has("capture"), a_cent_more), "M5 gateway"),
    (
        "a cent altered in the bank's",
        lambda f: entries(f, lambda e: with_(e, fact=with_(e.fact, amount=e.fact.amount - CENT)), Taken),  # type: ignore[union-attr] -- it was taken
        "M9 our account at the gateway and the bank's book are 1 minor units apart",
    ),
    ("a second capture", taken_again, "M8 hold"),
    ("a hold that nobody let go", lambda f: entries(f, lambda _: None, LetGo), "M10 hold"),
    ("a hold under a fresh key", held_under_a_fresh_key, "M8 the bank did a authorise under a key that nobody kept"),
    ("a capture after its time", taken_too_late, "M11 hold"),
    ("a capture that nobody asked for", nobody_asked, "M11 hold"),
    ("a capture first asked for too late", asked_too_late, "M11 hold"),
    ("an old key sent again", an_old_key, "M12 a authorise"),
    ("a cleaner without cover", lambda f: kept(f, has("cover"), without("cover")), "M13 of booking"),
    ("a cleaner unpaid", lambda f: kept(f, has("capture"), without("capture")), "M13 of booking"),
    ("a fee that nobody entered", lambda f: kept(f, has("fee"), without("fee")), "M13 of booking"),
    ("more asked for than is owed", asked_for_more, "M9 for booking"),
    ("a booking lost", lambda f: kept(f, has("hold"), lambda _: None), "B9 the acknowledged booking"),
    ("an operation that nobody ended", unsent, "at rest authorise"),
    (
        "a journal posted twice",
        lambda f: kept(f, has("earned"), lambda one: replace(one, journals=one.journals + one.journals[-1:])),
        "M4",
    ),
    (
        "a cleaner's minus",
        lambda f: replace(f, balances=(*f.balances, with_(f.balances[0], account="cleaner:payable", amount=CENT))),
        "M16 cleaner:payable",
    ),
    ("a refund given twice", given_again, "M8 Refunded happened 2 times"),
    ("a refund that never was", lambda f: entries(f, lambda _: None, Refunded), "M9 refund"),
    ("a refund that nobody entered", lambda f: never_entered(f, "refund"), "M9 refund"),
    ("a refund that is forgotten", lambda f: replace(f, refunds=()), "M9 refund"),
    ("more given back than came", lambda f: entries(f, a_thousand_times, Refunded), "M7 "),
    ("a refund that nobody ended", still_sending, "at rest refund"),
    ("a dispute that is forgotten", lambda f: replace(f, disputes=()), "M9 dispute_"),
    ("a dispute that nobody entered", lambda f: never_entered(f, "dispute_opened"), "M9 dispute_"),
    ("a dispute that nobody ended", still_open, "at rest dispute_"),
    ("a tip that is forgotten", lambda f: replace(f, tips=()), "M9 tip"),
    ("a tip that nobody entered", lambda f: never_entered(f, "tip"), "M9 tip"),
    ("a tip that nobody ended", lambda f: of_tips(f, phase=Asking()), "at rest tip"),
    ("a tip beyond the limit", lambda f: of_tips(f, amount=Money(amount=20_001)), "M6 "),
    ("a payout sent twice", paid_again, "M8 OnItsWay happened 2 times"),
    ("a payout under a key that nobody kept", lambda f: replace(f, paying=frozenset()), "M8 the bank did a pay_out"),
    ("a payout that never was", lambda f: entries(f, lambda _: None, OnItsWay), "M9 payout"),
    ("a payout that never was", lambda f: entries(f, lambda _: None, OnItsWay), "M13"),
    ("an arrival that nobody entered", lambda f: never_entered(f, "payout_paid"), "M9 payout_paid"),
    ("a payout that nobody entered", lambda f: never_entered(f, "payout"), "M9 payout"),
    ("pay that was left", lambda f: never_entered(f, "payout"), "M13 "),
    ("a payout that nobody sent", left_over, "at rest payout"),
    ("messages left over", lambda f: replace(f, unfinished=3), "at rest 3 events or messages"),
)


@pytest.mark.parametrize(("fault", "spoil", "says"), SPOILT, ids=[f"{one[0]}: {one[2]}" for one in SPOILT])
def test_what_is_wrong_is_named(well: Found, fault: str, spoil: Callable[[Found], Found], says: str) -> None:
    findings = at_rest(spoil(well))
    assert any(one.startswith(says) for one in findings), (fault, findings)


def test_a_hold_that_was_asked_for_in_time_may_be_asked_for_again_and_so_may_the_hold_after_it(well: Found) -> None:
    """The answer was lost in an outage: what is looked up, or intended anew, days later is not the first time."""
    hold = next(one for one in well.holds.values() if one.taken)
    (first, *_) = captures(well, of=hold.id)
    later = replace(first, look_up=True, at=hold.capture_before + timedelta(days=2))
    assert at_rest(replace(well, log=(*well.log, later))) == []


def test_of_a_world_in_which_nothing_is_wrong_nothing_is_said(well: Found) -> None:
    assert at_rest(well) == []


def test_what_was_posted_once_and_is_another_now_is_named(well: Found) -> None:
    memory = Memory()
    assert list(memory.nothing_posted_changes(well)) == []
    changed = kept(well, has("capture"), a_cent_more)
    assert [one[:2] for one in memory.nothing_posted_changes(changed)] == ["M3"]
