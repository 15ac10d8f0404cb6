"""What does an official fill in for a draft that the public comments?"""

from typing import Any

from django import forms

from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions.drafting import Outline
from yiwang.subsystems.participation.consultations.models import Consultation

WRONG_DAY = {"invalid": "日期的写法不对，例如 2026-12-31。", "required": "请填写日期。"}


def day_field(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=WRONG_DAY, **more)


def text_field(label: str, longest: int, *, required: bool = True, rows: int = 4, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
        **more,
    )


class OutlineForm(forms.Form):
    title = forms.CharField(
        label="标题",
        max_length=rules.TITLE_LENGTH,
        help_text="例如“关于《云泽市公园管理办法（征求意见稿）》公开征求意见的公告”。",
        error_messages={"required": "请填写标题。"},
    )
    subject = forms.ChoiceField(
        label="事项类别", choices=list(rules.SUBJECTS.items()), widget=forms.RadioSelect
    )
    purpose = text_field("征求意见的事由", rules.LONG, help_text="为什么制定，依据是什么，由谁起草。")
    draft = text_field(
        "征求意见稿正文",
        rules.DRAFT_LENGTH,
        rows=16,
        help_text="按“第一条”“一、”分条，公众逐条提意见；没有分条的按自然段。",
    )
    background = text_field("起草说明", rules.LONG, required=False, rows=5)
    opens_on = day_field("开始日期")
    closes_on = day_field("截止日期", help_text=f"重大行政决策、涉企制度一般不少于{rules.USUAL_DAYS}日。")
    short_reason = forms.CharField(
        label="缩短征集期的理由", required=False, max_length=300, help_text="少于30日的填写，向社会公布。"
    )
    contact = forms.CharField(
        label="其他提出意见的方式",
        required=False,
        max_length=300,
        help_text="通信地址、电话、电子邮箱，向社会公布。",
    )
    file_1 = UploadField(label="附件一", required=False, kinds=DOCUMENTS | IMAGES, help_text="向社会公布。")
    file_2 = UploadField(label="附件二", required=False, kinds=DOCUMENTS | IMAGES)
    file_3 = UploadField(label="附件三", required=False, kinds=DOCUMENTS | IMAGES)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("file_1", "file_2", "file_3"):
            stored: StoredFile | None = said.get(name)
            if stored is not None and not stored.is_clean:
                self.add_error(name, f"“{stored.name}”不能使用：{stored.notice}")
        return said

    def outline(self) -> Outline:
        said = self.cleaned_data
        given = [said[name] for name in ("file_1", "file_2", "file_3") if said.get(name)]
        files = tuple({stored.pk: stored for stored in given}.values())
        names = [name for name in Outline.__dataclass_fields__ if name != "files"]
        return Outline(**{name: said[name] for name in names}, files=files)

    @staticmethod
    def of(shown: Consultation) -> dict[str, Any]:
        return {name: getattr(shown, name) for name in Outline.__dataclass_fields__ if name != "files"}


class ProlongForm(forms.Form):
    closes_on = day_field("新的截止日期")


class StopForm(forms.Form):
    reason = text_field("停止的原因", 300, rows=2, help_text="社会公众能看到。停止后不能恢复。")


class FeedbackForm(forms.Form):
    summary = text_field(
        "意见采纳情况",
        rules.LONG,
        rows=8,
        help_text="收到多少意见、主要集中在哪里、采纳了哪些、没有采纳的原因。各条的采纳情况自动附在后面。",
    )


class FinalForm(forms.Form):
    title = forms.CharField(
        label="正式文件", max_length=200, error_messages={"required": "请填写正式文件的名称。"}
    )
    address = forms.CharField(
        label="网址",
        max_length=300,
        help_text="本站的以 / 开头，例如 /a/17/。",
        error_messages={"required": "请填写网址。"},
    )
