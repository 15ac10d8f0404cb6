"""Do figures and scores equal a brute-force count, and does a snapshot stay as it is?"""

from datetime import date
from decimal import Decimal

import pytest

from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.indicators import figures, proof, schemes
from yiwang.kernel.indicators import rules as points
from yiwang.kernel.indicators.actions import exempt, take
from yiwang.kernel.indicators.models import Score, Snapshot
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.subsystems.supervision.board import rules, scheme, standing
from yiwang.subsystems.supervision.board.actions import scoring
from yiwang.subsystems.supervision.board.models import Preview
from yiwang.subsystems.supervision.board.tests.makers import make_clock, make_ended, make_row
from yiwang.subsystems.supervision.watching.sight import Sight

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def measured(code, day=MARCH):
    return figures.known(code).measured(month(day))


@pytest.fixture
def unit():
    return make_unit(name="甲局")


def test_weights_are_those_of_the_standard():
    """standards/approvals.md §8: 时限 40, 规范 30, 满意度 20, 公开 10; yellow −1, red −5, complaint −3."""
    declared = scheme.declared()
    points.check(declared)
    tops = {line.label: line.weight for line in declared.lines if line.weight and not line.parent}
    assert tops == {"时限": 40, "规范": 30, "满意度": 20, "公开": 10}
    assert {line.label: line.per for line in scheme.DEDUCTIONS} == {"黄牌": -1, "红牌": -5, "投诉属实": -3}


def test_what_takes_points_away_counts_only_where_its_figure_is_known(monkeypatch):
    monkeypatch.setattr(figures, "_registered", {})
    assert not [line for line in scheme.declared().lines if not line.weight]
    known = figures.Figure("supervision.cards_red", "红牌", "", "件", lambda period: {}, lambda *_: [])
    figures.register(known)
    assert [line.code for line in scheme.declared().lines if not line.weight] == ["cards_red"]


def test_on_time_is_a_share_of_what_ended_in_the_month(unit):
    make_ended(unit, city("2026-03-10 10:00"))
    make_ended(unit, city("2026-03-31 23:59"), outcome="after_promise")
    make_ended(unit, city("2026-04-01 00:00"))
    make_ended(unit, city("2026-03-05 10:00"), outcome="")
    found = measured("supervision.on_time")[unit.pk]
    assert (found.part, found.whole) == (1, 2)
    records = figures.known("supervision.on_time").records(month(MARCH), [unit.pk], 10)
    assert [record.counts for record in records] == [False, True]


def test_acceleration_is_what_was_left_of_the_legal_limit(unit):
    """standards/approvals.md §8: (legal − actual)/legal; §9 case 3: accepted 2026-01-30, due 2026-03-05.

    Ended on 2026-02-26, six working days of twenty were left: 02-27, 02-28 (made up), 03-02 to 05.
    """
    ended = city("2026-02-26 15:00")
    due = city("2026-03-06 00:00")
    make_ended(unit, ended, clock={"legal_due_at": due})
    found = measured("supervision.acceleration", date(2026, 2, 1))[unit.pk]
    assert (found.part, found.whole) == (Decimal(6) / 20, 1)


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({"legal_due_at": city("2026-03-10 00:00")}, 0),
        (
            {"legal_unit": "calendar_days", "legal_number": 20, "legal_due_at": city("2026-03-20 00:00")},
            "0.45",
        ),
        ({"legal_unit": "hours", "legal_number": 10, "legal_due_at": city("2026-03-10 16:00")}, "0.6"),
        ({"legal_unit": "minutes", "legal_number": 600, "legal_due_at": city("2026-03-10 16:00")}, "0.6"),
        ({"extended_number": 10, "legal_due_at": city("2026-03-26 00:00")}, Decimal(11) / 30),
    ],
)
def test_acceleration_knows_every_unit_and_extensions_and_never_goes_below_nothing(unit, changes, share):
    make_ended(unit, city("2026-03-10 10:00"), clock=changes)
    assert measured("supervision.acceleration")[unit.pk].part == Decimal(share)


