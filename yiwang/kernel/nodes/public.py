"""What does the node server answer other installations? Three addresses below /node/v1/, and nothing else."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.db import InterfaceError, OperationalError

from yiwang.kernel.audit.rules import canonical
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import calls, letters
from yiwang.kernel.nodes.actions import arrivals, notes, pieces, reception, rejections
from yiwang.kernel.nodes.actions.pieces import MissingPiecesError
from yiwang.kernel.nodes.letters import Opened, RejectedError
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.nodes.notes import HEARTBEAT
from yiwang.kernel.nodes.queries import own

logger = logging.getLogger(__name__)
PIECES = re.compile(r"/node/v1/pieces/([0-9a-f]{64})")
LETTERS = "/node/v1/letters"
LATER = "暂时不能办理，请稍后重发。"


@dataclass(frozen=True)
class Request:
    """``path`` with its query, as it was signed; ``headers`` in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes


def answered(request: Request) -> Answer:
    """Never raises but for a database that is away."""
    place = urlsplit(request.path)
    found = PIECES.fullmatch(place.path)
    is_known = found and request.method in {"GET", "PUT"}
    if not is_known and not (place.path == LETTERS and request.method == "POST"):
        return _answer(404, error="没有这个地址。")
    try:
        node = calls.caller(request.headers, request.method, request.path, request.content, is_live=True)
    except RejectedError as refusal:
        rejections.reject(refusal)
        return _answer(403, error=refusal.why)
    if found is None:
        return _letter(node, request.content)
    if request.method == "GET":
        return _answer(200, have=pieces.have(node, found[1]))
    return _piece(node, found[1], dict(parse_qsl(place.query)), request.content)


def _answer(status: int, **body: object) -> Answer:
    return Answer(status, canonical(body).encode())


def _piece(node: Node, digest: str, query: dict[str, str], content: bytes) -> Answer:
    numbers = [query.get(name, "") for name in ("size", "offset")]
    if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in numbers):
        return _answer(422, error="附件的大小和位置应是数字。")
    size, offset = map(int, numbers)
    try:
        now_here = pieces.put(
            node, digest, size=size, name=query.get("name", ""), offset=offset, content=content
        )
    except Refused as refused:
        return _answer(422, error=refused.sentence)
    return _answer(200, have=now_here)


def _letter(node: Node, content: bytes) -> Answer:
    try:
        opened = letters.opened(letters.read(content), expected=node)
        if opened.node != node:
            return _answer(403, error="信件不是由请求的节点签名的。")
        arrivals.heard(node)
        reception.received(opened, pieces.enclosed)
    except MissingPiecesError as missing:
        return _answer(409, error=str(missing), have=missing.have)
    except RejectedError as refusal:
        refusal.node = refusal.node or node
        rejections.reject(refusal)
        return _answer(422, error=refusal.why)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        logger.exception("A parcel of node %s could not be taken.", node.code)
        arrivals.note_fault(node, f"{type(fault).__name__}: {fault}")
        return _answer(503, error=LATER)
    pieces.forget(opened)
    return Answer(200, _note(opened))


def _note(opened: Opened) -> bytes:
    """The receipt; a heartbeat is answered by one."""
    wording = notes.heartbeat if opened.header.kind == HEARTBEAT else notes.acknowledgement
    return wording(opened.node, own()).wire
