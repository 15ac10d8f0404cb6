"""Do the pages of the office do what they offer, to those who may, and keep what was typed?"""

import pytest

from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.organizations.tests.makers import make_post, sign_in
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import (
    Booking,
    BroadcastLine,
    Interview,
    Line,
    Question,
    Studio,
    Word,
)
from yiwang.subsystems.participation.interviews.tests.makers import (
    QUESTION,
    commits,
    make_interview,
    make_question,
    release,
    say,
    shown,
    tomorrow,
)

pytestmark = pytest.mark.django_db
OFFICE = "/office/interviews/"


def typed(hour=0):
    return f"{tomorrow(hour):%Y-%m-%dT%H:%M}"


def filled(**changes):
    return {
        "token": "t1",
        "year": str(tomorrow().year),
        "organizer": "市政府办公室",
        "unit": "市住建局",
        "title": "公租房怎么申请",
        "summary": "谈谈条件。",
        "month": str(tomorrow().month),
        "guests": "王建国 市住建局局长\n李梅　市住建局副局长",
        "starts_at": typed(9),
        "ends_at": typed(11),
        **changes,
    }


def post(client, address, **data):
    with commits():
        response = client.post(address, data)
    return response, response.content.decode()


def test_an_interview_is_proposed_with_its_guests(client, studio):
    sign_in(client, studio.speaker)
    assert client.get(f"{OFFICE}new/").status_code == 200
    response, _ = post(client, f"{OFFICE}new/", **filled())
    interview = Interview.objects.get()
    assert response["Location"] == interview.address
    assert [(guest.name, guest.title) for guest in interview.guests.all()] == [
        ("王建国", "市住建局局长"),
        ("李梅", "市住建局副局长"),
    ]
    assert client.get(interview.address).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "请填写访谈主题"),
        ({"unit": "没有这个局"}, "没有"),
        ({"ends_at": typed(8)}, "结束时间应当晚于开始时间"),
        ({"starts_at": "明天"}, "开始时间的写法不对"),
        ({"guests": "长" * 61}, "太长"),
        ({"asking_from": typed(1)}, "一起填写"),
    ],
)
def test_what_is_wrong_is_said_once_and_what_was_typed_stays(client, studio, changes, said):
    sign_in(client, studio.speaker)
    response, page = post(client, f"{OFFICE}new/", **filled(**changes))
    assert response.status_code == 422
    assert said in page
    assert "谈谈条件。" in page
    assert not Interview.objects.exists()


def test_nobody_proposes_for_units_of_others(client, studio):
    stranger = make_post(roles=[rules.EDITOR])
    sign_in(client, stranger)
    response, page = post(client, f"{OFFICE}new/", **filled())
    assert response.status_code == 422
    assert "本单位或者下属单位" in page


def test_a_stranger_neither_sees_nor_does_anything(client, studio):
    interview = make_interview(studio, rules.LIVE)
    line, question = say(studio, interview), make_question(interview)
    sign_in(client, make_post(roles=[rules.EDITOR, rules.MODERATOR, rules.PLANNER]))
    for address in ("", "change/", "desk/", "questions/", "replay/"):
        assert client.get(f"{interview.address}{address}").status_code == 404, address
    for address in (
        f"{interview.address}deed/withdraw/",
        f"{interview.address}step/rehearsal/",
        f"{interview.address}studio/",
        f"{OFFICE}lines/{line.pk}/remove/",
        f"{OFFICE}questions/{question.pk}/release/",
    ):
        assert client.post(address).status_code == 404, address


def test_whoever_has_no_role_of_interviews_is_refused(client, studio):
    sign_in(client, make_post())
    for address in ("", "plan/", "new/", "guide/", "studios/", "words/"):
        assert client.get(f"{OFFICE}{address}").status_code == 409, address


def test_each_deed_belongs_to_its_role(client, studio):
    interview = make_interview(studio)
    sign_in(client, studio.editor)
    response, _ = post(client, f"{interview.address}deed/approve/")
    assert response.status_code == 409
    sign_in(client, studio.planner)
    post(client, f"{interview.address}deed/approve/")
    interview.refresh_from_db()
    assert interview.state == rules.APPROVED
    sign_in(client, studio.moderator)
    assert post(client, f"{interview.address}deed/announce/")[0].status_code == 409


