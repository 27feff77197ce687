"""The whole house, as `cleanbee up` opens it, for as long as a browser looks at it; and people who use its API."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from cleanbee.adapters.embedded.port import free_port
from cleanbee.entrypoints.settings import SHARED_CODE

PATIENCE_S = 60.0


@contextmanager
def house() -> Generator[str]:
    """Where it answers; it ends with us."""
    port = free_port()
    with TemporaryDirectory(prefix="cleanbee-web-") as folder:
        log = Path(folder) / "up.log"
        run = (str(Path(sys.executable).with_name("cleanbee")), "up", "--json", "--port", str(port))
        with log.open("w", encoding="utf-8") as err:
            up = subprocess.Popen(
                [*run, "--data-dir", str(Path(folder) / "data")], stdout=subprocess.PIPE, stderr=err, text=True
            )
        try:
            assert up.stdout is not None
            if not up.stdout.readline():
                raise RuntimeError(f"the house did not open: {log.read_text('utf-8')[-2000:]}")
            yield f"http://localhost:{port}"
        finally:
            up.send_signal(signal.SIGINT)
            up.communicate(timeout=PATIENCE_S)


class Person:
    """Somebody who uses the API without a browser; signed in by phone, with the sandbox's code."""

    def __init__(self, url: str, phone: str) -> None:
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=30)
        self._asked = 0
        sent = self._http.post("/v1/sign_ins", json={"phone": phone}).raise_for_status().json()
        told = self._http.post(f"/v1/sign_ins/{sent['id']}/verify", json={"code": SHARED_CODE}).raise_for_status()
        self._http.headers["authorization"] = f"Bearer {told.json()['access_token']}"

    def get(self, path: str) -> Any:
        """Read something."""
        return self._http.get(path).raise_for_status().json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Do something."""
        self._asked += 1
        key = {"idempotency-key": f"bench-web-{id(self)}-{self._asked:06d}"}
        return json.loads(self._http.post(path, json=body, headers=key).raise_for_status().content)


def booked(mia: Person, cleaner: str, day: str) -> str:
    """A clean by somebody at Mia's, as early as they can that day; its id."""
    home = mia.get("/v1/homes")["data"][0]
    quote = mia.post("/v1/quotes", {"place": {"home_id": home["id"]}})
    found = mia.get(f"/v1/availability?quote_id={quote['id']}&from={day}&days=1&per_slot=20")
    choices = [choice for slot in found["days"][0]["slots"] for choice in slot["choices"]]
    slot = next(choice["slot"] for choice in choices if choice["cleaner"]["name"].startswith(cleaner))
    card = mia.get("/v1/cards")["data"][0]
    return mia.post("/v1/bookings", {"slot": slot, "home_id": home["id"], "card_id": card["id"]})["id"]
