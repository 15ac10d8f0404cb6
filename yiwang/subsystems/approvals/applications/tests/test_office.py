"""Do the office pages show what may be seen, offer what may be done, and keep what was typed?"""

import pytest
from django.test import Client

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.tests.makers import make_post, sign_in
from yiwang.subsystems.approvals.applications import panels
from yiwang.subsystems.approvals.applications.actions import issuing
from yiwang.subsystems.approvals.applications.models import FollowUp, Paper, Publicity
from yiwang.subsystems.approvals.applications.tests.makers import make_hall
from yiwang.subsystems.approvals.applications.tests.test_papers import decided, opened
from yiwang.subsystems.approvals.applications.tests.test_ratings import (
    closed_application,
    make_supervisor,
    rated,
)

pytestmark = pytest.mark.django_db


def signed_in(post):
    client = Client()
    sign_in(client, post)
    return client


FOLLOW_UPS, PUBLICITY = "/office/applications/follow-ups/", "/office/applications/publicity/"


def test_bad_ratings_are_listed_with_a_fixed_number_of_queries(django_assert_max_num_queries):
    hall = make_hall()
    for number in range(3):
        rated(closed_application(hall, f"第{number}处"), 1)
    client = signed_in(make_supervisor(hall))
    with django_assert_max_num_queries(22):
        page = client.get(FOLLOW_UPS).content.decode()
    assert page.count("非常不满意") == 3
    assert "主动评价率" in page


def test_a_bad_rating_is_called_back_and_put_right_on_its_page():
    hall = make_hall()
    follow_up = rated(closed_application(hall), 2)
    client, address = signed_in(make_supervisor(hall)), f"{FOLLOW_UPS}{follow_up.pk}/"
    early = client.post(f"{address}rectify/", {"rectify-measures": "增开两个窗口"})
    assert early.status_code == 422
    assert "先登记回访" in early.content.decode()
    assert "增开两个窗口" in early.content.decode()
    client.post(f"{address}call/", {"call-is_reached": "yes", "call-said": "等太久"})
    client.post(f"{address}rectify/", {"rectify-measures": "增开两个窗口"})
    assert FollowUp.objects.get().outcome == "rectified"
    late = client.post(f"{address}dismiss/", {"dismiss-measures": "再来一次"})
    assert late.status_code == 422
    assert "刚才的操作没有办理" in late.content.decode()


def test_other_units_see_nothing_of_it():
    hall = make_hall()
    follow_up = rated(closed_application(hall), 2)
    stranger = signed_in(make_post(roles=["rating_supervisor"]))
    assert stranger.get(f"{FOLLOW_UPS}{follow_up.pk}/").status_code == 404
    assert "没有差评" in stranger.get(FOLLOW_UPS).content.decode()
    assert signed_in(hall.office.clerk).get(FOLLOW_UPS).status_code == 409


def test_licences_are_listed_kept_back_and_taken_out(django_assert_max_num_queries):
    hall = make_hall()
    decided(hall, opened(hall))
    publicity = Publicity.objects.get()
    client = signed_in(make_post(roles=["licence_publisher"], unit=hall.office.unit))
    with django_assert_max_num_queries(22):
        assert "准予行政许可决定书" in client.get(PUBLICITY).content.decode()
    page = client.get(f"{PUBLICITY}{publicity.pk}/").content.decode()
    assert "赵**" in page
    assert "11010519491231002X" not in page
    wrong = client.post(
        f"{PUBLICITY}{publicity.pk}/exempt/", {"exempt-ground": "privacy", "exempt-reason": ""}
    )
    assert wrong.status_code == 422
    client.post(
        f"{PUBLICITY}{publicity.pk}/exempt/", {"exempt-ground": "privacy", "exempt-reason": "申请人要求保密"}
    )
    assert Publicity.objects.get().state == "exempt"
    assert client.get(f"{PUBLICITY}table.csv", {"since": "x"}).status_code == 409
    span = {"since": "2026-01-01", "until": "2030-01-01"}
    assert "XK_XDR_ZJHM" in client.get(f"{PUBLICITY}table.csv", span).content.decode()
    assert client.post(f"{PUBLICITY}{publicity.pk}/burn/").status_code == 404


def test_a_paper_is_drawn_when_it_is_opened():
    hall = make_hall()
    cases.accept(by(hall.office.clerk), opened(hall).pk)
    paper = Paper.objects.get()
    client = signed_in(hall.office.clerk)
    response = client.get(f"/office/applications/papers/{paper.pk}/pdf/")
    assert response.status_code == 302
    assert b"".join(client.get(response["Location"]).streaming_content).startswith(b"%PDF")
    assert signed_in(make_post(roles=["case_clerk"])).get(response.request["PATH_INFO"]).status_code == 404
    assert client.get(f"/office/applications/papers/{paper.pk}/exe/").status_code == 404


def test_the_panels_of_a_case_need_a_fixed_number_of_queries(django_assert_max_num_queries):
    hall = make_hall()
    case = opened(hall)
    decided(hall, case)
    issuing.draw_waiting()
    case.refresh_from_db()
    with django_assert_max_num_queries(12):
        shown = {panel.title: panel.context(case, hall.office.clerk) for panel in panels.PANELS}
    assert dict(shown["申请内容"]["answers"])["经营场所"] == "人民路12号"
    assert [paper.form for paper in shown["文书"]["papers"]] == ["acceptance", "granting"]
    assert shown["证照"] is None
    assert shown["结果公示"]["publicity"].state == "due"


def test_the_page_of_a_decided_application_costs_a_fixed_number_of_statements(django_assert_max_num_queries):
    hall = make_hall()
    case = opened(hall)
    decided(hall, case)
    issuing.draw_waiting()
    client = signed_in(hall.office.clerk)
    client.get(f"/office/cases/{case.pk}/")
    with django_assert_max_num_queries(22):
        assert client.get(f"/office/cases/{case.pk}/").status_code == 200
