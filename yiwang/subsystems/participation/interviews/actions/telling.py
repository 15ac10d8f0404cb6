"""Inner side: how does the outer zone learn what the public may see of an interview?

What it has to know is counted in the transaction of the deed. It goes to the exchange at once where the
outer zone is known, otherwise by the regular job; from there on nodes carries it until it is acknowledged.
"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.interviews import messages, rules
from yiwang.subsystems.participation.interviews.models import Interview, Line
from yiwang.subsystems.participation.interviews.video.streams import driver

BATCH = 200


def tell(by: Actor, interview: Interview) -> None:
    """The whole card, in the caller's transaction; ``interview`` is locked by the caller.

    Raises Refused for what may not be sent, such as unclean files or the mark of a state secret.
    """
    interview.revision += 1
    interview.trouble = ""
    interview.save(update_fields=["revision", "trouble"])
    outer = _outer()
    if outer:
        _send(by, interview, outer)


def tell_line(by: Actor, line: Line) -> None:
    """The line as it stands now; its ``revision`` has been counted by the caller."""
    outer = _outer()
    if outer:
        _send_line(by, line, outer)


def _outer() -> Address | None:
    try:
        return addressing.of_zone("outer")
    except Refused:
        return None


def _send(by: Actor, interview: Interview, outer: Address) -> None:
    body = _card(interview).model_dump(mode="json")
    video = interview.video_file
    is_new = video is not None and video.digest != interview.told_video
    files: tuple[StoredFile, ...] = (video,) if video is not None and is_new else ()
    subject = f"在线访谈 {interview.title}"
    send(by, Side(), Outline(messages.INTERVIEW, subject, [outer], body=body, files=files))
    interview.told_revision, interview.told_video = interview.revision, _digest(interview)
    interview.save(update_fields=["told_revision", "told_video"])


def _digest(interview: Interview) -> str:
    return (interview.video_file.digest or "") if interview.video_file else ""


def _card(interview: Interview) -> messages.Interview:
    if interview.starts_at is None or interview.ends_at is None:
        raise Refused("请先填写访谈的开始和结束时间。", field="starts_at")
    return messages.Interview(
        reference=interview.reference,
        revision=interview.revision,
        state=interview.state,  # type: ignore[arg-type]
        title=interview.title,
        summary=masking.text(interview.summary),
        unit_code=interview.unit.code,
        unit_name=interview.unit.name,
        organizer_name=interview.organizer.name,
        host=interview.host,
        guests=[messages.Guest(name=each.name, title=each.title) for each in interview.guests.all()],
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        started_at=interview.started_at,
        ended_at=interview.ended_at,
        asking_from=interview.asking_from,
        asking_until=interview.asking_until,
        stream=driver().playlist(interview.stream_key) if interview.has_stream else "",
        video=_digest(interview),
        chapters=[(at, title) for at, title in interview.chapters],
        transcript_at=interview.transcript_at,
    )


def _send_line(by: Actor, line: Line, outer: Address) -> None:
    shown = "" if line.is_removed else masking.text(line.text)
    body = messages.Line(
        interview=line.interview.reference,
        reference=line.reference,
        revision=line.revision,
        number=line.number,
        kind=line.kind,  # type: ignore[arg-type]
        speaker="" if line.is_removed else line.speaker,
        text=shown,
        is_waiting=line.question is not None and line.question.state == rules.RELEASED,
        is_removed=line.is_removed,
        said_at=line.said_at,
    )
    files: tuple[StoredFile, ...] = (line.picture,) if line.picture and not line.is_removed else ()
    subject = f"访谈实录 {line.number}"
    outline = Outline(messages.LINE, subject, [outer], body=body.model_dump(mode="json"), files=files)
    send(by, Side(), outline)
    line.told_revision = line.revision
    line.save(update_fields=["told_revision"])


def tell_waiting() -> int:
    """The regular job: what could not go at once; how many went. One that is forbidden waits for people.

    Cards go before lines: a line of an interview that nobody outside knows would be refused.
    """
    outer = _outer()
    if outer is None:
        return 0
    cards = list(Interview.objects.untold().order_by("pk").values_list("pk", flat=True)[:BATCH])
    lines = list(Line.objects.untold().order_by("pk").values_list("pk", flat=True)[:BATCH])
    return sum(_told(pk, outer) for pk in cards) + sum(_told_line(pk, outer) for pk in lines)


def _told(pk: int, outer: Address) -> bool:
    try:
        with transaction.atomic():
            found = Interview.objects.untold().select_for_update(of=("self",)).filter(pk=pk).first()
            if found is None:
                return False
            _send(SYSTEM, found, outer)
    except Refused as refused:
        note_trouble(pk, refused.sentence)
        return False
    return True


def _told_line(pk: int, outer: Address) -> bool:
    try:
        with transaction.atomic():
            found = Line.objects.untold().select_for_update(of=("self",)).filter(pk=pk).first()
            if found is None:
                return False
            _send_line(SYSTEM, found, outer)
    except Refused as refused:
        Line.objects.filter(pk=pk).update(trouble=refused.sentence[:300])
        return False
    return True


@transaction.atomic
def note_trouble(interview_id: int, sentence: str) -> None:
    interview = Interview.objects.select_for_update().get(pk=interview_id)
    interview.trouble, interview.told_video = sentence[:300], ""
    interview.save(update_fields=["trouble", "told_video"])
    record(SYSTEM, "interviews.interview_untold", interview, reason=interview.trouble)


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of the exchange: what the outer zone refused is shown to those who keep it."""
    for receipt in receipts:
        if receipt.kind != exchange.REFUSED or receipt.envelope.kind not in _HEARD:
            continue
        body = receipt.envelope.statement.body
        found = Interview.objects.filter(reference=body.get("interview", body["reference"])).first()
        if found is None:
            continue
        sentence = f"外网未接收：{receipt.statement.reason or '未说明理由'}"
        if receipt.envelope.kind == messages.LINE:
            Line.objects.filter(reference=body["reference"]).update(trouble=sentence[:300])
        note_trouble(found.pk, sentence)


_HEARD = (messages.INTERVIEW, messages.LINE)


@transaction.atomic
def tell_again(by: Actor, interview_id: int) -> Interview:
    """The card at once and, by the regular job, every line that did not arrive.

    Raises Refused where nothing is stuck, and where the same rule forbids it again.
    """
    interview = Interview.objects.select_for_update(of=("self",)).filter(pk=interview_id).first()
    if interview is None or not interview.trouble:
        raise Refused("这期访谈没有未送达的内容，不需要重新发送。")
    before = interview.trouble
    Line.objects.filter(interview=interview).exclude(trouble="").update(trouble="", told_revision=0)
    tell(by, interview)
    record(by, "interviews.interview_retell", interview, reason=before)
    return interview
