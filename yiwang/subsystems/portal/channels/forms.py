"""What may be filled in: how to read, what to be told of, the code of a text message?"""

from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.channels import addresses, choices, rules
from yiwang.subsystems.portal.channels.offers import Offered
from yiwang.subsystems.portal.channels.rules import Interest


class ReadingForm(forms.Form):
    size = forms.ChoiceField(
        label="字号和页面", choices=list(choices.SIZES.items()), widget=forms.RadioSelect
    )
    tone = forms.ChoiceField(label="颜色", choices=list(choices.TONES.items()), widget=forms.RadioSelect)
    contrast = forms.ChoiceField(
        label="对比度", choices=list(choices.CONTRASTS.items()), widget=forms.RadioSelect
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    @property
    def choice(self) -> choices.Choice:
        given = self.cleaned_data
        return choices.Choice(given["tone"], given["size"], given["contrast"])


class InterestsForm(forms.Form):
    """What somebody wants to be told of, and how often."""

    frequency = forms.ChoiceField(
        label="多久发一次",
        choices=list(rules.FREQUENCIES.items()),
        initial=rules.DAILY,
        widget=forms.RadioSelect,
    )
    whole_site = forms.BooleanField(label="本网站的全部更新", required=False)
    columns = forms.MultipleChoiceField(label="栏目", required=False, widget=forms.CheckboxSelectMultiple)
    subjects = forms.MultipleChoiceField(label="主题", required=False, widget=forms.CheckboxSelectMultiple)
    keywords = forms.CharField(
        label="关键词",
        required=False,
        max_length=120,
        help_text=f"标题或摘要里出现就通知您。最多 {rules.MOST_KEYWORDS} 个，用空格分开。",
    )

    def __init__(self, offered: Offered, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = offered.groups
        self._offer("columns", [one for _, labels in self.groups for one in labels])
        self._offer("subjects", [(one, one) for one in offered.subjects])

    def _offer(self, name: str, offered: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = offered
        if not offered:
            del self.fields[name]

    @property
    def column_groups(self) -> list[dict[str, Any]]:
        """The boxes of the columns below the title of their top column; open where one is ticked."""
        boxes = {}
        for box in self["columns"].subwidgets if "columns" in self.fields else ():
            box.data["attrs"]["class"] = "form-check-input"
            boxes[str(box.data["value"])] = box
        return [
            {
                "title": title,
                "boxes": [boxes[slug] for slug, _ in labels],
                "is_open": any(boxes[slug].data["selected"] for slug, _ in labels),
            }
            for title, labels in self.groups
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            cleaned["interests"] = self._interests(cleaned)
            rules.check_interests(cleaned["interests"])
        except Refused as refused:
            refused.show_in(self)
        return cleaned

    @staticmethod
    def _interests(given: dict[str, Any]) -> tuple[Interest, ...]:
        found = [Interest(rules.SITE)] if given.get("whole_site") else []
        found += [Interest(rules.COLUMN, one) for one in given.get("columns", [])]
        found += [Interest(rules.SUBJECT, one) for one in given.get("subjects", [])]
        found += [Interest(rules.KEYWORD, one) for one in rules.keywords_of(given.get("keywords", ""))]
        return tuple(found)


def filled(interests: list[Interest]) -> dict[str, Any]:
    """The form's values for what a subscription asks for now."""
    return {
        "whole_site": any(one.kind == rules.SITE for one in interests),
        "columns": [one.value for one in interests if one.kind == rules.COLUMN],
        "subjects": [one.value for one in interests if one.kind == rules.SUBJECT],
        "keywords": " ".join(one.value for one in interests if one.kind == rules.KEYWORD),
    }


class SubscribeForm(InterestsForm):
    channel = forms.ChoiceField(
        label="发到哪里",
        choices=list(rules.CHANNELS.items()),
        initial=rules.EMAIL,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label="邮箱地址或手机号",
        max_length=254,
        help_text="加密保存，只用于发送您订阅的内容；退订后立即删除。",
    )
    website = forms.CharField(
        label="请不要填写这一栏",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    field_order = ["channel", "address", "frequency", "whole_site", "columns", "subjects", "keywords"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("address") and cleaned.get("channel"):
            try:
                cleaned["address"] = addresses.checked(cleaned["channel"], cleaned["address"])
            except Refused as refused:
                refused.show_in(self)
        return cleaned

    @property
    def is_from_a_machine(self) -> bool:
        """The field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label="短信验证码",
        strip=True,
        error_messages={"invalid": "验证码是 6 位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-field"}
        ),
    )
