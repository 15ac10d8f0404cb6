"""Do the pages of the workbench show a request to whom they should, and keep what was typed?"""

from datetime import date

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.subsystems.disclosure.requests import rules, waiting
from yiwang.subsystems.disclosure.requests.actions import answering, consulting, extending
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.models import Consultation, Desk, Paper, Request
from yiwang.subsystems.disclosure.requests.tests.makers import (
    IDENTITY,
    SINCE,
    TEXT,
    TITLE,
    accepted,
    answered,
    done,
    draft_of,
    fresh,
    make_bureau,
    make_request,
    visited,
)

pytestmark = pytest.mark.django_db
OFFICE = "/office/disclosure/"


def page_of(client, address):
    return client.get(address).content.decode()


def do(client, request, code, **data):
    given = {f"{code}-{name}": value for name, value in data.items()}
    response = done(client.post, f"{OFFICE}{request.pk}/{code}/", given)
    return response, response.content.decode()


def test_a_request_goes_through_the_pages_from_the_office_to_its_applicant(client, bureau):
    request = make_request(bureau)
    sign_in(client, bureau.clerk)
    page = page_of(client, f"{OFFICE}{request.pk}/")
    for words in (TITLE, "138****5678", "赵**", "确认收到", "待确认收到"):
        assert words in page
    assert do(client, request, "confirm", on="2026-03-02")[0].status_code == 302
    assert "告知补正最迟" in page_of(client, f"{OFFICE}{request.pk}/")
    assert do(client, request, "accept")[0].status_code == 302
    assert "怎样算出来的" in page_of(client, f"{OFFICE}{request.pk}/")
    reply = {"result": "given", "ground": "", "text": "见附件。", "pointer": "", "interest": ""}
    assert do(client, request, "reply", seen=1, step="submit", **reply)[0].status_code == 302
    assert "审核通过并发出" not in page_of(client, f"{OFFICE}{request.pk}/")
    sign_in(client, bureau.head)
    assert "审核通过并发出" in page_of(client, f"{OFFICE}{request.pk}/")
    assert do(client, request, "approve", seen=1, verdict="同意")[0].status_code == 302
    assert fresh(request).replies.get().ground == "《政府信息公开条例》第三十六条第二项"
    assert Submission.objects.get().state == "answered"
    page = page_of(client, f"{OFFICE}{request.pk}/")
    assert "政府信息公开申请答复书（予以公开告知书）" in page
    assert do(client, request, "propose", why="多人申请同一信息")[0].status_code == 302
    assert TITLE in page_of(client, f"{OFFICE}?tab=proposed")


def test_a_refused_deed_keeps_what_was_typed(client, bureau):
    request = accepted(bureau)
    sign_in(client, bureau.clerk)
    reply = {"result": "published", "ground": "", "text": "已经在网站公布。", "pointer": "", "interest": ""}
    response, page = do(client, request, "reply", seen=1, step="submit", **reply)
    assert response.status_code == 422
    assert "已经在网站公布。" in page
    assert "方式、途径" in page
    response, page = do(client, request, "extend", number="x", ground="档案较多")
    assert response.status_code == 422
    assert "档案较多" in page
    assert client.post(f"{OFFICE}{request.pk}/no-such/").status_code == 404


def test_the_other_deeds_are_done_on_the_page_too(client, bureau):
    request = accepted(bureau)
    sign_in(client, bureau.clerk)
    asked = {"kind": "third_party", "unit": "", "name": "云泽某某公司", "text": "是否同意公开报价？"}
    assert do(client, request, "consult", **asked)[0].status_code == 302
    consultation = Consultation.objects.get()
    page = page_of(client, f"{OFFICE}{request.pk}/")
    assert "云泽某某公司" in page
    assert "进行中" in page
    assert do(client, request, "reached", asked=consultation.pk, day="2026-03-02")[0].status_code == 302
    opinion = {"asked": consultation.pk, "opinion": "agreed", "reason": "", "arrived_on": "2026-03-02"}
    assert do(client, request, "opinion", **opinion)[0].status_code == 302
    assert do(client, request, "charge", way="page", pages="40")[0].status_code == 302
    assert "100</span> 元" in page_of(client, f"{OFFICE}{request.pk}/")
    assert do(client, request, "paid", day="2026-03-02")[0].status_code == 302
    assert do(client, request, "extend", number="10", ground="需要检索的档案较多")[0].status_code == 302
    sign_in(client, bureau.head)
    assert do(client, request, "grant", reply="同意")[0].status_code == 302
    assert Paper.objects.filter(form="extension").count() == 1
    assert fresh(request).case.extensions.get().document == Paper.objects.get(form="extension").number


