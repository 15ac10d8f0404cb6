"""Does supervision see the clocks of requests for disclosure like those of every case, and no more?"""

from datetime import date

import pytest

from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.sweep import sweep as sweep_clocks
from yiwang.kernel.findings.models import Finding
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.actions import consulting
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.tests.makers import accepted, done, make_bureau
from yiwang.subsystems.supervision.watching.sweep import sweep

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    with at("2026-05-20 10:00"):
        done(sweep_clocks, now())
        done(sweep, now())
    return set(Finding.objects.values_list("rule", flat=True))


def test_an_answer_that_is_late_is_found():
    with at("2026-03-02 09:00"):
        bureau = make_bureau()
    accepted(bureau)
    assert any("late" in rule or "promise" in rule or "law" in rule for rule in found()), found()


def test_asking_a_third_party_for_long_is_no_special_procedure_that_took_too_long():
    with at("2026-03-02 09:00"):
        bureau = make_bureau()
    request = accepted(bureau)
    with at("2026-03-04 11:00"):
        question = Question(rules.THIRD, "是否同意公开？", "云泽某某公司")
        asked = done(consulting.ask, by(bureau.clerk), request.pk, question)
    with at("2026-03-13 11:00"):
        done(consulting.note_reached, by(bureau.clerk), asked.pk, date(2026, 3, 13))
    assert not any("pause" in rule for rule in found())
