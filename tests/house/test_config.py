"""Settings are read from environment, file and secret files, and every wrong one is named at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from skillmark.config import Config, ConfigError, create_secrets, home, load, unknown_names, write_config_file


def _environment(folder: Path, **settings: str) -> dict[str, str]:
    return {"SKILLMARK_HOME": str(folder), **{f"SKILLMARK_{name}": value for name, value in settings.items()}}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    write_config_file(
        tmp_path, {"SKILLMARK_BASE_URL": "https://from.file", "SKILLMARK_SITE_NAME": "From file"}
    )
    config = load(_environment(tmp_path, BASE_URL="https://from.environment"))
    assert (config.base_url, config.site_name) == ("https://from.environment", "From file")


def test_every_wrong_value_is_named_at_once(tmp_path: Path) -> None:
    wrong = _environment(tmp_path, BASE_URL="badges", WEB_THREADS="many", DEMO="perhaps", SECRET_KEY="short")
    (tmp_path / "config.env").write_text("SKILLMARK_BASE_ULR=https://x.example\n")
    with pytest.raises(ConfigError) as caught:
        load(wrong)
    text = " ".join(caught.value.problems)
    assert len(caught.value.problems) == 5
    for name in ("BASE_URL", "WEB_THREADS", "DEMO", "SECRET_KEY", "BASE_ULR"):
        assert f"SKILLMARK_{name}" in text


def test_a_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(_environment(tmp_path, SECRET_KEY="hunter2", SMTP_URL="ftp://me:hunter2@host"))
    assert "hunter2" not in str(caught.value)


def test_secrets_do_not_show_when_the_configuration_is_printed(tmp_path: Path) -> None:
    create_secrets(tmp_path)
    config = load(
        _environment(tmp_path, DATABASE_URL="postgresql://u:hunter2@h/d", SMTP_URL="smtp://u:hunter2@h")
    )
    assert config.secret_key
    assert config.key_encryption_key_bytes
    assert len(config.key_encryption_key_bytes) == 32
    for secret in ("hunter2", config.secret_key, config.key_encryption_key):
        assert str(secret) not in repr(config)


def test_secrets_come_from_the_file_that_is_named(tmp_path: Path) -> None:
    create_secrets(tmp_path)
    elsewhere = tmp_path / "mounted"
    elsewhere.write_text("x" * 40 + "\n")
    assert load(_environment(tmp_path, SECRET_KEY_FILE=str(elsewhere))).secret_key == "x" * 40
    with pytest.raises(ConfigError, match="SECRET_KEY_FILE"):
        load(_environment(tmp_path, SECRET_KEY_FILE=str(tmp_path / "absent")))


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    made = create_secrets(tmp_path)
    before = [path.read_bytes() for path in made]
    assert create_secrets(tmp_path) == []
    assert [path.read_bytes() for path in made] == before
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert [path.name for path in (tmp_path / "keys").iterdir() if path.name.startswith(".")] == []


def test_a_written_configuration_is_not_overwritten(tmp_path: Path) -> None:
    write_config_file(tmp_path, {"SKILLMARK_SITE_NAME": "First"})
    with pytest.raises(FileExistsError):
        write_config_file(tmp_path, {"SKILLMARK_SITE_NAME": "Second"})
    assert load(_environment(tmp_path)).site_name == "First"


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"BASE_URL": "http://badges.example.org"}, "https"),
        ({"BASE_URL": "https://badges.example.org/path"}, "without a path"),
        ({"DATABASE_URL": "mysql://h/d"}, "postgresql"),
        ({"DEMO": "yes"}, "SKILLMARK_DEVELOPMENT"),
        ({"KEY_ENCRYPTION_KEY": "c2hvcnQ="}, "32 random bytes"),
        ({"WEB_THREADS": "0"}, "between"),
        ({"CONNECT": "vcapi, soap"}, "some of vcapi"),
        ({"VCAPI_TOKENS": "rob@example.org:secret"}, "SHA-256"),
        ({"VCAPI_TOKENS": f"rob:{'a' * 64}"}, "pairs"),
        ({"VCAPI_TOKENS": f"rob@example.org:{'A' * 64}"}, "pairs"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, settings: dict[str, str], wrong: str) -> None:
    with pytest.raises(ConfigError, match=wrong):
        load(_environment(tmp_path, **settings))


def test_plain_http_is_for_this_machine_and_for_development(tmp_path: Path) -> None:
    assert load(_environment(tmp_path, BASE_URL="http://localhost:9000")).base_url == "http://localhost:9000"
    assert load(_environment(tmp_path, BASE_URL="http://lan.example", DEVELOPMENT="yes")).development


def test_no_connector_answers_until_it_is_named(tmp_path: Path) -> None:
    silent = load(_environment(tmp_path))
    assert (silent.connect, silent.vcapi_tokens) == ((), ())
    tokens = f"rob@example.org:{'a' * 64}, olga@example.org:{'0' * 64}"
    config = load(_environment(tmp_path, CONNECT="vcapi", VCAPI_TOKENS=tokens))
    assert config.connect == ("vcapi",)
    assert config.vcapi_tokens == (("rob@example.org", "a" * 64), ("olga@example.org", "0" * 64))


def test_hosts_follow_from_the_base_address(tmp_path: Path) -> None:
    config = load(
        _environment(tmp_path, BASE_URL="https://a.example:8443", EXTRA_HOSTS="b.example, c.example")
    )
    assert config.allowed_hosts == ("a.example", "b.example", "c.example")


def test_everything_is_kept_below_the_home_that_was_named(tmp_path: Path) -> None:
    assert home({"SKILLMARK_HOME": str(tmp_path / "h")}) == tmp_path / "h"
    config = load(_environment(tmp_path))
    for name in ("database_file", "keys_folder", "files_folder", "known_folder", "outbox_folder"):
        assert getattr(config, name).is_relative_to(tmp_path)


def test_a_misspelt_variable_is_noticed() -> None:
    assert unknown_names({"SKILLMARK_BASE_ULR": "x", "SKILLMARK_BASE_URL": "x", "PATH": "x"}) == [
        "SKILLMARK_BASE_ULR"
    ]


def test_every_setting_is_explained() -> None:
    for each in dataclasses.fields(Config):
        assert len(each.metadata["help"]) > 20, each.name
        assert each.metadata["help"].endswith("."), each.name


def test_every_setting_stands_in_the_reference() -> None:
    reference = Path(__file__).resolve().parents[2] / "docs" / "reference" / "configuration.md"
    text = reference.read_text("utf-8")
    missing = [
        each.name for each in dataclasses.fields(Config) if f"SKILLMARK_{each.name.upper()}" not in text
    ]
    assert not missing
