"""The rules that the books must never break, asked over what is kept: a broken one is an open item, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cleanbee.domain.payment.accounts import CHART
from cleanbee.domain.payment.open_item import Finding
from cleanbee.ports.inbound.payment.open_items import file_all
from cleanbee.ports.inbound.payment.read_ledger import difference
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import Balance
from cleanbee.ports.outbound.store import Store, Work

VOIDED_WITHIN = timedelta(minutes=15)
RULES = ("M1", "M2", "M3", "M5", "M6", "M10", "M11", "M13", "M16")
"""The rules about money that are asked here; M9 is the comparison with the gateway's books."""


@dataclass(frozen=True)
class CheckBooks:
    """Reads, and writes nothing but open items."""

    store: Store
    ids: Ids

    async def __call__(self) -> int:
        """The job: nothing is left when it has run."""
        async with self.store.begin() as work:
            await file_all(work, self.ids, {"invariant_broken"}, await broken(work))
        return 0


async def broken(work: Work) -> list[Finding]:
    """Every rule that is broken just now, with the first that break it."""
    now, watch = await work.now(), work.watch
    balances = await work.journals.balances()
    drifts = await work.journals.drifts()
    seen: dict[str, Iterable[object]] = {
        "M1": await watch.unbalanced(),
        "M2": ["all accounts together"] if difference(balances) else (),
        "M3": await watch.reversed_twice(),
        "M5": [_name(one.account, one.owner) for one in drifts],
        "M6": await watch.over_captured(),
        "M10": await watch.dead_holds(now - VOIDED_WITHIN),
        "M11": await watch.lapsed_holds(now),
        "M13": await watch.overpaid(),
        "M16": _on_the_wrong_side(balances),
    }
    assert seen.keys() == set(RULES), "every rule is asked"
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
