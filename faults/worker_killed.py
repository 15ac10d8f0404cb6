"""Is anything lost when the worker is killed while it hands a letter to the mail server?

``python -m faults.worker_killed``: real workers on a database of their own, killed by SIGKILL between the
letter and its receipt, three times; the next worker must bring every letter to its proof.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from email import message_from_string
from time import monotonic, sleep
from typing import Any

from bench.rig import database, show
from yiwang.kernel.notifications.tests.stand_ins import MailServer

LETTERS = 20
KILLS = 3
LEASE = 5
LONGEST = 240


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    started = monotonic()
    with MailServer(slow=0.25) as server:
        os.environ |= {
            "YIWANG_SMTP_HOST": "127.0.0.1",
            "YIWANG_SMTP_PORT": str(server.port),
            "YIWANG_SMTP_SECURITY": "none",
            "YIWANG_DELIVERY_SECONDS": str(LEASE),
        }
        with database("worker_killed"):
            found = rehearsed(server, started + LONGEST)
    show({**found, "seconds": round(monotonic() - started, 1)}, as_json=as_json)
    return 0 if is_sound(found) else 1


def is_sound(found: dict[str, Any]) -> bool:
    """Every letter arrived and has its proof; none came twice but those whose receipt was cut off."""
    return (
        found["kills"] == KILLS
        and found["arrived"] == found["proved"] == LETTERS
        and found["came_twice"] <= KILLS
        and found["known_as_copies"] == found["came_twice"]
        and found["last_worker_exit_code"] == 0
        and found["audit_whole"]
    )


def rehearsed(server: MailServer, deadline: float) -> dict[str, Any]:
    owe_letters()
    kills = sum(killed_in_mid_delivery(server, deadline) for _ in range(KILLS))
    code = finished(deadline)
    return {"letters": LETTERS, "kills": kills, **counted(server), "last_worker_exit_code": code}


def owe_letters() -> None:
    from django.db import transaction  # noqa: PLC0415 - Django is set up by now

    from yiwang.kernel.notifications.actions import enqueue  # noqa: PLC0415

    with transaction.atomic():
        for number in range(LETTERS):
            enqueue("email", f"reader{number}@example.cn", subject=f"第 {number} 封", body="正文")


def killed_in_mid_delivery(server: MailServer, deadline: float) -> bool:
    """Start a worker and kill it when the server holds a letter whose receipt it has not given yet."""
    before = len(server.received)
    worker = started_worker()
    is_in_between = reached(
        lambda: len(server.received) > before + 1 and len(server.received) > len(server.taken), deadline
    )
    worker.kill()
    worker.wait()
    return is_in_between


def finished(deadline: float) -> int:
    """A worker that nobody kills brings the rest to its end and leaves when it is told to; its exit code."""
    from yiwang.kernel.notifications.models import Outgoing  # noqa: PLC0415

    worker = started_worker()
    reached(lambda: not Outgoing.objects.on_the_way().exists(), deadline)
    worker.send_signal(signal.SIGTERM)
    try:
        return worker.wait(timeout=30)
    except subprocess.TimeoutExpired:
        worker.kill()
        return -1


def started_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "yiwang", "worker", "--every", "0.2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def reached(condition: Callable[[], bool], deadline: float) -> bool:
    while monotonic() < deadline:
        if condition():
            return True
        sleep(0.02)
    return False


def counted(server: MailServer) -> dict[str, Any]:
    from yiwang.kernel.audit.proof import proved_database, stored_rows  # noqa: PLC0415
    from yiwang.kernel.notifications.models import Outgoing  # noqa: PLC0415

    arrivals = Counter(letter.recipient for letter in server.received)
    copies = Counter(message_from_string(letter.text)["Message-ID"] for letter in server.received)
    return {
        "arrived": len(arrivals),
        "proved": Outgoing.objects.filter(state=Outgoing.State.SENT).exclude(proof="").count(),
        "came_twice": sum(count - 1 for count in arrivals.values()),
        "known_as_copies": sum(count - 1 for count in copies.values()),
        "audit_whole": proved_database(stored_rows(), 1).broken is None,
    }


if __name__ == "__main__":
    sys.exit(main())
