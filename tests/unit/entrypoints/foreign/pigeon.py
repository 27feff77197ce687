"""SMS by pigeon: a courier that CleanBee has never heard of."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cleanbee.domain.kernel import NoticeId
from cleanbee.domain.messaging.notice import Notice
from cleanbee.ports.outbound.messaging import Courier, CourierDown


class PigeonCourier:
    """Each pigeon carries one notice to the loft, once."""

    def __init__(self, loft: Path) -> None:
        self._loft = loft
        self._flown: set[NoticeId] = set()

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered notice."""
        if notice.id in self._flown:
            return
        try:
            with self._loft.open("a", encoding="utf-8") as loft:
                loft.write(f"{notice.id} {notice.to.address} {text}\n")
        except OSError as fault:
            raise CourierDown("no pigeon came back") from fault
        self._flown.add(notice.id)


@asynccontextmanager
async def open_courier(settings: Any) -> AsyncGenerator[Courier]:
    """The loft is our own setting: CLEANBEE_OPT_PIGEON_LOFT."""
    yield PigeonCourier(Path(settings.options["pigeon_loft"]))
