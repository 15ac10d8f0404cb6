"""How does somebody find what they want to have done?"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.approvals.hall import queries as hall
from yiwang.subsystems.approvals.hall.forms import SearchForm
from yiwang.subsystems.approvals.items import queries, themes
from yiwang.subsystems.approvals.items.models import Guide

PAGE = 30
AUDIENCES = {"person": "个人", "organisation": "企业和组织"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The five fields, life events, themes for persons and enterprises, departments, what is asked most."""
    context = {
        "form": SearchForm(),
        "fields": queries.themes_counted("field"),
        "events": queries.themes_counted("event"),
        "persons": queries.themes_counted("person"),
        "enterprises": queries.themes_counted("enterprise"),
        "units": queries.units_counted(),
        "hot": hall.hottest(),
        "counts": hall.counts(),
    }
    return render(request, "hall/home.html", context)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Guides under a theme, of a department, for somebody, or with the words that were typed."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if text:
        return _found(request, form, text)
    asked = {name: request.GET.get(name, "") for name in ("who", "theme", "unit")}
    guides = queries.guides(asked["who"], asked["theme"], asked["unit"])
    is_online = request.GET.get("online") == "1"
    page = page_of(guides.online() if is_online else guides, request.GET.get("page"), PAGE)
    context = {
        "form": form,
        "page": page,
        "who": asked["who"],
        "is_online": is_online,
        "heading": _heading(asked, page.rows),
        "without_who": _query(request, "who", "page"),
        "without_online": _query(request, "online", "page"),
    }
    return render(request, "hall/items.html", context)


def _found(request: HttpRequest, form: SearchForm, text: str) -> HttpResponse:
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    found = queries.found(text, number)
    context = {"form": form, "text": text, "found": found, "page": found.results}
    return render(request, "hall/found.html", context)


def _heading(asked: dict[str, str], rows: list[Guide]) -> str:
    theme = themes.named(asked["theme"]) if asked["theme"] else None
    if theme:
        return theme.label
    if asked["unit"] and rows:
        return rows[0].unit_name
    return f"{AUDIENCES[asked['who']]}办事" if asked["who"] in AUDIENCES else "全部事项"


def _query(request: HttpRequest, *without: str) -> str:
    kept: list[tuple[str, Any]] = [
        (name, value) for name, value in request.GET.items() if name not in without and value
    ]
    return urlencode(kept)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    who = request.GET.get("who", "")
    return render(request, "hall/units.html", {"units": queries.units_counted(who), "who": who})
