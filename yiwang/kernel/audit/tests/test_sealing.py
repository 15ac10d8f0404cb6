"""How is a part of the record kept outside the database, and is such a file still what it was?"""

import json

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.proof import stored_rows
from yiwang.kernel.audit.rules import GENESIS
from yiwang.kernel.audit.sealing import export, proved_file
from yiwang.kernel.audit.tests.makers import make_entries, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(tmp_path):
    """Five entries in a file."""
    make_entries(5)
    path = tmp_path / "audit.jsonl"
    export(stored_rows(), path, first=1, previous=GENESIS)
    return path


def changed(path, change):
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(change(lines)))


def test_a_sealed_file_proves_itself_without_the_database(sealed, django_assert_num_queries):
    head = Entry.objects.first().digest
    with django_assert_num_queries(0):
        proof = proved_file(sealed)
    assert (proof.entries, proof.last, proof.head, proof.broken) == (5, 5, head, None)


def test_a_sealed_file_is_readable_by_its_owner_only(sealed):
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert not list(sealed.parent.glob("*.unfinished"))


def test_a_sealed_file_is_never_written_over(sealed):
    with pytest.raises(FileExistsError):
        export(stored_rows(), sealed, first=1, previous=GENESIS)


def test_an_export_broken_off_leaves_no_sealed_file_and_can_be_done_again(tmp_path):
    make_entries(3)
    path = tmp_path / "audit.jsonl"

    def torn():
        yield next(iter(stored_rows()))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(torn(), path, first=1, previous=GENESIS)
    assert not path.exists()
    assert export(stored_rows(), path, first=1, previous=GENESIS).entries == 3


def test_two_parts_follow_each_other(sealed, tmp_path):
    head = Entry.objects.first().digest
    make_entries(2)
    later = tmp_path / "later.jsonl"
    export(stored_rows(6), later, first=6, previous=head)
    assert proved_file(later).entries == 2
    assert proved_file(later, anchor=head).broken is None
    assert proved_file(later, anchor="e" * 64).broken.what == "anchor"


@pytest.mark.parametrize(
    ("change", "number", "what"),
    [
        (lambda lines: [*lines[:3], lines[3].replace("李明", "别人"), *lines[4:]], 3, "digest"),
        (lambda lines: [*lines[:3], *lines[4:]], 3, "gap"),
        (lambda lines: lines[:-1], 6, "seal"),
        (lambda lines: [*lines, "{}\n"], 6, "seal"),
        (lambda lines: [*lines[:-1], lines[-1].replace('"entries":5', '"entries":6')], 6, "seal"),
        (lambda lines: [lines[0].replace("{", '{"x":1,', 1), *lines[1:]], 6, "seal"),
        (lambda lines: [*lines[:3], lines[3][:40]], 0, "file"),
        (lambda lines: [*lines[:3], '{"act": 1}\n'], 0, "file"),
        (lambda lines: lines[1:], 0, "file"),
        (lambda lines: [], 0, "file"),
    ],
)
def test_a_changed_file_is_found_out(sealed, change, number, what):
    assert proved_file(sealed).broken is None
    changed(sealed, change)
    broken = proved_file(sealed).broken
    assert (broken.number, broken.what) == (number, what)


def test_a_file_holds_what_the_database_holds(sealed):
    rows = [json.loads(line) for line in sealed.read_text().splitlines()[1:-1]]
    entry = Entry.objects.get(number=2)
    assert rows[1]["digest"] == entry.digest
    assert rows[1]["detail"] == entry.detail
    assert make_entry().previous_digest == rows[-1]["digest"]
