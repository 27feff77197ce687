"""Show and move the sandbox's time; what falls due on the way happens in its order."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, REFUSED, Cannot, finish, json_option
from cleanbee.entrypoints.cli.told import of_open_house

if TYPE_CHECKING:
    from cleanbee.domain.kernel import NotAllowed, NotFound, Refused
    from cleanbee.ports.inbound.app import App
    from cleanbee.ports.inbound.platform.advance_clock import Advanced, ClockAsked, OnlyForward, TooFarAhead

T = TypeVar("T")
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
SPAN = re.compile(r"(\d{1,6})([dhms])")

data_dir = click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")


@click.group()
def command() -> None:
    """The sandbox's clock: one for API, worker and database decisions alike."""


@command.command()
@data_dir
@json_option
def show(data_dir: Path | None, as_json: bool) -> None:
    """Say what time it is, and when something is due next."""

    async def ask(app: App) -> tuple[datetime, datetime | None]:
        shown = await app.platform.read_clock()
        return shown.now, shown.next_due

    now, due = _with_app(data_dir, ask)
    facts = {"now": _text(now), "next_due": _text(due) if due else None}
    finish(f"It is {_text(now)}; next due {_text(due) if due else 'nothing'}.", as_json=as_json, facts=facts)


@command.command()
@click.argument("at", required=False)
@data_dir
@json_option
def freeze(at: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Let the clock stand, now or at an instant ahead (2026-03-04T09:00Z), doing what falls due before it."""
    _move(data_dir, _instant(at) if at else timedelta(), "stand", as_json=as_json)


@command.command()
@click.argument("span")
@click.option("--stand", is_flag=True, help="Let the clock stand there instead of running on.")
@data_dir
@json_option
def advance(span: str, stand: bool, data_dir: Path | None, as_json: bool) -> None:
    """Move on by a span (3d, 2h30m), doing what falls due on the way, in its order."""
    _move(data_dir, _span(span), "stand" if stand else "run", as_json=as_json)


def _move(data_dir: Path | None, where: datetime | timedelta, then: str, *, as_json: bool) -> None:
    from cleanbee.adapters.http.sentences import sentence
    from cleanbee.domain.people.actor import AsSystem
    from cleanbee.ports.inbound.platform.advance_clock import Advanced, ClockAsked

    system = AsSystem(job="clock")
    asked = ClockAsked(
        actor=system,
        to=where if isinstance(where, datetime) else None,
        by=where if isinstance(where, timedelta) else None,
        then="stand" if then == "stand" else "run",
    )
    answer = _with_app(data_dir, lambda app: _advance(app, asked))
    if not isinstance(answer, Advanced):
        raise Cannot("The clock was not moved", why=sentence(answer.why), code=REFUSED)
    facts = {"now": _text(answer.now), "done": answer.done, "ready": answer.ready}
    if not answer.ready:
        finish(
            f"It is {_text(answer.now)}, and something due could not be done.",
            code=FINDINGS,
            as_json=as_json,
            facts=facts,
        )
    finish(f"It is {_text(answer.now)}; {answer.done} things were done on the way.", as_json=as_json, facts=facts)


async def _advance(
    app: App, asked: ClockAsked
) -> Advanced | Refused[OnlyForward | TooFarAhead | NotAllowed | NotFound]:
    if app.platform.advance_clock is None:
        raise Cannot("A live house has no test clock", code=REFUSED)
    return await app.platform.advance_clock(asked)


def _with_app(data_dir: Path | None, ask: Callable[[App], Awaitable[T]]) -> T:
    from cleanbee.entrypoints.wiring import open_app
    from cleanbee.ports.outbound.store import Busy

    settings = of_open_house(data_dir)

    async def run() -> T:
        async with open_app(settings) as app:
            return await ask(app)

    try:
        return asyncio.run(run())
    except Busy as away:
        raise Cannot("The database does not answer", why=str(away), next_step="cleanbee up") from away


def _span(text: str) -> timedelta:
    parts = SPAN.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise click.BadParameter(f"{text!r} is no span: write 3d, 2h30m, 90s")
    try:
        return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    except OverflowError as wrong:
        raise click.BadParameter(f"{text!r} is longer than the calendar") from wrong


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise click.BadParameter(f"{text!r} is no instant: write 2026-03-04T09:00Z") from wrong


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
