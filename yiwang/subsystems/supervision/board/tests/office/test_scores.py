"""Who sees which scores, down to the single event; who changes the scheme; how do bulletins go out?"""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.files import store
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.indicators.actions import take
from yiwang.kernel.indicators.models import Exemption, Score, StoredScheme
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit, sign_in
from yiwang.subsystems.supervision.board import access, rules
from yiwang.subsystems.supervision.board.actions import papers, scoring
from yiwang.subsystems.supervision.board.forms.scoring import months_around
from yiwang.subsystems.supervision.board.models import Paper
from yiwang.subsystems.supervision.board.tests.makers import (
    make_ended,
    make_leader_of_all,
    make_responder,
    make_supervisor,
)
from yiwang.subsystems.supervision.watching.rules import LEADER
from yiwang.subsystems.supervision.watching.sight import Sight

pytestmark = pytest.mark.django_db
MARCH = rules.span_of("2026-03")
SCORES = "/office/supervision/scores/"


@pytest.fixture
def two():
    """甲局 did well in March, 乙局 failed."""
    make_root(document_mark="云")
    first, second = make_unit(name="甲局"), make_unit(name="乙局")
    make_ended(first, city("2026-03-10 10:00"))
    for _ in range(2):
        make_ended(
            second, city("2026-03-11 10:00"), outcome="after_law", clock={"legal_due_at": city("2026-03-05")}
        )
    with at("2026-03-10 10:00"):
        for _ in range(20):
            make_finding(second, rule="tests.no_reason", label="不予受理未说明理由")
    take(actor(make_post()), rules.SCHEME, date(2026, 3, 1))
    return first, second


@pytest.fixture
def leader():
    return make_leader_of_all()


def address(name, *arguments):
    return reverse(f"supervision_board:{name}", args=arguments)


def test_a_ranking_shows_what_the_post_sees_with_the_places_of_the_city(client, two, leader):
    for post, names in (
        (leader, ["甲局", "乙局"]),
        (make_supervisor(two[1]), ["乙局"]),
        (make_responder(two[0]), ["甲局"]),
    ):
        sign_in(client, post)
        shown = client.get(SCORES).context["rows"]
        assert [row.unit_name for row in shown] == names
    sign_in(client, make_supervisor(two[1]))
    assert client.get(SCORES).context["rows"][0].rank == 2


@pytest.mark.parametrize("name", ["unit", "line"])
def test_another_units_result_is_not_there(client, two, name):
    sign_in(client, make_responder(two[0]))
    rest = ["2026-03"] + (["on_time"] if name == "line" else [])
    assert client.get(address(name, two[0].pk, *rest)).status_code == 200
    assert client.get(address(name, two[1].pk, *rest)).status_code == 404


def test_a_score_opens_to_its_lines_and_each_line_to_its_events(client, two, leader):
    sign_in(client, leader)
    page = client.get(address("unit", two[1].pk, "2026-03"))
    assert page.context["score"].grade == "不合格"
    assert [line.code for line in page.context["lines"]][:3] == ["on_time", "acceleration", "conduct"]
    events = client.get(address("line", two[1].pk, "2026-03", "conduct"))
    assert len(events.context["records"]) == 20
    late = client.get(address("line", two[1].pk, "2026-03", "on_time"))
    assert [record.counts for record in late.context["records"]] == [False, False]


@pytest.mark.parametrize("span", ["2026-Q1", "nonsense", "2026-13"])
def test_what_is_no_month_has_no_page(client, two, leader, span):
    sign_in(client, leader)
    assert client.get(address("unit", two[0].pk, span)).status_code == 404


def test_the_running_month_is_shown_as_a_preview(client, two, leader):
    make_ended(two[0], city(f"{today():%Y-%m}-01 00:30"))
    scoring.count_running()
    sign_in(client, leader)
    page = client.get(f"{SCORES}?span=now")
    assert "不作为考核结果" in page.content.decode()
    assert [row.unit_name for row in page.context["rows"]] == ["甲局"]
    assert client.get(address("unit", two[0].pk, "now")).context["is_preview"]
    assert client.get(address("line", two[0].pk, "now", "on_time")).status_code == 200


def test_a_responder_is_led_to_the_page_of_its_own_unit(client, two):
    sign_in(client, make_responder(two[0]))
    assert client.get(address("own")).url == address("unit", two[0].pk, "2026-03")


