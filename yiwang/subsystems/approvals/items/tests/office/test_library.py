import json
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.models import Implementation
from yiwang.subsystems.approvals.items.tests.makers import (
    make_draft,
    make_editor,
    make_in_force,
    make_manager,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


def page(client, **query) -> str:
    return client.get(reverse("items:library"), query).content.decode()


def test_an_editor_sees_what_is_in_force_everywhere_and_drafts_of_their_own(client):
    unit = make_unit()
    make_in_force(name="别家的事项")
    make_draft(name="别家的草稿")
    make_draft(unit, name="自家的草稿")
    sign_in(client, make_editor(unit))
    shown = page(client)
    assert "别家的事项" in shown
    assert "自家的草稿" in shown
    assert "别家的草稿" not in shown


def test_a_reviewer_sees_every_draft(client):
    make_draft(name="别家的草稿")
    sign_in(client, make_reviewer())
    assert "别家的草稿" in page(client)


def test_a_post_without_a_role_here_is_refused(client):
    sign_in(client, make_post())
    assert client.get(reverse("items:library")).status_code == 409


def test_the_library_is_narrowed(client):
    unit = make_unit(name="市教育局")
    make_in_force(unit, name="民办学校设立", handling="2")
    make_in_force(name="户口迁移", handling="1", promised_limit=None, process="promised", type="07")
    sign_in(client, make_manager())
    assert "户口迁移" not in page(client, unit="市教育局")
    assert "民办学校设立" not in page(client, q="户口")
    assert "民办学校设立" not in page(client, type="07")
    assert "民办学校设立" not in page(client, handling="1")
    assert "没有符合条件的事项" in page(client, standing="ended")
    assert "没有找到机构" in page(client, unit="不存在的局")


def test_guides_not_checked_for_half_a_year_are_found(client):
    make_in_force(name="刚核对过")
    old = make_in_force(name="早该核对")
    Implementation.objects.filter(pk=old.pk).update(checked_on=shifted(today(), days=-181))
    sign_in(client, make_manager())
    shown = page(client, due="1")
    assert "早该核对" in shown
    assert "刚核对过" not in shown


def test_the_list_is_read_on_by_code(client):
    for number in range(52):
        make_draft(code=f"C{number:03d}")
    sign_in(client, make_manager())
    shown = page(client)
    assert "C049" in shown
    assert "C050" not in shown
    assert "after=C049" in shown
    assert "C050" in page(client, after="C049")


def test_the_library_takes_a_fixed_number_of_queries(client, django_assert_num_queries):
    sign_in(client, make_manager())
    for _ in range(2):
        make_in_force()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for _ in range(8):
        make_draft()
    with django_assert_num_queries(len(few)):
        page(client)


def test_what_is_narrowed_is_exported_to_both_forms(client):
    kept = make_in_force(name="=HYPERLINK(1)", keywords=["+1"])
    make_in_force(name="别的")
    sign_in(client, make_manager())
    book = load_workbook(BytesIO(client.get(reverse("items:workbook"), {"q": "HYPER"}).content))
    rows = list(book["事项"].iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[2][rows[0].index("事项名称")] == "'=HYPERLINK(1)"
    assert rows[1][rows[0].index("实施编码")] == "task_code"
    listed = json.loads(client.get(reverse("items:json"), {"q": "HYPER"}).content)["items"]
    assert [each["code"] for each in listed] == [kept.code]


def test_reviews_are_for_reviewers_and_say_what_waits(client):
    edition = make_draft(name="等审查的")
    workflow.submit(SYSTEM, edition.pk)
    sign_in(client, make_editor())
    assert client.get(reverse("items:reviews")).status_code == 409
    sign_in(client, make_reviewer())
    assert "等审查的" in client.get(reverse("items:reviews")).content.decode()
    workflow.agree(SYSTEM, edition.pk)
    workflow.put_in_force(SYSTEM, edition.pk, shifted(today(), days=2))
    assert "待生效" in client.get(reverse("items:reviews")).content.decode()


def test_the_item_page_takes_a_fixed_number_of_queries(client, django_assert_num_queries):
    implementation = make_in_force()
    sign_in(client, make_manager())
    address = reverse("items:item", args=[implementation.pk])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(3):
        draft = drafting.revise(SYSTEM, implementation.pk)
        workflow.submit(SYSTEM, draft.pk, "修订")
        workflow.agree(SYSTEM, draft.pk)
        workflow.put_in_force(SYSTEM, draft.pk, today())
    with django_assert_num_queries(len(few)):
        client.get(address)
