"""Whatever is done in whatever order: does a case keep to its rules, its time and its secrets?"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions, rules, timing
from yiwang.kernel.cases.actions import Handover, Missing, SpecialProcedure
from yiwang.kernel.cases.models import Case, Extension
from yiwang.kernel.cases.tests.makers import PARTY, TOLD, Office, by, make_case, make_office
from yiwang.kernel.deadlines import in_force, moments
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.models import Step

pytestmark = pytest.mark.django_db
SECRET = "只供内部的话"
Deed = Callable[[Office, Case], object]


def step_by(post: str, stage: str, call: Callable[[Actor, Step], object]) -> Deed:
    """At the open step of the stage, or at one that is long done: both may happen."""

    def deed(office: Office, case: Case) -> object:
        step = Step.objects.filter(run=case.run_id, stage=stage).order_by("-number").first()
        return call(by(getattr(office, post)), step) if step else None

    return deed


def finish(who: Actor, step: Step, outcome: str) -> object:
    return actions.finish_step(who, step.pk, outcome, SECRET)


def take_back(who: Actor, step: Step) -> object:
    return actions.take_back(who, step.pk, SECRET)


def on_extension(call: Callable[[Actor, int], object]) -> Deed:
    def deed(office: Office, case: Case) -> object:
        asked = case.extensions.order_by("-pk").first()
        return call(by(office.decider), asked.pk) if asked else None

    return deed


def on_question(office: Office, case: Case) -> object:
    asked = case.consultations.order_by("-pk").first()
    return actions.answer_consultation(by(office.reviewer), asked.pk, SECRET) if asked else None


PROCEDURE = SpecialProcedure("testing", SECRET, "15个工作日")
DEEDS: dict[str, Deed] = {
    "accept": lambda o, c: actions.accept(by(o.clerk), c.pk, SECRET),
    "ask": lambda o, c: actions.ask_for_missing(by(o.clerk), c.pk, [Missing("id", "缺少背面")]),
    "supply": lambda o, c: actions.supply(PARTY, c.pk, "已补"),
    "decline": lambda o, c: actions.decline(by(o.clerk), c.pk, "other", "不符合条件"),
    "pause": lambda o, c: actions.pause(by(o.clerk), c.pk, PROCEDURE),
    "resume": lambda o, c: actions.resume(by(o.clerk), c.pk, SECRET),
    "ask_extension": lambda o, c: actions.ask_extension(by(o.clerk), c.pk, 5, "案情复杂"),
    "grant": on_extension(lambda who, pk: actions.grant_extension(who, pk, SECRET)),
    "refuse": on_extension(lambda who, pk: actions.refuse_extension(who, pk, SECRET)),
    "decide": step_by("decider", "decide", lambda who, step: actions.decide(who, step.pk, "granted", "")),
    "return": step_by("decider", "decide", lambda who, step: finish(who, step, "returned")),
    "decide-case": lambda o, c: actions.decide_case(by(o.decider), c.pk, "refused", "不符合规划"),
    "review": step_by("clerk", "review", lambda who, step: finish(who, step, "passed")),
    "check": step_by("reviewer", "check", lambda who, step: finish(who, step, "agreed")),
    "take back review": step_by("clerk", "review", take_back),
    "take back decide": step_by("decider", "decide", take_back),
    "send back": step_by(
        "reviewer", "check", lambda who, step: actions.send_back(who, step.pk, "review", SECRET)
    ),
    "undeliver": step_by(
        "clerk", "deliver", lambda who, step: actions.send_back(who, step.pk, "decide", SECRET)
    ),
    "deliver": lambda o, c: actions.deliver_case(by(o.clerk), c.pk, Handover("online", note=SECRET)),
    "close": lambda o, c: actions.close(by(o.clerk), c.pk, text="办好了"),
    "consult": lambda o, c: actions.consult(by(o.clerk), c.pk, [o.unit], SECRET),
    "answer": on_question,
    "remark": lambda o, c: actions.remark(by(o.clerk), c.pk, SECRET),
    "urge": lambda o, c: actions.urge(by(o.decider), c.pk, SECRET),
    "terminate": lambda o, c: actions.terminate(by(o.clerk), c.pk, "申请人死亡"),
    "withdraw": lambda o, c: actions.withdraw(PARTY, c.pk, "不办了"),
    "reopen": lambda o, c: actions.reopen(by(o.decider), c.pk, SECRET),
    "rate": lambda o, c: actions.rate(PARTY, c.pk, "satisfied"),
}
# Much of what is drawn leads on, so that walks come far; the rest is drawn alike.
WALKS = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(["accept", "review", "check", "decide", "deliver", "pause", "resume", "reopen"]),
            st.sampled_from(sorted(DEEDS)),
        ),
        st.integers(0, 60),
    ),
    min_size=1,
    max_size=14,
)
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def walk(steps: list[tuple[str, int]], key: str | None, check: Callable[[Case, str, str], Any]) -> None:
    """Do one after the other, hours apart, in the spring of 2026; ``check`` sees what came of each."""
    office = make_office()
    moment, said = city("2026-01-30 10:00"), []
    with as_if(moment):
        case = make_case(office, key=key)
    for deed, hours in steps:
        moment = shifted(moment, hours=hours)
        before = case.state
        with as_if(moment):
            try:
                DEEDS[deed](office, case)
            except Refused as refused:
                said.append(refused.sentence)
            case = Case.objects.select_related("clock", "delivery_clock").get(pk=case.pk)
            check(case, deed, before)
    assert all(sentence.endswith("。") for sentence in said), said


def as_if(moment: datetime) -> Any:
    return patch.object(moments.timezone, "now", lambda: moment)


@SLOW
@given(WALKS, st.sampled_from(["promised", "immediate", None]))
def test_no_walk_leads_into_a_state_that_the_rules_forbid(
    steps: list[tuple[str, int]], key: str | None
) -> None:
    allowed = {
        (before, verb.after) for verb in rules.VERBS.values() if verb.after for before in verb.before
    } | {(state, rules.CLOSED) for state in (rules.ACCEPTED, rules.DECIDED)}

    def check(case: Case, deed: str, before: str) -> None:
        assert case.state == before or (before, case.state) in allowed, (deed, before, case.state)
        assert (case.closed_at is not None) == (case.state in rules.ENDED)
        running = Clock.objects.open().of(rules.SUBJECT, case.reference)
        assert bool(case.state in rules.ENDED) <= (not running.exists())
        assert case.pauses.filter(ended_at=None).count() == (case.state == rules.PAUSED)
        if case.run_id:
            assert Step.objects.open().filter(run=case.run_id).exists() == (case.state in rules.OPEN)

    walk(steps, key, check)


@SLOW
@given(WALKS)
def test_the_end_is_always_what_counting_day_by_day_gives(steps: list[tuple[str, int]]) -> None:
    def check(case: Case, deed: str, before: str) -> None:
        if case.state == rules.ACCEPTED:
            assert case.clock
            assert case.clock.due_at
            assert timing.last_day(case.clock.due_at) == counted(case), deed
        elif case.state == rules.PAUSED:
            assert case.clock
            assert case.clock.due_at is None or case.clock.due_at <= case.pauses.last().began_at  # type: ignore[union-attr]

    walk(steps, "promised", check)


def counted(case: Case) -> date:
    """20 working days and those granted, each day after acceptance that lies in no pause, one by one."""
    assert case.accepted_at
    granted = case.extensions.filter(state=Extension.GRANTED, settled_at__gte=case.accepted_at).first()
    pauses = [
        (day_of(each.began_at), day_of(each.ended_at))
        for each in case.pauses.filter(began_at__gte=case.accepted_at)
        if each.ended_at
    ]
    calendar, day, left = (
        in_force.calendar(),
        day_of(case.accepted_at),
        20 + (granted.number if granted else 0),
    )
    while left:
        day = shifted(day, days=1)
        is_still = any(began <= day < ended for began, ended in pauses)
        left -= calendar.is_workday(day) and not is_still
    return day


@SLOW
@given(WALKS, st.sampled_from(["promised", None]))
def test_the_party_is_never_told_what_is_internal(steps: list[tuple[str, int]], key: str | None) -> None:
    TOLD.clear()
    cases: set[int] = set()
    walk(steps, key, lambda case, deed, before: cases.add(case.pk))
    assert not [told for told in TOLD if SECRET in told.label + told.text]
    for case in Case.objects.filter(pk__in=cases):
        public = case.events.public().values_list("public_label", "public_text")
        assert not [line for line in public if SECRET in "".join(line)]
