"""Do the pages of the counter work for a clerk with a queue, and keep what was typed?"""

import pytest
from django.urls import reverse

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.intake.tests.makers import queries
from yiwang.kernel.organizations.tests.makers import actor, make_post, sign_in
from yiwang.subsystems.approvals.applications.tests import makers as items
from yiwang.subsystems.approvals.counter.actions import calling, halls
from yiwang.subsystems.approvals.counter.models import Hall, Service, TakenIn, Ticket, Window
from yiwang.subsystems.approvals.counter.tests.actions.test_taking_in import decided, taken_in
from yiwang.subsystems.approvals.counter.tests.makers import (
    make_clerk,
    make_hall,
    make_manager,
    make_service,
    make_ticket,
    make_window,
    seated,
)

pytestmark = pytest.mark.django_db

DESK = "/office/counter/"
FILLED = {
    "party-kind": "1",
    "party-name": "赵小明",
    "party-identifier_kind": "identity",
    "party-identifier": "11010519491231002X",
    "party-phone": "138 1234 5678",
    "party-delivery_way": "window",
    "answers-place": "人民路12号",
    "answers-area": "60",
    "materials-paper_0": "on",
    "materials-original_0": "on",
}


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def hall():
    return make_hall()


@pytest.fixture
def service(hall):
    return make_service(hall)


@pytest.fixture
def window(hall, service):
    return make_window(hall, service)


@pytest.fixture
def clerk(client):
    post = make_clerk()
    sign_in(client, post)
    return post


def test_a_clerk_takes_a_window_and_works_the_queue(client, clerk, window, service):
    assert "上岗" in text(client.get(DESK))
    client.post(reverse("counter:window_deed", args=[window.pk, "sit"]))
    make_ticket(service), make_ticket(service)
    page = text(client.get(DESK))
    assert "叫下一个" in page
    assert "A002" in page
    client.post(reverse("counter:call_next", args=[window.pk]))
    ticket = Ticket.objects.get(number="A001")
    assert "重呼" in text(client.get(DESK))
    for verb in ("again", "start"):
        client.post(reverse("counter:ticket_deed", args=[ticket.pk, verb]))
    client.post(reverse("counter:call_next", args=[window.pk]))
    client.post(reverse("counter:ticket_deed", args=[Ticket.objects.get(number="A002").pk, "skip"]))
    assert "再叫" in text(client.get(reverse("counter:queue")))
    assert "没有人在等候" in text(client.post(reverse("counter:call_next", args=[window.pk]), follow=True))


def test_what_is_refused_is_said_on_the_console(client, clerk, window, service):
    seated(window)
    page = text(client.post(reverse("counter:window_deed", args=[window.pk, "sit"]), follow=True))
    assert "正在1号窗口" in page
    assert client.post(reverse("counter:window_deed", args=[window.pk, "nonsense"])).status_code == 404


def test_the_console_asks_the_database_the_same_number_of_times(client, clerk, window, service):
    calling.sit(actor(clerk), window.pk)
    make_ticket(service)
    client.get(DESK)
    with queries() as few:
        client.get(DESK)
    for _ in range(8):
        make_ticket(service)
    with queries() as many:
        client.get(DESK)
    assert len(few) == len(many)


def test_the_usher_takes_a_number_with_priority(client, clerk, hall, service):
    client.post(reverse("counter:usher"), {"service": service.pk, "priority": "elderly"})
    assert Ticket.objects.get().priority == "elderly"
    wrong = client.post(reverse("counter:usher"), {"code": "12345678"})
    assert wrong.status_code == 422
    assert "没有找到这个预约" in text(wrong)


