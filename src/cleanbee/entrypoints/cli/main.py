"""The command `cleanbee`: its sub-commands are the files beside it, and only the one asked for is loaded."""

from __future__ import annotations

import ast
import importlib
import json
import os
import sys
import traceback
import zoneinfo
from pathlib import Path

try:
    import click
except ModuleNotFoundError:
    raise SystemExit('The command line needs more than the library: pip install "cleanbee[local]"') from None

from cleanbee.entrypoints.cli.outcome import BUG, REFUSED, USAGE, Cannot
from cleanbee.entrypoints.lifeline import PARENT, hold_on
from cleanbee.entrypoints.settings import SettingsWrong

HERE = Path(__file__).parent
NO_COMMANDS = frozenset({"__init__", "main", "outcome", "told"})
ORDER = (
    "up",
    "demo",
    "seed",
    "story",
    "play",
    "trigger",
    "clock",
    "explain",
    "ledger",
    "reconcile",
    "serve",
    "worker",
    "search",
    "sandbox",
    "migrate",
    "doctor",
    "openapi",
    "bench",
    "torture",
)


def files() -> dict[str, Path]:
    """Command name → its file, the usual ones first."""
    found = {path.stem.replace("_", "-"): path for path in HERE.glob("*.py") if path.stem not in NO_COMMANDS}
    rank = {name: place for place, name in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda one: (rank.get(one[0], len(rank)), one[0])))


class Lazy(click.Group):
    """A group that imports a command's file when the command is asked for, never before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every file beside this one is a command."""
        return list(files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command: the file's ``command``."""
        if cmd_name not in files():
            return None
        module = importlib.import_module(f"cleanbee.entrypoints.cli.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command), f"cli/{cmd_name}.py has no `command`"
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the first lines of their files: nothing is imported."""
        rows = [(name, _first_line(path)) for name, path in files().items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return docstring.partition("\n")[0].strip()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def cleanbee() -> None:
    """A marketplace for home cleaning: priced, booked, offered, done and charged, with books that balance."""


def main() -> None:
    """Run a command; every end has its exit code: 0 done, 1 findings, 2 usage, 3 missing, 4 refused, 70 bug."""
    hold_on(os.environ.pop(PARENT, None))
    zoneinfo.reset_tzpath([])  # one source of time zones: the pinned tzdata, whatever the machine has
    as_json = "--json" in sys.argv
    try:
        cleanbee.main(standalone_mode=False)
    except click.ClickException as wrong:
        if not as_json:
            wrong.show()
            raise SystemExit(USAGE) from wrong
        _fail(wrong.format_message(), USAGE, as_json=True)
    except click.Abort:
        raise SystemExit(130) from None
    except SettingsWrong as wrong:
        _fail(str(wrong), USAGE, as_json=as_json)
    except Cannot as no:
        _fail(no.sentence, no.code, as_json=as_json)
    except Exception as bug:
        if (no := _expected(bug)) is not None:
            _fail(no.sentence, no.code, as_json=as_json)
        traceback.print_exc()
        _fail(f"A bug: {type(bug).__name__}: {bug}", BUG, as_json=as_json)


def _expected(fault: Exception) -> Cannot | None:
    """What stops any process from starting without being a bug."""
    from cleanbee.entrypoints.adapters import NoSuchAdapter
    from cleanbee.entrypoints.live import LiveRefused
    from cleanbee.ports.outbound.store import Busy

    match fault:
        case LiveRefused(reasons=reasons):
            return Cannot(
                f"Live refuses to start for {len(reasons)} reasons",
                why="; ".join(reasons),
                next_step="cleanbee doctor --live",
                code=REFUSED,
            )
        case NoSuchAdapter():
            return Cannot(str(fault), next_step="cleanbee doctor")
        case Busy():
            return Cannot("The database does not answer", why=str(fault), next_step="set DATABASE_URL, or cleanbee up")
        case _:
            return None


def _fail(sentence: str, code: int, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"result": sentence, "code": code}))
    click.echo(sentence, err=True)
    raise SystemExit(code)
