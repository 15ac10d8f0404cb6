from datetime import date

import pytest
from django.db import Error, connection, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators import actions, figures, proof, schemes, triggers
from yiwang.kernel.indicators.models import Snapshot, Value
from yiwang.kernel.indicators.periods import month, month_before
from yiwang.kernel.indicators.rules import COUNTED, Line, Veto
from yiwang.kernel.indicators.tests.makers import (
    counted,
    make_scheme,
    number,
    out_of,
    register_figures,
)
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.oversight import OVERSEE
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
LOSS = Line("loss", "扣分", figure="tests.bonus", formula=COUNTED, per=number(-1))
OVERSEER = "tests_indicators_overseer"
roles.declare(OVERSEER, "监督员", (OVERSEE,), description="监督。")


@pytest.fixture(autouse=True)
def _one_scheme(monkeypatch):
    monkeypatch.setattr(figures, "_registered", {})
    monkeypatch.setattr(schemes, "_declared", {})
    register_figures()
    schemes.declare(make_scheme())


@pytest.fixture
def leader():
    return actor(make_post())


def test_a_month_is_taken_once_with_places_and_values(leader):
    first, second = make_unit(name="甲局"), make_unit(name="乙局")
    register_figures(
        on_time={first.pk: out_of(9, 10), second.pk: out_of(10, 10)}, findings={first.pk: counted(2)}
    )
    snapshot = actions.take(leader, "tests.scheme", date(2026, 2, 17))
    best, next_best = snapshot.scores.best_first()
    assert (best.unit_name, best.total, best.rank, best.grade) == ("乙局", 100, 1, "优秀")
    assert (next_best.total, next_best.rank) == (92, 2)
    value = next_best.values.get(line="on_time")
    assert (value.part, value.whole, value.points, value.full) == (9, 10, 54, 60)
    with pytest.raises(Refused, match="已经生成"):
        actions.take(leader, "tests.scheme", FEBRUARY)


def test_a_month_that_lasts_is_not_taken(leader):
    with pytest.raises(Refused, match="还没有结束"):
        actions.take(leader, "tests.scheme", date(2999, 1, 1))


def test_windows_and_offices_count_for_the_unit_they_belong_to(leader):
    bureau = make_unit(name="甲局")
    window = make_unit(parent=bureau, kind=Unit.Kind.WINDOW)
    desk = make_unit(parent=window, kind=Unit.Kind.OFFICE)
    register_figures(on_time={bureau.pk: out_of(1, 1), window.pk: out_of(0, 1), desk.pk: out_of(1, 2)})
    score = actions.take(leader, "tests.scheme", FEBRUARY).scores.get()
    assert score.unit == bureau
    value = score.values.get(line="on_time")
    assert (value.part, value.whole) == (2, 4)


def test_the_digest_is_in_the_record_and_gives_a_change_away(leader):
    unit = make_unit()
    register_figures(on_time={unit.pk: out_of(1, 3)}, bonus={unit.pk: counted("1.5")})
    snapshot = actions.take(leader, "tests.scheme", FEBRUARY)
    assert proof.is_intact(Snapshot.objects.get())
    assert Entry.objects.get(act="indicators.snapshot_take").detail["digest"] == snapshot.digest
    Value.objects.filter(line="on_time").update(part=3)
    assert not proof.is_intact(Snapshot.objects.get())


def test_a_deduction_that_never_came_leaves_the_result_intact(leader):
    """Minus one point times nothing is a zero with a sign, which no database keeps."""
    unit = make_unit()
    lines = (Line("on_time", "按期", number(100), "tests.on_time"), LOSS)
    schemes.declare(make_scheme(lines=lines))
    register_figures(on_time={unit.pk: out_of(1, 3)})
    actions.take(leader, "tests.scheme", FEBRUARY)
    assert proof.is_intact(Snapshot.objects.get())


def test_supervisors_see_the_results_of_whom_they_watch_over(leader):
    unit, other, watcher = make_unit(), make_unit(), make_unit()
    register_figures(on_time={unit.pk: out_of(1, 3), other.pk: out_of(1, 3)})
    scores = actions.take(leader, "tests.scheme", FEBRUARY).scores
    let_oversee(SYSTEM, watcher, unit, "电子监察管理办法")
    supervisor = make_post(unit=watcher, roles=[OVERSEER])
    assert [score.unit for score in scores.visible_to(supervisor)] == [unit]
    assert [score.unit for score in scores.visible_to(make_post(unit=other))] == [other]
    assert not scores.visible_to(None).exists()


