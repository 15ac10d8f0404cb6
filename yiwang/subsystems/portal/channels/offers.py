"""What may be subscribed to on a site?"""

from django.core.cache import cache

from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.channels import rules
from yiwang.subsystems.portal.channels.rules import Interest
from yiwang.subsystems.portal.context import SiteFrame

MOST_SUBJECTS = 40
REMEMBERED = 600


def columns(frame: SiteFrame) -> list[tuple[str, str]]:
    """Slug and title of every open column that has news, sub-columns behind their own."""
    titles = {one.pk: one.title for one in frame.columns}
    found = []
    for top in frame.children(None):
        for one in frame.subtree(top):
            if one.kind in {"list", "documents", "topic"}:
                above = titles.get(one.parent_id or 0, "")
                found.append((one.slug, f"{above} › {one.title}" if above else one.title))
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
