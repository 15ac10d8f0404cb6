"""How do readers get the static files of the program, and how do these get into the published tree?

``collectstatic`` leaves them outside every web root; those whose names carry their digest are copied into the
tree, for nginx and for *strict*. The other copy is what a changed one is restored from.
"""

import mimetypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from yiwang import assets
from yiwang.subsystems.portal.pages import alarms, rendering, rules, store

Answer = tuple[str, list[tuple[str, str]], bytes]
LASTING = "public, max-age=31536000, immutable"
NOT_FOUND = "没有这个文件。".encode()
NOT_PROVED = "文件没有通过校验，暂时不能提供，请稍后再试。".encode()
TEXT = "text/plain; charset=utf-8"


def name_of(file: str) -> str:
    """The name below ``/static/`` of a file of the tree; empty for any other."""
    folder, _, name = file.partition("/")
    return name if folder == rules.STATIC_FOLDER else ""


def file_of(name: str) -> str:
    return f"{rules.STATIC_FOLDER}/{name}"


def names() -> Iterator[str]:
    """Of all that may belong into the tree: ``right`` says whether each does."""
    top = _collected()
    for folder, _, found in os.walk(top):
        for one in found:
            name = os.path.relpath(os.path.join(folder, one), top)
            if assets.has_digest(name):
                yield name


def right(name: str) -> bytes | None:
    """The other copy; None where there is none or it does not prove itself."""
    content = store.read(_collected() / name) if assets.has_digest(name) else None
    return content if content is not None and assets.proves(name, content) else None


def put_up(wanted: Iterator[str]) -> int:
    """Copy what the tree has not yet; how many. What lies there and is wrong is the watcher's."""
    count = 0
    for name in wanted:
        place = store.place_of(file_of(name))
        content = None if os.path.lexists(place) else right(name)
        if content is not None:
            store.write(place, content, is_lasting=False)
            count += 1
    return count


def answer(environ: dict[str, Any], path: str) -> Answer:
    """What *strict* gives: bytes that were proved for this very answer, or none."""
    name = path.removeprefix(rules.STATIC_ADDRESS)
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not assets.has_digest(name):
        return "404 Not Found", _headers(TEXT, NOT_FOUND), NOT_FOUND
    is_packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    content = _proved(f"{name}{assets.PACKED}") if is_packed and _is_there(f"{name}{assets.PACKED}") else None
    packed = [("Content-Encoding", "gzip")] if content is not None else []
    if content is None and _is_there(name):
        content = _proved(name)
        if content is None:
            return "503 Service Unavailable", _headers(TEXT, NOT_PROVED), NOT_PROVED
    if content is None:
        return "404 Not Found", _headers(TEXT, NOT_FOUND), NOT_FOUND
    headers = [*_headers(_type_of(name), content, LASTING), *packed, ("Vary", "Accept-Encoding")]
    return "200 OK", headers, content


def _is_there(name: str) -> bool:
    return (_collected() / name).is_file()


def _proved(name: str) -> bytes | None:
    file = file_of(name)
    content = store.read(store.place_of(file))
    if content is None or not assets.proves(name, content):
        alarms.raised(file, content)
        content = right(name)
    return content


def _headers(media_type: str, content: bytes, kept: str = "no-store") -> list[tuple[str, str]]:
    own = [("Content-Type", media_type), ("Content-Length", str(len(content))), ("Cache-Control", kept)]
    return [*own, *rendering.common_headers()]


def _type_of(name: str) -> str:
    found = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") or found.endswith("javascript") else found


def _collected() -> Path:
    return Path(settings.STATIC_ROOT)