def test_of_two_that_count_a_month_at_once_the_first_is_kept(leader, monkeypatch):
    unit = make_unit()
    register_figures(on_time={unit.pk: out_of(1, 3)})
    appraised = actions.appraised

    def overtaken(*given):
        monkeypatch.setattr(actions, "appraised", appraised)
        actions.take(leader, "tests.scheme", FEBRUARY)
        return appraised(*given)

    monkeypatch.setattr(actions, "appraised", overtaken)
    with pytest.raises(Refused, match="已经生成"):
        actions.take(leader, "tests.scheme", FEBRUARY)
    assert Snapshot.objects.count() == 1


def test_the_database_itself_refuses_to_change_or_remove_a_result(leader):
    unit = make_unit()
    register_figures(on_time={unit.pk: out_of(1, 3)})
    snapshot = actions.take(leader, "tests.scheme", FEBRUARY)
    triggers.install(connection)
    try:
        for deed in (
            lambda: Value.objects.update(part=3),
            lambda: snapshot.scores.update(total=100),
            lambda: Snapshot.objects.update(digest=""),
            lambda: Value.objects.all().delete(),
        ):
            with pytest.raises(Error), transaction.atomic():
                deed()
    finally:
        triggers.uninstall(connection)


def test_an_exemption_holds_from_its_month_on_and_leaves_the_indicator_out(leader):
    unit = make_unit()
    register_figures(on_time={unit.pk: out_of(1, 2)}, findings={unit.pk: counted(1)})
    granted = actions.exempt(leader, "tests.scheme", "on_time", unit, date(2026, 2, 20), "系统故障期间")
    with pytest.raises(Refused, match="已经免考"):
        actions.exempt(leader, "tests.scheme", "on_time", unit, FEBRUARY, "再次")
    with pytest.raises(Refused, match="请写明免考的理由"):
        actions.exempt(leader, "tests.scheme", "findings", unit, FEBRUARY, " ")
    january = actions.take(leader, "tests.scheme", date(2026, 1, 1)).scores.get()
    february = actions.take(leader, "tests.scheme", FEBRUARY).scores.get()
    assert (january.total, february.total) == (69, number("97.5"))
    assert february.values.get(line="on_time").is_exempt
    actions.end_exemption(leader, granted.pk)
    march = actions.take(leader, "tests.scheme", date(2026, 3, 1)).scores.get()
    assert march.total == 69


def test_a_new_version_holds_from_its_month_and_never_for_a_month_already_taken(leader):
    unit = make_unit()
    register_figures(on_time={unit.pk: out_of(1, 2)})
    actions.take(leader, "tests.scheme", date(2026, 1, 1))
    changed = make_scheme(lines=(Line("on_time", "按期", number(100), "tests.on_time"),))
    with pytest.raises(Refused, match="请从以后的月份起执行"):
        actions.lay_down(leader, changed, date(2026, 1, 1), "依据新的考核办法")
    actions.lay_down(leader, changed, FEBRUARY, "依据新的考核办法")
    assert schemes.in_force("tests.scheme", date(2026, 1, 1)) == (make_scheme(), 0)
    assert schemes.in_force("tests.scheme", FEBRUARY) == (changed, 1)
    assert actions.take(leader, "tests.scheme", FEBRUARY).scores.get().total == 50


def test_a_scheme_with_a_figure_nobody_knows_is_refused(leader):
    unknown = make_scheme(vetoes=(Veto("tests.unknown", "不明"),))
    with pytest.raises(Refused, match="没有“tests"):
        actions.lay_down(leader, unknown, FEBRUARY, "依据新的考核办法")


def test_a_month_ends_where_the_next_begins():
    assert month(date(2026, 2, 28)).after == date(2026, 3, 1)
    assert month(date(2026, 12, 5)).label == "2026年12月"
    assert month_before(date(2026, 1, 31)) == month(date(2025, 12, 1))
