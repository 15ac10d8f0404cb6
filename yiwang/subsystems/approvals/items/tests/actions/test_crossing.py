"""From the edition in force to the guide that the public reads, on an installation of both zones."""

from io import BytesIO

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import of_zone
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.files import holders
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.search.queries import Query, search
from yiwang.subsystems.approvals.items import guides, messages, queries, rules
from yiwang.subsystems.approvals.items.actions import crossing, drafting, workflow
from yiwang.subsystems.approvals.items.models import Guide, Implementation
from yiwang.subsystems.approvals.items.tests.makers import make_draft, make_in_force, reviewed, revised

pytestmark = pytest.mark.django_db


def make_guide(commits, **changes) -> Guide:
    with commits():
        implementation = make_in_force(**changes)
    return Guide.objects.get(code=implementation.code)


def test_what_is_in_force_is_what_the_public_reads(commits):
    guide = make_guide(commits)
    implementation = Implementation.objects.get()
    assert guides.open_guide(guide.code).elements == implementation.current.elements
    assert (guide.digest, guide.edition_number) == (implementation.current.digest, 1)
    assert (guide.unit_name, guide.promise, guide.last_checked_on) == (
        implementation.unit.name,
        "8个工作日",
        today(),
    )
    assert implementation.sent_sequence == implementation.sequence == 1


def test_a_guide_says_what_the_newest_edition_in_force_says(commits):
    guide = make_guide(commits)
    edition = revised(Implementation.objects.get(), name="食品经营许可（首次）")
    assert guides.open_guide(guide.code).edition_number == 1
    with commits():
        workflow.put_in_force(SYSTEM, edition.pk, today())
    guide = guides.open_guide(guide.code)
    assert (guide.name, guide.edition_number) == ("食品经营许可（首次）", 2)
    assert guides.edition_of(guide, 1).elements.name == "食品经营许可（新办）"
    assert guides.edition_of(guide, 3) is None


def test_an_ended_item_is_closed_to_the_public_with_its_reason_and_successor(commits):
    guide = make_guide(commits)
    with commits():
        into = make_in_force(name="食品经营许可")
        workflow.end(SYSTEM, Implementation.objects.get(code=guide.code).pk, "两项合并", into)
    with pytest.raises(Refused, match="此事项已停止受理：两项合并。请改办“食品经营许可”"):
        guides.open_guide(guide.code)
    assert guides.known_guide(guide.code).elements.name == "食品经营许可（新办）"
    assert [each.name for each in queries.guides()] == ["食品经营许可"]


def test_an_unknown_item_is_refused():
    with pytest.raises(Refused, match="没有这个办事事项"):
        guides.open_guide("nothing")


def test_guides_are_found_by_words_while_they_are_open(commits):
    guide = make_guide(commits)
    assert [each.code for each in queries.found("小吃店").guides] == [guide.code]
    assert search(Query(text="食品经营许可")).hits[0].address == f"/services/{guide.code}/"
    with commits():
        workflow.end(SYSTEM, Implementation.objects.get().pk, "法律已修改")
    assert queries.found("小吃店").guides == []


def test_confirming_tells_the_public_the_date(commits):
    guide = make_guide(commits)
    Guide.objects.update(last_checked_on=shifted(today(), days=-200))
    with commits():
        workflow.confirm(SYSTEM, Implementation.objects.get().pk)
    assert guides.open_guide(guide.code).last_checked_on == today()


def test_an_older_message_that_comes_later_changes_nothing(commits):
    guide = make_guide(commits)
    Guide.objects.update(sequence=9, name="更新的名称")
    with commits():
        workflow.confirm(SYSTEM, Implementation.objects.get().pk)
    guide.refresh_from_db()
    assert (guide.sequence, guide.name) == (9, "更新的名称")


def _body(**changes) -> dict:
    envelope = Envelope.objects.filter(kind=messages.GUIDE).latest("pk")
    return {**envelope.statement.body, "sequence": 50, **changes}


def _refused_reason(commits, side: Side, body: dict) -> str:
    with commits():
        envelope = send(SYSTEM, side, Outline(messages.GUIDE, "办事指南", [of_zone("outer")], body=body))
    return Delivery.objects.get(envelope=envelope).reason


def test_a_guide_comes_only_from_the_inner_zone_itself(commits):
    make_guide(commits)
    assert "只能由内网节点转来" in _refused_reason(commits, Side(make_unit()), _body())


def test_a_guide_that_is_not_what_was_sealed_is_refused_and_the_keepers_see_it(commits):
    make_guide(commits)
    body = _body()
    Implementation.objects.update(sequence=body["sequence"], sent_sequence=body["sequence"])
    document = {**body["document"], "name": "改过的"}
    assert "摘要不符" in _refused_reason(commits, Side(), {**body, "document": document})
    follow_receipts()
    implementation = Implementation.objects.get()
    assert "外网未接收：办事指南的内容与摘要不符。" in implementation.trouble
    with commits():
        crossing.tell_again(SYSTEM, implementation.pk)
    implementation.refresh_from_db()
    assert implementation.trouble == ""


def make_sampled(commits):
    """In force, with a sample."""
    edition = make_draft()
    stored = receive(SYSTEM, BytesIO(make_picture("png")), "样本.png")
    drafting.attach(SYSTEM, edition.pk, stored)
    results = [{"name": "许可证", "sample": {"name": "样本.png", "digest": stored.digest}}]
    drafting.save(SYSTEM, edition.pk, {"results": results})
    with commits():
        workflow.put_in_force(SYSTEM, reviewed(edition).pk, today())
    return edition.implementation, stored


def test_a_sample_is_public_while_the_guide_shows_it(commits):
    implementation, stored = make_sampled(commits)
    guide = guides.open_guide(implementation.code)
    assert guides.files_of(guide) == {stored.digest: stored}
    assert holders.may_read(stored, None)
    assert stored.pk in holders.referenced([stored.pk])
    with commits():
        workflow.end(SYSTEM, implementation.pk, "法律已修改")
    assert not holders.may_read(stored, None)
    assert holders.may_read(stored, make_post(roles=[rules.EDITOR]))


def test_a_sample_is_not_public_before_its_edition_is_in_force():
    edition = make_draft()
    stored = receive(SYSTEM, BytesIO(make_picture("png")), "样本.png")
    drafting.attach(SYSTEM, edition.pk, stored)
    assert not holders.may_read(stored, None)
    assert not holders.may_read(stored, make_post(roles=[rules.EDITOR]))
    assert holders.may_read(stored, make_post(roles=[rules.EDITOR], unit=edition.implementation.unit))


def test_while_the_outer_zone_is_unknown_nothing_is_lost(commits, settings):
    settings.ZONE = "inner"
    with commits():
        implementation = make_in_force()
    implementation.refresh_from_db()
    assert (implementation.sequence, implementation.sent_sequence) == (1, 0)
    assert telling.tell_waiting() == 0
    settings.ZONE = "both"
    with commits():
        assert telling.tell_waiting() == 1
        assert telling.tell_waiting() == 0
    assert guides.open_guide(implementation.code).edition_number == 1


def test_an_outer_zone_that_was_set_up_anew_learns_of_every_guide(commits):
    guide = make_guide(commits)
    digest = guide.digest
    make_draft()
    Guide.objects.update(current=None)
    Guide.objects.all().delete()
    telling.owe_all(SYSTEM)
    with commits():
        assert telling.tell_waiting() == 1
    assert guides.open_guide(guide.code).digest == digest
