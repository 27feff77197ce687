"""Settings come from flag, environment, file or default, in this order, and secrets are never shown."""

from pathlib import Path

import pytest

from cleanbee.entrypoints.settings import SHARED_CODE, Settings, SettingsWrong, load, unknown


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


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("PORT", ("1", "65535"), ("0", "-1", "65536")),
        ("CLEANBEE_POOL", ("1",), ("0", "-1")),
        ("CLEANBEE_PROXIES", ("0", "1"), ("-1",)),
        ("CLEANBEE_ARGON2_PASSES", ("1",), ("0",)),
        ("CLEANBEE_ARGON2_KIB", ("8",), ("7",)),
        ("CLEANBEE_DRAIN_MOST_S", ("0", "20.5"), ("nan", "inf", "-0.1")),
        ("CLEANBEE_DRAIN_NOTICE_S", ("0",), ("nan", "-1")),
        ("CLEANBEE_SWEEP_EVERY_S", ("60",), ("0", "nan")),
        ("CLEANBEE_SEARCH_WITHIN_S", ("0.3",), ("0", "inf")),
        ("DATABASE_URL", ("postgresql://db/x", "postgres://u:p@h:1/x"), ("nonsense", "mysql://db/x", "postgresql://")),
        ("REDIS_URL", ("redis://r/1", "rediss://r", "unix:///run/r"), ("http://x", "r:6379")),
        (
            "CLEANBEE_PUBLIC_URL",
            ("https://cleanbee.example", "http://localhost:1"),
            ("javascript:x", "cleanbee.example"),
        ),
        ("CLEANBEE_SEARCH_URLS", ("http://a:1, http://b:2",), ("http://a:1,b:2",)),
    ],
)
def test_a_value_without_sense_is_refused_with_its_source(
    name: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    for value in good:
        load({name: value})
    for value in bad:
        with pytest.raises(SettingsWrong, match=name):
            load({name: value})


def test_what_is_wrong_with_a_secret_is_said_without_it() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        load({"DATABASE_URL": "mysql://u:hunter2@db/x"})
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("text", [b"port = = 1", b"# caf\xe9\n", b"options = 3\n", b"[port]\nx = 1\n", b"pool = 0\n"])
def test_a_file_that_makes_no_sense_is_named(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "cleanbee.toml"
    file.write_bytes(text)
    with pytest.raises(SettingsWrong, match=r"cleanbee\.toml"):
        load({}, file)


def test_a_name_that_looks_like_a_setting_and_is_none_is_found() -> None:
    environ = {"CLEANBEE_PROT": "1", "CLEANBEE_PORT": "1", "CLEANBEE_OPT_X": "1", "CLEANBEE_PARENT": "1", "HOME": "/"}
    assert unknown(environ) == ["CLEANBEE_PROT"]
