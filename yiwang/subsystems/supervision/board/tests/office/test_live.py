"""What does the board show, to whom, and does every number open to its cases?"""

import pytest
from django.urls import reverse

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.supervision.board import headlines
from yiwang.subsystems.supervision.board.actions import tallying
from yiwang.subsystems.supervision.board.headlines import Headline
from yiwang.subsystems.supervision.board.models import Count
from yiwang.subsystems.supervision.board.tests.makers import (
    make_clock,
    make_ended,
    make_late,
    make_leader_of_all,
    make_near,
    make_responder,
    make_row,
    make_still,
    make_supervisor,
)
from yiwang.subsystems.supervision.watching.models import RuleFault

pytestmark = pytest.mark.django_db
BOARD, FULL = "/office/supervision/board/", "/office/supervision/board/full/"


@pytest.fixture
def two():
    """A unit with one case of each light, and another with one that is late."""
    first, second = make_unit(name="甲局"), make_unit(name="乙局")
    for maker in (make_clock, make_near, make_late, make_still):
        maker(first)
    make_late(second, item="道路运输许可")
    make_row(first, now())
    make_ended(first, now(), outcome="after_promise")
    make_finding(second, label="受理超时")
    tallying.count()
    return first, second


def figures(client, query=""):
    return client.get(f"{reverse('supervision_board:figures')}{query}").json()


def numbers(shown):
    return {name: each["number"] for name, each in shown["numbers"].items()}


def test_a_leader_of_the_city_sees_all(client, two):
    sign_in(client, make_leader_of_all())
    shown = figures(client)
    assert numbers(shown) == {
        "whole": 5,
        "green": 2,
        "yellow": 1,
        "red": 2,
        "intake": 1,
        "ended": 1,
        "found": 1,
        "in_time_rate": "0%",
        "late_rate": "40%",
    }
    assert [row["label"] for row in shown["units"]] == ["甲局", "乙局"]
    assert {row["label"] for row in shown["items"]} == {"食品经营许可", "道路运输许可"}
    assert shown["findings"][0]["unit"] == "乙局"


def test_a_supervisor_sees_those_it_watches_over_and_a_unit_its_own(client, two):
    first, second = two
    for post, expected in ((make_supervisor(second), 1), (make_responder(first), 4)):
        sign_in(client, post)
        assert numbers(figures(client))["whole"] == expected
        assert client.get(BOARD).status_code == 200


def test_whoever_neither_supervises_nor_answers_is_refused(client, two):
    sign_in(client, make_post(unit=two[0], roles=["case_clerk"]))
    for address in (BOARD, FULL, reverse("supervision_board:figures"), reverse("supervision_board:units")):
        assert client.get(address).status_code == 409


def test_a_board_narrows_to_one_unit_that_is_seen_and_to_no_other(client, two):
    first, second = two
    sign_in(client, make_supervisor(first))
    assert numbers(figures(client, f"?unit={first.pk}"))["whole"] == 4
    assert numbers(figures(client, f"?unit={second.pk}"))["whole"] == 4
    assert figures(client, f"?unit={second.pk}")["unit"] == ""
    assert numbers(figures(client, "?unit=x'"))["whole"] == 4


def test_unchanged_figures_are_not_sent_again(client, two):
    sign_in(client, make_leader_of_all())
    address = reverse("supervision_board:figures")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_late(two[0])
    tallying.count()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert numbers(changed.json())["red"] == 3


def test_a_count_that_is_old_says_so(client, two):
    sign_in(client, make_leader_of_all())
    assert not figures(client)["is_stale"]
    Count.objects.update(counted_at=shifted(now(), minutes=-6))
    assert figures(client)["is_stale"]
    assert "统计任务可能没有运行" in client.get(BOARD).content.decode()


def test_a_faulty_rule_is_named_on_page_and_wall(client, two):
    moment = now()
    RuleFault.objects.create(
        rule="supervision.odd", since=moment, last_at=moment, times=3, error="ZeroDivision"
    )
    sign_in(client, make_leader_of_all())
    for address in (BOARD, FULL):
        assert "supervision.odd" in client.get(address).content.decode()


def test_headlines_of_the_rooms_below_stand_beside_for_whoever_may(client, two, monkeypatch):
    monkeypatch.setattr(headlines, "_registered", {})
    headlines.register(Headline("cards", "待答复监察牌", "/office/supervision/cards/", lambda post: 7))
    headlines.register(Headline("secret", "不该看见", "/x/", lambda post: 1, permission="nobody.may"))
    sign_in(client, make_leader_of_all())
    assert figures(client)["headlines"] == [
        {"label": "待答复监察牌", "number": 7, "address": "/office/supervision/cards/", "tone": "info"}
    ]


@pytest.mark.parametrize("address", [BOARD, FULL])
def test_pages_cost_the_same_however_many_units_and_cases(client, address, django_assert_max_num_queries):
    sign_in(client, make_leader_of_all())
    for _ in range(25):
        make_late(make_unit())
    tallying.count()
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)


def test_every_number_opens_to_its_cases(client, two):
    first, _ = two
    sign_in(client, make_supervisor(first))
    shown = figures(client)
    for name, expected in (("intake", 1), ("ended", 1)):
        page = client.get(shown["numbers"][name]["address"])
        assert len(page.context["rows"]) == expected
        assert "赵小明" not in page.content.decode()
    late = client.get(shown["trend"][-1]["late_address"])
    assert len(late.context["rows"]) == 1
    row = shown["units"][0]
    assert [cell["number"] for cell in row["cells"]] == [4, 2, 1, 1]
    assert f"unit={first.pk}&light=red" in row["cells"][3]["address"]


def test_found_today_is_as_many_as_its_list_shows_also_once_one_was_dismissed(client, two):
    _, second = two
    make_finding(second, is_trial=True)
    dismissed = make_finding(second)
    Finding.objects.filter(pk=dismissed.pk).update(state="dismissed", ended_at=now(), reason="不成立")
    tallying.count()
    sign_in(client, make_leader_of_all())
    shown = figures(client)
    for opened in (shown["numbers"]["found"]["address"], shown["trend"][-1]["found_address"]):
        assert len(client.get(opened).context["rows"]) == 2
    assert (shown["numbers"]["found"]["number"], shown["trend"][-1]["found"]) == (2, 2)


def test_lists_of_cases_are_cut_like_the_numbers(client, two):
    sign_in(client, make_supervisor(two[1]))
    for what in ("intake", "ended", "late", "nonsense"):
        page = client.get(f"{reverse('supervision_board:cases')}?what={what}&day=2026-13-99")
        assert page.context["rows"] == []


def test_all_units_and_items_are_listed_page_by_page(client, two):
    sign_in(client, make_leader_of_all())
    units = client.get(reverse("supervision_board:units"))
    assert [row["label"] for row in units.context["rows"]] == ["甲局", "乙局"]
    items = client.get(reverse("supervision_board:items"))
    assert len(items.context["rows"]) == 2
