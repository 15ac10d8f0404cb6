"""Does a letter go from the writer to the unit that answers and back, by the rules of its kind?"""

import pytest

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import accepting, answering, moving
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.models import Letter
from yiwang.subsystems.participation.letters.tests.makers import (
    GROUND,
    PETITION_REPLY,
    REPLY,
    accepted,
    answered,
    assigned,
    done,
    draft_of,
    fresh,
    make_letter,
    make_mailbox,
    make_petitions,
    rated,
    steps_of,
    trace_of,
)

pytestmark = pytest.mark.django_db


def last_day(clock: Clock) -> str:
    return str(day_of(shifted(clock.due_at, seconds=-1)))


def test_a_letter_becomes_a_case_of_the_unit_that_runs_its_mailbox(hall):
    letter = make_letter(hall)
    assert (letter.case.unit, letter.desk, letter.case.kind) == (hall.desk, hall.desk, rules.LETTER)
    assert letter.number.startswith("XJ20260302")
    assert parties.facts_of(letter.case.party).phone == "13812345678"
    told = Notice.objects.get(person=hall.manager.person_id)
    assert told.subject == f"收到来信：{letter.number}"
    assert "路灯" not in told.body
    assert trace_of(letter).state == "received"


def test_from_acceptance_to_the_rating_the_writer_reads_every_step(hall):
    letter = answered(hall)
    assert letter.stage == ("已答复", "good")
    assert (letter.working_days, letter.is_in_time) == (0, True)
    labels = [label for _, label in steps_of(letter)]
    assert labels == ["已受理", "已转办", "答复（已解决）"]
    step = Submission.objects.get().steps.last()
    assert (step.kind, REPLY in step.text, GROUND in step.text) == ("answer", True, True)
    assert rated(letter, 5).case.rating == "very_satisfied"
    trace = trace_of(letter)
    assert (trace.state, trace.level, trace.unit_name) == ("answered", "very_satisfied", "市城市管理局")
    assert not trace.is_shown


@pytest.mark.parametrize(
    ("type_code", "limit"),
    [("enquiry", "2026-03-05"), ("help", "2026-03-09"), ("report", "2026-03-16"), ("praise", "2026-03-09")],
)
def test_the_clock_runs_by_the_type(hall, type_code, limit):
    letter = accepted(hall, type=type_code)
    assert last_day(letter.case.clock) == limit


def test_a_mailbox_may_have_limits_of_its_own(hall):
    quick = make_mailbox(hall.manager, code="quick", days={"enquiry": 1})
    assert last_day(accepted(hall, mailbox=quick).case.clock) == "2026-03-03"


def test_a_type_that_is_put_right_later_sets_the_running_clock(hall):
    letter = accepted(hall)
    done(accepting.classify, by(hall.manager), letter.pk, Sorted("help", "城乡建设"))
    letter = fresh(letter)
    assert (last_day(letter.case.clock), letter.subject, letter.is_classified) == (
        "2026-03-09",
        "城乡建设",
        True,
    )


@pytest.mark.parametrize(("received", "due"), [("2026-02-09", "2026-02-14"), ("2025-01-24", "2025-02-07")])
def test_five_working_days_reach_over_the_spring_festival(hall, received, due):
    """letters.md cases 7 (2026-02-14 is a make-up Saturday) and 8 (01-26, 27; 02-05, 06, 07)."""
    with at(f"{received} 10:00"):
        letter = accepted(hall, make_letter(hall, type="help"))
    assert last_day(letter.case.clock) == due


def test_a_petition_has_calendar_days(hall):
    """letters.md cases 1 and 2: transferred by 2022-06-16, decided by 07-31, extended to 08-30."""
    petitions = make_petitions(hall)
    with at("2022-06-01 10:00"):
        letter = make_letter(hall, mailbox=petitions)
        assert str(day_of(shifted(letter.case.accept_due_at, seconds=-1))) == "2022-06-16"
        letter = assigned(hall, letter)
        assert (letter.number[:2], last_day(letter.case.clock)) == ("XF", "2022-07-31")
        done(moving.ask_delay, by(hall.clerk), letter.pk, 30, "情况复杂，需要实地核查")
        done(moving.settle_delay, by(hall.reviewer), letter.pk, "同意", is_granted=True)
    assert last_day(fresh(letter).case.clock) == "2022-08-30"


def test_the_notice_of_a_petition_is_due_though_a_holiday_lies_between(hall):
    """letters.md case 4: 2026-02-09 + 15 calendar days = 02-24."""
    with at("2026-02-09 10:00"):
        letter = make_letter(hall, mailbox=make_petitions(hall))
    assert str(day_of(shifted(letter.case.accept_due_at, seconds=-1))) == "2026-02-24"