def test_whoever_has_nothing_to_do_with_a_request_finds_no_page(client, bureau):
    request = accepted(bureau)
    sign_in(client, make_post(unit=make_unit(), roles=[rules.CLERK, rules.HEAD], **SINCE))
    for address in (f"{OFFICE}{request.pk}/", f"/office/cases/{request.case_id}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{OFFICE}{request.pk}/party/").status_code == 404
    assert TITLE not in page_of(client, f"{OFFICE}?tab=all")


def test_who_applied_is_shown_in_full_to_its_handlers_alone_and_recorded(client, bureau):
    request = accepted(bureau)
    sign_in(client, bureau.clerk)
    for address in (f"{OFFICE}", f"{OFFICE}{request.pk}/", f"/office/cases/{request.case_id}/"):
        page = page_of(client, address)
        for secret in (IDENTITY, "13812345678", "赵小明"):
            assert secret not in page, (address, secret)
    page = client.post(f"{OFFICE}{request.pk}/party/").content.decode()
    assert IDENTITY in page
    assert Entry.objects.filter(act="cases.party_read").count() == 1
    sign_in(client, make_post(unit=make_root(), roles=[rules.OVERSEER], **SINCE))
    assert "赵**" in page_of(client, f"{OFFICE}{request.pk}/")
    assert Entry.objects.filter(act="cases.case_oversee").count() == 1
    assert client.post(f"{OFFICE}{request.pk}/party/").status_code == 409


def test_another_organ_reads_the_question_and_answers_it(client, bureau):
    other = make_bureau(name="市生态环境局")
    request = accepted(bureau)
    question = Question(rules.ORGAN, "联合发文，是否同意公开？", unit=other.unit)
    asked = done(consulting.ask, by(bureau.clerk), request.pk, question)
    sign_in(client, other.clerk)
    assert [todo.title for todo in waiting.to_advise(other.clerk, 5)] == [f"市自然资源局征求意见：{TITLE}"]
    assert TITLE in page_of(client, f"{OFFICE}consultations/")
    page = page_of(client, f"{OFFICE}consultations/{asked.pk}/")
    assert "联合发文" in page
    for secret in ("赵", IDENTITY, "138", request.number):
        assert secret not in page, secret
    refused = client.post(f"{OFFICE}consultations/{asked.pk}/", {"opinion": "objected", "reason": ""})
    assert refused.status_code == 422
    assert "写明理由" in refused.content.decode()
    given = {"opinion": "objected", "reason": "属于过程性信息"}
    assert done(client.post, f"{OFFICE}consultations/{asked.pk}/", given).status_code == 302
    assert Consultation.objects.get().opinion == "objected"
    sign_in(client, bureau.clerk)
    assert client.get(f"{OFFICE}consultations/{asked.pk}/").status_code == 404


def test_a_request_on_paper_is_taken_in_and_its_applicant_gets_a_number_and_a_code(client, bureau):
    sign_in(client, bureau.clerk)
    filled = {
        "desk": bureau.desk.pk,
        "channel": "registered",
        "arrived_on": "2026-02-27",
        "applicant_kind": "enterprise",
        "name": "云泽某某有限公司",
        "identifier_kind": "credit",
        "identifier": "11441700007280420Y",
        "contact_name": "钱小红",
        "phone": "13912345678",
        "title": TITLE,
        "text": TEXT,
        "form": "paper",
        "way": "post",
    }
    wrong = client.post(f"{OFFICE}enter/", {**filled, "identifier": "11441700007280420X"})
    assert wrong.status_code == 422
    assert TEXT in wrong.content.decode()
    response = done(client.post, f"{OFFICE}enter/", filled)
    assert "查询码" in response.content.decode()
    request = Request.objects.get()
    assert (request.received_on, request.is_confirmed) == (date(2026, 2, 27), True)
    submission = Submission.objects.get()
    assert [step.label for step in submission.steps.all()] == ["已登记"]
    assert TITLE not in str(submission.data)
    assert "云泽某某" not in str(submission.data)


