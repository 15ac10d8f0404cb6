"""Which mails wait for a post, and who may read their files?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.mail import rules
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail


def shown_subject(claim: Claim) -> str:
    return masking.text(claim.subject) or rules.NO_SUBJECT


def to_claim(post: Post, most: int) -> list[Todo]:
    if letters.DESK not in permissions(post):
        return []
    found = Claim.objects.visible_to(post).waiting().order_by("received_at", "pk")[:most]
    return [
        Todo(f"认领邮件：{shown_subject(one)}", f"/office/letters/mail/{one.pk}/", one.received_at, one.hint)
        for one in found
    ]


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """To whoever may claim the mail; of a letter's files the letter itself decides."""
    if post is None or letters.DESK not in permissions(post):
        return False
    return Claim.objects.visible_to(post).waiting().filter(files=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    found: set[int] = set()
    for through in (Mail.files.through, Claim.files.through):
        found |= set(through.objects.filter(storedfile__in=ids).values_list("storedfile", flat=True))
    return found
