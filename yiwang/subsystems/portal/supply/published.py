"""Where can the public read the original of a copy?"""

from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.supply.models import Proposal


def address_of(article: Article) -> str:
    """The page of the original on its own site, where it is public there."""
    row = (
        Proposal.objects.filter(copy=article, original__publication__isnull=False)
        .values_list("original__site__domain", "original__publication")
        .first()
    )
    return f"https://{row[0]}/a/{row[1]}/" if row else ""
