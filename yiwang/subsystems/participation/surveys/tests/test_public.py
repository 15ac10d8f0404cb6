"""How does the public answer and read, without scripts?"""

import json

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.intake import throttle
from yiwang.subsystems.participation.surveys import limits, rules
from yiwang.subsystems.participation.surveys.actions import running
from yiwang.subsystems.participation.surveys.models import Draft, OpenSurvey, Slip
from yiwang.subsystems.participation.surveys.tests.makers import (
    answer,
    counted,
    end,
    options,
    publish,
    question,
    told,
)

pytestmark = pytest.mark.django_db
SAID = {
    "q1": "a",
    "q2": ["a", "b"],
    "q3": "4",
    "q4_r1": "a",
    "q4_r2": "b",
    "q5_1": "c",
    "q5_2": "a",
    "q6": "12.5",
    "q7": "窗口再多开一个。",
}


def page(client, shown, **query):
    return client.get(f"/surveys/{shown.reference}/", query)


def send(client, shown, said, **more):
    return client.post(f"/surveys/{shown.reference}/", {**said, **more})


def words(response):
    return response.content.decode()


def test_a_sheet_is_answered_and_thanked_for(client):
    shown = publish()
    assert "分项评价" in words(page(client, shown))
    response = send(client, shown, SAID)
    assert response.status_code == 302
    assert response.url == f"/surveys/{shown.reference}/done/"
    assert "已收到您的回答" in words(client.get(response.url))
    assert Slip.objects.get().said["q5"] == ["c", "a"]


def test_what_was_typed_stays_and_each_fault_stands_at_its_question(client):
    shown = publish()
    page(client, shown)
    response = send(client, shown, {**SAID, "q3": "", "q6": "九百", "q7": "别丢了我"})
    assert response.status_code == 422
    text = words(response)
    assert "第3题：请打分。" in text
    assert "第6题：请填写数字，小数最多两位。" in text
    assert "别丢了我" in text
    assert 'value="九百"' in text
    assert not Slip.objects.exists()


def test_the_same_form_sent_twice_is_one_answer_and_its_author_is_thanked_again(client):
    shown = publish()
    page(client, shown)
    assert send(client, shown, SAID).status_code == 302
    assert send(client, shown, SAID).status_code == 302
    assert Slip.objects.count() == 1
    assert page(client, shown).status_code == 302


def test_without_the_cookie_nothing_is_counted_and_nothing_is_lost(client):
    shown = publish()
    response = send(client, shown, {**SAID, "q7": "别丢了我"})
    assert response.status_code == 422
    assert "别丢了我" in words(response)
    assert not Slip.objects.exists()
    assert send(client, shown, SAID).status_code == 302


def test_a_forged_cookie_is_none(client):
    shown = publish()
    client.cookies[f"survey_{shown.reference}"] = "forged:by:me"
    assert send(client, shown, SAID).status_code == 422


def test_who_fills_in_the_hidden_field_is_asked_again(client):
    shown = publish()
    page(client, shown)
    assert send(client, shown, SAID, website="http://spam").status_code == 422


def test_one_address_cannot_stuff_the_box(client, monkeypatch):
    shown = publish()
    monkeypatch.setattr(limits, "ANSWERS_AN_HOUR", 2)
    statuses = []
    for _ in range(3):
        client.cookies.clear()
        page(client, shown)
        statuses.append(send(client, shown, SAID).status_code)
    assert statuses == [302, 302, 429]
    assert Slip.objects.count() == 2


def long_survey():
    return publish(
        asked=(
            question("q1", section="第一部分"),
            question("q2", section="第二部分", condition={"question": "q1", "options": ["a"]}),
            question("q3", kind="text", section="第三部分"),
        )
    )


