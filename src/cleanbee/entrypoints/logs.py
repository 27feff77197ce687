"""What a process says while it runs: lines for people in the sandbox, one JSON object a line for machines in live."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import Any, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

QUIET = ("arq", "asyncio", "httpx", "httpcore")
"""Libraries that tell each step of theirs: only their warnings are ours to read."""


def configure(*, live: bool, to: TextIO | None = None) -> None:
    """Send everything that is logged, by us or by a library, through one form; stdout stays a command's answer."""
    shared: Sequence[Processor] = (
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(live=live)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _last(*, live: bool) -> list[Any]:
    """How a line ends up as text; a traceback tells where, never the values around it: they may be secrets."""
    if live:
        traceback = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        return [traceback, structlog.processors.JSONRenderer(sort_keys=True)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain)]
