"""A text survives the table of versions whole."""

from datetime import date

from yiwang.subsystems.portal import text as texts
from yiwang.subsystems.portal.text import Attributes, Text

FULL = Text(
    title="关于印发《办法》的通知",
    column_id=3,
    body="<p>各县（区）人民政府：</p>",
    kind="document",
    more_column_ids=(4, 5),
    cover_id=9,
    cover_alt="会场",
    files=((7, "附件1.pdf"), (8, "附件2.xlsx")),
    attributes=Attributes(number="云政办〔2026〕1号", written_on=date(2026, 1, 5), disclosure="主动公开"),
)


def test_a_text_comes_back_from_json_as_it_went():
    assert texts.of_json(texts.as_json(FULL)) == FULL


def test_a_text_stored_before_a_field_existed_gets_its_default():
    stored = texts.as_json(FULL)
    del stored["subtitle"], stored["attributes"]["copies"]
    stored["a_field_of_the_past"] = "x"
    assert texts.of_json(stored) == FULL
