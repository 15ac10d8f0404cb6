import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.processes import actions, queries, rules
from yiwang.kernel.processes.models import Step
from yiwang.kernel.processes.rules import Seat
from yiwang.kernel.processes.tests.makers import (
    finish_all,
    make_actor,
    make_run,
    make_seats,
    open_step,
    open_steps,
)

pytestmark = pytest.mark.django_db


def test_who_finished_a_step_by_mistake_takes_it_back():
    run, by = make_run(), make_actor()
    step = open_step(run, "accept")
    opened = actions.finish(by, step.pk, "accepted").opened[0]
    again = actions.take_back(by, step.pk, "选错了结果")
    assert open_steps(run) == ["accept"]
    assert again.person_id == by.person_id
    step.refresh_from_db()
    opened.refresh_from_db()
    assert (step.state, step.reason, opened.state) == (rules.TAKEN_BACK, "选错了结果", rules.CANCELLED)
    finish_all(run, by, "accept:accepted", "review:passed")
    assert open_steps(run) == ["check"]


def test_nothing_is_taken_back_once_somebody_claimed_what_followed():
    run, by = make_run(), make_actor()
    step = open_step(run, "accept")
    following = actions.finish(by, step.pk, "accepted").opened[0]
    actions.claim(make_actor(), following.pk)
    with pytest.raises(Refused, match="后续环节“审查”已经签收或办理"):
        actions.take_back(by, step.pk, "选错了")
    actions.release(by, following.pk)
    assert actions.take_back(by, step.pk, "选错了").node == "accept"


def test_nothing_is_taken_back_once_what_followed_is_done():
    run, by = make_run(), make_actor()
    step = open_step(run, "accept")
    finish_all(run, by, "accept:accepted", "review:passed")
    with pytest.raises(Refused, match="“审查”"):
        actions.take_back(by, step.pk, "选错了")
    assert open_steps(run) == ["check"]


def test_only_the_own_step_is_taken_back_and_only_with_a_reason():
    run, by = make_run(), make_actor()
    step = open_step(run, "accept")
    with pytest.raises(Refused, match="不是已办状态"):
        actions.take_back(by, step.pk, "还没办")
    actions.finish(by, step.pk, "accepted")
    with pytest.raises(Refused, match="自己办理"):
        actions.take_back(make_actor(), step.pk, "选错了")
    with pytest.raises(Refused, match="理由"):
        actions.take_back(by, step.pk, " ")


def test_a_unit_takes_its_opinion_back_while_others_keep_theirs():
    run, by = make_run("parallel", seats=make_seats(together=3)), make_actor()
    finish_all(run, by, "accept:accepted")
    mine = open_step(run, "cooperate", 1)
    actions.finish(by, mine.pk, "agreed")
    finish_all(run, make_actor(), "cooperate:agreed")
    again = actions.take_back(by, mine.pk, "意见有误")
    assert (again.slot, again.unit_id) == (1, mine.unit_id)
    assert sorted(run.steps.open().values_list("slot", flat=True)) == [1, 2]


def test_an_official_sends_a_matter_back_to_any_step_that_was_done():
    run, first, second = make_run(), make_actor(), make_actor()
    finish_all(run, first, "accept:accepted", "review:passed")
    finish_all(run, second, "check:agreed")
    step = open_step(run, "decide")
    assert queries.earlier_steps(step) == [("check", "审核"), ("review", "审查"), ("accept", "受理")]
    opened = actions.send_back(second, step.pk, "review", "缺少现场照片")
    assert [(each.node, each.person_id) for each in opened] == [("review", first.person_id)]
    assert open_steps(run) == ["review"]
    states = dict(run.steps.order_by("number").values_list("node", "state"))
    assert (states["accept"], states["check"]) == (rules.DONE, rules.TAKEN_BACK)
    step.refresh_from_db()
    assert (step.state, step.outcome, step.reason) == (rules.DONE, rules.SENT_BACK, "缺少现场照片")
    finish_all(run, first, "review:passed", "check:agreed", "decide:granted", "deliver")
    run.refresh_from_db()
    assert run.state == rules.FINISHED


def test_a_matter_is_sent_back_only_to_what_led_here():
    run, by = make_run(), make_actor()
    finish_all(run, by, "accept:accepted")
    step = open_step(run, "review")
    for node in ("decide", "review", "nowhere"):
        with pytest.raises(Refused, match="已经办理过"):
            actions.send_back(by, step.pk, node, "不对")
    with pytest.raises(Refused, match="理由"):
        actions.send_back(by, step.pk, "accept", "")


