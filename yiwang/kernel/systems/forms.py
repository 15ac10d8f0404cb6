"""What is asked before a system is registered, given a token, or told of something?"""

from typing import Any, cast

from django import forms

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.forms.units import Day, SearchForm
from yiwang.kernel.organizations.models import UnitQuerySet
from yiwang.kernel.systems import rules, scopes
from yiwang.kernel.systems.actions.register import SystemFields
from yiwang.kernel.systems.actions.tokens import Grant
from yiwang.kernel.systems.models import System


class SystemSearchForm(SearchForm):
    q = forms.CharField(label="系统名称、代码或单位", max_length=60, required=False)
    state = forms.ChoiceField(
        label="对接状态", choices=[("", "全部状态"), *System.State.choices], required=False
    )


class SystemForm(forms.Form):
    """What may change about a registered system."""

    name = forms.CharField(label="系统名称", max_length=120)
    state = forms.ChoiceField(
        label="对接状态",
        choices=System.State.choices,
        help_text="改为“已下线”后，全部令牌立即吊销，不再推送。",
    )
    purpose = forms.CharField(
        label="用途", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    interface = forms.CharField(
        label="接口", max_length=300, required=False, help_text="怎样对接，如“接口调用＋回调”“前置库”“文件”。"
    )
    contact_name = forms.CharField(label="联系人", max_length=60)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)

    def __init__(self, system: System | None, *args: Any, **kwargs: Any) -> None:
        self.system = system
        super().__init__(*args, **kwargs)
        phone = self.fields["contact_phone"]
        if system and system.contact_phone:
            phone.help_text = f"已登记 {system.masked_phone}；留空表示不修改。"
        else:
            phone.required = True

    def given(self) -> SystemFields:
        told = self.cleaned_data
        return SystemFields(
            name=told["name"],
            purpose=told["purpose"],
            interface=told["interface"],
            contact_name=told["contact_name"],
            contact_phone=told["contact_phone"] or (self.system.contact_phone if self.system else ""),
            state=told["state"],
        )


class RegisterForm(SystemForm):
    code = forms.CharField(
        label="系统代码", max_length=40, help_text="字母、数字、连字符或下划线；登记后不能修改。"
    )
    unit = UnitField(label="所属单位")

    field_order = ["code", "name", "unit", "state", "purpose", "interface"]

    def __init__(self, units: UnitQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(None, *args, **kwargs)
        cast(UnitField, self.fields["unit"]).among = units.open()


class TokenForm(forms.Form):
    label = forms.CharField(label="用途", max_length=60, help_text="如“生产环境收文”，以后凭它辨认。")
    scopes = forms.MultipleChoiceField(label="权限", widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(label="有效期至", widget=Day(), help_text="含当天，最长一年。")
    calls_per_minute = forms.IntegerField(
        label="每分钟最多调用", min_value=1, max_value=rules.MOST_CALLS_PER_MINUTE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["scopes"]).choices = list(scopes.declared().items())
        self.fields["expires_on"].initial = shifted(today(), days=180)
        self.fields["calls_per_minute"].initial = rules.CALLS_PER_MINUTE

    def given(self) -> Grant:
        return Grant(**self.cleaned_data)


class WebhookForm(forms.Form):
    address = forms.CharField(
        label="回调地址",
        max_length=300,
        help_text="以 https:// 开头；平台把与该系统有关的事件用 POST 推送到这里。",
        widget=forms.URLInput,
    )


class SuspendForm(forms.Form):
    reason = forms.CharField(label="停用原因", max_length=200)
