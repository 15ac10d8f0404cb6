"""How is a stored file answered over HTTP: headers, parts of it, nothing new?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags

from yiwang.kernel.files import store
from yiwang.kernel.files.formats import FORMATS, SHOWN_IN_PLACE

_PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_CLOSED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class Served:
    """``name`` as it is saved; ``is_public``: everybody may read it, so may caches between us and them."""

    digest: str
    size: int
    format: str
    charset: str
    name: str
    is_public: bool
    is_inline: bool

    @property
    def media_type(self) -> str:
        media_type = FORMATS[self.format].media_type
        return f"{media_type}; charset={self.charset}" if self.charset else media_type

    @property
    def etag(self) -> str:
        return f'"{self.digest}"'


@dataclass(frozen=True)
class Source:
    """Where the bytes come from: ``pieces(wanted)`` gives them; ``internal``: their name below the prefix of
    YIWANG_FILES_ACCEL, empty where nginx has none.
    """

    pieces: Callable[[range], Iterator[bytes]]
    internal: str = ""


def stored(digest: str) -> Source:
    """The store itself."""
    has_disk = store.local_path(digest) is not None
    return Source(partial(_pieces, digest), store.name_of(digest) if has_disk else "")


def answer(request: HttpRequest, served: Served, source: Source | None = None) -> HttpResponseBase:
    """200, 206, 304 or 416 (RFC 9110, 13 and 14); nginx sends the bytes where YIWANG_FILES_ACCEL is set."""
    source = source or stored(served.digest)
    if _is_known(request, served):
        return _dressed(HttpResponse(status=304), served)
    if settings.FILES_ACCEL and source.internal:
        response = HttpResponse(content_type=served.media_type)
        response["X-Accel-Redirect"] = f"{settings.FILES_ACCEL.rstrip('/')}/{source.internal}"
        return _dressed(response, served)
    wanted = _wanted(request, served)
    if wanted is None:
        response = HttpResponse(status=416, content_type=served.media_type)
        response["Content-Range"] = f"bytes */{served.size}"
        return _dressed(response, served)
    return _dressed(_bytes(request, served, source, wanted), served)


def _is_known(request: HttpRequest, served: Served) -> bool:
    etags = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in etags or served.etag in {etag.removeprefix("W/") for etag in etags}


def _wanted(request: HttpRequest, served: Served) -> range | None:
    """The bytes asked for; all of them where no single range is asked for; None where they do not exist."""
    everything = range(served.size)
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    is_same = request.headers.get("If-Range", served.etag) == served.etag
    if match is None or not is_same or match.group() == "bytes=-":
        return everything
    first, last = match.groups()
    if len(first) > 18 or len(last) > 18:
        return None
    if not first:
        wanted = everything[-int(last) :] if int(last) else range(0)
    else:
        wanted = everything[int(first) : int(last) + 1] if last else everything[int(first) :]
    return wanted or None


def _bytes(request: HttpRequest, served: Served, source: Source, wanted: range) -> HttpResponseBase:
    is_part = len(wanted) < served.size
    body: Iterator[bytes] = iter(()) if request.method == "HEAD" else source.pieces(wanted)
    response = StreamingHttpResponse(body, status=206 if is_part else 200, content_type=served.media_type)
    response["Content-Length"] = str(len(wanted))
    if is_part:
        response["Content-Range"] = f"bytes {wanted[0]}-{wanted[-1]}/{served.size}"
    return response


def _pieces(digest: str, wanted: range) -> Iterator[bytes]:
    with store.opened(digest) as file:
        file.seek(wanted.start)
        left = len(wanted)
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _dressed(response: HttpResponseBase, served: Served) -> HttpResponseBase:
    inline = served.is_inline and served.format in SHOWN_IN_PLACE
    response["ETag"] = served.etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = content_disposition_header(not inline, served.name) or "attachment"
    response["Content-Security-Policy"] = _policy(served.format)
    # Asked again each time, because what it hangs on may be withdrawn at any moment.
    response["Cache-Control"] = "public, no-cache" if served.is_public else "private, no-cache"
    return response


def _policy(family: str) -> str:
    """A sandbox; without the word for PDF, whose viewers in browsers refuse to start inside one."""
    return _CLOSED if family == "pdf" else f"{_CLOSED}; sandbox"
