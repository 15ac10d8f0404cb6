"""What may each deed do, who may do it, and what does the party learn of it?"""

from typing import Any

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases import actions, numbering, parties, rules
from yiwang.kernel.cases.actions import Handover, MaterialFacts, Missing, PartyFacts, SpecialProcedure
from yiwang.kernel.cases.models import Case, Party
from yiwang.kernel.cases.tests.makers import PARTY, TOLD, at, by, make_case, make_office, step_of
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.deadlines.rules import State
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import holders
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.actions import posts
from yiwang.kernel.organizations.actions.posts import Lending
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.processes.models import Run

pytestmark = pytest.mark.django_db


def test_numbers_of_a_kind_follow_one_another_and_a_failure_leaves_no_gap() -> None:
    office = make_office()
    first = make_case(office)
    with pytest.raises(Refused):
        make_case(office, materials=[MaterialFacts("a", "甲"), MaterialFacts("a", "乙")])
    second = make_case(office)
    assert (second.serial - first.serial, second.number[:2]) == (1, "CS")
    assert numbering.broken_series() == []


def test_a_missing_number_is_found() -> None:
    office = make_office()
    make_case(office)
    Case.objects.all().update(serial=2)
    assert len(numbering.broken_series()) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"identifier": "110105194912310021"}, "校验码"),
        ({"name": " "}, "请填写申请人姓名或名称"),
        ({"kind": "ghost"}, "申请人类别只能是"),
        ({"identifier_kind": "nonsense"}, "请选择证件类型"),
    ],
)
def test_a_party_whose_facts_are_wrong_opens_no_case(changes: dict[str, str], sentence: str) -> None:
    office = make_office()
    with pytest.raises(Refused, match=sentence):
        make_case(office, party=changes)
    assert not Case.objects.exists()


def test_what_identifies_a_party_stands_sealed_and_finds_its_other_cases() -> None:
    office = make_office()
    case, other = make_case(office), make_case(office, party={"identifier": " 11010519491231002x "})
    stranger = make_case(office, party={"identifier": "", "identifier_kind": ""})
    raw = str(Party.objects.filter(pk=case.party_id).values().get())
    assert "11010519491231002X" not in raw
    assert "13812345678" not in raw
    assert case.party.identifier_digest == other.party.identifier_digest != stranger.party.identifier_digest
    assert parties.facts_of(Party.objects.get(pk=case.party_id)).phone == "13812345678"


def test_a_new_key_still_finds_what_was_digested_under_the_former(settings: Any) -> None:
    case = make_case()
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [former]
    digests = list(parties.digests("identity", "11010519491231002X"))
    assert Case.objects.of_party(digests).get() == case


def test_an_organisation_is_shown_by_name_and_a_person_is_not() -> None:
    firm = PartyFacts(
        "enterprise", "云泽市第一建筑公司", "credit", "91350100M000100Y43", representative="李四"
    )
    masked = firm.masked
    assert (masked.name, masked.identifier, masked.representative) == (firm.name, firm.identifier, "李*")
    person = PartyFacts("person", "赵小明", phone="13812345678", address="人民路12号", agent="王五")
    shown = dict(person.masked.shown)
    assert (shown["申请人"], shown["联系电话"], shown["代理人"]) == ("赵**", "138****5678", "王*")


def test_everything_missing_is_asked_for_once_and_supplied() -> None:
    office = make_office()
    case = make_case(office)
    missing = [Missing("id", "缺少背面"), Missing("lease", "请提交", "租赁合同")]
    actions.ask_for_missing(by(office.clerk), case.pk, missing, "请在十五日内补正")
    assert TOLD[-1].asks == (("id", "缺少背面"), ("lease", "请提交"))
    assert "1. 身份证明：缺少背面" in TOLD[-1].text
    stored = make_stored()
    actions.supply(PARTY, case.pk, "已补", {"id": [stored], "other": [make_stored(name="其他.pdf")]})
    material = case.materials.get(code="id")
    assert (material.state, list(material.files.all())) == (rules.HERE, [stored])
    assert case.attachments.get().is_public
    with pytest.raises(Refused, match="依法只能告知一次"):
        actions.ask_for_missing(by(office.clerk), case.pk, missing)
    assert actions.accept(by(office.clerk), case.pk).state == rules.ACCEPTED


def test_what_the_list_does_not_know_needs_a_name() -> None:
    office = make_office()
    case = make_case(office)
    with pytest.raises(Refused, match="请写明它的名称"):
        actions.ask_for_missing(by(office.clerk), case.pk, [Missing("lease", "请提交")])


