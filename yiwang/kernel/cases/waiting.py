"""Which cases wait for a post, as the workbench shows it, and which files do cases show?"""

from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.cases import queries, rules
from yiwang.kernel.cases.models import Attachment, Case, Material
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions


@dataclass(frozen=True)
class Waiting:
    """As the to-dos of the workbench show it."""

    title: str
    address: str
    since: datetime
    note: str
    is_late: bool


def waiting_for(post: Post, most: int) -> list[Waiting]:
    """For ``todos.register``: what the post could do now, the most urgent first."""
    return [_waiting(row) for row in queries.todos(post, most)]


def questions_for(post: Post, most: int) -> list[Waiting]:
    """For ``todos.register``: questions of other units to the post's own."""
    return [
        Waiting(
            title=f"征求意见：{asked.case.title}",
            address=f"/office/cases/{asked.case_id}/",
            since=asked.asked_at,
            note=asked.asked_unit,
            is_late=False,
        )
        for asked in queries.consultations_for(post, most)
    ]


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Those who may see a case that the file belongs to."""
    if post is None or not {rules.HANDLE, rules.READ} & permissions(post):
        return False
    seen = Case.objects.visible_to(post)
    return seen.filter(attachments__stored=stored).exists() or seen.filter(materials__files=stored).exists()


def references(ids: set[int]) -> set[int]:
    """Those of the stored files that a case holds: see files.holders."""
    attached = Attachment.objects.filter(stored__in=ids).values_list("stored", flat=True)
    handed_in = Material.files.through.objects.filter(storedfile__in=ids)
    return {*attached, *handed_in.values_list("storedfile", flat=True)}


def _waiting(row: queries.Row) -> Waiting:
    return Waiting(
        title=f"{row.case.title}（{row.label}）",
        address=f"/office/cases/{row.case.pk}/",
        since=row.since or row.case.opened_at,
        note=f"{row.case.number} · {row.party}",
        is_late=row.light.is_late,
    )
