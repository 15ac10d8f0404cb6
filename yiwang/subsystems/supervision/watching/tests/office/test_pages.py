"""Who sees which lights and findings, who ends and sets what, and at what cost?"""

from dataclasses import replace
from decimal import Decimal

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.models import LightThreshold
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.tests.makers import city, workdays
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Oversight
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.supervision.watching import registry, rules
from yiwang.subsystems.supervision.watching.models import RuleFault, RuleSetting
from yiwang.subsystems.supervision.watching.registry import Parameter
from yiwang.subsystems.supervision.watching.tests.makers import make_clock

pytestmark = pytest.mark.django_db
LIGHTS, FINDINGS = "/office/supervision/lights/", "/office/supervision/findings/"
RULES, AREAS = "/office/supervision/rules/", "/office/supervision/areas/"
FIRST = city("2026-03-02 10:00")


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def watcher(unit):
    found = make_unit()
    let_oversee(SYSTEM, found, unit, "市政府关于电子监察的通知")
    return found


@pytest.fixture
def supervisor(watcher):
    return make_post(unit=watcher, roles=[rules.SUPERVISOR])


@pytest.fixture
def leader(watcher):
    return make_post(unit=watcher, roles=[rules.LEADER])


@pytest.fixture
def responder(unit):
    return make_post(unit=unit, roles=[rules.RESPONDER])


def lit(unit, *keys, **changes):
    with at("2026-03-02 10:00"):
        return [make_clock(unit, FIRST, key=key, **changes) for key in keys]


def titles(response):
    return sorted(row.title for row in response.context["rows"])


def shown(client, post, address, moment="2026-03-03 10:00"):
    with at(moment):
        sign_in(client, post)
        response = client.get(address)
    assert response.status_code == 200
    return response


def test_a_supervisor_sees_the_lights_of_what_is_overseen_and_no_others(client, unit, supervisor):
    lit(unit, "own")
    lit(make_unit(), "foreign")
    assert [row.clock.subject_key for row in shown(client, supervisor, LIGHTS).context["rows"]] == ["own"]


def test_a_unit_sees_its_own_lights(client, unit, responder):
    lit(unit, "own")
    lit(make_unit(), "foreign")
    assert [row.clock.subject_key for row in shown(client, responder, LIGHTS).context["rows"]] == ["own"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("light=red", ["late"]),
        ("light=green&light=still", ["calm"]),
        ("kind=portal.correction", ["404"]),
        ("item=建筑施工许可", ["works"]),
        ("light=purple&kind=nothing", ["404", "calm", "late", "works"]),
        ("unit=没有这个单位", []),
        ("after=nonsense", ["404", "calm", "late", "works"]),
    ],
)
def test_the_lights_are_narrowed(client, unit, supervisor, query, keys):
    lit(unit, "calm", legal=workdays(30))
    lit(unit, "late", legal=workdays(1))
    lit(unit, "404", kind="portal.correction", legal=workdays(4))
    lit(unit, "works", item="建筑施工许可", legal=workdays(4))
    rows = shown(client, supervisor, f"{LIGHTS}?{query}", "2026-03-05 10:00").context["rows"]
    assert sorted(row.clock.subject_key for row in rows) == keys


def test_the_lights_of_one_unit_by_its_id(client, unit, supervisor, watcher):
    other = make_unit()
    let_oversee(SYSTEM, watcher, other, "市政府通知")
    lit(unit, "one")
    lit(other, "other")
    rows = shown(client, supervisor, f"{LIGHTS}?unit={other.pk}").context["rows"]
    assert [row.clock.subject_key for row in rows] == ["other"]
    foreign = make_unit()
    assert not shown(client, supervisor, f"{LIGHTS}?unit={foreign.pk}").context["rows"]


@pytest.mark.parametrize("address", [LIGHTS, FINDINGS, RULES, AREAS])
def test_who_has_nothing_to_do_with_supervision_is_refused(client, address):
    sign_in(client, make_post(roles=["case_clerk"]))
    assert client.get(address).status_code == 409


@pytest.mark.parametrize("address", [AREAS, f"{LIGHTS}thresholds/", f"{RULES}supervision.over_promise/"])
def test_only_who_may_set_opens_the_settings(client, supervisor, leader, address):
    sign_in(client, supervisor)
    assert client.get(address).status_code == 409
    shown(client, leader, address)


