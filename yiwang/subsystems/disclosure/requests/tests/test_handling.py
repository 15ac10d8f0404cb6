"""Is a request answered as the law wants it, and does its applicant hear of every step?"""

from dataclasses import replace
from datetime import date

import pytest
from django.test import TestCase

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tasks import accept_by_law
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.sweep import sweep
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.models import HeldFile, Submission
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.papers import pdf
from yiwang.subsystems.disclosure.requests import messages, results, rules
from yiwang.subsystems.disclosure.requests.actions import (
    answering,
    charging,
    consulting,
    correcting,
    extending,
    issuing,
    receiving,
)
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.actions.receiving import Arrival
from yiwang.subsystems.disclosure.requests.models import Consultation, Paper, Request
from yiwang.subsystems.disclosure.requests.tests.makers import (
    CONTACT,
    SINCE,
    accepted,
    answered,
    apply,
    data_of,
    done,
    draft_of,
    fresh,
    make_bureau,
    make_request,
    steps_of,
    visited,
)

THIRD = Question(rules.THIRD, "是否同意公开报价文件？", "云泽某某建设有限公司")


def submission_of(request: Request) -> Submission:
    return Submission.objects.get(number=request.matter.number)


def test_a_request_from_the_web_is_confirmed_accepted_answered_and_read(bureau):
    request = make_request(bureau)
    assert request.number.startswith("GK20260302")
    done(receiving.confirm, by(bureau.clerk), request.pk)
    done(receiving.accept, by(bureau.clerk), request.pk)
    request = answered(bureau, fresh(request))
    assert (request.result, request.settled_on, request.is_in_time) == ("given", date(2026, 3, 2), True)
    assert request.stage[0] == "已答复"
    assert steps_of(request) == [("note", "已登记"), ("note", "正在办理"), ("answer", "答复（予以公开）")]
    answer = submission_of(request).steps.get(kind="answer")
    assert "依据：第三十六条第二项" in answer.text
    given = HeldFile.objects.filter(step=answer, is_from_applicant=False)
    assert [held.name[:12] for held in given] == ["政府信息公开申请答复书（"]


def test_papers_are_numbered_by_unit_and_year_without_gaps(bureau):
    for _ in range(2):
        answered(bureau)
    numbers = list(Paper.objects.filter(form="reply").values_list("number", flat=True))
    assert numbers == ["市自然资源局公开答〔2026〕1号", "市自然资源局公开答〔2026〕2号"]
    assert set(Paper.objects.values_list("title", flat=True)) == {
        "政府信息公开申请登记回执",
        "政府信息公开申请答复书（予以公开告知书）",
    }


def test_a_deed_stands_where_a_typeface_is_missing_and_the_paper_is_drawn_later(bureau, monkeypatch):
    def missing(paper):
        raise Refused("缺少字体。")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "drawn", missing)
        request = visited(bureau, "2026-03-02")
    paper = Paper.objects.get(request=request)
    assert (paper.pdf, paper.trouble) == (None, "缺少字体。")
    assert issuing.draw_waiting() == 1
    assert Paper.objects.get(pk=paper.pk).pdf


def test_an_answer_is_reviewed_by_a_second_person(bureau):
    request = accepted(bureau)
    done(answering.submit, by(bureau.head), request.pk, draft_of())
    with pytest.raises(Refused, match="另一位同志"):
        answering.approve(by(bureau.head), request.pk, 1)
    with pytest.raises(Refused, match="权限"):
        answering.approve(by(bureau.clerk), request.pk, 1)


def test_a_reply_that_was_sent_back_is_written_anew(bureau):
    request = accepted(bureau)
    done(answering.submit, by(bureau.clerk), request.pk, draft_of())
    with pytest.raises(Refused, match="正在审核"):
        answering.save(by(bureau.clerk), request.pk, draft_of())
    done(answering.send_back, by(bureau.head), request.pk, "请附上批复全文")
    done(answering.submit, by(bureau.clerk), request.pk, draft_of(text="批复全文见附件。"))
    done(answering.approve, by(bureau.head), request.pk, 1)
    assert list(request.replies.values_list("state", flat=True)) == ["returned", "sent"]


