"""How is a survey built, run and read in the workbench?"""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import day_of, local, now, shifted
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.participation.surveys import indicators, questions, rules, waiting
from yiwang.subsystems.participation.surveys.actions import building
from yiwang.subsystems.participation.surveys.models import Remark, Survey
from yiwang.subsystems.participation.surveys.tests.makers import (
    answer,
    counted,
    end,
    inner,
    make_survey,
    publish,
    publisher,
    question,
    told,
)

pytestmark = pytest.mark.django_db
OFFICE = "/office/surveys/"


@pytest.fixture
def post(client):
    post = publisher()
    sign_in(client, post)
    return post


def frame(**changes):
    moment = local(now())
    return {
        "title": "公园夜间开放意见",
        "introduction": "征求大家的看法。",
        "opens_at": shifted(moment, hours=1).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": shifted(moment, days=9).strftime("%Y-%m-%dT%H:%M"),
        "once": "browser",
        "results": "live",
        "least_cell": "5",
        **changes,
    }


def words(response):
    return response.content.decode()


def test_a_survey_is_built_from_nothing_to_publication(client, post):
    made = client.post(f"{OFFICE}new/", frame())
    survey = Survey.objects.get()
    assert made.url == f"{OFFICE}{survey.pk}/"
    add = f"{OFFICE}{survey.pk}/questions/new/"
    lines = "赞成\n反对｜名额20\n其他｜填写说明"
    assert (
        client.post(f"{add}single/", {"title": "赞成吗？", "options": lines, "is_required": "on"}).status_code
        == 302
    )
    told_why = {"title": "为什么反对？", "condition": ["q1/o2"]}
    assert client.post(f"{add}text/", told_why).status_code == 302
    survey.refresh_from_db()
    first, second = survey.asked
    assert [(one.text, one.quota, one.is_open) for one in first.options] == [
        ("赞成", None, False),
        ("反对", 20, False),
        ("其他", None, True),
    ]
    assert second.condition.options == ("o2",)
    assert "公园夜间开放意见" in words(client.get(f"{OFFICE}{survey.pk}/preview/"))
    with told():
        assert client.post(f"{OFFICE}{survey.pk}/publish/").status_code == 302
    survey.refresh_from_db()
    assert survey.state == rules.PUBLISHED
    assert client.get(f"/surveys/{survey.reference}/").status_code == 200


def test_every_kind_of_question_has_its_form_and_keeps_what_was_typed(client, post):
    survey = make_survey(post)
    for kind in questions.KINDS:
        address = f"{OFFICE}{survey.pk}/questions/new/{kind}/"
        assert client.get(address).status_code == 200
        wrong = client.post(address, {"title": "", "help": "别丢了我"})
        assert wrong.status_code == 422
        assert "别丢了我" in words(wrong)
    for one in survey.asked:
        assert client.get(f"{OFFICE}{survey.pk}/questions/{one.code}/").status_code == 200


def test_an_option_that_stays_keeps_its_code_so_that_conditions_hold(client, post):
    asked = (question("q1"), question("q2", condition={"question": "q1", "options": ["b"]}))
    survey = make_survey(post, asked)
    client.post(f"{OFFICE}{survey.pk}/questions/q1/", {"title": "新", "options": "新选项\n乙\n甲"})
    survey.refresh_from_db()
    assert [(one.code, one.text) for one in survey.asked[0].options] == [
        ("o1", "新选项"),
        ("b", "乙"),
        ("a", "甲"),
    ]
    assert questions.faults(survey.asked) == []


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("甲｜五十", "后面只能写“名额”加数字，或者“填写说明”"),
        ("甲｜名额0", "名额应当大于0"),
        ("｜名额5", "没有文字或者超过100字"),
        ("甲\n" * 51, "最多50行，现在有51行"),
    ],
)
def test_lines_that_cannot_be_options_are_named(client, post, lines, sentence):
    survey = make_survey(post)
    response = client.post(f"{OFFICE}{survey.pk}/questions/new/single/", {"title": "题", "options": lines})
    assert response.status_code == 422
    assert sentence in words(response)


