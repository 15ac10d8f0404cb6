"""Who may read a file that was handed in with an explanation or an appeal?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.cards import rights
from yiwang.subsystems.supervision.cards.models import Card, Event


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Whoever sees the card and may open the pages of cards; never the public."""
    if not rights.may_open(post):
        return False
    return Card.objects.visible_to(post).filter(events__files=stored).exists()


def references(ids: set[int]) -> set[int]:
    held = Event.files.through.objects.filter(storedfile__in=ids)
    return set(held.values_list("storedfile", flat=True))
