"""A large file that somebody changed is out of sight before it is put right: copying it takes longer."""

import pytest

from yiwang.kernel.files import store as received
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.subsystems.portal.guarding import judging, rules
from yiwang.subsystems.portal.guarding.models import Tampering
from yiwang.subsystems.portal.guarding.tests.makers import make_guard, swept
from yiwang.subsystems.portal.pages import mode, store
from yiwang.subsystems.portal.pages import rules as pages
from yiwang.subsystems.portal.pages.tests.makers import make_large, make_published_with, page, shown_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stored(files):
    return make_stored(make_large(), "大.zip")


@pytest.fixture
def article(stored):
    return make_published_with(stored)


@pytest.fixture
def copied(monkeypatch):
    """Whether anything lay at its place when copying a file back began, time after time."""
    seen, copy_in = [], store.copy_in

    def observed(file, digest, **how):
        seen.append(store.place_of(file).exists())
        return copy_in(file, digest, **how)

    monkeypatch.setattr(store, "copy_in", observed)
    return seen


def shown_file(stored):
    return str(shown_place(stored).relative_to(mode.published()))


@pytest.mark.parametrize("at", [0, pages.PIECE + 5, 2 * pages.PIECE + 900])
def test_it_is_away_while_it_is_copied_back(article, stored, copied, at):
    place = shown_place(stored)
    good = place.read_bytes()
    with place.open("r+b") as file:
        file.seek(at)
        file.write("被篡改".encode())
    wrong = store.digest_of(place.read_bytes())
    fact = judging.put_right(shown_file(stored))
    assert (fact.kind, fact.seen, fact.is_restored) == (rules.CHANGED, wrong, True)
    assert copied == [False]
    assert place.read_bytes() == good
    assert not [one for one in place.parent.iterdir() if one.name.startswith(store.BESIDE)]


def test_what_is_written_into_is_away_before_it_is_read(article, stored, copied, monkeypatch):
    place, looked_at = shown_place(stored), []
    is_whole = judging._is_whole
    monkeypatch.setattr(judging, "_is_whole", lambda row, at: looked_at.append(at) or is_whole(row, at))
    guard = make_guard()
    guard.sweep()
    guard._listen()
    looked_at.clear()
    with place.open("r+b") as file:
        file.write(b"defaced")
    guard.step()
    assert place not in looked_at
    assert copied == [False]
    assert Tampering.objects.get().restored_at is not None


def test_the_same_bytes_written_into_it_again_are_no_tampering(article, stored, copied):
    place = shown_place(stored)
    good = place.read_bytes()
    place.write_bytes(good)
    assert judging.put_right(shown_file(stored), is_written_into=True) is None
    assert (place.read_bytes(), copied) == (good, [])


def test_a_shorter_file_is_not_read_at_all(article, stored, copied, monkeypatch):
    place = shown_place(stored)
    monkeypatch.setattr(judging.os, "pread", lambda *asked: pytest.fail("read"))
    place.write_bytes(b"short")
    assert judging.put_right(shown_file(stored)).is_restored
    assert copied == [False]


def test_where_the_store_has_lost_it_nothing_is_shown_and_its_page_is_made_again(article, stored):
    received.local_path(stored.digest).unlink()
    shown_place(stored).write_bytes(b"defaced")
    swept()
    assert Tampering.objects.get().restored_at is None
    assert not shown_place(stored).exists()
    assert page(article.publication.address).state == "stale"
