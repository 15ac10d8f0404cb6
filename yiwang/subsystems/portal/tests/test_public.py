"""What the public reads: pages, official meta tags, what is gone, how few queries it takes."""

import gzip
import json
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from lxml import html

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.tests.makers import actor, sign_in
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles, columns, workflow
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    KEEPER,
    PUBLISHER,
    make_article,
    make_column,
    make_officer,
    make_published,
    make_site,
    note,
    picture,
)
from yiwang.subsystems.portal.text import Attributes

pytestmark = pytest.mark.django_db

CONTROLS = "".join(map(chr, range(0x21)))
REQUIRED = {
    "site": ["SiteName", "SiteDomain", "SiteIDCode"],
    "column": ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"],
    "article": [
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "Keywords",
        "Author",
        "Description",
        "Url",
    ],
}


def metas(response):
    root = html.fromstring(response.content)
    return {tag.get("name"): tag.get("content") for tag in root.iter("meta") if tag.get("name")}


def page_of(client, article):
    return client.get(f"/a/{article.publication_id}/")


def test_an_article_page_carries_every_official_tag_and_none_is_empty(client):
    # 国办发〔2017〕47号 attachment 网页标签; standards/websites.md test case 18
    found = metas(page_of(client, make_published(keywords="", summary="", author="")))
    for name in (*REQUIRED["site"], *REQUIRED["column"], *REQUIRED["article"]):
        assert found[name].strip(), name


def test_the_tags_say_what_the_article_says(client):
    column = make_column(title="市政动态", column_type="工作动态", keywords="动态")
    article = make_published(
        column_id=column.pk, title="开工", keywords="桥 路", author="李四", summary="大桥开工。"
    )
    found = metas(page_of(client, article))
    assert found["SiteIDCode"] == "4199000001"
    assert (found["ColumnName"], found["ColumnType"], found["ColumnKeywords"]) == (
        "市政动态",
        "工作动态",
        "动态",
    )
    assert (found["ArticleTitle"], found["Author"], found["Keywords"]) == ("开工", "李四", "桥 路")
    assert (found["Description"], found["ContentSource"]) == ("大桥开工。", article.source)
    assert found["Url"].endswith(f"/a/{article.publication_id}/")


