"""How is the city served on one machine? The web server, the worker, what packages below need beside them:
started and stopped together.
"""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.kernel.workbench import companions

READY_WITHIN = 60
STOPPED_WITHIN = 20
LONGEST_PAUSE = 60
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class Command(BaseCommand):
    help = "Serve the city: the web server and, beside it, the worker and the server of live interviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: every one)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--workers", type=int, default=processors(), help="processes that answer requests"
        )

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        require_free(host, port)
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        places = beside(host, port)
        os.environ.update(places)  # pages say where a companion is found
        web = start(*web_server(host, port, workers))
        kept = [Kept("worker"), *(Kept(each.command) for each in companions.registered())]
        try:
            if answers(host, port, web, stopping):
                self.stdout.write(f"Yiwang answers at http://{shown(host)}:{port} (Ctrl-C stops it).")
                self.stdout.flush()
            while not stopping.wait(0.5):
                if web.poll() is not None:
                    raise CommandError(f"The web server ended by itself with status {web.returncode}.")
                for process in kept:
                    process.keep()
        finally:
            end(web, *(each.process for each in kept))


class Kept:
    """A process of ours, begun again when it dies: at once, and ever more slowly if it keeps dying."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.pause = 1
        self.begin()

    def begin(self) -> None:
        self.process = start(sys.executable, "-m", "yiwang", self.command)
        self.begun = time.monotonic()

    def keep(self) -> None:
        if self.process.poll() is None:
            return
        lived = time.monotonic() - self.begun
        if lived > LONGEST_PAUSE:
            self.pause = 1
        if lived >= self.pause:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.begin()


def beside(host: str, port: int) -> dict[str, str]:
    """Host and port of every companion, as variables: those that are set already, else the next free ports.

    Raises CommandError where a port that was asked for is taken.
    """
    places: dict[str, str] = {}
    following = port + 1
    for companion in companions.registered():
        if not companion.variable:
            continue
        name, asked = f"{companion.variable}_PORT", os.environ.get(f"{companion.variable}_PORT", "")
        if asked:
            require_free(host, int(asked))
            chosen = int(asked)
        else:
            chosen = following = free_port(host, following)
            following += 1
        places |= {
            name: str(chosen),
            f"{companion.variable}_HOST": os.environ.get(f"{companion.variable}_HOST", host),
        }
    return places


def free_port(host: str, wanted: int) -> int:
    """The port, or where somebody listens on it any other that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((host, wanted))
        except (OSError, OverflowError):
            probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def processors() -> int:
    return min(len(os.sched_getaffinity(0)), 8) if hasattr(os, "sched_getaffinity") else 2


def web_server(host: str, port: int, workers: int) -> list[str]:
    """One blocking thread a worker: more cost a fifth of the throughput and double the slowest answers.

    One thread that waits for the network too, and HTTP/1 only, which is all that a proxy in front speaks:
    a tenth more pages a second.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "1"),
        *("--runtime-mode", "st", "--http", "1"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "yiwang.wsgi:application"),
    ]


def require_free(host: str, port: int) -> None:
    """Raise CommandError where somebody listens on the port already, or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({error}). Choose another port: "
                "make run PORT=8123, or yiwang serve --port 8123."
            ) from error


def start(*command: str) -> subprocess.Popen[bytes]:
    """A process outside our terminal's group: Ctrl-C reaches us alone, and we stop the others in order."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=end_with_parent)  # noqa: S603, PLW1509


def end_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed, so that no half of a server stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def answers(host: str, port: int, web: subprocess.Popen[bytes], stopping: threading.Event) -> bool:
    """Whether the web server answers before it ends, is told to stop, or a minute has gone."""
    limit = time.monotonic() + READY_WITHIN
    while web.poll() is None and not stopping.is_set() and time.monotonic() < limit:
        connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            stopping.wait(0.1)
        else:
            return True
        finally:
            connection.close()
    return False


def reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104


def end(*processes: subprocess.Popen[bytes]) -> None:
    """Ask every process to stop, and kill what has not stopped in time."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    limit = time.monotonic() + STOPPED_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
