"""Who is next in line for an article, and what do they hear?"""

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.rules import PUBLISH, REVIEW, STATE_LABELS, State

NEXT = {State.SUBMITTED: REVIEW, State.REVIEWED: PUBLISH}


def nearest(permission: str, unit: Unit, without: set[int]) -> list[Person]:
    """Who holds a right over a unit, in the nearest unit upwards that has anybody besides ``without``."""
    units = [unit, *reversed(Unit.objects.above(unit))]
    posts = Post.objects.in_full().in_office(today()).filter(unit__in=units)
    holders: dict[int, dict[int, Person]] = {}
    for post in posts:
        if post.person_id not in without and may(post, permission, unit):
            holders.setdefault(post.unit_id, {})[post.person_id] = post.person
    return next((list(holders[one.pk].values()) for one in units if one.pk in holders), [])


def tell_next(article: Article) -> None:
    """Tell whoever can do the next step that it is their turn."""
    permission = NEXT.get(State(article.state))
    if permission is None:
        return
    without = {article.changed_by_id, article.submitted_by_id or 0}
    if permission == PUBLISH and not article.column.is_two_step:
        without.add(article.reviewed_by_id or 0)
    for person in nearest(permission, article.unit, without):
        _tell(person, article, f"{STATE_LABELS[State(article.state)]}：{article.title}", "请及时办理。")


def tell_writer(article: Article, subject: str, body: str, by: int | None) -> None:
    """Tell the person who handed it in, and whoever changed it last, unless they did it themselves."""
    people = {one.pk: one for one in (article.submitted_by, article.changed_by) if one is not None}
    for person_id, person in people.items():
        if person_id != by:
            _tell(person, article, f"{subject}：{article.title}", body)


def tell_person(person: Person | None, article: Article, subject: str, body: str) -> None:
    if person is not None:
        _tell(person, article, f"{subject}：{article.title}", body)


def _tell(person: Person, article: Article, subject: str, body: str) -> None:
    tell(person, subject=subject[:100], body=body, link=f"/office/articles/{article.pk}/")
