"""Where can the public read the original of a copy?"""

from django.conf import settings

from yiwang.subsystems.portal.context import address_of as address_of_site
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.supply.models import Proposal


def address_of(article: Article) -> str:
    """The page of the original on its own site, where it is public there."""
    row = (
        Proposal.objects.filter(copy=article, original__publication__isnull=False)
        .select_related("original__site")
        .first()
    )
    if row is None or row.original is None:
        return ""
    site = row.original.site
    # Inside, our own address is the workbench's.
    place = f"https://{site.domain}" if settings.ZONE == "inner" else address_of_site(site)
    return f"{place}/a/{row.original.publication_id}/"
