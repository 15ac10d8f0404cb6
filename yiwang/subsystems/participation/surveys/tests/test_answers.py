"""What counts as an answer, without a database?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.surveys import answers, counting, questions
from yiwang.subsystems.participation.surveys.tests.makers import ANSWERS, every_kind, options, question


def test_a_whole_sheet_is_complete_and_counted():
    done = answers.complete(every_kind(), ANSWERS)
    assert not done.faults
    assert done.answers == ANSWERS
    assert counting.counts(every_kind(), done.answers) == {
        "q1": 1, "q1/a": 1,
        "q2": 1, "q2/a": 1, "q2/b": 1,
        "q3": 1, "q3/4": 1,
        "q4": 1, "q4/r1": 1, "q4/r1/a": 1, "q4/r2": 1, "q4/r2/b": 1,
        "q5": 1, "q5/c/1": 1, "q5/a/2": 1,
        "q6": 1, "q6/sum": 1250,
        "q7": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "given", "sentence"),
    [
        ({}, None, "请选择一项。"),
        ({}, "z", "选项不存在，请重新选择。"),
        ({"kind": "multiple"}, [], "请至少选择一项。"),
        ({"kind": "multiple", "least": 2}, ["a"], "请至少选择2项，现在选了1项。"),
        ({"kind": "multiple", "most": 1}, ["a", "b"], "最多选择1项，现在选了2项。"),
        ({"kind": "multiple"}, ["a", "a"], "同一个选项选了两次。"),
        ({"kind": "multiple"}, "a", "请至少选择一项。"),
        ({"kind": "rating"}, "6", "选项不存在，请重新选择。"),
        ({"kind": "matrix"}, {"r1": "a"}, "请为每一行选择一项。"),
        ({"kind": "matrix"}, {"r1": "a", "r2": "z"}, "选项不存在，请重新选择。"),
        ({"kind": "ranking", "most": 2}, ["a"], "请排出2个名次，每个名次一个选项。"),
        ({"kind": "ranking", "most": 2}, ["a", "a"], "同一个选项选了两次。"),
        ({"kind": "number"}, "十二", "请填写数字，小数最多两位。"),
        ({"kind": "number"}, "1e9", "请填写数字，小数最多两位。"),
        ({"kind": "number"}, "NaN", "请填写数字，小数最多两位。"),
        ({"kind": "number", "minimum": 0}, "-1", "请填写不小于0的数字。"),
        ({"kind": "number", "maximum": 10}, "10.01", "请填写不大于10的数字。"),
        ({"kind": "text"}, "  ", "请填写回答。"),
        ({"kind": "text"}, "字" * 1001, "请不要超过1000字，现在有1001字。"),
    ],
)
def test_a_wrong_answer_is_refused_in_one_sentence(changes, given, sentence):
    with pytest.raises(Refused) as refused:
        answers.checked(question(**changes), {"q1": given})
    assert refused.value.sentence == sentence


def test_an_optional_question_may_be_left_out():
    assert answers.checked(question(is_required=False), {}) == {}


@pytest.mark.parametrize(("given", "kept"), [("１２．５０", "12.5"), ("+3", "3"), ("-0", "0")])
def test_a_number_is_kept_in_one_way_of_writing(given, kept):
    assert answers.checked(question(kind="number"), {"q1": given}) == {"q1": kept}


def test_an_open_option_asks_for_words_and_only_when_chosen():
    asked = question(options=[*options("甲"), {"code": "x", "text": "其他", "is_open": True}])
    assert answers.checked(asked, {"q1": "a", "q1.x": "没选"}) == {"q1": "a"}
    assert answers.checked(asked, {"q1": "x", "q1.x": " 网上 "}) == {"q1": "x", "q1.x": "网上"}
    with pytest.raises(Refused, match="选择了“其他”，请在后面填写说明"):
        answers.checked(asked, {"q1": "x"})


def test_invisible_characters_are_taken_out():
    assert answers.checked(question(kind="text"), {"q1": "好\x00\u202e的"}) == {"q1": "好的"}


def chain():
    return (
        question("q1"),
        question("q2", condition={"question": "q1", "options": ["a", "b"]}),
        question("q3", condition={"question": "q2", "options": ["c"]}),
        question("q4", kind="rating", is_required=False),
        question("q5", condition={"question": "q4", "options": ["1", "2"]}),
    )


def test_a_question_is_asked_only_after_the_answers_that_lead_to_it():
    assert set(answers.complete(chain(), {"q1": "c"}).faults) == set()
    assert set(answers.complete(chain(), {"q1": "a"}).faults) == {"q2"}
    assert set(answers.complete(chain(), {"q1": "a", "q2": "c"}).faults) == {"q3"}
    assert set(answers.complete(chain(), {"q1": "c", "q4": "2"}).faults) == {"q5"}


def test_answers_to_questions_that_were_not_asked_are_dropped_whatever_was_sent():
    sent = {"q1": "c", "q2": "c", "q3": "a", "q9": "x"}
    assert answers.complete(chain(), sent).answers == {"q1": "c"}


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ((), "还没有题目。"),
        ((question(options=options("甲")),), "第1题：至少要有两个选项。"),
        ((question(options=options("甲", "甲")),), "第1题：有两个选项的文字相同。"),
        ((question(kind="multiple", least=3, most=2),), "第1题：最少个数大于最多个数。"),
        ((question(kind="ranking", most=9),), "第1题：要求选择的个数多于选项。"),
        ((question(kind="matrix", rows=[]),), "第1题：矩阵题至少要有一行。"),
        ((question(kind="ranking", options=options("甲", "乙", a=3)),),
         "第1题：只有单选题、多选题的选项可以限名额、可以填写说明。"),
        ((question(kind="number", minimum=5, maximum=1),), "第1题：最小值大于最大值。"),
        ((question(condition={"question": "q2", "options": ["a"]}), question("q2")),
         "第1题：显示条件引用的题目不在它前面。"),
        ((question(), question("q2", condition={"question": "q1", "options": ["z"]})),
         "第2题：显示条件引用的选项已经不存在。"),
        ((question(kind="text"), question("q2", condition={"question": "q1", "options": ["a"]})),
         "第2题：显示条件只能引用单选题、多选题或者评分题。"),
        ((question(), question()), "有两道题的内部编号相同。"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(made, fault):
    assert questions.faults(made) == [fault]


def test_questions_are_the_same_after_being_stored():
    assert questions.read(questions.written(every_kind())) == every_kind()
    assert questions.faults(every_kind()) == []


def test_pages_begin_where_a_question_says_so():
    made = (question("q1"), question("q2", section="第二部分"), question("q3"))
    pages = questions.sections(made)
    assert [(page.title, [one.code for one in page.questions]) for page in pages] == [
        ("", ["q1"]),
        ("第二部分", ["q2", "q3"]),
    ]


def test_words_leave_apart_from_what_is_counted():
    asked = (*every_kind(), question("q8", options=[{"code": "x", "text": "其他", "is_open": True}]))
    said = {**ANSWERS, "q8": "x", "q8.x": "我家在三楼"}
    assert answers.texts(asked, said) == [("q7", "窗口再多开一个。"), ("q8.x", "我家在三楼")]
    kept = answers.without_texts(asked, said)
    assert kept["q7"] is True
    assert "窗口" not in str(kept)
    assert "三楼" not in str(kept)
    assert counting.counts(asked, kept) == counting.counts(asked, said)


def test_limited_options_are_named_in_one_order():
    asked = (question("q2", kind="multiple", options=options("甲", "乙", a=1, b=1)), question("q1"))
    assert answers.quotas(asked, {"q2": ["b", "a"], "q1": "a"}) == ["q2/a", "q2/b"]
