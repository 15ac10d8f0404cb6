"""Guides to apply by, people who apply, and the way through the pages."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.subsystems.approvals.items.actions import workflow
from yiwang.subsystems.approvals.items.models import Guide, Implementation
from yiwang.subsystems.approvals.items.tests.makers import make_in_force, revised
from yiwang.subsystems.approvals.sheets.tests.makers import IDENTITY

SHEET = {
    "type": "object",
    "title": "食品经营许可申请表",
    "required": ["shop", "form"],
    "properties": {
        "shop": {"type": "string", "title": "店铺名称", "x-yiwang": {"source": "place.name"}},
        "form": {"type": "string", "title": "经营形式", "enum": ["单店", "连锁"]},
        "owner": {
            "type": "string",
            "title": "负责人身份证号",
            "x-yiwang": {"identifier": "identity", "source": "party.number"},
        },
        "staff": {
            "type": "array",
            "title": "从业人员",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "title": "姓名"}},
            },
        },
    },
}


def make_implementation(**changes: Any) -> Implementation:
    """In force; without a form where ``sheet`` is {}."""
    whole = {"sheet": SHEET, "deliveries": ["window", "express"], "is_express": True}
    return make_in_force(**{**whole, **changes})


def guide_of(implementation: Implementation) -> Guide:
    return Guide.objects.with_elements().get(code=implementation.code)


def implementation_of(guide: Guide) -> Implementation:
    return Implementation.objects.get(code=guide.code)


def revise(guide: Guide, **changes: Any) -> None:
    """A newer edition, in force at once."""
    edition = revised(implementation_of(guide), **changes)
    workflow.put_in_force(SYSTEM, edition.pk, today())


def party(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "1",
        "name": "张小明",
        "identifier_kind": "identity",
        "identifier": IDENTITY.lower(),
        "phone": "13812345678",
        "delivery_way": "window",
        "go": "next",
        **changes,
    }


def answers(**changes: Any) -> dict[str, Any]:
    given = {"shop": "云门小馆", "form": "单店", **changes}
    return {"go": "next", **{f"answers-{key}": value for key, value in given.items()}}


def pdf(name: str = "申请书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_pdf())


def signed(client: Client, guide: Guide, **changes: Any) -> dict[str, Any]:
    """The last form with the token of its page."""
    page = client.get(f"/services/{guide.code}/apply/review/").content.decode()
    token = re.search('name="token" value="([^"]+)"', page)
    return {"token": token[1] if token else "", "agrees": "on", "signer": "张小明", **changes}


def filled(client: Client, guide: Guide, **changes: Any) -> None:
    """Everything but the signature."""
    place = f"/services/{guide.code}/apply/"
    client.post(place, party(**changes))
    client.post(f"{place}form/", answers())
    client.post(f"{place}materials/", {"file_0": pdf(), "go": "next"})


def applied(client: Client, guide: Guide, **changes: Any) -> Any:
    filled(client, guide, **changes)
    return client.post(f"/services/{guide.code}/apply/review/", signed(client, guide))
