"""Two at the same moment: does exactly one succeed, and the other hear who did? On PostgreSQL."""

from datetime import date

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.actions import answering, consulting, receiving
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.models import Paper, Request
from yiwang.subsystems.disclosure.requests.tests.makers import (
    SINCE,
    accepted,
    done,
    draft_of,
    fresh,
    make_bureau,
    make_request,
)

pytestmark = races


def test_of_two_who_judge_a_reply_at_once_the_second_is_refused() -> None:
    bureau = make_bureau()
    colleague = make_post(unit=bureau.unit, roles=[rules.HEAD], **SINCE)
    request = accepted(bureau)
    done(answering.submit, by(bureau.clerk), request.pk, draft_of())
    [refused] = refusals(
        at_once(
            lambda: answering.approve(by(bureau.head), request.pk, 1),
            lambda: answering.send_back(by(colleague), request.pk, "请再改一改"),
        )
    )
    assert "没有等待审核的答复" in refused


def test_a_request_that_two_confirm_at_once_has_one_receipt() -> None:
    bureau = make_bureau()
    request = make_request(bureau)
    [refused] = refusals(
        at_once(
            lambda: receiving.confirm(by(bureau.clerk), request.pk),
            lambda: receiving.confirm(by(bureau.head), request.pk),
        )
    )
    assert "确认收到" in refused
    assert Paper.objects.filter(request=request).count() == 1


def test_when_the_last_two_opinions_come_at_once_time_goes_on_once() -> None:
    bureau = make_bureau()
    request = accepted(bureau)
    asked = [
        done(consulting.ask, by(bureau.clerk), request.pk, Question(rules.THIRD, "是否同意公开？", name))
        for name in ("云泽某某公司", "云泽某某学院")
    ]
    given = ("agreed", "", date(2026, 3, 2))
    results = at_once(
        *(lambda pk=each.pk: consulting.note_opinion(by(bureau.clerk), pk, *given) for each in asked)
    )
    assert refusals(results) == []
    case = fresh(request).case
    assert (case.state, case.events.filter(kind="resume").count()) == ("accepted", 1)


def test_papers_that_are_issued_at_once_are_numbered_without_gaps() -> None:
    bureau = make_bureau()
    requests = [make_request(bureau, title=f"第{number}件批复") for number in range(2)]
    at_once(*(lambda pk=each.pk: receiving.confirm(by(bureau.clerk), pk) for each in requests))
    assert sorted(Paper.objects.values_list("serial", flat=True)) == [1, 2]
    assert Request.objects.exclude(confirmed_at=None).count() == 2
