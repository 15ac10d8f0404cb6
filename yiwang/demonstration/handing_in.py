"""What did residents of the demonstration city find wrong with its website, and what came of it?"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.ledger import DATA
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.kernel.intake.actions.submissions import HandedIn, hand_in_supplement, submit
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.portal.corrections import actions, rules
from yiwang.subsystems.portal.corrections.models import Correction

CORRECTOR = "dai.xiuwen"
FOUND_AT = 9 * 60 + 5
STEPS = {"ask": actions.ask, "answer": actions.answer, "dismiss": actions.dismiss}


@dataclass(frozen=True)
class Found:
    """One entry of corrections.toml; a step is its name, the minutes after the finding, and what was said."""

    days_back: int
    page: str
    fault: str
    text: str
    steps: list[tuple[str, int, str]]
    contact: str = ""
    phone: str = ""


@dataclass
class Matter:
    """A finding on its way; remembers the number of its submission between the steps."""

    cast: Cast
    found: Found
    submission_id: int = field(default=0)

    def hand_in(self) -> None:
        found = self.found
        data = {"page": found.page, "fault": found.fault, "text": found.text}
        contact = Contact(found.contact, found.phone)
        handed = HandedIn(rules.KIND, new_token(), data, contact)
        self.submission_id = submit(PUBLIC, handed).submission.pk
        _cross()

    def take(self, step: str, said: str) -> None:
        by = self.cast.by(CORRECTOR)
        submission = Submission.objects.get(pk=self.submission_id)
        if step == "supplement":
            asked = submission.steps.filter(kind="ask").latest("number")
            hand_in_supplement(PUBLIC, submission.pk, asked.number, said)
        else:
            correction = Correction.objects.get(matter__reference=submission.reference)
            if step == "accept":
                actions.accept(by, correction.pk)
            else:
                STEPS[step](by, correction.pk, said)
        _cross()


def handing_in(cast: Cast, days: Days) -> Iterator[Act]:
    with (DATA / "corrections.toml").open("rb") as file:
        entries = tomllib.load(file)["found"]
    for number, entry in enumerate(entries):
        found = Found(**entry)
        matter = Matter(cast, found)
        moment = at(days.back(found.days_back), FOUND_AT + 7 * number)
        yield Act(moment, matter.hand_in)
        for step, minutes, said in found.steps:
            yield Act(shifted(moment, minutes=minutes), partial(matter.take, step, said))


def _cross() -> None:
    """From one zone to the other at once: the commit, which would do it, is that of the whole history."""
    hand_over_waiting()
    deliver_waiting()
