"""Do the prices of medicine reach the public as they are, without suppliers and warnings?"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange.actions.telling import owe_all
from yiwang.kernel.nodes.tests.installations import ferried
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.sources.actions import publishing
from yiwang.subsystems.supervision.sources.models import Price, Record
from yiwang.subsystems.supervision.sources.tests import makers


@pytest.fixture
def prices(db, commits):
    """``prices()``: what changed was told and has arrived."""

    def tell() -> int:
        with commits():
            return publishing.tell_prices()

    return tell


def test_the_newest_price_of_each_institution_with_the_median_of_all_becomes_public(prices, client):
    one, other = make_unit(name="第一医院"), make_unit(name="第二医院")
    rows = [
        makers.given("medicine", one, unit_price="8", purchased_on="2026-01-01"),
        makers.given("medicine", one, unit_price="10", purchased_on="2026-02-01"),
        makers.given("medicine", other, unit_price="30"),
        makers.given("medicine", other, unit_price="99", purchased_on="2025-01-01"),
    ]
    makers.make_records("medicine", rows)
    assert prices() == 2
    found = Price.objects.order_by("price").values_list("institution", "price", "median", "purchases")
    assert list(found) == [("第一医院", 10, 10, 3), ("第二医院", 30, 10, 3)]
    page = client.get("/services/medicine-prices/").content.decode()
    assert "第一医院" in page
    assert "30.00" in page
    assert "康达" not in page
    assert "第一医院" not in client.get("/services/medicine-prices/", {"q": "第二"}).content.decode()


def test_nothing_is_told_twice_and_what_changed_is_told_again(prices):
    row = makers.given("medicine")
    makers.make_records("medicine", [row])
    assert (prices(), prices()) == (1, 0)
    makers.make_records("medicine", [{**row, "unit_price": "11"}])
    assert (prices(), prices()) == (1, 0)
    assert Price.objects.get().price == Decimal(11)


def test_a_price_that_is_no_more_is_taken_away_and_may_come_back(prices, client):
    row = makers.given("medicine")
    makers.make_records("medicine", [row])
    prices()
    Record.objects.update(is_current=False)
    assert (prices(), prices()) == (1, 0)
    assert "还没有公示" in client.get("/services/medicine-prices/").content.decode()
    Record.objects.update(is_current=True)
    assert prices() == 1
    assert Price.objects.get().is_shown


def test_older_news_changes_nothing(prices):
    row = makers.given("medicine")
    makers.make_records("medicine", [row])
    prices()
    Price.objects.update(said_at=datetime(2999, 1, 1, tzinfo=UTC))
    makers.make_records("medicine", [{**row, "unit_price": "11"}])
    prices()
    assert Price.objects.get().price == Decimal(10)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "?q=阿莫西林&page=2", "?page=99999999", "?page=x", f"?q={'长' * 61}"])
def test_the_page_of_prices_asks_a_fixed_number_of_queries(asked, client, django_assert_max_num_queries):
    Price.objects.bulk_create(
        Price(
            reference=f"{number:064x}",
            institution="第一医院",
            drug="阿莫西林胶囊",
            specification="1g",
            price=1,
            median=1,
            purchases=1,
            on="2026-03-01",
            said_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        for number in range(120)
    )
    client.get("/services/medicine-prices/")
    with django_assert_max_num_queries(6):
        assert client.get(f"/services/medicine-prices/{asked}").status_code == 200


REPORT = """
from yiwang.subsystems.supervision.sources.actions import publishing
from yiwang.subsystems.supervision.sources.tests import makers
from yiwang.kernel.deadlines.moments import today
makers.make_record("medicine", drug="跨网片", purchased_on=str(today()))
answer = publishing.tell_prices()
"""
READ = """
from django.test import Client
answer = [Client().get(path) for path in ("/services/medicine-prices/", "/office/supervision/sources/")]
answer = [answer[0].status_code, answer[1].status_code, "跨网片" in answer[0].content.decode()]
"""


def test_prices_of_the_inner_zone_are_read_in_the_outer_one(tmp_path):
    outer, inner = ferried(tmp_path)
    assert inner.python(REPORT) == 1
    for _ in range(2):
        for installation in (outer, inner):
            installation.tick()
    assert outer.python(READ) == [200, 404, True]
    assert inner.python(READ)[0] == 404


def test_an_outer_zone_that_was_set_up_anew_learns_of_every_price(prices):
    makers.make_records("medicine", [makers.given("medicine")])
    prices()
    Price.objects.all().delete()
    assert prices() == 0
    owe_all(SYSTEM)
    assert prices() == 1
    assert Price.objects.count() == 1
