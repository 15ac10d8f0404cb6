import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.tests.documents import END, START, fields, flow, flows, framed, line, start, step

SPLIT = '<parallelGateway id="split" name="分开"/>'
JOIN = '<parallelGateway id="join" name="汇合"/>'
CHOICE = '<exclusiveGateway id="choice" name="选择" default="choice-end"/>'
TIMER = "<timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>"
BLOCK = f'<subProcess id="block" name="子">{line("x", mark="_x")}</subProcess>'

OBSTACLES = [
    (f'<boundaryEvent id="t" name="超时" attachedToRef="a">{TIMER}</boundaryEvent>',
     "边界事件“超时”（计时事件）由外部触发，平台不执行；期限由时限管理。"),
    ('<intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent>',
     "中间捕获事件“m”（消息事件）"),
    ('<callActivity id="c" calledElement="q"/>', "调用活动“c”由程序或其他流程执行"),
    ('<adHocSubProcess id="c"/>', "自由子流程“c”由程序或其他流程执行"),
    ('<endEvent id="e"><errorEventDefinition/></endEvent>', "结束事件“e”（错误事件）会向外发出事件"),
    ('<userTask id="c" isForCompensation="true"/>', "用户任务“c”是补偿活动"),
    ('<userTask id="c" startQuantity="2"/>', "用户任务“c”要求多个令牌"),
    ('<userTask id="c"><standardLoopCharacteristics/></userTask>', "用户任务“c”是循环活动"),
    ('<subProcess id="c" triggeredByEvent="true"/>', "子流程“c”是由事件触发的"),
    ('<subProcess id="c"><multiInstanceLoopCharacteristics/></subProcess>', "子流程“c”是多实例子流程"),
    ('<userTask id="c"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
     "</multiInstanceLoopCharacteristics></userTask>", "用户任务“c”用表达式规定实例个数"),
    (start("again"), "流程“测试流程”有2个开始事件，应恰有一个。"),
    (step("lonely"), "用户任务“lonely”从开始事件走不到。"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "sentence"), OBSTACLES)
def test_what_the_platform_does_not_run_may_be_drawn_and_the_reason_is_told(inside, sentence):
    assert sentence in read(framed(line("a", more=inside))).obstacle


def test_two_processes_that_work_together_may_be_drawn():
    after = f'<process id="q" name="对方">{line("b", mark="_b")}</process>'
    assert "2个相互协作的流程（如流程“对方”）" in read(framed(line("a"), after=after)).obstacle
    assert read(framed(line("a"), after='<process id="q" name="空的"/>')).is_runnable


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (START + END + flows("start end"), "流程“测试流程”中没有任何人员办理的环节。"),
        (
            fields('name="again" type="flag"') + START + step("a") + CHOICE + CHOICE.replace("choice", "turn")
            + END + flows("start a turn choice") + flow("choice", "turn", "again") + flow("choice", "end"),
            "排他网关“选择”在一个没有办理环节的环路上，会无休止地运行。",
        ),
        (
            START + step("a") + END + flows("start a") + flow("a", "end", "true"),
            "用户任务“a”的去向“a-end”带有条件",
        ),
        (START + step("a") + BLOCK + END + flows("start a x end"), "从开始事件走不到|穿过了子流程的边界"),
        (line("a") + flows("end a"), "结束事件“end”之后还有顺序流。"),
        (line("a") + flows("a start"), "开始事件“start”之前还有顺序流。"),
        (
            fields('name="more" type="flag"') + START + step("a") + step("b") + JOIN + CHOICE + END
            + flows("start a choice", "b join end") + flow("choice", "b", "more")
            + flow("choice", "join", "not more") + flow("choice", "end"),
            "流程可能停在并行网关“汇合”：汇合等待的分支永远不会到达。",
        ),
        (
            START + SPLIT + step("a") + step("b") + step("c") + END
            + flows("start split a c end", "split b c"),
            "用户任务“c”可能同时被激活两次：并行的分支没有汇合。",
        ),
    ],
)  # fmt: skip
def test_a_drawing_that_could_run_for_ever_or_stand_still_is_not_run(body, sentence):
    obstacle = read(framed(body)).obstacle
    assert any(each in obstacle for each in sentence.split("|")), obstacle


def test_twelve_departments_side_by_side_can_be_looked_at():
    names = [f"s{number}" for number in range(12)]
    ways = flows("start split", "join end", *[f"split {name} join" for name in names])
    assert read(framed(START + SPLIT + JOIN + END + "".join(map(step, names)) + ways)).is_runnable


def test_more_parallel_branches_than_can_be_looked_at_are_not_run():
    steps = "".join(step(f"s{branch}_{at}") for branch in range(9) for at in range(4))
    ways = [f"split {' '.join(f's{branch}_{at}' for at in range(4))} join" for branch in range(9)]
    body = START + SPLIT + JOIN + END + steps + flows("start split", "join end", *ways)
    assert "过多，无法证明不会停滞" in read(framed(body)).obstacle


def test_more_ways_than_can_be_looked_at_are_not_run_and_cost_no_more_time():
    """Twelve ways of each of eight gateways in a row: 4,095 to the power of eight."""
    names, gateways, ways = [], "", ""
    for at in range(8):
        steps = [f"s{at}_{number}" for number in range(12)]
        names += steps
        gateways += f'<inclusiveGateway id="o{at}" default="o{at}-{steps[0]}"/><inclusiveGateway id="j{at}"/>'
        ways += flow(f"o{at}", steps[0])
        ways += "".join(flow(f"o{at}", one, "again") for one in steps[1:])
        ways += "".join(flow(one, f"j{at}") for one in steps)
        ways += flow(f"j{at}", f"o{at + 1}" if at < 7 else "end")
    declared = fields('name="again" type="flag"')
    body = START + "".join(step(name) for name in names) + gateways + END + flows("start o0")
    assert "过多，无法证明不会停滞" in read(framed(declared + body + ways)).obstacle


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (flow("a", "nowhere"), "顺序流“a-nowhere”的终点“nowhere”不存在"),
        ('<sequenceFlow id="f" name="去" targetRef="a"/>', "顺序流“去”的起点“”不存在"),
        (step("a"), "编号（id）“a”被多个元素使用"),
        ('<userTask name="无号"/>', "用户任务“无号”没有编号"),
        (f'<userTask id="{"x" * 121}"/>', "超过120个字符"),
        (step("b", '<extensionElements><yw:step limit="三"/></extensionElements>'), "时限“三”不是数字"),
    ],
)
def test_a_broken_drawing_is_refused_by_the_name_of_what_is_broken(more, words):
    with pytest.raises(Refused) as refused:
        read(framed(line("a", more=more)))
    assert words in refused.value.sentence


def test_sub_processes_splits_and_repeated_tasks_run():
    several = step("m", "<multiInstanceLoopCharacteristics/>")
    body = START + SPLIT + JOIN + BLOCK + several + END
    found = read(framed(body + flows("start split block join end", "split m join")))
    assert found.obstacle == ""
    assert found.diagram.nodes["m"].repeats == "together"
    assert found.diagram.nodes["x"].within == "block"
