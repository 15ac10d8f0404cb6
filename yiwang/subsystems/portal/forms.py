"""What is asked of people who write articles and keep columns and sites?"""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions.columns import Particulars
from yiwang.subsystems.portal.actions.sites import Registration
from yiwang.subsystems.portal.models import Article, Column, Site
from yiwang.subsystems.portal.rules import COLUMN_KINDS, COLUMN_TYPES, Node
from yiwang.subsystems.portal.text import KINDS, Attributes, Text

DISCLOSURES = ("", "主动公开", "依申请公开", "不予公开")


def tree(nodes: Iterable[Node], parent: int | None = None, depth: int = 0) -> list[tuple[Node, int]]:
    """Columns in reading order with their depth."""
    rows = list(nodes)
    found: list[tuple[Node, int]] = []
    for node in rows:
        if node.parent_id == parent:
            found += [(node, depth), *tree(rows, node.id, depth + 1)]
    return found


def column_choices(nodes: Iterable[Node], *, empty: str = "") -> list[tuple[str, str]]:
    """Open columns indented by their depth, for a select."""
    choices = [(str(node.id), "　" * depth + node.title) for node, depth in tree(nodes) if node.is_open]
    return [("", empty), *choices] if empty else choices


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, each checked as one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


def _date() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class ArticleForm(forms.Form):
    """The text of an article with its attributes; files are named by id and uploaded beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="报送单位")
    title = forms.CharField(label="标题", max_length=200)
    subtitle = forms.CharField(label="副标题", max_length=200, required=False)
    column = forms.ChoiceField(label="栏目")
    more_columns = forms.MultipleChoiceField(
        label="同时发布到", required=False, help_text="按住 Ctrl 可以选择多个栏目。"
    )
    kind = forms.ChoiceField(label="类型", choices=list(KINDS.items()))
    source = forms.CharField(
        label="来源", max_length=120, required=False, help_text="发布前必填，如“市政府办公室”。"
    )
    author = forms.CharField(label="作者", max_length=120, required=False)
    keywords = forms.CharField(
        label="关键词", max_length=200, required=False, help_text="用空格或逗号隔开，不填则用栏目关键词。"
    )
    summary = forms.CharField(
        label="摘要",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不填则取正文开头。",
    )
    body = forms.CharField(
        label="正文", required=False, widget=forms.Textarea(attrs={"rows": 18, "data-editor": "article"})
    )
    new_cover = forms.FileField(label="封面图片", required=False, help_text="JPEG、PNG、GIF 或 WebP。")
    cover_alt = forms.CharField(
        label="封面图片说明",
        max_length=200,
        required=False,
        help_text="说给看不到图片的读者听；有封面时必填。",
    )
    new_files = ManyFilesField(label="添加附件", required=False, help_text="可以一次选择多个文件。")
    index_number = forms.CharField(label="索引号", max_length=60, required=False)
    number = forms.CharField(label="文号", max_length=80, required=False, help_text="如“云政办〔2026〕1号”。")
    issuer = forms.CharField(label="发文机关", max_length=120, required=False)
    written_on = forms.DateField(label="成文日期", required=False, widget=_date())
    effective_on = forms.DateField(label="生效日期", required=False, widget=_date())
    expires_on = forms.DateField(label="失效日期", required=False, widget=_date())
    subject = forms.CharField(label="主题分类", max_length=60, required=False)
    subject_words = forms.CharField(label="主题词", max_length=200, required=False)
    recipients = forms.CharField(label="主送", max_length=500, required=False)
    copies = forms.CharField(label="抄送", max_length=500, required=False)
    disclosure = forms.ChoiceField(
        label="公开属性", required=False, choices=[(one, one or "（未定）") for one in DISCLOSURES]
    )
    note = forms.CharField(label="修改说明", max_length=200, required=False, help_text="会记在版本记录里。")

    def __init__(self, *args: Any, nodes: list[Node], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = column_choices(nodes)
        self.fields["column"].choices = [("", "请选择栏目"), *choices]  # type: ignore[attr-defined]
        self.fields["more_columns"].choices = choices  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def text(self, cover_id: int | None, files: tuple[tuple[int, str], ...]) -> Text:
        """What was typed, as a Text; the form is valid."""
        said = self.cleaned_data
        names = ("title", "subtitle", "kind", "source", "author", "keywords", "summary", "body", "cover_alt")
        return Text(
            **{name: said[name] for name in names},
            column_id=int(said["column"]),
            more_column_ids=tuple(sorted(int(one) for one in said["more_columns"])),
            cover_id=cover_id,
            files=files,
            attributes=Attributes(**{one.name: said[one.name] for one in fields(Attributes)}),
        )


def typed_of(article: Article, text: Text) -> dict[str, Any]:
    """What the form of an article begins with."""
    values = {
        name: getattr(text, name) for name in ("title", "subtitle", "kind", "source", "author", "keywords")
    }
    values |= {name: getattr(text, name) for name in ("summary", "body", "cover_alt")}
    values |= dict(vars(text.attributes))
    return {
        **values,
        "version": article.version,
        "unit": article.unit_id,
        "column": text.column_id,
        "more_columns": [str(one) for one in text.more_column_ids],
    }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="至少 4 个字，会记入审计。",
    )


class PublishForm(forms.Form):
    reason = forms.CharField(
        label="仍需发布的理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="有“应核对”的问题时必填，会记入审计。",
    )


class ScheduleForm(PublishForm):
    publish_at = forms.DateTimeField(label="发布时间", widget=_moment())


class ExpiryForm(forms.Form):
    expire_at = forms.DateTimeField(
        label="到期撤下时间", widget=_moment(), required=False, help_text="留空表示长期展示。"
    )


class WithdrawForm(ReasonForm):
    code = forms.ChoiceField(
        label="对公众说明的原因",
        choices=[("", "请选择"), *(pair for pair in Publication.Reason.choices if pair[0] != "expired")],
    )
    field_order = ["code", "reason"]


class BatchForm(forms.Form):
    """What to do with the chosen articles."""

    verb = forms.ChoiceField(
        choices=[
            ("submit", "送审"),
            ("review", "审核通过"),
            ("publish", "签发"),
            ("return", "退回修改"),
            ("move", "移动到栏目"),
            ("delete", "删除"),
        ]
    )
    article = forms.TypedMultipleChoiceField(coerce=int)
    reason = forms.CharField(required=False, max_length=300)
    column = forms.IntegerField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = [one for one in data.getlist("article")[:100] if one.isdecimal() and len(one) < 18]
        self.fields["article"].choices = [(one, one) for one in given]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which articles of the list are wanted."""

    q = forms.CharField(label="标题", required=False, max_length=100)
    column = forms.ChoiceField(label="栏目", required=False)
    unit = forms.CharField(label="单位", required=False, max_length=60)

    def __init__(self, data: Any, *, nodes: list[Node]) -> None:
        super().__init__(data)
        self.fields["column"].choices = column_choices(nodes, empty="全部栏目")  # type: ignore[attr-defined]


