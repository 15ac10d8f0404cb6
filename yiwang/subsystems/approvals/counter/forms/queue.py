"""What is asked for around halls, numbers and bookings?"""

from typing import Any

from django import forms
from django.http import HttpRequest

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit, UnitQuerySet
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models import Hall, Service
from yiwang.subsystems.approvals.items import themes


def _departments() -> UnitQuerySet:
    kinds = [Unit.Kind.DEPARTMENT, Unit.Kind.INSTITUTION, Unit.Kind.STATIONED]
    return Unit.objects.filter(kind__in=kinds, closed_on=None).order_by("path")


class RefusableForm(forms.Form):
    def refuse(self, refused: Refused) -> None:
        """Show a rule's sentence beside the field it names, or above the form."""
        refused.show_in(self)


class HallForm(RefusableForm):
    code = forms.SlugField(
        label="代号",
        max_length=20,
        help_text="取号机和大屏地址里用，例如 center；设好以后不能改。",
        error_messages={"required": "请填写代号。", "invalid": "代号只能是字母、数字和横线。"},
    )
    name = forms.CharField(label="名称", max_length=80, error_messages={"required": "请填写大厅名称。"})
    address = forms.CharField(label="地址", max_length=200, required=False)
    hours = forms.CharField(
        label="办公时间", max_length=100, required=False, help_text="例如：工作日 9:00—12:00，13:30—17:30"
    )
    is_open = forms.BooleanField(label="启用", required=False, initial=True)
    delivers_for = forms.ModelMultipleChoiceField(
        label="代为送达结果的部门",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "6"}),
        help_text="本大厅在岗的本单位人员可以在窗口代这些部门送达办理结果；不选的不能代送。",
    )

    def __init__(self, hall: Hall | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["delivers_for"].queryset = _departments()  # type: ignore[attr-defined]
        if hall:
            del self.fields["code"]


class ServiceForm(RefusableForm):
    letter = forms.CharField(
        label="代号",
        max_length=1,
        help_text="号码的第一个字母，例如 A。",
        error_messages={"required": "请填写代号。"},
    )
    name = forms.CharField(label="业务", max_length=60, error_messages={"required": "请填写业务名称。"})
    covers = forms.CharField(
        label="办理范围",
        max_length=200,
        required=False,
        help_text="给群众看的一句话，例如：个体和企业登记、食品许可。",
    )
    themes = forms.MultipleChoiceField(
        label="对应主题", required=False, widget=forms.SelectMultiple(attrs={"size": "6"})
    )
    units = forms.ModelMultipleChoiceField(
        label="对应部门",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "6"}),
    )
    slots = forms.CharField(
        label="预约时段",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个时段和可约人数，例如 09:00-10:00 6；不填表示不接受预约。",
    )
    days_ahead = forms.IntegerField(
        label="可约天数", min_value=1, max_value=60, initial=7, help_text="从明天起算，只约工作日。"
    )
    is_open = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shipped = themes.shipped().values()
        self.fields["themes"].choices = [(one.code, one.label) for one in shipped]  # type: ignore[attr-defined]
        self.fields["units"].queryset = _departments()  # type: ignore[attr-defined]


class WindowForm(RefusableForm):
    number = forms.IntegerField(
        label="窗口号", min_value=1, max_value=999, error_messages={"required": "请填写窗口号。"}
    )
    name = forms.CharField(label="名称", max_length=60, required=False)
    services = forms.ModelMultipleChoiceField(
        label="办理业务", queryset=Service.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_open = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, hall: Hall, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["services"].queryset = hall.services.all()  # type: ignore[attr-defined]


class UsherForm(RefusableForm):
    """A number taken for somebody."""

    service = forms.ModelChoiceField(
        label="业务",
        queryset=Service.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择业务。"},
    )
    priority = forms.ChoiceField(
        label="优先",
        required=False,
        choices=[(code, label) for code, label in rules.REASONS.items() if code != rules.BOOKED],
    )

    def __init__(self, hall: Hall, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].queryset = hall.services.filter(is_open=True)  # type: ignore[attr-defined]


class CodeForm(RefusableForm):
    code = forms.CharField(
        label="预约码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写预约码。"},
    )


class BookForm(RefusableForm):
    slot = forms.CharField(label="时段", max_length=20, error_messages={"required": "请选择日期和时段。"})
    called = forms.CharField(
        label="称呼",
        max_length=20,
        help_text="叫号、核对时用，例如：张女士。不需要填写证件号码和电话。",
        error_messages={"required": "请填写称呼。"},
    )
    matter = forms.CharField(label="要办的事", max_length=100, required=False)
    website = forms.CharField(
        label="请不要填写这一栏",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self.add_error(None, "有一栏是不应填写的，已为您清空，请再次点击提交。")
        return cleaned


class DayForm(forms.Form):
    day = forms.DateField(required=False)


def chosen_hall(request: HttpRequest, post: Post, halls: list[Hall]) -> Hall | None:
    """``?hall=``, or else the first."""
    asked = request.GET.get("hall", "")
    return next((hall for hall in halls if hall.code == asked), halls[0] if halls else None)
