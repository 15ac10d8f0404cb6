"""People on duty deal with what was found, and write down which safety jobs were done."""

from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.subsystems.portal.guarding import queries, rules
from yiwang.subsystems.portal.guarding.actions import duty, reporting, safeguards
from yiwang.subsystems.portal.guarding.models import Safeguard, Tampering, Watch
from yiwang.subsystems.portal.guarding.tests.makers import make_fact, make_guard_post, on_duty
from yiwang.subsystems.portal.tests.makers import make_site

pytestmark = pytest.mark.django_db
HERE = "/office/portal/guard/"


def test_what_was_found_is_seen_and_dealt_with(client):
    post = on_duty()
    reporting.report([make_fact(), make_fact(file="main/x.php", kind=rules.ADDED)], "watch")
    sign_in(client, post)
    shown = client.get(f"{HERE}?state=open").content.decode()
    assert "main/a/1.html" in shown
    assert "多出文件" in shown
    row = Tampering.objects.get(file="main/a/1.html")
    assert [todo.title for todo in queries.to_handle(post, 10)] == [
        "内容被改：main/a/1.html",
        "多出文件：main/x.php",
    ]
    assert client.post(f"{HERE}{row.pk}/", {"note": "短"}).status_code == 422
    client.post(f"{HERE}{row.pk}/", {"note": "运维误操作，已提醒"})
    row.refresh_from_db()
    assert (row.state, row.note) == (rules.HANDLED, "运维误操作，已提醒")
    client.post(f"{HERE}handle/", {"note": "同一原因，已经处理"})
    assert not Tampering.objects.open().exists()


def test_what_is_dealt_with_is_not_dealt_with_again():
    by = actor(on_duty())
    reporting.report([make_fact()], "watch")
    row = reporting.handle(by, Tampering.objects.get().pk, "运维误操作，已提醒")
    with pytest.raises(Refused):
        reporting.handle(by, row.pk, "再写一遍试试")
    with pytest.raises(Refused):
        reporting.handle_all(by, "没有东西可以处置")


def test_the_people_on_duty_are_guards_of_the_city_and_two(client):
    first, second = make_guard_post(), make_guard_post()
    sign_in(client, first)
    both = {"person": first.person_id, "deputy": first.person_id}
    assert client.post(f"{HERE}duty/", both).status_code == 422
    client.post(f"{HERE}duty/", {**both, "deputy": second.person_id, "phone": "12345"})
    watch = Watch.objects.get()
    assert (watch.person_id, watch.deputy_id, watch.phone) == (first.person_id, second.person_id, "12345")
    stranger = make_post()
    assert client.post(f"{HERE}duty/", {"person": stranger.person_id}).status_code == 422


def test_others_see_nothing_and_units_change_nothing(client):
    sign_in(client, make_post(roles=["portal_author"]))
    assert client.get(HERE).status_code == 409
    sign_in(client, make_post(unit=make_unit(), roles=[rules.GUARD]))
    assert client.get(HERE).status_code == 200
    assert client.post(f"{HERE}duty/", {}).status_code == 409
    assert client.post(f"{HERE}handle/", {"note": "同一原因，已经处理"}).status_code == 409


def test_every_site_has_five_jobs_with_dates(client):
    """国办发〔2017〕47号：安全策略配置、补丁更新、安全产品部署、防病毒升级、数据备份."""
    site, post = make_site(), on_duty()
    assert safeguards.open_lists() == 5
    assert safeguards.open_lists() == 0
    sign_in(client, post)
    shown = client.get(f"{HERE}jobs/").content.decode()
    for job in rules.JOBS.values():
        assert job.label in shown
    row = Safeguard.objects.get(site=site, job="backup")
    assert (
        client.post(f"{HERE}jobs/{row.pk}/", {"done_on": "2999-01-01", "note": "备份完成"}).status_code == 422
    )
    client.post(f"{HERE}jobs/{row.pk}/", {"done_on": "2026-05-04", "note": "全量备份完成，恢复演练通过"})
    row.refresh_from_db()
    assert row.due_on == date(2026, 5, 11)
    client.post(f"{HERE}jobs/{row.pk}/days/", {"days": "30"})
    row.refresh_from_db()
    assert row.due_on == date(2026, 6, 3)
    assert client.post(f"{HERE}jobs/{row.pk}/days/", {"days": "0"}).status_code == 422


def test_jobs_that_fall_due_are_told_once():
    make_site()
    post = on_duty()
    assert safeguards.remind() == 5
    assert safeguards.remind() == 0
    assert "5项网站安全工作到期" in Notice.objects.get(person=post.person).subject


def test_the_lists_take_a_fixed_number_of_queries(client, django_assert_num_queries):
    make_site()
    sign_in(client, on_duty())
    safeguards.open_lists()
    client.get(f"{HERE}jobs/")
    with django_assert_num_queries(1):
        queries.lines()
    make_site(slug="second", domain="second.yunze.gov.cn")
    safeguards.open_lists()
    with django_assert_num_queries(1):
        assert len(queries.lines()) == 2


def test_a_watcher_that_is_silent_is_told_of(monkeypatch, settings, tmp_path):
    from yiwang.kernel.deadlines.moments import now, shifted

    monkeypatch.setenv("YIWANG_PAGES", "watched")
    settings.DATA = tmp_path
    post = on_duty()
    duty.seen(3, "inotify")
    assert duty.tell_of_silence() == 0
    Watch.objects.update(seen_at=shifted(now(), minutes=-5))
    assert duty.tell_of_silence() == 1
    duty.tell_of_silence()
    assert Notice.objects.filter(person=post.person).count() == 1
    assert not duty.is_at_work(Watch.objects.get())


@pytest.mark.parametrize("days", [0, 367])
def test_periods_are_within_a_year(days):
    with pytest.raises(Refused):
        rules.check_days(days)
