"""One courier for every channel: whoever carries what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbee.domain.messaging.notice import Channel, Notice
from cleanbee.ports.outbound.messaging import Courier, CourierDown


@dataclass(frozen=True)
class ByChannel:
    """Hands each notice to the courier of its channel, or to the one for all the rest, where there is one."""

    couriers: Mapping[Channel, Courier]
    rest: Courier | None = None

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered notice.

        :raises CourierDown: not taken, or nobody here carries this channel.
        """
        courier = self.couriers.get(notice.to.channel, self.rest)
        if courier is None:
            raise CourierDown(f"nobody here carries {notice.to.channel}")
        await courier.deliver(notice, text)
