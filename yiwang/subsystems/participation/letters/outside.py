"""Outer side: what becomes of what the inner zone tells of mailboxes, sites and letters?"""

from datetime import date

from django.utils.html import escape

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import newer
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.participation.letters import messages
from yiwang.subsystems.participation.letters.models import Box, EmbeddingSite, Trace

CATEGORY = "letter"
ORIGIN = "letters.letter"


def take_mailbox(taken: Taken) -> None:
    said: messages.Box = taken.body
    box = newer(taken, Box.objects.all(), {"code": said.code})
    if box is None:
        return
    for name, value in said.model_dump(mode="json").items():
        setattr(box, name, value)
    box.save()
    record(SYSTEM, "letters.box_take", box, sequence=said.sequence, is_open=said.is_open)


def take_site(taken: Taken) -> None:
    said: messages.Site = taken.body
    site = newer(taken, EmbeddingSite.objects.all(), {"code": said.code})
    if site is None:
        return
    site.name, site.box_code = said.name, said.mailbox
    site.origins, site.key_digest, site.is_open = list(said.origins), said.key_digest, said.is_open
    site.save()
    record(SYSTEM, "letters.site_take", site, sequence=said.sequence, is_open=said.is_open)


def take_trace(taken: Taken) -> None:
    """Days and state of a letter; with its words it becomes a publication, without them it is none."""
    said: messages.Trace = taken.body
    trace = newer(taken, Trace.objects.all(), {"uid": said.uid})
    if trace is None:
        return
    trace.box_code, trace.type, trace.unit_name = said.mailbox, said.type, said.unit_name
    trace.state, trace.received_on, trace.accepted_on = said.state, said.received_on, said.accepted_on
    trace.closed_on, trace.working_days, trace.is_in_time = said.closed_on, said.working_days, said.is_in_time
    trace.level, trace.note = said.level, said.note
    was_shown = trace.is_shown
    _put_words(trace, said.words)
    trace.save()
    if trace.is_shown:
        _publish(trace)
    elif was_shown:
        _withdraw(trace)
    record(
        SYSTEM, "letters.trace_take", trace, sequence=said.sequence, state=said.state, shown=trace.is_shown
    )


def _put_words(trace: Trace, words: messages.Words | None) -> None:
    trace.is_shown = words is not None
    trace.title = words.title if words else ""
    trace.text = words.text if words else ""
    trace.reply = words.reply if words else ""
    trace.subject = words.subject if words else ""
    trace.shown_on = words.shown_on if words else None


def _publish(trace: Trace) -> None:
    """Into search, feeds and the site map; only words that changed are published anew."""
    unit = Unit.objects.open().filter(name=trace.unit_name).first()
    current = Publication.objects.filter(origin_kind=ORIGIN, origin_id=trace.uid).first()
    body = _body(trace)
    content = Content(
        title=trace.title,
        body=body,
        kind=CATEGORY,
        published_at=current.published_at if current else now(),
        unit_id=unit.pk if unit else None,
        source=trace.unit_name or "市政府信箱",
        subject=trace.subject,
    )
    publication = publications.publish(SYSTEM, (ORIGIN, trace.uid), content)
    if trace.publication_id != publication.pk:
        trace.publication_id = publication.pk
        trace.save(update_fields=["publication_id"])


def _body(trace: Trace) -> str:
    parts = [f"<h2>来信内容</h2>{_paragraphs(trace.text)}"]
    if trace.reply:
        by = f"<p>答复单位：{escape(trace.unit_name)}{_on(trace.closed_on)}</p>" if trace.unit_name else ""
        parts.append(f"<h2>答复内容</h2>{_paragraphs(trace.reply)}{by}")
    return "".join(parts)


def _on(day: date | None) -> str:
    return f"　答复日期：{day:%Y年%m月%d日}" if day else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def _withdraw(trace: Trace) -> None:
    found = Publication.objects.filter(origin_kind=ORIGIN, origin_id=trace.uid).first()
    if found and not found.is_withdrawn:
        publications.withdraw(SYSTEM, found, Publication.Reason.LEGAL, trace.note)
