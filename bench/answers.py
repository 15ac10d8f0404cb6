"""How many answers a second does a survey take, and is one lost or counted twice?

``python -m bench.answers`` publishes a survey of seven questions on a database of its own and hands answers
in twice: in process from several threads, and over HTTP to ``yiwang serve`` from as many connections, each
sheet from a browser of its own, one in twenty sent twice. Then the box is emptied, the survey ends, and what
was counted is compared with what was accepted. Prints ``answers_per_s`` (HTTP), ``in_process_per_s``,
``counted_per_s`` (out of the box, into the inner zone), ``answers_lost`` and ``answers_doubled``.
"""

import argparse
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from time import monotonic
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from bench import rig
from bench.portal import serving

SAID = {
    "q1": "a", "q2": ["a", "b"], "q3": "4", "q4_r1": "a", "q4_r2": "b", "q5_1": "c", "q5_2": "a",
    "q6": "12.5", "q7": "窗口再多开一个。", "page": "1",
}  # fmt: skip
CSRF = "b" * 32
TWICE = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=3_000, help="sheets each way")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    # Every sheet comes from an address of its own, as it would in a city.
    os.environ |= {"YIWANG_BEHIND_PROXY": "1", "YIWANG_INTAKE_REQUESTS_PER_HOUR": "1000000"}
    with ExitStack() as stack:
        stack.enter_context(rig.database("answers"))
        figures = measured(stack, given.answers, given.connections)
    rig.show(figures, as_json=given.json)
    return 1 if figures["answers_lost"] or figures["answers_doubled"] else 0


def measured(stack: ExitStack, answers: int, connections: int) -> dict[str, int]:
    from yiwang.subsystems.participation.surveys.models import Once, OpenSurvey, Slip  # noqa: PLC0415

    shown = published()
    inside = per_second(answers, lambda: handed_in(shown, answers, connections))
    address = stack.enter_context(serving())
    statuses: list[int] = []
    sheets = list(posts(shown, address, answers))
    outside = per_second(len(sheets), lambda: statuses.extend(sent(address, sheets, connections)))
    accepted = answers + sum(status == 302 for status in statuses) - len(sheets) + answers
    if set(statuses) != {302}:
        raise SystemExit(f"The server answered {dict(Counter(statuses))}.")
    waiting = Slip.objects.count()
    distinct = Once.objects.count()
    counted = per_second(waiting, lambda: counted_out(shown))
    total = OpenSurvey.objects.get(pk=shown.pk)
    kept = kept_inside(total)
    return {
        "answers_per_s": outside,
        "in_process_per_s": inside,
        "counted_per_s": counted,
        "answers_lost": max(accepted - kept, 0),
        "answers_doubled": max(kept - distinct, 0) + max(total.figures["q1/a"] - kept, 0),
    }


def published() -> "object":
    """Nobody is signed in yet: a unit, a publisher, a survey that is open."""
    from yiwang.subsystems.participation.surveys.tests.makers import publish  # noqa: PLC0415

    return publish(least_cell=5)


def per_second(count: int, deed: Callable[[], object]) -> int:
    began = monotonic()
    deed()
    return round(count / (monotonic() - began))


def handed_in(shown: "object", answers: int, threads: int) -> None:
    from django.db import connections  # noqa: PLC0415

    from yiwang.subsystems.participation.surveys.tests.makers import answer  # noqa: PLC0415

    def some(count: int) -> None:
        for _ in range(count):
            answer(shown, token=uuid4().hex)
        connections.close_all()

    shares = [answers // threads + (number < answers % threads) for number in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, shares))


def posts(shown: "object", address: str, answers: int) -> Iterator[bytes]:
    """Sheets as bytes; one in TWICE is sent twice, as by somebody who clicks twice."""
    from yiwang.kernel.intake.browsers import new_browser  # noqa: PLC0415

    host = urlsplit(address).netloc
    body = urlencode({**SAID, "csrfmiddlewaretoken": CSRF}, doseq=True).encode()
    for number in range(answers):
        cookie = f"csrftoken={CSRF}; survey_{shown.reference}={new_browser().cookie}"
        source = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        head = (
            f"POST /surveys/{shown.reference}/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
            f"X-Forwarded-For: {source}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body
        if number % TWICE == 0:
            yield head.encode() + body


def sent(address: str, sheets: Sequence[bytes], connections: int) -> list[int]:
    """The status of each answer."""
    piles: list[list[bytes]] = [[] for _ in range(connections)]
    for pile, sheet in zip(cycle(piles), sheets, strict=False):
        pile.append(sheet)
    with ThreadPoolExecutor(connections) as pool:
        return [status for one in pool.map(lambda pile: _spoken(address, pile), piles) for status in one]


def _spoken(address: str, pile: Sequence[bytes]) -> list[int]:
    """One connection, one sheet after another."""
    parts = urlsplit(address)
    statuses = []
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as line:
        for sheet in pile:
            line.sendall(sheet)
            statuses.append(_status(line))
    return statuses


def _status(line: socket.socket) -> int:
    held = b""
    while b"\r\n\r\n" not in held:
        held += _more(line)
    head, _, body = held.partition(b"\r\n\r\n")
    lengths = [one for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")]
    left = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while left > 0:
        left -= len(_more(line))
    return int(head.split(b" ", 2)[1])


def _more(line: socket.socket) -> bytes:
    got = line.recv(65_536)
    if not got:
        raise SystemExit("The server hung up.")
    return got


def counted_out(shown: "object") -> None:
    """To the last slip, and into the inner zone."""
    from yiwang.subsystems.participation.surveys.actions import emptying  # noqa: PLC0415
    from yiwang.subsystems.participation.surveys.tests.makers import end  # noqa: PLC0415

    emptying.empty_boxes()
    end(shown)
    emptying.seal_ended()


def kept_inside(shown: "object") -> int:
    from yiwang.subsystems.participation.surveys.models import Answer  # noqa: PLC0415

    return Answer.objects.filter(survey__reference=shown.reference).count()


if __name__ == "__main__":
    sys.exit(main())
