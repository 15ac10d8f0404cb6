"""What do the pages of orders and complaints show, to whom, with how many queries?"""

import csv
import io
import zipfile

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.files import holders
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.supervision.orders import bulletin, rules, waiting
from yiwang.subsystems.supervision.orders.actions import answering, complaints, judging
from yiwang.subsystems.supervision.orders.models import Complaint, Order
from yiwang.subsystems.supervision.orders.tests.makers import (
    duty_of,
    make_complaint,
    make_order,
    watched,
)
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER, SUPERVISOR

pytestmark = pytest.mark.django_db
ORDERS, COMPLAINTS = "/office/supervision/orders/", "/office/supervision/complaints/"


def issued(**changes):
    return {
        "token": "t1",
        "title": "加装电梯",
        "source": rules.INSTRUCTION,
        "lead": "市住建局",
        "joint": "",
        "requirement": "限期办结。",
        "working_days": "5",
        **changes,
    }


def page_of(client, address, **data):
    response = client.post(address, data) if data else client.get(address)
    return response, response.content.decode()


def test_an_order_is_issued_from_a_finding_with_what_is_known(client, bureau):
    finding = make_finding(unit=bureau.bureau)
    sign_in(client, bureau.leader)
    shown, page = page_of(client, f"{ORDERS}new/?finding={finding.pk}")
    assert shown.status_code == 200
    assert finding.title in page
    assert shown.context["form"]["lead"].value() == bureau.bureau.name
    response = client.post(f"{ORDERS}new/", issued(finding=finding.pk))
    order = Order.objects.get()
    assert response["Location"] == f"{ORDERS}{order.pk}/"
    assert list(order.findings.all()) == [finding]
    assert order.matter_kind == "findings.finding"


def test_an_order_is_issued_about_a_case_by_its_number_if_it_is_seen(client, bureau):
    about = make_order(bureau).case
    sign_in(client, bureau.leader)
    client.post(f"{ORDERS}new/", issued(number=about.number))
    assert Order.objects.latest("pk").matter_key == str(about.pk)
    response, page = page_of(client, f"{ORDERS}new/", **issued(token="t2", number="SB2026999999"))
    assert (response.status_code, "没有找到编号为“SB2026999999”的办件" in page) == (422, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lead": "没有的局"}, "没有找到机构"),
        ({"joint": "没有的局"}, "没有找到机构"),
        ({"title": ""}, "请填写督办事项"),
        ({"working_days": "x"}, "请填写整数"),
        ({"working_days": ""}, "两者填一项"),
        ({"due_on": "2026-13-41", "working_days": ""}, "日期的写法不对"),
        ({"source": "x"}, ""),
    ],
)
def test_what_is_wrong_with_an_order_is_said_and_what_was_typed_stays(client, bureau, changes, words):
    sign_in(client, bureau.leader)
    response, page = page_of(client, f"{ORDERS}new/", **issued(**changes))
    assert response.status_code == 422
    assert words in page
    assert "限期办结。" in page
    assert not Order.objects.exists()


def test_an_order_because_of_a_complaint_does_not_say_so_to_the_unit(client, bureau):
    complaint = make_complaint(bureau)
    complaints.accept(by(bureau.handler), complaint.pk)
    sign_in(client, bureau.leader)
    _, page = page_of(client, f"{ORDERS}new/?complaint={complaint.pk}")
    assert "承办单位看不到投诉本身" in page
    client.post(f"{ORDERS}new/", issued(complaint=complaint.pk, source=rules.COMPLAINED))
    order = Order.objects.get()
    assert order.complaint == complaint
    _, own = page_of(client, f"{ORDERS}{order.pk}/")
    assert f"{COMPLAINTS}{complaint.pk}/" in own
    sign_in(client, bureau.responder)
    _, theirs = page_of(client, f"{ORDERS}{order.pk}/")
    for told in (f"{COMPLAINTS}{complaint.pk}/", complaint.case.number, "赵", complaint.text):
        assert told not in theirs


