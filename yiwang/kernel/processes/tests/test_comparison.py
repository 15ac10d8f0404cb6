from yiwang.kernel.processes.comparison import sentences
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.shipped import document
from yiwang.kernel.processes.tests.documents import fields, framed, line, step


def test_the_same_steps_and_ways_are_no_difference():
    assert sentences(read(document("promised")).diagram, read(document("promised")).diagram) == []


def test_steps_and_ways_that_come_and_go_are_named():
    told = sentences(read(framed(line("a", "b"))).diagram, read(framed(line("a", "c"))).diagram)
    assert told == [
        "新增环节“c”。",
        "取消环节“b”。",
        "新增流向：a → c。",
        "新增流向：c → end。",
        "取消流向：a → b。",
        "取消流向：b → end。",
    ]


def test_what_changed_about_a_step_is_said():
    said = '<yw:step seat="reviewer" limit="3" public="false"><yw:outcome code="ok" label="同意"/></yw:step>'
    inside = f"<extensionElements>{said}</extensionElements><multiInstanceLoopCharacteristics/>"
    new = fields('name="amount" type="number" label="金额"') + line("a").replace(step("a"), step("a", inside))
    told = sentences(read(framed(line("a"))).diagram, read(framed(new)).diagram)
    assert told == [
        "环节“a”的办理岗位由“a”改为“reviewer”。",
        "环节“a”的办理结果改为：同意。",
        "环节“a”的时限由不限改为3个工作日。",
        "环节“a”改由多个单位会办。",
        "环节“a”不再对申请人公开。",
        "新增字段“金额”。",
    ]
