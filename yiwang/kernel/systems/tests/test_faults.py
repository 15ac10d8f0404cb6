from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yiwang.kernel.systems import faults


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")
    unit: str = Field("", title="单位代码", max_length=5)


class Letter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    subject: str = Field(title="标题", max_length=5, min_length=1)
    main: list[Address] = Field([], title="主送", max_length=2)
    copies: list[Address] | None = Field(None, title="抄送")
    urgency: Literal["normal", "urgent"] = Field("normal", title="紧急程度")
    due: date | None = Field(None, title="期限")
    count: int = Field(1, title="份数", ge=1, le=9)
    plain: int = 1


def first(told):
    with pytest.raises(ValidationError) as fault:
        Letter.model_validate(told)
    return faults.named(fault.value.errors()[0], Letter)


@pytest.mark.parametrize(
    ("told", "sentence", "field"),
    [
        ({}, "请提供“标题”。", "subject"),
        ({"subject": "长长长长长长"}, "“标题”不能超过5个字符。", "subject"),
        ({"subject": ""}, "“标题”至少1个字符。", "subject"),
        ({"subject": 1}, "“标题”应为文字。", "subject"),
        ({"subject": "a", "main": "x"}, "“主送”应为列表。", "main"),
        ({"subject": "a", "main": [{}] * 3}, "“主送”最多2项。", "main"),
        ({"subject": "a", "main": [{"unit": "123456"}]}, "“单位代码”不能超过5个字符。", "unit"),
        ({"subject": "a", "copies": [{"unit": 1}]}, "“单位代码”应为文字。", "unit"),
        ({"subject": "a", "main": [{"who": 1}]}, "没有“who”这一项，请去掉。", "who"),
        ({"subject": "a", "urgency": "x"}, "“紧急程度”只能是 normal、urgent。", "urgency"),
        ({"subject": "a", "due": "x"}, "“期限”应为日期，如 2026-01-31。", "due"),
        ({"subject": "a", "count": 0}, "“份数”不能小于1。", "count"),
        ({"subject": "a", "count": 10}, "“份数”不能大于9。", "count"),
        ({"subject": "a", "count": "x"}, "“份数”应为整数。", "count"),
        ({"subject": "a", "plain": "x"}, "“plain”应为整数。", "plain"),
        ("x", "“请求正文”应为 JSON 对象。", None),
    ],
)
def test_the_first_wrong_field_is_named_in_chinese(told, sentence, field):
    assert first(told) == (sentence, field)


def test_a_fault_nobody_worded_still_makes_a_sentence():
    error = {"type": "url_parsing", "loc": ("subject",), "msg": "bad", "ctx": {"error": "x"}}
    assert faults.named(error, Letter) == ("“标题”填写有误。", "subject")


def test_every_fault_has_the_same_shape():
    assert faults.shape("不行。") == {"error": "不行。", "field": None}
    assert faults.Fault(**faults.shape("不行。", "subject")).field == "subject"
