import csv
import io
from decimal import Decimal

import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit, sign_in
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.supply import figures, queries
from yiwang.subsystems.portal.supply.actions import deciding
from yiwang.subsystems.portal.supply.models import Proposal, Subscription, Trust, Weight
from yiwang.subsystems.portal.supply.tests import makers
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column, make_officer

pytestmark = pytest.mark.django_db
HERE = "/office/supply/"


@pytest.fixture
def editor(client):
    post = makers.make_editor()
    sign_in(client, post)
    return post


def page(client, path: str) -> str:
    answer = client.get(HERE + path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_an_author_offers_an_article_and_follows_what_becomes_of_it(client):
    site = makers.make_other_site()
    article = makers.make_draft_of(site)
    column = make_column(title="部门动态")
    author = make_post(unit=site.unit, roles=[AUTHOR])
    sign_in(client, author)
    assert f"{HERE}offer/{article.pk}/" in client.get(f"/office/articles/{article.pk}/").content.decode()
    assert "部门动态" in page(client, f"offer/{article.pk}/")
    refused = client.post(f"{HERE}offer/{article.pk}/", {"way": "supply"})
    assert refused.status_code == 422
    assert "请选择要送往的栏目" in refused.content.decode()
    answer = client.post(f"{HERE}offer/{article.pk}/", {"way": "supply", "columns": [column.pk]})
    proposal = Proposal.objects.get()
    assert answer.url == f"{HERE}{proposal.pk}/"
    shown = page(client, f"{proposal.pk}/")
    assert "撤回报送" in shown
    assert "采用为草稿" not in shown
    assert article.title in page(client, "offered/")
    assert article.title not in page(client, "")
    again = client.post(f"{HERE}offer/{article.pk}/", {"way": "supply", "columns": [column.pk]})
    assert "不用再送" in again.content.decode()
    assert client.post(f"{HERE}{proposal.pk}/adopt/", {}).status_code == 409
    client.post(f"{HERE}{proposal.pk}/take-back/")
    proposal.refresh_from_db()
    assert proposal.state == "taken_back"


def test_an_editor_adopts_from_the_queue_and_goes_on_to_edit(client, editor):
    proposal = makers.make_offer(makers.make_draft_of(makers.make_other_site()), make_column())
    assert proposal.title in page(client, "?state=waiting")
    assert "采用为草稿" in page(client, f"{proposal.pk}/")
    answer = client.post(
        f"{HERE}{proposal.pk}/adopt/", {"adopt-column": proposal.column_id, "adopt-follow": "tell"}
    )
    copy = Article.objects.get(taken_as=proposal)
    assert answer.url == f"/office/articles/{copy.pk}/edit/"
    again = client.post(
        f"{HERE}{proposal.pk}/adopt/", {"adopt-column": proposal.column_id, "adopt-follow": "tell"}
    )
    assert (again.status_code, "不能再采用" in again.content.decode()) == (422, True)


def test_an_editor_returns_with_a_reason(client, editor):
    proposal = makers.make_offer(makers.make_draft_of(makers.make_other_site()), make_column())
    answer = client.post(f"{HERE}{proposal.pk}/return/", {"return-reason": ""})
    assert (answer.status_code, "请写明退回理由" in answer.content.decode()) == (422, True)
    client.post(f"{HERE}{proposal.pk}/return/", {"return-reason": "请补充时间地点"})
    assert "退回理由：请补充时间地点" in page(client, f"{proposal.pk}/")
    assert "没有符合条件" in page(client, "?state=waiting")


def test_who_is_on_neither_side_sees_nothing(client):
    proposal = makers.make_offer(
        makers.make_draft_of(makers.make_other_site()), make_column(unit=make_unit())
    )
    sign_in(client, makers.make_editor(make_unit()))
    assert client.get(f"{HERE}{proposal.pk}/").status_code == 404
    assert proposal.title not in page(client, "")
    sign_in(client, make_post(unit=make_root(), roles=[]))
    assert client.get(HERE).status_code == 409


def test_the_list_takes_the_same_queries_however_long(client, editor, django_assert_max_num_queries):
    for _ in range(3):
        makers.make_offer(makers.make_draft_of(makers.make_other_site()), make_column())
    with django_assert_max_num_queries(14):
        client.get(HERE)


def test_units_are_ranked_and_every_number_opens_its_list(client, editor):
    column = make_column()
    first, second = makers.make_other_site(), makers.make_other_site()
    for site, adopted in ((first, True), (first, False), (second, False)):
        proposal = makers.make_offer(makers.make_draft_of(site), make_column())
        if adopted:
            deciding.adopt(actor(editor), proposal.pk, column.pk)
    rows = queries.ranking(editor, month(today()))
    assert [(row.place, row.unit, row.tally.points, row.share) for row in rows] == [
        (1, first.unit, Decimal(7), Decimal("50.0")),
        (2, second.unit, Decimal(1), Decimal("0.0")),
    ]
    shown = page(client, "ranking/")
    link = f"{HERE}offered/?unit={first.unit.pk}&amp;month={today():%Y-%m}&amp;hand=1&amp;state=adopted"
    assert link in shown
    listed = client.get(link.replace("&amp;", "&")).content.decode()
    assert listed.count('class="cell-title"') == 1
    table = list(csv.reader(io.StringIO(client.get(f"{HERE}ranking.csv").content.decode("utf-8-sig"))))
    assert table[1] == ["1", first.unit.name, "2", "1", "50.0", "7.0"]
    measured = figures.adoption(month(today()))
    assert (measured[first.unit.pk].part, measured[first.unit.pk].whole) == (1, 2)
    assert figures.adopted(month(today()))[first.unit.pk].part == 1
    records = figures.records_offered(month(today()), [first.unit.pk], 10)
    assert [one.counts for one in records] == [False, True]
    assert "这个月没有单位报送" in page(client, "ranking/?month=2019-01")
    assert queries.ranking(make_post(unit=second.unit, roles=[AUTHOR]), month(today()))[0].unit == second.unit


def test_the_city_sets_what_an_adoption_counts(client, editor):
    column = make_column(title="要闻")
    client.post(f"{HERE}weights/", {"deed": "adopted", "column": column.pk, "points": "8.5"})
    assert "8.5" in page(client, "weights/")
    refused = client.post(f"{HERE}weights/", {"deed": "offered", "column": column.pk, "points": "1"})
    assert "不分栏目" in refused.content.decode()
    client.post(f"{HERE}weights/{Weight.objects.get().pk}/drop/")
    assert not Weight.objects.exists()
    sign_in(client, makers.make_editor(make_unit()))
    answer = client.post(f"{HERE}weights/", {"deed": "adopted", "column": "", "points": "99"})
    assert "市级统一设定" in answer.content.decode()


def test_subscriptions_and_trust_are_set_and_ended_on_pages(client, editor):
    site, column = makers.make_other_site(), make_column()
    source = makers.make_own_column(site)
    said = {"source": source.pk, "column": column.pk, "words": "教", "mode": "propose", "follow": "tell"}
    assert "至少 2 个字" in client.post(f"{HERE}subscriptions/new/", said).content.decode()
    client.post(f"{HERE}subscriptions/new/", {**said, "words": "教育"})
    held = Subscription.objects.get()
    assert "含：教育" in page(client, "subscriptions/")
    client.post(f"{HERE}subscriptions/{held.pk}/switch/", {"active": "0"})
    held.refresh_from_db()
    assert not held.is_active
    client.post(f"{HERE}trust/new/", {"site": site.pk, "column": column.pk, "follow": "follow"})
    trust = Trust.objects.get()
    assert site.name in page(client, "subscriptions/")
    client.post(f"{HERE}trust/{trust.pk}/end/")
    assert not Trust.objects.exists()


def test_the_forms_ask_no_more_for_many_columns(client, editor, django_assert_max_num_queries):
    site = makers.make_other_site()
    top = make_column(site=site)
    for _ in range(8):
        make_column(site=site, parent=make_column(site=site, parent=top))
    with django_assert_max_num_queries(16):
        shown = page(client, "subscriptions/new/")
    assert shown.count("<option") > 17
    assert makers.lines_agree()


def test_the_board_of_duties_is_a_page_and_a_table(client):
    site = makers.make_other_site()
    column = makers.make_own_column(site, update_days=14, title="工作动态")
    sign_in(client, make_officer(AUTHOR))
    shown = page(client, "duties/")
    assert "尚无内容" in shown
    assert "超期" in page(client, f"duties/?site={site.pk}&stage=late&month=2026-10")
    table = list(csv.reader(io.StringIO(client.get(f"{HERE}duties.csv").content.decode("utf-8-sig"))))
    assert table[1][1:4] == [column.title, site.unit.name, "14"]
    assert client.get(f"{HERE}lapses.csv?month=nonsense").status_code == 200
