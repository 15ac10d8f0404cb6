"""Is an application taken in at the window the same case as one of the web, and does it go on both ways?"""

from dataclasses import replace

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import by, step_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import tracking
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.applications.tests import makers as items
from yiwang.subsystems.approvals.counter import looking, panels, rules
from yiwang.subsystems.approvals.counter.actions import calling, going_on, halls, taking_in
from yiwang.subsystems.approvals.counter.actions.going_on import Fetched
from yiwang.subsystems.approvals.counter.actions.taking_in import Applied, Brought
from yiwang.subsystems.approvals.counter.models import Hall, HandedOver, TakenIn, Window
from yiwang.subsystems.approvals.counter.tests.makers import (
    make_clerk,
    make_hall,
    make_service,
    make_ticket,
    make_window,
    seated,
)

pytestmark = pytest.mark.django_db

AGENT = {
    "name": "钱代理",
    "identifier_kind": "identity",
    "identifier": "110105194912310038",
    "phone": "13900000000",
}


@pytest.fixture
def item():
    return items.make_hall()


def make_applied(**changes) -> Applied:
    brought = changes.pop("brought", Brought(paper=["M01"], originals=["M01"]))
    party = {**items.PARTY, **changes.pop("party", {})}
    fields = {"party": party, "answers": {"place": "人民路12号", "area": 60}, "brought": brought, **changes}
    return Applied(**fields)


def taken_in(item, commits, clerk=None, **changes):
    post = clerk or make_clerk(unit=item.office.unit)
    with commits():
        return taking_in.take_in(actor(post), item.edition, make_applied(**changes))


def decided(item, case, commits):
    """Accepted, reviewed, decided: the result lies ready."""
    office = item.office
    with commits():
        cases.accept(by(office.clerk), case.pk)
    with commits():
        cases.finish_step(by(office.clerk), step_of(case, "review").pk, "passed", "符合条件")
        cases.finish_step(by(office.reviewer), step_of(case, "check").pk, "agreed", "同意")
    with commits():
        cases.decide(by(office.decider), step_of(case, "decide").pk, "granted")
    case.refresh_from_db()
    return case


def test_what_is_taken_in_is_a_case_that_its_owner_tracks_on_the_web(item, commits):
    receipt = taken_in(item, commits)
    case = Case.objects.get()
    assert (case.channel, case.unit) == ("counter", item.office.unit)
    found = tracking.found(receipt.taken.number, receipt.code)
    assert found.steps.first().label == "已收件"
    assert "赵小明" not in str(found.contact)
    material = case.materials.get(code="M01")
    assert (material.state, material.is_original_checked) == ("checked", True)
    assert case.application.matter.number == receipt.taken.number


def test_window_ticket_and_clerk_are_named(item, commits):
    hall = make_hall()
    service = make_service(hall)
    window = make_window(hall, service)
    clerk = seated(window)
    ticket = make_ticket(service)
    calling.call_next(actor(clerk), window.pk)
    taken = taken_in(item, commits, clerk).taken
    assert (taken.window, taken.ticket, taken.clerk) == (window, ticket, clerk.person)


def test_a_hall_clerk_without_power_over_the_unit_leaves_word_for_it(item, commits):
    taken = taken_in(item, commits, make_clerk()).taken
    material = Case.objects.get().materials.get(code="M01")
    assert (material.state, material.is_original_checked) == ("received", False)
    assert taken.materials[0]["is_original_checked"]
    shown = panels.CASE.context(taken.case, item.office.clerk)
    assert shown["rows"][0][1][0][1] == "纸质"


def test_the_same_application_twice_is_taken_once(item, commits):
    taken_in(item, commits)
    with pytest.raises(Refused, match="不能重复收件"):
        taken_in(item, commits)
    assert Submission.objects.count() == Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"party": {"identifier": "110105194912310021"}}, "party.identifier"),
        ({"brought": Brought()}, "materials"),
        ({"answers": {}}, "answers.place"),
        ({"delivery": {"way": "express"}}, "delivery.way"),
    ],
)
def test_what_is_wrong_is_refused_by_its_field_and_nothing_stays(item, commits, changes, field):
    with pytest.raises(Refused) as refused:
        taken_in(item, commits, **changes)
    assert refused.value.field == field
    assert not Submission.objects.exists()
    assert not TakenIn.objects.exists()


