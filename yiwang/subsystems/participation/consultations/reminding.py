"""Who hears that the feedback is due, and what is a clock of it called?"""

from collections.abc import Collection

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.subjects import About
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Post
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.models import Consultation

MOST_TOLD = 20


def address_of(consultation_id: int) -> str:
    return f"/office/consultations/{consultation_id}/"


def warn(clock: Clock, happening: Happening) -> None:
    """A watcher: whoever may publish the feedback of the unit."""
    found = Consultation.objects.filter(pk=clock.subject_key, state=rules.PUBLISHED).select_related("unit")
    consultation = found.first()
    if consultation is None:
        return
    what = "已超过公布意见采纳情况的期限" if happening == "breached" else "即将到公布意见采纳情况的期限"
    key = f"consultations.feedback:{clock.pk}:{happening}:{clock.due_at}"
    for person in publishers(consultation.unit_id):
        tell(
            person,
            subject=f"民意征集{what}",
            body=consultation.title,
            link=address_of(consultation.pk),
            key=key,
        )


def publishers(unit_id: int) -> list[Person]:
    posts = Post.objects.in_office(today()).carrying(rules.PUBLISHER).filter(unit=unit_id)
    people = Person.objects.active().filter(posts__in=posts).distinct().order_by("pk")
    return list(people[:MOST_TOLD])


def abouts(keys: Collection[str]) -> dict[str, About]:
    found = Consultation.objects.filter(pk__in=list(keys)).only("pk", "title")
    return {str(one.pk): About(f"{one.title}：{rules.CLOCK_LABEL}", address_of(one.pk)) for one in found}
