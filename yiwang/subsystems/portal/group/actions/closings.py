"""How is a site closed: listed, announced on its own front page, emptied into another one, taken off-line?"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications import followers
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.context import address_of
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import Closing, ColumnMove, Redirect
from yiwang.subsystems.portal.group.rules import GROUP, ClosingState
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import MAIN, Site

AT_ONCE = 100
NOTICE_TITLE = "网站关停公告"


@dataclass(frozen=True)
class Plan:
    """Why a site is to close, by which paper, until when, and which site takes what it held."""

    target_id: int
    reason: str
    basis: str
    due_on: date


@transaction.atomic
def plan(by: Actor, site_id: int, planned: Plan) -> Closing:
    """Onto the list of sites to close (〔2017〕47号, 关停整合)."""
    site = Site.objects.select_for_update().get(pk=site_id)
    person = require_site_right(by, GROUP, site).person
    target = Site.objects.get(pk=planned.target_id)
    if site.slug == MAIN:
        raise Refused("政府门户网站不能关停。")
    if target.pk == site.pk or target.state != SiteState.OPEN:
        raise Refused("请选择另一个运行中的网站接收内容。", field="target")
    if Closing.objects.filter(site=site).exclude(state=ClosingState.DROPPED).exists():
        raise Refused("这个网站已经列入关停名单。")
    if planned.due_on < rules.notice_ends_on(today()):
        raise Refused(f"关停公告须展示满 {rules.NOTICE_DAYS} 天，完成期限请相应推后。", field="due_on")
    if not planned.basis.strip():
        raise Refused("请填写批准文件。", field="basis")
    made = Closing.objects.create(
        site=site,
        target=target,
        reason=rules.check_text(planned.reason, "关停理由", "reason"),
        basis=planned.basis.strip(),
        due_on=planned.due_on,
        planned_at=now(),
        planned_by=person,
    )
    record(by, "portal.closing_plan", site, reason=made.reason, basis=made.basis, due_on=made.due_on)
    return made


@transaction.atomic
def drop(by: Actor, closing_id: int, reason: str) -> Closing:
    """Off the list again, as long as nothing was moved; the notice leaves the front page."""
    closing = _locked(by, closing_id)
    if closing.state not in {ClosingState.PLANNED, ClosingState.NOTICED}:
        raise Refused("内容已经开始迁移，不能取消关停。")
    kept = rules.check_text(reason, "取消理由", "reason")
    closing.state = ClosingState.DROPPED
    closing.save(update_fields=["state"])
    _say(closing.site, {})
    record(by, "portal.site_closing_drop", closing.site, reason=kept)
    return closing


@transaction.atomic
def announce(by: Actor, closing_id: int) -> Closing:
    """The notice stands on the front page of the site from today on."""
    closing = _locked(by, closing_id)
    if closing.state != ClosingState.PLANNED:
        raise Refused("只有列入关停名单、尚未公告的网站可以发布公告。")
    closing.state, closing.noticed_on = ClosingState.NOTICED, today()
    closing.save(update_fields=["state", "noticed_on"])
    ends_on = rules.notice_ends_on(today())
    text = (
        f"经批准（{closing.basis}），本网站将于{ends_on.year}年{ends_on.month}月{ends_on.day}日后关停。"
        f"原因：{closing.reason}。网站内容将迁移至“{closing.target.name}”（{closing.target.domain}），"
        "关停后原网址自动转到新网址。"
    )
    _say(closing.site, {"notice_title": NOTICE_TITLE, "notice": text})
    record(by, "portal.site_closing_notice", closing.site, until=ends_on)
    return closing


@transaction.atomic
def map_columns(by: Actor, closing_id: int, targets: dict[int, int]) -> Closing:
    """Which column of the receiving site takes the content of which; both by id."""
    closing = _locked(by, closing_id)
    if closing.state not in {ClosingState.PLANNED, ClosingState.NOTICED}:
        raise Refused("内容已经开始迁移，不能再改对应关系。")
    own = set(Column.objects.filter(site=closing.site).values_list("pk", flat=True))
    takers = Column.objects.open().filter(site=closing.target).exclude(kind="link")
    known = set(takers.values_list("pk", flat=True))
    if set(targets) - own or set(targets.values()) - known:
        raise Refused("请为本网站的栏目选择接收网站的开放栏目。")
    closing.moves.all().delete()
    ColumnMove.objects.bulk_create(
        ColumnMove(closing=closing, column_id=column, target_id=target) for column, target in targets.items()
    )
    record(by, "portal.closing_map", closing.site, columns=len(targets))
    return closing


def check_movable(closing: Closing) -> None:
    """Raises Refused before the notice, and while a column that holds something goes nowhere."""
    if closing.state != ClosingState.NOTICED:
        raise Refused("请先发布关停公告，再迁移内容。")
    mapped = set(closing.moves.values_list("column", flat=True))
    held = Column.objects.filter(site=closing.site, articles__isnull=False).distinct()
    unmapped = [one.title for one in held if one.pk not in mapped]
    if unmapped:
        raise Refused(f"还有栏目没有对应的接收栏目：{'、'.join(unmapped[:5])}。")


@transaction.atomic
def begin_moving(by: Actor, closing_id: int, archive: StoredFile) -> Closing:
    """Let the content move; a job moves it, a stretch at a time. ``archive``: what the site held before."""
    closing = _locked(by, closing_id)
    check_movable(closing)
    person = require_site_right(by, GROUP, closing.site).person
    moves = closing.moves.select_related("column", "target")
    Redirect.objects.bulk_create(
        [
            Redirect(
                site=closing.site,
                path=move.column.address,
                kind=Redirect.Kind.CLOSING,
                target=f"{_root(closing.target)}{move.target.address}",
                made_at=now(),
                made_by=person,
            )
            for move in moves
            if move.column.kind != "link"
        ],
        ignore_conflicts=True,
    )
    closing.state, closing.archive = ClosingState.MOVING, archive
    closing.save(update_fields=["state", "archive"])
    record(by, "portal.closing_move", closing.site, target=closing.target.name)
    return closing


@transaction.atomic
def move_again(by: Actor, closing_id: int) -> Closing:
    """What was written for the site since goes the same way."""
    closing = _locked(by, closing_id)
    if closing.state != ClosingState.MOVED:
        raise Refused("内容还没有迁移完成。")
    closing.state = ClosingState.MOVING
    closing.save(update_fields=["state"])
    record(by, "portal.closing_move", closing.site, target=closing.target.name)
    return closing


def move_due() -> int:
    """A stretch of every move that was begun; how many articles."""
    moved = 0
    with followers.in_bulk():
        for closing in Closing.objects.filter(state=ClosingState.MOVING):
            moved += _move_stretch(closing.pk)
    return moved


@transaction.atomic
def _move_stretch(closing_id: int) -> int:
    closing = Closing.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=closing_id).first()
    if closing is None or closing.state != ClosingState.MOVING:
        return 0
    targets = dict(closing.moves.values_list("column", "target"))
    slugs = dict(Column.objects.filter(pk__in=targets.values()).values_list("pk", "slug"))
    articles = Article.objects.select_for_update(of=("self",)).filter(site=closing.site_id)
    batch = list(articles.select_related("publication").order_by("pk")[:AT_ONCE])
    for article in batch:
        target = targets.get(article.column_id) or next(iter(targets.values()))
        article.site_id, article.column_id = closing.target_id, target
        article.save(update_fields=["site", "column"])
        if article.publication is not None and not article.publication.is_withdrawn:
            publications.move(SYSTEM, article.publication, closing.target.slug, (slugs[target],))
    closing.moved += len(batch)
    if len(batch) < AT_ONCE:
        closing.state = ClosingState.MOVED
        record(SYSTEM, "portal.closing_moved", closing.site, articles=closing.moved)
    closing.save(update_fields=["moved", "state"])
    return len(batch)


@transaction.atomic
def close(by: Actor, closing_id: int) -> Closing:
    """Off-line for good: the host answers where the content went, old addresses lead there.

    Raises Refused before the notice stood thirty days and everything was moved (〔2017〕47号, 关停).
    """
    closing = _locked(by, closing_id)
    rules.check_closing(closing.state, closing.noticed_on, today())
    person = require_site_right(by, GROUP, closing.site).person
    if Article.objects.filter(site=closing.site).exists():
        raise Refused("迁移后又有新稿件，请重新迁移内容。")
    moment = now()
    number = Closing.objects.closed().filter(closed_at__year=today().year).count() + 1
    closing.state, closing.closed_at, closing.closed_by = ClosingState.CLOSED, moment, person
    closing.number = f"网站关停〔{today().year}〕{number}号"
    closing.save()
    Site.objects.filter(pk=closing.site_id).update(state=SiteState.CLOSED)
    closing.site.state = SiteState.CLOSED
    _say(
        closing.site,
        {
            "away": f"{closing.site.name}已于{today().year}年{today().month}月{today().day}日关停，"
            f"全部内容已迁移至“{closing.target.name}”。",
            "successor": f"{_root(closing.target)}/",
            "successor_name": closing.target.name,
        },
    )
    record(by, "portal.site_close", closing.site, number=closing.number, moved=closing.moved)
    return closing


def _locked(by: Actor, closing_id: int) -> Closing:
    rows = Closing.objects.select_for_update(of=("self",)).select_related("site__unit", "target")
    closing = rows.get(pk=closing_id)
    require_site_right(by, GROUP, closing.site)
    return closing


def _say(site: Site, said: dict[str, str]) -> None:
    """What the front page says of the end of the site; nothing takes the notice away."""
    kept = {name: value for name, value in site.layout.items() if name in {"blocks", "hidden"}}
    site.layout = {**kept, **said}
    site.save(update_fields=["layout", "state"])


def _root(site: Site) -> str:
    """Where a site is found from another one."""
    return settings.PUBLIC_ADDRESS.rstrip("/") if site.slug == MAIN else address_of(site)
