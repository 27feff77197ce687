"""A house in memory with the seed city loaded, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.load import Loaded, load_into
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.ports import Ports

SEED = Path(__file__).parents[4] / "seed"


async def house_of(folder: Path = SEED) -> tuple[Ports, Loaded]:
    """A new house, and what was loaded into it."""
    ports = memory_ports(geocoder=await gazetteer(folder))
    return ports, await load_into(ports, City(folder))
