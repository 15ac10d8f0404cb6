"""Which words does BPMN 2.0 have (OMG formal/2011-01-03), and what are its elements called in Chinese?"""

from lxml import etree

from yiwang.kernel.processes.diagram import Node

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:yiwang:process"
DRAWING = {DI, DC, DD}

CALLED = {
    "startEvent": "开始事件",
    "endEvent": "结束事件",
    "intermediateCatchEvent": "中间捕获事件",
    "intermediateThrowEvent": "中间抛出事件",
    "boundaryEvent": "边界事件",
    "task": "任务",
    "userTask": "用户任务",
    "manualTask": "人工任务",
    "scriptTask": "脚本任务",
    "serviceTask": "服务任务",
    "sendTask": "发送任务",
    "receiveTask": "接收任务",
    "businessRuleTask": "业务规则任务",
    "callActivity": "调用活动",
    "subProcess": "子流程",
    "transaction": "事务子流程",
    "adHocSubProcess": "自由子流程",
    "exclusiveGateway": "排他网关",
    "parallelGateway": "并行网关",
    "inclusiveGateway": "包容网关",
    "complexGateway": "复杂网关",
    "eventBasedGateway": "事件网关",
    "choreographyTask": "编排任务",
    "subChoreography": "子编排",
    "callChoreography": "调用编排",
    "sequenceFlow": "顺序流",
    "messageFlow": "消息流",
    "process": "流程",
    "participant": "参与者",
    "lane": "泳道",
    "globalScriptTask": "全局脚本任务",
    "message": "消息",
    "signal": "信号",
    "error": "错误",
    "escalation": "升级",
    "dataObject": "数据对象",
    "dataStore": "数据存储",
}
EVENTS = {
    "messageEventDefinition": "消息",
    "timerEventDefinition": "计时",
    "conditionalEventDefinition": "条件",
    "signalEventDefinition": "信号",
    "errorEventDefinition": "错误",
    "escalationEventDefinition": "升级",
    "compensateEventDefinition": "补偿",
    "cancelEventDefinition": "取消",
    "linkEventDefinition": "链接",
    "terminateEventDefinition": "终止",
}
NODES = frozenset(name for name in CALLED if name.endswith(("Task", "Event", "Gateway", "Process"))) | {
    *("task", "callActivity", "transaction", "subChoreography", "callChoreography"),
}
NODES -= {"globalScriptTask"}
OTHERS = """
    activationCondition artifact assignment association auditing baseElement callConversation category
    categoryValue childLaneSet choreography collaboration completionCondition complexBehaviorDefinition
    condition conditionExpression conversation conversationAssociation conversationLink conversationNode
    correlationKey correlationProperty correlationPropertyBinding correlationPropertyRef
    correlationPropertyRetrievalExpression correlationSubscription dataInput dataInputAssociation
    dataInputRefs dataObject dataObjectReference dataOutput dataOutputAssociation dataOutputRefs dataPath
    dataState dataStore dataStoreReference definitions documentation endPoint endPointRef error errorRef
    escalation eventDefinition eventDefinitionRef expression extension extensionElements flowElementRef
    flowNodeRef formalExpression from globalBusinessRuleTask globalChoreographyTask globalConversation
    globalManualTask globalTask globalUserTask group humanPerformer implementation import incoming
    inMessageRef innerConversationNodeRef innerParticipantRef inputDataItem inputSet inputSetRefs
    inputSetWithOptional inputSetwithOptional inputSetWithWhileExecuting inputSetwithWhileExecuting
    interface interfaceRef ioBinding ioSpecification itemDefinition lane laneSet loopCardinality
    loopCharacteristics loopCondition loopDataInputRef loopDataOutputRef message messageFlowAssociation
    messageFlowRef messagePath monitoring multiInstanceLoopCharacteristics noneBehaviorEventRef
    oneBehaviorEventRef operation operationRef outerParticipantRef outgoing outMessageRef outputDataItem
    outputSet outputSetRefs outputSetWhileExecuting outputSetWithOptional participantAssociation
    participantMultiplicity participantRef partitionElement partnerEntity partnerRole performer
    potentialOwner process processRef property reference relationship rendering resource
    resourceAssignmentExpression resourceParameter resourceParameterBinding resourceRef resourceRole script
    signal source sourceRef standardLoopCharacteristics subConversation subParticipantRef
    supportedInterfaceRef supports target targetRef text textAnnotation timeCycle timeDate timeDuration to
    transformation valueRef
"""
KNOWN = frozenset(CALLED) | frozenset(EVENTS) | frozenset(OTHERS.split())


def tag(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name."""
    name = etree.QName(element)
    return name.namespace or "", name.localname


def called(element: etree._Element) -> str:
    """How people find it: type with name, or with id where it has none."""
    _, local = tag(element)
    name = " ".join((element.get("name") or element.get("id") or "").split())[:60]
    kind = CALLED.get(local, local)
    return f"{kind}“{name}”" if name else kind


def owner(element: etree._Element) -> etree._Element:
    """The nearest element around that people can find in the drawing."""
    around: etree._Element | None = element
    while around is not None and not (_is_found(around) and around.get("id")):
        around = around.getparent()
    return element if around is None else around


def _is_found(element: etree._Element) -> bool:
    space, local = tag(element)
    return space == MODEL and local in CALLED


def named(node: Node) -> str:
    """As ``called``, of a node that was read."""
    return f"{CALLED.get(node.tag, node.tag)}“{node.label}”"


def text_in(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()