def test_a_refusal_states_its_ground_and_the_remedies(bureau):
    request = accepted(bureau)
    with pytest.raises(Refused, match="法律条款"):
        answering.submit(by(bureau.clerk), request.pk, draft_of(result=results.PROCESS, ground=""))
    request = answered(
        bureau, request, result=results.PROCESS, ground="第十六条第二款", text="属于讨论记录。"
    )
    answer = submission_of(request).steps.get(kind="answer")
    assert "行政复议" in answer.text
    assert answer.label == "答复（不予公开：属于四类过程性信息）"[:60]
    assert request.case.outcome == results.PROCESS


def test_what_goes_by_post_waits_for_its_delivery(bureau):
    request = answered(bureau, accepted(bureau, way="post", form="paper"))
    assert request.case.state == "decided"
    assert steps_of(request)[-1][0] == "note"
    with pytest.raises(Refused, match="不能早于答复日期"):
        answering.deliver(by(bureau.clerk), request.pk, "EMS123", date(2026, 3, 1))
    with at("2026-03-05 10:00"):
        done(answering.deliver, by(bureau.clerk), request.pk, "EMS1234567890", date(2026, 3, 4))
    request = fresh(request)
    assert request.case.delivery_way == "快递送达（EMS1234567890）"
    assert steps_of(request)[-1] == ("answer", "答复（予以公开）")


def test_a_correction_is_asked_once_and_answered_on_the_web(bureau):
    request = visited(bureau, "2026-03-02")
    done(correcting.ask, by(bureau.clerk), request.pk, "请写明工程所在的路段", date(2026, 3, 20))
    submission = submission_of(request)
    step = submission.steps.get(kind="ask")
    assert (step.label, step.due_on) == ("请补正申请", date(2026, 3, 20))
    assert not request.case.materials.filter(is_required=True).exists()
    with at("2026-03-05 10:00"), TestCase.captureOnCommitCallbacks(execute=True):
        submissions.hand_in_supplement(PUBLIC, submission.pk, step.number, "青山路中段")
    request = fresh(request)
    assert request.text.endswith("补正：青山路中段")
    assert (request.corrected_on, request.version) == (date(2026, 3, 5), 2)
    with at("2026-03-05 11:00"), pytest.raises(Refused, match="只能一次性告知"):
        correcting.ask(by(bureau.clerk), request.pk, "再补一点", date(2026, 3, 20))


def test_whoever_does_not_correct_in_time_has_given_up(bureau):
    request = visited(bureau, "2026-03-02")
    done(correcting.ask, by(bureau.clerk), request.pk, "请写明工程所在的路段", date(2026, 3, 20))
    with at("2026-03-20 17:00"), pytest.raises(Refused, match="期限届满"):
        correcting.give_up(by(bureau.clerk), request.pk)
    with at("2026-03-23 09:00"):
        done(correcting.give_up, by(bureau.clerk), request.pk)
    request = fresh(request)
    assert (request.result, results.RESULTS[request.result].row) == ("uncorrected", "3.6.1")
    assert submission_of(request).state == "closed"


def test_a_correction_leaves_a_reasonable_period(bureau):
    request = visited(bureau, "2026-03-02")
    with pytest.raises(Refused, match="合理的补正期限"):
        correcting.ask(by(bureau.clerk), request.pk, "请写明路段", date(2026, 3, 2))


def test_its_applicant_may_withdraw_until_it_is_answered(bureau):
    request = accepted(bureau)
    with TestCase.captureOnCommitCallbacks(execute=True):
        submissions.withdraw(PUBLIC, submission_of(request).pk)
    request = fresh(request)
    assert (request.case.state, request.result) == ("withdrawn", results.OTHERWISE)
    with pytest.raises(Refused, match="已撤回"):
        answering.save(by(bureau.clerk), request.pk, draft_of())


