"""Does a complaint reach who supervises, is it answered in time, and never seen by whom it is about?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import holders
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.contacts import NOBODY
from yiwang.kernel.intake.models import Matter, Submission
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.kernel.search.models import Entry as Indexed
from yiwang.subsystems.supervision.orders import routing, rules
from yiwang.subsystems.supervision.orders.actions import complaints
from yiwang.subsystems.supervision.orders.models import Complaint
from yiwang.subsystems.supervision.orders.tests.makers import TEXT, complain, make_complaint, make_order
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER, SUPERVISOR

pytestmark = pytest.mark.django_db


def steps(complaint):
    """What the complainant was told outside, in order."""
    submission = Submission.objects.get(number=complaint.matter.number)
    return list(submission.steps.order_by("number").values_list("kind", "label", "text"))


def everybody_of(unit):
    """A post with every role of supervision and of cases: rights alone do not hide a complaint."""
    roles = [LEADER, SUPERVISOR, rules.HANDLER, RESPONDER, "case_clerk", "case_decider"]
    return make_post(unit=unit, roles=roles)


def test_a_complaint_becomes_a_case_of_the_unit_that_watches_over_the_one_complained_of(bureau):
    with at("2026-03-02 10:00"):
        complaint = make_complaint(bureau)
    case = complaint.case
    assert (complaint.against, case.unit, case.kind) == (bureau.bureau, bureau.unit, rules.COMPLAINT)
    assert case.number.startswith("TS2026")
    assert complaint.text == TEXT
    facts = parties.facts_of(case.party)
    assert (facts.name, facts.phone, facts.email) == ("赵小明", "13812345678", "zhao@example.com")
    clock = Clock.objects.get(subject_kind=rules.COMPLAINT)
    assert (clock.unit_id, clock.legal_number) == (bureau.unit.pk, 5)
    assert f"{clock.due_at:%m-%d %H:%M}" == "03-09 16:00"  # until 24:00 on 03-09, fsou 17030624 art. 8
    told = Notice.objects.filter(person=bureau.handler.person_id)
    assert told.get().subject == f"收到投诉：{case.number}"


def test_an_anonymous_complaint_keeps_nobody(bureau):
    complaint = make_complaint(bureau, NOBODY)
    assert complaint.is_anonymous
    assert parties.facts_of(complaint.case.party).name == rules.ANONYMOUS


@pytest.mark.parametrize("where", ["own", "below"])
def test_whoever_is_complained_of_sees_nothing_of_it_anywhere(bureau, client, where):
    unit = bureau.bureau if where == "own" else make_unit(parent=bureau.bureau)
    post = everybody_of(unit)
    complaint = make_complaint(bureau, files=[make_file("证据.pdf", make_pdf())])
    stored = complaint.case.materials.get().files.get()
    assert not Complaint.objects.visible_to(post).exists()
    assert not Case.objects.visible_to(post).filter(kind=rules.COMPLAINT).exists()
    assert not holders.may_read(stored, post)
    sign_in(client, post)
    number = complaint.case.number
    for address in (
        f"/office/supervision/complaints/{complaint.pk}/",
        f"/office/cases/{complaint.case_id}/",
        f"/files/{stored.reference}/" if hasattr(stored, "reference") else stored.address,
    ):
        assert client.get(address).status_code == 404, address
    for deed in ("accept", "decline", "settle", "ask", "assign"):
        assert client.post(f"/office/supervision/complaints/{complaint.pk}/{deed}/", {}).status_code == 404
    assert client.post(f"/office/supervision/complaints/{complaint.pk}/party/").status_code == 404
    for address in (
        "/office/",
        "/office/supervision/complaints/?tab=all",
        f"/office/cases/unit/?state=&q={number}",
        "/office/cases/",
        f"/office/search/?q={number}",
        "/office/notices/",
        "/office/supervision/orders/?tab=all",
        f"/office/supervision/orders/new/?complaint={complaint.pk}",
        f"/office/supervision/orders/new/?case={complaint.case_id}",
    ):
        shown = client.get(address)
        page = shown.content.decode()
        for asked in (f"q={number}", f'value="{number}"', f"“{number}”"):
            page = page.replace(asked, "")
        for told in (number, f"complaints/{complaint.pk}/", f"cases/{complaint.case_id}/"):
            assert told not in page, address
        assert TEXT[:8] not in page, address
        assert "赵" not in page, address
    assert not Notice.objects.filter(person=post.person_id).exists()
    assert client.get("/office/audit/").status_code == 409  # the record is the audit administrator's alone
    assert not Indexed.objects.filter(title__contains="投诉").exists()


def test_the_complained_unit_never_handles_its_own_complaint_though_it_supervises(bureau):
    """Complained of itself, it is handled by another that watches over it, or by the city."""
    complaint = make_complaint(bureau, unit=bureau.unit.name)
    assert complaint.case.unit == make_root()
    assert not Complaint.objects.visible_to(bureau.handler).exists()
    inspectors = make_unit(name="市督查室")
    let_oversee(SYSTEM, inspectors, bureau.unit, "市政府决定")
    assert make_complaint(bureau, unit=bureau.unit.name).case.unit == inspectors


def test_who_watches_over_the_whole_city_is_not_judged_by_itself(bureau):
    """Everything is in its sight: the complainant learns at once where else to go, and no case is made."""
    let_oversee(SYSTEM, bureau.unit, make_root(), "全市监察")
    receipt = complain(unit=bureau.unit.name)
    assert not Complaint.objects.exists()
    matter = Matter.objects.get(number=receipt.submission.number)
    assert not matter.is_open
    assert Entry.objects.filter(act="supervision.complaint_fail").exists()


@pytest.mark.parametrize("kind", [Unit.Kind.OFFICE, Unit.Kind.WINDOW])
def test_a_window_is_not_judged_by_the_department_it_belongs_to(bureau, kind):
    window = make_unit(parent=bureau.unit, kind=kind)
    let_oversee(SYSTEM, bureau.unit, window, "本局窗口")
    assert routing.is_in_sight(window, bureau.unit)
    assert routing.supervising_unit(window) == make_root()


def test_a_county_is_not_judged_by_its_own_bureau(bureau):
    county = make_unit(name="青山县人民政府", kind=Unit.Kind.GOVERNMENT)
    own = make_unit(name="青山县监察局", parent=county)
    let_oversee(SYSTEM, own, county, "县内监察")
    let_oversee(SYSTEM, bureau.unit, county, "市对县监察")
    assert routing.supervising_unit(county) == bureau.unit


@pytest.mark.parametrize("named", ["没有这个局", "市"])
def test_a_unit_nobody_knows_is_made_out_by_whoever_handles_it(bureau, named):
    complaint = make_complaint(bureau, unit=named)
    root = make_root()
    assert (complaint.against, complaint.named, complaint.case.unit) == (None, named, root)
    handler = by(everybody_of(root))
    with pytest.raises(Refused, match="请先确定被投诉的单位"):
        complaints.accept(handler, complaint.pk)
    complaints.assign(handler, complaint.pk, bureau.bureau)
    complaint.refresh_from_db()
    complaint.case.refresh_from_db()
    assert (complaint.against, complaint.case.unit) == (bureau.bureau, bureau.unit)
    clock = Clock.objects.get(subject_kind=rules.COMPLAINT)
    assert clock.unit_id == bureau.unit.pk
    complaints.accept(by(bureau.handler), complaint.pk)


def test_a_closed_unit_is_not_taken_for_the_one_complained_of(bureau):
    gone = make_unit(name="市老局", closed_on=bureau.unit.opened_on)
    complaint = make_complaint(bureau, unit="市老局")
    assert complaint.against is None
    with pytest.raises(Refused, match="已撤销，请选择承接其职责的单位"):
        complaints.assign(by(everybody_of(make_root())), complaint.pk, gone)


def test_accepted_upheld_and_answered_the_complainant_reads_it(bureau, commits):
    complaint = make_complaint(bureau)
    with commits():
        complaints.accept(by(bureau.handler), complaint.pk)
        complaints.settle(by(bureau.leader), complaint.pk, rules.UPHELD, "经查属实，已责令整改并致歉。")
    complaint.refresh_from_db()
    complaint.case.refresh_from_db()
    assert (complaint.outcome, complaint.case.state) == (rules.UPHELD, "closed")
    assert steps(complaint) == [
        ("note", "已受理", "监督部门已受理您的投诉，正在核查。"),
        ("answer", "投诉属实", "经查属实，已责令整改并致歉。"),
    ]
    assert not Clock.objects.open().exists()


def test_declined_the_complainant_reads_the_reason(bureau, commits):
    """fsou 17030624 art. 8: reasons in writing for named ones."""
    complaint = make_complaint(bureau)
    with pytest.raises(Refused, match="不予受理的理由"):
        complaints.decline(by(bureau.handler), complaint.pk, "too_vague", "")
    with pytest.raises(Refused, match="请选择不予受理的情形"):
        complaints.decline(by(bureau.handler), complaint.pk, "whatever", "理由在此")
    with commits():
        complaints.decline(by(bureau.handler), complaint.pk, "too_vague", "没有写明窗口和时间。")
    [(kind, label, text)] = steps(complaint)
    assert (kind, label) == ("close", "不予受理")
    assert text == "反映的情况不具体，无法核实。没有写明窗口和时间。"


def test_of_two_who_settle_the_second_is_refused(bureau):
    complaint = make_complaint(bureau)
    complaints.accept(by(bureau.handler), complaint.pk)
    complaints.settle(by(bureau.leader), complaint.pk, rules.NOT_UPHELD, "经查，材料确不齐全。")
    colleague = make_post(unit=bureau.unit, roles=[LEADER])
    with pytest.raises(Refused, match=f"已由{bureau.leader.person.name}认定“投诉不属实”"):
        complaints.settle(by(colleague), complaint.pk, rules.UPHELD, "经查属实。")
    complaint.refresh_from_db()
    assert complaint.outcome == rules.NOT_UPHELD


def test_whoever_only_handles_does_not_settle(bureau):
    complaint = make_complaint(bureau)
    complaints.accept(by(bureau.handler), complaint.pk)
    with pytest.raises(Refused, match="作出决定"):
        complaints.settle(by(bureau.handler), complaint.pk, rules.UPHELD, "经查属实。")


def test_asked_for_more_the_time_to_accept_stands_still_until_it_comes(bureau, commits):
    complaint = make_complaint(bureau)
    with commits():
        complaints.ask(by(bureau.handler), complaint.pk, "请写明哪个窗口。")
    assert Clock.objects.get(subject_kind=rules.COMPLAINT).state == "paused"
    submission = Submission.objects.get(number=complaint.matter.number)
    step = submission.steps.get()
    assert (step.kind, step.text) == ("ask", "请写明哪个窗口。")
    with commits():
        submissions.hand_in_supplement(PUBLIC, submission.pk, step.number, "三号窗口。", [], {})
    assert Clock.objects.get(subject_kind=rules.COMPLAINT).state == "running"
    complaint.refresh_from_db()
    assert complaint.text == f"{TEXT}\n\n补充：三号窗口。"


def test_withdrawn_it_ends(bureau, commits):
    complaint = make_complaint(bureau)
    with commits():
        submissions.withdraw(PUBLIC, Submission.objects.get(number=complaint.matter.number).pk)
    assert Case.objects.get(pk=complaint.case_id).state == "withdrawn"
    with pytest.raises(Refused, match="已撤回"):
        complaints.accept(by(bureau.handler), complaint.pk)


def test_rated_it_is_kept_by_its_level(bureau, commits):
    complaint = make_complaint(bureau)
    with commits():
        complaints.accept(by(bureau.handler), complaint.pk)
        complaints.settle(by(bureau.leader), complaint.pk, rules.UPHELD, "经查属实，已整改。")
    with commits():
        submissions.rate(PUBLIC, Submission.objects.get(number=complaint.matter.number).pk, 5, "很快")
    assert Case.objects.get(pk=complaint.case_id).rating == "very_satisfied"


def test_the_page_of_the_case_brings_it_not_before_the_unit_complained_of(bureau):
    complaint = make_complaint(bureau)
    handler = by(bureau.handler)
    with pytest.raises(Refused, match="不能转给被投诉的单位"):
        cases.transfer(handler, complaint.case_id, bureau.bureau, "请其办理")
    with pytest.raises(Refused, match="不能就投诉向被投诉的单位征求意见"):
        cases.consult(handler, complaint.case_id, [bureau.bureau], "请说明情况")
    complaints.accept(handler, complaint.pk)
    with pytest.raises(Refused, match="处理结果只能是"):
        cases.close(handler, complaint.case_id, text="办完了")
    assert not Case.objects.visible_to(bureau.responder).filter(pk=complaint.case_id).exists()


def test_a_matter_given_by_its_case_leads_to_its_unit(bureau):

    about = make_order(bureau).case
    complaint = make_complaint(bureau, unit="", case=about.number, matter="SB2026030200001")
    assert (complaint.about_case, complaint.against) == (about, about.unit)
