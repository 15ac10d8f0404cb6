"""Do two installations hand things to each other by HTTPS, and does nobody else get in?"""

import socket
import time
from collections.abc import Iterator

import pytest

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


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[Installation, Installation, int]]:
    """Outer calls inner, whose node server is running."""
    port, back = free_port(), free_port()
    outer = Installation(tmp_path / "outer", "outer", "outer")
    inner = Installation(tmp_path / "inner", "inner", "inner")
    outer.knows(inner, "inner", "https", url=f"https://127.0.0.1:{port}")
    inner.knows(outer, "outer", "https", url=f"https://127.0.0.1:{back}")
    server = inner.started("serve-nodes", "--port", str(port))
    try:
        deadline = time.monotonic() + 30
        while not listens(port):
            assert server.poll() is None, server.stdout and server.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield outer, inner, port
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_parcels_cross_by_https_and_the_answer_is_the_receipt(served):
    outer, inner, _ = served
    outer.python(POST, to="inner", bodies=[{"n": 1}, {"n": 2, "refuse": "收件单位已撤销。"}], file=True)
    outer.tick("nodes")
    assert outer.python(STATES) == [[1, "acknowledged", ""], [2, "refused", "收件单位已撤销。"]]
    (taken,) = noted(inner.folder, "taken")
    assert (taken["node"], taken["number"], len(taken["files"])) == ("outer", 1, 1)
