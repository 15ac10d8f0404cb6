"""Does every number of the board open to the list behind it, for whoever may see that?"""

import csv
import io
import re
from html import unescape

import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.actions import answering
from yiwang.kernel.exchange.models import DailyCount
from yiwang.kernel.exchange.office.statistics import cell
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from, side
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit, sign_in

pytestmark = pytest.mark.django_db
BOARD = "/office/exchange/statistics/"


@pytest.fixture
def clerk(client):
    post = make_clerk(unit=make_unit(name="市水利局"))
    sign_in(client, post)
    return post


@pytest.fixture
def traffic(clerk):
    """Three arrived, one signed for, one returned; two sent to three units."""
    sender = make_clerk()
    arrivals = [make_arrival(clerk, sender, subject=f"来件{number}") for number in range(3)]
    answering.sign_for(actor(clerk), side(clerk), [arrivals[0].pk])
    answering.return_delivery(actor(clerk), side(clerk), arrivals[1].pk, "主送有误")
    send_from(clerk, make_unit(), make_unit())
    send_from(clerk, kind="exchange.information", body={"text": "要情"})
    follow_receipts()


def read(client, address=BOARD, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_a_post_without_the_permission_is_refused(client):
    sign_in(client, make_post())
    assert client.get(BOARD).status_code == 409
    assert client.get(f"{BOARD}export/").status_code == 409


def test_a_time_without_traffic_says_so(client, clerk):
    assert "这段时间没有收发" in read(client)


def test_the_own_units_numbers_open_to_lists_of_that_many(client, clerk, traffic):
    text = read(client)
    found = re.findall(r'<td class="number text-end"><a href="([^"]+)">(\d+)</a>', text)
    assert [int(number) for _, number in found] == [2, 3, 3, 1, 1]
    for address, number in [found[0], *found[2:]]:
        rows = client.get(unescape(address)).context["page"].rows
        assert len(rows) == int(number), address


def test_other_units_numbers_are_shown_and_do_not_open(client, clerk, traffic):
    sign_in(client, make_post(unit=make_root(), roles=["exchange_manager"]))
    text = read(client)
    assert "市水利局" in text
    assert '<td class="number text-end"><a' not in text


def test_documents_and_information_are_counted_apart(client, clerk, traffic):
    assert client.get(BOARD, {"category": "document"}).context["board"].totals["sent"] == 1
    assert client.get(BOARD, {"category": "information"}).context["board"].totals["sent"] == 1


def test_a_period_that_makes_no_sense_is_said_beside_the_field(client, clerk):
    text = read(client, period="custom", since="2026-02-01", until="2026-01-01")
    assert "结束日期不能早于开始日期" in text


def test_every_day_opens_to_the_units_behind_it(client, clerk, traffic):
    text = read(client, period="week")
    address = f"?period=custom&amp;since={today()}&amp;until={today()}&amp;category="
    assert address in text
    assert client.get(BOARD + unescape(address)).context["board"].totals["received"] == 3


def test_the_table_for_a_spreadsheet_has_the_same_numbers_and_runs_nothing(client, clerk, traffic):
    Unit.objects.filter(pk=clerk.unit_id).update(name="=HYPERLINK(1)")
    response = client.get(f"{BOARD}export/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("\ufeff")
    heads, row = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert heads[3:] == ["发出", "发往单位次", "收到", "签收", "退回", "签收率"]
    assert row == ["1", "'=HYPERLINK(1)", clerk.unit.code, "2", "3", "3", "1", "1", "33.3%"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    """PAINS 25: CSV formula injection."""
    assert cell(text) == f"'{text}"
    assert cell(f"局{text}") == f"局{text}"


def test_the_board_has_pages_and_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    sign_in(client, make_post(unit=make_root(), roles=["exchange_manager"]))
    DailyCount.objects.create(unit=make_unit(), day=today(), category="document", received=1)
    read(client)
    with django_assert_max_num_queries(20) as few:
        read(client)
    DailyCount.objects.bulk_create(
        DailyCount(unit=make_unit(), day=today(), category="document", received=1) for _ in range(101)
    )
    with django_assert_max_num_queries(20) as many:
        assert "page=2" in read(client)
    assert len(many) == len(few)
    assert "page=1" in read(client, page="2")
