"""Does a replay that is killed, wherever, end as one that nobody disturbed?"""

import json
from collections import Counter
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from yiwang.demonstration import approving, deeds, replaying
from yiwang.demonstration.approving import APPLY, Turn
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.cataloguing import cataloguing
from yiwang.demonstration.clock import acting
from yiwang.demonstration.founding import founding
from yiwang.demonstration.management.commands.replay import _alone
from yiwang.demonstration.models import Replay
from yiwang.demonstration.plans import SHARES
from yiwang.demonstration.replaying import replay
from yiwang.demonstration.resuming import ENTRIES
from yiwang.demonstration.tests.makers import A_SUNDAY, make_days, undone
from yiwang.kernel.audit import events
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.approvals.applications.models import Paper, Telling

pytestmark = pytest.mark.django_db

ORGANS = 1  # whose items are in the library
YEAR = {"cases": 8, "seed": 9074, "span": 40}  # few cases, and yet nearly every deed
COLUMNS = ("title", "state", "outcome", "rating", "opened_at", "accepted_at", "decided_at", "closed_at")


class KilledError(Exception):
    """Stands for SIGKILL: nobody catches it."""


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker, tmp_path_factory):
    """Units, people and a few items for all tests below."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        undone(),
    ):
        days, cast = make_days(), Cast()
        listed = list(cataloguing(cast, days))[: 1 + ORGANS]
        with acting() as clock:
            for act in [*founding(cast, days), *listed]:
                clock.perform(act)
        yield


@pytest.fixture
def city(library, monkeypatch):
    """That library on a fixed day, filled by one test."""
    monkeypatch.setattr(replaying, "today", lambda: A_SUNDAY)
    with undone():
        yield


@pytest.fixture(scope="module")
def undisturbed(library):
    """What a replay leaves that nobody kills."""
    with pytest.MonkeyPatch.context() as patch, undone():
        patch.setattr(replaying, "today", lambda: A_SUNDAY)
        replay(**YEAR)
        return state()


def state():
    """Everything that a replay leaves, without the numbers that the database gives."""
    return {
        "cases": list(Case.objects.order_by("number").values_list("number", *COLUMNS)),
        "papers": list(Paper.objects.order_by("number").values_list("number", "pdf__blob", "docx__blob")),
        "acts": Counter(Entry.objects.exclude(act="files.file_receive").values_list("act", flat=True)),
        "submissions": Submission.objects.count(),
        "untold": Telling.objects.filter(told_at=None).count(),
        "limits": Counter(Clock.objects.values_list("subject_kind", "due_at", "outcome").order_by()),
        "played": list(Replay.objects.get().played.order_by("number").values_list("number", "receipt")),
    }


def killing(monkeypatch, module, name, times, *, is_after=False):
    """The so-manieth times that function is called, whoever calls it dies before it, or behind it."""
    called, whole = count(1), getattr(module, name)

    def deadly(*args, **kwargs):
        is_deadly = next(called) in times
        if is_deadly and not is_after:
            raise KilledError
        done = whole(*args, **kwargs)
        if is_deadly:
            raise KilledError
        return done

    monkeypatch.setattr(module, name, deadly)


def replayed():
    """Begun again until it comes to its end; how often it was killed."""
    killed = 0
    while True:
        try:
            replay(**YEAR)
        except KilledError:
            killed += 1
        else:
            return killed


@pytest.mark.parametrize(
    ("module", "name", "times", "is_after"),
    [
        pytest.param(approving, "cross", range(6, 200, 6), False, id="the deed is done, nobody heard of it"),
        pytest.param(approving, "cross", range(8, 200, 8), True, id="everything is done and not marked"),
        pytest.param(deeds, "_finish", range(2, 200, 2), True, id="agreed, not decided"),
        pytest.param(deeds.cases, "grant_extension", [1], False, id="asked for more time, not granted"),
    ],
)
def test_wherever_it_is_killed_it_ends_as_if_nobody_had(
    undisturbed, city, monkeypatch, module, name, times, is_after
):
    killing(monkeypatch, module, name, times, is_after=is_after)
    assert replayed() > 0
    assert state() == undisturbed


def test_what_is_undisturbed_has_every_case_and_the_deeds_that_take_several_transactions(undisturbed):
    assert len(undisturbed["cases"]) == len(undisturbed["played"]) == YEAR["cases"]
    assert undisturbed["untold"] == 0
    acts = {act for turn in ENTRIES.values() for act in turn}
    assert {"cases.case_decide", "cases.case_ask", "cases.extension_grant"} <= acts & set(undisturbed["acts"])


def test_the_record_names_what_every_deed_leaves():
    assert {act for acts in ENTRIES.values() for act in acts} <= set(events.declared())
    assert {APPLY, "accept", "decide", "deliver"} <= set(ENTRIES)


def test_another_year_waits_until_the_first_is_finished(city, monkeypatch):
    killing(monkeypatch, approving, "cross", [5])
    with pytest.raises(KilledError):
        replay(**YEAR)
    with pytest.raises(Refused, match="--cases 8 --seed 9074 --days 40"):
        replay(**{**YEAR, "seed": 6})


def test_a_city_that_has_changed_meanwhile_is_not_filled_on(city, monkeypatch):
    killing(monkeypatch, approving, "cross", [5])
    with pytest.raises(KilledError):
        replay(**YEAR)
    monkeypatch.setitem(SHARES, "granted", SHARES["granted"] + 400)
    with pytest.raises(Refused, match="有了变化"):
        replay(**YEAR)


def test_a_second_year_has_applicants_of_its_own(city):
    first, _ = replay(cases=3, seed=1, span=20)
    second, year = replay(cases=3, seed=1, span=20)
    assert second.first == first.first + 3
    assert {act.matter.number for act in year.acts if isinstance(act, Turn)} == {1_003, 1_004, 1_005}


def test_the_command_says_how_far_it_came_and_what_it_cost(city, capsys):
    call_command("replay", "approvals", "--cases", "4", "--days", "20", "--json")
    told = capsys.readouterr()
    figures = json.loads(told.out)
    assert sum(each["cases"] for each in figures["endings"].values()) == 4
    assert figures["statements_per_case"] > 10
    assert figures["peak_mb"] > 10
    assert "4/4件" in told.err.splitlines()[-1]


def test_two_processes_do_not_fill_a_city_at_once():
    with _alone(), pytest.raises(CommandError, match="另一个进程"):
        call_command("replay", "approvals", "--cases", "4")
