import csv
import io
from datetime import date

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.subsystems.portal.newsroom import figures, queries, rules, waiting
from yiwang.subsystems.portal.newsroom.actions import assigning
from yiwang.subsystems.portal.newsroom.models import Assignment
from yiwang.subsystems.portal.newsroom.tests import makers
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_article

pytestmark = pytest.mark.django_db
HERE = "/office/newsroom/"
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def test_reporters_hear_that_they_are_sent_and_find_it_among_their_tasks():
    chief, reporter = makers.make_chief(), makers.make_reporter()
    assignment = makers.make_assignment(chief, reporter, event="秋收采访", starts_at=makers.NINE)
    notice = Notice.objects.get(person=reporter.person)
    assert (notice.subject, notice.body) == ("采访任务：秋收采访", "11月20日09:00，市会议中心。")
    assert [todo.title for todo in waiting.to_report(reporter, 5)] == ["秋收采访"]
    assert waiting.to_report(makers.make_reporter(), 5) == []
    assert assignment.reporters.get().unit == reporter.unit


def test_somebody_who_is_elsewhere_is_sent_only_when_confirmed():
    chief, first, second = makers.make_chief(), makers.make_reporter(), makers.make_reporter()
    held = makers.make_assignment(chief, first)
    plan = makers.make_plan(starts_at=shifted(makers.NINE, hours=1))
    with pytest.raises(rules.Overlapping, match=first.person.name):
        assigning.assign(actor(chief), plan, [first.person_id, second.person_id])
    assigning.assign(actor(chief), plan, [second.person_id])
    assert assigning.assign(actor(chief), plan, [first.person_id], is_confirmed=True)
    assigning.cancel(actor(chief), held.pk, "会议改期举行")
    again = makers.make_plan(starts_at=shifted(makers.NINE, hours=-1))
    assert assigning.assign(actor(chief), again, [first.person_id]).state == "planned"


def test_an_assignment_does_not_stand_in_its_own_way_when_it_is_changed():
    chief, first, second = makers.make_chief(), makers.make_reporter(), makers.make_reporter()
    held = makers.make_assignment(chief, first, event="调研")
    changed = assigning.change(actor(chief), held.pk, makers.make_plan(event="调研"), [second.person_id])
    assert [one.person for one in changed.reporters.all()] == [second.person]
    assert Notice.objects.filter(person=first.person, subject="采访任务已改派他人：调研").exists()
    assert Notice.objects.filter(person=second.person, subject="采访任务有变动：调研").exists()


def test_only_who_sends_may_send_and_only_people_of_their_units():
    unit = make_unit()
    chief = makers.make_chief(unit=unit)
    inside, outside = makers.make_reporter(unit=unit), makers.make_reporter(unit=make_unit())
    with pytest.raises(Refused, match="权限"):
        makers.make_assignment(inside, inside)
    with pytest.raises(Refused, match="不在可派遣的范围"):
        makers.make_assignment(chief, inside, outside)
    held = makers.make_assignment(chief, inside)
    with pytest.raises(Refused, match="权限"):
        assigning.cancel(actor(makers.make_chief(unit=make_unit())), held.pk, "会议改期举行")


def test_who_was_sent_says_that_it_took_place_and_then_it_counts():
    chief, unit = makers.make_chief(), make_unit()
    first, second = makers.make_reporter(unit=unit), makers.make_reporter(unit=unit)
    past = shifted(now(), days=-1)
    held = makers.make_assignment(chief, first, second, starts_at=past)
    period = Period(past.date().replace(day=1), shifted(past, days=40).date())
    assert queries.by_unit(chief, period) == []
    with pytest.raises(Refused, match="权限"):
        assigning.complete(actor(makers.make_reporter()), held.pk)
    assigning.complete(actor(first), held.pk)
    article = make_article(first)
    assigning.link(actor(second), held.pk, article.pk)
    with pytest.raises(Refused, match="已经关联"):
        assigning.link(actor(first), held.pk, article.pk)
    [row] = queries.by_unit(chief, period)
    assert (row.unit, row.assignments, row.person_times, row.articles) == (unit, 1, 2, 1)
    assert [(one.person_times, one.articles) for one in queries.by_person(chief, period)] == [(1, 1), (1, 1)]
    assert figures.person_times(period)[unit.pk].part == 2
    assert len(figures.records(period, [unit.pk], 10)) == 2
    with pytest.raises(Refused, match="已完成"):
        assigning.cancel(actor(chief), held.pk, "会议改期举行")


