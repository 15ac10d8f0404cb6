"""Where does an encoder send its live pictures to, where are they played, and does anything arrive?

An encoder sends RTMP to nginx-rtmp (or whatever speaks like it), which writes an HLS playlist of the same
name. nginx-rtmp lets only the network of the encoders publish: the name is no secret.
"""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from yiwang import environment

SECONDS = 1.5


class Driver(Protocol):
    """What a carrier of live pictures must be able to do; ``key``: of one interview."""

    @property
    def is_set_up(self) -> bool: ...

    def ingest(self, key: str) -> str:
        """What is typed into the encoder."""

    def playlist(self, key: str) -> str:
        """Where browsers fetch the playlist: a path of this site, or an https address."""

    def is_sending(self, key: str) -> bool:
        """Whether pictures arrive just now."""


@dataclass(frozen=True)
class NginxRtmp:
    """``ingest_base``: rtmp://…/live; playlists are read at ``playback_base``, by us at ``probe_base``."""

    ingest_base: str
    playback_base: str
    probe_base: str
    is_set_up: bool = True

    def ingest(self, key: str) -> str:
        return f"{self.ingest_base.rstrip('/')}/{key}"

    def playlist(self, key: str) -> str:
        return f"{self.playback_base.rstrip('/')}/{key}.m3u8"

    def is_sending(self, key: str) -> bool:
        """A playlist that names a segment; an encoder that went away leaves none (hls_cleanup)."""
        try:
            answer = httpx.get(f"{self.probe_base.rstrip('/')}/{key}.m3u8", timeout=SECONDS)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and "#EXTINF" in answer.text and "#EXT-X-ENDLIST" not in answer.text


@dataclass(frozen=True)
class NoStream:
    """Where no carrier is set up: text and pictures are live, a video is uploaded afterwards."""

    is_set_up: bool = False

    def ingest(self, key: str) -> str:
        return ""

    def playlist(self, key: str) -> str:
        return ""

    def is_sending(self, key: str) -> bool:
        return False


def driver() -> Driver:
    """As the environment says; docs/operations.md lists the variables."""
    ingest = environment.text("YIWANG_STREAM_INGEST")
    if not ingest:
        return NoStream()
    playback = environment.text("YIWANG_STREAM_PLAYBACK", "/hls")
    return NginxRtmp(ingest, playback, environment.text("YIWANG_STREAM_PROBE", playback))


def origin(address: str) -> str:
    """``https://live.example.gov.cn`` of an address elsewhere; empty for a path of this site."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else ""
