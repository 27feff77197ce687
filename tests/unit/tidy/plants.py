"""Violations planted against the tidy rules, and innocent code that looks a little like them."""

from __future__ import annotations

import pytest
from tests.unit.tidy import rules
from tests.unit.tidy.source import Rule, Source

SRC = "src/cleanbee"
TEST = "tests/unit/test_x.py"


def case(rule: Rule, path: str, text: str) -> object:
    return pytest.param(rule, path, text, id=f"{rule.__name__}-{(text or path).splitlines()[-1].strip()[-40:]}")


PLANTED = [
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "import asyncio"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "from os import environ"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/kernel.py", "import random"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "import msgspec"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "import litestar"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "def late():\n    import time"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "from cleanbee.ports.outbound import store"),
    case(rules.domain_is_synchronous, f"{SRC}/domain/booking/x.py", "async def place(): ..."),
    case(rules.domain_is_synchronous, f"{SRC}/domain/x.py", "def f(s):\n    return [x async for x in s]"),
    case(rules.only_system_reads_the_clock, f"{SRC}/entrypoints/cli/x.py", "import datetime\ndatetime.datetime.now()"),
    case(
        rules.only_system_reads_the_clock, f"{SRC}/adapters/http/x.py", "from datetime import datetime as d\nd.now(tz)"
    ),
    case(rules.only_system_reads_the_clock, f"{SRC}/domain/x.py", "from datetime import date\ndate.today()"),
    case(rules.only_system_reads_the_clock, f"{SRC}/adapters/postgres/x.py", "import time\nx = time.time"),
    case(rules.only_system_reads_the_clock, f"{SRC}/ports/inbound/x.py", "from time import monotonic\nmonotonic()"),
    case(rules.only_system_rolls_dice, f"{SRC}/adapters/http/x.py", "import uuid\nuuid.uuid4()"),
    case(rules.only_system_rolls_dice, f"{SRC}/adapters/memory/x.py", "from uuid import uuid4\nf(default=uuid4)"),
    case(rules.only_system_rolls_dice, f"{SRC}/adapters/http/x.py", "import secrets\nsecrets.token_urlsafe()"),
    case(rules.only_system_rolls_dice, f"{SRC}/entrypoints/x.py", "import random\nrandom.Random()"),
    case(rules.only_system_rolls_dice, f"{SRC}/entrypoints/x.py", "import numpy as np\nnp.random.default_rng()"),
    case(rules.only_system_rolls_dice, f"{SRC}/entrypoints/x.py", "from random import choice\nchoice(cleaners)"),
    case(rules.only_system_rolls_dice, f"{SRC}/adapters/x/y.py", "import uuid_utils\nuuid_utils.uuid7()"),
    case(rules.money_is_whole, f"{SRC}/domain/payment/x.py", "fee = total * 0.25"),
    case(rules.money_is_whole, f"{SRC}/domain/pricing/x.py", "fee = total * 25 / 100"),
    case(rules.money_is_whole, f"{SRC}/domain/booking/x.py", "fee = float(total)"),
    case(rules.money_is_whole, f"{SRC}/domain/kernel.py", "from decimal import Decimal\nx = Decimal(1)"),
    case(rules.tests_mock_nothing, TEST, "from unittest.mock import Mock"),
    case(rules.tests_mock_nothing, TEST, "from unittest import mock"),
    case(rules.tests_mock_nothing, TEST, "def test_x(monkeypatch):\n    monkeypatch.setattr('cleanbee.x.y', 1)"),
    case(rules.tests_mock_nothing, TEST, "def test_x(mocker):\n    mocker.patch('cleanbee.x')"),
    case(rules.tests_patch_none_of_our_names, TEST, "from cleanbee.domain import kernel\nkernel.snake = None"),
    case(rules.tests_patch_none_of_our_names, TEST, "from cleanbee.x import A\nsetattr(A, 'place', None)"),
    case(rules.tests_patch_none_of_our_names, TEST, "import cleanbee\ncleanbee.x.y = 1"),
    case(rules.tests_do_not_sleep, TEST, "import time\ntime.sleep(1)"),
    case(rules.tests_do_not_sleep, TEST, "from asyncio import sleep\nsleep(0.1)"),
    case(rules.names_say_something, f"{SRC}/domain/booking/utils.py", ""),
    case(rules.names_say_something, f"{SRC}/common/money.py", ""),
    case(rules.names_say_something, f"{SRC}/adapters/http/_helpers.py", ""),
    case(rules.names_say_something, f"{SRC}/adapters/http/route_manager.py", ""),
    case(rules.names_say_something, "tests/unit/base.py", ""),
    case(rules.a_unit_of_work_stays_one_task, f"{SRC}/ports/inbound/x.py", "import asyncio\nasyncio.gather(a, b)"),
    case(
        rules.a_unit_of_work_stays_one_task, f"{SRC}/adapters/postgres/x.py", "import asyncio\nasyncio.create_task(a)"
    ),
    case(rules.units_of_work_are_ours, f"{SRC}/adapters/postgres/x.py", "DB.transaction()"),
    case(
        rules.units_of_work_are_ours,
        f"{SRC}/adapters/postgres/x.py",
        "from piccolo.engine.postgres import Atomic",
    ),
]

