"""Does an application become exactly one case, under the right edition, for the right units?"""

from dataclasses import replace

import pytest

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import at, by, step_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import codes
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.applications import editions
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.applying import Extras
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.tests.makers import (
    COMPANY,
    SEATS,
    case_of,
    changed,
    hand_in,
    labels,
    make_file,
    make_hall,
    make_ready,
)
from yiwang.subsystems.approvals.items.actions import workflow
from yiwang.subsystems.approvals.items.tests.makers import revised

pytestmark = pytest.mark.django_db


def registered(ready, at=None):
    return register(PUBLIC, Submitted(ready.body, ready.files, at or now())).application


def put_in_force(hall, day, **changes):
    edition = revised(hall.implementation, **changes)
    return workflow.put_in_force(SYSTEM, edition.pk, day)


def test_a_case_takes_unit_limits_materials_and_seats_from_the_item():
    """行政许可法 art. 42, 44: 20 days and 10 more; the promise is held as well."""
    hall = make_hall()
    case = registered(make_ready(hall)).case
    assert case.unit == hall.office.unit
    assert str(case.terms.decision.promised) == "8个工作日"
    assert str(case.terms.extension) == "10个工作日"
    assert str(case.terms.delivery.legal) == "10个工作日"
    assert list(case.materials.values_list("code", "state")) == [("M01", "received")]
    step = step_of(case, "accept")
    assert (step.unit, step.role) == (hall.office.unit, "case_clerk")


def test_parallel_items_open_a_step_for_every_cooperating_unit():
    """approvals.md §7, 行政许可法 art. 26, 42(2): 45 days, 15 more."""
    others = [make_unit(), make_unit()]
    seats = [
        *(seat for seat in SEATS if seat["key"] in {"acceptor", "decider", "deliverer"}),
        {"key": "lead", "role": "case_reviewer"},
        *({"key": "cooperating", "unit": unit.code, "role": "case_reviewer"} for unit in others),
    ]
    limits = {"legal_limit": {"number": 45}, "promised_limit": {"number": 40}}
    hall = make_hall(process="parallel", seats=seats, is_joint=True, **limits)
    case = registered(make_ready(hall)).case
    cases.accept(by(hall.office.clerk), case.pk)
    steps = case.run.steps.open().filter(seat="cooperating")
    assert {step.unit for step in steps} == set(others)
    assert str(case.terms.extension) == "15个工作日"


def test_a_service_that_is_no_licence_cannot_be_lengthened_by_that_law():
    hall = make_hall(type="20")
    assert registered(make_ready(hall)).case.terms.extension is None


def test_the_edition_that_the_applicant_saw_holds_on_the_day_it_is_replaced():
    with at("2026-03-02 09:00"):
        hall = make_hall()
        ready = make_ready(hall)
    with at("2026-03-10 09:00"):
        put_in_force(hall, now().date(), promised_limit={"number": 5})
        application = registered(ready)
    assert application.edition == application.seen
    assert str(application.case.terms.decision.promised) == "8个工作日"


def test_an_edition_that_was_replaced_before_gives_way_to_the_new_one_and_the_applicant_hears_it(commits):
    with at("2026-03-02 09:00"):
        hall = make_hall()
        ready = make_ready(hall)
    with at("2026-03-10 09:00"):
        put_in_force(hall, now().date(), promised_limit={"number": 5})
    with at("2026-03-11 09:00"), commits():
        submission = hand_in(ready).submission
    application = Application.objects.get()
    assert (application.seen.number, application.edition.number) == (1, 2)
    assert str(application.case.terms.decision.promised) == "5个工作日"
    assert "更新为第2版" in submission.steps.get().text


def test_what_comes_late_is_judged_by_the_day_on_which_it_was_handed_in():
    with at("2026-03-02 09:00"):
        hall = make_hall()
        ready = make_ready(hall)
    with at("2026-03-10 09:00"):
        put_in_force(hall, now().date(), promised_limit={"number": 5})
    with at("2026-03-12 09:00"):
        moment = now().replace(day=9)
        application = registered(ready, moment)
    assert application.edition.number == 1
    assert application.case.received_at == moment


