"""How do figures leave the platform: CSV, XLSX, JSON, cross tables? Never smaller cells than on the page."""

import csv
import io
import json
from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.participation.surveys import queries, rules
from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys.actions.exporting import note_export
from yiwang.subsystems.participation.surveys.models import Remark, Survey
from yiwang.subsystems.participation.surveys.office.building import found
from yiwang.subsystems.participation.surveys.results import HIDDEN, Result

HEAD = ("题号", "题目", "题型", "分组", "选项", "人数", "占比", "回答人数", "平均")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@office(rules.EDIT)
def export(request: OfficeRequest, survey_id: int, form: str) -> HttpResponse:
    survey = found(request, survey_id)
    if not queries.may_see(survey, survey.phase(now())):
        raise Refused("调查结束并统计完成后才能导出结果。")
    results = queries.shown_results(survey)
    note_export(request.actor, survey.pk, form)
    name = f"survey-{survey.reference}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content, kind = _WRITERS[form](survey, results)
    return HttpResponse(content, content_type=kind, headers=headers)


def _rows(results: list[Result]) -> Iterator[tuple[str, ...]]:
    """Every cell as the page shows it."""
    for one in results:
        stem = (str(one.place), one.question.title, one.question.label)
        whole = (HIDDEN if one.answered is None else str(one.answered), one.mean)
        lines = [(table.group, line) for table in one.tables for line in table.lines]
        if not lines:
            yield (*stem, "", "", "", "", *whole)
        for group, line in lines:
            yield (*stem, group, line.label, line.shown, line.share, *whole)


def cell(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(survey: Survey, results: list[Result]) -> tuple[bytes, str]:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEAD)
    writer.writerows([cell(one) for one in row] for row in _rows(results))
    return ("\ufeff" + written.getvalue()).encode(), "text/csv; charset=utf-8"


def _xlsx(survey: Survey, results: list[Result]) -> tuple[bytes, str]:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("结果")
    sheet.append(HEAD)
    for row in _rows(results):
        sheet.append([cell(one) for one in row])
    texts = book.create_sheet("公开的文字回答")
    texts.append(("题号", "内容"))
    places = {one.code: place for place, one in enumerate(survey.asked, 1)}
    for remark in Remark.objects.shown().filter(survey=survey).order_by("id"):
        texts.append((str(places.get(remark.question.split(".")[0], "")), cell(remark.text)))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue(), XLSX


def _json(survey: Survey, results: list[Result]) -> tuple[bytes, str]:
    body = {
        "reference": survey.reference,
        "title": survey.title,
        "unit": survey.unit.name,
        "received": survey.received,
        "least_cell": survey.least_cell,
        "questions": [_question(one) for one in results],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode(), "application/json"


def _question(result: Result) -> dict[str, object]:
    """Hidden numbers are null."""
    return {
        "place": result.place,
        "title": result.question.title,
        "kind": result.question.kind,
        "answered": result.answered,
        "mean": result.mean,
        "cells": [
            {"group": table.group, "option": line.label, "number": line.number}
            for table in result.tables
            for line in table.lines
        ],
    }


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "json": _json}


@require_safe
@office(rules.EDIT)
def cross(request: OfficeRequest, survey_id: int) -> HttpResponse:
    """How those who answered one question so answered another: with small cells hidden."""
    survey = found(request, survey_id)
    if not queries.may_see(survey, survey.phase(now())):
        raise Http404
    choices = [(place, one) for place, one in enumerate(survey.asked, 1) if one.kind in asked.DECIDING]
    known = {one.code: one for _, one in choices}
    down, across = known.get(request.GET.get("down", "")), known.get(request.GET.get("across", ""))
    crossed = queries.crossed(survey, down, across) if down and across and down != across else None
    context = {
        "survey": survey,
        "choices": choices,
        "down": down,
        "across": across,
        "crossed": crossed,
        "hidden": HIDDEN,
    }
    return render(request, "surveys/office/cross.html", context)
