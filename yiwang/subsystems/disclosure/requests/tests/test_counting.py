"""Is the table of the yearly report counted from the rows, and does each cell open to what it counts?"""

from datetime import date

import pytest

from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.indicators import periods
from yiwang.kernel.organizations.tests.makers import make_post, make_root, sign_in
from yiwang.subsystems.disclosure.requests import counting, indicators, results, rules, yearly
from yiwang.subsystems.disclosure.requests.counting import Cell
from yiwang.subsystems.disclosure.requests.models import Request
from yiwang.subsystems.disclosure.requests.tests.makers import (
    SINCE,
    accepted,
    answered,
    make_bureau,
    visited,
)

pytestmark = pytest.mark.django_db
FIRM = {
    "applicant_kind": "enterprise",
    "name": "云泽某某有限公司",
    "identifier_kind": "credit",
    "identifier": "11441700007280420Y",
}


@pytest.fixture
def filled(bureau):
    """2025: three came, one was answered; 2026: one came, two of 2025 are over, one of them partly."""
    with at("2025-12-01 10:00"):
        answered(bureau, accepted(bureau, "2025-12-01"))
        running = accepted(bureau, "2025-12-01")
        late = accepted(bureau, "2025-12-01", **FIRM)
    with at("2026-01-06 10:00"):
        partly = {"result": results.PARTLY, "ground": "第三十七条"}
        answered(bureau, late, **partly)
        answered(bureau, running, result=results.ABSENT, ground="第三十六条第四项")
    visited(bureau, "2026-03-02")
    return bureau


def cells(year):
    rows = counting.table(Request.objects.all(), year)
    assert yearly.faults(rows) == []
    return {row.code: dict(row.cells) for row in rows}


def test_each_request_stands_in_one_row_of_each_year(filled):
    before, after = cells(2025), cells(2026)
    assert (before["1"]["total"], before["3.1"]["person"], before["4"]["total"]) == (3, 1, 2)
    assert (before["4"]["enterprise"], after["2"]["enterprise"]) == (1, 1)
    assert (after["1"]["total"], after["2"]["total"], after["3.7"]["total"], after["4"]["total"]) == (
        1,
        2,
        2,
        1,
    )
    assert (after["3.2"]["enterprise"], after["3.4.1"]["person"]) == (1, 1)


def test_what_is_partly_given_is_counted_once(filled):
    """Case 18: row 3.2 only."""
    after = cells(2026)
    assert sum(after[row]["enterprise"] for row in results.ROWS) == 1


def test_what_is_carried_out_is_carried_in_the_year_after(filled):
    before, after = cells(2025), cells(2026)
    assert before["4"] == after["2"]


def test_every_number_opens_to_a_list_of_that_many(filled, client):
    sign_in(client, filled.clerk)
    page = client.get("/office/disclosure/report/?year=2026").content.decode()
    assert "勾稽关系相符" in page
    for code, row in cells(2026).items():
        for column, number in row.items():
            found = counting.of_cell(Request.objects.all(), Cell(2026, code, column))
            assert found.count() == number, (code, column)
            if number:
                address = f"/office/disclosure/?year=2026&amp;row={code}&amp;column={column}"
                assert f'<a href="{address}">{number}</a>' in page
                listed = client.get(address.replace("&amp;", "&")).content.decode()
                assert listed.count('class="case-title') == number


def test_a_post_counts_what_it_sees(filled, client):
    other = make_bureau(name="市生态环境局")
    sign_in(client, other.clerk)
    page = client.get("/office/disclosure/report/?year=2026").content.decode()
    assert "&amp;row=" not in page
    sign_in(client, make_post(unit=make_root(), roles=[rules.OVERSEER], **SINCE))
    assert "row=3.2&amp;column=total" in client.get("/office/disclosure/report/?year=2026").content.decode()


def test_the_table_costs_the_same_for_any_number(filled, django_assert_num_queries):
    with django_assert_num_queries(4):
        counting.table(Request.objects.all(), 2026)


def test_figures_are_counted_by_month_and_open_to_their_requests(filled):
    december, january = periods.month(date(2025, 12, 1)), periods.month(date(2026, 1, 1))
    unit = filled.unit.pk
    assert indicators.received(december)[unit].part == 3
    assert len(indicators.records_received(december, [unit], 10)) == 3
    assert indicators.in_time(december)[unit].part == 1
    assert indicators.in_time(december)[unit].whole == 3
    records = indicators.records_in_time(december, [unit], 10)
    assert [record.counts for record in records] == [False, False, True]
    assert not any("批复" in record.title for record in records)
    assert indicators.in_time(january) == {}


def test_nonsense_asks_for_no_cell(filled, client):
    sign_in(client, filled.clerk)
    for query in ("year=x&row=3.1", "year=2026&row=9", "year=0000&row=1", "year=2026&row=1&column=x"):
        assert client.get(f"/office/disclosure/?{query}").status_code == 200
    assert client.get("/office/disclosure/report/?year=x").status_code == 200
