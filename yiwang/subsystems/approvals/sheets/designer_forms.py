"""What does an editor fill in about a field, a group, the head of a form?"""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import fields, patterns
from yiwang.subsystems.approvals.sheets.designing import turned
from yiwang.subsystems.approvals.sheets.fields import CHOSEN, COUNTED, WRITTEN, Field, Kind, Option, Sheet
from yiwang.subsystems.approvals.sheets.known import SOURCES
from yiwang.subsystems.approvals.sheets.reading import HINT_LENGTH, KEY, OPTION_LENGTH, TITLE_LENGTH

KINDS = [(kind.value, kind.label) for kind in Kind]
COLUMN_KINDS = [(value, label) for value, label in KINDS if value not in {Kind.ROWS, Kind.CHOICES}]


def _count(label: str, most: int, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, help_text=hint)


class AddFieldForm(forms.Form):
    title = forms.CharField(
        label="名称", max_length=TITLE_LENGTH, error_messages={"required": "请填写名称。"}
    )
    kind = forms.ChoiceField(label="类型", choices=KINDS)
    group = forms.ChoiceField(label="放在", required=False)

    def __init__(self, sheet: Sheet, *args: Any, inside: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = groups_of(sheet)  # type: ignore[attr-defined]
        if inside:
            del self.fields["group"]
            self.fields["kind"].choices = COLUMN_KINDS  # type: ignore[attr-defined]
        elif not sheet.groups:
            del self.fields["group"]


class GroupForm(forms.Form):
    title = forms.CharField(
        label="分组名称", max_length=TITLE_LENGTH, error_messages={"required": "请填写名称。"}
    )
    hint = forms.CharField(label="说明", required=False, max_length=HINT_LENGTH)


class HeadForm(forms.Form):
    title = forms.CharField(label="表名", required=False, max_length=TITLE_LENGTH)
    hint = forms.CharField(
        label="填表说明",
        required=False,
        max_length=HINT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FieldForm(forms.Form):
    """Everything that can be said of a field of its kind, and nothing else."""

    title = forms.CharField(
        label="名称", max_length=TITLE_LENGTH, error_messages={"required": "请填写名称。"}
    )
    kind = forms.ChoiceField(
        label="类型", choices=KINDS, help_text="改变类型后，只属于原类型的要求会被清除。"
    )
    is_required = forms.BooleanField(label="必填", required=False)
    hint = forms.CharField(
        label="填写说明",
        required=False,
        max_length=HINT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    group = forms.ChoiceField(label="所在分组", required=False)
    options = forms.CharField(
        label="选项",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一个。已经使用过的选项要改说法时写成“原来的选项=新的说法”，旧的填写内容就不会丢。",
        error_messages={"required": "请至少填写一个选项。"},
    )
    identifier = forms.ChoiceField(label="证件类型", choices=list(fields.IDENTIFIERS.items()))
    unit = forms.CharField(label="计量单位", required=False, max_length=20)
    least = forms.FloatField(label="最小", required=False)
    most = forms.FloatField(label="最大", required=False)
    fewest = _count("至少几项", fields.MOST_OPTIONS)
    greatest = _count("最多几项", fields.MOST_OPTIONS)
    shortest = _count("最少字数", fields.LONGEST_TEXT)
    longest = _count("最多字数", fields.LONGEST_TEXT)
    pattern = forms.CharField(
        label="格式规则",
        required=False,
        max_length=patterns.LONGEST,
        help_text="正则表达式，例如 ^\\d{6}$；不需要时留空。",
    )
    example = forms.CharField(
        label="正确写法举例", required=False, max_length=HINT_LENGTH, help_text="写错时会告诉申请人。"
    )
    source = forms.ChoiceField(
        label="自动带出", required=False, help_text="平台已经知道的内容自动填好，申请人不必再填。"
    )
    key = forms.CharField(
        label="键",
        max_length=40,
        help_text="给程序用的名字，小写字母、数字和下划线；改动后，已存草稿会跟着改。",
    )

    def __init__(self, sheet: Sheet, field: Field, *args: Any, inside: str = "", **options: Any) -> None:
        options["initial"] = _initial(field)
        super().__init__(*args, **options)
        self.field = field
        self.fields["group"].choices = groups_of(sheet)  # type: ignore[attr-defined]
        self.fields["source"].choices = sources(field.source)  # type: ignore[attr-defined]
        if inside:
            self.fields["kind"].choices = COLUMN_KINDS  # type: ignore[attr-defined]
        for name in self._strange(bool(inside) or not sheet.groups):
            del self.fields[name]

    def _strange(self, is_ungrouped: bool) -> set[str]:
        kind = self.field.kind
        strange = {"group"} if is_ungrouped else set()
        strange |= set() if kind in CHOSEN else {"options"}
        strange |= set() if kind is Kind.IDENTIFIER else {"identifier"}
        strange |= set() if kind in COUNTED else {"least", "most", "unit"}
        strange |= set() if kind in {Kind.ROWS, Kind.CHOICES} else {"fewest", "greatest"}
        strange |= set() if kind in {Kind.TEXT, Kind.LONG_TEXT} else {"shortest", "longest", "pattern"}
        strange |= set() if kind in WRITTEN else {"example"}
        return strange | ({"source"} if kind in {Kind.CONSENT, Kind.ROWS} else set())

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"].strip()
        if not KEY.fullmatch(key):
            raise ValidationError("键只能由小写字母、数字和下划线组成，以字母开头。")
        return key

    def clean_options(self) -> tuple[Option, ...]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        pairs = [line.partition("=") for line in lines]
        read = [Option(value.strip(), (label if sign else value).strip()) for value, sign, label in pairs]
        if any(not 0 < len(text) <= OPTION_LENGTH for one in read for text in (one.value, one.label)):
            raise ValidationError(f"每个选项应为1至{OPTION_LENGTH}字。")
        return tuple(read)

    def changed_field(self) -> Field:
        """As it was filled in; of another kind where another was chosen."""
        said = self.cleaned_data
        names = {"fewest": "least", "greatest": "most"}
        facts = {names.get(name, name): _plain(value) for name, value in said.items() if name != "kind"}
        field = replace(self.field, **facts)
        return turned(field, Kind(said["kind"]))

    def refuse(self, refused: Refused) -> None:
        refused.show_in(self)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _initial(field: Field) -> dict[str, Any]:
    lines = [one.value if one.label == one.value else f"{one.value}={one.label}" for one in field.options]
    return {
        **{name: getattr(field, name) for name in _PLAIN},
        "kind": field.kind.value,
        "options": "\n".join(lines),
        "fewest": field.least,
        "greatest": field.most,
    }


_PLAIN = (
    "title", "is_required", "hint", "group", "identifier", "unit", "least", "most",
    "shortest", "longest", "pattern", "example", "source", "key",
)  # fmt: skip


def groups_of(sheet: Sheet) -> list[tuple[str, str]]:
    return [("", "不分组（表首）"), *((group.key, group.title) for group in sheet.groups)]


def sources(own: str) -> list[tuple[str, str]]:
    known = {"": "不自动带出", **SOURCES}
    return list({**known, **({own: own} if own not in known else {})}.items())
