from collections import Counter

import pytest

from yiwang.subsystems.participation.language.rules import (
    clustering,
    comparing,
    features,
    learning,
    naming,
    profile,
    splitting,
    storing,
    telling,
    training,
    weighing,
)
from yiwang.subsystems.participation.language.tests.makers import MIXER, OTHERS, make_labelled


def test_a_text_is_counted_by_characters_and_pairs_and_its_numbers_are_all_one() -> None:
    assert features.grams("停水3天，停水！") == Counter({"停": 2, "水": 2, "停水": 2, "#": 1, "天": 1})


def test_macro_f1_is_the_mean_over_subjects_whatever_their_size() -> None:
    truth, told = ["甲"] * 8 + ["乙"] * 2, ["甲"] * 9 + ["乙"]
    # 甲: precision 8/9, recall 1: 16/17; 乙: precision 1, recall 1/2: 2/3.
    assert learning.macro_f1(truth, told) == pytest.approx((16 / 17 + 2 / 3) / 2)


def test_learning_twice_from_the_same_letters_gives_the_same_model() -> None:
    examples = make_labelled(10)
    counts = [features.grams(each.text) for each in examples]
    labels = [each.subject for each in examples]
    assert learning.learned(counts, labels) == learning.learned(counts, labels)


def test_one_subject_alone_cannot_be_learned() -> None:
    with pytest.raises(ValueError, match="two subjects"):
        learning.learned([features.grams("路灯")], ["城管"])


def test_a_trained_model_tells_letters_it_never_saw_and_knows_how_sure_it_is() -> None:
    found = training.trained(make_labelled())
    told = telling.Teller(found.model).probabilities("公交太少\n下班等公交等了一个小时")
    assert told[0][0] == "交通"
    assert sum(share for _, share in told) == pytest.approx(1)
    assert found.held_out == 18
    assert found.macro_f1 > found.figures["macro_f1_majority"]


def test_a_stored_model_says_the_same_and_is_data_only() -> None:
    model = training.trained(make_labelled(10)).model
    assert storing.weights_of(storing.weights_as_bytes(model)) == model
    with pytest.raises(ValueError, match="not a packed value"):
        storing.weights_of(b"\x80\x04K\x01.")


def test_letters_told_again_stay_on_one_side_of_the_split() -> None:
    texts = [*MIXER, *(f"{each}此事属实。" for each in MIXER), *OTHERS]
    heads = splitting.families([features.grams(each) for each in texts])
    assert heads[:4] == heads[4:8]
    back = splitting.held_out(texts, ["城管"] * len(texts), heads)
    assert back[:4] == back[4:8]


def test_the_profile_knows_plain_words_and_says_nothing_of_what_it_does_not_know() -> None:
    assert profile.told("充电桩\n物业不让业主装充电桩")[0][0] == "住房和物业"
    assert profile.told("天地玄黄，宇宙洪荒") == []


def test_a_long_number_is_no_word_to_be_found_by() -> None:
    found = weighing.tokens("58车贷，电话13812345678，身份证410303199001011234")
    assert "58" in found
    assert not any(len(token) > 4 for token in found)


def test_the_first_line_is_the_title_only_where_more_follows() -> None:
    assert weighing.divided("路灯不亮\n整条街都黑") == ("路灯不亮", "整条街都黑")
    assert weighing.divided("路灯不亮")[0] == ""


def test_codes_of_kinds_differ_and_fit_a_column_of_whole_numbers() -> None:
    codes = {
        weighing.code(kind, token)
        for kind in ("letters", "surveys")
        for token in ("路灯", "𠮷野", "bus", "58")
    }
    assert len(codes) == 8
    assert all(0 <= each < 2**63 for each in codes)


def test_a_repeated_letter_is_nearest_and_the_same_matter_nearer_than_others() -> None:
    texts = [*MIXER, *OTHERS, MIXER[0] + "请尽快。"]
    found = list(comparing.nearest(texts, 9))
    assert found[0][0][0] == len(texts) - 1
    assert found[0][0][1] > 0.8
    assert {at for at, _ in found[0][:4]} == {1, 2, 3, len(texts) - 1}


def test_letters_of_one_matter_become_one_group_and_single_ones_none() -> None:
    measure = weighing.background()
    texts = [OTHERS[0], *MIXER, *OTHERS[1:]]
    assert clustering.grouped([measure.of(each) for each in texts]) == [[1, 2, 3, 4]]


def test_a_group_is_named_by_words_of_its_own() -> None:
    runs = [naming.runs(each) for each in (*MIXER, *OTHERS)]
    everywhere = Counter(run for each in runs for run in each)
    found = naming.phrases(runs[:4], everywhere, len(runs))
    assert {"翠竹湾", "搅拌站"} <= set(found) or "翠竹湾搅拌站" in found


def test_a_place_is_read_off_the_title_first() -> None:
    assert naming.place_in("滨江广场没有座椅\n人民路上也没有") == "滨江广场"
    assert naming.place_in("请问翠竹湾小区归谁管\n谢谢") == "翠竹湾小区"
    assert naming.place_in("投诉小区噪声\n太吵了") == ""
    assert naming.place_in("太吵了") == ""
