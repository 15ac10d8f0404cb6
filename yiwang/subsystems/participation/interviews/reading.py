"""Outer side: which interviews are there, what is read of one, and how often was it opened?"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.db.models import F, Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import (
    Broadcast,
    BroadcastLine,
    BroadcastQuerySet,
    Cutting,
)

SHOWN_LINES = 300
SHOWN_QUESTIONS = 100
TABS = {"": "全部", "live": "正在直播", "announced": "访谈预告", "past": "往期访谈"}


@dataclass(frozen=True)
class Read:
    """The page of an interview: its lines in the order in which they are shown, how many were left out."""

    lines: list[BroadcastLine]
    questions: list[BroadcastLine]
    left_out: int


def listed(tab: str, words: str) -> BroadcastQuerySet:
    """Those of a tab whose words match, the newest first."""
    found = Broadcast.objects.open().naming(words)
    found = {"live": found.live, "announced": found.announced, "past": found.past}.get(tab, found.all)()
    return found.newest_first()


def read(broadcast: Broadcast, *, everything: bool) -> Read:
    """While it is live the newest comes first and old lines are left out; afterwards all in their order."""
    standing = broadcast.lines.filter(is_removed=False).select_related("picture")
    stream = standing.filter(is_waiting=False)
    questions = list(standing.filter(is_waiting=True).order_by("-number")[:SHOWN_QUESTIONS])
    if not broadcast.is_live:
        return Read(list(stream.order_by("number")), questions, 0)
    most = rules.MOST_LINES if everything else SHOWN_LINES
    lines = list(stream.order_by("-number")[: most + 1])
    left = stream.count() - most if len(lines) > most else 0
    return Read(lines[:most], questions, left)


@dataclass(frozen=True)
class Video:
    """What a browser plays: ``playlist`` of HLS, or ``file`` where the video was not cut."""

    playlist: str = ""
    file: str = ""
    is_live: bool = False


def video_of(broadcast: Broadcast) -> Video | None:
    if broadcast.stream and broadcast.is_live:
        return Video(playlist=broadcast.stream, is_live=True)
    stored = broadcast.video_file
    if stored is None or not stored.is_clean or not broadcast.is_over:
        return None
    is_cut = Cutting.objects.filter(stored=stored, state=Cutting.State.DONE).exists()
    playlist = f"{broadcast.address}video/index.m3u8" if is_cut else ""
    return Video(playlist=playlist, file=stored.address())


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """Everybody, while an interview that may be read shows the picture or the video."""
    video = Q(video_file=stored, state__in=[rules.ENDED, rules.ARCHIVED])
    pictures = BroadcastLine.objects.filter(picture=stored, is_removed=False).values("broadcast")
    return Broadcast.objects.open().filter(video | Q(pk__in=pictures)).exists()


def held_files(ids: set[int]) -> set[int]:
    held = set(Broadcast.objects.filter(video_file__in=ids).values_list("video_file", flat=True))
    held |= set(BroadcastLine.objects.filter(picture__in=ids).values_list("picture", flat=True))
    held |= set(Cutting.objects.filter(stored__in=ids).values_list("stored", flat=True))
    return {pk for pk in held if pk is not None}


class Tally:
    """How often pages were opened: counted in the process, written at most every few seconds.

    A process that is killed loses the few openings of its last seconds: a figure, not a record.
    """

    def __init__(self, write: Callable[[int, int], None], seconds: float) -> None:
        self._write, self._seconds = write, seconds
        self._counts: dict[int, int] = {}
        self._written_at = monotonic()
        self._lock = Lock()

    def add(self, broadcast_id: int) -> None:
        with self._lock:
            self._counts[broadcast_id] = self._counts.get(broadcast_id, 0) + 1
            if monotonic() - self._written_at < self._seconds:
                return
            counts, self._counts = self._counts, {}
            self._written_at = monotonic()
        for pk, number in counts.items():
            self._write(pk, number)


def _write(broadcast_id: int, number: int) -> None:
    Broadcast.objects.filter(pk=broadcast_id).update(opened=F("opened") + number)


OPENED = Tally(_write, seconds=2)
