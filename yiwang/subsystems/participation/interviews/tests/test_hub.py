"""Does every reader get what it misses, once and in order, also from a server that was started again?"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from yiwang.subsystems.participation.interviews.live import connections, hub
from yiwang.subsystems.participation.interviews.live.connections import Connection, Limits
from yiwang.subsystems.participation.interviews.live.hub import Hub
from yiwang.subsystems.participation.interviews.live.news import GONE, LINE, OVER, Event

PATIENCE = 5


class Said:
    """What a database would hold: the events of interview 1, asked for as news.after asks."""

    def __init__(self, *texts):
        self.events = []
        self.asked = 0
        self.is_broken = False
        self.counted = {}
        for text in texts:
            self.say(text)

    def say(self, text, key="", kind=LINE):
        number = len(self.events) + 1
        self.events.append(Event(number, key or f"k{number}", kind, json.dumps({"text": text})))

    def after(self, known):
        self.asked += 1
        if self.is_broken:
            raise RuntimeError("the database is away")
        newest = {event.key: event for event in self.events}
        standing = sorted(newest.values(), key=lambda event: event.changed)
        return {pk: [e for e in standing if e.changed > changed] for pk, changed in known.items() if pk == 1}

    def count(self, reading):
        self.counted = dict(reading)


def acted_out(scene):
    """In a thread of its own: a browser test before may have left this one a running loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


@asynccontextmanager
async def serving(said, limits=None):
    """A live server on a port of its own, and that port."""
    own = Hub(said.after, said.count)
    given = limits or Limits(100, 100)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(own, given), "127.0.0.1", 0)
    ticking = asyncio.create_task(own.run())
    try:
        yield server.sockets[0].getsockname()[1], own
    finally:
        ticking.cancel()
        own.close()
        server.close()
        await asyncio.sleep(0)


class Browser:
    """One reader: opens the stream, remembers the last id, comes again with it."""

    def __init__(self, after=0):
        self.heard, self.kinds, self.last = [], [], None
        self.after, self.writer = after, None

    async def open(self, port, path=None):
        self.close()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        again = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        path = path or f"/interviews/1/events/?after={self.after}"
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{again}\r\n".encode())
        self.head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode()
        return self

    async def hear(self, number):
        while len(self.heard) < number:
            frame = (await asyncio.wait_for(self.reader.readuntil(b"\n\n"), PATIENCE)).decode()
            fields = dict(line.split(": ", 1) for line in frame.strip().split("\n"))
            if "data" in fields:
                self.last = fields["id"]
                self.kinds.append(fields["event"])
                self.heard.append(json.loads(fields["data"]).get("text"))
        return self.heard

    async def ended(self):
        rest = await asyncio.wait_for(self.reader.read(), PATIENCE)
        self.close()
        return rest

    def close(self):
        if self.writer:
            self.writer.close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(hub, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(hub, "COUNT_SECONDS", 0)


def test_a_reader_gets_what_was_said_and_what_is_said_next():
    async def scene():
        said = Said("一", "二")
        async with serving(said) as (port, _):
            browser = await Browser(after=1).open(port)
            assert "text/event-stream" in browser.head
            assert "X-Accel-Buffering: no" in browser.head
            assert await browser.hear(1) == ["二"]
            said.say("三")
            assert await browser.hear(2) == ["二", "三"]
            browser.close()

    acted_out(scene())


def test_a_reader_goes_on_where_it_was_after_the_server_was_started_again():
    async def scene():
        said = Said("一")
        browser = Browser()
        async with serving(said) as (port, _):
            await browser.open(port)
            await browser.hear(1)
        assert await browser.ended() == b""
        said.say("二")
        said.say("三")
        async with serving(said) as (port, _):
            await browser.open(port)
            said.say("四")
            assert await browser.hear(4) == ["一", "二", "三", "四"]
            browser.close()

    acted_out(scene())


def test_what_was_corrected_while_a_reader_was_away_comes_once_as_it_is_now():
    async def scene():
        said = Said("一", "二")
        said.say("一，更正", key="k1")
        said.say("", key="k2", kind=GONE)
        async with serving(said) as (port, _):
            browser = await Browser(after=2).open(port)
            await browser.hear(2)
            assert browser.heard == ["一，更正", ""]
            assert browser.kinds == [LINE, GONE]
            browser.close()

    acted_out(scene())


def test_the_database_is_read_once_a_tick_however_many_read():
    async def scene():
        said = Said("一")
        async with serving(said) as (port, own):
            browsers = [await Browser().open(port) for _ in range(60)]
            for each in browsers:
                await each.hear(1)
            before, began = said.asked, asyncio.get_running_loop().time()
            said.say("二")
            for each in browsers:
                assert await each.hear(2) == ["一", "二"]
            ticks = (asyncio.get_running_loop().time() - began) / hub.TICK_SECONDS
            assert said.asked - before <= ticks + 2
            assert own.readers == 60
            while said.counted != {1: 60}:
                await asyncio.sleep(0.005)
            for each in browsers:
                each.close()

    acted_out(scene())


def test_a_database_that_is_away_for_a_while_costs_no_reader(caplog):
    async def scene():
        said = Said("一")
        async with serving(said) as (port, _):
            browser = await Browser().open(port)
            await browser.hear(1)
            said.is_broken = True
            said.say("二")
            await asyncio.sleep(0.03)
            said.is_broken = False
            assert await browser.hear(2) == ["一", "二"]
            browser.close()

    acted_out(scene())
    assert "The news could not be read." in caplog.text


def test_readers_of_what_is_over_hear_so_and_their_connection_ends():
    async def scene():
        said = Said("一")
        async with serving(said) as (port, own):
            browser = await Browser().open(port)
            await browser.hear(1)
            said.say("", key=OVER, kind=OVER)
            await browser.hear(2)
            assert browser.kinds[-1] == OVER
            assert await browser.ended() == b""
            assert own.channels == {}

    acted_out(scene())


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /interviews/1/ HTTP/1.1", "404"),
        ("GET /interviews/1/events/?after=x HTTP/1.1", "404"),
        ("GET /interviews/99999999999999999999/events/ HTTP/1.1", "404"),
        ("POST /interviews/1/events/ HTTP/1.1", "400"),
        ("\x16\x03\x01", "400"),
        ("GET /healthz HTTP/1.1", "200"),
    ],
)
def test_other_requests_are_answered_and_the_connection_ends(request_line, status):
    async def scene():
        async with serving(Said()) as (port, own):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"{request_line}\r\nHost: x\r\n\r\n".encode("latin-1"))
            answer = await asyncio.wait_for(reader.read(), PATIENCE)
            assert answer.startswith(f"HTTP/1.1 {status} ".encode())
            assert own.readers == 0
            writer.close()

    acted_out(scene())


