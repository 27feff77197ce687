"""Our books and those of the sandbox's bank, each in a process of its own: what does not fit is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.processes.opened_house import PATIENCE_S, RUN, Up, alone, opened, until, written
from tests.integration.processes.test_one_booking import HOME, Visitor

from cleanbee.adapters.embedded.folder import erase

DAY = "2026-03-05"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """The data of one house."""
    data = tmp_path_factory.mktemp("books") / "data"
    yield data
    erase(data)


def command(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """`cleanbee …` against the house that is open on this folder: its exit code, and what it found."""
    asked = [*RUN, *words, "--json", "--data-dir", str(folder)]
    done = subprocess.run(asked, env=alone(), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.strip().splitlines()[-1])


def delivered(folder: Path) -> set[str]:
    """The messages of the bank's that the API took."""
    return {one["id"] for one in written(folder / "sandbox" / "hooks.jsonl")}


def bank_lines(folder: Path) -> list[dict[str, Any]]:
    """The bank's own book."""
    return written(folder / "sandbox" / "gateway.jsonl")


def every_line_is_told(folder: Path) -> bool:
    """Whether the API took a message of each line of the bank's book; what follows from them later has others."""
    return {f"message_{place}" for place in range(len(bank_lines(folder)))} <= delivered(folder)


def charges(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the bank took, the last one last."""
    return [one for one in lines if one["fact"]["type"] == "taken"]


def write_and_restart(folder: Path, house: Up, lines: list[dict[str, Any]]) -> None:
    """Somebody writes another book; the bank's process dies and reads it again."""
    before = house.pid_of("sandbox")
    path = folder / "sandbox" / "gateway.jsonl"
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), "utf-8")
    os.kill(before, signal.SIGKILL)
    until(lambda: house.pid_of("sandbox") not in {0, before}, "the bank's process is started again")
    until(lambda: command(folder, "reconcile")[0] in {0, 1}, "the bank answers again")


def a_cancelled_clean_that_cost_a_fee(folder: Path, house: Up) -> None:
    """Mia books with a card whose owner takes charges back, and cancels late: the fee is charged."""
    with httpx.Client(base_url=f"http://127.0.0.1:{house.port}", timeout=60) as client:
        mia = Visitor(client)
        mia.sign_in(next(one["phone"] for one in house.ready["sign_ins"] if one["role"] == "Customer"))
        home = next(one for one in mia.get("/v1/homes")["data"] if one["address"] == HOME)
        card = mia.post("/v1/cards", {"setup": "card_dispute"})
        quote = mia.post("/v1/quotes", {"place": {"address": HOME}, "rooms": {"bedrooms": 2, "bathrooms": 1}})
        found = mia.get(f"/v1/availability?quote_id={quote['id']}&from={DAY}&days=7&per_slot=5")
        choices = [one for day in found["days"] for slot in day["slots"] for one in slot["choices"]]
        order = {"home_id": home["id"], "card_id": card["id"], "wish": "prefer"}
        chosen = next(one for one in choices if any(why["code"] == "instant" for why in one["reasons"]))
        booking = mia.post("/v1/bookings", {**order, "slot": chosen["slot"]})
        until(lambda: every_line_is_told(folder), "the bank tells that it holds the amount")
        until(lambda: mia.get(f"/v1/bookings/{booking['id']}")["phase"]["name"] == "confirmed", "somebody comes")
        start = chosen["window"]["start_at"]
        code, moved = command(folder, "clock", "freeze", before(start))
        assert code == 0, moved
        known = len(charges(bank_lines(folder)))
        mia.post(f"/v1/bookings/{booking['id']}/cancel", {"reason": "away"})
        until(lambda: len(charges(bank_lines(folder))) > known, "the fee is charged")


def before(start: str) -> str:
    """An hour before."""
    from datetime import datetime, timedelta

    return (datetime.fromisoformat(start) - timedelta(hours=1)).isoformat()


def test_a_cent_in_the_banks_book_and_a_message_that_never_came_are_named(folder: Path) -> None:
    with opened(folder, told={"CLEANBEE_SANDBOX_HOOKS": "calm lose=dispute_*"}) as house:
        a_cancelled_clean_that_cost_a_fee(folder, house)
        until(lambda: every_line_is_told(folder), "every message is taken")
        code, told = command(folder, "reconcile")
        assert (code, told["difference"], told["items"]) == (0, 0, []) and told["transactions"] >= 1, told

        honest = bank_lines(folder)
        false = json.loads(json.dumps(honest))
        charge = charges(false)[-1]
        charge["fact"]["amount"]["amount"] += 1
        write_and_restart(folder, house, false)
        code, told = command(folder, "reconcile")
        (item,) = told["items"]
        assert (code, told["difference"]) == (1, 1) and "amount_differs" in item, told
        assert charge["fact"]["provider_id"] in item

        write_and_restart(folder, house, honest)
        assert command(folder, "reconcile")[1]["difference"] == 0

        code, moved = command(folder, "clock", "advance", "15d", "--stand")
        assert code == 0, moved
        code, told = command(folder, "reconcile")
        about = f"txn_dispute_{charge['fact']['provider_id']}"
        assert code == 1 and [one for one in told["items"] if about in one], told
        assert not [one for one in delivered(folder) if one.startswith("dispute_")]
        until(
            lambda: f"cleanbee_reconcile_difference_minor {told['difference']}" in metrics(house), "the figures say so"
        )


def metrics(house: Up) -> str:
    return httpx.get(f"http://127.0.0.1:{house.port}/metrics", timeout=10).text.replace(".0\n", "\n")
