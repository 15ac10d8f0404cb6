"""Whatever somebody changes, adds or deletes in the published tree is put right and entered."""

import threading
import time

import pytest
from django.db import connection

from yiwang.kernel.files import store as received
from yiwang.kernel.files.tests.makers import make_pdf, make_stored
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.guarding import inotify, rules, watching
from yiwang.subsystems.portal.guarding.models import Tampering, Watch
from yiwang.subsystems.portal.guarding.tests.makers import make_guard, on_duty, swept
from yiwang.subsystems.portal.guarding.watching import Guard
from yiwang.subsystems.portal.pages import making, mode, store
from yiwang.subsystems.portal.pages.actions import marking, placing
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.pages.tests.makers import (
    Answer,
    file,
    make_all,
    make_large,
    make_published_with,
    page,
    shown_place,
)
from yiwang.subsystems.portal.tests.makers import PUBLISHER, make_officer, make_published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(files):
    found = make_published()
    make_all()
    return found


def kinds():
    return dict(Tampering.objects.values_list("file", "kind"))


def test_a_changed_a_deleted_and_an_added_file_are_put_right_by_a_sweep(article):
    post = on_duty()
    changed, deleted = file(article.publication.address), file("/")
    good = changed.read_bytes(), deleted.read_bytes()
    added = mode.published() / "main" / "a" / "shell.php"
    changed.write_text("被篡改")
    deleted.unlink()
    added.write_text("<?php")
    swept()
    assert (changed.read_bytes(), deleted.read_bytes(), added.exists()) == (*good, False)
    assert set(kinds().values()) == {rules.CHANGED, rules.DELETED, rules.ADDED}
    assert not Tampering.objects.filter(restored_at=None).exists()
    assert "网页被篡改" in Notice.objects.get(person=post.person).subject


def test_a_tree_that_is_as_it_was_made_is_left_alone(article):
    swept()
    assert not Tampering.objects.exists()
    assert Watch.objects.get().files == Page.objects.exclude(digest="").count()


def test_many_changed_files_are_one_word_to_the_people_on_duty(article):
    post = on_duty()
    for _ in range(3):
        file("/").write_text("被篡改")
        swept()
    assert Tampering.objects.count() == 3
    assert Notice.objects.filter(person=post.person).count() == 1


def test_links_and_folders_in_the_place_of_files_are_taken_away(article, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "passwd").write_text("root")
    linked, index = mode.published() / "main" / "secret", file("/")
    good = index.read_bytes()
    linked.symlink_to(secret)
    index.unlink()
    index.mkdir()
    (index / "x.html").write_text("x")
    swept()
    swept()
    assert not linked.is_symlink()
    assert index.read_bytes() == good
    assert (secret / "passwd").read_text() == "root"


def test_a_folder_that_became_a_link_is_no_way_out_of_the_tree(article, tmp_path):
    path = article.publication.address
    outside = tmp_path / "outside"
    folder = mode.published() / "main" / "a"
    good = file(path).read_bytes()
    folder.rename(outside)
    folder.symlink_to(outside)
    swept()
    assert not folder.is_symlink()
    assert file(path).read_bytes() == good


def test_a_lost_protected_copy_is_made_again(article):
    path = article.publication.address
    store.copy_of(page(path).digest).unlink()
    file(path).write_text("被篡改")
    swept()
    assert Tampering.objects.get().restored_at is None
    assert page(path).state == "stale"


def test_what_a_maker_announced_is_no_tampering(article):
    home = page("/")
    content = "新的首页".encode()
    marking.mark_pages([home.pk])
    fresh = page("/")
    placing.announce([placing.Finished(fresh, 200, store.protect(content), len(content))])
    store.write(file("/"), content)
    swept()
    assert not Tampering.objects.exists()
    assert file("/").read_bytes() == content


