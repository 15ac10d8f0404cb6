"""What does somebody hand in who asks for information, and what does the outer zone learn of organs?"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.disclosure.requests import rules

DESK = "disclosure.desk"

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Line = Annotated[str, StringConstraints(max_length=160)]
Title = Annotated[str, StringConstraints(min_length=2, max_length=rules.TITLE_LENGTH)]
Text = Annotated[str, StringConstraints(min_length=5, max_length=rules.TEXT_LENGTH)]


def _among(codes: Iterable[str]) -> StringConstraints:
    return StringConstraints(pattern="^(" + "|".join(codes) + ")$")


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wanted(Body):
    """The form of art. 29; titles are what the applicant sees again, so the identifier has none."""

    organ: Code
    organ_name: Line = Field(default="", title="受理机关")
    applicant_kind: Annotated[str, _among(rules.APPLICANTS)]
    applicant_label: Line = Field(default="", title="申请人类别")
    name: Annotated[str, StringConstraints(min_length=2, max_length=120)]
    identifier_kind: Annotated[str, StringConstraints(max_length=20)]
    identifier: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    representative: Annotated[str, StringConstraints(max_length=60)] = ""
    address: Line = ""
    title: Title = Field(title="所需信息名称")
    document_number: Annotated[str, StringConstraints(max_length=rules.NUMBER_LENGTH)] = Field(
        default="", title="文号"
    )
    text: Text = Field(title="内容描述")
    form: Annotated[str, _among(rules.FORMS)]
    form_label: Line = Field(default="", title="提供方式")
    way: Annotated[str, _among(rules.WAYS)]
    way_label: Line = Field(default="", title="获取途径")


PRIVATE = (
    *("name", "identifier_kind", "identifier", "representative", "address"),
    *("title", "document_number", "text"),
)


class DeskTold(Body):
    code: Code
    sequence: int = Field(ge=1)
    unit_name: Line
    office: Annotated[str, StringConstraints(max_length=80)]
    address: Line
    hours: Annotated[str, StringConstraints(max_length=120)]
    phone: Annotated[str, StringConstraints(max_length=40)]
    fax: Annotated[str, StringConstraints(max_length=40)] = ""
    is_open: bool
    notice: Annotated[str, StringConstraints(max_length=300)] = ""
    order: int = Field(ge=0, le=32_000)
