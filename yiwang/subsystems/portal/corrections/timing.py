"""How does the time of a correction run, and who hears that it runs out?"""

from collections.abc import Iterable

from django.db import transaction

from yiwang.kernel.deadlines import actions
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.corrections import rules
from yiwang.subsystems.portal.corrections.models import Correction

CORRECTOR = "portal_corrector"


def start(correction: Correction) -> bool:
    """Since it was handed in. Whether the clock runs: not while a year's calendar has not been published."""
    handed_in = correction.matter.submitted_at or correction.received_at
    subject = Subject(rules.KIND, str(correction.pk), unit_id=correction.unit_id, item="网站纠错")
    try:
        actions.start(subject, rules.LIMITS, "系统", at=min(handed_in, now()))
    except Refused:
        return False
    correction.is_timed = True
    correction.save(update_fields=["is_timed"])
    return True


def start_untimed() -> int:
    """The regular job: clocks that waited for the calendar of a year; how many now run."""
    waiting = Correction.objects.untimed().order_by("pk").values_list("pk", flat=True)
    return sum(_start_late(pk) for pk in list(waiting[:200]))


@transaction.atomic
def _start_late(correction_id: int) -> bool:
    untimed = Correction.objects.untimed().select_for_update(of=("self",)).select_related("matter")
    correction = untimed.filter(pk=correction_id).first()
    if correction is None or not start(correction):
        return False
    if correction.state == rules.ASKED:
        pause(correction, "系统")
    return True


def pause(correction: Correction, by: str) -> None:
    clock = open_clock(correction)
    if clock:
        actions.pause(clock, by, "等待网民补充")


def resume(correction: Correction, by: str) -> None:
    clock = open_clock(correction)
    if clock:
        actions.resume(clock, by, ground="网民已补充")


def stop(correction: Correction, by: str) -> None:
    clock = open_clock(correction)
    if clock:
        actions.stop(clock, by)


def cancel(correction: Correction, by: str, ground: str) -> None:
    clock = open_clock(correction)
    if clock:
        actions.cancel(clock, by, ground)


def open_clock(correction: Correction) -> Clock | None:
    return Clock.objects.open().of(rules.KIND, str(correction.pk)).first()


def clocks_of(corrections: Iterable[Correction]) -> dict[int, Clock]:
    """The clock of each correction by its id; one query for all."""
    keys = [str(correction.pk) for correction in corrections]
    found = Clock.objects.filter(subject_kind=rules.KIND, subject_key__in=keys).order_by("pk")
    return {int(clock.subject_key): clock for clock in found}


def warn(clock: Clock, happening: Happening) -> None:
    """A watcher: tells the handler, or while nobody took it over everybody who may."""
    correction = Correction.objects.in_full().filter(pk=clock.subject_key).first()
    if correction is None or not correction.is_open:
        return
    words = "已超过答复期限" if happening == "breached" else "即将到答复期限"
    people = {correction.handler} if correction.handler else {post.person for post in _correctors(correction)}
    for person in people:
        tell(
            person,
            subject=f"网站纠错{words}：{correction.number}",
            body=correction.text[:100],
            link=f"/office/corrections/{correction.pk}/",
            key=f"portal.correction:{correction.pk}:{happening}:{clock.due_at}",
        )


def _correctors(correction: Correction) -> list[Post]:
    """Posts that carry the role in the unit of the page or above it."""
    posts = Post.objects.in_office(today()).carrying(CORRECTOR).select_related("person", "unit")
    path = correction.unit.path if correction.unit else paths.ROOT
    return [post for post in posts if paths.lies_within(path, post.unit.path)]
