"""Which photographs and texts are kept, where are they used, and how does one get into an article?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.newsroom import queries
from yiwang.subsystems.portal.newsroom.actions import archiving
from yiwang.subsystems.portal.newsroom.forms import (
    ArchiveFilter,
    ArticleForm,
    MaterialForm,
    PhotoForm,
    TextForm,
    said_of,
)
from yiwang.subsystems.portal.newsroom.models import Material, MaterialQuerySet
from yiwang.subsystems.portal.newsroom.rules import INTERNAL, MANAGE, PHOTO
from yiwang.subsystems.portal.rules import WRITE

PER_PAGE, OFFERED = 24, 18
THUMB = 320


@require_safe
@office(WRITE)
def archive(request: OfficeRequest) -> HttpResponse:
    """The newest first; everybody who writes sees all, for it is there to be used again."""
    form = ArchiveFilter(request.GET)
    rows = Material.objects.for_list()
    if form.is_valid():
        rows = _narrowed(rows, form.cleaned_data)
    page = page_of(rows.order_by("-taken_on", "-pk"), request.GET.get("page"), PER_PAGE)
    context = {"form": form, "page": page, "rows": [(row, _thumb(row)) for row in page.rows]}
    return render(request, "portal_newsroom/archive.html", context)


def _narrowed(rows: MaterialQuerySet, said: dict[str, Any]) -> MaterialQuerySet:
    if said["q"]:
        rows = rows.found_by(said["q"])
    if said["kind"]:
        rows = rows.filter(kind=said["kind"])
    if said["since"]:
        rows = rows.filter(taken_on__gte=said["since"])
    return rows.filter(taken_on__lte=said["until"]) if said["until"] else rows


def _thumb(material: Material) -> str:
    """A small picture without its metadata, made when it is first asked for."""
    held = material.file
    return held.address(width=THUMB) if held is not None and held.is_clean else ""


@require_http_methods(["GET", "HEAD", "POST"])
@office(WRITE)
def add_photos(request: OfficeRequest) -> HttpResponse:
    form = PhotoForm(request.POST or None, request.FILES or None, post=request.post, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        try:
            kept = archiving.keep_photos(request.actor, form.cleaned_data["photos"], form.particulars())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已存入 {len(kept)} 张图片。")
            return redirect("portal_newsroom:material", kept[0].pk)
    return _form_page(request, form, "添加图片")


@require_http_methods(["GET", "HEAD", "POST"])
@office(WRITE)
def add_text(request: OfficeRequest) -> HttpResponse:
    form = TextForm(request.POST or None, post=request.post, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        try:
            kept = archiving.keep_text(request.actor, form.cleaned_data["text"], form.particulars())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已存入文字资料。")
            return redirect("portal_newsroom:material", kept.pk)
    return _form_page(request, form, "添加文字")


def _start(request: OfficeRequest) -> dict[str, Any]:
    return {
        "taken_on": today(),
        "author": request.user.name,
        "assignment": request.GET.get("assignment", ""),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@office(WRITE)
def describe(request: OfficeRequest, material_id: int) -> HttpResponse:
    shown = get_object_or_404(Material.objects.in_full(), pk=material_id)
    form = MaterialForm(request.POST or None, post=request.post, initial=said_of(shown))
    answer = done(
        request,
        form,
        lambda: archiving.describe(request.actor, shown.pk, form.particulars()),
        "资料说明已保存。",
        reverse("portal_newsroom:material", args=[shown.pk]),
    )
    return answer or _form_page(request, form, "修改资料说明")


def _form_page(request: OfficeRequest, form: MaterialForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    status = 422 if form.errors else 200
    return render(request, "portal_newsroom/material_form.html", context, status=status)


@require_safe
@office(WRITE)
def material(request: OfficeRequest, material_id: int) -> HttpResponse:
    """What is said of it, where it is used, and into which article it may go."""
    shown = get_object_or_404(Material.objects.in_full(), pk=material_id)
    return _page(request, shown, ArticleForm(post=request.post))


def _page(request: OfficeRequest, shown: Material, form: ArticleForm, status: int = 200) -> HttpResponse:
    uses, everywhere = queries.uses(shown, request.post), queries.use_count(shown)
    context = {
        "material": shown,
        "picture": shown.file.address(width=960) if shown.file and shown.file.is_clean else "",
        "uses": uses,
        "is_used": everywhere > 0,
        "elsewhere": max(0, everywhere - len(uses)),
        "form": form if shown.rights != INTERNAL else None,
        "may_change": shown.added_by_id == request.user.pk or may(request.post, MANAGE, shown.unit),
    }
    return render(request, "portal_newsroom/material.html", context, status=status)


@require_POST
@office(WRITE)
def use(request: OfficeRequest, material_id: int) -> HttpResponse:
    """At the end of an article; the editor opens, so that it can be put where it belongs."""
    shown = get_object_or_404(Material.objects.in_full(), pk=material_id)
    form = ArticleForm(request.POST, post=request.post)
    if form.is_valid():
        try:
            saved = archiving.put_into(request.actor, shown.pk, form.cleaned_data["article"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "资料已放到稿件末尾，请调整位置。")
            return redirect("portal:article_edit", saved.pk)
    return _page(request, shown, form, status=422)


@require_POST
@office(WRITE)
def delete(request: OfficeRequest, material_id: int) -> HttpResponse:
    shown = get_object_or_404(Material.objects.in_full(), pk=material_id)
    archiving.delete(request.actor, shown.pk)
    messages.success(request, "资料已删除。")
    return redirect("portal_newsroom:archive")


@require_safe
@office(WRITE)
def offered(request: OfficeRequest) -> HttpResponse:
    """Photographs for the editor of an article: what may be used, found by words, the newest first."""
    words = request.GET.get("q", "").replace("\x00", "")[:60]
    rows = Material.objects.filter(kind=PHOTO, file__state="clean").usable().found_by(words).for_list()
    shown = [
        {
            "id": row.pk,
            "caption": row.caption,
            "note": f"{row.author}，{row.taken_on}",
            "thumb": _thumb(row),
        }
        for row in rows.order_by("-taken_on", "-pk")[:OFFERED]
    ]
    response = JsonResponse({"photos": shown})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@office(WRITE)
def pick(request: OfficeRequest, material_id: int) -> HttpResponse:
    """A photograph for the text that is being written; answers its address and what to say of it."""
    shown = get_object_or_404(Material.objects.in_full(), pk=material_id)
    try:
        stored = archiving.pick(request.actor, shown.pk)
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=422)
    return JsonResponse({"address": stored.address(), "alt": shown.alternative, "credit": shown.credit})
