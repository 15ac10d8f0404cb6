"""How does the party say how it was served? Levels are stored by name: interfaces number them differently."""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import now


@transaction.atomic
def rate(by: Actor, case_id: int, level: str, text: str = "", channel: str = "web") -> Case:
    """Once, after the case has ended; ``level``: a code of rules.LEVELS. An official cannot rate."""
    text = rules.remark(text, "评价内容")
    case = holding.held_by_party(by, case_id)
    holding.advance(case, "rate")
    rules.check_rating(level, bool(case.rating), case.follow_up_at is not None)
    case.rating, case.rating_text, case.rating_channel, case.rated_at = level, text, channel[:20], now()
    case.save(update_fields=["rating", "rating_text", "rating_channel", "rated_at"])
    enter(by, case, Line("rate", f"评价：{rules.LEVELS[level]}", text))
    record(by, "cases.case_rate", case, level=level, channel=channel)
    return case


@transaction.atomic
def follow_up(by: Actor, case_id: int, text: str) -> Case:
    """Add to the rating, once (追评)."""
    text = rules.words(text, "追评内容")
    case = holding.held_by_party(by, case_id)
    holding.advance(case, "rate")
    rules.check_follow_up(bool(case.rating), case.follow_up_at is not None)
    case.follow_up_text, case.follow_up_at = text, now()
    case.save(update_fields=["follow_up_text", "follow_up_at"])
    enter(by, case, Line("follow_up", "追评", text))
    record(by, "cases.case_follow_up", case)
    return case
