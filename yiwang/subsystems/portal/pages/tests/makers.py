"""A city whose pages are files, and readers who ask for them."""

import io
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from yiwang.subsystems.portal.pages import making, mode
from yiwang.subsystems.portal.pages.actions.entering import enter_all
from yiwang.subsystems.portal.pages.models import Page


class Answer:
    """What one request to a WSGI application got."""

    def __init__(self, application: Any, path: str, method: str = "GET", **more: Any) -> None:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **more,
        }
        self.body = b"".join(application(environ, self._begun))
        self.text = self.body.decode("utf-8", "replace")

    def _begun(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = status, {name.lower(): value for name, value in headers}


class Counting:
    """The real application, counting how often it is asked."""

    def __init__(self) -> None:
        self.handler, self.asked = WSGIHandler(), 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self.handler(environ, start_response)


def make_all() -> int:
    enter_all()
    return making.make_due(10_000)


def page(path: str, site: str = "main") -> Page:
    return Page.objects.get(site=site, path=path)


def file(path: str) -> Path:
    return mode.published() / page(path).file


def text(path: str) -> str:
    return file(path).read_text(encoding="utf-8")
