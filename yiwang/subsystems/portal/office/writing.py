"""How is an article written on a page: form, uploads, presence, and what when somebody saved in between?"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal import presence
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.comparison import compared
from yiwang.subsystems.portal.forms import ArticleForm, typed_of
from yiwang.subsystems.portal.models import Article, Attachment, Column
from yiwang.subsystems.portal.office.articles import found
from yiwang.subsystems.portal.rules import WRITE, Overtaken
from yiwang.subsystems.portal.text import Text


@dataclass
class Desk:
    """What lies on the writer's desk: the form, the files kept, the cover, the article where there is one."""

    form: ArticleForm
    files: list[Attachment]
    cover: Attachment | None
    article: Article | None = None

    def text(self) -> Text:
        cover_id = self.cover.file_id if self.cover else None
        return self.form.text(cover_id, tuple((held.file_id, held.name) for held in self.files))


@require_http_methods(["GET", "HEAD", "POST"])
@office(WRITE)
def new(request: OfficeRequest) -> HttpResponse:
    if request.method != "POST":
        form = _form(
            request,
            initial={"unit": request.post and request.post.unit_id, "column": request.GET.get("column", "")},
        )
        return _desk_page(request, Desk(form, [], None))
    desk = _received(request, None)
    if desk.form.is_valid():
        try:
            made = articles.create(request.actor, desk.form.cleaned_data["unit"], desk.text(), _note(desk))
        except Refused as refused:
            _say(desk.form, refused)
        else:
            messages.success(request, "草稿已保存。")
            return redirect(_next_page(request, made))
    return _desk_page(request, desk, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@office(WRITE)
def edit(request: OfficeRequest, article_id: int) -> HttpResponse:
    article = found(request, article_id)
    if request.method != "POST":
        text = article.text()
        return _desk_page(
            request, Desk(_form(request, initial=typed_of(article, text)), *_held(article, text), article)
        )
    desk = _received(request, article)
    if desk.form.is_valid():
        try:
            sent = desk.form.cleaned_data["version"] or 0
            saved = articles.save(request.actor, article.pk, sent, desk.text(), _note(desk))
        except Overtaken as overtaken:
            return _overtaken_page(request, desk, overtaken)
        except Refused as refused:
            _say(desk.form, refused)
        else:
            unchanged = saved.version == article.version
            messages.success(
                request, "没有改动，未生成新版本。" if unchanged else f"已保存为第 {saved.version} 版。"
            )
            return redirect(_next_page(request, saved))
    return _desk_page(request, desk, status=422)


@require_POST
@office(WRITE)
def upload_image(request: OfficeRequest) -> HttpResponse:
    """A picture for the text; answers its address, or the sentence that refuses it."""
    given = request.FILES.get("image")
    if given is None:
        return JsonResponse({"error": "请选择图片。"}, status=422)
    try:
        held = articles.upload(request.actor, given, Attachment.Role.IMAGE)
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=422)
    return JsonResponse({"address": held.file.address(), "name": held.name}, status=201)


@require_POST
@office(WRITE)
def present(request: OfficeRequest, article_id: int) -> HttpResponse:
    """The heartbeat of an open editor; answers who else has it open and whether somebody saved."""
    article = found(request, article_id)
    sent = request.POST.get("version", "")
    context = {
        "others": presence.seen(article, request.user),
        "article": article,
        "is_overtaken": sent.isdecimal() and int(sent[:9]) < article.version,
    }
    return render(request, "portal/office/presence.html", context)


def _form(request: OfficeRequest, *args: Any, **kwargs: Any) -> ArticleForm:
    units = Unit.objects.visible_to(request.post).open().order_by("path")
    nodes = Column.objects.shelves(request.post.unit)
    return ArticleForm(*args, nodes=nodes, units=units, **kwargs)


def _received(request: OfficeRequest, article: Article | None) -> Desk:
    """What was sent: form, files kept, and new files stored at once, so that none is asked for twice."""
    data = request.POST.copy()
    if article is not None:
        data["unit"] = str(article.unit_id)
    desk = Desk(_form(request, data, request.FILES), [], None, article)
    desk.files = _named(request, article, request.POST.getlist("files"))
    cover = (
        [] if request.POST.get("remove_cover") else _named(request, article, request.POST.getlist("cover"))
    )
    desk.cover = cover[0] if cover else None
    if new_cover := request.FILES.get("new_cover"):
        desk.cover = _stored(request, desk, new_cover, "new_cover", Attachment.Role.IMAGE) or desk.cover
    for given in request.FILES.getlist("new_files"):
        if held := _stored(request, desk, given, "new_files", Attachment.Role.FILE):
            desk.files.append(held)
    return desk


def _stored(
    request: OfficeRequest, desk: Desk, given: UploadedFile, field: str, role: Attachment.Role
) -> Attachment | None:
    try:
        return articles.upload(request.actor, given, role)
    except Refused as refused:
        desk.form.add_error(field, refused.sentence)
        return None


def _named(request: OfficeRequest, article: Article | None, given: list[str]) -> list[Attachment]:
    """The files of these ids, as far as they hang on the article or were uploaded by this person."""
    ids = [int(one) for one in given if one.isdecimal() and len(one) < 18]
    if not ids:
        return []
    rows = Attachment.objects.filter(file_id__in=ids).select_related("file")
    own = {held.file_id: held for held in rows.filter(article=None, added_by=request.user)}
    if article is not None:
        own |= {held.file_id: held for held in rows.filter(article=article)}
    return [own[one] for one in dict.fromkeys(ids) if one in own]


def _held(article: Article, text: Text) -> tuple[list[Attachment], Attachment | None]:
    by_file = {held.file_id: held for held in article.attachments.all()}
    files = [by_file[file_id] for file_id, _ in text.files if file_id in by_file]
    return files, by_file.get(text.cover_id) if text.cover_id else None


def _desk_page(request: OfficeRequest, desk: Desk, status: int = 200) -> HttpResponse:
    others = presence.seen(desk.article, request.user) if desk.article else []
    context = {
        "desk": desk,
        "form": desk.form,
        "article": desk.article,
        "others": others,
        "heartbeat": presence.HEARTBEAT_SECONDS,
    }
    return render(request, "portal/office/desk.html", context, status=status)


def _overtaken_page(request: OfficeRequest, desk: Desk, overtaken: Overtaken) -> HttpResponse:
    """The typed text is kept, the difference shown; saving again goes over the newest version, knowingly."""
    newest = Article.objects.in_full().get(pk=desk.article.pk) if desk.article else None
    if newest is None:
        raise overtaken
    titles = dict(Column.objects.values_list("pk", "title"))
    data = desk.form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(newest.version)
    context = {
        "desk": Desk(_form(request, data), desk.files, desk.cover, newest),
        "form": _form(request, data),
        "article": newest,
        "others": [],
        "heartbeat": presence.HEARTBEAT_SECONDS,
        "overtaken": overtaken.sentence,
        "comparison": compared(newest.text(), desk.text(), titles),
    }
    return render(request, "portal/office/desk.html", context, status=409)


def _say(form: ArticleForm, refused: Refused) -> None:
    refused.show_in(form)


def _note(desk: Desk) -> str:
    return str(desk.form.cleaned_data["note"])


def _next_page(request: OfficeRequest, article: Article) -> str:
    address = f"/office/articles/{article.pk}/"
    return f"{address}edit/" if request.POST.get("then") == "edit" else address
