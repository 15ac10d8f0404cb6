"""Does each anomaly rule find what it should, with its arithmetic, and leave the rest alone?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.sources import anomalies, specimens
from yiwang.subsystems.supervision.sources.models import Connection, Ground, Record
from yiwang.subsystems.supervision.sources.tests import makers
from yiwang.subsystems.supervision.watching import registry, sweep
from yiwang.subsystems.supervision.watching.registry import Happened
from yiwang.subsystems.supervision.watching.rules import TRIAL

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Shanghai")
OTHER = specimens.credit_code(2)


def run(code: str, **parameters) -> list[registry.Breach]:
    """What the rule says of all current records, with its own numbers unless said otherwise."""
    rule = registry.registered()[code]
    numbers = {name: each.default for name, each in rule.parameters.items()} | parameters
    happened = [Happened(f"record.{each.source}", each.pk, each.received_at) for each in Record.objects.all()]
    heard = [each for each in happened if each.kind in rule.hears]
    return list(rule.judge(heard, numbers))


def working(breach: registry.Breach) -> str:
    return "；".join(value for _, value in breach.evidence)


@pytest.mark.parametrize("rule", anomalies.RULES, ids=lambda rule: rule.code)
def test_every_rule_cites_a_basis_and_thresholds_of_the_city_are_tried_first(rule):
    assert rule.basis.startswith("《")
    local = {"sources.price_above_reference", "sources.price_above_median", "sources.one_supplier"}
    if rule.code in local | {"sources.split_purchases", "sources.close_bids", "sources.no_acceptance"}:
        assert rule.mode == TRIAL


@pytest.mark.parametrize(("price", "found"), [("10.50", 0), ("10.5001", 1), ("9", 0)])
def test_a_price_more_than_five_per_cent_above_the_reference_is_found(price, found):
    makers.make_record("medicine", unit_price=price, reference_price="10")
    breaches = run("sources.price_above_reference")
    assert len(breaches) == found
    if found:
        assert "10.5001元÷10.00元＝105.00%，超过105%" in working(breaches[0])


def test_a_purchase_without_a_reference_price_is_not_compared_with_one():
    makers.make_record("medicine", unit_price="1000", reference_price="")
    assert run("sources.price_above_reference") == []


@pytest.mark.parametrize(("price", "found"), [("12.00", 0), ("12.01", 1)])
def test_a_price_more_than_twenty_per_cent_above_the_median_of_the_others_is_found(price, found):
    rows = [makers.given("medicine", unit_price=each) for each in ("9", "10", "10", "10", "11")]
    makers.make_records("medicine", [*rows, makers.given("medicine", unit_price=price)])
    breaches = run("sources.price_above_median")
    assert len(breaches) == found
    if found:
        assert "12.01元÷10.00元＝120.10%，超过120%" in working(breaches[0])
        assert "其他5笔采购" in working(breaches[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"drug": "别的药"},
        {"specification": "1g"},
        {"purchased_on": "2025-03-01"},
        {"purchased_on": "2026-03-11"},
    ],
)
def test_only_the_same_drug_and_specification_of_the_last_twelve_months_count(changes):
    others = [makers.given("medicine", unit_price="10", **changes) for _ in range(5)]
    makers.make_records("medicine", [*others, makers.given("medicine", unit_price="30")])
    assert run("sources.price_above_median") == []


def test_a_median_of_too_few_purchases_says_nothing():
    rows = [makers.given("medicine", unit_price="10") for _ in range(4)]
    makers.make_records("medicine", [*rows, makers.given("medicine", unit_price="30")])
    assert run("sources.price_above_median") == []


@pytest.mark.parametrize(("others", "found"), [(9, 1), (10, 0), (11, 0)])
def test_more_than_half_of_the_purchases_from_one_supplier_is_found(others, found):
    unit = make_unit()
    own = [makers.given("medicine", unit) for _ in range(10)]
    rest = [
        makers.given("medicine", unit, supplier_code=specimens.credit_code(10 + n)) for n in range(others)
    ]
    makers.make_records("medicine", own + rest)
    breaches = run("sources.one_supplier")
    assert len(breaches) == found
    if found:
        assert breaches[0].unit_id == unit.pk
        assert "10,000.00元÷19,000.00元＝52.63%，超过50%" in working(breaches[0])


def test_nine_purchases_from_one_supplier_are_too_few():
    unit = make_unit()
    makers.make_records("medicine", [makers.given("medicine", unit) for _ in range(9)])
    assert run("sources.one_supplier") == []


def test_purchases_of_another_institution_are_not_counted_with_it():
    one, other = make_unit(), make_unit()
    rows = [makers.given("medicine", unit) for unit in (one, other) for _ in range(5)]
    makers.make_records("medicine", rows)
    assert run("sources.one_supplier") == []


@pytest.mark.parametrize(
    ("quantities", "days", "found"),
    [
        (["2000", "2000", "1001"], ["2026-03-01", "2026-03-10", "2026-03-20"], 1),
        (["2000", "2000", "1000"], ["2026-03-01", "2026-03-10", "2026-03-20"], 0),
        (["2000", "2000", "2000"], ["2026-01-01", "2026-02-10", "2026-03-20"], 0),
        (["2000", "3001"], ["2026-03-01", "2026-03-10"], 0),
        (["5000", "1000", "1000"], ["2026-03-01", "2026-03-10", "2026-03-20"], 0),
    ],
)
def test_small_purchases_of_one_supplier_that_add_up_are_found(quantities, days, found):
    unit = make_unit()
    rows = [
        makers.given("medicine", unit, quantity=quantity, purchased_on=day)
        for quantity, day in zip(quantities, days, strict=True)
    ]
    makers.make_records("medicine", rows)
    breaches = run("sources.split_purchases")
    assert len(breaches) == found
    if found:
        assert "20,000.00元＋20,000.00元＋10,010.00元＝50,010.00元，超过50,000.00元" in working(breaches[0])


def test_small_purchases_of_two_suppliers_are_no_splitting():
    unit = make_unit()
    codes = (makers.SUPPLIER, OTHER, makers.SUPPLIER)
    makers.make_records(
        "medicine", [makers.given("medicine", unit, quantity="2000", supplier_code=code) for code in codes]
    )
    assert run("sources.split_purchases") == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 0),
        ({"winner": "乙公司", "award": "1050000"}, 1),
        ({"winner": "乙公司", "award": "1050000", "reason": "甲公司资质不符"}, 0),
        ({"winner": "乙公司", "award": "1050000", "bids": ""}, 0),
        ({"winner": "乙公司", "award": "1050000", "method": "auction", "trade": "land"}, 0),
    ],
)
def test_an_award_not_to_the_lowest_without_reason_is_found(changes, found):
    makers.make_record("trading", **changes)
    breaches = run("sources.not_lowest")
    assert len(breaches) == found
    if found:
        assert "1,050,000.00元－1,000,000.00元＝50,000.00元" in working(breaches[0])


@pytest.mark.parametrize(
    ("number", "method", "colour"),
    [(1, "open", "red"), (2, "invited", "yellow"), (3, "open", None), (1, "single", None)],
)
def test_a_tender_with_fewer_than_three_bidders_is_found(number, method, colour):
    bidders = ["甲公司", "乙公司", "丙公司"][:number]
    makers.make_record("trading", bidders=bidders, bids="", method=method)
    assert [each.colour for each in run("sources.few_bidders")] == ([colour] if colour else [])


@pytest.mark.parametrize(
    ("bids", "found"),
    [
        (["1000000", "1001000", "1100000"], "0.10%"),
        (["1000000", "1000000", "1100000"], "0.00%"),
        (["1000000", "1001001", "1100000"], ""),
    ],
)
def test_bids_that_are_alike_are_found(bids, found):
    makers.make_record("trading", bids=bids)
    breaches = run("sources.close_bids")
    assert len(breaches) == bool(found)
    if found:
        assert found in working(breaches[0])


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 0),
        ({"started_on": "2025-04-30"}, 1),
        ({"started_on": "2025-05-01"}, 0),
        ({"approved_on": ""}, 1),
        ({"approved_on": "", "started_on": ""}, 0),
    ],
)
def test_what_is_built_before_it_is_approved_is_found(changes, found):
    makers.make_record("construction", **changes)
    assert len(run("sources.built_unapproved")) == found


@pytest.mark.parametrize(("changed", "found"), [("500000", 0), ("500000.01", 1), ("", 0)])
def test_changes_above_ten_per_cent_of_the_contract_are_found(changed, found):
    """政府采购法 art. 49."""
    makers.make_record("construction", changes=changed)
    breaches = run("sources.changes_above_contract")
    assert len(breaches) == found


@pytest.mark.parametrize(("budget", "found"), [("5510000", "110.20%"), ("5500000", "")])
def test_a_budget_more_than_ten_per_cent_above_the_estimate_is_found(budget, found):
    """standards/projects-and-appraisal.md §4 no. 1 and 2."""
    makers.make_record("construction", estimate="5000000", budget=budget)
    breaches = run("sources.budget_above_estimate")
    assert len(breaches) == bool(found)
    if found:
        assert f"5,510,000.00元÷5,000,000.00元＝{found}，超过110%" in working(breaches[0])


@pytest.mark.parametrize(
    ("today", "accepted", "found"),
    [
        # standards/projects-and-appraisal.md §4 no. 9
        (date(2025, 9, 10), "", 0),
        (date(2025, 9, 11), "", 1),
        (date(2025, 9, 11), "2025-09-09", 0),
    ],
)
def test_a_project_not_handed_over_within_six_months_is_found(today, accepted, found):
    makers.make_record(
        "construction",
        approved_on="2024-01-01",
        started_on="2024-06-01",
        completed_on="2025-03-10",
        acceptance_on=accepted,
    )
    rule = registry.registered()["sources.no_acceptance"]
    moment = datetime(today.year, today.month, today.day, 12, tzinfo=CITY)
    breaches = list(rule.look(moment, {"months": rule.parameters["months"].default}))
    assert len(breaches) == found
    if found:
        assert "2025-03-10＋6个月＝2025-09-10，至2025-09-11仍未申请竣工验收" in working(breaches[0])


def test_a_project_that_was_found_is_not_looked_at_again():
    makers.make_record(
        "construction", started_on="2024-06-01", approved_on="2024-01-01", completed_on="2025-03-10"
    )
    sweep.sweep(now())
    assert Finding.objects.filter(rule="sources.no_acceptance").count() == 1
    rule = registry.registered()["sources.no_acceptance"]
    assert list(rule.look(now(), {"months": rule.parameters["months"].default})) == []


@pytest.mark.parametrize(("days", "found"), [(7, 0), (8, 1)])
def test_a_source_that_went_silent_is_found_once(days, found):
    unit = make_unit()
    makers.connect("trading", unit, since=shifted(now(), days=-30).date())
    record = makers.make_record("trading")
    Record.objects.filter(pk=record.pk).update(received_at=shifted(now(), days=-days))
    for _ in range(2):
        sweep.sweep(now())
    findings = Finding.objects.filter(rule="sources.silent")
    assert [each.unit_id for each in findings] == [unit.pk] * found


def test_a_source_that_nobody_answers_for_cannot_go_silent():
    assert not Connection.objects.exists()
    sweep.sweep(now())
    assert not Finding.objects.filter(rule="sources.silent").exists()


def test_a_finding_is_made_once_though_the_record_comes_again_changed():
    row = makers.given("trading", winner="乙公司", award="1050000")
    makers.make_records("trading", [row])
    sweep.sweep(now())
    makers.make_records("trading", [{**row, "budget": "1300000"}])
    sweep.sweep(now())
    found = Finding.objects.filter(rule="sources.not_lowest")
    assert [(each.fact, each.is_trial) for each in found] == [
        (f"sources.not_lowest:trading:{row['section_number']}", False)
    ]
    assert Ground.objects.filter(fact=found[0].fact).count() == 2


@pytest.mark.parametrize("rule", [each for each in anomalies.RULES if each.judge], ids=lambda rule: rule.code)
def test_a_rule_asks_the_same_number_of_queries_for_any_number_of_records(
    rule, django_assert_max_num_queries
):
    source = next(iter(rule.hears)).removeprefix("record.")
    bad = {
        "medicine": {"unit_price": "90", "quantity": "100", "reference_price": "10"},
        "trading": {"winner": "乙公司", "award": "1050000", "bids": ["1000000", "1000000", "1100000"]},
        "construction": {"approved_on": "", "changes": "900000", "budget": "9000000"},
    }[source]
    units = [make_unit() for _ in range(5)]
    makers.make_records(source, [makers.given(source, units[n % 5], **bad) for n in range(60)])
    with django_assert_max_num_queries(6):
        run(rule.code)


def test_the_specimens_break_every_rule():
    units = [make_unit(name=f"第{number}中心").name for number in range(4)]
    for name in ("medicine", "trading", "construction"):
        content = getattr(specimens, name)(units, date(2026, 3, 31)).encode()
        makers.make_import(name, makers.file(content))
    sweep.sweep(now())
    found = set(Finding.objects.filter(rule__startswith="sources.").values_list("rule", flat=True))
    assert found == {rule.code for rule in anomalies.RULES} - {"sources.silent"}
