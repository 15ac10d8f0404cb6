"""How do two installations come into being that know each other and are joined by the carrier under test?"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from faults.exchange.clock import Clock
from faults.exchange.plan import CITY, COUNTY, COUNTY_ROOT, ROOT

PROJECT = Path(__file__).resolve().parents[2]
SQLITE = "yiwang.sqlite3"
BROKER = "amqp://guest:guest@127.0.0.1:{port}/%2F"


@dataclass
class Installation:
    """One installation in ``folder``: processes of its own, database, keys and clock of its own."""

    side: str
    code: str
    folder: Path
    database: str = ""

    def __post_init__(self) -> None:
        self.data = self.folder / "data"
        self.logs = self.folder / "logs"
        self.clock = Clock(self.folder / "clock")
        self.passing = self.folder / "passing"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("YIWANG_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        if self.database:
            kept["DATABASE_URL"] = self.database
        return {
            **kept,
            "TMPDIR": str(self.passing),  # what killed processes leave there goes with the rehearsal
            "YIWANG_MODE": "test",
            "YIWANG_DATA": str(self.data),
            "YIWANG_ZONE": "both",
            "YIWANG_NODE_CODE": self.code,
            "YIWANG_NODE_NAME": {CITY: "云泽市平台", COUNTY: "云溪县平台"}[self.side],
            "DJANGO_SETTINGS_MODULE": "faults.exchange.settings",
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent / "wound"), str(PROJECT)]),
            "YIWANG_REHEARSAL_CLOCK": str(self.clock.path),
        }

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "yiwang", *words]

    def run(self, *words: str) -> str:
        """What a command of ``yiwang`` printed."""
        return self.ran(self.command(*words))

    def ran(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self.environment, cwd=PROJECT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def acting(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "faults.exchange.acting", *words]

    def found(self, rate: float, homes: Iterable[str], template: Path) -> None:
        """Tables, units and clerks, as of a month ago. ``homes``: the sides whose units live here.

        ``template``: an empty SQLite database with all tables, made here where it is not yet.
        """
        for folder in (self.data, self.logs, self.passing):
            folder.mkdir(parents=True, exist_ok=True)
        self.clock.start(rate)
        if self.database or not template.exists():
            self.run("migrate", "--run-syncdb", "--verbosity", "0")
            if not self.database:
                shutil.copy(self.data / SQLITE, template)
        else:
            shutil.copy(template, self.data / SQLITE)
        self.ran(self.acting("found", "--homes", ",".join(homes)))

    def identity(self, url: str) -> tuple[Path, str]:
        """The identity document as a file, and its fingerprint."""
        path = self.folder / "identity.json"
        path.write_text(self.run("node-identity", "--url", url, "--verbosity", "0"), encoding="utf-8")
        return path, self.ran(self.acting("fingerprint", "--file", str(path))).strip()

    def knows(self, other: "Installation", role: str, carrier: str, *settings: str, url: str = "") -> None:
        """Register the other installation as managers would, for the units that live there."""
        path, told = other.identity(url)
        unit = {CITY: ROOT, COUNTY: COUNTY_ROOT}[other.side]
        names = ("--fingerprint", told, "--role", role, "--carrier", carrier, "--unit", unit)
        self.run("register-node", str(path), *names, *settings)

    def asked(self, *statements: str) -> list[int]:
        """One number for each SQL statement, read beside the processes at work; Django is not asked."""
        if self.database:
            with psycopg.connect(self.database) as connection:
                return [int(connection.execute(each).fetchone()[0]) for each in statements]  # type: ignore[index, arg-type, call-overload]
        return asked_sqlite(self.data / SQLITE, statements)


def asked_sqlite(path: Path, statements: Iterable[str]) -> list[int]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        return [int(connection.execute(each).fetchone()[0]) for each in statements]
    finally:
        connection.close()


def join(city: Installation, county: Installation, carrier: str, links: dict[str, Any]) -> None:
    """Let the two know each other. ``links``: folders by name, or ports under which each is reached."""
    match carrier:
        case "directory":
            city.knows(county, "county", carrier, *_folders(links["to_city"], links["from_city"]))
            county.knows(city, "peer", carrier, *_folders(links["to_county"], links["from_county"]))
        case "https":
            for here, there, role in ((city, county, "county"), (county, city, "peer")):
                url = f"https://127.0.0.1:{links[there.side]}"
                here.knows(there, role, carrier, "--url", url, url=url)
        case "amqp":
            url = BROKER.format(port=links["broker"])
            city.knows(county, "county", carrier, "--url", url)
            county.knows(city, "peer", carrier, "--url", url)
    county.ran(county.acting("settle"))


def _folders(inbox: Path, outbox: Path) -> list[str]:
    return ["--inbox", str(inbox), "--outbox", str(outbox)]


def made_database(server: str, name: str) -> str:
    """A fresh database beside the one that ``server`` names."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop_database(server: str, url: str) -> None:
    name = urlsplit(url).path[1:]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def told(path: Path) -> Any:
    """What an installation wrote down as JSON."""
    return json.loads(path.read_text(encoding="utf-8"))
