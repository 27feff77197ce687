"""Whoever makes a file of a paper that people keep."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.payment.papers.sheet import Sheet

MOST_ROWS = 2_000
"""Of one sheet: some forty pages. A week's statement has dozens."""


class PrinterDown(Exception):
    """Nothing was printed: the sheet is too long, it took too long, or what prints is not there; says which."""


class Printer(Protocol):
    """Sheets become PDF. What stands on a sheet is text and is printed as it is: nothing in it is ever obeyed."""

    async def print(self, sheet: Sheet) -> bytes:
        """The sheet as PDF: the same sheet is the same bytes.

        :raises PrinterDown: nothing was printed.
        """
        ...
