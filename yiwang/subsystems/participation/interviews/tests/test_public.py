"""What does the public find at /interviews/, with and without a script?"""

import pytest
from django.test import override_settings

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.participation.interviews import reading, rules
from yiwang.subsystems.participation.interviews.actions import planning
from yiwang.subsystems.participation.interviews.tests.makers import (
    commits,
    make_interview,
    make_question,
    release,
    say,
    shown,
)

pytestmark = pytest.mark.django_db
LIST = "/interviews/"


def page(client, address):
    response = client.get(address)
    return response, response.content.decode()


def test_the_list_parts_announced_live_and_past_and_finds_by_words(client, studio):
    make_interview(studio, rules.ANNOUNCED, title="医保怎么报销")
    make_interview(studio, rules.LIVE, title="公租房怎么申请")
    make_interview(studio, rules.ENDED, title="学位怎么分配")
    make_interview(studio, rules.APPROVED, title="还没有预告")
    _, everything = page(client, LIST)
    assert "还没有预告" not in everything
    for tab, title in (("announced", "医保"), ("live", "公租房"), ("past", "学位")):
        _, text = page(client, f"{LIST}?tab={tab}")
        assert [each for each in ("医保", "公租房", "学位") if f">{each}" in text] == [title]
    assert "学位怎么分配" in page(client, f"{LIST}?q=王建国 学位")[1]
    assert "没有找到" in page(client, f"{LIST}?q=%00没有这个词")[1]


def test_the_list_costs_the_same_with_one_interview_or_many(client, studio, django_assert_max_num_queries):
    make_interview(studio, rules.ENDED)
    client.get(LIST)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    for _ in range(3):
        make_interview(studio, rules.ENDED)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(LIST)


def test_a_page_without_a_script_shows_everything_and_reloads_itself_while_live(client, studio):
    interview = make_interview(studio, rules.LIVE)
    say(studio, interview, "第一句。")
    release(studio, make_question(interview, "物业费怎么算？"))
    _, text = page(client, shown(interview).address)
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in text
    for words in ("第一句。", "物业费怎么算？", "王建国", "正在直播", "刷新"):
        assert words in text
    with commits():
        planning.end(actor(studio.editor), interview.pk)
    assert "http-equiv" not in page(client, shown(interview).address)[1]


def test_the_newest_comes_first_while_live_and_last_afterwards(client, studio):
    interview = make_interview(studio, rules.LIVE)
    say(studio, interview, "甲句")
    say(studio, interview, "乙句")
    text = page(client, shown(interview).address)[1]
    assert text.index("乙句") < text.index("甲句")
    with commits():
        planning.end(actor(studio.editor), interview.pk)
    text = page(client, shown(interview).address)[1]
    assert text.index("甲句") < text.index("乙句")


def test_old_lines_of_a_long_interview_are_a_link_away(client, studio, monkeypatch):
    monkeypatch.setattr(reading, "SHOWN_LINES", 2)
    interview = make_interview(studio, rules.LIVE)
    for number in range(4):
        say(studio, interview, f"第{number}句")
    text = page(client, shown(interview).address)[1]
    assert "第1句" not in text
    assert "查看更早的 2 条" in text
    assert "第0句" in page(client, f"{shown(interview).address}?all=1")[1]


def test_the_page_costs_the_same_with_one_line_or_many(
    client, studio, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(reading, "OPENED", reading.Tally(reading._write, seconds=0))
    interview = make_interview(studio, rules.LIVE)
    picture = make_file("现场.jpg", make_picture())
    say(studio, interview, picture=picture)
    address = shown(interview).address
    client.get(address)
    with django_assert_max_num_queries(15) as few:
        client.get(address)
    for number in range(5):
        say(studio, interview, f"第{number}句", picture=picture)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


def test_the_policy_lets_the_page_listen_to_the_live_server_alone(client, studio, monkeypatch):
    interview = make_interview(studio, rules.LIVE)
    monkeypatch.setenv("YIWANG_LIVE_PORT", "8001")
    response, text = page(client, shown(interview).address)
    policy = response["Content-Security-Policy"]
    assert "connect-src 'self' http://testserver:8001;" in f"{policy};"
    assert f'data-events="http://testserver:8001{shown(interview).address}events/"' in text
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("variables", "events"),
    [
        ({}, ""),
        ({"YIWANG_LIVE_ADDRESS": "https://live.example.cn/"}, "https://live.example.cn"),
        ({"YIWANG_LIVE_PORT": "9001", "YIWANG_LIVE_ADDRESS": "/"}, "/interviews"),
    ],
)
def test_where_the_live_server_is_follows_the_environment(client, studio, monkeypatch, variables, events):
    for name in ("YIWANG_LIVE_PORT", "YIWANG_LIVE_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    interview = make_interview(studio, rules.LIVE)
    assert f'data-events="{events}' in page(client, shown(interview).address)[1]


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_behind_a_proxy_the_stream_has_our_own_address(client, studio, monkeypatch):
    monkeypatch.setenv("YIWANG_LIVE_PORT", "8001")
    interview = make_interview(studio, rules.LIVE)
    address = shown(interview).address
    assert f'data-events="{address}events/"' in page(client, address)[1]


def test_a_script_without_streams_asks_for_what_came_after(client, studio):
    interview = make_interview(studio, rules.LIVE)
    known = shown(interview).changed
    say(studio, interview, "新的一句。")
    address = f"{shown(interview).address}news/"
    [event] = client.get(f"{address}?after={known}").json()["events"]
    assert (event["id"], event["event"]) == (known + 1, "line")
    assert client.get(f"{address}?after={known + 1}").json() == {"events": []}
    assert len(client.get(f"{address}?after=x").json()["events"]) == 2
    assert client.get("/interviews/999/news/").status_code == 404


def test_a_cancelled_interview_says_so_and_one_that_never_was_is_not_found(client, studio):
    interview = make_interview(studio, rules.ANNOUNCED)
    with commits():
        planning.cancel(actor(studio.planner), interview.pk, "嘉宾临时有公务")
    response, text = page(client, shown(interview).address)
    assert response.status_code == 200
    assert "访谈已取消" in text
    assert client.get("/interviews/999/").status_code == 404
    assert client.get("/interviews/999/ask/").status_code == 404
    assert "公租房" not in page(client, LIST)[1]


def test_an_announced_interview_says_when_and_how_to_ask(client, studio):
    interview = make_interview(studio, rules.ANNOUNCED, asking_from=shifted(now(), hours=1))
    assert "征集提问从" in page(client, shown(interview).address)[1]
    open_ = make_interview(studio, rules.ANNOUNCED)
    assert "我要提问" in page(client, shown(open_).address)[1]


def test_no_private_word_of_a_held_question_is_public_anywhere(client, studio):
    """Issue 6: nothing private in public pages, feeds, search, API or exports."""
    interview = make_interview(studio, rules.LIVE)
    make_question(interview, "保密的问题：隔壁老赵家漏水怎么办？", nickname="赵老三")
    address = shown(interview).address
    for place in (LIST, address, f"{address}news/?after=0", "/search/?q=漏水", "/feed/", "/sitemap.xml"):
        text = page(client, place)[1]
        assert "老赵家漏水" not in text, place
        assert "赵老三" not in text, place