def test_what_a_killed_maker_left_of_a_withdrawn_page_is_taken_away(article, monkeypatch):
    monkeypatch.setattr("yiwang.subsystems.portal.pages.making._at_once", lambda: None)
    up = file(article.publication.address)
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    assert up.exists()
    swept()
    assert not up.exists()


def test_a_running_guard_puts_a_file_right_within_a_second(article):
    """Nobody else asks the database meanwhile: one in memory lets no two threads at it."""
    target, good = file("/"), file("/").read_bytes()
    stopping, found, swept_once = threading.Event(), [], threading.Event()
    guard = Guard(
        lambda facts, found_by: found.append((found_by, facts[0].kind)),
        lambda files, means: swept_once.set() if files is not None else None,
    )

    def run():
        try:
            guard.run(stopping.is_set)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert swept_once.wait(10)
        begun = time.monotonic()
        target.write_text("被篡改")
        reached(lambda: target.read_bytes() == good)
        assert time.monotonic() - begun < 1
        reached(lambda: found)
    finally:
        stopping.set()
        thread.join(10)
    assert found[0] == ("watch", rules.CHANGED)


def reached(is_so):
    limit = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_without_inotify_the_tree_is_swept_all_the_time(article, monkeypatch):
    def none():
        raise inotify.UnavailableError("none")

    monkeypatch.setattr(watching, "Inotify", none)
    monkeypatch.setattr("yiwang.subsystems.portal.guarding.watching.logger.exception", lambda *told: None)
    monkeypatch.setattr(watching, "SWEPT_BY_ITSELF_EVERY", 0)
    guard, good = make_guard(), file("/").read_bytes()
    guard._listen()
    file("/").write_text("被篡改")
    guard.step()
    assert file("/").read_bytes() == good
    assert "巡检" in Watch.objects.get().means


def test_a_file_that_strict_serving_finds_is_entered(strict):
    path = make_published().publication.address
    make_all()
    on_duty()
    file(path).write_text("被篡改")
    Answer(strict, path)
    assert list(Tampering.objects.values_list("found_by", "kind")) == [("strict", rules.CHANGED)]


def test_an_attachment_is_put_right_out_of_the_store_of_files(files):
    stored = make_stored(make_large(), "大.zip")
    make_published_with(stored)
    place, extra = shown_place(stored), mode.published() / "files" / "AAAAAAAAAAAAAAAAAAAAAAAA"
    good = place.read_bytes()
    swept()
    assert not Tampering.objects.exists()
    place.write_bytes(good[:-9] + "被篡改".encode())
    extra.write_bytes(b"MZ")
    swept()
    assert (place.read_bytes() == good, extra.exists()) == (True, False)
    place.unlink()
    swept()
    assert place.read_bytes() == good
    assert set(kinds().values()) <= {rules.CHANGED, rules.ADDED, rules.DELETED}
    assert not Tampering.objects.filter(restored_at=None).exists()
    assert received.local_path(stored.digest).read_bytes() == good


def test_a_defaced_attachment_does_not_reach_the_store_and_a_defaced_store_not_the_tree(files):
    stored = make_stored()
    article = make_published_with(stored)
    in_store = received.local_path(stored.digest)
    with shown_place(stored).open("r+b") as file:
        file.write(b"defaced")
    assert in_store.read_bytes() == make_pdf()
    in_store.chmod(0o640)
    in_store.write_bytes(b"defaced")
    swept()
    assert Tampering.objects.get().restored_at is None
    assert page(article.publication.address).state == "stale"


def test_a_file_that_a_maker_announced_is_no_tampering(files, monkeypatch):
    stored = make_stored()
    with monkeypatch.context() as killed:
        killed.setattr(making, "_at_once", lambda: None)
        article = make_published_with(stored)
    finished = making._finished(page(article.publication.address), "")
    placing.announce([finished])
    placing.put_up_files([finished])
    swept()
    assert not Tampering.objects.exists()
    assert shown_place(stored).exists()
