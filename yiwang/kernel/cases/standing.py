"""As which post does an actor come, and may that post do this to this case?"""

from collections.abc import Iterable

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules
from yiwang.kernel.cases.models import Case, desks_of
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths, roles
from yiwang.kernel.organizations.models import Person, PersonQuerySet, Post, PostQuerySet, Unit
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.processes.models import Step

_POST = Prepared(lambda pk: Post.objects.in_full().filter(pk=pk))


def post_of(by: Actor) -> Post:
    """The post, whatever it needs joined. Raises Refused where somebody acts as no post."""
    post = _POST.first(by.post_id) if by.post_id else None
    if post is None:
        raise Refused("您目前没有任职岗位，不能办理。")
    return post


def require(post: Post, permission: str, case: Case) -> None:
    """The permission, for a case of the post's units. Raises Refused."""
    _require_permission(post, permission)
    if not is_ours(post, case.unit):
        raise Refused(f"这件由{case.unit.called}办理，不属于您所在单位的范围。")


def require_any(post: Post, wanted: Iterable[str]) -> None:
    """One of the permissions, wherever. Raises Refused."""
    held = permissions(post)
    asked = tuple(wanted)
    if not any(permission in held for permission in asked):
        _require_permission(post, asked[0])


def require_part(post: Post, permission: str, case: Case) -> None:
    """As ``require``, but a unit that has an open step of the case may too."""
    _require_permission(post, permission)
    if is_ours(post, case.unit):
        return
    if not Step.objects.open().filter(run=case.run_id, unit__in=desks_of(post)).exists():
        raise Refused(f"这件由{case.unit.called}办理，不属于您所在单位的范围。")


def require_seat(post: Post, step: Step) -> None:
    """Raises Refused where the step is another's: another unit's, another role's, or somebody has it."""
    _require_permission(post, rules.DECIDE if step.stage == "decide" else rules.HANDLE)
    if step.person_id is not None:
        if step.person_id not in people_of(post):
            raise Refused(f"“{step.label}”环节由{step.person.name}办理，请联系其办理或者转交。")  # type: ignore[union-attr]
        return
    if not may_sit(post, step):
        role = roles.declared().get(step.role)
        raise Refused(
            f"“{step.label}”环节由{step.unit.called}的{role.label if role else step.role}办理，"
            "您当前的岗位不能办理。"
        )


def may_sit(post: Post, step: Step) -> bool:
    """Whether the post's unit and role are those of the step."""
    return step.role in post.roles and step.unit_id in desks_of(post)


def may_take(post: Post, step: Step) -> bool:
    """Whether the post could finish the step as it stands."""
    needed = rules.DECIDE if step.stage == "decide" else rules.HANDLE
    if needed not in permissions(post):
        return False
    return step.person_id in people_of(post) if step.person_id else may_sit(post, step)


def people_of(post: Post) -> set[int]:
    """In whose name the post acts: its own person, and of a deputy's post the principal."""
    principal = post.stands_in_for
    return {post.person_id, principal.person_id} if principal else {post.person_id}


def is_ours(post: Post, unit: Unit) -> bool:
    return unit.pk in desks_of(post) or paths.lies_within(unit.path, post.unit.path)


def holders_of(role: str, unit_id: int) -> PersonQuerySet:
    """Active people whose posts carry the role in the unit or in its inner offices and windows."""
    return _people(Post.objects.carrying(role), unit_id)


def handlers_in(unit_id: int) -> PersonQuerySet:
    """Active people of the unit, its inner offices and windows, one of whose roles lets them handle cases."""
    handling = [code for code, role in roles.declared().items() if rules.HANDLE in role.may]
    carrying = Q()
    for code in handling:
        carrying |= Q(role_codes__contains=f'"{code}"')
    posts = Post.objects.annotate(role_codes=Cast("roles", TextField()))
    return _people(posts.filter(carrying), unit_id)


def _people(posts: PostQuerySet, unit_id: int) -> PersonQuerySet:
    inner = [Unit.Kind.OFFICE, Unit.Kind.WINDOW]
    ours = Q(unit=unit_id) | Q(unit__parent=unit_id, unit__kind__in=inner)
    sitting = posts.in_office(today()).filter(ours)
    found: PersonQuerySet = Person.objects.active().filter(pk__in=sitting.values("person"))
    return found.order_by("name", "pk")


def _require_permission(post: Post, permission: str) -> None:
    if permission not in permissions(post):
        label = roles.permission_label(permission)
        raise Refused(f"您当前的岗位没有“{label}”的权限，请切换岗位或联系安全管理员。")
