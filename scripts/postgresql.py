"""Which PostgreSQL may the tests use? Prints its address, or nothing where none answers."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
THROWN_AWAY = "-c synchronous_commit=off -c jit=off"
"""Nothing waits for the disk of a database that ends with the run; a plan used once is not compiled. Making
the tables and indexes of the suite took a minute of waiting, compiling a tenth of the rest.
"""
LOCAL_SERVERS = ("postgresql://postgres@127.0.0.1/", "postgresql://postgres@/?host=/var/run/postgresql")


def address() -> str:
    """The address of this clone's own database on a server where we may create databases, or nothing.

    Exits with a sentence where ``DATABASE_URL`` names a server that does not answer.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        obstacle = refusal(given)
        if obstacle:
            sys.exit(f"DATABASE_URL names a PostgreSQL that cannot be used for tests: {obstacle}")
        return private(given)
    return next((private(server) for server in LOCAL_SERVERS if not refusal(server)), "")


def refusal(server: str) -> str:
    """Why the server cannot be used for tests; empty where it can."""
    try:
        with psycopg.connect(server, dbname="postgres", connect_timeout=3) as connection:
            may_create = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as error:
        return str(error).strip()
    return "" if may_create and may_create[0] else "its user may not create databases."


def private(server: str) -> str:
    """The same server with a database name that no other clone uses; Django puts test_ before it."""
    name = "yiwang_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    parts = urlsplit(server)
    query = urlencode({"options": THROWN_AWAY, **dict(parse_qsl(parts.query))}, quote_via=quote)
    return urlunsplit(parts._replace(path=f"/{name}", query=query))


@contextmanager
def existing(own: str) -> Iterator[None]:
    """The database of that address, empty, as long as the context lasts: what tests start looks for it."""
    name = sql.Identifier(urlsplit(own).path.removeprefix("/"))
    with psycopg.connect(own, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield
    finally:
        with psycopg.connect(own, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


if __name__ == "__main__":
    print(address())
