"""Playing the day: steps and habits in the order of time, everything due between them done by the house itself."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cleanbee.entrypoints.story import words
from cleanbee.entrypoints.story.acts import NOBODY, act
from cleanbee.entrypoints.story.api import Answer, StoryFails
from cleanbee.entrypoints.story.script import ANSWERS, VISIT, WHOEVER, Habit, Script, Step, minutes
from cleanbee.entrypoints.story.world import World

CALLED_OFF = frozenset({"cancelled", "expired"})
QUIET = frozenset({"settled"})
UNSETTLED = frozenset({"awaiting_card", "requested", "offered", "awaiting_choice"})
DECIDED_BEFORE = timedelta(hours=6)
"""From here to its start a clean may be called off for want of a card, or its cleaner not come."""
LEAVES = {
    "accept": ("offered",),
    "decline": ("offered",),
    "set_off": ("confirmed",),
    "check_in": ("en_route",),
    "start": ("at_door",),
    "finish": ("in_progress",),
}
HABITUALLY = {
    "accept": "says yes to {customer}.",
    "decline": "says no to {customer}.",
    "set_off": "wants to set off for {customer}.",
    "check_in": "rings at {customer}'s.",
    "start": "wants to begin at {customer}'s.",
    "finish": "has cleaned for {customer}.",
}
SAYS_NOTHING = frozenset({"set_off", "check_in", "start"})


@dataclass(frozen=True)
class Happened:
    """A line of the story: when, what was wanted, how it turned out."""

    at: datetime
    what: str
    outcome: str = ""
    unasked: bool = False


@dataclass
class Play:
    """One playing of the day."""

    script: Script
    world: World
    tell: Callable[[Happened], None]
    happened: list[Happened] = field(default_factory=list[Happened])
    declined: list[str] = field(default_factory=list[str])
    failed_cards: list[str] = field(default_factory=list[str])
    placed: list[str] = field(default_factory=list[str])
    _ahead: list[tuple[datetime, int, Step, str]] = field(default_factory=list[tuple[datetime, int, Step, str]])
    _order: Iterator[int] = field(default_factory=count)
    _now: datetime | None = None

    @property
    def booked(self) -> list[str]:
        """Who booked in the course of the day, once for each booking that was not called off."""
        stands = [name for name in self.placed if self.world.phase(name) not in CALLED_OFF]
        return [self.world.city.customers[self.world.customers[name]].name for name in stands]

    @property
    def now(self) -> datetime:
        """The instant the story has come to."""
        assert self._now is not None, "the clock has been read"
        return self._now

    async def __call__(self) -> None:
        """From the morning to the day after, when the money has moved.

        :raises StoryFails: the house is not in the state that the day begins in.
        """
        self._now, _ = await self.world.api.now(self.world.ops)
        if self.now > self.script.begins:
            raise StoryFails("The day has begun already in this house: `cleanbee up --fresh` begins it anew")
        await self.world.untouched(sorted({step.who for step in self.script.step} & self.world.city.customers.keys()))
        for step in self.script.step:
            self._plan(self.script.when(step), step, "")
        await self._go(self.script.begins)
        await self._look()
        while self._ahead:
            if not await self._wait_until(self._ahead[0][0]):
                _, _, step, whose = heapq.heappop(self._ahead)
                await (self._habit(step, whose) if whose else self._step(step))
        while await self._wait_until(self.script.settles):
            pass
        await self._look(everywhere=True)

    async def _wait_until(self, at: datetime) -> bool:
        """Go towards an instant, at most to the next due moment; False when it has come."""
        _, due = await self.world.api.now(self.world.ops)
        target = at if due is None or due > at else max(due, self.now)
        if target <= self.now and (due is None or due > self.now):
            return False
        await self._go(target)
        return True

    async def _go(self, at: datetime) -> None:
        done = await self.world.go_to(at)
        self._now = at
        if done:
            await self._look()

    async def _look(self, *, everywhere: bool = False) -> None:
        """See what has changed by itself, tell it, and plan what people do about it."""
        for name in self.world.open():
            if not everywhere and not self._may_have_moved(name):
                continue
            before = self.world.seen.get(name)
            if await self.world.look(name):
                if before is not None:
                    self._tell_change(name, before)
                self._plan_for(name)

    def _may_have_moved(self, name: str) -> bool:
        """Whether a booking may be elsewhere than last seen though nobody of the story did anything to it."""
        if name not in self.world.seen or self.world.phase(name) in UNSETTLED:
            return True
        soon = self.world.start(name) - DECIDED_BEFORE <= self.now
        return soon and self.world.phase(name) in {"confirmed", "en_route"}

    async def _step(self, step: Step) -> None:
        who = step.who
        if who == WHOEVER:
            await self.world.look(step.booking)
            who = self.world.cleaner(step.booking)
        answer = await act(self.world, step, who) if who else NOBODY
        outcome = await self._outcome(step, answer)
        self._note(step, who, answer)
        self._line(Happened(self.now, step.say, outcome))

    async def _habit(self, step: Step, whose: str) -> None:
        """What a cleaner does unasked, if it is still theirs to do."""
        await self.world.look(step.booking)
        concerned = (self.world.cleaner(step.booking), *self.world.asked(step.booking))
        if whose not in concerned or self.world.phase(step.booking) not in LEAVES[step.intent]:
            return
        answer = await act(self.world, step, whose)
        outcome = await self._outcome(step, answer)
        self._note(step, whose, answer)
        what = f"{self.world.city.cleaners[whose].name} {self._habitually(step)}"
        if not answer.yes or step.intent not in SAYS_NOTHING:
            self._line(
                Happened(self.now, what, "" if answer.yes and step.intent == "finish" else outcome, unasked=True)
            )

    def _habitually(self, step: Step) -> str:
        """What a cleaner does by habit, in words."""
        customer = self.world.city.customers[self.world.customers[step.booking]].name
        return HABITUALLY[step.intent].format(customer=customer)

    async def _outcome(self, step: Step, answer: Answer) -> str:
        """How it turned out, once the house has done what follows at once."""
        name = step.name or step.booking
        if not answer.yes and name not in self.world.ids:
            return words.no(answer)
        if step.intent not in VISIT:
            await self.world.go_to(self.now)
        await self.world.look(name)
        self._plan_for(name)
        if not answer.yes:
            return words.no(answer)
        return "" if step.intent in {"open_notes", "call"} else words.state(self.world.seen[name])

    def _note(self, step: Step, who: str, answer: Answer) -> None:
        if step.intent == "decline" and answer.yes:
            self.declined.append(self.world.city.cleaners[who].name)
        if answer.body.get("code") == "payment_declined":
            self._card_failed(step.name or step.booking)
        if step.intent in {"book", "rebook"} and answer.yes:
            self.placed.append(step.name)

    def _card_failed(self, name: str) -> None:
        who = self.world.city.customers[self.world.customers[name]].name
        if who not in self.failed_cards:
            self.failed_cards.append(who)

    def _tell_change(self, name: str, before: dict[str, Any]) -> None:
        now = self.world.seen[name]
        customer = self.world.city.customers[self.world.customers[name]].name
        if now["payment_phase"] == "declined" != before["payment_phase"]:
            self._card_failed(name)
            self._line(Happened(self.now, f"{customer}'s card is declined.", unasked=True))
        if now["phase"].get("reason") == "card_not_secured":
            self._card_failed(name)
        if now["phase"]["name"] not in QUIET and now["version"] != before["version"]:
            self._line(Happened(self.now, f"For {customer}:", words.state(now), unasked=True))

    def _line(self, line: Happened) -> None:
        self.happened.append(line)
        self.tell(line)

    def _plan_for(self, name: str) -> None:
        """What the cleaner on a booking does next, or those who are asked, unless steps say it."""
        if self.world.phase(name) == "offered":
            for asked in self.world.asked(name):
                self._plan_answer(name, asked, self.script.habits[self.world.city.cleaners[asked].behaviour])
            return
        whose = self.world.cleaner(name)
        if not whose:
            return
        habit = self.script.habits[self.world.city.cleaners[whose].behaviour]
        if habit.works and not self.script.names(name, VISIT):
            self._plan_visit(name, whose, habit)

    def _plan_answer(self, name: str, whose: str, habit: Habit) -> None:
        if habit.offer == "ignore" or self.script.names(name, ANSWERS, whose):
            return
        self._plan_once(name, whose, habit.offer, self.now + minutes(habit.answers_after_min))

    def _plan_visit(self, name: str, whose: str, habit: Habit) -> None:
        start = self.world.start(name)
        if start > self.script.settles:
            return
        match self.world.phase(name):
            case "confirmed":
                self._plan_once(name, whose, "set_off", start - minutes(habit.sets_off_before_min))
            case "en_route":
                self._plan_once(name, whose, "check_in", start - minutes(habit.checks_in_before_min))
            case "at_door":
                self._plan_once(name, whose, "start", max(start, self.now + minutes(2)))
            case "in_progress":
                self._plan_once(name, whose, "finish", self.now + minutes(self.world.seen[name]["duration_min"]))
            case _:
                pass

    def _plan_once(self, name: str, whose: str, intent: str, at: datetime) -> None:
        planned = any((s.booking, s.intent, w) == (name, intent, whose) for _, _, s, w in self._ahead)
        if not planned:
            step = Step(at="", who=whose, intent=intent, say="", booking=name)
            self._plan(max(at, self.now), step, whose)

    def _plan(self, at: datetime, step: Step, whose: str) -> None:
        heapq.heappush(self._ahead, (at, next(self._order), step, whose))
