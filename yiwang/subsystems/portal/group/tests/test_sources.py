"""What is read of folders, archives and exports, and what of hostile ones is not."""

import json
import os
import stat
import zipfile
from datetime import UTC, date, datetime

import pytest

from yiwang.subsystems.portal.group.importing import exports, sources
from yiwang.subsystems.portal.group.importing.reading import found_in
from yiwang.subsystems.portal.group.importing.sources import Archive, Folder, Unusable, safe_name
from yiwang.subsystems.portal.group.tests.makers import packed, page

WXR = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<item><title>开放图书馆夜间阅览</title><link>http://old.yunze.gov.cn/?p=12</link><dc:creator>何编辑</dc:creator>
<content:encoded><![CDATA[市图书馆自五月起延长开放时间。

周末开放至二十一时。]]></content:encoded>
<wp:post_date_gmt>2018-05-02 01:30:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category">工作动态</category>
<category domain="post_tag">图书馆</category></item>
<item><title>草稿</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>图片</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
</channel></rss>"""


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("news/1.html", "news/1.html"),
        ("news\\1.html", "news/1.html"),
        ("./a.html", "a.html"),
        ("../../etc/passwd", None),
        ("a/../../b.html", None),
        ("..\\..\\b.html", None),
        ("/etc/passwd", None),
        ("C:/windows/a.html", None),
        ("a\0b", None),
        ("", None),
        ("a" * 500, None),
    ],
)
def test_no_name_leads_out_of_an_archive(name, safe):
    assert safe_name(name) == safe


def test_a_page_gives_title_day_source_text_and_its_old_address(tmp_path):
    archive = packed(tmp_path / "site.zip", {"gzdt/2019/t1.html": page()})
    [found] = found_in("pages", archive)
    assert found.title == "全市春耕生产现场会召开"
    assert found.published_at == date(2019, 3, 12)
    assert found.source == "旧网站编辑部"
    assert found.path == "/gzdt/2019/t1.html"
    assert "农资供应" in found.body
    assert "<h1" not in found.body
    assert "首页" not in found.body


def test_the_tags_of_the_guideline_are_believed_first(tmp_path):
    """〔2017〕47号 attachment, 网页标签: ArticleTitle, PubDate, ContentSource, ColumnName."""
    meta = (
        '<meta name="ArticleTitle" content="关于防汛值守的通知">'
        '<meta name="PubDate" content="2020-06-01 08:30">'
        '<meta name="ContentSource" content="市水务局"><meta name="ColumnName" content="通知公告">'
    )
    [found] = found_in("pages", packed(tmp_path / "site.zip", {"a.html": page(meta=meta)}))
    assert (found.title, found.source, found.section) == ("关于防汛值守的通知", "市水务局", "通知公告")
    assert found.published_at == datetime(2020, 6, 1, 8, 30)  # noqa: DTZ001 - the wall of the city


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8"])
def test_pages_are_read_in_the_encodings_of_chinese_sites(tmp_path, charset):
    data = page(charset=charset).encode("gb18030" if charset != "utf-8" else "utf-8")
    [found] = found_in("pages", packed(tmp_path / "site.zip", {"a.html": data}))
    assert found.title == "全市春耕生产现场会召开"
    assert found.reason == ""


def test_a_page_in_no_encoding_and_lists_say_why_they_are_left_out(tmp_path):
    files = {"a.html": b"<p>\xff\xff\x81\x30\xff</p>", "list_2.html": page(), "b.html": "<p>空</p>"}
    found = {one.place: one.reason for one in found_in("pages", packed(tmp_path / "site.zip", files))}
    assert "编码" in found["a.html"]
    assert "列表页" in found["list_2.html"]
    assert "没有正文" in found["b.html"]


def test_names_in_gbk_are_read(tmp_path):
    path = tmp_path / "site.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x.html")
        archive.writestr(info, page())
    raw = path.read_bytes().replace(b"x.html", "新.html".encode("gb18030")[:6].ljust(6, b"_"))
    path.write_bytes(raw)
    [name] = Archive(path).names()
    assert name.startswith("新")


def test_a_broken_archive_is_refused(tmp_path):
    path = tmp_path / "site.zip"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(Unusable, match="损坏"):
        list(found_in("pages", path))


def test_an_archive_cut_off_in_the_middle_of_a_file_says_so_for_that_file(tmp_path):
    path = packed(tmp_path / "site.zip", {"a.html": page(), "b.html": page(title="第二篇文章的标题")})
    data = bytearray(path.read_bytes())
    data[60:90] = os.urandom(30)
    path.write_bytes(bytes(data))
    found = {one.place: one.reason for one in found_in("pages", path)}
    assert "损坏" in found["a.html"]
    assert found["b.html"] == ""


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "BOMB_SIZE", 1 << 16)
    path = packed(tmp_path / "site.zip", {"a.html": b"\0" * (1 << 20)})
    with pytest.raises(Unusable, match="炸弹"):
        Archive(path)
    monkeypatch.setattr(sources, "MOST_BYTES", 1 << 10)
    with pytest.raises(Unusable, match="解压后超过"):
        Archive(path)
    monkeypatch.setattr(sources, "MOST_FILES", 0)
    with pytest.raises(Unusable, match="超过 0 个"):
        Archive(path)


def test_links_and_ways_out_of_an_archive_are_named_and_not_followed(tmp_path):
    path = tmp_path / "site.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("passwd.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../out.html", page())
        archive.writestr("in.html", page())
    found = {one.place: one.reason for one in found_in("pages", path)}
    assert found["in.html"] == ""
    assert "不安全" in found["passwd.html"]
    assert "不安全" in found["../out.html"]


def test_links_that_lead_out_of_a_folder_are_left_out(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.html").write_text(page())
    (tmp_path / "site" / "a.html").write_text(page())
    (tmp_path / "site" / "out.html").symlink_to(tmp_path / "secret.html")
    assert Folder(tmp_path / "site").names() == ["a.html"]


def test_an_archive_without_pages_is_refused(tmp_path):
    with pytest.raises(Unusable, match="没有网页文件"):
        list(found_in("pages", packed(tmp_path / "site.zip", {"a.txt": "文字"})))


def test_a_table_gives_an_article_a_row_and_says_what_is_wrong_with_others():
    table = "标题,正文,发布日期,栏目,网址\n防汛会议,全市防汛会议召开。,2020-05-01,动态,http://a/1.html\n少一列,文字\n,,,,\n"
    found = list(exports.of_table(table.encode("gb18030")))
    assert (found[0].title, found[0].section, found[0].path) == ("防汛会议", "动态", "/1.html")
    assert found[0].published_at == date(2020, 5, 1)
    assert "有 2 列" in found[1].reason
    assert len(found) == 2


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"\xff\xfe\x00", b"\0\0\0"])
def test_a_table_without_titles_or_without_text_is_refused(data):
    with pytest.raises(Unusable):
        list(exports.of_table(data))


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"total": 1, "items": rows}])
def test_json_is_a_list_or_holds_one(wrap):
    rows = [
        {"title": "防汛会议", "content": "全市防汛会议召开。", "date": "2020-05-01"},
        "x",
        {"title": "空"},
    ]
    found = list(exports.of_json(json.dumps(wrap(rows)).encode()))
    assert found[0].body == "<p>全市防汛会议召开。</p>"
    assert "不是 JSON 对象" in found[1].reason


def test_json_may_have_one_object_a_line():
    lines = '{"title": "一", "content": "文字。"}\n{broken\n{"title": "二", "content": "文字。"}\n'
    found = list(exports.of_json(lines.encode()))
    assert [one.title for one in found] == ["一", "", "二"]
    assert "不是有效的 JSON" in found[1].reason


@pytest.mark.parametrize("data", [b"{", b"12", b'"text"', b"[" * 100_000])
def test_what_is_no_json_is_refused(data):
    with pytest.raises(Unusable):
        list(exports.of_json(data))


def test_wxr_gives_published_posts():
    found = list(exports.of_wxr(WXR.format(doctype="").encode()))
    assert [one.title for one in found] == ["开放图书馆夜间阅览", "草稿"]
    first = found[0]
    assert first.body == "<p>市图书馆自五月起延长开放时间。</p><p>周末开放至二十一时。</p>"
    assert first.published_at == datetime(2018, 5, 2, 1, 30, tzinfo=UTC)
    assert (first.path, first.section, first.keywords) == ("/?p=12", "工作动态", "图书馆")
    assert "没有发布" in found[1].reason


def test_wxr_with_entities_is_never_resolved():
    """XXE and entity bombs: no export has a document type."""
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(Unusable, match="DOCTYPE"):
        list(exports.of_wxr(WXR.format(doctype=doctype).encode()))


@pytest.mark.parametrize("data", [b"<rss><channel></channel></rss>", b"not xml", b"<rss>", b""])
def test_what_is_no_wxr_is_refused(data):
    with pytest.raises(Unusable):
        list(exports.of_wxr(data))
