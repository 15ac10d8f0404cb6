"""What is asked before a node is registered or switched off, or a parcel is dropped?"""

from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import identity
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.nodes.rules import ungrouped
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, help_text="写入审计记录。")


class RegistrationForm(forms.Form):
    """Another installation's identity document, and the fingerprint as its people told it some other way."""

    document = forms.FileField(
        label="身份文件",
        help_text="对方用 yiwang node-identity 或“本节点身份”页面导出的文件。",
        widget=forms.ClearableFileInput(attrs={"accept": ".json"}),
    )
    fingerprint = forms.CharField(
        label="指纹",
        max_length=200,
        help_text="请通过电话向对方核对，不要从同一封邮件中复制。64 位十六进制数，空格不计。",
    )
    role = forms.ChoiceField(
        label="类型", choices=[choice for choice in Node.Role.choices if choice[0] != Node.Role.OWN]
    )
    unit = UnitField(
        label="所属机构",
        required=False,
        help_text="县区节点填写县区政府的机构代码或名称：它和下级机构都在该节点上。其他类型可以不填。",
    )
    carrier = forms.ChoiceField(
        label="传输方式",
        choices=[choice for choice in Node.Carrier.choices if choice[0] != Node.Carrier.LOOPBACK],
    )
    outbox = forms.CharField(
        label="发件目录", max_length=300, required=False, help_text="目录摆渡填写：本服务器上的完整路径。"
    )
    inbox = forms.CharField(
        label="收件目录", max_length=300, required=False, help_text="目录摆渡填写，不能与发件目录相同。"
    )
    url = forms.CharField(
        label="地址",
        max_length=300,
        required=False,
        help_text="HTTPS 填写 https://主机:端口（不填用身份文件里的）；消息队列填写 amqp:// 地址，加密保存。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]

    def clean_document(self) -> identity.Identity:
        upload = self.cleaned_data["document"]
        try:
            return identity.read(upload.read(identity.MOST + 1).decode("utf-8", "replace"))
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        shown = told.get("document")
        if shown and "fingerprint" in told and ungrouped(told["fingerprint"]) != shown.fingerprint:
            self.add_error("fingerprint", "指纹与身份文件不一致，请勿登记，先向对方核实。")
        return told

    @property
    def settings(self) -> dict[str, str]:
        """Of the carrier; once the form is valid."""
        told = self.cleaned_data
        is_https = told["carrier"] == Node.Carrier.HTTPS
        url = told["url"] or (told["document"].url if is_https else "")
        return {"outbox": told["outbox"], "inbox": told["inbox"], "url": url}
