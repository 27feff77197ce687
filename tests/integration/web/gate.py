"""A network that can be cut: between a browser and the city's server, on an address of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

READ = 65_536


@dataclass
class Gate:
    """Passes bytes on; while it is cut nobody gets through, and what was under way breaks off."""

    to_port: int
    port: int = 0
    swallow: bytes = b""
    """The beginning of a request whose answer is not passed on: the line breaks when the server has answered."""
    swallowed: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    async def mend(self) -> None:
        """Let everybody through, on the same address as before."""
        self._server = await asyncio.start_server(self._guest, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Let nobody through."""
        if self._server is not None:
            self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _guest(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner, out = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.close()
            return
        ends = {writer, out}
        self._open |= ends
        broken = asyncio.Event()
        try:
            await asyncio.gather(self._ask(reader, out, broken), self._tell(inner, writer, broken))
        except OSError:
            pass
        finally:
            self._open -= ends
            for end in ends:
                end.close()

    async def _ask(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter, broken: asyncio.Event) -> None:
        while said := await reader.read(READ):
            if self.swallow and said.startswith(self.swallow):
                broken.set()
            out.write(said)
            await out.drain()
        out.close()

    async def _tell(self, inner: asyncio.StreamReader, writer: asyncio.StreamWriter, broken: asyncio.Event) -> None:
        while told := await inner.read(READ):
            if broken.is_set():
                self.swallow, self.swallowed = b"", self.swallowed + 1
                writer.transport.abort()
                return
            writer.write(told)
            await writer.drain()
        writer.close()
