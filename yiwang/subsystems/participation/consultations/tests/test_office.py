"""How are drafts written and opinions handled in the workbench?"""

import csv
import io
from decimal import Decimal

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.participation.consultations import indicators, reminding, rules, waiting
from yiwang.subsystems.participation.consultations.actions import answering, handling
from yiwang.subsystems.participation.consultations.actions.handling import Verdict
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion
from yiwang.subsystems.participation.consultations.tests.makers import (
    CONTACT,
    DRAFT,
    SUMMARY,
    end,
    opinions,
    publish,
    publisher,
    say,
    told,
)

pytestmark = pytest.mark.django_db
OFFICE = "/office/consultations/"


@pytest.fixture
def post(client):
    post = publisher()
    sign_in(client, post)
    return post


def words(response):
    return response.content.decode()


def written(**changes):
    return {
        "title": "公园管理办法征求意见",
        "subject": rules.MAJOR,
        "purpose": "公园夜间管理需要规范。",
        "draft": DRAFT,
        "opens_on": f"{today():%Y-%m-%d}",
        "closes_on": f"{shifted(today(), days=40):%Y-%m-%d}",
        **changes,
    }


def test_a_draft_is_written_shown_in_clauses_and_published(client, post):
    made = client.post(f"{OFFICE}new/", written())
    consultation = Consultation.objects.get()
    assert made.url == f"{OFFICE}{consultation.pk}/"
    assert "发布时按下面的分条固定" in words(client.get(made.url))
    with told():
        assert client.post(f"{OFFICE}{consultation.pk}/publish/").status_code == 302
    assert client.get(f"/consultations/{consultation.reference}/").status_code == 200


def test_a_short_window_without_a_reason_is_refused_and_the_draft_stays_typed(client, post):
    response = client.post(f"{OFFICE}new/", written(closes_on=f"{shifted(today(), days=10):%Y-%m-%d}"))
    assert response.status_code == 422
    page = words(response)
    assert "缩短的请写明理由" in page
    assert "为了加强公园管理" in page
    assert not Consultation.objects.exists()


def test_opinions_are_handled_from_the_list_and_what_was_chosen_stays_beside_a_refusal(client, post):
    consultation = publish(post)
    say(consultation, c3="建议改为二十三时。")
    say(consultation, c0="建议全天开放。")
    first, second = opinions(consultation)
    address = f"{OFFICE}{consultation.pk}/opinions/judge/"
    said = {"opinion": [first.pk], "verdict": rules.NOT_ADOPTED, "reason": "", "showing": rules.SHOWN}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "请写明理由" in words(refused)
    assert f'value="{first.pk}" id="opinion_{first.pk}" checked' in words(refused)
    assert client.post(address, {**said, "reason": "与上位法不一致。"}).status_code == 302
    assert [one.verdict for one in opinions(consultation)] == [rules.NOT_ADOPTED, ""]
    assert client.post(address, {**said, "opinion": ["x", "9" * 30], "reason": "与上位法"}).status_code == 422
    assert second.verdict == ""


def test_the_list_is_narrowed_by_clause_verdict_and_words(client, post):
    consultation = publish(post)
    say(consultation, c3="建议改为二十三时。")
    say(consultation, c0="建议全天开放。")
    address = f"{OFFICE}{consultation.pk}/opinions/"
    for query, there in (
        ("clause=3", "二十三时"),
        ("clause=0", "全天开放"),
        ("q=全天", "全天开放"),
        ("verdict=none&clause=3", "二十三时"),
    ):
        page = words(client.get(f"{address}?{query}"))
        assert there in page
        assert page.count('class="opinion-text"') == 1
    assert words(client.get(f"{address}?clause=99&verdict=x&page=-1")).count('class="opinion-text"') == 2


def test_one_opinion_is_handled_together_with_those_like_it(client, post):
    consultation = publish(post)
    for text in (
        "建议夜间开放时间延长到二十三时，方便锻炼。",
        "希望夜间开放时间延长到二十三时，方便锻炼身体。",
    ):
        say(consultation, c3=text)
    first, second = opinions(consultation)
    address = f"{OFFICE}{consultation.pk}/opinions/{first.pk}/"
    assert f'name="alike" value="{second.pk}"' in words(client.get(address))
    said = {"alike": [second.pk], "verdict": rules.ADOPTED, "showing": rules.SHOWN, "sort": "content"}
    assert client.post(f"{address}judge/", said).status_code == 302
    assert {one.verdict for one in opinions(consultation)} == {rules.ADOPTED}


def test_who_wrote_it_is_seen_only_by_asking_and_the_record_says_who_asked(client, post):
    consultation = publish(post)
    say(consultation, CONTACT, c0="建议全天开放，有事打13912345678。")
    [one] = opinions(consultation)
    address = f"{OFFICE}{consultation.pk}/opinions/{one.pk}/"
    for page in (client.get(address), client.get(f"{OFFICE}{consultation.pk}/opinions/")):
        assert "139****5678" in words(page)
        assert "13912345678" not in words(page)
        assert "13812345678" not in words(page)
    assert "13812345678" in words(client.post(f"{address}contact/"))
    assert Entry.objects.filter(act="intake.contact_read").count() == 1


