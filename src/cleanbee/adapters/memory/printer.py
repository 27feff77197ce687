"""A printer in memory: plain lines in a true PDF, by nothing but the standard library. It ships, and tests read it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator

from cleanbee.domain.payment.papers.sheet import Sheet
from cleanbee.ports.outbound.printer import MOST_ROWS, PrinterDown

LINES = 54
"""On one page."""
MAPPED = 100
"""How many characters one table of a CMap may hold (ISO 32000-1, 9.7.5.4)."""
UNKNOWN = "\N{WHITE SQUARE}"
log = logging.getLogger("cleanbee.memory")


class MemoryPrinter:
    """Prints what stands on a sheet, line by line; ``printed`` are the sheets so far."""

    def __init__(self) -> None:
        self.printed: list[Sheet] = []
        log.warning("papers are printed plainly: they are not for customers")

    async def print(self, sheet: Sheet) -> bytes:
        """The sheet as PDF.

        :raises PrinterDown: it is too long.
        """
        await asyncio.sleep(0)
        if sheet.size > MOST_ROWS:
            raise PrinterDown(f"{sheet.size} rows are more than the {MOST_ROWS} of one paper")
        self.printed.append(sheet)
        lines = [_plane(line) for line in _lines(sheet)]
        return _file(sheet, [lines[at : at + LINES] for at in range(0, len(lines), LINES)])


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from (*sheet.seller, *sheet.reader)
    yield from (sheet.title, sheet.number, sheet.day)
    yield from (f"{label} {said}" for label, said in sheet.details)
    for block in sheet.blocks:
        yield block.title
        yield from (f"{row.text} {row.amount}" for row in block.rows)
    yield from sheet.notes


def _plane(line: str) -> str:
    """Two bytes a character; the rarer ones are squares."""
    return "".join(one if ord(one) < 0x10000 else UNKNOWN for one in line)


def _file(sheet: Sheet, pages: list[list[str]]) -> bytes:
    """Catalogue, pages, one font without an outline, its CMap, and two objects for each page."""
    first = 7
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    made = sheet.made_at.strftime("D:%Y%m%d%H%M%SZ")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(_cmap({one for page in pages for line in page for one in line})),
        f"<< /CreationDate ({made}) /Title <{_hex(chr(0xFEFF) + sheet.title)}> >>".encode(),
    ]
    for number, page in enumerate(pages):
        content = first + 2 * number + 1
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        shown = "\n".join(f"<{_hex(line)}> Tj T*" for line in page)
        objects.append(_stream(f"BT /F1 10 Tf 14 TL 50 800 Td\n{shown}\nET"))
    return _joined(objects)


def _joined(objects: list[bytes]) -> bytes:
    """The objects one after the other, and where each begins."""
    file, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    file += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(file)


def _cmap(used: Iterable[str]) -> str:
    """Every character is its own code."""
    codes = sorted(_hex(one) for one in used)
    parts = [codes[at : at + MAPPED] for at in range(0, len(codes), MAPPED)]
    tables = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(f"<{one}> <{one}>" for one in part) + "\nendbfchar" for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Plain def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{tables}\nendcmap\nend\nend"
    )


def _stream(text: str) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text.encode())


def _hex(text: str) -> str:
    return text.encode("utf-16-be", "replace").hex().upper()
