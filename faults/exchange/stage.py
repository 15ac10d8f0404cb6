"""What stands between the installations, and who takes part? Set up before a rehearsal, cleared after it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pika

from faults.exchange import installations
from faults.exchange.company import Company, Member
from faults.exchange.installations import Installation
from faults.exchange.plan import CITY, COUNTY
from faults.exchange.rooms import Room

BROKER_PORT = 5672
WAYS = {"inward": (CITY, COUNTY), "outward": (COUNTY, CITY)}
"""From whose outbox to whose inbox each gap device carries."""


class Stage:
    """The installations, the ways between them, and the processes of one rehearsal."""

    def __init__(self, carrier: str, folder: Path, asked: Any) -> None:
        self.carrier, self.folder, self.asked = carrier, folder, asked
        self.company = Company()
        self.random = Random(f"{asked.seed} {carrier}")
        self.sides = [CITY] if carrier == "loopback" else [CITY, COUNTY]
        self.installations = {side: self._installation(side) for side in self.sides}
        self.ports = {
            name: free_port() for name in ("city", "county", "city_server", "county_server", "broker")
        }
        self.is_faulty = True
        self.standstills: list[str] = []
        self._rooms = [Room(place, self.writers) for place in self._places()]

    def _places(self) -> list[Path]:
        """What is to be full once: the data of one side, and the folders of the ferry."""
        data = self.installations[self.sides[-1]].data
        return [data, self.folder / "ferry"] if self.carrier == "directory" else [data]

    def rooms(self) -> list[Room]:
        return self._rooms

    def writers(self) -> list[int]:
        side = self.sides[-1]
        members = self.company.members.values()
        return [
            each.process.pid for each in members if each.process and (each.name.startswith((side, "device")))
        ]

    def _installation(self, side: str) -> Installation:
        code = f"{side}-{os.getpid()}"
        folder = self.folder / side
        folder.mkdir(parents=True)
        database = ""
        if side in self.asked.postgresql:
            database = installations.made_database(
                self.asked.server, f"yiwang_fault_{self.carrier}_{side}_{os.getpid()}"
            )
        return Installation(side, code, folder, database)

    def set_up(self) -> None:
        for side in self.sides:
            homes = [CITY, COUNTY] if self.carrier == "loopback" else [side]
            self.installations[side].found(self.asked.rate, homes, self.asked.template)
        if self.carrier != "loopback":
            city, county = (self.installations[side] for side in self.sides)
            installations.join(city, county, self.carrier, self._links())

    def _links(self) -> dict[str, Any]:
        if self.carrier != "directory":
            return {CITY: self.ports["city"], COUNTY: self.ports["county"], "broker": self.ports["broker"]}
        found = {}
        for name in ("to_city", "from_city", "to_county", "from_county"):
            found[name] = self.folder / "ferry" / name
            found[name].mkdir(parents=True, exist_ok=True)
        return found

    # --- the ways between -------------------------------------------------------------------------------

    def connect(self) -> None:
        """Lay the cables, or set the gap devices going."""
        if self.carrier == "directory":
            for way, ends in WAYS.items():
                self.company.add(self._device(way, *ends))
        elif self.carrier == "https":
            for side in self.sides:
                self.company.add(self._cable(side, self.ports[side], self.ports[f"{side}_server"]))
        elif self.carrier == "amqp":
            self.company.add(self._cable("broker", self.ports["broker"], BROKER_PORT))

    def cut(self) -> None:
        names = [name for name in self.company.members if name.startswith(("device", "cable"))]
        if names:
            self.company.end(*names)

    def unmount(self) -> None:
        """The folders of the ferry are gone, as when a share is not mounted."""
        for folder in self._ferry_folders():
            folder.rename(folder.with_suffix(".gone"))

    def mount(self) -> None:
        for folder in self._ferry_folders(".gone"):
            folder.rename(folder.with_suffix(""))

    def _ferry_folders(self, suffix: str = "") -> list[Path]:
        folders = (self.folder / "ferry").iterdir() if self.carrier == "directory" else ()
        return [folder for folder in folders if folder.suffix == suffix]

    def _device(self, way: str, sender: str, reader: str) -> Member:
        ferry = self.folder / "ferry"
        command = [
            *(sys.executable, "-m", "faults.exchange.device"),
            *(str(ferry / f"from_{sender}"), str(ferry / f"to_{reader}")),
            *("--counts", str(self.folder / f"{way}.json")),
            *("--clock", str(self.installations[reader].clock.path)),
            *("--seed", str(self.random.randrange(1 << 30))),
            *(["--faulty"] if self.is_faulty else []),
        ]
        return self._stagehand(f"device-{way}", command)

    def _cable(self, name: str, port: int, to: int) -> Member:
        command = [sys.executable, "-m", "faults.exchange.cable", str(port), str(to)]
        return self._stagehand(f"cable-{name}", command)

    def _stagehand(self, name: str, command: list[str]) -> Member:
        return Member(name, command, os.environ, self.folder / f"{name}.log", is_target=False)

    # --- who takes part ---------------------------------------------------------------------------------

    def employ(self) -> None:
        """Workers, servers and receivers of every installation."""
        for installation in self.installations.values():
            for number in range(self.asked.workers):
                self._add(installation, f"worker{number}", installation.command("worker", "--every", "0.3"))
            words = ("--ledger", str(self.answers(installation)), "--seed", str(self.asked.seed))
            self._add(installation, "receiver", installation.acting("receiver", *words))
            if self.carrier == "https":
                port = str(self.ports[f"{installation.side}_server"])
                self._add(installation, "server", installation.command("serve-nodes", "--port", port))

    def dismiss(self) -> None:
        """Senders, workers, servers and receivers end; the ways stay."""
        names = [name for name, member in self.company.members.items() if member.is_target]
        if names:
            self.company.end(*names)

    def begin_sending(self, scene: str, messages: int) -> None:
        """A sender on each side; each sends its share and ends."""
        for side, share in self.shares(messages).items():
            installation = self.installations[side]
            words = [
                *("--ledger", str(self.sent(scene, side)), "--side", side),
                *("--seed", str(self.seed(scene)), "--messages", str(share)),
            ]
            self._add(installation, f"sender-{scene}", installation.acting("sender", *words), ends=True)

    def _add(self, installation: Installation, name: str, command: list[str], *, ends: bool = False) -> None:
        log = installation.logs / f"{name}.log"
        self.company.add(
            Member(f"{installation.side}-{name}", command, installation.environment, log, ends=ends)
        )

    def shares(self, messages: int) -> dict[str, int]:
        if len(self.sides) == 1:
            return {CITY: messages}
        return {CITY: messages - messages // 2, COUNTY: messages // 2}

    def seed(self, scene: str) -> int:
        return Random(f"{self.asked.seed} {self.carrier} {scene}").randrange(1 << 30)

    def sent(self, scene: str, side: str) -> Path:
        return self.folder / f"sent-{scene}-{side}.jsonl"

    def answers(self, installation: Installation) -> Path:
        return self.folder / f"answers-{installation.side}.jsonl"

    def leap(self, seconds: float) -> None:
        """Move the clocks of all installations."""
        for installation in self.installations.values():
            installation.clock.leap(seconds)

    # --- afterwards -------------------------------------------------------------------------------------

    def clear(self) -> None:
        self.company.end()
        for installation in self.installations.values():
            if installation.database:
                installations.drop_database(self.asked.server, installation.database)
        if self.carrier == "amqp":
            self._delete_queues()
        for place in self.mounted():
            subprocess.run(["umount", "--lazy", str(place)], check=False)

    def mounted(self) -> list[Path]:
        lines = Path("/proc/mounts").read_text().splitlines()
        places = [Path(line.split()[1]) for line in lines]
        return [place for place in places if place.is_relative_to(self.folder)]

    def _delete_queues(self) -> None:
        one, other = (installation.code for installation in self.installations.values())
        url = installations.BROKER.format(port=BROKER_PORT)
        with contextlib.closing(pika.BlockingConnection(pika.URLParameters(url))) as connection:
            channel = connection.channel()
            for queue in (f"yiwang.{one}.{other}", f"yiwang.{other}.{one}"):
                channel.queue_delete(queue)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def room(keep: bool) -> Iterator[Path]:
    """A folder for one rehearsal, thrown away after it unless it is to be looked at."""
    folder = Path(tempfile.mkdtemp(prefix="yiwang-fault-exchange-"))
    try:
        yield folder
    finally:
        if keep:
            print(f"Left for you to look at: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
