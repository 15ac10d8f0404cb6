"""What does the platform know already, so that nobody is asked for it again? (国务院令第716号 art. 10)

A field says with ``x-yiwang.source`` which fact it asks for. Facts come from the party, from a register, or
from an earlier application whose fields had the same source.
"""

from collections.abc import Mapping
from typing import Any

from yiwang.subsystems.approvals.sheets.fields import Sheet

SOURCES: dict[str, str] = {
    "party.name": "申请人姓名或者名称",
    "party.number": "申请人证件号码",
    "party.phone": "申请人联系电话",
    "party.address": "申请人地址",
    "party.legal_person": "法定代表人",
    "party.born_on": "申请人出生日期",
    "party.sex": "申请人性别",
    "agent.name": "经办人姓名",
    "agent.number": "经办人证件号码",
    "agent.phone": "经办人电话",
    "project.code": "投资项目代码",
    "project.name": "投资项目名称",
    "place.name": "经营场所或者机构名称",
    "place.address": "经营场所或者机构地址",
    "place.area": "经营场所面积",
}


def facts_in(sheet: Sheet, answers: Mapping[str, Any]) -> dict[str, Any]:
    """``source`` → what was answered where the form asked for it."""
    return {
        field.source: answers[field.key]
        for field in sheet.fields
        if field.source and answers.get(field.key) not in (None, "", [])
    }


def filled(sheet: Sheet, given: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every known fact where nothing was said yet; what was said stays."""
    known = {
        field.key: facts[field.source]
        for field in sheet.fields
        if field.source in facts and given.get(field.key) in (None, "", [])
    }
    return {**given, **known}
