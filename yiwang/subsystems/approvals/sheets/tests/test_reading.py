"""Is a form read as it was meant, and everything that is none refused by name?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import reading, writing
from yiwang.subsystems.approvals.sheets.fields import Kind
from yiwang.subsystems.approvals.sheets.tests.makers import schema, sheet


def test_every_kind_of_field_is_read():
    kinds = {field.key: field.kind for field in sheet().fields}
    assert set(kinds.values()) == set(Kind)
    assert (kinds["promise"], kinds["has_gas"]) == (Kind.CONSENT, Kind.YES_NO)
    assert (kinds["dishes"], kinds["staff"]) == (Kind.CHOICES, Kind.ROWS)


def test_what_is_read_is_written_as_the_same_form():
    once = writing.settled(schema())
    assert reading.read(once) == sheet()
    assert writing.settled(once) == once


def test_the_order_stays_though_the_keys_of_an_object_have_none():
    settled = writing.settled(schema())
    settled["properties"] = dict(sorted(settled["properties"].items()))
    assert [field.key for field in reading.read(settled).fields] == [field.key for field in sheet().fields]


def test_fields_stand_in_their_groups():
    assert [group.title for group, _ in sheet().sections()] == ["", "经营场所"]


@pytest.mark.parametrize(
    ("about", "keyword"),
    [
        ({"type": "string", "$ref": "#/x"}, "$ref"),
        ({"type": "string", "contentEncoding": "base64"}, "contentEncoding"),
        ({"type": "string", "default": "x"}, "default"),
        ({"type": "null"}, "type"),
        ({"type": ["string", "null"]}, "type"),
        ({"type": "object", "properties": {}}, "type"),
        ({"type": "string", "format": "uri"}, "format"),
        ({"type": "string", "minLength": -1}, "minLength"),
        ({"type": "string", "maxLength": True}, "maxLength"),
        ({"type": "string", "maxLength": 100_000}, "maxLength"),
        ({"type": "string", "minLength": 9, "maxLength": 3}, "minLength"),
        ({"type": "string", "enum": []}, "enum"),
        ({"type": "string", "enum": ["a", "a"]}, "enum"),
        ({"type": "string", "enum": [1, 2]}, "enum"),
        ({"type": "string", "enum": ["a"], "pattern": "a"}, "pattern"),
        ({"type": "string", "pattern": "(a+)+$"}, "pattern"),
        ({"type": "string", "pattern": "["}, "pattern"),
        ({"type": "string", "pattern": 3}, "pattern"),
        ({"type": "integer", "multipleOf": 5}, "multipleOf"),
        ({"type": "integer", "minimum": 5, "maximum": 1}, "minimum"),
        ({"type": "number", "minimum": float("inf")}, "minimum"),
        ({"type": "boolean", "const": False}, "const"),
        ({"type": "array", "items": {"type": "string"}}, "enum"),
        ({"type": "array", "items": {"type": "integer"}}, "type"),
        ({"type": "array", "items": {"type": "object", "properties": {}}}, "properties"),
        ({"type": "array", "items": {"type": "object", "properties": {"a": {"type": "array"}}}}, "items"),
        ({"type": "array", "prefixItems": []}, "prefixItems"),
        ({"type": "string", "x-yiwang": {"onclick": "x"}}, "x-yiwang.onclick"),
        ({"type": "string", "x-yiwang": {"widget": "html"}}, "x-yiwang.widget"),
        ({"type": "string", "x-yiwang": {"source": "everything"}}, "x-yiwang.source"),
        ({"type": "string", "x-yiwang": {"identifier": "fingerprint"}}, "x-yiwang.identifier"),
        ({"type": "string", "x-yiwang": {"was": ["A B"]}}, "x-yiwang.was"),
        ({"type": "string", "title": "长" * 61}, "title"),
    ],
)
def test_what_a_form_cannot_ask_is_refused_by_its_keyword(about, keyword):
    with pytest.raises(Refused) as refused:
        sheet(odd=about)
    assert keyword in refused.value.sentence
    assert "odd" in refused.value.sentence


def test_rows_do_not_hold_rows():
    inner = {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "string"}}}}
    with pytest.raises(Refused, match="明细里不能再有"):
        sheet(odd={"type": "array", "items": {"type": "object", "properties": {"a": inner}}})


@pytest.mark.parametrize(
    ("change", "keyword"),
    [
        ({"type": "array"}, "type"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "$schema"),
        ({"additionalProperties": True}, "additionalProperties"),
        ({"required": ["nobody"]}, "required"),
        ({"allOf": []}, "allOf"),
        ({"$defs": {}}, "$defs"),
        ({"x-yiwang": {"order": ["nobody"]}}, "order"),
        ({"x-yiwang": {"groups": []}}, "place"),
        ({"x-yiwang": {"groups": [{"key": "a"}, {"key": "a"}]}}, "key"),
        ({"properties": {"Name": {"type": "string"}}, "required": []}, "Name"),
        ({"properties": {f"f{n}": {"type": "string"} for n in range(121)}, "required": []}, "properties"),
    ],
)
def test_what_a_form_is_not_is_refused(change, keyword):
    with pytest.raises(Refused) as refused:
        reading.read({**schema(), **change})
    assert keyword in refused.value.sentence


@pytest.mark.parametrize("thing", [None, [], "x", 3, {}, {"type": "object", "properties": []}])
def test_what_is_no_schema_at_all_is_refused(thing):
    with pytest.raises(Refused):
        reading.read(thing)


@pytest.mark.parametrize(
    "pattern", ["^(a|aa)+$", "(a*)*b", r"(\d)\1", "(?=a)b", "a*a*a*b", "x" * 121, "(a{2})*", "(?P<n>a)"]
)
def test_a_pattern_that_may_take_for_ever_is_refused(pattern):
    with pytest.raises(Refused, match="pattern"):
        sheet(odd={"type": "string", "pattern": pattern})


@pytest.mark.parametrize("pattern", [r"^\d{6}$", "^(鲁|苏)[A-Z][A-Z0-9]{5}$", r"^[\)\]+*]+$", r"^\(\d+\)$"])
def test_a_plain_pattern_is_taken(pattern):
    assert sheet(odd={"type": "string", "pattern": pattern}).field("odd").pattern == pattern
