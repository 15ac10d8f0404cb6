"""What may be subscribed to on a site?

Where the articles are, of the columns themselves; in an outer zone, which has none, of what the inner zone
told last.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.channels import rules
from yiwang.subsystems.portal.channels.models import Offer
from yiwang.subsystems.portal.channels.rules import Interest
from yiwang.subsystems.portal.context import SiteFrame, frame_at
from yiwang.subsystems.portal.sites import Site

MOST_SUBJECTS = 40
REMEMBERED = 600
Labels = list[tuple[str, str]]


@dataclass(frozen=True)
class Offered:
    """``groups``: of each top column its title, then slug and title of itself and of those below it."""

    groups: list[tuple[str, Labels]]
    subjects: list[str]

    def named(self, interest: Interest) -> str:
        """An interest in the words of the site."""
        if interest.kind == rules.SITE:
            return "全站更新"
        titles = dict(one for _, labels in self.groups for one in labels)
        return titles.get(interest.value, interest.value) if interest.kind == rules.COLUMN else interest.value


NOTHING = Offered([], [])


def offered(site: str) -> Offered:
    if settings.ZONE == "outer":
        told = Offer.objects.filter(site=site).first()
        return (
            Offered([(title, [(a, b) for a, b in one]) for title, one in told.groups], told.subjects)
            if told
            else NOTHING
        )
    row = Site.objects.filter(slug=site).first()
    return Offered(_groups(frame_at(row)), _subjects(site)) if row else NOTHING


def _told(offer: Offer) -> Offered:
    groups = [(title, [(slug, label) for slug, label in labels]) for title, labels in offer.groups]
    return Offered(groups, offer.subjects)


def _groups(frame: SiteFrame) -> list[tuple[str, Labels]]:
    found = []
    for top in frame.children(None):
        below = [one for one in frame.subtree(top) if one.kind in {"list", "documents", "topic"}]
        labels = [(one.slug, f"{one.title}（全部）" if one == top else one.title) for one in below]
        if labels:
            found.append((top.title, labels))
    return found


def _subjects(site: str) -> list[str]:
    """主题分类 under which something was published; looked up anew every ten minutes."""
    key = f"portal.subjects:{site}"
    found: list[str] | None = cache.get(key)
    if found is None:
        rows = Publication.objects.filter(site=site).exclude(subject="").order_by("subject")
        found = [one[:80] for one in rows.values_list("subject", flat=True).distinct()[:MOST_SUBJECTS]]
        cache.set(key, found, REMEMBERED)
    return found
