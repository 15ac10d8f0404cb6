"""Which file a page has, and which page a file."""

import pytest

from yiwang.subsystems.portal.pages import rules


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/a/5/", "a/5.html"),
        ("/c/news/", "c/news.html"),
        ("/c/news/p/3/", "c/news/p/3.html"),
        ("/t/", "t.html"),
        ("/t/spring/", "t/spring.html"),
        ("/sitemap/", "sitemap.html"),
        ("/feed/", "feed.rss"),
        ("/feed/atom/", "feed/atom.atom"),
        ("/feed/json/", "feed/json.json"),
        ("/feed/news/", "feed/news.rss"),
        ("/feed/news/atom/", "feed/news/atom.atom"),
        ("/feed/unit/7/", "feed/unit/7.rss"),
        ("/feed/unit/7/atom/", "feed/unit/7/atom.atom"),
        ("/sitemap.xml", "sitemap.xml"),
        ("/sitemap-12.xml", "sitemap-12.xml"),
        ("/robots.txt", "robots.txt"),
    ],
)
def test_every_page_has_one_file_and_every_file_one_page(path, file):
    assert rules.is_page(path)
    assert rules.file_of(path) == file
    assert rules.path_of(file) == path
    assert rules.shard_of(f"main/{file}") == rules.shard_of(f"main/{rules.gone_file_of(path)}")


@pytest.mark.parametrize(
    "path",
    ["/office/", "/search/", "/a/../x/", "/a/5", "/a//", "/c/a.b/", "/files/x/y", "/c/x%00/", "/c/x\n/"],
)
def test_nothing_else_becomes_a_file(path):
    assert not rules.is_page(path)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 1), (2, 5), (5, 600), (50, 600)])
def test_a_page_that_cannot_be_made_is_tried_ever_more_rarely(tries, seconds):
    assert rules.pause_after(tries) == seconds
