"""When does the page of a case offer a deed, and for which step, question or request?

What is offered here can still be refused by the action: it decides, this only leaves out what cannot be.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from yiwang.kernel.cases import rules
from yiwang.kernel.cases.forms.deeds import is_shared
from yiwang.kernel.cases.sight import Sight
from yiwang.kernel.processes.models import Step
from yiwang.kernel.processes.rules import DONE, OPEN


def at_stage(*stages: str) -> Callable[[Sight], Sequence[Any]]:
    return lambda sight: [step for step in sight.mine if step.stage in stages and _is_its_turn(sight, step)]


def other_stages(sight: Sight) -> Sequence[Any]:
    named = {"accept", "decide", "deliver"}
    return [step for step in sight.mine if step.stage not in named and _is_its_turn(sight, step)]


def _is_its_turn(sight: Sight, step: Any) -> bool:
    verb = {"accept": "accept", "decide": "decide", "deliver": "deliver"}.get(step.stage, "finish")
    return rules.allows(sight.case.state, verb)


def of_case(
    verb: str, may: str = "may_handle", *, without_process: bool = False
) -> Callable[[Sight], Sequence[Any]]:
    """For the case as a whole, where its state and the post's rights allow it."""

    def offered(sight: Sight) -> Sequence[Any]:
        fits = sight.case.run_id is None or not without_process
        return [None] if fits and rules.allows(sight.case.state, verb) and getattr(sight, may) else []

    return offered


def to_ask(sight: Sight) -> Sequence[Any]:
    return of_case("ask")(sight) if sight.case.asked_at is None else []


def extendable(sight: Sight) -> Sequence[Any]:
    settled = any(extension.state != extension.REFUSED for extension in sight.extensions)
    return [] if settled or sight.case.terms.extension is None else of_case("ask_extension")(sight)


def to_settle(sight: Sight) -> Sequence[Any]:
    asked_for = [each for each in sight.extensions if each.state == each.ASKED]
    return asked_for if sight.may_grant and sight.case.is_open else []


def to_answer(sight: Sight) -> Sequence[Any]:
    return sight.unanswered_questions if sight.case.is_open else []


def to_take(sight: Sight) -> Sequence[Any]:
    return [step for step in sight.mine if step.person_id is None] if sight.case.is_open else []


def to_hand_over(sight: Sight) -> Sequence[Any]:
    mine = {step.pk for step in sight.mine}
    return [step for step in sight.steps if step.is_open and (sight.may_decide or step.pk in mine)]


def to_add_signer(sight: Sight) -> Sequence[Any]:
    """Each step that several units take together, once, whichever of them has it."""
    if not (sight.takes_part and rules.allows(sight.case.state, "add_signer")):
        return []
    return list({step.node: step for step in _shared(sight)}.values())


def to_remove_signer(sight: Sight) -> Sequence[Any]:
    """Those that others wait for: the last one that was asked stays."""
    if not (sight.may_handle and rules.allows(sight.case.state, "remove_signer")):
        return []
    counted = Counter(step.node for step in sight.steps if step.state in {OPEN, DONE})
    return [step for step in _shared(sight) if counted[step.node] > 1]


def _shared(sight: Sight) -> list[Step]:
    return [step for step in sight.steps if step.is_open and is_shared(step)]


def to_send_back(sight: Sight) -> Sequence[Any]:
    is_later = rules.allows(sight.case.state, "send_back")
    return [step for step in sight.mine if step.stage != "accept" and is_later]


def to_take_back(sight: Sight) -> Sequence[Any]:
    """The last step that the person did, where it was not the acceptance."""
    done = [step for step in sight.steps if step.state == "done" and step.done_by_id == sight.post.person_id]
    last = done[-1:] if sight.case.is_open else []
    return [step for step in last if step.stage != "accept" and step.outcome != "sent_back"]


def materials(sight: Sight) -> Sequence[Any]:
    return sight.materials if sight.may_handle and sight.case.is_open else []
