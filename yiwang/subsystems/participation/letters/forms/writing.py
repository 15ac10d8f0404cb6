"""What does somebody fill in who writes to a mailbox, or is not content with an answer?"""

from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.actions.submissions import HandedIn
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.participation.letters import progress, rules
from yiwang.subsystems.participation.letters.advice import Advice, advice_for
from yiwang.subsystems.participation.letters.models import Box, EmbeddingSite

NAMED, ANONYMOUS = "named", "anonymous"
YES, NO = "yes", "no"
LATE = "这个页面打开得太久了，请回到办理进度页面重新进入。"
CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email")


class WriteForm(SubmissionForm):
    """A letter to ``box``. ``advice``: ways that its matter may belong to, found in what was written."""

    type = forms.ChoiceField(
        label="来信类型", widget=forms.RadioSelect, error_messages={"required": "请选择来信类型。"}
    )
    subject = forms.ChoiceField(label="主题", required=False)
    title = forms.CharField(
        label="标题",
        min_length=2,
        max_length=rules.TITLE_LENGTH,
        help_text="一句话说明是什么事。请不要写姓名、电话。",
        error_messages={"required": "请填写标题。", "min_length": "标题太短，请写清楚是什么事。"},
    )
    text = forms.CharField(
        label="内容",
        min_length=5,
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="时间、地点、经过和您的要求。一封信请只写一件事。请不要填写国家秘密。",
        error_messages={"required": "请填写内容。", "min_length": "请说得再具体一些。"},
    )
    place = forms.CharField(
        label="事情发生的地点",
        required=False,
        max_length=rules.PLACE_LENGTH,
        help_text="例如：青山区青山路中段。",
    )
    against = forms.CharField(
        label="反映的是哪个单位",
        required=False,
        max_length=120,
        help_text="投诉、举报的请填写单位全称；举报不会转给被举报的单位。",
    )
    file_1 = UploadField(
        label="附件一", required=False, kinds=DOCUMENTS | IMAGES, help_text="可以不传；照片、文件。"
    )
    file_2 = UploadField(label="附件二", required=False, kinds=DOCUMENTS | IMAGES)
    file_3 = UploadField(label="附件三", required=False, kinds=DOCUMENTS | IMAGES)
    openness = forms.ChoiceField(
        label="是否同意公开",
        choices=[(YES, "同意隐去个人信息后公开来信和答复"), (NO, "不公开")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否同意公开。"},
    )
    identity = forms.ChoiceField(
        label="署名",
        choices=[(NAMED, "实名（便于联系您、回访您）"), (ANONYMOUS, "匿名（不保存联系方式）")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择实名还是匿名。"},
    )
    informed = forms.BooleanField(label="我已了解上面的提示，仍要提交", required=False)

    def __init__(self, *args: Any, box: Box, site: EmbeddingSite | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.box, self.site = box, site
        self.advice: list[Advice] = []
        self.kind = rules.kind_of(box.kind)
        types = list(box.offered_types.items())
        self.fields["type"].choices = types  # type: ignore[attr-defined]
        if len(types) == 1:
            self.fields["type"].initial = types[0][0]
        self.fields["subject"].choices = [("", "请选择"), *((one, one) for one in box.subjects)]  # type: ignore[attr-defined]
        if not box.subjects:
            del self.fields["subject"]
        if box.exposure != rules.CONSENT:
            del self.fields["openness"]
        if not box.is_anonymous_allowed or site:
            del self.fields["identity"]
        if site:
            for name in ("file_1", "file_2", "file_3", "against"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self._settle_identity(said)
        self.advice = advice_for(f"{said.get('title', '')}{said.get('text', '')}")
        if self.advice and not said.get("informed"):
            self.add_error("informed", "请先看上面的提示；仍要提交的，请勾选后再次提交。")
        type_code = said.get("type", "")
        if type_code in rules.INFORMING and "against" in self.fields and not said.get("against"):
            self.add_error("against", "请填写被反映的单位，以便不转给该单位办理；不清楚的填写“不清楚”。")
        said |= self._facts(said)
        return said

    def _facts(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the body of the kind has beside what was asked."""
        is_public = self.box.exposure == rules.START or said.get("openness") == YES
        if said.get("type") in rules.INFORMING:
            is_public = False
        return {
            "mailbox": self.box.code,
            "mailbox_name": self.box.name,
            "type_label": rules.TYPES.get(said.get("type", ""), ""),
            "subject": said.get("subject", ""),
            "against": said.get("against", ""),
            "is_public": is_public,
            "public_label": "同意公开" if is_public else "不公开",
            "is_anonymous": said.get("identity") == ANONYMOUS,
            "site": self.site.code if self.site else "",
            "again": "",
        }

    def _settle_identity(self, said: dict[str, Any]) -> None:
        if said.get("identity") == ANONYMOUS:
            for name in CONTACT_FIELDS:
                said[name] = ""
                self.errors.pop(name, None)
            return
        if "identity" in self.fields and said.get("identity") != NAMED:
            return
        if not said.get("contact_name"):
            self.add_error("contact_name", "请填写姓名。")
        if not (said.get("contact_phone") or "contact_phone" in self.errors):
            self.add_error("contact_phone", "请填写联系电话，办理单位可能要与您核实。")


class AgainForm(SubmissionForm):
    """Why the answer is not enough; the rest is as it was written, the contact as it is kept."""

    origin = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    text = forms.CharField(
        label="哪里不满意，希望怎样办理",
        min_length=5,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明理由。", "min_length": "请说得再具体一些。"},
    )
    first: Submission | None = None
    name = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.first = progress.submission_of(said.get("origin", ""))
        if self.first is None:
            self.add_error(None, LATE)
            return said
        self.kind = self.first.kind
        try:
            self.name = progress.name_of(self.first)
        except Refused as refused:
            self.add_error(None, refused.sentence)
        return said

    def handed_in(self) -> HandedIn:
        if self.first is None:
            raise Refused(LATE)
        before = self.first.data
        title = str(before.get("title") or "对答复不满意")
        data = {
            **before,
            "title": title,
            "text": self.cleaned_data["text"],
            "place": before.get("place", ""),
            "again": self.first.number,
            "is_public": False,
            "public_label": "",
        }
        return HandedIn(self.kind, self.cleaned_data["token"], data, contacts.of_submission(self.first))
