"""What is filled in about a project?"""

from django import forms

from yiwang.subsystems.approvals.projects import rules


class FindForm(forms.Form):
    q = forms.CharField(label="项目名称或代码", required=False, max_length=60)


class CodeForm(forms.Form):
    """By which code the public asks."""

    code = forms.CharField(
        label="投资项目代码",
        max_length=40,
        help_text="形如 2104-440100-04-01-123456，在立项时取得。",
        error_messages={"required": "请填写投资项目代码。"},
    )


class DescribeForm(forms.Form):
    name = forms.CharField(
        label="项目名称", max_length=rules.NAME_LENGTH, error_messages={"required": "请填写项目名称。"}
    )
    kind = forms.ChoiceField(label="项目类型", required=False, choices=list(rules.KINDS.items()))


class ExtendForm(forms.Form):
    """The head of the government approved it."""

    number = forms.IntegerField(
        label="延长几个工作日",
        min_value=1,
        max_value=rules.LONGEST_EXTENSION,
        initial=rules.LONGEST_EXTENSION,
    )
    ground = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写延长的理由。"},
    )
    document = forms.CharField(
        label="批准文号",
        max_length=80,
        help_text="本级人民政府负责人批准的文号。",
        error_messages={"required": "请填写批准文号。"},
    )
