"""What the gateway tells by itself, handed to the road for its kind: roads are a table, and what has none is named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from cleanbee.domain.kernel import Value, snake
from cleanbee.domain.payment.news import Message, News, OperationNews, PayoutArrived, PayoutReturned
from cleanbee.ports.inbound.payment.take_fact import take_fact
from cleanbee.ports.inbound.payment.take_payout_fact import take_payout_news
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


class Acted(Value, frozen=True, kw_only=True):
    """All that follows from the news is kept with the caller's unit; it may be nothing, when it was known already."""


class NotYet(Value, frozen=True, kw_only=True):
    """The news comes before something that it builds on; nothing was kept, and it is to be tried again."""

    needs: str


class Strange(Value, frozen=True, kw_only=True):
    """Nobody here knows what to do with it; nothing was kept, and a human should look."""

    why: str


Outcome = Acted | NotYet | Strange
Road = Callable[[Work, Message], Awaitable[Outcome]]
"""What one kind of news leads to, in the caller's unit; it raises ``Stale`` where somebody was faster.

The same news may come late, twice, and before what it builds on: a road does nothing the second time, and says
``NotYet`` when it is too early, having kept nothing."""

Roads = Mapping[type[News], Road]


@dataclass(frozen=True)
class TakeNews:
    """One message, by the road for its kind of news."""

    roads: Roads

    async def __call__(self, work: Work, message: Message) -> Outcome:
        """What came of it.

        :raises Stale: somebody else was faster; repeat.
        """
        road = self.roads.get(type(message.news))
        if road is None:
            return Strange(why=f"nothing acts on {snake(type(message.news).__name__)}")
        return await road(work, message)


@dataclass(frozen=True)
class TakeOperationNews:
    """The road of ``OperationNews``: the same as a reply or a look-up, and idempotent as they are."""

    ids: Ids

    async def __call__(self, work: Work, message: Message) -> Outcome:
        """News about a finished operation changes nothing: it came late, or for the second time.

        That the gateway has done what was given up is no such thing: ``after_all`` says what follows from it.
        """
        news = message.news
        assert isinstance(news, OperationNews), "the road of operations"
        if await work.operations.find(news.operation) is None:
            return Strange(why=f"nobody here planned the operation {news.operation}")
        await take_fact(work, self.ids, news.operation, news.fact)
        return Acted()


@dataclass(frozen=True)
class TakePayoutNews:
    """The road of a payout that arrived or came back."""

    ids: Ids

    async def __call__(self, work: Work, message: Message) -> Outcome:
        """What was known already changes nothing."""
        news = message.news
        assert isinstance(news, PayoutArrived | PayoutReturned), "the road of payouts"
        operation = await work.operations.find(news.operation)
        if operation is None or operation.kind != "pay_out":
            return Strange(why=f"nobody here paid out by the operation {news.operation}")
        await take_payout_news(work, self.ids, news)
        return Acted()