def test_an_application_is_taken_in_and_its_receipt_printed(client, clerk, commits):
    item = items.make_hall()
    assert item.implementation.name in text(client.get("/office/counter/take/", {"q": "食品"}))
    address = reverse("counter:take", args=[item.implementation.code])
    assert "经营场所" in text(client.get(address))
    with commits():
        shown = client.post(address, FILLED, follow=True)
    assert "打印收件回执" in text(shown)
    taken = TakenIn.objects.get()
    paper = client.get(reverse("counter:receipt_paper", args=[taken.pk]))
    assert paper.content.startswith(b"%PDF")
    assert paper["Cache-Control"] == "no-store"
    session = client.session
    del session["counter_receipt"]
    session.save()
    assert "不再有查询码" in text(client.get(reverse("counter:receipt", args=[taken.pk])))
    sign_in(client, make_clerk())
    assert client.get(reverse("counter:receipt", args=[taken.pk])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"party-identifier": "110105194912310021"}, "校验"),
        ({"party-phone": "123"}, "电话号码的写法不对"),
        ({"answers-place": ""}, "经营场所"),
        ({"materials-paper_0": ""}, "还缺少1份必备材料"),
        ({"party-agent_name": "钱代理"}, "请先查验授权委托书"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_what_was_typed_stays(client, clerk, changes, sentence):
    item = items.make_hall()
    filled = {name: value for name, value in {**FILLED, **changes}.items() if value}
    response = client.post(reverse("counter:take", args=[item.implementation.code]), filled)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "赵小明" in text(response)
    assert not TakenIn.objects.exists()


def test_a_case_is_found_by_its_number_and_goes_on(client, clerk, commits):
    item = items.make_hall()
    case = taken_in(item, commits, clerk).taken.case
    assert "没有这个编号的办件" in text(client.post(reverse("counter:find"), {"number": "SB1"}))
    page = text(client.post(reverse("counter:find"), {"number": case.number}, follow=True))
    assert "登记原件核对" in page
    assert "11010519491231002X" not in page
    with commits():
        cases.ask_for_missing(by(item.office.clerk), case.pk, [cases.Missing("M01", "未签字")])
    address = reverse("counter:case", args=[case.reference])
    assert "未签字" in text(client.get(address))
    supply = reverse("counter:supply", args=[case.reference])
    empty = client.post(supply, {"text": ""})
    assert empty.status_code == 422
    assert "请登记补交的材料" in text(empty)
    with commits():
        client.post(supply, {"materials-paper_0": "on"})
    assert Case.objects.get().state == "received"


def test_the_result_is_fetched_with_a_document(client, clerk, commits):
    item = items.make_hall()
    case = decided(item, taken_in(item, commits, clerk).taken.case, commits)
    hand_over = reverse("counter:hand_over", args=[case.reference])
    assert "请查验并填写领取人证件号码" in text(client.post(hand_over, {"identifier_kind": "identity"}))
    shown = {"identifier_kind": "identity", "identifier": "11010519491231002X"}
    assert "不能在这里送达" in text(client.get(reverse("counter:case", args=[case.reference])))
    assert "不能办理" in text(client.post(hand_over, shown)), "another unit's step of delivery"
    sign_in(client, make_post(unit=item.office.unit, roles=["counter_clerk", "case_clerk"]))
    with commits():
        assert "已送达" in text(client.post(hand_over, shown, follow=True))


def test_the_hall_says_for_whom_its_window_delivers(client, hall, window, commits):
    item = items.make_hall()
    own = seated(window, make_clerk(unit=hall.unit))
    case = decided(item, taken_in(item, commits, own).taken.case, commits)
    hall.delivers_for.add(item.office.unit)
    sign_in(client, own)
    page = text(client.get(reverse("counter:case", args=[case.reference])))
    assert f"您在{hall.name}1号窗口代{item.office.unit.name}送达" in page
    shown = {"identifier_kind": "identity", "identifier": "11010519491231002X"}
    hand_over = reverse("counter:hand_over", args=[case.reference])
    with commits():
        assert "已送达" in text(client.post(hand_over, shown, follow=True))
    sign_in(client, make_manager(hall))
    page = text(client.get(reverse("counter:hall", args=[hall.code])))
    assert f"代为送达结果：{item.office.unit.name}。" in page


def test_a_manager_sets_up_a_hall(client):
    manager = make_manager(make_hall(code="old"))
    sign_in(client, manager)
    client.post(reverse("counter:halls"), {"code": "center", "name": "市民中心", "is_open": "on"})
    hall = Hall.objects.get(code="center")
    wrong = client.post(
        reverse("counter:new_service", args=["center"]),
        {"letter": "A", "name": "社保", "slots": "上午", "days_ahead": "7"},
    )
    assert "第1行的时段写法不对" in text(wrong)
    client.post(
        reverse("counter:new_service", args=["center"]),
        {"letter": "a", "name": "社保", "slots": "09:00-10:00 3", "days_ahead": "7", "is_open": "on"},
    )
    service = Service.objects.get(hall=hall)
    assert service.letter == "A"
    client.post(
        reverse("counter:new_window", args=["center"]),
        {"number": "1", "services": [service.pk], "is_open": "on"},
    )
    window = Window.objects.get(hall=hall)
    again = client.post(reverse("counter:new_window", args=["center"]), {"number": "1"})
    assert "已经有1号窗口" in text(again)
    seated(window)
    client.post(reverse("counter:free", args=["center", window.pk]))
    assert "还没有人" not in text(client.get(reverse("counter:hall", args=["center"])))
    client.post(
        reverse("counter:service", args=["center", service.pk]),
        {"letter": "B", "name": "社会保险", "days_ahead": "5"},
    )
    service.refresh_from_db()
    assert (service.letter, service.is_open) == ("B", False)
    assert "窗口统计" in text(client.get(reverse("counter:figures")))


def test_a_manager_touches_no_hall_of_another_unit(client):
    other = make_hall(code="other")
    manager = make_manager(make_hall(code="own", unit=make_post().unit))
    sign_in(client, manager)
    assert client.get(reverse("counter:hall", args=[other.code])).status_code == 404
    assert client.get(reverse("counter:figures"), {"hall": "other"}).status_code == 404


def test_those_without_the_role_see_nothing(client):
    sign_in(client, make_post())
    for name in ("desk", "items", "usher", "halls", "figures"):
        assert client.get(reverse(f"counter:{name}")).status_code == 409
    assert halls.HALL
