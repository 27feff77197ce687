"""A pytest plugin that ends a run whose package under test is not the planted copy."""

from __future__ import annotations

import importlib
import os
import sys

import pytest

STRAYED = 70


def pytest_sessionstart() -> None:
    importlib.import_module("cleanbee")
    judge()


def pytest_sessionfinish() -> None:
    judge()


def judge() -> None:
    """End the run with its own exit code when any module of the package came from elsewhere."""
    source = os.path.join(os.environ["PLANTED_COPY"], "src") + os.sep
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None)
        if name.partition(".")[0] == "cleanbee" and place and not place.startswith(source):
            pytest.exit(f"{name} came from {place}, not from the copy", returncode=STRAYED)
