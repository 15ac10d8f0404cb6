"""Does one screen show everything of a case, offer what may be done, and keep what was typed?"""

import pytest
from django.test import Client

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases import actions, rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import PERSON, Office, by, make_case, make_office, step_of
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.kernel.processes.models import Step
from yiwang.kernel.processes.rules import Seat

pytestmark = pytest.mark.django_db


def shown(client: Client, case: Case, post: Post) -> str:
    sign_in(client, post)
    response = client.get(f"/office/cases/{case.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def do(client: Client, case: Case, deed: str, target: int = 0, **said: object) -> object:
    fields = {f"{deed}-{target}-{name}": value for name, value in said.items()}
    return client.post(f"/office/cases/{case.pk}/{deed}/{target}/", fields)


def test_the_party_is_masked_until_somebody_asks_and_that_stands_in_the_record(client: Client) -> None:
    office = make_office()
    case = make_case(office)
    page = shown(client, case, office.clerk)
    assert PERSON.name not in page
    assert PERSON.identifier not in page
    assert PERSON.phone not in page
    full = client.post(f"/office/cases/{case.pk}/party/").content.decode()
    assert PERSON.identifier in full
    assert Entry.objects.filter(act="cases.party_read", person_id=office.clerk.person_id).count() == 1


def test_a_case_goes_through_its_pages_from_receipt_to_delivery(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    sign_in(client, office.clerk)
    do(client, case, "accept", step_of(case, "accept").pk, opinion="材料齐全")
    review = {"outcome": "passed", "opinion": "符合"}
    do(client, case, "finish", step_of(case, "review").pk, **review)
    sign_in(client, office.reviewer)
    do(client, case, "finish", step_of(case, "check").pk, outcome="agreed", opinion="")
    sign_in(client, office.decider)
    do(client, case, "decide", step_of(case, "decide").pk, outcome="granted", reason="")
    sign_in(client, office.clerk)
    do(client, case, "deliver", step_of(case, "deliver").pk, way="counter", who="赵小明", note="")
    case.refresh_from_db()
    assert (case.state, case.outcome) == (rules.CLOSED, "granted")


def test_what_was_typed_stays_where_somebody_else_was_quicker(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="immediate")
    actions.accept(by(office.clerk), case.pk)
    step = step_of(case, "decide")
    quicker = make_post(unit=office.unit, roles=[rules.DECIDER])
    actions.decide(by(quicker), step.pk, "refused", "不符合规定")
    sign_in(client, office.decider)
    response = do(client, case, "decide", step.pk, outcome="granted", reason="我写了很久的理由")
    page = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert f"已由{quicker.person.name}于" in page
    assert "我写了很久的理由" in page


def test_a_refusal_without_a_reason_says_so_beside_the_field(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="immediate")
    actions.accept(by(office.clerk), case.pk)
    sign_in(client, office.decider)
    response = do(client, case, "decide", step_of(case, "decide").pk, outcome="refused", reason="")
    assert "应当说明理由（第三十八条）" in response.content.decode()  # type: ignore[attr-defined]


def test_everything_missing_is_told_in_one_form(client: Client) -> None:
    office = make_office()
    case = make_case(office)
    material = case.materials.get(code="id")
    sign_in(client, office.clerk)
    do(
        client,
        case,
        "ask",
        **{"text": "请补正", f"why_{material.pk}": "缺少背面", "name_1": "租赁合同", "other_1": "请提交"},
    )
    case.refresh_from_db()
    assert case.state == rules.ASKED
    assert case.materials.get(name="租赁合同").wanted == "请提交"


def test_nobody_from_another_unit_sees_the_case(client: Client) -> None:
    case = make_case()
    sign_in(client, make_post(roles=[rules.CLERK]))
    assert client.get(f"/office/cases/{case.pk}/").status_code == 404


def test_a_supervisor_above_reads_and_urges_but_handles_nothing(client: Client) -> None:
    office = make_office()
    case = make_case(office)
    above = make_post(unit=office.unit.parent, roles=[rules.SUPERVISOR])
    page = shown(client, case, above)
    assert f"/office/cases/{case.pk}/urge/0/" in page
    assert "/decline/" not in page


def test_a_page_costs_the_same_however_much_happened(
    client: Client, django_assert_max_num_queries: object
) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    shown(client, case, office.clerk)
    for number in range(8):
        actions.remark(by(office.clerk), case.pk, f"第{number}次批注")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get(f"/office/cases/{case.pk}/")


def test_a_page_on_which_everything_happened_costs_a_known_number_of_statements(
    client: Client, django_assert_max_num_queries: object
) -> None:
    office = make_office()
    case, earlier = make_case(office, key="promised"), make_case(office)
    clerk = by(office.clerk)
    actions.accept(clerk, case.pk)
    actions.consult(clerk, case.pk, [make_unit()], "是否涉及规划？")
    actions.ask_extension(clerk, case.pk, 5, "情况复杂")
    actions.urge(clerk, case.pk, "请抓紧")
    actions.pause(clerk, case.pk, actions.SpecialProcedure("hearing", "听证", "10个工作日"))
    page = shown(client, case, office.clerk)
    for words in ("征求意见", "延期申请", "已催办", "特别程序", earlier.number):
        assert words in page
    with django_assert_max_num_queries(21):  # type: ignore[operator]
        client.get(f"/office/cases/{case.pk}/")


def test_a_form_opens_on_the_page_when_it_is_asked_for(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    page = shown(client, case, office.clerk)
    assert f"/office/cases/{case.pk}/decline/0/#deed" in page
    assert "decline-0-reason" not in page
    opened = client.get(f"/office/cases/{case.pk}/decline/0/").content.decode()
    assert 'id="deed"' in opened
    assert "decline-0-reason" in opened
    material = case.materials.get(code="id")
    opened = client.get(f"/office/cases/{case.pk}/check-material/{material.pk}/").content.decode()
    assert f"check-material-{material.pk}-state" in opened


def test_a_form_that_is_no_longer_offered_leads_back_to_the_page(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    sign_in(client, office.clerk)
    for path in ("decline/0/", "check-material/999/", "nonsense/0/"):
        response = client.get(f"/office/cases/{case.pk}/{path}", follow=True)
        assert response.redirect_chain == [(f"/office/cases/{case.pk}/", 302)]
        assert "现在不能办理" in response.content.decode()


def test_a_nonsense_deed_or_target_is_not_found(client: Client) -> None:
    office = make_office()
    case = make_case(office)
    sign_in(client, office.clerk)
    for path in ("nonsense/0/", "accept/999/", "own-nothing/0/", "decline/7/"):
        assert client.post(f"/office/cases/{case.pk}/{path}").status_code == 404


@pytest.mark.parametrize("state", ["received", "accepted", "decided", "closed"])
def test_the_page_draws_every_offered_form(client: Client, state: str) -> None:
    office = make_office()
    case = make_case(office)
    if state != "received":
        actions.accept(by(office.clerk), case.pk)
    if state in {"decided", "closed"}:
        actions.decide_case(by(office.decider), case.pk, "granted")
    if state == "closed":
        actions.deliver_case(by(office.clerk), case.pk, actions.Handover("online"))
    page = shown(client, case, office.decider)
    assert case.number in page


def test_phrases_are_kept_and_dropped_by_their_owner_alone(client: Client) -> None:
    office = make_office()
    case = make_case(office)
    sign_in(client, office.clerk)
    client.post(f"/office/cases/{case.pk}/phrases/", {"text": "材料齐全，拟同意。"})
    assert "材料齐全，拟同意。" in shown(client, case, office.clerk)
    assert "材料齐全，拟同意。" not in shown(client, case, office.reviewer)


def make_shared_case(office: Office, *others: Office) -> Case:
    """Whose review several units take together; the first leads."""
    together = [Seat(each.unit.pk, rules.CLERK) for each in (office, *others)]
    lead = Seat(office.unit.pk, rules.REVIEWER)
    return make_case(office, key="parallel", seats={**office.seats, "cooperating": together, "lead": lead})


def test_another_unit_signs_too_and_each_sees_who_asked_it(client: Client) -> None:
    office, second, third = make_office(), make_office(), make_office()
    case = make_shared_case(office, second)
    actions.accept(by(office.clerk), case.pk)
    first = Step.objects.open().get(run=case.run_id, unit=office.unit)
    page = shown(client, case, office.clerk)
    assert page.count("/add-signer/") == 1
    assert page.count("/remove-signer/") == 2
    do(client, case, "add-signer", first.pk, unit=third.unit.code, person="", reason="涉及规划条件")
    added = Step.objects.open().get(run=case.run_id, unit=third.unit)
    page = shown(client, case, third.clerk)
    assert f"加签：{third.unit.called}" in page
    assert "/remove-signer/" not in page
    for post in (office.clerk, second.clerk):
        sign_in(client, post)
        step = Step.objects.open().get(run=case.run_id, unit=post.unit)
        do(client, case, "finish", step.pk, outcome="agreed", opinion="同意")
    sign_in(client, office.clerk)
    do(client, case, "remove-signer", added.pk, reason="该单位已书面答复")
    assert Step.objects.open().get(run=case.run_id).node == "check"
    acts = set(Entry.objects.filter(person_id=office.clerk.person_id).values_list("act", flat=True))
    assert {"cases.signer_add", "cases.signer_remove"} <= acts


def test_a_signer_who_cannot_sign_is_refused_beside_the_field(client: Client) -> None:
    office, other = make_office(), make_office()
    case = make_shared_case(office)
    actions.accept(by(office.clerk), case.pk)
    step = Step.objects.open().get(run=case.run_id)
    sign_in(client, office.clerk)
    empty = make_unit()
    for said, sentence in (
        ({"unit": office.unit.code, "reason": "会办"}, "不必加签"),
        ({"unit": empty.code, "reason": "会办"}, "无人能办理"),
        ({"unit": other.unit.code, "reason": ""}, "请填写理由"),
        (
            {"unit": other.unit.code, "person": office.clerk.person.username, "reason": "会办"},
            f"没有办理“{step.label}”的岗位",
        ),
    ):
        response = do(client, case, "add-signer", step.pk, **{"person": "", **said})
        assert response.status_code == 422  # type: ignore[attr-defined]
        assert sentence in response.content.decode()  # type: ignore[attr-defined]
    sign_in(client, other.clerk)
    said = {"unit": other.unit.code, "person": "", "reason": "要求参加"}
    assert do(client, case, "add-signer", step.pk, **said).status_code == 404  # type: ignore[attr-defined]


def test_a_step_for_one_unit_offers_no_signer(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    assert "/add-signer/" not in shown(client, case, office.clerk)
