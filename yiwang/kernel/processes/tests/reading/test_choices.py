import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.tests.documents import END, START, fields, flow, flows, framed, line, step

GATEWAY = '<exclusiveGateway id="g" name="是否同意"/>'
TWO = END + '<endEvent id="other"/>'


def decided(*ways: str, before: str = "start a g", steps: str = step("a")) -> str:
    return framed(START + steps + GATEWAY + TWO + flows(before) + "".join(ways))


def test_flows_without_conditions_become_the_outcomes_of_the_step_before():
    found = read(decided(flow("g", "end", name="同意"), flow("g", "other", name="不同意")))
    assert found.obstacle == ""
    assert found.diagram.nodes["a"].outcomes == (("g-end", "同意"), ("g-other", "不同意"))


def test_a_flow_without_a_name_is_called_after_what_it_leads_to():
    found = read(decided(flow("g", "end"), flow("g", "other")))
    assert [label for _, label in found.diagram.nodes["a"].outcomes] == ["end", "other"]


def test_two_steps_that_lead_to_one_gateway_have_the_same_outcomes():
    split = '<parallelGateway id="s"/>'
    ways = flow("g", "end", name="同意") + flow("g", "other", name="退回") + flow("b", "g")
    found = read(
        framed(START + step("a") + step("b") + split + GATEWAY + TWO + flows("start s a g", "s b") + ways)
    )
    for node in ("a", "b"):
        assert [label for _, label in found.diagram.nodes[node].outcomes] == ["同意", "退回"]


def test_a_gateway_that_nobody_stands_before_cannot_be_decided():
    found = read(
        framed(
            START
            + step("a")
            + GATEWAY
            + TWO
            + flows("start g", "a other")
            + flow("g", "end")
            + flow("g", "a")
        )
    )
    assert found.obstacle == "排他网关“是否同意”的去向“g-end”没有条件，也不能由前一环节的办理结果决定。"


def test_a_condition_outside_the_language_is_refused_with_its_flow():
    with pytest.raises(Refused) as refused:
        read(decided(flow("g", "end", "${approved}", "通过"), flow("g", "other")))
    assert refused.value.sentence.startswith("顺序流“通过”（自“是否同意”）：条件在“${approved}”处不合规则")


def test_a_condition_may_ask_for_the_outcome_only_where_it_is_clear():
    step_ = step("a", '<extensionElements><yw:step><yw:outcome code="yes"/></yw:step></extensionElements>')
    asking = flow("g", "end", 'outcome == "yes"') + flow("g", "other", 'outcome != "yes"')
    assert read(framed(START + step_ + GATEWAY + TWO + flows("start a g") + asking)).is_runnable
    split = '<parallelGateway id="s"/><parallelGateway id="j"/>' + step("b")
    found = read(framed(START + step_ + split + GATEWAY + TWO + flows("start s a j g", "s b j") + asking))
    assert "前面是汇合、子流程或开始" in found.obstacle
    wrong = flow("g", "end", 'outcome == "no"') + flow("g", "other", 'outcome == "yes"')
    found = read(framed(START + step_ + GATEWAY + TWO + flows("start a g") + wrong))
    assert found.obstacle == "排他网关“是否同意”询问的办理结果“no”不是前一环节的办理结果。"


def test_conditions_on_fields_need_a_default_flow():
    declared = fields('name="amount" type="number"')
    ways = flow("g", "end", "amount &gt; 5") + flow("g", "other", "amount &lt;= 5")
    body = declared + START + step("a") + GATEWAY + TWO + flows("start a g") + ways
    assert read(framed(body)).obstacle == "排他网关“是否同意”没有默认流向，条件都不成立时无路可走。"
    found = read(framed(body.replace('name="是否同意"', 'name="是否同意" default="g-other"')))
    assert found.is_runnable
    assert found.diagram.fields[0].type == "number"
    assert (
        "默认流向“nowhere”不存在"
        in read(framed(body.replace("<exclusiveGateway", '<exclusiveGateway default="nowhere"'))).obstacle
    )


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (['name="1a"'], "字段“1a”"),
        (['name="outcome"'], "保留"),
        (['name="a"', 'name="a"'], "重复"),
        (['name="a" type="date"'], "类型“date”不对"),
        (['name="not"'], "字段“not”"),
    ],
)
def test_a_field_has_a_name_of_its_own_and_a_type(declared, words):
    with pytest.raises(Refused, match=words):
        read(framed(fields(*declared) + line("a")))
