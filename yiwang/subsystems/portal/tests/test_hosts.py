"""Every site under its own host: pages, feeds, site map, search; who may write for which."""

import pytest
from django.test import Client

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit
from yiwang.subsystems.portal.actions import articles, columns, workflow
from yiwang.subsystems.portal.actions.columns import Particulars
from yiwang.subsystems.portal.hosts import Hosts
from yiwang.subsystems.portal.models import Article, Column, Site
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    KEEPER,
    PUBLISHER,
    REVIEWER,
    make_column,
    make_officer,
    make_site,
    make_text,
)

pytestmark = pytest.mark.django_db


def make_second() -> Site:
    make_site()
    unit = make_unit(parent=make_root(), name="市卫生健康委员会")
    site = make_site(slug="health", name="市卫生健康委员会", domain="wjw.yunze.gov.cn", unit=unit)
    make_column(site=site, slug="news", title="卫健动态")
    return site


def published(site: Site, title: str, *more: Column) -> Article:
    column = Column.objects.get(site=site, slug="news")
    text = make_text(title=title, column_id=column.pk, more_column_ids=tuple(one.pk for one in more))
    unit = site.unit or make_root()
    made = articles.create(actor(make_officer(AUTHOR)), unit, text)
    workflow.submit(actor(make_officer(AUTHOR)), made.pk)
    workflow.review(actor(make_officer(REVIEWER)), made.pk)
    return workflow.publish(actor(make_officer(PUBLISHER)), made.pk, reason="已逐项核对")


@pytest.mark.parametrize("host", ["wjw.yunze.gov.cn", "WJW.yunze.gov.cn:443", "health.localhost:8000"])
def test_a_site_answers_under_its_domain_and_its_code(settings, host):
    settings.ALLOWED_HOSTS = [".localhost", ".gov.cn"]
    make_second()
    page = Client(headers={"host": host}).get("/").content.decode()
    assert "<title>市卫生健康委员会</title>" in page
    assert "卫健动态" in page


@pytest.mark.parametrize(
    "host", ["www.yunze.gov.cn", "localhost", "nobody.localhost", "127.0.0.1", "[::1]:80"]
)
def test_every_other_host_is_the_main_site(settings, host):
    settings.ALLOWED_HOSTS = ["localhost", ".localhost", ".gov.cn", "127.0.0.1", "[::1]"]
    make_second()
    make_column(title="市政动态")
    page = Client(headers={"host": host}).get("/").content.decode()
    assert "<title>云泽市人民政府</title>" in page
    assert "卫健动态" not in page


def test_an_article_is_read_on_the_sites_where_it_stands(settings):
    second = make_second()
    make_column(slug="news", title="市政动态")
    here = Column.objects.get(site__slug="main", slug="news")
    shared = published(second, "疫苗接种点本周增加六处", here)
    own = published(make_site(), "全市防汛工作会议召开")
    health, main = Client(headers={"host": "health.localhost"}), Client()
    assert "疫苗接种点" in health.get("/c/news/").content.decode()
    assert "疫苗接种点" in main.get("/c/news/").content.decode()
    assert health.get(f"/a/{shared.publication_id}/").status_code == 200
    assert health.get(f"/a/{own.publication_id}/").status_code == 404
    assert main.get(f"/a/{own.publication_id}/").status_code == 200


def test_feed_site_map_and_robots_are_those_of_the_site():
    second = make_second()
    make_column(slug="news", title="市政动态")
    published(second, "疫苗接种点本周增加六处")
    published(make_site(), "全市防汛工作会议召开")
    health = Client(headers={"host": "health.localhost"})
    feed = health.get("/feed/").content.decode()
    assert "疫苗接种点" in feed
    assert "防汛" not in feed
    assert "http://health.localhost/a/" in feed
    assert "http://health.localhost/c/news/" in health.get("/sitemap-columns.xml").content.decode()
    assert "http://health.localhost/sitemap.xml" in health.get("/robots.txt").content.decode()
    assert "防汛" in Client().get("/feed/").content.decode()


def test_search_on_a_site_finds_what_stands_on_it_and_the_main_site_finds_all():
    second = make_second()
    make_column(slug="news", title="市政动态")
    published(second, "流感疫苗接种安排")
    published(make_site(), "流感季节校园通风安排")
    health = Client(headers={"host": "health.localhost"}).get("/search/?q=流感").content.decode()
    assert "接种" in health
    assert "校园" not in health
    main = Client().get("/search/?q=流感").content.decode()
    assert "接种" in main
    assert "校园" in main


def test_a_department_writes_for_its_own_site_and_the_main_one_only():
    second = make_second()
    other = make_unit(parent=make_root(), name="市水务局")
    author = make_post(unit=other, roles=[AUTHOR])
    articles.create(actor(author), other, make_text())
    news = Column.objects.get(site=second)
    with pytest.raises(Refused, match="不能向"):
        articles.create(actor(author), other, make_text(column_id=news.pk))
    assert news.pk not in {node.id for node in Column.objects.shelves(other)}
    assert news.pk in {node.id for node in Column.objects.shelves(second.unit)}


def test_columns_are_kept_by_the_unit_of_the_site():
    second = make_second()
    own = make_post(unit=second.unit, roles=[KEEPER])
    columns.open_column(actor(own), second, "tzgg", Particulars("通知公告"))
    with pytest.raises(Refused, match="没有“管理栏目”的权限"):
        columns.open_column(actor(own), make_site(), "tzgg", Particulars("通知公告"))


def test_registered_domains_are_admitted_and_strangers_cost_one_query(django_assert_num_queries):
    make_second()
    hosts = Hosts(["localhost"])
    with django_assert_num_queries(0):
        assert next(iter(hosts)) == "localhost"
    with django_assert_num_queries(1):
        assert "wjw.yunze.gov.cn" in [*hosts]
        assert "a.example" not in [*hosts]
        assert "b.example" not in [*hosts]


def test_a_page_of_another_site_asks_no_more_of_the_database(client, django_assert_max_num_queries):
    make_second()
    with django_assert_max_num_queries(4):
        client.get("/c/news/", headers={"host": "health.localhost"})
