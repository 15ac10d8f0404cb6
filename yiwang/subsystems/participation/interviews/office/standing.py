"""Who may open the pages of interviews, and do what with which?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may, permissions
from yiwang.kernel.organizations.roles import permission_label
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import Interview

View = Callable[..., HttpResponse]


def reader(view: View) -> View:
    """Whoever plans, edits, hosts or moderates interviews."""

    @wraps(view)
    def entitled(request: OfficeRequest, *args: Any, **options: Any) -> HttpResponse:
        if not permissions(request.post) & set(rules.ANY_ROLE):
            raise Refused("您当前的岗位没有在线访谈的权限，请切换岗位或联系安全管理员。")
        return view(request, *args, **options)

    return office(entitled)


def found(request: OfficeRequest, interview_id: int) -> Interview:
    """One that the post may see. Raises Http404 otherwise."""
    interview = Interview.objects.visible_to(request.post).in_full().filter(pk=interview_id).first()
    if interview is None:
        raise Http404
    return interview


def allowed(post: Post, permission: str, interview: Interview) -> bool:
    """For the unit that organises it, and for all but planning for the unit that is interviewed."""
    if may(post, permission, interview.organizer):
        return True
    return permission != rules.PLAN and may(post, permission, interview.unit)


def require(post: Post, permission: str, interview: Interview) -> None:
    if not allowed(post, permission, interview):
        raise Refused(f"您当前的岗位没有“{permission_label(permission)}”的权限，请切换岗位或联系安全管理员。")
