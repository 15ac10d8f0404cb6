import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.kernel.papers import typefaces
from yiwang.subsystems.approvals.certificates import actions, queries
from yiwang.subsystems.approvals.certificates.models import Certificate, Kind
from yiwang.subsystems.approvals.certificates.tests.makers import (
    BY,
    FIRM,
    PERSON,
    make_certificate,
    make_keeper,
    make_registrar,
)

pytestmark = pytest.mark.django_db
LIST = "/office/certificates/"


@pytest.fixture
def keeper(client, kind):
    post = make_keeper()
    sign_in(client, post)
    return post


@pytest.fixture
def certificate(keeper):
    return make_certificate(unit=keeper.unit, holder=PERSON)


def test_a_keeper_sees_those_of_their_unit_only(client, keeper, certificate):
    make_certificate(unit=make_unit(), holder=FIRM)
    body = client.get(LIST).content.decode()
    assert certificate.number in body
    assert "喜乐" not in body
    assert "110105********002X" in body


def test_somebody_without_the_role_does_not(client, certificate):
    sign_in(client, make_post())
    assert client.get(LIST).status_code == 409
    assert client.get(f"{LIST}{certificate.pk}/").status_code == 409


def test_a_certificate_of_another_unit_is_not_there(client, keeper):
    other = make_certificate(unit=make_unit())
    assert client.get(f"{LIST}{other.pk}/").status_code == 404
    assert client.post(f"{LIST}{other.pk}/print/").status_code == 404
    assert client.post(f"{LIST}{other.pk}/revoke/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=SP2026",
        "q=欧阳",
        "q=11010519491231002x",
        "state=valid",
        "ending=180",
        "kind=KIND",
        "kind=x&state=x",
    ],
)
def test_the_list_is_narrowed(client, keeper, certificate, on, query):
    on(2031, 1, 1)
    other = make_certificate(
        unit=keeper.unit, kind="烟草专卖零售许可证", number="YC1", valid_until=date(2040, 1, 1)
    )
    Certificate.objects.filter(pk=other.pk).update(state="revoked")
    body = client.get(f"{LIST}?{query.replace('KIND', str(certificate.kind_id))}").content.decode()
    assert certificate.number in body
    assert ("YC1" in body) == (query == "kind=x&state=x")


