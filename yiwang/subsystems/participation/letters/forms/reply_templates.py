"""What is filled in to keep a reply template?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.participation.letters import placeholders, rules
from yiwang.subsystems.participation.letters.actions.reply_templates import TemplateFacts
from yiwang.subsystems.participation.letters.forms.handling import choice, text_area
from yiwang.subsystems.participation.letters.models import ReplyTemplate

OWN, CITY = "own", "city"


class TemplateForm(forms.Form):
    """``template``: the one that is changed; whose it is stays as it is."""

    scope = choice("谁能使用", [])
    name = forms.CharField(label="模板名称", max_length=40, error_messages={"required": "请填写模板名称。"})
    text = text_area(
        "模板内容",
        rules.REPLY_LENGTH,
        rows=8,
        help_text=f"自动填写：{'、'.join(f'{{{one}}}' for one in placeholders.KNOWN)}。"
        "其他写在大括号里的，例如{修复日期}，由承办人填写；没有填完的答复不能报送。",
    )
    types = forms.MultipleChoiceField(
        label="适用的来信类型",
        required=False,
        choices=list(rules.TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="不选为各类都适用。",
    )
    subjects = text_area(
        "适用的主题", 1_000, required=False, rows=3, help_text="每行一个，和信箱的主题一致；不填为都适用。"
    )
    order = forms.IntegerField(label="排序", min_value=0, max_value=9_999, initial=100)
    is_open = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        post: Post,
        is_city_kept: bool,
        template: ReplyTemplate | None = None,
        **options: Any,
    ) -> None:
        if template:
            options["initial"] = _initial(template)
        super().__init__(*args, **options)
        self.post = post
        if template:
            del self.fields["scope"]
            return
        scopes = [(OWN, f"{post.unit.called}及下属单位"), *([(CITY, "全市各单位")] if is_city_kept else [])]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        self.fields["scope"].initial = OWN

    @property
    def unit(self) -> Unit | None:
        return None if self.cleaned_data["scope"] == CITY else self.post.unit

    def facts(self) -> TemplateFacts:
        said = self.cleaned_data
        subjects = [line.strip()[:60] for line in said["subjects"].splitlines() if line.strip()]
        return TemplateFacts(
            said["name"], said["text"], said["types"], subjects, said["order"], said["is_open"]
        )


def _initial(template: ReplyTemplate) -> dict[str, Any]:
    given = {name: getattr(template, name) for name in ("name", "text", "types", "order", "is_open")}
    return {**given, "subjects": "\n".join(template.subjects)}
