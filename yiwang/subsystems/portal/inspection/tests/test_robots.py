import gzip
import json

import pytest

from yiwang.subsystems.portal.inspection.web import robots

SITE = "https://a.gov.cn"


@pytest.mark.parametrize(
    ("text", "path", "lets"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.php$", "/x.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/x.php?y=1", True),
        ("User-agent: *\nDisallow: /*/print", "/a/b/print/1", False),
        ("User-agent: *\nDisallow: /搜索", "/%E6%90%9C%E7%B4%A2/1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: YiwangInspector\nDisallow: /inner/", "/x", True),
        ("User-agent: a\nUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("user-agent : *\ndisallow : /x # why", "/x", False),
    ],
)
def test_the_longest_rule_that_fits_decides(text, path, lets):
    """RFC 9309, 2.2."""
    assert robots.read(text).lets(SITE + path) is lets


def test_a_wish_for_slowness_is_kept_within_reason():
    assert robots.read("User-agent: *\nCrawl-delay: 3").delay == 3
    assert robots.read("User-agent: *\nCrawl-delay: 86400").delay == 10
    assert robots.read("User-agent: *\nCrawl-delay: soon").delay == 0


def test_rules_made_to_take_long_take_no_time():
    held = robots.read("User-agent: *\n" + "Disallow: /" + "*a" * 500 + "\n")
    assert held.lets(f"{SITE}/{'a' * 400}") in {True, False}


def test_files_of_real_sites_are_read(shared_data):
    packed = (shared_data / "web" / "robots_txt.jsonl.gz").read_bytes()
    rows = [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]
    read = [robots.read(row["robots_txt"]) for row in rows]
    assert sum(bool(each.rules) for each in read) > len(rows) * 0.8
    assert all(each.lets(f"{SITE}/robots-unlikely-name") in {True, False} for each in read)
