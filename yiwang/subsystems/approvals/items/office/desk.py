"""Who may open the pages of items, and which item or edition do they show?"""

from django.shortcuts import get_object_or_404

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may, permissions
from yiwang.subsystems.approvals.items import queries, rules
from yiwang.subsystems.approvals.items.models import Edition, Implementation


def check_keeper(request: OfficeRequest) -> None:
    """Raises Refused for a post that neither edits, nor reviews, nor manages items."""
    if not permissions(request.post) & queries.PERMISSIONS:
        raise Refused("您当前的岗位不管理事项库，请切换岗位或联系安全管理员。")


def readable(request: OfficeRequest, pk: int) -> Implementation:
    check_keeper(request)
    return get_object_or_404(queries.readable_by(request.post).in_full(), pk=pk)


def editable(request: OfficeRequest, pk: int) -> Implementation:
    check_keeper(request)
    return get_object_or_404(queries.editable_by(request.post).in_full(), pk=pk)


def readable_edition(request: OfficeRequest, pk: int) -> Edition:
    check_keeper(request)
    return get_object_or_404(queries.editions_readable_by(request.post).in_full(), pk=pk)


def editable_edition(request: OfficeRequest, pk: int) -> Edition:
    """Of an item that the post edits."""
    check_keeper(request)
    own = Edition.objects.filter(implementation__in=queries.editable_by(request.post))
    return get_object_or_404(own.in_full(), pk=pk)


def edits(post: Post, implementation: Implementation) -> bool:
    return may(post, rules.EDIT, implementation.unit)
