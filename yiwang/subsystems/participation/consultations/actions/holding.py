"""Who may do a deed to a consultation, and how is it held meanwhile?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.participation.consultations.models import Consultation


def post_of(by: Actor) -> Post | None:
    if by.post_id is None:
        return None
    return Post.objects.select_related("unit", "person").filter(pk=by.post_id).first()


def held(by: Actor, consultation_id: int, permission: str) -> Consultation:
    """Locked until the commit. Raises Refused where the post may not, or it is another unit's."""
    locked = Consultation.objects.select_for_update(of=("self",)).select_related("unit", "clock")
    found = locked.filter(pk=consultation_id).first()
    if found is None:
        raise Refused("没有找到这次征集，请刷新页面。")
    require(post_of(by), permission, found.unit)
    return found
