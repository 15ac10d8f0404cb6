"""Outer side: what becomes of what the inner zone tells of an interview and of what was said in it?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from, newer
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.search import actions as search
from yiwang.kernel.search.documents import Document
from yiwang.subsystems.participation.interviews import messages, rules, transcripts
from yiwang.subsystems.participation.interviews.models import Broadcast, BroadcastLine, Cutting

CATEGORY = "interview"
COLUMN = "dialogue-interviews"
ORIGIN = "interviews.interview"
_AS_SAID = (
    "title", "summary", "unit_name", "organizer_name", "host", "starts_at", "ends_at",
    "started_at", "ended_at", "asking_from", "asking_until", "stream",
)  # fmt: skip


def take_card(taken: Taken) -> None:
    """Show it to the public, or take it back; what was told before changes nothing."""
    said: messages.Interview = taken.body
    broadcast = newer(taken, Broadcast.objects.all(), {"reference": said.reference}, "revision")
    if broadcast is None or broadcast.state in {rules.WITHDRAWN, rules.CANCELLED}:
        return
    _fill(broadcast, said, taken.files)
    broadcast.save()
    if broadcast.video_file_id:
        Cutting.objects.get_or_create(stored_id=broadcast.video_file_id)
    if broadcast.is_open:
        _enter(broadcast, said.unit_code)
        if said.transcript_at:
            _publish(broadcast, said.unit_code)
    else:
        _take_back(broadcast)
    record(SYSTEM, "interviews.card_take", broadcast, revision=said.revision, state=said.state)


def _fill(broadcast: Broadcast, said: messages.Interview, files: Sequence[StoredFile]) -> None:
    for name in _AS_SAID:
        setattr(broadcast, name, getattr(said, name))
    broadcast.guests = [guest.model_dump() for guest in said.guests]
    broadcast.names = "\n".join(f"{guest.title} {guest.name}" for guest in said.guests)
    broadcast.chapters = [list(chapter) for chapter in said.chapters]
    broadcast.video_file = _video(broadcast, said.video, files)
    broadcast.state = said.state
    # Readers who are there just now learn of the new card as of a line.
    broadcast.changed += 1
    broadcast.state_changed = broadcast.changed


def _video(broadcast: Broadcast, digest: str, files: Sequence[StoredFile]) -> StoredFile | None:
    if not digest:
        return None
    known = [*files, *([broadcast.video_file] if broadcast.video_file else [])]
    found = next((stored for stored in known if stored.digest == digest), None)
    found = found or StoredFile.objects.clean().filter(blob=digest).first()
    if found is None:
        raise Refused("视频文件没有随访谈信息送到，请重新发送。")
    return found


def _enter(broadcast: Broadcast, unit_code: str) -> None:
    """Into the index of the site, until its transcript stands there."""
    if broadcast.publication_id:
        return
    unit = Unit.objects.filter(code=unit_code).first()
    search.put(
        Document(
            kind=ORIGIN,
            object_id=broadcast.pk,
            title=broadcast.title,
            body=f"{broadcast.names}\n{broadcast.summary}",
            unit_id=unit.pk if unit else None,
            unit=broadcast.unit_name,
            on=day_of(broadcast.starts_at),
            category=CATEGORY,
        )
    )


def _publish(broadcast: Broadcast, unit_code: str = "") -> None:
    """The transcript as it stands now, in place of what stood there before."""
    unit = Unit.objects.filter(code=unit_code).first() if unit_code else None
    current = Publication.objects.filter(pk=broadcast.publication_id or 0).first()
    lines = list(broadcast.lines.filter(is_removed=False, is_waiting=False).select_related("picture"))
    content = Content(
        title=f"在线访谈：{broadcast.title}",
        body=transcripts.html_of(broadcast, lines),
        kind=CATEGORY,
        published_at=current.published_at if current else now(),
        columns=(COLUMN,),
        unit_id=unit.pk if unit else (current.unit_id if current else None),
        source=broadcast.unit_name,
        summary=broadcast.summary[:200],
    )
    publication = publications.publish(SYSTEM, (ORIGIN, broadcast.reference), content)
    if broadcast.publication_id != publication.pk:
        broadcast.publication_id = publication.pk
        broadcast.save(update_fields=["publication_id"])
    search.remove(ORIGIN, broadcast.pk)


def _take_back(broadcast: Broadcast) -> None:
    """Every trace: what was said, the transcript, the hit of the search; pictures and video hang on it."""
    broadcast.lines.all().delete()
    search.remove(ORIGIN, broadcast.pk)
    publication = Publication.objects.filter(pk=broadcast.publication_id or 0).first()
    if publication and not publication.is_withdrawn:
        publications.withdraw(SYSTEM, publication, Publication.Reason.OTHER)


def take_line(taken: Taken) -> None:
    """A line, new or changed; each gets the next number of the changes that readers follow."""
    check_from(taken, "inner")
    said: messages.Line = taken.body
    broadcast = Broadcast.objects.select_for_update(of=("self",)).filter(reference=said.interview).first()
    if broadcast is None:
        raise Refused("外网还没有这期访谈，请稍后重新发送。")
    line = BroadcastLine.objects.filter(reference=said.reference).first()
    if (line and line.revision >= said.revision) or not broadcast.is_open:
        return
    broadcast.changed += 1
    broadcast.save(update_fields=["changed"])
    picture = next((stored for stored in taken.files if stored.is_image), None)
    is_corrected = bool(line and (line.is_corrected or (line.text and line.text != said.text)))
    fields = {
        **said.model_dump(exclude={"interview"}),
        "broadcast": broadcast,
        "changed": broadcast.changed,
        "picture": None if said.is_removed else picture or (line.picture if line else None),
        "is_corrected": is_corrected,
    }
    BroadcastLine.objects.update_or_create(reference=said.reference, defaults=fields)
    if broadcast.publication_id:
        _publish(broadcast)
    record(SYSTEM, "interviews.line_take", broadcast, number=said.number, revision=said.revision)


def note_readers(broadcast_id: int, readers: int) -> None:
    """How many read at the same moment, where that is more than ever before. A counter, no act: no entry.

    Asked before it is written: the live server waits for no writer where there is nothing to write.
    """
    if Broadcast.objects.filter(pk=broadcast_id, most_readers__lt=readers).exists():
        _note(broadcast_id, readers)


@transaction.atomic
def _note(broadcast_id: int, readers: int) -> None:
    Broadcast.objects.filter(pk=broadcast_id, most_readers__lt=readers).update(most_readers=readers)
