"""Is a granted licence public within seven working days, masked, and taken down where it must be?"""

import csv
import io

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import owe_all
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.applications.actions import exporting, publishing
from yiwang.subsystems.approvals.applications.models import Publicity, PublishedResult
from yiwang.subsystems.approvals.applications.publicity import drafting
from yiwang.subsystems.approvals.applications.tests.makers import COMPANY, make_hall
from yiwang.subsystems.approvals.applications.tests.test_papers import decided, opened

pytestmark = pytest.mark.django_db


def granted(hall=None, **changes):
    hall = hall or make_hall()
    decided(hall, opened(hall, **changes))
    return Publicity.objects.latest("pk")


def make_publisher(publicity):
    return make_post(roles=["licence_publisher"], unit=publicity.unit)


def test_a_granted_licence_has_its_record_and_a_clock_of_seven_working_days():
    """credit.md §1: decided 2026-04-07 (Tuesday) → 2026-04-16."""
    with at("2026-04-07 09:00"):
        publicity = granted(party=COMPANY)
        clock = Clock.objects.get(subject_kind=publishing.CLOCK, subject_key=str(publicity.pk))
    assert day_of(shifted(clock.due_at, seconds=-1)).isoformat() == "2026-04-16"
    record = publicity.record
    assert record["XK_XDR_SHXYM"] == COMPANY["identifier"]
    assert record["XK_FRDB"] == "钱大海"
    assert (record["XK_JDRQ"], record["XK_YXQZI"]) == ("2026-04-07", "2031-04-06")
    assert record["XK_WSH"] == "云市监准字〔2026〕第00001号"


def test_what_never_ends_ends_on_2099_12_31():
    """credit.md §9 no. 23."""
    publicity = granted(make_hall(results=[{"name": "批复", "kind": "approval", "validity": "长期"}]))
    assert publicity.record["XK_YXQZI"] == "2099-12-31"


def test_it_is_published_by_itself_after_the_pause_and_a_person_is_masked(commits):
    """credit.md §9 no. 18."""
    with at("2026-04-07 09:00"):
        publicity = granted()
    with at("2026-04-07 18:00"):
        assert publishing.publish_due() == 0
    with at("2026-04-08 09:00"), commits():
        assert publishing.publish_due() == 1
    result = PublishedResult.objects.get(uid=publicity.uid)
    assert result.holder == "赵**"
    assert "11010519491231002X" not in str(result.record)
    publicity.refresh_from_db()
    assert publicity.state == "published"
    assert not Clock.objects.open().of(publishing.CLOCK, str(publicity.pk)).exists()


def test_a_record_that_breaks_the_data_standard_waits_for_people(commits):
    publicity = granted(party=COMPANY)
    publicity.record.pop("XK_XDR_SHXYM")
    publicity.save()
    with pytest.raises(Refused, match="统一社会信用代码"):
        publishing.publish(SYSTEM, publicity.pk)
    with at("2027-01-05 09:00"):
        assert publishing.publish_due() == 0


def test_what_is_wrong_is_put_right_before_it_is_published(commits):
    publicity = granted(party=COMPANY)
    publicity.record.pop("XK_XDR_SHXYM")
    publicity.save()
    by = actor(make_publisher(publicity))
    with pytest.raises(Refused, match="应为18位"):
        publishing.correct(by, publicity.pk, {"XK_XDR_SHXYM": "123"})
    publishing.correct(by, publicity.pk, {"XK_XDR_SHXYM": COMPANY["identifier"], "XK_WSH": "改不了"})
    with commits():
        publicity = publishing.publish(by, publicity.pk)
    assert publicity.record["XK_WSH"] != "改不了"
    with pytest.raises(Refused, match="不能再更正"):
        publishing.correct(by, publicity.pk, {"BZ": "x"})


def test_a_licence_of_a_minor_is_exempt():
    """未成年人; born 2015-03-07."""
    publicity = granted(party={"identifier": "110105201503070013"})
    assert (publicity.state, publicity.ground) == ("exempt", "minor")


@pytest.mark.parametrize(
    ("changes", "ground"), [({"type": "20"}, "not_licence"), ({"is_published": False}, "privacy")]
)
def test_what_is_no_licence_or_not_public_is_exempt(changes, ground):
    assert granted(make_hall(**changes)).ground == ground


def test_it_is_kept_back_with_ground_and_reason():
    publicity = granted()
    by = actor(make_publisher(publicity))
    with pytest.raises(Refused, match="请选择"):
        publishing.exempt(by, publicity.pk, "because", "不想公开")
    with pytest.raises(Refused, match="请写明不予公示的理由"):
        publishing.exempt(by, publicity.pk, "trade_secret", "")
    publishing.exempt(by, publicity.pk, "trade_secret", "涉及工艺配方")
    with pytest.raises(Refused, match="不予公示，不能再公示"):
        publishing.publish(by, publicity.pk)


def test_what_is_taken_down_says_why_and_shows_nothing_more(commits):
    """credit.md §9 no. 22."""
    publicity = granted()
    by = actor(make_publisher(publicity))
    with commits():
        publishing.publish(by, publicity.pk)
    with commits():
        publishing.take_down(by, publicity.pk, "许可决定已依法撤销")
    result = PublishedResult.objects.get()
    assert (result.state, result.record, result.reason) == ("withdrawn", {}, "许可决定已依法撤销")
    with pytest.raises(Refused, match="不需要撤下"):
        publishing.take_down(by, publicity.pk, "再撤一次")


def test_the_table_for_the_credit_platform_has_every_field_and_a_trace():
    publicity = granted(party=COMPANY)
    post = make_publisher(publicity)
    Publicity.objects.update(state="published", published_at=now())
    rows = list(
        csv.reader(io.StringIO(exporting.export(actor(post), post, today(), today()).lstrip("\ufeff")))
    )
    assert len(rows[0]) == 28
    assert rows[0][0] == "XK_XDR_MC"
    assert rows[2][0] == COMPANY["name"]
    assert Entry.objects.filter(act="approvals.publicity_export").exists()
    with pytest.raises(Refused, match="早于"):
        exporting.export(actor(post), post, today(), shifted(today(), days=-1))


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        ("2026-03-04", 60, "2031-03-03"),
        ("2026-01-31", 1, "2026-02-27"),
        ("2024-02-29", 12, "2025-02-27"),
        ("2026-12-01", 1, "2026-12-31"),
    ],
)
def test_a_validity_in_months_ends_the_day_before(starts, months, ends):
    day = type(today()).fromisoformat
    assert drafting.last_valid(day(starts), months) == day(ends)


def test_an_outer_zone_that_was_set_up_anew_learns_of_every_result(commits):
    """Also of what was taken down, and of nothing that was never published."""
    with commits():
        one, other, kept_back = (granted(make_hall(mark=mark)) for mark in ("云市监", "云卫", "云住建"))
        publishing.publish(SYSTEM, one.pk)
        publishing.publish(SYSTEM, other.pk)
        publishing.take_down(SYSTEM, other.pk, "信息有误")
    PublishedResult.objects.all().delete()
    with commits():
        owe_all(SYSTEM)
    shown = {each.uid: each.state for each in PublishedResult.objects.all()}
    assert shown == {one.uid: "published", other.uid: "withdrawn"}
    assert kept_back.uid not in shown
