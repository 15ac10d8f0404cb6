"""What must be true of something before the public may read it?"""

import re
from dataclasses import replace
from typing import Any

from yiwang.kernel.errors import Refused
from yiwang.kernel.publications.content import Content

LONGEST_SUMMARY = 120
# Characters that XML 1.0 forbids (a feed would break on one), and those that turn the direction of what
# follows.
_ILLEGIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def legible(content: Content) -> Content:
    """The same without characters that nobody can read, the title on one line."""
    given = {name: value for name, value in vars(content).items() if isinstance(value, str)}
    texts: dict[str, Any] = {name: _ILLEGIBLE.sub("", value) for name, value in given.items()}
    texts["title"] = " ".join(texts["title"].split())
    texts["subject_words"] = tuple(_ILLEGIBLE.sub("", word) for word in content.subject_words)
    return replace(content, **texts)


def check(content: Content, kinds: frozenset[str]) -> None:
    """Raises Refused with the field where something is missing, too long or contradicts itself."""
    if not content.title.strip():
        raise Refused("请填写标题。", field="title")
    for field, length in LENGTHS.items():
        if len(getattr(content, field)) > length:
            raise Refused(f"{LABELS[field]}不能超过{length}个字。", field=field)
    if content.kind not in kinds:
        raise Refused(f"没有登记的信息类别：{content.kind}。", field="kind")
    if content.readable_until and content.readable_until <= content.published_at:
        raise Refused("公开截止时间必须晚于发布时间。", field="readable_until")
    if content.image and not content.image_alt.strip():
        raise Refused("请填写图片说明，供看不到图片的人了解内容。", field="image_alt")
    if content.original_url and not _ADDRESS.fullmatch(content.original_url):
        raise Refused("原文地址应当以 http:// 或 https:// 开头。", field="original_url")
    if content.effective_on and content.expires_on and content.expires_on < content.effective_on:
        raise Refused("有效期截止日期不能早于实施日期。", field="expires_on")


LABELS = {
    "title": "标题",
    "subtitle": "副标题",
    "summary": "摘要",
    "keywords": "关键词",
    "author": "作者",
    "source": "来源",
    "image_alt": "图片说明",
    "original_url": "原文地址",
    "number": "发文字号",
    "index_number": "索引号",
    "issuer": "发文机关",
    "subject": "主题分类",
    "disclosure": "公开属性",
}
LENGTHS = {
    "title": 300,
    "subtitle": 300,
    "summary": 500,
    "keywords": 300,
    "author": 120,
    "source": 200,
    "image_alt": 200,
    "original_url": 1000,
    "number": 120,
    "index_number": 60,
    "issuer": 300,
    "subject": 200,
    "disclosure": 20,
}


def summary(text: str) -> str:
    """The beginning of a text, ended at a sentence where there is one."""
    start = " ".join(text.split())
    if len(start) <= LONGEST_SUMMARY:
        return start
    start = start[:LONGEST_SUMMARY]
    end = max(start.rfind(mark) for mark in "。！？；")
    return start[: end + 1] if end >= LONGEST_SUMMARY // 2 else f"{start[:-1]}…"
