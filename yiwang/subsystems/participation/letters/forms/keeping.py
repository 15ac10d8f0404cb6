"""What is filled in to narrow lists, to enter a letter for somebody, to keep mailboxes and sites?"""

from typing import Any

from django import forms

from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.forms import PHONE
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.participation.letters import messages, rules
from yiwang.subsystems.participation.letters.actions.mailboxes import MailboxFacts
from yiwang.subsystems.participation.letters.forms.handling import choice, text_area, unit_field
from yiwang.subsystems.participation.letters.models import Mailbox


class NarrowForm(forms.Form):
    """Nonsense narrows nothing."""

    mailbox = forms.CharField(required=False, max_length=40)
    type = forms.ChoiceField(required=False, choices=[("", "全部"), *rules.TYPES.items()])
    q = forms.CharField(label="编号或标题", required=False, max_length=60)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


class BatchForm(forms.Form):
    """Many at once that are not taken on for the same ground."""

    letters = forms.TypedMultipleChoiceField(
        label="来信", coerce=int, choices=(), error_messages={"required": "请先选择来信。"}
    )
    ground = forms.ChoiceField(
        label="不予受理的情形",
        choices=[("", "请选择"), *((code, one.label) for code, one in rules.GROUNDS.items())],
        error_messages={"required": "请选择不予受理的情形。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.getlist("letters") if self.is_bound and hasattr(self.data, "getlist") else []
        chosen = [one for one in given[:100] if one.isascii() and one.isdigit() and len(one) < 15]
        self.fields["letters"].choices = [(one, one) for one in chosen]  # type: ignore[attr-defined]


class EnterForm(forms.Form):
    mailbox = forms.ModelChoiceField(
        label="信箱", queryset=Mailbox.objects.none(), error_messages={"required": "请选择信箱。"}
    )
    source = choice("来源渠道", [(code, label) for code, label in rules.SOURCES.items() if code != "web"])
    type = choice("类型", list(rules.TYPES.items()))
    title = forms.CharField(
        label="标题", max_length=rules.TITLE_LENGTH, error_messages={"required": "请填写标题。"}
    )
    text = text_area("内容", rules.TEXT_LENGTH, rows=7)
    place = forms.CharField(label="地点", required=False, max_length=rules.PLACE_LENGTH)
    against = forms.CharField(label="反映的单位", required=False, max_length=120)
    contact_name = forms.CharField(label="来信人姓名", required=False, max_length=40)
    contact_phone = forms.CharField(label="联系电话", required=False, max_length=30)
    representatives = forms.IntegerField(
        label="来访代表人数",
        required=False,
        min_value=0,
        max_value=999,
        help_text="集体来访的填写，不超过5人。",
    )
    is_public = forms.BooleanField(label="来信人同意公开", required=False)

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mailbox"].queryset = Mailbox.objects.visible_to(post).in_order()  # type: ignore[attr-defined]

    def clean_contact_phone(self) -> str:
        phone: str = self.cleaned_data["contact_phone"].replace(" ", "")
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("电话号码的写法不对，请填写手机号，或者带区号的固定电话。")
        return phone

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        mailbox = said.get("mailbox")
        if mailbox and said.get("type") and said["type"] not in mailbox.offered_types:
            self.add_error("type", f"{mailbox.name}的类型是：{'、'.join(mailbox.offered_types.values())}。")
        if said.get("text") and len(said["text"]) < 5:
            self.add_error("text", "请把内容写具体一些。")
        return said

    def letter(self) -> messages.Letter:
        said = self.cleaned_data
        mailbox: Mailbox = said["mailbox"]
        return messages.Letter(
            mailbox=mailbox.code,
            mailbox_name=mailbox.name,
            type=said["type"],
            type_label=rules.TYPES[said["type"]],
            title=said["title"].ljust(2, "。"),
            text=said["text"],
            place=said["place"],
            against=said["against"],
            is_public=said["is_public"] and said["type"] not in rules.INFORMING,
            is_anonymous=not (said["contact_name"] or said["contact_phone"]),
        )

    def contact(self) -> Contact:
        return Contact(self.cleaned_data["contact_name"].strip(), self.cleaned_data["contact_phone"])


class MailboxForm(forms.Form):
    code = forms.CharField(
        label="代码",
        max_length=40,
        help_text="小写字母、数字和连字符，会出现在网址里，例如 mayor。开设后不能改。",
        error_messages={"required": "请填写代码。"},
    )
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    kind = choice("类别", list(rules.MAILBOX_KINDS.items()))
    leader = forms.CharField(
        label="信箱主人", required=False, max_length=60, help_text="领导信箱填写职务，例如“市长”。"
    )
    unit = unit_field("管理单位")
    watchdog = unit_field("监督单位", required=False)
    description = text_area("说明", 300, required=False, rows=2)
    subjects = text_area("主题", 2_000, required=False, rows=4, help_text="每行一个。")
    types = forms.MultipleChoiceField(
        label="接收的类型",
        required=False,
        choices=list(rules.TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="不选的，按类别默认。",
    )
    exposure = choice("公开方式", list(rules.EXPOSURES.items()), initial=rules.CONSENT)
    is_anonymous_allowed = forms.BooleanField(label="可以匿名写信", required=False, initial=True)
    is_open = forms.BooleanField(label="开放写信", required=False, initial=True)
    notice = text_area("关闭期间的公告", 300, required=False, rows=2)
    order = forms.IntegerField(label="排序", min_value=0, max_value=32_000, initial=100)

    def __init__(self, *args: Any, mailbox: Mailbox | None = None, **options: Any) -> None:
        options["initial"] = _initial(mailbox) if mailbox else None
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.among = Unit.objects.open()
        self.fields[
            "watchdog"
        ].help_text = "检举、举报管理单位自身的来信转到这里，例如派驻纪检监察组。填代码、全称或简称。"
        if mailbox:
            del self.fields["code"]
        for code, days in rules.WORKING_DAYS.items():
            self.fields[f"days_{code}"] = forms.IntegerField(
                label=f"{rules.TYPES[code]}答复时限（工作日）",
                required=False,
                min_value=1,
                max_value=rules.MOST_WORKING_DAYS,
                initial=mailbox.days.get(code) if mailbox else None,
                help_text=f"不填为 {days} 个工作日。",
            )

    def facts(self) -> MailboxFacts:
        said = self.cleaned_data
        subjects = [line.strip() for line in said["subjects"].splitlines() if line.strip()]
        return MailboxFacts(
            name=said["name"],
            kind=said["kind"],
            unit=said["unit"],
            leader=said["leader"],
            watchdog=said["watchdog"],
            description=said["description"],
            is_open=said["is_open"],
            notice=said["notice"],
            order=said["order"],
            subjects=list(dict.fromkeys(subjects)),
            types=said["types"],
            days={code: said[f"days_{code}"] for code in rules.WORKING_DAYS if said.get(f"days_{code}")},
            exposure=said["exposure"],
            is_anonymous_allowed=said["is_anonymous_allowed"],
        )


def _initial(mailbox: Mailbox) -> dict[str, Any]:
    names = ("name", "kind", "leader", "unit", "watchdog", "description", "types", "exposure", "is_open")
    given = {name: getattr(mailbox, name) for name in (*names, "notice", "order", "is_anonymous_allowed")}
    return {**given, "watchdog": mailbox.watchdog or "", "subjects": "\n".join(mailbox.subjects)}


class SiteForm(forms.Form):
    code = forms.CharField(label="站点代码", max_length=40, error_messages={"required": "请填写站点代码。"})
    name = forms.CharField(label="网站名称", max_length=80, error_messages={"required": "请填写网站名称。"})
    unit = unit_field("网站所属单位")
    origins = text_area("网站地址", 1_500, help_text="每行一个，例如 https://zjj.example.gov.cn。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]