def test_nothing_is_answered_while_others_are_asked(bureau):
    request = accepted(bureau)
    asked = done(consulting.ask, by(bureau.clerk), request.pk, THIRD)
    assert fresh(request).case.state == "paused"
    with pytest.raises(Refused, match="还在等待第三方意见"):
        answering.submit(by(bureau.clerk), request.pk, draft_of())
    with pytest.raises(Refused, match="恢复计时以后"):
        extending.ask(by(bureau.clerk), request.pk, 10, "需要检索的档案较多")
    done(consulting.note_opinion, by(bureau.clerk), asked.pk, rules.OBJECTED, "商业秘密", date(2026, 3, 2))
    with pytest.raises(Refused, match="公共利益"):
        answering.submit(by(bureau.clerk), request.pk, draft_of())
    ground = {"result": results.THIRD_PARTY, "ground": "第十五条"}
    assert answered(bureau, fresh(request), **ground).result == results.THIRD_PARTY


def test_the_applicant_is_not_told_whom_the_organ_asks(bureau):
    request = accepted(bureau)
    done(consulting.ask, by(bureau.clerk), request.pk, THIRD)
    steps = submission_of(request).steps.all()
    assert [step.label for step in steps][-1] == "征求第三方意见，期限暂停"
    assert not any("某某建设" in step.text + step.label for step in steps)
    assert not HeldFile.objects.filter(name__contains="征求意见书").exists()


def test_another_organ_answers_on_the_platform_without_knowing_who_applied(bureau):
    other = make_bureau(name="市生态环境局")
    request = accepted(bureau)
    question = Question(rules.ORGAN, "联合发文，是否同意公开？", unit=other.unit)
    asked = done(consulting.ask, by(bureau.clerk), request.pk, question)
    assert (asked.reached_on, asked.due_on) == (date(2026, 3, 2), date(2026, 3, 23))
    assert not Request.objects.visible_to(other.clerk).exists()
    with pytest.raises(Refused, match="不是发给您所在单位的"):
        consulting.give_opinion(by(bureau.clerk), asked.pk, rules.AGREED, "")
    done(consulting.give_opinion, by(other.clerk), asked.pk, rules.AGREED, "")
    assert Consultation.objects.get(pk=asked.pk).opinion == rules.AGREED
    assert fresh(request).case.state == "accepted"
    with pytest.raises(Refused, match="已经有结果"):
        consulting.give_opinion(by(other.clerk), asked.pk, rules.OBJECTED, "不行")


def test_a_fee_that_is_not_paid_in_time_ends_the_request(bureau):
    request = accepted(bureau)
    with pytest.raises(Refused, match="不收费"):
        charging.ask(by(bureau.clerk), request.pk, rules.BY_ITEM)
    charge = done(charging.ask, by(bureau.clerk), request.pk, rules.BY_PAGE, 100)
    assert (charge.amount, charge.due_on) == (700, date(2026, 3, 30))
    assert steps_of(request)[-1] == ("note", "请缴纳信息处理费")
    with pytest.raises(Refused, match="不能重复收费"):
        charging.ask(by(bureau.clerk), request.pk, rules.BY_PAGE, 100)
    with at("2026-03-30 17:00"), pytest.raises(Refused, match="期限届满"):
        charging.give_up(by(bureau.clerk), request.pk)
    with at("2026-03-31 09:00"):
        done(charging.give_up, by(bureau.clerk), request.pk)
    assert fresh(request).result == results.UNPAID


def test_the_eleventh_request_of_a_month_may_cost_a_hundred_yuan(bureau):
    first = accepted(bureau)
    for _ in range(9):
        visited(bureau, "2026-03-02")
    eleventh = accepted(bureau)
    assert charging.ordinal_of(fresh(first)) == 1
    assert charging.ordinal_of(eleventh) == 11
    assert done(charging.ask, by(bureau.clerk), eleventh.pk, rules.BY_ITEM).amount == 100


