"""Does the time of a case run as the law says? Cases of standards/approvals.md §9 by their number."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from yiwang.kernel.cases import actions, reminding, rules, tasks, terms, timing
from yiwang.kernel.cases.actions import Handover, Missing, SpecialProcedure
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import TOLD, Office, at, by, make_case, make_office, step_of
from yiwang.kernel.deadlines import in_force, shipped
from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.sweep import sweep
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice

pytestmark = pytest.mark.django_db
REVIEW = SpecialProcedure("expert_review", "需要专家评审", "12个工作日", "云市监特〔2026〕3号")


def accepted(office: Office, moment: str = "2026-01-30 10:00", **changes: Any) -> Case:
    with at(moment):
        case = make_case(office, **changes)
        return actions.accept(by(office.clerk), case.pk)


def due(case: Case) -> date | None:
    case = Case.objects.select_related("clock").get(pk=case.pk)
    return timing.due_on(case)


def test_1_told_on_the_fifth_working_day_is_in_time() -> None:
    """Received 2026-02-09, told 02-14, a Saturday on which people work."""
    office = make_office()
    with at("2026-02-09 10:00"):
        case = make_case(office)
    with at("2026-02-14 16:00"):
        asked = actions.ask_for_missing(by(office.clerk), case.pk, [Missing("id", "缺少背面")])
    assert asked.state == rules.ASKED


def test_2_told_later_it_counts_as_accepted_from_receipt() -> None:
    office = make_office()
    with at("2026-02-09 10:00"):
        case = make_case(office)
    with at("2026-02-24 10:00"):
        with pytest.raises(Refused, match=r"2026年02月09日.*即为受理"):
            actions.ask_for_missing(by(office.clerk), case.pk, [Missing("id", "缺少背面")])
        assert tasks.accept_by_law() == 1
    case = Case.objects.select_related("clock").get(pk=case.pk)
    assert case.state == rules.ACCEPTED
    assert case.accepted_at == city("2026-02-09 10:00")
    assert case.clock
    assert case.clock.started_at == case.accepted_at
    assert TOLD[-1].label == "已受理"


def test_what_is_accepted_by_law_is_not_accepted_again_nor_before_its_time() -> None:
    office = make_office()
    with at("2026-02-09 10:00"):
        make_case(office)
        assert tasks.accept_by_law() == 0
    with at("2026-02-24 10:00"):
        assert [tasks.accept_by_law(), tasks.accept_by_law()] == [1, 0]


def test_an_official_who_accepts_late_accepts_from_receipt() -> None:
    office = make_office()
    with at("2026-02-09 10:00"):
        case = make_case(office)
    with at("2026-02-25 10:00"):
        assert actions.accept(by(office.clerk), case.pk).accepted_at == city("2026-02-09 10:00")


def test_3_twenty_working_days_from_acceptance() -> None:
    assert due(accepted(make_office())) == date(2026, 3, 5)


def test_4_extended_by_ten() -> None:
    office = make_office()
    case = accepted(office)
    with at("2026-03-02 10:00"):
        asked = actions.ask_extension(by(office.clerk), case.pk, 10, "案情复杂")
        actions.grant_extension(by(office.decider), asked.pk, "同意", "云市监延〔2026〕1号")
    assert due(case) == date(2026, 3, 19)
    assert TOLD[-1].due_on == date(2026, 3, 19)
    assert "案情复杂" in TOLD[-1].text


def test_5_joint_handling_takes_45_and_15() -> None:
    office = make_office()
    case = accepted(office, terms=terms.licence(is_joint=True))
    assert due(case) == date(2026, 4, 10)
    with at("2026-04-01 10:00"):
        asked = actions.ask_extension(by(office.clerk), case.pk, 15, "会办单位多")
        actions.grant_extension(by(office.decider), asked.pk)
    assert due(case) == date(2026, 5, 6)


def test_6_an_expert_review_does_not_count() -> None:
    office = make_office()
    case = accepted(office)
    with at("2026-02-09 10:00"):
        actions.pause(by(office.clerk), case.pk, REVIEW)
        assert due(case) is None
    with at("2026-02-25 10:00"):
        actions.resume(by(office.clerk), case.pk, "评审通过")
    assert due(case) == EXPERT_REVIEW_DUE


# The standard counts (start, end]; here the day of pausing does not count and the day of resuming does
# (deadlines.rules.Pause): the same seven days, 02-09 … 02-24 instead of 02-10 … 02-25.
EXPERT_REVIEW_DUE = date(2026, 3, 16)


def test_7_delivered_within_ten_working_days_of_the_decision() -> None:
    office = make_office()
    case = accepted(office, "2026-03-20 10:00")
    with at("2026-04-07 10:00"):
        decided = actions.decide_case(by(office.decider), case.pk, "granted")
    assert decided.delivery_clock
    assert decided.delivery_clock.due_at
    assert timing.last_day(decided.delivery_clock.due_at) == date(2026, 4, 21)


def test_8_a_second_extension_is_refused() -> None:
    office = make_office()
    case = accepted(office)
    with at("2026-02-10 10:00"):
        asked = actions.ask_extension(by(office.clerk), case.pk, 5, "案情复杂")
        with pytest.raises(Refused, match="正在等待批准"):
            actions.ask_extension(by(office.clerk), case.pk, 5, "案情复杂")
        actions.grant_extension(by(office.decider), asked.pk)
        with pytest.raises(Refused, match="依法不能再次延长"):
            actions.ask_extension(by(office.clerk), case.pk, 5, "案情复杂")
        with pytest.raises(Refused, match="处理"):
            actions.grant_extension(by(office.decider), asked.pk)


def test_only_the_head_grants_more_time_and_not_more_than_the_law() -> None:
    office = make_office()
    case = accepted(office)
    with at("2026-02-10 10:00"):
        with pytest.raises(Refused, match="1至10个工作日"):
            actions.ask_extension(by(office.clerk), case.pk, 11, "案情复杂")
        asked = actions.ask_extension(by(office.clerk), case.pk, 10, "案情复杂")
        with pytest.raises(Refused, match="权限"):
            actions.grant_extension(by(office.clerk), asked.pk)
        refused = actions.refuse_extension(by(office.decider), asked.pk, "可以按期办结")
    assert refused.state == refused.REFUSED
    assert due(case) == date(2026, 3, 5)


def test_9_a_promise_longer_than_the_law_starts_no_case() -> None:
    office = make_office()
    with pytest.raises(Refused, match="承诺时限（25个工作日）不能长于法定时限"):
        make_case(office, terms=terms.licence(terms.Limit(25, terms.Unit.WORKING_DAYS)))


def test_16_a_pre_review_is_finished_within_twenty_working_days() -> None:
    limits = terms.Terms(decision=terms.PRE_REVIEW)
    assert due(accepted(make_office(), terms=limits)) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("moment", "outcome"), [("2026-03-05 23:59", "on_time"), ("2026-03-06 00:00", "after_law")]
)
def test_17_decided_on_the_last_day_is_in_time_and_afterwards_late(moment: str, outcome: str) -> None:
    office = make_office()
    case = accepted(office)
    with at(moment):
        decided = actions.decide_case(by(office.decider), case.pk, "granted")
    assert Clock.objects.get(pk=decided.clock_id).outcome == outcome


def test_18_reminded_one_working_day_before_and_again_when_late() -> None:
    office = make_office()
    case = accepted(office)
    sweep(city("2026-03-03 18:00"))
    assert not Notice.objects.filter(link=f"/office/cases/{case.pk}/").exists()
    sweep(city("2026-03-05 09:30"))
    sweep(city("2026-03-05 09:31"))
    (notice,) = Notice.objects.filter(link=f"/office/cases/{case.pk}/")
    assert notice.person_id == office.clerk.person_id
    sweep(city("2026-03-06 00:01"))
    late = Notice.objects.filter(subject__contains="已超过办理期限").values_list("person_id", flat=True)
    assert set(late) == {office.clerk.person_id, office.decider.person_id}


def test_a_step_with_a_limit_of_its_own_reminds_whoever_could_take_it() -> None:
    office = make_office()
    with at("2026-01-30 10:00"):
        seats = dict(office.seats)
        seats["reviewer"] = terms_of_step(seats["reviewer"])
        case = make_case(office, key="promised", seats=seats)
        actions.accept(by(office.clerk), case.pk)
    sweep(city("2026-02-05 09:30"))
    assert Notice.objects.filter(subject__contains="审查环节", person=office.clerk.person).exists()


def terms_of_step(seat: Any) -> Any:
    return type(seat)(seat.unit_id, seat.role, None, terms.Limit(3, terms.Unit.WORKING_DAYS))


def test_22_what_is_not_ours_is_declined_at_once_with_where_to_go() -> None:
    """行政许可法 art. 32(二)."""
    office = make_office()
    case = make_case(office)
    with pytest.raises(Refused, match="应当告知申请人向有关行政机关申请"):
        actions.decline(by(office.clerk), case.pk, "not_ours", "属于省级权限")
    declined = actions.decline(by(office.clerk), case.pk, "not_ours", "属于省级权限", "省药监局")
    assert (declined.state, declined.clock_id) == (rules.DECLINED, None)
    assert "请向省药监局申请" in TOLD[-1].text


def test_a_year_without_calendar_is_waited_for_and_the_clock_then_wound(publish_2028: Any) -> None:
    office = make_office()
    case = accepted(office, "2027-12-20 10:00")
    assert (case.is_timed, case.clock_id) == (False, None)
    with at("2027-12-24 10:00"):
        actions.pause(by(office.clerk), case.pk, REVIEW)
    with at("2027-12-28 10:00"):
        actions.resume(by(office.clerk), case.pk, "评审通过")
        assert tasks.start_untimed() == 0
        publish_2028()
        assert tasks.start_untimed() == 1
        assert tasks.start_untimed() == 0
    case.refresh_from_db()
    assert case.is_timed
    assert case.clock
    # 12-21…23 are 3 days, 12-28…31 are 4, 13 in a January without holiday.
    assert due(case) == date(2028, 1, 19)


def test_a_pause_that_would_end_in_an_unknown_year_waits_for_it(publish_2028: Any) -> None:
    office = make_office()
    case = accepted(office, "2027-11-26 10:00")
    with at("2027-12-01 10:00"):
        actions.pause(by(office.clerk), case.pk, REVIEW)
    with at("2027-12-28 10:00"):
        actions.resume(by(office.clerk), case.pk, "评审通过")
        case.refresh_from_db()
        assert (case.state, case.is_timed) == (rules.ACCEPTED, False)
        publish_2028()
        assert tasks.start_untimed() == 1


@pytest.fixture
def publish_2028(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Called, it is as if every weekday of 2027 and 2028 were a working day."""
    whole = Calendar.__init__

    def published(self: Calendar, years: Any, days: Any, expected: Any = ()) -> None:
        whole(self, [*years, 2027, 2028], days)

    def publish() -> None:
        monkeypatch.setattr(Calendar, "__init__", published)
        _forget_calendars()

    yield publish
    _forget_calendars()


