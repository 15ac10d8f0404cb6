"""How are texts and queries cut?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.search import rules
from yiwang.kernel.search.rules import Phrase


def tokens(text: str) -> list[str]:
    return rules.tokens(rules.pieces(text))


def holds(text: str, query: str) -> bool:
    asked = rules.question(query)
    tape = rules.tape(rules.pieces(text))
    return bool(asked.wanted) and all(phrase.tape in tape for phrase in asked.wanted)


def test_a_run_of_han_gives_its_pairs_and_its_last_character():
    assert tokens("行政审批") == ["行政", "政审", "审批", "批"]


def test_words_and_digits_are_tokens_of_their_own():
    assert tokens("GB/T 33190-2016 与 5G 网络") == ["gb", "t", "33190", "2016", "与", "5", "g", "网络", "络"]


def test_full_width_and_narrow_letters_are_the_same():
    assert tokens("ＧＢ／Ｔ　３３１９０") == tokens("gb/t 33190")


def test_traditional_characters_stay_what_they_are():
    assert tokens("雲澤") == ["雲澤", "澤"]


@pytest.mark.parametrize(
    "written",
    [
        "云政办〔2026〕12号",
        "云政办[2026]12号",
        "云政办(2026)12号",
        "云政办（2026）12号",
        "云政办【2026】12号",
        "云政办［2026］12 号",
        "云政办〔2026〕第12号",
        "云政办〔2026〕012号",
        "云政办 〔 2026 〕 12号",
        "云政办﹝2026﹞12号",
        "云政办\u200b〔2026〕\ufeff12号",
        "云政办202612号",
        "云政办2026 12号",
    ],
)
def test_a_document_number_is_found_however_its_brackets_are_typed(written):
    assert holds("附件：云政办〔2026〕12号文件", written)


def test_another_number_of_the_same_year_is_not_found():
    assert not holds("云政办〔2026〕12号", "云政办〔2026〕1号")
    assert not holds("云政办〔2026〕12号", "云政办〔2026〕2号")


@pytest.mark.parametrize(
    "written", ["2026年3月5日", "2026-03-05", "2026.3.5", "2026/03/05", "2026 年 03 月 05 日"]
)
def test_a_date_is_found_however_it_is_written(written):
    assert holds("自2026年3月5日起施行", written)
    assert holds("自2026-03-05起施行", written)


def test_thousands_may_be_separated_or_not():
    assert holds("投资1,200,000元", "1200000元")
    assert holds("投资1200000元", "1,200,000元")


def test_quotation_marks_in_a_text_hide_nothing():
    assert holds("关于印发《行政审批事项目录》的通知", "关于印发行政审批事项目录的通知")
    assert holds("关于印发行政审批事项目录的通知", "《行政审批事项目录》")


def test_blanks_between_characters_of_a_laid_out_title_hide_nothing():
    assert holds("通　知", "通知")
    assert not holds("第一行\n第二行", "行第")


def test_a_phrase_does_not_reach_across_punctuation():
    assert not holds("行政，审批", "行政审批")
    assert holds("行政，审批", "行政 审批")


def test_a_number_is_no_part_of_a_longer_one():
    assert not holds("2026年", "026年")
    assert not holds("共12项", "1 项")


def test_one_character_is_the_beginning_of_a_token():
    phrase = Phrase(("审",))
    assert phrase.tokens == ("审",)
    assert phrase.is_open
    assert not Phrase(("审批",)).is_open


def test_words_are_all_wanted_and_a_minus_excludes():
    asked = rules.question('审批 "政务服务" -公示')
    assert [phrase.text for phrase in asked.wanted] == ["审批", "政务服务"]
    assert [phrase.text for phrase in asked.unwanted] == ["公示"]


def test_quotes_keep_words_together_that_blanks_would_part():
    assert [phrase.pieces for phrase in rules.question("“gb t 33190”").wanted] == [("gb", "t", "33190")]


def test_clauses_of_a_pasted_sentence_are_words_of_their_own():
    assert [phrase.text for phrase in rules.question("加强领导，明确责任。").wanted] == [
        "加强领导",
        "明确责任",
    ]


@pytest.mark.parametrize("text", ["", " ", "-", '"', "“”", "AND", '" OR *', "《》", "！？", "\x00", "-公示"])
def test_a_query_without_words_wants_nothing_or_only_words(text):
    assert all(phrase.tokens for phrase in rules.question(text).wanted)


def test_a_very_long_query_is_cut_and_says_so():
    asked = rules.question("审批" * 5000)
    assert asked.was_cut
    assert len(asked.wanted[0].text) <= rules.LONGEST_QUERY
    assert not rules.question("审批").was_cut


def test_too_many_words_are_cut_and_say_so():
    asked = rules.question(" ".join(chr(0x4E00 + at) for at in range(60)))
    assert asked.was_cut
    assert len(asked.wanted) == rules.MOST_WORDS


def texts(asked: rules.Question) -> list[str]:
    return [phrase.text for phrase in asked.wanted]


def test_loosened_wants_pairs_anywhere_then_any_word_then_any_token():
    steps = rules.loosened(rules.question("防汛预案修订 审批"))
    assert [(texts(step), step.is_any) for step in steps] == [
        (["防汛", "预案", "修订", "审批"], False),
        (["防汛预案修订", "审批"], True),
        (["防汛", "汛预", "预案", "案修", "修订", "审批"], True),
    ]


def test_a_single_word_of_two_characters_cannot_be_loosened():
    assert rules.loosened(rules.question("审批")) == []


def test_what_is_not_wanted_stays_unwanted_when_loosened():
    assert all(texts(step) and step.unwanted for step in rules.loosened(rules.question("防汛预案 -公示")))


def test_a_title_asked_for_whole_is_nearer_than_a_longer_one():
    whole = rules.title_score("机构职能", "", ["机构职能"], age=4000)
    part = rules.title_score("关于机构职能调整有关事项的通知", "", ["机构职能"], age=1)
    assert whole > part


def test_of_two_alike_the_newer_is_nearer():
    assert rules.title_score("甲通知", "", ["通知"], age=1) > rules.title_score(
        "乙通知", "", ["通知"], age=900
    )


def test_a_text_that_says_it_often_is_nearer():
    often = rules.text_score("甲", "审批" * 20, ["审批"], age=100)
    assert often > rules.text_score("乙", "审批", ["审批"], age=100)


@given(st.text(max_size=300))
def test_cutting_never_fails_and_makes_no_empty_token(text):
    assert all(token and not token.isspace() for token in tokens(text))
    assert all(phrase.tokens for phrase in rules.question(text).wanted)


@given(st.text(alphabet="行政审批目录通知2026gb", min_size=1, max_size=40), st.data())
def test_whatever_part_of_a_run_is_typed_is_found(text, data):
    for piece in rules.pieces(text):
        if rules.is_han(piece):
            first = data.draw(st.integers(0, len(piece) - 1))
            last = data.draw(st.integers(first + 1, len(piece)))
            assert holds(text, piece[first:last])


@given(st.lists(st.sampled_from(["行政", "审", "2026", "gb", "目录"]), min_size=1, max_size=4).map("/".join))
def test_the_tokens_of_a_phrase_stand_in_every_text_that_holds_it(query):
    text = f"前文，{query}，后文"
    phrase = rules.question(query).wanted[0]
    exact = phrase.tokens[:-1] if phrase.is_open else phrase.tokens
    assert set(exact) <= set(tokens(text))
    assert not phrase.is_open or any(token.startswith(phrase.tokens[-1]) for token in tokens(text))
