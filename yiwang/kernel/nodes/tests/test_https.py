"""Do two installations hand things to each other by HTTPS, and does nobody else get in?"""

import json
import os
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from yiwang.kernel.nodes.carriers.https import trusting
from yiwang.kernel.nodes.tests.installations import Installation
from yiwang.kernel.nodes.tests.taking import noted
from yiwang.kernel.nodes.tests.test_ferrying import POST, STATES


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class NodeServer:
    """The node server of an installation, which can be cut off and started again on the same port."""

    def __init__(self, installation: Installation, port: int) -> None:
        self.installation, self.port = installation, port

    def start(self) -> None:
        self.process = self.installation.started("serve-nodes", "--port", str(self.port))
        deadline = time.monotonic() + 60
        while not listens(self.port):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[Installation, Installation, NodeServer]]:
    """Outer calls inner, whose node server is running."""
    port, back = free_port(), free_port()
    outer = Installation(tmp_path / "outer", "outer", "outer")
    inner = Installation(tmp_path / "inner", "inner", "inner")
    outer.knows(inner, "inner", "https", url=f"https://127.0.0.1:{port}")
    inner.knows(outer, "outer", "https", url=f"https://127.0.0.1:{back}")
    server = NodeServer(inner, port)
    server.start()
    yield outer, inner, server
    server.stop()


def identity_of(installation: Installation) -> dict[str, str]:
    found: dict[str, str] = json.loads((installation.folder / "identity.json").read_text(encoding="utf-8"))
    return found


def test_parcels_cross_by_https_and_nobody_else_gets_in(served, tmp_path):
    outer, inner, server = served
    outer.python(POST, to="inner", bodies=[{"n": 1}, {"n": 2, "refuse": "收件单位已撤销。"}], file=True)
    outer.tick("nodes")
    assert outer.python(STATES) == [[1, "acknowledged", ""], [2, "refused", "收件单位已撤销。"]]
    (taken,) = noted(inner.folder, "taken")
    assert (taken["node"], taken["number"], len(taken["files"])) == ("outer", 1, 1)
    pinned = trusting(identity_of(inner)["tls_certificate"])
    name = {"sni_hostname": "inner.node.yiwang"}
    address = f"https://127.0.0.1:{server.port}/node/v1/letters"
    with httpx.Client(verify=pinned) as nobody, pytest.raises(httpx.HTTPError):
        nobody.post(address, extensions=name)
    stranger = Installation(tmp_path / "stranger", "both", "stranger")
    with httpx.Client(verify=stranger_context(stranger, pinned)) as somebody, pytest.raises(httpx.HTTPError):
        somebody.post(address, extensions=name)
    assert not inner.python(REJECTED), "they did not come as far as the application"


def test_no_half_of_a_killed_server_goes_on_answering(served):
    _, _, server = served
    server.process.kill()
    server.process.communicate(timeout=30)
    wait_until(lambda: not listens(server.port))


def test_a_worker_whose_server_was_killed_makes_room_for_the_next(served):
    _, _, server = served
    (main,) = children(server.process.pid)
    left = children(main)
    assert left
    os.kill(main, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
    wait_until(lambda: listens(server.port))
    assert server.process.poll() is None


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


REJECTED = "from yiwang.kernel.nodes.models import Rejection\nanswer = Rejection.objects.count()"
KEY = """
from yiwang.kernel.nodes import tls
with tls.on_disk() as (certificate, key):
    answer = [certificate.read_text(), key.read_text()]
"""


def stranger_context(stranger: Installation, context: ssl.SSLContext) -> ssl.SSLContext:
    """Shows a certificate that is as good as any, but that nobody registered."""
    for name, content in zip(("certificate.pem", "key.pem"), stranger.python(KEY), strict=True):
        (stranger.folder / name).write_text(content)
    context.load_cert_chain(stranger.folder / "certificate.pem", stranger.folder / "key.pem")
    return context


POST_LARGE = """
import io, os
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.nodes.actions.parcels import post
from yiwang.kernel.nodes.models import Node
large = make_pdf(rest=b"%" + os.urandom(5 << 20).hex().encode() + b"\\n")
stored = receive(SYSTEM, io.BytesIO(large), "规划图.pdf")
post(Node.objects.get(code="inner"), "test.letter", {"n": 1}, [stored])
answer = [stored.digest, stored.size]
"""
UPLOAD_FIRST_PIECE = """
from time import monotonic
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.nodes import letters
from yiwang.kernel.nodes.actions import delivery
from yiwang.kernel.nodes.carriers.carriage import PausedError
from yiwang.kernel.nodes.carriers.https import HttpsCarrier
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.queries import own
node = Node.objects.get(code="inner")
claimed = delivery.claim(node, now(), most=1, lease=60)
with HttpsCarrier(node, own(), monotonic() + 60) as carriage:
    upload = carriage._uploaded
    def upload_one(*arguments):
        carriage.until = 0
        return upload(*arguments)
    carriage._uploaded = upload_one
    try:
        carriage.carry(claimed[0], letters.of_parcel(claimed[0], own(), now()))
    except PausedError:
        delivery.release(claimed)
answer = [Parcel.objects.get().state, Parcel.objects.get().attempts]
"""
PIECES = "from yiwang.kernel.nodes.models import Piece\nanswer = [p.have for p in Piece.objects.all()]"
OUTAGE = "from yiwang.kernel.nodes.models import Outage\nanswer = [o.reason for o in Outage.objects.all()]"
MENDED = """
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.nodes.models import Outage
Outage.objects.update(paused_until=now())
"""


def test_an_upload_goes_on_from_where_it_was_cut_off_and_an_outage_loses_nothing(served):
    outer, inner, server = served
    digest, size = outer.python(POST_LARGE)
    assert outer.python(UPLOAD_FIRST_PIECE) == ["waiting", 0]
    assert inner.python(PIECES) == [4 << 20]
    server.stop()
    outer.python(POST, to="inner", bodies=[{"n": 2}])
    outer.tick("nodes")
    assert "连不上" in outer.python(OUTAGE)[0]
    assert [state for _, state, _ in outer.python(STATES)] == ["waiting", "waiting"]
    server.start()
    outer.python(MENDED)
    outer.tick("nodes")
    assert outer.python(STATES) == [[1, "acknowledged", ""], [2, "acknowledged", ""]]
    taken = noted(inner.folder, "taken")
    assert [one["body"] for one in taken] == [{"n": 1}, {"n": 2}]
    assert taken[0]["files"] == {digest: size}
    assert inner.python(PIECES) == []
