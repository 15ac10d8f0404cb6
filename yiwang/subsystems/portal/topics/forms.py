"""What is asked of people who compose a topic? One form a kind of block."""

from dataclasses import replace
from typing import Any

from django import forms

from yiwang.subsystems.portal.forms import column_choices
from yiwang.subsystems.portal.rules import Node
from yiwang.subsystems.portal.topics.rules import (
    MOST_LISTED,
    SOURCES,
    STYLES,
    Block,
    Item,
    picked_ids,
)


class BlockForm(forms.Form):
    """What every block has; ``block``: as it was stored, or a new one of its kind."""

    title = forms.CharField(label="区块标题", max_length=40, required=False)

    def __init__(self, *args: Any, block: Block, nodes: list[Node], **kwargs: Any) -> None:
        self.block = block
        kwargs.setdefault("initial", self.began())
        super().__init__(*args, **kwargs)
        if "column" in self.fields:
            self.fields["column"].choices = column_choices(nodes, empty="请选择栏目")  # type: ignore[attr-defined]

    def began(self) -> dict[str, Any]:
        one = self.block
        return {
            "title": one.title,
            "words": one.words,
            "body": one.body,
            "source": one.source,
            "column": one.column or "",
            "keyword": one.keyword,
            "picked": "\n".join(f"/a/{pk}/" for pk in one.ids),
            "most": one.most,
            "style": one.style,
        }

    def made(self, fresh: dict[str, int]) -> Block:
        """The block as it was typed; ``fresh``: ids of files just uploaded, by the name of their field."""
        return replace(self.block, title=self.cleaned_data["title"].strip())


class BannerForm(BlockForm):
    new_file = forms.FileField(
        label="横幅图片", required=False, help_text="JPEG、PNG 或 WebP，宽度不小于 1200 像素为宜。"
    )
    words = forms.CharField(
        label="图片文字说明", max_length=200, help_text="图片上的文字要写全，说给看不到图片的读者听。"
    )

    def made(self, fresh: dict[str, int]) -> Block:
        block = super().made(fresh)
        return replace(block, words=self.cleaned_data["words"], file=fresh.get("new_file", block.file))


class ListForm(BlockForm):
    source = forms.ChoiceField(label="内容来源", choices=list(SOURCES.items()))
    column = forms.ChoiceField(label="栏目", required=False, help_text="“取自栏目”时选择，含下级栏目。")
    keyword = forms.CharField(
        label="关键词", max_length=40, required=False, help_text="“按关键词聚合”时填写，与稿件的关键词比对。"
    )
    picked = forms.CharField(
        label="挑选的文章",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="“手工挑选”时填写，每行一个已发布文章的地址，如 /a/12/，按此顺序显示。",
    )
    style = forms.ChoiceField(label="样式", choices=list(STYLES.items()))
    most = forms.IntegerField(label="最多条数", min_value=1, max_value=MOST_LISTED)

    def clean_picked(self) -> tuple[int, ...]:
        return picked_ids(self.cleaned_data["picked"])

    def made(self, fresh: dict[str, int]) -> Block:
        said = self.cleaned_data
        return replace(
            super().made(fresh),
            source=said["source"],
            column=int(said["column"] or 0),
            keyword=said["keyword"].strip(),
            ids=said["picked"],
            style=said["style"],
            most=said["most"],
        )


class TextForm(BlockForm):
    body = forms.CharField(
        label="正文", widget=forms.Textarea(attrs={"rows": 12, "data-editor": "topic"}), max_length=50_000
    )

    def made(self, fresh: dict[str, int]) -> Block:
        return replace(super().made(fresh), body=self.cleaned_data["body"])


class VideoForm(BlockForm):
    new_file = forms.FileField(label="视频文件", required=False, help_text="MP4 格式。")
    words = forms.CharField(
        label="文字稿",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="视频里说了什么，供听不到声音的读者阅读。",
    )

    def made(self, fresh: dict[str, int]) -> Block:
        block = super().made(fresh)
        return replace(block, words=self.cleaned_data["words"], file=fresh.get("new_file", block.file))


class ItemsForm(BlockForm):
    """Pictures or links: those that are there, each with its words and address, and room for another."""

    new_words = forms.CharField(label="文字说明", max_length=200, required=False)
    new_address = forms.CharField(label="链接到", max_length=300, required=False)

    def __init__(self, *args: Any, block: Block, **kwargs: Any) -> None:
        super().__init__(*args, block=block, **kwargs)
        for at, item in enumerate(block.items):
            self.fields[f"words_{at}"] = forms.CharField(
                label=f"第 {at + 1} 项文字说明", max_length=200, initial=item.words
            )
            self.fields[f"address_{at}"] = forms.CharField(
                label=f"第 {at + 1} 项链接", max_length=300, required=False, initial=item.address
            )
            self.fields[f"place_{at}"] = forms.IntegerField(
                label=f"第 {at + 1} 项次序", min_value=1, max_value=99, initial=at + 1
            )
            self.fields[f"remove_{at}"] = forms.BooleanField(label=f"删除第 {at + 1} 项", required=False)

    def made(self, fresh: dict[str, int]) -> Block:
        said = self.cleaned_data
        kept = [
            (said[f"place_{at}"], at, replace(item, words=said[f"words_{at}"], address=said[f"address_{at}"]))
            for at, item in enumerate(self.block.items)
            if not said[f"remove_{at}"]
        ]
        items = [item for _, _, item in sorted(kept, key=lambda one: one[:2])]
        return replace(super().made(fresh), items=(*items, *self.added(fresh)))

    def added(self, fresh: dict[str, int]) -> list[Item]:
        said = self.cleaned_data
        return [Item(said["new_words"], said["new_address"])] if said["new_words"] else []


class PicturesForm(ItemsForm):
    new_file = forms.FileField(label="添加图片", required=False, help_text="JPEG、PNG、GIF 或 WebP。")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new_words") and not said.get("new_file"):
            self.add_error("new_file", "请选择图片。")
        if said.get("new_file") and not said.get("new_words"):
            self.add_error("new_words", "请填写图片的文字说明。")
        return said

    def added(self, fresh: dict[str, int]) -> list[Item]:
        said = self.cleaned_data
        file_id = fresh.get("new_file", 0)
        return [Item(said["new_words"], said["new_address"], file_id)] if file_id else []


FORMS: dict[str, type[BlockForm]] = {
    "banner": BannerForm,
    "slides": PicturesForm,
    "list": ListForm,
    "text": TextForm,
    "pictures": PicturesForm,
    "video": VideoForm,
    "links": ItemsForm,
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="归档理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="至少 4 个字。"
    )
