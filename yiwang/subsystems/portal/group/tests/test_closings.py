"""A site is closed: notice, content into another site, old addresses, answer, certificate."""

import csv
import io
import zipfile
from datetime import date

import pytest
from django.test import Client

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.kernel.publications.models import Placement
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.group import archive, certificate
from yiwang.subsystems.portal.group.actions import closings, filing
from yiwang.subsystems.portal.group.actions.closings import Plan
from yiwang.subsystems.portal.group.actions.filing import FilingFacts
from yiwang.subsystems.portal.group.models import Closing
from yiwang.subsystems.portal.group.tests.makers import keeper, make_second, manager
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    PUBLISHER,
    REVIEWER,
    make_column,
    make_officer,
    make_site,
    make_text,
)

pytestmark = pytest.mark.django_db


def published_on(site: Site, **changes: str) -> Article:
    column = Column.objects.get(site=site, slug="news")
    made = articles.create(actor(make_officer(AUTHOR)), site.unit, make_text(column_id=column.pk, **changes))
    workflow.submit(actor(make_officer(AUTHOR)), made.pk)
    workflow.review(actor(make_officer(REVIEWER)), made.pk)
    return workflow.publish(actor(make_officer(PUBLISHER)), made.pk, reason="已逐项核对")


def plan(site: Site, **changes: object) -> Closing:
    fields = {
        "target_id": make_site().pk,
        "reason": "机构改革，职能划入其他部门",
        "basis": "云政办函〔2026〕12号",
        "due_on": shifted(today(), days=60),
        **changes,
    }
    return closings.plan(manager(), site.pk, Plan(**fields))


def moved(site: Site) -> Closing:
    """Announced, mapped onto a column of the main site, everything moved."""
    taker = make_column(title="部门动态")
    closing = closings.announce(manager(), plan(site).pk)
    news = Column.objects.get(site=site, slug="news")
    closings.map_columns(manager(), closing.pk, {news.pk: taker.pk})
    closings.begin_moving(manager(), closing.pk, archive.kept(manager(), site))
    while closings.move_due():
        pass
    closings.move_due()
    closing.refresh_from_db()
    return closing


def announced_days_ago(closing: Closing, days: int) -> None:
    Closing.objects.filter(pk=closing.pk).update(noticed_on=shifted(today(), days=-days))


def test_the_notice_stands_on_the_front_page():
    site = make_second()
    closings.announce(manager(), plan(site).pk)
    page = Client(headers={"host": f"{site.slug}.localhost"}).get("/").content.decode()
    assert "网站关停公告" in page
    assert "云政办函〔2026〕12号" in page
    assert "网站关停公告" not in Client().get("/").content.decode()


def test_content_moves_with_its_address_and_old_columns_lead_on():
    site = make_second()
    article = published_on(site, title="医保经办网点调整")
    before = article.published_at
    closing = moved(site)
    article.refresh_from_db()
    assert closing.moved == 1
    assert article.site.slug == "main"
    assert article.published_at == before
    assert Placement.objects.get(publication=article.publication_id).site == "main"
    assert Client().get(f"/a/{article.publication_id}/").status_code == 200
    assert "医保经办" in Client().get(article.column.address).content.decode()
    assert "医保经办" in Client().get("/search/?q=医保经办").content.decode()


def test_a_closed_site_says_where_its_content_went_and_leads_there(settings):
    settings.PUBLIC_ADDRESS = "https://www.yunze.gov.cn"
    site = make_second()
    article = published_on(site)
    closing = moved(site)
    announced_days_ago(closing, 30)
    closings.close(manager(), closing.pk)
    article.refresh_from_db()
    reader = Client(headers={"host": f"{site.slug}.localhost"})
    page = reader.get("/")
    assert page.status_code == 410
    assert "内容已迁移" in page.content.decode()
    old = reader.get(f"/a/{article.publication_id}/")
    assert (old.status_code, old.url) == (301, f"https://www.yunze.gov.cn/a/{article.publication_id}/")
    column = reader.get("/c/news/")
    assert (column.status_code, column.url) == (301, f"https://www.yunze.gov.cn{article.column.address}")
    assert reader.get("/anything.html").status_code == 410
    assert site.name in Client().get("/sites/").content.decode()


def test_no_site_closes_before_thirty_days_of_notice():
    """〔2017〕47号, 关停: 公告至少 30 天."""
    closing = moved(make_second())
    announced_days_ago(closing, 29)
    with pytest.raises(Refused, match="满 30 天"):
        closings.close(manager(), closing.pk)
    announced_days_ago(closing, 30)
    assert closings.close(manager(), closing.pk).number == f"网站关停〔{today().year}〕1号"


