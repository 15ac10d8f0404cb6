"""What do search, feeds and site map answer over HTTP?"""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from lxml import etree

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.publications import sections
from yiwang.kernel.publications.actions import withdraw
from yiwang.kernel.publications.sections import Keeper, Section
from yiwang.kernel.publications.tests.makers import make_publication

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _columns(monkeypatch):
    columns = {"tzgg": Section("通知公告", "市政府的通知", "/c/tzgg/", ("tzgg", "tzgg-sub"))}
    keeper = Keeper(
        lambda slug: Section("云泽市人民政府"),
        lambda site, slug: columns.get(slug),
        lambda site: columns.values(),
    )
    monkeypatch.setattr(sections, "_keeper", [keeper])


def xml(client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def test_the_rss_feed_has_what_rss_requires(client, settings):
    settings.SITE_ADDRESS = "https://www.yunze.gov.cn"
    publication = make_publication(title="关于<防汛> & “抗旱”\x0b的通知", summary="摘要 <b>")
    root = xml(client, "/feed/")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    assert all(root.findtext(f"channel/{name}") for name in ("title", "link", "description"))
    item = root.find("channel/item")
    assert item.findtext("title") == "关于<防汛> & “抗旱”的通知"
    assert item.findtext("link") == item.findtext("guid") == f"https://www.yunze.gov.cn/a/{publication.pk}/"
    assert item.findtext("description") == "摘要 <b>"
    assert item.findtext("pubDate")
    assert item.findtext("category") == "通知公告"


def test_the_atom_feed_has_what_atom_requires(client):
    make_publication()
    root = xml(client, "/feed/atom/")
    assert root.tag == f"{ATOM}feed"
    assert all(root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    entry = root.find(f"{ATOM}entry")
    assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "published"))
    assert entry.find(f"{ATOM}link").get("href").endswith(f"{entry.findtext(f'{ATOM}id')[-4:]}")
    for moment in (entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}published")):
        assert datetime.fromisoformat(moment) <= datetime.now(UTC)


@pytest.mark.parametrize(("form", "entry"), [("", "channel/item"), ("atom/", f"{ATOM}entry")])
def test_columns_and_units_have_feeds_of_their_own(client, form, entry):
    unit = make_unit()
    make_publication(columns=("tzgg",), unit_id=unit.pk)
    make_publication(columns=("tzgg-sub",))
    make_publication(columns=("other",))
    assert len(xml(client, f"/feed/{form}").findall(entry)) == 3
    assert len(xml(client, f"/feed/tzgg/{form}").findall(entry)) == 2
    assert len(xml(client, f"/feed/unit/{unit.pk}/{form}").findall(entry)) == 1
    assert client.get(f"/feed/nothing/{form}").status_code == 404
    assert client.get(f"/feed/unit/{unit.pk + 999}/{form}").status_code == 404


def test_feeds_leave_out_what_is_withdrawn_to_come_or_over(client):
    withdraw(SYSTEM, make_publication(), "error")
    make_publication(published_at=shifted(now(), hours=1))
    make_publication(published_at=shifted(now(), hours=-2), readable_until=shifted(now(), hours=-1))
    assert xml(client, "/feed/").findall("channel/item") == []
    assert xml(client, "/feed/tzgg/").findall("channel/item") == []


