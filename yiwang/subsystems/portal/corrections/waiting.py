"""Which corrections wait for a post, and which files do they show it?"""

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.corrections import rules, timing
from yiwang.subsystems.portal.corrections.models import Correction, CorrectionSupplement


def to_handle(post: Post, most: int) -> list[Todo]:
    """The longest waiting first; those that somebody else took over are not among them."""
    if not may(post, rules.HANDLE):
        return []
    waiting = Correction.objects.visible_to(post).waiting_for_us().in_full()
    mine = waiting.filter(handler=None) | waiting.filter(handler=post.person_id)
    found = list(mine.order_by("received_at")[:most])
    clocks = timing.clocks_of(found)
    moment = now()
    return [
        Todo(
            title=f"{one.fault}：{one.text[:40]}",
            address=f"/office/corrections/{one.pk}/",
            since=one.received_at,
            note=one.number,
            is_late=(clock := clocks.get(one.pk)) is not None
            and clock.due_at is not None
            and clock.due_at <= moment,
        )
        for one in found
    ]


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Those who may handle the correction that the file was handed in with."""
    if post is None or not may(post, rules.HANDLE):
        return False
    seen = Correction.objects.visible_to(post)
    return seen.filter(files=stored).exists() or seen.filter(supplements__files=stored).exists()


def references(ids: set[int]) -> set[int]:
    own = Correction.files.through.objects.filter(storedfile__in=ids)
    added = CorrectionSupplement.files.through.objects.filter(storedfile__in=ids)
    return {*own.values_list("storedfile", flat=True), *added.values_list("storedfile", flat=True)}
