"""Which letters are handled together, and which is really several?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.letters import messages, pages, routing, rules
from yiwang.subsystems.participation.letters.actions.holding import held, of_desk
from yiwang.subsystems.participation.letters.actions.receiving import Coming, Sender, open_letter
from yiwang.subsystems.participation.letters.models import Letter


@dataclass(frozen=True)
class Part:
    """A matter of its own inside a letter."""

    type: str
    title: str
    text: str


def open_followers(letter: Letter) -> list[Letter]:
    """What is handled with it and not ended."""
    return list(
        Letter.objects.open()
        .filter(lead=letter)
        .select_related("case__unit", "mailbox", "matter", "desk", "against")
        .order_by("pk")
    )


@transaction.atomic
def merge(by: Actor, letter_id: int, others: Sequence[int]) -> Letter:
    """Many about one matter: they are handled with this one, and each writer gets its answer.

    Raises Refused for what has ended, was assigned already, leads others, or informs of somebody.
    """
    letter = held(letter_id)
    of_desk(by, letter)
    _check_lead(letter)
    wanted = [pk for pk in dict.fromkeys(others) if pk != letter.pk]
    if not wanted:
        raise Refused("请选择要合并办理的来信。", field="others")
    if len(wanted) > rules.MOST_MERGED:
        raise Refused(f"一次最多合并{rules.MOST_MERGED}封来信。", field="others")
    for pk in sorted(wanted):
        _follow(by, letter, held(pk))
    record(by, "letters.letter_merge", letter, others=sorted(wanted))
    return letter


@transaction.atomic
def part_company(by: Actor, letter_id: int) -> Letter:
    """It is handled by itself again; a repeat then counts as a matter of its own."""
    letter = held(letter_id)
    of_desk(by, letter)
    if letter.lead_id is None or not letter.is_open:
        raise Refused("这封来信没有和别的来信合并办理。")
    letter.lead, letter.is_repeat = None, False
    letter.save(update_fields=["lead", "is_repeat"])
    record(by, "letters.letter_part", letter)
    return letter


def pass_on_lead(letter: Letter) -> None:
    """Part of the transaction in which a writer withdraws: the others go on behind the first of them."""
    following = open_followers(letter)
    if not following:
        return
    first = following[0]
    first.lead, first.is_repeat = None, False
    first.assigned_at, first.return_due_at = letter.assigned_at, letter.return_due_at
    first.returns, first.is_named, first.holder = letter.returns, letter.is_named, first.case.unit
    first.save(
        update_fields=["lead", "is_repeat", "assigned_at", "return_due_at", "returns", "is_named", "holder"]
    )
    Letter.objects.filter(pk__in=[each.pk for each in following[1:]]).update(lead=first)


@transaction.atomic
def split(by: Actor, letter_id: int, parts: Sequence[Part]) -> list[Letter]:
    """A letter of several matters becomes several orders with a link; the writer keeps one number.

    (letters.md §1: mixed types are split.) Raises Refused unless it was accepted and is at the desk.
    """
    letter = held(letter_id)
    of_desk(by, letter)
    _check_splittable(letter, parts)
    sender = Sender(parties.facts_of(letter.case.party), letter.writer, letter.is_anonymous)
    made = []
    for part in parts:
        rules.check_type(part.type, letter.mailbox.offered_types)
        said = messages.Letter(
            mailbox=letter.mailbox.code,
            type=part.type,
            title=states.words(part.title, "标题", field="title", longest=rules.TITLE_LENGTH),
            text=states.words(part.text, "内容", longest=rules.TEXT_LENGTH).ljust(5, "。"),
            place=letter.place,
        )
        chained = {"part_of": letter, "desk": letter.desk, "against": letter.against, "is_classified": True}
        coming = Coming(letter.mailbox, said, sender, None, letter.source, chained=chained, is_accepted=True)
        made.append(open_letter(by, coming))
    record(by, "letters.letter_split", letter, parts=[one.case.number for one in made])
    return made


def _check_splittable(letter: Letter, parts: Sequence[Part]) -> None:
    if letter.part_of_id or letter.lead_id:
        raise Refused("这封来信是从别的来信分出的，或者已合并办理，不能再拆分。")
    if letter.case.state != states.ACCEPTED or letter.case.unit_id != letter.desk_id:
        raise Refused("受理以后、分办以前才能拆分。")
    held_already = letter.parts.count()
    if not 1 <= len(parts) <= rules.MOST_PARTS - held_already:
        raise Refused(f"一封来信最多拆分为{rules.MOST_PARTS}件。", field="text")


def _check_lead(letter: Letter) -> None:
    if not letter.is_open:
        raise Refused(f"这封来信{letter.stage[0]}，不能再合并。")
    if letter.lead_id or letter.part_of_id:
        raise Refused("这封来信已经随别的来信办理，请选择主办的那一封。")
    if letter.is_informing:
        raise Refused("检举、举报件不能合并办理，以免泄露检举人。")


def _follow(by: Actor, lead: Letter, letter: Letter) -> None:
    of_desk(by, letter)
    if not letter.is_open or letter.lead_id or letter.part_of_id or letter.followers.exists():
        raise Refused(f"{letter.number}已经办结、拆分或者合并过，不能再合并。", field="others")
    if letter.case.kind != lead.case.kind or letter.is_informing:
        raise Refused(f"{letter.number}属于信访件或者检举件，不能合并办理。", field="others")
    if letter.case.unit_id != letter.desk_id:
        raise Refused(
            f"{letter.number}已经分办给{letter.case.unit.called}，退回以后才能合并。", field="others"
        )
    with pages.ours():
        if lead.case.state == states.ACCEPTED and states.allows(letter.case.state, "accept"):
            cases.accept(by, letter.case_id)
        if lead.case.unit_id != letter.case.unit_id:
            if routing.is_accused(letter, lead.case.unit):
                raise Refused(f"{letter.number}反映的是主办单位的问题，不能合并。", field="others")
            cases.transfer(by, letter.case_id, lead.case.unit, f"与{lead.number}合并办理")
    letter.lead, letter.is_repeat = lead, bool(letter.writer) and letter.writer == lead.writer
    letter.holder = lead.case.unit
    letter.save(update_fields=["lead", "is_repeat", "holder"])
