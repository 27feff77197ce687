"""Everything that happened in a world, a line each, and the hash of it: the same seed must give the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any


class Trace:
    """Takes notes; ``now`` says when, ``keep`` is given each line, the hash is over all of them."""

    def __init__(self, keep: Callable[[str], None] | None = None) -> None:
        self._keep = keep
        self._hash = sha256()
        self.counted: Counter[str] = Counter()
        self.now: Callable[[], datetime] | None = None

    def note(self, what: str, **facts: Any) -> None:
        """Something happened."""
        self.counted[what] += 1
        at = {} if self.now is None else {"at": self.now().isoformat()}
        line = json.dumps({"what": what, **at, **facts}, default=str, sort_keys=True)
        self._hash.update(line.encode())
        self._hash.update(b"\n")
        if self._keep is not None:
            self._keep(line)

    @property
    def hash(self) -> str:
        """What stands for all notes so far."""
        return self._hash.hexdigest()
