"""What printing promises: all that stands on a sheet stands in the PDF, as text and as nothing else."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

import pytest

from cleanbee.domain.kernel import with_
from cleanbee.domain.payment.papers.sheet import Block, Cells, Sheet
from cleanbee.ports.outbound.printer import MOST_ROWS, Printer, PrinterDown

HOSTILE = (
    '#panic("no")', '#read("/etc/passwd")', "*bold* _thin_ $x^2$", "\\ @label <label> = Head", "]#let x = 1 // [",
    '{"a": 1}', "(text) Tj ET", "%PDF 1 0 obj", "${HOME} {{ gap }} %s",
)  # fmt: skip


def a_sheet(*names: str) -> Sheet:
    """A sheet with these texts in every place where somebody else chooses the words."""
    rows = tuple(Cells(text=one, amount="1.086,40 €", sum=False) for one in names)
    return Sheet(
        language="de",
        title="Quittung",
        number="bkg_01kj8w3v5m7q2r4t6x8z0a1b2c",
        day="3. März 2027",
        made_at=datetime(2027, 3, 3, 11, 30, tzinfo=UTC),
        seller=("CleanBee", "Bienenweg 1"),
        reader=names or ("Mia",),
        details=tuple(("Ort", one) for one in names),
        blocks=(Block(title="Ihre Reinigung", rows=rows),),
        notes=("Nichts ist zu tun.",),
    )


class PrinterContract:
    """Printing papers."""

    def open_printer(self) -> AbstractAsyncContextManager[Printer]:
        """A printer."""
        raise NotImplementedError

    def read(self, pdf: bytes) -> list[str]:
        """The text of each page, read by somebody else."""
        raise NotImplementedError

    async def test_all_that_stands_on_a_sheet_stands_in_the_pdf(self) -> None:
        sheet = a_sheet("Grundreinigung", "Backofen")
        async with self.open_printer() as printer:
            pdf = await printer.print(sheet)
        assert pdf.startswith(b"%PDF-")
        text = self._squeezed(pdf)
        wanted = ("Quittung", sheet.number, "CleanBee", "Bienenweg 1", "Ihre Reinigung", "Backofen", "1.086,40 €")
        for one in (*wanted, "Nichts ist zu tun."):
            assert _squeeze(one) in text, one

    @pytest.mark.parametrize("name", HOSTILE)
    async def test_whatever_a_name_says_is_printed_and_not_obeyed(self, name: str) -> None:
        async with self.open_printer() as printer:
            pdf = await printer.print(a_sheet(name))
        assert self._squeezed(pdf).count(_squeeze(name)) == 3

    async def test_letters_of_other_alphabets_are_printed(self) -> None:
        async with self.open_printer() as printer:
            text = self._squeezed(await printer.print(a_sheet("Żaneta Øster", "Жанна", "Ελένη")))
        assert all(_squeeze(one) in text for one in ("Żaneta Øster", "Жанна", "Ελένη"))

    async def test_a_character_that_nobody_can_print_spoils_no_paper(self) -> None:
        async with self.open_printer() as printer:
            text = self._squeezed(await printer.print(a_sheet("Mia 🐝 密码 Weber")))
        assert "Mia" in text and "Weber" in text

    async def test_the_same_sheet_is_the_same_bytes_and_another_one_is_not(self) -> None:
        sheet = a_sheet("Backofen")
        async with self.open_printer() as printer:
            first, again = await printer.print(sheet), await printer.print(sheet)
            later = await printer.print(with_(sheet, made_at=sheet.made_at + timedelta(days=1)))
        assert first == again != later

    async def test_a_long_sheet_goes_on_on_the_next_page_and_an_endless_one_is_refused(self) -> None:
        names = [f"Reinigung {number}" for number in range(200)]
        async with self.open_printer() as printer:
            pages = self.read(await printer.print(a_sheet(*names)))
            assert len(pages) > 3 and "199" in pages[-1]
            endless = with_(a_sheet("x"), blocks=a_sheet(*["x"] * (MOST_ROWS + 1)).blocks)
            with pytest.raises(PrinterDown, match="rows"):
                await printer.print(endless)

    def _squeezed(self, pdf: bytes) -> str:
        return _squeeze("".join(self.read(pdf)))


def _squeeze(text: str) -> str:
    """Without spaces: where a printer breaks its lines is its own business."""
    return "".join(text.split())