def test_an_application_for_a_closed_item_is_answered_with_why_and_ends(commits):
    hall = make_hall()
    ready = make_ready(hall)
    workflow.end(SYSTEM, hall.implementation.pk, "国务院决定取消")
    with commits():
        submission = hand_in(ready).submission
    submission.refresh_from_db()
    step = submission.steps.get()
    assert (step.label, step.kind) == ("未能收件", "close")
    assert "停止受理，原因：国务院决定取消。" in step.text
    assert not Case.objects.exists()


def test_an_edition_that_nobody_knows_is_answered(commits):
    ready = changed(make_ready(make_hall()), digest="0" * 64)
    with commits():
        submission = hand_in(ready).submission
    assert "版本与事项库不一致" in submission.steps.get().text


def test_a_wrong_identifier_is_answered_though_outside_did_not_find_it(commits):
    """GB 11643: the check digit."""
    ready = make_ready(make_hall())
    party = ready.body.party.model_copy(update={"identifier": "110105194912310021"})
    with commits():
        submission = hand_in(changed(ready, party=party)).submission
    assert "校验码" in submission.steps.get().text
    assert not Case.objects.exists()


def test_a_seat_that_no_unit_fills_is_named():
    hall = make_hall()
    ready = make_ready(hall)
    edition = hall.edition
    edition.document["seats"][0]["unit"] = "NOWHERE"
    edition.save()
    editions._read.cache_clear()
    with pytest.raises(Refused, match="NOWHERE"):
        registered(ready)


def test_the_same_form_sent_twice_is_one_case(commits):
    ready, token = make_ready(make_hall()), codes.new_token()
    with commits():
        first = hand_in(ready, token)
        second = hand_in(ready, token)
    assert first.submission == second.submission
    assert Case.objects.count() == 1


def test_the_same_content_in_another_form_is_one_case_and_the_second_is_pointed_to_it(commits):
    hall = make_hall()
    ready = make_ready(hall)
    with commits():
        first = hand_in(ready).submission
    with commits():
        second = hand_in(ready).submission
    assert Case.objects.count() == 1
    second.refresh_from_db()
    assert second.state == "closed"
    assert first.number in second.steps.get().text


def test_other_content_is_another_case(commits):
    hall = make_hall()
    with commits():
        hand_in(make_ready(hall))
        hand_in(make_ready(hall, answers={"place": "另一处", "area": 10}))
    assert Case.objects.count() == 2


def test_after_the_first_has_ended_the_same_may_be_applied_for_again(commits):
    hall = make_hall()
    ready = make_ready(hall)
    with commits():
        submission = hand_in(ready).submission
    case = case_of(submission)
    cases.decline(by(hall.office.clerk), case.pk, "not_needed", "不需要办理")
    with commits():
        submission = hand_in(ready).submission
    assert labels(submission) == ["已收件"]
    assert Case.objects.count() == 2


def test_the_party_is_sealed_with_its_agent_and_representative():
    hall = make_hall()
    agent = {"name": "孙七", "identifier_kind": "identity", "identifier": "11010519491231002x"}
    case = registered(make_ready(hall, party={**COMPANY, "agent": agent})).case
    facts = parties.facts_of(case.party)
    assert (facts.representative, facts.agent) == ("钱大海", "孙七")
    assert facts.agent_identifier == "11010519491231002X"
    assert "11010519491231002X" not in case.party.sealed


def test_a_material_on_paper_counts_as_here():
    hall = make_hall()
    ready = make_ready(hall, files={}, extras=Extras(channel="1", paper=("M01",)))
    assert registered(ready).case.materials.get().state == "received"


def test_a_file_of_no_material_is_refused_inside():
    hall = make_hall()
    ready = make_ready(hall)
    with pytest.raises(Refused, match="没有归入"):
        registered(replace(ready, files=(*ready.files, make_file(content=b"other"))))


def test_a_parallel_case_names_its_lead():
    hall = make_hall()
    lead = registered(make_ready(hall))
    extras = Extras(parent=lead.case.number)
    child = registered(make_ready(hall, answers={"place": "并联"}, extras=extras))
    assert child.parent == lead
    with pytest.raises(Refused, match="没有编号为"):
        registered(make_ready(hall, answers={"place": "别的"}, extras=Extras(parent="BJ0")))
