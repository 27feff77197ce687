"""The README's calls work pasted as they stand."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from cleanbee.adapters.embedded.port import free_port
from cleanbee.entrypoints.house import Plan, open_house
from cleanbee.entrypoints.settings import load

README = Path(__file__).parents[2] / "README.md"
FENCES = re.findall(r"^```bash\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


async def _pasted(script: str) -> list[str]:
    """What the shell prints, line by line."""
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    out, err = await asyncio.wait_for(shell.communicate(), timeout=120)
    assert not err, f"{out.decode()}\n{err.decode()}"
    return out.decode().splitlines()


@pytest.mark.slow
async def test_a_stranger_books_a_clean_and_sees_it_done_and_paid(tmp_path: Path) -> None:
    port = free_port()
    plan = Plan(data_dir=None, sandbox_dir=tmp_path, ports=(port,), workers=1)
    async with open_house(plan, load({}), os.environ, lambda name, line: None) as house:
        assert house.urls == (f"http://127.0.0.1:{port}",)
        script = "\n".join(FENCES).replace("localhost:8000", f"127.0.0.1:{port}")
        lines = await _pasted(script)
    assert "event: booking.confirmed" in lines
    assert "2026-03-18T09:30" in lines
    assert "event: booking.offered" in lines
    said = lines[lines.index("2026-03-18T09:30") + 1 :]
    expected = ["requested", "accepted", "2026-03-04T08:00:00Z", "en_route", "at_door", "in_progress", "completed"]
    assert [line for line in said if line in expected] == expected
    assert said[-3:] == ["True", "captured", "0"]