def test_what_was_given_may_be_proposed_for_everybody(bureau):
    request = accepted(bureau)
    with pytest.raises(Refused, match="予以公开的信息"):
        answering.propose(by(bureau.clerk), request.pk, "多人申请")
    answered(bureau, request)
    done(answering.propose, by(bureau.clerk), request.pk, "多人申请")
    with pytest.raises(Refused, match="已经提出过"):
        answering.propose(by(bureau.clerk), request.pk, "多人申请")


def test_the_common_page_of_cases_answers_no_request(bureau):
    request = accepted(bureau)
    with pytest.raises(Refused, match="依申请公开"):
        cases.decide_case(by(bureau.head), request.case_id, results.GIVEN, "给")
    with pytest.raises(Refused, match="依申请公开"):
        cases.close(by(bureau.clerk), request.case_id)


def test_a_request_that_cannot_be_taken_is_answered_with_the_reason(bureau):
    receipt = apply(bureau, identifier="110105194912310021")
    assert receipt.submission.state in {"received", "closed"}
    submission = Submission.objects.get(pk=receipt.submission.pk)
    assert (submission.state, Request.objects.count()) == ("closed", 0)
    assert "校验" in submission.steps.get().text


def test_only_the_unit_that_was_asked_handles_it(bureau):
    request = accepted(bureau)
    stranger = make_post(unit=make_unit(), roles=[rules.CLERK, rules.HEAD], **SINCE)
    for call in (
        lambda: answering.save(by(stranger), request.pk, draft_of()),
        lambda: consulting.ask(by(stranger), request.pk, THIRD),
        lambda: charging.ask(by(stranger), request.pk, rules.BY_PAGE, 100),
    ):
        with pytest.raises(Refused, match="不属于您所在单位的范围"):
            call()


def test_every_deed_is_one_entry_of_its_own(bureau):
    request = accepted(bureau)
    before = set(Entry.objects.values_list("pk", flat=True))
    done(answering.save, by(bureau.clerk), request.pk, replace(draft_of(), text="草稿内容。"))
    acts = list(Entry.objects.exclude(pk__in=before).values_list("act", flat=True))
    assert acts == ["disclosure.reply_save"]


def test_who_applied_stands_in_no_entry_of_the_record(bureau):
    answered(bureau, accepted(bureau))
    said = " ".join(str(entry.__dict__) for entry in Entry.objects.filter(act__startswith="disclosure."))
    assert CONTACT.name not in said
    assert CONTACT.phone not in said


def test_the_second_of_two_reviewers_hears_who_was_quicker(bureau):
    request = accepted(bureau)
    done(answering.submit, by(bureau.clerk), request.pk, draft_of())
    done(answering.approve, by(bureau.head), request.pk, 1)
    with pytest.raises(Refused, match=f"已由{bureau.head.person.name}处理"):
        answering.approve(by(bureau.head), request.pk, 1)


def test_a_draft_that_did_not_see_a_correction_is_not_kept(bureau):
    request = visited(bureau, "2026-03-02")
    done(correcting.ask, by(bureau.clerk), request.pk, "请写明工程所在的路段", date(2026, 3, 20))
    done(correcting.enter_correction, by(bureau.clerk), request.pk, "青山路中段")
    done(receiving.accept, by(bureau.clerk), request.pk)
    with pytest.raises(Refused, match="刚刚补正"):
        answering.save(by(bureau.clerk), request.pk, draft_of(seen=1))
    done(answering.save, by(bureau.clerk), request.pk, draft_of(seen=2))


def test_nobody_is_asked_any_more_once_the_request_ended(bureau):
    request = accepted(bureau)
    asked = done(consulting.ask, by(bureau.clerk), request.pk, THIRD)
    done(consulting.note_reached, by(bureau.clerk), asked.pk, date(2026, 3, 2))
    with TestCase.captureOnCommitCallbacks(execute=True):
        submissions.withdraw(PUBLIC, submission_of(request).pk)
    with pytest.raises(Refused, match="已经结束"):
        consulting.note_opinion(by(bureau.clerk), asked.pk, rules.AGREED, "", date(2026, 3, 2))
    with at("2026-04-10 10:00"):
        assert consulting.lapse_due() == 0


