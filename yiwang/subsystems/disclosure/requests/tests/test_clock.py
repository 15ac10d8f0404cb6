"""The cases of standards/disclosure.md §5 with their arithmetic, by the clock that runs in the database."""

from datetime import date

import pytest

from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.errors import Refused
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.actions import (
    charging,
    consulting,
    correcting,
    extending,
    receiving,
)
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.models import Consultation
from yiwang.subsystems.disclosure.requests.tests.makers import (
    accepted,
    answered,
    done,
    due_on,
    fresh,
    make_request,
    visited,
)

THIRD = Question(rules.THIRD, "是否同意公开贵公司提交的报价文件？", "云泽某某建设有限公司")


def asked(bureau, request, day, question=THIRD):
    with at(f"{day} 11:00"):
        return done(consulting.ask, by(bureau.clerk), request.pk, question)


def extended(bureau, request, day, number):
    with at(f"{day} 09:00"):
        done(extending.ask, by(bureau.clerk), request.pk, number, "需要检索的档案数量较多")
        done(extending.settle, by(bureau.head), request.pk, "同意", is_granted=True)


def test_received_in_person_it_is_due_after_twenty_working_days(bureau):
    """Case 1: 2024-01-29 + 20 WD = 2024-02-29 (02-04 and 02-18 are make-up days, 02-10 to 02-17 are off)."""
    assert due_on(accepted(bureau, "2024-01-29")) == date(2024, 2, 29)


def test_the_time_runs_from_receipt_whenever_it_was_accepted(bureau):
    request = visited(bureau, "2024-01-29")
    with at("2024-02-02 16:00"):
        done(receiving.accept, by(bureau.clerk), request.pk)
    assert due_on(request) == date(2024, 2, 29)


def test_a_correction_is_asked_within_seven_working_days(bureau):
    """Case 2: received 2024-01-29, last day 2024-02-06 (01-30, 31, 02-01, 02, 04 Sunday, 05, 06)."""
    request = visited(bureau, "2024-01-29")
    with at("2024-02-06 17:00"):
        done(correcting.ask, by(bureau.clerk), request.pk, "请写明工程所在的路段", date(2024, 2, 29))
    late = visited(bureau, "2024-01-29")
    with at("2024-02-07 09:00"), pytest.raises(Refused, match="02月06日届满"):
        correcting.ask(by(bureau.clerk), late.pk, "请写明工程所在的路段", date(2024, 2, 29))


def test_what_nobody_reviewed_in_seven_working_days_counts_as_accepted_from_receipt(bureau):
    from yiwang.kernel.cases.tasks import accept_by_law

    request = visited(bureau, "2024-01-29")
    with at("2024-02-07 00:10"):
        assert done(accept_by_law) == 1
    assert fresh(request).case.state == "accepted"
    assert due_on(request) == date(2024, 2, 29)


def test_an_extension_adds_twenty_working_days_once(bureau):
    """Case 3: received 2023-09-20, first limit 2023-10-24, extended 2023-11-21 (40 WD)."""
    request = accepted(bureau, "2023-09-20")
    assert due_on(request) == date(2023, 10, 24)
    extended(bureau, request, "2023-10-20", 20)
    assert due_on(request) == date(2023, 11, 21)
    with at("2023-10-23 09:00"), pytest.raises(Refused, match="已经延长过一次"):
        extending.ask(by(bureau.clerk), request.pk, 5, "还需要检索")


def test_an_extension_comes_before_the_first_limit_ends(bureau):
    request = accepted(bureau, "2023-09-20")
    with at("2023-10-20 09:00"):
        done(extending.ask, by(bureau.clerk), request.pk, 20, "需要检索的档案数量较多")
    with at("2023-10-25 00:30"), pytest.raises(Refused, match="期限已经届满"):
        extending.settle(by(bureau.head), request.pk, "同意", is_granted=True)


def test_nobody_gets_more_than_the_law_gives(bureau):
    request = accepted(bureau)
    with pytest.raises(Refused, match="1至20个工作日"):
        extending.ask(by(bureau.clerk), request.pk, 21, "需要检索的档案数量较多")


