"""How do programs report records?"""

import json
from typing import Any

import pytest
from django.test import Client

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.organizations.tests.makers import make_root, make_unit
from yiwang.kernel.systems.tests.makers import make_system, make_token
from yiwang.subsystems.supervision.sources import programs, rules
from yiwang.subsystems.supervision.sources.models import Import, Record
from yiwang.subsystems.supervision.sources.tests import makers

pytestmark = [
    pytest.mark.django_db,
]


@pytest.fixture
def secret() -> str:
    _, secret = make_token(make_system(unit=make_root()), scopes=[rules.SCOPE])
    return secret


def call(secret: str, method: str, address: str, told: Any = None) -> Any:
    body = None if told is None else json.dumps(told)
    return Client().generic(
        method,
        f"/api/v1/supervision{address}",
        body or "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def report(secret: str, rows: list[Any], **more: Any) -> Any:
    return call(secret, "POST", "/records/", {"source": "medicine", "records": rows, **more})


def test_records_come_in_and_the_same_again_changes_nothing(secret):
    row = makers.given("medicine")
    first, again = report(secret, [row]), report(secret, [row])
    assert (first.status_code, first.json()["added"], first.json()["state"]) == (201, 1, rules.DONE)
    assert (again.json()["added"], again.json()["same"]) == (0, 1)
    assert Record.objects.count() == 1
    read = call(secret, "GET", f"/records/imports/{first.json()['id']}/")
    assert read.json() == first.json()
    assert Entry.objects.filter(act="sources.records_import").count() == 2


def test_a_changed_record_is_a_new_version(secret):
    row = makers.given("medicine")
    report(secret, [row])
    assert report(secret, [{**row, "数量": 7, "quantity": 8}]).json()["changed"] == 1
    assert Record.objects.count() == 2


def test_what_is_wrong_is_listed_and_the_rest_comes_in(secret):
    rows = [makers.given("medicine", unit_price="x"), makers.given("medicine")]
    told = report(secret, rows).json()
    assert (told["added"], told["rejected"]) == (1, 1)
    assert told["rejections"] == [
        {"row": 1, "field": "单价（元）", "value": "x", "sentence": "应为数字，现为“x”。"}
    ]


def test_a_trial_writes_nothing(secret):
    told = report(secret, [makers.given("medicine")], is_trial=True).json()
    assert (told["id"], told["added"], told["state"]) == (None, 1, "trial")
    assert not Import.objects.exists()


def test_a_system_reports_of_its_own_units_only():
    unit = make_unit()
    _, secret = make_token(make_system(unit=unit), scopes=[rules.SCOPE])
    told = report(secret, [makers.given("medicine", unit), makers.given("medicine")]).json()
    assert (told["added"], told["rejected"]) == (1, 1)
    assert "负责单位" in told["rejections"][0]["sentence"]


def test_another_units_import_is_not_told(secret):
    number = report(secret, [makers.given("medicine")]).json()["id"]
    _, other = make_token(make_system(), scopes=[rules.SCOPE])
    assert call(other, "GET", f"/records/imports/{number}/").status_code == 404
    assert call(secret, "GET", f"/records/imports/{2**70}/").status_code in {404, 422}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"source": "approvals", "records": [{}]}, 409),
        ({"source": "medicine", "records": []}, 422),
        ({"source": "medicine", "records": [{}] * (programs.MOST_AT_ONCE + 1)}, 422),
        ({"source": "medicine", "records": ["x"]}, 422),
        ({"source": "medicine", "records": [{"order": "a\u0000b"}]}, 400),
    ],
)
def test_a_wrong_request_is_answered_with_a_sentence(secret, told, status):
    response = call(secret, "POST", "/records/", told)
    assert response.status_code == status
    assert response.json()["error"]


def test_a_token_without_the_scope_is_not_let_in():
    _, secret = make_token(scopes=["exchange.read"])
    assert call(secret, "GET", "/sources/").status_code == 403


def test_the_sources_say_their_fields(secret):
    told = {each["code"]: each for each in call(secret, "GET", "/sources/").json()}
    assert set(told) == {"construction", "medicine", "trading"}
    assert told["medicine"]["key"] == ["unit", "order"]
    method = next(each for each in told["trading"]["fields"] if each["code"] == "method")
    assert "公开招标" in method["kind"]
