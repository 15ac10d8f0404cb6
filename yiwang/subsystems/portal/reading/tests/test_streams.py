import gzip
from pathlib import Path

import pytest

from yiwang.subsystems.portal.reading import streams
from yiwang.subsystems.portal.reading.streams import Unreadable, opened


@pytest.fixture
def short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 100)
    monkeypatch.setattr(streams, "_PART", 30)


def read(path: Path) -> list[streams.RawLine]:
    with opened(path) as file:
        return list(file.lines())


def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    plain.write_bytes(b"one\ntwo\n")
    packed.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert read(plain) == read(packed)


@pytest.mark.usefixtures("short_lines")
def test_a_line_that_is_too_long_is_passed_over_and_the_next_keeps_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n" + b"x" * 5000 + b"\nthree\n")
    lines = read(path)
    assert [(line.number, line.data) for line in lines] == [(1, b"one\n"), (2, None), (3, b"three\n")]
    assert lines[1].beginning.startswith(b"xxx")


@pytest.mark.usefixtures("short_lines")
def test_a_file_longer_than_a_document_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"x" * 500)
    with opened(path) as file, pytest.raises(Unreadable, match="不像一篇文件"):
        file.whole()


def test_a_cut_off_archive_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(b"".join(b"line %d\n" % number for number in range(50_000)))
    path.write_bytes(whole[: len(whole) // 2])
    with opened(path) as file:
        lines = file.lines()
        assert next(lines).data == b"line 0\n"
        with pytest.raises(Unreadable, match="已损坏"):
            list(lines)


def test_a_bomb_is_left_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_BOMB_SIZE", 1_000_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n" * 2_000_000))
    with opened(path) as file, pytest.raises(Unreadable, match="压缩炸弹"):
        list(file.lines())


def test_a_well_packed_text_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_BOMB_SIZE", 1_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(b"%d another line\n" % number for number in range(5_000))))
    assert len(read(path)) == 5_000
