"""How is a paper of a case numbered, laid down, drawn and kept?

The number and the words belong to the deed and are written in its transaction. Drawing takes a tenth of a
second and needs typefaces, so it comes after the commit: when the paper is first asked for, and by a job.
"""

from collections.abc import Sequence
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases.models import Attachment, Event
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.papers import docx, pdf
from yiwang.kernel.papers.paper import Paper as Drawable
from yiwang.kernel.prepared import Prepared, insert, update
from yiwang.subsystems.approvals.applications.models import Application, Paper, PaperSeries
from yiwang.subsystems.approvals.applications.papers import keeping, rules
from yiwang.subsystems.approvals.applications.papers.wording import Words

BATCH = 20
_HELD = Prepared(
    lambda pk: Paper.objects.select_for_update(of=("self",)).select_related("application").filter(pk=pk)
)


def issue(application: Application, form: str, item_type: str, words: Words, event: Event) -> Paper:
    """Part of the transaction of the deed that ``event`` tells of; numbers have no gaps in unit and year."""
    case = application.case
    unit, issued_on = case.unit, day_of(event.at)
    serial = _next(unit, form, issued_on.year)
    number = rules.number(unit.document_mark or unit.called, form, issued_on.year, serial)
    title = rules.title(form, item_type)
    drawable = Drawable(
        title=title,
        signer=unit.name,
        signed_on=issued_on,
        number=number,
        addressee=case.party.name,
        blocks=words.blocks,
        notes=words.notes,
        qr=f"{settings.PUBLIC_ADDRESS.rstrip('/')}/track/",
        qr_caption="查询进度",
    )
    paper = Paper(
        application=application,
        form=form,
        title=title,
        unit=unit,
        unit_name=unit.name,
        year=issued_on.year,
        serial=serial,
        number=number,
        words=keeping.written(drawable),
        issued_at=event.at,
        issued_by=event.person,
    )
    insert(paper)
    return paper


def _next(unit: Unit, form: str, year: int) -> int:
    """The row is ours until the commit: who comes next waits, and what is undone leaves no gap."""
    series = PaperSeries.objects.filter(unit=unit, form=form, year=year)
    if not series.update(last=F("last") + 1):
        PaperSeries.objects.bulk_create([PaperSeries(unit=unit, form=form, year=year)], ignore_conflicts=True)
        series.update(last=F("last") + 1)
    return series.values_list("last", flat=True).get()


def void(application: Application, forms: Sequence[str]) -> int:
    """Part of the transaction that undoes the deed: the papers stay under their numbers and say nothing."""
    return application.papers.filter(form__in=forms, voided_at=None).update(voided_at=now())


def drawn(paper: Paper) -> Paper:
    """With its files, drawn now where that was not done yet.

    Raises Refused where a typeface is missing; that is noted with the paper.
    """
    if paper.pdf_id:
        return paper
    try:
        files = _drawn(paper)
    except Refused as refused:
        _note_trouble(paper.pk, refused.sentence)
        raise
    return _kept(paper.pk, *files)


def _drawn(paper: Paper) -> tuple[StoredFile, StoredFile]:
    drawable = keeping.read(paper.words)
    name = f"{paper.title}（{paper.number}）"
    return (
        receive(SYSTEM, BytesIO(pdf.drawn(drawable)), f"{name}.pdf"),
        receive(SYSTEM, BytesIO(docx.drawn(drawable)), f"{name}.docx"),
    )


@transaction.atomic
def _kept(paper_id: int, as_pdf: StoredFile, as_docx: StoredFile) -> Paper:
    """Of two who drew at once the first wins; the paper becomes a file of the case."""
    paper = _HELD.first(paper_id)
    if paper is None:
        raise Paper.DoesNotExist
    if paper.pdf_id:
        return paper
    paper.pdf, paper.docx, paper.trouble = as_pdf, as_docx, ""
    update(paper, ["pdf", "docx", "trouble"])
    insert(
        Attachment(
            case_id=paper.application.case_id,
            stored=as_pdf,
            label=str(paper)[:120],
            added_at=now(),
            added_by=paper.issued_by,
            is_public=True,
        )
    )
    record(SYSTEM, "approvals.paper_draw", paper, number=paper.number, digest=as_pdf.digest)
    return paper


@transaction.atomic
def _note_trouble(paper_id: int, sentence: str) -> None:
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
    if paper.trouble != sentence[:300]:
        paper.trouble = sentence[:300]
        paper.save(update_fields=["trouble"])
        record(SYSTEM, "approvals.paper_fail", paper, number=paper.number, reason=paper.trouble)


def draw_waiting() -> int:
    """The regular job: papers that nobody asked for yet; how many were drawn."""
    done = 0
    for paper in list(Paper.objects.undrawn().select_related("application")[:BATCH]):
        try:
            drawn(paper)
        except Refused:
            continue
        done += 1
    return done
