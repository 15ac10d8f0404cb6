"""How does an edition get from the draft into force, and how does an item end?"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.telling import registered
from yiwang.subsystems.approvals.items import documents, readiness, rules
from yiwang.subsystems.approvals.items.actions.drafting import locked, locked_edition
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Edition, Implementation, Opinion


@transaction.atomic
def submit(by: Actor, edition_id: int, change: str = "") -> Edition:
    """Seal a draft and ask for its review. Raises Refused while anything is wrong with it."""
    edition = locked_edition(edition_id)
    edition.state = rules.next_state(edition.state, "submit")
    edition.document, edition.digest = documents.sealed(_sound(edition))
    edition.change = change or edition.change
    if edition.number > 1 and not edition.change:
        raise Refused("请写明本次修订了什么、为什么修订。", field="change")
    edition.submitted_at, edition.submitted_by_id = now(), by.person_id
    edition.save()
    _keep_files(edition)
    record(by, "items.edition_submit", edition, digest=edition.digest, change=edition.change)
    return edition


def _sound(edition: Edition) -> Elements:
    judged = documents.judged(edition.document)
    faults = judged.faults or (readiness.faults(judged.elements) if judged.elements else [])
    if judged.elements is None or faults:
        sentence = f"还有{len(faults)}处需要修改，如：{faults[0].sentence}"
        raise Refused(sentence, field=faults[0].element)
    return judged.elements


def _keep_files(edition: Edition) -> None:
    """Files that the document no longer names are not published with it."""
    named = documents.attached(edition.document)
    edition.files.remove(*edition.files.exclude(blob_id__in=named))


@transaction.atomic
def agree(by: Actor, edition_id: int, text: str = "") -> Edition:
    """A reviewer finds it right; never whoever submitted it."""
    edition = _stepped(edition_id, "agree")
    rules.check_hands(edition.submitted_by_id, by.person_id)
    _said(by, edition, True, text.strip())
    record(by, "items.edition_agree", edition, text=text)
    return edition


@transaction.atomic
def send_back(by: Actor, edition_id: int, reason: str) -> Edition:
    """Back to those who wrote it, who hear why."""
    given = rules.reason_given(reason, "退回")
    edition = _stepped(edition_id, "send_back")
    edition.digest, edition.effective_from = "", None
    edition.save(update_fields=["digest", "effective_from"])
    _said(by, edition, False, given)
    record(by, "items.edition_send_back", edition, reason=given)
    return edition


def _stepped(edition_id: int, deed: str) -> Edition:
    edition = locked_edition(edition_id)
    edition.state = rules.next_state(edition.state, deed)
    edition.save(update_fields=["state"])
    return edition


def _said(by: Actor, edition: Edition, agrees: bool, text: str) -> None:
    Opinion.objects.create(
        edition=edition,
        agrees=agrees,
        text=text[: rules.REASON_LENGTH],
        unit_name=by.unit,
        person_id=by.person_id,
        person_name=by.person,
        at=now(),
    )


@transaction.atomic
def put_in_force(by: Actor, edition_id: int, on: date) -> Edition:
    """From that day on; where the day is still to come a regular job does it that day.

    Raises Refused where the day lies before the edition in force began.
    """
    edition = locked_edition(edition_id)
    current = edition.implementation.editions.filter(state=rules.IN_FORCE).first()
    rules.check_from(on, current.effective_from if current else None)
    is_later = on > today()
    edition.state = rules.next_state(edition.state, "plan" if is_later else "put_in_force")
    edition.effective_from = on
    if is_later:
        edition.save(update_fields=["state", "effective_from"])
        record(by, "items.edition_plan", edition, on=on)
        return edition
    _put(edition, current)
    telling.tell(by, edition.implementation)
    record(by, "items.edition_put_in_force", edition, on=on, digest=edition.digest)
    return edition


def _put(edition: Edition, current: Edition | None) -> None:
    """The one before ends on the day this one begins."""
    if current:
        current.state, current.effective_until = rules.ENDED, edition.effective_from
        current.save(update_fields=["state", "effective_until"])
    edition.save(update_fields=["state", "effective_from"])
    elements, implementation = edition.elements, edition.implementation
    implementation.name, implementation.handling = elements.name, elements.handling
    implementation.standing, implementation.current = rules.IN_FORCE, edition
    implementation.checked_on = today()
    implementation.ended_on, implementation.ended_because, implementation.merged_into = None, "", None
    implementation.save()


def put_due_in_force() -> int:
    """The regular job: what was planned for today or earlier; how many."""
    due = list(Edition.objects.due(today()).order_by("effective_from", "pk").values_list("pk", flat=True))
    return sum(_put_if_possible(edition_id) for edition_id in due)


def _put_if_possible(edition_id: int) -> bool:
    """What is in the way is shown to those who keep the item; the job comes back to it."""
    try:
        _put_due(edition_id)
    except Refused as refused:
        of = Edition.objects.values_list("implementation_id", flat=True).get(pk=edition_id)
        telling.note_trouble(registered()[Implementation], of, refused.sentence)
        return False
    return True


@transaction.atomic
def _put_due(edition_id: int) -> None:
    edition = locked_edition(edition_id)
    if edition.state == rules.PLANNED and edition.effective_from:
        put_in_force(SYSTEM, edition_id, edition.effective_from)


@transaction.atomic
def end(
    by: Actor, implementation_id: int, reason: str, merged_into: Implementation | None = None
) -> Implementation:
    """Nobody can apply any more from today on; cases that run, and old ones, keep their edition.

    Raises Refused where it is not in force, where another edition is planned, or where it would be merged
    into one that is not in force.
    """
    given = rules.reason_given(reason, "停止")
    implementation = locked(implementation_id)
    if implementation.standing != rules.IN_FORCE:
        raise Refused(f"“{implementation.name}”{implementation.get_standing_display()}，不能停止。")
    planned = implementation.editions.filter(state=rules.PLANNED).first()
    if planned:
        raise Refused(f"“{implementation.name}”第{planned.number}版待生效，请先退回这一版本再停止事项。")
    if merged_into and merged_into.standing != rules.IN_FORCE:
        raise Refused(f"“{merged_into.name}”没有生效，不能合并到这个事项。", field="target")
    implementation.editions.filter(state=rules.IN_FORCE).update(state=rules.ENDED, effective_until=today())
    implementation.standing = rules.ENDED
    implementation.ended_on, implementation.ended_because = today(), given
    implementation.merged_into = merged_into
    implementation.save()
    telling.tell(by, implementation)
    successor = merged_into.code if merged_into else ""
    record(by, "items.item_end", implementation, reason=given, merged_into=successor)
    return implementation


@transaction.atomic
def confirm(by: Actor, implementation_id: int) -> Implementation:
    """Somebody looked at the guide today and found it right (核对)."""
    implementation = locked(implementation_id)
    if implementation.standing != rules.IN_FORCE:
        raise Refused(f"“{implementation.name}”{implementation.get_standing_display()}，不需要核对。")
    implementation.checked_on = today()
    implementation.save(update_fields=["checked_on"])
    telling.tell(by, implementation)
    record(by, "items.guide_confirm", implementation, on=today())
    return implementation
