"""Waiting until a house is at rest: nothing due, nothing under way, nothing left to hand on."""

from __future__ import annotations

import asyncio
import time

from cleanbee.entrypoints.torture.outcome import Report
from cleanbee.entrypoints.torture.stage import Stage

LOOK_EVERY_S = 0.5
UNDER_WAY = """SELECT
    (SELECT count(*) FROM outbox WHERE handed_on_at IS NULL OR NOT placed)
    + (SELECT count(*) FROM payment_operation WHERE phase IN ('planned', 'sent', 'unknown'))
    + (SELECT count(*) FROM timer WHERE due_at <= clock_timestamp() AND kind NOT LIKE 'job.%')"""


async def until_at_rest(stage: Stage, report: Report, within_s: float) -> None:
    """Look until nothing is under way; too long is a finding."""
    begun = time.monotonic()
    left = -1
    while time.monotonic() - begun < within_s:
        left = await stage.sql.fetchval(UNDER_WAY)
        if left == 0:
            report.figures["at_rest_after_s"] = round(time.monotonic() - begun, 1)
            return
        await asyncio.sleep(LOOK_EVERY_S)
    report.findings.append(f"not at rest after {within_s:.0f} s: {left} pieces of work are left")
