"""How does a large file come from another installation: bit by bit, and on from where it was cut off?"""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import actions as files
from yiwang.kernel.files import arrivals
from yiwang.kernel.files.rules import clean_name
from yiwang.kernel.nodes.actions.arrivals import Enclosed
from yiwang.kernel.nodes.letters import Opened
from yiwang.kernel.nodes.models import Node, Piece
from yiwang.kernel.nodes.rules import DIGEST, MOST_FILES, PIECE

MOST_OPEN = 2 * MOST_FILES
READ = 1 << 20


class MissingPiecesError(Exception):
    """Files of a parcel are not here yet; ``have``: how many bytes of each are."""

    def __init__(self, have: dict[str, int]) -> None:
        super().__init__(f"{len(have)} 个附件还没有收全。")
        self.have = have


def have(node: Node, digest: str) -> int:
    """How many bytes of a file are here; all of them once it is whole."""
    piece = Piece.objects.filter(node=node, digest=digest).first()
    return _finished(piece).have if piece else 0


def put(node: Node, digest: str, *, size: int, name: str, offset: int, content: bytes) -> int:
    """Add bytes at an offset; how many are here now. Bytes at another place than the next are ignored.

    Raises Refused for a file or a piece that is too large, and for too many unfinished files.
    """
    _check(digest, size, content)
    with transaction.atomic():
        piece = _held(node, digest, size, name)
        if not piece.is_whole and piece.size == size and piece.have == offset:
            content = content[: size - offset]
            _write(piece, content)
            piece.have += len(content)
        piece.touched_at = now()
        piece.save(update_fields=["have", "touched_at"])
    return _finished(piece).have


def _check(digest: str, size: int, content: bytes) -> None:
    most = max(settings.FILES_MAX_MB.values())
    if not DIGEST.fullmatch(digest):
        raise Refused("附件的摘要不是 SHA-256。")
    if not 0 < size <= most << 20:
        raise Refused(f"附件超过上限 {most} MB。")
    if not 0 < len(content) <= PIECE:
        raise Refused(f"每次最多传送 {PIECE >> 20} MB。")


def _held(node: Node, digest: str, size: int, name: str) -> Piece:
    held = Piece.objects.select_for_update().filter(node=node, digest=digest).first()
    if held is not None:
        return held
    if Piece.objects.filter(node=node, file=None, refusal="").count() >= MOST_OPEN:
        raise Refused("没有传完的附件过多，请稍后再传。")
    columns = {"name": clean_name(name), "size": size, "touched_at": now()}
    Piece.objects.bulk_create([Piece(node=node, digest=digest, **columns)], ignore_conflicts=True)
    return Piece.objects.select_for_update().get(node=node, digest=digest)


def path_of(piece: Piece) -> Path:
    """In the volume of the stored files, under a name that nobody outside chose."""
    return arrivals.folder() / f"piece-{piece.pk}"


def _write(piece: Piece, content: bytes) -> None:
    """What a killed process wrote beyond ``have`` is written over."""
    path = path_of(piece)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.seek(piece.have)
        file.write(content)
        file.truncate()
        file.flush()
        os.fdatasync(file.fileno())


def _finished(piece: Piece) -> Piece:
    """Receive a file of which the last byte has come; begin anew where its digest is another."""
    if piece.is_whole or piece.have < piece.size:
        return piece
    path = path_of(piece)
    if not path.exists() or _digest(path, piece.size) != piece.digest:
        piece.have = 0
        piece.save(update_fields=["have"])
        path.unlink(missing_ok=True)
        return piece
    try:
        with path.open("rb") as content:
            piece.file = files.receive(SYSTEM, content, piece.name)
    except Refused as refused:
        piece.refusal = refused.sentence[:300] or "不能接收"
    piece.save(update_fields=["file", "refusal"])
    path.unlink(missing_ok=True)
    return piece


def _digest(path: Path, size: int) -> str:
    summing = hashlib.sha256()
    with path.open("rb") as file:
        while content := file.read(min(READ, size)):
            summing.update(content)
            size -= len(content)
    return summing.hexdigest()


def enclosed(opened: Opened) -> Enclosed:
    """The files of a parcel that came before it. Raises MissingPiecesError."""
    rows = Piece.objects.filter(
        node=opened.node, digest__in=[file.digest for file in opened.header.files]
    ).select_related("file")
    pieces = {row.digest: _finished(row) for row in rows}
    received, refused, missing = {}, {}, {}
    for file in opened.header.files:
        piece = pieces.get(file.digest)
        if piece is None or not piece.is_whole or piece.size != file.size:
            missing[file.digest] = piece.have if piece else 0
        elif piece.file:
            received[file.digest] = piece.file
        else:
            refused[file.digest] = piece.refusal
    if missing:
        raise MissingPiecesError(missing)
    return Enclosed(received, refused)


def forget(opened: Opened) -> None:
    """The parcel is dealt with: its files hang on what its handler made of them."""
    digests = [file.digest for file in opened.header.files]
    for piece in Piece.objects.filter(node=opened.node, digest__in=digests):
        _remove(piece)


def clean(before: datetime, most: int = 500) -> int:
    """Remove what nobody has added to since a moment, and files whose rows are gone; how many."""
    old = list(Piece.objects.filter(touched_at__lt=before)[:most])
    for piece in old:
        _remove(piece)
    known = set(Piece.objects.values_list("pk", flat=True))
    strays = [path for path in arrivals.folder().glob("piece-*") if _number(path) not in known]
    for path in strays:
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
    return len(old)


def _number(path: Path) -> int:
    number = path.name.removeprefix("piece-")
    return int(number) if number.isdecimal() else 0


def _remove(piece: Piece) -> None:
    path = path_of(piece)
    piece.delete()
    path.unlink(missing_ok=True)
