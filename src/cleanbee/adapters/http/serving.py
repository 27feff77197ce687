"""What requests are served with: it comes with each request, so that routes are made once and hold nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, cast

from litestar import Request

from cleanbee.adapters.http.figures import Figures
from cleanbee.adapters.http.seals import Seals
from cleanbee.adapters.http.stream import Beacon, Listeners
from cleanbee.ports.inbound.app import App

HOUSE = "cleanbee.house"


@dataclass(frozen=True)
class Serving:
    """One house and what its API keeps in this process: the keys of its seals, figures, the line, who follows."""

    app: App
    seals: Seals
    figures: Figures
    line: asyncio.Semaphore
    beacon: Beacon
    listeners: Listeners

    @classmethod
    def of(cls, app: App) -> Serving:
        """All of it anew, for one process."""
        return cls(
            app=app,
            seals=Seals(app.house.secret_key),
            figures=Figures(),
            line=asyncio.Semaphore(app.house.at_once),
            beacon=Beacon(app),
            listeners=Listeners(),
        )


def serving(request: Request[Any, Any, Any]) -> Serving:
    """What this request came with."""
    return cast("dict[str, Serving]", request.scope)[HOUSE]