def test_time_for_asking_a_third_party_is_not_counted(bureau):
    """Case 4: received 2021-03-01, letter 03-08, opinion 03-19: 9 WD left out, 29 WD, due 2021-04-12."""
    request = accepted(bureau, "2021-03-01")
    consultation = asked(bureau, request, "2021-03-08")
    with at("2021-03-19 15:00"):
        done(
            consulting.note_opinion,
            by(bureau.clerk),
            consultation.pk,
            rules.AGREED,
            "",
            date(2021, 3, 19),
        )
    assert due_on(request) == date(2021, 4, 12)


def test_an_opinion_that_is_entered_late_gives_no_more_time(bureau):
    request = accepted(bureau, "2021-03-01")
    consultation = asked(bureau, request, "2021-03-08")
    with at("2021-03-25 15:00"):
        day = date(2021, 3, 19)
        done(consulting.note_opinion, by(bureau.clerk), consultation.pk, rules.AGREED, "", day)
    assert due_on(request) == date(2021, 4, 12)


def test_a_silent_third_party_leaves_it_to_the_organ_after_fifteen_working_days(bureau):
    """Cases 5 and 7: its receipt 2021-03-08, opinion limit 2021-03-29, due 2021-04-20 (35 WD)."""
    request = accepted(bureau, "2021-03-01")
    consultation = asked(bureau, request, "2021-03-08")
    with at("2021-03-09 09:00"):
        done(consulting.note_reached, by(bureau.clerk), consultation.pk, date(2021, 3, 8))
    with at("2021-03-29 23:50"):
        assert done(consulting.lapse_due) == 0
    with at("2021-03-30 00:05"):
        assert done(consulting.lapse_due) == 1
        assert done(consulting.lapse_due) == 0
    consultation = Consultation.objects.get(pk=consultation.pk)
    assert (consultation.due_on, consultation.outcome) == (date(2021, 3, 29), "逾期未答复")
    assert due_on(request) == date(2021, 4, 20)


def test_a_silent_organ_agrees(bureau):
    """Case 6 (art. 34): silence of another organ after 15 WD is agreement."""
    request = accepted(bureau, "2021-03-01")
    consultation = asked(bureau, request, "2021-03-08", Question(rules.ORGAN, "是否同意公开？", "省某厅"))
    with at("2021-03-09 09:00"):
        done(consulting.note_reached, by(bureau.clerk), consultation.pk, date(2021, 3, 8))
    with at("2021-03-30 00:05"):
        done(consulting.lapse_due)
    assert Consultation.objects.get(pk=consultation.pk).outcome == "逾期未答复，视为同意公开"


def test_while_two_are_asked_time_goes_on_after_the_last(bureau):
    """As case 4; the second letter of 03-10 comes back on 03-16, before the first."""
    request = accepted(bureau, "2021-03-01")
    first = asked(bureau, request, "2021-03-08")
    second = asked(bureau, request, "2021-03-10", Question(rules.ORGAN, "是否同意公开？", "省某厅"))
    for consultation, day in ((second, date(2021, 3, 16)), (first, date(2021, 3, 19))):
        with at(f"{day} 15:00"):
            done(consulting.note_opinion, by(bureau.clerk), consultation.pk, rules.AGREED, "", day)
    assert due_on(request) == date(2021, 4, 12)


def test_what_happens_on_a_rest_day_counts_as_on_the_working_day_before(bureau):
    """Letter Saturday 03-06, opinion Saturday 03-20: (03-06, 03-20] has 10 WD, so 30 WD, due 2021-04-13."""
    request = accepted(bureau, "2021-03-01")
    consultation = asked(bureau, request, "2021-03-06")
    with at("2021-03-22 09:00"):
        day = date(2021, 3, 20)
        done(consulting.note_opinion, by(bureau.clerk), consultation.pk, rules.AGREED, "", day)
    assert due_on(request) == date(2021, 4, 13)