def test_what_has_not_begun_is_not_done():
    chief, reporter = makers.make_chief(), makers.make_reporter()
    held = makers.make_assignment(chief, reporter, starts_at=shifted(now(), days=1))
    with pytest.raises(Refused, match="还没有开始"):
        assigning.complete(actor(reporter), held.pk)


def test_a_chief_sends_warns_and_cancels_on_pages(client):
    chief, reporter = makers.make_chief(), makers.make_reporter()
    sign_in(client, chief)
    said = {
        "event": "项目开工",
        "kind": "activity",
        "place": "开发区",
        "starts_at": "2026-11-20T09:00",
        "ends_at": "2026-11-20T11:00",
        "reporters": [reporter.person_id],
    }
    assert reporter.person.name in client.get(f"{HERE}new/").content.decode()
    assert client.post(f"{HERE}new/", {**said, "ends_at": "2026-11-20T08:00"}).status_code == 422
    answer = client.post(f"{HERE}new/", said)
    held = Assignment.objects.get()
    assert answer.url == f"{HERE}{held.pk}/"
    met = client.post(f"{HERE}new/", said)
    assert (met.status_code, "同一时间有“项目开工”" in met.content.decode()) == (422, True)
    assert client.post(f"{HERE}new/", {**said, "is_confirmed": "on"}).status_code == 302
    assert (
        client.post(f"{HERE}{held.pk}/edit/", {**said, "is_confirmed": "on", "place": "高新区"}).status_code
        == 302
    )
    assert "高新区" in client.get(f"{HERE}{held.pk}/").content.decode()
    assert client.post(f"{HERE}{held.pk}/cancel/", {"cancel-reason": "改"}).status_code == 422
    client.post(f"{HERE}{held.pk}/cancel/", {"cancel-reason": "开工仪式改期"})
    assert "取消原因：开工仪式改期" in client.get(f"{HERE}{held.pk}/").content.decode()


def test_a_reporter_of_another_unit_sees_what_they_are_sent_to_and_nothing_else(client):
    chief = makers.make_chief()
    reporter = makers.make_reporter(unit=make_unit())
    mine = makers.make_assignment(chief, reporter, event="我的采访", starts_at=shifted(now(), days=-2))
    other = makers.make_assignment(chief, makers.make_reporter(), event="别人的采访")
    sign_in(client, reporter)
    shown = client.get(f"{HERE}?mine=1").content.decode()
    assert "我的采访" in shown
    assert "别人的采访" not in client.get(HERE).content.decode()
    assert client.get(f"{HERE}{other.pk}/").status_code == 404
    article = make_article(reporter)
    client.post(f"{HERE}{mine.pk}/link/", {"article": article.pk})
    assert article.title in client.get(f"{HERE}{mine.pk}/").content.decode()
    client.post(f"{HERE}{mine.pk}/complete/")
    mine.refresh_from_db()
    assert mine.state == "done"


def test_counts_open_their_lists_and_leave_as_a_table(client, django_assert_max_num_queries):
    chief, reporter = makers.make_chief(), makers.make_reporter()
    held = makers.make_assignment(chief, reporter, starts_at=makers.NINE)
    Assignment.objects.filter(pk=held.pk).update(state="done")
    sign_in(client, chief)
    shown = client.get(f"{HERE}counts/?month=2026-11").content.decode()
    link = f"{HERE}?person={reporter.person_id}&amp;month=2026-11&amp;state=done"
    assert link in shown
    with django_assert_max_num_queries(14):
        listed = client.get(link.replace("&amp;", "&")).content.decode()
    assert held.event in listed
    table = client.get(f"{HERE}counts.csv?month=2026-11").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1] == [reporter.unit.name, reporter.person.name, "1", "0"]
    assert client.get(f"{HERE}counts/?month=never").status_code == 200
    sign_in(client, make_post(roles=[]))
    assert client.get(HERE).status_code == 409


def test_only_people_who_write_can_be_sent():
    chief = makers.make_chief()
    writer, other = makers.make_reporter(), make_post(unit=chief.unit, roles=[])
    people = {one.person_id for one in queries.candidates(chief)}
    assert people == {chief.person_id, writer.person_id}
    assert other.person_id not in people
    assert make_post(unit=make_unit(), roles=[AUTHOR]).person_id in {
        one.person_id for one in queries.candidates(chief)
    }
