"""Any story of devices, lost replies, thieves and waiting: one live pair a sign-in, and a copy ends it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.thorough import explored
from tests.unit.ports.people.town import in_memory

from cleanbee.domain.kernel import Refused
from cleanbee.domain.people.sign_in import TokenReused, TokenUnknown
from cleanbee.ports.inbound.people.refresh_session import RefreshAsked
from cleanbee.ports.inbound.people.sign_out import SignOutAsked
from cleanbee.ports.inbound.people.tokens import Tokens

MINUTE = timedelta(minutes=1)


@dataclass
class Device:
    """What an onlooker knows of one sign-in: every pair it was ever given, in order."""

    opened: datetime
    pairs: list[Tokens] = field(default_factory=list[Tokens])
    traded: int | None = None
    traded_at: datetime | None = None
    used: bool = False
    ended: bool = False

    @property
    def live(self) -> Tokens:
        return self.pairs[-1]


class Sessions(RuleBasedStateMachine):
    """Rules are what people and thieves do; the onlooker says what must come of it."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.Runner()
        self.place = self.loop.run(in_memory())
        self.known: list[Device] = []
        self.sign_in()

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.loop.close()

    def run(self, walk: Any) -> Any:
        async def wrapped() -> Any:
            return await walk

        return self.loop.run(wrapped())

    @property
    def now(self) -> datetime:
        return self.run(self.place.real.now())

    @rule()
    def sign_in(self) -> None:
        self.known.append(Device(opened=self.now, pairs=[self.run(self.place.sign_in())]))

    def chosen(self, which: int) -> Device:
        """One of the sign-ins, the newest first."""
        return self.known[-1 - which % len(self.known)]

    @rule(seconds=st.sampled_from([1, 30, 60, 61, 14 * 60, 15 * 60, 86_400, 30 * 86_400, 45 * 86_400]))
    def wait(self, seconds: int) -> None:
        self.place.real.forward(timedelta(seconds=seconds))

    @rule(which=st.integers(0, 3), back=st.integers(0, 3))
    def trade(self, which: int, back: int) -> None:
        """The owner, a repeat of the owner's, or a thief: one of the refresh tokens this sign-in was ever given."""
        device = self.chosen(which)
        shown = max(len(device.pairs) - 1 - back, 0)
        expected = self.expected_of(device, shown)
        answer = self.run(self.place.refresh(RefreshAsked(device.pairs[shown].refresh)))
        if expected != "pair":
            assert answer == Refused(why=TokenReused() if expected == "reused" else TokenUnknown())
            device.ended = device.ended or expected == "reused"
            return
        assert isinstance(answer, Tokens)
        if shown == len(device.pairs) - 1:
            device.traded, device.traded_at = shown, self.now
        device.pairs.append(answer)
        device.used = False

    @rule(which=st.integers(0, 3), back=st.integers(0, 3))
    def use(self, which: int, back: int) -> None:
        """Anybody shows one of the access tokens."""
        device = self.chosen(which)
        shown = max(len(device.pairs) - 1 - back, 0)
        pair = device.pairs[shown]
        good = not device.ended and pair is device.live and self.now < pair.access_until
        found = self.run(self.place.authenticate(pair.access))
        assert found == (self.place.mia if good else None)
        device.used = device.used or good

    @rule(which=st.integers(0, 3))
    def sign_out(self, which: int) -> None:
        device = self.chosen(which)
        self.run(self.place.sign_out(SignOutAsked(device.live.access)))
        device.ended = True
        assert self.run(self.place.authenticate(device.live.access)) is None

    def expected_of(self, device: Device, shown: int) -> str:
        if device.ended or self.now >= device.live.refresh_until:
            return "unknown"
        if shown == len(device.pairs) - 1:
            return "pair"
        repeat = shown == device.traded and not device.used
        in_time = device.traded_at is not None and self.now - device.traded_at <= MINUTE
        return "pair" if repeat and in_time else "reused"

    @invariant()
    def nobody_is_signed_in_longer_than_ninety_days(self) -> None:
        for device in getattr(self, "known", []):
            assert device.live.refresh_until <= device.opened + timedelta(days=90)

    @invariant()
    def each_sign_in_has_one_live_row(self) -> None:
        async def rows() -> int:
            async with self.place.store.begin() as work:
                return len(await work.sessions.of(self.place.mia))

        if hasattr(self, "place"):
            assert self.loop.run(rows()) == sum(not device.ended for device in self.known)


TestSessions = Sessions.TestCase
TestSessions.settings = explored(60, stateful_step_count=30)
