import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from yiwang.kernel.organizations.tests.makers import make_unit, sign_in
from yiwang.subsystems.approvals.items.models import Implementation
from yiwang.subsystems.approvals.items.tables import writing
from yiwang.subsystems.approvals.items.tests.makers import make_document, make_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(client):
    made = make_unit()
    sign_in(client, make_editor(made))
    return made


def upload(client, content: bytes, deed: str, name: str = "items.xlsx"):
    return client.post(reverse("items:import"), {"deed": deed, "file": SimpleUploadedFile(name, content)})


def test_a_workbook_is_tried_then_taken_in(client, unit):
    content = writing.workbook([make_document(unit=unit.code), make_document(unit=unit.code)])
    tried = upload(client, content, "try").content.decode()
    assert "试导入结果（没有保存）" in tried
    assert not Implementation.objects.exists()
    assert upload(client, content, "take").url == reverse("items:library")
    assert Implementation.objects.count() == 2


def test_what_is_rejected_is_listed_and_fetched_as_a_workbook(client, unit):
    wrong = make_document(unit=unit.code, name="=坏事项", promised_limit={"number": 25})
    content = json.dumps([wrong, make_document(unit=unit.code)]).encode()
    shown = upload(client, content, "take", "items.json").content.decode()
    assert "不能长于法定办结时限" in shown
    assert Implementation.objects.count() == 1
    fetched = upload(client, content, "rejections", "items.json")
    rows = list(load_workbook(BytesIO(fetched.content)).active.iter_rows(values_only=True))
    assert rows[0] == ("位置", "实施编码", "要素", "填写内容", "原因")
    assert rows[1][:3] == ("第1个事项", wrong["code"], "承诺办结时限")


def test_the_file_stays_between_trying_and_taking(client, unit):
    content = writing.workbook([make_document(unit=unit.code)])
    shown = upload(client, content, "try").content.decode()
    token = shown.split('name="file_kept" value="')[1].split('"')[0]
    client.post(reverse("items:import"), {"deed": "take", "file_kept": token})
    assert Implementation.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a workbook", "文件不是Excel工作簿"), (b"[1]", "事项的列表"), (b"", "请选择文件")],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(client, unit, content, words):
    response = upload(client, content, "take", "items.json")
    assert response.status_code == 422
    assert words in response.content.decode() or "空" in response.content.decode()


def test_the_template_has_a_sheet_for_each_part_and_its_notes(client, unit):
    book = load_workbook(BytesIO(client.get(reverse("items:template")).content))
    assert book.sheetnames[:3] == ["事项", "设定依据", "申请材料"]
    assert book.sheetnames[-2:] == ["常见问题", "填写说明"]
