"""Do two that come at the same moment get in each other's way? On PostgreSQL."""

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.kernel.systems.actions import calls
from yiwang.kernel.systems.actions.submissions import once
from yiwang.kernel.systems.models import Submission
from yiwang.kernel.systems.tests.makers import make_call, make_system, make_told

pytestmark = races


def test_the_same_thing_asked_twice_at_the_same_moment_is_done_once() -> None:
    system, done = make_system(), []

    def act() -> str:
        done.append(1)
        return f"outcome-{len(done)}"

    outcomes = at_once(*[lambda: once(system, "test.send", "k", "d", act)] * 4)
    assert outcomes == ["outcome-1"] * 4
    assert len(done) == 1


def test_of_two_things_asked_under_one_key_at_the_same_moment_one_is_refused() -> None:
    system = make_system()
    outcomes = at_once(
        lambda: once(system, "test.send", "k", "d1", lambda: "one"),
        lambda: once(system, "test.send", "k", "d2", lambda: "other"),
    )
    assert len(refusals(outcomes)) == 1
    assert {"one", "other"} & set(outcomes)
    assert Submission.objects.count() == 1


def test_two_workers_never_claim_the_same_call() -> None:
    system = make_told()
    made = {make_call(system).pk for _ in range(4)}
    claimed = at_once(*[lambda: calls.claim_next(system.pk, now(), 60)] * 4)
    found = [call.pk for call in claimed if call]
    assert len(found) == len(set(found))
    assert set(found) <= made
