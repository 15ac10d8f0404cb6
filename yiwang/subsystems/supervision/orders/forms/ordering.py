"""What is asked for when an order is given, and with each deed on its page?"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.sight import Sight


def text_area(label: str, longest: int = rules.TEXT_LENGTH, *, required: bool = True, rows: int = 3) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
    )


def whole(label: str, most: int, *, required: bool = True, **more: Any) -> Any:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "请填写整数。",
            "max_value": f"请填写不大于{most}的整数。",
            "min_value": "请填写不小于0的整数。",
        },
        **more,
    )


class LimitForm(forms.Form):
    """Until when: working days or a day, one of the two."""

    working_days = whole(
        "办理期限（工作日）",
        rules.MOST_DAYS,
        required=False,
        help_text="自下一个工作日起算；和截止日期填一项。",
    )
    due_on = forms.DateField(
        label="或者截止日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期的写法不对，例如 2026-12-31。"},
    )


class IssueForm(LimitForm):
    """``origin`` of finding, case and complaint: hidden, and looked up again by what the post may see."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    finding = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    case = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    complaint = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    title = forms.CharField(
        label="督办事项", max_length=rules.TITLE_LENGTH, error_messages={"required": "请填写督办事项。"}
    )
    source = forms.ChoiceField(
        label="来源",
        choices=[("", "请选择"), *rules.SOURCES.items()],
        error_messages={"required": "请选择督办来源。"},
    )
    number = forms.CharField(
        label="关联的办件编号",
        required=False,
        max_length=60,
        help_text="督办某一件办件的，填写它的编号；承办单位能看到。",
    )
    instruction = text_area("批示或依据", required=False)
    requirement = text_area("办理要求", rows=4)
    lead = UnitField(
        label="牵头单位", error_messages={"required": "请填写牵头单位。"}, among=Unit.objects.none()
    )
    joint = forms.CharField(
        label="协办单位",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填；每行一个，填写机构代码、全称或简称。",
    )
    field_order = ("title", "source", "number", "instruction", "requirement", "lead", "joint")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead"].among = Unit.objects.all()  # type: ignore[attr-defined]

    def clean_joint(self) -> list[Unit]:
        """Raises for a name that no unit or several have, saying which."""
        names = [name.strip() for name in re.split(r"[\n、；;]", self.cleaned_data["joint"]) if name.strip()]
        if len(names) > rules.MOST_JOINT:
            raise ValidationError(f"协办单位请不要超过{rules.MOST_JOINT}个。")
        field = UnitField(among=Unit.objects.all())
        return [unit for unit in (field.clean(name[:120]) for name in names) if unit]


class NarrowForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    state = forms.CharField(required=False, max_length=10)
    source = forms.CharField(required=False, max_length=12)

    def said(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, "")).replace("\x00", "").strip()


class DeedForm(forms.Form):
    """``sight``: the order as the page shows it."""

    def __init__(self, *args: Any, sight: Sight, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sight = sight


class FeedbackForm(DeedForm):
    progress = whole("进度（%）", 100)
    text = text_area("办理情况", rows=4)
    file_1 = UploadField(label="附件一", required=False)
    file_2 = UploadField(label="附件二", required=False)
    is_final = forms.BooleanField(
        label="已经办结，申请销号", required=False, help_text="勾选后停止计时，由下达单位审核。"
    )


class DelayForm(DeedForm):
    days = whole("延期天数", rules.MOST_DELAY, help_text="按原期限的计算方式（工作日或自然日）延长。")
    ground = text_area("延期的理由", rules.REASON_LENGTH)


class AcceptForm(DeedForm):
    text = text_area("审核意见", rules.REASON_LENGTH, required=False, rows=2)


class UrgeForm(DeedForm):
    text = text_area("催办内容", rules.REASON_LENGTH, required=False, rows=2)


class ReasonForm(DeedForm):
    reason = text_area("理由", rules.REASON_LENGTH)


class ReturnForm(LimitForm, DeedForm):
    reason = text_area("退回的理由", rules.REASON_LENGTH)
    field_order = ("reason", "working_days", "due_on")


class ReplyForm(DeedForm):
    reply = text_area("不批准的理由", rules.REASON_LENGTH, rows=2)


class GrantForm(DeedForm):
    reply = text_area("批复意见", rules.REASON_LENGTH, required=False, rows=2)


class VisitForm(DeedForm):
    text = text_area("实地督查情况", rows=4)
    file_1 = UploadField(label="照片或附件一", required=False)
    file_2 = UploadField(label="照片或附件二", required=False)


class ReopenForm(LimitForm, DeedForm):
    units = forms.TypedMultipleChoiceField(
        label="需要重新办理的单位",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择需要重新办理的单位。"},
    )
    reason = text_area("重新办理的理由", rules.REASON_LENGTH)
    field_order = ("units", "reason", "working_days", "due_on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        duties = [answer.duty for answer in self.sight.answers]
        self.fields["units"].choices = [(each.unit_id, each.unit.called) for each in duties]  # type: ignore[attr-defined]