class ColumnForm(forms.ModelForm):
    """The particulars of a column; where it stands and what its address is are asked apart."""

    class Meta:
        model = Column
        fields = [
            "title",
            "kind",
            "column_type",
            "description",
            "keywords",
            "unit",
            "update_days",
            "link",
            "starts_on",
            "ends_on",
            "is_two_step",
        ]
        widgets = {"starts_on": _date(), "ends_on": _date(), "description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(COLUMN_KINDS.items())  # type: ignore[attr-defined]
        self.fields["column_type"].choices = [(one, one) for one in COLUMN_TYPES]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.open().order_by("path")  # type: ignore[attr-defined]
        self.fields["link"].help_text = "只有链接栏目需要填写。"
        self.fields["update_days"].help_text = "动态要闻不超过 14 天，通知公告、政策文件不超过 6 个月。"
        self.fields["is_two_step"].help_text = "勾选后，审核人可以签发自己审核的稿件（仍不能签发自己写的）。"

    def validate_unique(self) -> None:
        """The action knows: it looks at the locked tree."""

    def _post_clean(self) -> None:
        """No half-made column is built here: the action builds it."""

    def particulars(self) -> Particulars:
        return Particulars(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class NewColumnForm(ColumnForm):
    slug = forms.CharField(
        label="栏目网址", max_length=60, help_text="小写字母、数字和短横线，设定后不再改变，如 tzgg。"
    )
    parent = forms.ChoiceField(label="上级栏目", required=False)
    field_order = ["title", "slug", "parent"]

    def __init__(self, *args: Any, nodes: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = column_choices(nodes, empty="（一级栏目）")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    parent = forms.ChoiceField(label="移到", required=False)

    def __init__(self, *args: Any, nodes: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = column_choices(nodes, empty="（一级栏目）")  # type: ignore[attr-defined]


class SiteForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = [
            "name",
            "domain",
            "identification_code",
            "sponsor",
            "host_unit",
            "contact",
            "icp_number",
            "police_number",
            "description",
            "unit",
        ]
        help_texts = {
            "unit": "本机构及下属机构的人员管理这个网站；主站可以留空。",
            "domain": "以 .gov.cn 结尾，如 www.yunze.gov.cn。",
            "identification_code": "10 位数字：6 位区划代码加 4 位顺序号；部委为 bm 加 8 位数字。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.open().order_by("path")  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The action knows: it looks at the locked row."""

    def _post_clean(self) -> None:
        """The row is changed by the action alone."""

    def registration(self) -> Registration:
        return Registration(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class NewSiteForm(SiteForm):
    slug = forms.CharField(label="代号", max_length=40, help_text="小写字母和数字；主站为 main。")
    field_order = ["slug"]