def test_old_requests_are_judged_by_the_rule_of_their_date(bureau):
    """Case 8: received 2018-10-10, due 2018-10-31 (15 WD), extended 2018-11-21 (30 WD)."""
    request = accepted(bureau, "2018-10-10")
    assert due_on(request) == date(2018, 10, 31)
    with at("2018-10-29 09:00"), pytest.raises(Refused, match="1至15个工作日"):
        extending.ask(by(bureau.clerk), request.pk, 20, "需要检索的档案数量较多")
    extended(bureau, request, "2018-10-30", 15)
    assert due_on(request) == date(2018, 11, 21)


def test_a_plain_letter_counts_from_the_day_it_was_confirmed_and_says_it_is_late(bureau):
    """Case 10 (art. 31(二)): arrived 2026-03-02, applicant reached 2026-03-04."""
    request = visited(bureau, "2026-03-02", channel=rules.ORDINARY)
    assert not request.is_confirmed
    with at("2026-03-04 09:00"):
        done(receiving.confirm, by(bureau.clerk), request.pk, date(2026, 3, 4))
        done(receiving.accept, by(bureau.clerk), request.pk)
    request = fresh(request)
    assert (request.arrived_on, request.received_on) == (date(2026, 3, 2), date(2026, 3, 4))
    assert request.is_confirmed_late
    assert due_on(request) == date(2026, 4, 1)


def test_a_request_from_the_web_counts_from_its_confirmation(bureau):
    request = make_request(bureau)
    with at("2026-03-03 09:00"):
        done(receiving.confirm, by(bureau.clerk), request.pk)
    request = fresh(request)
    assert (request.arrived_on, request.received_on) == (date(2026, 3, 2), date(2026, 3, 3))
    assert not request.is_confirmed_late
    with pytest.raises(Refused, match="已于2026年03月03日确认"):
        receiving.confirm(by(bureau.clerk), request.pk)


def test_nothing_is_accepted_or_corrected_before_it_was_confirmed(bureau):
    request = make_request(bureau)
    with pytest.raises(Refused, match="与申请人确认"):
        receiving.accept(by(bureau.clerk), request.pk)
    with pytest.raises(Refused, match="与申请人确认"):
        correcting.ask(by(bureau.clerk), request.pk, "请写明路段", date(2026, 4, 1))


def test_after_a_correction_the_time_begins_anew(bureau):
    """Case 11 (art. 30): corrected request received 2026-04-07; 20 WD with 05-01 to 05-05 off: 2026-05-08."""
    request = visited(bureau, "2026-03-26")
    with at("2026-03-27 10:00"):
        done(correcting.ask, by(bureau.clerk), request.pk, "请写明工程所在的路段", date(2026, 4, 15))
    with at("2026-04-07 10:00"):
        done(correcting.enter_correction, by(bureau.clerk), request.pk, "青山路中段")
        done(receiving.accept, by(bureau.clerk), request.pk)
    request = fresh(request)
    assert request.corrected_on == date(2026, 4, 7)
    assert request.received_on == date(2026, 3, 26)
    assert due_on(request) == date(2026, 5, 8)


def test_a_fee_stops_the_time_until_it_is_paid(bureau):
    request = accepted(bureau, "2021-03-01")
    with at("2021-03-08 11:00"):
        charge = done(charging.ask, by(bureau.clerk), request.pk, rules.BY_PAGE, 250)
    assert charge.amount == 4700
    with at("2021-03-19 15:00"):
        done(charging.note_paid, by(bureau.clerk), request.pk, date(2021, 3, 19))
    assert due_on(request) == date(2021, 4, 12)


def test_the_end_waits_for_a_calendar_that_is_not_published(bureau):
    request = accepted(bureau, "2027-12-01")
    consultation = asked(bureau, request, "2027-12-08")
    with at("2027-12-24 10:00"):
        day = date(2027, 12, 24)
        done(consulting.note_opinion, by(bureau.clerk), consultation.pk, rules.AGREED, "", day)
        assert not fresh(request).case.is_timed
        assert fresh(request).case.state == "accepted"
        assert answered(bureau, fresh(request)).result == "given"
