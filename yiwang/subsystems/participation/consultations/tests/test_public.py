"""How does the public read a draft, say something to it and learn what became of it?"""

import pytest

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.files.holders import may_read
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions import answering, drafting, handling
from yiwang.subsystems.participation.consultations.actions.handling import Verdict
from yiwang.subsystems.participation.consultations.models import OpenConsultation, Opinion
from yiwang.subsystems.participation.consultations.tests.makers import (
    SUMMARY,
    end,
    opinions,
    publish,
    publisher,
    say,
    shown,
    told,
)

pytestmark = pytest.mark.django_db
SECRETS = ("13812345678", "11010519491231002X", "赵小明", "zhao@example.com")


def words(response):
    return response.content.decode()


def token(client, consultation):
    page = words(client.get(f"/consultations/{consultation.reference}/write/"))
    return page.split('name="token" value="')[1].split('"')[0]


def send(client, consultation, **said):
    address = f"/consultations/{consultation.reference}/write/"
    return client.post(address, {"token": said.get("token") or token(client, consultation), **said})


def test_a_draft_says_why_by_whom_until_when_and_how_else(client):
    consultation = publish()
    page = words(client.get(f"/consultations/{consultation.reference}/"))
    for said in ("公园夜间管理需要规范", "市园林局", "36 天", "云泽市园林路1号", "起草说明", "第一章 总则"):
        assert said in page
    assert f"/consultations/{consultation.reference}/write/?clause=3#part-3" in page


def test_an_opinion_is_handed_in_clause_by_clause_and_gets_number_and_code(client):
    consultation = publish()
    with told():
        response = send(client, consultation, clause_0="总体赞成。", clause_3="建议改为二十三时。")
    assert response.status_code == 302
    receipt = words(client.get(response.url))
    assert "YJ" in receipt
    assert [one.clause.label if one.clause else "" for one in opinions(consultation)] == ["", "第二条"]


def test_what_was_typed_stays_when_something_is_wrong(client):
    consultation = publish()
    response = send(client, consultation, clause_3="别丢了我的意见", contact_phone="123")
    assert response.status_code == 422
    page = words(response)
    assert "别丢了我的意见" in page
    assert "电话号码的写法不对" in page
    assert 'id="part-3" open' in page
    empty = send(client, consultation, clause_0=" ")
    assert "请至少写一条意见" in words(empty)
    assert not Opinion.objects.exists()


def test_a_clause_asked_for_stands_open(client):
    consultation = publish()
    page = words(client.get(f"/consultations/{consultation.reference}/write/?clause=2"))
    assert 'id="part-2" open' in page
    assert 'id="part-3" open' not in page
    assert client.get(f"/consultations/{consultation.reference}/write/?clause=x").status_code == 200


def test_outside_its_window_nothing_is_handed_in(client):
    consultation = publish()
    said = {"clause_0": "晚了。", "token": token(client, consultation)}
    end(consultation)
    assert send(client, consultation, **said).status_code == 409
    OpenConsultation.objects.update(opens_on=shifted(today(), days=1), closes_on=shifted(today(), days=9))
    assert "开始" in words(client.get(f"/consultations/{consultation.reference}/write/"))
    OpenConsultation.objects.update(state=rules.WITHDRAWN, reason="上位法已修改")
    assert "上位法已修改" in words(client.get(f"/consultations/{consultation.reference}/"))


def test_opinions_are_not_public_before_somebody_looked_and_never_with_anybodys_number(client):
    """Walked over everything that the public can read."""
    post = publisher()
    consultation = publish(post)
    text = "我叫赵小明，身份证11010519491231002X，电话13812345678，建议二十三时关门。"
    with told():
        send(client, consultation, clause_3=text, contact_name="赵小明", contact_email="zhao@example.com")
    addresses = [
        f"/consultations/{consultation.reference}/",
        "/consultations/?tab=all",
        "/search/?q=二十三时",
        "/feed/",
    ]
    assert not any("二十三时关门" in words(client.get(one)) for one in addresses)
    keys = [one.pk for one in opinions(consultation)]
    worded = text.replace("我叫赵小明，", "")
    verdict = Verdict(rules.ADOPTED, showing=rules.KEPT_BACK, public_text=worded)
    handling.judge(by(post), consultation.pk, keys, verdict)
    handling.show(by(post), consultation.pk, keys, rules.SHOWN)
    end(consultation)
    with told():
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    page = words(client.get(addresses[0]))
    assert "二十三时关门" in page
    assert "138****5678" in page
    for address in addresses:
        told_there = words(client.get(address))
        assert not any(secret in told_there for secret in SECRETS)


def test_the_feedback_shows_figures_reasons_and_the_final_document(client):
    post = publisher()
    consultation = publish(post)
    say(consultation, c3="建议改为二十三时。")
    say(consultation, c0="建议全天开放。")
    first, second = opinions(consultation)
    handling.judge(by(post), consultation.pk, [first.pk], Verdict(rules.ADOPTED, showing=rules.SHOWN))
    refusal = Verdict(rules.NOT_ADOPTED, "夜间养护需要闭园。", showing=rules.SHOWN)
    handling.judge(by(post), consultation.pk, [second.pk], refusal)
    end(consultation)
    with told():
        answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    with told():
        answering.link_final(by(post), consultation.pk, "公园管理办法", "/a/17/")
    page = words(client.get(f"/consultations/{consultation.reference}/"))
    for said in (SUMMARY, "夜间养护需要闭园", "建议改为二十三时", '<a href="/a/17/">公园管理办法</a>'):
        assert said in page
    assert '<strong class="number">2</strong> <span>意见总数</span>' in page
    assert consultation.title in words(client.get("/consultations/?tab=answered"))


def test_hostile_words_are_shown_as_words(client):
    consultation = publish(
        title="<script>alert(1)</script>", draft="第一条 <img src=x onerror=alert(1)>\n第二条 好。"
    )
    for address in (f"/consultations/{consultation.reference}/", "/consultations/"):
        page = words(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_files_of_a_draft_are_read_by_everybody_while_it_is_shown():
    post = publisher()
    stored = make_file()
    assert not may_read(stored, None)
    consultation = publish(post, files=(stored,))
    [public_file] = shown(consultation).files.all()
    assert may_read(public_file, None)
    with told():
        drafting.stop(by(post), consultation.pk, "上位法已经修改")
    assert not may_read(public_file, None)


def test_the_list_has_a_fixed_number_of_queries(client, django_assert_num_queries):
    publish()
    with django_assert_num_queries(3):
        client.get("/consultations/")
    for _ in range(3):
        publish()
    with django_assert_num_queries(3):
        client.get("/consultations/")