def test_originals_are_checked_by_somebody_who_is_named() -> None:
    office = make_office()
    material = make_case(office).materials.get(code="id")
    with pytest.raises(Refused, match="已核验"):
        actions.check_material(by(office.clerk), material.pk, "received", is_original_checked=True)
    checked = actions.check_material(by(office.clerk), material.pk, "checked", is_original_checked=True)
    assert (checked.checked_by, checked.is_original_checked) == (office.clerk.person.name, True)


def test_files_of_a_case_are_read_by_those_who_see_it() -> None:
    office = make_office()
    case = make_case(office)
    stored, scanned = make_stored(), make_stored(name="扫描.pdf")
    actions.attach(by(office.clerk), case.pk, [stored], "现场照片")
    actions.add_files(by(office.clerk), case.materials.get(code="id").pk, [scanned])
    stranger = make_post(roles=[rules.CLERK])
    without = make_post(unit=office.unit)
    for each in (stored, scanned):
        fresh = StoredFile.objects.get(pk=each.pk)
        assert holders.may_read(fresh, office.decider)
        assert not holders.may_read(fresh, stranger)
        assert not holders.may_read(fresh, without)
        assert not holders.may_read(fresh, None)
    assert holders.referenced({stored.pk, scanned.pk}) == {stored.pk, scanned.pk}