def test_todos_lead_to_what_waits(bureau):
    new, running, drafted = make_request(bureau), accepted(bureau), accepted(bureau)
    done(answering.submit, by(bureau.clerk), drafted.pk, draft_of())
    done(extending.ask, by(bureau.clerk), running.pk, 10, "需要检索的档案较多")
    assert [todo.address for todo in waiting.to_review(bureau.clerk, 5)] == [f"{OFFICE}{new.pk}/"]
    assert [todo.address for todo in waiting.to_answer(bureau.clerk, 5)] == [f"{OFFICE}{running.pk}/"]
    judged = {todo.address for todo in waiting.to_judge(bureau.head, 5)}
    assert judged == {f"{OFFICE}{drafted.pk}/", f"{OFFICE}{running.pk}/"}
    assert waiting.to_judge(bureau.clerk, 5) == []


def test_the_list_is_narrowed_and_costs_the_same_for_any_number(
    client, bureau, django_assert_max_num_queries
):
    for number in range(3):
        visited(bureau, "2026-03-02", title=f"第{number}件批复", channel=rules.VISIT)
    sign_in(client, bureau.clerk)
    client.get(OFFICE)
    with django_assert_max_num_queries(14) as few:
        client.get(OFFICE)
    for number in range(3, 12):
        visited(bureau, "2026-03-02", title=f"第{number}件批复")
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = page_of(client, OFFICE)
    assert page.count("件批复</a>") == 12
    assert page_of(client, f"{OFFICE}?q=第7件").count("件批复</a>") == 1
    assert page_of(client, f"{OFFICE}?channel=ordinary").count("件批复</a>") == 0
    assert page_of(client, f"{OFFICE}?until=2026-03-01").count("件批复</a>") == 0
    assert page_of(client, f"{OFFICE}?since=nonsense&applicant=x").count("件批复</a>") == 12


def test_earlier_requests_for_the_same_are_found(client, bureau):
    first = answered(bureau)
    other = accepted(bureau, identifier="440524188001010014", name="钱小红")
    sign_in(client, bureau.clerk)
    page = page_of(client, f"{OFFICE}{other.pk}/")
    assert f"{OFFICE}{first.pk}/" in page
    assert "主动公开范围" in page


def test_papers_and_files_belong_to_whoever_sees_the_request(bureau):
    answered(bureau)
    paper = Paper.objects.get(form="reply")
    assert waiting.visible(paper.pdf, bureau.clerk)
    assert not waiting.visible(paper.pdf, make_post(unit=make_unit(), roles=[rules.CLERK], **SINCE))
    assert not waiting.visible(paper.pdf, None)
    assert waiting.references({paper.pdf_id, paper.docx_id, 0}) == {paper.pdf_id, paper.docx_id}


def test_a_desk_is_kept_and_told_outside(client, bureau):
    sign_in(client, bureau.head)
    assert "办公室政务公开科" in page_of(client, f"{OFFICE}desks/")
    closed = {
        "office": "政务公开科",
        "address": "人民路2号",
        "hours": "工作日",
        "phone": "0999-1",
        "order": 5,
        "notice": "",
    }
    address = f"{OFFICE}desks/{bureau.desk.pk}/"
    assert client.post(address, closed).status_code == 422
    assert done(client.post, address, {**closed, "notice": "请当面申请"}).status_code == 302
    assert "暂停网上申请" in page_of(client, "/open/requests/")
    below = make_unit(parent=bureau.unit, name="测绘院")
    opened = {**closed, "unit": below.code, "is_open": "on"}
    assert done(client.post, f"{OFFICE}desks/new/", opened).status_code == 302
    assert Desk.objects.count() == 2
    stranger = {**opened, "unit": make_unit(name="别的局").code}
    assert "下属单位" in client.post(f"{OFFICE}desks/new/", stranger).content.decode()


def test_a_late_answer_is_marked(client, bureau):
    request = accepted(bureau, "2026-03-02")
    with at("2026-04-01 10:00"):
        request = answered(bureau, request)
        assert request.is_in_time is False
        sign_in(client, bureau.clerk)
        assert "逾期答复" in page_of(client, f"{OFFICE}{request.pk}/")


def test_the_register_is_exported_without_who_applied_and_runs_no_formula(client, bureau):
    answered(bureau, accepted(bureau, title="=HYPERLINK(13812345678)"))
    sign_in(client, bureau.clerk)
    table = client.get(f"{OFFICE}requests.csv?tab=all").content.decode()
    assert "'=HYPERLINK(138****5678)" in table
    assert "予以公开,2026-03-02,是" in table
    for secret in ("赵小明", IDENTITY, "13812345678"):
        assert secret not in table
