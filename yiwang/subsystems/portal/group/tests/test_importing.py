"""Taking content over: dry run, taking over with pictures and files, old addresses, undoing it all."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.group.actions import importing
from yiwang.subsystems.portal.group.actions.importing import Source
from yiwang.subsystems.portal.group.models import Import, Redirect
from yiwang.subsystems.portal.group.tests.makers import importer, make_second, packed, packed_bytes, page
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.tests.makers import AUTHOR, PNG, make_column, make_officer

pytestmark = pytest.mark.django_db


def column_of(site) -> Column:
    return Column.objects.get(site=site, slug="news")


def examined(site, path, form="pages") -> Import:
    return importing.examine(actor(importer(site.unit)), Source(form, path.name, path, column_of(site).pk))


def taken_over(site, path) -> Import:
    batch = examined(site, path)
    importing.confirm(actor(importer(site.unit)), batch.pk)
    importing.take_over(batch.pk, path)
    batch.refresh_from_db()
    return batch


def tree(tmp_path):
    pictures = '<p><img src="../images/bridge.png"><img src="gone.png"></p>'
    links = '<p><a href="/files/form.txt">申请表</a> <a href="t2.html">另一篇</a></p>'
    river = "东河整治工程今日开工，计划年底完成主体建设任务。"
    water = "因管网检修，城东片区七月二日停水，请做好储水准备。"
    undated = "这一篇没有写明在哪一天发布，只有正文内容而已。"
    return packed(
        tmp_path / "site.zip",
        {
            "gzdt/t1.html": page(more=pictures + links),
            "gzdt/t2.html": page(title="河道整治工程开工", day="2019-05-06", text=river),
            "gzdt/t3.html": page(title="没有日期的文章", day="", text=undated),
            "tzgg/t4.html": page(title="停水通知", day="2019-07-01", text=water),
            "images/bridge.png": PNG,
            "files/form.txt": "申请表内容".encode(),
        },
    )


def test_a_dry_run_writes_nothing_but_its_report(tmp_path):
    site = make_second()
    batch = examined(site, tree(tmp_path))
    outcomes = {item.place: (item.outcome, item.reason) for item in batch.items.all()}
    assert outcomes["gzdt/t1.html"] == ("good", "")
    assert outcomes["gzdt/t3.html"][0] == "refused"
    assert "发布日期" in outcomes["gzdt/t3.html"][1]
    assert not Article.objects.exists()
    assert not Redirect.objects.exists()


def test_pages_are_taken_over_with_pictures_files_days_columns_and_old_addresses(tmp_path):
    site = make_second()
    make_column(site=site, slug="tzgg", title="通知公告", column_type="通知公告")
    batch = taken_over(site, tree(tmp_path))
    assert batch.state == Import.State.DONE
    article = Article.objects.get(title="全市春耕生产现场会召开")
    assert article.publication.published_at.date().isoformat() in {"2019-03-11", "2019-03-12"}  # UTC
    assert 'src="/files/' in article.body
    assert "gone.png" not in article.body
    assert article.attachments.filter(role="file").count() == 1
    assert 'href="/gzdt/t2.html"' in article.body
    assert "gone.png" in batch.items.get(place="gzdt/t1.html").reason
    assert Article.objects.get(title="停水通知").column.slug == "tzgg"
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    answer = reader.get("/gzdt/t1.html")
    assert answer.status_code == 301
    assert answer.url == f"/a/{article.publication_id}/"
    assert reader.get(answer.url).status_code == 200
    assert reader.get("/gzdt/t9.html").status_code == 404
    assert Client().get("/gzdt/t1.html").status_code == 404, "the old address is one of that site"


def test_a_second_run_finds_every_address_taken(tmp_path):
    site = make_second()
    path = tree(tmp_path)
    taken_over(site, path)
    again = examined(site, path)
    assert not again.items.filter(outcome="good").exists()
    assert "已经导入过" in again.items.get(place="gzdt/t1.html").reason


def test_rows_that_repeat_are_taken_once(tmp_path):
    path = tmp_path / "a.csv"
    row = "防汛会议,全市防汛会议今天召开，部署工作。,2020-05-01\n"
    path.write_text("标题,正文,发布日期\n" + row + row, encoding="utf-8")
    batch = examined(make_second(), path, "table")
    assert [item.outcome for item in batch.items.all()] == ["good", "refused"]


def test_hostile_titles_and_texts_stay_text(tmp_path):
    path = tmp_path / "a.json"
    record = {
        "title": "<script>alert(1)</script>会议",
        "content": '<p onclick="x()">正文</p><script>alert(1)</script><img src="http://evil/x.png">',
        "date": "2020-05-01",
    }
    path.write_text(json.dumps([record]), encoding="utf-8")
    site = make_second()
    batch = examined(site, path, "json")
    importing.confirm(actor(importer(site.unit)), batch.pk)
    importing.take_over(batch.pk, path)
    article = Article.objects.get()
    assert article.body == "<p>正文</p>"
    page_text = Client(headers={"host": f"{site.slug}.localhost"}).get(f"/a/{article.publication_id}/")
    assert b"<script>alert" not in page_text.content


def test_a_batch_is_taken_back_but_not_what_somebody_changed_since(tmp_path):
    site = make_second()
    batch = taken_over(site, tree(tmp_path))
    changed = Article.objects.get(title="河道整治工程开工")
    author = make_officer(AUTHOR)
    full = Article.objects.in_full().get(pk=changed.pk)
    articles.save(
        actor(author), full.pk, 1, type(full.text())(**{**vars(full.text()), "title": "改过的标题"})
    )
    first = Article.objects.get(title="全市春耕生产现场会召开")
    publication = first.publication_id
    importing.undo(actor(importer(site.unit)), batch.pk)
    importing.work_due()
    batch.refresh_from_db()
    first.refresh_from_db()
    assert batch.state == Import.State.UNDONE
    assert first.deleted_at is not None
    assert Publication.objects.get(pk=publication).is_withdrawn
    assert batch.items.get(article=changed.pk).outcome == "kept"
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    assert reader.get("/gzdt/t1.html").status_code == 404
    assert reader.get("/gzdt/t2.html").status_code == 301


def test_an_upload_is_kept_and_taken_over_by_the_job():
    site = make_second()
    by = actor(importer(site.unit))
    stored = importing.keep(by, SimpleUploadedFile("site.zip", packed_bytes({"a/t1.html": page()})))

    with store.on_disk(stored.blob_id) as path:
        batch = importing.examine(by, Source("pages", "site.zip", path, column_of(site).pk, stored))
    importing.confirm(by, batch.pk)
    with pytest.raises(Refused, match="已经导入过"):
        importing.confirm(by, batch.pk)
    assert importing.work_due() == 1
    assert importing.work_due() == 0
    assert Article.objects.get().site == site


def test_a_table_is_kept_in_an_archive():
    by = actor(importer())
    stored = importing.keep(by, SimpleUploadedFile("a.csv", "标题,正文\n一,文\n".encode()))
    assert stored.format == "zip"


def test_only_who_may_import_imports_and_only_into_their_own_site(tmp_path):
    site, other = make_second(), make_second()
    path = tree(tmp_path)
    source = Source("pages", "site.zip", path, column_of(site).pk)
    for post in (make_post(unit=site.unit, roles=[AUTHOR]), importer(other.unit)):
        with pytest.raises(Refused, match="没有“从其他系统导入网站内容”的权限"):
            importing.examine(actor(post), source)


def test_an_unreadable_source_is_refused(tmp_path):
    path = tmp_path / "site.zip"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Refused, match="损坏"):
        examined(make_second(), path)


def test_the_command_imports_a_folder_and_takes_it_back(tmp_path, capsys):
    site = make_second()
    folder = tmp_path / "old" / "gzdt"
    folder.mkdir(parents=True)
    (folder / "t1.html").write_text(page(), encoding="utf-8")
    person = importer(site.unit).person
    options = {"site": site.slug, "column": "news", "username": person.username, "json": True}
    call_command("import_site", str(tmp_path / "old"), **options, dry_run=True)
    assert json.loads(capsys.readouterr().out)["good"] == 1
    call_command("import_site", str(tmp_path / "old"), **options)
    told = json.loads(capsys.readouterr().out)
    assert told["done"] == 1
    call_command("import_site", undo=told["batch"], username=person.username)
    assert "已撤销" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path):
    site = make_second()
    with pytest.raises(CommandError, match="没有内容导入权限"):
        call_command("import_site", str(tmp_path), site=site.slug, column="news", username="nobody")
    with pytest.raises(CommandError, match="没有栏目"):
        call_command("import_site", str(tmp_path), site=site.slug, column="x", username="nobody")
    with pytest.raises(CommandError, match="找不到"):
        call_command("import_site", str(tmp_path / "gone"), username="nobody")
