"""Which parts does an item have more than one of: grounds, materials, fees, results, windows?"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from yiwang.kernel.deadlines import rules as deadlines
from yiwang.subsystems.approvals.items import codes


def _without_controls(text: str) -> str:
    return "".join(character for character in text if character >= " " or character in "\n\t")


_clean = AfterValidator(_without_controls)
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _clean]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _clean]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000), _clean]
Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000), _clean]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w.\-]{1,60}$")]
Optional = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w.\-]{0,60}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """An unknown element is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Attached(Part):
    """A stored file that everybody may read: a sample or a blank form."""

    name: Name = Field(title="文件名")
    digest: Digest = Field(title="文件摘要", description="SHA-256，64位十六进制")


class Basis(Part):
    """A legal ground."""

    law: Name = Field(title="法律法规名称", examples=["中华人民共和国行政许可法"])
    number: Line = Field("", title="文号", examples=["国务院令第716号"])
    article: Line = Field("", title="条款号", examples=["第四十二条"])
    text: Text = Field("", title="条款内容")
    link: Line = Field("", title="原文网址")


class Limit(Part):
    """Counted from acceptance; ``number`` 0: on the spot."""

    number: int = Field(title="时限", ge=0, le=2_000)
    unit: codes.LimitUnit = Field("working_days", title="时限单位")
    note: Text = Field("", title="时限说明")

    @property
    def limit(self) -> deadlines.Limit:
        """For clocks."""
        return deadlines.Limit(self.number, deadlines.Unit(self.unit))

    def __str__(self) -> str:
        return str(self.limit) if self.number else "当场办结"


class SpecialProcedure(Part):
    """Time that does not count (行政许可法 art. 45)."""

    ground: codes.Ground = Field(title="特别程序")
    limit: Limit | None = Field(None, title="所需时限")
    note: Text = Field("", title="特别程序说明")


class Material(Part):
    """``code`` is what answers, files and corrections name it by; it stays when the name changes."""

    code: Code = Field(title="材料编码", examples=["M01"])
    name: Name = Field(title="材料名称")
    form: codes.Form = Field("both", title="材料形式")
    originals: int = Field(0, title="原件份数", ge=0, le=99)
    copies: int = Field(0, title="复印件份数", ge=0, le=99)
    is_required: bool = Field(True, title="是否必备")
    needed_when: Line = Field("", title="何种情形需要")
    source: codes.Source = Field(title="材料来源")
    issuer: Line = Field("", title="出具机构")
    issued_within: Line = Field("", title="出具时间要求")
    notes: Text = Field("", title="填报须知")
    basis: Text = Field("", title="要求提供材料的依据")
    mistakes: list[Line] = Field([], title="常见错误", max_length=20)
    sample: Attached | None = Field(None, title="示例样表")
    blank_form: Attached | None = Field(None, title="空白表格")

    @property
    def is_asked(self) -> bool:
        """Whether the applicant hands it in: not what can be shared (国务院令第716号 art. 6)."""
        return self.source != codes.SHARED


class Fee(Part):
    code: Code = Field(title="收费项目编码", examples=["F01"])
    name: Name = Field(title="收费项目名称")
    standard: Name = Field(title="收费标准", examples=["每证10元"])
    amount_fen: int | None = Field(None, title="金额（分）", ge=0, le=10_000_000_000)
    basis: Text = Field("", title="收费依据")
    reduction: Text = Field("", title="减免情形")


class Result(Part):
    """``validity_months`` None: without end, or as ``validity`` says."""

    code: Code = Field("R01", title="结果编码")
    name: Name = Field(title="结果名称")
    kind: codes.ResultKind = Field("approval", title="结果类型")
    validity: Line = Field("", title="有效期限", examples=["5年", "长期有效"])
    validity_months: int | None = Field(None, title="有效月数", ge=1, le=1_200)
    is_checked_yearly: bool = Field(False, title="是否年检年审")
    sample: Attached | None = Field(None, title="结果样本")


class Renewal(Part):
    """行政许可法 art. 50: the holder asks 30 days before the end, unless a rule differs."""

    days_before: int = Field(30, title="届满前多少日申请延续", ge=0, le=365)
    when_late: codes.Late = Field("warn", title="逾期申请")


class Seat(Part):
    """Who takes the steps of a process that name this ``key``.

    Several entries with one key act together (并联审批). ``unit``: code; empty: the implementing unit.
    """

    key: Code = Field(title="办理岗位", examples=["acceptor", "reviewer", "decider", "cooperating"])
    unit: Optional = Field("", title="办理单位代码")
    role: Code = Field(title="办理角色", examples=["case_clerk", "case_reviewer", "case_decider"])
    limit: Limit | None = Field(None, title="环节时限")


class Window(Part):
    name: Name = Field(title="办理地点名称")
    address: Name = Field(title="地址")
    hours: Name = Field(title="办理时间")
    phone: Line = Field("", title="窗口电话")
    route: Line = Field("", title="交通指引")


class Faq(Part):
    question: Name = Field(title="问题")
    answer: Written = Field(title="解答")
