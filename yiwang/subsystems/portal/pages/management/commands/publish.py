"""``yiwang publish``: makes the files of public pages that are missing or no longer true."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.portal.pages import making, mode
from yiwang.subsystems.portal.pages.actions import crossing, following, remaking
from yiwang.subsystems.portal.pages.actions.entering import enter_all
from yiwang.subsystems.portal.pages.models import Page

WIDTH = 40
FOR_EVER = float("inf")


class Command(BaseCommand):
    help = "Make every public page that is missing or stale; may be stopped and started again at any moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="make every page anew")
        parser.add_argument(
            "--send-again", action="store_true", help="send every page to the outer zone once more"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if not mode.are_files():
            raise CommandError("YIWANG_PAGES is memory: there are no files to make.")
        following.hear()
        if options["send_again"]:
            crossing.send_all_again(SYSTEM)
        if options["all"]:
            remaking.remake_all(SYSTEM, None)
        else:
            enter_all()
        due = Page.objects.stale().count() + Page.objects.rested(now()).count()
        done = 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            if not options["json"] and self.stdout.isatty():
                self._draw(done, due)

        try:
            made = making.make_due(sys.maxsize, seconds=FOR_EVER, at_once=making.IN_BULK, told=told)
        except OSError as fault:
            raise CommandError(f"The disk takes no more: {fault}. Start again to go on.") from fault
        faulty = Page.objects.faulty().count()
        if options["json"]:
            self.stdout.write(json.dumps({"made": made, "faulty": faulty}))
        else:
            self.stdout.write(f"{made} pages made, {faulty} could not be made.")
        if faulty:
            sys.exit(1)

    def _draw(self, done: int, due: int) -> None:
        share = min(done / due, 1) if due else 1
        bar = "#" * int(share * WIDTH)
        self.stdout.write(f"\r[{bar:<{WIDTH}}] {done}/{due}", ending="\n" if done >= due else "")
        self.stdout.flush()