def test_a_ranking_costs_the_same_however_many_units(client, two, leader, django_assert_max_num_queries):
    for _ in range(12):
        make_ended(make_unit(), city("2026-02-10 10:00"))
    take(actor(make_post()), rules.SCHEME, date(2026, 2, 1))
    sign_in(client, leader)
    client.get(f"{SCORES}?span=2026-02")
    with django_assert_max_num_queries(16):
        client.get(f"{SCORES}?span=2026-02")


def test_a_month_before_the_platform_ran_is_taken_by_hand(client, two, leader):
    sign_in(client, leader)
    last = month(date(today().year - (today().month == 1), (today().month - 2) % 12 + 1, 1)).first
    answer = client.post(address("take"), {"month": f"{last:%Y-%m}"})
    assert answer.status_code == 302
    assert client.post(address("take"), {"month": f"{last:%Y-%m}"}).status_code == 409
    sign_in(client, make_supervisor(two[0]))
    assert client.post(address("take"), {"month": f"{last:%Y-%m}"}).status_code == 409


def scheme_fields(page, **changes):
    form = page.context["form"]
    return {
        name: bound
        for name, bound in ((name, form[name].value()) for name in form.fields)
        if bound is not None
    } | {
        "first_month": f"{today():%Y-%m}",
        "reason": "依据新的办法",
        **changes,
    }


def test_weights_that_are_not_100_are_refused_and_typed_words_stay(client, two, leader):
    sign_in(client, leader)
    page = client.get(address("scheme"))
    refused = client.post(address("scheme"), scheme_fields(page, weight_conduct="25"))
    assert refused.status_code == 422
    assert "应当是100，现在是95" in refused.content.decode()
    assert 'value="25"' in refused.content.decode()
    saved = client.post(address("scheme"), scheme_fields(page, weight_conduct="25", weight_satisfaction="25"))
    assert saved.status_code == 302
    assert StoredScheme.objects.get().version == 1
    assert "第1版" in client.get(address("scheme")).content.decode()


def test_a_supervisor_reads_the_scheme_and_does_not_change_it(client, two):
    sign_in(client, make_supervisor(two[0]))
    assert client.get(address("scheme")).context["form"] is None
    for name in ("scheme", "exemptions"):
        assert client.post(address(name), {}).status_code == 409


def test_an_exemption_is_granted_shown_and_ended(client, two, leader):
    sign_in(client, leader)
    facts = {"line": "openness", "unit": "甲局", "first_month": f"{today():%Y-%m}", "reason": "无公示事项"}
    assert client.post(address("exemptions"), facts).status_code == 302
    again = client.post(address("exemptions"), facts)
    assert again.status_code == 422
    assert "已经免考" in again.content.decode()
    granted = Exemption.objects.get()
    assert "无公示事项" in client.get(address("exemptions")).content.decode()
    client.post(address("end_exemption", granted.pk))
    assert Exemption.objects.get().ended_at


def test_a_bulletin_says_what_the_snapshot_says_is_edited_numbered_and_kept(client, two, leader):
    sign_in(client, leader)
    drafted = client.post(address("papers"), {"span": "2026-03"})
    paper = Paper.objects.get()
    assert drafted.url == address("paper", paper.pk)
    assert "对2个单位" in paper.text
    assert "不合格1个" in paper.text
    assert paper.tables[0][2][0][:2] == ["1", "甲局"]
    assert paper.tables[2][2][0][:1] == ["不予受理未说明理由"]
    assert client.get(address("pdf", paper.pk)).status_code == 409
    client.post(address("edit", paper.pk), {"title": "三月通报", "text": "各单位：\n请整改。"})
    client.post(address("issue", paper.pk))
    paper.refresh_from_db()
    assert paper.number == f"云监通〔{today().year}〕1号"
    assert client.get(address("docx", paper.pk)).status_code == 302
    paper.refresh_from_db()
    with store.opened(paper.docx.digest) as content:
        words = "\n".join(each.text for each in Document(BytesIO(content.read())).paragraphs)
    assert "请整改。" in words
    refused = client.post(address("edit", paper.pk), {"title": "改", "text": "改"})
    assert "已经印发" in refused.content.decode()
    assert client.post(address("discard", paper.pk)).status_code == 409


def test_a_bulletin_waits_for_the_result(two, leader):
    with pytest.raises(Refused, match="2026年1月、2026年2月的考核结果还没有生成"):
        papers.draft_bulletin(actor(leader), leader.unit, Sight(None), rules.span_of("2026-Q1"))


