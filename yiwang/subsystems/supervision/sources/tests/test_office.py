"""Do the pages of sources, imports and records show what they should, to whom they should?"""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.models import Oversight
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.supervision.sources import integration, registry, rules
from yiwang.subsystems.supervision.sources.models import Connection, Import, Record
from yiwang.subsystems.supervision.sources.tests import makers
from yiwang.subsystems.supervision.watching import rules as watching
from yiwang.subsystems.supervision.watching import sweep

pytestmark = pytest.mark.django_db
ROOT = "/office/supervision/sources/"


@pytest.fixture
def keeper(client):
    post = makers.make_keeper()
    sign_in(client, post)
    return post


def upload(client: Client, deed: str, rows: list[dict], **more: str):
    content = json.dumps(rows, ensure_ascii=False).encode()
    file = SimpleUploadedFile("采购.json", content, "application/json")
    return client.post(f"{ROOT}medicine/import/", {"deed": deed, "file": file, **more})


def kept(response) -> dict[str, str]:
    """The token by which the form keeps the file."""
    return {"file_kept": response.context["form"].fields["file"].kept.token}


def test_the_list_has_one_line_for_each_source_and_one_list_of_warnings(client, keeper):
    makers.make_record("trading", bidders=["甲公司"], bids="")
    sweep.sweep(now())
    page = client.get(ROOT).content.decode()
    for source in registry.registered().values():
        assert source.label in page
    assert "招标项目投标人不足" in page
    assert "暂无记录" in page


def test_a_source_whose_subsystem_is_not_there_is_not_connected():
    source = next(iter(registry.registered().values()))
    state = integration.State(source, None, None, date(2026, 11, 27))
    assert (state.label, state.tone, state.is_silent) == ("未接入", "empty", False)


def test_the_list_asks_a_fixed_number_of_queries(client, keeper, django_assert_max_num_queries):
    for _ in range(30):
        makers.make_record("trading", bidders=["甲公司"], bids="")
    sweep.sweep(now())
    client.get(ROOT)
    with django_assert_max_num_queries(24):
        client.get(ROOT)


def test_a_file_is_tried_kept_and_taken_in(client, keeper):
    rows = [makers.given("medicine"), makers.given("medicine", unit_price="=1+1")]
    tried = upload(client, "try", rows)
    assert "没有保存" in tried.content.decode()
    assert not Record.objects.exists()
    fetched = client.post(f"{ROOT}medicine/import/", {"deed": "rejections", **kept(tried)})
    assert fetched["Content-Type"].startswith("text/csv")
    assert "'=1+1" in fetched.content.decode()
    taken = client.post(f"{ROOT}medicine/import/", {"deed": "take", **kept(tried)}, follow=True)
    page = taken.content.decode()
    assert "退回的行" in page
    assert Record.objects.count() == 1
    imported = Import.objects.get()
    assert (imported.state, imported.name) == (rules.DONE, "采购.json")
    assert "采购.json" in client.get(f"{ROOT}imports/?source=medicine").content.decode()
    listed = client.get(f"{ROOT}imports/{imported.pk}/rejections.csv").content.decode()
    assert "单价（元）" in listed


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"\xff\xfe\x00", "无法识别"),
        ("a.csv", "别的,表头\n1,2".encode(), "缺少"),
        ("a.csv", b"a\x00b", "无法识别"),
        ("a.xlsx", b"PK\x03\x04", "."),
        ("a.csv", b"", "空"),
    ],
)
@pytest.mark.parametrize("deed", ["try", "take"])
def test_a_file_that_is_none_is_answered_with_a_sentence(client, keeper, name, content, sentence, deed):
    file = SimpleUploadedFile(name, content)
    response = client.post(f"{ROOT}medicine/import/", {"deed": deed, "file": file}, follow=True)
    assert response.status_code in {200, 422}
    assert sentence in response.content.decode()
    assert not Record.objects.exists()


def test_the_empty_table_that_is_offered_can_be_read_again(client, keeper):
    head = client.get(f"{ROOT}medicine/template.csv").content.decode("utf-8-sig")
    row = ",".join("x" for _ in head.split(","))
    file = SimpleUploadedFile("a.csv", f"{head}{row}\n".encode("gb18030"))
    tried = client.post(f"{ROOT}medicine/import/", {"deed": "try", "file": file})
    assert tried.context["outcome"].rejected == 1
    assert tried.context["outcome"].stopped == ""


def test_an_import_is_undone_on_its_page_with_a_reason(client, keeper):
    imported = makers.make_record("medicine").imported
    address = f"{ROOT}imports/{imported.pk}/"
    assert "撤销这次导入" in client.get(address).content.decode()
    assert client.post(f"{address}undo/", {"reason": ""}).status_code == 422
    client.post(f"{address}undo/", {"reason": "报错了文件"})
    assert not Record.objects.exists()
    assert "报错了文件" in client.get(address).content.decode()


def test_the_page_of_an_import_from_which_something_was_found_offers_no_undoing(client, keeper):
    imported = makers.make_record("trading", bidders=["甲公司"], bids="").imported
    sweep.sweep(now())
    page = client.get(f"{ROOT}imports/{imported.pk}/").content.decode()
    assert "不能撤销" in page
    assert "undo/" not in page


