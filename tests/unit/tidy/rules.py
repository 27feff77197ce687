"""The house rules about a single file that import contracts cannot say. Pure: a source in, findings out."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache

from tests.unit.tidy.source import Finding, Rule, Source, dotted

IMPURE = frozenset(["asyncio", "logging", "os", "random", "secrets", "socket", "threading", "time"])
ALLOWED_IN_DOMAIN = frozenset(sys.stdlib_module_names) - IMPURE
KERNEL = ("domain/kernel.py", "domain/kernel/")
SYSTEM = "adapters/system/"
WALL_CLOCK = re.compile(r"(^|\.)((datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime))$")
STOPWATCH = re.compile(r"^(time\.)?(monotonic|perf_counter|process_time)(_ns)?$")
DICE = frozenset({"random", "secrets", "uuid_utils"})
SEEDED = frozenset({"random.Random", "numpy.random.default_rng"})
FRESH_ID = re.compile(r"^(uuid\.uuid\d|os\.(urandom|getrandom)|numpy\.random|np\.random)(\.|$)")
MONEY = (*KERNEL, "domain/pricing/", "domain/payment/", "domain/booking/", "ports/inbound/payment/")
EMPTY_WORDS = frozenset(["util", "utils", "helper", "helpers", "common", "manager", "managers", "base"])


def domain_imports_are_allowed(source: Source) -> list[Finding]:
    if not source.under("domain/"):
        return []
    found: list[Finding] = []
    for line, name in source.imports:
        top = name.partition(".")[0]
        if top == "cleanbee" and name.startswith("cleanbee.domain"):
            continue
        if top == "msgspec":
            if not source.under(*KERNEL):
                found.append(
                    source.finding(line, "not msgspec itself: take Value, Tagged, with_ from cleanbee.domain.kernel")
                )
        elif top not in ALLOWED_IN_DOMAIN:
            found.append(
                source.finding(line, f"the domain does not import {top}: take what you need as an argument (a value)")
            )
    return found


def domain_is_synchronous(source: Source) -> list[Finding]:
    if not source.under("domain/"):
        return []
    waits = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
    message = "the domain awaits nothing: let the use case in ports/inbound await and pass in the value"
    return [
        source.finding(node, message)
        for node in source.nodes
        if isinstance(node, waits) or (isinstance(node, ast.comprehension) and node.is_async)
    ]


def only_system_reads_the_clock(source: Source) -> list[Finding]:
    """Wall clocks belong to adapters/system (and to SQL); a stopwatch is fine in adapters and entrypoints."""
    if not source.in_source or source.under(SYSTEM):
        return []
    found: list[Finding] = []
    for node, name in source.named:
        if WALL_CLOCK.search(name):
            found.append(
                source.finding(node, f"{name} reads the real clock: take `now` from work.now() or the Clock port")
            )
        elif STOPWATCH.match(name) and source.under("domain/", "ports/"):
            found.append(source.finding(node, f"{name}: domain and ports measure nothing; take instants as arguments"))
    return found


def only_system_rolls_dice(source: Source) -> list[Finding]:
    """Fresh ids and chance come from adapters/system; a generator with the caller's seed is no chance."""
    if not source.in_source or source.under(SYSTEM):
        return []
    seeded = {id(node.func) for node in source.nodes if isinstance(node, ast.Call) and (node.args or node.keywords)}
    inner = {id(node.value) for node in source.nodes if isinstance(node, ast.Attribute)}
    annotations = _annotation_ids(source)
    found: list[Finding] = []
    for node, name in source.named:
        if id(node) in inner or id(node) in annotations:
            continue
        if name in SEEDED and id(node) in seeded:
            continue
        if FRESH_ID.match(name) or (name.partition(".")[0] in DICE and "." in name):
            found.append(
                source.finding(node, f"{name}: take ids and dice through their ports, or a seed from the caller")
            )
    return found


def money_is_whole(source: Source) -> list[Finding]:
    """No float, no Decimal and no true division where money is computed."""
    if not source.under(*MONEY):
        return []
    instead = "money is whole minor units: use //, Money.share, Money.split"
    found: list[Finding] = []
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(source.finding(node, f"a float literal: {instead}"))
        elif isinstance(node, ast.Name) and node.id in {"float", "Decimal", "Fraction"}:
            found.append(source.finding(node, f"{node.id}: {instead}"))
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
            found.append(source.finding(node, f"true division gives a float: {instead}"))
    return found


