"""Adapters by name: each port's adapter is named in the settings and looked up once, ours and foreign ones alike.

An adapter registers in the entry-point group ``cleanbee.adapters`` as ``<port>.<name> = module:open``, where
``open(settings)`` is an async context manager that gives the adapter.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from cleanbee.entrypoints.settings import Settings

GROUP = "cleanbee.adapters"

Opening = Callable[[Settings], AbstractAsyncContextManager[Any]]


class NoSuchAdapter(Exception):
    """No installed package offers an adapter of this name for this port; says which there are."""


@cache
def offered() -> dict[str, EntryPoint]:
    """Every registration by its name, read once: packages do not come and go under a running process."""
    return {one.name: one for one in entry_points(group=GROUP)}


def find(port: str, name: str) -> EntryPoint:
    """The adapter's registration, not loaded yet.

    :raises NoSuchAdapter: nobody offers it.
    """
    wanted = f"{port}.{name}"
    if wanted not in offered():
        others = sorted(one.partition(".")[2] for one in offered() if one.startswith(f"{port}."))
        raise NoSuchAdapter(f"{port} = {name}: no installed adapter has this name; there are {', '.join(others)}")
    return offered()[wanted]


def open_adapter(port: str, settings: Settings) -> AbstractAsyncContextManager[Any]:
    """The adapter that the settings name for a port, to be opened.

    :raises NoSuchAdapter: nobody offers it.
    """
    opening: Opening = find(port, getattr(settings, port)).load()
    return opening(settings)
