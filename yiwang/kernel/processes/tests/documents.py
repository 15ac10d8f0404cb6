"""BPMN documents for tests: a frame and what stands in it."""

FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yw="urn:yiwang:process"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:activiti="http://activiti.org/bpmn" xmlns:other="urn:other">{before}
<process id="p" name="测试流程">{body}</process>{after}
</definitions>"""


def framed(body: str, before: str = "", after: str = "") -> str:
    return FRAME.format(body=body, before=before, after=after)


def flow(source: str, target: str, condition: str = "", name: str = "") -> str:
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    called = f' name="{name}"' if name else ""
    id_, ends = f"{source}-{target}", f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{id_}"{called} {ends}>{inside}</sequenceFlow>'


def flows(*ways: str) -> str:
    """``start a b end`` for each way through the drawing."""
    pairs = dict.fromkeys(
        (source, target) for way in ways for source, target in zip(way.split(), way.split()[1:], strict=False)
    )
    return "".join(flow(source, target) for source, target in pairs)


def step(id_: str, inside: str = "") -> str:
    return f'<userTask id="{id_}" name="{id_}">{inside}</userTask>'


def start(id_: str = "start") -> str:
    return f'<startEvent id="{id_}"/>'


def end(id_: str = "end") -> str:
    return f'<endEvent id="{id_}"/>'


START, END = start(), end()


def line(*steps: str, more: str = "", mark: str = "") -> str:
    """Steps one after the other between start and end, whose ids bear the mark."""
    each = " ".join(steps)
    drawn = start(f"start{mark}") + "".join(step(one) for one in steps) + end(f"end{mark}")
    return drawn + more + flows(f"start{mark} {each} end{mark}")


def fields(*declared: str) -> str:
    inside = "".join(f"<yw:field {each}/>" for each in declared)
    return f"<extensionElements><yw:process>{inside}</yw:process></extensionElements>"
