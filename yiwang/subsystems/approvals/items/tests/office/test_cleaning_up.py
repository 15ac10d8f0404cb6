"""A clean-up round over HTTP: opened, proposed, reviewed by two units, carried out."""

import pytest
from django.urls import reverse

from yiwang.kernel.organizations.tests.makers import make_unit, sign_in
from yiwang.subsystems.approvals.items.models import CleanUp, Decision, Implementation
from yiwang.subsystems.approvals.items.tests.makers import (
    make_editor,
    make_in_force,
    make_manager,
    make_reviewer,
    make_round,
)

pytestmark = pytest.mark.django_db


def batch(client, round_, deed, decisions, **given):
    prefix = "keep" if deed == "keep" else "judge"
    posted = {"deed": deed, "decision": [each.pk for each in decisions]}
    posted |= {f"{prefix}-{name}": value for name, value in given.items()}
    return client.post(reverse("items:batch", args=[round_.pk]), posted, follow=True)


def test_a_round_runs_from_the_opening_to_the_counts(client):
    unit, legal, centre = make_unit(), make_reviewer(), make_reviewer(make_unit(name="市政务服务中心"))
    kept, cancelled = make_in_force(unit, name="保留的"), make_in_force(unit, name="取消的")
    manager = make_manager()
    sign_in(client, manager)
    given = {
        "title": "2026年度清理",
        "ground": "市政府常务会议",
        "reviewers": [legal.unit_id, centre.unit_id],
    }
    assert "共2个事项" in client.post(reverse("items:cleanups"), given, follow=True).content.decode()
    round_ = CleanUp.objects.get()
    by_name = {each.implementation.name: each for each in Decision.objects.select_related("implementation")}

    sign_in(client, make_editor(unit))
    address = reverse("items:decision", args=[by_name["取消的"].pk])
    assert "请写明理由" in client.post(address, {"choice": "cancel"}).content.decode()
    assert "合并到哪个" in client.post(address, {"choice": "merge", "reason": "理由"}).content.decode()
    client.post(address, {"choice": "cancel", "reason": "设定依据已废止"})
    assert "请先勾选" in batch(client, round_, "keep", [], reason="依据充分").content.decode()
    assert "已办理1项" in batch(client, round_, "keep", by_name.values(), reason="依据充分").content.decode()

    for reviewer in (legal, centre):
        sign_in(client, manager)
        refused = client.post(reverse("items:close", args=[round_.pk]))
        assert refused.status_code == 409
        sign_in(client, reviewer)
        objected = batch(client, round_, "object", by_name.values())
        assert "请写明不同意的理由" in objected.content.decode()
        assert "已办理2项" in batch(client, round_, "agree", by_name.values()).content.decode()

    sign_in(client, manager)
    done = client.post(reverse("items:close", args=[round_.pk]), follow=True).content.decode()
    assert "清理前2个，清理后1个" in done
    assert Implementation.objects.get(pk=cancelled.pk).ended_because == "取消：设定依据已废止"
    shown = client.get(reverse("items:item", args=[kept.pk])).content.decode()
    assert "2026年度清理" in shown
    assert (
        "设定依据已废止"
        in client.get(reverse("items:cleanup", args=[round_.pk]), {"choice": "cancel"}).content.decode()
    )


def test_an_editor_sees_only_items_of_their_own_units(client):
    unit = make_unit()
    make_in_force(unit, name="自家的")
    make_in_force(name="别家的")
    round_ = make_round()
    sign_in(client, make_editor(unit))
    shown = client.get(reverse("items:cleanup", args=[round_.pk])).content.decode()
    assert "自家的" in shown
    assert "别家的" not in shown
    other = Decision.objects.get(implementation__name="别家的")
    assert client.get(reverse("items:decision", args=[other.pk])).status_code == 404
    assert "已办理0项" in batch(client, round_, "keep", [other], reason="依据充分").content.decode()


def test_only_managers_open_and_close_rounds(client):
    make_in_force()
    sign_in(client, make_editor())
    assert client.post(reverse("items:cleanups"), {"title": "清理"}).status_code == 409
    assert client.post(reverse("items:close", args=[make_round().pk])).status_code == 409


def test_a_reviewer_of_another_unit_is_not_heard(client):
    make_in_force()
    round_ = make_round()
    sign_in(client, make_reviewer())
    (decision,) = Decision.objects.all()
    Decision.objects.update(choice="keep", reason="依据充分", proposed_at=round_.opened_at)
    assert "不是本轮" in batch(client, round_, "agree", [decision]).content.decode()


def test_the_round_takes_a_fixed_number_of_queries(client, django_assert_num_queries):
    for _ in range(2):
        make_in_force()
    round_ = make_round()
    sign_in(client, make_manager())
    address = reverse("items:cleanup", args=[round_.pk])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    Decision.objects.bulk_create(Decision(round=round_, implementation=make_in_force()) for _ in range(6))
    with django_assert_num_queries(len(few)):
        client.get(address)
