"""Do records come in once, changed ones beside what they were, and can an import be taken back?"""

from datetime import date

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.subsystems.supervision.sources import registry, rules
from yiwang.subsystems.supervision.sources.actions import importing, taking, undoing
from yiwang.subsystems.supervision.sources.models import Import, Record, Rejection
from yiwang.subsystems.supervision.sources.tests import makers
from yiwang.subsystems.supervision.watching import sweep
from yiwang.subsystems.supervision.watching.models import Happening

pytestmark = pytest.mark.django_db
MEDICINE = registry.imported()["medicine"]


def undo(imported: Import) -> Import:
    keeper = makers.make_keeper()
    return undoing.undo(actor(keeper), keeper, imported, "报错了文件")


def test_a_record_comes_in_with_its_columns_and_is_heard_of():
    unit = make_unit()
    record = makers.make_record("medicine", unit, order="CG1", unit_price="12.5", quantity="4")
    assert (record.key, record.unit_id, record.version, record.on) == (
        f"{unit.code}/CG1",
        unit.pk,
        1,
        date(2026, 3, 10),
    )
    assert (str(record.price), str(record.amount), record.party) == ("12.5000", "50.00", makers.SUPPLIER)
    assert record.item == "阿莫西林胶囊｜0.25g×24粒"
    assert list(Happening.objects.values_list("kind", "key")) == [("record.medicine", record.pk)]
    entry = Entry.objects.get(act="sources.records_import")
    assert (entry.detail["added"], entry.detail["rejected"]) == (1, 0)


def test_the_same_file_again_changes_nothing():
    row = makers.given("medicine")
    makers.make_records("medicine", [row])
    again = makers.make_import("medicine", makers.json_file([row]))
    assert (again.added, again.changed, again.same) == (0, 0, 1)
    assert (Record.objects.count(), Happening.objects.count()) == (1, 1)


def test_a_changed_record_is_a_new_version_beside_the_old_one_and_is_heard_of_alone():
    row = makers.given("medicine")
    old = makers.make_records("medicine", [row])[0]
    again = makers.make_import("medicine", makers.json_file([{**row, "unit_price": "11.00"}]))
    assert (again.added, again.changed) == (0, 1)
    new = Record.objects.get(imported=again)
    old.refresh_from_db()
    assert (old.is_current, new.is_current, new.version) == (False, True, 2)
    assert old.values["unit_price"] == "10.00"
    assert list(Happening.objects.values_list("key", flat=True)) == [new.pk]


def test_a_key_that_comes_twice_in_a_file_is_two_versions_in_its_order():
    row = makers.given("medicine")
    imported = makers.make_import("medicine", makers.json_file([row, {**row, "unit_price": "11.00"}]))
    assert (imported.reached, imported.added, imported.changed) == (2, 1, 1)
    assert list(Record.objects.order_by("version").values_list("version", "is_current")) == [
        (1, False),
        (2, True),
    ]


def test_wrong_rows_are_listed_and_the_others_come_in():
    good, bad = makers.given("medicine"), makers.given("medicine", unit_price="十元", drug="=1+1")
    keeper = makers.make_keeper()
    imported = importing.carry_on(importing.begin(SYSTEM, keeper, MEDICINE, makers.json_file([bad, good])))
    assert (imported.state, imported.added, imported.rejected) == (rules.DONE, 1, 1)
    assert list(Rejection.objects.values_list("row", "field", "value")) == [
        (1, "药品通用名", "=1+1"),
        (1, "单价（元）", "十元"),
    ]


def test_a_rehearsal_says_what_would_happen_and_writes_nothing():
    known, changed = makers.given("medicine"), makers.given("medicine")
    makers.make_records("medicine", [known, changed])
    rows = [known, {**changed, "quantity": "1"}, makers.given("medicine"), makers.given("medicine", drug="")]
    keeper = makers.make_keeper()
    before = Record.objects.count(), Import.objects.count()
    outcome = importing.rehearse(keeper, MEDICINE, makers.json_file(rows))
    assert (outcome.same, outcome.changed, outcome.added, outcome.rejected) == (1, 1, 1, 1)
    assert outcome.faults[0].sentence == "请填写。"
    assert (Record.objects.count(), Import.objects.count()) == before


