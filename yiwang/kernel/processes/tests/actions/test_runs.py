import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Limit, Unit
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.processes import actions, engine, rules, shipped
from yiwang.kernel.processes.definitions import in_force
from yiwang.kernel.processes.models import Run, Step
from yiwang.kernel.processes.rules import Seat, Subject
from yiwang.kernel.processes.tests.documents import END, START, fields, flow, flows, framed, step
from yiwang.kernel.processes.tests.makers import (
    finish_all,
    make_actor,
    make_definition,
    make_run,
    make_seats,
    open_step,
    open_steps,
)

pytestmark = pytest.mark.django_db


def test_a_promised_item_goes_from_acceptance_to_delivery():
    run, by = make_run("promised"), make_actor()
    assert open_steps(run) == ["accept"]
    finish_all(run, by, "accept:accepted", "review:passed", "check:agreed", "decide:granted", "deliver")
    run.refresh_from_db()
    assert run.state == rules.FINISHED
    assert run.ended_at is not None
    assert [step.outcome for step in run.steps.all()] == ["accepted", "passed", "agreed", "granted", "done"]


def test_what_is_not_accepted_ends_at_once():
    run = make_run("promised")
    finished = actions.finish(make_actor(), open_step(run, "accept").pk, "declined")
    assert finished.is_run_finished
    assert finished.opened == []


def test_what_a_decider_returns_is_checked_again():
    run, by = make_run("promised"), make_actor()
    finish_all(run, by, "accept:accepted", "review:passed", "check:agreed", "decide:returned")
    assert open_steps(run) == ["check"]


def test_units_examine_together_and_the_lead_waits_for_all_of_them():
    run, by = make_run("parallel", seats=make_seats(together=3)), make_actor()
    finish_all(run, by, "accept:accepted")
    assert len({step.unit_id for step in run.steps.open()}) == 3
    finish_all(run, by, "cooperate:agreed", "cooperate:objected")
    assert open_steps(run) == ["cooperate"]
    finish_all(run, by, "cooperate:agreed")
    assert open_steps(run) == ["check"]


def test_a_step_knows_its_seat_its_stage_and_its_clock():
    unit, limit = make_unit(), Limit(3, Unit.HOURS)
    run = make_run(seats=make_seats(acceptor=Seat(unit.pk, "case_clerk", None, limit)))
    step = open_step(run, "accept")
    assert (step.unit, step.role, step.seat, step.stage) == (unit, "case_clerk", "acceptor", "accept")
    assert step.clock is not None
    assert step.clock.legal_number == 3
    finish_all(run, make_actor(), "accept:accepted")
    assert Clock.objects.get(pk=step.clock_id).outcome == "on_time"


def test_a_run_without_a_seat_for_each_step_does_not_start():
    shipped.install()
    seats = make_seats()
    del seats["checker"]
    with pytest.raises(Refused, match="“审核”没有配置办理岗位（checker）"):
        actions.start(SYSTEM, in_force("promised"), Subject("cases.case", "1"), seats)
    assert not Run.objects.exists()


def test_who_comes_second_hears_who_was_quicker():
    run, first = make_run(), make_actor()
    step = open_step(run, "accept")
    actions.finish(first, step.pk, "accepted")
    with pytest.raises(Refused, match=f"已由{first.person}办理"):
        actions.finish(make_actor(), step.pk, "declined")


def test_an_outcome_that_the_step_does_not_have_is_refused():
    run = make_run()
    with pytest.raises(Refused, match="只能是：受理、不予受理"):
        actions.finish(make_actor(), open_step(run, "accept").pk, "granted")
    assert open_steps(run) == ["accept"]


def test_a_cancelled_run_has_no_open_step_and_takes_no_more():
    run = make_run(seats=make_seats(acceptor=Seat(make_unit().pk, "clerk", None, Limit(1, Unit.HOURS))))
    step = open_step(run, "accept")
    actions.cancel(make_actor(), run.pk, "申请人撤回")
    assert open_steps(run) == []
    assert Clock.objects.get(pk=step.clock_id).state == "cancelled"
    with pytest.raises(Refused, match="流程已撤销"):
        actions.finish(make_actor(), step.pk, "accepted")
    with pytest.raises(Refused, match="流程已撤销"):
        actions.cancel(make_actor(), run.pk, "再撤一次")


def test_a_run_is_not_cancelled_without_a_reason():
    run = make_run()
    with pytest.raises(Refused, match="理由"):
        actions.cancel(make_actor(), run.pk, " ")


def test_finishing_a_step_asks_the_database_a_fixed_number_of_times(django_assert_num_queries):
    run, by = make_run(), make_actor()
    step = open_step(run, "accept")
    with django_assert_num_queries(7):  # savepoint, run, step; then step, run, the next step; release
        actions.finish(by, step.pk, "accepted")
    assert Step.objects.count() == 2


def test_a_run_that_goes_round_for_ever_is_stopped_in_a_sentence(monkeypatch):
    run, by = make_run(), make_actor()
    finish_all(run, by, "accept:accepted")
    monkeypatch.setattr(engine, "DEEPEST", 20)
    with pytest.raises(Refused, match="反复流转次数过多"):
        finish_all(run, by, *["review:passed", "check:returned"] * 10)
    monkeypatch.setattr(rules, "MOST_STEPS", 3)
    short = make_run()
    with pytest.raises(Refused, match="已流转3步"):
        finish_all(short, by, "accept:accepted", "review:passed", "check:agreed")


def test_facts_that_the_definition_declares_decide_the_way():
    declared = fields('name="amount" type="number" label="金额"')
    ways = flows("start a", "b end") + flow("g", "b", "amount &gt; 100") + flow("g", "end") + flow("a", "g")
    drawing = START + step("a") + step("b") + '<exclusiveGateway id="g" default="g-end"/>' + END
    definition = make_definition(framed(declared + drawing + ways))
    seats = dict.fromkeys(["a", "b"], make_seats()["acceptor"])
    small = make_run(definition, seats=seats, data={"amount": 100, "title": "不是声明的字段"})
    assert small.data == {"amount": 100}
    assert actions.finish(SYSTEM, open_step(small, "a").pk).is_run_finished
    large = make_run(definition, seats=seats, data={"amount": 1})
    with pytest.raises(Refused, match="“金额”应是数字"):
        actions.finish(SYSTEM, open_step(large, "a").pk, data={"amount": "很多"})
    finished = actions.finish(SYSTEM, open_step(large, "a").pk, data={"amount": 101})
    assert [each.node for each in finished.opened] == ["b"]
    assert Run.objects.get(pk=large.pk).data == {"amount": 101}


@pytest.mark.parametrize("key", shipped.KEYS)
def test_every_shipped_process_runs(key):
    run, by = make_run(key), make_actor()
    for _ in range(30):
        step = run.steps.open().first()
        if step is None:
            break
        node = actions.nodes_of(run)[step.node]
        actions.finish(by, step.pk, next(iter(actions.outcomes_of(node))))
    run.refresh_from_db()
    assert run.state == rules.FINISHED
