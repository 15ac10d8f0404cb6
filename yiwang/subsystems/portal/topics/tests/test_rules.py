"""Of what a topic may be composed."""

from dataclasses import replace

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.topics import rules
from yiwang.subsystems.portal.topics.rules import Block, Item

A, B, C = (Block(key, "text", key.upper(), body="<p>字</p>") for key in "abc")
LIST = Block("l", "list", "消息", column=3)


def keys(blocks):
    return "".join(block.key for block in blocks)


def test_blocks_are_added_replaced_moved_and_taken_out():
    assert keys(rules.put([A, B], C)) == "abc"
    assert rules.put([A, B], replace(A, title="新"))[0].title == "新"
    assert keys(rules.moved([A, B, C], "c", -1)) == "acb"
    assert keys(rules.moved([A, B, C], "a", -1)) == "abc"
    assert keys(rules.ordered([A, B, C], ["c", "a", "b"])) == "cab"
    assert keys(rules.without([A, B, C], "b")) == "ac"


def test_an_order_that_knows_other_blocks_is_refused():
    for said in (["a"], ["a", "b", "x"], ["a", "a", "b"]):
        with pytest.raises(Refused, match="增减"):
            rules.ordered([A, B, C], said)
    with pytest.raises(Refused, match="不存在"):
        rules.moved([A], "x", 1)


def test_a_topic_has_a_bounded_number_of_blocks():
    full = [replace(A, key=f"k{at}") for at in range(rules.MOST_BLOCKS)]
    with pytest.raises(Refused, match="最多"):
        rules.put(full, C)


@pytest.mark.parametrize(
    ("block", "field"),
    [
        (Block("x", "banner"), "new_file"),
        (Block("x", "banner", file=1), "words"),
        (Block("x", "text"), "body"),
        (Block("x", "video", "片", file=1), "words"),
        (Block("x", "list", "", column=1), "title"),
        (Block("x", "list", "消息"), "column"),
        (Block("x", "list", "消息", source="keyword"), "keyword"),
        (Block("x", "list", "消息", source="picked"), "picked"),
        (replace(LIST, most=31), "most"),
        (Block("x", "slides", "图"), "new_words"),
        (Block("x", "slides", "图", items=(Item(" ", "", 1),)), "new_words"),
        (Block("x", "links", "友情链接", items=(Item("省政府"),)), "new_address"),
        (Block("x", "links", "友情链接", items=(Item("坏", "javascript:alert(1)"),)), "new_address"),
    ],
)
def test_a_block_that_is_not_fit_to_be_seen_is_refused_at_its_field(block, field):
    with pytest.raises(Refused) as refused:
        rules.check_block(block)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "block",
    [
        A,
        LIST,
        Block("x", "banner", file=1, words="植树节横幅"),
        Block("x", "video", "片", file=1, words="大家好。"),
        Block("x", "links", "友情链接", items=(Item("省政府", "https://www.example.gov.cn/"),)),
        Block("x", "pictures", "图", items=(Item("桥", "", 1),)),
    ],
)
def test_a_whole_block_passes(block):
    rules.check_block(block)


def test_whoever_composed_last_does_not_publish():
    with pytest.raises(Refused, match="其他同事"):
        rules.check_publishing([A], changed_by=1, person=1)
    with pytest.raises(Refused, match="还没有区块"):
        rules.check_publishing([], changed_by=1, person=2)
    rules.check_publishing([A], changed_by=1, person=2)


def test_picked_texts_are_numbers_or_addresses_each_once():
    assert rules.picked_ids("/a/12/\nhttps://www.yunze.gov.cn/a/7/ 12，9") == (12, 7, 9)
    with pytest.raises(Refused, match="不是文章地址"):
        rules.picked_ids("/c/news/")


def test_blocks_survive_their_way_through_json():
    blocks = [A, LIST, Block("s", "slides", "图", items=(Item("桥", "/a/1/", 4),), ids=(1, 2))]
    assert rules.of_json(rules.as_json(blocks)) == blocks
