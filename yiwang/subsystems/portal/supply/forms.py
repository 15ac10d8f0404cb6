"""What is asked of people who offer, adopt, subscribe and weigh?"""

from collections.abc import Iterable
from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.forms import tree
from yiwang.subsystems.portal.models import Article, Column, Site
from yiwang.subsystems.portal.rules import Node
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.actions.subscribing import Terms
from yiwang.subsystems.portal.supply.models import Weight
from yiwang.subsystems.portal.supply.rules import ADOPT, FOLLOWS, MODES, WAYS, Way

Choices = list[tuple[str, list[tuple[str, str]]]]


def columns_by_site(columns: Iterable[Column]) -> Choices:
    """Columns indented below the name of their site, for a select; the columns come with their site."""
    by_site: dict[int, list[Column]] = {}
    for column in columns:
        by_site.setdefault(column.site_id, []).append(column)
    return [(held[0].site.name, _indented(held)) for held in by_site.values()]


def _indented(columns: list[Column]) -> list[tuple[str, str]]:
    """What stands below a column that is not among them is shown at the top."""
    ids = {column.pk for column in columns}
    by_id = {column.pk: column for column in columns}
    nodes = [Node(one.pk, one.parent_id, one.slug, one.title, one.is_open) for one in columns]
    found = []
    for top in (column for column in columns if column.parent_id not in ids):
        found.append((str(top.pk), top.title))
        found += [
            (str(node.id), "　" * (depth + 1) + by_id[node.id].title) for node, depth in tree(nodes, top.pk)
        ]
    return found


def open_columns() -> list[Column]:
    return list(
        Column.objects.open().exclude(kind="link").select_related("site").order_by("site", "order", "pk")
    )


def own_columns(post: Post) -> list[Column]:
    """Those about which the post decides what is adopted."""
    units = lines.deciding_units()
    mine = {unit.pk for unit in units.values() if may(post, ADOPT, unit)}
    return [column for column in open_columns() if column.pk in units and units[column.pk].pk in mine]


class OfferForm(forms.Form):
    way = forms.ChoiceField(
        label="方式",
        widget=forms.RadioSelect,
        choices=[
            (Way.SUPPLY, "报送：请对方网站的编辑采用"),
            (Way.PUSH, "推送：已发布的稿件同时送到其他网站"),
        ],
    )
    columns = forms.TypedMultipleChoiceField(
        label="送往栏目",
        coerce=int,
        help_text="按住 Ctrl 可以选择多个栏目，每个网站选一个。",
        error_messages={"required": "请选择要送往的栏目。", "invalid_choice": "请从列表中选择栏目。"},
    )
    note = forms.CharField(
        label="给对方编辑的说明",
        required=False,
        max_length=rules.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [one for one in open_columns() if one.site_id != article.site_id or not article.is_live]
        self.fields["columns"].choices = columns_by_site(columns)  # type: ignore[attr-defined]
        self.fields["columns"].widget.attrs["size"] = 12
        if not article.is_live:
            self.fields["way"].choices = [(Way.SUPPLY, "报送：请对方网站的编辑采用")]  # type: ignore[attr-defined]
        self.fields["way"].initial = Way.SUPPLY


class AdoptForm(forms.Form):
    column = forms.TypedChoiceField(
        label="采用到栏目", coerce=int, error_messages={"invalid_choice": "请从列表中选择栏目。"}
    )
    follow = forms.ChoiceField(label="原稿变化时", choices=list(FOLLOWS.items()))

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = Column.objects.open().filter(site=site).exclude(kind="link").in_order()
        choices = _indented(list(columns))
        self.fields["column"].choices = choices  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="退回理由",
        max_length=rules.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="至少 4 个字，报送单位能看到。",
        error_messages={"required": "请写明退回理由。"},
    )


class ColumnsForm(forms.Form):
    """A column of one's own, and what becomes of copies in it."""

    column = forms.TypedChoiceField(
        label="放入本网站栏目",
        coerce=int,
        error_messages={"required": "请选择栏目。", "invalid_choice": "请从列表中选择栏目。"},
    )
    follow = forms.ChoiceField(label="原稿变化时", choices=list(FOLLOWS.items()))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = columns_by_site(own_columns(post))
        self.fields["column"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]


class SubscriptionForm(ColumnsForm):
    source = forms.TypedChoiceField(
        label="订阅的栏目",
        coerce=int,
        error_messages={"required": "请选择栏目。", "invalid_choice": "请从列表中选择栏目。"},
    )
    words = forms.CharField(
        label="关键词",
        required=False,
        max_length=rules.WORDS_LENGTH,
        help_text="用空格隔开，标题、关键词或摘要含其中一个即取；不填则全部。",
    )
    mode = forms.ChoiceField(label="到达后", choices=list(MODES.items()))
    field_order = ["source", "words", "column", "mode", "follow"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = columns_by_site(open_columns())
        self.fields["source"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        said = self.cleaned_data
        return Terms(said["column"], said["source"], said["words"], said["mode"], said["follow"])


class TrustForm(ColumnsForm):
    site = forms.ModelChoiceField(
        Site.objects.all(),
        label="信任的来源网站",
        empty_label="请选择",
        error_messages={"required": "请选择网站。", "invalid_choice": "请从列表中选择网站。"},
    )
    field_order = ["site", "column", "follow"]


class WeightForm(forms.Form):
    deed = forms.ChoiceField(label="计分事项", choices=Weight.Deed.choices, initial=Weight.Deed.ADOPTED)
    column = forms.TypedChoiceField(label="栏目", coerce=int, required=False, empty_value=None)
    points = forms.DecimalField(
        label="分值",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=1,
        error_messages={"required": "请填写分值。", "invalid": "请填写数字。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = columns_by_site(open_columns())
        self.fields["column"].choices = [("", "全部栏目"), *choices]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which offers of the list are wanted."""

    q = forms.CharField(label="标题", required=False, max_length=100)
    way = forms.ChoiceField(label="方式", required=False, choices=[("", "全部"), *WAYS.items()])
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label="报送单位", required=False, widget=forms.HiddenInput
    )
    month = forms.DateField(label="月份", required=False, input_formats=["%Y-%m"], widget=forms.HiddenInput)
    hand = forms.BooleanField(required=False, widget=forms.HiddenInput)
