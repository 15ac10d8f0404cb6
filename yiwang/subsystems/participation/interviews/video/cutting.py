"""How is an uploaded video cut into the segments of HLS? By ffmpeg, beside the worker, which does not wait.

The worker starts ffmpeg and looks after it every few seconds. When the worker dies its claim runs out, and
another begins anew in a folder of its own; segments are kept only once all of them are there.
"""

import contextlib
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.db.models import Q

from yiwang import environment
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files import store
from yiwang.subsystems.participation.interviews.models import Cutting
from yiwang.subsystems.participation.interviews.video import segments

LEASE_SECONDS = 60
MOST_TRIES = 3
SEGMENT_SECONDS = 6
MISSING = "服务器没有安装 ffmpeg，视频按原文件播放，不影响观看。"
State = Cutting.State


@dataclass
class Running:
    """An ffmpeg at work for this process."""

    claim: str
    folder: tempfile.TemporaryDirectory[str]
    source: contextlib.ExitStack
    process: subprocess.Popen[bytes]


_running: dict[int, Running] = {}


def tool() -> str | None:
    return shutil.which(environment.text("YIWANG_FFMPEG", "ffmpeg"))


def command(program: str, source: Path, folder: Path) -> list[str]:
    """Nothing but the file is opened: no playlist in it leads elsewhere, and nothing is asked of a terminal.

    Pictures no higher than 720 lines, sound in stereo, a key frame at the beginning of every segment.
    """
    keys = f"expr:gte(t,n_forced*{SEGMENT_SECONDS})"
    return [
        *(program, "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file"),
        *("-f", "mov", "-i", str(source), "-map", "0:v:0", "-map", "0:a:0?", "-threads", "1"),
        *("-vf", "scale=-2:'min(720,ih)'", "-c:v", "libx264", "-preset", "veryfast", "-crf", "24"),
        *("-pix_fmt", "yuv420p", "-force_key_frames", keys, "-c:a", "aac", "-ac", "2", "-b:a", "96k"),
        *("-map_metadata", "-1", "-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod"),
        *("-hls_segment_filename", str(folder / "part%d.ts"), str(folder / segments.PLAYLIST)),
    ]


def cut_due() -> int:
    """The regular job: look after what runs, begin one more where nothing does; how many ended."""
    ended = sum(_looked_after(pk) for pk in list(_running))
    if not _running:
        _begin_next()
    return ended


def _looked_after(pk: int) -> bool:
    running = _running[pk]
    status = running.process.poll()
    if status is None:
        claim = Cutting.objects.filter(pk=pk, claim=running.claim)
        if not claim.update(claimed_until=shifted(now(), seconds=LEASE_SECONDS)):
            _stop(pk)  # another worker has taken it over
        return False
    fault = b"" if running.process.stderr is None else running.process.stderr.read()[-300:]
    try:
        if status == 0:
            _keep_segments(pk, Path(running.folder.name))
        _end(pk, running.claim, "" if status == 0 else fault.decode(errors="replace") or f"ffmpeg {status}")
    finally:
        _forget(pk)
    return True


def _keep_segments(pk: int, folder: Path) -> None:
    """The playlist comes last: whoever finds it finds all that it names."""
    digest = Cutting.objects.select_related("stored").get(pk=pk).stored.digest or ""
    parts = sorted(folder.iterdir(), key=lambda path: path.name == segments.PLAYLIST)
    for path in parts:
        with path.open("rb") as file:
            segments.keep(digest, path.name, File(file))


@transaction.atomic
def _end(pk: int, claim: str, fault: str) -> None:
    cutting = Cutting.objects.select_for_update().filter(pk=pk, claim=claim).first()
    if cutting is None:
        return
    is_again = bool(fault) and cutting.tries < MOST_TRIES
    cutting.state = State.WAITING if is_again else State.FAILED if fault else State.DONE
    cutting.claim, cutting.claimed_until, cutting.fault = "", None, fault[:300]
    cutting.save()
    act = "interviews.video_cut_fail" if fault else "interviews.video_cut"
    record(SYSTEM, act, cutting.stored, fault=cutting.fault)


def _begin_next() -> None:
    program = tool()
    if program is None:
        Cutting.objects.filter(state=State.WAITING).update(state=State.UNABLE, fault=MISSING)
        return
    moment = now()
    open_states = [State.WAITING, State.UNABLE, State.RUNNING]
    free = Q(claimed_until=None) | Q(claimed_until__lt=moment)
    due = Cutting.objects.filter(free, state__in=open_states).order_by("pk").first()
    if due is None:
        return
    if due.tries >= MOST_TRIES:
        Cutting.objects.filter(free, pk=due.pk).update(state=State.FAILED, fault=due.fault or "多次中断")
        return
    claim = secrets.token_hex(16)
    until = shifted(moment, seconds=LEASE_SECONDS)
    ours = Cutting.objects.filter(free, pk=due.pk)
    if ours.update(state=State.RUNNING, claim=claim, claimed_until=until, tries=due.tries + 1, fault=""):
        _begin(due.pk, claim, program)


def _begin(pk: int, claim: str, program: str) -> None:
    stored = Cutting.objects.select_related("stored").get(pk=pk).stored
    source = contextlib.ExitStack()
    folder = tempfile.TemporaryDirectory(prefix="yiwang-hls-")
    path = source.enter_context(store.on_disk(stored.blob_id or ""))
    called = command(program, path, Path(folder.name))
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(called, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE)  # noqa: S603 - no shell
    _running[pk] = Running(claim, folder, source, process)


def _stop(pk: int) -> None:
    _running[pk].process.kill()
    _running[pk].process.wait()
    _forget(pk)


def _forget(pk: int) -> None:
    running = _running.pop(pk)
    if running.process.stderr:
        running.process.stderr.close()
    running.source.close()
    running.folder.cleanup()