def tests_mock_nothing(source: Source) -> list[Finding]:
    if not source.in_tests:
        return []
    instead = "pass in an adapter from adapters/memory, or a fake one built for the port"
    found = [
        source.finding(line, f"{name}: {instead}")
        for line, name in source.imports
        if name.startswith(("unittest.mock", "mock.", "pytest_mock")) or name == "mock"
    ]
    for node in source.nodes:
        name = dotted(node)
        if name in {"monkeypatch.setattr", "monkeypatch.delattr", "monkeypatch.setitem", "mocker.patch"}:
            found.append(source.finding(node, f"{name}: {instead}"))
    return found


def tests_patch_none_of_our_names(source: Source) -> list[Finding]:
    """No assignment to an attribute of anything imported from cleanbee, with or without ``setattr``."""
    if not source.in_tests:
        return []
    ours = {name for name, full in source.bound.items() if full.startswith("cleanbee")}
    found: list[Finding] = []
    for node in source.nodes:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        elif isinstance(node, ast.Call) and dotted(node.func) in {"setattr", "delattr"} and node.args:
            targets = [ast.Attribute(node.args[0], "", ast.Store())]
        for target in targets:
            if isinstance(target, ast.Attribute) and dotted(target.value).partition(".")[0] in ours:
                message = "our own names are not replaced in tests: give the other behaviour as an argument or adapter"
                found.append(source.finding(node, message))
    return found


def tests_do_not_sleep(source: Source) -> list[Finding]:
    """``asyncio.sleep(0)`` gives way once and is fine; waiting for the clock is not."""
    if not source.in_tests:
        return []
    return [
        source.finding(node, "tests do not sleep: move the test clock, or wait for the thing itself (event, readiness)")
        for node in source.nodes
        if isinstance(node, ast.Call)
        and source.full(node.func) in {"time.sleep", "asyncio.sleep", "anyio.sleep"}
        and not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)
    ]


def names_say_something(source: Source) -> list[Finding]:
    parts = source.path.split("/")
    words = [part.removesuffix(".py") for part in parts]
    empty = [word for word in words if word.strip("_").rpartition("_")[2] in EMPTY_WORDS]
    message = "name the file after what it knows (a noun) or does (a verb)"
    return [source.finding(1, f"`{word}` says nothing: {message}") for word in empty]


def a_unit_of_work_stays_one_task(source: Source) -> list[Finding]:
    """A connection belongs to one task; a child task would share it, or work beside the unit."""
    if not source.under("ports/inbound/", "ports/outbound/", "adapters/postgres/"):
        return []
    parallel = {"asyncio.gather", "asyncio.create_task", "asyncio.TaskGroup"}
    message = "a unit of work stays in one task: await one after the other"
    return [source.finding(node, message) for node, name in source.named if name in parallel]


def units_of_work_are_ours(source: Source) -> list[Finding]:
    """Piccolo's own transactions keep the connection when COMMIT fails."""
    if not source.in_source:
        return []
    message = "Piccolo's transactions leak: begin units through Store.begin"
    lines = [
        line
        for line, name in source.imports
        if name.startswith("piccolo.") and name.endswith((".Atomic", ".PostgresTransaction"))
    ]
    own = re.compile(r"(^|[._])(DB|engine)\.(transaction|atomic)$")
    lines += [node.lineno for node in source.nodes if isinstance(node, ast.Call) and own.search(dotted(node.func))]
    return [source.finding(line, message) for line in lines]


RULES: tuple[Rule, ...] = (
    domain_imports_are_allowed,
    domain_is_synchronous,
    only_system_reads_the_clock,
    only_system_rolls_dice,
    money_is_whole,
    tests_mock_nothing,
    tests_patch_none_of_our_names,
    tests_do_not_sleep,
    names_say_something,
    a_unit_of_work_stays_one_task,
    units_of_work_are_ours,
)


@cache
def _annotation_ids(source: Source) -> frozenset[int]:
    """Naming a type is not using it."""
    roots: list[ast.AST | None] = []
    for node in source.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            roots.append(node.returns)
        elif isinstance(node, (ast.arg, ast.AnnAssign)):
            roots.append(node.annotation)
    return frozenset(id(inner) for root in roots if root is not None for inner in ast.walk(root))
