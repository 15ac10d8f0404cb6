"""What does a reader get who asks for a file that a public page shows?

Its bytes out of the published tree. *Strict* proves every megabyte by the signed list before it is sent; what
does not match comes out of the store, proved the same way, or not at all. Headers are those of kernel/files.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from django.core.handlers.wsgi import WSGIRequest, get_path_info
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpResponse, StreamingHttpResponse

from yiwang.kernel.files import rules as files
from yiwang.kernel.files import serving
from yiwang.kernel.files import store as received
from yiwang.kernel.files.formats import FORMATS
from yiwang.subsystems.portal.pages import alarms, rules, store
from yiwang.subsystems.portal.pages.manifest import Reader
from yiwang.subsystems.portal.pages.models import ShownFile

Environ = dict[str, Any]
MOST_REMEMBERED = 10_000
NOT_PROVED = "文件没有通过校验，暂时不能提供，请稍后再试。"


class NotProvedError(Exception):
    """Neither the tree nor the store has the bytes that were published."""


class Files:
    """The files that public pages show; ``manifest()``: the number of the list that has to be at hand."""

    def __init__(self, reader: Reader, manifest: Callable[[], int], *, is_strict: bool) -> None:
        self.reader, self.manifest, self.is_strict = reader, manifest, is_strict
        self._known: dict[tuple[str, int], ShownFile] = {}

    def response(self, environ: Environ) -> HttpResponse | StreamingHttpResponse | None:
        """None where no public page shows such a file: then the framework decides who may have it."""
        found = rules.FILE_ADDRESS.fullmatch(get_path_info(environ))
        row = self._row(found[1], int(found[2] or 0)) if found else None
        if found is None or row is None:
            return None
        about = FORMATS[row.format]
        served = serving.Served(
            digest=row.digest,
            size=row.size,
            format=row.format,
            charset=row.charset,
            name=files.named_as(found[3], about),
            is_public=True,
            is_inline=True,
        )
        try:
            answer = serving.answer(WSGIRequest(environ), served, self._source(row))
            return cast("HttpResponse | StreamingHttpResponse", answer)
        except NotProvedError:
            return HttpResponse(NOT_PROVED, status=503, content_type="text/plain; charset=utf-8")

    def _row(self, key: str, width: int) -> ShownFile | None:
        """Where the database does not answer, what was up a moment ago is up."""
        try:
            row = ShownFile.objects.up().filter(key=key, width=width).first()
        except Error:
            connections[DEFAULT_DB_ALIAS].close()
            return self._known.get((key, width))
        if row is None:
            self._known.pop((key, width), None)
        elif len(self._known) < MOST_REMEMBERED:
            self._known[key, width] = row
        return row

    def _source(self, row: ShownFile) -> serving.Source:
        if not self.is_strict:
            place = store.place_of(row.file)
            internal = f"published/{row.file.partition('/')[2]}" if place.is_file() else ""
            return serving.Source(Lying(row).pieces, internal)
        self.reader.renew(self.manifest())
        proof = Proof(row, self.reader)
        return serving.Source(proof.pieces)


@dataclass(frozen=True)
class Lying:
    """A file as it lies in the tree, or where it is away in the store: the watcher sees to the rest."""

    row: ShownFile

    def pieces(self, wanted: range) -> Iterator[bytes]:
        with store.opened(store.place_of(self.row.file)) as descriptor:
            if descriptor is None or os.fstat(descriptor).st_size != self.row.size:
                yield from serving.stored(self.row.digest).pieces(wanted)
                return
            for start in range(wanted.start, wanted.stop, rules.PIECE):
                yield os.pread(descriptor, min(rules.PIECE, wanted.stop - start), start)


class Proof:
    """One answer, each piece proved. What the list says counts; where no list can be proved, the row."""

    def __init__(self, row: ShownFile, reader: Reader) -> None:
        self.row, self.reader = row, reader
        self._digests = row.pieces.split() or [row.digest]
        self._is_raised = False

    def pieces(self, wanted: range) -> Iterator[bytes]:
        """Raises NotProvedError for the first piece at once, before a header is sent."""
        last = (wanted.stop - 1) // rules.PIECE
        numbers = range(wanted.start // rules.PIECE, last + 1)
        first = self._piece(numbers[0])
        rest = (self._piece(number) for number in numbers[1:])
        return (
            piece[max(0, wanted.start - start) : wanted.stop - start]
            for start, piece in zip(
                range(numbers[0] * rules.PIECE, wanted.stop, rules.PIECE), chain([first], rest), strict=True
            )
        )

    def _piece(self, number: int) -> bytes:
        digest = self._digest(number)
        with store.opened(store.place_of(self.row.file)) as descriptor:
            content = b"" if descriptor is None else os.pread(descriptor, rules.PIECE, number * rules.PIECE)
            is_whole = descriptor is not None and os.fstat(descriptor).st_size == self.row.size
        if is_whole and store.digest_of(content) == digest:
            return content
        self._alarm()
        content = _received(self.row.digest, number)
        if store.digest_of(content) != digest:
            raise NotProvedError
        return content

    def _digest(self, number: int) -> str:
        name = rules.piece_of(self.row.file, number) if self.row.pieces else self.row.file
        listed = self.reader.listed(name)
        return listed.digest if listed is not None else self._digests[number]

    def _alarm(self) -> None:
        if not self._is_raised:
            self._is_raised = True
            alarms.raised(self.row.file, None)


def _received(digest: str, number: int) -> bytes:
    try:
        with received.opened(digest) as content:
            content.seek(number * rules.PIECE)
            return content.read(rules.PIECE)
    except OSError:
        return b""