def test_a_petition_that_is_not_the_bureaus_comes_back_within_five_working_days(hall):
    """letters.md case 3: 2026-09-18 + 5 WD (09-20 make-up, 21, 22, 23, 24)."""
    with at("2026-09-18 10:00"):
        letter = assigned(hall, make_letter(hall, mailbox=make_petitions(hall)))
    assert str(day_of(shifted(letter.return_due_at, seconds=-1))) == "2026-09-24"
    with at("2026-09-25 09:00"), pytest.raises(Refused, match="退回的期限已过"):
        moving.give_back(by(hall.clerk), letter.pk, "该事项属于自然资源部门的职责范围")
    with at("2026-09-24 17:00"):
        done(moving.give_back, by(hall.clerk), letter.pk, "该事项属于自然资源部门的职责范围")
    assert fresh(letter).stage == ("已退回", "warn")


def test_after_two_returns_the_named_unit_may_not_return_it(hall):
    """letters.md case 9, [W] art. 22."""
    letter = accepted(hall)
    for _ in range(2):
        done(moving.assign, by(hall.manager), letter.pk, hall.bureau)
        done(moving.give_back, by(hall.clerk), letter.pk, "路灯由城市照明中心管理，不归本局")
    done(moving.assign, by(hall.manager), letter.pk, hall.bureau)
    assert (fresh(letter).is_named, fresh(letter).returns) == (True, 2)
    with pytest.raises(Refused, match="已由信箱管理单位指定承办"):
        moving.give_back(by(hall.clerk), letter.pk, "路灯由城市照明中心管理，不归本局")


def test_a_return_says_in_detail_why(hall):
    letter = assigned(hall)
    with pytest.raises(Refused, match="请详细说明"):
        moving.give_back(by(hall.clerk), letter.pk, "不归我们")


def test_a_letter_is_assigned_only_when_accepted_and_only_by_its_desk(hall):
    letter = make_letter(hall)
    with pytest.raises(Refused, match="受理以后才能分办"):
        moving.assign(by(hall.manager), letter.pk, hall.bureau)
    accepted(hall, letter)
    with pytest.raises(Refused, match="没有“受理分办来信”的权限"):
        moving.assign(by(hall.clerk), letter.pk, hall.bureau)
    other = make_post(unit=make_unit(), roles=[rules.MANAGER])
    with pytest.raises(Refused, match="由市长信箱办公室的信箱管理人员分办"):
        moving.assign(by(other), letter.pk, hall.bureau)


def test_joint_units_see_the_letter_and_one_leads(hall):
    joint = make_unit(name="市交通局")
    partner = make_post(unit=joint, roles=[rules.CLERK])
    letter = accepted(hall)
    with pytest.raises(Refused, match="主办单位只有一个"):
        moving.assign(by(hall.manager), letter.pk, hall.bureau, joint=[hall.bureau])
    assert not Letter.objects.visible_to(partner).exists()
    done(moving.assign, by(hall.manager), letter.pk, hall.bureau, joint=[joint])
    assert Letter.objects.visible_to(partner).get() == letter
    asked = letter.case.consultations.get()
    cases.answer_consultation(by(partner), asked.pk, "我局配合封闭车道。")
    with pytest.raises(Refused, match="由市城市管理局办理"):
        answering.submit(by(partner), letter.pk, draft_of())


def test_the_common_page_of_a_case_cannot_pass_over_the_rules_of_letters(hall):
    letter = assigned(hall)
    clerk, reviewer = by(hall.clerk), by(hall.reviewer)
    for call in (
        lambda: cases.transfer(clerk, letter.case_id, hall.desk, "不想办"),
        lambda: cases.decide_case(reviewer, letter.case_id, rules.SOLVED, REPLY),
        lambda: cases.close(reviewer, letter.case_id, rules.SOLVED, REPLY),
        lambda: cases.consult(clerk, letter.case_id, [make_unit()], "请提意见"),
        lambda: cases.terminate(clerk, letter.case_id, "不办了"),
    ):
        with pytest.raises(Refused, match="“信件办理”页面"):
            call()
    assert fresh(letter).case.state == "accepted"


def test_an_extension_is_asked_before_the_end_and_once(hall):
    """letters.md case 15."""
    letter = assigned(hall)
    with at("2026-03-06 00:01"), pytest.raises(Refused, match="期限已经届满"):
        moving.ask_delay(by(hall.clerk), letter.pk, 2, "需要采购配件")
    done(moving.ask_delay, by(hall.clerk), letter.pk, 2, "需要采购配件")
    with pytest.raises(Refused, match="正在等待批准"):
        moving.ask_delay(by(hall.clerk), letter.pk, 2, "需要采购配件")
    done(moving.settle_delay, by(hall.reviewer), letter.pk, "", is_granted=True)
    assert last_day(fresh(letter).case.clock) == "2026-03-09"
    assert steps_of(letter)[-1][1] == "办理期限延长2个工作日"
    with pytest.raises(Refused, match="延长过一次"):
        moving.ask_delay(by(hall.clerk), letter.pk, 2, "需要采购配件")


