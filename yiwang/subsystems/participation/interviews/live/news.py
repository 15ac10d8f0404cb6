"""What has a reader of an interview to learn who knows everything up to a certain change?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.template.loader import render_to_string

from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import Broadcast, BroadcastLine

LINE, GONE, STATE, OVER = "line", "gone", "state", "over"
ADDRESS = "/interviews/{}/"


@dataclass(frozen=True, slots=True)
class Event:
    """``changed``: the number of the change; ``key``: what it replaces of the same interview."""

    changed: int
    key: str
    kind: str
    data: str

    @property
    def frame(self) -> bytes:
        """As the standard writes it (WHATWG HTML, 9.2.6): one line of data, the number as its id."""
        return f"id: {self.changed}\nevent: {self.kind}\ndata: {self.data}\n\n".encode()


def after(known: Mapping[int, int]) -> dict[int, list[Event]]:
    """By broadcast, in order, what came after the change that is known of it; -1: nothing is.

    One query, and a second where anything has changed. A broadcast that is gone ends with OVER.
    """
    if not known:
        return {}
    found = {each.pk: each for each in Broadcast.objects.filter(pk__in=known).only(*_COLUMNS)}
    news: dict[int, list[Event]] = {}
    asked = Q(pk=0)
    for pk, changed in known.items():
        broadcast = found.get(pk)
        if broadcast is None or not broadcast.is_open:
            news[pk] = [over(broadcast)]
        elif broadcast.changed > changed:
            asked |= Q(broadcast=pk, changed__gt=changed)
            news[pk] = [state(broadcast)] if broadcast.state_changed > changed else []
    if len(asked.children) > 1:
        for line in BroadcastLine.objects.filter(asked).select_related("picture"):
            news[line.broadcast_id].append(event_of(line))
    return {pk: sorted(events, key=lambda event: event.changed) for pk, events in news.items()}


_COLUMNS = ("state", "changed", "state_changed", "starts_at", "ends_at", "asking_from", "asking_until")


def event_of(line: BroadcastLine) -> Event:
    if line.is_removed:
        return Event(line.changed, line.reference, GONE, json.dumps({"key": line.reference}))
    said = {
        "key": line.reference,
        "number": line.number,
        "place": "questions" if line.is_waiting else "stream",
        "html": render_to_string("interviews/public/_line.html", {"line": line}),
    }
    return Event(line.changed, line.reference, LINE, json.dumps(said, ensure_ascii=False))


def state(broadcast: Broadcast) -> Event:
    said = {
        "state": broadcast.state,
        "label": rules.STATES[broadcast.state],
        "tone": broadcast.tone,
        "card": broadcast.state_changed,
    }
    return Event(broadcast.state_changed, STATE, STATE, json.dumps(said, ensure_ascii=False))


def over(broadcast: Broadcast | None) -> Event:
    said = {"label": rules.STATES[broadcast.state] if broadcast else rules.STATES[rules.WITHDRAWN]}
    changed = broadcast.changed if broadcast else 0
    return Event(changed, OVER, OVER, json.dumps(said, ensure_ascii=False))
