"""Inner side: how does the outer zone learn which sites there are, how they stand, where old addresses lead?

Whatever changes a site or its old addresses, the difference to what was told is what is owed: a regular job
looks for it, so that no deed has to think of it and a killed one leaves nothing untold. Old addresses, of
which a site may have a hundred thousand, go in parts; they are made and removed, never changed, so that
number and sum of their ids say whether a part is another one.
"""

from django.db import transaction
from django.db.models import Count, F, Max, Prefetch, QuerySet, Sum

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.kernel.exchange.actions.telling import owe
from yiwang.kernel.exchange.models import STUCK
from yiwang.kernel.exchange.telling import Said
from yiwang.subsystems.portal.group import messages
from yiwang.subsystems.portal.group.models import Redirect, ToldPart, ToldSite
from yiwang.subsystems.portal.group.rules import MOST_COLUMNS, PART
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import Site

AS_IT_IS = (
    "state", "name", "domain", "identification_code", "icp_number", "police_number", "sponsor", "host_unit",
    "contact", "description", "theme", "layout",
)  # fmt: skip
EMPTY = "0:0"


def owe_changes() -> int:
    """The regular job: how many sites and parts of old addresses are not what the outer zone was told."""
    return _owe_sites() + _owe_parts()


def _owe_sites() -> int:
    told = {row.site: row for row in ToldSite.objects.all()}
    owed = 0
    for site in _sites():
        row = told.get(site.slug) or ToldSite(site=site.slug)
        owed += _owed(row, _digest(_site(site, 1)))
    return owed


def _digest(body: messages.Site) -> str:
    return sm3(canonical(body.model_dump(mode="json")).encode())


def _owe_parts() -> int:
    told = {(row.site, row.number): row for row in ToldPart.objects.all()}
    found = Redirect.objects.order_by().annotate(part=F("id") / PART).values_list("site__slug", "part")
    marks = {
        (site, part): f"{count}:{total}"
        for site, part, count, total in found.annotate(count=Count("id"), total=Sum("id"))
    }
    owed = 0
    for key in sorted(told.keys() | marks.keys()):
        row = told.get(key) or ToldPart(site=key[0], number=key[1])
        owed += _owed(row, marks.get(key, EMPTY))
    return owed


def _owed(row: ToldSite | ToldPart, mark: str) -> bool:
    if row.mark == mark:
        return False
    row.mark = mark
    _owe(row)
    return True


@transaction.atomic
def _owe(row: ToldSite | ToldPart) -> None:
    row.save(update_fields=["mark"] if row.pk else None)
    owe(type(row), [row.pk])


def try_again() -> int:
    """The regular job: what did not get there is sent once more, for nobody keeps these rows by hand."""
    return sum(
        owe(model, model.objects.filter(STUCK).values_list("pk", flat=True)) for model in (ToldSite, ToldPart)
    )


def _sites() -> QuerySet[Site]:
    """With ``closed_at``, where they are closed, and ``main_columns``."""
    top = Prefetch("columns", Column.objects.open().filter(parent=None).in_order(), to_attr="main_columns")
    return (
        Site.objects.select_related("unit")
        .prefetch_related(top)
        .annotate(closed_at=Max("closings__closed_at"))
    )


def site_said(row: ToldSite) -> Said:
    site = _sites().get(slug=row.site)
    return Said(f"网站信息 {site.name}", _site(site, row.sequence))


def _site(site: Site, sequence: int) -> messages.Site:
    return messages.Site(
        site=site.slug,
        sequence=sequence,
        unit_code=site.unit.code if site.unit else "",
        menu=_menu(site),
        **{name: getattr(site, name) for name in (*AS_IT_IS, "closed_at")},
    )


def _menu(site: Site) -> list[messages.Entry]:
    """What the bar of its pages shows: its main columns without those that its edition hides."""
    hidden = site.layout.get("hidden", ())
    columns: list[Column] = site.main_columns  # type: ignore[attr-defined]  # by _sites
    shown = [column for column in columns if column.slug not in hidden][:MOST_COLUMNS]
    return [messages.Entry(title=column.title, address=column.address) for column in shown]


def part_said(row: ToldPart) -> Said:
    first = row.number * PART
    kept = Redirect.objects.filter(site__slug=row.site, pk__gte=first, pk__lt=first + PART).order_by("pk")
    ways = [
        messages.Way(path=one.path, target=one.address, is_short=one.kind == Redirect.Kind.SHORT)
        for one in kept
    ]
    body = messages.Addresses(site=row.site, number=row.number, sequence=row.sequence, ways=ways)
    return Said(f"网站旧地址 {row.site} {row.number}", body)


def _is_short(redirect: Redirect) -> bool:
    return redirect.kind == Redirect.Kind.SHORT
