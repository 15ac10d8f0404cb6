"""What does a parcel look like as one file, and how is such a file read without trusting it?

A ZIP archive: ``header.json`` (the signed header), ``body.json``, and every file as ``files/<SHA-256>``,
stored uncompressed. Nothing in it is unpacked to a place it names.
"""

import hashlib
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes.carriers.carriage import TornError, whole
from yiwang.kernel.nodes.letters import Announced, Header, Letter, RejectedError, plain_object
from yiwang.kernel.nodes.rules import MOST_BODY, MOST_FILES, MOST_HEADER

HEADER, BODY, FILES = "header.json", "body.json", "files/"
NAME = re.compile(r"([a-z0-9][a-z0-9-]{0,38}[a-z0-9])-(\d{1,19})-(\d{1,19})\.parcel")
PIECE = 1 << 20
# Central directory of an archive with the most files we allow, generously.
MOST_DIRECTORY = (MOST_FILES + 2) * 256
END = struct.Struct("<4s4H2IH")
END_LOCATOR = struct.Struct("<4sIQI")
END_64 = struct.Struct("<4sQ2H2I4Q")


def name_of(code: str, number: int, attempt: int) -> str:
    return f"{code}-{number}-{attempt}.parcel"


def write(path: Path, letter: Letter, files: list[StoredFile]) -> None:
    """Write the archive. Raises OSError, PostponedError where bytes are gone."""
    with path.open("xb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(HEADER, letter.envelope, zipfile.ZIP_DEFLATED)
        archive.writestr(BODY, letter.body, zipfile.ZIP_DEFLATED)
        for file in files:
            _add(archive, file)


def _add(archive: zipfile.ZipFile, file: StoredFile) -> None:
    entry = zipfile.ZipInfo(f"{FILES}{file.digest}")
    is_large = file.size >= zipfile.ZIP64_LIMIT
    with (
        whole(file) as path,
        path.open("rb") as source,
        archive.open(entry, "w", force_zip64=is_large) as member,
    ):
        while piece := source.read(PIECE):
            member.write(piece)


@contextmanager
def opened(path: Path) -> Iterator["Ferried"]:
    """Raises TornError where it is no whole archive, RejectedError where it is one made to do harm."""
    with path.open("rb") as file:
        _check_directory(file)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
            raise TornError("文件不完整或者不是邮包。") from fault
        with archive:
            yield Ferried(archive)


def _check_directory(file: BinaryIO) -> None:
    """The list of members is read whole into memory: refuse one that is longer than ours can be."""
    size = file.seek(0, os.SEEK_END)
    if size < END.size:
        raise TornError("文件不完整。")
    file.seek(-END.size, os.SEEK_END)
    mark, _, _, _, _, length, _, comment = END.unpack(file.read(END.size))
    if mark != b"PK\5\6" or comment:
        raise TornError("文件不完整或者不是邮包。")
    if size >= END.size + END_LOCATOR.size:
        file.seek(-END.size - END_LOCATOR.size, os.SEEK_END)
        mark, _, at, _ = END_LOCATOR.unpack(file.read(END_LOCATOR.size))
        if mark == b"PK\6\7":
            length = _length_64(file, at, size)
    if length > MOST_DIRECTORY:
        raise RejectedError("邮包文件的目录超过允许的大小。")


def _length_64(file: BinaryIO, at: int, size: int) -> int:
    if at > size - END_64.size:
        raise TornError("文件不完整。")
    file.seek(at)
    fields = END_64.unpack(file.read(END_64.size))
    if fields[0] != b"PK\6\6":
        raise TornError("文件不完整。")
    return int(fields[8])


class Ferried:
    """An open archive; every read is bounded by what is allowed or announced."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = {member.filename: member for member in archive.infolist()}

    def letter(self) -> Letter:
        """Raises TornError, RejectedError."""
        self._check_members()
        envelope = plain_object(self._text(HEADER, MOST_HEADER * 2)) or {}
        names = ("header", "signature", "certificate")
        if set(envelope) != set(names) or not all(isinstance(envelope[name], str) for name in names):
            raise RejectedError("邮包的头部不符合格式。", evidence=str(envelope)[:1000])
        return Letter(**envelope, body=self._text(BODY, MOST_BODY))

    def _check_members(self) -> None:
        infos = self.archive.infolist()
        if len(infos) != len(self.members):
            raise RejectedError("邮包文件里有重名的成员。")
        if not {HEADER, BODY} <= set(self.members):
            raise RejectedError("邮包文件缺少头部或内容。")
        for info in infos:
            if info.flag_bits & 1:
                raise RejectedError("邮包文件是加密的。")
            if info.filename not in {HEADER, BODY}:
                self._check_file(info)

    def _check_file(self, info: zipfile.ZipInfo) -> None:
        if not re.fullmatch(rf"{FILES}[0-9a-f]{{64}}", info.filename):
            raise RejectedError(f"邮包文件里有不该有的成员“{info.filename[:80]}”。")
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise RejectedError("邮包文件里的附件是压缩的。")

    def _text(self, name: str, most: int) -> str:
        try:
            with self.archive.open(name) as member:
                content = member.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as fault:
            raise TornError("文件不完整。") from fault
        if len(content) > most:
            raise RejectedError("邮包的头部或内容超过允许的大小。")
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise RejectedError("邮包的头部或内容不是 UTF-8 文字。") from None

    def check(self, header: Header) -> None:
        """Every announced file is there, whole, and nothing else is. Raises TornError, RejectedError."""
        announced = {f"{FILES}{file.digest}" for file in header.files}
        if announced != set(self.members) - {HEADER, BODY}:
            raise RejectedError("邮包里的附件与签名的清单不符。")
        for file in header.files:
            if self.members[f"{FILES}{file.digest}"].file_size != file.size or not self._is_whole(file):
                raise TornError(f"附件“{file.name}”的内容与签名的摘要不符。")

    def _is_whole(self, file: Announced) -> bool:
        summing = hashlib.sha256()
        try:
            with self.file(file) as member:
                while piece := member.read(PIECE):
                    summing.update(piece)
        except (zipfile.BadZipFile, OSError, EOFError):
            return False
        return summing.hexdigest() == file.digest

    @contextmanager
    def file(self, file: Announced) -> Iterator[BinaryIO]:
        with self.archive.open(f"{FILES}{file.digest}") as member:
            yield member  # type: ignore[misc]
