"""What is asked before a unit is opened, changed or looked for?"""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.actions import reforms, units
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Alias, Post, Unit, UnitQuerySet


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchForm(forms.Form):
    """Fields in a row above a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


class UnitSearchForm(SearchForm):
    q = forms.CharField(label="名称、曾用名、机关代字或代码", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *Unit.Kind.choices], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "现有机构"), ("closed", "已撤销"), ("all", "全部")], required=False
    )


class ChangeForm(forms.Form):
    """A change of one unit from a day on; ``apply`` calls the one action."""

    title: ClassVar[str]
    hint: ClassVar[str] = ""
    submit: ClassVar[str] = "确定"

    on = forms.DateField(label="生效日期", widget=Day(), help_text="不晚于今天。")
    ground = forms.CharField(label="依据", max_length=200, required=False, help_text="批准文件的标题或文号。")

    def __init__(self, unit: Unit, seen: UnitQuerySet, *args: Any, **kwargs: Any) -> None:
        self.unit, self.seen = unit, seen
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        self.order_fields([name for name in self.fields if name not in {"on", "ground"}])
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values that depend on the unit."""

    def apply(self, by: Actor) -> Unit:
        raise NotImplementedError


class FieldsOfUnit(ChangeForm):
    """The fields of a unit that is to be made."""

    code = forms.CharField(
        label="机构代码", max_length=40, help_text="名录中固定不变的代码，启用后不能修改。"
    )
    name = forms.CharField(label="名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=Unit.Kind.choices)
    document_mark = forms.CharField(
        label="机关代字", max_length=12, required=False, help_text="如“云政办发”，不含年份和序号。"
    )
    order = forms.IntegerField(label="排序", min_value=0, max_value=999999, initial=0, help_text="小的在前。")

    def given(self, parent: Unit | None) -> units.UnitFields:
        told = self.cleaned_data
        return units.UnitFields(
            code=told["code"],
            name=told["name"],
            kind=told["kind"],
            parent=parent,
            short_name=told["short_name"],
            document_mark=told["document_mark"],
            order=told["order"],
        )


class OpenForm(FieldsOfUnit):
    title = "新设下级机构"
    submit = "设立"

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        return units.open_unit(by, self.given(self.unit), told["on"], told["ground"])


class RenameForm(ChangeForm):
    title = "更名"
    hint = "原名称自动保留为曾用名，旧文件仍按当时的名称显示。"

    name = forms.CharField(label="新名称", max_length=120)
    short_name = forms.CharField(label="新简称", max_length=60, required=False)

    def prepare(self) -> None:
        self.initial = {"name": self.unit.name, "short_name": self.unit.short_name, **self.initial}

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        return units.rename(by, self.unit, told["name"], told["short_name"], told["on"], told["ground"])


class RemarkForm(ChangeForm):
    title = "变更机关代字"

    document_mark = forms.CharField(
        label="新机关代字", max_length=12, required=False, help_text="留空表示不再使用。"
    )

    def prepare(self) -> None:
        self.initial = {"document_mark": self.unit.document_mark, **self.initial}

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        return units.remark(by, self.unit, told["document_mark"], told["on"], told["ground"])


class ReclassifyForm(ChangeForm):
    title = "调整类别"

    kind = forms.ChoiceField(label="新类别", choices=Unit.Kind.choices)

    def prepare(self) -> None:
        self.initial = {"kind": self.unit.kind, **self.initial}

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        return units.reclassify(by, self.unit, told["kind"], told["on"], told["ground"])


class MoveForm(ChangeForm):
    title = "调整隶属"
    hint = "该机构连同全部下级机构一起调整。"

    parent = UnitField(label="新的上级机构")

    def prepare(self) -> None:
        cast(UnitField, self.fields["parent"]).among = self.seen

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        return reforms.move(by, self.unit, told["parent"], told["on"], told["ground"])


class MergeForm(ChangeForm):
    title = "并入其他机构"
    hint = "该机构随即撤销，下级机构转入目标机构；目标机构的人员可以查阅它的历史记录。"
    submit = "合并"

    target = UnitField(label="并入")
    posts = forms.ChoiceField(
        label="在任岗位",
        choices=[("keep", "全部转入目标机构"), ("end", "全部免职（没有其他岗位的人员，账号同时停用）")],
        initial="keep",
        widget=forms.RadioSelect,
    )

    def prepare(self) -> None:
        cast(UnitField, self.fields["target"]).among = self.seen

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        keep = told["posts"] == "keep"
        return reforms.merge(
            by, self.unit, told["target"], told["on"], keep_posts=keep, ground=told["ground"]
        )


class PostsField(forms.ModelMultipleChoiceField):
    """Posts by title and name."""

    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.title} {obj.person.name}"


class SplitForm(FieldsOfUnit):
    title = "分设新机构"
    hint = "从该机构分出一个新机构，可以带走部分岗位；新机构与该机构同级。"
    submit = "分设"

    posts = PostsField(
        label="转入新机构的岗位",
        queryset=Post.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        held = self.unit.posts.own().not_ended(today()).in_full().order_by("title", "pk")
        cast(PostsField, self.fields["posts"]).queryset = held

    def apply(self, by: Actor) -> Unit:
        told = self.cleaned_data
        fields = self.given(self.unit.parent)
        return reforms.split(by, self.unit, fields, told["on"], posts=told["posts"], ground=told["ground"])


class CloseForm(ChangeForm):
    title = "撤销机构"
    hint = "撤销前须先调整下级机构、免去全部岗位；机构的历史记录仍然保留。"
    submit = "撤销"

    def apply(self, by: Actor) -> Unit:
        return reforms.close(by, self.unit, self.cleaned_data["on"], self.cleaned_data["ground"])


class ReopenForm(ChangeForm):
    title = "恢复机构"
    submit = "恢复"

    def apply(self, by: Actor) -> Unit:
        return reforms.reopen(by, self.unit, self.cleaned_data["on"], self.cleaned_data["ground"])


CHANGES: Mapping[str, type[ChangeForm]] = {
    "open": OpenForm,
    "rename": RenameForm,
    "remark": RemarkForm,
    "reclassify": ReclassifyForm,
    "move": MoveForm,
    "split": SplitForm,
    "merge": MergeForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}


class AliasForm(forms.Form):
    name = forms.CharField(label="别名", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=Alias.Kind.choices, initial=Alias.Kind.ABBREVIATION)


class OrderForm(forms.Form):
    order = forms.IntegerField(label="排序", min_value=0, max_value=999999)