def test_numbers_have_no_gaps_and_drafts_none(two, leader):
    by = actor(leader)
    drafts = [papers.draft_bulletin(by, leader.unit, Sight(None), MARCH) for _ in range(3)]
    papers.issue(by, drafts[2].pk)
    papers.discard(by, drafts[1].pk)
    papers.issue(by, drafts[0].pk)
    assert sorted(Paper.objects.values_list("serial", flat=True)) == [1, 2]
    with pytest.raises(Refused, match="已经印发"):
        papers.issue(by, drafts[0].pk)


def test_a_unit_that_failed_gets_advice_once_and_reads_it(client, two, leader):
    first, second = two
    score, good = (Score.objects.get(unit=unit) for unit in (second, first))
    sign_in(client, leader)
    assert client.post(address("advise", good.pk)).status_code == 409
    client.post(address("advise", score.pk))
    paper = Paper.objects.get()
    assert client.post(address("advise", score.pk)).status_code == 409
    assert "主要失分项目" in paper.text
    responder = make_responder(second)
    sign_in(client, responder)
    assert client.get(address("paper", paper.pk)).status_code == 404
    papers.issue(actor(leader), paper.pk)
    assert client.get(address("paper", paper.pk)).status_code == 200
    drawn = papers.drawn(Paper.objects.get())
    assert access.shows_file(drawn.pdf, responder)
    assert not access.shows_file(drawn.pdf, make_responder(first))
    assert not access.shows_file(drawn.pdf, make_post(unit=second))
    assert not access.shows_file(drawn.pdf, None)
    assert access.held_files({drawn.pdf_id, drawn.docx_id, 0}) == {drawn.pdf_id, drawn.docx_id}


def test_a_bulletin_is_sent_through_the_exchange_once(client, two, leader):
    sign_in(client, leader)
    paper = papers.draft_bulletin(actor(leader), leader.unit, Sight(None), MARCH)
    with pytest.raises(Refused, match="请先印发"):
        papers.dispatch(actor(leader), paper.pk, list(two))
    papers.issue(actor(leader), paper.pk)
    unknown = client.post(address("dispatch", paper.pk), {"units": "甲局\n没有这个局"})
    assert "没有这个局" in unknown.content.decode()
    assert client.post(address("dispatch", paper.pk), {"units": f"甲局\n{two[1].code}\n"}).status_code == 302
    envelope = Envelope.objects.get()
    assert envelope.deliveries.count() == 2
    with pytest.raises(Refused, match="不能重复发送"):
        papers.dispatch(actor(leader), paper.pk, list(two))


def test_another_leader_reads_an_issued_bulletin_and_changes_nothing(client, two, leader):
    paper = papers.draft_bulletin(actor(leader), leader.unit, Sight(None), MARCH)
    other = make_supervisor(two[0], role=LEADER)
    sign_in(client, other)
    assert client.get(address("paper", paper.pk)).status_code == 404
    papers.issue(actor(leader), paper.pk)
    assert not client.get(address("paper", paper.pk)).context["is_own"]
    for deed in ("edit", "discard", "dispatch"):
        assert client.post(address(deed, paper.pk), {}).status_code == 404


def test_the_job_draws_what_nobody_asked_for(two, leader):
    paper = papers.draft_bulletin(actor(leader), leader.unit, Sight(None), MARCH)
    assert papers.draw_waiting() == 0
    papers.issue(actor(leader), paper.pk)
    assert (papers.draw_waiting(), papers.draw_waiting()) == (1, 0)
    assert Paper.objects.get().pdf_id


@pytest.mark.parametrize(
    ("moment", "back", "ahead", "expected"),
    [
        ("2026-12-01 10:00", 2, -1, ["2026-11", "2026-10"]),  # 31 days before 1 December lies in October
        ("2026-03-31 10:00", 1, -1, ["2026-02"]),
        ("2026-01-31 10:00", 1, 3, ["2026-04", "2026-03", "2026-02", "2026-01", "2025-12"]),
        ("2026-11-30 10:00", 0, 2, ["2027-01", "2026-12", "2026-11"]),
    ],
)
def test_the_months_to_choose_from_leave_none_out(moment, back, ahead, expected):
    with at(moment):
        assert [value for value, _ in months_around(back, ahead)] == expected
