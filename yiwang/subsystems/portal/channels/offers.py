"""What may be subscribed to on a site?"""

from django.core.cache import cache

from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.channels import rules
from yiwang.subsystems.portal.channels.rules import Interest
from yiwang.subsystems.portal.context import SiteFrame

MOST_SUBJECTS = 40
REMEMBERED = 600


def columns(frame: SiteFrame) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of each top column its title, then slug and title of itself and of all open columns below with news."""
    found = []
    for top in frame.children(None):
        below = [one for one in frame.subtree(top) if one.kind in {"list", "documents", "topic"}]
        labels = [(one.slug, f"{one.title}（全部）" if one == top else one.title) for one in below]
        if labels:
            found.append((top.title, labels))
    return found


def subjects(site: str) -> list[tuple[str, str]]:
    """主题分类 under which something was published; looked up anew every ten minutes."""
    key = f"portal.subjects:{site}"
    found: list[str] | None = cache.get(key)
    if found is None:
        rows = Publication.objects.filter(site=site).exclude(subject="").order_by("subject")
        found = list(rows.values_list("subject", flat=True).distinct()[:MOST_SUBJECTS])
        cache.set(key, found, REMEMBERED)
    return [(one[:80], one[:80]) for one in found]


def named(frame: SiteFrame, interest: Interest) -> str:
    """An interest in the words of the site."""
    if interest.kind == rules.SITE:
        return "全站更新"
    if interest.kind == rules.COLUMN:
        column = frame.column(interest.value)
        return column.title if column else interest.value
    return interest.value
