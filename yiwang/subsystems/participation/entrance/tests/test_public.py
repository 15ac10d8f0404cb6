"""Does the one door show what is open of every channel, and nothing that is not?"""

from datetime import date

import pytest

from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.subsystems.participation.consultations.models import OpenConsultation
from yiwang.subsystems.participation.interviews.models import Broadcast
from yiwang.subsystems.participation.letters.models import Box, Trace
from yiwang.subsystems.participation.surveys.models import OpenSurvey

pytestmark = pytest.mark.django_db
DOOR = "/dialogue/"


@pytest.fixture(autouse=True)
def noon():
    with at("2026-10-20 12:00"):
        yield


def make_box(code, **changes):
    facts = {"sequence": 1, "name": "市长信箱", "kind": "leader", "unit_name": "市政府", "order": 1}
    return Box.objects.create(
        code=code, **facts | {"is_open": True, "exposure": "consent", "is_anonymous_allowed": True} | changes
    )


def make_draft(reference, **changes):
    facts = {
        "sequence": 1,
        "title": "停车管理办法（草案）",
        "unit_name": "市司法局",
        "state": "published",
        "clauses": [],
    }
    days = {"opens_on": date(2026, 10, 1), "closes_on": date(2026, 10, 31)}
    return OpenConsultation.objects.create(reference=reference, **facts | days | changes)


def make_survey(reference, **changes):
    facts = {
        "sequence": 1,
        "title": "公交线路调查",
        "unit_name": "市交通局",
        "questions": "[]",
        "once": "browser",
    }
    days = {"opens_at": shifted(now(), days=-1), "closes_at": shifted(now(), days=3)}
    return OpenSurvey.objects.create(
        reference=reference, **facts | {"questions": "[]", "results": "end", "least_cell": 5} | days | changes
    )


def make_broadcast(reference, state, title, **changes):
    facts = {"revision": 1, "summary": "", "unit_name": "市医保局", "organizer_name": "市政府办公室"}
    hours = {"starts_at": shifted(now(), hours=1), "ends_at": shifted(now(), hours=2)}
    return Broadcast.objects.create(reference=reference, state=state, title=title, **facts | hours | changes)


def test_an_empty_city_says_so_everywhere(client):
    page = client.get(DOOR).content.decode()
    for sentence in ("还没有公开的答复", "没有正在征求意见的草案", "没有正在进行的调查", "近期没有安排访谈"):
        assert sentence in page


def test_what_is_open_is_shown_and_leads_there(client):
    make_box("mayor")
    draft, survey = make_draft("d1"), make_survey("s1")
    live = make_broadcast("b1", "live", "医保待遇怎么报销")
    Trace.objects.create(
        uid="t1",
        sequence=1,
        box_code="mayor",
        type="enquiry",
        unit_name="市医保局",
        state="answered",
        received_on=date(2026, 10, 2),
        is_shown=True,
        title="门诊费用如何报销",
        shown_on=date(2026, 10, 12),
    )
    page = client.get(DOOR).content.decode()
    assert "1 个信箱接收" in page
    assert f"/consultations/{draft.reference}/" in page
    assert f"/surveys/{survey.reference}/" in page
    assert page.index("正在直播") < page.index(live.title)
    assert "/letters/replies/t1/" in page
    assert "10月31日止" in page


def test_what_is_over_not_begun_or_withdrawn_is_not_shown(client):
    make_box("closed", is_open=False)
    make_draft("over", title="过期草案", closes_on=date(2026, 10, 19))
    make_draft("early", title="未开始草案", opens_on=date(2026, 10, 21))
    make_survey("gone", title="撤下的调查", is_withdrawn=True)
    make_survey("past", title="结束的调查", closes_at=shifted(now(), hours=-1))
    make_broadcast("b2", "archived", "往期访谈节目")
    page = client.get(DOOR).content.decode()
    for title in ("过期草案", "未开始草案", "撤下的调查", "结束的调查", "往期访谈节目"):
        assert title not in page
    assert "0 个信箱接收" in page


def test_the_door_takes_the_same_queries_however_much_is_open(client, django_assert_max_num_queries):
    make_box("mayor")
    for number in range(6):
        make_draft(f"d{number}")
        make_survey(f"s{number}")
        make_broadcast(f"b{number}", "announced", f"访谈{number}")
    with django_assert_max_num_queries(9):
        client.get(DOOR)
