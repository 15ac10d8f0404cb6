"""Which processes take part in a rehearsal, and what happens to one that dies or is killed?"""

import ctypes
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO

from faults.exchange.installations import PROJECT

# prctl(2): what a killed process leaves behind becomes ours, and is ended with it; and nobody outlives us.
SET_CHILD_SUBREAPER, SET_PARENT_DEATH_SIGNAL = 36, 1
LIBRARY = ctypes.CDLL(None)
STOP_SECONDS = 25
# Whoever keeps dying by itself is begun again more slowly.
REST = 1.0


@dataclass
class Member:
    """A process that is kept going: ``is_target`` of the killer or part of the stage."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    is_target: bool = True
    ends: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    again_at: float = 0.0
    is_killed: bool = False

    @property
    def is_over(self) -> bool:
        """Has done what it was to do."""
        return self.ends and self.process is not None and self.process.poll() == 0


@dataclass
class Company:
    """All processes of a rehearsal. ``deaths``: of those nobody killed, by name."""

    members: dict[str, Member] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        LIBRARY.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def add(self, member: Member) -> None:
        self.members[member.name] = member
        self._begin(member)

    def _begin(self, member: Member) -> None:
        log: IO[bytes]
        with member.log.open("ab") as log:
            member.process = subprocess.Popen(
                member.command,
                env=dict(member.environment),
                cwd=PROJECT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=die_with_us,  # noqa: PLW1509 - we have one thread
            )
        member.is_killed = False

    def keep(self) -> None:
        """Begin again whoever is dead and has not done all that it was to do."""
        self._reap()
        moment = time.monotonic()
        for member in self.members.values():
            if member.process is None or member.process.poll() is None or member.is_over:
                continue
            if not member.is_killed and not member.again_at:
                self.deaths[member.name] += 1
                member.again_at = moment + REST
            if member.again_at <= moment:
                member.again_at = 0.0
                self._begin(member)

    def kill_one(self, chance: Random) -> Member | None:
        """SIGKILL to one process of a random member that is alive: to itself or to one it has started."""
        alive = [each for each in self.members.values() if each.is_target and is_alive(each)]
        if not alive:
            return None
        member = chance.choice(alive)
        process = member.process
        if process is None:
            return None
        victim = chance.choice([process.pid, *descendants(process.pid)])
        member.is_killed = victim == process.pid
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return None
        self.kills[member.name] += 1
        if member.is_killed:
            process.wait()
        return member

    def end(self, *names: str) -> None:
        """Tell members to stop, kill those that do not, and whatever they have left behind."""
        ending = [self.members.pop(name) for name in names or [*self.members] if name in self.members]
        for member in ending:
            if member.process and member.process.poll() is None:
                member.process.terminate()
        for member in ending:
            if member.process:
                self._waited(member.process)
        if not self.members:
            self._end_left()

    def _waited(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for pid in [process.pid, *descendants(process.pid)]:
                os.kill(pid, signal.SIGKILL)
            process.wait()

    def _reap(self) -> None:
        """Orphans that were left to us and have ended; our own children are waited for by Popen."""
        own = {each.process.pid for each in self.members.values() if each.process}
        for pid in children(os.getpid()):
            if pid not in own and state_of(pid) == "Z":
                os.waitpid(pid, os.WNOHANG)

    def _end_left(self) -> None:
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                continue


def die_with_us() -> None:
    LIBRARY.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def is_alive(member: Member) -> bool:
    return member.process is not None and member.process.poll() is None


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def descendants(pid: int) -> list[int]:
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found
