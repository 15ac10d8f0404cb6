"""A city whose pages are files, and readers who ask for them."""

import io
import random
import zipfile
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_zip
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.pages import making, mode, rules
from yiwang.subsystems.portal.pages.actions.entering import enter_all
from yiwang.subsystems.portal.pages.models import Page, ShownFile
from yiwang.subsystems.portal.tests.makers import AUTHOR, PUBLISHER, REVIEWER, make_article, make_officer


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


def make_published_with(*stored: StoredFile, **changes: Any) -> Article:
    """A published article on which these files hang, as if its author had uploaded them."""
    author = make_officer(AUTHOR)
    for one in stored:
        Attachment.objects.create(file=one, name=one.name, added_by=author.person, added_at=now())
    files = tuple((one.pk, one.name) for one in stored)
    article = make_article(author, files=files, **changes)
    workflow.submit(actor(author), article.pk)
    workflow.review(actor(make_officer(REVIEWER)), article.pk)
    return workflow.publish(actor(make_officer(PUBLISHER)), article.pk, reason="已逐项核对")


def shown_file(stored: StoredFile, width: int = 0) -> ShownFile:
    return ShownFile.objects.get(key=stored.key, width=width)


def shown_place(stored: StoredFile, width: int = 0) -> Path:
    return mode.published() / rules.place_of_file(stored.key, width)


def make_large() -> bytes:
    """An archive of three pieces, the last of them short."""
    return make_zip({"数据.bin": random.Random(1).randbytes(2 * rules.PIECE + 1000)}, zipfile.ZIP_STORED)
