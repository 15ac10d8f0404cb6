"""What changes a definition or a run? One name each for those who call from above."""

from yiwang.kernel.processes.actions.publishing import add_version, put_in_force
from yiwang.kernel.processes.actions.returns import add_step, remove_step, send_back, take_back
from yiwang.kernel.processes.actions.runs import Finished, cancel, finish, nodes_of, outcomes_of, start
from yiwang.kernel.processes.actions.steps import assign, claim, move, release
from yiwang.kernel.processes.rules import Seat, Subject

__all__ = [
    "Finished",
    "Seat",
    "Subject",
    "add_step",
    "add_version",
    "assign",
    "cancel",
    "claim",
    "finish",
    "move",
    "nodes_of",
    "outcomes_of",
    "put_in_force",
    "release",
    "remove_step",
    "send_back",
    "start",
    "take_back",
]
