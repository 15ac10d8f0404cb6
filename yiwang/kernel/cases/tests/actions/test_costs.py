"""How many statements does each deed cost, supervision hearing of it included? Whoever adds one sees it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.cases import actions
from yiwang.kernel.cases.actions import Handover
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import by, make_case, make_office, step_of

pytestmark = pytest.mark.django_db


def statements(deed: Callable[[], object]) -> int:
    """Questions and changes, without the marks of transactions."""
    with CaptureQueriesContext(connection) as captured:
        deed()
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(marks) for query in captured)


def test_a_whole_case_costs_a_known_number_of_statements() -> None:
    office = make_office()
    clerk, reviewer, decider = (by(post) for post in (office.clerk, office.reviewer, office.decider))
    make_case(office, key="promised")
    cases: list[Case] = []
    spent = {"open": statements(lambda: cases.append(make_case(office, key="promised")))}
    (case,) = cases
    spent["accept"] = statements(lambda: actions.accept(clerk, case.pk))
    review = step_of(case, "review").pk
    spent["review"] = statements(lambda: actions.finish_step(clerk, review, "passed", "符合条件"))
    check = step_of(case, "check").pk
    spent["check"] = statements(lambda: actions.finish_step(reviewer, check, "agreed"))
    step = step_of(case, "decide").pk
    spent["decide"] = statements(lambda: actions.decide(decider, step, "granted"))
    delivery = step_of(case, "deliver").pk
    spent["deliver"] = statements(lambda: actions.deliver(clerk, delivery, Handover("counter")))
    assert spent == {"open": 14, "accept": 19, "review": 13, "check": 13, "decide": 22, "deliver": 17}