def test_a_feed_that_the_reader_has_is_not_sent_again(client):
    publication = make_publication()
    first = client.get("/feed/")
    assert client.get("/feed/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get("/feed/", headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    withdraw(SYSTEM, publication, "error")
    assert client.get("/feed/", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ["/feed/", "/feed/tzgg/", "/feed/atom/"])
def test_a_feed_costs_the_same_queries_for_few_and_for_many(client, django_assert_max_num_queries, address):
    for _ in range(12):
        make_publication()
    with django_assert_max_num_queries(4):
        client.get(address)


def test_the_site_map_names_what_may_be_read_and_is_valid(client, shared_data):
    publication = make_publication()
    withdraw(SYSTEM, make_publication(), "error")
    make_publication(published_at=shifted(now(), hours=1))
    index = xml(client, "/sitemap.xml")
    pages = [place.text for place in index.iter(f"{MAP}loc")]
    assert [page.rpartition("/")[2] for page in pages] == ["sitemap-columns.xml", "sitemap-1.xml"]
    page = xml(client, "/sitemap-1.xml")
    assert [place.text.rpartition("/a/")[2] for place in page.iter(f"{MAP}loc")] == [f"{publication.pk}/"]
    columns = xml(client, "/sitemap-columns.xml")
    assert [place.text.rpartition("8000")[2] for place in columns.iter(f"{MAP}loc")] == ["/", "/c/tzgg/"]
    schema = etree.XMLSchema(etree.parse(shared_data / "web" / "sitemap_schema" / "sitemap.xsd"))
    schema.assertValid(page)
    schema.assertValid(columns)


def test_a_publication_stays_on_its_page_of_the_site_map(client, monkeypatch):
    monkeypatch.setattr("yiwang.kernel.publications.site_map.LARGEST_PAGE", 2)
    made = [make_publication() for _ in range(5)]
    pages = [(publication.pk + 1) // 2 for publication in made]
    for publication, page in zip(made, pages, strict=True):
        assert f"/a/{publication.pk}/" in client.get(f"/sitemap-{page}.xml").content.decode()
    assert f"sitemap-{max(pages)}.xml" in client.get("/sitemap.xml").content.decode()
    assert client.get("/sitemap-0.xml").status_code == 404


def test_the_search_page_asks_for_words_and_says_how(client):
    answer = client.get(reverse("publications:search"))
    assert answer.status_code == 200
    assert "请输入要找的词语" in answer.content.decode()


def test_the_search_page_shows_what_is_found_with_its_words_marked(client):
    publication = make_publication(number="云政办〔2026〕12号", title="关于防汛<b>的通知")
    page = client.get("/search/", {"q": "防汛", "kind": "notice"}).content.decode()
    assert f'href="/a/{publication.pk}/"' in page
    assert "关于<mark>防汛</mark>&lt;b&gt;的通知" in page
    assert "通知公告" in page
    assert "云政办〔2026〕12号" in page
    assert 'value="防汛"' in page
    assert "共 1 条" in page


def test_the_search_page_gives_advice_where_nothing_is_found(client):
    make_publication()
    assert "换一个说法" in client.get("/search/", {"q": "登月"}).content.decode()
    assert "一部分" in client.get("/search/", {"q": "防汛 登月"}).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("since", "昨天", "格式填写日期"),
        ("until", "2026-13-01", "格式填写日期"),
        ("kind", "poem", "没有这个类别"),
        ("unit", "不存在的局", "没有找到这个机构"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(client, field, typed, sentence):
    page = client.get("/search/", {"q": "防汛", field: typed}).content.decode()
    assert sentence in page.partition(f'id="id_{field}_error"')[2][:120]
    assert 'value="防汛"' in page
    if field != "kind":
        assert f'value="{typed}"' in page


def test_an_end_before_the_beginning_is_said_beside_the_end(client):
    page = client.get(
        "/search/", {"q": "防汛", "since": "2026-03-02", "until": "2026-03-01"}
    ).content.decode()
    assert "早于起期" in page.partition('id="id_until_error"')[2][:120]


def test_a_unit_is_meant_by_its_name_or_a_part_that_only_it_has(client):
    water = make_unit(name="云泽市水务局")
    make_unit(name="云泽市教育局")
    make_publication(unit_id=water.pk, source="")
    for typed in ("云泽市水务局", "水务"):
        assert "共 1 条" in client.get("/search/", {"q": "防汛", "unit": typed}).content.decode(), typed
    assert (
        "云泽市水务局、云泽市教育局"
        in client.get("/search/", {"q": "防汛", "unit": "云泽市"}).content.decode()
    )


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999", "²", ""])
def test_a_page_that_is_no_page_is_answered_calmly(client, page):
    make_publication()
    assert client.get("/search/", {"q": "防汛", "page": page}).status_code == 200


@pytest.mark.parametrize(
    "typed", ['"', "<script>alert(1)</script>", "\x00", "'; DROP TABLE x", "a" * 10_000, "*", "NEAR("]
)
def test_hostile_words_are_shown_harmlessly(client, typed):
    answer = client.get("/search/", {"q": typed, "number": typed, "unit": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_search_page_costs_the_same_queries_for_few_and_for_many(client, django_assert_max_num_queries):
    make_publication()
    client.get("/search/", {"q": "防汛"})
    with django_assert_max_num_queries(8):
        client.get("/search/", {"q": "防汛"})
    for _ in range(25):
        make_publication()
    with django_assert_max_num_queries(8):
        client.get("/search/", {"q": "防汛"})
