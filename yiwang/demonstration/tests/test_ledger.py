"""Which units, people and columns does the demonstration city have?"""

import re
from collections import Counter

from yiwang.demonstration import ledger
from yiwang.demonstration.founding import MERGED
from yiwang.demonstration.people import people
from yiwang.kernel.organizations import roles


def test_the_city_has_ten_counties_and_a_hundred_and_twenty_townships():
    units = list(ledger.units())
    places = Counter(len(unit.code) for unit in units if unit.kind == "government")
    assert places == {6: 11, 9: 120}  # the city itself is one of the eleven


def test_the_city_has_forty_five_departments_and_one_that_was_merged():
    departments = [unit for unit in ledger.units() if unit.kind == "department"]
    assert len([unit for unit in departments if unit.short_name not in MERGED]) == 45
    assert len(departments) == 46


def test_no_code_name_or_document_mark_is_given_twice():
    units = list(ledger.units())
    for values in ([unit.code for unit in units], [unit.short_name for unit in units]):
        assert len(values) == len(set(values))
    marks = [unit.document_mark for unit in units if unit.document_mark]
    assert len(marks) == len(set(marks))


def test_every_parent_comes_first_and_was_there_first():
    seen = {}
    for unit in ledger.units():
        assert not unit.parent or seen[unit.parent].opened_on <= unit.opened_on, unit.name
        seen[unit.code] = unit


def test_the_prefix_of_the_codes_belongs_to_no_real_province():
    assert all(unit.code.startswith("99") for unit in ledger.units())


def test_the_tree_has_seven_main_columns_and_some_forty_below():
    columns = ledger.columns()
    assert len([column for column in columns if not column.parent]) == 7
    assert 40 <= len([column for column in columns if column.parent]) <= 50
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", column.slug) for column in columns)


def test_every_column_has_a_unit_that_answers_for_it():
    known = {unit.short_name for unit in ledger.units()}
    assert {column.unit for column in ledger.columns()} <= known


def test_every_declared_role_has_a_person_and_every_person_a_unit():
    units = list(ledger.units())
    everybody = people(units)
    held = {role for person in everybody for role in person.roles}
    assert held == {role for role in roles.declared() if not role.startswith("tests_")}
    assert {person.unit for person in everybody} <= {unit.short_name for unit in units}


def test_the_three_administrators_are_three_people():
    administrators = [role.code for role in roles.declared().values() if role.is_administrator]
    holders = {role: [] for role in administrators}
    for person in people(list(ledger.units())):
        for role in set(person.roles) & set(administrators):
            holders[role].append(person.username)
            assert person.roles == (role,)
    assert [len(names) for names in holders.values()] == [1, 1, 1]


def test_no_account_and_no_name_is_given_twice():
    everybody = people(list(ledger.units()))
    assert len({person.username for person in everybody}) == len(everybody)
    assert len({person.name for person in everybody}) == len(everybody)
