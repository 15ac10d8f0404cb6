"""How does a unit get its website: asked for, decided, made ready, opened; and who was guided in it?"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import actions as publications
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import DoneCheck, Guidance, Opening, OpeningQuerySet
from yiwang.subsystems.portal.group.rules import GROUP, OpeningState
from yiwang.subsystems.portal.rules import SITES, SiteState, check_site_slug
from yiwang.subsystems.portal.sites import MAIN, Site


@dataclass(frozen=True)
class Wish:
    """What a unit says of the site it wants."""

    slug: str
    name: str
    domain: str
    host_unit: str
    contact: str
    purpose: str


@dataclass(frozen=True)
class Numbers:
    """The official numbers, as they are obtained one after the other."""

    identification_code: str = ""
    icp_number: str = ""
    police_number: str = ""


@dataclass(frozen=True)
class Lesson:
    unit: Unit
    held_on: date
    way: str
    topic: str
    people: int = 1


@transaction.atomic
def request(by: Actor, unit: Unit, wish: Wish) -> Opening:
    """Raises Refused below county level, for a second site of the unit, for a bad domain or code name."""
    person = require_right(by, SITES, unit).person
    Unit.objects.select_for_update().get(pk=unit.pk)
    rules.check_unit(unit.name, unit.kind, unit.depth, _existing(unit))
    domain = _checked_domain(wish.domain, unit)
    check_site_slug(wish.slug)
    if Site.objects.filter(slug=wish.slug).exists() or _pending().filter(slug=wish.slug).exists():
        raise Refused(f"代号 {wish.slug} 已被使用，请换一个。", field="slug")
    opening = Opening.objects.create(
        unit=unit,
        slug=wish.slug,
        name=rules.check_text(wish.name, "网站名称", "name", least=2)[:80],
        domain=domain,
        host_unit=wish.host_unit,
        contact=wish.contact,
        purpose=rules.check_text(wish.purpose, "开设理由", "purpose", least=10),
        requested_at=now(),
        requested_by=person,
    )
    record(by, "portal.opening_request", opening, unit=unit.name, domain=domain)
    return opening


@transaction.atomic
def approve(by: Actor, opening_id: int, decision: str) -> Opening:
    """The site is prepared from now on: columns, content, looks; readers meet it when it is opened."""
    opening = _decided(by, opening_id, decision, OpeningState.APPROVED)
    opening.site = Site.objects.create(
        slug=opening.slug,
        name=opening.name,
        domain=opening.domain,
        identification_code="",
        sponsor=opening.unit.name,
        host_unit=opening.host_unit,
        contact=opening.contact,
        unit=opening.unit,
        state=SiteState.PREPARING,
    )
    opening.save()
    record(by, "portal.opening_approve", opening, decision=opening.decision)
    return opening


@transaction.atomic
def refuse(by: Actor, opening_id: int, decision: str) -> Opening:
    opening = _decided(by, opening_id, decision, OpeningState.REFUSED)
    opening.save()
    record(by, "portal.opening_refuse", opening, reason=opening.decision)
    return opening


@transaction.atomic
def note_numbers(by: Actor, opening_id: int, numbers: Numbers) -> Opening:
    """Enter the numbers obtained so far; they are those of the site too."""
    opening = _prepared(by, opening_id)
    site = _site(opening)
    if numbers.identification_code:
        rules.check_code(numbers.identification_code)
        others = Site.objects.exclude(pk=site.pk)
        if others.filter(identification_code=numbers.identification_code).exists():
            raise Refused("这个网站标识码已由另一个网站使用。", field="identification_code")
    for name, value in vars(numbers).items():
        setattr(opening, name, value)
        setattr(site, name, value)
    opening.save()
    site.save()
    record(by, "portal.opening_numbers", opening, **vars(numbers))
    return opening


@transaction.atomic
def tick(by: Actor, opening_id: int, code: str, note: str) -> DoneCheck:
    """One entry of the checklist is done; what is done by a number is not ticked by hand."""
    opening = _prepared(by, opening_id)
    check = next((one for one in rules.CHECKS if one.code == code and not one.field), None)
    if check is None:
        raise Refused("清单中没有这一项，或者这一项填写编号后自动完成。")
    person = require_right(by, SITES, opening.unit).person
    done, is_new = DoneCheck.objects.get_or_create(
        opening=opening, code=code, defaults={"done_at": now(), "done_by": person, "note": note[:200]}
    )
    if not is_new:
        raise Refused(f"“{check.label}”已经完成。")
    record(by, "portal.opening_tick", opening, check=check.label, note=done.note)
    return done


@transaction.atomic
def open_to_public(by: Actor, opening_id: int) -> Opening:
    """Online. Raises Refused while anything on the checklist is missing (〔2017〕47号, 开设流程)."""
    opening = (
        Opening.objects.select_for_update(of=("self",)).select_related("site", "unit").get(pk=opening_id)
    )
    require_right(by, GROUP, opening.unit)
    if opening.state != OpeningState.APPROVED:
        raise Refused("只有筹建中的网站可以开通。")
    done = set(opening.checks.values_list("code", flat=True))
    missing = rules.missing_checks(done, opening.numbers())
    if missing:
        raise Refused(f"开通前还需完成：{'；'.join(one.label for one in missing)}。")
    site = _site(opening)
    site.state = SiteState.OPEN
    site.save(update_fields=["state"])
    publications.open_site(by, site.slug)
    opening.state, opening.opened_at = OpeningState.OPENED, now()
    opening.save()
    record(by, "portal.site_open", site, name=site.name, domain=site.domain)
    return opening


@transaction.atomic
def note_guidance(by: Actor, lesson: Lesson) -> Guidance:
    """Numbered through: the number of the newest is the running total."""
    person = require_right(by, GROUP, lesson.unit).person
    if lesson.held_on > today():
        raise Refused("指导日期不能晚于今天。", field="held_on")
    if lesson.way not in rules.WAYS:
        raise Refused("请选择指导方式。", field="way")
    # The units' root is the one row everybody who numbers waits for.
    Unit.objects.select_for_update().get(parent=None)
    last = Guidance.objects.aggregate(last=Max("number"))["last"] or 0
    made = Guidance.objects.create(
        number=last + 1,
        unit=lesson.unit,
        held_on=lesson.held_on,
        way=lesson.way,
        topic=rules.check_text(lesson.topic, "指导内容", "topic"),
        people=lesson.people,
        recorded_by=person,
    )
    record(by, "portal.guidance_note", made, unit=lesson.unit.name, number=made.number)
    return made


def _pending() -> OpeningQuerySet:
    return Opening.objects.undecided()


def _existing(unit: Unit) -> str:
    site = Site.objects.filter(unit=unit).exclude(state=SiteState.CLOSED).first()
    if site is not None:
        return site.name
    asked = _pending().filter(unit=unit).first()
    return asked.name if asked else ""


def _checked_domain(written: str, unit: Unit) -> str:
    domain = written.strip().lower()
    main = Site.objects.filter(slug=MAIN).values_list("domain", flat=True).first() or ""
    rules.check_domain(domain, main, is_government=unit.kind == Unit.Kind.GOVERNMENT)
    if Site.objects.filter(domain=domain).exists() or _pending().filter(domain=domain).exists():
        raise Refused("这个域名已经登记过。", field="domain")
    return domain


def _decided(by: Actor, opening_id: int, decision: str, state: OpeningState) -> Opening:
    opening = Opening.objects.select_for_update(of=("self",)).select_related("unit").get(pk=opening_id)
    person = require_right(by, GROUP, opening.unit).person
    if opening.state != OpeningState.REQUESTED:
        raise Refused("这份申请已经处理过。")
    if opening.requested_by_id == person.pk:
        raise Refused("这份申请由您提出，请由其他同事审核。")
    opening.decision = rules.check_text(decision, "审核意见", "decision")
    opening.state, opening.decided_at, opening.decided_by = state, now(), person
    return opening


def _prepared(by: Actor, opening_id: int) -> Opening:
    opening = (
        Opening.objects.select_for_update(of=("self",)).select_related("site", "unit").get(pk=opening_id)
    )
    require_right(by, SITES, opening.unit)
    if opening.state != OpeningState.APPROVED:
        raise Refused("只有筹建中的网站可以登记编号和准备情况。")
    return opening


def _site(opening: Opening) -> Site:
    if opening.site is None:
        raise Refused("网站尚未登记。")
    return opening.site