def test_the_page_offers_each_side_what_it_may_do(client, bureau):
    order = make_order(bureau)
    address = f"{ORDERS}{order.pk}/"
    sign_in(client, bureau.responder)
    _, page = page_of(client, address)
    assert "反馈办理情况" in page
    assert "审核通过" not in page
    duty = duty_of(order)
    form = {f"feedback-{duty.pk}-progress": 100, f"feedback-{duty.pk}-text": "办完了。"}
    assert (
        client.post(
            f"{address}feedback/{duty.pk}/", {**form, f"feedback-{duty.pk}-is_final": "on"}
        ).status_code
        == 302
    )
    sign_in(client, bureau.leader)
    _, page = page_of(client, address)
    assert "审核通过，销号：市住建局" in page
    assert page.index("审核通过，销号") < page.index("退回重办") < page.index("催办") < page.index("撤销督办")
    assert "反馈办理情况" not in page
    back = f"return-{duty.pk}"
    refused, page = page_of(client, f"{address}return/{duty.pk}/", **{f"{back}-reason": "没有附照片"})
    assert (refused.status_code, "两者填一项" in page, "没有附照片" in page) == (422, True, True)
    done = client.post(
        f"{address}return/{duty.pk}/", {f"{back}-reason": "没有附照片", f"{back}-working_days": 3}
    )
    assert done.status_code == 302


def test_the_second_leader_reads_who_was_quicker(client, bureau):
    order = make_order(bureau)
    duty = duty_of(order)
    answering.feed_back(by(bureau.responder), duty.pk, 100, "办完了。", is_final=True)
    colleague = make_post(unit=bureau.unit, roles=[LEADER])
    judging.accept(by(bureau.leader), duty.pk)
    sign_in(client, colleague)
    response, page = page_of(
        client, f"{ORDERS}{order.pk}/accept/{duty.pk}/", **{f"accept-{duty.pk}-text": "同意"}
    )
    assert response.status_code == 422
    assert f"已销号（{bureau.leader.person.name}）" in page


@pytest.mark.parametrize("role", [RESPONDER, LEADER, SUPERVISOR])
def test_a_stranger_finds_no_order(client, bureau, role):
    order = make_order(bureau)
    sign_in(client, make_post(roles=[role]))
    assert client.get(f"{ORDERS}{order.pk}/").status_code == 404
    assert client.post(f"{ORDERS}{order.pk}/sign/{duty_of(order).pk}/").status_code == 404
    _, page = page_of(client, f"{ORDERS}?tab=all")
    assert order.case.number not in page


def test_a_deed_for_another_order_is_not_found(client, bureau):
    mine, other = make_order(bureau), make_order(bureau)
    sign_in(client, bureau.responder)
    assert client.post(f"{ORDERS}{mine.pk}/sign/{duty_of(other).pk}/").status_code == 404
    assert client.post(f"{ORDERS}{mine.pk}/whatever/0/").status_code == 404


def test_a_unit_that_joins_reads_its_own_feedback_and_not_the_others(client, bureau):
    other = watched(bureau)
    colleague = make_post(unit=other, roles=[RESPONDER])
    order = make_order(bureau, joint=[other])
    stored = make_file("情况.txt", "说明".encode())
    answering.feed_back(by(bureau.responder), duty_of(order).pk, 30, "牵头单位的情况。", [stored])
    answering.feed_back(by(colleague), duty_of(order, other).pk, 20, "协办单位的情况。")
    sign_in(client, colleague)
    _, page = page_of(client, f"{ORDERS}{order.pk}/")
    assert "协办单位的情况。" in page
    assert "牵头单位的情况。" not in page
    sign_in(client, bureau.responder)
    _, page = page_of(client, f"{ORDERS}{order.pk}/")
    assert "协办单位的情况。" in page
    shown = {post.pk: holders.may_read(stored, post) for post in (colleague, bureau.responder, bureau.leader)}
    assert shown == {colleague.pk: False, bureau.responder.pk: True, bureau.leader.pk: True}
    assert waiting.references({stored.pk, 0}) == {stored.pk}


def test_who_reads_as_a_supervisor_is_recorded(client, bureau):
    order = make_order(bureau)
    above = make_unit()

    let_oversee(SYSTEM, above, bureau.unit, "市政府决定")
    inspector = make_post(unit=above, roles=[SUPERVISOR])
    for post, times in ((bureau.leader, 0), (bureau.responder, 0), (inspector, 1)):
        sign_in(client, post)
        assert client.get(f"{ORDERS}{order.pk}/").status_code == 200
        assert Entry.objects.filter(act="cases.case_oversee").count() == times


