"""Two at the same moment: does exactly one succeed, and the other hear who did? On PostgreSQL."""

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import accepting, answering, moving
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.tests.makers import (
    accepted,
    assigned,
    draft_of,
    fresh,
    make_hall,
    make_letter,
)

pytestmark = races


def test_of_two_who_judge_a_reply_at_once_the_second_is_refused() -> None:
    hall = make_hall()
    colleague = make_post(unit=hall.bureau, roles=[rules.REVIEWER])
    letter = assigned(hall)
    answering.submit(by(hall.clerk), letter.pk, draft_of())
    [refused] = refusals(
        at_once(
            lambda: answering.approve(by(hall.reviewer), letter.pk, 1),
            lambda: answering.send_back(by(colleague), letter.pk, "请再改一改"),
        )
    )
    assert "没有等待审核的答复" in refused
    assert fresh(letter).replies.count() == 1


def test_of_two_who_assign_a_letter_at_once_the_second_is_refused() -> None:
    hall = make_hall()
    colleague = make_post(unit=hall.desk, roles=[rules.MANAGER])
    letter = accepted(hall)
    [refused] = refusals(
        at_once(
            lambda: moving.assign(by(hall.manager), letter.pk, hall.bureau),
            lambda: moving.assign(by(colleague), letter.pk, hall.bureau),
        )
    )
    assert "正由市城市管理局办理" in refused


def test_of_accepting_and_declining_at_once_one_holds() -> None:
    hall = make_hall()
    letter = make_letter(hall)
    at_once(
        lambda: accepting.accept(by(hall.manager), letter.pk, Sorted("enquiry")),
        lambda: accepting.decline(by(hall.manager), letter.pk, "vague"),
    )
    case = fresh(letter).case
    assert case.events.filter(kind__in=["accept", "decline"]).count() == 1
    assert case.state in {"accepted", "declined"}
