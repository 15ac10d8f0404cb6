"""Does somebody who reads all the while ever get half a page, an error, or other bytes than were published?

A process of its own asks a web server for pages and files in turn until it is told to stop, then says what it
got. Every article says its edition at its beginning and at its end: a page that mixes two is broken.
"""

import http.client
import json
import os
import random
import re
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

EDITION = re.compile(r"第(\d+)版之(?:首|尾)")
SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """``files``: the bytes of each; ``host`` as readers name the site."""

    port: int
    paths: tuple[str, ...]
    files: Mapping[str, bytes]
    host: str = "localhost"


class Reader:
    """``with`` it somebody reads; afterwards ``reads`` and ``broken`` are known."""

    def __init__(self, asked: Asked, folder: Path) -> None:
        self.asked, self.place = asked, folder / "read.json"
        self.reads, self.broken = 0, 0

    def __enter__(self) -> "Reader":
        self.process = os.fork()
        if self.process == 0:
            _read(self.asked, self.place)
            os._exit(0)
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)
        said = json.loads(self.place.read_text())
        self.reads, self.broken = said["reads"], len(said["broken"])
        for sentence in said["broken"][:SHOWN]:
            print(sentence, file=sys.stderr)


def _read(asked: Asked, place: Path) -> None:
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))
    chance, reads, broken = random.Random(7), 0, []
    everything = [*asked.paths, *asked.files]
    connection = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=30)
    while not stopping:
        path = chance.choice(everything)
        try:
            connection.request("GET", path, headers={"Host": asked.host})
            answer = connection.getresponse()
            fault = _fault(asked, path, answer.status, answer.read())
        except (OSError, http.client.HTTPException) as lost:
            connection.close()
            fault = f"{type(lost).__name__}: {lost}"
        reads += 1
        if fault:
            broken.append(f"{path}: {fault}")
    place.write_text(json.dumps({"reads": reads, "broken": broken}))


def _fault(asked: Asked, path: str, status: int, body: bytes) -> str:
    """What is wrong with an answer; empty where it is whole. What is withdrawn answers 404 or 410."""
    if path in asked.files:
        is_whole = status == 404 or (status == 200 and body == asked.files[path])
        return "" if is_whole else f"{status}, {len(body)} bytes that were not published"
    if status != 200 and not (status == 410 and path.startswith("/a/")):
        return f"{status}"
    if body.lstrip().startswith(b"<?xml"):
        return _fault_of_xml(body)
    text = body.decode()
    if not text.rstrip().endswith("</html>"):
        return f"{status}, ends with {text[-40:]!r}"
    if path.startswith("/a/") and status == 200:
        editions = EDITION.findall(text)
        if len(editions) < 2 or len(set(editions)) != 1:
            return f"editions {editions}"
    return ""


def _fault_of_xml(body: bytes) -> str:
    try:
        ET.fromstring(body)
    except ET.ParseError as fault:
        return str(fault)
    return ""
