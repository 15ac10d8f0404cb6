"""Drafts of a unit, commented since yesterday, and people who have opinions."""

from datetime import date
from typing import Any

from django.test import TestCase

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions import drafting
from yiwang.subsystems.participation.consultations.models import Consultation, OpenConsultation, Opinion

DRAFT = """云泽市公园管理办法
第一章 总则
第一条 为了加强公园管理，制定本办法。
第二条 公园夜间开放至二十二时。
具体时间由公园公布。
第二章 附则
第三条 本办法自公布之日起施行。"""
CONTACT = Contact("赵小明", "13812345678", "zhao@example.com")
SUMMARY = "共收到意见，主要集中在夜间开放时间，已经采纳延长到二十三时的意见。"


def publisher(**changes: Any) -> Post:
    return make_post(roles=[rules.PUBLISHER], unit=changes.pop("unit", None) or make_unit(name="市园林局"))


def outline(**changes: Any) -> drafting.Outline:
    day = today()
    given = {
        "title": "公园管理办法征求意见",
        "subject": rules.MAJOR,
        "purpose": "公园夜间管理需要规范。",
        "draft": DRAFT,
        "opens_on": shifted(day, days=-1),
        "closes_on": shifted(day, days=35),
        "background": "起草说明。",
        "contact": "云泽市园林路1号",
        **changes,
    }
    return drafting.Outline(**given)


def told() -> Any:
    """``with told():`` what a deed owes to the other zone has arrived afterwards."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def publish(post: Post | None = None, **changes: Any) -> Consultation:
    """As officials see it; the public reads it already."""
    post = post or publisher()
    with told():
        made = drafting.begin(by(post), outline(**changes))
        return drafting.publish(by(post), made.pk)


def shown(consultation: Consultation) -> OpenConsultation:
    return OpenConsultation.objects.get(reference=consultation.reference)


def say(consultation: Consultation, contact: Contact = NOBODY, **clauses: str) -> Receipt:
    """``c0`` the whole, ``c3`` the third clause: handed in by the public and taken in inside."""
    remarks = [{"clause": int(name[1:]), "text": text} for name, text in clauses.items()]
    data = {
        "reference": consultation.reference,
        "draft": consultation.title,
        "said": "\n".join(clauses.values()),
        "remarks": remarks,
    }
    with told():
        return submit(PUBLIC, HandedIn(rules.KIND, codes.new_token(), data, contact))


def opinions(consultation: Consultation) -> list[Opinion]:
    found = Opinion.objects.filter(consultation=consultation).select_related("clause", "matter")
    return list(found.order_by("pk"))


def end(consultation: Consultation, on: date | None = None) -> None:
    """Its window is closed, on both sides."""
    closes_on = on or shifted(today(), days=-1)
    days = {"closes_on": closes_on, "opens_on": shifted(closes_on, days=-35)}
    Consultation.objects.filter(pk=consultation.pk).update(**days)
    OpenConsultation.objects.filter(reference=consultation.reference).update(**days)
