"""What is asked for with each deed on the page of a case?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.cases import rules
from yiwang.kernel.cases.actions import Missing
from yiwang.kernel.cases.actions.deciding import WAYS
from yiwang.kernel.cases.models import Material
from yiwang.kernel.cases.sight import Sight
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.organizations.forms.pickers import PersonField, UnitField
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.diagram import Node
from yiwang.kernel.processes.models import Step
from yiwang.kernel.processes.queries import earlier_steps


class DeedForm(forms.Form):
    """``sight``: the case as the page shows it. ``target``: the step, material or request it is about."""

    def __init__(self, *args: Any, sight: Sight, target: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sight, self.target = sight, target
        self.settle()

    def settle(self) -> None:
        """Fill in choices that depend on the case."""


def text_area(
    label: str, *, required: bool = True, rows: int = 3, longest: int = rules.TEXT_LENGTH, **more: Any
) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
        **more,
    )


class OpinionForm(DeedForm):
    """A common phrase that is chosen stands before what is written besides."""

    phrase = forms.ChoiceField(label="常用语", required=False)
    opinion = text_area(
        "意见", required=False, longest=rules.OPINION_LENGTH, help_text="只供内部查看，申请人看不到。"
    )

    def settle(self) -> None:
        phrases = [(phrase.text, phrase.text) for phrase in self.sight.phrases]
        if phrases:
            self.fields["phrase"].choices = [("", "不使用"), *phrases]  # type: ignore[attr-defined]
        else:
            del self.fields["phrase"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {**said, "opinion": said.get("phrase", "") + said.get("opinion", "")}


class RemarkForm(DeedForm):
    opinion = text_area("批注", longest=rules.OPINION_LENGTH, help_text="只供内部查看，申请人看不到。")


class FinishForm(OpinionForm):
    outcome = forms.ChoiceField(
        label="办理结果", widget=forms.RadioSelect, error_messages={"required": "请选择办理结果。"}
    )
    field_order = ("outcome", "phrase", "opinion")

    def settle(self) -> None:
        super().settle()
        choices = list(outcomes_of(self.target).items())
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["outcome"].initial = choices[0][0]


class DecideForm(DeedForm):
    outcome = forms.ChoiceField(
        label="决定", widget=forms.RadioSelect, error_messages={"required": "请选择决定结果。"}
    )
    reason = text_area(
        "理由",
        required=False,
        help_text="不予的必须说明理由；理由随决定一并告知申请人。退回的，退回理由只供内部查看。",
    )

    def settle(self) -> None:
        choices = dict(self.sight.kind.outcomes)
        if self.target is not None:
            own = outcomes_of(self.target)
            choices = {**choices, **{code: own[code] for code in own if code == "returned"}}
        self.fields["outcome"].choices = list(choices.items())  # type: ignore[attr-defined]


class DeliverForm(DeedForm):
    way = forms.ChoiceField(
        label="送达方式",
        choices=list(WAYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择送达方式。"},
    )
    who = forms.CharField(label="领取人", required=False, max_length=60)
    note = text_area(
        "备注", required=False, rows=2, longest=300, help_text="快递单号、送达回证编号等，只供内部查看。"
    )


class ReasonForm(DeedForm):
    reason = text_area("理由", longest=300)


class AskForm(DeedForm):
    """One line for each material, whatever is wrong with it; and two for what the case does not list."""

    text = text_area(
        "补正说明",
        required=False,
        rows=2,
        help_text="写在清单之前，申请人能看到。下面逐项写明需要补正什么，不需要补正的留空。",
    )

    def settle(self) -> None:
        for material in self.sight.materials:
            self.fields[f"why_{material.pk}"] = _line(material.name)
        for number in (1, 2):
            self.fields[f"name_{number}"] = _line(f"清单以外的材料或内容（{number}）", longest=200)
            self.fields[f"other_{number}"] = _line("需要补正什么")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        missing = [
            Missing(material.code, said[f"why_{material.pk}"])
            for material in self.sight.materials
            if said.get(f"why_{material.pk}")
        ]
        for number in (1, 2):
            name, why = said.get(f"name_{number}", ""), said.get(f"other_{number}", "")
            if bool(name) != bool(why):
                self.add_error(f"other_{number}" if name else f"name_{number}", "请把名称和补正要求都写上。")
            elif name:
                missing.append(Missing(f"other-{len(self.sight.materials) + number}", why, name))
        if not missing and not self.errors:
            raise ValidationError("请至少写明一项需要补正的内容；依法只能告知一次，请一次写全。")
        return {**said, "missing": missing}


class DeclineForm(DeedForm):
    ground = forms.ChoiceField(
        label="情形",
        choices=list(rules.DECLINE_GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择不予受理的情形。"},
    )
    reason = text_area("理由", help_text="申请人能看到。")
    pointer = forms.CharField(
        label="应当向哪个机关申请",
        required=False,
        max_length=200,
        help_text="不属于本机关职权范围的必须填写。",
    )


class PauseForm(DeedForm):
    ground = forms.ChoiceField(label="特别程序", choices=list(rules.SPECIAL_PROCEDURES.items()))
    reason = text_area("理由或依据", rows=2, longest=300, help_text="只供内部查看。")
    announced = forms.CharField(
        label="告知申请人的所需时间",
        max_length=60,
        help_text="例如“15个工作日”。依法应当书面告知申请人（第四十五条）。",
        error_messages={"required": "请填写所需时间。"},
    )
    notice = forms.CharField(label="书面告知的文号", required=False, max_length=80)


class ResumeForm(DeedForm):
    result = text_area("特别程序的结果", rows=2, longest=300, help_text="只供内部查看。")


class ExtensionForm(DeedForm):
    number = forms.IntegerField(
        label="延长", min_value=1, max_value=1_000, error_messages={"required": "请填写延长多少。"}
    )
    ground = text_area("理由", rows=2, longest=300, help_text="批准后连同延长的期限一并告知申请人。")

    def settle(self) -> None:
        most = self.sight.case.terms.extension
        if most:
            self.fields["number"].help_text = f"依法最多延长{most}，只能延长一次。"
            self.fields["number"].initial = most.number


class GrantForm(DeedForm):
    reply = text_area("批复意见", required=False, rows=2, longest=300)
    document = forms.CharField(label="延期告知书文号", required=False, max_length=80)


class RefuseForm(DeedForm):
    reply = text_area("不批准的理由", rows=2, longest=300)


class UnitsField(forms.CharField):
    """Several units, one a line, each as in a UnitField; every line that fits none is named."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Unit]:
        one = UnitField(among=Unit.objects.open(), label="单位")
        units, faults = [], []
        for line in dict.fromkeys(filter(None, (each.strip() for each in super().clean(value).splitlines()))):
            try:
                units.append(one.clean(line))
            except ValidationError as fault:
                faults.extend(fault.messages)
        if faults:
            raise ValidationError(faults)
        return [unit for unit in units if unit]


