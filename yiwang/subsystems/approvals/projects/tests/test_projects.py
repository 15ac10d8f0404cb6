"""Do applications with one code become one project, stage by stage, under one overall clock?"""

import pytest
from django.apps import apps
from django.test import Client

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.cases.tests.test_provisional import OTHER_2027, publish
from yiwang.kernel.deadlines import heralding, shipped
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import owe_all
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, sign_in
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.applying import Extras
from yiwang.subsystems.approvals.applications.tests.makers import make_hall, make_ready
from yiwang.subsystems.approvals.projects import rules, tasks
from yiwang.subsystems.approvals.projects.actions import holding, showing, steering
from yiwang.subsystems.approvals.projects.models import Phase, Project, ShownProject

pytestmark = pytest.mark.django_db
CODE = "2104-440100-04-01-123456"
SHEET = {
    "type": "object",
    "properties": {
        "place": {"type": "string", "title": "地点"},
        "name": {"type": "string", "title": "项目名称", "x-yiwang": {"source": "project.name"}},
    },
}
ANSWERS = {"place": "高新区", "name": "云泽新区供水厂"}


def make_stage(mark="云发改", **changes):
    facts = {"sheet": SHEET, "needs_project_code": True, "project": "02", "stage": "1", **changes}
    return make_hall(mark=mark, **facts)


def applied(hall, **changes):
    extras = Extras(project=changes.pop("code", CODE))
    ready = make_ready(hall, answers={**ANSWERS, **changes}, extras=extras)
    return register(PUBLIC, Submitted(ready.body, ready.files, now())).application


def test_applications_with_one_code_are_one_project():
    first, second = make_stage(), make_stage("云自规", stage="2")
    applied(first)
    applied(second)
    applied(make_stage("云住建", stage="2"))
    project = Project.objects.get()
    assert (project.code, project.name, project.unit) == (CODE, "云泽新区供水厂", first.office.unit)
    assert [(phase.stage, phase.parts.count()) for phase in project.phases.order_by("stage")] == [
        ("1", 1),
        ("2", 2),
    ]


def test_an_application_without_a_code_belongs_to_no_project():
    hall = make_hall()
    ready = make_ready(hall)
    register(PUBLIC, Submitted(ready.body, ready.files, now()))
    assert not Project.objects.exists()


def test_the_overall_clock_runs_from_the_first_acceptance_to_the_last_end():
    """approvals.md §9 no. 5: accepted 2026-01-30 → 2026-04-10; extended → 2026-05-06."""
    with at("2026-01-05 09:00"):
        first, second = make_stage(), make_stage("云自规")
    with at("2026-01-29 09:00"):
        one, other = applied(first).case, applied(second).case
    phase = Phase.objects.get()
    assert holding.clock_of(phase.pk) is None
    with at("2026-01-30 09:00"):
        cases.accept(by(first.office.clerk), one.pk)
    with at("2026-02-02 09:00"):
        cases.accept(by(second.office.clerk), other.pk)
    clock = holding.clock_of(phase.pk)
    assert showing.last_day(clock).isoformat() == "2026-04-10"
    approver = actor(make_post(roles=[rules.APPROVER], unit=make_root()))
    with at("2026-03-02 09:00"):
        steering.extend(approver, phase.pk, 15, "涉及多部门联合评审", "云政办批〔2026〕3号")
        with pytest.raises(Refused, match="不能再次延长"):
            steering.extend(approver, phase.pk, 5, "再延", "云政办批〔2026〕4号")
    assert showing.last_day(holding.clock_of(phase.pk)).isoformat() == "2026-05-06"
    with at("2026-03-03 09:00"):
        cases.terminate(by(first.office.clerk), one.pk, "项目调整")
        assert holding.clock_of(phase.pk).stopped_at is None
        cases.terminate(by(second.office.clerk), other.pk, "项目调整")
    phase.refresh_from_db()
    assert (phase.state, holding.clock_of(phase.pk).state) == ("ended", "stopped")


def test_a_stage_whose_applications_were_withdrawn_has_no_outcome():
    hall = make_stage()
    case = applied(hall).case
    cases.accept(by(hall.office.clerk), case.pk)
    cases.withdraw(PUBLIC, case.pk)
    assert holding.clock_of(Phase.objects.get().pk).state == "cancelled"


def test_what_is_in_no_stage_has_no_overall_time():
    hall = make_stage(stage="")
    case = applied(hall).case
    cases.accept(by(hall.office.clerk), case.pk)
    phase = Phase.objects.get()
    assert (phase.state, holding.clock_of(phase.pk)) == ("running", None)
    with pytest.raises(Refused, match="没有正在计算的总时限"):
        steering.extend(by(hall.office.clerk), phase.pk, 5, "理由", "文号1")


def test_a_stage_waits_for_the_calendar_of_a_year(monkeypatch):
    hall = make_stage()
    case = applied(hall).case
    with monkeypatch.context() as patched:
        patched.setattr(holding.deadlines, "start", refuse)
        cases.accept(by(hall.office.clerk), case.pk)
    assert holding.clock_of(Phase.objects.get().pk) is None
    assert tasks.start_untimed() == 1
    assert tasks.start_untimed() == 0


def refuse(*args, **kwargs):
    raise Refused("2031年的放假安排还没有公布。")


