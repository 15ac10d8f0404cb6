"""What does somebody hand in who found a fault on the website?"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.portal.corrections import rules


def _address(page: str) -> str:
    """The inner side makes a link of it and believes nobody outside that it is harmless."""
    if not rules.is_address(page):
        raise ValueError("It is neither a path nor an address of the web.")
    return page


Page = Annotated[str, StringConstraints(min_length=1, max_length=rules.PAGE_LENGTH), AfterValidator(_address)]
Text = Annotated[str, StringConstraints(min_length=2, max_length=rules.TEXT_LENGTH)]


class Fault(BaseModel):
    """Titles are what its author sees again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: Page = Field(title="有错的网页")
    fault: Literal["错别字", "链接失效", "内容过期", "功能不可用", "其他"] = Field(title="问题类型")
    text: Text = Field(title="问题描述")
