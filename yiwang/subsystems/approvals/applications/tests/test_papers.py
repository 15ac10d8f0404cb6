"""Are papers numbered without gaps, void where a decision is undone, and read by those who see the case?"""

import pytest
from django.db import transaction

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import by, step_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.subsystems.approvals.applications import access
from yiwang.subsystems.approvals.applications.actions import issuing
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.models import Paper, Publicity
from yiwang.subsystems.approvals.applications.tests.makers import make_hall, make_ready

pytestmark = pytest.mark.django_db


def opened(hall, **changes):
    ready = make_ready(hall, **changes)
    return register(PUBLIC, Submitted(ready.body, ready.files, now())).application.case


def decided(hall, case, outcome="granted", reason="符合条件"):
    office = hall.office
    cases.accept(by(office.clerk), case.pk)
    cases.finish_step(by(office.clerk), step_of(case, "review").pk, "passed")
    cases.finish_step(by(office.reviewer), step_of(case, "check").pk, "agreed")
    step = step_of(case, "decide")
    cases.decide(by(office.decider), step.pk, outcome, reason)
    return step


def numbers(form):
    return list(Paper.objects.filter(form=form).order_by("pk").values_list("unit", "serial"))


def test_numbers_follow_one_another_for_each_unit_and_form():
    hall, other = make_hall(), make_hall(mark="云卫")
    for number in range(2):
        cases.accept(by(hall.office.clerk), opened(hall, answers={"place": f"第{number}处"}).pk)
    cases.accept(by(other.office.clerk), opened(other).pk)
    assert numbers("acceptance") == [
        (hall.office.unit.pk, 1),
        (hall.office.unit.pk, 2),
        (other.office.unit.pk, 1),
    ]


def test_a_deed_that_is_undone_leaves_no_gap():
    hall = make_hall()
    first, second = opened(hall), opened(hall, answers={"place": "另一处"})
    with transaction.atomic():
        cases.accept(by(hall.office.clerk), first.pk)
        transaction.set_rollback(True)
    cases.accept(by(hall.office.clerk), second.pk)
    assert numbers("acceptance") == [(hall.office.unit.pk, 1)]


def test_a_decision_that_is_taken_back_voids_its_paper_and_is_not_published():
    """The number stays used: a gap that is explained."""
    hall = make_hall()
    case = opened(hall)
    step = decided(hall, case)
    assert Publicity.objects.get().state == "due"
    cases.take_back(by(hall.office.decider), step.pk, "发现材料有误")
    paper = Paper.objects.get(form="granting")
    assert paper.voided_at is not None
    assert Publicity.objects.get().state == "exempt"
    cases.decide(by(hall.office.decider), step_of(case, "decide").pk, "refused", "面积不足")
    assert Paper.objects.get(form="refusing").serial == 1


def test_a_decision_made_again_is_published_again():
    hall = make_hall()
    case = opened(hall)
    step = decided(hall, case)
    cases.take_back(by(hall.office.decider), step.pk, "写错理由")
    cases.decide(by(hall.office.decider), step_of(case, "decide").pk, "granted", "符合条件")
    publicity = Publicity.objects.get()
    assert publicity.state == "due"
    assert publicity.record["XK_WSH"].endswith("第00002号")


def paused(clerk, case):
    cases.accept(clerk, case.pk)
    procedure = cases.SpecialProcedure("expert_review", "需要专家评审", "15个工作日")
    cases.pause(clerk, case.pk, procedure)


@pytest.mark.parametrize(
    ("deed", "form", "words"),
    [
        (
            lambda clerk, case: cases.decline(clerk, case.pk, "not_ours", "不属于本机关职权", "市卫健委"),
            "declining",
            "市卫健委",
        ),
        (paused, "special", "15个工作日"),
        (lambda clerk, case: cases.accept(clerk, case.pk), "acceptance", "承诺8个工作日"),
    ],
)
def test_every_occasion_has_its_paper(deed, form, words):
    """行政许可法 art. 32(二), 45, 32 last paragraph."""
    hall = make_hall()
    deed(by(hall.office.clerk), opened(hall))
    assert words in str(Paper.objects.get(form=form).words)


def test_what_is_missing_is_said_once_on_its_paper():
    hall = make_hall()
    missing = [cases.Missing("M01", "未签字"), cases.Missing("X", "请提交租赁合同", "租赁合同")]
    cases.ask_for_missing(by(hall.office.clerk), opened(hall).pk, missing, "可到窗口补交。")
    words = str(Paper.objects.get().words)
    assert words.count("未签字") == words.count("请提交租赁合同") == 1
    assert "可到窗口补交。" in words


def test_a_receipt_of_delivery_names_who_took_it():
    hall = make_hall()
    case = opened(hall)
    decided(hall, case)
    cases.deliver_case(by(hall.office.clerk), case.pk, cases.Handover("counter", "钱小二"))
    rows = dict(Paper.objects.get(form="handover").words["blocks"][0]["rows"])
    assert (rows["送达方式"], rows["收件人"], rows["收件人签名或盖章"]) == ("窗口领取", "钱小二", "")


def test_a_persons_number_stands_masked_on_paper():
    hall = make_hall()
    cases.accept(by(hall.office.clerk), opened(hall).pk)
    words = str(Paper.objects.get().words)
    assert "11010519491231002X" not in words
    assert "110105********002X" in words


def test_a_paper_is_read_by_those_who_see_the_case():
    hall = make_hall()
    cases.accept(by(hall.office.clerk), opened(hall).pk)
    paper = issuing.drawn(Paper.objects.get())
    assert access.shows_paper(paper.pdf, hall.office.clerk)
    assert access.shows_paper(paper.docx, hall.office.reviewer)
    assert not access.shows_paper(paper.pdf, make_post(roles=["case_clerk"]))
    assert not access.shows_paper(paper.pdf, None)
    assert access.held_papers({paper.pdf_id, paper.docx_id}) == {paper.pdf_id, paper.docx_id}
