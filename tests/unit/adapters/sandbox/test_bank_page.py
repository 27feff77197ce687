"""The bank's page of the sandbox process, asked over its own line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.sandbox.client import open_gateway
from cleanbee.domain.kernel import BookingId, Money, OperationId, PaymentId
from cleanbee.domain.payment.fact import CustomerWanted, Held
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.entrypoints.sandbox import open_sandbox
from cleanbee.ports.outbound.payment import BankPage

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    sandbox_url: str
    sandbox_token: str = "a-token-of-this-test"


async def test_a_hold_stands_once_the_customer_agreed_and_outlives_the_process(tmp_path: Path) -> None:
    asked = operation()
    async with (
        open_sandbox(tmp_path, ManualClock(NOW), Line("").sandbox_token) as (_, port),
        open_gateway(Line(f"http://127.0.0.1:{port}")) as gateway,
    ):
        wanted = await gateway.authorise(asked)
        assert isinstance(wanted, CustomerWanted)
        assert isinstance(gateway, BankPage)
        assert await gateway.confirm(wanted.provider_id, agreed=True)
        assert not await gateway.confirm("hold_of_nobody", agreed=True)
        held = await gateway.authorise(asked)
        assert isinstance(held, Held)
    async with open_sandbox(tmp_path, ManualClock(NOW), Line("").sandbox_token) as (again, _):
        assert await again.gateway.look_up(asked) == held


def operation() -> Operation:
    return Operation(
        id=OperationId(UUID(int=7)),
        kind="authorise",
        intent="authorise:one",
        payment=PaymentId(UUID(int=8)),
        booking=BookingId(UUID(int=9)),
        card_token="card_3ds:one",
        amount=Money(amount=9000),
        customer_present=True,
        phase=Planned(),
    )
