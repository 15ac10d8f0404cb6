"""Which files hang on the articles of the demonstration?"""

import csv
import io

import pytest
from openpyxl import load_workbook

from yiwang.demonstration import attachments


@pytest.mark.parametrize("name", sorted(attachments.TABLES))
def test_a_file_has_the_same_bytes_every_time(name):
    first = attachments.attached(name)
    attachments.attached.cache_clear()
    assert attachments.attached(name) == first


@pytest.mark.parametrize("name", sorted(attachments.OPEN_DATA))
def test_open_data_can_be_read_by_programs(name):
    _, content = attachments.attached(name)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 50


def test_a_table_opens_in_a_spreadsheet():
    _, content = attachments.attached("indicators")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.max_row == 11  # a head and ten counties
    assert sheet["A2"].value == "澄湖区"


def test_the_code_table_lists_every_place_of_the_city():
    _, content = attachments.attached("divisions")
    assert content.decode("utf-8-sig").count("\n") == 1 + 1 + 10 + 120
