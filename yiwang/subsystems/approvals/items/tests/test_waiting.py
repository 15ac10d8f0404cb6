from unittest import mock

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.subsystems.approvals.items import rules, waiting
from yiwang.subsystems.approvals.items.actions import workflow
from yiwang.subsystems.approvals.items.models import Implementation
from yiwang.subsystems.approvals.items.tests.makers import (
    make_draft,
    make_editor,
    make_in_force,
    make_reviewer,
    make_round,
)

pytestmark = pytest.mark.django_db


def make_unchecked(unit) -> Implementation:
    item = make_in_force(unit)
    Implementation.objects.filter(pk=item.pk).update(checked_on=shifted(today(), days=-rules.CHECK_DAYS - 1))
    return item


def test_a_reviewer_finds_what_others_submitted():
    reviewer = make_reviewer()
    edition = workflow.submit(SYSTEM, make_draft(name="等审查").pk)
    workflow.submit(actor(reviewer), make_draft().pk)
    (todo,) = waiting.to_review(reviewer, 10)
    assert todo.title == "等审查（第1版）"
    assert todo.address == f"/office/items/editions/{edition.pk}/"
    assert waiting.to_review(make_editor(), 10) == []


def test_an_editor_finds_guides_of_their_units_that_are_to_be_checked():
    unit = make_unit()
    make_in_force(unit)
    make_unchecked(make_unit())
    item = make_unchecked(unit)
    (todo,) = waiting.to_check(make_editor(unit), 10)
    assert (todo.address, todo.is_late) == (f"/office/items/{item.pk}/", True)
    assert waiting.to_check(make_reviewer(), 10) == []


def test_an_editor_finds_items_of_the_open_round_without_a_proposal():
    unit = make_unit()
    make_in_force(unit, name="自家的")
    make_in_force()
    make_round()
    (todo,) = waiting.to_decide(make_editor(unit), 10)
    assert todo.title == "清理意见：自家的"


def test_editors_of_the_unit_are_reminded_once_until_somebody_checks():
    unit = make_unit()
    editor, above = make_editor(unit), make_editor(unit.parent)
    item = make_unchecked(unit)
    assert waiting.remind() == 1
    waiting.remind()
    (notice,) = Notice.objects.filter(person=editor.person)
    assert item.name in notice.subject
    assert not Notice.objects.filter(person=above.person).exists()
    workflow.confirm(SYSTEM, item.pk)
    assert waiting.remind() == 0
    later = shifted(today(), days=rules.CHECK_DAYS + 1)
    with mock.patch.object(waiting, "today", return_value=later):
        assert waiting.remind() == 1
    assert Notice.objects.filter(person=editor.person).count() == 2


def test_where_a_unit_has_no_editor_those_above_are_reminded():
    unit = make_unit()
    above = make_editor(unit.parent)
    make_unchecked(unit)
    waiting.remind()
    assert Notice.objects.filter(person=above.person).count() == 1