def test_an_end_before_the_beginning_is_refused_at_its_field(client, post):
    response = client.post(f"{OFFICE}new/", frame(closes_at="2026-01-01T00:00"))
    assert response.status_code == 422
    assert "结束时间应当晚于开始时间" in words(response)


def test_questions_move_and_go_from_the_page(client, post):
    survey = make_survey(post, (question("q1"), question("q2"), question("q3")))
    client.post(f"{OFFICE}{survey.pk}/questions/q3/up/")
    client.post(f"{OFFICE}{survey.pk}/questions/q1/drop/")
    survey.refresh_from_db()
    assert [one.code for one in survey.asked] == ["q3", "q2"]


def test_officials_see_no_figures_before_the_public(client, post):
    """PAINS 22."""
    shown = publish(post, results=rules.AFTER)
    for _ in range(6):
        answer(shown)
    counted(shown)
    survey = inner(shown)
    page = words(client.get(f"{OFFICE}{survey.pk}/"))
    assert "工作人员也不例外" in page
    assert "data-cell" not in page
    assert client.get(f"{OFFICE}{survey.pk}/results.csv").status_code == 409
    assert client.get(f"{OFFICE}{survey.pk}/cross/?down=q1&across=q3").status_code == 404
    assert "结束并统计完毕后才能看" in words(client.get(f"{OFFICE}{survey.pk}/remarks/"))
    counted(shown, is_over=True)
    assert 'data-cell="q1/a">6<' in words(client.get(f"{OFFICE}{survey.pk}/"))


def counted_survey(post):
    """Eight chose a, six b, two c: with a smallest cell of three b and c are hidden."""
    shown = publish(
        post, title="=HYPERLINK(1)", asked=(question("q1", title="=1+1"), question("q2", kind="text"))
    )
    for said in ["a"] * 8 + ["b"] * 6 + ["c"] * 2:
        answer(shown, {"q1": said, "q2": "=cmd()"})
    return inner(counted(shown, is_over=True))


