"""What of a document would run code, or mean something that we do not know?

A document with such an element is not taken in at all, not even to be drawn: whoever exports it again would
believe that it had been looked at.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from lxml import etree

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.reading.vocabulary import (
    DRAWING,
    KNOWN,
    MODEL,
    OURS,
    called,
    owner,
    tag,
    text_in,
)

ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://www.jboss.org/drools": "drools",
    "http://www.omg.org/bpmn20": "jbpm",
    "http://jbpm.org/bpmn2": "jbpm",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
}
RUNNERS = {
    *(
        "executionListener",
        "executionListeners",
        "taskListener",
        "taskListeners",
        "eventListener",
        "listener",
    ),
    *("onEntry", "onExit", "onEntry-script", "onExit-script", "preScript", "postScript", "script"),
    *(
        "listener",
        "connector",
        "connectorId",
        "serviceTaskOperator",
        "taskDefinition",
        "calledDecision",
        "field",
    ),
    *("inputOutput", "inputParameter", "outputParameter", "ioMapping", "input", "output", "expression"),
    *(
        "calledDecision",
        "field",
        "failedJobRetryTimeCycle",
        "errorEventDefinition",
        "subscription",
        "loopCharacteristics",
    ),
}
RUNNING_ATTRIBUTES = {
    *(
        "class",
        "expression",
        "delegateExpression",
        "resultVariable",
        "type",
        "topic",
        "decisionRef",
        "caseRef",
    ),
    *("scriptFormat", "resource", "variableMappingClass", "variableMappingDelegateExpression"),
    *("collection", "elementVariable"),
}
NO_IMPLEMENTATION = {"", "##webservice", "##unspecified", "##other", "webservice", "unspecified", "other"}
SCRIPTS = {"scriptTask", "globalScriptTask"}
EXPRESSIONS = {"assignment", "transformation", "resourceAssignmentExpression", "messagePath", "dataPath"}
AUTOMATIC = {"serviceTask", "sendTask", "receiveTask", "businessRuleTask", "globalBusinessRuleTask"}


def check(root: etree._Element) -> None:
    """Raises Refused with the first thing that may not come in."""
    for element in root.iter(etree.Element):
        for fault in chain.from_iterable(look(element) for look in LOOKS):
            raise Refused(fault)


def _unknown(element: etree._Element) -> Iterator[str]:
    space, local = tag(element)
    if space == MODEL and local not in KNOWN and not _is_extension(element):
        yield f"{called(owner(element))}含有BPMN 2.0没有的元素“{local}”，含义不明，不予导入。"
    parent = element.getparent()
    if space in DRAWING | {MODEL} or parent is None or tag(parent)[0] != MODEL:
        return
    if tag(parent)[1] not in {"extensionElements", "documentation"}:
        yield f"{called(owner(element))}中的外部元素“{local}”不在扩展区内，会改变含义，不予导入。"


def _is_extension(element: etree._Element) -> bool:
    """Whatever lies in an extension means nothing to BPMN, though some tools write it in BPMN's namespace."""
    return any(tag(around) == (MODEL, "extensionElements") for around in element.iterancestors())


def _must_understand(element: etree._Element) -> Iterator[str]:
    if tag(element) == (MODEL, "extension") and element.get("mustUnderstand") in {"true", "1"}:
        yield f"流程文件声明了必须理解的扩展“{element.get('definition', '')}”，平台不认识，不予导入。"


def _script(element: etree._Element) -> Iterator[str]:
    space, local = tag(element)
    if space != MODEL:
        return
    if local in SCRIPTS:
        yield f"{called(element)}会运行脚本，不予导入。"
    elif local == "script":
        yield f"{called(owner(element))}含有脚本，不予导入。"


def _automatic(element: etree._Element) -> Iterator[str]:
    space, local = tag(element)
    if space != MODEL or local not in AUTOMATIC:
        return
    implementation = element.get("implementation", "")
    if implementation.strip().lower() not in NO_IMPLEMENTATION:
        yield f"{called(element)}指定了程序实现“{implementation[:60]}”，不予导入。"
    if element.get("operationRef"):
        yield f"{called(element)}会调用接口操作“{element.get('operationRef', '')[:60]}”，不予导入。"


def _assignment(element: etree._Element) -> Iterator[str]:
    """Expressions outside conditions: they would change data, or choose people."""
    space, local = tag(element)
    if space == MODEL and local in EXPRESSIONS and text_in(element):
        yield f"{called(owner(element))}含有表达式“{local}”，平台不计算，不予导入。"


def _engine(element: etree._Element) -> Iterator[str]:
    """Extensions by which the engines of others run code, and attributes that name the code."""
    space, local = tag(element)
    if space in ENGINES and local in RUNNERS:
        yield f"{called(owner(element))}带有{ENGINES[space]}的“{local}”，会运行程序，不予导入。"
    for name in element.attrib:
        attribute = etree.QName(name)
        if attribute.namespace in ENGINES and attribute.localname in RUNNING_ATTRIBUTES:
            engine = ENGINES[attribute.namespace]
            yield f"{called(owner(element))}带有{engine}:{attribute.localname}，会运行程序，不予导入。"


def _ours(element: etree._Element) -> Iterator[str]:
    space, local = tag(element)
    if space == OURS and local not in {"process", "step", "outcome", "field"}:
        yield f"{called(owner(element))}的扩展“{local}”不是平台的扩展，不予导入。"


LOOKS: tuple[Callable[[etree._Element], Iterator[str]], ...] = (
    _unknown,
    _must_understand,
    _script,
    _automatic,
    _assignment,
    _engine,
    _ours,
)