def test_the_public_sees_how_far_it_has_come_and_nothing_of_its_party(commits):
    hall = make_stage()
    case = applied(hall).case
    cases.accept(by(hall.office.clerk), case.pk)
    with commits():
        assert showing.show_waiting() == 1
    assert showing.show_waiting() == 0
    shown = ShownProject.objects.get()
    assert "赵小明" not in str(shown.content)
    page = (
        Client()
        .get("/services/projects/progress/", {"code": "２１０４-440100-04-01-123456"})
        .content.decode()
    )
    assert "云泽新区供水厂" in page
    assert "立项用地规划许可" in page
    assert "办理中" in page


def test_the_public_learns_when_a_notice_moves_a_last_day(commits):
    """The clock of the stage and those of its parts are watched."""
    shipped.load(apps)
    with at("2026-12-01 09:00"):
        hall = make_stage()
        case = cases.accept(by(hall.office.clerk), applied(hall).case.pk)
        with commits():
            showing.show_waiting()
    (phase,) = ShownProject.objects.get().content["phases"]
    assert (phase["due_on"], phase["may_move"]) == ("2027-02-03", True)
    assert not phase["parts"][0]["may_move"]  # eight working days
    page = Client().get("/services/projects/progress/", {"code": CODE}).content.decode()
    assert "2027年2月3日 全部办结（暂定，放假安排公布后重新计算）" in page
    with at("2026-12-02 09:00"):
        publish(OTHER_2027)
        assert heralding.tell_moves() == 1
        with commits():
            assert showing.show_waiting() == 1
    (phase,) = ShownProject.objects.get().content["phases"]
    assert (phase["due_on"], phase["may_move"]) == ("2027-02-01", False)
    showing.owe_moved_cases([case.clock])
    assert Project.objects.owed().exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "请填写投资项目代码"), ("2104-44010-04-01-123456", "地区代码应为6位"), (CODE, "没有查到这个项目")],
)
def test_a_code_that_is_wrong_or_unknown_has_its_sentence(code, words):
    response = Client().get("/services/projects/progress/", {"code": code})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_older_news_changes_nothing(commits):
    hall = make_stage()
    applied(hall)
    with commits():
        showing.show_waiting()
    ShownProject.objects.update(revision=99)
    steering.describe(by(hall.office.clerk), Project.objects.get().pk, "另一个名称", "03")
    with commits():
        showing.show_waiting()
    assert ShownProject.objects.get().content["name"] == "云泽新区供水厂"


def client_of(unit, *held):
    client = Client()
    sign_in(client, make_post(roles=list(held), unit=unit))
    return client


def test_the_office_sees_all_stages_and_units_on_one_page(django_assert_max_num_queries):
    first, second = make_stage(), make_stage("云自规", stage="3")
    case = applied(first).case
    applied(second)
    cases.accept(by(first.office.clerk), case.pk)
    project = Project.objects.get()
    client = client_of(second.office.unit, rules.COORDINATOR)
    with django_assert_max_num_queries(22):
        assert "云泽新区供水厂" in client.get("/office/projects/").content.decode()
    with django_assert_max_num_queries(22):
        page = client.get(f"/office/projects/{project.pk}/").content.decode()
    assert page.index("立项用地规划许可") < page.index("施工许可")
    assert "延长总时限" not in page
    stranger = client_of(make_stage("云教").office.unit, rules.COORDINATOR)
    assert stranger.get(f"/office/projects/{project.pk}/").status_code == 404
    assert "没有投资项目" in stranger.get("/office/projects/").content.decode()


def test_the_overall_time_is_lengthened_and_the_project_described_on_its_page():
    hall = make_stage()
    cases.accept(by(hall.office.clerk), applied(hall).case.pk)
    project, phase = Project.objects.get(), Phase.objects.get()
    client = client_of(make_root(), rules.APPROVER)
    address, prefix = f"/office/projects/{project.pk}/", f"extend-{phase.pk}"
    said = {f"{prefix}-number": "15", f"{prefix}-ground": "联合评审"}
    wrong = client.post(f"{address}extend/{phase.pk}/", said)
    assert wrong.status_code == 422
    assert "请填写批准文号" in wrong.content.decode()
    said[f"{prefix}-document"] = "云政办批〔2026〕3号"
    before = holding.clock_of(phase.pk).due_at
    assert client.post(f"{address}extend/{phase.pk}/", said).status_code == 302
    assert holding.clock_of(phase.pk).due_at > before
    assert client.post(f"{address}extend/{phase.pk}/", said).status_code == 422
    client.post(f"{address}describe/", {"describe-name": "新名称", "describe-kind": "03"})
    assert (Project.objects.get().name, Project.objects.get().get_kind_display()) == ("新名称", "备案")
    coordinator = client_of(hall.office.unit, rules.COORDINATOR)
    assert coordinator.post(f"{address}extend/{phase.pk}/", said).status_code == 409
    assert day_of(shifted(before, seconds=-1)) != showing.last_day(holding.clock_of(phase.pk))


def test_an_outer_zone_that_was_set_up_anew_learns_of_every_project(commits):
    applied(make_stage())
    with commits():
        showing.show_waiting()
    ShownProject.objects.all().delete()
    owe_all(SYSTEM)
    with commits():
        assert showing.show_waiting() == 1
    assert ShownProject.objects.get().code == CODE
