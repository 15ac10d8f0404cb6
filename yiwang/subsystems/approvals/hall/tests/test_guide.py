"""Does the guide say everything that the law asks of it, and when a matter would be done?"""

import pytest

from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.processes import shipped
from yiwang.subsystems.approvals.hall import reckoning

pytestmark = pytest.mark.django_db


def text(client, guide) -> str:
    return client.get(f"/services/{guide.code}/").content.decode()


def test_the_eight_key_groups_stand_in_it(client, guide):
    """websites.md §2: 事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程."""
    page = text(client, guide)
    for words in (
        "食品经营许可（新办）", "《中华人民共和国食品安全法》", "具有与经营品种、数量相适应的场所。",
        "食品经营许可申请书", "望湖路8号", "工作日9:00—17:00", "0990-8212345", "受理、审查、决定、送达。",
    ):  # fmt: skip
        assert words in page


def test_what_others_hold_is_not_asked_of_the_applicant(client, guide):
    """国务院令第716号 art. 6."""
    assert "由部门之间共享取得，不用您提交：营业执照" in text(client, guide)


def test_both_limits_and_the_last_day_with_its_working_are_shown(client, guide):
    page = text(client, guide)
    due = reckoning.if_today(guide.elements)
    assert "20个工作日" in page
    assert "8个工作日" in page
    assert f"{due.day.year}年{due.day.month}月{due.day.day}日" in page
    assert "起算事由发生当日，不计入" in page
    assert due.lines[0].date == today()
    assert due.lines[-1].number == 8


def test_a_year_without_calendar_is_said_and_not_guessed(guide, monkeypatch):
    from yiwang.kernel.deadlines import rules
    from yiwang.kernel.errors import Refused

    def refuse(*_):
        raise Refused("2031年的放假安排尚未公布。")

    monkeypatch.setattr(rules, "due_day", refuse)
    due = reckoning.if_today(guide.elements)
    assert (due.day, due.trouble) == (None, "2031年的放假安排尚未公布。")


def test_what_is_done_on_the_spot_has_no_last_day(client, made):
    guide = made(
        handling="1",
        promised_limit=None,
        process="immediate",
        seats=[{"key": key, "role": "case_clerk"} for key in ("acceptor", "decider", "deliverer")],
    )
    assert "当场办结" in text(client, guide)


def test_the_steps_of_the_process_are_drawn_from_it(client, guide):
    """Also in a zone that has no process of its own."""
    before = text(client, guide)
    shipped.install()
    page = text(client, guide)
    for shown in (before, page):
        assert '<svg class="flow-column"' in shown
        assert "文字版流程" in shown


def test_the_time_for_a_step_is_shown_where_the_item_sets_it(client, made):
    keys = ("acceptor", "reviewer", "checker", "decider", "deliverer")
    seats = [{"key": key, "role": "case_clerk", "limit": {"number": 3}} for key in keys]
    assert "审查（3个工作日）" in text(client, made(seats=seats))


def test_the_edition_and_the_last_check_are_shown(client, guide):
    page = text(client, guide)
    assert "第 1 版" in page
    assert f'最近一次核对 <time datetime="{today()}">' in page


def test_on_paper_everything_is_unfolded(client, made):
    guide = made(faqs=[{"question": "有效期多长？", "answer": "五年。"}])
    assert '<details class="faq" open>' not in text(client, guide)
    printed = client.get(f"/services/{guide.code}/?print").content.decode()
    assert '<details class="faq" open>' in printed
    assert '<details class="working" open>' in printed


def test_an_item_that_has_ended_says_since_when_and_why(client, guide, ended):
    ended(guide)
    response = client.get(f"/services/{guide.code}/")
    assert response.status_code == 410
    assert "按国务院决定取消" in response.content.decode()


def test_what_never_was_is_not_there(client, db):
    assert client.get("/services/nothing/").status_code == 404
    assert client.get("/services/nothing/apply/").status_code == 404


def test_what_is_not_online_says_where_to_go_instead(client, made):
    guide = made(is_online=False, online_depth="1", visits=1, channels=["1"])
    assert "不能在本站申请" in text(client, guide)
    assert client.get(f"/services/{guide.code}/apply/")["Location"] == f"/services/{guide.code}/"


def test_words_of_an_editor_are_text_and_never_markup(client, made):
    page = text(client, made(name="<script>alert(1)</script>", scope="<b>重要</b>"))
    assert "<script>alert" not in page
    assert "<b>重要" not in page


def test_a_guide_takes_a_fixed_number_of_queries(client, made, django_assert_num_queries):
    small = made()
    large = made(materials=[
        {"code": f"M{number:02}", "name": f"材料{number}", "form": "electronic", "source": "applicant"}
        for number in range(20)
    ])  # fmt: skip
    text(client, small)
    for guide in (small, large):
        with django_assert_num_queries(8):
            text(client, guide)


def test_a_last_day_in_a_year_without_notice_is_said_to_be_provisional(client, guide):
    """standards/calendar.md §1."""
    with at("2026-12-21 10:00"):  # 22 to 25 and 28 to 31 December: the eighth day is known
        assert "暂按法定节假日推算" not in text(client, guide)
    with at("2026-12-22 10:00"):
        page = text(client, guide)
    assert "2027年1月4日" in page
    assert "<strong>暂按法定节假日推算</strong>，公布后可能变化" in page