@pytest.mark.parametrize("number", [1, 30])
def test_the_lists_cost_as_many_queries_however_long_they_are(
    client, unit, supervisor, number, django_assert_max_num_queries
):
    lit(unit, *map(str, range(number)))
    for _ in range(number):
        make_finding(unit)
    shown(client, supervisor, LIGHTS)
    with at("2026-03-03 10:00"):
        for address in (LIGHTS, FINDINGS, RULES):
            with django_assert_max_num_queries(16):
                client.get(address)


def test_the_findings_are_narrowed(client, unit, supervisor):
    late = make_finding(unit, rule="supervision.over_promise", label="超过承诺时限")
    trial = make_finding(unit, rule="supervision.dated_back", is_trial=True, colour="yellow")
    make_finding()
    found = {
        query: {row.pk for row, _ in shown(client, supervisor, f"{FINDINGS}?{query}").context["rows"]}
        for query in ("", "rule=supervision.over_promise", "trial=yes", "colour=yellow", "state=closed")
    }
    assert list(found.values()) == [{late.pk, trial.pk}, {late.pk}, {trial.pk}, {trial.pk}, set()]


def test_the_findings_of_a_day(client, unit, supervisor):
    with at("2026-03-02 23:59"):
        first = make_finding(unit)
    with at("2026-03-03 00:00"):
        second = make_finding(unit)
    for day, finding in (("2026-03-02", first), ("2026-03-03", second)):
        rows = shown(client, supervisor, f"{FINDINGS}?since={day}&until={day}").context["rows"]
        assert [row for row, _ in rows] == [finding]


def test_the_findings_go_on_behind_the_last_one(client, unit, supervisor, monkeypatch):
    from yiwang.subsystems.supervision.watching import findings

    monkeypatch.setattr(findings, "SIZE", 2)
    with at("2026-03-02 10:00"):
        wanted = [make_finding(unit).pk for _ in range(5)][::-1]
    seen, address = [], FINDINGS
    while address:
        context = shown(client, supervisor, address).context
        seen += [row.pk for row, _ in context["rows"]]
        address = f"{FINDINGS}{context['next']}" if context["next"] else ""
    assert seen == wanted


def test_a_supervisor_reading_a_finding_is_recorded_the_unit_itself_is_not(
    client, unit, supervisor, responder
):
    finding = make_finding(unit, evidence=[("应办结", "2026年3月5日")])
    page = f"{FINDINGS}{finding.pk}/"
    assert "2026年3月5日" in shown(client, responder, page).content.decode()
    assert not Entry.objects.filter(act="supervision.finding_read").exists()
    shown(client, supervisor, page)
    entry = Entry.objects.get(act="supervision.finding_read")
    assert (entry.person_id, entry.subject_id) == (supervisor.person_id, str(finding.pk))


def test_a_unit_does_not_see_what_is_on_trial_nor_what_is_anothers(client, unit, responder):
    sign_in(client, responder)
    for finding in (make_finding(unit, is_trial=True), make_finding()):
        assert client.get(f"{FINDINGS}{finding.pk}/").status_code == 404


@pytest.mark.parametrize("state", ["closed", "dismissed"])
def test_the_leader_ends_a_finding_with_a_reason_once(client, unit, leader, state):
    page = f"{FINDINGS}{make_finding(unit).pk}/"
    sign_in(client, leader)
    assert client.post(page, {"state": state, "reason": " "}).status_code == 422
    assert client.post(page, {"state": state, "reason": "当日系统停机检修"}).status_code == 302
    assert Finding.objects.get().state == state
    again = client.post(page, {"state": state, "reason": "再来一次"}, follow=True)
    assert "不能再处理" in again.content.decode()


@pytest.mark.parametrize("who", ["supervisor", "responder"])
def test_nobody_else_ends_a_finding(client, unit, who, request):
    post = request.getfixturevalue(who)
    finding = make_finding(unit)
    sign_in(client, post)
    client.post(f"{FINDINGS}{finding.pk}/", {"state": "dismissed", "reason": "当日系统停机检修"})
    assert Finding.objects.get().state == "open"