def test_nobody_grants_the_delay_they_asked_for(hall):
    letter = assigned(hall)
    done(moving.ask_delay, by(hall.reviewer), letter.pk, 2, "需要采购配件")
    with pytest.raises(Refused, match="不能批准本人的申请"):
        moving.settle_delay(by(hall.reviewer), letter.pk, "", is_granted=True)


def test_a_late_answer_that_pleases_counts_as_late_and_as_satisfied(hall):
    """letters.md case 11: on working day 6 of 5, rated 满意: independent measures."""
    letter = assigned(hall, type="help")
    with at("2026-03-10 10:00"):
        done(answering.submit, by(hall.clerk), letter.pk, draft_of())
        done(answering.approve, by(hall.reviewer), letter.pk, 1)
        letter = rated(letter, 4)
    assert (letter.working_days, letter.is_in_time, letter.case.rating) == (6, False, "satisfied")


def test_a_matter_of_a_court_is_not_taken_on_and_its_way_is_told(hall):
    """letters.md case 10, [W] art. 19."""
    letter = make_letter(hall, text="对法院的判决不服，请市长改判。")
    done(accepting.decline, by(hall.manager), letter.pk, "court")
    step = Submission.objects.get().steps.last()
    assert (step.kind, step.label) == ("close", "不予受理")
    assert "依法申请再审" in step.text
    assert trace_of(letter).state == "declined"
    with pytest.raises(Refused, match="不予受理的情形"):
        accepting.decline(by(hall.manager), letter.pk, "nothing")


def test_an_informer_is_never_handled_by_whoever_is_accused(hall):
    """letters.md case 16, [X22] art. 30: blocked, and handed to the watchdog."""
    watchdog = make_unit(name="市纪委监委驻局纪检组")
    box = make_mailbox(hall.manager, code="bureau", watchdog=watchdog)
    letter = make_letter(hall, mailbox=box, type="report", against=hall.desk.name)
    assert (letter.case.unit, letter.desk) == (watchdog, watchdog)
    assert not Letter.objects.visible_to(hall.manager).exists()
    assert not Case.objects.visible_to(hall.manager).exists()
    assert not Notice.objects.filter(person=hall.manager.person_id).exists()
    other = make_letter(hall, mailbox=box, type="report", against=hall.bureau.name)
    handler = make_post(unit=watchdog, roles=[rules.MANAGER])
    done(accepting.accept, by(handler), other.pk, Sorted("report"))
    with pytest.raises(Refused, match="不能转给它"):
        moving.assign(by(handler), other.pk, hall.bureau)
    with pytest.raises(Refused, match="不能转给它"):
        moving.assign(by(handler), other.pk, hall.desk, joint=[make_unit(parent=hall.bureau)])
    trace = trace_of(letter)
    assert (trace.type, trace.unit_name) == ("", "")


def test_what_turns_out_to_inform_against_the_desk_leaves_its_hands(hall):
    watchdog = make_unit(name="市监委")
    box = make_mailbox(hall.manager, code="bureau", watchdog=watchdog)
    letter = make_letter(hall, mailbox=box, text="信箱办公室的人收了好处，请查一查。")
    done(accepting.accept, by(hall.manager), letter.pk, Sorted("report", against=hall.desk))
    letter = fresh(letter)
    assert (letter.case.unit, letter.desk, letter.case.state) == (watchdog, watchdog, "received")
    assert not Letter.objects.visible_to(hall.manager).exists()


def test_the_desk_urges_once_a_day_and_the_handler_hears_it(hall):
    letter = assigned(hall)
    done(moving.urge, by(hall.manager), letter.pk, "请尽快答复来信人")
    assert Notice.objects.filter(person=hall.clerk.person_id, subject__contains="催办").exists()
    with pytest.raises(Refused, match="24小时内已经催办"):
        moving.urge(by(hall.manager), letter.pk, "请尽快答复来信人")
    stranger = make_post(unit=make_unit(), roles=[rules.CLERK])
    with pytest.raises(Refused, match="没有找到这封来信"):
        moving.urge(by(stranger), letter.pk, "请尽快答复来信人")


def test_a_petition_is_answered_by_what_article_32_asks_for(hall):
    petitions = make_petitions(hall)
    letter = assigned(hall, make_letter(hall, mailbox=petitions))
    with pytest.raises(Refused, match="第三十二条"):
        answering.submit(by(hall.clerk), letter.pk, draft_of(outcome="supported", text=REPLY[:60], ground=""))
    done(answering.submit, by(hall.clerk), letter.pk, draft_of(outcome="supported", text=PETITION_REPLY))
    done(answering.approve, by(hall.reviewer), letter.pk, 1)
    assert steps_of(letter)[-1] == ("answer", "答复（予以支持）")


def test_a_unit_hands_down_to_its_own_only(hall):
    letter = assigned(hall)
    below = make_unit(parent=hall.bureau)
    with pytest.raises(Refused, match="只能转给本单位"):
        moving.hand_down(by(hall.clerk), letter.pk, make_unit())
    done(moving.hand_down, by(hall.clerk), letter.pk, below)
    assert fresh(letter).case.unit == below
