"""Does what is told of supervision name only units, people, rules and deeds that there are?"""

from yiwang.demonstration import ledger
from yiwang.demonstration.catalogue.texts import entries
from yiwang.demonstration.people import RESPONDER, is_supervised, people
from yiwang.demonstration.supervision import complaints, orders
from yiwang.demonstration.supervision.told import HANDLER, LEADER, told
from yiwang.subsystems.supervision.board import scheme
from yiwang.subsystems.supervision.cards import rules as cards
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.sources import registry as sources
from yiwang.subsystems.supervision.watching import registry

UNITS = {unit.short_name: unit for unit in ledger.units()}
NAMES = {unit.name for unit in UNITS.values()}
COMPANIES = {"云泽市水务投资有限公司"}


def test_whoever_supervises_and_brings_records_has_the_role_for_it():
    roles = {person.username: person.roles for person in people(list(UNITS.values()))}
    assert roles[LEADER] == ("supervision_leader",)
    assert roles[HANDLER] == ("supervision_handler",)
    assert {roles[supplied.keeper] for supplied in told().source} == {("supervision_source_keeper",)}


def test_somebody_answers_for_every_unit_that_is_supervised():
    answered = {person.unit for person in people(list(UNITS.values())) if RESPONDER in person.roles}
    assert answered == {unit.short_name for unit in UNITS.values() if is_supervised(unit)}


def test_every_unit_is_in_the_ledger_but_the_company_whose_rows_are_rejected():
    named = {unit for supplied in told().source for unit in supplied.units}
    assert named - NAMES == COMPANIES
    assert {said.unit for said in told().complaint} <= NAMES
    ordered = {unit for said in told().order for unit in (said.lead, *said.joint)}
    assert ordered | {each.unit for each in (*told().source, *told().exemption)} <= set(UNITS)


def test_every_rule_source_item_and_line_is_there():
    named = {said.code for said in told().rule} | {said.finding for said in told().order if said.finding}
    assert named <= set(registry.registered())
    assert {supplied.code for supplied in told().source} == set(sources.imported())
    items = {said.item for said in (*told().complaint, *told().threshold) if said.item}
    assert items <= {entry.name for entry in entries()}
    assert {said.line for said in told().exemption} <= {line.code for line in scheme.declared().lines}


def test_every_deed_is_one_that_can_be_done():
    assert {step[1] for said in told().complaint for step in said.steps} <= set(complaints.DEEDS)
    assert {step[1] for said in told().order for step in said.steps} <= set(orders.DEEDS)
    assert {said.about for said in told().complaint} <= set(rules.ABOUT)
    assert {said.source for said in told().order} <= set(rules.SOURCES)
    assert {fate.decision for fate in told().fate} <= {"", cards.CONFIRM, cards.CANCEL}
    assert {fate.verdict for fate in told().fate} <= {"", cards.UPHOLD, cards.OVERTURN}


def test_nothing_is_told_of_days_that_are_still_to_come():
    told_of = (*told().complaint, *told().order)
    assert all(step[0] <= said.back for said in told_of for step in said.steps)
