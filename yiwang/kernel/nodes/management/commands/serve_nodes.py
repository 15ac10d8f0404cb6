"""``yiwang serve-nodes``: the server at which other installations hand over their parcels by HTTPS."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from yiwang.kernel.nodes import tls
from yiwang.kernel.nodes.models import Node

LOOK_SECONDS = 5
STOP_SECONDS = 20
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class Command(BaseCommand):
    help = (
        "Serve other installations by HTTPS with mutual TLS: only /node/v1/, only with the certificate "
        "of a registered node."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: every one)")
        parser.add_argument("--port", type=int, default=8443)
        parser.add_argument("--workers", type=int, default=1, help="processes that answer")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        with tls.on_disk() as (certificate, key):
            accepted = certificate.parent / "accepted.pem"
            command = server(host, port, workers, certificate, key, accepted)
            self.stdout.write(f"节点服务在 {host}:{port}，只接受已登记节点的证书（Ctrl-C 停止）。")
            self.stdout.flush()
            while not stopping.is_set():
                serve(command, accepted, stopping)


def server(host: str, port: int, workers: int, certificate: Path, key: Path, accepted: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "1"),
        *("--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)),
        *("--ssl-ca", str(accepted), "--ssl-client-verify", "--http", "1"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        "yiwang.kernel.nodes.wsgi:application",
    ]


def serve(command: list[str], accepted: Path, stopping: threading.Event) -> None:
    """Serve until told to stop, the server ends, or other certificates are to be accepted."""
    believed = certificates()
    accepted.write_text(believed)
    process = subprocess.Popen(command, start_new_session=True, preexec_fn=end_with_parent)  # noqa: S603, PLW1509
    try:
        while not stopping.wait(LOOK_SECONDS) and process.poll() is None:
            if certificates(believed) != believed:
                break
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """The server in order, then whoever of its group is left: workers outlive a server that was killed."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_with_parent() -> None:
    """Where we are killed Linux ends the server too: it would go on believing what was registered then."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def certificates(otherwise: str = "") -> str:
    """Of all active peers, one after the other; our own where there is none, so that nobody gets in."""
    close_old_connections()
    try:
        known = Node.objects.peers().active().exclude(tls_certificate="").order_by("code")
        return "".join(known.values_list("tls_certificate", flat=True)) or tls.own_pair().certificate
    except OperationalError:
        return otherwise or tls.own_pair().certificate
