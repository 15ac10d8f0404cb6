import hashlib
import io
import json

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import arrivals, store
from yiwang.kernel.files.actions import IMAGES, drop, receive, release, remove, rendition, scan
from yiwang.kernel.files.examination import clamav
from yiwang.kernel.files.models import Blob, Rendition, StoredFile
from yiwang.kernel.files.tests.examination.clamd import scanner
from yiwang.kernel.files.tests.makers import (
    EICAR,
    make_compound,
    make_docx,
    make_located_picture,
    make_pdf,
    make_picture,
    make_stored,
)

pytestmark = pytest.mark.django_db
MACRO = make_docx({"word/vbaProject.bin": b"x"})
UPLOADER = Actor(person="张三", person_id=7)
GUARD = Actor(person="李四", person_id=8)


def bytes_of(stored: StoredFile) -> bytes:
    with store.opened(stored.digest or "") as file:
        return file.read()


def leftovers() -> list[str]:
    return [path.name for path in arrivals.folder().glob("*")] if arrivals.folder().exists() else []


def acts() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("act", flat=True))


def test_a_file_is_stored_under_its_digest_and_recorded(storage):
    content = make_pdf()
    stored = receive(UPLOADER, io.BytesIO(content), "C:\\x\\通知.PDF")
    assert stored.digest == hashlib.sha256(content).hexdigest()
    assert bytes_of(stored) == content
    assert (stored.name, stored.size, stored.about.code) == ("通知.PDF", len(content), "pdf")
    assert stored.is_clean
    entry = Entry.objects.get()
    assert (entry.act, entry.person, entry.subject) == ("files.file_receive", "张三", "通知.PDF")
    assert entry.detail["digest"] == stored.digest
    assert leftovers() == []


def test_the_same_bytes_are_stored_once_for_several_files(remote):
    first, second = make_stored(), make_stored(name="另一个.pdf")
    assert first.digest == second.digest
    assert first.key != second.key
    assert (Blob.objects.count(), remote.sent) == (1, 1)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.txt", "空文件"),
        (b"<html>", "a.jpg", "扩展名是 jpg，内容是网页"),
        (make_pdf(), "a.png", "扩展名是 png，内容却是PDF 文档"),
        (make_picture()[:200], "a.jpg", "已损坏"),
    ],
)
def test_a_refused_file_leaves_nothing(content, name, sentence, storage):
    with pytest.raises(Refused, match=sentence):
        receive(SYSTEM, io.BytesIO(content), name)
    assert (leftovers(), StoredFile.objects.count(), Blob.objects.count(), acts()) == ([], 0, 0, [])


def test_a_stream_is_cut_off_at_the_limit_of_the_kinds_asked_for(settings):
    settings.FILES_MAX_MB = {**settings.FILES_MAX_MB, "image": 1}

    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b"\xff\xd8\xff" + b"\0" * (size - 3)

    source = Endless()
    with pytest.raises(Refused, match="超过上限 1 MB"):
        receive(SYSTEM, source, "a.jpg", IMAGES)
    assert source.given <= 3 << 20
    assert leftovers() == []


def test_a_suspicious_file_is_kept_but_not_clean(storage):
    stored = make_stored(MACRO, "方案.docm")
    assert (stored.state, stored.reason) == ("quarantined", "含有宏代码")
    assert "已隔离：含有宏代码" in stored.notice
    assert bytes_of(stored) == MACRO
    assert acts() == ["files.file_quarantine"]


def test_a_scanner_decides_between_clean_and_quarantined(settings):
    with scanner() as (address, server):
        settings.FILES_CLAMAV = address
        assert make_stored().is_clean
        infected = make_stored(b"mail: " + EICAR, "a.txt")
        assert len(server.seen) == 2
    assert (infected.state, infected.reason) == ("quarantined", "含有病毒（Eicar-Signature）")


def test_a_file_longer_than_the_scanner_takes_is_quarantined(settings):
    with scanner(longest=10) as (address, _):
        settings.FILES_CLAMAV = address
        assert "大小上限" in make_stored(b"x" * 5000, "a.txt").reason


def test_while_the_scanner_is_away_files_wait(settings):
    settings.FILES_CLAMAV = "tcp://127.0.0.1:1"
    clean, infected = make_stored(), make_stored(b"mail: " + EICAR, "a.txt")
    assert (clean.state, infected.state) == ("unscanned", "unscanned")
    assert "等待病毒扫描" in clean.notice
    with pytest.raises(clamav.Unreachable):
        scan(clean)
    with scanner() as (address, _):
        settings.FILES_CLAMAV = address
        assert (scan(clean), scan(infected)) == (True, True)
        assert scan(clean) is False
    clean.refresh_from_db()
    infected.refresh_from_db()
    assert (clean.state, infected.state) == ("clean", "quarantined")
    assert acts()[2:] == ["files.file_clear", "files.file_quarantine"]


def test_a_guard_releases_with_a_reason_and_nobody_their_own():
    stored = make_stored(MACRO, "a.docm", by=UPLOADER)
    with pytest.raises(Refused, match="不能放行自己上传的文件"):
        release(UPLOADER, stored, "没有问题")
    with pytest.raises(Refused, match="请填写理由"):
        release(GUARD, stored, " ")
    assert release(GUARD, stored, "财政局报表，宏已核对").is_clean
    detail = Entry.objects.get(act="files.file_release").detail
    assert (detail["quarantined_because"], detail["reason"]) == ("含有宏代码", "财政局报表，宏已核对")
    with pytest.raises(Refused, match="已经处理过了"):
        release(GUARD, stored, "再来一次")
    with pytest.raises(Refused, match="已经处理过了"):
        remove(GUARD, stored, "再来一次")


