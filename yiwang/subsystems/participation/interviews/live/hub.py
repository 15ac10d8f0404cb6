"""Who reads which interview just now, and what has each of them still to be given?

The database is read once a tick for all readers of this process, by one thread; what came is written to every
reader as the same bytes. No reader holds a thread, a task or a query.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from yiwang.subsystems.participation.interviews.live.news import OVER, Event

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.25
HEARTBEAT_SECONDS = 15
HEARTBEAT = b": still here\n\n"
FORGET_SECONDS = 60
COUNT_SECONDS = 10


class Reader(Protocol):
    """A connection that was answered. ``after``: the change up to which it knows everything."""

    after: int

    def give(self, frames: bytes) -> None: ...
    def end(self) -> None: ...


@dataclass
class Channel:
    """One interview: its newest events by what they replace, and who reads it. ``known`` is -1 before all."""

    known: int = -1
    events: dict[str, Event] = field(default_factory=dict)
    readers: set[Reader] = field(default_factory=set)
    waiting: set[Reader] = field(default_factory=set)
    empty_since: float = 0

    def backlog(self, after: int) -> bytes:
        """Everything that came after a change, in order."""
        missed = [event for event in self.events.values() if event.changed > after]
        return b"".join(event.frame for event in sorted(missed, key=lambda event: event.changed))


After = Callable[[Mapping[int, int]], dict[int, list[Event]]]
Count = Callable[[Mapping[int, int]], None]


class Hub:
    """``after`` reads the news, ``count`` keeps how many read; both run in the one thread of the hub."""

    def __init__(self, after: After, count: Count) -> None:
        self._after, self._count = after, count
        self.channels: dict[int, Channel] = {}
        self.addresses: Counter[str] = Counter()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="news")
        self._counted_at = 0.0

    @property
    def readers(self) -> int:
        return sum(len(each.readers) + len(each.waiting) for each in self.channels.values())

    def join(self, broadcast_id: int, reader: Reader) -> None:
        """From now on the reader gets what it misses; where nothing is known yet, with the next tick."""
        channel = self.channels.setdefault(broadcast_id, Channel())
        if channel.known < 0:
            channel.waiting.add(reader)
            return
        channel.readers.add(reader)
        if missed := channel.backlog(reader.after):
            reader.give(missed)

    def leave(self, broadcast_id: int, reader: Reader) -> None:
        channel = self.channels.get(broadcast_id)
        if channel is None:
            return
        channel.readers.discard(reader)
        channel.waiting.discard(reader)
        channel.empty_since = monotonic()

    async def run(self) -> None:
        """Tick until it is cancelled; a database that is away for a while is asked again next time."""
        beaten_at = monotonic()
        while True:
            began = monotonic()
            await self._tick()
            if began - beaten_at >= HEARTBEAT_SECONDS:
                beaten_at = began
                self._beat()
            await asyncio.sleep(max(0.01, TICK_SECONDS - (monotonic() - began)))

    async def _tick(self) -> None:
        self._forget()
        known = {pk: channel.known for pk, channel in self.channels.items()}
        if not known:
            return
        try:
            news = await asyncio.get_running_loop().run_in_executor(self._thread, self._after, known)
            await self._keep_count()
        except Exception:
            logger.exception("The news could not be read.")
            return
        for pk, events in news.items():
            self._spread(pk, events)
        for pk in known:
            if pk in self.channels:
                self._begin_waiting(self.channels[pk])

    def _spread(self, pk: int, events: list[Event]) -> None:
        channel = self.channels.get(pk)
        if channel is None:
            return
        for event in events:
            channel.events[event.key] = event
        channel.known = max([channel.known, 0, *(event.changed for event in events)])
        frames = b"".join(event.frame for event in events)
        for reader in list(channel.readers):
            reader.give(frames)
        if any(event.kind == OVER for event in events):
            self._close(pk, channel, frames)

    def _close(self, pk: int, channel: Channel, frames: bytes) -> None:
        """Nobody may read it any more: the last that its readers hear."""
        for reader in list(channel.waiting):
            reader.give(frames)
        for reader in [*channel.readers, *channel.waiting]:
            reader.end()
        self.channels.pop(pk, None)

    def _begin_waiting(self, channel: Channel) -> None:
        """Who came before anything was known. Not of a channel that began while the news were read."""
        for reader in list(channel.waiting):
            channel.waiting.discard(reader)
            channel.readers.add(reader)
            if missed := channel.backlog(reader.after):
                reader.give(missed)

    def _beat(self) -> None:
        for channel in self.channels.values():
            for reader in list(channel.readers):
                reader.give(HEARTBEAT)

    def _forget(self) -> None:
        """What nobody has read for a minute."""
        moment = monotonic()
        for pk, channel in list(self.channels.items()):
            is_empty = not (channel.readers or channel.waiting)
            if is_empty and moment - channel.empty_since > FORGET_SECONDS:
                del self.channels[pk]

    async def _keep_count(self) -> None:
        if monotonic() - self._counted_at < COUNT_SECONDS:
            return
        self._counted_at = monotonic()
        reading = {pk: len(channel.readers) for pk, channel in self.channels.items() if channel.readers}
        if reading:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._count, reading)

    def close(self) -> None:
        """Every reader hears the end of its connection, and comes again to whoever answers next."""
        for channel in self.channels.values():
            for reader in [*channel.readers, *channel.waiting]:
                reader.end()
        self._thread.shutdown(wait=False, cancel_futures=True)
