"""Are repeats found, many letters answered as one, one letter handled as several, and matters begun anew?"""

import pytest

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.participation.letters import limits, messages, progress, rules
from yiwang.subsystems.participation.letters.actions import (
    accepting,
    answering,
    calling,
    grouping,
    moving,
    receiving,
    repeating,
)
from yiwang.subsystems.participation.letters.actions.grouping import Part
from yiwang.subsystems.participation.letters.models import CallBack, FollowUp, Letter, Trace
from yiwang.subsystems.participation.letters.tests.makers import (
    CONTACT,
    PETITION_REPLY,
    TEXT,
    accepted,
    answered,
    assigned,
    data_of,
    done,
    draft_of,
    fresh,
    make_letter,
    make_petitions,
    rated,
    steps_of,
    write,
)

pytestmark = pytest.mark.django_db
OTHERS = [Contact(f"王{name}", f"1390000000{at}") for at, name in enumerate("一二三")]


def submission_of(letter):
    return Submission.objects.get(number=letter.matter.number)


def test_the_same_letter_of_the_same_person_is_linked_and_not_counted_twice(hall):
    """letters.md case 18."""
    first = make_letter(hall)
    second = make_letter(hall, text=TEXT.replace("，", ",").replace("？", "?!"))
    assert (second.lead, second.is_repeat) == (first, True)
    assert list(Letter.objects.own_matters()) == [first]
    assert Trace.objects.count() == 1
    assert make_letter(hall, OTHERS[0]).lead is None
    assert make_letter(hall, title="完全另一件事", text="小区物业不开发票，请协调解决一下。").lead is None


def test_a_repeat_is_answered_together_with_the_first(hall):
    first = assigned(hall)
    second = make_letter(hall)
    assert (second.case.unit, second.case.state) == (hall.bureau, "accepted")
    with pytest.raises(Refused, match="请在主办件上答复"):
        answering.submit(by(hall.clerk), second.pk, draft_of())
    done(answering.submit, by(hall.clerk), first.pk, draft_of())
    done(answering.approve, by(hall.reviewer), first.pk, 1)
    assert steps_of(first)[-1] == steps_of(second)[-1] == ("answer", "答复（已解决）")


def test_a_repeat_after_the_answer_is_a_letter_of_its_own(hall):
    answered(hall)
    assert make_letter(hall).lead is None


def test_many_about_one_matter_are_merged_moved_and_answered_as_one(hall):
    lead = accepted(hall)
    others = [make_letter(hall, each) for each in OTHERS[:2]]
    done(grouping.merge, by(hall.manager), lead.pk, [one.pk for one in others])
    assert {fresh(one).case.state for one in others} == {"accepted"}
    assert Letter.objects.own_matters().count() == 3
    done(moving.assign, by(hall.manager), lead.pk, hall.bureau)
    assert {fresh(one).case.unit for one in others} == {hall.bureau}
    done(moving.give_back, by(hall.clerk), lead.pk, "该路段属于开发区管委会，应由其办理")
    assert {fresh(one).case.unit for one in others} == {hall.desk}
    done(moving.assign, by(hall.manager), lead.pk, hall.bureau)
    done(answering.submit, by(hall.clerk), lead.pk, draft_of())
    done(answering.approve, by(hall.reviewer), lead.pk, 1)
    assert {fresh(one).stage[0] for one in [lead, *others]} == {"已答复"}
    assert all(steps_of(one)[-1][0] == "answer" for one in others)


def test_what_may_not_be_merged_is_named(hall):
    lead, elsewhere, informing = (
        accepted(hall),
        assigned(hall, make_letter(hall, OTHERS[0])),
        make_letter(hall, OTHERS[1], type="report", against=hall.bureau.name),
    )
    for others, words in (
        ([], "请选择"),
        ([lead.pk], "请选择"),
        ([elsewhere.pk], "已经分办给市城市管理局"),
        ([informing.pk], "不能合并办理"),
    ):
        with pytest.raises(Refused, match=words):
            grouping.merge(by(hall.manager), lead.pk, others)
    done(grouping.merge, by(hall.manager), lead.pk, [make_letter(hall, OTHERS[2]).pk])
    follower = lead.followers.get()
    with pytest.raises(Refused, match="已经随别的来信办理"):
        grouping.merge(by(hall.manager), follower.pk, [lead.pk])
    done(grouping.part_company, by(hall.manager), follower.pk)
    assert fresh(follower).lead is None


