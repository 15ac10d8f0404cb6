"""Which deed calls for which paper, and what does the paper say of the case?"""

from collections.abc import Callable, Collection

from yiwang.kernel.cases import kinds, parties, timing
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, Event, Extension
from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.papers import rules, wording
from yiwang.subsystems.approvals.applications.papers.wording import Subject, Words
from yiwang.subsystems.approvals.items.elements import Elements

_FORMS = {
    "accept": rules.ACCEPTANCE,
    "ask": rules.MISSING,
    "decline": rules.DECLINING,
    "grant_extension": rules.EXTENSION,
    "pause": rules.SPECIAL,
    "deliver": rules.HANDOVER,
}


def form_of(case: Case, event: Event) -> str:
    """The code of the form; empty where the deed calls for none."""
    if event.kind == "decide":
        return rules.REFUSING if case.outcome in kinds.of(case).refusals else rules.GRANTING
    return _FORMS.get(event.kind, "")


def words_of(form: str, application: Application, elements: Elements, event: Event) -> Words:
    return _WORDS[form](application, elements, event)


def subject_of(application: Application, elements: Elements) -> Subject:
    """A person's number stands masked on a paper; the name is that of the addressee and stays."""
    case = application.case
    party = parties.facts_of(case.party)
    number = identifiers.masked(party.identifier_kind, party.identifier) if party.identifier else ""
    return Subject(
        case=case.number,
        item=elements.name,
        item_type=elements.type,
        party=party.name,
        party_number=number,
        unit=case.unit.name,
        received_on=day_of(case.received_at),
        project=application.project,
    )


def _accepted(application: Application, elements: Elements, event: Event) -> Words:
    case = application.case
    here = case.materials.exclude(state=cases.MISSING).values_list("name", flat=True)
    return wording.acceptance(
        subject_of(application, elements),
        day_of(case.accepted_at or event.at),
        limit_in_words(elements),
        _last_day(case),
        list(here),
    )


def _last_day(case: Case) -> wording.LastDay | None:
    due_on = timing.due_on(case)
    return wording.LastDay(due_on, may_move=timing.may_move(case)) if due_on else None


def limit_in_words(elements: Elements) -> str:
    """``承诺8个工作日（法定20个工作日）``"""
    legal, promised = elements.legal_limit, elements.promised_limit
    if promised and legal:
        return f"承诺{promised}（法定{legal}）"
    if legal or promised:
        return f"{promised or legal}"
    return "按规定时限"


def _asked(application: Application, elements: Elements, event: Event) -> Words:
    wanted = list(application.case.materials.exclude(wanted="").values_list("name", "wanted"))
    asked = [wording.Missing(name, why) for name, why in wanted]
    text = _without_list(event.public_text, [f"{name}：{why}" for name, why in wanted])
    return wording.missing(subject_of(application, elements), asked, text, event.due_on)


def _without_list(text: str, listed: Collection[str]) -> str:
    """What was said beside the list, which the paper shows as a table."""
    return "\n".join(line for line in text.split("\n") if line.partition(". ")[2] not in listed).strip()


def _declined(application: Application, elements: Elements, event: Event) -> Words:
    reason = application.case.reason
    where = event.public_text.removeprefix(reason).strip()
    return wording.declining(subject_of(application, elements), reason, where)


def _granted(application: Application, elements: Elements, event: Event) -> Words:
    result = elements.results[0] if elements.results else None
    name = result.name if result else ""
    validity = result.validity if result else ""
    return wording.granting(subject_of(application, elements), application.case.reason, name, "", validity)


def _refused(application: Application, elements: Elements, event: Event) -> Words:
    return wording.refusing(subject_of(application, elements), application.case.reason)


def _extended(application: Application, elements: Elements, event: Event) -> Words:
    case = application.case
    granted = case.extensions.filter(state=Extension.GRANTED).last()
    limit = case.terms.extension
    by = f"{granted.number}{limit.unit.label}" if granted and limit else ""
    ground = granted.ground if granted else event.public_text
    return wording.extension(subject_of(application, elements), by, ground, _last_day(case))


def _paused(application: Application, elements: Elements, event: Event) -> Words:
    pause = application.case.pauses.last()
    ground = pause.get_ground_display() if pause else ""
    return wording.special(
        subject_of(application, elements),
        ground,
        pause.reason if pause else "",
        pause.announced if pause else "",
    )


def _delivered(application: Application, elements: Elements, event: Event) -> Words:
    case = application.case
    titles = [str(paper) for paper in application.papers.filter(form__in=[rules.GRANTING, rules.REFUSING])]
    way, _, who = case.delivery_way.rstrip("）").partition("（")
    handed = wording.Handover(
        papers=titles,
        way=way or "窗口领取",
        receiver=who or application.delivery.get("name") or case.party.name,
        on=day_of(case.delivered_at or event.at),
        tracking=application.tracking,
    )
    return wording.handover(subject_of(application, elements), handed)


_WORDS: dict[str, Callable[[Application, Elements, Event], Words]] = {
    rules.ACCEPTANCE: _accepted,
    rules.MISSING: _asked,
    rules.DECLINING: _declined,
    rules.GRANTING: _granted,
    rules.REFUSING: _refused,
    rules.EXTENSION: _extended,
    rules.SPECIAL: _paused,
    rules.HANDOVER: _delivered,
}