def test_what_the_law_wants_done_at_once_says_nothing_of_acceleration(unit):
    """(legal − actual)/legal has no value where the legal limit is 0 days (standards/approvals.md §8)."""
    for due in ("2026-03-11 00:00", "2026-03-09 00:00"):
        make_ended(unit, city("2026-03-10 10:00"), clock={"legal_number": 0, "legal_due_at": city(due)})
    assert unit.pk not in measured("supervision.acceleration")
    records = figures.known("supervision.acceleration").records(month(MARCH), [unit.pk], 10)
    assert [(record.note, record.counts) for record in records] == [("", False), ("", False)]


def test_acceleration_equals_a_brute_force_sum(unit):
    for number in range(1, 28):
        ended = shifted(city("2026-03-01 09:00"), days=number, hours=number % 9)
        due = city("2026-04-10 00:00") if number % 3 else city("2026-03-12 00:00")
        make_ended(unit, ended, clock={"legal_due_at": due, "legal_number": 20 + number % 2})
    total, calendar = Decimal(0), in_force.calendar()
    for clock in Clock.objects.all():
        first, last = day_of(clock.stopped_at), day_of(shifted(clock.legal_due_at, seconds=-1))
        left = calendar.count_workdays(first, last) if last > first else 0
        total += min(Decimal(left) / clock.legal_number, Decimal(1))
    found = measured("supervision.acceleration")[unit.pk]
    assert found.whole == 27
    assert abs(found.part - total) < Decimal("1e-20")


def test_ratings_of_the_month_give_93_75_percent(unit):
    """standards/approvals.md §9 case 21: 60, 10, 5, 3, 2 of 80 rated."""
    levels = ("very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied")
    moment = city("2026-03-10 10:00")
    for level, number in zip(levels, (60, 10, 5, 3, 2), strict=True):
        for _ in range(number):
            make_row(unit, moment, rating=level, rated_at=moment)
    found = measured("supervision.satisfied")[unit.pk]
    assert rules.percent(found.part, found.whole) == "93.75%"
    worst = figures.known("supervision.satisfied").records(month(MARCH), [unit.pk], 6)
    assert [record.counts for record in worst] == [False] * 5 + [True]


def test_only_problems_of_procedure_that_held_are_counted(unit):
    with at("2026-03-10 10:00"):
        make_finding(unit, rule="tests.no_reason")
        make_finding(unit, rule="tests.no_reason", is_trial=True)
    make_finding(unit, rule="tests.no_reason")
    assert measured("supervision.procedure")[unit.pk].part == 1
    records = figures.known("supervision.procedure").records(month(MARCH), [unit.pk], 10)
    assert [record.note for record in records] == ["超过承诺时限"]


def test_results_published_in_time_are_a_share(unit):
    for outcome in ("on_time", "after_law"):
        stopped = city("2026-03-10 10:00")
        make_clock(
            unit,
            subject_kind="approvals.publicity",
            subject_key="987654321",
            state="stopped",
            started_at=shifted(stopped, days=-3),
            stopped_at=stopped,
            outcome=outcome,
        )
    found = measured("supervision.published")[unit.pk]
    assert (found.part, found.whole) == (1, 2)
    records = figures.known("supervision.published").records(month(MARCH), [unit.pk], 10)
    assert [record.note for record in records] == ["超期公示", "按期公示"]


def appraise_march(unit):
    make_ended(unit, city("2026-03-10 10:00"))
    make_ended(unit, city("2026-03-11 10:00"), outcome="after_law")
    with at("2026-03-10 10:00"):
        make_finding(unit, rule="tests.no_reason")


def test_a_snapshot_stays_after_what_it_was_counted_from_has_changed(unit):
    appraise_march(unit)
    snapshot = take(actor(make_post()), rules.SCHEME, MARCH)
    score = snapshot.scores.get(unit=unit)
    kept = score.total
    Clock.objects.update(outcome="on_time")
    Case.objects.all().delete()
    assert Score.objects.get(pk=score.pk).total == kept
    assert proof.is_intact(Snapshot.objects.get())
    assert measured("supervision.on_time")[unit.pk].part == 2


