import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest

from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_post, sign_in
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column, make_officer, make_published, make_site
from yiwang.subsystems.portal.visits import actions, messages, queries, rules
from yiwang.subsystems.portal.visits.actions import Opening, Place
from yiwang.subsystems.portal.visits.models import DailyVisits, Mark
from yiwang.subsystems.portal.visits.queries import Asked
from yiwang.subsystems.portal.visits.rules import Page

pytestmark = pytest.mark.django_db
HOST = "www.yunze.gov.cn"
HERE = "/office/portal/visits/"


def visited(*pages: tuple[str, str, int], host: str = HOST, day: date | None = None) -> None:
    actions.add({Place(day or today(), host, Page(kind, key)): views for kind, key, views in pages})


def test_a_batch_is_one_statement_and_adds_to_what_is_there(django_assert_num_queries):
    make_site()
    other = make_site(slug="jy", domain="jy.yunze.gov.cn", name="教育局网站")
    pages = [("article", str(number), 1) for number in range(1, 200)]
    visited(*pages)
    with django_assert_num_queries(4):  # sites, and one statement in a transaction of its own
        visited(*pages, ("home", "", 3))
    visited(("home", "", 2), host="jy.localhost")
    visited(("home", "", 4), host="unknown.example")
    assert DailyVisits.objects.get(kind="article", key="7").views == 2
    assert DailyVisits.objects.get(kind="home", site="main").views == 7
    assert DailyVisits.objects.get(kind="home", site=other.slug).views == 2


def seen(reader: int, page: int, window: int = 1, network: int = 9) -> Opening:
    place = Place(today(), HOST, Page("article", str(page)))
    return Opening(place, window, reader * 1000 + page + window * 10**6, reader, network)


def views() -> int:
    return sum(DailyVisits.objects.values_list("views", flat=True))


def test_what_one_process_counted_another_does_not_count_again():
    make_site()
    assert actions.count([seen(1, 7), seen(1, 8)]) == 2
    assert actions.count([seen(1, 7), seen(2, 7)]) == 1
    assert (DailyVisits.objects.get(key="7").views, DailyVisits.objects.get(key="8").views) == (2, 1)
    actions.count([seen(1, 7, window=2)])
    assert DailyVisits.objects.get(key="7").views == 3


def test_the_limits_hold_for_all_processes_together():
    """As often as one process would let a reader count, however many answer."""
    make_site()
    for first in range(1, 301, 50):
        actions.count([seen(1, page) for page in range(first, first + 50)])
    assert views() == rules.PER_READER
    for reader in range(2, 40):
        actions.count([seen(reader, page) for page in range(1, 41)])
    assert views() == rules.PER_ADDRESS


