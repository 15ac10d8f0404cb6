"""How soon do 2,000 readers of one live interview read what is said, and what does a reader cost?

``python -m bench.live [--readers N] [--lines N] [--json]``: one ``yiwang serve`` with a database of its own.
The host says a line a second; ``delivery_p95_ms`` is from the call of the action (signed, sent across the
zones, committed) to the arrival at each reader, over all readers and lines. ``kb_per_reader``: what the live
server grew by, divided by its readers. With ``--killed`` the live server is killed half way: every reader
comes again by itself, and must have every line once; those lines are not timed.
"""

import argparse
import asyncio
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import rig

READERS, LINES, SECONDS = 2_000, 30, 1.0
PATIENCE = 60


class Reader(asyncio.Protocol):
    """A browser: opens the stream, notes when each line came, comes again where it was."""

    def __init__(self, port: int, broadcast: int, after: int) -> None:
        self.port, self.broadcast, self.last = port, broadcast, after
        self.came: dict[int, list[float]] = {}
        self.rest = b""
        self.is_over = False
        self.is_open = False
        self.times = 0

    async def open(self) -> None:
        while not self.is_over:
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(random.uniform(0.2, 1))
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.times += 1
        self.rest = b""
        again = f"Last-Event-ID: {self.last}\r\n" if self.times > 1 else ""
        head = (
            f"GET /interviews/{self.broadcast}/events/?after={self.last} HTTP/1.1\r\nHost: x\r\n{again}\r\n"
        )
        self.transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        moment = time.perf_counter()
        self.is_open = True
        *frames, self.rest = (self.rest + data).split(b"\n\n")
        for frame in frames:
            if frame.startswith(b"id: "):
                self.last = int(frame[4 : frame.index(b"\n")])
                self.came.setdefault(self.last, []).append(moment)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if not self.is_over:
            task = asyncio.get_running_loop().create_task(self.open())
            _AGAIN.add(task)
            task.add_done_callback(_AGAIN.discard)


_AGAIN: set[asyncio.Task[None]] = set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--killed", action="store_true", help="kill the live server half way")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ["YIWANG_LIVE_READERS"] = os.environ["YIWANG_LIVE_READERS_PER_ADDRESS"] = str(
        asked.readers + 10
    )
    with rig.database("live"):
        figures = measured(asked.readers, asked.lines, is_killed=asked.killed)
    rig.show(figures, as_json=asked.json)


def measured(readers: int, lines: int, *, is_killed: bool) -> dict[str, float | int | str]:
    from yiwang.subsystems.participation.interviews import rules  # noqa: PLC0415 - Django is set up by now
    from yiwang.subsystems.participation.interviews.tests import makers  # noqa: PLC0415

    studio = makers.make_studio()
    interview = makers.make_interview(studio, rules.LIVE)
    broadcast = makers.shown(interview)
    web, live = free_port(), free_port()
    os.environ["YIWANG_LIVE_PORT"] = str(live)
    command = [sys.executable, "-m", "yiwang", "serve", "--port", str(web), "--workers", "1"]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for port in (web, live):
            wait_for(port)
        say = speaker(studio, interview.pk)
        scene = Scene(served.pid, live, broadcast.pk, broadcast.changed, is_killed=is_killed)
        return asyncio.run(scene.played(readers, lines, say))
    finally:
        served.terminate()
        served.wait(PATIENCE)


def speaker(studio: Any, interview_id: int) -> Any:
    """Says a line as the desk does; gives back the number that it has for readers."""
    from yiwang.kernel.organizations.tests.makers import actor  # noqa: PLC0415
    from yiwang.subsystems.participation.interviews.actions import lines  # noqa: PLC0415
    from yiwang.subsystems.participation.interviews.models import BroadcastLine  # noqa: PLC0415

    host = actor(studio.editor)

    def say(number: int) -> tuple[int, float]:
        text = f"第{number}句：公租房的申请条件、轮候顺序和分配办法，请局长给大家作一个介绍。"
        moment = time.perf_counter()
        line = lines.say(host, interview_id, "host", text, token=uuid4().hex)
        return BroadcastLine.objects.get(reference=line.reference).changed, moment

    return say


class Scene:
    """The readers, what is said to them, and what the live server holds."""

    def __init__(self, served: int, live: int, broadcast: int, after: int, *, is_killed: bool) -> None:
        self.served, self.live, self.broadcast, self.after = served, live, broadcast, after
        self.is_killed = is_killed

    async def played(self, number: int, lines: int, say: Any) -> dict[str, float | int | str]:
        before = memory(self.process())
        readers = [Reader(self.live, self.broadcast, self.after) for _ in range(number)]
        for reader in readers:
            await reader.open()
        await until(lambda: all(reader.is_open for reader in readers))
        said: dict[int, float] = {}
        timed: set[int] = set()
        await asyncio.sleep(SECONDS)
        grown = memory(self.process()) - before
        for each in range(lines):
            if self.is_killed and each == lines // 2:
                os.kill(self.process(), signal.SIGKILL)
            changed, moment = await asyncio.to_thread(say, each)
            said[changed] = moment
            if not self.is_killed:
                timed.add(changed)
            await asyncio.sleep(SECONDS * random.uniform(0.8, 1.2))
        await until(lambda: all(reader.last >= max(said) for reader in readers))
        for reader in readers:
            reader.is_over = True
            reader.transport.close()
        check(readers, said)
        if self.is_killed:
            return {"readers": number, "came_again": sum(reader.times - 1 for reader in readers), "lost": 0}
        waited = sorted(reader.came[changed][0] - said[changed] for reader in readers for changed in timed)
        return {
            "readers": number,
            "delivery_p95_ms": round(1000 * waited[int(0.95 * len(waited))], 1),
            "kb_per_reader": round(grown / number, 1),
        }

    def process(self) -> int:
        """The live server as it is now: the child of ``yiwang serve`` of that name."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            children = Path(f"/proc/{self.served}/task/{self.served}/children").read_text().split()
            for pid in children:
                if Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").endswith("serve-live"):
                    return int(pid)
            time.sleep(0.1)
        raise SystemExit("yiwang serve has no live server.")


def check(readers: list[Reader], said: dict[int, float]) -> None:
    """Every reader heard every line, and each line once."""
    for reader in readers:
        missing = [changed for changed in said if changed not in reader.came]
        doubled = [changed for changed, moments in reader.came.items() if len(moments) > 1]
        if missing or doubled:
            raise SystemExit(f"A reader misses {missing} and heard {doubled} twice.")


async def until(is_so: Any) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > limit:
            raise SystemExit("Waited in vain.")
        await asyncio.sleep(0.05)


def memory(pid: int) -> int:
    """Resident memory in kB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"Nobody answers on port {port}.")


if __name__ == "__main__":
    main()
