"""Papers set by Typst, in this process: its wheel brings compiler and fonts, so every machine prints alike.

The template is ours and the same for every sheet; what stands on a sheet goes in as data, so nothing in a name is
markup. What the template may read is its own folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from cleanbee.domain.payment.papers.sheet import Sheet
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.printer import MOST_ROWS, PrinterDown

TEMPLATE = Path(__file__).with_name("paper.typ")
WITHIN_S = 5.0
AT_ONCE = 2
"""Printing takes a whole core for some hundredths of a second: two at once leave room for everything else."""


class TypstPrinter:
    """Prints off the event loop, two sheets at once; whoever waits too long hears of it."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._room = asyncio.Semaphore(AT_ONCE)

    async def print(self, sheet: Sheet) -> bytes:
        """The sheet as PDF.

        :raises PrinterDown: nothing was printed.
        """
        if sheet.size > MOST_ROWS:
            raise PrinterDown(f"{sheet.size} rows are more than the {MOST_ROWS} of one paper")
        try:
            async with asyncio.timeout(self._within_s):
                await self._room.acquire()
                # A thread cannot be stopped: it keeps its place until it has ended, whoever still waits for it.
                printing = asyncio.get_running_loop().run_in_executor(None, _pdf, sheet)
                printing.add_done_callback(lambda _: self._room.release())
                return await asyncio.shield(printing)
        except TimeoutError as late:
            raise PrinterDown(f"nothing was printed within {self._within_s:g} s") from late


def _pdf(sheet: Sheet) -> bytes:
    try:
        import typst
    except ImportError as missing:
        raise PrinterDown('Typst is not installed: pip install "cleanbee[papers]"') from missing
    try:
        made: Any = typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
            sys_inputs={"sheet": msgspec.json.encode(sheet).decode()},
            timestamp=int(sheet.made_at.timestamp()),
        )
    except typst.TypstError as wrong:
        raise PrinterDown(f"Typst: {wrong.message}") from wrong
    return made


@for_real_people
@asynccontextmanager
async def open_printer(settings: object) -> AsyncGenerator[TypstPrinter]:
    """The printer; nothing is loaded before the first paper."""
    yield TypstPrinter()