def test_what_was_not_written_is_not_taken_for_counted(monkeypatch):
    make_site()
    with monkeypatch.context() as broken:
        broken.setattr(actions, "add", lambda batch: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.count([seen(1, 7)])
    assert actions.count([seen(1, 7)]) == 1


def test_counting_asks_the_same_whatever_the_number_of_openings(django_assert_num_queries):
    make_site()
    actions.count([seen(1, 1)])
    with django_assert_num_queries(9):  # marks, two tallies, sites, views; two transactions
        actions.count([seen(reader, 2, network=reader) for reader in range(2, 200)])


def test_marks_of_past_windows_are_thrown_away():
    make_site()
    present = int(now().timestamp() // rules.WINDOW_SECONDS)
    actions.count([seen(1, 7, window=present - 2), seen(1, 7, window=present)])
    assert actions.forget_due() == 1
    assert list(Mark.objects.values_list("window", flat=True)) == [present]


def test_what_a_page_tells_that_does_not_exist_is_left_out(client, monkeypatch):
    article = make_published()
    told = [
        ("home", ""),
        ("article", str(article.publication_id)),
        ("article", "999999"),
        ("column", "no-such"),
    ]
    told += [("column", "no-such"), ("column", article.column.slug)]
    told += [("other", "services"), ("other", "nonsense")]
    actions.add_told({Place(today(), HOST, Page(kind, key)): 1 for kind, key in told})
    kept = set(DailyVisits.objects.values_list("kind", "key"))
    assert kept == {*told} - {("article", "999999"), ("column", "no-such"), ("other", "nonsense")}
    assert "dist/visits" not in client.get("/").content.decode()
    monkeypatch.setenv("YIWANG_VISITS", "beacon")
    assert "dist/visits" in client.get("/").content.decode()


def test_columns_count_their_pages_and_their_articles(django_assert_max_num_queries):
    column = make_column(title="通知公告")
    first = make_published(column_id=column.pk)
    second = make_published(column_id=make_column(title="要闻").pk)
    visited(
        ("column", column.slug, 5),
        ("article", str(first.publication_id), 10),
        ("article", str(second.publication_id), 30),
        ("article", "999999", 2),
        ("home", "", 3),
    )
    asked = Asked(shifted(today(), days=-6), shifted(today(), days=1))
    with django_assert_max_num_queries(3):
        columns = queries.by_column(asked, 10)
    assert [(line.label, line.views) for line in columns] == [("要闻", 30), ("通知公告", 15)]
    with django_assert_max_num_queries(3):
        articles = queries.by_article(asked, 2)
    assert [(line.label, line.views) for line in articles] == [(second.title, 30), (first.title, 10)]
    assert queries.by_article(asked, 3)[2].label == "第 999999 号信息"
    assert [line.views for line in queries.by_site(asked)] == [50]
    assert queries.by_day(asked)[-1] == (today(), 50)
    assert len(queries.by_day(asked)) == 7
    assert queries.by_column(Asked(asked.first, asked.after, "jy"), 10) == []


def test_editors_see_and_export_the_numbers(client):
    article = make_published()
    visited(("article", str(article.publication_id), 12), ("home", "", 8))
    sign_in(client, make_officer(AUTHOR))
    shown = client.get(HERE).content.decode()
    assert "共 <strong" in shown
    assert article.title in shown
    assert client.get(f"{HERE}?span=nonsense&site=nothing").status_code == 200
    assert client.get(f"{HERE}?span=2026-01").status_code == 200
    table = client.get(f"{HERE}articles.csv?span=7").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1][::2] == [article.title, "12"]
    assert client.get(f"{HERE}days.csv").status_code == 200
    assert client.get(f"{HERE}secrets.csv").status_code == 404
    sign_in(client, make_post(roles=[]))
    assert client.get(HERE).status_code == 409


def test_old_days_become_one_number_a_site():
    day = shifted(today(), days=-500)
    visited(("home", "", 3), ("column", "tzgg", 4), day=day)
    visited(("home", "", 1))
    assert actions.fold_due() == 1
    assert actions.fold_due() == 0
    folded = DailyVisits.objects.get(day=day)
    assert (folded.kind, folded.views) == ("folded", 7)
    assert DailyVisits.objects.count() == 2


def arriving(*rows, sender="outer"):
    body = messages.Counts(rows=[messages.Row(**row) for row in rows])
    return SimpleNamespace(body=body, envelope=sender)


def test_totals_from_outside_are_the_same_told_twice_or_late(monkeypatch):
    monkeypatch.setattr(actions.zones, "check_from", lambda taken, zone: None)
    row = {"day": today(), "site": "main", "kind": "article", "key": "5", "title": "外网的一篇", "views": 9}
    actions.take(arriving(row))
    actions.take(arriving(row))
    actions.take(arriving({**row, "views": 4}))
    held = DailyVisits.objects.get()
    assert (held.views, held.publication_id, held.title) == (9, None, "外网的一篇")
    asked = Asked(today(), shifted(today(), days=1))
    assert [(line.label, line.views) for line in queries.by_article(asked, 5)] == [("外网的一篇", 9)]


def test_only_the_outer_node_tells_visits(monkeypatch):
    def refuse(taken, zone):
        raise Refused(f"只能由{zone}转来")

    monkeypatch.setattr(actions.zones, "check_from", refuse)
    with pytest.raises(Refused):
        actions.take(arriving({"day": today(), "site": "main", "kind": "home", "views": 1}))
    assert not DailyVisits.objects.exists()


def test_what_changed_is_sent_once_as_totals(monkeypatch):
    sent = []
    monkeypatch.setattr(actions.zones, "known", lambda zone: zone)
    monkeypatch.setattr(actions, "send", lambda by, side, outline: sent.append(outline.body["rows"]))
    article = make_published()
    visited(("article", str(article.publication_id), 2), ("home", "", 1))
    assert actions.send_due() == 2
    assert actions.send_due() == 0
    visited(("home", "", 1))
    assert actions.send_due() == 1
    assert {row["title"] for row in sent[0]} == {article.title, ""}
    assert [row["views"] for row in sent[1]] == [2]


def test_nothing_is_sent_while_the_inner_node_is_unknown(monkeypatch):
    def refuse(zone):
        raise Refused(f"还没有登记{zone}")

    monkeypatch.setattr(actions.zones, "known", lambda zone: None)
    visited(("home", "", 1))
    assert actions.send_due() == 0
    assert DailyVisits.objects.get().sent == 0
