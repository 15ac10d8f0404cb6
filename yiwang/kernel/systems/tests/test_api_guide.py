from yiwang.kernel.systems import api_guide

SCHEMA = {
    "info": {"title": "接口", "version": "1", "description": "说明。"},
    "components": {
        "schemas": {
            "Letter": {
                "required": ["subject"],
                "properties": {
                    "subject": {"type": "string", "title": "标题"},
                    "urgency": {"enum": ["normal", "urgent"], "type": "string", "title": "紧急程度"},
                    "due": {
                        "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
                        "title": "期限",
                    },
                    "main": {"type": "array", "items": {"$ref": "#/components/schemas/To"}, "title": "主送"},
                },
            },
            "To": {"properties": {"unit": {"type": "string", "title": "单位代码"}}},
        }
    },
    "paths": {
        "/api/v1/letters/{id}": {
            "post": {
                "summary": "发送",
                "tags": ["公文"],
                "x-scope": "test.write",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer", "title": "编号"},
                    }
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Letter"}}}
                },
                "responses": {409: {}, 201: {"description": "Created"}},
            }
        }
    },
}


def test_operations_are_told_by_tag_with_their_scope_in_words():
    guide = api_guide.written(SCHEMA)
    operation = guide.groups["公文"][0]
    assert (operation.method, operation.path) == ("POST", "/api/v1/letters/{id}")
    assert (operation.scope, operation.scope_label) == ("test.write", "填报")
    assert operation.anchor == "post--api-v1-letters-id"
    assert operation.outcome == []
    assert "test.happened" in guide.happenings


def test_fields_are_told_with_kind_choices_and_what_is_inside_them():
    operation = api_guide.written(SCHEMA).groups["公文"][0]
    rows = {row.name: row for row in operation.given}
    assert list(rows) == ["subject", "urgency", "due", "main", "main[].unit"]
    assert rows["subject"].is_required
    assert rows["urgency"].note == "可填：normal、urgent"
    assert rows["due"].kind == "日期或空"
    assert rows["main"].kind == "列表"
    assert rows["main[].unit"].title == "单位代码"
    assert [(row.name, row.kind, row.is_required) for row in operation.parameters] == [("id", "整数", True)]
