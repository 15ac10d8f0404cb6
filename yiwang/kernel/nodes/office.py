"""What do the node managers see and decide?"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import board as boards
from yiwang.kernel.nodes.actions import nodes, parcels
from yiwang.kernel.nodes.forms import ReasonForm, RegistrationForm
from yiwang.kernel.nodes.identity import own_identity
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import NODES_MANAGE, grouped
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest


@require_safe
@office(NODES_MANAGE)
def board(request: OfficeRequest) -> HttpResponse:
    own()
    context = {"cards": boards.cards(), "strangers": boards.strangers()}
    return render(request, "nodes/board.html", context)


@require_safe
@office(NODES_MANAGE)
def node(request: OfficeRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Node.objects.select_related("unit", "outage", "incoming"), code=code)
    context = {
        "card": boards.card(found),
        "page": boards.failed_page(found, request.GET.get("page")),
        "on_the_way": boards.on_the_way(found),
        "rejections": boards.rejections(found),
    }
    return render(request, "nodes/node.html", context)


@require_safe
@office(NODES_MANAGE)
def identity(request: OfficeRequest) -> HttpResponse:
    """Our own, to be shown to others."""
    shown = own_identity(settings.ZONE)
    context = {"identity": shown, "fingerprint": grouped(shown.fingerprint)}
    return render(request, "nodes/identity.html", context)


@require_safe
@office(NODES_MANAGE)
def document(request: OfficeRequest) -> HttpResponse:
    shown = own_identity(settings.ZONE)
    response = HttpResponse(shown.model_dump_json(indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="node-{shown.code}.json"'
    return response


@office(NODES_MANAGE)
def register(request: OfficeRequest) -> HttpResponse:
    form = RegistrationForm(request.POST or None, request.FILES or None)
    try:
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            made = nodes.register(
                request.actor,
                told["document"],
                told=told["fingerprint"],
                role=told["role"],
                carrier=told["carrier"],
                settings=form.settings,
                unit=told["unit"],
            )
            messages.success(request, f"已登记节点“{made.name}”。请对方也登记本节点。")
            return redirect("nodes:node", made.code)
    except Refused as refused:
        refused.show_in(form)
    return _asked(request, "nodes/register.html", {"form": form})


@office(NODES_MANAGE)
def deactivate(request: OfficeRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Node.objects.peers(), code=code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        nodes.deactivate(request.actor, found, form.cleaned_data["reason"])
        messages.success(request, f"已停用节点“{found.name}”。")
        return redirect("nodes:node", code)
    return _asked(request, "nodes/deactivate.html", {"node": found, "form": form})


@require_POST
@office(NODES_MANAGE)
def reactivate(request: OfficeRequest, code: str) -> HttpResponse:
    found = nodes.reactivate(request.actor, get_object_or_404(Node.objects.peers(), code=code))
    messages.success(request, f"已恢复节点“{found.name}”，待发的邮包很快发出。")
    return redirect("nodes:node", code)


@require_POST
@office(NODES_MANAGE)
def retry_all(request: OfficeRequest, code: str) -> HttpResponse:
    count = parcels.retry_all(request.actor, get_object_or_404(Node.objects.peers(), code=code))
    messages.success(request, f"已重新排队 {count} 个邮包。")
    return redirect("nodes:node", code)


@require_POST
@office(NODES_MANAGE)
def retry(request: OfficeRequest, number: int) -> HttpResponse:
    parcel = parcels.retry(request.actor, get_object_or_404(Parcel, pk=number).pk)
    messages.success(request, "已重新排队，很快再发一次。")
    return redirect("nodes:node", parcel.node.code)


@office(NODES_MANAGE)
def drop(request: OfficeRequest, number: int) -> HttpResponse:
    parcel = get_object_or_404(Parcel.objects.select_related("node"), pk=number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parcels.drop(request.actor, parcel.pk, form.cleaned_data["reason"])
        messages.success(request, "这个邮包不再发送。")
        return redirect("nodes:node", parcel.node.code)
    return _asked(request, "nodes/drop.html", {"parcel": parcel, "form": form})


def _asked(request: OfficeRequest, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, template, context, status=422 if request.method == "POST" else 200)
