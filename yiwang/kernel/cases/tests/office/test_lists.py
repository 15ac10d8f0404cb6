"""Are to-dos in the order of urgency, lists narrowed and paged, many done at once, at a fixed price?"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from yiwang.kernel.cases import actions, queries, rules, waiting
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.queries import Narrowing
from yiwang.kernel.cases.tests.makers import at, by, make_case, make_office, step_of
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table as a whole")
def test_other_cases_of_a_party_are_found_by_the_index() -> None:
    for found in (Case.objects.of_party(["a"]), queries.KNOWN.filter(identifier_digest="a")):
        assert "party_by_identifier" in found.explain()


def test_the_nearest_end_stands_first() -> None:
    office = make_office()
    with at("2026-03-10 10:00"):
        later = make_case(office, key="promised")
    with at("2026-03-02 10:00"):
        sooner = make_case(office)
    with at("2026-03-11 10:00"):
        assert [row.case.pk for row in queries.todos(office.clerk)] == [sooner.pk, later.pk]
        assert [row.light.code for row in queries.todos(office.clerk)] == ["red", "green"]


def test_everybody_has_the_steps_of_their_role_and_only_those() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    assert [row.step.stage for row in queries.todos(office.clerk) if row.step] == ["accept"]
    assert queries.todos(office.decider) == []
    assert queries.todos(make_post(roles=[rules.CLERK])) == []
    actions.take(by(office.clerk), step_of(case, "accept").pk)
    colleague = make_post(unit=office.unit, roles=[rules.CLERK])
    assert queries.todos(colleague) == []
    assert len(queries.todos(office.clerk)) == 1


def test_an_inner_office_does_the_steps_of_its_department() -> None:
    office = make_office()
    make_case(office, key="promised")
    inner = make_unit(parent=office.unit, kind=Unit.Kind.OFFICE)
    assert len(queries.todos(make_post(unit=inner, roles=[rules.CLERK]))) == 1


def test_a_case_that_waits_for_its_party_is_no_todo() -> None:
    office = make_office()
    case = make_case(office)
    actions.ask_for_missing(by(office.clerk), case.pk, [actions.Missing("id", "缺少背面")])
    assert queries.todos(office.clerk) == []
    assert len(queries.todos(office.clerk, is_waiting=True)) == 1


@pytest.mark.parametrize("number", [1, 6])
def test_a_list_of_todos_costs_the_same_for_one_and_for_many(
    client: Client, django_assert_num_queries: Any, number: int
) -> None:
    office = make_office()
    for _ in range(number):
        make_case(office, key="promised")
        make_case(office)
    sign_in(client, office.clerk)
    client.get("/office/cases/")
    with django_assert_num_queries(4):
        assert len(queries.todos(office.clerk)) == 2 * number
    with django_assert_num_queries(2 + PAGE):
        client.get("/office/cases/")


# Session, person, posts, unread notices beside the four of the list.
PAGE = 6


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_of_a_unit_costs_the_same_for_one_and_for_many(
    django_assert_num_queries: Any, number: int
) -> None:
    office = make_office()
    for _ in range(number):
        make_case(office)
    with django_assert_num_queries(3):
        assert len(queries.listing(office.clerk, Narrowing()).rows) == number


def test_pages_follow_one_another_without_gap_or_repetition() -> None:
    office = make_office()
    cases = [make_case(office).pk for _ in range(7)]
    seen, after = [], ""
    while True:
        listing = queries.listing(office.clerk, Narrowing(), after, size=3)
        seen += [row.case.pk for row in listing.rows]
        after = listing.after
        if not after:
            break
    assert seen == cases[::-1]


@pytest.mark.parametrize("after", ["x", "2026-01-01T00:00:00_1", "_", "2026-13-45T00:00:00+08:00_1", "a_b"])
def test_a_nonsense_place_means_the_beginning(after: str) -> None:
    office = make_office()
    make_case(office)
    assert len(queries.listing(office.clerk, Narrowing(), after).rows) == 1


def test_a_list_is_narrowed_by_everything_it_shows(client: Client) -> None:
    office = make_office()
    found = make_case(office, title="户外广告设置许可")
    make_case(office, title="临时占道许可", party={"name": "钱大有"})
    actions.accept(by(office.clerk), found.pk)
    for narrowing in (
        Narrowing(text=found.number),
        Narrowing(text="广告"),
        Narrowing(state="accepted"),
        Narrowing(handler=office.clerk.person.name),
    ):
        rows = queries.listing(office.clerk, narrowing).rows
        assert [row.case.pk for row in rows] == [found.pk], narrowing
    assert queries.listing(office.clerk, Narrowing(text="钱大")).rows == []
    assert len(queries.listing(office.clerk, Narrowing(text="钱大有")).rows) == 1
    assert queries.listing(office.clerk, Narrowing(state="closed")).rows == []
    sign_in(client, office.clerk)
    page = client.get("/office/cases/unit/?q=广告&state=open&light=green&since=2000-01-01&kind=x&until=y")
    assert "户外广告设置许可" in page.content.decode()


@pytest.mark.parametrize("light", ["red", "yellow", "green", "still"])
def test_every_light_can_be_asked_for(light: str) -> None:
    office = make_office()
    with at("2026-03-02 10:00"):
        make_case(office)
    with at("2026-03-03 10:00"):
        codes = [row.light.code for row in queries.listing(office.clerk, Narrowing(light=light)).rows]
        assert codes == (["green"] if light == "green" else [])
        assert queries.counts(office.clerk)[light] == (light == "green")


def test_many_are_finished_at_once_and_each_says_what_came_of_it(client: Client) -> None:
    office = make_office()
    first, second = make_case(office, key="promised"), make_case(office, key="promised")
    steps = [step_of(case, "accept").pk for case in (first, second)]
    actions.accept(by(office.clerk), first.pk)
    sign_in(client, office.clerk)
    answer = {"step": [*steps, "9999999", "x"], "deed": "outcome-accepted", "opinion": "批量受理"}
    page = client.post("/office/cases/batch/", answer).content.decode()
    assert page.count("未办理") == 2
    assert f"已由{office.clerk.person.name}于" in page
    assert Case.objects.get(pk=second.pk).state == rules.ACCEPTED


def test_a_batch_without_a_deed_keeps_what_was_ticked_and_typed(client: Client) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    sign_in(client, office.clerk)
    response = client.post(
        "/office/cases/batch/", {"step": [step_of(case, "accept").pk], "opinion": "写好的意见"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "写好的意见" in page
    assert " checked>" in page


def test_many_are_urged_and_transferred_at_once(client: Client) -> None:
    office, other = make_office(), make_unit()
    cases = [make_case(office) for _ in range(2)]
    sign_in(client, office.clerk)
    ids = [case.pk for case in cases]
    client.post("/office/cases/unit/batch/", {"case": ids, "deed": "urge", "text": "请抓紧"})
    assert all(case.urges.count() == 1 for case in cases)
    refused = client.post("/office/cases/unit/batch/", {"case": ids, "deed": "transfer", "text": "移送"})
    assert "请填写移送到哪个单位" in refused.content.decode()
    client.post(
        "/office/cases/unit/batch/", {"case": ids, "deed": "transfer", "unit": other.code, "text": "职责调整"}
    )
    assert {case.unit_id for case in Case.objects.filter(pk__in=ids)} == {other.pk}


@pytest.mark.parametrize("tab", ["", "waiting", "questions", "extensions", "done", "nonsense"])
def test_every_tab_opens(client: Client, tab: str) -> None:
    office = make_office()
    case = make_case(office, key="promised")
    actions.accept(by(office.clerk), case.pk)
    actions.consult(by(office.clerk), case.pk, [office.unit], "可以吗？")
    actions.ask_extension(by(office.clerk), case.pk, 5, "情况复杂")
    sign_in(client, office.decider)
    page = client.get(f"/office/cases/?tab={tab}")
    assert page.status_code == 200
    if tab in {"questions", "extensions"}:
        assert case.number in page.content.decode()


def test_the_workbench_shows_what_waits_with_a_masked_name() -> None:
    office = make_office()
    case = make_case(office, key="promised")
    (waits,) = waiting.waiting_for(office.clerk, 10)
    assert waits.address == f"/office/cases/{case.pk}/"
    assert "赵**" in waits.note
    actions.accept(by(office.clerk), case.pk)
    actions.consult(by(office.clerk), case.pk, [office.unit], "可以吗？")
    assert len(waiting.questions_for(office.clerk, 10)) == 1
