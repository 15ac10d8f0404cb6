"""What is asked of people who review, keep words and set the norm?"""

from typing import Any

from django import forms

from yiwang.subsystems.portal.forms import column_choices
from yiwang.subsystems.portal.proofreading.rules import CONCLUSIONS, SEVERITIES, Change, Check
from yiwang.subsystems.portal.rules import Node
from yiwang.subsystems.portal.text import KINDS
from yiwang.subsystems.portal.wording.mistakes import LISTED


class SecrecyForm(forms.Form):
    conclusion = forms.ChoiceField(
        label="审查结论", choices=list(CONCLUSIONS.items()), widget=forms.RadioSelect, initial="open"
    )
    opinion = forms.CharField(
        label="审查意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="删减或不予公开的，写明内容和依据。",
    )


class WordForm(forms.Form):
    wrong = forms.CharField(label="文字", max_length=40, help_text="至少两个字。")
    right = forms.CharField(
        label="应为", max_length=40, required=False, help_text="留空表示这个写法是对的，不再提示。"
    )
    grade = forms.ChoiceField(label="程度", choices=list(LISTED.items()), initial="wrong")
    reason = forms.CharField(label="说明", max_length=200, required=False)


class LeaderForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=20)
    titles = forms.CharField(
        label="职务", max_length=100, help_text="可以写几个，用空格隔开，如“市长 市委副书记”。"
    )
    rank = forms.IntegerField(label="排名", min_value=1, max_value=999, help_text="1 排在最前。")


class CheckForm(forms.Form):
    """How the city wants one check."""

    severity = forms.ChoiceField(label="处理方式", choices=list(SEVERITIES.items()))
    is_on = forms.BooleanField(label="启用", required=False)
    kinds = forms.MultipleChoiceField(
        label="适用类型",
        choices=list(KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选表示全部类型。",
    )
    columns = forms.MultipleChoiceField(
        label="适用栏目", required=False, help_text="不选表示全部栏目；按住 Ctrl 可以选择多个。"
    )
    most = forms.IntegerField(label="数值", min_value=1, max_value=200, required=False)
    reason = forms.CharField(
        label="调整理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="至少 4 个字。"
    )

    def __init__(self, *args: Any, check: Check, nodes: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = column_choices(nodes)  # type: ignore[attr-defined]
        if not check.most:
            del self.fields["most"]

    def change(self) -> Change:
        said = self.cleaned_data
        return Change(
            said["severity"],
            said["is_on"],
            tuple(said["kinds"]),
            tuple(int(one) for one in said["columns"]),
            said.get("most") or 0,
        )
