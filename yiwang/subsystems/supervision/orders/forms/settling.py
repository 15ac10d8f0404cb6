"""What is asked for with each deed on the page of a complaint?"""

from django import forms

from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.forms.ordering import text_area


class DeclineForm(forms.Form):
    ground = forms.ChoiceField(
        label="不予受理的情形",
        choices=list(rules.GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择不予受理的情形。"},
    )
    reason = text_area("不予受理的理由", 1_500)


class AskForm(forms.Form):
    text = text_area("需要补充的内容")


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label="核查结果",
        choices=list(rules.OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择投诉是否属实。"},
    )
    answer = text_area("对投诉人的答复", rows=5)


class AgainstForm(forms.Form):
    against = UnitField(label="被投诉的单位", error_messages={"required": "请填写被投诉的单位。"})

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["against"].among = Unit.objects.all()  # type: ignore[attr-defined]


class NarrowForm(forms.Form):
    about = forms.ChoiceField(required=False, choices=[("", "全部"), *((one, one) for one in rules.ABOUT)])
    outcome = forms.ChoiceField(required=False, choices=[("", "全部"), *rules.OUTCOMES.items()])
