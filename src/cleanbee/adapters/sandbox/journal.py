"""The sandbox's own file: every accepted call is a line in it before anybody is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from cleanbee.domain.kernel import Value

V = TypeVar("V", bound=Value)


class Journal(Generic[V]):
    """Lines of JSON, appended and never changed; a line that a dying process tore is not there when read again."""

    def __init__(self, path: Path, shape: type[V]) -> None:
        self._path = path
        self._decoder = msgspec.json.Decoder(shape)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._mend()
        self._file = path.open("ab", buffering=0)

    def keep(self, line: V) -> None:
        """Append one line; back only when the operating system has all of it."""
        raw = msgspec.json.encode(line) + b"\n"
        written = self._file.write(raw)
        assert written == len(raw), "a line is written whole"

    def lines(self) -> Iterator[V]:
        """Every whole line so far, in order."""
        for raw in self._path.read_bytes().splitlines():
            yield self._decoder.decode(raw)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _mend(self) -> None:
        """Cut off a torn last line: nobody was answered on the strength of it."""
        if not self._path.exists():
            return
        raw = self._path.read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole < len(raw):
            with self._path.open("r+b") as file:
                file.truncate(whole)
