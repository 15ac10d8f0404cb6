"""What is done after an interview: publish its transcript, show its replay with chapters, take figures in?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.participation.interviews import messages, rules
from yiwang.subsystems.participation.interviews.actions.planning import locked, mark
from yiwang.subsystems.participation.interviews.models import Broadcast, Interview

BATCH = 100


@transaction.atomic
def publish_transcript(by: Actor, interview_id: int) -> Interview:
    """Among the publications of the site. Raises Refused before the end and where nothing was said."""
    interview = locked(interview_id)
    if interview.state not in {rules.ENDED, rules.ARCHIVED}:
        raise Refused(f"这期访谈{interview.get_state_display()}，结束后才能发布实录。")
    if not interview.lines.standing().exclude(question__state=rules.RELEASED).exists():
        raise Refused("还没有实录内容，请先补录再发布。")
    interview.transcript_at = now()
    interview.save(update_fields=["transcript_at"])
    mark(by, interview, "transcript")
    tell(by, interview)
    record(by, "interviews.transcript_publish", interview)
    return interview


@transaction.atomic
def show_replay(
    by: Actor, interview_id: int, video: StoredFile | None, chapters: Sequence[tuple[int, str]]
) -> Interview:
    """The video (None: without one) and its chapters, in place of what was shown before.

    Raises Refused before the end, for what is no clean MP4, and for chapters without a video.
    """
    interview = locked(interview_id)
    if interview.state not in {rules.ENDED, rules.ARCHIVED}:
        raise Refused(f"这期访谈{interview.get_state_display()}，结束后才能发布回放。")
    if video is not None and video.format != "mp4":
        raise Refused("请上传 MP4 视频。", field="video")
    if video is not None and not video.is_clean:
        raise Refused(f"“{video.name}”不能使用：{video.notice}", field="video")
    if chapters and video is None:
        raise Refused("没有视频，不能标注章节。", field="chapters")
    interview.video_file, interview.chapters = video, [list(chapter) for chapter in chapters]
    interview.save(update_fields=["video_file", "chapters"])
    if video is not None:
        mark(by, interview, "replay")
    tell(by, interview)
    record(by, "interviews.replay_show", interview, video=video.name if video else "", chapters=len(chapters))
    return interview


def tell_figures() -> int:
    """Outer side, the regular job: what is known of the readers of interviews; of how many it was told."""
    inner = zones.known("inner")
    if inner is None:
        return 0
    waiting = list(Broadcast.objects.uncounted().order_by("pk").values_list("pk", flat=True)[:BATCH])
    for pk in waiting:
        with transaction.atomic():
            broadcast = Broadcast.objects.select_for_update(of=("self",)).get(pk=pk)
            body = messages.Figures(
                reference=broadcast.reference, opened=broadcast.opened, most_readers=broadcast.most_readers
            ).model_dump(mode="json")
            send(SYSTEM, Side(), Outline(messages.FIGURES, "访谈参与情况", [inner], body=body))
            broadcast.told_opened, broadcast.told_readers = broadcast.opened, broadcast.most_readers
            broadcast.save(update_fields=["told_opened", "told_readers"])
    return len(waiting)


def take_figures(taken: Taken) -> None:
    """Inner side. Both only grow: what comes late changes nothing."""
    check_from(taken, "outer")
    said: messages.Figures = taken.body
    interview = Interview.objects.select_for_update().filter(reference=said.reference).first()
    if interview is None:
        raise Refused("内网没有这期访谈。")
    interview.opened = max(interview.opened, said.opened)
    interview.most_readers = max(interview.most_readers, said.most_readers)
    interview.save(update_fields=["opened", "most_readers"])
    record(SYSTEM, "interviews.figures_take", interview, opened=interview.opened)