def test_a_removed_file_loses_its_bytes_but_can_still_be_named(storage, django_capture_on_commit_callbacks):
    stored = make_stored(MACRO, "a.docm")
    digest = stored.digest or ""
    with django_capture_on_commit_callbacks(execute=True):
        removed = remove(GUARD, stored, "来源不明")
    assert (removed.state, removed.digest, removed.notice) == ("removed", None, "已删除：来源不明")
    assert not store.has(digest)
    assert not Blob.objects.exists()
    assert acts() == ["files.file_quarantine", "files.file_remove"]


def test_bytes_that_another_file_is_made_of_stay(django_capture_on_commit_callbacks):
    first, second = make_stored(MACRO, "a.docm"), make_stored(MACRO, "b.docm")
    with django_capture_on_commit_callbacks(execute=True):
        remove(GUARD, first, "来源不明")
    assert bytes_of(second) == MACRO


def test_bytes_are_dropped_only_when_nothing_is_made_of_them(storage):
    stored = make_stored()
    assert drop([stored.digest or ""]) == 0
    digest = stored.digest or ""
    stored.delete()
    assert drop([digest]) == 1
    assert not store.has(digest)


def test_a_redrawn_picture_is_made_once_and_stored_like_any_other(storage):
    content = make_located_picture()
    stored = make_stored(content, "现场.jpg")
    assert (stored.width, stored.height) == (48, 64)
    first, again = rendition(stored, 0), rendition(stored, 0)
    assert first == again
    assert (Rendition.objects.count(), Blob.objects.count()) == (1, 2)
    with store.opened(first.blob_id) as file:
        assert b"PhoneMaker" not in file.read()
    assert bytes_of(stored) == content


def test_a_transfer_that_breaks_off_leaves_no_row(remote):
    remote.breaks = True
    with pytest.raises(OSError, match="connection reset"):
        make_stored()
    assert (StoredFile.objects.count(), remote.objects, leftovers()) == (0, {}, [])
    remote.breaks = False
    assert make_stored().is_clean


def test_what_is_sent_to_an_object_store_is_sent_before_the_transaction(remote, monkeypatch):
    depth = []
    original = remote._save

    def watched(self, name, content):
        depth.append(len(connection.savepoint_ids))
        return original(self, name, content)

    monkeypatch.setattr(remote, "_save", watched)
    outside = len(connection.savepoint_ids)
    make_stored()
    assert depth == [outside]


def test_a_transaction_that_is_undone_takes_the_row_with_it_and_the_bytes_can_come_again():
    with transaction.atomic():
        stored = make_stored()
        transaction.set_rollback(True)
    assert store.has(stored.digest or "")
    assert not StoredFile.objects.exists()
    assert bytes_of(make_stored()) == make_pdf()


@pytest.mark.parametrize(
    "changes", [{"size": 0}, {"blob": None}, {"state": "quarantined", "reason": ""}, {"state": "odd"}]
)
def test_the_database_refuses_a_row_that_makes_no_sense(changes):
    stored = make_stored()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(**changes)


def received_or_refused(content: bytes, name: str) -> StoredFile | str:
    """The stored file, checked to be what was given, or the sentence of the refusal."""
    try:
        stored = receive(SYSTEM, io.BytesIO(content), name)
    except Refused as refused:
        return refused.sentence
    assert bytes_of(stored) == content
    assert stored.digest == hashlib.sha256(content).hexdigest()
    return stored


KNOWN = ("txt", "csv", "pdf", "zip", "docx", "doc", "png", "jpg", "gif", "webp", "rar", "7z", "mp3")
NAMES = st.text(max_size=30) | st.sampled_from([f"a.{end}" for end in KNOWN])
STARTS = (
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-1.7 stream\n",
    bytes.fromhex("d0cf11e0a1b11ae1"),
    b"GIF89a",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"RIFF\0\0\0\0WEBPVP8 ",
    b"Rar!\x1a\x07\x01\0",
    b"7z\xbc\xaf\x27\x1c",
    b"ID3",
)
WHOLE = (
    make_pdf(),
    make_docx(),
    MACRO,
    make_compound({"WordDocument": b"\0" * 64, "VBA/dir": b"x"}),
    make_picture("png"),
    make_picture("gif"),
    make_picture("webp"),
    make_picture("jpeg"),
)
many = hypothesis_settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@many
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=2000), name=NAMES)
def test_any_bytes_are_stored_as_they_are_or_refused_with_a_sentence(start, rest, name):
    assert received_or_refused(start + rest, name)


@many
@given(whole=st.sampled_from(WHOLE), data=st.data())
def test_a_damaged_file_is_stored_as_it_is_or_refused_with_a_sentence(whole, data):
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(1, len(content))) :]
    assert received_or_refused(bytes(content), "附件")


def test_naughty_names_are_stored_and_addressed_harmlessly(shared_data):
    for name in json.loads((shared_data / "web" / "naughty_strings.json").read_text()):
        stored = received_or_refused(b"text", name)
        if isinstance(stored, str):
            assert "扩展名" in stored
        else:
            assert stored.name.endswith(".txt")
            assert stored.address(name).startswith(f"/files/{stored.key}/")
