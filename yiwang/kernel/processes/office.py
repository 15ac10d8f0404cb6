"""How do officials see processes, and how do process managers keep their versions?"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.processes import actions, charts, comparison, queries, shipped
from yiwang.kernel.processes.declarations import MANAGE
from yiwang.kernel.processes.definitions import diagram_of
from yiwang.kernel.processes.forms import DrawnForm, VersionForm
from yiwang.kernel.processes.models import Definition


@require_safe
@office(MANAGE)
def process_list(request: OfficeRequest) -> HttpResponse:
    return render(request, "processes/list.html", {"processes": queries.processes()})


@require_safe
@office(MANAGE)
def process_page(request: OfficeRequest, key: str) -> HttpResponse:
    """One process: the version in force drawn, and all its versions."""
    found = queries.Process(key, list(queries.versions().filter(key=key)))
    if not found.versions:
        raise Http404
    context = {
        "process": found,
        "chart": charts.of_definition(found.shown),
        "newer": found.in_force and shipped.is_newer(found.in_force),
    }
    return render(request, "processes/process.html", context)


@require_safe
@office(MANAGE)
def version_page(request: OfficeRequest, version_id: int) -> HttpResponse:
    """One version, drawn and compared with the one in force before it takes its place."""
    version = get_object_or_404(queries.versions(), pk=version_id)
    other = Definition.objects.in_force().filter(key=version.key).exclude(pk=version.pk).first()
    context = {
        "version": version,
        "chart": charts.of_definition(version),
        "other": other,
        "differences": comparison.sentences(diagram_of(other), diagram_of(version)) if other else [],
        "steps": diagram_of(version).steps,
    }
    return render(request, "processes/version.html", context)


@require_safe
@office
@cache_control(private=True, max_age=3600)
def document(request: OfficeRequest, version_id: int) -> HttpResponse:
    """The document itself, for whoever works here: the browser draws it. A version never changes."""
    version = get_object_or_404(Definition, pk=version_id)
    name = f"{version.key}-{version.version}.bpmn"
    answer = HttpResponse(version.xml, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@office(MANAGE)
def import_version(request: OfficeRequest) -> HttpResponse:
    initial = {"key": request.GET.get("key", "")}
    form = VersionForm(request.POST or None, request.FILES or None, initial=initial)

    def deed() -> Definition:
        told = form.cleaned_data
        return actions.add_version(
            request.actor, told["key"], told["file"], name=told["name"], note=told["note"]
        )

    return _asked(request, form, deed, "processes/import.html", {})


@office(MANAGE)
def draw_version(request: OfficeRequest, version_id: int) -> HttpResponse:
    """The drawing board: what is drawn comes in as the next version, checked like any other."""
    version = get_object_or_404(Definition, pk=version_id)
    form = DrawnForm(request.POST or None, initial={"xml": version.xml})

    def deed() -> Definition:
        told = form.cleaned_data
        return actions.add_version(
            request.actor, version.key, told["xml"], name=version.name, note=told["note"]
        )

    return _asked(request, form, deed, "processes/draw.html", {"version": version})


@require_POST
@office(MANAGE)
def put_in_force(request: OfficeRequest, version_id: int) -> HttpResponse:
    version = actions.put_in_force(request.actor, get_object_or_404(Definition, pk=version_id).pk)
    messages.success(request, f"{version}已启用，新发起的办件按它流转；办理中的办件仍按原版本。")
    return redirect("processes:process", version.key)


def _asked(
    request: OfficeRequest,
    form: forms.Form,
    deed: Callable[[], Definition],
    template: str,
    context: dict[str, object],
) -> HttpResponse:
    """A page with one form; where a rule refuses, its sentence stands in place, nothing is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            version = deed()
        except Refused as refused:
            refused.show_in(form)
        else:
            told = "可以运行，请核对后启用。" if version.is_runnable else "只能展示，不能运行。"
            messages.success(request, f"{version}已导入，{told}")
            return redirect("processes:version", version.pk)
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)