def test_a_long_survey_goes_page_by_page_and_can_be_resumed_on_the_same_browser(client):
    shown = long_survey()
    assert "第 1 页，共 3 页" in words(page(client, shown))
    response = send(client, shown, {"q1": "a"}, page="1")
    assert response.url.endswith("?page=2")
    assert "题目q2" in words(client.get(response.url))
    assert send(client, shown, {"q2": "b"}, page="2").url.endswith("?page=3")
    assert 'value="a" class="form-check-input" id="id_q1_0" checked' in words(page(client, shown, page=1))
    assert send(client, shown, {"q3": "好"}, page="3").url.endswith("/done/")
    assert Slip.objects.get().said == {"q1": "a", "q2": "b", "q3": "好"}
    assert not Draft.objects.exists()


def test_a_page_that_asks_nothing_is_passed_over(client):
    shown = long_survey()
    page(client, shown)
    assert send(client, shown, {"q1": "c"}, page="1").url.endswith("?page=3")
    assert send(client, shown, {"q3": "好"}, page="3").url.endswith("/done/")
    assert Slip.objects.get().said == {"q1": "c", "q3": "好"}


def test_going_back_keeps_what_was_typed_even_when_it_is_not_complete(client):
    shown = long_survey()
    page(client, shown)
    send(client, shown, {"q1": "c"}, page="1")
    assert send(client, shown, {"q3": "一半"}, page="3", back="1").url.endswith("?page=1")
    assert "一半" in words(page(client, shown, page=3))


def test_whoever_jumps_to_the_last_page_learns_what_is_missing_where(client):
    shown = long_survey()
    page(client, shown)
    response = send(client, shown, {"q3": "好"}, page="3")
    assert response.status_code == 422
    assert "第1题还没有答好，请返回第1页修改" in words(response)


def test_a_question_that_depends_on_the_same_page_is_explained_and_decided_by_the_server(client):
    shown = publish(
        asked=(question("q1"), question("q2", kind="text", condition={"question": "q1", "options": ["b"]}))
    )
    text = words(page(client, shown))
    assert "选择“乙”的，请回答这道题" in text
    assert 'data-asked-if="q1:b"' in text
    assert send(client, shown, {"q1": "b", "q2": ""}).status_code == 422
    assert send(client, shown, {"q1": "a", "q2": "多写的"}).status_code == 302
    assert Slip.objects.get().said == {"q1": "a"}


def test_where_one_person_answers_once_the_number_is_checked_and_not_kept(client):
    shown = publish(once=rules.IDENTITY)
    page(client, shown)
    wrong = send(client, shown, SAID, identity="110105194912310021")
    assert wrong.status_code == 422
    assert "身份证号不对" in words(wrong)
    assert send(client, shown, SAID, identity="11010519491231002x").status_code == 302
    client.cookies.clear()
    page(client, shown)
    again = send(client, shown, SAID, identity="11010519491231002X")
    assert "您已经参加过这次调查" in words(again)
    assert Slip.objects.count() == 1


def test_an_option_that_has_run_out_is_said_at_its_question(client):
    shown = publish(asked=(question(options=options("上午场", "下午场", a=1)),))
    answer(shown, {"q1": "a"})
    page(client, shown)
    response = send(client, shown, {"q1": "a"})
    assert response.status_code == 422
    assert "“上午场”的名额已满" in words(response)


def test_hostile_words_are_shown_as_words(client):
    shown = publish(
        title="<script>alert(1)</script>", asked=(question(title="<img src=x onerror=alert(1)>"),)
    )
    for response in (page(client, shown), client.get("/surveys/")):
        assert "<script>alert" not in words(response)
        assert "<img src=x" not in words(response)


def test_before_and_after_its_time_the_page_says_so(client):
    shown = publish()
    moment = now()
    OpenSurvey.objects.update(opens_at=shifted(moment, days=1), closes_at=shifted(moment, days=2))
    assert "还没有开始" in words(page(client, shown))
    end(shown)
    assert "已经结束" in words(page(client, shown))
    assert send(client, shown, SAID).status_code == 409


def test_a_stopped_survey_says_why(client):
    shown = publish()
    OpenSurvey.objects.update(is_withdrawn=True, reason="题目有误")
    assert "原因：题目有误" in words(page(client, shown))
    assert client.get("/surveys/?tab=all").content.decode().count(shown.title) == 0


