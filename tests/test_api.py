"""Does the interface for programs describe itself, refuse in one shape, and survive whatever comes?"""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import include, path
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from yiwang.api import interface
from yiwang.kernel.exchange import hooks
from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.kernel.systems import scopes
from yiwang.kernel.systems.tests.makers import make_token, make_told

EVERYTHING = sorted(scopes.declared())

urlpatterns = [path("api/v1/", include("yiwang.api")), path("", include("yiwang.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.test_api")]
SCHEMA, DOCS = "/api/v1/openapi.json", "/api/v1/docs"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(autouse=True)
def _fresh():
    hooks.register()
    cache.clear()


def operations(schema: dict[str, Any]):
    for address, methods in schema["paths"].items():
        for method, details in methods.items():
            yield method, address, details


def refs(node: Any):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs(value)


def test_the_description_is_a_whole_openapi_document(client):
    """OpenAPI 3.1: every reference leads somewhere, every parameter of a path is declared, ids are unique."""
    response = client.get(SCHEMA)
    schema = response.json()
    assert schema["openapi"].startswith("3.1")
    assert (schema["info"]["title"], schema["info"]["version"]) == ("一网 API", "1")
    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert set(refs(schema)) <= known
    ids = [details["operationId"] for _, _, details in operations(schema)]
    assert len(ids) == len(set(ids)) >= 12
    keys = [key for key, _ in json.loads(response.content, object_pairs_hook=list)]
    assert len(keys) == len(set(keys))
    for method, address, details in operations(schema):
        assert method in METHODS
        declared = {each["name"] for each in details["parameters"] if each["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", address))
        assert {"401", "403", "404", "409", "422", "429"} <= set(details["responses"])
        assert any(code.startswith("2") for code in details["responses"])
        assert details["security"] == [{"Bearer": []}]
        assert details["x-scope"] in EVERYTHING
        assert details["summary"]
    assert schema["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


def test_people_read_it_on_a_page_without_scripts_from_anywhere(client):
    response = client.get(DOCS)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<script" not in text
    assert "//cdn" not in text
    assert "script-src 'self'" in response["Content-Security-Policy"]
    for expected in (
        "POST /api/v1/exchange/envelopes",
        "exchange.unit_mail",
        "代办本单位的收发件",
        "X-Yiwang-Signature",
        "exchange.signed",
        "Idempotency-Key",
        "主送",
        "必填",
        "main[].unit",
        "items[].sender.name",
        "从此编号之后",
    ):
        assert expected in text
    anchors = set(re.findall(r'href="#([^"]+)"', text)) - {"content"}
    assert anchors <= set(re.findall(r'id="([^"]+)"', text))


def in_shape(response, status):
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/json")
    told = response.json()
    assert set(told) == {"error", "field"}
    return told


@pytest.mark.parametrize("address", ["", "nothing", "nothing/", "exchange", "exchange/envelopes/a/b/c"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_is_none_is_refused_in_the_same_shape(client, address, method):
    in_shape(getattr(client, method)(f"/api/v1/{address}"), 404)


def test_a_method_that_is_none_is_refused_in_the_same_shape(client):
    response = client.delete("/api/v1/exchange/envelopes")
    assert "GET" in in_shape(response, 405)["error"]
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}


def test_every_operation_is_closed_without_a_token(client):
    for method, address, _ in operations(client.get(SCHEMA).json()):
        response = getattr(client, method)(re.sub(r"{\w+}", "1", address))
        assert "Authorization" in in_shape(response, 401)["error"]
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing(client):
    from yiwang.kernel.exchange.tests.makers import make_clerk
    from yiwang.kernel.organizations.tests.makers import sign_in

    sign_in(client, make_clerk())
    in_shape(client.get("/api/v1/exchange/envelopes"), 401)


def test_programs_need_no_csrf_token():
    _, secret = make_token(scopes=EVERYTHING)
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(
        "/api/v1/exchange/envelopes",
        "{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert in_shape(response, 422)["field"] == "kind"


def test_too_many_calls_are_told_when_to_come_again(client):
    _, secret = make_token(scopes=EVERYTHING, calls_per_minute=1)
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/exchange/kinds", headers=headers).status_code == 200
    response = client.get("/api/v1/exchange/kinds", headers=headers)
    in_shape(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "请提供"),
        (b"{", "JSON"),
        (b"\xff\xfe\xff", "JSON"),
        (b"nothing", "JSON"),
        (b'{"subject": NaN}', "NaN"),
        (b'{"subject": -Infinity}', "Infinity"),
        (b'{"subject": "\\ud800"}', "控制字符"),
        (b'{"subject": "a\\u0000b"}', "控制字符"),
        (b'{"\\u0001": 1}', "控制字符"),
        (b"[" * 100_000, "JSON"),
        (b'{"body":' + b"[" * 40 + b"]" * 40 + b"}", "嵌套"),
        (b'{"subject": ' + b"9" * 5_000 + b"}", "JSON"),
        (b"[]", "JSON 对象"),
        (b'"x"', "JSON 对象"),
    ],
)
def test_a_body_that_is_no_fit_json_is_refused(client, body, why):
    _, secret = make_token(scopes=EVERYTHING)
    response = client.post(
        "/api/v1/exchange/envelopes",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert response.status_code in {400, 422}
    assert why in in_shape(response, response.status_code)["error"]


def test_control_characters_in_parameters_are_refused(client):
    _, secret = make_token(scopes=EVERYTHING)
    headers = {"Authorization": f"Bearer {secret}"}
    in_shape(client.get("/api/v1/exchange/units?q=%00", headers=headers), 400)
    assert client.get("/api/v1/exchange/units?q=%F0%9F%98%80", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n" + b"a" * 50],
)
def test_a_broken_form_is_refused(client, content):
    _, secret = make_token(scopes=EVERYTHING)
    headers = {"Authorization": f"Bearer {secret}"}
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
        response = client.generic("POST", "/api/v1/exchange/files", content, kind, headers=headers)
        assert response.status_code in {400, 409}
        in_shape(response, response.status_code)


KNOWN = [
    "",
    "a" * 32,
    "YZ",
    "exchange.document",
    "9" * 30,
    "2026-01-01",
    "机密★5年",
    "\x01",
    "../..",
    "' OR 1=1 --",
]
TEXT = st.one_of(st.sampled_from(KNOWN), st.text(max_size=40))
WHOLE = st.integers(min_value=-(1 << 70), max_value=1 << 70)
SCALARS = st.one_of(st.none(), st.booleans(), WHOLE, st.floats(allow_nan=False, allow_infinity=False), TEXT)
JSON = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(TEXT, SCALARS, max_size=3))
DESCRIPTION = json.loads(json.dumps(interface.get_openapi_schema(path_prefix="/api/v1/")))
MODELS = DESCRIPTION["components"]["schemas"]


def values_for(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, now and then anything."""
    return st.integers(0, 4).flatmap(lambda dice: JSON if dice == 0 else fitting(schema))


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        schema = MODELS[schema["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in schema:
        return st.one_of(*(fitting(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return st.dates().map(str)
    match schema.get("type"):
        case "integer":
            return st.integers(schema.get("minimum", -5), min(schema.get("maximum", 99), 1 << 62))
        case "array":
            return st.lists(values_for(schema.get("items", {})), max_size=3)
        case "object" if "properties" in schema:
            fields, required = schema["properties"], set(schema.get("required", ()))
            return st.fixed_dictionaries(
                {name: values_for(fields[name]) for name in fields if name in required},
                optional={name: values_for(fields[name]) for name in fields if name not in required},
            )
        case "object":
            return st.dictionaries(TEXT, SCALARS, max_size=3)
        case "string":
            return TEXT
    return JSON


def calls_of(details: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Parameters by their place, and a body."""
    places: dict[str, dict[str, st.SearchStrategy[Any]]] = {"path": {}, "query": {}, "header": {}}
    for parameter in details["parameters"]:
        places[parameter["in"]][parameter["name"]] = values_for(parameter["schema"]).map(written)
    body = details.get("requestBody", {}).get("content", {}).get("application/json")
    return st.fixed_dictionaries(
        {
            "path": st.fixed_dictionaries(places["path"]),
            "query": st.fixed_dictionaries({}, optional=places["query"]),
            "header": st.fixed_dictionaries({}, optional=places["header"]),
            "body": values_for(body["schema"]) if body else st.just(None),
        }
    )


def written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    """As part of an address: percent-encoded, never empty."""
    return quote(text.encode("utf-8", "replace"), safe="") or "0"


def called(client: Client, method: str, address: str, call: dict[str, Any], secret: str):
    for name, text in call["path"].items():
        address = address.replace(f"{{{name}}}", quoted(text))
    query = "&".join(f"{name}={quoted(text)}" for name, text in call["query"].items())
    headers = {name: text.encode("ascii", "replace").decode() for name, text in call["header"].items()}
    body = b"" if call["body"] is None else json.dumps(call["body"]).encode()
    headers["Authorization"] = f"Bearer {secret}"
    return client.generic(method.upper(), f"{address}?{query}", body, "application/json", headers=headers)


@pytest.mark.parametrize(
    ("method", "address", "details"),
    [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in operations(DESCRIPTION)],
)
def test_no_operation_answers_garbage_with_an_error_of_its_own(client, method, address, details):
    """Called with what its schema asks for and with anything else, it answers what it says it may answer."""
    make_root()
    _, secret = make_token(make_told(), scopes=EVERYTHING, calls_per_minute=6_000)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(call=calls_of(details))
    def answered(call):
        cache.clear()
        response = called(client, method, address, call, secret)
        assert str(response.status_code) in details["responses"], (call, response.content)
        if response.status_code >= 400:
            assert set(response.json()) == {"error", "field"}

    answered()
