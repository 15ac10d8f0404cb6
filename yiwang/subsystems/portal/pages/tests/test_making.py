"""A file of every page, made anew when something on it changes, and only then."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import columns, workflow
from yiwang.subsystems.portal.actions.columns import Particulars
from yiwang.subsystems.portal.pages import making, rules, store, tasks
from yiwang.subsystems.portal.pages.actions import marking, placing
from yiwang.subsystems.portal.pages.models import Marker, Page, Stretch
from yiwang.subsystems.portal.pages.tests.makers import file, make_all, page, text
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests.makers import (
    KEEPER,
    PUBLISHER,
    make_article,
    make_column,
    make_officer,
    make_published,
    make_site,
)

pytestmark = pytest.mark.django_db(transaction=True)


def made_moments():
    return dict(Page.objects.values_list("path", "change"))


def changed(before):
    now = made_moments()
    return {path for path in now if now[path] != before.get(path)}


def test_publishing_makes_the_article_its_lists_feeds_and_map_and_nothing_else(files):
    column, elsewhere = make_column(), make_column()
    other = make_published(column_id=elsewhere.pk).publication
    make_all()
    before = made_moments()
    article = make_published(column_id=column.pk, title="新发布的消息")
    assert {
        article.publication.address,
        "/",
        column.address,
        "/feed/",
        f"/feed/{column.slug}/",
        "/sitemap-1.xml",
    } <= changed(before)
    assert not {other.address, elsewhere.address, f"/feed/{elsewhere.slug}/", "/sitemap/", "/t/"} & changed(
        before
    )
    for path in (article.publication.address, "/", column.address, "/feed/", f"/feed/{column.slug}/"):
        assert "新发布的消息" in text(path), path
    assert not Marker.objects.get().is_pending


def test_a_withdrawn_page_leaves_every_list_and_says_that_it_is_gone(files):
    article = make_published(title="要撤下的消息")
    make_all()
    path = article.publication.address
    workflow.withdraw(actor(make_officer(PUBLISHER)), article.pk, "error", "标题写错了")
    assert page(path).state == rules.GONE
    assert not (files / "published" / "main" / rules.file_of(path)).exists()
    assert "内容有误" in text(path)
    assert "要撤下的消息" not in text("/") + text(article.column.address) + text("/feed/")
    assert path not in text("/sitemap-1.xml")


def test_what_is_published_again_after_a_withdrawal_is_up_again(files):
    article = make_published()
    make_all()
    path, publisher = article.publication.address, actor(make_officer(PUBLISHER))
    workflow.withdraw(publisher, article.pk, "error", "标题写错了")
    article.refresh_from_db()
    marking.enter("main", [path])
    from yiwang.kernel.publications.models import Publication

    Publication.objects.filter(pk=article.publication_id or path.split("/")[2]).update(
        state="published", withdrawn_at=None, withdrawal_reason=""
    )
    making.make_due(10)
    assert page(path).state == rules.MADE
    assert file(path).exists()
    assert not (files / "published" / "main" / rules.gone_file_of(path)).exists()


def test_work_in_the_office_makes_no_page(files):
    make_published()
    make_all()
    before = made_moments()
    make_article()
    tasks.make_due()
    assert changed(before) == set()


def test_the_pages_of_one_batch_ask_once_for_the_columns_of_their_site(files):
    first, second = make_published(), make_published()
    make_all()
    pages = [page(one.publication.address) for one in (first, second)]
    with CaptureQueriesContext(connection) as asked:
        making.make(pages)
    bars = [
        one for one in asked.captured_queries if "COALESCE" in one["sql"] and "portal_column" in one["sql"]
    ]
    assert len(bars) == 1


def test_the_three_forms_of_a_feed_read_its_rows_once_and_follow_them_all(files):
    make_published(title="先前的消息")
    make_all()
    forms = [page(path) for path in ("/feed/", "/feed/atom/", "/feed/json/")]
    with CaptureQueriesContext(connection) as asked:
        making.make(forms)
    read = [one for one in asked.captured_queries if "LIMIT 50" in one["sql"]]
    assert len(read) == 1
    make_published(title="刚发布的消息")
    assert all("刚发布的消息" in text(form.path) for form in forms)


def test_a_renamed_column_is_heard_of_and_every_page_of_the_site_is_made(files):
    article = make_published()
    make_all()
    tasks.make_due()
    columns.change_column(actor(make_officer(KEEPER)), article.column_id, Particulars("改过的名称"))
    assert tasks.make_due() > 0
    assert "改过的名称" in text("/")
    assert "改过的名称" in text(article.publication.address)


def test_pages_of_a_site_that_is_not_open_wait_and_hold_up_nobody(files):
    article = make_published()
    make_all()
    tasks.make_due()
    Site.objects.update(state=SiteState.OFFLINE)
    columns.change_column(actor(make_officer(KEEPER)), article.column_id, Particulars("改过的名称"))
    assert tasks.make_due() == 0
    assert not Page.objects.faulty().exists()
    assert not Marker.objects.get().is_pending
    Site.objects.update(state=SiteState.OPEN)
    assert tasks.make_due() > 0
    assert "改过的名称" in text("/")


def test_old_pages_of_a_list_stay_when_something_new_comes(files):
    column = make_column()
    first, *_ = (make_published(column_id=column.pk, title=f"第{number}条") for number in range(40))
    make_all()
    assert Stretch.objects.filter(column=column.slug).count() == 1
    assert "第0条" in text(f"{column.address}p/1/")
    before = made_moments()
    make_published(column_id=column.pk)
    assert f"{column.address}p/1/" not in changed(before)
    assert column.address in changed(before)
    workflow.withdraw(actor(make_officer(PUBLISHER)), first.pk, "error", "标题写错了")
    assert first.title + "<" not in text(f"{column.address}p/1/")
    assert Stretch.objects.filter(column=column.slug).count() == 1


def test_a_page_whose_template_raises_keeps_its_last_good_file_and_is_listed(files, monkeypatch):
    article = make_published()
    make_all()
    good = text("/")
    home = page("/")
    monkeypatch.setattr("yiwang.subsystems.portal.public.front_page", lambda frame: 1 / 0)
    monkeypatch.setattr("yiwang.subsystems.portal.pages.making.logger.exception", lambda *told: None)
    other = make_published(column_id=article.column_id, title="另一条消息")
    home.refresh_from_db()
    assert (home.state, "ZeroDivisionError" in home.fault) == (rules.FAULTY, True)
    assert text("/") == good
    assert "另一条消息" in text(article.column.address)
    assert file(other.publication.address).exists()
    monkeypatch.undo()
    monkeypatch.setenv("YIWANG_PAGES", "watched")
    Page.objects.filter(pk=home.pk).update(tried_at=None, state=rules.STALE)
    tasks.make_due()
    assert "另一条消息" in text("/")


def test_a_maker_that_was_overtaken_puts_nothing_up(files):
    make_published()
    make_all()
    home = page("/")
    marking.mark_pages([home.pk])
    slow = page("/")
    finished = placing.Finished(slow, 200, store.protect("旧的首页".encode()), 12)
    marking.mark_pages([home.pk])  # changed again meanwhile
    assert placing.place([finished]) == []
    assert "旧的首页" not in text("/")
    assert page("/").state == rules.STALE


def test_two_makers_at_once_put_a_page_up_once(files):
    make_published()
    make_all()
    marking.mark_pages([page("/").pk])
    first, second = page("/"), page("/")
    making.make([first])
    change = page("/").change
    making.make([second])
    assert page("/").change == change
    assert page("/").state == rules.MADE


def test_a_full_disk_leaves_everything_up_says_why_and_is_made_good(files, monkeypatch):
    article = make_published()
    make_all()
    good = text("/")

    def full(*told, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("yiwang.subsystems.portal.pages.store._written", full)
    monkeypatch.setattr("yiwang.subsystems.portal.pages.making.logger.exception", lambda *told: None)
    make_published(column_id=article.column_id, title="写不下的消息")
    assert text("/") == good
    assert page("/").state == rules.STALE
    assert "No space left" in Marker.objects.get().trouble
    monkeypatch.undo()
    monkeypatch.setenv("YIWANG_PAGES", "watched")
    tasks.make_due()
    assert "写不下的消息" in text("/")
    assert Marker.objects.get().trouble == ""


def test_what_a_killed_maker_left_is_made_by_the_next_round(files, monkeypatch):
    article = make_published()
    make_all()
    monkeypatch.setattr("yiwang.subsystems.portal.pages.making._at_once", lambda: None)
    make_published(column_id=article.column_id, title="没来得及生成的消息")
    assert page("/").state == rules.STALE
    assert tasks.make_due() > 0
    assert "没来得及生成的消息" in text("/")


def test_pages_of_a_clock_that_ran_ahead_are_looked_at_again(files):
    from yiwang.kernel.deadlines.moments import now, shifted

    make_published()
    make_all()
    Page.objects.filter(path="/").update(made_at=shifted(now(), days=400))
    assert tasks.look_again() == 1
    assert page("/").state == rules.STALE


def test_pages_in_memory_keep_no_files(settings, tmp_path):
    settings.DATA = tmp_path
    make_site()
    make_published()
    assert not Page.objects.exists()
    assert not (tmp_path / "published").exists()