@pytest.mark.parametrize(
    ("results", "during", "after"), [("live", 200, 200), ("after", 404, 200), ("never", 404, 404)]
)
def test_figures_are_public_when_the_survey_says_so(client, results, during, after):
    shown = publish(results=results)
    for _ in range(6):
        answer(shown)
    counted(shown)
    addresses = [f"/surveys/{shown.reference}/results/", f"/surveys/{shown.reference}/results.json"]
    assert [client.get(one).status_code for one in addresses] == [during, during]
    end(shown)
    if results == "after":
        assert client.get(addresses[0]).status_code == 404, "not while the last answers are not counted"
    counted(shown, is_over=True)
    assert [client.get(one).status_code for one in addresses] == [after, after]


def test_the_page_of_figures_and_its_numbers_agree_and_small_numbers_are_not_there(client):
    shown = publish(least_cell=3)
    for said in ["a"] * 8 + ["b"] * 6 + ["c"] * 2:
        answer(shown, {"q1": said, "q3": "5"})
    counted(shown, is_over=True)
    text = words(client.get(f"/surveys/{shown.reference}/results/"))
    body = client.get(f"/surveys/{shown.reference}/results.json").json()
    assert body["cells"]["q1/a"] == ["8", "50.0%"]
    assert body["cells"]["q1/b"] == body["cells"]["q1/c"] == ["—", "—"]
    assert body["answered"]["q3"] == [16, "平均5.00分"]
    for key, (number, _) in body["cells"].items():
        assert f'data-cell="{key}">{number}<' in text


def test_unchanged_figures_are_not_sent_again(client):
    shown = publish()
    address = f"/surveys/{shown.reference}/results.json"
    mark = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": mark}).status_code == 304
    for _ in range(6):
        answer(shown)
    counted(shown)
    assert client.get(address, headers={"if-none-match": mark}).status_code == 200


def test_words_are_read_only_after_somebody_showed_them(client):
    from yiwang.kernel.cases.tests.makers import by
    from yiwang.subsystems.participation.surveys.models import Remark
    from yiwang.subsystems.participation.surveys.tests.makers import inner, publisher

    post = publisher()
    shown = publish(post, (question(kind="text"),))
    for _ in range(3):
        answer(shown, {"q1": "多设座椅，电话13812345678"})
    counted(shown, is_over=True)
    address = f"/surveys/{shown.reference}/results/"
    assert "多设座椅" not in words(client.get(address))
    with told():
        running.review_remarks(by(post), inner(shown).pk, [Remark.objects.first().pk], "shown")
    text = words(client.get(address))
    assert "多设座椅" in text
    assert "13812345678" not in text


def test_the_list_has_a_fixed_number_of_queries(client, django_assert_num_queries):
    publish()
    with django_assert_num_queries(3):
        client.get("/surveys/")
    for number in range(3):
        publish(title=f"调查{number}")
    with django_assert_num_queries(3):
        assert client.get("/surveys/").content.decode().count("survey-list") == 1


def test_shuffled_options_stay_where_they_were_for_one_browser(client):
    many = [{"code": f"o{n}", "text": f"选项{n}"} for n in range(1, 9)]
    shown = publish(asked=(question(options=many, is_shuffled=True),))
    page(client, shown)
    first, second = words(page(client, shown)), words(page(client, shown))
    order = [first.index(f"选项{n}<") for n in range(1, 9)]
    assert order == [second.index(f"选项{n}<") for n in range(1, 9)]


def test_counting_requests_comes_before_reading_them(client, monkeypatch):
    shown = publish()
    monkeypatch.setattr(throttle, "spend", lambda count, key: (_ for _ in ()).throw(throttle.TooOftenError))
    assert send(client, shown, SAID).status_code == 429


def test_json_of_figures_is_json(client):
    shown = publish()
    assert json.loads(client.get(f"/surveys/{shown.reference}/results.json").content)["received"] == 0
