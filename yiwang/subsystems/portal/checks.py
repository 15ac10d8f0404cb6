"""What must be right before a text may be published (信息上网操作规范)?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.text import Text

OWN_ADDRESS = re.compile(r"/(?!/)")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; a warning may be confirmed by the publisher, anything else must be mended."""

    sentence: str
    field: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the checks need to know besides the text.

    ``closed_columns``: titles of its columns that are closed; ``unclean_files``: names of files that are not
    (yet) known to be harmless; ``personal_numbers``: masked identity and mobile numbers found in the text.
    """

    closed_columns: Sequence[str] = ()
    unclean_files: Sequence[str] = ()
    personal_numbers: Sequence[str] = ()


class Unconfirmed(Refused):
    """Only warnings stand against it: whoever publishes may confirm that they looked."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("".join(finding.sentence for finding in findings))
        self.findings = findings


def findings(text: Text, around: Surroundings) -> list[Finding]:
    """Everything that stands against publishing the text, what must be mended first."""
    return sorted(
        [*_missing(text), *_pictures(text), *_around(around)], key=lambda finding: finding.is_warning
    )


def check(found: Sequence[Finding], *, is_confirmed: bool) -> None:
    """Refused with every sentence that must be mended; Unconfirmed where only warnings are left."""
    wrong = [finding for finding in found if not finding.is_warning]
    if wrong:
        raise Refused("".join(finding.sentence for finding in wrong), field=wrong[0].field or None)
    if found and not is_confirmed:
        raise Unconfirmed(found)


def _missing(text: Text) -> Iterator[Finding]:
    if not text.title.strip():
        yield Finding("请填写标题。", "title")
    if not text.source.strip():
        yield Finding("请填写来源。", "source")
    if not has_content(text.body) and not text.files:
        yield Finding("正文还是空的，请填写正文或添加附件。", "body")
    if text.kind == "document" and not (text.attributes.number or text.attributes.index_number):
        yield Finding("政府文件请填写文号或索引号。", "number")
    if not text.keywords.strip():
        yield Finding("没有填写关键词，将用栏目关键词代替。", "keywords", is_warning=True)


def _pictures(text: Text) -> Iterator[Finding]:
    if text.cover_id and not text.cover_alt.strip():
        yield Finding("请填写封面图片的文字说明。", "cover_alt")
    bare = foreign = 0
    for address, alternative in pictures(text.body):
        bare += not alternative.strip()
        foreign += not OWN_ADDRESS.match(address)
    if bare:
        yield Finding(f"正文有 {bare} 张图片没有文字说明，请在编辑器中选中图片补上。", "body")
    if foreign:
        yield Finding(f"正文有 {foreign} 张图片来自其他网站，请下载后重新上传。", "body")


def _around(around: Surroundings) -> Iterator[Finding]:
    for title in around.closed_columns:
        yield Finding(f"栏目“{title}”已关闭，请改选开放的栏目。", "column")
    for name in around.unclean_files:
        yield Finding(f"文件“{name}”尚未通过安全检查，请稍后再试或换一个文件。", "files")
    if around.personal_numbers:
        shown = "、".join(around.personal_numbers[:5])
        yield Finding(
            f"文中有疑似身份证号码或手机号码（{shown}），请核对是否应当公开。", "body", is_warning=True
        )


def has_content(body: str) -> bool:
    """Whether a reader would see anything: words or a picture."""
    if not body.strip():
        return False
    root = html.fragment_fromstring(body, create_parent="div")
    return bool(str(root.text_content()).strip()) or root.find(".//img") is not None


def pictures(body: str) -> list[tuple[str, str]]:
    """Address and alternative text of every picture in the text."""
    if "<img" not in body:
        return []
    root = html.fragment_fromstring(body, create_parent="div")
    return [(image.get("src", ""), image.get("alt", "")) for image in root.iter("img")]


def plain_text(body: str) -> str:
    """The words of an HTML text without its marks."""
    if not body.strip():
        return ""
    root = html.fragment_fromstring(body, create_parent="div")
    return " ".join(str(root.text_content()).split())
