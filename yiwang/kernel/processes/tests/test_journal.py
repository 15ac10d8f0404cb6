import json

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import journal
from yiwang.kernel.processes.journal import Entry, Journal

TOLD = Journal(
    data={"amount": 3},
    seats={"cooperate": 3},
    entries=(Entry(1, "accept", 0, "accepted"), Entry(2, "cooperate", 1, "agreed", {"amount": 4})),
    more={("cooperate", 0): 4},
)


def test_what_is_written_is_read_again():
    assert journal.read(journal.written(TOLD)) == TOLD
    assert TOLD.facts() == {"amount": 4}


def test_a_journal_is_small():
    told = Journal({}, {}, tuple(Entry(number, "review", 0, "passed") for number in range(1, 6)))
    assert len(journal.written(told)) < 150


def test_a_journal_of_format_1_is_read_by_every_later_version():
    """What the first version wrote, letter for letter: runs outlive upgrades."""
    stored = (
        '{"format":1,"done":[[1,"accept",0,"accepted"],[2,"cooperate",1,"agreed",{"amount":4}]],'
        '"data":{"amount":3},"seats":{"cooperate":3},"more":[["cooperate",0,4]]}'
    )
    assert journal.read(stored) == TOLD


def test_a_journal_of_a_later_format_is_refused_rather_than_misread():
    stored = json.dumps({"format": 2, "done": []})
    with pytest.raises(Refused, match=r"格式（2）不是本版本认识的（1）"):
        journal.read(stored)


def test_the_numbers_of_steps_are_no_part_of_the_story():
    renumbered = Journal({}, {}, (Entry(7, "accept", 0, "accepted"),))
    assert renumbered.story() == Journal({}, {}, (Entry(1, "accept", 0, "accepted"),)).story()
    assert renumbered.story() != Journal({}, {}, (Entry(7, "accept", 0, "declined"),)).story()
