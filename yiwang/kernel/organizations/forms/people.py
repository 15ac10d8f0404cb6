"""What is asked before people come, change post, lend it or leave?"""

from typing import Any, cast

from django import forms

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations import roles, rules
from yiwang.kernel.organizations.forms.pickers import PersonField, UnitField
from yiwang.kernel.organizations.forms.units import Day, SearchForm
from yiwang.kernel.organizations.models import Person, PersonQuerySet, Post, UnitQuerySet


class PersonSearchForm(SearchForm):
    q = forms.CharField(label="姓名或账号", max_length=60, required=False)
    role = forms.ChoiceField(label="角色", required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "在用"), ("left", "已停用"), ("all", "全部")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", "全部角色"), *_role_choices()]


class SeatForm(forms.Form):
    """A post that somebody takes up."""

    unit = UnitField(label="单位")
    title = forms.CharField(label="岗位名称", max_length=80, help_text="如“办公室主任”“科员”。")
    starts_on = forms.DateField(label="起始日期", widget=Day())
    ends_on = forms.DateField(label="截止日期", widget=Day(), required=False, help_text="没有定期的留空。")

    def __init__(self, units: UnitQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["unit"]).among = units.open()
        self.fields["starts_on"].initial = today()


class EnrolForm(SeatForm):
    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="账号", max_length=60, help_text="登录用，小写字母、数字、点、连字符或下划线。"
    )
    mobile = forms.CharField(label="手机号码", max_length=20, required=False)
    email = forms.EmailField(label="电子邮箱", max_length=254, required=False)

    field_order = ["name", "username", "mobile", "email", "unit", "title", "starts_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["ends_on"]


class ReturnForm(SeatForm):
    """The post with which somebody comes back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["ends_on"]


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    mobile = forms.CharField(
        label="手机号码", max_length=20, required=False, help_text="留空表示不修改；已登记的号码不完整显示。"
    )
    forget_mobile = forms.BooleanField(label="删除已登记的手机号码", required=False)
    email = forms.EmailField(label="电子邮箱", max_length=254, required=False)

    def mobile_of(self, person: Person) -> str:
        if self.cleaned_data["forget_mobile"]:
            return ""
        return self.cleaned_data["mobile"] or person.mobile


class LeaveForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, help_text="如退休、调出、离职。")


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(label="角色", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["roles"]).choices = [
            (role.code, f"{role.label}　{role.description}") for role in roles.declared().values()
        ]


class EndPostForm(forms.Form):
    last_day = forms.DateField(
        label="最后一天", widget=Day(), help_text="今天或更早：立即免职。今后：到那天为止。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today()


class DelegationForm(forms.Form):
    """To whom the person lends a post, what of it, and until when."""

    person = PersonField(label="被委托人")
    starts_on = forms.DateField(label="起始日期", widget=Day())
    ends_on = forms.DateField(
        label="截止日期",
        widget=Day(),
        help_text=f"含当天，到期自动失效；最长{rules.LONGEST_DELEGATION_DAYS}天。",
    )
    roles = forms.MultipleChoiceField(label="委托的角色", widget=forms.CheckboxSelectMultiple)
    permissions = forms.MultipleChoiceField(
        label="只委托其中的权限",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选表示委托所选角色的全部权限。",
    )
    ground = forms.CharField(label="事由", max_length=200, help_text="如“外出培训”。")

    def __init__(self, post: Post, people: PersonQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["person"]).among = people
        self.fields["starts_on"].initial = today()
        cast(forms.ChoiceField, self.fields["roles"]).choices = [
            choice for choice in _role_choices() if choice[0] in post.roles
        ]
        self.fields["roles"].initial = post.roles
        cast(forms.ChoiceField, self.fields["permissions"]).choices = [
            (permission, roles.permission_label(permission))
            for permission in sorted(roles.granted(post.roles))
        ]


def _role_choices() -> list[tuple[str, str]]:
    return [(role.code, role.label) for role in roles.declared().values()]
