"""How does a draft live, from its writing to the answer that everybody reads?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import day_of, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.submissions import withdraw
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.participation.consultations import queries, reminding, rules
from yiwang.subsystems.participation.consultations.actions import answering, crossing, drafting, handling
from yiwang.subsystems.participation.consultations.actions.handling import Verdict
from yiwang.subsystems.participation.consultations.models import Consultation, OpenConsultation, Opinion
from yiwang.subsystems.participation.consultations.tests.makers import (
    CONTACT,
    SUMMARY,
    end,
    opinions,
    outline,
    publish,
    publisher,
    say,
    shown,
    told,
)

pytestmark = pytest.mark.django_db


def judged(post, consultation, verdict=rules.ADOPTED, reason="", showing=rules.SHOWN):
    keys = [one.pk for one in opinions(consultation) if not one.verdict and not one.withdrawn_at]
    return handling.judge(by(post), consultation.pk, keys, Verdict(verdict, reason, "content", showing))


def test_a_published_draft_is_read_outside_clause_by_clause_and_announced():
    consultation = publish()
    open_one = shown(consultation)
    assert [one["label"] for one in open_one.clauses] == ["前言", "第一条", "第二条", "第三条"]
    assert "第二条" in Publication.objects.get(origin_kind="consultations.draft").body
    assert consultation.clauses.count() == 4


def test_only_a_publisher_publishes_and_nothing_changes_afterwards():
    post = publisher()
    made = drafting.begin(by(post), outline())
    editor = make_post(unit=post.unit, roles=[rules.EDITOR])
    with pytest.raises(Refused, match="没有“发布征求意见稿和意见采纳情况”的权限"):
        drafting.publish(by(editor), made.pk)
    drafting.publish(by(post), made.pk)
    for deed in (
        lambda: drafting.revise(by(post), made.pk, outline(title="改")),
        lambda: drafting.discard(by(post), made.pk),
        lambda: drafting.publish(by(post), made.pk),
    ):
        with pytest.raises(Refused, match="已发布的征求意见稿不能再修改"):
            deed()


def test_another_unit_neither_sees_nor_handles_it():
    consultation = publish()
    say(consultation, c0="赞成延长夜间开放。")
    stranger = make_post(unit=make_unit(), roles=[rules.PUBLISHER])
    assert not Consultation.objects.visible_to(stranger).exists()
    assert not Opinion.objects.visible_to(stranger).exists()
    with pytest.raises(Refused, match="没有“处理征集到的意见”的权限"):
        judged(stranger, consultation)


def test_each_remark_of_a_submission_is_an_opinion_on_its_clause():
    consultation = publish()
    receipt = say(consultation, CONTACT, c0="总体赞成。", c3="建议改为二十三时。")
    assert receipt.submission.number.startswith("YJ")
    whole, third = opinions(consultation)
    assert (whole.clause, third.clause.label) == (None, "第二条")
    assert whole.matter_id == third.matter_id
    counts = {one.number: one.total for one in queries.by_clause(consultation)}
    assert counts == {0: 1, 1: 0, 2: 0, 3: 1, 4: 0}


def test_an_opinion_that_comes_too_late_or_to_a_stopped_draft_is_answered_with_the_reason():
    post = publisher()
    late, stopped = publish(post), publish(post)
    end(late)
    receipt = say(late, c0="晚了一天。")
    receipt.submission.refresh_from_db()
    assert receipt.submission.state == "closed"
    assert "征集已经结束" in receipt.submission.steps.get().text
    drafting.stop(by(post), stopped.pk, "上位法已经修改")
    receipt = say(stopped, c0="还来得及吗？")
    assert "上位法已经修改" in receipt.submission.steps.get().text
    assert not Opinion.objects.exists()


def test_what_is_handed_in_on_the_last_day_counts():
    consultation = publish()
    Consultation.objects.update(closes_on=today())
    say(consultation, c0="最后一天提出。")
    assert [one.text for one in opinions(consultation)] == ["最后一天提出。"]


def test_similar_opinions_are_found_and_handled_together():
    post = publisher()
    consultation = publish(post)
    for text in (
        "建议把公园夜间开放时间延长到二十三时，方便上班族锻炼。",
        "希望公园夜间开放时间延长到二十三时，上班族下班后才能锻炼。",
        "噪声太大，请限制音响。",
    ):
        say(consultation, c3=text)
    first, second, other = opinions(consultation)
    assert queries.similar_to(first) == [second]
    assert other not in queries.similar_to(first)
    count = handling.judge(by(post), consultation.pk, [first.pk, second.pk], Verdict(rules.ADOPTED))
    assert count == 2
    assert {one.verdict for one in opinions(consultation)[:2]} == {rules.ADOPTED}
    assert opinions(consultation)[2].verdict == ""


def test_nothing_is_handled_without_a_choice_and_nothing_of_another_draft():
    post = publisher()
    one, other = publish(post), publish(post)
    say(other, c0="别的稿子的意见。")
    with pytest.raises(Refused, match="请先选择要处理的意见"):
        handling.judge(by(post), one.pk, [opinions(other)[0].pk], Verdict(rules.ADOPTED))


def test_the_feedback_is_told_to_the_public_and_to_every_author():
    post = publisher()
    consultation = publish(post)
    mine = say(consultation, CONTACT, c3="建议改为二十三时，电话13812345678。")
    theirs = say(consultation, c0="建议全天开放。")
    first, second = opinions(consultation)
    handling.judge(by(post), consultation.pk, [first.pk], Verdict(rules.ADOPTED, showing=rules.SHOWN))
    refusal = Verdict(rules.NOT_ADOPTED, "夜间养护需要闭园。", showing=rules.KEPT_BACK)
    handling.judge(by(post), consultation.pk, [second.pk], refusal)
    end(consultation)
    with told():
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    with told():
        assert answering.answer_authors() == 2
    assert answering.answer_authors() == 0
    feedback = shown(consultation).feedback
    assert feedback["figures"] == {"adopted": 1, "refused": 1}
    assert [one["text"] for one in feedback["opinions"]] == ["建议改为二十三时，电话138****5678。"]
    announced = Publication.objects.get(origin_kind="consultations.feedback")
    assert "采纳1条" in announced.body
    for receipt, words in ((mine, "第二条的意见：采纳"), (theirs, "全文的意见：未采纳。夜间养护需要闭园。")):
        receipt.submission.refresh_from_db()
        assert receipt.submission.state == "answered"
        assert words in receipt.submission.steps.get().text


def test_the_same_words_answered_alike_stand_once_with_how_often():
    post = publisher()
    consultation = publish(post)
    for _ in range(3):
        say(consultation, c3="建议改为二十三时。")
    judged(post, consultation)
    end(consultation)
    with told():
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    [quoted] = shown(consultation).feedback["opinions"]
    assert quoted["times"] == 3


def test_feedback_is_refused_before_the_end_with_open_opinions_and_with_anybodys_number():
    post = publisher()
    consultation = publish(post)
    say(consultation, c0="建议全天开放。")
    with pytest.raises(Refused, match="征集还没有结束"):
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    end(consultation)
    with pytest.raises(Refused, match="还有1条意见没有处理"):
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    judged(post, consultation)
    with pytest.raises(Refused, match="文中有身份证号、手机号"):
        answering.publish_feedback(by(post), consultation.pk, f"{SUMMARY}联系13812345678。")
    answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    keys = [opinions(consultation)[0].pk]
    with pytest.raises(Refused, match="意见采纳情况已经公布"):
        handling.judge(by(post), consultation.pk, keys, Verdict(rules.ADOPTED))


def test_an_opinion_taken_back_is_neither_counted_nor_waited_for():
    post = publisher()
    consultation = publish(post)
    receipt = say(consultation, c0="建议全天开放。")
    with told():
        withdraw(PUBLIC, receipt.submission.pk)
    assert opinions(consultation)[0].withdrawn_at
    end(consultation)
    with told():
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
        assert answering.answer_authors() == 0
    assert shown(consultation).feedback["people"] == 0


def test_the_time_for_the_feedback_runs_from_the_end_and_is_alarmed():
    post = publisher()
    consultation = publish(post)
    assert answering.start_clocks() == 0
    last = shifted(today(), days=-40)
    end(consultation, last)
    assert answering.start_clocks() == 1
    assert answering.start_clocks() == 0
    consultation.refresh_from_db()
    due = consultation.clock.due_at
    assert day_of(shifted(due, seconds=-1)) == shifted(last, days=30)
    reminding.warn(consultation.clock, "breached")
    notice = Notice.objects.get(person=post.person)
    assert "已超过公布意见采纳情况的期限" in notice.subject
    reminding.warn(consultation.clock, "breached")
    assert Notice.objects.count() == 1
    answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    consultation.clock.refresh_from_db()
    assert consultation.clock.stopped_at


def test_stopping_cancels_the_time_and_withdraws_the_announcement():
    post = publisher()
    consultation = publish(post)
    end(consultation)
    answering.start_clocks()
    with told():
        drafting.stop(by(post), consultation.pk, "上位法已经修改")
    consultation.refresh_from_db()
    assert consultation.clock.state == "cancelled"
    assert shown(consultation).state == rules.WITHDRAWN
    assert Publication.objects.get().is_withdrawn


def test_a_window_is_prolonged_but_never_shortened():
    post = publisher()
    consultation = publish(post)
    later = shifted(consultation.closes_on, days=10)
    with told():
        drafting.prolong(by(post), consultation.pk, later)
    assert shown(consultation).closes_on == later
    with pytest.raises(Refused, match="应当晚于原来的截止日期"):
        drafting.prolong(by(post), consultation.pk, shifted(later, days=-1))
    end(consultation)
    with pytest.raises(Refused, match="征集已经结束，不能再延长"):
        drafting.prolong(by(post), consultation.pk, shifted(later, days=9))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "ftp://x", "公报"])
def test_the_final_document_is_linked_by_a_safe_address_only(address):
    post = publisher()
    consultation = publish(post)
    with pytest.raises(Refused, match="网址应当以"):
        answering.link_final(by(post), consultation.pk, "公园管理办法", address)
    with told():
        answering.link_final(by(post), consultation.pk, "公园管理办法", "/a/17/")
    assert shown(consultation).final_address == "/a/17/"


def test_an_older_notice_that_comes_later_changes_nothing():
    post = publisher()
    consultation = publish(post)
    OpenConsultation.objects.update(sequence=9, title="更新的")
    with told():
        crossing.tell_again(by(post), consultation.pk)
    assert shown(consultation).title == "更新的"


def test_every_deed_stands_in_the_record():
    post = publisher()
    consultation = publish(post)
    say(consultation, c0="建议全天开放。")
    judged(post, consultation)
    acts = set(Entry.objects.filter(act__startswith="consultations.").values_list("act", flat=True))
    assert acts == {
        "consultations.draft_begin",
        "consultations.draft_publish",
        "consultations.notice_show",
        "consultations.opinion_take",
        "consultations.opinion_judge",
    }