def test_an_interview_goes_from_notice_to_transcript_through_its_pages(client, studio):
    interview = make_interview(studio, rules.APPROVED)
    sign_in(client, studio.editor)
    assert "发布预告" in client.get(interview.address).content.decode()
    post(client, f"{interview.address}deed/announce/")
    refused, page = post(client, f"{interview.address}deed/start/")
    assert (refused.status_code, "彩排" in page) == (422, True)
    post(client, f"{interview.address}step/rehearsal/", note="设备正常")
    post(client, f"{interview.address}deed/start/")
    desk = f"{interview.address}desk/"
    assert client.get(desk).status_code == 200
    guest = interview.guests.get()
    response, _ = post(client, desk, token="a", speaker=f"guest:{guest.pk}", text="大家好。")
    assert response["Location"] == f"{desk}?speaker=guest:{guest.pk}"
    assert BroadcastLine.objects.get().text == "大家好。"
    post(client, f"{interview.address}deed/end/")
    post(client, f"{interview.address}deed/publish/")
    interview.refresh_from_db()
    assert interview.transcript_at
    assert "阅读文字实录全文" in client.get(shown(interview).address).content.decode()


def test_a_picture_goes_out_from_the_desk(client, studio):
    from django.core.files.uploadedfile import SimpleUploadedFile

    interview = make_interview(studio, rules.LIVE)
    sign_in(client, studio.editor)
    upload = SimpleUploadedFile("现场.jpg", make_picture())
    post(client, f"{interview.address}desk/", token="a", speaker="notice", text="", picture=upload)
    assert BroadcastLine.objects.get().picture.is_image


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"speaker": "host", "text": ""}, "请填写发言内容"),
        ({"speaker": "", "text": "写好的话"}, "请选择是谁的发言"),
        ({"speaker": "guest:999999", "text": "写好的话"}, "写好的话"),
    ],
)
def test_a_line_that_is_refused_stays_in_the_field(client, studio, data, said):
    interview = make_interview(studio, rules.LIVE)
    sign_in(client, studio.editor)
    response, page = post(client, f"{interview.address}desk/", token="a", **data)
    assert response.status_code == 422
    assert said in page
    assert data["text"] in page
    assert not Line.objects.exists()


def test_a_line_is_corrected_and_removed_at_the_desk(client, studio):
    interview = make_interview(studio, rules.LIVE)
    line = say(studio, interview, "八百套。")
    sign_in(client, studio.editor)
    post(client, f"{OFFICE}lines/{line.pk}/correct/", **{f"c{line.pk}-text": "八千套。"})
    assert BroadcastLine.objects.get().text == "八千套。"
    response, page = post(client, f"{OFFICE}lines/{line.pk}/remove/", **{f"r{line.pk}-reason": ""})
    assert (response.status_code, "请填写原因" in page) == (422, True)
    post(client, f"{OFFICE}lines/{line.pk}/remove/", **{f"r{line.pk}-reason": "口误"})
    assert BroadcastLine.objects.get().is_removed
    assert client.post(f"{OFFICE}lines/{line.pk}/burn/").status_code == 404


def test_questions_are_let_out_declined_and_brought_through_their_pages(client, studio):
    interview = make_interview(studio, rules.LIVE)
    first, second = make_question(interview), make_question(interview, "第二个问题是什么时候修？")
    sign_in(client, studio.moderator)
    queue = f"{interview.address}questions/"
    assert QUESTION in client.get(queue).content.decode()
    response, page = post(
        client, f"{OFFICE}questions/{first.pk}/release/", **{f"a{first.pk}-text": "请打13812345678，何时？"}
    )
    assert (response.status_code, "手机号码" in page, "请打13812345678" in page) == (422, True, True)
    post(client, f"{OFFICE}questions/{first.pk}/release/", **{f"a{first.pk}-text": QUESTION})
    post(client, f"{OFFICE}questions/{second.pk}/decline/", **{f"d{second.pk}-ground": "unrelated"})
    assert post(client, f"{OFFICE}questions/{first.pk}/bring/")[0].status_code == 409
    sign_in(client, studio.editor)
    assert QUESTION in client.get(f"{interview.address}desk/").content.decode()
    post(client, f"{OFFICE}questions/{first.pk}/bring/")
    assert list(Question.objects.order_by("pk").values_list("state", flat=True)) == [
        rules.ANSWERED,
        rules.DECLINED,
    ]


def test_the_editor_does_not_moderate(client, studio):
    question = make_question(make_interview(studio, rules.LIVE))
    sign_in(client, studio.editor)
    assert post(client, f"{OFFICE}questions/{question.pk}/release/")[0].status_code == 409