def test_a_table_of_opinions_holds_no_number_no_author_and_no_formula(client, post):
    consultation = publish(post)
    say(consultation, CONTACT, c0="=cmd() 电话13812345678")
    text = client.get(f"{OFFICE}{consultation.pk}/opinions.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["意见"] == "'=cmd() 电话138****5678"
    assert "赵小明" not in text
    assert Entry.objects.filter(act="consultations.opinions_export").exists()


def test_the_page_counts_opinions_by_clause_and_leads_to_them(client, post):
    consultation = publish(post)
    say(consultation, c3="建议改为二十三时。")
    page = words(client.get(f"{OFFICE}{consultation.pk}/"))
    assert f'{OFFICE}{consultation.pk}/opinions/?clause=3">1</a>' in page
    assert "处理意见（1 条未处理）" in page


def test_feedback_is_published_from_the_page_and_refused_beside_what_was_typed(client, post):
    consultation = publish(post)
    say(consultation, c0="建议全天开放。")
    end(consultation)
    address = f"{OFFICE}{consultation.pk}/feedback/"
    refused = client.post(address, {"feedback-summary": SUMMARY})
    assert refused.status_code == 422
    assert "还有1条意见没有处理" in words(refused)
    assert SUMMARY in words(refused)
    handling.judge(by(post), consultation.pk, [opinions(consultation)[0].pk], Verdict(rules.ADOPTED))
    assert client.post(address, {"feedback-summary": SUMMARY}).status_code == 302
    consultation.refresh_from_db()
    assert consultation.state == rules.ANSWERED


def test_another_units_consultation_is_not_there(client, post):
    consultation = publish()
    say(consultation, c0="建议全天开放。")
    [one] = opinions(consultation)
    for address in ("", "edit/", "opinions/", "opinions.csv", f"opinions/{one.pk}/"):
        assert client.get(f"{OFFICE}{consultation.pk}/{address}").status_code == 404
    mine = publish(post)
    assert client.get(f"{OFFICE}{mine.pk}/opinions/{one.pk}/").status_code == 404


def test_lists_have_a_fixed_number_of_queries(client, post, django_assert_max_num_queries):
    consultation = publish(post)
    say(consultation, c3="建议改为二十三时。")

    def queries(address):
        with django_assert_max_num_queries(40) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [OFFICE, f"{OFFICE}{consultation.pk}/", f"{OFFICE}{consultation.pk}/opinions/"]
    queries(OFFICE)  # the sighting of the session is written with the first request
    few = [queries(one) for one in addresses]
    for number in range(3):
        publish(post)
        say(consultation, c0=f"第{number}条不同的意见。")
    assert [queries(one) for one in addresses] == few


def test_opinions_and_feedback_wait_for_whoever_may_handle_them(post):
    consultation = publish(post)
    assert waiting.to_handle(post, 10) == []
    say(consultation, c0="建议全天开放。")
    [todo] = waiting.to_handle(post, 10)
    assert todo.note == "1条意见未处理"
    end(consultation, shifted(today(), days=-40))
    answering.start_clocks()
    [todo] = waiting.to_answer(post, 10)
    assert todo.is_late
    assert waiting.to_answer(make_post(unit=make_unit(), roles=[rules.PUBLISHER]), 10) == []
    Consultation.objects.update(sequence=9, trouble="外网未接收")
    assert waiting.in_trouble(post, 10)[0].note == "外网未接收"


def test_figures_say_how_many_were_held_answered_in_time_and_adopted(post):
    consultation = publish(post)
    for text, verdict in (("建议改为二十三时。", rules.ADOPTED), ("建议全天开放。", rules.NOT_ADOPTED)):
        say(consultation, c0=text)
        key = Opinion.objects.get(text=text).pk
        handling.judge(by(post), consultation.pk, [key], Verdict(verdict, "夜间养护需要闭园。"))
    end(consultation)
    answering.start_clocks()
    answering.publish_feedback(by(post), consultation.pk, SUMMARY)
    clock = Clock.objects.get(subject_kind=rules.CLOCK)
    Clock.objects.update(due_at=now())
    assert clock.outcome == "on_time"
    period = Period(shifted(today(), days=-60), shifted(today(), days=2))
    unit = post.unit_id
    assert indicators.held(period) == {unit: Measured(Decimal(1))}
    assert indicators.in_time(period) == {unit: Measured(Decimal(1), Decimal(1))}
    assert indicators.adopted(period) == {unit: Measured(Decimal(1), Decimal(2))}
    assert [one.counts for one in indicators.records_adopted(period, [unit], 10)] == [False, True]
    assert indicators.records_in_time(period, [unit], 10)[0].note == "按期反馈"
    assert indicators.records_held(period, [unit], 10)[0].address == reminding.address_of(consultation.pk)
