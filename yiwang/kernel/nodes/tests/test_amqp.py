"""Do two installations hand things to each other by RabbitMQ?"""

import os
import uuid
from collections.abc import Iterator

import pika
import pytest

from yiwang.kernel.nodes.carriers.amqp import queue_name
from yiwang.kernel.nodes.tests.installations import Installation
from yiwang.kernel.nodes.tests.taking import noted
from yiwang.kernel.nodes.tests.test_ferrying import POST, STATES

BROKER = os.environ.get("YIWANG_TEST_AMQP", "amqp://guest:guest@127.0.0.1:5672/%2F")


def connected() -> pika.BlockingConnection:
    return pika.BlockingConnection(pika.URLParameters(BROKER))


@pytest.fixture
def pair(tmp_path) -> Iterator[tuple[Installation, Installation]]:
    """Two installations whose codes, and so whose queues, nobody else has."""
    try:
        connected().close()
    except (pika.exceptions.AMQPError, OSError):
        pytest.skip(f"no broker answers at {BROKER.rpartition('@')[2]}")
    one, other = (f"{name}-{uuid.uuid4().hex[:12]}" for name in ("outer", "inner"))
    outer = Installation(tmp_path / "outer", "outer", one)
    inner = Installation(tmp_path / "inner", "inner", other)
    outer.knows(inner, "inner", "amqp", link=BROKER)
    inner.knows(outer, "outer", "amqp", link=BROKER)
    yield outer, inner
    with connected() as connection:
        for sender, recipient in ((one, other), (other, one)):
            connection.channel().queue_delete(queue_name(sender, recipient))


def lose_piece(queue: str) -> None:
    """Take one piece out of the queue; all else goes back."""
    with connected() as connection:
        channel = connection.channel()
        while True:
            method, properties, _ = channel.basic_get(queue)
            assert method, "there was no piece"
            if properties.type == "piece":
                channel.basic_ack(method.delivery_tag)
                return


def test_parcels_files_and_receipts_cross_by_the_broker(pair):
    outer, inner = pair
    outer.python(POST, to=inner.code, bodies=[{"n": 1}, {"n": 2, "refuse": "收件单位已撤销。"}], file=True)
    for installation in (outer, inner, outer):
        installation.tick("nodes")
    (taken,) = noted(inner.folder, "taken")
    assert (taken["node"], taken["body"], len(taken["files"])) == (outer.code, {"n": 1}, 1)
    assert outer.python(STATES) == [[1, "acknowledged", ""], [2, "refused", "收件单位已撤销。"]]


def test_what_the_broker_lost_is_asked_for_and_comes_again(pair):
    outer, inner = pair
    outer.python(POST, to=inner.code, bodies=[{"n": 1}], file=True)
    outer.tick("nodes")
    lose_piece(queue_name(outer.code, inner.code))
    inner.tick("nodes")
    assert not noted(inner.folder, "taken")
    for installation in (inner, outer, inner, outer):
        installation.tick("nodes")
    assert len(noted(inner.folder, "taken")) == 1
    assert outer.python(STATES) == [[1, "acknowledged", ""]]


CUT_OFF = """
import os
from yiwang.kernel.files import store
from yiwang.kernel.files.models import StoredFile
stored = StoredFile.objects.get()
os.truncate(store.local_path(stored.digest), stored.size - 1)
"""


def test_a_file_that_was_cut_off_in_the_store_holds_up_its_own_parcel_only(pair):
    outer, inner = pair
    outer.python(POST, to=inner.code, bodies=[{"n": 1}], file=True)
    outer.python(CUT_OFF)
    outer.python(POST, to=inner.code, bodies=[{"n": 2}])
    outer.tick("nodes")
    inner.tick("nodes")
    assert [taken["body"] for taken in noted(inner.folder, "taken")] == [{"n": 2}]
    (waiting, carried) = outer.python(STATES)
    assert (waiting[1], carried[1]) == ("waiting", "carried")
    assert "不完整" in waiting[2]
