"""How a command ends: one sentence as its last line, and an exit code that says which kind of end it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import click

DONE = 0
FINDINGS = 1
USAGE = 2
MISSING = 3
REFUSED = 4
BUG = 70

F = TypeVar("F", bound=Callable[..., Any])


class Cannot(Exception):
    """The command cannot be done: what, why, and which command to try next."""

    def __init__(self, what: str, *, why: str = "", next_step: str = "", code: int = MISSING) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step
        self.code = code

    @property
    def sentence(self) -> str:
        """What, why and the way on, in one line."""
        parts = [self.what, self.why, f"Try: {self.next_step}" if self.next_step else ""]
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def json_option(command: F) -> F:
    """Adds ``--json``: the result as one JSON object a line on stdout, prose on stderr."""
    return click.option("--json", "as_json", is_flag=True, help="The result as JSON; prose goes to stderr.")(command)


def say(line: str, *, as_json: bool = False) -> None:
    """A line of prose, out of the way of a machine that reads the result."""
    click.echo(line, err=as_json)


def finish(
    sentence: str, *, code: int = DONE, as_json: bool = False, facts: Mapping[str, Any] | None = None
) -> NoReturn:
    """Print the result and end: the last line is the result in one sentence, or the same as JSON."""
    if as_json:
        click.echo(json.dumps({"result": sentence, "code": code, **(facts or {})}, default=str))
    else:
        click.echo(sentence)
    sys.stdout.flush()
    raise SystemExit(code)
