"""Outer side: what becomes of a guide that the inner zone tells of?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.search import actions as search
from yiwang.kernel.search.documents import Document
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.messages import GUIDE, GuideBody
from yiwang.subsystems.approvals.items.models import Guide, GuideEdition, GuideFile, GuideTheme

CATEGORY = "guide"


def take_guide(taken: Taken) -> None:
    """Show it to the public, or take it back; what was told before changes nothing.

    Raises Refused where it comes from elsewhere or is not what was sealed.
    """
    check_from(taken, "inner")
    said: GuideBody = taken.body
    if not said.is_genuine:
        raise Refused("办事指南的内容与摘要不符。")
    guide = Guide.objects.select_for_update().filter(code=said.document["code"]).first()
    if guide and guide.sequence >= said.sequence:
        return
    elements = said.elements
    guide = _kept(guide, said, elements)
    _keep_edition(guide, said, taken)
    _put_under_themes(guide, elements)
    _enter(guide, elements)
    act = "items.guide_publish" if guide.is_open else "items.guide_withdraw"
    record(SYSTEM, act, guide, edition=said.edition, digest=said.digest, sequence=said.sequence)


def _kept(guide: Guide | None, said: GuideBody, elements: Elements) -> Guide:
    guide = guide or Guide(code=elements.code)
    guide.item_code, guide.name, guide.type = elements.item_code, elements.name, elements.type
    guide.handling, guide.has_fee = elements.handling, elements.has_fee
    guide.unit_code, guide.unit_name, guide.unit_order = elements.unit, said.unit_name, said.unit_order
    guide.is_for_persons = "1" in elements.audience
    guide.is_for_organisations = bool(set(elements.audience) - {"1"})
    guide.is_online, guide.online_depth, guide.visits = (
        elements.is_online,
        elements.online_depth,
        elements.visits,
    )
    guide.promise = _promise(elements)
    guide.is_open = said.state == "in_force"
    guide.effective_from, guide.last_checked_on = said.effective_from, said.checked_on
    guide.ended_on, guide.ended_because = said.ended_on, said.ended_because
    guide.successor_code, guide.sequence = said.successor_code, said.sequence
    guide.save()
    return guide


def _promise(elements: Elements) -> str:
    """In words, as lists show it."""
    return str(elements.promised_limit) if elements.promised_limit else "当场办结"


def _keep_edition(guide: Guide, said: GuideBody, taken: Taken) -> None:
    """Editions before it stay: drafts of applications were begun with them."""
    edition, is_new = GuideEdition.objects.get_or_create(
        guide=guide,
        number=said.edition,
        defaults={
            "digest": said.digest,
            "payload": said.document,
            "effective_from": said.effective_from,
        },
    )
    if is_new:
        GuideFile.objects.bulk_create(GuideFile(edition=edition, stored=stored) for stored in taken.files)
    if guide.current_id != edition.pk:
        guide.current = edition
        guide.save(update_fields=["current"])


def _put_under_themes(guide: Guide, elements: Elements) -> None:
    guide.themes.all().delete()
    GuideTheme.objects.bulk_create(GuideTheme(guide=guide, theme=code) for code in elements.themes)


def _enter(guide: Guide, elements: Elements) -> None:
    """Into the index of the whole site, or out of it."""
    if not guide.is_open:
        search.remove(GUIDE, guide.code)
        return
    unit = Unit.objects.filter(code=guide.unit_code).first()
    search.put(
        Document(
            kind=GUIDE,
            object_id=guide.code,
            title=guide.name,
            body=_words(elements),
            number=guide.code,
            unit_id=unit.pk if unit else None,
            unit=guide.unit_name,
            on=guide.effective_from,
            category=CATEGORY,
        )
    )


def _words(elements: Elements) -> str:
    """What people may look for, the nearest first."""
    parts = [
        *elements.keywords,
        elements.parent_name,
        elements.scope,
        *(result.name for result in elements.results),
        *elements.conditions,
        *(material.name for material in elements.materials),
        *(f"{faq.question}{faq.answer}" for faq in elements.faqs),
    ]
    return "\n".join(part for part in parts if part)