def _forget_calendars() -> None:
    shipped.calendar.cache_clear()
    in_force._stored_calendar.cache_clear()


def test_a_decision_taken_back_lets_the_time_go_on_as_if_it_had_not_been_made() -> None:
    office = make_office()
    with at("2026-01-30 10:00"):
        case = make_case(office, key="immediate")
        actions.accept(by(office.clerk), case.pk)
    with at("2026-02-09 10:00"):
        actions.pause(by(office.clerk), case.pk, REVIEW)
    with at("2026-02-25 10:00"):
        actions.resume(by(office.clerk), case.pk, "评审通过")
    with at("2026-02-26 10:00"):
        step = step_of(case, "decide")
        actions.decide(by(office.decider), step.pk, "refused", "看错了")
        actions.take_back(by(office.decider), step.pk, "材料看错了")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_at) == (rules.ACCEPTED, "", None)
    assert due(case) == EXPERT_REVIEW_DUE
    assert not Clock.objects.open().of(rules.SUBJECT, case.reference).filter(purpose="delivery").exists()


def test_a_reopened_case_counts_from_the_day_it_is_reopened() -> None:
    office = make_office()
    case = accepted(office, key="immediate")
    with at("2026-02-02 10:00"):
        actions.decide(by(office.decider), step_of(case, "decide").pk, "granted")
        actions.deliver(by(office.clerk), step_of(case, "deliver").pk, Handover("online"))
    with at("2026-03-02 10:00"):
        case = actions.reopen(by(office.decider), case.pk, "复议决定要求重新办理")
        assert step_of(case, "decide").is_open
    assert due(case) == date(2026, 3, 30)


def test_nobody_is_reminded_of_a_case_that_ended() -> None:
    office = make_office()
    case = accepted(office)
    clock = Clock.objects.get(pk=case.clock_id)
    with at("2026-02-02 10:00"):
        actions.withdraw(by(office.clerk), case.pk, "申请人要求")
    reminding.warn([clock], "breached")
    assert not Notice.objects.exists()
