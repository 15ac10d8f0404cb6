import os

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files import arrivals, holders, store, tasks
from yiwang.kernel.files.actions import rendition
from yiwang.kernel.files.models import Blob, StoredFile
from yiwang.kernel.files.tests.examination.clamd import scanner
from yiwang.kernel.files.tests.makers import EICAR, make_docx, make_picture, make_stored

pytestmark = pytest.mark.django_db
HELD: set[int] = set()


@pytest.fixture(autouse=True)
def _only_one_holder(monkeypatch):
    HELD.clear()
    monkeypatch.setattr(holders, "_holders", {})
    holders.register("test.shelf", lambda stored, post: False, lambda ids: ids & HELD)


def days_ago(days: int):
    return shifted(now(), days=-days)


def aged(stored: StoredFile, days: int) -> StoredFile:
    StoredFile.objects.filter(pk=stored.pk).update(checked_at=days_ago(days), received_at=days_ago(days))
    return stored


def test_the_scanner_is_asked_again_until_it_answers(settings):
    settings.FILES_CLAMAV = "tcp://127.0.0.1:1"
    make_stored()
    make_stored(b"mail: " + EICAR, "a.txt")
    assert tasks.scan_waiting() == 0
    with scanner() as (address, _):
        settings.FILES_CLAMAV = address
        assert tasks.scan_waiting() == 2
        assert tasks.scan_waiting() == 0
    assert set(StoredFile.objects.values_list("state", flat=True)) == {"clean", "quarantined"}


def test_files_wait_where_the_scanner_was_taken_away_for_good(settings):
    settings.FILES_CLAMAV = "tcp://127.0.0.1:1"
    make_stored()
    settings.FILES_CLAMAV = ""
    assert tasks.scan_waiting() == 0
    assert StoredFile.objects.unscanned().count() == 1


def test_half_received_files_are_removed_after_a_day():
    arrivals.folder().mkdir(parents=True)
    old, new, other = (arrivals.folder() / name for name in ("arriving-1", "arriving-2", "notes.txt"))
    for path in (old, new, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (days_ago(2).timestamp(),) * 2)
    assert tasks.remove_leftovers() == 1
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_bytes_without_a_row_are_swept_after_a_day():
    kept, lost = make_stored(), make_stored(make_docx(), "a.docx")
    path = store.local_path(lost.digest or "")
    lost.delete()
    Blob.objects.filter(digest=lost.blob_id).delete()
    shard = (lost.blob_id or "")[:2]
    assert tasks.sweep(shard) == 0
    os.utime(path, (days_ago(2).timestamp(),) * 2)
    assert tasks.sweep(shard) == 1
    assert not path.exists()
    assert tasks.sweep((kept.digest or "")[:2]) == 0
    assert store.has(kept.digest or "")


def test_a_row_of_bytes_that_nothing_is_made_of_is_swept_after_a_day(storage):
    stored = make_stored()
    digest = stored.digest or ""
    stored.delete()
    assert tasks.sweep(digest[:2]) == 0
    Blob.objects.update(stored_at=days_ago(2))
    assert tasks.sweep(digest[:2]) == 1
    assert not store.has(digest)


def test_over_a_day_every_folder_is_swept(monkeypatch):
    swept: list[str] = []
    monkeypatch.setattr(tasks, "sweep", lambda shard: swept.append(shard) or 1)
    start = now()
    for hour in range(24):
        monkeypatch.setattr(tasks, "now", lambda hour=hour: shifted(start, hours=hour))
        tasks.sweep_this_hour()
    assert sorted(swept) == [f"{number:02x}" for number in range(256)]


def test_a_file_is_collected_when_nothing_has_referred_to_it_for_a_week(django_capture_on_commit_callbacks):
    held, idle = aged(make_stored(), 2), aged(make_stored(make_docx(), "a.docx"), 2)
    HELD.add(held.pk)
    assert tasks.collect_unreferenced() == 0
    assert StoredFile.objects.get(pk=idle.pk).idle_since_at is not None
    StoredFile.objects.update(checked_at=days_ago(2))
    StoredFile.objects.filter(pk=idle.pk).update(idle_since_at=days_ago(6))
    assert tasks.collect_unreferenced() == 0
    StoredFile.objects.update(checked_at=days_ago(2))
    StoredFile.objects.filter(pk=idle.pk).update(idle_since_at=days_ago(8))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.collect_unreferenced() == 1
    assert list(StoredFile.objects.all()) == [held]
    assert not store.has(idle.digest or "")
    assert Entry.objects.latest("recorded_at").act == "files.file_collect"


def test_a_file_that_is_referred_to_again_begins_anew():
    stored = aged(make_stored(), 2)
    StoredFile.objects.update(idle_since_at=days_ago(30))
    HELD.add(stored.pk)
    assert tasks.collect_unreferenced() == 0
    assert StoredFile.objects.get().idle_since_at is None


def test_nothing_is_collected_while_a_holder_cannot_tell_or_while_it_is_quarantined():
    aged(make_stored(), 30)
    StoredFile.objects.update(idle_since_at=days_ago(30))
    holders.register("test.silent", lambda stored, post: False)
    assert tasks.collect_unreferenced() == 0
    holders.register("test.silent", lambda stored, post: False, lambda ids: set())
    StoredFile.objects.update(state="quarantined", reason="含有宏代码")
    assert tasks.collect_unreferenced() == 0
    StoredFile.objects.update(state="clean")
    assert tasks.collect_unreferenced() == 1


def test_a_file_to_which_a_row_points_is_referred_to(monkeypatch):
    shown, idle = make_stored(make_picture(), "a.jpg"), make_stored()
    rendition(shown, 0)
    assert tasks._related({shown.pk, idle.pk}) == set()
    # Renditions belong to their file; taken for rows of another package, they keep it.
    monkeypatch.setattr(tasks, "Rendition", None)
    assert tasks._related({shown.pk, idle.pk}) == {shown.pk}


def test_every_holder_of_the_platform_tells_what_it_refers_to(monkeypatch):
    monkeypatch.undo()
    silent = [name for name, holder in holders.registered().items() if holder.references is None]
    assert silent == []