def test_a_letter_reaches_and_an_opinion_arrives_on_days_that_can_be(bureau):
    request = accepted(bureau)
    asked = done(consulting.ask, by(bureau.clerk), request.pk, THIRD)
    for day in (date(2026, 3, 1), date(2026, 3, 3)):
        with pytest.raises(Refused, match="今天或者以前"):
            consulting.note_reached(by(bureau.clerk), asked.pk, day)
        with pytest.raises(Refused, match="今天或者以前"):
            consulting.note_opinion(by(bureau.clerk), asked.pk, rules.AGREED, "", day)
    done(consulting.note_reached, by(bureau.clerk), asked.pk, date(2026, 3, 2))
    with pytest.raises(Refused, match="已经登记过"):
        consulting.note_reached(by(bureau.clerk), asked.pk, date(2026, 3, 2))


def test_who_is_asked_has_a_name_and_an_organ_is_no_third_party(bureau):
    request = accepted(bureau)
    for question, words in (
        (replace(THIRD, name=""), "征求意见的对象"),
        (replace(THIRD, kind="nobody"), "征求谁"),
        (replace(THIRD, unit=bureau.unit), "其他行政机关"),
        (Question(rules.ORGAN, "是否同意？", unit=bureau.unit), "本单位"),
    ):
        with pytest.raises(Refused, match=words):
            consulting.ask(by(bureau.clerk), request.pk, question)


def test_an_answer_is_rated_by_its_applicant(bureau):
    request = answered(bureau)
    with TestCase.captureOnCommitCallbacks(execute=True):
        submissions.rate(PUBLIC, submission_of(request).pk, 4, "很快")
    assert fresh(request).case.rating == "satisfied"


def test_an_extension_that_is_refused_leaves_the_time_as_it_was(bureau):
    request = accepted(bureau)
    due = request.case.clock.due_at
    done(extending.ask, by(bureau.clerk), request.pk, 10, "需要检索的档案较多")
    with pytest.raises(Refused, match="权限"):
        extending.settle(by(bureau.clerk), request.pk, "不同意", is_granted=False)
    done(extending.settle, by(bureau.head), request.pk, "档案不多，请按期答复", is_granted=False)
    assert fresh(request).case.clock.due_at == due
    with pytest.raises(Refused, match="没有等待批准"):
        extending.settle(by(bureau.head), request.pk, "同意", is_granted=True)


def test_days_of_arrival_that_cannot_be_are_refused(bureau):
    for day, confirmed_on, channel, words in (
        ("2026-03-03", None, rules.VISIT, "不能晚于今天"),
        ("2026-03-02", date(2026, 3, 1), rules.ORDINARY, "收到之后"),
        ("2026-03-02", None, rules.WEB, "申请人自己填写"),
        ("2026-03-02", None, "pigeon", "申请渠道"),
    ):
        said = messages.Wanted(**data_of(bureau))
        arrival = Arrival(channel, date.fromisoformat(day), confirmed_on)
        with pytest.raises(Refused, match=words):
            receiving.enter(by(bureau.clerk), said, CONTACT, arrival)


def test_what_nobody_confirmed_counts_from_the_day_it_came(bureau):
    request = make_request(bureau)
    with at("2026-03-12 00:10"):
        done(accept_by_law)
    request = fresh(request)
    assert (request.case.state, request.is_confirmed, request.is_confirmed_late) == ("accepted", True, True)
    assert request.received_on == date(2026, 3, 2)


def test_whoever_handles_it_is_warned_before_the_end_like_of_every_case(bureau):
    accepted(bureau)
    with at("2026-03-31 00:30"):
        sweep(now())
    heard = Notice.objects.filter(person=bureau.clerk.person).values_list("subject", flat=True)
    assert any("超" in subject or "到期" in subject or "期限" in subject for subject in heard), list(heard)
