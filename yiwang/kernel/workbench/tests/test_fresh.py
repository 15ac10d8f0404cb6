"""An empty database gets at once what the migrations would have made, one by one."""

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection

from yiwang.kernel.workbench import fresh

OF_SQLITE = ("sqlite_", "search_t")  # its own, and the shadow tables of the search engine


def migrated(folder, *options):
    """The database that ``yiwang migrate`` makes in an empty folder."""
    folder.mkdir()
    environment = {**os.environ, "YIWANG_DATA": str(folder), "DATABASE_URL": "", "YIWANG_MODE": "test"}
    command = [sys.executable, "-m", "yiwang", "migrate", "-v0", *options]
    subprocess.run(command, env=environment, check=True)
    return folder / "yiwang.sqlite3"


def drawn(database):
    """Every table, index and trigger by the words of its definition, whatever the order of the columns, and
    the number of rows of every table.
    """
    with closing(sqlite3.connect(database)) as reader:
        named = [
            (kind, name, sql)
            for kind, name, sql in reader.execute("SELECT type, name, sql FROM sqlite_master")
            if not name.startswith(OF_SQLITE)
        ]
        words = {(kind, name): Counter(re.findall(r"[^\s,()]+|[()]", sql or "")) for kind, name, sql in named}
        rows = {
            name: reader.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for kind, name, _ in named
            if kind == "table"
        }
    return words, rows


def test_the_tables_are_those_that_the_migrations_make_one_by_one(tmp_path):
    at_once, one_by_one = migrated(tmp_path / "a"), migrated(tmp_path / "b", "--one-by-one")
    assert drawn(at_once) == drawn(one_by_one)
    assert drawn(at_once)[1]["django_migrations"] > 100


@pytest.mark.django_db
def test_a_database_that_holds_anything_is_left_to_the_migrations():
    assert fresh.make(connection) == 0


def test_what_was_made_at_once_is_migrated_once(tmp_path):
    database = migrated(tmp_path / "a")
    before = drawn(database)
    environment = {**os.environ, "YIWANG_DATA": str(tmp_path / "a"), "DATABASE_URL": ""}
    said = subprocess.run(
        [sys.executable, "-m", "yiwang", "migrate", "--check"], env=environment, check=False
    )
    assert said.returncode == 0
    assert drawn(database) == before


@pytest.mark.django_db
def test_a_part_of_the_migrations_is_asked_for_as_ever(capsys):
    call_command("migrate", "--plan")
    assert "Tables made" not in capsys.readouterr().out
