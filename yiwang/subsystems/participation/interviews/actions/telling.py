"""Inner side: what has the outer zone to know of an interview and of what is said in it?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import note_trouble, owe, tell
from yiwang.kernel.exchange.models import STUCK
from yiwang.kernel.exchange.telling import Said, registered
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.interviews import messages, rules
from yiwang.subsystems.participation.interviews.models import Interview, Line
from yiwang.subsystems.participation.interviews.video.streams import driver


def card_said(interview: Interview) -> Said:
    """The whole card; its video only where it was not sent before."""
    video = interview.video_file
    is_new = video is not None and video.digest != interview.told_video
    files = (video,) if video is not None and is_new else ()
    kept = {"told_video": _digest(interview)}
    return Said(f"在线访谈 {interview.title}", _card(interview), files, kept)


def _digest(interview: Interview) -> str:
    return (interview.video_file.digest or "") if interview.video_file else ""


def _card(interview: Interview) -> messages.Interview:
    if interview.starts_at is None or interview.ends_at is None:
        raise Refused("请先填写访谈的开始和结束时间。", field="starts_at")
    return messages.Interview(
        reference=interview.reference,
        revision=interview.sequence,
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


def line_said(line: Line) -> Said:
    """The line as it stands now."""
    body = messages.Line(
        interview=line.interview.reference,
        reference=line.reference,
        revision=line.sequence,
        number=line.number,
        kind=line.kind,  # type: ignore[arg-type]
        speaker="" if line.is_removed else line.speaker,
        text="" if line.is_removed else masking.text(line.text),
        is_waiting=line.question is not None and line.question.state == rules.RELEASED,
        is_removed=line.is_removed,
        said_at=line.said_at,
    )
    files = (line.picture,) if line.picture and not line.is_removed else ()
    return Said(f"访谈实录 {line.number}", body, files)


def send_video_anew(interview: Interview) -> None:
    """Its card did not get there, and its video not either."""
    interview.told_video = ""
    interview.save(update_fields=["told_video"])


def show_at_interview(line: Line) -> None:
    """Those who keep the interview see there that a line did not get out, and send everything again."""
    note_trouble(registered()[Interview], line.interview_id, line.trouble)


@transaction.atomic
def tell_again(by: Actor, interview_id: int) -> Interview:
    """The card at once and, by the regular job, every line that did not arrive.

    Raises Refused where nothing is stuck, and where the same rule forbids it again.
    """
    interview = Interview.objects.select_for_update(of=("self",)).filter(pk=interview_id).first()
    if interview is None or not interview.trouble:
        raise Refused("这期访谈没有未送达的内容，不需要重新发送。")
    before = interview.trouble
    owe(Line, Line.objects.filter(STUCK, interview=interview).values_list("pk", flat=True))
    tell(by, interview)
    record(by, "interviews.interview_retell", interview, reason=before)
    return interview
