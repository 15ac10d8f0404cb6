"""How is a paper of a request numbered, laid down, drawn and kept?

The number and the words belong to the deed and stand or fall with it. It is drawn at once, so that the
applicant gets it with the step; where a typeface is missing the deed stands and the job draws it later.
"""

from collections.abc import Sequence
from io import BytesIO

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.papers import docx, pdf
from yiwang.subsystems.disclosure.requests import papers
from yiwang.subsystems.disclosure.requests.models import Paper, PaperSeries, Request
from yiwang.subsystems.disclosure.requests.papers import Words

BATCH = 20


def issue(by: Actor, request: Request, form: str, words: Words, addressee: str = "") -> Paper:
    """Part of the transaction of the deed; to the applicant where nobody else is named."""
    unit, moment = request.unit, now()
    issued_on = day_of(moment)
    serial = _next(unit, form, issued_on.year)
    paper = Paper.objects.create(
        request=request,
        form=form,
        title=(words.title or papers.FORMS[form].title)[:60],
        unit=unit,
        year=issued_on.year,
        serial=serial,
        number=papers.number(unit.document_mark or unit.called, form, issued_on.year, serial),
        words=papers.written(addressee or request.case.party.name, unit.name, issued_on, words),
        issued_at=moment,
        issued_by=by.person[:80],
    )
    _draw(paper)
    return paper


def drawn_for(request: Request, form: str) -> Sequence[StoredFile]:
    """The newest paper of the form, as a file; empty while it could not be drawn."""
    paper = request.papers.filter(form=form, pdf__isnull=False).select_related("pdf").last()
    return [paper.pdf] if paper and paper.pdf else []


def _next(unit: Unit, form: str, year: int) -> int:
    """The row is ours until the commit: who comes next waits, and what is undone leaves no gap."""
    series = PaperSeries.objects.filter(unit=unit, form=form, year=year)
    if not series.update(last=F("last") + 1):
        PaperSeries.objects.bulk_create([PaperSeries(unit=unit, form=form, year=year)], ignore_conflicts=True)
        series.update(last=F("last") + 1)
    return series.values_list("last", flat=True).get()


def _draw(paper: Paper) -> bool:
    """Whether it has its files now; why not is noted with it."""
    drawable = papers.drawable(paper.title, paper.number, paper.words)
    name = f"{paper.title}（{paper.number}）"
    try:
        as_pdf, as_docx = pdf.drawn(drawable), docx.drawn(drawable)
    except Refused as refused:
        paper.trouble = refused.sentence[:300]
        paper.save(update_fields=["trouble"])
        return False
    paper.pdf = receive(SYSTEM, BytesIO(as_pdf), f"{name}.pdf")
    paper.docx = receive(SYSTEM, BytesIO(as_docx), f"{name}.docx")
    paper.trouble = ""
    paper.save(update_fields=["pdf", "docx", "trouble"])
    return True


def draw_waiting() -> int:
    """The regular job: papers that could not be drawn in their deed; how many were now."""
    return sum(_drawn_later(pk) for pk in list(Paper.objects.undrawn().values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _drawn_later(paper_id: int) -> bool:
    paper = Paper.objects.undrawn().select_for_update(of=("self",)).filter(pk=paper_id).first()
    if paper is None or not _draw(paper):
        return False
    record(SYSTEM, "disclosure.paper_draw", paper, number=paper.number)
    return True
