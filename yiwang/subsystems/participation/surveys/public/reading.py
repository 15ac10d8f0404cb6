"""Which surveys are there for the public, and what came out of them?"""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import local, now
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.surveys import limits, results, rules
from yiwang.subsystems.participation.surveys.models import OpenSurvey

TABS = {"": "进行中", "over": "已结束", "all": "全部"}
PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    moment = now()
    found = OpenSurvey.objects.published().light().newest_first()
    if tab == "":
        found = found.filter(closes_at__gt=moment)
    elif tab == "over":
        found = found.filter(closes_at__lte=moment)
    page = page_of(found, request.GET.get("page"), PER_PAGE)
    rows = [
        (one, rules.PHASES[phase], rules.TONES[phase]) for one in page.rows for phase in [one.phase(moment)]
    ]
    context = {"rows": rows, "page": page, "tab": tab, "tabs": TABS.items()}
    return render(request, "surveys/public/list.html", context)


@require_safe
def shown(request: HttpRequest, reference: str) -> HttpResponse:
    survey = _public(reference)
    phase = survey.phase(now())
    found = results.of(survey.asked, survey.figures, survey.least_cell)
    context = {
        "survey": survey,
        "phase": phase,
        "results": found if survey.received >= survey.least_cell else [],
        "texts": _texts(survey),
        "moment": local(now()),
        "fresh": limits.FRESH_SECONDS if survey.results == rules.LIVE and phase == rules.OPEN else 0,
    }
    return render(request, "surveys/public/results.html", context)


@require_safe
def figures(request: HttpRequest, reference: str) -> HttpResponse:
    """The cells of the page as JSON, for its script; unchanged ones are answered 304."""
    survey = _public(reference)
    found = results.of(survey.asked, survey.figures, survey.least_cell)
    is_shown = survey.received >= survey.least_cell
    lines = [line for one in found for table in one.tables for line in table.lines] if is_shown else []
    body = {
        "received": survey.received,
        "cells": {line.key: [line.shown, line.share] for line in lines},
        "answered": {one.question.code: [one.answered, one.mean] for one in found if is_shown},
        "is_open": survey.phase(now()) == rules.OPEN,
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    mark = quote_etag(f"{survey.reference}-{survey.received}-{body['is_open']}")
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers={"ETag": mark})
    headers = {"ETag": mark, "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _public(reference: str) -> OpenSurvey:
    """404 where the figures are not for the public now, as where there is no such survey."""
    survey = OpenSurvey.objects.published().filter(reference=reference).first()
    if survey is None:
        raise Http404
    if not rules.shows_results(survey.results, survey.phase(now()), is_counted=survey.is_counted):
        raise Http404
    return survey


def _texts(survey: OpenSurvey) -> list[tuple[str, list[str]]]:
    """What people wrote and an official showed, by question."""
    titles = {one.code: f"{place}. {one.title}" for place, one in enumerate(survey.asked, 1)}
    found: dict[str, list[str]] = {}
    for one in survey.texts:
        found.setdefault(one["question"].split(".")[0], []).append(one["text"])
    return [(titles[code], found[code]) for code in titles if code in found]
