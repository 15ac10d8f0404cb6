from unittest import mock

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.approvals.items import queries, rules
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.items.tests.makers import (
    make_draft,
    make_editor,
    make_in_force,
    make_reviewed,
    make_reviewer,
    revised,
)

pytestmark = pytest.mark.django_db


def test_a_draft_with_faults_is_not_submitted_and_hears_how_many():
    edition = make_draft(promised_limit={"number": 25}, consult_phone="")
    with pytest.raises(Refused, match="还有2处需要修改"):
        workflow.submit(SYSTEM, edition.pk)
    edition.refresh_from_db()
    assert edition.state == rules.DRAFT


def test_what_is_submitted_is_sealed_with_every_element_spelled_out():
    edition = workflow.submit(SYSTEM, make_draft(type="行政许可").pk)
    assert (edition.document["type"], edition.document["is_joint"]) == ("01", False)
    assert len(edition.digest) == 64


def test_a_further_edition_says_what_was_changed():
    draft = drafting.revise(SYSTEM, make_in_force().pk)
    with pytest.raises(Refused, match="修订了什么"):
        workflow.submit(SYSTEM, draft.pk)


def test_nobody_reviews_what_they_submitted():
    by, other = actor(make_editor()), actor(make_reviewer())
    edition = workflow.submit(by, make_draft(by=by).pk)
    with pytest.raises(Refused, match="本人提交"):
        workflow.agree(by, edition.pk)
    assert workflow.agree(other, edition.pk, "同意").state == rules.REVIEWED
    (opinion,) = edition.opinions.all()
    assert (opinion.unit_name, opinion.text, opinion.agrees) == ("市司法局", "同意", True)


def test_what_is_sent_back_says_why_and_may_be_written_again():
    edition = workflow.submit(SYSTEM, make_draft().pk)
    with pytest.raises(Refused, match="退回的理由"):
        workflow.send_back(SYSTEM, edition.pk, " ")
    edition = workflow.send_back(SYSTEM, edition.pk, "依据条款有误")
    assert (edition.state, edition.digest) == (rules.DRAFT, "")
    drafting.save(SYSTEM, edition.pk, {"scope": "改过"})


def test_only_what_was_reviewed_comes_into_force():
    with pytest.raises(Refused, match="编制中，不能生效"):
        workflow.put_in_force(SYSTEM, make_draft().pk, today())


def test_the_edition_before_ends_on_the_day_the_next_begins():
    implementation = make_in_force()
    first = implementation.current
    second = workflow.put_in_force(SYSTEM, revised(implementation, scope="新").pk, today())
    first.refresh_from_db()
    assert (first.state, first.effective_until) == (rules.ENDED, today())
    assert Implementation.objects.get().current == second
    assert queries.in_force(implementation.code, today()) == second


def test_a_planned_edition_comes_into_force_on_its_day():
    implementation = make_in_force()
    first = implementation.current
    tomorrow = shifted(today(), days=1)
    planned = workflow.put_in_force(SYSTEM, revised(implementation, name="改名").pk, tomorrow)
    assert planned.state == rules.PLANNED
    assert workflow.put_due_in_force() == 0
    assert queries.in_force(implementation.code, tomorrow) == first
    with mock.patch.object(workflow, "today", return_value=tomorrow):
        assert workflow.put_due_in_force() == 1
    implementation.refresh_from_db()
    assert (implementation.current, implementation.name) == (planned, "改名")
    assert queries.in_force(implementation.code, today()) == first
    assert queries.in_force(implementation.code, tomorrow) == planned


def test_an_edition_does_not_begin_before_the_one_in_force():
    edition = revised(make_in_force())
    with pytest.raises(Refused, match="不能早于"):
        workflow.put_in_force(SYSTEM, edition.pk, shifted(today(), days=-1))


def test_a_first_edition_may_have_held_before_it_was_entered():
    since = shifted(today(), days=-400)
    edition = workflow.put_in_force(SYSTEM, make_reviewed().pk, since)
    assert queries.in_force(edition.implementation.code, since) == edition


def test_an_item_that_ended_keeps_its_editions():
    implementation = make_in_force()
    number = implementation.current.number
    ended = workflow.end(SYSTEM, implementation.pk, "法律已修改")
    assert (ended.standing, ended.ended_on) == (rules.ENDED, today())
    edition = queries.edition(implementation.code, number)
    assert (edition.state, edition.elements.name) == (rules.ENDED, implementation.name)
    with pytest.raises(Refused, match="没有生效的版本"):
        queries.in_force(implementation.code, shifted(today(), days=1))


def test_an_item_ends_with_a_reason_and_only_once():
    implementation = make_in_force()
    with pytest.raises(Refused, match="停止的理由"):
        workflow.end(SYSTEM, implementation.pk, "")
    workflow.end(SYSTEM, implementation.pk, "法律已修改")
    with pytest.raises(Refused, match="已停止，不能停止"):
        workflow.end(SYSTEM, implementation.pk, "再停一次")


def test_an_item_with_a_planned_edition_does_not_come_back_by_itself():
    implementation = make_in_force()
    workflow.put_in_force(SYSTEM, revised(implementation).pk, shifted(today(), days=3))
    with pytest.raises(Refused, match="第2版待生效"):
        workflow.end(SYSTEM, implementation.pk, "法律已修改")


def test_an_item_is_merged_only_into_one_in_force():
    implementation, other = make_in_force(), make_draft().implementation
    with pytest.raises(Refused, match="没有生效"):
        workflow.end(SYSTEM, implementation.pk, "合并", other)
    into = make_in_force()
    assert workflow.end(SYSTEM, implementation.pk, "合并", into).merged_into == into


def test_an_ended_item_may_be_taken_up_again():
    implementation = workflow.end(SYSTEM, make_in_force().pk, "法律已修改")
    workflow.put_in_force(SYSTEM, revised(implementation).pk, today())
    implementation.refresh_from_db()
    assert (implementation.standing, implementation.ended_because) == (rules.IN_FORCE, "")


def test_confirming_sets_the_date_of_the_last_check():
    implementation = make_in_force()
    Implementation.objects.update(checked_on=shifted(today(), days=-300))
    assert workflow.confirm(SYSTEM, implementation.pk).checked_on == today()
    with pytest.raises(Refused, match="不需要核对"):
        workflow.confirm(SYSTEM, make_draft().implementation_id)


def test_every_deed_stands_in_the_record():
    workflow.end(SYSTEM, make_in_force().pk, "法律已修改")
    acts = set(Entry.objects.values_list("act", flat=True))
    assert acts >= {
        "items.item_add",
        "items.edition_submit",
        "items.edition_agree",
        "items.edition_put_in_force",
        "items.item_end",
    }
    assert Edition.objects.get().state == rules.ENDED