def test_no_content_is_left_behind():
    site = make_second()
    published_on(site)
    closing = closings.announce(manager(), plan(site).pk)
    with pytest.raises(Refused, match="没有对应的接收栏目"):
        closings.begin_moving(manager(), closing.pk, archive.kept(manager(), site))


def test_what_came_after_the_move_is_moved_first():
    site = make_second()
    closing = moved(site)
    published_on(site)
    announced_days_ago(closing, 31)
    with pytest.raises(Refused, match="新稿件"):
        closings.close(manager(), closing.pk)
    closings.move_again(manager(), closing.pk)
    closings.move_due()
    closings.close(manager(), closing.pk)


def test_a_site_leaves_the_list_while_nothing_moved():
    site = make_second()
    closing = closings.announce(manager(), plan(site).pk)
    with pytest.raises(Refused, match="已经列入"):
        plan(site)
    closings.drop(manager(), closing.pk, "经研究予以保留")
    page = Client(headers={"host": f"{site.slug}.localhost"}).get("/").content.decode()
    assert "网站关停公告" not in page
    plan(site)
    done = moved(make_second())
    with pytest.raises(Refused, match="已经开始迁移"):
        closings.drop(manager(), done.pk, "经研究予以保留")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_on": date(2020, 1, 1)}, "完成期限"),
        ({"basis": " "}, "批准文件"),
        ({"reason": "无"}, "关停理由"),
    ],
)
def test_a_plan_has_reason_paper_and_time(changes, sentence):
    with pytest.raises(Refused, match=sentence):
        plan(make_second(), **changes)


def test_the_main_site_never_closes_and_no_site_takes_itself():
    second = make_second()
    with pytest.raises(Refused, match="门户网站不能关停"):
        closings.plan(
            manager(), make_site().pk, Plan(second.pk, "理由充分", "文件", shifted(today(), days=60))
        )
    with pytest.raises(Refused, match="另一个"):
        plan(second, target_id=second.pk)


def test_only_the_group_closes():
    site = make_second()
    with pytest.raises(Refused, match="没有"):
        closings.plan(
            actor(keeper(site.unit)),
            site.pk,
            Plan(make_site().pk, "理由充分", "文件", shifted(today(), days=60)),
        )


def test_the_certificate_names_site_paper_and_content():
    site = make_second()
    published_on(site)
    closing = moved(site)
    with pytest.raises(Refused, match="关停后"):
        certificate.of(closing, "云泽市人民政府办公室")
    announced_days_ago(closing, 30)
    closed = Closing.objects.select_related("site", "target").get(pk=closings.close(manager(), closing.pk).pk)
    paper = certificate.of(closed, "云泽市人民政府办公室")
    assert site.name in paper.blocks[0].text
    assert f"1篇稿件已全部迁移至“{closed.target.name}”" in paper.blocks[0].text
    assert ("域名", site.domain) in paper.blocks[1].rows


def test_the_archive_holds_every_text_and_a_table_of_contents():
    site = make_second()
    article = published_on(site, title="=1+1 网点调整")
    stored = archive.kept(manager(), site)
    with store.on_disk(stored.blob_id) as path, zipfile.ZipFile(path) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("目录.csv").decode("utf-8-sig"))))
        assert rows[1][1] == "'=1+1 网点调整"
        assert "网点调整" in packed.read(f"a/{article.publication_id}.html").decode()


def test_a_file_is_cancelled_after_the_closing():
    site = make_second()
    filing.file(
        actor(keeper(site.unit)),
        site.pk,
        FilingFacts("周明远", "0999-8123456", "何雨桐", "13899990001", 2),
        "按备案系统登记",
    )
    closing = moved(site)
    announced_days_ago(closing, 30)
    closings.close(manager(), closing.pk)
    assert filing.cancel(manager(), site.pk, "网站已关停").cancelled_on == today()
    with pytest.raises(Refused, match="已经注销"):
        filing.cancel(manager(), site.pk, "网站已关停")


def test_nobody_writes_for_a_closed_site():
    site = make_second()
    closing = moved(site)
    announced_days_ago(closing, 30)
    closings.close(manager(), closing.pk)
    news = Column.objects.get(site=site, slug="news")
    with pytest.raises(Refused, match="不能向"):
        articles.create(actor(make_officer(AUTHOR)), site.unit, make_text(column_id=news.pk))
