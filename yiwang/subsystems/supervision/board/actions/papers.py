"""What drafts a bulletin or advice, edits, issues, draws and sends it?"""

from io import BytesIO

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import of_units
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.indicators.models import Score, Snapshot
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.papers import docx, pdf
from yiwang.kernel.papers.paper import Block, Heading, Table, Text
from yiwang.kernel.papers.paper import Paper as Drawable
from yiwang.subsystems.supervision.board import rules, wording
from yiwang.subsystems.supervision.board.models import Paper, PaperSeries
from yiwang.subsystems.supervision.board.rules import Span
from yiwang.subsystems.supervision.board.wording import Words
from yiwang.subsystems.supervision.watching.sight import Sight

BATCH = 20


@transaction.atomic
def draft_bulletin(by: Actor, unit: Unit, sight: Sight, span: Span) -> Paper:
    """Raises Refused while the result of one of the months is missing."""
    taken = set(
        Snapshot.objects.filter(scheme=rules.SCHEME, month__in=span.months).values_list("month", flat=True)
    )
    if missing := [month for month in span.months if month not in taken]:
        listed = "、".join(f"{month.year}年{month.month}月" for month in missing)
        raise Refused(f"{listed}的考核结果还没有生成，不能起草通报。", field="span")
    return _drafted(by, unit, rules.BULLETIN, span, wording.bulletin(sight, span, unit.name))


@transaction.atomic
def draft_advice(by: Actor, unit: Unit, score_id: int) -> Paper:
    """Raises Refused for a unit that did not fail, and where advice on the month was drafted already."""
    score = Score.objects.select_related("snapshot", "unit").get(pk=score_id)
    if score.grade != rules.FAILING:
        raise Refused("只对等次为不合格的单位发监察建议书。")
    if Paper.objects.filter(score=score, form=rules.ADVICE).exists():
        raise Refused("这个单位本月的监察建议书已经起草，请到文书列表中查看。")
    span = Span((score.snapshot.month,))
    return _drafted(by, unit, rules.ADVICE, span, wording.advice(score), score)


def _drafted(by: Actor, unit: Unit, form: str, span: Span, words: Words, score: Score | None = None) -> Paper:
    paper = Paper.objects.create(
        form=form,
        span=span.code,
        unit=unit,
        unit_name=unit.name,
        addressee=score.unit if score else None,
        score=score,
        title=words.title,
        text=words.text,
        tables=[
            [caption, list(columns), [list(row) for row in rows]] for caption, columns, rows in words.tables
        ],
        made_at=now(),
        made_by=by.person[:80],
    )
    record(by, "supervision.paper_draft", paper, form=form, span=span.code)
    return paper


@transaction.atomic
def edit(by: Actor, paper_id: int, title: str, text: str) -> Paper:
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
    rules.check_draft(paper.state)
    if not title.strip():
        raise Refused("标题不能为空。", field="title")
    paper.title, paper.text = title.strip()[:200], rules.check_text(text)
    paper.save(update_fields=["title", "text"])
    record(by, "supervision.paper_edit", paper)
    return paper


@transaction.atomic
def discard(by: Actor, paper_id: int) -> None:
    """A draft that is not wanted; what was issued stays."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
    rules.check_draft(paper.state)
    record(by, "supervision.paper_discard", paper, title=paper.title)
    paper.delete()


@transaction.atomic
def issue(by: Actor, paper_id: int) -> Paper:
    """Numbered without gaps in unit, form and year; from now on fixed."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper_id)
    rules.check_draft(paper.state)
    moment = now()
    paper.year = day_of(moment).year
    paper.serial = _next(paper.unit, paper.form, paper.year)
    mark = paper.unit.document_mark or paper.unit.called
    paper.number = rules.number(mark, paper.form, paper.year, paper.serial)
    paper.state, paper.issued_at, paper.issued_by = rules.ISSUED, moment, by.person[:80]
    paper.unit_name = paper.unit.name
    paper.save(update_fields=["year", "serial", "number", "state", "issued_at", "issued_by", "unit_name"])
    record(by, "supervision.paper_issue", paper, number=paper.number)
    return paper


def _next(unit: Unit, form: str, year: int) -> int:
    """The row is ours until the commit: who comes next waits, and what is undone leaves no gap."""
    series = PaperSeries.objects.filter(unit=unit, form=form, year=year)
    if not series.update(last=F("last") + 1):
        PaperSeries.objects.bulk_create([PaperSeries(unit=unit, form=form, year=year)], ignore_conflicts=True)
        series.update(last=F("last") + 1)
    return series.values_list("last", flat=True).get()


def drawable(paper: Paper) -> Drawable:
    blocks: list[Block] = [Text(paper.text)]
    for number, (caption, columns, rows) in enumerate(paper.tables, start=1):
        blocks += [Heading(f"附表{number} {caption}"), Table(columns, rows)]
    return Drawable(
        title=paper.title,
        signer=paper.unit_name,
        signed_on=day_of(paper.issued_at or now()),
        number=paper.number,
        addressee=paper.addressee.name if paper.addressee else "各有关单位",
        blocks=blocks,
    )


def drawn(paper: Paper) -> Paper:
    """With its files, drawn after the commit of the issue: when first asked for, and by a job.

    Raises Refused where a typeface is missing.
    """
    if paper.pdf_id:
        return paper
    words = drawable(paper)
    name = f"{paper.title}（{paper.number}）"
    as_pdf = receive(SYSTEM, BytesIO(pdf.drawn(words)), f"{name}.pdf")
    as_docx = receive(SYSTEM, BytesIO(docx.drawn(words)), f"{name}.docx")
    return _kept(paper.pk, as_pdf, as_docx)


@transaction.atomic
def _kept(paper_id: int, as_pdf: StoredFile, as_docx: StoredFile) -> Paper:
    """Of two who drew at once the first wins."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper_id)
    if paper.pdf_id is None:
        paper.pdf, paper.docx = as_pdf, as_docx
        paper.save(update_fields=["pdf", "docx"])
        record(SYSTEM, "supervision.paper_draw", paper, number=paper.number, digest=as_pdf.digest)
    return paper


def draw_waiting() -> int:
    """The regular job: issued papers whose files nobody asked for yet."""
    waiting = Paper.objects.filter(state=rules.ISSUED, pdf=None).select_related("unit", "addressee")
    papers = list(waiting.order_by("pk")[:BATCH])
    for paper in papers:
        drawn(paper)
    return len(papers)


def dispatch(by: Actor, paper_id: int, units: list[Unit]) -> Paper:
    """Send it through the exchange, once. Raises Refused for a draft, and where it was sent already."""
    paper = drawn(_issued(paper_id))
    with transaction.atomic():
        paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
        if paper.envelope:
            raise Refused("这份文书已经通过公文交换发出，不能重复发送。")
        if not units:
            raise Refused("请填写收件单位。", field="units")
        body = {"number": paper.number, "document_type": "通报", "issuer": paper.unit_name}
        if paper.form == rules.ADVICE:
            body["document_type"] = "函"
        files = [each for each in (paper.pdf, paper.docx) if each]
        outline = Outline("exchange.document", paper.title, of_units(units), body=body, files=files)
        paper.envelope = send(by, Side(paper.unit), outline).address
        paper.save(update_fields=["envelope"])
        record(by, "supervision.paper_send", paper, units=len(units))
    return paper


def _issued(paper_id: int) -> Paper:
    paper = Paper.objects.select_related("unit", "addressee").get(pk=paper_id)
    if paper.is_draft:
        raise Refused("请先印发，再发送。")
    return paper
