"""One courier for every channel: whoever carries what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbee.domain.messaging.notice import Channel, Notice
from cleanbee.ports.outbound.messaging import Courier


@dataclass(frozen=True)
class ByChannel:
    """Hands each notice to the courier of its channel, or to the one for all the rest."""

    couriers: Mapping[Channel, Courier]
    rest: Courier

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered notice.

        :raises CourierDown: not taken.
        """
        await self.couriers.get(notice.to.channel, self.rest).deliver(notice, text)
