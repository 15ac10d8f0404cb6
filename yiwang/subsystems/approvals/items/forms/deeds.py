"""What is asked when an edition is handed on, an item begun, copied or ended?"""

from typing import Any

from django import forms
from django.db.models import Q

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit, UnitQuerySet
from yiwang.subsystems.approvals.items import codes, rules
from yiwang.subsystems.approvals.items.models import Implementation

SHOWN = 5
_REASON = {"required": "请写明理由。"}


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NewItemForm(forms.Form):
    """What a new item says at least."""

    unit = UnitField(label="实施主体")
    name = forms.CharField(label="事项名称", max_length=200)
    type = forms.ChoiceField(label="事项类型", choices=list(codes.TYPES.items()))
    item_code = forms.CharField(label="基本编码", max_length=60, help_text="省目录给定；同一事项各单位相同。")
    code = forms.CharField(label="实施编码", max_length=60, help_text="在事项库中唯一，以后不能修改。")

    def __init__(self, among: UnitQuerySet, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].among = among  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    unit = UnitField(label="实施主体")
    code = forms.CharField(label="新的实施编码", max_length=60)

    def __init__(self, among: UnitQuerySet, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].among = among  # type: ignore[attr-defined]


class ReviseForm(forms.Form):
    change = forms.CharField(
        label="为什么修订", widget=_area(2), required=False, max_length=rules.REASON_LENGTH
    )


class SubmitForm(forms.Form):
    change = forms.CharField(
        label="修订说明",
        widget=_area(2),
        required=False,
        max_length=rules.REASON_LENGTH,
        help_text="修订了什么、为什么修订；新增事项可以不填。",
    )


class OpinionForm(forms.Form):
    text = forms.CharField(label="审查意见", widget=_area(2), required=False, max_length=rules.REASON_LENGTH)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", widget=_area(), max_length=rules.REASON_LENGTH, error_messages=_REASON
    )


class PutInForceForm(forms.Form):
    on = forms.DateField(
        label="生效日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="今天或以前的日期立即生效；以后的日期到当天自动生效。",
        error_messages={"required": "请填写生效日期。", "invalid": "请按“2026-03-01”的格式填写日期。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"on": today()})
        super().__init__(*args, **options)


class EndForm(ReasonForm):
    """``into``: by code; empty where nothing takes its place."""

    into = forms.CharField(
        label="合并到",
        required=False,
        max_length=200,
        help_text="由别的事项接替的，填写那个事项的名称或实施编码；不合并的留空。",
    )
    field_order = ("reason", "into")

    def clean_into(self) -> Implementation | None:
        return implementation_named(self.cleaned_data["into"].strip())


def implementation_named(text: str) -> Implementation | None:
    """By code, by name, or by a part of the name that only one has; None where nothing was typed."""
    if not text:
        return None
    rows = Implementation.objects.in_force().select_related("unit").order_by("code")
    exact = list(rows.filter(Q(code=text) | Q(name=text))[: SHOWN + 1])
    found = exact or list(rows.filter(name__contains=text)[: SHOWN + 1])
    if not found:
        raise forms.ValidationError(f"没有名称或实施编码为“{text}”的生效事项。")
    if len(found) > 1:
        listed = "、".join(f"{each.name}（{each.unit.called}，{each.code}）" for each in found[:SHOWN])
        raise forms.ValidationError(
            f"有多个事项符合：{listed}{'等' if len(found) > SHOWN else ''}。请填写实施编码。"
        )
    return found[0]


def open_units(post: Any) -> UnitQuerySet:
    """The units for which a post may write items."""
    return Unit.objects.open().visible_to(post)
