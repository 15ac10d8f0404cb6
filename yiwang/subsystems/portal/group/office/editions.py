"""Which looks does a site have, how would it look, and which one do readers see?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done, pressed
from yiwang.subsystems.portal.channels.choices import THEMES
from yiwang.subsystems.portal.context import Trial, frame_at
from yiwang.subsystems.portal.front import BLOCKS, usual_blocks
from yiwang.subsystems.portal.group import trying
from yiwang.subsystems.portal.group.actions import editions as actions
from yiwang.subsystems.portal.group.forms import EditionForm, TestForm
from yiwang.subsystems.portal.group.models import Edition
from yiwang.subsystems.portal.group.office.sites import seen
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import SITES
from yiwang.subsystems.portal.sites import Site

MOST = 50


@require_safe
@office(SITES)
def listing(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    rows = Edition.objects.filter(site=shown).select_related("made_by", "tested_by")[:MOST]
    context = {"shown": shown, "rows": [(one, THEMES.get(one.theme, one.theme)) for one in rows]}
    return render(request, "portal_group/editions.html", context)


def _form(shown: Site, data: Any, edition: Edition | None) -> EditionForm:
    blocks = edition.blocks if edition else usual_blocks(frame_at(shown))
    initial: dict[str, Any] = {
        "name": edition.name if edition else "",
        "theme": edition.theme if edition else shown.theme or "blue",
        "hidden": edition.hidden if edition else shown.layout.get("hidden", []),
    }
    initial |= {f"place_{code}": place for place, code in enumerate(blocks, start=1)}
    columns = list(Column.objects.open().filter(site=shown, parent=None).in_order())
    return EditionForm(data, columns=columns, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def new(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    form = _form(shown, request.POST or None, None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draw_up(request.actor, shown.pk, form.look())
        except Refused as refused:
            refused.show_in(form)
        else:
            return redirect("portal_group:edition", made.pk)
    return _form_page(request, shown, form)


def _form_page(request: OfficeRequest, shown: Site, form: EditionForm) -> HttpResponse:
    context = {"shown": shown, "form": form}
    return render(request, "portal_group/edition_form.html", context, status=422 if form.errors else 200)


def _seen(request: OfficeRequest, edition_id: int) -> Edition:
    rows = Edition.objects.filter(site__in=Site.objects.visible_to(request.post))
    return get_object_or_404(rows.select_related("site", "made_by", "tested_by"), pk=edition_id)


def _here(shown: Edition) -> str:
    return reverse("portal_group:edition", args=[shown.pk])


@require_safe
@office(SITES)
def edition(request: OfficeRequest, edition_id: int) -> HttpResponse:
    return _page(request, _seen(request, edition_id), TestForm())


def _page(request: OfficeRequest, shown: Edition, form: TestForm) -> HttpResponse:
    titles = dict(Column.objects.filter(site=shown.site).values_list("slug", "title"))
    context = {
        "edition": shown,
        "theme": THEMES.get(shown.theme, shown.theme),
        "blocks": [BLOCKS[code] for code in shown.blocks if code in BLOCKS],
        "hidden": [titles.get(slug, slug) for slug in shown.hidden],
        "form": form,
    }
    return render(request, "portal_group/edition.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def edit(request: OfficeRequest, edition_id: int) -> HttpResponse:
    shown = _seen(request, edition_id)
    form = _form(shown.site, request.POST or None, shown)
    if request.method == "POST":
        answer = done(
            request,
            form,
            lambda: actions.change(request.actor, shown.pk, form.look()),
            "版本已保存，请重新测试。",
            _here(shown),
        )
        if answer is not None:
            return answer
    return _form_page(request, shown.site, form)


@require_safe
@office(SITES)
def preview(request: OfficeRequest, edition_id: int, page: str = "") -> HttpResponse:
    """Any page of the site as readers would see it; for those alone who keep the site."""
    shown = _seen(request, edition_id)
    return trying.page(request, shown, Trial(shown.name, _here(shown)), f"/{page}")


@require_POST
@office(SITES)
def note_test(request: OfficeRequest, edition_id: int) -> HttpResponse:
    shown = _seen(request, edition_id)
    form = TestForm(request.POST)
    answer = done(
        request,
        form,
        lambda: actions.note_test(request.actor, shown.pk, form.cleaned_data["note"]),
        "测试情况已记录，可以切换。",
        _here(shown),
    )
    return answer or _page(request, shown, form)


@require_POST
@office(SITES)
def switch_over(request: OfficeRequest, edition_id: int) -> HttpResponse:
    shown = _seen(request, edition_id)
    return pressed(
        request,
        lambda: actions.switch_over(request.actor, shown.pk),
        f"网站已切换到“{shown.name}”。",
        reverse("portal_group:editions", args=[shown.site_id]),
    )
