"""Of which blocks may a topic be composed, and what must a block hold before the public sees it?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from yiwang.kernel.errors import Refused

READ, COMPOSE, RELEASE = "portal.topic_read", "portal.topic_compose", "portal.topic_release"
KINDS: Mapping[str, str] = {
    "banner": "横幅",
    "slides": "轮播图片",
    "list": "信息列表",
    "text": "文字",
    "pictures": "图片墙",
    "video": "视频",
    "links": "链接",
}
SOURCES: Mapping[str, str] = {"column": "取自栏目", "keyword": "按关键词聚合", "picked": "手工挑选"}
STYLES: Mapping[str, str] = {"titles": "标题列表", "summaries": "标题和摘要", "pictures": "图文卡片"}
MOST_BLOCKS, MOST_ITEMS, MOST_LISTED = 20, 12, 30
ADDRESS = re.compile(r"(?:https?://[^\s/][^\s]*|/(?![/\\])[^\s]*)")


@dataclass(frozen=True)
class Item:
    """A picture (``file`` is its id) or a link; ``words``: alternative text, or what the link is called."""

    words: str
    address: str = ""
    file: int = 0


@dataclass(frozen=True)
class Block:
    """One part of a topic's page, top to bottom; which fields count depends on its kind.

    ``words``: alternative text of a banner, transcript of a video; ``ids``: publications picked by hand.
    """

    key: str
    kind: str
    title: str = ""
    words: str = ""
    body: str = ""
    file: int = 0
    source: str = "column"
    column: int = 0
    keyword: str = ""
    ids: tuple[int, ...] = ()
    most: int = 8
    style: str = "titles"
    items: tuple[Item, ...] = field(default=())

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def files(self) -> set[int]:
        return {one for one in (self.file, *(item.file for item in self.items)) if one}


def as_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{**asdict(block), "ids": list(block.ids)} for block in blocks]


def of_json(rows: Sequence[Mapping[str, Any]]) -> list[Block]:
    return [
        Block(
            **{
                **row,
                "ids": tuple(row.get("ids", ())),
                "items": tuple(Item(**item) for item in row.get("items", ())),
            }
        )
        for row in rows
    ]


def put(blocks: Sequence[Block], block: Block) -> list[Block]:
    """The block in the place of the one with its key, or at the end."""
    if block.kind not in KINDS:
        raise Refused("没有这种区块。")
    if any(one.key == block.key for one in blocks):
        return [block if one.key == block.key else one for one in blocks]
    if len(blocks) >= MOST_BLOCKS:
        raise Refused(f"一个专题最多 {MOST_BLOCKS} 个区块。")
    return [*blocks, block]


def ordered(blocks: Sequence[Block], keys: Sequence[str]) -> list[Block]:
    """The blocks in the order of the keys; Refused where somebody added or removed one meanwhile."""
    by_key = {block.key: block for block in blocks}
    if sorted(by_key) != sorted(keys):
        raise Refused("区块已被他人增减，请刷新页面后再调整顺序。")
    return [by_key[key] for key in keys]


def moved(blocks: Sequence[Block], key: str, step: int) -> list[Block]:
    """One place up (-1) or down (1); at the end nothing happens."""
    keys = [block.key for block in blocks]
    if key not in keys:
        raise Refused("这个区块已不存在，请刷新页面。")
    at = keys.index(key)
    other = at + step
    if 0 <= other < len(keys):
        keys[at], keys[other] = keys[other], keys[at]
    return ordered(blocks, keys)


def without(blocks: Sequence[Block], key: str) -> list[Block]:
    return [block for block in blocks if block.key != key]


def check_block(block: Block) -> None:
    """Whether the public may see the block as it is; Refused with what is missing and where."""
    where = f"区块“{block.title or block.label}”"
    if block.kind in {"list", "links", "slides", "pictures", "video"} and not block.title.strip():
        raise Refused(f"{block.label}区块请填写标题，读屏软件靠它区分。", field="title")
    if block.kind == "banner" and block.file and not block.words.strip():
        raise Refused("请填写横幅图片的文字说明。", field="words")
    if block.kind == "banner" and not block.file:
        raise Refused("请上传横幅图片。", field="new_file")
    if block.kind == "text" and not block.body.strip():
        raise Refused(f"{where}还没有文字。", field="body")
    if block.kind == "video" and not (block.file and block.words.strip()):
        raise Refused(f"{where}请上传视频，并填写文字稿供听不到声音的读者阅读。", field="words")
    if block.kind == "list":
        _check_list(block, where)
    if block.kind in {"slides", "pictures", "links"}:
        _check_items(block, where)


def _check_list(block: Block, where: str) -> None:
    wanted = {"column": block.column, "keyword": block.keyword.strip(), "picked": block.ids}
    if block.source not in SOURCES or block.style not in STYLES:
        raise Refused(f"{where}请选择内容来源和样式。", field="source")
    if not wanted[block.source]:
        field_name = {"column": "column", "keyword": "keyword", "picked": "picked"}[block.source]
        raise Refused(f"{where}{SOURCES[block.source]}，请填写对应的内容。", field=field_name)
    if not 1 <= block.most <= MOST_LISTED:
        raise Refused(f"条数请填 1 至 {MOST_LISTED}。", field="most")


def _check_items(block: Block, where: str) -> None:
    if not block.items:
        raise Refused(f"{where}还没有内容。", field="new_words")
    if len(block.items) > MOST_ITEMS:
        raise Refused(f"{where}最多 {MOST_ITEMS} 项。", field="new_words")
    for item in block.items:
        if not item.words.strip():
            raise Refused(f"{where}有一项没有文字说明。", field="new_words")
        if block.kind == "links" and not item.address:
            raise Refused(f"{where}的“{item.words}”没有填写地址。", field="new_address")
        if item.address and not ADDRESS.fullmatch(item.address):
            raise Refused("链接地址应以 https://、http:// 或 / 开头。", field="new_address")


def check_publishing(blocks: Sequence[Block], changed_by: int, person: int | None) -> None:
    """Four eyes: whoever composed last does not publish (先审后发)."""
    if not blocks:
        raise Refused("专题还没有区块，请先添加内容。")
    if person is None or person == changed_by:
        raise Refused("您最后修改了这个专题，请由其他同事审核发布。")
    for block in blocks:
        check_block(block)


def frozen(block: Block, ids: Sequence[int]) -> Block:
    """A list as it stands at this moment: an archived topic grows no more."""
    return replace(block, source="picked", ids=tuple(ids), most=max(1, min(len(ids), MOST_LISTED)))


def picked_ids(said: str) -> tuple[int, ...]:
    """Numbers or addresses of published texts (/a/12/), one a line or separated by blanks."""
    ids: list[int] = []
    for part in re.split(r"[\s，、,;；]+", said.strip()):
        if not part:
            continue
        found = re.fullmatch(r"(?:https?://[^/]+)?(?:/a/)?(\d{1,15})/?", part)
        if found is None:
            raise Refused(f"“{part[:40]}”不是文章地址或编号，请填写如 /a/12/。", field="picked")
        ids.append(int(found.group(1)))
    return tuple(dict.fromkeys(ids))[:MOST_LISTED]
