"""What does the public read of a contest, and what do units and judges hear of it?"""

from collections.abc import Sequence
from html import escape

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.contests.models import Contest, Entrant
from yiwang.subsystems.portal.inspection import owners

ORIGIN, KIND = "contests.contest", "contest"


def publish(by: Actor, contest: Contest, what: str, title: str, body: str) -> Publication:
    content = Content(
        title=title,
        body=body + f"<p>{escape(contest.unit.name)}</p>",
        kind=KIND,
        published_at=now(),
        columns=(contest.column,),
        unit_id=contest.unit_id,
    )
    return publications.publish(by, (ORIGIN, f"{contest.pk}:{what}"), content)


def tell_keepers(contest: Contest, entrants: Sequence[Entrant], what: str, subject: str, body: str) -> None:
    """Whoever looks after the sites."""
    for entrant in entrants:
        for person in owners.keepers(entrant.site.unit):
            tell(
                person,
                subject=subject,
                body=f"{entrant.site.name}：{body}" if body else entrant.site.name,
                link=f"/office/contests/entrants/{entrant.pk}/",
                key=f"portal.contest:{contest.pk}:{entrant.pk}:{what}",
            )


def tell_judges(contest: Contest, what: str, subject: str, body: str) -> None:
    for juror in contest.jurors.select_related("person"):
        tell(
            juror.person,
            subject=subject,
            body=body,
            link=f"/office/contests/{contest.pk}/",
            key=f"portal.contest:{contest.pk}:{what}",
        )
