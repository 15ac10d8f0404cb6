"""What do the people of an installation do in the rehearsal: found it, send, sign for what came, return it?

Every part is a process of its own inside one installation, killed and begun again at any moment.
"""

import argparse
import contextlib
import io
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import django

django.setup()

from django.db import DatabaseError, transaction  # noqa: E402 - needs the applications loaded

from faults.exchange import plan  # noqa: E402
from faults.exchange.ledger import Ledger  # noqa: E402
from yiwang.kernel.audit.rules import SYSTEM  # noqa: E402
from yiwang.kernel.deadlines.moments import shifted, today  # noqa: E402
from yiwang.kernel.errors import Refused  # noqa: E402
from yiwang.kernel.exchange import rules  # noqa: E402
from yiwang.kernel.exchange.actions import answering, recalling  # noqa: E402
from yiwang.kernel.exchange.actions.following import CLERK  # noqa: E402
from yiwang.kernel.exchange.actions.sending import Outline, send  # noqa: E402
from yiwang.kernel.exchange.addressing import of_units  # noqa: E402
from yiwang.kernel.exchange.models import Delivery, Envelope  # noqa: E402
from yiwang.kernel.exchange.parties import Side  # noqa: E402
from yiwang.kernel.files.actions import receive  # noqa: E402
from yiwang.kernel.files.models import StoredFile  # noqa: E402
from yiwang.kernel.nodes import identity, queries  # noqa: E402
from yiwang.kernel.nodes.models import Node  # noqa: E402
from yiwang.kernel.organizations.acting import actor  # noqa: E402
from yiwang.kernel.organizations.actions.units import UnitFields, open_unit  # noqa: E402
from yiwang.kernel.organizations.models import Post, Unit  # noqa: E402
from yiwang.kernel.organizations.tests.makers import make_person, make_post  # noqa: E402

AT_ONCE = 20
PAUSE = 0.3
# People try again when the page says that it did not work: no room, or the database is busy.
FAILURES = (DatabaseError, OSError)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["found", "settle", "fingerprint", "sender", "receiver"])
    parser.add_argument("--homes", default="")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--side", default=plan.CITY)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=0)
    asked = parser.parse_args()
    match asked.part:
        case "found":
            found(asked.homes.split(","))
        case "settle":
            settle()
        case "fingerprint":
            print(identity.read(asked.file.read_text(encoding="utf-8")).fingerprint)
        case "sender":
            Sender(asked).send_all()
        case "receiver":
            Receiver(asked).answer_for_ever()


@transaction.atomic
def found(homes: list[str]) -> None:
    """The same units on both installations, and clerks for those who live here."""
    opened = shifted(today(), days=-365)
    government, department = Unit.Kind.GOVERNMENT, Unit.Kind.DEPARTMENT
    root = open_unit(SYSTEM, UnitFields(plan.ROOT, "云泽市人民政府", government, None), opened)
    for side, units in plan.UNITS.items():
        parent = root
        for code, name in units.items():
            kind = government if code == plan.COUNTY_ROOT else department
            unit = open_unit(SYSTEM, UnitFields(code, name, kind, parent), opened)
            parent = unit if code == plan.COUNTY_ROOT else parent
            if side in homes:
                person = make_person(username=f"clerk-{code.lower()}", name="收发员")
                make_post(unit=unit, person=person, title="收发员", roles=[CLERK])


def settle() -> None:
    """Units of the county are at home here, although the node of the whole city is known too."""
    Node.objects.filter(pk=queries.own().pk).update(unit=Unit.objects.get(code=plan.COUNTY_ROOT))


class Clerks:
    """The acting clerk and the side of each unit that has one here, by code."""

    def __init__(self) -> None:
        posts = Post.objects.select_related("person", "unit").carrying(CLERK)
        self.by_code = {
            post.unit.code: (actor(post.person, post, "10.0.0.1"), Side(post.unit)) for post in posts
        }
        self.units = {unit.code: unit for unit in Unit.objects.all()}


class Sender:
    """Sends message after message, each in a transaction of its own; takes a few of them back at once."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.seed, self.side, self.messages = asked.seed, asked.side, asked.messages
        self.ledger = Ledger(asked.ledger)
        self.clerks = Clerks()

    def send_all(self) -> None:
        while self.ledger.count < self.messages:
            try:
                self.send(plan.message(self.seed, self.side, self.ledger.count))
            except FAILURES as fault:
                complain(fault)

    def send(self, message: plan.Message) -> None:
        by, side = self.clerks.by_code[message.sender]
        files = [self.file(message, at, size) for at, size in enumerate(message.sizes)]
        outline = Outline(
            kind=message.kind,
            subject=f"第{message.number}号：关于做好防汛工作的通知",
            main=of_units(self.clerks.units[code] for code in message.main),
            copies=of_units(self.clerks.units[code] for code in message.copies),
            body={"text": f"第{message.number}件，请做好准备。" * (1 + message.number % 40)},
            files=files,
        )
        envelope = send(by, side, outline)
        self.ledger.confirm(sent_line(message, envelope))
        if message.is_withdrawn:
            with contextlib.suppress(Refused):
                recalling.withdraw(by, side, envelope, "内容有误，撤回后重发。")

    def file(self, message: plan.Message, at: int, size: int) -> StoredFile:
        content = plan.content(self.seed, self.side, message.number, at, size)
        return receive(SYSTEM, io.BytesIO(content), f"附件{at + 1}.txt")


def sent_line(message: plan.Message, envelope: Envelope) -> dict[str, Any]:
    statement = envelope.statement
    return {
        "number": message.number,
        "uid": envelope.uid,
        "digest": envelope.digest,
        "to": {each.number: each.node for each in statement.recipients},
        "files": [each.digest for each in statement.files],
    }


class Receiver:
    """Signs for what has come, opens some of it first, returns some of it; confirms each after it is done."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.seed = asked.seed
        self.ledger = Ledger(asked.ledger)
        self.clerks = Clerks()

    def answer_for_ever(self) -> None:
        while True:
            try:
                answered = sum(self.answer(code) for code in self.clerks.by_code)
            except FAILURES as fault:
                complain(fault)
                answered = 0
            if not answered:
                time.sleep(PAUSE)

    def answer(self, code: str) -> int:
        by, side = self.clerks.by_code[code]
        unit = self.clerks.units[code]
        came = list(
            Delivery.objects.to_unit(unit).to_sign().select_related("envelope").order_by("id")[:AT_ONCE]
        )
        to_sign = [each for each in came if self.is_signed(each, by, side)]
        with contextlib.suppress(
            Refused
        ):  # one of them was withdrawn a moment ago: the next look shows which
            if to_sign:
                self.confirm(answering.sign_for(by, side, [each.pk for each in to_sign]))
        return len(came)

    def is_signed(self, delivery: Delivery, by: Any, side: Side) -> bool:
        """Whether it is to be signed for; what is not has been returned."""
        drawn = Random(f"{self.seed} {delivery.envelope.uid} {delivery.number}").random()
        if drawn < 0.05:
            with contextlib.suppress(Refused):
                self.confirm([answering.return_delivery(by, side, delivery.pk, "主送单位有误，请核对。")])
            return False
        if drawn < 0.15 and delivery.state == rules.DELIVERED:
            answering.open_delivery(by, side, delivery.pk)
        return True

    def confirm(self, deliveries: list[Delivery]) -> None:
        self.ledger.confirm(
            *({"uid": each.envelope.uid, "number": each.number, "state": each.state} for each in deliveries)
        )


def complain(fault: Exception) -> None:
    print(f"{type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
    time.sleep(PAUSE)


if __name__ == "__main__":
    main()
