"""What does somebody hand in who complains of how a matter was handled?"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=5, max_length=2_000)]
Name = Annotated[str, StringConstraints(max_length=120)]
Number = Annotated[str, StringConstraints(max_length=60)]


class Complaint(BaseModel):
    """Titles are what its author sees again. ``matter``: number of a submission whose code was given too;
    ``case``: the case that became of it, as its owner was told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    matter: Number = Field("", title="办件编号")
    case: Number = ""
    unit: Name = Field("", title="被投诉单位")
    about: Literal["不受理", "超期", "乱收费", "态度", "其他"] = Field(title="投诉类型")
    text: Text = Field(title="投诉内容")

    @model_validator(mode="after")
    def _says_of_whom(self) -> "Complaint":
        if not (self.case or self.unit.strip()):
            raise ValueError("Neither a matter nor a unit is named.")
        return self
