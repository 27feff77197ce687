"""What a process is told before it starts, and from where: flag, environment, file or default, in this order."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from cleanbee.entrypoints.lifeline import PARENT
from cleanbee.entrypoints.setting_rules import fault

DEFAULT_SECRET = "sandbox-secret-known-to-everyone"
SHARED_CODE = "000000"
SANDBOX_DATABASE = "postgresql://cleanbee@127.0.0.1:5432/cleanbee"
PREFIX = "CLEANBEE_"
OPTION = "CLEANBEE_OPT_"
PLAIN_NAMES = {"DATABASE_URL": "database_url", "REDIS_URL": "redis_url", "PORT": "port"}


class SettingsWrong(Exception):
    """A setting cannot be read: which one, from where, and what it should look like."""


def secret(default: str = "") -> Any:
    """A field that no print, log or error ever shows."""
    return field(default=default, repr=False, metadata={"secret": True})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a process may be told. Which adapter stands behind a port is a name, looked up once at start."""

    mode: str = "sandbox"
    # where
    database_url: str = secret(SANDBOX_DATABASE)
    redis_url: str = secret("")  # empty: no queue server; work is done by polling, limits are kept per process
    data_dir: Path = Path(".cleanbee")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    web: str = "on"  # the browser's client: on, off, or fresh (read anew for each page, for whoever writes it)
    search_urls: str = ""  # replicas of the search process, with commas; empty: the API reads the database itself
    sandbox_url: str = ""
    sandbox_token: str = secret("")
    sandbox_hook_secrets: str = secret("")  # with commas: two are live while they are changed, the first one signs
    sandbox_hooks: str = "calm"  # how its bank sends messages: seed=7 copies=20 late_min=4320 lose=*_opened
    sandbox_answer_ms: int = 0  # how long its bank takes over a call, half before it acts, half after
    hooks_url: str = ""  # where it posts them: the API; empty: nowhere
    # secrets and codes
    secret_key: str = secret(DEFAULT_SECRET)
    shared_code: str = secret("")
    smtp_url: str = secret("")
    stripe_key: str = secret("")
    stripe_hook_secrets: str = secret("")  # two with a comma while they are changed
    stripe_publishable_key: str = ""
    stripe_url: str = ""  # another server than Stripe's: for tests alone
    desk_mail: str = "office@cleanbee.example"
    mail_from: str = "CleanBee <hello@cleanbee.example>"
    company: str = "CleanBee"  # who stands on receipts and invoices
    company_address: str = ""  # below it, lines with |
    company_tax_number: str = ""
    # what clients are told
    oldest_clients: str = "ios/1.0.0,android/1.0.0,web/0.0.0"  # older ones are asked to upgrade
    tiles_url: str = ""  # of map tiles, with {z} {x} {y}; empty: clients draw the map without
    tiles_attribution: str = ""
    # which adapter stands behind which port
    store: str = "postgres"
    gateway: str = "sandbox"
    vault: str = "sandbox"
    hooks: str = "sandbox"
    courier: str = "files"
    templates: str = "toml"
    printer: str = "typst"
    geocoder: str = "city"
    travel: str = "straight"
    scorer: str = "reference"
    planner: str = "reference"
    assigner: str = "reference"
    acceptance: str = "declared"
    estimates: str = "declared"
    reshuffle: str = "reference"
    search: str = "reference"
    mirror: str = "numba"  # only the search process opens it
    hasher: str = "argon2"
    limiter: str = "redis"
    queue: str = "arq"
    # how much
    pool: int = 10
    argon2_kib: int = 19456
    argon2_passes: int = 2
    drain_notice_s: float = 5.0
    drain_most_s: float = 20.0
    sweep_every_s: float = 60.0
    search_within_s: float = 0.3
    limits: bool = True
    proxies: int = 0  # of ours, in front, each adding to X-Forwarded-For: one too many, and people choose their address
    # foreign adapters read their own settings here
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    sources: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def __post_init__(self) -> None:
        if self.mode not in {"sandbox", "live"}:
            raise SettingsWrong(f"mode is sandbox or live, not {self.mode!r} (from {self.sources.get('mode', 'code')})")
        for one in dataclasses.fields(self):
            if (wrong := fault(one.name, getattr(self, one.name))) is not None:
                raise SettingsWrong(f"{wrong} (from {self.sources.get(one.name, 'code')})")

    @property
    def live(self) -> bool:
        """Real people, real money."""
        return self.mode == "live"

    @property
    def code(self) -> str:
        """The one-time code that everybody has in the sandbox; empty where codes are rolled."""
        return self.shared_code or ("" if self.live else SHARED_CODE)

    @property
    def url(self) -> str:
        """Where people reach this house."""
        return self.public_url or f"http://localhost:{self.port}"

    def with_(self, **changes: Any) -> Settings:
        """The same settings with some told by the command line."""
        told = dict.fromkeys(changes, "flag")
        return dataclasses.replace(self, **changes, sources={**self.sources, **told})

    def shown(self) -> list[tuple[str, str, str]]:
        """Each setting with its value (secrets masked) and its source."""
        rows: list[tuple[str, str, str]] = []
        for one in dataclasses.fields(self):
            if one.name == "sources":
                continue
            value = getattr(self, one.name)
            text = ("••••" if value else "") if one.metadata.get("secret") else str(value)
            rows.append((one.name, text, self.sources.get(one.name, "default")))
        return rows

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for a child process."""
        told = {
            f"{PREFIX}{one.name.upper()}": str(getattr(self, one.name))
            for one in dataclasses.fields(self)
            if one.name not in {"options", "sources"}
        }
        return told | {f"{OPTION}{name.upper()}": value for name, value in self.options.items()}


def load(environ: Mapping[str, str], file: Path | None = None) -> Settings:
    """Read the settings of this process.

    Environment names that are no setting are left alone: they may belong to tools around us.

    :raises SettingsWrong: a file that cannot be read, an unknown name in it, or a value that makes no sense.
    """
    told: dict[str, tuple[str, Any]] = {}
    options: dict[str, str] = {}
    if file is not None and file.is_file():
        table = _table(file)
        options.update(_options(table.pop("options", {}), file))
        told.update({name: (str(file), value) for name, value in table.items()})
    for name, value in environ.items():
        if name.startswith(OPTION):
            options[name.removeprefix(OPTION).lower()] = value
        elif name in PLAIN_NAMES and value:
            told[PLAIN_NAMES[name]] = (name, value)
    for name, value in environ.items():
        field_name = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and field_name in NAMES:
            told[field_name] = (name, value)
    for name in told.keys() - NAMES:
        raise SettingsWrong(f"{told[name][0]}: there is no setting {name!r}; `cleanbee doctor` lists them")
    read = {name: _read(name, value, source) for name, (source, value) in told.items()}
    sources = {name: source for name, (source, _) in told.items() if name in read}
    return Settings(**read, options=options, sources=sources)


def unknown(environ: Mapping[str, str]) -> list[str]:
    """Names in the environment that look like settings of ours and are none: somebody may have misspelt one."""
    ours = [name for name in environ if name.startswith(PREFIX) and not name.startswith(OPTION) and name != PARENT]
    return sorted(name for name in ours if name.removeprefix(PREFIX).lower() not in NAMES)


NAMES = frozenset(Settings.__dataclass_fields__) - {"options", "sources"}


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except UnicodeDecodeError as wrong:
        raise SettingsWrong(f"{file} is not written in UTF-8: save it anew") from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsWrong(f"{file} is no TOML: {wrong}") from wrong
    except OSError as wrong:
        raise SettingsWrong(f"{file} cannot be read: {wrong.strerror}") from wrong


def _options(told: Any, file: Path) -> dict[str, str]:
    if not isinstance(told, dict):
        raise SettingsWrong(f"{file}: options is a table: [options] on a line of its own, below it name = value")
    table = cast("dict[str, Any]", told)
    return {key: str(one) for key, one in table.items()}


def _read(name: str, value: Any, source: str) -> Any:
    """The value in the shape of its default."""
    default: object = Settings.__dataclass_fields__[name].default
    shape = cast("Callable[[Any], Any]", type(default))
    try:
        if shape is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[str(value).lower()]
        return shape(value)
    except (KeyError, ValueError, TypeError) as wrong:
        raise SettingsWrong(f"{source}: {name} should look like {default!r}") from wrong
