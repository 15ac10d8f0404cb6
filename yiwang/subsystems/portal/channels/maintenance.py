"""Is the site being worked on, so that everybody is told so and when to come again?

Asked before Django, so that it also holds while the database is being migrated or does not answer. A file in
the data directory says it (``yiwang maintenance on``), or YIWANG_MAINTENANCE; nginx can look for the same
file and send the same page (docs/operations.md).
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from time import time
from typing import Any

FLAG = "maintenance.json"
PAGE = Path(__file__).resolve().parents[3] / "static" / "maintenance.html"
# What still answers: is the process alive, what the page itself needs.
OPEN_PATHS = ("/static/", "/healthz")
SHORTEST, USUAL = 60, 1800
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
]


class Maintained:
    """A WSGI application around the real one: one look at a file for each request."""

    def __init__(self, application: Callable[..., Iterable[bytes]], data: Path, *, always: bool) -> None:
        self.application = application
        self.flag = data / FLAG
        self.always = always

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not (self.always or os.path.exists(self.flag)) or environ["PATH_INFO"].startswith(OPEN_PATHS):
            return self.application(environ, start_response)
        page = PAGE.read_bytes()
        again = [("Retry-After", str(self._seconds())), ("Content-Length", str(len(page)))]
        start_response("503 Service Unavailable", [*HEADERS, *again])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [page]

    def _seconds(self) -> int:
        """Until the moment that the file names; half an hour where it names none or that has passed."""
        try:
            until = float(json.loads(self.flag.read_text(encoding="utf-8"))["until"])
        except (OSError, ValueError, KeyError, TypeError):
            return USUAL
        left = int(until - time())
        return max(left, SHORTEST) if left > 0 else USUAL