def test_files_come_into_the_case(item, commits):
    stored = items.make_file()
    taken_in(item, commits, brought=Brought(files={"M01": [stored]}))
    assert list(Case.objects.get().materials.get(code="M01").files.all()) == [stored]
    assert StoredFile.objects.count() == 1


def test_what_was_asked_on_the_web_is_brought_to_the_window(item, commits, client):
    with commits():
        receipt = items.hand_in(items.make_ready(item))
    case = items.case_of(receipt.submission)
    with commits():
        cases.ask_for_missing(by(item.office.clerk), case.pk, [cases.Missing("M01", "未签字")])
    clerk = make_clerk(unit=item.office.unit)
    with pytest.raises(Refused, match="请登记补交的材料"):
        going_on.supply(actor(clerk), case.pk, " ", Brought())
    with commits():
        going_on.supply(actor(clerk), case.pk, "", Brought(paper=["M01"], originals=["M01"]))
    case.refresh_from_db()
    receipt.submission.refresh_from_db()
    assert (case.state, receipt.submission.state) == ("received", "handling")
    assert case.materials.get(code="M01").is_original_checked
    told = {"number": receipt.submission.number, "code": receipt.code}
    page = client.post("/track/", told, follow=True).content.decode()
    assert "已在窗口补交材料" in page
    assert "请您补充" not in page
    with pytest.raises(Refused, match="不能补正"):
        going_on.supply(actor(clerk), case.pk, "又来", Brought())
    assert Entry.objects.get(act="counter.supplement_take").person == clerk.person.name


def test_originals_alone_are_compared(item, commits):
    with commits():
        receipt = items.hand_in(items.make_ready(item))
    case = items.case_of(receipt.submission)
    clerk = make_clerk(unit=item.office.unit)
    with pytest.raises(Refused, match="请勾选"):
        going_on.check_originals(actor(clerk), case.pk, [])
    with commits():
        going_on.check_originals(actor(clerk), case.pk, ["M01"])
    assert case.materials.get(code="M01").is_original_checked


def test_the_result_is_given_to_the_party_and_the_case_ends(item, commits):
    case = taken_in(item, commits).taken.case
    clerk = make_clerk(unit=item.office.unit)
    with pytest.raises(Refused, match="没有可以领取的结果"):
        going_on.hand_over(actor(clerk), case.pk, Fetched(identifier=items.PARTY["identifier"]))
    decided(item, case, commits)
    with pytest.raises(Refused, match="都不一致"):
        going_on.hand_over(actor(clerk), case.pk, Fetched(identifier=AGENT["identifier"]))
    deliverer = make_post(unit=item.office.unit, roles=[rules.CLERK, "case_clerk"])
    with commits():
        handed = going_on.hand_over(actor(deliverer), case.pk, Fetched(identifier="11010519491231002x"))
    case.refresh_from_db()
    assert (case.state, handed.who) == ("closed", "赵小明")
    assert Submission.objects.get().state == "answered"


def test_an_agent_and_somebody_authorised_may_fetch_it(item, commits):
    case = taken_in(item, commits, party={"agent": AGENT}).taken.case
    decided(item, case, commits)
    deliverer = make_post(unit=item.office.unit, roles=[rules.CLERK, "case_clerk"])
    with pytest.raises(Refused, match="授权委托书"):
        going_on.hand_over(actor(deliverer), case.pk, Fetched(is_authorised=True, who="孙邻居", note="有"))
    with commits():
        going_on.hand_over(actor(deliverer), case.pk, Fetched(identifier=AGENT["identifier"]))
    assert HandedOver.objects.get().who == "钱代理"


