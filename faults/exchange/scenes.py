"""What is done to the installations: killed, their clocks moved, their network cut, their disks filled?"""

import time
from collections.abc import Callable
from random import Random

from faults.exchange import plan
from faults.exchange.progress import LEAP, Sent, drain, say
from faults.exchange.stage import Stage

TICK = 0.05
DAY = 86_400.0
# Between two kills, so that the next process comes as far as doing something (real seconds).
APART = (0.15, 1.6)
LONGEST_FLOW = 3600.0
# Before a clock goes wrong: no certificate is so young that it would not have been issued yet.
AGE_DAYS = 10
STUCK = "SELECT count(*) FROM nodes_parcel WHERE state = 'stuck'"
# Days of the week on which the folders of the ferry are not even mounted.
UNMOUNTED = {2, 3, 4}


def flow(stage: Stage, messages: int, kills: int) -> None:
    """Messages flow while somebody is killed at random moments, as often as asked, over the whole of it."""
    stage.employ()
    stage.connect()
    stage.begin_sending("flow", messages)
    shares = stage.shares(messages)
    expected = messages + plan.recipients(stage.seed("flow"), shares)
    chance = Random(f"{stage.asked.seed} {stage.carrier} kills")
    due = sorted(chance.uniform(0.01, 0.95) * expected for _ in range(kills))
    kill_while_flowing(stage, Sent(stage, "flow"), due, chance)
    drain(stage, "flow")


def kill_while_flowing(stage: Stage, sent: Sent, due: list[float], chance: Random) -> None:
    """Each kill when so many messages and answers were confirmed, and a random moment after that."""
    began = told_at = moved_at = time.monotonic()
    seen = 0
    next_at = began + chance.uniform(*APART)
    while due and time.monotonic() - began < LONGEST_FLOW:
        stage.company.keep()
        now, moment = sent.now(), time.monotonic()
        if now != seen:
            seen, moved_at = now, moment
        is_quiet = moment - moved_at > 3
        if is_quiet:
            stage.leap(LEAP)
            moved_at = moment
        if now >= due[0] and moment >= next_at and (killed := stage.company.kill_one(chance)):
            due.pop(0)
            next_at = moment + chance.uniform(*APART)
            if "worker" in killed.name:
                stage.leap(LEAP)
        if moment - told_at > 10:
            told_at = moment
            say(stage, f"flow: {now} confirmed, {stage.company.kills.total()} killed")
        time.sleep(TICK)


def clock(stage: Stage, messages: int) -> None:
    """The clock of one side is two days behind for a while, then two days ahead.

    Each time it is put right, and work goes on at once: the messages of before and those of after arrive.
    """
    installation = stage.installations[stage.sides[-1]]
    stage.leap(AGE_DAYS * DAY)
    for scene, days in (("back", -2), ("ahead", 2)):
        say(stage, f"clock: {days:+} days on {installation.side}")
        installation.clock.leap(days * DAY)
        stage.begin_sending(scene, messages)
        keep_for(stage, 12)
        installation.clock.leap(-days * DAY)
        stage.begin_sending(f"{scene}-after", messages)
        drain(stage, f"clock {scene}")


def week(stage: Stage, messages: int) -> int:
    """Seven days without network, day by day; then everything arrives. How many were stuck before it came."""
    stage.cut()
    stuck = 0
    for day in range(7):
        stage.begin_sending(f"day{day}", messages // 7)
        if day in UNMOUNTED:
            stage.unmount()
        for _ in range(4):
            stage.leap(DAY / 4)
            keep_for(stage, 2)
        stage.mount()
        each = [installation.asked(STUCK)[0] for installation in stage.installations.values()]
        stuck += sum(each)
        say(stage, f"week: day {day + 1} is over, {sum(each)} stuck")
    stage.connect()
    drain(stage, "week")
    return stuck


def disk(stage: Stage, messages: int) -> str:
    """The disk of one side is full for a while, then that of the ferry. By which means."""
    stage.begin_sending("disk", messages)
    sent = Sent(stage, "disk")
    for room in stage.rooms():
        until(stage, lambda: sent.now() > messages // 8)
        say(stage, f"disk: {room.place.name} is full ({room.means})")
        room.fill()
        keep_for(stage, 10)
        room.empty()
        say(stage, f"disk: {room.place.name} has room again")
    drain(stage, "disk")
    return " and ".join(sorted({room.means for room in stage.rooms()}))


def keep_for(stage: Stage, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stage.company.keep()
        time.sleep(TICK)


def until(stage: Stage, condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        stage.company.keep()
        time.sleep(TICK)
