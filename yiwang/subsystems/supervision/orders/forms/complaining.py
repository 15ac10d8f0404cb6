"""What does somebody fill in who complains of how a matter was handled?"""

from typing import Any

from django import forms

from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.intake import tracking
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.rules import read_code, read_number
from yiwang.subsystems.supervision.orders import progress, rules

NAMED, ANONYMOUS = "named", "anonymous"
WRONG = "办件编号或者查询码不对，请对照回执重新填写；没有回执的，可以只填写被投诉的单位。"
LATE = "这个页面打开得太久了，请填写办件编号和查询码，或者填写被投诉的单位。"


class ComplaintForm(SubmissionForm):
    """``is_guessing``: a pair of number and code was wrong, which the view counts."""

    kind = rules.COMPLAINT
    is_guessing = False
    matter: Submission | None = None

    origin = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    number = forms.CharField(
        label="办件编号",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="查询码",
        required=False,
        max_length=40,
        help_text="回执上的 12 位查询码。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    unit = forms.CharField(
        label="被投诉的单位",
        required=False,
        max_length=120,
        help_text="填写全称，例如“云泽市住房和城乡建设局”。填写了办件编号的，可以不填。",
    )
    about = forms.ChoiceField(
        label="投诉类型",
        choices=[(one, one) for one in rules.ABOUT],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择投诉类型。"},
    )
    text = forms.CharField(
        label="发生了什么",
        min_length=5,
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="时间、地点、经过，您希望怎样处理。请不要填写国家秘密。",
        error_messages={"required": "请写明发生了什么。", "min_length": "请说得再具体一些。"},
    )
    file_1 = UploadField(
        label="证明材料一", required=False, kinds=DOCUMENTS | IMAGES, help_text="可以不传；照片、截图、文件。"
    )
    file_2 = UploadField(label="证明材料二", required=False, kinds=DOCUMENTS | IMAGES)
    file_3 = UploadField(label="证明材料三", required=False, kinds=DOCUMENTS | IMAGES)
    identity = forms.ChoiceField(
        label="您希望",
        choices=[(NAMED, "实名投诉（不予受理的，书面告知理由）"), (ANONYMOUS, "匿名投诉")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择实名还是匿名。"},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.matter = self._matter(said)
        self._settle_identity(said)
        if self.matter is not None:
            said["matter"], said["case"] = self.matter.number, progress.case_of(self.matter)
            said["unit"] = said.get("unit") or _unit_of(self.matter)
            if not said["case"]:
                self.add_error("number", "这件提交还没有登记为办件，请改填被投诉的单位。")
        else:
            said["matter"] = said["case"] = ""
            if not (said.get("unit") or self.errors):
                self.add_error("unit", "请填写被投诉的单位，或者填写办件编号和查询码。")
        return said

    def _matter(self, said: dict[str, Any]) -> Submission | None:
        """By the page that somebody came from, or by number and code."""
        number, code = said.get("number", ""), said.get("code", "")
        if said.get("origin") and not number:
            found = progress.submission_of(said["origin"])
            if found is None:
                self.add_error(None, LATE)
            return found
        if not (number or code):
            return None
        found = tracking.found(read_number(number), read_code(code))
        if found is None:
            self.is_guessing = True
            self.add_error("number", WRONG)
        return found

    def _settle_identity(self, said: dict[str, Any]) -> None:
        if said.get("identity") == ANONYMOUS:
            said["contact_name"] = said["contact_phone"] = said["contact_email"] = ""
            for name in ("contact_name", "contact_phone", "contact_email"):
                self.errors.pop(name, None)
        elif said.get("identity") == NAMED:
            if not said.get("contact_name"):
                self.add_error("contact_name", "实名投诉请填写姓名。")
            if not (said.get("contact_phone") or "contact_phone" in self.errors):
                self.add_error("contact_phone", "实名投诉请填写联系电话。")


def _unit_of(submission: Submission) -> str:
    named = submission.steps.exclude(unit="").order_by("-number").values_list("unit", flat=True)
    return named.first() or ""
