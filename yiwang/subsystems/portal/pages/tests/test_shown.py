"""Files that pages show are in the tree and on the list while the public may read them, and only then."""

import pytest

from yiwang.kernel.files import holders
from yiwang.kernel.files import store as received
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_pdf, make_picture, make_stored
from yiwang.kernel.organizations.tests.makers import actor, make_post, sign_in
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.pages import making, manifest, mode, rules, store, tasks
from yiwang.subsystems.portal.pages.actions import marking, placing
from yiwang.subsystems.portal.pages.models import Marker, ShownFile
from yiwang.subsystems.portal.pages.shown import shown_in
from yiwang.subsystems.portal.pages.tests.makers import (
    make_all,
    make_large,
    make_published_with,
    page,
    shown_file,
    shown_place,
)
from yiwang.subsystems.portal.tests.makers import PUBLISHER, make_officer, make_site

pytestmark = pytest.mark.django_db(transaction=True)


def withdrawn(article):
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "附件有误")


def listed(file):
    reader = manifest.Reader()
    assert reader.renew(Marker.objects.get().manifest)
    return reader.listed(file)


def test_an_attachment_is_a_copy_in_the_tree_and_on_the_signed_list(files):
    stored = make_stored()
    make_published_with(stored)
    place = shown_place(stored)
    assert place.read_bytes() == make_pdf()
    assert listed(f"files/{stored.key}").digest == stored.digest
    assert place.stat().st_ino != received.local_path(stored.digest).stat().st_ino


def test_a_picture_is_in_the_tree_as_readers_get_it(files):
    stored = make_stored(make_picture("jpeg", (2000, 1000)), "桥.jpg")
    narrow, whole = stored.address(width=320), stored.address()
    make_published_with(body=f'<p><img src="{whole}" alt="桥"></p><p><a href="{narrow}">小图</a></p>')
    for width in (0, 320):
        made = stored.renditions.get(width=width)
        assert store.digest_at(shown_place(stored, width)) == made.blob_id
        assert listed(rules.place_of_file(stored.key, width)).size == made.size


def test_a_withdrawal_takes_the_files_out_within_the_same_making(files):
    stored = make_stored()
    article = make_published_with(stored)
    withdrawn(article)
    assert not shown_place(stored).exists()
    assert listed(f"files/{stored.key}") is None
    assert not ShownFile.objects.up().exists()
    assert not ShownFile.objects.uncleared().exists()


def test_a_withdrawn_file_is_given_by_nobody_though_its_maker_was_killed(watched, monkeypatch, client):
    stored = make_stored()
    article = make_published_with(stored)
    monkeypatch.setattr(making, "_at_once", lambda: None)
    withdrawn(article)
    assert shown_place(stored).exists()
    assert not ShownFile.objects.up().exists()
    assert client.get(stored.address()).status_code == 404
    tasks.make_due()
    assert not shown_place(stored).exists()


def test_a_file_stays_while_another_page_shows_it(files):
    stored = make_stored()
    first, second = make_published_with(stored), make_published_with(stored)
    withdrawn(first)
    assert shown_place(stored).exists()
    withdrawn(second)
    assert not shown_place(stored).exists()


def test_a_file_that_a_new_version_leaves_out_is_gone_at_once(files, monkeypatch):
    stored, other = make_stored(), make_stored(make_pdf(rest=b"% other\n"), "新附件.pdf")
    article = make_published_with(stored)
    from yiwang.kernel.publications.actions import publish
    from yiwang.kernel.publications.models import Publication
    from yiwang.subsystems.portal.publishing import content_of

    content = content_of(article, article.publication.published_at)
    monkeypatch.setattr(making, "_at_once", lambda: None)
    publication = Publication.objects.get(pk=article.publication_id)
    origin = (publication.origin_kind, publication.origin_id)
    publish(actor(make_officer(PUBLISHER)), origin, replaced(content, other))
    assert not ShownFile.objects.up().exists()
    assert tasks.make_due() > 0
    assert not shown_place(stored).exists()
    assert shown_place(other).exists()


def replaced(content, stored):
    from dataclasses import replace

    return replace(content, files=((stored.pk, stored.name),))


@pytest.mark.parametrize("state", ["unscanned", "quarantined"])
def test_what_a_page_names_and_the_public_may_not_read_never_gets_in(files, state):
    secret, held = make_stored(), make_stored(make_pdf(rest=b"% other\n"), "b.pdf")
    article = make_published_with(held)
    StoredFile.objects.filter(pk=held.pk).update(state=state, reason="含有宏代码")
    for stored in (secret, held):
        assert shown_in(f'<a href="{stored.address()}">x</a>'.encode()) == ()
    marking.mark_pages([page(article.publication.address).pk])
    tasks.make_due()
    assert not shown_place(held).exists()
    assert not ShownFile.objects.up().exists()


