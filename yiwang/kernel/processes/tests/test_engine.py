"""The engine against a token game of our own, and runs that go back and forth."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.processes import engine, soundness
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.engine import Machine
from yiwang.kernel.processes.journal import Entry, Journal
from yiwang.kernel.processes.reading import obstacles
from yiwang.kernel.processes.soundness import Game
from yiwang.kernel.processes.tests.documents import END, START, flow, flows, framed, step
from yiwang.kernel.processes.tests.walks import SHAPES, drawn

MOST = 25
DRAWN = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def opened(machine: Machine, told: Journal) -> list[tuple[str, int]]:
    return sorted(engine.position(machine, told).open.elements())


def done(told: Journal, place: tuple[str, int], outcome: str = "done", **data: object) -> Journal:
    number = max((entry.number for entry in told.entries), default=0) + 1
    return told.with_entry(Entry(number, *place, outcome, data))


@DRAWN
@given(shape=SHAPES, data=st.data())
def test_a_run_is_always_where_the_token_game_says_it_may_be(shape, data):
    """BPMN 2.0 (OMG formal/2011-01-03) §13: no two steps are open that the drawing forbids."""
    chosen = drawn(shape)
    assert next(obstacles.of_diagram(chosen), "") == ""
    game = Game(chosen.diagram)
    markings = soundness.explore(game)
    allowed = {tuple(game.open_steps(marking)) for marking in markings}
    machine, told = engine.machine(chosen), Journal({}, {})
    for _ in range(MOST):
        at = engine.position(machine, told)
        if at.is_ended:
            return
        places = opened(machine, told)
        assert places, "a run that has not ended has an open step"
        assert tuple(node for node, _ in places) in allowed
        flags = {field.name: data.draw(st.booleans()) for field in chosen.diagram.fields}
        told = done(told, data.draw(st.sampled_from(places)), **flags)


@DRAWN
@given(shape=SHAPES, data=st.data())
def test_what_is_taken_back_at_once_leaves_the_run_as_it_was(shape, data):
    machine, told = engine.machine(drawn(shape)), Journal({}, {})
    for _ in range(MOST):
        before = engine.position(machine, told)
        if before.is_ended:
            return
        flags = {field.name: data.draw(st.booleans()) for field in machine.diagram.fields}
        after = done(told, data.draw(st.sampled_from(opened(machine, told))), **flags)
        taken_back = engine.position(machine, after.without(after.entries[-1].number))
        assert (taken_back.open, taken_back.is_ended) == (before.open, before.is_ended)
        told = after


@DRAWN
@given(shape=SHAPES, data=st.data())
def test_whatever_step_is_taken_back_the_run_stands_where_the_drawing_lets_it(shape, data):
    chosen = drawn(shape)
    game, machine, told = Game(chosen.diagram), engine.machine(chosen), Journal({}, {})
    allowed = {tuple(game.open_steps(marking)) for marking in soundness.explore(game)} | {()}
    for _ in range(MOST):
        if told.entries and data.draw(st.booleans()):
            told = told.without(data.draw(st.sampled_from(told.entries)).number)
            skipped = engine.position(machine, told).skipped
            for index in sorted(skipped, reverse=True):
                told = told.without(told.entries[index].number)
        at = engine.position(machine, told)
        assert tuple(sorted(node for node, _ in at.open.elements())) in allowed
        assert at.is_ended == (not at.open)
        if at.is_ended:
            return
        flags = {field.name: data.draw(st.booleans()) for field in chosen.diagram.fields}
        told = done(told, data.draw(st.sampled_from(opened(machine, told))), **flags)


def test_what_is_remembered_is_what_would_be_played():
    machine, told = engine.machine(drawn(("seq", ("step",), ("+", ("step",), ("step",))))), Journal({}, {})
    while not engine.position(machine, told).is_ended:
        known, played = engine.position(machine, told), engine.played(machine, told)
        assert known == played
        assert engine.position(machine, told) is known
        told = done(told, opened(machine, told)[0])


BLOCK = "<subProcess id='block'><startEvent id='s'/><endEvent id='e'/>{inside}</subProcess>"


def test_a_block_is_left_when_everything_in_it_is_done():
    inside = '<parallelGateway id="g"/>' + step("a") + step("b") + flows("s g a e", "g b e")
    found = read(framed(START + BLOCK.format(inside=inside) + step("c") + END + flows("start block c end")))
    assert found.obstacle == ""
    machine, told = engine.machine(found.chosen), Journal({}, {})
    assert opened(machine, told) == [("a", 0), ("b", 0)]
    told = done(told, ("b", 0))
    assert opened(machine, told) == [("a", 0)]
    assert opened(machine, done(told, ("a", 0))) == [("c", 0)]


def test_a_terminating_end_closes_every_other_branch():
    body = '<parallelGateway id="g"/><endEvent id="t"><terminateEventDefinition/></endEvent>'
    found = read(framed(START + body + step("a") + step("b") + END + flows("start g a t", "g b end")))
    machine = engine.machine(found.chosen)
    assert engine.position(machine, done(Journal({}, {}), ("a", 0))).is_ended
    assert opened(machine, done(Journal({}, {}), ("b", 0))) == [("a", 0)]


SEVERAL = (
    '<extensionElements><yw:step><yw:outcome code="yes"/><yw:outcome code="no"/></yw:step>'
    "</extensionElements>"
    '<multiInstanceLoopCharacteristics isSequential="{turn}">{until}</multiInstanceLoopCharacteristics>'
)


def several(turn: str = "false", until: str = "") -> Machine:
    gateway = '<exclusiveGateway id="g" default="g-end"/>'
    drawing = START + step("m", SEVERAL.format(turn=turn, until=until)) + gateway + step("r") + END
    ways = flows("start m g end", "r end") + flow("g", "r", 'outcome == "no"')
    found = read(framed(drawing + ways))
    assert found.obstacle == ""
    return engine.machine(found.chosen)


def test_of_what_several_answer_the_gravest_counts():
    machine, told = several(), Journal({}, {"m": 3})
    assert opened(machine, told) == [("m", 0), ("m", 1), ("m", 2)]
    told = done(done(told, ("m", 2), "no"), ("m", 0), "yes")
    assert opened(machine, done(told, ("m", 1), "yes")) == [("r", 0)]
    agreed = Journal({}, {"m": 3})
    for slot in range(3):
        agreed = done(agreed, ("m", slot), "yes")
    assert engine.position(machine, agreed).is_ended


def test_seats_that_act_in_turn_are_asked_one_after_the_other():
    machine, told = several("true"), Journal({}, {"m": 2})
    assert opened(machine, told) == [("m", 0)]
    assert opened(machine, done(told, ("m", 0), "yes")) == [("m", 1)]


def test_a_condition_may_end_a_repeated_step_early():
    until = '<completionCondition>outcome == "no"</completionCondition>'
    machine, told = several(until=until), Journal({}, {"m": 3})
    assert opened(machine, done(told, ("m", 1), "yes")) == [("m", 0), ("m", 2)]
    assert opened(machine, done(told, ("m", 1), "no")) == [("r", 0)]


def test_the_engine_can_evaluate_our_conditions_and_execute_nothing():
    judge = engine.Judge({}, Journal({}, {}))
    assert [name for name in dir(judge) if "exec" in name or "call" in name] == []
    try:
        judge.evaluate(None, "__import__('os')")
    except (KeyError, AttributeError):
        return
    raise AssertionError("an expression that nobody read was evaluated")
