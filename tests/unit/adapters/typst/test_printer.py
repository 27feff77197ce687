"""What Typst prints keeps the promises of printing, and prints beside everything else."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pypdf
import pytest

from cleanbee.adapters.typst.printer import TypstPrinter
from cleanbee.ports.contracts.printer import PrinterContract, a_sheet
from cleanbee.ports.outbound.printer import Printer, PrinterDown


class TestTypstPrinter(PrinterContract):
    @asynccontextmanager
    async def open_printer(self) -> AsyncGenerator[Printer]:
        yield TypstPrinter()

    def read(self, pdf: bytes) -> list[str]:
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.slow
async def test_the_loop_goes_on_while_something_is_printed() -> None:
    printing = asyncio.create_task(TypstPrinter().print(a_sheet(*["Reinigung"] * 1_900)))
    turns = 0
    while not printing.done():
        await asyncio.sleep(0)
        turns += 1
    assert (await printing).startswith(b"%PDF-") and turns > 3


async def test_who_waits_too_long_is_told_and_the_next_paper_is_printed() -> None:
    printer = TypstPrinter(within_s=0.0)
    with pytest.raises(PrinterDown, match="within"):
        await printer.print(a_sheet("Mia"))
    assert (await TypstPrinter().print(a_sheet("Mia"))).startswith(b"%PDF-")