def test_a_special_procedure_names_its_time_and_is_the_only_one() -> None:
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    for procedure, sentence in (
        (SpecialProcedure("holiday", "放假", "3日"), "特别程序只能是"),
        (SpecialProcedure("testing", "需要检测", ""), "所需时间"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.pause(by(office.clerk), case.pk, procedure)
    actions.pause(by(office.clerk), case.pk, SpecialProcedure("testing", "内部理由", "15个工作日"))
    assert "15个工作日" in TOLD[-1].text
    assert "内部理由" not in TOLD[-1].text
    with pytest.raises(Refused, match="特别程序中"):
        actions.decide_case(by(office.decider), case.pk, "granted")
    actions.resume(by(office.clerk), case.pk, "合格")
    assert Case.objects.get(pk=case.pk).state == rules.ACCEPTED


def test_only_who_decides_decides() -> None:
    office = make_office()
    case = make_case(office, key="immediate")
    actions.accept(by(office.clerk), case.pk)
    step = step_of(case, "decide")
    for post in (office.clerk, make_post(roles=[rules.DECIDER])):
        with pytest.raises(Refused):
            actions.decide(by(post), step.pk, "granted")
    with pytest.raises(Refused, match="没有任职岗位"):
        actions.decide(PARTY, step.pk, "granted")


def test_a_deputy_acts_for_the_principal_and_both_are_named() -> None:
    office = make_office()
    case = make_case(office, key="immediate")
    actions.accept(by(office.clerk), case.pk)
    step = step_of(case, "decide")
    actions.take(by(office.decider), step.pk)
    deputy = make_post(unit=office.unit).person
    lending = Lending(deputy, today(), shifted(today(), days=7), (rules.DECIDER,))
    lent = posts.delegate(by(office.decider), office.decider, lending)
    actions.decide(by(lent), step.pk, "granted")
    event = case.events.get(kind="decide")
    assert event.person == lending.deputy.name
    assert office.decider.person.name in event.post


def test_a_step_is_taken_handed_over_and_then_only_its_holder_s() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    step = step_of(case, "accept")
    colleague = make_post(unit=office.unit, roles=[rules.CLERK])
    actions.take(by(office.clerk), step.pk)
    with pytest.raises(Refused, match=f"由{office.clerk.person.name}办理"):
        actions.accept(by(colleague), case.pk)
    with pytest.raises(Refused, match="不能转交"):
        actions.hand_over(by(office.clerk), step.pk, office.decider.person)
    actions.hand_over(by(office.decider), step.pk, colleague.person, "请假")
    assert actions.accept(by(colleague), case.pk).handler == colleague.person


def test_a_step_goes_back_to_an_earlier_one_but_not_behind_the_acceptance() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    actions.finish_step(by(office.clerk), step_of(case, "review").pk, "passed")
    check = step_of(case, "check")
    with pytest.raises(Refused, match="不能退回到“受理”"):
        actions.send_back(by(office.reviewer), check.pk, "accept", "不该受理")
    actions.send_back(by(office.reviewer), check.pk, "review", "材料没有看完")
    assert step_of(case, "review").person == office.clerk.person
    assert Case.objects.get(pk=case.pk).state == rules.ACCEPTED


def test_a_decider_may_return_the_case_instead_of_deciding_it() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    actions.finish_step(by(office.clerk), step_of(case, "review").pk, "passed")
    actions.finish_step(by(office.reviewer), step_of(case, "check").pk, "agreed")
    actions.finish_step(by(office.decider), step_of(case, "decide").pk, "returned", "补充现场核查")
    assert Case.objects.get(pk=case.pk).state == rules.ACCEPTED
    assert step_of(case, "check").is_open


def test_a_mistaken_step_is_taken_back_with_its_reason_while_untouched() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    review = step_of(case, "review")
    actions.finish_step(by(office.clerk), review.pk, "failed")
    with pytest.raises(Refused, match="请填写收回的理由"):
        actions.take_back(by(office.clerk), review.pk, "")
    actions.take_back(by(office.clerk), review.pk, "点错了结果")
    again = step_of(case, "review")
    actions.finish_step(by(office.clerk), again.pk, "passed")
    actions.finish_step(by(office.reviewer), step_of(case, "check").pk, "agreed")
    with pytest.raises(Refused, match="不能收回"):
        actions.take_back(by(office.clerk), again.pk, "再改一次")


def test_an_acceptance_that_was_told_is_not_taken_back() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    step = step_of(case, "accept")
    actions.accept(by(office.clerk), case.pk)
    with pytest.raises(Refused, match="受理已经告知申请人"):
        actions.take_back(by(office.clerk), step.pk, "点错了")


def test_a_case_moves_to_another_unit_with_its_steps_and_seats() -> None:
    office, other = make_office(), make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    actions.transfer(by(office.clerk), case.pk, other.unit, "属于另一局职责")
    actions.finish_step(by(other.clerk), step_of(case, "review").pk, "passed")
    actions.finish_step(by(other.reviewer), step_of(case, "check").pk, "agreed")
    with pytest.raises(Refused):
        actions.decide(by(office.decider), step_of(case, "decide").pk, "granted")
    actions.decide(by(other.decider), step_of(case, "decide").pk, "granted")
    assert "属于另一局职责" not in "".join(told.text for told in TOLD)


def test_units_are_consulted_side_by_side_and_each_answers_for_itself() -> None:
    office, other = make_office(), make_office()
    third = make_unit()
    case = make_case(office)
    assert not Case.objects.visible_to(other.clerk).exists()
    actions.consult(by(office.clerk), case.pk, [other.unit, third], "是否符合规划？")
    with pytest.raises(Refused, match="尚未答复"):
        actions.consult(by(office.clerk), case.pk, [other.unit], "再问一次")
    assert Case.objects.visible_to(other.clerk).get() == case
    asked = case.consultations.get(unit=other.unit)
    with pytest.raises(Refused, match="不是发给您所在单位"):
        actions.answer_consultation(by(office.clerk), asked.pk, "符合")
    actions.answer_consultation(by(other.clerk), asked.pk, "符合规划")
    with pytest.raises(Refused, match=f"已由{other.clerk.person.name}答复"):
        actions.answer_consultation(by(other.reviewer), asked.pk, "不符合")
    assert Notice.objects.filter(person=office.clerk.person, subject__contains="已答复").exists()


def test_who_has_to_act_is_urged_once_a_day() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    above = make_post(unit=office.unit.parent, roles=[rules.SUPERVISOR])
    actions.urge(by(above), case.pk, "请尽快")
    assert Notice.objects.get(person=office.clerk.person).subject.endswith(case.number)
    with pytest.raises(Refused, match="24小时内已经催办"):
        actions.urge(by(above), case.pk)
    actions.urge(PARTY, case.pk, "什么时候能办好？")
    with pytest.raises(Refused, match="看不到这件"):
        actions.urge(by(make_post(roles=[rules.CLERK])), case.pk)


def test_the_party_withdraws_until_it_is_decided() -> None:
    office = make_office()
    case = make_case(office, key="immediate")
    actions.accept(by(office.clerk), case.pk)
    actions.withdraw(PARTY, case.pk, "不办了")
    case.refresh_from_db()
    assert (case.state, Run.objects.get(pk=case.run_id).state) == (rules.WITHDRAWN, "cancelled")
    assert case.clock
    assert case.clock.state == State.CANCELLED
    decided = make_case(office, key="immediate")
    actions.accept(by(office.clerk), decided.pk)
    actions.decide(by(office.decider), step_of(decided, "decide").pk, "granted")
    with pytest.raises(Refused, match="不能撤回申请"):
        actions.withdraw(PARTY, decided.pk)


def test_a_case_that_is_never_supplied_is_terminated_with_its_reason() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.ask_for_missing(by(office.clerk), case.pk, [Missing("id", "缺少背面")])
    ended = actions.terminate(by(office.clerk), case.pk, "逾期未补正")
    assert (ended.state, ended.reason, TOLD[-1].kind) == (rules.TERMINATED, "逾期未补正", "close")


def test_a_declined_case_shows_it_in_its_process() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.decline(by(office.clerk), case.pk, "other", "不符合申请条件")
    assert Run.objects.get(pk=case.run_id).steps.get().outcome == "declined"


def test_the_party_rates_once_and_adds_once_and_no_official_does() -> None:
    office = make_office()
    case = make_case(office)
    with pytest.raises(Refused, match="不能评价"):
        actions.rate(PARTY, case.pk, "satisfied")
    actions.accept(by(office.clerk), case.pk)
    actions.close(by(office.clerk), case.pk)
    with pytest.raises(Refused, match="只有申请人可以评价"):
        actions.rate(by(office.clerk), case.pk, "very_satisfied")
    with pytest.raises(Refused, match="请先评价"):
        actions.follow_up(PARTY, case.pk, "补充")
    actions.rate(PARTY, case.pk, "dissatisfied", "等了很久", "mobile")
    with pytest.raises(Refused, match="已经评价过"):
        actions.rate(PARTY, case.pk, "satisfied")
    actions.follow_up(PARTY, case.pk, "已经改进")
    with pytest.raises(Refused, match="追评过"):
        actions.follow_up(PARTY, case.pk, "再补充")
    assert Case.objects.get(pk=case.pk).rating == "dissatisfied"


def test_a_rated_case_that_is_reopened_keeps_its_rating() -> None:
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    actions.close(by(office.clerk), case.pk)
    actions.rate(PARTY, case.pk, "dissatisfied")
    reopened = actions.reopen(by(office.decider), case.pk, "差评整改，重新办理")
    assert (reopened.state, reopened.rating) == (rules.ACCEPTED, "dissatisfied")


def test_a_result_is_not_delivered_before_it_is_decided_nor_by_an_unknown_way() -> None:
    office = make_office()
    with at("2026-03-02 10:00"):
        case = make_case(office)
        actions.accept(by(office.clerk), case.pk)
        actions.decide_case(by(office.decider), case.pk, "granted")
        earlier = case.opened_at.replace(year=2025)
        for handover, sentence in (
            (Handover("pigeon"), "送达方式只能是"),
            (Handover("online", at=earlier), "之后"),
        ):
            with pytest.raises(Refused, match=sentence):
                actions.deliver_case(by(office.clerk), case.pk, handover)


def test_a_case_whose_process_goes_on_is_not_closed_by_hand() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    with pytest.raises(Refused, match="未办环节“审查”"):
        actions.close(by(office.clerk), case.pk)


def test_papers_for_the_party_go_with_the_answer_and_others_stay() -> None:
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    paper, inner = make_stored(name="决定书.pdf"), make_stored(name="内部.pdf")
    actions.attach(by(office.clerk), case.pk, [paper], "决定书", is_public=True)
    actions.attach(by(office.clerk), case.pk, [inner], "内部材料")
    actions.decide_case(by(office.decider), case.pk, "granted")
    actions.deliver_case(by(office.clerk), case.pk, Handover("online"))
    assert TOLD[-1].files == (paper,)


def test_an_inner_office_handles_what_its_department_is_responsible_for() -> None:
    office = make_office()
    inner = make_post(unit=make_unit(parent=office.unit, kind=Unit.Kind.WINDOW), roles=[rules.CLERK])
    case = make_case(office)
    assert Case.objects.visible_to(inner).get() == case
    assert actions.accept(by(inner), case.pk).state == rules.ACCEPTED


def test_no_entry_in_the_record_carries_a_number_of_the_party() -> None:
    office = make_office()
    case = make_case(office)
    actions.read_party(by(office.clerk), case)
    record = str(list(Entry.objects.values_list("detail", "subject")))
    assert "11010519491231002X" not in record
    assert "赵小明" not in record
