"""What is asked for with each deed on the page of a request?"""

from typing import Any

from django import forms

from yiwang.kernel.cases import rules as states
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.disclosure.requests import results, rules
from yiwang.subsystems.disclosure.requests.sight import Sight

SAVE, SUBMIT = "save", "submit"


def text_area(label: str, longest: int, *, required: bool = True, rows: int = 3, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
        **more,
    )


def line(label: str, longest: int, *, required: bool = True, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        error_messages={"required": f"请填写{label}。"},
        **more,
    )


def choice(label: str, choices: Any, **more: Any) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。"},
        **more,
    )


def day_field(label: str, *, required: bool = True, **more: Any) -> Any:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": f"请填写{label}。", "invalid": "日期的写法不对，例如 2026-03-02。"},
        **more,
    )


class DeedForm(forms.Form):
    """``sight``: the request as the page shows it."""

    def __init__(self, *args: Any, sight: Sight, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sight = sight
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.among = Unit.objects.open()
        self.settle()

    def settle(self) -> None:
        """Fill in what depends on the request."""


class ConfirmForm(DeedForm):
    on = day_field("与申请人确认的日期", help_text="确认之日是收到申请之日，答复期限从次日起算。")

    def settle(self) -> None:
        self.fields["on"].initial = today()


class AskForm(DeedForm):
    items = text_area(
        "需要补正的内容", states.TEXT_LENGTH, rows=4, help_text="一次性写全，依法只能告知一次。"
    )
    until = day_field("补正期限", help_text="给申请人合理的时间；逾期不补正的视为放弃申请。")


class CorrectionForm(DeedForm):
    text = text_area("申请人补正的内容", states.TEXT_LENGTH, rows=4)


class ReplyForm(DeedForm):
    result = forms.ChoiceField(
        label="答复类型",
        choices=[("", "请选择"), *results.REPLIES.items()],
        error_messages={"required": "请选择答复类型。"},
    )
    ground = line(
        "依据",
        200,
        required=False,
        help_text="例如：《政府信息公开条例》第十四条。不填的按答复类型带出。",
    )
    text = text_area("答复内容", rules.REPLY_LENGTH, rows=8)
    pointer = line(
        "获取途径",
        300,
        required=False,
        help_text="已主动公开的填写网址或者查阅地点；不属于本机关的填写负责公开的机关和联系方式。",
    )
    interest = line(
        "公共利益理由", 300, required=False, help_text="第三方不同意、仍决定公开的填写（第三十二条）。"
    )
    file_1 = UploadField(label="公开的文件一", required=False, kinds=DOCUMENTS | IMAGES)
    file_2 = UploadField(label="公开的文件二", required=False, kinds=DOCUMENTS | IMAGES)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    step = choice("提交", [(SUBMIT, "报送审核"), (SAVE, "只保存草稿")], initial=SUBMIT)

    def settle(self) -> None:
        self.fields["seen"].initial = self.sight.request.version
        draft = self.sight.last_reply
        if draft and draft.state in {rules.DRAFT, rules.RETURNED}:
            for name in ("result", "ground", "text", "pointer", "interest"):
                self.fields[name].initial = getattr(draft, name)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("result") in results.RESULTS and not said.get("ground"):
            said["ground"] = f"《政府信息公开条例》{results.RESULTS[said['result']].article}"
        return said


class ApproveForm(DeedForm):
    verdict = line("审核意见", 300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def settle(self) -> None:
        self.fields["seen"].initial = self.sight.request.version


class SendBackForm(DeedForm):
    verdict = text_area("修改意见", 300, rows=2)


class ConsultForm(DeedForm):
    kind = choice("征求谁的意见", list(rules.ASKED_KINDS.items()))
    unit = UnitField(
        label="本平台的机关",
        required=False,
        help_text="其他行政机关在本平台办公的填写代码或名称，对方直接在平台答复。",
    )
    name = line("第三方或平台外机关的名称", 120, required=False)
    text = text_area("征求意见的内容", states.TEXT_LENGTH, help_text="写明涉及的信息；请不要写申请人是谁。")


class OpinionForm(DeedForm):
    asked = forms.ChoiceField(label="谁的意见", error_messages={"required": "请选择谁的意见。"})
    opinion = choice("意见", [(code, rules.OPINIONS[code]) for code in (rules.AGREED, rules.OBJECTED)])
    reason = text_area("理由", states.OPINION_LENGTH, required=False, rows=2, help_text="不同意公开的必填。")
    arrived_on = day_field("收到意见的日期")

    def settle(self) -> None:
        waiting = [(str(each.pk), name) for each, name in self.sight.waiting]
        self.fields["asked"].choices = waiting  # type: ignore[attr-defined]
        self.fields["arrived_on"].initial = today()


class ReachedForm(DeedForm):
    asked = forms.ChoiceField(label="征求意见书送达", error_messages={"required": "请选择送达了谁。"})
    day = day_field("送达日期", help_text="15个工作日自送达次日起算。")

    def settle(self) -> None:
        waiting = [(str(each.pk), name) for each, name in self.sight.waiting if each.reached_on is None]
        self.fields["asked"].choices = waiting  # type: ignore[attr-defined]
        self.fields["day"].initial = today()


class ChargeForm(DeedForm):
    way = choice("计收方式", list(rules.FEE_WAYS.items()))
    pages = forms.IntegerField(
        label="提供的页数", required=False, min_value=0, max_value=100_000, help_text="按量计收的填写。"
    )

    def settle(self) -> None:
        ordinal = self.sight.ordinal
        self.fields[
            "way"
        ].help_text = (
            f"这是该申请人当月第{ordinal}件：按件计收为{rules.fee_of_item(ordinal)}元。两种方式只能选一种。"
        )


class PaidForm(DeedForm):
    day = day_field("缴费日期")

    def settle(self) -> None:
        self.fields["day"].initial = today()


class ExtendForm(DeedForm):
    number = forms.IntegerField(label="延长的工作日", min_value=1, max_value=20)
    ground = text_area("延长的理由", 300, rows=2)

    def settle(self) -> None:
        most = rules.statute_of(self.sight.request.received_on).extension.number
        self.fields["number"].initial = most
        self.fields["number"].help_text = f"一次，不超过{most}个工作日（第三十三条）。"


class GrantForm(DeedForm):
    reply = line("批复意见", 300, required=False)


class RefuseForm(DeedForm):
    reply = line("不批准的理由", 300)


class DeliverForm(DeedForm):
    who = line("收件人或者邮件单号", 60)
    on = day_field("送达日期")
    note = line("备注", 200, required=False)

    def settle(self) -> None:
        self.fields["on"].initial = today()


class ProposeForm(DeedForm):
    why = text_area("转为主动公开的理由", 500, rows=2)

    def settle(self) -> None:
        if number := self.sight.near_applicants:
            self.fields["why"].initial = f"另有{number}名申请人申请过相近的信息，可以主动公开。"