def test_what_is_no_address_of_a_file_is_left_alone(files):
    stored = make_stored(make_picture(), "a.jpg")
    document = make_stored()
    make_published_with(stored, document)
    for path in (
        f"/files/{stored.key}/321/a.jpg",
        f"/files/{document.key}/320/a.pdf",
        "/files/AAAAAAAAAAAAAAAAAAAAAAAA/x.pdf",
        "/files/",
    ):
        assert shown_in(f'<a href="{path}">x</a>'.encode()) == (), path


def test_bytes_that_the_store_has_lost_hold_up_no_page(files, monkeypatch):
    monkeypatch.setattr("yiwang.subsystems.portal.pages.shown.logger.error", lambda *told: None)
    stored = make_stored(make_large(), "大.zip")
    with monkeypatch.context() as killed:
        killed.setattr(making, "_at_once", lambda: None)
        article = make_published_with(stored)
    received.local_path(stored.digest).unlink()
    tasks.make_due()
    assert page(article.publication.address).state == rules.MADE
    assert not ShownFile.objects.exists()


def test_a_store_whose_bytes_were_changed_gets_nothing_into_the_tree(files):
    stored = make_stored()
    place = received.local_path(stored.digest)
    place.chmod(0o640)
    place.write_bytes(b"defaced")
    article = make_published_with(stored)
    assert page(article.publication.address).state == rules.MADE
    assert not shown_place(stored).exists()
    assert not ShownFile.objects.up().exists()


def test_a_large_file_is_on_the_list_whole_and_in_pieces(files):
    content = make_large()
    stored = make_stored(content, "大.zip")
    make_published_with(stored)
    name = f"files/{stored.key}"
    pieces = [content[start : start + rules.PIECE] for start in range(0, len(content), rules.PIECE)]
    assert len(pieces) == 3
    assert listed(name).size == len(content)
    for number, piece in enumerate(pieces):
        found = listed(rules.piece_of(name, number))
        assert (found.digest, found.size) == (store.digest_of(piece), len(piece))
    assert listed(rules.piece_of(name, len(pieces))) is None


def test_a_page_that_is_made_again_and_shows_the_same_writes_nothing_about_its_files(files):
    stored = make_stored()
    article = make_published_with(stored)
    change, inode = shown_file(stored).change, shown_place(stored).stat().st_ino
    marking.mark_pages([page(article.publication.address).pk])
    tasks.make_due()
    assert (shown_file(stored).change, shown_place(stored).stat().st_ino) == (change, inode)


def test_what_a_killed_maker_announced_is_finished_by_the_next(files, monkeypatch):
    stored = make_stored()
    with monkeypatch.context() as killed:
        killed.setattr(making, "_at_once", lambda: None)
        article = make_published_with(stored)
        tasks_page = page(article.publication.address)
        finished = making._finished(tasks_page, "")
        placing.announce([finished])
        placing.put_up_files([finished])
    assert shown_place(stored).exists()
    assert not ShownFile.objects.up().exists()
    tasks.make_due()
    assert shown_file(stored).is_up


def test_what_was_let_go_without_a_page_to_be_made_leaves_with_the_next_round(files):
    stored = make_stored()
    make_published_with(stored)
    make_all()
    ShownFile.objects.update(is_up=False, is_cleared=False, digest="", stored=None)
    assert tasks.make_due() == 0
    assert not shown_place(stored).exists()
    assert listed(f"files/{stored.key}") is None


def test_a_full_disk_leaves_the_page_as_it_was_and_is_made_good(files, monkeypatch):
    make_site()
    make_all()
    stored = make_stored()

    def full(*told, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(store, "copy_in", full)
        disk.setattr("yiwang.subsystems.portal.pages.making.logger.exception", lambda *told: None)
        article = make_published_with(stored)
        assert "No space left" in Marker.objects.get().trouble
        assert page(article.publication.address).state == rules.STALE
    tasks.make_due()
    assert shown_file(stored).is_up
    assert Marker.objects.get().trouble == ""


def test_pages_without_files_cost_no_question_about_them(files, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shown_in("<p>没有附件</p>".encode()) == ()


def test_many_pages_with_files_are_announced_in_a_fixed_number_of_queries(files, django_assert_num_queries):
    for count in (1, 6):
        stored = [
            make_stored(make_pdf(rest=b"%% %d %d\n" % (count, one)), f"{one}.pdf") for one in range(count)
        ]
        article = make_published_with(*stored)
        made = making._finished(page(article.publication.address), "")
        assert len(made.files) == count
        with django_assert_num_queries(9):
            placing.announce([made])


def test_an_official_reads_a_draft_file_through_the_framework(watched, client):
    post = make_post()
    stored = make_stored(by=actor(post))
    make_all()
    sign_in(client, post)
    assert client.get(stored.address()).status_code == 200
    assert not holders.may_read(stored, None)
    assert not (mode.published() / "files").exists()
