"""Sites of departments, people who keep them, sources that are imported, with sensible defaults."""

import io
import zipfile
from itertools import count
from pathlib import Path
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit
from yiwang.subsystems.portal.group.actions import openings
from yiwang.subsystems.portal.group.actions.openings import Numbers, Wish
from yiwang.subsystems.portal.group.models import Opening
from yiwang.subsystems.portal.group.rules import CHECKS, IMPORTER, MANAGER
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests.makers import KEEPER, make_column, make_site

_numbers = count(1)

PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>{title} - 旧网站</title>{meta}
</head><body><div class="nav"><a href="/">首页</a></div><h1>{title}</h1>
<div class="info">发布时间：{day} 来源：旧网站编辑部</div>
<div class="article-content"><p>{text}</p>{more}</div></body></html>"""


def manager() -> Actor:
    """Who keeps the group, for the whole city."""
    return actor(make_post(unit=make_root(), roles=[MANAGER]))


def keeper(unit: Unit | None = None) -> Post:
    return make_post(unit=unit or make_root(), roles=[KEEPER])


def importer(unit: Unit | None = None) -> Post:
    return make_post(unit=unit or make_root(), roles=[IMPORTER, KEEPER])


def make_department(**changes: Any) -> Unit:
    return make_unit(parent=make_root(), **{"name": f"市第{next(_numbers)}局", **changes})


def make_second(**changes: Any) -> Site:
    """An open site of a department, with one column."""
    make_site()
    number = next(_numbers)
    unit = changes.pop("unit", None) or make_department()
    fields = {
        "slug": f"site-{number}",
        "name": f"第{number}局网站",
        "domain": f"d{number}.yunze.gov.cn",
        "identification_code": f"{4199000000 + number}",
        "unit": unit,
        **changes,
    }
    site = make_site(**fields)
    make_column(site=site, slug="news", title="工作动态")
    return site


def wish(**changes: Any) -> Wish:
    number = next(_numbers)
    fields = {
        "slug": f"wish-{number}",
        "name": "市卫生健康委员会网站",
        "domain": f"w{number}.yunze.gov.cn",
        "host_unit": "市卫生健康委员会办公室",
        "contact": "0999-8123456",
        "purpose": "承担全市卫生健康政务公开，面向公众提供办事服务。",
        **changes,
    }
    return Wish(**fields)


def make_opening(unit: Unit | None = None, **changes: Any) -> Opening:
    make_site()
    unit = unit or make_department()
    return openings.request(actor(keeper(unit)), unit, wish(**changes))


def make_ready() -> Opening:
    """Approved, everything on the checklist done."""
    opening = openings.approve(manager(), make_opening().pk, "符合开设条件。")
    by = actor(keeper(opening.unit))
    for check in CHECKS:
        if not check.field:
            openings.tick(by, opening.pk, check.code, "")
    numbers = Numbers(f"{4199000500 + next(_numbers)}", "云ICP备05000001号", "云公网安备 41990202000001号")
    return openings.note_numbers(by, opening.pk, numbers)


def page(**changes: Any) -> str:
    fields = {
        "charset": "utf-8",
        "title": "全市春耕生产现场会召开",
        "meta": "",
        "day": "2019-03-12",
        "text": "三月十二日，全市春耕生产现场会在城关镇召开，会议部署了当前农资供应和田间管理工作。",
        "more": "",
        **changes,
    }
    return PAGE.format(**fields)


def packed(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def packed_bytes(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
