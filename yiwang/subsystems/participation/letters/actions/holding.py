"""How is a letter held while it is changed, and by whom may it be?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.actions.holding import held as held_case
from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models import Letter

JOINED = (
    "mailbox__unit",
    "mailbox__watchdog",
    "desk",
    "holder",
    "against",
    "matter",
    "lead",
    "part_of__matter",
)


def held(letter_id: int) -> Letter:
    """With its case, both locked until the commit; the case first, as everywhere."""
    found = Letter.objects.filter(pk=letter_id).values_list("case_id", flat=True).first()
    if found is None:
        raise Refused("没有找到这封来信。")
    # Alone first: PostgreSQL drops a locked row whose join no longer holds once another has moved it.
    Case.objects.select_for_update().only("pk").get(pk=found)
    case = held_case(found)
    letter = Letter.objects.select_for_update(of=("self",)).select_related(*JOINED).get(pk=letter_id)
    letter.case = case
    return letter


def of_desk(by: Actor, letter: Letter) -> Post:
    """Raises Refused unless the actor's post runs the mailbox of the letter."""
    post = standing.post_of(by)
    require(post, rules.DESK)
    _check_unit(post, letter.desk, f"这封来信由{letter.desk.called}的信箱管理人员分办。")
    return post


def of_holder(by: Actor, letter: Letter) -> Post:
    """Raises Refused unless the actor's unit handles the letter."""
    post = standing.post_of(by)
    _check_unit(post, letter.case.unit, f"这封来信由{letter.case.unit.called}办理，不属于您所在单位的范围。")
    return post


def _check_unit(post: Post, unit: Unit, sentence: str) -> None:
    if not standing.is_ours(post, unit):
        raise Refused(sentence)


def check_visible(by: Actor, letter: Letter) -> Post:
    """Raises Refused where the post may not see the letter."""
    post = standing.post_of(by)
    if not Letter.objects.visible_to(post).filter(pk=letter.pk).exists():
        raise Refused("没有找到这封来信。")
    return post