def test_when_the_first_withdraws_the_others_go_on(hall):
    lead = assigned(hall)
    repeat, third = make_letter(hall), make_letter(hall)
    done(submissions.withdraw, PUBLIC, submission_of(lead).pk)
    assert fresh(lead).case.state == "withdrawn"
    assert (fresh(repeat).lead, fresh(third).lead) == (None, fresh(repeat))
    done(answering.submit, by(hall.clerk), repeat.pk, draft_of())
    done(answering.approve, by(hall.reviewer), repeat.pk, 1)
    assert fresh(third).stage[0] == "已答复"


def test_a_mixed_letter_is_split_and_its_writer_keeps_one_number(hall):
    letter = accepted(hall)
    [part] = done(
        grouping.split, by(hall.manager), letter.pk, [Part("complaint", "物业乱收费", "物业乱收停车费。")]
    )
    assert (part.part_of, part.matter, part.case.state) == (letter, None, "accepted")
    done(moving.assign, by(hall.manager), letter.pk, hall.bureau)
    done(answering.submit, by(hall.clerk), letter.pk, draft_of())
    with pytest.raises(Refused, match="1件还没有办结"):
        answering.approve(by(hall.reviewer), letter.pk, 1)
    done(moving.assign, by(hall.manager), part.pk, hall.bureau)
    text = "您反映的物业乱收停车费问题，经核查属实，已责令退还，依据《价格法》第四十一条处理。"
    done(answering.submit, by(hall.clerk), part.pk, draft_of(text=text))
    done(answering.approve, by(hall.reviewer), part.pk, 1)
    assert steps_of(letter)[-1] == ("note", "分件答复（已解决）")
    done(answering.approve, by(hall.reviewer), letter.pk, 1)
    assert steps_of(letter)[-1][0] == "answer"
    assert Trace.objects.count() == 1


def test_a_letter_that_changes_while_it_is_handled_is_read_again_before_it_is_answered(hall):
    letter = make_letter(hall)
    done(accepting.ask, by(hall.manager), letter.pk, "请写明是哪一根路灯")
    step = submission_of(letter).steps.last()
    done(submissions.hand_in_supplement, PUBLIC, submission_of(letter).pk, step.number, "23号灯杆")
    letter = fresh(letter)
    assert (letter.version, letter.text.endswith("补充：23号灯杆")) == (2, True)
    assigned(hall, letter)
    with pytest.raises(Refused, match="刚刚补充了内容"):
        answering.submit(by(hall.clerk), letter.pk, draft_of(seen=1))
    done(answering.submit, by(hall.clerk), letter.pk, draft_of(seen=2))
    with pytest.raises(Refused, match="刚刚补充了内容"):
        answering.approve(by(hall.reviewer), letter.pk, 1)


def again(hall, letter, **changes):
    return write(letter.mailbox, again=letter.number, text="还是不亮，请重新处理一下。", **changes)


def test_a_matter_is_handled_again_once_by_the_wish_of_its_writer(hall):
    letter = answered(hall)
    assert progress.again(submission_of(letter))["name"] == "重新办理"
    again(hall, letter)
    second = letter.again
    assert (second.again_name, second.desk, second.case.state) == ("重新办理", hall.desk, "received")
    assert progress.again(submission_of(letter)) is None
    assert Letter.objects.own_matters().count() == Trace.objects.count() == 1
    refused = again(hall, letter).submission
    assert refused.steps.last().label == "未能受理"
    second = answered(hall, fresh(second))
    assert progress.again(submission_of(second)) is None
    assert "已经重新办理过一次" in again(hall, second).submission.steps.last().text


def test_a_petition_is_reviewed_twice_within_thirty_days_each_and_then_no_more(hall):
    """[X22] art. 35 and 36; letters.md case 5: reply 2026-03-02, asked 2026-04-02: late (limit 04-01)."""
    petitions = make_petitions(hall)

    def settled(letter):
        assigned(hall, letter)
        text = draft_of(outcome="not_supported", text=PETITION_REPLY)
        done(answering.submit, by(hall.clerk), letter.pk, text)
        done(answering.approve, by(hall.reviewer), letter.pk, 1)
        return fresh(letter)

    first = settled(make_letter(hall, mailbox=petitions))
    with at("2026-04-02 09:00"):
        assert "2026年04月01日届满" in again(hall, first).submission.steps.last().text
    with at("2026-04-01 23:00"):
        again(hall, first)
        review = fresh(first.again)
        assert review.again_name == "复查"
        assert review.case.terms.decision.legal.number == 30
        last = settled(review)
        again(hall, last)
        final = settled(fresh(last.again))
        assert final.again_name == "复核"
        assert "已经复核终结" in again(hall, final).submission.steps.last().text


