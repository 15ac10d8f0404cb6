"""What does somebody fill in about a faulty page, and what does the official who handles it?"""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from yiwang.kernel.files.formats import IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.subsystems.portal.corrections import rules


class FaultForm(SubmissionForm):
    """我为政府网站找错."""

    kind = rules.KIND
    page = forms.CharField(
        label="有错的网页",
        max_length=rules.PAGE_LENGTH,
        help_text="从哪个网页点进来的，就是哪个网页；也可以自己粘贴地址。",
        error_messages={"required": "请填写有错的网页地址。"},
    )
    fault = forms.ChoiceField(
        label="问题类型",
        choices=[(one, one) for one in rules.FAULTS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择问题类型。"},
    )
    text = forms.CharField(
        label="问题描述",
        min_length=2,
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="错在哪里，应该是什么。请不要填写身份证号等个人信息，也不要填写国家秘密。",
        error_messages={"required": "请说明错在哪里。", "min_length": "请说得再具体一些。"},
    )
    screenshot = UploadField(
        label="截图", required=False, kinds=IMAGES, help_text="可以不传；支持 JPG、PNG 等图片。"
    )

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"]
        if not rules.is_address(page):
            raise ValidationError("网页地址的写法不对，应当以 http:// 、https:// 或者 / 开头。")
        return page


def page_asked_about(request: HttpRequest) -> str:
    """``?page=``, or else the page of ours that led here; empty where neither says anything sensible."""
    given = request.GET.get("page", "").strip()[: rules.PAGE_LENGTH]
    if rules.is_address(given):
        return given
    came_from = urlsplit(request.META.get("HTTP_REFERER", "")[: rules.PAGE_LENGTH])
    if came_from.netloc != request.get_host():
        return ""
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if rules.is_address(path) and not path.startswith("/corrections/") else ""


class WordsForm(forms.Form):
    """What the public is told."""

    text = forms.CharField(
        label="对网民的说明",
        max_length=rules.ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写给网民看的说明。"},
    )


class NarrowForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    fault = forms.ChoiceField(required=False, choices=[("", "全部"), *((one, one) for one in rules.FAULTS)])