def test_a_long_list_is_turned_by_keyset_with_a_fixed_number_of_queries(client, keeper, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    for _ in range(3):
        make_certificate(unit=keeper.unit)
    client.get(LIST)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
        make_certificate(unit=keeper.unit)
    assert counts[0] == counts[1]
    first = client.get(LIST).context["page"]
    second = client.get(f"{LIST}?before={first.next}").context["page"]
    assert [row.number[-1] for row in first.rows + second.rows] == ["5", "4", "3", "2", "1"]
    assert second.next is None


def test_the_page_shows_the_holder_masked_until_asked(client, keeper, certificate):
    address = f"{LIST}{certificate.pk}/"
    assert "11010519491231002X" not in client.get(address).content.decode()
    assert "11010519491231002X" in client.post(f"{address}holder/").content.decode()
    assert Entry.objects.filter(act="certificates.holder_read").count() == 1


def test_deeds_are_done_from_the_page(client, keeper, certificate):
    address = f"{LIST}{certificate.pk}/"
    said = {"cancel-ground": "70.2", "cancel-text": "持证人死亡。"}
    assert client.post(f"{address}cancel/", said).status_code == 302
    body = client.get(address).content.decode()
    assert "行政许可法第70条第2项" in body
    assert "没有可办的事项" in body


@pytest.mark.parametrize(
    ("verb", "said", "words"),
    [
        ("revoke", {"revoke-text": "违法经营"}, "行政处罚决定书文号"),
        ("change", {"change-text": "申请变更"}, "没有变更任何内容"),
        ("renew", {"renew-valid_until": "2027-01-01"}, "晚于现在的有效期"),
        ("annul", {"annul-text": "理由在此"}, "请选择法定情形"),
    ],
)
def test_what_is_refused_is_said_with_what_was_typed(client, keeper, certificate, verb, said, words):
    response = client.post(f"{LIST}{certificate.pk}/{verb}/", said)
    body = response.content.decode()
    assert response.status_code == 422
    assert words in body
    assert next(iter(said.values())) in body


def test_every_deed_has_its_form(client, keeper, certificate):
    Kind.objects.update(has_checks=True)
    body = client.get(f"{LIST}{certificate.pk}/").content.decode()
    for verb in ("change", "ask_renewal", "renew", "annual_check", "suspend", "revoke", "annul", "cancel"):
        assert f"/{verb}/" in body
    assert client.post(f"{LIST}{certificate.pk}/dance/").status_code == 404


def test_a_certificate_is_entered_by_hand(client, keeper):
    said = {
        "kind": "食品经营许可证",
        "number": "JY2019001",
        "holder_kind": "organisation",
        "holder_name": FIRM.name,
        "id_kind": "credit",
        "id_number": FIRM.id_number[:-1] + "4",
        "content": "热食",
        "issued_on": "2019-01-02",
        "valid_from": "2019-01-02",
        "valid_until": "2099-12-31",
    }
    response = client.post(f"{LIST}new/", said)
    assert response.status_code == 422
    assert "校验码应为3" in response.content.decode()
    assert client.post(f"{LIST}new/", said | {"id_number": FIRM.id_number}).status_code == 302
    assert Certificate.objects.get().unit == keeper.unit


def test_only_the_registrar_changes_number_rules(client, keeper, kind):
    assert client.get(f"{LIST}kinds/{kind.pk}/").status_code == 409
    assert "食品经营许可证" in client.get(f"{LIST}kinds/").content.decode()
    sign_in(client, make_registrar())
    said = {"name": kind.name, "code": "SP", "pattern": "JY{year}", "renewal_days": "30"}
    response = client.post(f"{LIST}kinds/{kind.pk}/", said)
    assert response.status_code == 422
    assert "必须有{serial:5}" in response.content.decode()
    assert client.post(f"{LIST}kinds/{kind.pk}/", said | {"pattern": "JY{serial:6}"}).status_code == 302
    assert (
        client.post(
            f"{LIST}kinds/new/", said | {"name": "新证", "code": "XZ", "pattern": "X{serial}"}
        ).status_code
        == 302
    )
    assert Kind.objects.get(code="XZ").pattern == "X{serial}"


def test_the_list_is_taken_out_with_harmless_cells(client, keeper):
    make_certificate(unit=keeper.unit, holder=replace(FIRM, name="=HYPERLINK(1)"), content="+1")
    response = client.get(f"{LIST}export/?state=valid")
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0][:3] == ("证照编号", "证照名称", "持证人")
    assert (rows[1][2], rows[1][11]) == ("'=HYPERLINK(1)", "'+1")
    assert Entry.objects.get(act="certificates.list_export").detail == {"count": 1, "state": "valid"}


def test_too_long_a_list_is_not_taken_out(client, keeper, certificate, monkeypatch):
    monkeypatch.setattr(queries, "MOST_EXPORTED", 0)
    assert client.get(f"{LIST}export/").status_code == 409


def test_a_certificate_is_printed_and_the_record_says_by_whom(client, keeper, certificate):
    try:
        typefaces.installed()
    except Refused as refused:
        pytest.skip(refused.sentence)
    response = client.post(f"{LIST}{certificate.pk}/print/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert Entry.objects.get(act="certificates.holder_read").detail == {"reason": "打印"}


def test_renewals_wait_among_the_things_to_do(keeper, certificate, on):
    on(2030, 1, 1)
    assert queries.to_decide(keeper, 5) == []
    actions.ask_renewal(BY, certificate.pk, date(2030, 1, 1))
    (todo,) = queries.to_decide(keeper, 5)
    assert (todo.note, todo.is_late) == ("2031-02-08 到期", False)
    assert queries.to_decide(make_post(unit=keeper.unit), 5) == []
