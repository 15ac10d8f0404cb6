"""Does the environment decide as docs/operations.md says, safely by default?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from yiwang import environment

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (
    "from yiwang import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
)


def start(tmp_path, **variables):
    """Load the settings in a process of its own, with nothing but ``variables`` in the environment."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=inherited | {"YIWANG_DATA": str(tmp_path)} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_the_default_and_refuses_to_start_without_a_secret(tmp_path):
    result = start(tmp_path)
    assert result.returncode != 0
    assert "YIWANG_SECRET_KEY is missing" in result.stderr


def test_production_refuses_a_short_secret(tmp_path):
    assert "shorter than 50" in start(tmp_path, YIWANG_SECRET_KEY="short").stderr


def test_production_with_a_secret_starts_without_debug_and_with_secure_cookies(tmp_path):
    result = start(tmp_path, YIWANG_SECRET_KEY="s" * 64)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["False", "True", "True"]


def test_the_demonstration_makes_its_secret_once_and_keeps_it_to_itself(tmp_path):
    assert start(tmp_path, YIWANG_MODE="demo").returncode == 0
    first = (tmp_path / "secret_key").read_text()
    assert start(tmp_path, YIWANG_MODE="demo").returncode == 0
    assert (tmp_path / "secret_key").read_text() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_an_unknown_mode_is_refused(tmp_path):
    assert "production, demo or test" in start(tmp_path, YIWANG_MODE="debug").stderr


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("postgresql://city:s%40fe@db.example:5433/yiwang", "django.db.backends.postgresql", "yiwang"),
        ("postgres://localhost/y", "django.db.backends.postgresql", "y"),
    ],
)
def test_a_postgresql_address_is_taken_apart(tmp_path, url, engine, name):
    database = environment.database(url, tmp_path)
    assert (database["ENGINE"], database["NAME"]) == (engine, name)


def test_a_password_in_the_database_address_may_hold_any_character(tmp_path):
    assert environment.database("postgresql://c:s%40fe%2F@h/y", tmp_path)["PASSWORD"] == "s@fe/"


def test_without_an_address_the_database_is_one_file_in_the_data_directory(tmp_path):
    assert environment.database("", tmp_path)["NAME"] == tmp_path / "yiwang.sqlite3"


def test_an_unknown_database_is_refused_by_name(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        environment.database("mysql://h/y", tmp_path)


def test_a_number_that_is_none_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("YIWANG_PORT", "eighty")
    with pytest.raises(ImproperlyConfigured, match="YIWANG_PORT"):
        environment.number("YIWANG_PORT", 8000)


def test_the_cache_is_the_process_memory_until_a_shared_one_is_named():
    assert environment.cache("")["BACKEND"].endswith("LocMemCache")
    assert environment.cache("redis://cache:6379/1")["LOCATION"] == "redis://cache:6379/1"


def test_a_cache_of_another_kind_is_refused():
    with pytest.raises(ImproperlyConfigured, match="YIWANG_CACHE_URL"):
        environment.cache("memcached://cache")