def test_of_a_long_file_the_beginning_is_tried(monkeypatch):
    monkeypatch.setattr(taking, "BATCH", 2)
    monkeypatch.setattr(importing, "REHEARSAL", -1.0)
    rows = [makers.given("medicine") for _ in range(5)]
    outcome = importing.rehearse(makers.make_keeper(), MEDICINE, makers.json_file(rows))
    assert (outcome.rows, outcome.added, outcome.is_partial) == (2, 2, True)


def test_importing_needs_the_right():
    with pytest.raises(Refused, match="导入监察数据"):
        importing.begin(SYSTEM, make_post(), MEDICINE, makers.file(b"x\n"))


def test_a_file_that_breaks_off_keeps_what_came_before_and_says_where():
    import json

    rows = [makers.given("medicine") for _ in range(3)]
    content = json.dumps(rows)[:-5].encode()
    keeper = makers.make_keeper()
    begun = importing.begin(SYSTEM, keeper, MEDICINE, makers.file(content, "a.json.txt"))
    imported = importing.carry_on(begun)
    assert imported.state == rules.BROKEN
    assert "JSON" in imported.reason
    assert Entry.objects.filter(act="sources.import_break").count() == 1


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(taking, "BATCH", 2)
    rows = [makers.given("medicine") for _ in range(5)]
    keeper = makers.make_keeper()
    begun = importing.begin(SYSTEM, keeper, MEDICINE, makers.json_file(rows))
    assert importing.carry_on(begun, seconds=-1).reached == 2
    assert Record.objects.count() == 2
    assert importing.carry_on_waiting() == 1
    begun.refresh_from_db()
    assert (begun.state, begun.reached, begun.added, Record.objects.count()) == (rules.DONE, 5, 5, 5)
    assert importing.carry_on_waiting() == 0


def test_a_worker_that_comes_late_to_an_import_takes_nothing_twice(monkeypatch):
    monkeypatch.setattr(taking, "BATCH", 2)
    keeper = makers.make_keeper()
    rows = [makers.given("medicine") for _ in range(4)]
    begun = importing.begin(SYSTEM, keeper, MEDICINE, makers.json_file(rows))
    late = Import.objects.get(pk=begun.pk)
    importing.carry_on(begun, seconds=-1)
    importing.carry_on(late)
    begun.refresh_from_db()
    assert (begun.reached, begun.added, Record.objects.count()) == (2, 2, 2)


@pytest.mark.parametrize("number", [2, 40])
def test_a_batch_costs_the_same_number_of_queries_however_many_rows(number, django_assert_num_queries):
    unit, keeper = make_unit(), makers.make_keeper()
    rows = [makers.given("medicine", unit) for _ in range(number)]
    begun = importing.begin(SYSTEM, keeper, MEDICINE, makers.json_file(rows))
    with django_assert_num_queries(19):
        importing.carry_on(begun)


def test_an_import_is_undone_and_what_it_had_replaced_is_in_force_again():
    row = makers.given("medicine")
    old = makers.make_records("medicine", [row])[0]
    Happening.objects.all().delete()
    rows = [{**row, "unit_price": "11.00"}, makers.given("medicine")]
    imported = undo(makers.make_import("medicine", makers.json_file(rows)))
    assert (imported.state, imported.reason) == (rules.UNDONE, "报错了文件")
    assert list(Record.objects.values_list("pk", "is_current")) == [(old.pk, True)]
    assert list(Happening.objects.values_list("key", flat=True)) == [old.pk]
    with pytest.raises(Refused, match="已撤销"):
        undo(imported)


def test_an_import_from_which_something_was_found_stays():
    record = makers.make_record("medicine", unit_price="20.00", reference_price="10.00")
    sweep.sweep(now())
    assert Finding.objects.filter(rule="sources.price_above_reference").count() == 1
    with pytest.raises(Refused, match="发现1个问题"):
        undo(record.imported)
    assert Record.objects.filter(pk=record.pk).exists()


def test_an_import_whose_records_were_changed_since_stays():
    row = makers.given("medicine")
    old = makers.make_records("medicine", [row])[0]
    makers.make_records("medicine", [{**row, "unit_price": "9.99"}])
    with pytest.raises(Refused, match="更新过"):
        undo(old.imported)