def test_the_points_of_a_month_are_added_up_by_hand(unit):
    appraise_march(unit)
    score = take(actor(make_post()), rules.SCHEME, MARCH).scores.get(unit=unit)
    values = {value.line: value for value in score.values.all()}
    share = measured("supervision.acceleration")[unit.pk].share
    reached = Decimal(24) / 2 + 16 * share + 28
    assert values["on_time"].points == 12
    assert values["conduct"].points == 28
    assert values["satisfaction"].points is None
    # 70 of the 100 points count; the rest has no data.
    assert score.total == points.rounded(reached * 100 / 70)


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [("2026-04-01 00:30", True), ("2026-04-20 10:00", True), ("2026-05-01 10:00", False)],
)
def test_the_month_before_is_taken_from_the_first_working_day_on(unit, moment, is_taken):
    """2026-05-01 to 05 are off (国办发明电〔2025〕7号); April's result waits."""
    make_ended(unit, city("2026-03-10 10:00"))
    make_ended(unit, city("2026-04-10 10:00"))
    with at(moment):
        assert bool(scoring.take_due()) == is_taken
        assert scoring.take_due() == 0
    assert Snapshot.objects.count() == int(is_taken)


def test_nothing_is_taken_of_a_month_before_there_was_anything(unit):
    with at("2026-04-02 10:00"):
        assert scoring.take_due() == 0


def test_the_running_month_is_previewed_and_replaced(unit):
    exempt(actor(make_post()), rules.SCHEME, "conduct", unit, MARCH, "机构改革过渡期")
    with at("2026-03-20 10:00"):
        make_ended(unit, city("2026-03-10 10:00"))
        assert scoring.count_running() == 1
        make_ended(unit, city("2026-03-11 10:00"), outcome="after_law")
        scoring.count_running()
    row = Preview.objects.get()
    lines = {line.code: line for line in standing.lines_of_preview(row)}
    assert (lines["on_time"].measured, lines["on_time"].counted) == ("50%", "1 ÷ 2")
    assert lines["conduct"].points_label == "免考"
    assert lines["satisfaction"].points_label == "不计"


def test_a_preview_that_is_killed_between_leaves_the_one_before(unit, monkeypatch):
    with at("2026-03-20 10:00"):
        make_ended(unit, city("2026-03-10 10:00"))
        scoring.count_running()
        before = Preview.objects.get().pk

        def killed(*_, **__):
            raise KeyboardInterrupt

        monkeypatch.setattr(Preview.objects, "bulk_create", killed)
        with pytest.raises(KeyboardInterrupt):
            scoring.count_running()
    assert Preview.objects.get().pk == before


def test_a_quarter_is_the_mean_of_its_months(unit):
    by = actor(make_post())
    other = make_unit(name="乙局")
    for first, outcome in ((1, "on_time"), (2, "after_law"), (3, "on_time")):
        make_ended(unit, city(f"2026-0{first}-20 10:00"), outcome=outcome)
        if first == 3:
            make_ended(other, city("2026-03-20 10:00"))
        take(by, rules.SCHEME, date(2026, first, 1))
    quarter = rules.span_of("2026-Q1")
    best, next_best = standing.of_span(Sight(None), quarter)
    months = Score.objects.filter(unit=unit).order_by("snapshot__month").values_list("total", flat=True)
    assert best.unit_name == "乙局"
    assert next_best.total == rules.mean(list(months))
    assert (best.rank, next_best.rank) == (1, 2)
    assert next_best.months == list(months)
    march = standing.of_span(Sight(None), rules.span_of("2026-03"))
    changed = next(each for each in march if each.unit_id == unit.pk)
    assert changed.change == months[2] - months[1]


def test_windows_count_for_the_unit_they_belong_to(unit):
    window = make_unit(parent=unit, kind=Unit.Kind.WINDOW)
    make_ended(window, city("2026-03-10 10:00"))
    snapshot = take(actor(make_post()), rules.SCHEME, MARCH)
    assert snapshot.scores.get().unit == unit


def test_a_month_is_taken_once(unit):
    appraise_march(unit)
    take(actor(make_post()), rules.SCHEME, MARCH)
    with pytest.raises(Refused, match="已经生成"):
        take(actor(make_post()), rules.SCHEME, MARCH)
    assert rules.SCHEME in schemes.declared()
