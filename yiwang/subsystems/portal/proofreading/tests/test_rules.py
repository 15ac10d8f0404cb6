"""What the norm says, and how far a city may change it."""

from dataclasses import replace
from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.proofreading import judging, rules
from yiwang.subsystems.portal.proofreading.links import Found
from yiwang.subsystems.portal.proofreading.places import paragraphs, replaced
from yiwang.subsystems.portal.proofreading.rules import Change
from yiwang.subsystems.portal.proofreading.subject import Placed, Subject
from yiwang.subsystems.portal.text import Attributes, Text
from yiwang.subsystems.portal.wording.check import check_text

GOOD = Text(
    title="通知", column_id=1, body="<p>正文</p>", source="市政府办公室", keywords="会议", summary="摘要"
)


def subject_of(text=GOOD, **around):
    placed = paragraphs(text)
    mistakes = [Placed(place, one) for place in placed for one in check_text(place.words)]
    fields = {"secrecy": "open", "step": "publish", "paragraphs": placed, "mistakes": mistakes, **around}
    return Subject(text, **fields)


def found(about, kind="news"):
    """Code and severity of everything that stands against the text."""
    asked = [check for check in rules.shipped().values() if check.is_for(kind, [1], about.step)]
    return [(one.code, one.severity.value) for check in asked for one in judging.judged(about, check)]


def test_every_check_of_the_rulebook_has_one_function_and_every_function_a_check():
    assert list(judging.looks()) != []
    assert set(judging.looks()) == set(rules.shipped())


def test_a_complete_text_passes():
    assert found(subject_of()) == []


