"""Kept inside, answered outside: two databases, a ferry between them, no site entered by hand outside."""

import pytest

from yiwang.kernel.nodes.tests.installations import ferried

FOUND = """
from yiwang.subsystems.portal.group.tests.makers import make_ready, make_second
from yiwang.subsystems.portal.group.models import Opening
from yiwang.subsystems.portal.sites import Site
closing = make_second()
preparing = make_ready().site
Site.objects.filter(pk=preparing.pk).update(theme="red")
answer = [closing.slug, preparing.slug]
"""
LEAD = """
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.group.actions import redirects
from yiwang.subsystems.portal.group.actions.redirects import Way
from yiwang.subsystems.portal.group.tests.makers import keeper
from yiwang.subsystems.portal.sites import Site
main = Site.objects.get(slug="main")
by = actor(keeper())
redirects.lead(by, main.pk, Way("/old/1.html", "/sitemap/"))
redirects.lead(by, main.pk, Way("/fangxun", "https://www.mwr.gov.cn/", "short"))
answer = True
"""
FORGET = """
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.group.actions import redirects
from yiwang.subsystems.portal.group.models import Redirect
from yiwang.subsystems.portal.group.tests.makers import keeper
redirects.forget(actor(keeper()), Redirect.objects.get(path="/old/1.html").pk)
answer = True
"""
ANNOUNCE = """
from yiwang.subsystems.portal.group.actions import closings
from yiwang.subsystems.portal.group.tests.makers import manager
from yiwang.subsystems.portal.group.tests.test_closings import plan
from yiwang.subsystems.portal.sites import Site
closing = plan(Site.objects.get(slug=given["site"]))
closings.announce(manager(), closing.pk)
answer = True
"""
CLOSE = """
from yiwang.subsystems.portal.group.actions import closings
from yiwang.subsystems.portal.group.models import Closing
from yiwang.subsystems.portal.group.tests.makers import manager
from yiwang.subsystems.portal.group.tests.test_closings import announced_days_ago
from yiwang.subsystems.portal.group import archive
from yiwang.subsystems.portal.models import Column
closing = Closing.objects.get(site__slug=given["site"])
own, taker = Column.objects.get(site=closing.site), Column.objects.filter(site=closing.target).first()
if taker is None:
    from yiwang.subsystems.portal.tests.makers import make_column
    taker = make_column(site=closing.target, slug="taken")
announced_days_ago(closing, 31)
closings.map_columns(manager(), closing.pk, {own.pk: taker.pk})
closings.begin_moving(manager(), closing.pk, archive.kept(manager(), closing.site))
closings.move_due()
closings.close(manager(), closing.pk)
answer = True
"""
OPEN = """
from yiwang.subsystems.portal.group.actions import openings
from yiwang.subsystems.portal.group.models import Opening
from yiwang.subsystems.portal.group.tests.makers import manager
openings.open_to_public(manager(), Opening.objects.get(slug=given["site"]).pk)
answer = True
"""
ASK = """
from django.test import Client
reader = Client(headers={"host": given["host"]})
found = reader.get(given["path"])
answer = [found.status_code, found.headers.get("Location", ""), found.content.decode()]
"""
ROWS = """
from yiwang.subsystems.portal.group.models import Closing, Redirect, ToldSite
from yiwang.subsystems.portal.sites import Site
answer = [Closing.objects.count() + Redirect.objects.count() + ToldSite.objects.count(),
          [(site.slug, site.state, site.theme) for site in Site.objects.order_by("pk")]]
"""


@pytest.fixture
def group(tmp_path):
    """Outer and inner installation, and what they say to each other."""
    outer, inner = ferried(tmp_path)
    return outer, inner


def exchanged(outer, inner):
    inner.tick("portal")
    for _ in range(2):
        inner.tick("exchange", "nodes")
        outer.tick("exchange", "nodes")


def test_an_outer_zone_answers_old_addresses_closed_sites_and_sites_in_preparation(group):
    outer, inner = group

    def asked(host, path):
        return outer.python(ASK, host=host, path=path)

    closing, preparing = inner.python(FOUND)
    inner.python(LEAD)
    exchanged(outer, inner)
    assert asked("localhost", "/old/1.html?from=wechat")[:2] == [301, "/sitemap/"]
    assert asked("localhost", "/fangxun/")[:2] == [302, "https://www.mwr.gov.cn/"]
    assert asked(f"{closing}.localhost", "/old/1.html")[0] == 404
    assert asked(f"{closing}.localhost", "/")[0] == 200
    assert '<a href="/c/news/">工作动态</a>' in asked(f"{closing}.localhost", "/search/")[2]
    for path in ("/", "/sitemap/", "/a/1/", "/never/"):
        assert asked(f"{preparing}.localhost", path)[0] == 404
    rows, sites = outer.python(ROWS)
    assert rows == 0
    assert sorted(sites) == sorted(
        [["main", "open", ""], [closing, "open", ""], [preparing, "preparing", "red"]]
    )

    inner.python(FORGET)
    inner.python(ANNOUNCE, site=closing)
    inner.python(OPEN, site=preparing)
    exchanged(outer, inner)
    assert asked("localhost", "/old/1.html")[0] == 404
    assert asked("localhost", "/fangxun")[0] == 302
    status, _, page = asked(f"{closing}.localhost", "/sitemap/")
    assert status == 200
    assert "网站关停公告" in asked(f"{closing}.localhost", "/")[2]
    status, _, page = asked(f"{preparing}.localhost", "/")
    assert (status, "theme-red" in page) == (200, True)

    inner.python(CLOSE, site=closing)
    exchanged(outer, inner)
    status, _, page = asked(f"{closing}.localhost", "/")
    assert status == 410
    assert "本网站已关停" in page
    assert "全部内容已迁移至" in page
    status, address, _ = asked(f"{closing}.localhost", "/c/news/")
    assert (status, "/c/" in address) == (301, True)
    assert asked(f"{closing}.localhost", "/a/7/")[0] == 301
    listed = asked("localhost", "/sites/")[2]
    assert "内容迁移至" in listed
    assert "<time" in listed
