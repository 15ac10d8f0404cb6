"""Which files does a folder or an archive hold, and what in them is nothing we read?"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

MOST_FILES = 50_000
MOST_BYTES = 1 << 30
LARGEST = 64 << 20
# Text and pictures of a site shrink twentyfold at most; deflate reaches a thousandfold.
BOMB_RATIO, BOMB_SIZE = 150, 8 << 20


class Unusable(ValueError):  # noqa: N818 - an answer, not a fault
    """The source cannot be read; the message says in Chinese why."""


class Tree(Protocol):
    """Files by their path inside the source: no leading slash, no way out."""

    def names(self) -> list[str]: ...

    def read(self, name: str) -> bytes:
        """Raises Unusable for what is broken or too large, KeyError for what is not there."""


class Folder:
    """A folder on disk; links that lead out of it are left out."""

    def __init__(self, top: Path) -> None:
        self.top = top.resolve()
        if not self.top.is_dir():
            raise Unusable("找不到这个目录。")
        self._files = dict(self._found())

    def _found(self) -> Iterator[tuple[str, Path]]:
        for path in sorted(self.top.rglob("*")):
            real = path.resolve()
            hidden = any(part.startswith(".") for part in path.relative_to(self.top).parts)
            if real.is_file() and not hidden and real.is_relative_to(self.top):
                yield path.relative_to(self.top).as_posix(), real

    def names(self) -> list[str]:
        return list(self._files)

    def read(self, name: str) -> bytes:
        path = self._files[name]
        if path.stat().st_size > LARGEST:
            raise Unusable(f"文件超过 {LARGEST >> 20} MB。")
        return path.read_bytes()


class Archive:
    """A ZIP archive, read entry by entry; nothing is unpacked to disk.

    Raises Unusable for what is no archive, is damaged, encrypted, or unpacks to more than a site can be.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Unusable("不是有效的 ZIP 文件，或者文件已损坏。") from None
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MOST_FILES:
            raise Unusable(f"压缩包里的文件超过 {MOST_FILES} 个，请分批导入。")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise Unusable(f"解压后超过 {MOST_BYTES >> 30} GB，请分批导入。")
        if any(_is_bomb(info) for info in infos):
            raise Unusable("压缩比异常（疑似压缩炸弹），没有读取。")
        if any(info.flag_bits & 1 for info in infos):
            raise Unusable("压缩包设有密码，请解密后导入。")
        self._files: dict[str, zipfile.ZipInfo] = {}
        self.strange: list[str] = []
        for info in infos:
            name = safe_name(_decoded(info))
            if name is None or stat.S_ISLNK(info.external_attr >> 16) or name in self._files:
                self.strange.append(info.filename[:200])
            elif not any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
                self._files[name] = info

    def names(self) -> list[str]:
        return sorted(self._files)

    def read(self, name: str) -> bytes:
        info = self._files[name]
        if info.file_size > LARGEST:
            raise Unusable(f"文件超过 {LARGEST >> 20} MB。")
        try:
            with self._zip.open(info) as opened:
                data = opened.read(LARGEST + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise Unusable("这个文件在压缩包里已损坏。") from None
        if len(data) > LARGEST:
            raise Unusable(f"文件超过 {LARGEST >> 20} MB。")
        return data


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > BOMB_SIZE and info.file_size > BOMB_RATIO * max(info.compress_size, 1)


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name; archives made in China often hold GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def safe_name(name: str) -> str | None:
    """The path inside the source, or None where it leads out of it or is none."""
    if "\0" in name or len(name) > 400 or ":" in name.split("/")[0]:
        return None
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts:
        return None
    return str(path)
