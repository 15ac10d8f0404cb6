"""Which letters came to the mailboxes of the demonstration city, and how were they answered?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.participation.told import (
    MAILBOX_MANAGER,
    MORNING,
    PETITIONS_MANAGER,
    crossed,
    entries,
)
from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.intake.actions.submissions import HandedIn, rate, submit
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import (
    accepting,
    answering,
    mailboxes,
    moving,
    publishing,
)
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.actions.answering import Draft
from yiwang.subsystems.participation.letters.actions.mailboxes import MailboxFacts
from yiwang.subsystems.participation.letters.models import Letter, Mailbox

OPENED = 60  # working days ago
LUNCH, AFTERNOON = 150, 300  # minutes after it was written


def letters(cast: Cast, days: Days) -> Iterator[Act]:
    """Mailboxes are opened first; then each letter on its way."""
    for number, entry in enumerate(entries()["mailbox"]):
        yield Act(at(days.back(OPENED), MORNING + number), partial(_open, cast, entry))
    for number, entry in enumerate(entries()["letter"]):
        yield from Written(cast, entry).acts(days, number)


def _open(cast: Cast, entry: dict[str, Any]) -> None:
    facts = {name: value for name, value in entry.items() if name not in {"code", "unit", "watchdog"}}
    watchdog = cast.units[entry["watchdog"]] if "watchdog" in entry else None
    opened = MailboxFacts(unit=cast.units[entry["unit"]], watchdog=watchdog, **facts)
    mailboxes.open_mailbox(_manager(cast, entry["code"]), entry["code"], opened)
    crossed()


def _manager(cast: Cast, mailbox: str) -> Actor:
    return cast.by(PETITIONS_MANAGER if mailbox == "petitions" else MAILBOX_MANAGER)


@dataclass
class Written:
    """A letter; remembers its submission between the steps."""

    cast: Cast
    entry: dict[str, Any]
    submission_id: int = 0

    def acts(self, days: Days, number: int) -> Iterator[Act]:
        back = self.entry["back"]
        written = at(days.back(back), MORNING + 3 * number)
        yield Act(written, self.write)
        if "unit" not in self.entry:
            return
        yield Act(shifted(written, minutes=LUNCH), self.accept)
        if "reply" not in self.entry:
            return
        answered = at(days.back(back - self.entry["after"]), MORNING + AFTERNOON + number)
        yield Act(answered, self.draft)
        yield Act(shifted(answered, minutes=50), self.send)
        if "stars" in self.entry:
            yield Act(shifted(answered, minutes=90), self.rate)

    def write(self) -> None:
        entry = self.entry
        mailbox = Mailbox.objects.get(code=entry["mailbox"])
        is_public = entry.get("is_public", False)
        data = {
            "mailbox": mailbox.code,
            "mailbox_name": mailbox.name,
            "type": entry["type"],
            "type_label": rules.TYPES[entry["type"]],
            "subject": entry["subject"],
            "title": entry["title"],
            "text": entry["text"],
            "place": entry.get("place", ""),
            "is_public": is_public,
            "public_label": "同意公开" if is_public else "不公开",
        }
        handed = HandedIn(mailbox.case_kind, new_token(), data, Contact(entry["name"], entry["phone"]))
        self.submission_id = submit(PUBLIC, handed).submission.pk
        crossed()

    def accept(self) -> None:
        """Taken on and handed to the unit that answers; citizens' voice becomes public at this moment."""
        by, letter = _manager(self.cast, self.entry["mailbox"]), self._letter()
        words = None
        if letter.mailbox.exposure == rules.START:
            words = publishing.suggested(letter)
        accepting.accept(by, letter.pk, Sorted(letter.type, self.entry["subject"]), words)
        moving.assign(by, letter.pk, self.cast.units[self.entry["unit"]], "请按职责办理，按时答复来信人。")
        crossed()

    def draft(self) -> None:
        letter, clerk = self._letter(), self.cast.official(self.entry["unit"], "letter_clerk")
        accepting.take(clerk, letter.pk)
        draft = Draft(
            outcome=self.entry["outcome"],
            text=self.entry["reply"],
            ground=self.entry["ground"],
            excuse="已逐项核对来信所问，答复了全部内容。",
            seen=letter.version,
        )
        answering.submit(clerk, letter.pk, draft)
        crossed()

    def send(self) -> None:
        letter, reviewer = self._letter(), self.cast.official(self.entry["unit"], "letter_reviewer")
        answering.approve(reviewer, letter.pk, letter.version)
        letter = self._letter()
        if not publishing.obstacle(letter):
            by = _manager(self.cast, self.entry["mailbox"])
            publishing.show(by, letter.pk, publishing.suggested(letter))
        crossed()

    def rate(self) -> None:
        rate(PUBLIC, self.submission_id, self.entry["stars"], self.entry.get("comment", ""))
        crossed()

    def _letter(self) -> Letter:
        reference = Submission.objects.values_list("reference", flat=True).get(pk=self.submission_id)
        joined = ("case__unit", "case__clock", "case__party", "mailbox", "matter", "desk")
        return Letter.objects.select_related(*joined).get(matter__reference=reference)
