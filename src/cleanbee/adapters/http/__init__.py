"""The HTTP API: bytes in, domain questions; domain answers, bytes out. Knows Litestar, decides nothing."""
