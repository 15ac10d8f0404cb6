"""standards/disclosure.md §3 to §5 where no database is needed."""

from datetime import date

import pytest

from yiwang.kernel.deadlines import shipped
from yiwang.kernel.errors import Refused
from yiwang.subsystems.disclosure.requests import results, rules, yearly

FEES_BY_ITEM = ((10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (55, 9000))
FEES_BY_PAGE = ((30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (250, 4700))
# Case 15: the sub-rows of a filled report of a city, in the order of the form.
FILLED = (5548, 2168, *(13, 30, 11, 51, 104, 85, 286, 150), *(3222, 180, 19), *(203, 148, 0, 101, 5))
FILLED_ROWS = (*FILLED, 318, 203, 965)


@pytest.mark.parametrize(("number", "yuan"), FEES_BY_ITEM)
def test_the_fee_by_item_is_progressive(number, yuan):
    """Case 12: per applicant and calendar month."""
    assert rules.fee_by_items(number) == yuan
    assert sum(rules.fee_of_item(each) for each in range(1, number + 1)) == yuan


@pytest.mark.parametrize(("number", "yuan"), FEES_BY_PAGE)
def test_the_fee_by_page_is_progressive(number, yuan):
    """Case 13."""
    assert rules.fee_by_pages(number) == yuan


def test_a_fee_of_nothing_is_not_asked_for():
    for way in rules.FEE_WAYS:
        with pytest.raises(Refused, match="不收费"):
            rules.check_fee(way, 0)
        rules.check_fee(way, 10)
    with pytest.raises(Refused, match="计收方式"):
        rules.check_fee("both", 10)


def test_the_law_of_the_day_of_receipt_holds():
    assert rules.statute_of(date(2019, 5, 14)) is rules.LAW_2008
    assert rules.statute_of(date(2019, 5, 15)) is rules.LAW_2019


def test_every_result_stands_in_one_row_of_the_form():
    assert {one.row for one in results.RESULTS.values()} == set(results.ROWS)
    assert len(yearly.ROWS) == 25
    assert len(results.ROWS) == 21
    assert results.codes_of("3.4.1") == {results.ABSENT, results.NOT_OURS}
    assert results.RESULTS[results.PARTLY].row == "3.2"


def test_a_filled_report_adds_up():
    """Cases 14 to 16: 14069 + 560 = 13810 + 819; the sub-rows sum to 13810; the six kinds to 14069."""
    counted = {(row, "person"): number for row, number in zip(results.ROWS, FILLED_ROWS, strict=True)}
    new = dict(zip(rules.APPLICANTS, (13612, 252, 0, 45, 128, 32), strict=True))
    counted |= {(yearly.NEW, kind): number for kind, number in new.items()}
    counted[yearly.CARRIED_IN, "person"] = 560
    rows = {row.code: dict(row.cells) for row in yearly.table(counted)}
    assert rows[yearly.NEW]["total"] == 14069
    assert rows[yearly.HANDLED]["total"] == 13810
    counted[yearly.CARRIED_OUT, "person"] = 13612 + 560 - 13810
    counted |= {(yearly.CARRIED_OUT, kind): new[kind] for kind in new if kind != "person"}
    table = yearly.table(counted)
    assert dict(table[-1].cells)["total"] == 819
    assert yearly.faults(table) == []


def test_what_does_not_add_up_is_named_by_its_column():
    counted = {(yearly.NEW, "person"): 3, ("3.1", "person"): 1, (yearly.CARRIED_OUT, "person"): 1}
    found = yearly.faults(yearly.table(counted))
    assert [fault.partition("：")[0] for fault in found] == ["“自然人”一列", "“总计”一列"]
    assert "新收加结转为3件，办结加结转下年为2件" in found[0]


def test_an_answer_needs_a_ground_and_what_its_kind_asks_for():
    ground = "第十四条"
    results.check_reply(results.GIVEN, ground, "", was_corrected=False)
    for result, pointer, words in (
        ("no_such", "", "答复类型"),
        (results.PUBLISHED, "", "方式、途径"),
        (results.UNCLEAR, "", "没有告知过补正"),
        (results.UNPAID, "", "答复类型"),
    ):
        with pytest.raises(Refused, match=words):
            results.check_reply(result, ground, pointer, was_corrected=False)
    with pytest.raises(Refused, match="法律条款"):
        results.check_reply(results.SECRET, " ", "", was_corrected=False)
    results.check_reply(results.UNCLEAR, ground, "", was_corrected=True)


def test_every_adverse_answer_says_what_can_be_done_against_it():
    today = date(2026, 3, 2)
    assert results.remedies(results.GIVEN, today) == ""
    assert "60日内" in results.remedies(results.PARTLY, today)
    assert "6个月内" in results.remedies(results.ABSENT, today)
    assert "复议决定不服" in results.remedies(results.SECRET, today)
    assert "6个月内" in results.remedies(results.SECRET, date(2023, 12, 31))


def test_a_plain_letter_is_confirmed_on_its_day_and_the_web_by_the_next_working_day():
    calendar = shipped.calendar()
    friday, monday, tuesday = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)
    assert not rules.is_confirmed_late(rules.ORDINARY, friday, friday, calendar)
    assert rules.is_confirmed_late(rules.ORDINARY, friday, monday, calendar)
    assert not rules.is_confirmed_late(rules.WEB, friday, monday, calendar)
    assert rules.is_confirmed_late(rules.WEB, friday, tuesday, calendar)
    assert not rules.is_confirmed_late(rules.VISIT, friday, tuesday, calendar)


def test_against_an_objection_only_an_important_public_interest_discloses():
    """Art. 32."""
    rules.check_against_objection(0, True, "")
    rules.check_against_objection(1, False, "")
    rules.check_against_objection(1, True, "涉及饮用水安全，影响全城居民")
    with pytest.raises(Refused, match="公共利益"):
        rules.check_against_objection(1, True, "")


def test_an_objection_says_why():
    assert rules.check_opinion(rules.THIRD, rules.AGREED, "") == rules.AGREED
    with pytest.raises(Refused, match="写明理由"):
        rules.check_opinion(rules.THIRD, rules.OBJECTED, "")
    with pytest.raises(Refused, match="是否同意"):
        rules.check_opinion(rules.THIRD, rules.SILENT, "")