def test_whoever_may_not_deliver_hears_so_and_nothing_is_written(item, commits):
    case = taken_in(item, commits).taken.case
    decided(item, case, commits)
    with pytest.raises(Refused, match="不能办理"):
        going_on.hand_over(actor(make_clerk()), case.pk, Fetched(identifier=items.PARTY["identifier"]))
    assert not HandedOver.objects.exists()


def at_hall(item, **changes):
    """A hall that delivers for the item's unit, and a clerk of the hall's own unit at its first window."""
    hall = make_hall(delivers_for=[item.office.unit], **changes)
    return hall, seated(make_window(hall), make_clerk(unit=hall.unit))


def test_a_hall_delivers_on_behalf_of_a_unit_and_that_is_written_down(item, commits):
    """行政许可法 art. 26: one window may be made to deliver for several organs."""
    case = decided(item, taken_in(item, commits).taken.case, commits)
    hall, clerk = at_hall(item)
    with commits():
        handed = going_on.hand_over(actor(clerk), case.pk, Fetched(identifier=items.PARTY["identifier"]))
    case.refresh_from_db()
    assert (case.state, handed.window.hall) == ("closed", hall)
    line = case.events.get(kind="deliver")
    assert line.label.endswith(f"{hall.name}1号窗口代{item.office.unit.called}送达")
    entry = Entry.objects.get(act="counter.result_hand_over")
    assert (entry.detail["place"], entry.detail["for_unit"]) == (f"{hall.name}1号窗口", item.office.unit.name)
    assert Entry.objects.get(act="cases.case_deliver").detail["for_unit"] == item.office.unit.name


@pytest.mark.parametrize("missing", ["named", "seated", "own", "open", "served"])
def test_only_the_hall_s_own_clerk_at_a_window_for_a_unit_that_is_named_delivers(item, commits, missing):
    case = decided(item, taken_in(item, commits).taken.case, commits)
    hall, clerk = at_hall(item)
    if missing == "named":
        hall.delivers_for.clear()
    elif missing == "seated":
        calling.leave(actor(clerk), Window.objects.get().pk)
    elif missing == "own":
        calling.leave(actor(clerk), Window.objects.get().pk)
        clerk = seated(Window.objects.get(), make_clerk())
    elif missing == "open":
        Hall.objects.update(is_open=False)
    else:
        Post.objects.filter(pk=clerk.pk).update(roles=["case_clerk"])
    with pytest.raises(Refused, match="不能办理"):
        going_on.hand_over(actor(clerk), case.pk, Fetched(identifier=items.PARTY["identifier"]))
    assert not HandedOver.objects.exists()


def test_a_hall_delivers_for_nobody_unless_it_is_said():
    hall = make_hall()
    assert not hall.delivers_for.exists()
    unit = make_clerk().unit
    said = {"name": hall.name, "address": "", "hours": "", "is_open": True, "delivers_for": [unit]}
    halls.change_hall(SYSTEM, hall.pk, said)
    assert list(hall.delivers_for.all()) == [unit]
    assert Entry.objects.get(act="counter.hall_change").detail["delivers_for"] == [unit.name]


def test_a_case_is_found_by_its_exact_numbers_and_looking_is_recorded(item, commits):
    taken = taken_in(item, commits).taken
    clerk = actor(make_clerk())
    assert looking.found(clerk, f" {taken.number.lower()} ") == taken.case
    assert looking.found(clerk, taken.case.number) == taken.case
    assert looking.found(clerk, taken.case.number[:-1]) is None
    assert Entry.objects.filter(act="counter.case_look").count() == 2


def test_the_panel_is_added_to_applications_once(monkeypatch):
    kind = kinds.known(applications.KIND)
    assert kind.panels.count(panels.CASE) == 1
    bare = replace(kind, panels=())
    monkeypatch.setattr(kinds, "_registered", {kind.code: bare})
    panels.add_to_applications()
    panels.add_to_applications()
    assert kinds.known(applications.KIND).panels == (panels.CASE,)
