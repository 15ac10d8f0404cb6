"""How do letters cross by RabbitMQ? A durable queue for each direction; the broker itself is not believed.

Messages are persistent and confirmed by the broker on the way in, and acknowledged on the way out only after
our own commit. Files go first, in pieces; what was lost between is asked for with the next receipt.
"""

import ssl
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import pika
from pika import exceptions

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes import calls, letters, links
from yiwang.kernel.nodes.actions import pieces, rejections
from yiwang.kernel.nodes.actions.arrivals import Enclosed
from yiwang.kernel.nodes.carriers.carriage import (
    Arrival,
    PausedError,
    PostponedError,
    UnreachableError,
    whole,
)
from yiwang.kernel.nodes.letters import Letter, Opened, RejectedError
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.rules import PIECE

LETTER_TYPE, PIECE_TYPE = "letter", "piece"
PIECES = "/node/v1/pieces/"
PERSISTENT = 2
PREFETCH = 50
IDLE_SECONDS = 0.05
CONNECT_SECONDS = 5


def queue_name(sender: str, recipient: str) -> str:
    return f"yiwang.{sender}.{recipient}"


class AmqpCarrier:
    """One channel to the broker between us and a node, kept for the round."""

    def __init__(self, node: Node, here: Node, until: float) -> None:
        self.node, self.here, self.until = node, here, until
        self.outgoing = queue_name(here.code, node.code)
        self.incoming = queue_name(node.code, here.code)

    def __enter__(self) -> Self:
        try:
            parameters = pika.URLParameters(links.amqp_url(self.node))
            parameters.socket_timeout = parameters.stack_timeout = CONNECT_SECONDS
            parameters.blocked_connection_timeout = CONNECT_SECONDS
            self._connection = pika.BlockingConnection(parameters)
            self._channel = self._connection.channel()
            for queue in (self.outgoing, self.incoming):
                self._channel.queue_declare(queue, durable=True)
            self._channel.confirm_delivery()
            self._channel.basic_qos(prefetch_count=PREFETCH)
        except (exceptions.AMQPError, OSError, ssl.SSLError) as fault:
            raise _unreachable(fault) from fault
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._connection.close()
        except (exceptions.AMQPError, OSError):
            return

    def carry(self, parcel: Parcel, letter: Letter) -> None:
        for enclosure in parcel.enclosures.all():
            self._publish_file(parcel, enclosure.file)
        self._publish(LETTER_TYPE, letter.wire, {})

    def carry_note(self, letter: Letter) -> None:
        self._publish(LETTER_TYPE, letter.wire, {})

    def settle(self) -> None:
        """The broker has confirmed each message."""

    def _publish_file(self, parcel: Parcel, file: StoredFile) -> None:
        """From where the other side has it, or where the last round paused."""
        digest = file.digest or ""
        with whole(file) as place, place.open("rb") as content:
            while (offset := int(parcel.have.get(digest, 0))) < file.size:
                if time.monotonic() >= self.until:
                    Parcel.objects.filter(pk=parcel.pk).update(have=parcel.have)
                    raise PausedError
                content.seek(offset)
                piece = content.read(PIECE)
                query = urlencode({"size": file.size, "offset": offset, "name": file.name})
                path = f"{PIECES}{digest}?{query}"
                headers = calls.signed(self.here, self.node, "PUT", path, piece)
                self._publish(PIECE_TYPE, piece, {**headers, "path": path})
                parcel.have[digest] = offset + len(piece)

    def _publish(self, kind: str, content: bytes, headers: dict[str, str]) -> None:
        properties = pika.BasicProperties(type=kind, delivery_mode=PERSISTENT, headers=headers)
        try:
            self._channel.basic_publish("", self.outgoing, content, properties, mandatory=True)
        except (exceptions.UnroutableError, exceptions.NackError) as fault:
            raise PostponedError("消息队列没有接受邮包。") from fault
        except (exceptions.AMQPError, OSError) as fault:
            raise _unreachable(fault) from fault

    def is_behind(self) -> bool:
        """A queue keeps its order."""
        return False

    def arrivals(self) -> Iterator[Arrival]:
        """Letters in the order of the queue; pieces on the way are put away at once."""
        try:
            for method, properties, content in self._channel.consume(
                self.incoming, inactivity_timeout=IDLE_SECONDS
            ):
                if method is None:
                    break
                if properties.type == PIECE_TYPE:
                    self._put_away(properties.headers or {}, content)
                    self._channel.basic_ack(method.delivery_tag)
                else:
                    yield QueuedArrival(self._channel, method.delivery_tag, content)
            self._channel.cancel()
        except (exceptions.AMQPError, OSError) as fault:
            raise _unreachable(fault) from fault

    def _put_away(self, headers: dict[str, Any], content: bytes) -> None:
        """A piece that cannot be used is dropped: its parcel will ask for it again."""
        named = {str(name): value for name, value in headers.items() if isinstance(value, str)}
        path = named.get("path", "")
        try:
            node = calls.caller(named, "PUT", path, content, is_live=False)
            place = urlsplit(path)
            query = dict(parse_qsl(place.query))
            pieces.put(
                node,
                place.path.removeprefix(PIECES),
                size=int(query["size"]),
                name=query.get("name", ""),
                offset=int(query["offset"]),
                content=content,
            )
        except RejectedError as refusal:
            rejections.reject(refusal)
        except (Refused, KeyError, ValueError) as fault:
            rejections.reject(
                RejectedError(f"附件片段不能使用：{fault}", node=self.node, claimed=self.node.code)
            )


def _unreachable(fault: Exception) -> UnreachableError:
    said = str(fault) or type(fault).__name__
    return UnreachableError(f"消息队列不可用：{said[:200]}")


class QueuedArrival:
    """One message of the incoming queue; acknowledged only after our commit."""

    def __init__(self, channel: Any, tag: int, content: bytes) -> None:
        self.channel, self.tag, self.content = channel, tag, content
        self.number: int | None = None
        self.opened: Opened | None = None

    def letter(self) -> Letter:
        return letters.read(self.content)

    def enclosed(self, opened: Opened) -> Enclosed:
        self.opened = opened
        return pieces.enclosed(opened)

    def done(self) -> None:
        if self.opened:
            pieces.forget(self.opened)
        self._acknowledge()

    def refused(self) -> None:
        self._acknowledge()

    def torn(self) -> bool:
        """A message is whole or it is not there."""
        return False

    def _acknowledge(self) -> None:
        try:
            self.channel.basic_ack(self.tag)
        except (exceptions.AMQPError, OSError) as fault:
            raise _unreachable(fault) from fault
