"""Which items and guides are found: by day, unit, theme, life event, audience, words?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may, permissions
from yiwang.kernel.search.queries import Query, Results, search
from yiwang.subsystems.approvals.items import rules, themes
from yiwang.subsystems.approvals.items.messages import GUIDE
from yiwang.subsystems.approvals.items.models import Edition, Guide, Implementation
from yiwang.subsystems.approvals.items.models.catalogue import EditionQuerySet, ImplementationQuerySet
from yiwang.subsystems.approvals.items.models.guides import GuideQuerySet
from yiwang.subsystems.approvals.items.themes import Theme

PAGE = 50
PERMISSIONS = frozenset({rules.EDIT, rules.REVIEW, rules.MANAGE})


# Inner side.


def in_force(code: str, on: date) -> Edition:
    """The edition of an implementation that held that day. Raises Refused where none did."""
    edition = Edition.objects.in_force_on(on).in_full().filter(implementation__code=code).first()
    if edition is None:
        raise Refused(f"事项“{code}”在{on}没有生效的版本。")
    return edition


def edition(code: str, number: int) -> Edition:
    """One edition, whatever became of it. Raises Refused where there is none."""
    found = Edition.objects.in_full().filter(implementation__code=code, number=number).first()
    if found is None:
        raise Refused(f"没有事项“{code}”的第{number}版。")
    return found


def readable_by(post: Post | None) -> ImplementationQuerySet:
    """What is in force is no secret among those who keep items; drafts are the unit's and its reviewers'."""
    if post is None or not permissions(post) & PERMISSIONS:
        return Implementation.objects.none()
    if may(post, rules.REVIEW) or may(post, rules.MANAGE):
        return Implementation.objects.all()
    own = Implementation.objects.visible_to(post)
    return Implementation.objects.exclude(standing=rules.WAITING) | own


def editable_by(post: Post) -> ImplementationQuerySet:
    return Implementation.objects.visible_to(post) if may(post, rules.EDIT) else Implementation.objects.none()


def editions_readable_by(post: Post) -> EditionQuerySet:
    if may(post, rules.REVIEW) or may(post, rules.MANAGE):
        return Edition.objects.all()
    if not permissions(post) & PERMISSIONS:
        return Edition.objects.none()
    own = Edition.objects.visible_to(post).values("pk")
    held = Q(state__in=[rules.IN_FORCE, rules.ENDED])
    return Edition.objects.filter(held | Q(pk__in=own))


@dataclass(frozen=True)
class Stretch:
    """Part of a list that is read on by its key; ``after`` is where the next begins, empty at the end."""

    rows: list[Implementation]
    after: str


def stretch(rows: ImplementationQuerySet, after: str, size: int = PAGE) -> Stretch:
    """By code. Takes as long on the hundredth page as on the first."""
    if after:
        rows = rows.filter(code__gt=after)
    found = list(rows.in_full().order_by("code")[: size + 1])
    return Stretch(found[:size], found[size - 1].code if len(found) > size else "")


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """To those who may read an edition that holds it."""
    return post is not None and editions_readable_by(post).filter(files=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    held = Edition.files.through.objects.filter(storedfile__in=ids)
    return set(held.values_list("storedfile", flat=True))


# Outer side.


def guides(audience: str = "", theme: str = "", unit: str = "") -> GuideQuerySet:
    """Open guides in order: for ``person`` or ``organisation``, under a theme, of a unit by its code."""
    found = Guide.objects.open().in_order()
    if audience == "person":
        found = found.for_persons()
    elif audience == "organisation":
        found = found.for_organisations()
    if theme:
        found = found.under(theme)
    return found.of_unit(unit) if unit else found


@dataclass(frozen=True)
class Counted:
    """A theme or a unit with the number of its open guides."""

    code: str
    label: str
    count: int


def themes_counted(kind: str) -> list[Counted]:
    """The themes of a kind (person, enterprise, event, field) that have guides, in order; one query."""
    rows = Guide.objects.open().filter(themes__theme__startswith=f"{kind}.").order_by()
    counts: Mapping[str, int] = dict(rows.values_list("themes__theme").annotate(count=Count("pk")))
    listed: list[Theme] = themes.of_kind(kind)
    return [Counted(each.code, each.label, counts[each.code]) for each in listed if each.code in counts]


def units_counted(audience: str = "") -> list[Counted]:
    """The units that have open guides, in the order of the tree; one query."""
    rows = guides(audience).order_by("unit_order", "unit_code")
    counted = rows.values_list("unit_code", "unit_name").annotate(count=Count("pk"))
    return [Counted(code, name, count) for code, name, count in counted]


@dataclass(frozen=True)
class Found:
    """Guides in the order of the search; ``results`` knows about pages."""

    guides: list[Guide]
    results: Results


def found(text: str, page: int = 1) -> Found:
    """Open guides that the words stand in."""
    results = search(Query(text=text, kinds=(GUIDE,)), page=page)
    codes = [hit.object_id for hit in results.hits]
    by_code = {guide.code: guide for guide in Guide.objects.open().filter(code__in=codes)}
    return Found([by_code[code] for code in codes if code in by_code], results)


def related(guide: Guide, most: int = 6) -> list[Guide]:
    """Other open guides under the same life events and themes, the most alike first; one query."""
    shared = Count("themes", filter=Q(themes__theme__in=guide.themes.values("theme")))
    others = Guide.objects.open().exclude(pk=guide.pk).annotate(shared=shared).filter(shared__gt=0)
    return list(others.order_by("-shared", "unit_order", "code")[:most])
