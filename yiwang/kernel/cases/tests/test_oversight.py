"""Does a supervising unit read the cases it watches over, change nothing, and is its reading recorded?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import followers, rules
from yiwang.kernel.cases.actions import accept, transfer
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import by, make_case, make_office
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.oversight import OVERSEE
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in

pytestmark = pytest.mark.django_db
OVERSEER = "tests_case_overseer"
roles.declare(OVERSEER, "监督员", (OVERSEE, rules.READ, rules.HANDLE), description="监督。")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def supervisor(office):
    watcher = make_unit()
    let_oversee(SYSTEM, watcher, office.unit, "市政府关于电子监察的通知")
    return make_post(unit=watcher, roles=[OVERSEER])


def test_a_supervisor_reads_changes_nothing_and_is_recorded(client, office, supervisor):
    case = make_case(office)
    sign_in(client, supervisor)
    shown = client.get(f"/office/cases/{case.pk}/")
    assert shown.status_code == 200
    offered = [*shown.context["main"], *shown.context["more"]]
    assert [offer.code for offer in offered] == ["urge"]
    entry = Entry.objects.get(act="cases.case_oversee")
    assert (entry.person_id, entry.subject_id) == (supervisor.person_id, str(case.pk))
    assert client.post(f"/office/cases/{case.pk}/accept/0/", {}).status_code == 404


def test_whoever_handles_it_is_not_recorded_as_a_supervisor(client, office):
    case = make_case(office)
    sign_in(client, office.clerk)
    client.get(f"/office/cases/{case.pk}/")
    assert not Entry.objects.filter(act="cases.case_oversee").exists()


def test_without_the_permission_nothing_is_seen(office, supervisor):
    case = make_case(office)
    colleague = make_post(unit=supervisor.unit, roles=["case_clerk"])
    assert Case.objects.visible_to(supervisor).get() == case
    assert not Case.objects.visible_to(colleague).exists()


def test_a_clock_says_whose_it_is_and_follows_a_transfer(office):
    case = make_case(office, key="promised")
    accept(by(office.clerk), case.pk)
    clocks = Clock.objects.open()
    assert {clock.unit_id for clock in clocks} == {office.unit.pk}
    assert case.title in {clock.item for clock in clocks}
    other = make_office()
    transfer(by(office.clerk), case.pk, other.unit, "职责调整")
    assert {clock.unit_id for clock in Clock.objects.open()} == {other.unit.pk}


def test_followers_hear_of_every_deed_in_its_transaction(office, monkeypatch):
    monkeypatch.setattr(followers, "_followers", [])
    heard = []
    followers.register(lambda case, event: heard.append((case.pk, event.kind)))
    case = make_case(office)
    accept(by(office.clerk), case.pk)
    assert [kind for pk, kind in heard if pk == case.pk] == ["open", "accept"]
