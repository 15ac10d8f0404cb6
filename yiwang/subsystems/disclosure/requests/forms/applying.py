"""What does somebody fill in who asks for information? The form of art. 29; nobody is asked why."""

from typing import Any

from django import forms

from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.forms.handling import choice, line, text_area
from yiwang.subsystems.disclosure.requests.forms.keeping import check_identifier
from yiwang.subsystems.disclosure.requests.models import OpenDesk


class ApplyForm(SubmissionForm):
    """A request to ``desk``. Of a person the name is that of the contact."""

    kind = rules.KIND
    applicant_kind = choice("申请人", list(rules.APPLICANTS.items()), initial=rules.PERSON)
    organisation = line("单位名称", 120, required=False, help_text="以单位名义申请的填写，与证照一致。")
    identifier_kind = forms.ChoiceField(label="证件类型", choices=list(identifiers.KINDS.items()))
    identifier = line(
        "证件号码",
        50,
        help_text="个人填身份证等证件号码，单位填统一社会信用代码。加密传送，只有办理的工作人员能看到。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    representative = line("法定代表人", 60, required=False, help_text="单位申请的填写。")
    address = line("通信地址", 160, required=False, help_text="选择邮寄的必填。")
    title = line(
        "所需信息名称",
        rules.TITLE_LENGTH,
        min_length=2,
        help_text="例如：青山路改造工程可行性研究报告批复。请不要写姓名、电话。",
    )
    document_number = line("文号", rules.NUMBER_LENGTH, required=False, help_text="知道的请填写，便于查找。")
    text = text_area(
        "内容描述",
        rules.TEXT_LENGTH,
        rows=5,
        min_length=5,
        help_text="便于查找的特征：时间、范围、是哪个机关制作的。不需要说明用途和理由。请不要填写国家秘密。",
    )
    form = choice("提供方式", list(rules.FORMS.items()), initial="electronic")
    way = choice("获取途径", list(rules.WAYS.items()), initial=rules.ONLINE)
    file_1 = UploadField(
        label="附件", required=False, kinds=DOCUMENTS | IMAGES, help_text="可以不传；证件照片、授权委托书等。"
    )
    file_2 = UploadField(label="附件二", required=False, kinds=DOCUMENTS | IMAGES)

    def __init__(self, *args: Any, desk: OpenDesk, **options: Any) -> None:
        super().__init__(*args, **options)
        self.desk = desk
        self.fields["contact_name"].label = "姓名（单位申请的填联系人）"
        self.fields["text"].error_messages["min_length"] = "请说得再具体一些，便于查找。"

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        check_identifier(self, said)
        is_person = said.get("applicant_kind") == rules.PERSON
        self._settle_contact(said, is_person=is_person)
        if said.get("way") == "post" and not said.get("address"):
            self.add_error("address", "选择邮寄的，请填写通信地址。")
        if said.get("way") == "email" and not (said.get("contact_email") or "contact_email" in self.errors):
            self.add_error("contact_email", "选择电子邮件的，请填写电子邮箱。")
        if said.get("way") == rules.ONLINE and said.get("form") not in {None, "electronic"}:
            self.add_error("way", "本网站只能下载电子文件，请选择其他获取途径，或者改为电子文件。")
        said |= {
            "organ": self.desk.code,
            "organ_name": self.desk.unit_name,
            "applicant_label": rules.APPLICANTS.get(said.get("applicant_kind", ""), ""),
            "name": said.get("contact_name" if is_person else "organisation", ""),
            "form_label": rules.FORMS.get(said.get("form", ""), ""),
            "way_label": rules.WAYS.get(said.get("way", ""), ""),
        }
        return said

    def _settle_contact(self, said: dict[str, Any], *, is_person: bool) -> None:
        if len(said.get("contact_name", "").strip()) < 2:
            self.add_error("contact_name", "请填写姓名。" if is_person else "请填写联系人。")
        if not (said.get("contact_phone") or "contact_phone" in self.errors):
            self.add_error("contact_phone", "请填写联系电话，受理机关要与您确认收到申请。")
        if said.get("applicant_kind") and not is_person and len(said.get("organisation", "").strip()) < 2:
            self.add_error("organisation", "以单位名义申请的，请填写单位名称。")
