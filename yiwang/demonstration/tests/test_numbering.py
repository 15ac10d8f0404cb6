"""Which document and index numbers do the documents of the demonstration bear?"""

from datetime import date

from yiwang.demonstration.numbering import Numbering


def test_numbers_grow_and_begin_again_every_year():
    numbering = Numbering()
    days = (date(2025, 1, 6), date(2025, 1, 7), date(2026, 1, 6))
    numbers = [numbering.document("云政发", day) for day in days]
    assert numbers == ["云政发〔2025〕1号", "云政发〔2025〕2号", "云政发〔2026〕1号"]


def test_a_number_is_as_far_into_the_year_as_its_day():
    assert Numbering().document("云政发", date(2026, 7, 2)) == "云政发〔2026〕19号"


def test_two_documents_of_one_day_bear_two_numbers():
    numbering = Numbering()
    day = date(2026, 7, 2)
    assert numbering.document("云政发", day) != numbering.document("云政发", day)


def test_an_index_number_names_organ_year_and_place():
    numbering = Numbering()
    assert numbering.index("990100", date(2026, 7, 2)) == "990100000/2026-00001"
    assert numbering.index("990100D01", date(2026, 7, 2)) == "990100D01/2026-00001"
    assert numbering.index("990100D01", date(2026, 7, 3)) == "990100D01/2026-00002"
