"""Every planted fault is noticed by the test that is named for it."""

from __future__ import annotations

import pytest
from tests.plants.garden import Garden, Plant, read

PLANTS = read()


@pytest.fixture(scope="session")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Garden:
    return Garden.laid_out(tmp_path_factory.mktemp("garden") / "copy")


def test_without_a_fault_every_named_test_is_green(garden: Garden) -> None:
    """All in one process: the servers start and the kernels are compiled once for all; at length they run elsewhere."""
    healthy = garden.run(*sorted({plant.test for plant in PLANTS}), profile="quick")
    assert healthy.went == "passed", healthy.output


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.name for plant in PLANTS])
def test_a_planted_fault_turns_its_test_red(garden: Garden, plant: Plant) -> None:
    sick = garden.with_fault(plant)
    assert sick.went == "failed", f"{plant.test} did not notice: {plant.why} (it {sick.went})\n{sick.output}"


def test_every_plant_is_told_apart_and_explained() -> None:
    assert len({plant.name for plant in PLANTS}) == len(PLANTS)
    assert all(plant.why and plant.edits for plant in PLANTS)
