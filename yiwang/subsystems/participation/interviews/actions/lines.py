"""Inner side: what is said in an interview: put in, corrected, removed, a question put to the guests?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions.planning import locked
from yiwang.subsystems.participation.interviews.models import Guest, Interview, Line, Question
from yiwang.subsystems.participation.interviews.models.interviews import new_reference


@transaction.atomic
def say(
    by: Actor,
    interview_id: int,
    kind: str,
    text: str,
    *,
    token: str,
    guest_id: int | None = None,
    picture: StoredFile | None = None,
) -> Line:
    """Put a line into the live text; the same form sent twice is one line.

    Raises Refused before the interview begins and once it is archived, for nothing said, for a guest of
    another interview, and for a picture that is no clean picture.
    """
    interview = locked(interview_id)
    earlier = Line.objects.filter(token=token).first()
    if earlier:
        return earlier
    text = rules.check_line(kind, text, has_picture=picture is not None, state=interview.state)
    refuse_marked(marking_in(text))
    _check_picture(picture)
    line = Line(
        interview=interview,
        token=token,
        kind=kind,
        speaker=_speaker(interview, kind, guest_id),
        text=text,
        picture=picture,
        said_at=now(),
        written_by=by.person,
    )
    line.number = _next_number(interview)
    line.save()
    tell(by, line)
    record(by, "interviews.line_say", interview, number=line.number, kind=kind)
    return line


def _speaker(interview: Interview, kind: str, guest_id: int | None) -> str:
    if kind == rules.SAID_BY_GUEST:
        guest = Guest.objects.filter(interview=interview, pk=guest_id or 0).first()
        if guest is None:
            raise Refused("请选择是哪位嘉宾的发言。", field="speaker")
        return str(guest)
    if kind == rules.SAID_BY_HOST:
        return f"主持人 {interview.host}".strip()
    if kind == rules.NOTICE:
        return rules.LINE_KINDS[rules.NOTICE]
    raise Refused("网友提问请从提问列表中选用。", field="kind")


def _check_picture(picture: StoredFile | None) -> None:
    if picture is None:
        return
    if not picture.is_image:
        raise Refused("请选择 JPEG、PNG 或者 WebP 图片。", field="picture")
    if not picture.is_clean:
        raise Refused(f"“{picture.name}”不能使用：{picture.notice}", field="picture")


def _next_number(interview: Interview) -> int:
    if interview.last_line >= rules.MOST_LINES:
        raise Refused(f"一期访谈的实录请不要超过{rules.MOST_LINES}条。")
    interview.last_line += 1
    interview.save(update_fields=["last_line"])
    return interview.last_line


def put_question(by: Actor, question: Question) -> Line:
    """Among the questions that the public reads, in the transaction that lets it out."""
    interview = question.interview
    line = Line(
        interview=interview,
        token=new_reference(),
        number=_next_number(interview),
        kind=rules.QUESTION,
        speaker=question.nickname,
        text=question.shown_text,
        question=question,
        said_at=now(),
        written_by=by.person,
    )
    line.save()
    tell(by, line)
    return line


@transaction.atomic
def bring(by: Actor, question_id: int) -> Line:
    """A question that was let out is put before the guests: it moves to the end of the live text."""
    known = Question.objects.filter(pk=question_id).first()
    if known is None:
        raise Refused("没有这条提问。")
    interview = locked(known.interview_id)
    question = Question.objects.select_for_update(of=("self",)).select_related("matter").get(pk=question_id)
    if interview.state not in rules.WRITABLE:
        raise Refused(f"这期访谈{interview.get_state_display()}，现在不能选用提问。")
    if question.state != rules.RELEASED:
        raise Refused(f"这条提问{question.get_state_display()}，不能选用，请刷新页面查看。")
    question.state = rules.ANSWERED
    question.save(update_fields=["state"])
    line = question.lines.select_for_update(of=("self",)).filter(is_removed=False).first()
    if line is None:
        raise Refused("这条提问已经从页面上删除，不能选用。")
    line.interview, line.question = interview, question
    line.number, line.said_at = _next_number(interview), now()
    _change(by, line, "number", "said_at")
    if question.matter.is_open:
        report(by, question.matter.reference, Report("已请嘉宾回答", "请在访谈页面查看回答。", kind="answer"))
    record(by, "interviews.question_bring", question, number=line.number)
    return line


@transaction.atomic
def correct(by: Actor, line_id: int, text: str) -> Line:
    """Other words for what was said; readers see that it was corrected, the record keeps what stood there."""
    line = _held(line_id)
    before = line.text
    text = rules.check_line(
        line.kind, text, has_picture=line.picture_id is not None, state=line.interview.state
    )
    refuse_marked(marking_in(text))
    if line.kind == rules.QUESTION:
        text = rules.check_release(text)
    if text == before:
        return line
    line.text = text
    _change(by, line, "text")
    record(by, "interviews.line_correct", line.interview, number=line.number, before=before, after=text)
    return line


@transaction.atomic
def remove(by: Actor, line_id: int, reason: str) -> Line:
    """Nobody outside reads it any more, whoever is reading just now. Raises Refused without a reason."""
    line = _held(line_id)
    reason = rules.legible(reason)
    if not 2 <= len(reason) <= rules.REASON_LENGTH:
        raise Refused(f"请写明删除的原因（2至{rules.REASON_LENGTH}字）。", field="reason")
    line.is_removed = True
    _change(by, line, "is_removed")
    record(by, "interviews.line_remove", line.interview, number=line.number, reason=reason)
    return line


def _held(line_id: int) -> Line:
    known = Line.objects.filter(pk=line_id).first()
    if known is None:
        raise Refused("没有这条实录。")
    interview = locked(known.interview_id)
    rows = Line.objects.select_for_update(of=("self",)).select_related("picture", "question")
    line = rows.get(pk=line_id)
    line.interview = interview
    if line.is_removed:
        raise Refused("这条实录已经删除。")
    if interview.state in {rules.ARCHIVED, rules.WITHDRAWN, rules.CANCELLED}:
        raise Refused(f"这期访谈{interview.get_state_display()}，实录不能再改动。")
    return line


def _change(by: Actor, line: Line, *fields: str) -> None:
    line.save(update_fields=fields)
    tell(by, line)
