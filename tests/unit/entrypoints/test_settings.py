"""Settings come from flag, environment, file or default, in this order, and secrets are never shown."""

from pathlib import Path

import pytest

from cleanbee.entrypoints.settings import SHARED_CODE, Settings, SettingsWrong, load


def test_the_environment_wins_over_the_file_and_a_flag_over_both(tmp_path: Path) -> None:
    file = tmp_path / "cleanbee.toml"
    file.write_text('port = 8001\ncourier = "smtp"\n[options]\nsms_sender = "CleanBee"\n', "utf-8")
    told = load({"CLEANBEE_PORT": "8002", "DATABASE_URL": "postgresql://db/cleanbee"}, file)
    assert (told.port, told.courier, told.database_url) == (8002, "smtp", "postgresql://db/cleanbee")
    assert told.options == {"sms_sender": "CleanBee"}
    assert told.with_(port=8003).port == 8003
    sources = {name: source for name, _, source in told.with_(host="::1").shown()}
    assert sources["port"] == "CLEANBEE_PORT"
    assert sources["database_url"] == "DATABASE_URL"
    assert sources["courier"] == str(file)
    assert sources["host"] == "flag"
    assert sources["pool"] == "default"


def test_secrets_are_neither_printed_nor_shown() -> None:
    told = load({"DATABASE_URL": "postgresql://u:hunter2@db/x", "CLEANBEE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in repr(told)
    assert all("hunter2" not in value for _, value, _ in told.shown())


def test_a_child_process_is_told_the_same() -> None:
    told = load({"CLEANBEE_PORT": "8002", "CLEANBEE_LIMITS": "no", "CLEANBEE_OPT_SMS_SENDER": "CleanBee"})
    again = load(told.environment())
    assert [row[:2] for row in again.shown()] == [row[:2] for row in told.shown()]
    assert again.database_url == told.database_url


@pytest.mark.parametrize("environ", [{"CLEANBEE_PORT": "eighty"}, {"CLEANBEE_LIMITS": "maybe"}, {"CLEANBEE_MODE": "x"}])
def test_a_value_of_the_wrong_shape_is_refused_with_its_source(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong, match="CLEANBEE_"):
        load(environ)


def test_a_name_in_the_file_that_is_no_setting_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cleanbee.toml"
    file.write_text("prot = 8001\n", "utf-8")
    with pytest.raises(SettingsWrong, match="prot"):
        load({}, file)


def test_everybody_shares_one_code_in_the_sandbox_and_nobody_does_live() -> None:
    assert Settings().code == SHARED_CODE
    assert Settings(mode="live").code == ""