def test_the_publication_date_is_the_same_in_tag_and_text(client):
    # standards/websites.md test case 19: another date would be a forged one
    response = page_of(client, make_published())
    date = metas(response)["PubDate"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", date)
    assert f"{date}</time>" in response.content.decode()


def test_home_and_column_pages_carry_their_tags(client):
    column = make_published().column
    assert metas(client.get("/")).keys() >= set(REQUIRED["site"])
    found = metas(client.get(column.address))
    for name in (*REQUIRED["site"], *REQUIRED["column"]):
        assert found[name].strip(), name


def test_the_picture_is_named_where_there_is_one(client):
    author = make_officer(AUTHOR)
    held = articles.upload(actor(author), picture(), "image")
    article = make_article(author, cover_id=held.file_id, cover_alt="大桥")
    workflow.force(actor(make_officer(PUBLISHER)), article.pk, "演示图片标签")
    article.refresh_from_db()
    assert metas(page_of(client, article))["Image"].endswith(held.file.address())
    home = client.get("/").content.decode()
    assert 'alt="大桥"' in home


def test_a_document_shows_its_attributes_and_a_column_of_documents_its_table(client):
    column = make_column(kind="documents")
    attributes = Attributes(
        number="云政办〔2026〕1号", index_number="YZ-2026-0001", issuer="云泽市人民政府办公室"
    )
    article = make_published(column_id=column.pk, kind="document", attributes=attributes)
    page = page_of(client, article).content.decode()
    assert all(said in page for said in ("云政办〔2026〕1号", "YZ-2026-0001", "发文机关", "索引号"))
    table = client.get(column.address).content.decode()
    assert '<th scope="col">文号</th>' in table
    assert "云政办〔2026〕1号" in table


def test_files_are_offered_with_kind_and_size_and_are_gone_with_the_article(client):
    author, publisher = make_officer(AUTHOR), make_officer(PUBLISHER)
    held = articles.upload(actor(author), note(), "file")
    article = make_article(author, files=((held.file_id, "说明.txt"),))
    address = held.file.address("说明.txt")
    assert client.get(address).status_code == 404
    workflow.force(actor(publisher), article.pk, "演示附件随稿件")
    article.refresh_from_db()
    page = page_of(client, article).content.decode()
    assert "说明.txt" in page
    assert held.file.about.label in page
    assert client.get(address).status_code == 200
    publication = article.publication_id
    workflow.withdraw(actor(publisher), article.pk, "error", "附件有误需更正")
    gone = client.get(f"/a/{publication}/")
    assert gone.status_code == 410
    assert "内容有误" in gone.content.decode()
    assert "附件有误需更正" not in gone.content.decode()
    assert client.get(address).status_code == 404
    assert article.title not in client.get(article.column.address).content.decode()


def test_an_edit_under_review_is_not_seen_by_the_public(client):
    article = make_published(title="原来的标题")
    before = page_of(client, article).content
    articles.save(actor(make_officer(AUTHOR)), article.pk, 1, replace(article.text(), title="没有审过的标题"))
    assert page_of(client, article).content == before


def test_a_renewed_article_keeps_its_date_and_says_when_it_was_changed(client):
    article = make_published()
    articles.save(actor(make_officer(AUTHOR)), article.pk, 1, replace(article.text(), title="更正后的标题"))
    workflow.force(actor(make_officer(PUBLISHER)), article.pk, "更正标题错误")
    text = page_of(client, article).content.decode()
    assert "更正后的标题" in text
    assert "更新时间" in text
    assert text.count(metas(page_of(client, article))["PubDate"]) >= 2


@pytest.mark.parametrize("path", ["/a/999999/", "/c/nothing-here/", "/t/nothing-here/", "/c/x%00y/"])
def test_what_never_was_is_not_found(client, path):
    make_site()
    assert client.get(path).status_code == 404


def test_what_is_published_for_later_is_not_there_yet(client):
    article = make_published()
    Publication.objects.filter(pk=article.publication_id).update(published_at=shifted(now(), hours=1))
    assert page_of(client, article).status_code == 404


def test_a_column_shows_what_stands_below_it_page_by_page(client):
    top = make_column()
    child = make_column(parent=top)
    made = [make_published(column_id=child.pk, title=f"第{number}条消息") for number in range(41)]
    first = client.get(top.address).content.decode()
    assert made[-1].title in first
    assert made[0].title not in first
    assert f"{top.address}p/1/" in first
    assert made[0].title in client.get(f"{top.address}p/1/").content.decode()
    assert client.get(f"{top.address}p/2/")["Location"] == top.address
    assert client.get(f"{top.address}p/3/").status_code == 404


def test_addresses_that_counted_pages_from_the_newest_lead_to_where_the_article_stands_now(client):
    column = make_column()
    for number in range(41):
        make_published(column_id=column.pk, title=f"第{number}条消息")
    assert client.get(f"{column.address}?page=3")["Location"] == f"{column.address}p/1/"
    assert client.get(f"{column.address}?page=1")["Location"] == column.address
    assert client.get(f"{column.address}?page=9").status_code == 404
    assert client.get(f"{column.address}?page=x")["Location"] == column.address


def test_a_single_page_column_shows_its_newest_text(client):
    column = make_column(kind="page")
    assert "还没有内容" in client.get(column.address).content.decode()
    make_published(column_id=column.pk, body="<p>云泽市概况</p>")
    assert "云泽市概况" in client.get(column.address).content.decode()


def test_a_link_column_leads_away_and_a_topic_has_its_own_address(client):
    link = make_column(kind="link", link="https://www.gov.cn/")
    assert client.get(f"/c/{link.slug}/").headers["Location"] == "https://www.gov.cn/"
    topic = make_column(kind="topic", title="乡村振兴", description="产业兴旺")
    section = make_column(parent=topic, title="工作动态")
    make_published(column_id=section.pk, title="春耕现场会")
    assert client.get(f"/c/{topic.slug}/").headers["Location"] == f"/t/{topic.slug}/"
    page = client.get(f"/t/{topic.slug}/").content.decode()
    assert all(said in page for said in ("乡村振兴", "产业兴旺", "工作动态", "春耕现场会"))
    assert "乡村振兴" in client.get("/t/").content.decode()


def test_a_closed_column_leaves_the_menu_and_stays_readable(client):
    article = make_published()
    columns.close_column(actor(make_officer(KEEPER)), article.column_id, "栏目合并")
    page = client.get(article.column.address)
    assert page.status_code == 200
    assert "已停止更新" in page.content.decode()
    assert f'href="{article.column.address}"' not in client.get("/sitemap/").content.decode()


def test_the_site_map_and_robots_lead_to_every_open_column(client):
    top = make_column()
    child = make_column(parent=top)
    page = client.get("/sitemap/").content.decode()
    assert top.address in page
    assert child.address in page
    robots = client.get("/robots.txt")
    assert robots.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /office/" in robots.content.decode()


def test_the_pages_work_before_anything_exists(client):
    assert client.get("/").status_code == 200
    assert client.get("/sitemap/").status_code == 200


def test_the_footer_says_who_answers_for_the_site(client):
    make_site(
        icp_number="云ICP备2026000001号", police_number="云公网安备 41990002000001号", contact="0399-1234567"
    )
    text = client.get("/").content.decode()
    said = (
        "云泽市人民政府办公室",
        "4199000001",
        "云ICP备2026000001号",
        "云公网安备",
        "0399-1234567",
        "/sitemap/",
    )
    assert all(one in text for one in said)


def test_a_page_the_reader_has_is_not_sent_again(client):
    article = make_published()
    first = page_of(client, article)
    assert first.headers["Last-Modified"]
    again = client.get(f"/a/{article.publication_id}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/a/{article.publication_id}/", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_public_pages_bring_no_script_but_that_of_their_readers_and_set_no_cookie(client):
    article = make_published()
    for path in ("/", article.column.address, f"/a/{article.publication_id}/", "/sitemap/", "/t/"):
        response = client.get(path)
        scripts = html.fromstring(response.content).xpath("//script")
        ours = {"/static/dist/reading_early.js", "/static/dist/reading.js"}
        assert {one.get("src") for one in scripts} <= ours
        assert b"style=" not in response.content
        assert not response.cookies
        assert "Vary" not in response.headers


@pytest.mark.parametrize("most", [4])
def test_an_article_page_takes_few_queries(client, django_assert_num_queries, most):
    article = make_published()
    for _ in range(5):
        make_published(column_id=article.column_id)
    with django_assert_num_queries(most):
        page_of(client, article)


def test_a_column_page_takes_few_queries_however_much_stands_in_it(client, django_assert_num_queries):
    column = make_column()
    for _ in range(6):
        make_published(column_id=column.pk)
    with django_assert_num_queries(3):
        client.get(column.address)


def test_the_front_page_takes_one_query_a_block(client, django_assert_num_queries):
    for _ in range(3):
        make_published()
    notices = make_column(column_type="通知公告")
    with django_assert_num_queries(2 + 3):
        client.get("/")
    for _ in range(3):
        make_published(column_id=make_column(column_type="概况信息").pk)
        make_published(column_id=notices.pk)
    with django_assert_num_queries(2 + 3 + 3):
        client.get("/")


# Hostile input


def test_hostile_html_is_shown_harmlessly(client, shared_data):
    path = shared_data / "web" / "html_sanitizer_cases.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).decode().strip().split("\n")
    payloads = [json.loads(line)["payload"] for line in lines]
    body = "".join(f"<div>{payload}</div>" for payload in payloads)
    article = make_published(body=body)
    page = page_of(client, article).content.decode()
    root = html.fromstring(page)
    text = root.find_class("article-body")[0]
    assert not [
        one
        for one in text.iter()
        if one.tag in {"script", "style", "iframe", "object", "embed", "form", "svg"}
    ]
    for element in text.iter():
        if not isinstance(element.tag, str):
            continue
        assert not [name for name in element.attrib if name.startswith("on") or name in {"style", "srcdoc"}]
        for name in ("href", "src", "action"):
            address = re.sub(r"[\t\n\r]", "", element.get(name, "")).lstrip(
                CONTROLS
            )  # as browsers read it (WHATWG URL)
            assert not re.match(r"(?i)(javascript|data|vbscript):", address)


def test_hostile_names_are_shown_as_they_are(client, shared_data):
    names = json.loads((shared_data / "web" / "naughty_strings.json").read_text(encoding="utf-8"))
    author, publisher = make_officer(AUTHOR), make_officer(PUBLISHER)
    column = make_column()
    shown = 0
    for name in names:
        title = name.replace("\x00", "").encode("utf-8", "ignore").decode()[:200]
        if not title.strip() or len(title) < 3:
            continue
        article = make_article(author, title=title, column_id=column.pk, source=title[:100])
        if not shown % 20:
            workflow.force(actor(publisher), article.pk, "演示特殊字符")
            article.refresh_from_db()
            response = page_of(client, article)
            heading = html.fromstring(response.content).find(".//h1")
            assert " ".join(heading.text_content().split()) == " ".join(title.split())
        shown += 1
    assert shown > 100


def test_an_official_who_is_signed_in_sees_the_same_page(client):
    article = make_published()
    before = page_of(client, article).content
    sign_in(client, make_officer(AUTHOR))
    assert page_of(client, article).content == before
    assert reverse("portal:read", args=[article.publication_id]) == f"/a/{article.publication_id}/"
