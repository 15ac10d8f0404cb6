"""How is a part of the record kept outside the database, and is such a file still what it was?"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives import hashes

from yiwang.kernel.audit.proof import Break, Proof, proved
from yiwang.kernel.audit.rules import canonical, content

FORMAT = "yiwang-audit/1"
SEAL = "seal"


@dataclass(frozen=True)
class Seal:
    """The last line of a file: what it holds and the SM3 digest of every byte before."""

    entries: int
    last: int
    head: str
    digest: str


class Sum:
    """The SM3 digest of everything that passed through."""

    def __init__(self) -> None:
        self._summing = hashes.Hash(hashes.SM3())

    def passed(self, line: bytes) -> bytes:
        self._summing.update(line)
        return line

    def digest(self) -> str:
        return self._summing.copy().finalize().hex()


class UnreadableError(Exception):
    """A line of a sealed file that cannot be read; the sentence names it."""


def export(rows: Iterable[Mapping[str, Any]], path: Path, *, first: int, previous: str) -> Seal:
    """Write entries as JSON lines between a heading and a seal; the file appears whole or not at all.

    Raises FileExistsError: what is sealed is never written over.
    """
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(f"{path.name}.unfinished")
    with open(unfinished, "wb", opener=_private) as file:
        seal = _write(rows, file, {"format": FORMAT, "first": first, "previous": previous})
        file.flush()
        os.fsync(file.fileno())
    os.link(unfinished, path)
    unfinished.unlink()
    return seal


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(rows: Iterable[Mapping[str, Any]], file: BinaryIO, heading: dict[str, Any]) -> Seal:
    total = Sum()
    file.write(total.passed(_line(heading)))
    entries, last, head = 0, heading["first"] - 1, heading["previous"]
    for row in rows:
        digests = {"previous_digest": row["previous_digest"], "digest": row["digest"]}
        file.write(total.passed(_line({**content(row), **digests})))
        entries, last, head = entries + 1, row["number"], row["digest"]
    seal = Seal(entries, last, head, total.digest())
    file.write(_line({SEAL: vars(seal)}))
    return seal


def _line(value: Mapping[str, Any]) -> bytes:
    return f"{canonical(value)}\n".encode()


def proved_file(path: Path, *, anchor: str = "") -> Proof:
    """Follow the chain in a sealed file; the database is not asked. Constant memory."""
    with open(path, "rb") as file:
        try:
            heading, rows = _heading(file), _Rows(file)
            proof = proved(rows, first=heading["first"], previous=heading["previous"], anchor=anchor)
        except UnreadableError as fault:
            return Proof(0, 0, "", Break(0, "file", str(fault)))
    if proof.broken is None and (sentence := rows.disagreement(proof)):
        return replace(proof, broken=Break(proof.last + 1, SEAL, sentence))
    return proof


def _heading(file: BinaryIO) -> dict[str, Any]:
    heading = _read(file.readline(), 1)
    if heading.get("format") != FORMAT or not isinstance(heading.get("first"), int):
        raise UnreadableError("第 1 行不是封存文件的抬头。")
    return heading


class _Rows:
    """The entries of a file, summed on the way; afterwards it knows whether the seal agrees."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._total = Sum()
        self._seal: dict[str, Any] | None = None
        self._is_over = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        self._total.passed(self._file.readline())
        for number, line in enumerate(self._file, start=2):
            row = _read(line, number)
            if SEAL in row:
                self._seal = row[SEAL]
                self._is_over = not self._file.readline()
                return
            self._total.passed(line)
            yield _entry(row, number)

    def disagreement(self, proof: Proof) -> str:
        """Why the seal does not fit; empty where it does."""
        if self._seal is None:
            return "文件没有封签：末尾被截去。"
        if not self._is_over:
            return "封签之后还有内容。"
        expected = Seal(proof.entries, proof.last, proof.head, self._total.digest())
        return "" if self._seal == vars(expected) else "封签与内容不符：文件被改动过。"


def _read(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UnreadableError(f"文件第 {number} 行无法读取。")
    return row


def _entry(row: dict[str, Any], number: int) -> dict[str, Any]:
    try:
        return {
            **row,
            "recorded_at": datetime.fromisoformat(row["recorded_at"]),
            "number": int(row["number"]),
        }
    except (KeyError, TypeError, ValueError):
        raise UnreadableError(f"文件第 {number} 行不是审计记录。") from None
