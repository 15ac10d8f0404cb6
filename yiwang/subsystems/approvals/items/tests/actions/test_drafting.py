import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.models import Implementation, Item
from yiwang.subsystems.approvals.items.tests.makers import make_document, make_draft, make_in_force

pytestmark = pytest.mark.django_db


def make_file(name: str = "样表.png"):
    from io import BytesIO

    return receive(SYSTEM, BytesIO(make_picture("png")), name)


def test_a_draft_need_not_be_complete():
    unit = make_unit()
    edition = drafting.add(SYSTEM, unit, {"name": "新事项", "code": "A1", "item_code": "B1", "type": "01"})
    assert edition.document["unit"] == unit.code
    assert edition.implementation.item.code == "B1"


def test_what_an_item_is_known_by_is_kept_as_codes():
    edition = make_draft(type="行政许可", code=" A1 ")
    assert (edition.document["type"], edition.document["code"]) == ("01", "A1")
    drafting.save(SYSTEM, edition.pk, {**edition.document, "scope": "全市"})


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("code", ""), ("type", "99"), ("item_code", "坏 码")]
)
def test_a_new_item_says_at_least_what_it_is(field, value):
    with pytest.raises(Refused) as refused:
        drafting.add(SYSTEM, make_unit(), make_document(**{field: value}))
    assert refused.value.field == field


def test_an_implementation_code_is_used_once():
    edition = make_draft()
    with pytest.raises(Refused, match="已有事项使用"):
        make_draft(code=edition.implementation.code)


def test_units_implement_the_same_item_of_the_catalogue():
    one = make_draft(item_code="B1")
    other = make_draft(item_code="B1")
    assert one.implementation.item == other.implementation.item
    with pytest.raises(Refused, match="事项类型应当一致"):
        make_draft(item_code="B1", type="07")
    assert Item.objects.count() == 1


def test_saving_merges_elements_and_counts_revisions():
    edition = drafting.save(SYSTEM, make_draft().pk, {"name": "改名", "scope": "全市"}, revision=0)
    assert (edition.document["scope"], edition.document["flow"]) == ("全市", "受理、审查、决定、送达。")
    assert Implementation.objects.get().name == "改名"


def test_who_saw_an_older_revision_does_not_overwrite_a_newer():
    edition = make_draft()
    drafting.save(SYSTEM, edition.pk, {"scope": "甲"}, revision=0)
    with pytest.raises(Refused, match="刚被他人修改"):
        drafting.save(SYSTEM, edition.pk, {"scope": "乙"}, revision=0)


def test_the_codes_and_the_unit_of_an_item_stay():
    with pytest.raises(Refused, match="实施编码”不能修改"):
        drafting.save(SYSTEM, make_draft().pk, {"code": "另一个"})


def test_only_a_draft_is_written():
    edition = make_in_force().current
    with pytest.raises(Refused, match="不能修改"):
        drafting.save(SYSTEM, edition.pk, {"scope": "甲"})


def test_one_edition_at_a_time_is_worked_on():
    implementation = make_in_force()
    draft = drafting.revise(SYSTEM, implementation.pk, "调整时限")
    assert (draft.number, draft.document["name"]) == (2, implementation.name)
    with pytest.raises(Refused, match="第2版编制中"):
        drafting.revise(SYSTEM, implementation.pk)


def test_a_copy_leaves_out_what_is_the_other_units_own():
    unit = make_unit()
    source = make_draft(
        seats=[{"key": "acceptor", "role": "case_clerk"}, {"key": "lead", "role": "r", "unit": "U"}]
    )
    copied = drafting.copy(SYSTEM, source.implementation_id, unit, "COPY1")
    assert (copied.document["unit"], copied.document["code"]) == (unit.code, "COPY1")
    assert "windows" not in copied.document
    assert [seat["key"] for seat in copied.document["seats"]] == ["acceptor"]
    assert copied.implementation.item == source.implementation.item


def test_a_first_draft_given_up_takes_the_item_with_it():
    assert drafting.discard(SYSTEM, make_draft().pk) is None
    assert not Implementation.objects.exists()
    implementation = make_in_force()
    draft = drafting.revise(SYSTEM, implementation.pk)
    assert drafting.discard(SYSTEM, draft.pk) == implementation


def test_a_draft_names_only_files_that_were_handed_in_for_it():
    edition, stored = make_draft(), make_file()
    sample = {"name": stored.name, "digest": stored.digest}
    materials = [
        {"code": "M01", "name": "申请书", "form": "electronic", "source": "applicant", "sample": sample}
    ]
    with pytest.raises(Refused, match="不是为本事项上传"):
        drafting.save(SYSTEM, edition.pk, {"materials": materials})
    drafting.attach(SYSTEM, edition.pk, stored)
    drafting.save(SYSTEM, edition.pk, {"materials": materials})
    extra = make_file("多余.png")
    drafting.attach(SYSTEM, edition.pk, extra)
    sealed = workflow.submit(SYSTEM, edition.pk)
    assert sealed.state == rules.SUBMITTED
    assert list(sealed.files.all()) == [stored] or extra.digest == stored.digest


def test_a_revision_keeps_the_files_and_a_copy_does_not():
    edition, stored = make_draft(), make_file()
    drafting.attach(SYSTEM, edition.pk, stored)
    sample = {"name": stored.name, "digest": stored.digest}
    results = [{"name": "许可证", "sample": sample}]
    drafting.save(SYSTEM, edition.pk, {"results": results})
    copied = drafting.copy(SYSTEM, edition.implementation_id, make_unit(), "COPY1")
    assert copied.document["results"][0]["sample"] is None
    workflow.submit(SYSTEM, edition.pk)
    workflow.agree(SYSTEM, edition.pk)
    from yiwang.kernel.deadlines.moments import today

    workflow.put_in_force(SYSTEM, edition.pk, today())
    assert list(drafting.revise(SYSTEM, edition.implementation_id).files.all()) == [stored]