def test_a_head_that_never_ends_is_cut_off(monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)

    async def scene():
        async with serving(Said()) as (port, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /interviews/1/events/ HTTP/1.1\r\nX: " + b"x" * 9_000)
            assert (await asyncio.wait_for(reader.read(), PATIENCE)).startswith(b"HTTP/1.1 431 ")
            slow, slow_writer = await asyncio.open_connection("127.0.0.1", port)
            slow_writer.write(b"GET /interviews/1/ev")
            assert await asyncio.wait_for(slow.read(), PATIENCE) == b""
            writer.close()
            slow_writer.close()

    acted_out(scene())


def test_one_address_does_not_take_every_place_and_a_place_that_is_left_is_free():
    async def scene():
        said = Said("一")
        async with serving(said, Limits(readers=100, per_address=2)) as (port, own):
            first, second = await Browser().open(port), await Browser().open(port)
            refused = await Browser().open(port)
            assert refused.head.startswith("HTTP/1.1 503 ")
            assert "Retry-After" in refused.head
            first.close()
            while own.readers > 1:
                await asyncio.sleep(0.005)
            third = await Browser().open(port)
            assert third.head.startswith("HTTP/1.1 200 ")
            for each in (second, third, refused):
                each.close()

    acted_out(scene())


def test_behind_a_proxy_the_address_is_the_last_that_the_proxy_names():
    async def scene():
        async with serving(Said("一"), Limits(100, 1, is_behind_proxy=True)) as (port, own):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            told = "X-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n"
            writer.write(f"GET /interviews/1/events/ HTTP/1.1\r\n{told}\r\n".encode())
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
            assert list(own.addresses) == ["5.6.7.8"]
            writer.close()

    acted_out(scene())


class Deaf:
    """A transport whose peer does not read."""

    def __init__(self):
        self.is_aborted, self.unread = False, 0

    def get_extra_info(self, name):
        return ("127.0.0.1", 1)

    def is_closing(self):
        return self.is_aborted

    def get_write_buffer_size(self):
        return self.unread

    def write(self, data):
        self.unread += len(data)

    def abort(self):
        self.is_aborted = True


def test_a_reader_that_does_not_read_is_cut_off_and_costs_a_bounded_memory():
    async def scene():
        said = Said()
        own = Hub(said.after, said.count)
        connection, deaf = Connection(own, Limits(10, 10)), Deaf()
        connection.connection_made(deaf)
        connection.data_received(b"GET /interviews/1/events/ HTTP/1.1\r\n\r\n")
        piece = b"x" * 65_536
        while not deaf.is_aborted:
            connection.give(piece)
        assert deaf.unread <= connections.MOST_UNREAD + 2 * len(piece)
        connection.connection_lost(None)
        assert own.readers == 0
        assert not own.addresses

    acted_out(scene())


def test_an_interview_that_nobody_reads_any_more_is_forgotten(monkeypatch):
    monkeypatch.setattr(hub, "FORGET_SECONDS", 0)

    async def scene():
        said = Said("一")
        async with serving(said) as (port, own):
            browser = await Browser().open(port)
            await browser.hear(1)
            browser.close()
            while own.channels:
                await asyncio.sleep(0.005)

    acted_out(asyncio.wait_for(scene(), PATIENCE))
