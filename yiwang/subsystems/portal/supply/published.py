"""Where can the public read the original of a copy, and the copy of an original?"""

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
    return _address(row.original)


def address_of_copy(proposal: Proposal) -> str:
    """The page of what was adopted, where it is public; empty as long as it is not."""
    return _address(proposal.copy) if proposal.copy is not None and proposal.copy.is_live else ""


def _address(article: Article) -> str:
    # Inside, our own address is the workbench's.
    site = article.site
    place = f"https://{site.domain}" if settings.ZONE == "inner" else address_of_site(site)
    return f"{place}/a/{article.publication_id}/"