@pytest.mark.parametrize(
    ("changes", "kind", "expected"),
    [
        ({"title": " "}, "news", ("title.missing", "must")),
        ({"title": "长" * 61}, "news", ("title.length", "hint")),
        ({"source": ""}, "news", ("source.missing", "must")),
        ({"body": ""}, "news", ("body.empty", "must")),
        ({"body": "<p> </p><p><br></p>"}, "news", ("body.empty", "must")),
        ({"keywords": ""}, "news", ("keywords.missing", "hint")),
        ({"summary": ""}, "document", ("summary.missing", "hint")),
        ({}, "document", ("document.number", "must")),
        ({"cover_id": 3}, "news", ("image.alt", "must")),
        ({"body": '<p>看<img src="/files/a/b.png" alt=""></p>'}, "news", ("image.alt", "must")),
        ({"body": '<p>看<img src="https://x.cn/b.png" alt="桥"></p>'}, "news", ("image.foreign", "must")),
        ({"body": '<p>看<img src="//example.com/b.png" alt="桥"></p>'}, "news", ("image.foreign", "must")),
        ({"body": '<p><img src="/files/a/b.png" alt="行政区划图"></p>'}, "news", ("map.number", "should")),
        ({"body": "<p>请拨打 13812345678</p>"}, "news", ("personal.numbers", "should")),
        ({"body": "<p>中华人民共合国</p>"}, "news", ("words.serious", "must")),
        ({"body": "<p>禁止焚烧秸杆</p>"}, "news", ("words.wrong", "should")),
        ({"body": "<p>定于2月30日召开</p>"}, "news", ("words.wrong", "should")),
        ({"body": "<p>现予公布,请执行。</p>"}, "news", ("words.marks", "hint")),
        ({"body": "<p>其它事项</p>"}, "news", ("words.advice", "hint")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_with_its_severity(changes, kind, expected):
    assert expected in found(subject_of(replace(GOOD, kind=kind, **changes)), kind)


@pytest.mark.parametrize(
    "changes",
    [
        {"body": '<p><img src="/files/a/b.png" alt="桥"></p>'},
        {"body": "", "files": ((1, "全文.pdf"),)},
        {"cover_id": 3, "cover_alt": "桥"},
        {"body": '<p>审图号：GS(2026)123号<img src="/files/a/b.png" alt="行政区划图"></p>'},
    ],
)
def test_what_is_there_is_not_complained_about(changes):
    assert found(subject_of(replace(GOOD, **changes))) == []


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ({"closed_columns": ["旧栏目"]}, ("column.closed", "must")),
        ({"unclean_files": ["a.doc"]}, ("files.unclean", "must")),
        ({"lost_files": ["a.doc"]}, ("files.open", "must")),
        ({"links": Found(own_dead=("/a/9/",))}, ("links.own", "must")),
        ({"links": Found(outer_dead=(("https://x.cn/", "返回 404"),))}, ("links.outer", "should")),
        ({"links": Found(waiting=("https://x.cn/",))}, ("links.waiting", "hint")),
        ({"secrecy": ""}, ("secrecy.review", "must")),
        ({"secrecy": "trim"}, ("secrecy.review", "must")),
        ({"secrecy": "closed"}, ("secrecy.review", "must")),
    ],
)
def test_what_stands_around_the_text_is_looked_at(around, expected):
    assert found(subject_of(**around)) == [expected]


def test_secrecy_is_not_asked_of_a_draft_and_may_be_said_by_the_review_itself():
    assert found(subject_of(secrecy="", step="submit")) == []
    assert found(subject_of(secrecy="", step="review")) == []
    assert found(subject_of(secrecy="closed", step="review")) == [("secrecy.review", "must")]


def test_a_document_does_not_end_before_it_begins():
    dates = Attributes(number="云政发〔2026〕1号", effective_on=date(2026, 5, 1), expires_on=date(2026, 4, 1))
    assert found(subject_of(replace(GOOD, kind="document", attributes=dates)), "document") == [
        ("document.dates", "should")
    ]


def test_a_city_changes_severity_kinds_columns_and_numbers_but_not_what_law_fixes():
    free, fixed = rules.shipped()["title.length"], rules.shipped()["source.missing"]
    change = Change("should", is_on=True, kinds=("news",), columns=(4,), most=30)
    check = rules.changed(free, change)
    assert (check.severity, check.most) == ("should", 30)
    assert check.is_for("news", [4, 9], "publish")
    assert not check.is_for("notice", [4], "publish")
    assert not check.is_for("news", [5], "publish")
    for forbidden in (
        Change("hint", is_on=True),
        Change("must", is_on=False),
        Change("must", True, ("news",)),
    ):
        with pytest.raises(Refused):
            rules.changed(fixed, forbidden)
    with pytest.raises(Refused, match="1 至 200"):
        rules.changed(free, Change("hint", is_on=True, most=0))


def test_whoever_withholds_says_why_and_nobody_reviews_their_own():
    assert rules.check_conclusion("open", " ") == ""
    with pytest.raises(Refused, match="写明"):
        rules.check_conclusion("closed", "密")
    with pytest.raises(Refused, match="审查结论"):
        rules.check_conclusion("maybe", "")
    with pytest.raises(Refused, match="其他同事"):
        rules.check_reviewer(1, written_by=1, submitted_by=2)
    rules.check_reviewer(3, written_by=1, submitted_by=2)


def test_a_pair_of_words_that_would_find_the_right_one_is_refused():
    with pytest.raises(Refused, match="包含"):
        rules.check_pair("政府", "市政府")
    rules.check_pair("市政付", "市政府")


def test_words_are_replaced_where_they_stand_through_marks_and_entities():
    text = replace(GOOD, body="<p>甲&amp;乙的<b>秸</b>杆。</p><ul><li>帐户<br>第二行</li></ul>")
    words = [(place.field, place.at, place.words) for place in paragraphs(text) if place.field == "body"]
    assert words == [("body", 0, "甲&乙的秸杆。"), ("body", 1, "帐户"), ("body", 2, "第二行")]
    first = next(place for place in paragraphs(text) if place.words.startswith("甲"))
    assert replaced(text, first, 4, 6, "秸秆").body == (
        "<p>甲&amp;乙的<b>秸秆</b>。</p><ul><li>帐户<br>第二行</li></ul>"
    )
    title = paragraphs(text)[0]
    assert replaced(text, title, 0, 1, "公").title == "公知"
