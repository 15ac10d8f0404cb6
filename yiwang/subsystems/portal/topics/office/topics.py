"""Which topics are there, of which blocks is one composed, and who publishes it?"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import pressed
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.portal.context import frame_at
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import COLUMNS
from yiwang.subsystems.portal.topics import drawing
from yiwang.subsystems.portal.topics.actions import composing
from yiwang.subsystems.portal.topics.forms import FORMS, BlockForm, ReasonForm
from yiwang.subsystems.portal.topics.models import Composition
from yiwang.subsystems.portal.topics.rules import COMPOSE, KINDS, READ, RELEASE, Block

PER_PAGE = 20
STEPS = {"up": -1, "down": 1}


def _topic(request: OfficeRequest, column_id: int) -> Column:
    """The topic, where this post has anything to do with it."""
    columns = Column.objects.filter(kind="topic").select_related("site__unit", "unit", "parent")
    column = get_object_or_404(columns, pk=column_id)
    if not may(request.post, READ, column.unit or column.site.unit):
        raise Http404
    return column


@require_safe
@office(READ)
def listing(request: OfficeRequest) -> HttpResponse:
    compositions = Composition.objects.filter(column=OuterRef("pk"))
    rows = (
        Column.objects.filter(kind="topic")
        .select_related("site", "unit")
        .annotate(
            version=Subquery(compositions.values("version")),
            live_version=Subquery(compositions.values("live_version")),
            archived_at=Subquery(compositions.values("archived_at")),
        )
        .order_by("-is_open", "order", "pk")
    )
    if request.post.unit.parent_id is not None:
        path = request.post.unit.path
        rows = rows.filter(
            in_subtree("unit__path", path) | Q(unit=None) & in_subtree("site__unit__path", path)
        )
    page = page_of(rows, request.GET.get("page"), PER_PAGE)
    context = {"page": page, "may_open": may(request.post, COLUMNS)}
    return render(request, "portal_topics/office/topics.html", context)


@require_safe
@office(READ)
def topic(request: OfficeRequest, column_id: int) -> HttpResponse:
    return _page(request, _topic(request, column_id), ReasonForm())


def _page(request: OfficeRequest, column: Column, form: ReasonForm, status: int = 200) -> HttpResponse:
    held = Composition.objects.select_related("changed_by", "published_by").filter(column=column).first()
    unit = column.unit or column.site.unit
    is_open = held is None or held.archived_at is None
    context = {
        "column": column,
        "held": held,
        "blocks": held.draft_blocks() if held else [],
        "kinds": KINDS.items(),
        "reason_form": form,
        "may_compose": is_open and may(request.post, COMPOSE, unit),
        "may_publish": is_open and may(request.post, RELEASE, unit),
        "may_archive": may(request.post, COLUMNS, unit),
        "is_own": held is not None and held.changed_by_id == request.post.person_id,
    }
    return render(request, "portal_topics/office/topic.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office(COMPOSE)
def block(request: OfficeRequest, column_id: int, key: str) -> HttpResponse:
    """A block by its key, or a new one of the kind that stands in its place: ``new-list``."""
    column = _topic(request, column_id)
    held = _held_block(column, key)
    nodes = Column.objects.filter(site=column.site).nodes()
    form = FORMS[held.kind](request.POST or None, request.FILES or None, block=held, nodes=nodes)
    if request.method == "POST" and form.is_valid():
        try:
            _put(request, column, form)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"区块“{form.block.title or held.label}”已保存到草稿。")
            return redirect("portal_topics:topic", column.pk)
    context = {
        "column": column,
        "form": form,
        "label": held.label,
        "now": StoredFile.objects.filter(pk=held.file).first() if held.file else None,
        "is_new": key.startswith("new-"),
        "items": _items(form),
    }
    return render(request, "portal_topics/office/block.html", context, status=422 if form.errors else 200)


def _held_block(column: Column, key: str) -> Block:
    if key.startswith("new-"):
        kind = key.removeprefix("new-")
        if kind not in KINDS:
            raise Http404
        return Block(uuid4().hex[:8], kind)
    composition = Composition.objects.filter(column=column).first()
    blocks = composition.draft_blocks() if composition else []
    found = next((one for one in blocks if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _put(request: OfficeRequest, column: Column, form: BlockForm) -> None:
    given = form.cleaned_data.get("new_file")
    fresh = []
    if given:
        fresh.append(composing.upload(request.actor, given, is_video=form.block.kind == "video"))
    made = form.made({"new_file": fresh[0].pk} if fresh else {})
    composing.put_block(request.actor, column.pk, made, fresh)


def _items(form: BlockForm) -> list[dict[str, Any]]:
    """The fields of each picture or link that is there, together, with the picture."""
    items = form.block.items if "new_words" in form.fields else ()
    pictures = StoredFile.objects.in_bulk(form.block.files) if items else {}
    names = ("words", "address", "place", "remove")
    return [
        {"picture": pictures.get(item.file), **{name: form[f"{name}_{at}"] for name in names}}
        for at, item in enumerate(items)
    ]


@require_POST
@office(COMPOSE)
def remove(request: OfficeRequest, column_id: int, key: str) -> HttpResponse:
    return _done(
        request, column_id, "区块已删除。", lambda pk: composing.remove_block(request.actor, pk, key)
    )


@require_POST
@office(COMPOSE)
def move(request: OfficeRequest, column_id: int, key: str) -> HttpResponse:
    step = STEPS.get(request.POST.get("direction", ""), 0)
    return _done(
        request, column_id, "顺序已调整。", lambda pk: composing.move_block(request.actor, pk, key, step)
    )


@require_POST
@office(COMPOSE)
def order(request: OfficeRequest, column_id: int) -> HttpResponse:
    """What a script says after something was dragged; answers the sentence where it was refused."""
    column = _topic(request, column_id)
    try:
        composing.order_blocks(request.actor, column.pk, request.POST.getlist("key"))
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=409)
    return JsonResponse({"said": "顺序已保存。"})


@require_POST
@office(RELEASE)
def publish(request: OfficeRequest, column_id: int) -> HttpResponse:
    said = request.POST.get("version", "")
    version = int(said) if said.isdecimal() and len(said) < 10 else 0
    return _done(
        request,
        column_id,
        "专题已发布，公众现在可以看到。",
        lambda pk: composing.publish(request.actor, pk, version),
    )


@require_POST
@office(COLUMNS)
def archive(request: OfficeRequest, column_id: int) -> HttpResponse:
    column = _topic(request, column_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            composing.archive(request.actor, column.pk, form.cleaned_data["reason"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "专题已归档，内容仍可阅读。")
            return redirect("portal_topics:topic", column.pk)
    return _page(request, column, form, status=422)


@require_POST
@office(COLUMNS)
def restore(request: OfficeRequest, column_id: int) -> HttpResponse:
    return _done(request, column_id, "专题已恢复。", lambda pk: composing.restore(request.actor, pk))


def _done(request: OfficeRequest, column_id: int, said: str, deed: Any) -> HttpResponse:
    column = _topic(request, column_id)
    return pressed(request, lambda: deed(column.pk), said, reverse("portal_topics:topic", args=[column.pk]))


@require_safe
@office(READ)
def preview(request: OfficeRequest, column_id: int) -> HttpResponse:
    """The draft as the public would see it."""
    column = _topic(request, column_id)
    held = Composition.objects.filter(column=column).first()
    frame = frame_at(column.site, column.address)
    request.site_frame = frame  # type: ignore[attr-defined]
    context = {
        "column": column,
        "line": frame.line(column),
        **drawing.page(frame, column, held.draft_blocks() if held else []),
        "is_preview": True,
    }
    response = render(request, "portal_topics/public/topic.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