def test_exports_hold_no_small_cell_and_no_formula(client, post):
    survey = counted_survey(post)
    text = client.get(f"{OFFICE}{survey.pk}/results.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["选项"], row["人数"]) for row in rows[:3]] == [("甲", "8"), ("乙", "—"), ("丙", "—")]
    assert rows[0]["题目"] == "'=1+1"
    Remark.objects.update(state=Remark.State.SHOWN)
    book = load_workbook(io.BytesIO(client.get(f"{OFFICE}{survey.pk}/results.xlsx").content))
    assert [one.title for one in book] == ["结果", "公开的文字回答"]
    assert book["公开的文字回答"]["B2"].value == "'=cmd()"
    body = client.get(f"{OFFICE}{survey.pk}/results.json").json()
    assert [cell["number"] for cell in body["questions"][0]["cells"]] == [8, None, None]
    assert Entry.objects.filter(act="surveys.results_export").count() == 3


def test_a_cross_table_is_drawn_with_small_numbers_hidden(client, post):
    asked = (question("q1"), question("q2", kind="rating"))
    shown = publish(post, asked)
    for said in [{"q1": "a", "q2": "5"}] * 6 + [{"q1": "b", "q2": "1"}] * 6 + [{"q1": "b", "q2": "5"}]:
        answer(shown, said)
    survey = inner(counted(shown, is_over=True))
    page = words(client.get(f"{OFFICE}{survey.pk}/cross/?down=q1&across=q2"))
    assert "两题都回答的 13 人" in page
    assert ">1</td>" not in page
    assert client.get(f"{OFFICE}{survey.pk}/cross/?down=nothing").status_code == 200


def test_words_are_looked_through_from_the_page(client, post):
    survey = counted_survey(post)
    chosen = [str(one) for one in Remark.objects.values_list("pk", flat=True)[:2]]
    page = words(client.get(f"{OFFICE}{survey.pk}/remarks/"))
    assert "=cmd()" in page
    with told():
        client.post(f"{OFFICE}{survey.pk}/remarks/review/", {"remark": chosen, "show": "1"})
    assert Remark.objects.shown().count() == 2


def test_another_units_survey_is_not_there(client, post):
    survey = inner(publish())
    for address in ("", "edit/", "preview/", "remarks/", "results.csv", "cross/"):
        assert client.get(f"{OFFICE}{survey.pk}/{address}").status_code == 404


def test_what_was_typed_in_a_deed_stays_beside_its_refusal(client, post):
    survey = inner(publish(post))
    response = client.post(f"{OFFICE}{survey.pk}/stop/", {"stop-reason": "短"})
    assert response.status_code == 422
    assert "请写明停止调查的原因" in words(response)
    late = local(shifted(now(), days=-1)).strftime("%Y-%m-%dT%H:%M")
    response = client.post(f"{OFFICE}{survey.pk}/move_end/", {"move_end-closes_at": late})
    assert response.status_code == 422
    assert late in words(response)


def test_a_copy_is_a_draft_of_the_same_questions(client, post):
    survey = inner(publish(post))
    client.post(f"{OFFICE}{survey.pk}/copy/")
    copied = Survey.objects.exclude(pk=survey.pk).get()
    assert (copied.state, copied.questions) == (rules.DRAFT, survey.questions)
    assert client.post(f"{OFFICE}{copied.pk}/discard/").status_code == 302
    assert Survey.objects.count() == 1


def test_the_list_has_a_fixed_number_of_queries(client, post, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(40) as captured:
            client.get(OFFICE)
        return len(captured)

    make_survey(post)
    queries()  # the sighting of the session is written with the first request
    few = queries()
    for _ in range(4):
        make_survey(post)
    assert queries() == few


def test_a_survey_that_is_over_waits_to_be_explained(post):
    shown = publish(post)
    assert waiting.to_explain(post, 10) == []
    end(shown, shifted(now(), days=-21))
    [todo] = waiting.to_explain(post, 10)
    assert todo.is_late
    assert waiting.to_explain(make_post(unit=make_unit(), roles=[rules.PUBLISHER]), 10) == []


def test_what_did_not_reach_the_public_waits_with_its_reason(post):
    survey = inner(publish(post))
    Survey.objects.update(trouble="外网未接收")
    [todo] = waiting.in_trouble(post, 10)
    assert (todo.note, todo.address) == ("外网未接收", f"{OFFICE}{survey.pk}/")


def test_figures_count_surveys_and_answers_of_a_unit(post):
    shown = publish(post)
    for _ in range(4):
        answer(shown)
    counted(shown, is_over=True)
    survey = inner(shown)
    period = Period(day_of(survey.opens_at), shifted(day_of(survey.closes_at), days=1))
    assert indicators.held(period) == {post.unit_id: Measured(Decimal(1))}
    assert indicators.answers(period) == {post.unit_id: Measured(Decimal(4))}
    [record] = indicators.records_answers(period, [post.unit_id], 10)
    assert (record.note, record.address) == ("4份答卷", f"{OFFICE}{survey.pk}/")
    assert indicators.records_held(period, [post.unit_id], 10)[0].title == survey.title


def test_an_editor_sees_no_deed_that_only_a_publisher_may_do(client):
    editor = make_post(unit=make_unit(), roles=[rules.EDITOR])
    survey = make_survey(editor)
    sign_in(client, editor)
    page = words(client.get(f"{OFFICE}{survey.pk}/"))
    assert f"{OFFICE}{survey.pk}/publish/" not in page
    assert client.post(f"{OFFICE}{survey.pk}/publish/").status_code == 409
    building.add_question(by(editor), survey.pk, {"kind": "text", "title": "还可以改"})
