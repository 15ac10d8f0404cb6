"""On what does a bench run? A database of its own, made for it and thrown away after it.

``YIWANG_MODE`` is test; the data directory is a temporary one. Without ``DATABASE_URL`` the database is a
SQLite file in it, otherwise a fresh PostgreSQL database beside the one that ``DATABASE_URL`` names.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextmanager
def database(name: str) -> Iterator[None]:
    """Set Django up on a migrated database of its own. Once in a process; import models only inside."""
    with tempfile.TemporaryDirectory(prefix=f"yiwang-bench-{name}-") as folder, _server(name):
        os.environ |= {"YIWANG_MODE": "test", "YIWANG_DATA": folder}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
        import django  # noqa: PLC0415 - settings are read on import, so the environment comes first
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def _server(name: str) -> Iterator[None]:
    """Point DATABASE_URL to a new PostgreSQL database, where there is a server; drop it in the end."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    own = f"yiwang_bench_{name}_{os.getpid()}"
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(given)._replace(path=f"/{own}"))
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
        try:
            yield
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(own)))


def show(figures: Mapping[str, float | int | str], *, as_json: bool) -> None:
    """Print the figures: one JSON object for programs, or one line each for people."""
    print(json.dumps(figures) if as_json else "\n".join(f"{key:>24}: {figures[key]}" for key in figures))
