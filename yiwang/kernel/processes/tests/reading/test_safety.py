"""Nothing that runs code comes in; each refusal names the element."""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.tests.documents import framed, line, step


def extended(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


REFUSED = [
    ('<scriptTask id="s" name="算一算"><script>1</script></scriptTask>', "脚本任务“算一算”会运行脚本"),
    ('<scriptTask id="s"/>', "脚本任务“s”会运行脚本"),
    ('<serviceTask id="s" name="查询" implementation="http://x"/>', "服务任务“查询”指定了程序实现“http://x”"),
    ('<sendTask id="s" name="发送" operationRef="o"/>', "发送任务“发送”会调用接口操作“o”"),
    ('<businessRuleTask id="s" implementation="dmn"/>', "业务规则任务“s”指定了程序实现"),
    ('<serviceTask id="s" name="存档" camunda:class="com.x.Y"/>', "服务任务“存档”带有camunda:class"),
    ('<serviceTask id="s" camunda:expression="${x.y()}"/>', "camunda:expression，会运行程序"),
    ('<serviceTask id="s" activiti:delegateExpression="#{x}"/>', "activiti:delegateExpression"),
    ('<sendTask id="s" camunda:type="external" camunda:topic="mail"/>', "camunda:type"),
    ('<userTask id="s" name="审核">%s</userTask>', "用户任务“审核”带有camunda的“taskListener”"),
    (step("s", extended('<zeebe:taskDefinition type="x"/>')), "用户任务“s”带有zeebe的“taskDefinition”"),
    (step("s", extended("<activiti:executionListener/>")), "activiti的“executionListener”"),
    (step("s", "<potentialOwner><resourceAssignmentExpression>"
               "<formalExpression>f()</formalExpression></resourceAssignmentExpression></potentialOwner>"),
     "用户任务“s”含有表达式“resourceAssignmentExpression”"),
    (step("s", "<dataInputAssociation><assignment><from>x</from></assignment></dataInputAssociation>"),
     "含有表达式“assignment”"),
    ('<complexEvent id="s"/>', "流程“测试流程”含有BPMN 2.0没有的元素“complexEvent”"),
    ('<other:task id="s"/>', "流程“测试流程”中的外部元素“task”不在扩展区内"),
    (step("s", "<other:run/>"), "用户任务“s”中的外部元素“run”不在扩展区内"),
    (step("s", extended("<yw:run/>")), "用户任务“s”的扩展“run”不是平台的扩展"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "sentence"), REFUSED)
def test_what_would_run_code_or_change_the_meaning_is_refused_by_name(inside, sentence):
    inside = inside.replace("%s", extended('<camunda:taskListener event="create"/>'))
    with pytest.raises(Refused) as refused:
        read(framed(line("a", more=inside)))
    assert sentence in refused.value.sentence
    assert refused.value.sentence.endswith("不予导入。")


def test_an_extension_that_must_be_understood_is_refused():
    extension = '<extension mustUnderstand="true" definition="other:x"/>'
    with pytest.raises(Refused, match="必须理解的扩展“other:x”"):
        read(framed(line("a"), before=extension))
    assert read(framed(line("a"), before='<extension definition="other:x"/>')).is_runnable


@pytest.mark.parametrize(
    "inside",
    [
        step("a", extended('<other:note colour="red"><expression/></other:note>')),
        step("a", extended("<attribute/>")),
        '<userTask id="a" name="a" implementation="##WebService" camunda:asyncBefore="true"/>',
        step("a", "<documentation><other:b>粗体</other:b></documentation>"),
    ],
)
def test_what_means_nothing_to_a_process_does_no_harm(inside):
    assert read(framed(line("a").replace(step("a"), inside))).is_runnable


def test_a_service_task_that_names_no_program_may_be_drawn():
    found = read(framed(line("a", more='<serviceTask id="s" name="查询" implementation="##WebService"/>')))
    assert found.obstacle == "服务任务“查询”由程序或其他流程执行，平台只执行人员办理的环节。"
