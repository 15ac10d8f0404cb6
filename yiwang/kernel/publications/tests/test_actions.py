"""Does publishing reach every place, and withdrawing leave none?"""

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import holders
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.publications import tasks
from yiwang.kernel.publications.actions import publish, release, withdraw
from yiwang.kernel.publications.listings import newest
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.kernel.publications.tests.makers import make_content, make_publication
from yiwang.kernel.search.tests.makers import found

pytestmark = pytest.mark.django_db


def test_what_is_published_is_readable_listed_found_and_recorded():
    publication = make_publication()
    assert publication.is_readable(now())
    assert list(Publication.objects.readable(now())) == [publication]
    assert newest("main", ["tzgg"], now(), 20).rows == [publication]
    assert found("防汛") == [str(publication.pk)]
    entry = Entry.objects.get(act="publications.publication_publish")
    assert entry.subject == publication.title


def test_publishing_again_replaces_what_was_public():
    first = make_publication(origin=("portal.article", 1), columns=("tzgg", "zcwj"))
    second = make_publication(origin=("portal.article", 1), title="关于抗旱的通知", columns=("tzgg",))
    assert (second.pk, second.version) == (first.pk, 2)
    assert found("防汛") == []
    assert found("抗旱") == [str(first.pk)]
    assert newest("main", ["zcwj"], now(), 20).rows == []
    assert Entry.objects.filter(act="publications.publication_republish").count() == 1


def test_the_body_is_cleaned_and_its_words_are_kept():
    publication = make_publication(body="<h1>一</h1><script>x</script><p onclick=x>防洪</p>")
    assert publication.body == "<h2>一</h2><p>防洪</p>"
    assert publication.text == "一\n防洪"
    assert publication.summary == "一 防洪"
    assert found("防洪")


def test_the_name_of_the_unit_stays_after_a_renaming():
    unit = make_unit(name="云泽市水利局")
    publication = make_publication(unit_id=unit.pk, source="")
    type(unit).objects.filter(pk=unit.pk).update(name="云泽市水务局")
    publication = Publication.objects.get(pk=publication.pk)
    assert (publication.source, publication.unit_name) == ("云泽市水利局", "云泽市水利局")


def test_a_document_number_is_kept_in_its_standard_form():
    assert make_publication(number="云政办[2026]第012号").number == "云政办〔2026〕12号"
    assert make_publication(number="云府令甲").number == "云府令甲"


def test_an_index_number_belongs_to_one_publication():
    publication = make_publication(index_number="113700/2026-00001", origin=("portal.article", 1))
    with pytest.raises(Refused) as refused:
        make_publication(index_number="113700/2026-00001")
    assert refused.value.field == "index_number"
    again = make_publication(index_number="113700/2026-00001", origin=("portal.article", 1))
    assert again.pk == publication.pk
    make_publication(index_number="")
    make_publication(index_number="")


def test_what_is_refused_leaves_nothing():
    with pytest.raises(Refused):
        make_publication(title="")
    assert not Publication.objects.exists()
    assert not Entry.objects.exists()


def test_what_is_to_come_is_not_readable_before_its_moment():
    publication = make_publication(published_at=shifted(now(), hours=1))
    assert not publication.is_readable(now())
    assert not Publication.objects.readable(now()).exists()
    assert newest("main", ["tzgg"], now(), 20).rows == []
    assert found("防汛") == []
    later = shifted(now(), hours=2)
    assert list(Publication.objects.readable(later)) == [publication]
    assert newest("main", ["tzgg"], later, 20).rows == [publication]


def test_search_finds_it_when_its_moment_has_come(monkeypatch):
    publication = make_publication(published_at=shifted(now(), minutes=1))
    assert tasks.release_due() == 0
    later = shifted(now(), minutes=2)
    monkeypatch.setattr("yiwang.kernel.publications.tasks.now", lambda: later)
    monkeypatch.setattr("yiwang.kernel.publications.actions.now", lambda: later)
    assert tasks.release_due() == 1
    assert tasks.release_due() == 0
    assert found("防汛") == [str(publication.pk)]


def test_what_is_not_due_is_not_released():
    publication = make_publication(published_at=shifted(now(), hours=1))
    release(SYSTEM, publication)
    assert found("防汛") == []


def test_an_end_withdraws_by_itself(monkeypatch):
    publication = make_publication(readable_until=shifted(now(), minutes=1))
    later = shifted(now(), minutes=2)
    assert not publication.is_readable(later)
    assert newest("main", ["tzgg"], later, 20).rows == []
    assert tasks.withdraw_expired() == 0
    monkeypatch.setattr("yiwang.kernel.publications.tasks.now", lambda: later)
    assert tasks.withdraw_expired() == 1
    publication.refresh_from_db()
    assert (publication.is_withdrawn, publication.withdrawal_reason) == (True, "expired")


def test_a_withdrawal_takes_every_trace():
    picture = make_stored()
    publication = make_publication(files=((picture.pk, "附件.png"),))
    assert holders.may_read(picture, None)
    withdrawn = withdraw(SYSTEM, publication, "error", "数字有误")
    assert not withdrawn.is_readable(now())
    assert not Placement.objects.exists()
    assert found("防汛") == []
    assert not holders.may_read(picture, None)
    assert (withdrawn.withdrawal_reason, withdrawn.withdrawal_note) == ("error", "数字有误")
    assert Entry.objects.filter(act="publications.publication_withdraw").count() == 1


def test_a_withdrawal_needs_a_known_reason_and_happens_once():
    publication = make_publication()
    with pytest.raises(Refused):
        withdraw(SYSTEM, publication, "because")
    withdraw(SYSTEM, publication, "superseded")
    with pytest.raises(Refused):
        withdraw(SYSTEM, publication, "error")


def test_what_was_withdrawn_may_be_published_again():
    publication = make_publication(origin=("portal.article", 1))
    withdraw(SYSTEM, publication, "error")
    again = make_publication(origin=("portal.article", 1))
    assert again.pk == publication.pk
    assert again.is_readable(now())
    assert (again.withdrawal_reason, again.withdrawn_at) == ("", None)
    assert found("防汛")


def test_the_database_knows_no_withdrawal_without_a_reason():
    publication = make_publication()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(state="withdrawn")


def test_files_are_public_as_long_as_one_publication_carries_them():
    listed, shown, cover, loose = (make_stored() for _ in range(4))
    content = make_content(
        body=f'<p><img src="{shown.address()}" alt="图"></p>',
        files=((listed.pk, "表.png"),),
        image=cover.pk,
        image_alt="图",
    )
    first, second = publish(SYSTEM, ("a", 1), content), publish(SYSTEM, ("a", 2), content)
    assert all(holders.may_read(stored, None) for stored in (listed, shown, cover))
    assert not holders.may_read(loose, None)
    assert [row.name for row in first.attachments.filter(is_listed=True)] == ["表.png"]
    withdraw(SYSTEM, first, "error")
    assert holders.may_read(shown, None)
    withdraw(SYSTEM, second, "error")
    assert not any(holders.may_read(stored, None) for stored in (listed, shown, cover))
    assert {listed.pk, shown.pk, cover.pk} <= holders.referenced([listed.pk, shown.pk, cover.pk])


def test_a_file_of_something_to_come_is_not_public_yet():
    picture = make_stored()
    make_publication(files=((picture.pk, "附件.png"),), published_at=shifted(now(), hours=1))
    assert not holders.may_read(picture, None)
