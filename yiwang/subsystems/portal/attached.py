"""Who may read a file that hangs on an article, and which files do articles hold?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.rules import WRITE


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Those who see the article; while it hangs on none yet, whoever uploaded it."""
    if post is None or not may(post, WRITE):
        return False
    held = Attachment.objects.filter(file=stored)
    if held.filter(article=None, added_by_id=post.person_id).exists():
        return True
    return Article.objects.visible_to(post).filter(attachments__file=stored).exists()


def references(ids: set[int]) -> set[int]:
    """Old versions hold their files too: they can be restored."""
    return set(Attachment.objects.filter(file_id__in=ids).values_list("file_id", flat=True))
