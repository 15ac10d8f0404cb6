"""What is asked before somebody looks for a certificate, takes it out of use, or believes an authority?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.forms.units import SearchForm
from yiwang.kernel.signatures import queries, rules, trust
from yiwang.kernel.signatures.certificates import LARGEST


class CertificateSearchForm(SearchForm):
    q = forms.CharField(label="名称、代码或指纹", max_length=80, required=False)
    side = forms.ChoiceField(
        label="范围",
        choices=[("", "本节点的证书"), (queries.FOREIGN, "其他节点的证书")],
        required=False,
    )
    state = forms.ChoiceField(
        label="状态",
        choices=[
            (queries.IN_USE, "使用中"),
            (queries.ENDING, "60 天内到期或已过期"),
            (queries.REVOKED, "已吊销"),
            (queries.ALL, "全部"),
        ],
        required=False,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, help_text="写入审计记录；吊销原因也告知其他节点。")


class TrustForm(forms.Form):
    """An authority's certificate, and the fingerprint as its people told it some other way."""

    node_code = forms.RegexField(
        r"^[a-z0-9-]{2,40}$",
        label="节点代码",
        help_text="对方节点的代码，小写字母、数字和连字符。",
        error_messages={"invalid": "节点代码由 2 至 40 个小写字母、数字或连字符组成。"},
    )
    pem = forms.CharField(
        label="签发机构证书",
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="PEM 格式，从 -----BEGIN CERTIFICATE----- 到 -----END CERTIFICATE-----。",
    )
    fingerprint = forms.CharField(
        label="指纹",
        max_length=200,
        help_text="请通过电话等其他途径向对方核对，不要从同一封邮件中复制。64 位十六进制数，空格不计。",
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "pem" in told and "fingerprint" in told:
            found = trust.readable(told["pem"]).fingerprint
            if rules.ungrouped(told["fingerprint"]) != found:
                self.add_error("fingerprint", "指纹与证书不一致，请勿信任，先向对方核实。")
        return told
