"""Every planted fault is noticed by the test that is named for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.plants.garden import Garden, Plant, read
from tests.servers import Urls, on_redis

PLANTS = read()


@pytest.fixture(scope="session")
def garden(tmp_path_factory: pytest.TempPathFactory, servers: Urls, worker: str) -> Iterator[Garden]:
    """A copy of the project; the servers are started once for all who run its tests."""
    urls = {"DATABASE_URL": servers.postgres, "REDIS_URL": on_redis(servers, worker)}
    with Garden.laid_out(tmp_path_factory.mktemp("garden") / "copy", **urls) as one:
        yield one


@pytest.mark.parametrize("plain", [False, True], ids=["compiled", "plain"])
def test_without_a_fault_every_named_test_is_green(garden: Garden, plain: bool) -> None:
    """All in one process: what takes long to make is made once for all; at length they run elsewhere."""
    healthy = garden.run(*sorted({one.test for one in PLANTS if one.plain is plain}), profile="quick", plain=plain)
    assert healthy.went == "passed", healthy.output


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.name for plant in PLANTS])
def test_a_planted_fault_turns_its_test_red(garden: Garden, plant: Plant) -> None:
    sick = garden.with_fault(plant)
    assert sick.went == "failed", f"{plant.test} did not notice: {plant.why} (it {sick.went})\n{sick.output}"


def test_every_plant_is_told_apart_and_explained() -> None:
    assert len({plant.name for plant in PLANTS}) == len(PLANTS)
    assert all(plant.why and plant.edits for plant in PLANTS)
