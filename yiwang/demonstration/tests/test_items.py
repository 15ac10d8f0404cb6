"""Are the items of the demonstration city whole, lawful and as many as real cities had?"""

from collections import Counter

import pytest

from yiwang.demonstration import ledger
from yiwang.demonstration.catalogue.elements import documents
from yiwang.demonstration.catalogue.texts import entries
from yiwang.kernel.processes import shipped
from yiwang.subsystems.approvals.items import documents as written
from yiwang.subsystems.approvals.items import themes

UNFILLED_AT_TIMES = {
    *("promised_limit", "legal_limit", "special_procedures", "cooperating", "fees", "fee_basis", "renewal"),
    *("visit_reason", "project", "stage", "licence", "area", "has_fee", "is_paid_online", "is_published"),
    *("is_joint", "is_on_terminals", "needs_project_code", "visits"),
}


def test_a_round_left_304_of_313_items_of_45_organs():
    assert (len(entries()), len(documents())) == (313, 313)
    ended = Counter(entry.round.act for entry in entries() if entry.round)
    assert ended.total() == 313 - 304
    assert set(ended) == {"cancel", "merge", "delegate"}
    assert len({entry.unit for entry in entries()}) == 45


def test_what_was_merged_names_an_item_that_stays():
    stay = {entry.name for entry in entries() if not entry.round}
    assert {entry.round.into for entry in entries() if entry.round and entry.round.into} <= stay


def test_every_standard_process_of_approval_is_used():
    used = {entry.process for entry in entries()}
    assert used == {"immediate", "promised", "reported_up", "parallel"}
    assert used <= set(shipped.KEYS)


def test_the_five_fields_and_at_least_twenty_five_themes_have_items():
    found = {theme for document in documents().values() for theme in document["themes"]}
    kinds = themes.shipped()
    assert len(found) >= 25
    assert {"field.education", "field.health", "field.employment"} <= found
    assert {"field.housing", "field.transport"} <= found
    assert found <= set(kinds)


@pytest.mark.parametrize("key", ["code", "handling_code", "item_code", "local_code", "name"])
def test_no_code_and_no_name_is_given_twice(key):
    values = [document[key] for document in documents().values()]
    assert len(values) == len(set(values))


def test_every_element_is_filled_and_fits_the_others():
    for name, document in documents().items():
        assert not written.judged(document).faults, name
        empty = {key for key, value in document.items() if value in (None, "", [], {})}
        assert empty <= UNFILLED_AT_TIMES, name


def test_every_unit_that_takes_part_is_one_of_the_city():
    known = {unit.code for unit in ledger.units()}
    named = {seat.get("unit") for document in documents().values() for seat in document["seats"]} - {None}
    assert named <= known
    assert {document["unit"] for document in documents().values()} <= known
