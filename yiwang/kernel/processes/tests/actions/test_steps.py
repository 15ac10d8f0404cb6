import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_person, make_unit
from yiwang.kernel.processes import actions
from yiwang.kernel.processes.tests.makers import finish_all, make_actor, make_run, open_step

pytestmark = pytest.mark.django_db


def test_who_claims_a_step_has_it_and_nobody_else_can():
    run, mine = make_run(), make_actor()
    step = actions.claim(mine, open_step(run, "accept").pk)
    assert step.person_id == mine.person_id
    assert actions.claim(mine, step.pk).claimed_at == step.claimed_at
    with pytest.raises(Refused, match=f"已由{mine.person}签收"):
        actions.claim(make_actor(), step.pk)
    actions.release(mine, step.pk)
    assert actions.claim(make_actor(), step.pk).person_id != mine.person_id


def test_a_step_is_given_to_somebody_who_is_still_here():
    run, by, person = make_run(), make_actor(), make_person()
    step = actions.assign(by, open_step(run, "accept").pk, person)
    assert (step.person, step.claimed_at) == (person, None)
    with pytest.raises(Refused, match="已停用"):
        actions.assign(by, step.pk, make_person(is_active=False))


def test_a_step_moves_to_another_unit_that_is_open():
    run, by, unit = make_run(), make_actor(), make_unit()
    step = actions.claim(by, open_step(run, "accept").pk)
    moved = actions.move(by, step.pk, unit)
    assert (moved.unit, moved.person, moved.role) == (unit, None, "case_clerk")
    with pytest.raises(Refused, match="已在"):
        actions.move(by, step.pk, unit)
    closed = make_unit(closed_on=unit.opened_on)
    with pytest.raises(Refused, match="已撤销"):
        actions.move(by, step.pk, closed)


@pytest.mark.parametrize("deed", [actions.claim, actions.release])
def test_nobody_takes_a_step_that_is_over(deed):
    run, by = make_run(), make_actor()
    step = open_step(run, "accept")
    finish_all(run, by, "accept:accepted")
    with pytest.raises(Refused, match=f"已由{by.person}办理"):
        deed(by, step.pk)