def test_records_are_narrowed_and_show_what_was_found(client, keeper):
    makers.make_record("trading", section_number="BD-A", bidders=["甲公司"], bids="")
    makers.make_record("trading", section_number="BD-B", awarded_on="2026-01-01")
    sweep.sweep(now())

    def shown(**asked: str) -> list[str]:
        page = client.get(f"{ROOT}trading/records/", asked)
        return [row.key for row, _ in page.context["rows"]]

    assert shown() == ["BD-A", "BD-B"]
    assert shown(found="1") == ["BD-A"]
    assert shown(q="BD-B") == ["BD-B"]
    assert shown(since="2026-02-01") == ["BD-A"]
    assert shown(until="2026-02-01") == ["BD-B"]
    assert shown(since="昨天") == ["BD-A", "BD-B"]
    assert "招标项目投标人不足" in client.get(f"{ROOT}trading/records/").content.decode()


def test_the_list_of_records_asks_a_fixed_number_of_queries(client, keeper, django_assert_max_num_queries):
    makers.make_records("trading", [makers.given("trading", bidders=["甲公司"], bids="") for _ in range(60)])
    sweep.sweep(now())
    client.get(f"{ROOT}trading/records/")
    with django_assert_max_num_queries(16):
        client.get(f"{ROOT}trading/records/?found=1")


def test_a_record_shows_its_evidence_and_what_was_changed(client, keeper):
    row = makers.given("medicine", unit_price="20", reference_price="10")
    makers.make_records("medicine", [row])
    sweep.sweep(now())
    new = makers.make_records("medicine", [{**row, "unit_price": "21"}])[0]
    page = client.get(new.address).content.decode()
    assert "20.00元÷10.00元＝200.00%" in page
    assert "上一版：20.00元" in page
    assert "第2版（本页）" in page


def test_a_supervisor_sees_the_records_of_the_watched_units_and_nobody_elses(client):
    watched, other = make_unit(), make_unit()
    seen, unseen = makers.make_record("trading", watched), makers.make_record("trading", other)
    post = make_post(roles=[watching.SUPERVISOR])
    Oversight.objects.create(unit=post.unit, over=watched, ground="分工", began_at=now())
    sign_in(client, post)
    assert [row.pk for row, _ in client.get(f"{ROOT}trading/records/").context["rows"]] == [seen.pk]
    assert client.get(seen.address).status_code == 200
    assert client.get(unseen.address).status_code == 404
    assert client.get(f"{ROOT}imports/{unseen.imported_id}/").status_code == 404
    assert client.get(f"{ROOT}medicine/import/").status_code == 409


def test_a_supervisor_opens_the_import_of_a_watched_unit_where_its_record_leads(client):
    keeper = make_post(unit=make_unit(), roles=[rules.KEEPER])
    row = makers.given("trading", keeper.unit)
    (record,) = makers.make_records("trading", [row], keeper)
    post = make_post(roles=[watching.SUPERVISOR])
    Oversight.objects.create(unit=post.unit, over=keeper.unit, ground="分工", began_at=now())
    sign_in(client, post)
    address = f"{ROOT}imports/{record.imported_id}/"
    assert address in client.get(record.address).content.decode()
    assert client.get(address).status_code == 200


def test_whose_record_another_unit_brought_reads_it_without_a_way_to_the_file(client):
    record = makers.make_record("trading", owner := make_unit())
    sign_in(client, make_post(unit=owner, roles=[watching.SUPERVISOR]))
    assert f"imports/{record.imported_id}/" not in client.get(record.address).content.decode()


def test_the_unit_that_answers_for_a_source_reads_all_its_records_and_no_others(client):
    post = make_post(unit=make_unit(), roles=[rules.KEEPER])
    makers.connect("trading", post.unit)
    read, unread = makers.make_record("trading", make_unit()), makers.make_record("medicine", make_unit())
    sign_in(client, post)
    assert client.get(read.address).status_code == 200
    assert client.get(unread.address).status_code == 404


def test_who_may_set_rules_says_who_answers_for_a_source(client, keeper):
    unit = make_unit(name="市卫生健康委员会")
    assert "谁负责" in client.get(f"{ROOT}medicine/").content.decode()
    client.post(f"{ROOT}medicine/", {"unit": unit.name, "silent_days": "5"})
    held = Connection.objects.get(source="medicine")
    assert (held.unit_id, held.silent_days) == (unit.pk, 5)
    assert client.post(f"{ROOT}medicine/", {"unit": unit.name, "silent_days": "0"}).status_code == 422
    assert "市卫生健康委员会" in client.get(f"{ROOT}medicine/").content.decode()


def test_a_supervisor_who_may_not_set_rules_is_not_asked_and_not_heard(client):
    sign_in(client, make_post(roles=[watching.SUPERVISOR]))
    unit = make_unit()
    assert "谁负责" not in client.get(f"{ROOT}medicine/").content.decode()
    client.post(f"{ROOT}medicine/", {"unit": unit.name, "silent_days": "5"})
    assert not Connection.objects.exists()


@pytest.mark.parametrize("code", ["approvals", "documents", "construction"])
def test_every_source_has_its_page(client, keeper, code):
    assert client.get(f"{ROOT}{code}/").status_code == 200


@pytest.mark.parametrize(
    "address", ["nothing/", "approvals/import/", "approvals/records/", "nothing/records/"]
)
def test_what_is_no_source_of_records_is_not_found(client, keeper, address):
    assert client.get(f"{ROOT}{address}").status_code == 404


def test_a_stranger_in_office_without_the_right_sees_no_source(client):
    sign_in(client, make_post())
    assert client.get(ROOT).status_code == 409
