"""What a torture run says: how much was done, which faults fired, what was found wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Asked:
    """How a run is to go: its seed, where evidence is written, whether the servers stay up afterwards.

    ``cleaners`` counts only where a whole market is asked about; ``lives`` (0: as many as it takes), ``faults`` and
    ``store`` only where payments are lived.
    """

    seed: int = 42
    evidence: Path | None = None
    keep: bool = False
    short: bool = False
    cleaners: int = 100_000
    lives: int = 0
    faults: float = 0.2
    store: str = "memory"


@dataclass
class Report:
    """A run's result; a run that attempted nothing, or in which no fault fired, found that out about itself."""

    name: str
    attempts: int = 0
    figures: dict[str, Any] = field(default_factory=dict[str, Any])
    findings: list[str] = field(default_factory=list[str])

    def expect(self, true: bool, otherwise: str) -> None:
        """Note a finding unless the statement is true."""
        if not true:
            self.findings.append(otherwise)

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if self.findings:
            return f"torture {self.name}: {len(self.findings)} findings in {self.attempts} attempts."
        return f"torture {self.name}: nothing wrong in {self.attempts} attempts."


class Evidence:
    """Every attempt with its answer, one JSON object a line; without a folder it is only counted."""

    def __init__(self, folder: Path | None) -> None:
        self.count = 0
        self._folder = folder
        self._file = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / "attempts.jsonl").open("a", encoding="utf-8")

    def note(self, **facts: Any) -> None:
        """One attempt."""
        self.count += 1
        if self._file is not None:
            self._file.write(json.dumps(facts, default=str) + "\n")

    def copy(self, text: str, name: str) -> None:
        """Keep a text beside the attempts."""
        if self._folder is not None:
            (self._folder / name).write_text(text, encoding="utf-8")

    def close(self) -> None:
        """No more attempts."""
        if self._file is not None:
            self._file.close()


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
