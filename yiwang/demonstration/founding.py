"""How did the demonstration city come to its units, people, roles, site and columns?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from yiwang.demonstration import ledger
from yiwang.demonstration.cast import (
    COLUMN_ADMINISTRATOR,
    SECURITY_ADMINISTRATOR,
    SYSTEM_ADMINISTRATOR,
    Cast,
)
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.ledger import ColumnRow, UnitRow
from yiwang.demonstration.people import HANDLING_ROLES, PersonRow, people
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations.actions.people import PersonFields, enrol
from yiwang.kernel.organizations.actions.posts import Lending, change_roles, delegate
from yiwang.kernel.organizations.actions.reforms import merge
from yiwang.kernel.organizations.actions.units import UnitFields, add_alias, open_unit, rename
from yiwang.kernel.organizations.models import Alias
from yiwang.subsystems.portal.actions.columns import Particulars, open_column
from yiwang.subsystems.portal.actions.sites import Registration, open_site
from yiwang.subsystems.portal.rules import DEFAULT_UPDATE_DAYS

AGO = 255  # working days
ADMINISTRATORS = ("system_administrator", "security_administrator", "audit_administrator")
FORMER = {"990100D33": ("云泽市大数据管理局", "市大数据局", date(2019, 1, 14))}
MERGED = {"市乡村振兴局": ("市农业农村局", date(2024, 6, 30), "云政发〔2024〕19号")}
RENAMED_BY = "云政发〔2024〕11号"
ALIASES = (
    ("市行政审批局", "云泽市政务服务管理局", Alias.Kind.PLATE),
    ("市城管局", "云泽市城市管理综合行政执法局", Alias.Kind.PLATE),
    ("市文广旅局", "云泽市文物局", Alias.Kind.PLATE),
    ("市发展改革委", "市发改委", Alias.Kind.ABBREVIATION),
    ("市人力资源社会保障局", "市人社局", Alias.Kind.ABBREVIATION),
    ("市卫生健康委", "市卫健委", Alias.Kind.ABBREVIATION),
    ("市住房城乡建设局", "市住建局", Alias.Kind.ABBREVIATION),
)
SITE = Registration(
    name="云泽市人民政府",
    domain="www.yunze.gov.cn",
    identification_code="9901000001",
    sponsor="云泽市人民政府办公室",
    host_unit="云泽市数据局",
    icp_number="演示ICP备00000000号",
    police_number="演示公网安备99010002000001号",
    contact="0990-8820400（工作日8:30至17:30）",
    description="云泽市人民政府门户网站（演示）。云泽是一座虚构的城市，网站上的机构、人物、数据均为虚构。",
)


def founding(cast: Cast, days: Days) -> Iterator[Act]:
    """Units, then people and their roles, then the site with its columns; all on one day long ago."""
    first = days.back(AGO)
    units = list(ledger.units())
    everybody = [person for person in people(units) if person.unit not in MERGED]
    steps = [
        *(partial(_open_unit, cast, row) for row in units if not row.parent),
        *(partial(_enrol, cast, row) for row in everybody if _is_administrator(row)),
        *(partial(_open_unit, cast, row) for row in units if row.parent),
        partial(_reform, cast),
        *(partial(_enrol, cast, row) for row in everybody if not _is_administrator(row)),
        partial(_open_site, cast),
        *(partial(_open_column, cast, row, first) for row in ledger.columns()),
    ]
    for number, step in enumerate(steps):
        yield Act(_moment(first, number), step)


def delegation(cast: Cast, days: Days) -> Act:
    """A publisher who is away lends the post for ten days."""
    return Act(at(days.back(0), 17 * 60 + 20), partial(_lend, cast, days.made_on))


def _moment(day: date, number: int) -> datetime:
    """Four acts a minute from half past eight on."""
    return at(day, 8 * 60 + 30 + number // 4).replace(second=number % 4 * 15)


def _is_administrator(row: PersonRow) -> bool:
    return bool(set(row.roles) & set(ADMINISTRATORS))


def _open_unit(cast: Cast, row: UnitRow) -> None:
    name, short_name, opened_on = FORMER.get(row.code, (row.name, row.short_name, row.opened_on))
    fields = UnitFields(
        code=row.code,
        name=name,
        kind=row.kind,
        parent=cast.units[row.parent] if row.parent else None,
        short_name=short_name,
        document_mark=row.document_mark,
        order=len(cast.units),
    )
    by = cast.by(SYSTEM_ADMINISTRATOR) if row.parent else SYSTEM
    unit = open_unit(by, fields, opened_on)
    if name != row.name:
        unit = rename(by, unit, row.name, row.short_name, row.opened_on, RENAMED_BY)
    cast.units[row.code] = cast.units[row.short_name] = unit


def _reform(cast: Cast) -> None:
    """What happened to units since: one merged into another, some known by other names."""
    by = cast.by(SYSTEM_ADMINISTRATOR)
    for name, (target, on, ground) in MERGED.items():
        merge(by, cast.units[name], cast.units[target], on, keep_posts=False, ground=ground)
    for name, alias, kind in ALIASES:
        add_alias(by, cast.units[name], alias, kind)


def _enrol(cast: Cast, row: PersonRow) -> None:
    """Added by the system administrator, given roles by the security administrator; they by the system."""
    is_first = _is_administrator(row)
    fields = PersonFields(row.username, row.name)
    by = SYSTEM if is_first else cast.by(SYSTEM_ADMINISTRATOR)
    post = enrol(by, fields, cast.units[row.unit], row.title, today())
    if row.roles:
        post = change_roles(SYSTEM if is_first else cast.by(SECURITY_ADMINISTRATOR), post, row.roles)
    cast.posts[row.username] = post
    if "portal_author" in row.roles:
        cast.clerks.setdefault(row.unit, []).append(post)
    for role in set(row.roles) & set(HANDLING_ROLES):
        cast.officials.setdefault((row.unit, role), post)
    if "exchange_clerk" in row.roles:
        cast.mail_clerks.setdefault(post.unit_id, post)


def _open_site(cast: Cast) -> None:
    cast.sites.append(open_site(cast.by(COLUMN_ADMINISTRATOR), "main", SITE))


def _open_column(cast: Cast, row: ColumnRow, on: date) -> None:
    particulars = Particulars(
        title=row.title,
        kind=row.kind,
        column_type=row.type,
        description=row.description,
        keywords=row.title,
        unit=cast.units[row.unit],
    )
    has_children = any(other.parent == row.slug for other in ledger.columns())
    if row.type in DEFAULT_UPDATE_DAYS and not has_children:
        particulars = replace(particulars, update_days=DEFAULT_UPDATE_DAYS[row.type])
    if row.kind == "topic":
        particulars = replace(particulars, starts_on=on)
    parent = cast.columns.get(row.parent)
    by = cast.by(COLUMN_ADMINISTRATOR)
    cast.columns[row.slug] = open_column(by, cast.sites[0], row.slug, particulars, parent)


def _lend(cast: Cast, made_on: date) -> None:
    post = cast.posts["qin.huaiyuan"]
    lending = Lending(
        deputy=cast.posts["yu.anlan"].person,
        starts_on=made_on,
        ends_on=shifted(made_on, days=9),
        roles=("portal_publisher",),
        ground="参加业务培训",
    )
    delegate(cast.by("qin.huaiyuan"), post, lending)
