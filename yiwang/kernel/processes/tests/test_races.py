"""Do two who finish at the same moment get in each other's way? On PostgreSQL."""

from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.kernel.processes import actions, rules
from yiwang.kernel.processes.actions import Finished
from yiwang.kernel.processes.models import Step
from yiwang.kernel.processes.tests.makers import (
    finish_all,
    make_actor,
    make_run,
    make_seats,
    open_step,
    open_steps,
)

pytestmark = races


def test_of_two_who_decide_at_once_the_second_hears_who_was_quicker() -> None:
    run, first, second = make_run(), make_actor(), make_actor()
    step = open_step(run, "accept")
    outcomes = at_once(
        lambda: actions.finish(first, step.pk, "accepted"),
        lambda: actions.finish(second, step.pk, "declined"),
    )
    assert sum(isinstance(outcome, Finished) for outcome in outcomes) == 1
    assert any("环节已由" in refused or "流程已办结" in refused for refused in refusals(outcomes))
    assert run.steps.filter(state=rules.DONE).count() == 1


def test_units_that_answer_at_once_open_what_follows_once() -> None:
    run, by = make_run("parallel", seats=make_seats(together=4)), make_actor()
    finish_all(run, by, "accept:accepted")
    steps = list(run.steps.open())
    at_once(*[lambda step=step: actions.finish(by, step.pk, "agreed") for step in steps])
    assert open_steps(run) == ["check"]
    assert Step.objects.filter(run=run, node="cooperate", state=rules.DONE).count() == 4


def test_what_is_taken_back_and_claimed_at_once_is_one_of_the_two() -> None:
    run, by, other = make_run(), make_actor(), make_actor()
    step = open_step(run, "accept")
    following = actions.finish(by, step.pk, "accepted").opened[0]
    at_once(lambda: actions.take_back(by, step.pk, "选错了"), lambda: actions.claim(other, following.pk))
    following.refresh_from_db()
    is_claimed = following.claimed_at is not None
    assert open_steps(run) == (["review"] if is_claimed and following.is_open else ["accept"])
