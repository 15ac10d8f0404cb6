"""What does a parcel look like as one file, and how is such a file read without trusting it?"""

import os
import zipfile
from pathlib import Path

import pytest

from yiwang.kernel.files import store
from yiwang.kernel.files.tests.makers import make_pdf, make_stored
from yiwang.kernel.nodes.carriers import ferry
from yiwang.kernel.nodes.carriers.carriage import PostponedError, TornError
from yiwang.kernel.nodes.letters import RejectedError, opened
from yiwang.kernel.nodes.rules import MOST_BODY
from yiwang.kernel.nodes.tests.peers import make_peer

pytestmark = pytest.mark.django_db


def written(tmp_path, stored=(), **changes) -> Path:
    peer = make_peer()
    return peer.parcel_file(tmp_path, peer.letter(1, files=stored, **changes), stored)


def checked(path):
    with ferry.opened(path) as ferried:
        found = opened(ferried.letter())
        ferried.check(found.header)
        return found


def zipped(path: Path, members: dict[str, bytes], **options) -> Path:
    """An archive beside a genuine one, its members replaced or added to."""
    with zipfile.ZipFile(path) as old:
        all_members = {name: old.read(name) for name in old.namelist()} | members
    with zipfile.ZipFile(path, "w", **options) as new:
        for name, content in all_members.items():
            new.writestr(name, content)
    return path


def test_a_parcel_and_its_files_come_out_as_they_went_in(tmp_path):
    stored = (make_stored(), make_stored(make_pdf(rest=b"%2\n")))
    path = written(tmp_path, stored, body={"n": 1})
    assert checked(path).body == {"n": 1}
    with ferry.opened(path) as ferried, ferried.file(checked(path).header.files[0]) as member:
        assert member.read() == store.local_path(stored[0].digest).read_bytes()


def test_a_file_of_which_the_end_is_missing_is_torn_wherever_it_ends(tmp_path):
    path = written(tmp_path, (make_stored(),))
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(TornError):
            checked(path)


def test_a_bit_that_fell_over_is_noticed_wherever_it_stands(tmp_path):
    path = written(tmp_path, (make_stored(),))
    whole = bytearray(path.read_bytes())
    for place in range(0, len(whole), 61):
        altered = bytearray(whole)
        altered[place] ^= 0x40
        path.write_bytes(altered)
        try:
            found = checked(path)
        except (TornError, RejectedError):
            continue
        assert found.text == checked_text(whole, path), f"byte {place} carries no meaning"


def checked_text(whole, path):
    path.write_bytes(whole)
    return checked(path).text


def test_a_file_with_another_content_is_torn_though_its_archive_is_whole(tmp_path):
    stored = make_stored()
    path = zipped(written(tmp_path, (stored,)), {f"files/{stored.digest}": b"x" * stored.size})
    with pytest.raises(TornError, match="摘要不符"):
        checked(path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "files/../x", "more.txt", "files/abc"])
def test_a_member_with_a_foreign_name_is_refused(tmp_path, name):
    with pytest.raises(RejectedError, match="不该有的成员"):
        checked(zipped(written(tmp_path), {name: b"x"}))


def test_a_file_that_was_not_announced_is_refused(tmp_path):
    with pytest.raises(RejectedError, match="清单不符"):
        checked(zipped(written(tmp_path), {f"files/{'a' * 64}": b"x"}))


def test_an_announced_file_that_is_absent_is_refused(tmp_path):
    peer, stored = make_peer(), make_stored()
    path = peer.parcel_file(tmp_path, peer.letter(1, files=(stored,)))
    with pytest.raises(RejectedError, match="清单不符"):
        checked(path)


def test_a_compressed_file_is_refused_before_it_is_unpacked(tmp_path):
    bomb = {f"files/{'a' * 64}": b"\0" * (8 << 20)}
    with pytest.raises(RejectedError, match="压缩"):
        checked(zipped(written(tmp_path), bomb, compression=zipfile.ZIP_DEFLATED))


def test_a_body_that_unpacks_to_more_than_is_allowed_is_not_read_to_its_end(tmp_path):
    bomb = {"body.json": b" " * (MOST_BODY + 1)}
    with pytest.raises(RejectedError, match="超过允许的大小"):
        checked(zipped(written(tmp_path), bomb, compression=zipfile.ZIP_DEFLATED))


def test_a_name_that_occurs_twice_is_refused(tmp_path):
    path = written(tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("body.json", b"{}")
    with pytest.raises(RejectedError, match="重名"):
        checked(path)


def test_an_archive_without_header_is_refused(tmp_path):
    path = tmp_path / "x.parcel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("body.json", b"{}")
    with pytest.raises(RejectedError, match="缺少"):
        checked(path)


NUMBERED = b'{"header":1,"signature":2,"certificate":3}'


@pytest.mark.parametrize("header", [b"", b"[]", b"{}", NUMBERED, b"\xff"])
def test_a_header_that_is_none_is_refused(tmp_path, header):
    with pytest.raises(RejectedError):
        checked(zipped(written(tmp_path), {"header.json": header}))


def test_a_list_of_members_longer_than_ours_can_be_is_not_read(tmp_path):
    path = tmp_path / "x.parcel"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3000):
            archive.writestr(f"files/{number:064d}", b"")
    with pytest.raises(RejectedError, match="目录超过"), ferry.opened(path):
        pass


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\5\6" + b"\0" * 18, b"x" * 5000])
def test_what_is_no_archive_is_torn(tmp_path, content):
    path = tmp_path / "x.parcel"
    path.write_bytes(content)
    with pytest.raises((TornError, RejectedError)), ferry.opened(path) as ferried:
        ferried.letter()


def test_bytes_that_are_gone_from_the_store_postpone_the_parcel(tmp_path):
    stored = make_stored()
    os.unlink(store.local_path(stored.digest))
    with pytest.raises(PostponedError, match="不在文件存储里"):
        written(tmp_path, (stored,))


def test_bytes_that_were_cut_off_in_the_store_postpone_the_parcel(tmp_path):
    stored = make_stored()
    os.truncate(store.local_path(stored.digest), stored.size - 1)
    with pytest.raises(PostponedError, match="不完整"):
        written(tmp_path, (stored,))


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("outer-12-3.parcel", True),
        ("xin-he-0-57.parcel", True),
        ("outer-12.parcel", False),
        ("../outer-1-1.parcel", False),
        ("outer-1-1.parcel.part", False),
        ("OUTER-1-1.parcel", False),
        ("outer-99999999999999999999-1.parcel", False),
    ],
)
def test_a_name_says_from_whom_which_number_and_which_attempt(name, is_one):
    assert bool(ferry.NAME.fullmatch(name)) is is_one
