"""Figures for the office's plots: each a small table that is ready to draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import CLEANER, FIGURE, encode
from cleanbee.adapters.http.problems import Code, No, wrong
from cleanbee.adapters.http.route import EARLIEST, LATEST, Answer, Call, Route
from cleanbee.adapters.http.wire import Currency, Day, Given, Name, Wire, Word, given
from cleanbee.domain.kernel import Refusal, Refused
from cleanbee.domain.matching.figures import DayFill, LateStep
from cleanbee.domain.payment.day_figures import DayMoney
from cleanbee.ports.inbound.payment.read_figures import MOST_DAYS, FigureAsked, InMoney, WeekOfCleaner

FIGURES = ("fill", "lateness", "earnings", "money")
Unit = Literal["minutes", "count", "permille", "money"]

COLUMNS: dict[str, tuple[tuple[str, str, Unit], ...]] = {
    "fill": (
        ("fill", "Sold", "permille"),
        ("working_min", "Working time", "minutes"),
        ("booked_min", "Sold time", "minutes"),
        ("unassigned", "Without a cleaner", "count"),
    ),
    "lateness": (("visits", "Visits", "count"),),
    "earnings": (
        ("earned", "Earned", "money"),
        ("per_h", "An hour, with the ways", "money"),
        ("visits", "Visits", "count"),
        ("work_min", "Work", "minutes"),
        ("way_min", "Ways", "minutes"),
    ),
    "money": (
        ("held", "Held", "money"),
        ("released", "Let go", "money"),
        ("captured", "Taken", "money"),
        ("refunded", "Given back", "money"),
        ("paid_out", "Paid out", "money"),
        ("other", "Fees and disputes", "money"),
    ),
}
TITLES = {
    "fill": "How full days are",
    "lateness": "How late visits begin",
    "earnings": "What cleaners earn in a week",
    "money": "Money by day",
}
STEPS_SAY = {"in_time": "In time", "between": "{above}–{most} min", "beyond": "Over {above} min"}


class FigureQuery(Given, frozen=True, kw_only=True):
    """From which day, and how many; without one the days that end today. Money is counted in one currency."""

    from_: Day | UnsetType = msgspec.field(default=UNSET, name="from")
    days: Annotated[int, Meta(ge=1, le=MOST_DAYS)] = 14
    currency: Currency = "EUR"


class FigureColumn(Wire, frozen=True, kw_only=True):
    """What the values at one place of every row are."""

    code: Word
    label: Name
    unit: Unit


class FigureRow(Wire, frozen=True, kw_only=True):
    """One row: what it is of (``key`` never changes with the language; a day, a step, a cleaner's id), and its values
    in the columns' order. ``date`` where it is of a day, or of a week that begins then.
    """

    key: Annotated[str, Meta(max_length=60)]
    label: Name
    date: Day | UnsetType = UNSET
    values: Annotated[list[int], Meta(max_length=10)]


class Figure(Wire, frozen=True, kw_only=True):
    """A table ready to draw; money is in minor units of ``currency``, parts are in a thousand. ``currencies``: in which
    there is anything to count in these days; each is asked for by itself.
    """

    object: Literal["figure"] = "figure"
    name: Literal["fill", "lateness", "earnings", "money"]
    title: Name
    currency: Currency | UnsetType = UNSET
    currencies: Annotated[list[Currency], Meta(max_length=200)] | UnsetType = UNSET
    columns: Annotated[list[FigureColumn], Meta(max_length=10)]
    rows: Annotated[list[FigureRow], Meta(max_length=20_000)]


async def _read(call: Call[None, FigureQuery]) -> object:
    name, first = call.path[FIGURE], given(call.query.from_)
    if first is not None and not EARLIEST <= first <= LATEST:
        raise wrong("/from", "That day lies outside the calendars.")
    ask = FigureAsked(actor=call.actor, first=first, days=call.query.days, currency=call.query.currency)
    figures = call.app.figures
    match name:
        case "fill":
            return await figures.fill(ask)
        case "lateness":
            return await figures.lateness(ask)
        case "earnings":
            return await figures.earnings(ask)
        case "money":
            return await figures.money(ask)
        case _:
            raise No(Code.not_found)


def _shown(call: Call[None, FigureQuery], found: Sequence[Any] | InMoney[Any] | Refused[Refusal]) -> Answer:
    name = cast("Literal['fill', 'lateness', 'earnings', 'money']", call.path[FIGURE])
    told = found if isinstance(found, InMoney) else None
    columns = [FigureColumn(code=code, label=text(label), unit=unit) for code, label, unit in COLUMNS[name]]
    body = Figure(
        name=name,
        title=text(TITLES[name]),
        currency=UNSET if told is None else call.query.currency,
        currencies=UNSET if told is None else list(told.currencies),
        columns=columns,
        rows=[_row(one) for one in (cast("Sequence[Any]", found) if told is None else told.rows)],
    )
    return Answer(body=body)


def _row(one: DayFill | LateStep | WeekOfCleaner | DayMoney) -> FigureRow:
    match one:
        case DayFill():
            values = (one.permille, one.working_min, one.booked_min, one.unassigned)
            return _of_day(one.day, values)
        case LateStep():
            above, most = one.above or 0, one.most or 0
            says = "in_time" if one.above is None else "beyond" if one.most is None else "between"
            key = f"to_{most}" if one.most is not None else f"above_{above}"
            return FigureRow(key=key, label=text(STEPS_SAY[says]).format(above=above, most=most), values=[one.visits])
        case WeekOfCleaner():
            values = (one.earned, one.per_h, one.visits, one.work_min, one.way_min)
            return FigureRow(key=encode(CLEANER, one.cleaner), label=one.name, date=one.week, values=list(values))
        case DayMoney():
            return _of_day(one.day, (one.held, one.released, one.captured, one.refunded, one.paid_out, one.other))


def _of_day(day: Any, values: Iterable[int]) -> FigureRow:
    return FigureRow(key=day.isoformat(), label=day.isoformat(), date=day, values=list(values))


ROUTES = (
    Route(
        method="GET", path="/v1/figures/{figure}", operation_id="readFigure", tag="platform",
        summary="A figure of the office's, as a table: fill, lateness, earnings or money", action="figure.read",
        audience="ops", query=FigureQuery, ask=_read, show=_shown, answers={200: Figure},
    ),
)  # fmt: skip
