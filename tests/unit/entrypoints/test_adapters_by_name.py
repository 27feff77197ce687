"""Every adapter that we register can be loaded, and every name that settings begin with is registered."""

from importlib.metadata import entry_points

import pytest

from cleanbee.entrypoints.adapters import GROUP, NoSuchAdapter, find
from cleanbee.entrypoints.settings import Settings

pytestmark = pytest.mark.slow

OURS = sorted(one.name for one in entry_points(group=GROUP))
PORTS = sorted({name.partition(".")[0] for name in OURS})


@pytest.mark.parametrize("name", OURS)
def test_what_is_registered_can_be_loaded(name: str) -> None:
    port, _, short = name.partition(".")
    assert callable(find(port, short).load())


@pytest.mark.parametrize("port", PORTS)
def test_a_sandbox_names_an_adapter_for_each_port_from_the_start(port: str) -> None:
    assert find(port, getattr(Settings(), port)).name == f"{port}.{getattr(Settings(), port)}"


def test_a_name_that_is_not_registered_is_told_with_those_that_are() -> None:
    with pytest.raises(NoSuchAdapter, match="there are argon2, quick"):
        find("hasher", "bcrypt")