def test_hostile_words_are_shown_as_words_inside_too(client, studio):
    interview = make_interview(studio, rules.LIVE)
    make_question(interview, "<script>alert(1)</script>什么时候修？", nickname="<b>x</b>")
    sign_in(client, studio.moderator)
    page = client.get(f"{interview.address}questions/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_words_of_moderators_are_kept_through_their_page(client, studio):
    sign_in(client, studio.moderator)
    post(client, f"{OFFICE}words/", words="笨蛋\n\n 骗子 ")
    assert sorted(Word.objects.values_list("text", flat=True)) == ["笨蛋", "骗子"]
    response, page = post(client, f"{OFFICE}words/", words="长" * 31)
    assert (response.status_code, "每个不超过30字" in page) == (422, True)


def test_a_studio_is_added_and_booked_through_its_pages(client, studio):
    interview = make_interview(studio)
    sign_in(client, studio.planner)
    post(client, f"{OFFICE}studios/", name="一号演播室", place="行政中心二楼")
    room = Studio.objects.get()
    data = {"book-studio": room.pk, "book-starts_at": typed(7), "book-ends_at": typed(12)}
    response, page = post(client, f"{interview.address}studio/", **{**data, "book-starts_at": typed(13)})
    assert response.status_code == 422
    assert "结束时间应当晚于开始时间" in page or "覆盖整个访谈" in page
    post(client, f"{interview.address}studio/", **data)
    assert Booking.objects.get().studio == room
    assert interview.title in client.get(f"{OFFICE}studios/").content.decode()
    post(client, f"{interview.address}studio/", give_up="1")
    assert not Booking.objects.exists()


def test_the_plan_of_the_year_is_shown_and_exported_safe_for_spreadsheets(client, studio):
    make_interview(studio, rules.ENDED, title="=HYPERLINK(1)")
    sign_in(client, studio.planner)
    year = tomorrow().year
    page = client.get(f"{OFFICE}plan/?year={year}").content.decode()
    assert f"{year}年访谈计划" in page
    assert "还差 5 期" in page
    text = client.get(f"{OFFICE}plan.csv?year={year}").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert client.get(f"{OFFICE}plan/?year=x").status_code == 200


def test_the_guide_is_changed_through_its_page(client, studio):
    sign_in(client, studio.planner)
    assert "访谈前5天" in client.get(f"{OFFICE}guide/").content.decode()
    data = {
        "code": "notice",
        "notice-name": "发布预告",
        "notice-who": "编辑",
        "notice-days": "-7",
        "notice-is_required": "on",
        "notice-is_active": "on",
    }
    post(client, f"{OFFICE}guide/", **data)
    assert "访谈前7天" in client.get(f"{OFFICE}guide/").content.decode()
    response, _ = post(client, f"{OFFICE}guide/", **{**data, "notice-name": ""})
    assert response.status_code == 422


def test_the_list_costs_the_same_with_one_interview_or_many(client, studio, django_assert_max_num_queries):
    make_interview(studio)
    sign_in(client, studio.planner)
    client.get(OFFICE)
    with django_assert_max_num_queries(30) as few:
        client.get(OFFICE)
    for _ in range(4):
        make_interview(studio)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(f"{OFFICE}?q=公租房&year={tomorrow().year}&state=planned").status_code == 200


def test_the_desk_costs_the_same_with_one_line_or_many(client, studio, django_assert_max_num_queries):
    interview = make_interview(studio, rules.LIVE)
    say(studio, interview)
    release(studio, make_question(interview))
    sign_in(client, studio.editor)
    client.get(f"{interview.address}desk/")
    with django_assert_max_num_queries(40) as few:
        client.get(f"{interview.address}desk/")
    for number in range(4):
        say(studio, interview, f"第{number}句")
        release(studio, make_question(interview, f"第{number}个问题是什么？"))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"{interview.address}desk/")


def test_a_moderator_finds_what_waits_first(client, studio):
    quiet = make_interview(studio, rules.LIVE, title="没有待审的")
    release(studio, make_question(quiet))
    make_question(make_interview(studio, rules.LIVE, title="有待审的"))
    make_interview(studio, rules.LIVE, title="没有提问的")
    sign_in(client, studio.moderator)
    page = client.get(f"{OFFICE}asked/").content.decode()
    assert page.index("有待审的") < page.index("没有待审的")
    assert "没有提问的" not in page
