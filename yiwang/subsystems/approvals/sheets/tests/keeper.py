"""A site on which somebody keeps one form, to see the designer's page work."""

from typing import Any

from django.http import HttpResponse
from django.urls import include, path

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.approvals.sheets.designer import Design, page

KEPT: dict[str, Any] = {}


def save(schema: dict[str, Any]) -> None:
    if KEPT.get("is_locked"):
        raise Refused("这一版刚刚被别人提交审核。")
    KEPT["schema"] = schema


@office
def design(request: OfficeRequest) -> HttpResponse:
    kept = Design(
        title="食品经营许可",
        schema=KEPT.get("schema", {}),
        save=save,
        address="/office/kept/",
        back="/office/",
        back_label="返回事项",
        in_force=KEPT.get("in_force"),
        is_open=KEPT.get("is_open", True),
    )
    return page(request, kept)


urlpatterns = [path("office/kept/", design), path("", include("yiwang.urls"))]
