"""The note of an open house is for its owner's eyes, and never overrules what the environment names."""

import os
import stat
from pathlib import Path

import pytest

from cleanbee.entrypoints.cli.told import of_open_house
from cleanbee.entrypoints.house_note import NOTE, noted, open_house_of
from cleanbee.entrypoints.settings import PLAIN_NAMES, Settings

OPEN = Settings(database_url="postgresql://app@house/x", redis_url="redis://house/0", port=8123)
OWNER = "postgresql://owner@house/x"
NAMED = {"DATABASE_URL": "postgresql://mine/x", "REDIS_URL": "redis://mine/1", "PORT": "8999"}


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment that names nothing, in a folder without settings."""
    for name in (*PLAIN_NAMES, *(one for one in os.environ if one.startswith("CLEANBEE_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_only_its_owner_may_read_the_note_for_it_holds_secrets(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("left by a house before")
    (tmp_path / NOTE).chmod(0o644)
    with noted(tmp_path, OPEN.environment(), OWNER):
        assert stat.S_IMODE((tmp_path / NOTE).stat().st_mode) == 0o600
    assert not (tmp_path / NOTE).exists()


def test_a_command_finds_the_open_house_by_its_note(alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with noted(tmp_path, OPEN.environment(), OWNER):
        assert of_open_house(tmp_path).database_url == OPEN.database_url
        assert of_open_house(tmp_path, as_owner=True).database_url == OWNER
    assert of_open_house(tmp_path).database_url == Settings().database_url


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_what_the_environment_names_goes_before_the_note(name: str, alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    alone.setenv(name, NAMED[name])
    for as_owner in (False, True):
        with noted(tmp_path, OPEN.environment(), OWNER):
            told = of_open_house(tmp_path, as_owner=as_owner)
        assert str(getattr(told, PLAIN_NAMES[name])) == NAMED[name]
        assert told.sources[PLAIN_NAMES[name]] == name
    others = PLAIN_NAMES.keys() - {name}
    assert not {str(getattr(told, PLAIN_NAMES[one])) for one in others} & set(NAMED.values())


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"pid": 1, "environment": 3, "owner_url": ""}', "é"])
def test_a_note_that_says_nothing_is_no_house(tmp_path: Path, text: str) -> None:
    (tmp_path / NOTE).write_text(text, "utf-8")
    assert open_house_of(tmp_path) == {}
