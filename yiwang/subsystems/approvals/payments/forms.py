"""What do officials fill in about fees?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.rules import Demanded, Fee


class YuanField(forms.DecimalField):
    """Typed in yuan, cleaned to whole fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_digits=12,
            decimal_places=2,
            min_value=Decimal(0),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "invalid": "请填写金额，例如 120.50。",
                "max_decimal_places": "金额最多两位小数。",
                "min_value": "金额不能小于0。",
                "max_digits": "金额太大，请核对。",
                "max_whole_digits": "金额太大，请核对。",
                "required": "请填写金额。",
            },
            **options,
        )

    def clean(self, value: Any) -> int | None:
        typed = str(value or "").replace(",", "").replace("，", "").replace("元", "").strip()
        cleaned = super().clean(typed)
        return None if cleaned is None else int(cleaned * 100)


class RefusableForm(forms.Form):
    def refuse(self, refused: Refused) -> None:
        """Show a rule's sentence beside the field it names, or above the form."""
        refused.show_in(self)


class CollectForm(RefusableForm):
    method = forms.ChoiceField(
        label="收款方式",
        choices=list(rules.AT_COUNTER.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择现金、刷卡或者转账。"},
    )
    slip = forms.CharField(
        label="凭条号或流水号", required=False, max_length=40, help_text="刷卡、转账必填；现金不填。"
    )


class ReasonForm(RefusableForm):
    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请填写理由。"})


class RefundForm(RefusableForm):
    amount = YuanField(label="退款金额（元）")
    reason = forms.CharField(
        label="退款理由", max_length=300, error_messages={"required": "请填写退款理由。"}
    )


class SettleForm(RefusableForm):
    settlement = forms.CharField(
        label="处理情况", max_length=300, error_messages={"required": "请填写处理情况。"}
    )


class NarrowForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)


class DemandForm(RefusableForm):
    """One row for each fee of the catalogue."""

    due_on = forms.DateField(
        label="缴款期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写日期，例如 2026-12-31。", "required": "请填写缴款期限。"},
    )

    def __init__(self, fees: Sequence[Fee], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fees = list(fees)
        for place, fee in enumerate(self.fees):
            self.fields.update(_row(place, fee))

    @property
    def rows(self) -> list[tuple[Fee, list[forms.BoundField]]]:
        return [
            (fee, [self[name] for name in self.fields if name.startswith(f"fee_{place}_")])
            for place, fee in enumerate(self.fees)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.demanded():
            raise ValidationError("请至少勾选一个收费项目。")
        return cleaned

    def demanded(self) -> list[Demanded]:
        return [
            self._demanded(place, fee)
            for place, fee in enumerate(self.fees)
            if self.cleaned_data.get(f"fee_{place}_use")
        ]

    def _demanded(self, place: int, fee: Fee) -> Demanded:
        said = {name: self.cleaned_data.get(f"fee_{place}_{name}") for name in ROW}
        return Demanded(
            code=fee.code,
            quantity=said["quantity"] or 1,
            amount=said["amount"] if fee.amount_fen is None else None,
            relief=said["relief"] or "",
            reduced_to=said["reduced_to"],
            ground=said["ground"] or "",
        )


ROW = ("use", "quantity", "amount", "relief", "reduced_to", "ground")


def _row(place: int, fee: Fee) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "use": forms.BooleanField(label="收取", required=False),
        "quantity": forms.IntegerField(
            label="数量", required=False, initial=1, min_value=1, max_value=10_000
        ),
        "amount": YuanField(label="应缴（元）", required=False),
        "relief": forms.ChoiceField(label="减免", required=False, choices=list(rules.RELIEFS.items())),
        "reduced_to": YuanField(label="减收后（元）", required=False),
        "ground": forms.CharField(label="减免依据", required=False, max_length=300),
    }
    if fee.amount_fen is not None:
        del fields["amount"]
    return {f"fee_{place}_{name}": field for name, field in fields.items()}
