"""Over real sockets on this machine: hosts that hang, drip, swell, lead in circles or inside."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import monotonic

import pytest

from yiwang.subsystems.portal.inspection.tests.makers import FakeNames
from yiwang.subsystems.portal.inspection.web.fetching import Answer, Manners, Web

HOST = "site.test"
BOMB = gzip.compress(b"0" * 20_000_000)
released = Event()


class Hostile(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        """Silence."""

    def do_GET(self) -> None:
        getattr(self, f"answer_{self.path.strip('/').partition('/')[0] or 'page'}")()

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        said = {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}
        for name, value in said.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def answer_page(self) -> None:
        self.say(200, f"<title>{self.headers['Host']} {self.headers['User-Agent']}</title>".encode())

    def answer_hang(self) -> None:
        released.wait(5)
        self.close_connection = True

    def answer_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            if released.wait(0.05):
                break
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                break
        self.close_connection = True

    def answer_bomb(self) -> None:
        self.say(200, BOMB, Content_Encoding="gzip")

    def answer_broken(self) -> None:
        self.say(200, b"no gzip at all", Content_Encoding="gzip")

    def answer_round(self) -> None:
        self.say(302, Location="/round/back" if self.path == "/round" else "/round")

    def answer_endless(self) -> None:
        number = int(self.path.rpartition("/")[2])
        self.say(302, Location=f"/endless/{number + 1}")

    def answer_inner(self) -> None:
        self.say(302, Location="http://inner.test/secret")

    def answer_metadata(self) -> None:
        self.say(302, Location="http://169.254.169.254/latest/")

    def answer_headless(self) -> None:
        self.say(405 if self.command == "HEAD" else 200)

    def answer_file(self) -> None:
        self.say(200, b"%PDF" * 100_000, Content_Type="application/pdf")


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        """Whoever was cut off is no news."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = Quiet(("127.0.0.1", 0), Hostile)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1]
    released.set()
    server.shutdown()
    server.server_close()


@contextmanager
def web(port: int, **changes) -> Iterator[Web]:
    found = {HOST: ["127.0.0.1"], "inner.test": ["127.0.0.1"], "169.254.169.254": ["169.254.169.254"]}
    manners = Manners(
        **{"private_hosts": frozenset({HOST}), "gap": 0, "seconds": 0.3, "most_bytes": 100_000, **changes}
    )
    opened = Web(FakeNames(found=found), manners)
    opened.home = f"http://{HOST}:{port}/"
    try:
        yield opened
    finally:
        opened.close()


def get(port: int, path: str, **changes) -> Answer:
    with web(port, **changes) as opened:
        return opened.get(f"http://{HOST}:{port}{path}")


def test_a_page_is_asked_for_under_its_name_by_a_visitor_with_a_name(port):
    answer = get(port, "/")
    assert answer.status == 200
    assert answer.is_good
    assert f"{HOST}:{port}".encode() in answer.body
    assert b"YiwangInspector" in answer.body


@pytest.mark.parametrize("path", ["/hang", "/drip"])
def test_a_site_that_hangs_or_drips_is_given_up_in_its_time(port, path):
    began = monotonic()
    answer = get(port, path)
    assert answer.status == 0
    assert "秒内没有打开" in answer.fault
    assert answer.is_passing
    assert monotonic() - began < 1


def test_what_swells_when_unpacked_is_cut(port):
    answer = get(port, "/bomb")
    assert answer.is_cut
    assert len(answer.body) == 100_000


def test_packed_bytes_that_are_broken_are_said_to_be(port):
    assert get(port, "/broken").fault == "压缩内容已损坏"


def test_redirects_in_a_circle_and_without_end_are_left(port):
    assert get(port, "/round").fault == "循环跳转"
    assert get(port, "/endless/1").fault == "跳转超过5次"


def test_a_redirect_is_looked_at_as_if_it_were_the_first_address(port):
    answer = get(port, "/inner")
    assert answer.status == 0
    assert answer.is_inner
    assert "内部网络" in answer.fault
    assert get(port, "/metadata").is_inner


def test_a_private_address_is_opened_only_where_the_site_was_registered_as_an_inner_one(port):
    answer = get(port, "/", private_hosts=frozenset())
    assert answer.is_inner
    assert "公众打不开" in answer.fault


def test_metadata_is_never_opened_whatever_was_registered(port):
    with web(port, private_hosts=frozenset({"169.254.169.254"})) as opened:
        assert opened.get("http://169.254.169.254/").is_inner


def test_a_name_that_is_not_known_is_said_to_be(port):
    with web(port) as opened:
        answer = opened.get("http://nowhere.test/")
    assert answer.fault == "域名无法解析"
    assert answer.is_passing


def test_nobody_behind_the_door_is_said_to_be():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        answer = get(free.getsockname()[1], "/")
    assert answer.fault == "连接不上"


def test_a_server_without_head_is_asked_with_get(port):
    with web(port) as opened:
        assert opened.head(f"http://{HOST}:{port}/headless").status == 200


def test_what_is_no_page_is_not_taken_home(port):
    answer = get(port, "/file")
    assert answer.kind == "application/pdf"
    assert answer.body == b""


def test_visits_to_one_host_keep_their_distance(port):
    with web(port, gap=0.05, seconds=3.0) as opened:
        began = monotonic()
        for _ in range(3):
            opened.get(f"http://{HOST}:{port}/")
    assert monotonic() - began >= 0.1