def test_the_lead_sends_a_matter_back_to_every_unit():
    run, by = make_run("parallel", seats=make_seats(together=2)), make_actor()
    finish_all(run, by, "accept:accepted", "cooperate:agreed", "cooperate:objected")
    opened = actions.send_back(by, open_step(run, "check").pk, "cooperate", "意见相左，请重新会商")
    assert sorted(step.slot for step in opened) == [0, 1]


def test_a_unit_is_asked_in_addition_and_the_lead_waits_for_it():
    run, by, more = make_run("parallel", seats=make_seats(together=2)), make_actor(), make_unit()
    finish_all(run, by, "accept:accepted", "cooperate:agreed")
    added = actions.add_step(by, run.steps.open().get().pk, Seat(more.pk, "case_clerk"))
    assert (added.unit_id, added.slot) == (more.pk, 2)
    finish_all(run, by, "cooperate:agreed")
    assert open_steps(run) == ["cooperate"]
    finish_all(run, by, "cooperate:agreed")
    assert open_steps(run) == ["check"]


def test_who_was_added_is_asked_that_time_and_not_the_next():
    run, by = make_run("parallel", seats=make_seats(together=2)), make_actor()
    finish_all(run, by, "accept:accepted")
    actions.add_step(by, run.steps.open().first().pk, Seat(make_unit().pk, "case_clerk"))
    finish_all(run, by, *["cooperate:agreed"] * 3, "check:returned")
    assert sorted(run.steps.open().values_list("slot", flat=True)) == [0, 1]
    another = actions.add_step(by, run.steps.open().first().pk, Seat(make_unit().pk, "case_clerk"))
    assert another.slot == 2
    finish_all(run, by, *["cooperate:agreed"] * 3)
    assert open_steps(run) == ["check"]


def test_a_unit_need_not_answer_any_more_but_one_must():
    run, by = make_run("parallel", seats=make_seats(together=2)), make_actor()
    finish_all(run, by, "accept:accepted", "cooperate:agreed")
    last = run.steps.open().get()
    opened = actions.remove_step(by, last.pk, "与该单位无关")
    assert [step.node for step in opened] == ["check"]
    last.refresh_from_db()
    assert last.state == rules.CANCELLED
    alone = make_run("parallel", seats=make_seats(together=1))
    finish_all(alone, by, "accept:accepted")
    with pytest.raises(Refused, match="至少保留一个"):
        actions.remove_step(by, alone.steps.open().get().pk, "无关")


def test_seats_are_added_only_where_several_act():
    run, by = make_run(), make_actor()
    with pytest.raises(Refused, match="不是多个单位会办的环节，不能加签"):
        actions.add_step(by, open_step(run, "accept").pk, Seat(make_unit().pk, "case_clerk"))


KEYS = st.sampled_from(["promised", "parallel", "review"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=KEYS, data=st.data())
def test_however_a_run_goes_back_and_forth_it_ends_or_has_an_open_step(key, data):
    by = make_actor()
    run = make_run(key, seats=make_seats(together=2))
    for _ in range(20):
        run.refresh_from_db()
        steps = list(run.steps.open())
        assert bool(steps) == (run.state == rules.RUNNING)
        assert key == "parallel" or len(steps) <= 1
        assert len({step.node for step in steps}) <= 1
        if not steps:
            return
        _something(run, data.draw(st.sampled_from(steps)), by, data)


def _something(run, step: Step, by, data) -> None:
    deed = data.draw(
        st.sampled_from(["finish", "finish", "finish", "take_back", "send_back", "add", "remove"])
    )
    try:
        if deed == "finish":
            outcomes = list(actions.outcomes_of(actions.nodes_of(run)[step.node]))
            actions.finish(by, step.pk, data.draw(st.sampled_from(outcomes)))
        elif deed == "take_back":
            done = run.steps.filter(state=rules.DONE).last()
            actions.take_back(by, done.pk if done else step.pk, "试")
        elif deed == "send_back":
            nodes = [node for node, _ in queries.earlier_steps(step)] or ["nowhere"]
            actions.send_back(by, step.pk, data.draw(st.sampled_from(nodes)), "试")
        elif deed == "add":
            actions.add_step(by, step.pk, Seat(step.unit_id, "case_clerk"))
        else:
            actions.remove_step(by, step.pk, "试")
    except Refused as refused:
        assert refused.sentence.endswith("。")  # noqa: PT017 - a refusal is one of the answers
