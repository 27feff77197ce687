"""Which Chromium there is, as the bench finds it."""

from __future__ import annotations

from cleanbee.entrypoints.bench.browser import ARGUMENTS, FETCHED, ROOT, Chromium, find

__all__ = ["ARGUMENTS", "FETCHED", "ROOT", "Chromium", "find"]
