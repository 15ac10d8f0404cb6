"""Which letters are there, as a list and as a table; how is one entered that came by telephone?"""

import csv
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.cases import rules as states
from yiwang.kernel.deadlines.moments import local, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.rules import grouped
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.letters import masks, queries, rules
from yiwang.subsystems.participation.letters.actions import accepting, receiving
from yiwang.subsystems.participation.letters.forms.keeping import BatchForm, EnterForm, NarrowForm
from yiwang.subsystems.participation.letters.models import Letter, Mailbox
from yiwang.subsystems.participation.letters.queries import Narrowing

MOST_ROWS = 5_000
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
IN_TIME = {True: "是", False: "否", None: ""}
HEAD = (
    *("编号", "标题", "信箱", "类型", "主题", "来源", "来信时间"),
    *("承办单位", "状态", "用时（工作日）", "按期", "评价", "公开"),
)


@require_safe
@office(rules.READ)
def letter_list(request: OfficeRequest) -> HttpResponse:
    """A fixed number of queries for any number of letters."""
    return _listed(request)


def _listed(request: OfficeRequest, batch: BatchForm | None = None, status: int = 200) -> HttpResponse:
    narrowing, form = _narrowed(request)
    page = page_of(queries.listing(request.post, narrowing), request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    is_desk = may(request.post, rules.DESK)
    context = {
        "rows": queries.rows(page.rows),
        "page": page,
        "tab": narrowing.tab,
        "tabs": queries.TABS.items(),
        "form": form,
        "mailboxes": Mailbox.objects.in_order().values_list("code", "name"),
        "types": rules.TYPES.items(),
        "chosen": narrowing,
        "query": query.urlencode(),
        "is_desk": is_desk,
        "batch": batch or (BatchForm() if is_desk and narrowing.tab == "sort" else None),
    }
    return render(request, "letters/list.html", context, status=status)


@require_POST
@office(rules.DESK)
def decline_many(request: OfficeRequest) -> HttpResponse:
    """A flood of abuse or spam is answered in one go; what cannot be is named."""
    form = BatchForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, 422)
    declined, faults = 0, []
    chosen = Letter.objects.visible_to(request.post).filter(pk__in=form.cleaned_data["letters"])
    for letter in chosen.select_related("matter", "case"):
        try:
            accepting.decline(request.actor, letter.pk, form.cleaned_data["ground"])
            declined += 1
        except Refused as refused:
            faults.append(f"{letter.number}：{refused.sentence}")
    if declined:
        messages.success(request, f"已不予受理{declined}封来信，理由已告知来信人。")
    for fault in faults:
        messages.error(request, fault)
    return redirect("participation_letters:letter_list")


@require_safe
@office(rules.READ)
def letter_table(request: OfficeRequest) -> HttpResponse:
    """The same list for a spreadsheet program, without who wrote or what."""
    narrowing, _ = _narrowed(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for letter in queries.listing(request.post, narrowing)[:MOST_ROWS]:
        writer.writerow([_cell(text) for text in _line(letter)])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="letters-{today():%Y%m%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _line(letter: Letter) -> tuple[str, ...]:
    days = letter.working_days
    return (
        letter.number,
        letter.public_title or masks.desensitised(letter.title, [letter.case.party.name]),
        letter.mailbox.name,
        rules.TYPES.get(letter.type, ""),
        letter.subject,
        letter.get_source_display(),
        f"{local(letter.received_at):%Y-%m-%d %H:%M}",
        letter.case.unit.called,
        letter.stage[0],
        "" if days is None else str(days),
        IN_TIME[letter.is_in_time],
        states.LEVELS.get(letter.case.rating, ""),
        letter.get_exposure_display(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.DESK)
def enter(request: OfficeRequest) -> HttpResponse:
    """A call, a visit, a letter on paper: its writer gets a number and a code like everybody."""
    form = EnterForm(request.POST or None, post=request.post)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            letter, receipt = receiving.enter(
                request.actor,
                said["mailbox"],
                form.letter(),
                form.contact(),
                said["source"],
                representatives=said["representatives"] or 0,
            )
        except Refused as refused:
            refused.show_in(form)
        else:
            context = {"receipt": receipt, "code": grouped(receipt.code), "letter": letter}
            return render(request, "letters/receipt.html", context)
    return render(request, "letters/enter.html", {"form": form}, status=422 if form.errors else 200)


def _narrowed(request: OfficeRequest) -> tuple[Narrowing, NarrowForm]:
    form = NarrowForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    tab = request.GET.get("tab", "")
    return (
        Narrowing(
            tab=tab if tab in queries.TABS else "",
            mailbox=said.get("mailbox", ""),
            type=said.get("type", ""),
            text=said.get("q", ""),
            since=said.get("since"),
            until=said.get("until"),
        ),
        form,
    )


def _cell(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text
