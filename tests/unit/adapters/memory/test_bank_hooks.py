"""The messages of the sandbox's bank keep the promises of the port."""

from __future__ import annotations

from datetime import UTC, datetime

from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.ports.contracts.hooks import HooksContract
from cleanbee.ports.outbound.payment import Hooks

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
NEW, OLD = "the secret", "the secret before"


class TestMemoryHooks(HooksContract):
    """Signed by ourselves."""

    def open_hooks(self) -> Hooks:
        return MemoryHooks(NEW, OLD)

    def signed(self, at: datetime, *, old_secret: bool = False) -> tuple[bytes, str]:
        news = PayoutArrived(operation=OperationId(SeededIds(1).new()))
        return MemoryHooks(OLD if old_secret else NEW).sign(Message(id="message_1", at=NOW, news=news), at)

    async def now(self) -> datetime:
        return NOW

    def test_what_was_sent_is_what_is_read(self) -> None:
        read = self.open_hooks().read(*self.signed(NOW), NOW)
        assert read is not None and isinstance(read.news, PayoutArrived) and (read.id, read.at) == ("message_1", NOW)
