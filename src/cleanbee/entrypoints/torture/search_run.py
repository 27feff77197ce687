"""One run of `torture search`: who asks from where, and what the watchers saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from cleanbee.adapters.system.clock import present
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.entrypoints.torture.market import Crowd
from cleanbee.entrypoints.torture.stage import Stage
from cleanbee.entrypoints.torture.town import ZONE, Caller
from cleanbee.entrypoints.torture.versions import Heard, Versions

FIRST_DAY, DAYS = 4, 1


@dataclass
class Home:
    """Who asks from there, what was heard, what was right, and who lives near and is held now and then."""

    caller: Caller
    near: list[Cleaner]
    heard: list[Heard] = field(default_factory=list[Heard])
    versions: Versions = field(default_factory=Versions)


@dataclass
class Run:
    """One run: where it happens, when it is over, and what the watchers saw."""

    stage: Stage
    homes: list[Home]
    crowd: Crowd
    seed: int
    over: bool = False
    wrong: list[str] = field(default_factory=list[str])
    took: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    kills: Counter[str] = field(default_factory=Counter[str])
    back_after: list[float] = field(default_factory=list[float])
    lost: list[str] = field(default_factory=list[str])
    changes: int = 0
    lags: list[float] = field(default_factory=list[float])

    @property
    def first_day(self) -> date:
        """The first day that is asked about."""
        return local_of(present(), ZONE).day + timedelta(days=FIRST_DAY)