def test_the_rules_name_what_fails_and_what_was_found_on_trial(client, unit, supervisor):
    make_finding(unit, rule="supervision.dated_back", is_trial=True)
    RuleFault.objects.create(rule="supervision.no_reason", since=now(), last_at=now(), error="ValueError: x")
    sign_in(client, supervisor)
    response = client.get(RULES)
    text = response.content.decode()
    assert "ValueError: x" in text
    assert "《行政许可法》第三十二条" in text
    rows = {row["running"].rule.code: row for _, group in response.context["groups"] for row in group}
    assert rows["supervision.dated_back"]["counts"] == {"trial": 1}
    assert rows["supervision.no_reason"]["fault"]


def test_the_leader_sets_a_rule_with_a_reason(client, leader):
    page = f"{RULES}supervision.no_reason/"
    sign_in(client, leader)
    given = {"mode": "trial", "parameter_length": "25", "reason": "先试运行一个月"}
    assert client.post(page, given | {"reason": ""}).status_code == 422
    assert client.post(page, given | {"parameter_length": "-1"}).status_code == 422
    assert client.post(page, given).status_code == 302
    setting = RuleSetting.objects.get()
    assert (setting.mode, Decimal(setting.parameters["length"])) == ("trial", 25)
    entry = Entry.objects.get(act="supervision.rule_set")
    assert entry.detail["before"] == {"mode": "on"}
    assert client.post(page, given).status_code == 422
    assert client.get(f"{RULES}supervision.nothing/").status_code == 404


def test_large_numbers_of_a_rule_stand_in_its_form_as_somebody_writes_them(client, leader, monkeypatch):
    parameter = Parameter("限额", Decimal("50000.00"), "元")
    rule = replace(registry.registered()["supervision.no_reason"], parameters={"length": parameter})
    monkeypatch.setitem(registry._registered, rule.code, rule)
    sign_in(client, leader)
    page = client.get(f"{RULES}{rule.code}/")
    assert page.context["form"]["parameter_length"].value() == "50000"


def test_the_leader_lays_down_when_lights_shine_and_takes_it_back(client, unit, leader):
    (clock,) = lit(unit, "1", legal=workdays(20), warn=1)
    page = f"{LIGHTS}thresholds/"
    given = {"kind": "", "item": "", "number": "15", "percent": "0", "near": "", "grave": "5"}
    with at("2026-03-16 10:00"):
        sign_in(client, leader)
        assert client.post(page, given | {"reason": ""}).status_code == 422
        assert client.post(page, given | {"item": "食品经营许可", "reason": "试行"}).status_code == 422
        assert client.post(page, given | {"grave": "0", "reason": "试行"}).status_code == 422
        assert client.post(page, given | {"reason": "按市里通知"}).status_code == 302
        rows = client.get(f"{LIGHTS}?light=blue").context["rows"]
        assert [row.clock for row in rows] == [clock]
        drop = f"{page}{LightThreshold.objects.get().pk}/drop/"
        client.post(drop, {"reason": ""})
        assert LightThreshold.objects.exists()
        client.post(drop, {"reason": "恢复默认"})
        assert not LightThreshold.objects.exists()
        assert not client.get(f"{LIGHTS}?light=blue").context["rows"]
    assert Entry.objects.filter(act="supervision.threshold_set").count() == 2


def test_the_leader_gives_and_ends_an_area_within_what_is_seen(client, unit, leader, watcher):
    below = make_unit(parent=watcher)
    foreign = make_unit()
    sign_in(client, leader)
    given = {"unit": below.code, "ground": "市政府通知"}
    assert client.post(AREAS, given | {"over": foreign.code}).status_code == 422
    assert client.post(AREAS, {"unit": foreign.code, "over": unit.code, "ground": "通知"}).status_code == 422
    assert client.post(AREAS, given | {"over": unit.code, "ground": ""}).status_code == 422
    assert client.post(AREAS, given | {"over": unit.code}).status_code == 302
    area = Oversight.objects.get(unit=below)
    assert client.post(f"{AREAS}{area.pk}/end/").status_code == 302
    assert not Oversight.objects.in_force().filter(unit=below).exists()


def test_nobody_ends_the_area_of_a_unit_that_is_not_below(client, leader, unit):
    foreign = make_unit()
    area = let_oversee(SYSTEM, foreign, unit, "市政府通知")
    sign_in(client, leader)
    assert client.post(f"{AREAS}{area.pk}/end/").status_code == 409
    assert Oversight.objects.in_force().filter(pk=area.pk).exists()