@pytest.mark.parametrize(
    ("tab", "post", "count"),
    [
        ("issued", "leader", 2),
        ("addressed", "responder", 2),
        ("late", "leader", 1),
        ("", "responder", 2),
        ("", "leader", 0),
        ("all", "leader", 2),
        ("addressed", "leader", 0),
    ],
)
def test_the_tabs_show_orders_by_their_relation(client, bureau, tab, post, count):
    with at("2026-11-02 10:00"):
        make_order(bureau, working_days=1)
    make_order(bureau)
    sign_in(client, getattr(bureau, post))
    shown = client.get(f"{ORDERS}?tab={tab}")
    assert len(shown.context["rows"]) == count


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_has_a_fixed_number_of_queries(client, bureau, django_assert_max_num_queries, many):
    other = watched(bureau)
    for _ in range(many):
        make_order(bureau, joint=[other])
    sign_in(client, bureau.leader)
    with django_assert_max_num_queries(20):
        shown = client.get(f"{ORDERS}?tab=all&q=加装&state=open&source=instruction")
    assert len(shown.context["rows"]) == many


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_of_complaints_has_a_fixed_number_of_queries(
    client, bureau, django_assert_max_num_queries, many
):
    for _ in range(many):
        make_complaint(bureau)
    sign_in(client, bureau.handler)
    with django_assert_max_num_queries(20):
        shown = client.get(COMPLAINTS)
    assert len(shown.context["rows"]) == many


def test_the_table_runs_no_formula(client, bureau):
    with at("2026-11-03 01:00"):
        make_order(bureau, title="=HYPERLINK(1)")
    sign_in(client, bureau.leader)
    content = client.get(f"{ORDERS}orders.csv?tab=all").content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(content))
    assert (head[0], row[1], row[5]) == ("督办编号", "'=HYPERLINK(1)", "市住建局")
    assert row[4] == "2026-11-03", "the date in the city, not in UTC"


def test_the_bulletin_names_who_is_late(client, bureau):
    with at("2026-11-02 10:00"):
        late = make_order(bureau, working_days=1)
    make_order(bureau)
    with at("2026-11-26 10:00"):
        paper = bulletin.of(bureau.leader, now())
    [row] = paper.blocks[1].rows
    assert row[1] == late.case.number
    assert (row[4], row[5]) == ("2026-11-03", "23")
    sign_in(client, bureau.leader)
    drawn = client.get(f"{ORDERS}bulletin.docx")
    assert "市住建局" in zipfile.ZipFile(io.BytesIO(drawn.content)).read("word/document.xml").decode()
    assert client.get(f"{ORDERS}bulletin.pdf").content.startswith(b"%PDF")


def test_the_bulletin_says_so_where_nobody_is_late(bureau):
    make_order(bureau)
    assert len(bulletin.of(bureau.leader, now()).blocks) == 1


def test_what_waits_is_a_todo_for_the_unit_and_then_for_the_leader(bureau):
    order = make_order(bureau)
    assert [todo.title for todo in waiting.to_answer(bureau.responder, 10)] == ["老旧小区加装电梯"]
    assert waiting.to_judge(bureau.leader, 10) == []
    answering.ask_delay(by(bureau.responder), duty_of(order).pk, 2, "设备未到货")
    assert len(waiting.to_judge(bureau.leader, 10)) == 1
    answering.feed_back(by(bureau.responder), duty_of(order).pk, 100, "办完了。", is_final=True)
    assert waiting.to_answer(bureau.responder, 10) == []
    [todo] = waiting.to_judge(bureau.leader, 10)
    assert "申请销号" in todo.title
    assert waiting.to_judge(bureau.handler, 10) == []


def test_a_complaint_is_handled_on_its_page(client, bureau):
    complaint = make_complaint(bureau)
    address = f"{COMPLAINTS}{complaint.pk}/"
    sign_in(client, bureau.handler)
    _, page = page_of(client, address)
    assert "赵**" in page
    for hidden in ("赵小明", "13812345678", "zhao@example.com"):
        assert hidden not in page
    assert client.post(f"{address}accept/").status_code == 302
    _, page = page_of(client, address)
    assert "作出处理并答复" not in page  # that is the leader's
    assert "赵小明" in client.post(f"{address}party/").content.decode()
    assert Entry.objects.filter(act="cases.party_read").exists()
    sign_in(client, bureau.leader)
    wrong = client.post(f"{address}settle/", {"settle-outcome": rules.UPHELD, "settle-answer": ""})
    assert wrong.status_code == 422
    done = client.post(f"{address}settle/", {"settle-outcome": rules.UPHELD, "settle-answer": "经查属实。"})
    assert done.status_code == 302
    assert Complaint.objects.get().outcome == rules.UPHELD


def test_an_accepted_complaint_stands_on_the_page_of_its_case_with_a_way_to_it(client, bureau):
    complaint = make_complaint(bureau)
    order = make_order(bureau)
    sign_in(client, bureau.leader)
    for case, address in (
        (complaint.case_id, f"{COMPLAINTS}{complaint.pk}/"),
        (order.case_id, f"{ORDERS}{order.pk}/"),
    ):
        assert address in page_of(client, f"/office/cases/{case}/")[1]
