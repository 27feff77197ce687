"""The rules that the books must never break, asked over what is kept: a broken one is an open item, by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cleanbee.domain.payment.accounts import CHART
from cleanbee.domain.payment.open_item import Finding
from cleanbee.ports.inbound.payment.open_items import file_one
from cleanbee.ports.inbound.payment.read_ledger import difference
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import Balance
from cleanbee.ports.outbound.store import Store, Work
from cleanbee.ports.outbound.watch import Span

VOIDED_WITHIN = timedelta(minutes=15)
RULES = ("M1", "M2", "M3", "M5", "M6", "M10", "M11", "M13", "M16")
"""The rules about money that are asked here; M9 is the comparison with the gateway's books."""
BY_SPAN = ("M1", "M6", "M13")
"""Those that are asked of what was posted in a span."""
BROKEN = frozenset(("invariant_broken", rule) for rule in BY_SPAN)
DAY, LATELY = timedelta(days=1), timedelta(days=2)
"""Lately: so long may nobody look, and the next look still sees all that was posted meanwhile."""
Seen = Mapping[str, Sequence[object]]
"""What breaks each rule that was asked; nothing where it holds."""


@dataclass(frozen=True)
class CheckBooks:
    """Reads, and writes nothing but open items.

    What was posted lately is asked each hour, and beside it one older day, another each hour. Once one of those rules
    is known to be broken every day is asked, so that it stays open until it holds everywhere.
    """

    store: Store
    ids: Ids

    async def __call__(self) -> int:
        """The job: nothing is left when it has run."""
        async with self.store.begin() as work:
            known = any(one.name in BROKEN for one in await work.open_items.open())
        await self._file(await self._by_span(whole=known))
        async with self.store.begin() as work:
            seen = await _standing(work)
        await self._file(seen)
        async with self.store.begin() as work:
            seen = await _drifted(work)
        await self._file(seen)
        return 0

    async def whole(self) -> list[Finding]:
        """Every rule that is broken just now, asked of every day since the first; nothing is filed."""
        seen = await self._by_span(whole=True)
        async with self.store.begin() as work:
            return _findings({**seen, **await _standing(work), **await _drifted(work)})

    async def _by_span(self, *, whole: bool) -> Seen:
        """A unit for each span: none of them is long."""
        async with self.store.begin() as work:
            spans = spans_of(await work.watch.first(), await work.now(), whole=whole)
        seen: dict[str, set[object]] = {rule: set() for rule in BY_SPAN}
        for span in spans:
            async with self.store.begin() as work:
                for rule, some in (await _within(work, span)).items():
                    seen[rule].update(some)
        return {rule: sorted(some, key=str) for rule, some in seen.items()}

    async def _file(self, seen: Seen) -> None:
        found = {one.about: one for one in _findings(seen)}
        async with self.store.begin() as work:
            for rule in seen:
                await file_one(work, self.ids, "invariant_broken", rule, found.get(rule))


def spans_of(first: datetime | None, now: datetime, *, whole: bool) -> list[Span]:
    """What is to be asked now: what was posted lately and an older day, each of them once in as many hours as there are
    days; or all.
    """
    until, since = now + DAY, now - LATELY
    recent, days = Span(since=since, until=until), list[Span]()
    while first is not None and first < since:
        days.append(Span(since=first, until=min(first + DAY, since)))
        first += DAY
    if whole or not days:
        return [*days, recent]
    return [days[int(now.timestamp()) // 3600 % len(days)], recent]


async def broken(work: Work) -> list[Finding]:
    """Every rule that is broken just now, with the first that break it."""
    return _findings({**await _within(work, None), **await _standing(work), **await _drifted(work)})


async def _within(work: Work, span: Span | None) -> Seen:
    watch = work.watch
    return {
        "M1": await watch.unbalanced(span),
        "M6": await watch.over_captured(span),
        "M13": await watch.overpaid(span),
    }


async def _standing(work: Work) -> Seen:
    """What is asked of balances and of what has a hold just now."""
    now, watch = await work.now(), work.watch
    balances = await work.journals.balances()
    return {
        "M2": ["all accounts together"] if difference(balances) else (),
        "M3": await watch.reversed_twice(),
        "M10": await watch.dead_holds(now - VOIDED_WITHIN),
        "M11": await watch.lapsed_holds(now),
        "M16": _on_the_wrong_side(balances),
    }


async def _drifted(work: Work) -> Seen:
    """This one looks at every line that there is: apart, so that the others have spoken where it takes too long."""
    return {"M5": [_name(one.account, one.owner) for one in await work.journals.drifts()]}


def _findings(seen: Seen) -> list[Finding]:
    named = {rule: [str(one) for one in some] for rule, some in seen.items()}
    return [
        Finding(kind="invariant_broken", about=rule, text=f"broken by {len(some)}: {', '.join(some[:3])}")
        for rule, some in named.items()
        if some
    ]


def _on_the_wrong_side(balances: Sequence[Balance]) -> list[str]:
    """Accounts with a floor that stand below it."""
    return [
        _name(one.account, one.owner)
        for one in balances
        if (account := CHART.get(one.account)) is not None and account.floor and one.amount.amount * account.sign < 0
    ]


def _name(account: str, owner: UUID | None) -> str:
    return account if owner is None else f"{account} of {owner}"
