"""What do the rules of interviews say, without a database?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.rules import Planned, Span, StepFacts

# A busy machine makes examples slowly; that says nothing of the rules.
patiently = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)


def later(hours):
    return later_than(NOON, hours)


def later_than(moment, hours):
    return moment + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("deed", "state"), [(deed, state) for deed in rules.DEEDS for state in sorted(rules.DEEDS[deed][0])]
)
def test_a_deed_leads_from_each_of_its_states_to_the_next(deed, state):
    assert rules.check_deed(state, deed) == rules.DEEDS[deed][1]


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        (rules.PLANNED, "announce"),
        (rules.APPROVED, "start"),
        (rules.LIVE, "cancel"),
        (rules.ENDED, "start"),
        (rules.WITHDRAWN, "announce"),
    ],
)
def test_a_deed_out_of_turn_is_refused(state, deed):
    with pytest.raises(Refused, match="请刷新页面"):
        rules.check_deed(state, deed)


@pytest.mark.parametrize(
    ("starts", "ends", "is_free"),
    [
        (-2, 0, True),
        (2, 3, True),
        (-1, 1, False),
        (1, 3, False),
        (0, 2, False),
        (0.5, 1, False),
        (-1, 5, False),
    ],
)
def test_a_studio_is_taken_by_one_interview_at_a_time(starts, ends, is_free):
    taken = [Span(later(0), later(2), "公租房")]
    if is_free:
        rules.check_free(taken, later(starts), later(ends))
    else:
        with pytest.raises(Refused, match="公租房"):
            rules.check_free(taken, later(starts), later(ends))


@patiently
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=8),
    st.integers(0, 20),
    st.integers(1, 6),
)
def test_bookings_that_the_rule_lets_in_never_share_an_hour(spans, start, length):
    taken: list[Span] = []
    for begins, lasts in [*spans, (start, length)]:
        try:
            rules.check_free(taken, later(begins), later(begins + lasts))
        except Refused:
            continue
        taken.append(Span(later(begins), later(begins + lasts)))
    lengths = [int((span.ends_at - span.starts_at).total_seconds() // 3600) for span in taken]
    booked = [
        later_than(span.starts_at, hour)
        for span, long in zip(taken, lengths, strict=True)
        for hour in range(long)
    ]
    assert len(booked) == len(set(booked)) == sum(lengths)


def test_the_guide_names_what_is_missing_before_a_deed():
    steps = [
        StepFacts("确定嘉宾", "announce", is_done=False, is_required=True),
        StepFacts("审批", "announce", is_done=True, is_required=True),
        StepFacts("征集提问", "announce", is_done=False, is_required=False),
        StepFacts("彩排", "start", is_done=False, is_required=True),
    ]
    with pytest.raises(Refused, match=r"先完成：确定嘉宾。$"):
        rules.check_steps(steps, "announce")
    rules.check_steps(steps[1:3], "announce")


def test_whoever_proposed_an_interview_does_not_approve_it():
    with pytest.raises(Refused, match="其他计划管理员"):
        rules.check_approver(7, 7)
    rules.check_approver(7, 8)


@pytest.mark.parametrize(("starts", "ends", "said"), [(1, 1, "晚于"), (-1, 1, "现在以后"), (1, 10, "8小时")])
def test_times_that_do_not_fit_are_refused(starts, ends, said):
    with pytest.raises(Refused, match=said):
        rules.check_times(later(starts), later(ends), NOON)
    rules.check_times(later(1), later(3), NOON)


def test_questions_are_asked_for_until_an_end_and_from_before_the_interview():
    rules.check_asking(None, None, NOON)
    rules.check_asking(later(-5), later(2), NOON)
    for begins, ends in ((later(-5), None), (later(2), later(1)), (later(1), later(2))):
        with pytest.raises(Refused):
            rules.check_asking(begins, ends, NOON)


@pytest.mark.parametrize(
    "text",
    [
        "请回电13812345678",
        "请回电 138 1234 5678",
        "请回电138-1234-5678",
        "请回电１３８１２３４５６７８",
        "我的电话是8613812345678",
        "身份证11010519491231002X",
        "身份证 110105 19491231 002x",
        "卡号6222021234567890128"[:2] + "4111111111111111",
        "写信给zhao@example.com",
    ],
)
def test_a_question_that_tells_personal_information_is_refused(text):
    """个人信息保护法 art. 28 and standards/security.md §6: numbers of people are no matter of the public."""
    with pytest.raises(Refused, match="请删去其中的"):
        rules.check_question(f"我的房子什么时候修？{text}")


@pytest.mark.parametrize(
    "text",
    [
        "2026年的公租房什么时候分配？",
        "文号是云政发〔2026〕12号的通知怎么理解？",
        "咨询电话12345能转接吗？",
        "身份证号110105194912310021这样的错号不算",  # wrong check digit (security.md §9 no. 9)
        "面积在60-90平方米之间的可以吗？",
    ],
)
def test_an_ordinary_question_is_taken(text):
    assert rules.check_question(text) == text


def test_hostile_characters_go_and_tags_stay_as_they_were_typed():
    hostile = "\u202e<script>alert(1)</script>\x00\u200b什么时候修路？\r\n\r\n\r\n\r\n谢谢"
    assert rules.check_question(hostile) == "<script>alert(1)</script>什么时候修路？\n\n谢谢"
    assert rules.check_nickname("  \u202e\n ") == rules.NOBODY
    with pytest.raises(Refused):
        rules.check_nickname("13812345678")


@patiently
@given(st.text(max_size=300))
def test_a_text_that_was_made_legible_stays_as_it_is(text):
    once = rules.legible(text)
    assert rules.legible(once) == once
    assert "\x00" not in once


def test_the_same_question_is_known_whatever_its_blanks_and_marks():
    assert rules.essence("什么时候 修路？？") == rules.essence("什么时候修路!") == "什么时候修路"


def test_a_moderator_is_shown_what_to_look_at_first():
    flags = rules.flags("你们这些笨 蛋，看http://a.cn啊啊啊啊啊啊啊啊啊", ["笨蛋"], times=3)
    assert flags == ["疑似辱骂", "含有网址", "相同提问3次", "疑似灌水"]
    assert rules.flags("什么时候修路？", ["笨蛋", " "]) == []


@pytest.mark.parametrize(("text", "seconds"), [("12", 12), ("2:03", 123), ("1:02:03", 3723), ("１", None)])
def test_a_point_of_time_is_read(text, seconds):
    if seconds is None:
        with pytest.raises(Refused):
            rules.check_seconds(text)
    else:
        assert rules.check_seconds(text) == seconds
        assert rules.check_seconds(rules.clock(seconds)) == seconds


def test_chapters_are_read_and_written_again():
    text = "0:00 开场\n\n12:30 怎样申请\n1:02:03 答网友问"
    chapters = rules.read_chapters(text)
    assert chapters == [(0, "开场"), (750, "怎样申请"), (3723, "答网友问")]
    assert rules.read_chapters(rules.written_chapters(chapters)) == chapters
    for wrong in ("12:30", "2:00 乙\n1:00 甲", "x 甲", "13:00:00 太晚"):
        with pytest.raises(Refused):
            rules.read_chapters(wrong)


def test_the_report_holds_the_plan_against_what_was_done():
    rows = [
        Planned(1, 1, rules.ENDED),
        Planned(2, 4, rules.ARCHIVED),
        Planned(3, None, rules.CANCELLED),
        Planned(9, None, rules.APPROVED),
        Planned(None, 5, rules.ENDED),
    ]
    report = rules.report(rows, until_month=6)
    assert (report.planned, report.due, report.held) == (4, 3, 3)
    assert (report.in_time, report.late, report.missing) == (1, 1, 1)
    assert (report.added, report.dropped, report.percent) == (1, 1, 67)


def test_fewer_than_six_interviews_a_year_are_too_few():
    """standards/websites.md §2: 访谈 fewer than 6 a year is deducted (2019 indicators)."""
    assert rules.report([Planned(1, 1, rules.ENDED)] * 4, 12).still_needed == 2
    assert rules.report([Planned(1, 1, rules.ENDED)] * 7, 12).still_needed == 0
    assert rules.report([], 0).percent is None