class ConsultForm(DeedForm):
    units = UnitsField(
        label="单位",
        help_text="每行一个单位，写代码、全称或简称。",
        error_messages={"required": "请填写征求意见的单位。"},
    )
    question = text_area("需要征求意见的问题")
    due_on = forms.DateField(
        label="希望答复日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class AnswerForm(DeedForm):
    answer = text_area("答复意见")


class TransferForm(DeedForm):
    unit = UnitField(label="移送到", among=Unit.objects.none(), error_messages={"required": "请填写单位。"})
    reason = text_area("理由", rows=2, longest=300)

    def settle(self) -> None:
        self.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]


class HandOverForm(DeedForm):
    person = PersonField(label="转交给", error_messages={"required": "请填写姓名或账号。"})
    reason = text_area("说明", required=False, rows=2, longest=300)

    def settle(self) -> None:
        self.fields["person"].among = Person.objects.active()  # type: ignore[attr-defined]


class SignerForm(DeedForm):
    unit = UnitField(label="加签单位", among=Unit.objects.none(), error_messages={"required": "请填写单位。"})
    person = PersonField(
        label="办理人", required=False, help_text="输入账号或姓名；不填的，由该单位同岗位人员签收办理。"
    )
    reason = text_area("理由", rows=2, longest=300, help_text="只供内部查看。")

    def settle(self) -> None:
        self.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]
        self.fields["person"].among = Person.objects.active()  # type: ignore[attr-defined]


class SendBackForm(DeedForm):
    to_node = forms.ChoiceField(label="退回到", error_messages={"required": "请选择退回到哪个环节。"})
    reason = text_area("理由", rows=2, longest=300)

    def settle(self) -> None:
        self.fields["to_node"].choices = earlier_steps(self.target)  # type: ignore[attr-defined]


class UrgeForm(DeedForm):
    text = text_area("催办内容", required=False, rows=2, longest=300)


class CloseForm(DeedForm):
    text = text_area("办理结果", required=False, help_text="申请人能看到。")


class MaterialForm(DeedForm):
    state = forms.ChoiceField(label="状态", choices=list(rules.MATERIAL_STATES.items()))
    is_original_checked = forms.BooleanField(label="已核对原件", required=False)
    note = forms.CharField(label="备注", required=False, max_length=300, help_text="只供内部查看。")

    def settle(self) -> None:
        material: Material = self.target
        self.initial.setdefault("state", material.state)
        self.initial.setdefault("is_original_checked", material.is_original_checked)
        self.initial.setdefault("note", material.note)


class FileForm(DeedForm):
    """A file for a material."""

    stored = UploadField(label="文件")


class AttachForm(FileForm):
    label = forms.CharField(label="名称", max_length=120, error_messages={"required": "请填写附件名称。"})
    field_order = ("label", "stored")


class SupplyForm(DeedForm):
    """What the party brought to the counter after it was asked: one upload for each thing asked for."""

    text = text_area("说明", required=False, rows=2)

    def settle(self) -> None:
        for material in self.sight.materials:
            if material.wanted:
                self.fields[f"file_{material.pk}"] = UploadField(
                    label=material.name, required=False, help_text=material.wanted
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        given = {material.code: said.get(f"file_{material.pk}") for material in self.sight.materials}
        return {**said, "files": {code: [stored] for code, stored in given.items() if stored}}


def is_shared(step: Step) -> bool:
    """Whether several units take the step, each for itself."""
    return bool(_node(step).repeats)


def outcomes_of(step: Step) -> dict[str, str]:
    return processes.outcomes_of(_node(step))


def _node(step: Step) -> Node:
    return MACHINES.of(step.run.definition_id).diagram.nodes[step.node]


def _line(label: str, longest: int = 300) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=longest)
