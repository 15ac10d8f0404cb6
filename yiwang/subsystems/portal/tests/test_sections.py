"""Do feeds and the site map know the portal's columns?"""

import pytest

from yiwang.subsystems.portal.tests.makers import make_column, make_published, make_site

pytestmark = pytest.mark.django_db


def test_the_feed_of_a_column_has_what_stands_below_it(client):
    top = make_column(slug="xwzx", title="新闻中心")
    below = make_column(slug="zwyw", parent=top)
    article = make_published(column_id=below.pk)
    feed = client.get("/feed/xwzx/").content.decode()
    assert "<title>新闻中心</title>" in feed
    assert article.title in feed
    assert client.get("/feed/nothing/").status_code == 404


def test_the_feed_of_the_site_bears_its_name(client):
    make_site(name="云泽市人民政府")
    assert "<title>云泽市人民政府</title>" in client.get("/feed/").content.decode()


def test_the_site_map_has_open_columns_only(client):
    make_column(slug="open")
    make_column(slug="closed", is_open=False)
    make_column(slug="elsewhere", kind="link", link="https://www.gov.cn/")
    page = client.get("/sitemap-columns.xml").content.decode()
    assert "/c/open/" in page
    assert "closed" not in page
    assert "gov.cn" not in page


def test_names_cost_one_query_each(django_assert_num_queries):
    from yiwang.subsystems.portal import sections

    top = make_column(slug="a")
    for number in range(5):
        make_column(slug=f"a{number}", parent=top)
    with django_assert_num_queries(1):
        assert len(sections.column("main", "a").slugs) == 6