INNOCENT = [
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "from datetime import UTC, time, timedelta"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/booking/x.py", "from cleanbee.domain.kernel import Value"),
    case(rules.domain_imports_are_allowed, f"{SRC}/domain/kernel.py", "import msgspec"),
    case(rules.domain_imports_are_allowed, f"{SRC}/adapters/http/x.py", "import asyncio, litestar"),
    case(rules.domain_is_synchronous, f"{SRC}/domain/booking/x.py", "def place(): ..."),
    case(rules.domain_is_synchronous, f"{SRC}/ports/inbound/x.py", "async def place(): ..."),
    case(
        rules.only_system_reads_the_clock,
        f"{SRC}/adapters/system/x.py",
        "from datetime import datetime\ndatetime.now()",
    ),
    case(rules.only_system_reads_the_clock, f"{SRC}/ports/inbound/x.py", "now = await work.now()"),
    case(rules.only_system_reads_the_clock, f"{SRC}/entrypoints/bench/x.py", "import time\ntime.perf_counter()"),
    case(rules.only_system_rolls_dice, f"{SRC}/adapters/system/x.py", "import secrets\nsecrets.token_urlsafe()"),
    case(rules.only_system_rolls_dice, f"{SRC}/entrypoints/x.py", "import random\nrandom.Random(seed)"),
    case(rules.only_system_rolls_dice, f"{SRC}/entrypoints/x.py", "import numpy as np\nnp.random.default_rng(seed)"),
    case(rules.only_system_rolls_dice, f"{SRC}/entrypoints/x.py", "import random\ndef f(dice: random.Random): ..."),
    case(rules.only_system_rolls_dice, f"{SRC}/adapters/http/x.py", "from uuid import UUID, uuid4\nUUID(text)"),
    case(rules.money_is_whole, f"{SRC}/domain/payment/x.py", "fee = total * 25 // 100"),
    case(rules.money_is_whole, f"{SRC}/adapters/http/x.py", "ratio = ours / theirs"),
    case(rules.tests_mock_nothing, TEST, "def test_x(monkeypatch):\n    monkeypatch.setenv('DATABASE_URL', 'x')"),
    case(rules.tests_patch_none_of_our_names, TEST, "from cleanbee.x import Y\nself.y = Y()\ny = Y"),
    case(rules.tests_do_not_sleep, TEST, "import asyncio\nasyncio.sleep(0)"),
    case(rules.tests_do_not_sleep, f"{SRC}/adapters/jobs/x.py", "import asyncio\nasyncio.sleep(5)"),
    case(rules.names_say_something, f"{SRC}/domain/booking/baseline.py", ""),
    case(rules.units_of_work_are_ours, f"{SRC}/adapters/postgres/x.py", "connection.transaction(isolation='x')"),
    case(rules.a_unit_of_work_stays_one_task, f"{SRC}/entrypoints/x.py", "import asyncio\nasyncio.gather(a, b)"),
]

STORE = {
    f"{SRC}/adapters/memory/store.py": "class MemoryStore: ...",
    f"{SRC}/adapters/postgres/store.py": "class PostgresStore: ...",
    f"{SRC}/ports/contracts/store.py": "class StoreContract: ...",
    "tests/unit/adapters/test_memory.py": "class TestStore(StoreContract): ...",
    "tests/integration/postgres/test_store.py": "class TestStore(contracts.StoreContract): ...",
}

# What is taken away; whether memory then stands without a promise; whether a suite then runs too seldom.
CONTRACT_PLANTS = [
    (f"{SRC}/ports/contracts/store.py", True, False),
    ("tests/unit/adapters/test_memory.py", True, True),
    ("tests/integration/postgres/test_store.py", False, True),
]


def project(without: str = "") -> tuple[Source, ...]:
    """A tiny project with one port on two adapters, perhaps with one file taken away."""
    return tuple(Source(path, text) for path, text in STORE.items() if path != without)