def test_the_desk_lets_a_matter_be_handled_again_and_gives_its_writer_a_number(hall):
    letter = answered(hall)
    second, receipt = done(repeating.handle_again, by(hall.manager), letter.pk, "回访时来信人说仍未修好")
    assert receipt.number.startswith("XJ20260302W")
    assert (second.again_of, second.case.state, second.matter.number) == (letter, "accepted", receipt.number)
    assert "路灯" not in str(Submission.objects.get(number=receipt.number).data)
    with pytest.raises(Refused, match="已经申请过重新办理"):
        repeating.handle_again(by(hall.manager), letter.pk, "再办一次")


def test_a_bad_rating_is_followed_up_once(hall):
    letter = rated(answered(hall), 1)
    follow_up = FollowUp.objects.get(letter=letter)
    done(calling.settle_follow_up, by(hall.manager), letter.pk, "rectified", "已责成城管局返工")
    follow_up.refresh_from_db()
    assert follow_up.get_result_display() == "已责成整改"
    with pytest.raises(Refused, match="已由"):
        calling.settle_follow_up(by(hall.manager), letter.pk, "explained", "已解释")


def test_a_good_rating_opens_no_follow_up_and_nobody_rates_for_the_writer(hall):
    letter = rated(answered(hall), 4)
    assert not FollowUp.objects.exists()
    with pytest.raises(Refused, match="已经评价过"):
        submissions.rate(PUBLIC, submission_of(letter).pk, 1, "")


def test_after_three_attempts_at_different_times_nobody_is_called_any_more(hall, monkeypatch):
    """letters.md §3: unreachable after 3 attempts at different times → 无法回访."""
    monkeypatch.setattr(limits, "SAMPLE_PERCENT", 100)
    letter = answered(hall)
    call = CallBack.objects.get(letter=letter)
    done(calling.attempt, by(hall.manager), letter.pk, "无人接听", is_reached=False)
    with pytest.raises(Refused, match="换个时段"):
        calling.attempt(by(hall.manager), letter.pk, is_reached=False)
    for moment in ("2026-03-02 15:00", "2026-03-03 09:00"):
        with at(moment):
            done(calling.attempt, by(hall.manager), letter.pk, is_reached=False)
    call.refresh_from_db()
    assert call.get_state_display() == "无法回访"
    with at("2026-03-04 09:00"), pytest.raises(Refused, match="没有待回访"):
        calling.attempt(by(hall.manager), letter.pk, is_reached=False)


def test_what_is_said_on_the_telephone_never_counts_as_the_writers_own_rating(hall, monkeypatch):
    monkeypatch.setattr(limits, "SAMPLE_PERCENT", 100)
    letter = answered(hall)
    bad = {"level": "dissatisfied", "solved": "unsolved"}
    done(calling.attempt, by(hall.manager), letter.pk, "说还没修好", is_reached=True, **bad)
    assert fresh(letter).case.rating == ""
    assert FollowUp.objects.filter(letter=letter).exists()


def test_nobody_anonymous_is_called_back(hall, monkeypatch):
    monkeypatch.setattr(limits, "SAMPLE_PERCENT", 100)
    answered(hall, make_letter(hall, NOBODY, is_anonymous=True))
    assert not CallBack.objects.exists()


def test_a_joint_visit_of_six_is_refused(hall):
    """letters.md case 6, [X22] art. 20."""
    petitions = make_petitions(hall)
    said = messages.Letter(**data_of(petitions))
    with pytest.raises(Refused, match="不得超过5人"):
        receiving.enter(by(hall.manager), petitions, said, CONTACT, "visit", representatives=6)
    letter, receipt = done(
        receiving.enter, by(hall.manager), petitions, said, CONTACT, "visit", representatives=5
    )
    assert (letter.source, letter.case.channel, letter.number) == ("visit", "counter", receipt.number)
    assert rules.SOURCES[letter.source] == "来访"
