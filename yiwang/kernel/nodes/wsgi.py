"""What does the node server call? A gateway of its own: nothing else of the site is reached through it."""

import logging
import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
django.setup()

from django.db import DatabaseError, close_old_connections  # noqa: E402 - needs the applications loaded

from yiwang.kernel.nodes.public import Answer, Request, answered  # noqa: E402
from yiwang.kernel.nodes.rules import MOST_BODY, MOST_HEADER  # noqa: E402

logger = logging.getLogger(__name__)
MOST = 2 * MOST_BODY + MOST_HEADER


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI (PEP 3333). A database that is away is answered with 503: the other side waits and tries again."""
    close_old_connections()
    try:
        answer = _answered(environ)
    except DatabaseError:
        logger.exception("The database is away.")
        answer = Answer(503, b'{"error":"database"}')
    finally:
        close_old_connections()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(answer.content)))]
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [answer.content]


def _answered(environ: dict[str, Any]) -> Answer:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST:
        return Answer(413, b'{"error":"too large"}')
    content = environ["wsgi.input"].read(int(length)) if int(length) else b""
    path = environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    whole = f"{path}?{query}" if query else path
    return answered(Request(environ["REQUEST_METHOD"], whole, headers, content))
