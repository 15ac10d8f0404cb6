"""How do units rank by what they supplied, and which columns are overdue?"""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.indicators.periods import Period, month
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.models import Site
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.spreadsheets import spreadsheet
from yiwang.subsystems.portal.supply import queries
from yiwang.subsystems.portal.supply.actions import weights
from yiwang.subsystems.portal.supply.forms import WeightForm
from yiwang.subsystems.portal.supply.rules import ADOPT, Stage

STAGES = [("", "全部"), (Stage.LATE, "超期"), (Stage.SOON, "即将到期"), (Stage.NONE, "正常")]
MOST_SITES = 200


def period_asked(request: OfficeRequest) -> Period:
    """The month that ``?month=2026-11`` asks for; nonsense means this one."""
    try:
        asked = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month, no moment
    except ValueError:
        asked = today()
    return month(asked if 2000 <= asked.year <= 2200 else today())


@require_safe
@office(WRITE)
def ranking(request: OfficeRequest) -> HttpResponse:
    period = period_asked(request)
    rows = queries.ranking(request.post, period) if request.post else []
    context = {
        "period": period,
        "months": queries.months(today()),
        "rows": rows,
        "offered": sum(row.tally.offered for row in rows),
        "adopted": sum(row.tally.adopted for row in rows),
        "weights": queries.weights(),
        "may_adopt": may(request.post, ADOPT),
        "may_weigh": may(request.post, ADOPT)
        and request.post is not None
        and not request.post.unit.parent_id,
    }
    return render(request, "portal_supply/ranking.html", context)


@require_safe
@office(WRITE)
def ranking_table(request: OfficeRequest) -> HttpResponse:
    """The same for a spreadsheet program."""
    period = period_asked(request)
    rows = queries.ranking(request.post, period) if request.post else []
    return spreadsheet(
        f"supply-{period.first:%Y%m}",
        ("名次", "单位", "报送数", "采用数", "采用率（%）", "得分"),
        (
            (
                str(row.place),
                row.unit.name,
                str(row.tally.offered),
                str(row.tally.adopted),
                "" if row.share is None else str(row.share),
                f"{row.tally.points:.1f}",
            )
            for row in rows
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADOPT)
def weigh(request: OfficeRequest) -> HttpResponse:
    """What an offer and its adoption count from now on."""
    form = WeightForm(request.POST or None)

    def weighed() -> None:
        said = form.cleaned_data
        weights.set_weight(request.actor, said["deed"], said["column"], said["points"])

    if answer := done(request, form, weighed, "分值已保存，从现在起适用。", "portal_supply:weights"):
        return answer
    context = {"form": form, "weights": queries.weights()}
    return render(request, "portal_supply/weights.html", context, status=422 if form.errors else 200)


@require_POST
@office(ADOPT)
def drop_weight(request: OfficeRequest, weight_id: int) -> HttpResponse:
    weights.drop_weight(request.actor, weight_id)
    messages.success(request, "已取消单独分值。")
    return redirect("portal_supply:weights")


@require_safe
@office(WRITE)
def duties(request: OfficeRequest) -> HttpResponse:
    """Every column with a period: its last update, its age, how it stands; and the month's overdue ones."""
    period = period_asked(request)
    site, stage = _asked(request)
    rows = queries.board(request.post, site, stage) if request.post else []
    context = {
        "rows": rows,
        "lapses": queries.lapses(request.post, period) if request.post else [],
        "period": period,
        "months": queries.months(today()),
        "sites": Site.objects.order_by("pk")[:MOST_SITES],
        "site": site,
        "stages": STAGES,
        "stage": stage,
        "late": sum(row.stage == Stage.LATE for row in rows),
        "soon": sum(row.stage == Stage.SOON for row in rows),
    }
    return render(request, "portal_supply/duties.html", context)


@require_safe
@office(WRITE)
def duties_table(request: OfficeRequest) -> HttpResponse:
    site, stage = _asked(request)
    rows = queries.board(request.post, site, stage) if request.post else []
    return spreadsheet(
        "columns",
        ("网站", "栏目", "责任单位", "更新期限（天）", "最近更新", "距今（天）", "应更新日期", "状态"),
        (
            (
                row.duty.column.site.name,
                row.duty.column.title,
                row.duty.column.unit.name if row.duty.column.unit else "",
                str(row.duty.column.update_days),
                _day(row.duty.updated_on),
                "" if row.duty.days is None else str(row.duty.days),
                _day(row.due_on),
                row.label,
            )
            for row in rows
        ),
    )


@require_safe
@office(WRITE)
def lapses_table(request: OfficeRequest) -> HttpResponse:
    period = period_asked(request)
    rows = queries.lapses(request.post, period) if request.post else []
    return spreadsheet(
        f"overdue-{period.first:%Y%m}",
        ("网站", "栏目", "责任单位", "更新期限（天）", "超期开始", "恢复更新", "本月超期天数"),
        (
            (
                row.lapse.column.site.name,
                row.lapse.column.title,
                row.lapse.unit.name if row.lapse.unit else "",
                str(row.lapse.update_days),
                _day(row.lapse.began_on),
                _day(row.lapse.ended_on),
                str(row.days),
            )
            for row in rows
        ),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _asked(request: OfficeRequest) -> tuple[int | None, str]:
    site = request.GET.get("site", "")
    stage = request.GET.get("stage", "")
    number = int(site) if site.isascii() and site.isdigit() and len(site) < 10 else None
    return number, stage if stage in set(Stage) else ""
