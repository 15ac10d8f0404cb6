"""When does a gateway on which several flows meet move?

The engine's own joins count what arrived in an earlier turn of a loop again. Ours follow BPMN 2.0 §13.3
(OMG formal/2011-01-03): every arrival is used up by the firing that it let happen.
"""

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

USED = "used"
MOVING = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class ParallelJoin(ParallelGateway):
    """Moves once something arrived on every flow."""

    def _check_threshold_unstructured(self, my_task: Task) -> bool:
        return len({task.parent.task_spec.name for task in arrivals(self, my_task)}) == len(set(self._inputs))

    def _run_hook(self, my_task: Task) -> bool:
        use_up(self, my_task)
        return True


class InclusiveJoin(InclusiveGateway):
    """Moves once nothing is under way that could arrive only on a flow on which nothing arrived."""

    def _check_threshold_unstructured(self, my_task: Task) -> bool:
        arrived = {task.parent.task_spec.name for task in arrivals(self, my_task)}
        empty = [name for name in self._inputs if name not in arrived]
        before = _before(self, empty) - _before(self, list(arrived))
        return not any(
            task.task_spec.name in before
            for task in my_task.workflow.tasks.values()
            if _is_under_way(task, self)
        )

    def _run_hook(self, my_task: Task) -> bool:
        use_up(self, my_task)
        matches, defaults = self._get_matching_outputs(my_task)
        if not (matches or defaults):
            raise WorkflowTaskException("no way out", task=my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


def arrivals(join: TaskSpec, my_task: Task) -> list[Task]:
    """Everything that arrived and let no firing happen yet."""
    return [
        task
        for task in my_task.workflow.tasks.values()
        if task.task_spec is join
        and task.parent.state == TaskState.COMPLETED
        and USED not in task.internal_data
    ]


def use_up(join: TaskSpec, my_task: Task) -> None:
    """One arrival of each flow, the oldest; two on one flow make two firings."""
    used = set()
    for task in arrivals(join, my_task):
        if task.parent.task_spec.name not in used:
            used.add(task.parent.task_spec.name)
            task.internal_data[USED] = True


def _is_under_way(task: Task, join: TaskSpec) -> bool:
    if task.task_spec is join:
        return False
    is_about_to_begin = task.has_state(TaskState.DEFINITE_MASK) and task.parent.state == TaskState.COMPLETED
    return task.has_state(MOVING) or (task.parent is not None and is_about_to_begin)


def _before(join: TaskSpec, names: list[str]) -> set[str]:
    """Every specification from which one of the names is reached without passing the join."""
    found: set[str] = set()
    waiting = list(names)
    for name in waiting:
        if name != join.name and name not in found:
            found.add(name)
            waiting.extend(join._wf_spec.task_specs[name]._inputs)
    return found
