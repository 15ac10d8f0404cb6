"""How do programs hand in files and fetch them?"""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange import hooks
from yiwang.kernel.exchange.tests.programs import delivered, letter, make_program, refusal
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import EICAR, make_pdf
from yiwang.kernel.organizations.tests.makers import make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    hooks.register()
    cache.clear()


def test_a_file_is_uploaded_and_sent_and_fetched_again_by_its_digest():
    program, other = make_program(), make_program()
    content = make_pdf()
    response = program.upload(content, "通知.pdf")
    assert response.status_code == 201, response.content.decode()
    uploaded = response.json()
    digest = hashlib.sha256(content).hexdigest()
    assert (uploaded["digest"], uploaded["state"], uploaded["notice"]) == (digest, "clean", "")
    sent = delivered(program, other.system, files=[uploaded["key"]])
    for reader in (program, other):
        told = reader.get(f"/envelopes/{sent['uid']}").json()
        assert told["files"] == [{"digest": digest, "size": len(content), "name": "通知.pdf"}]
        fetched = reader.get(f"/envelopes/{sent['uid']}/files/{digest}")
        assert b"".join(fetched.streaming_content) == content
        assert fetched["Content-Type"] == "application/pdf"
    address = f"/envelopes/{sent['uid']}/files"
    refusal(make_program().get(f"{address}/{digest}"), 404)
    refusal(program.get(f"{address}/{'0' * 64}"), 404)
    refusal(program.get(f"{address}/x"), 404)


def test_a_part_of_a_file_is_fetched():
    program, content = make_program(), make_pdf()
    key = program.upload(content, "通知.pdf").json()["key"]
    sent = delivered(program, make_unit(), files=[key])
    address = f"/envelopes/{sent['uid']}/files/{hashlib.sha256(content).hexdigest()}"
    part = program.client.get(
        f"/api/v1/exchange{address}", headers={**program.headers(), "Range": "bytes=5-9"}
    )
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == content[5:10]


def test_a_form_upload_is_taken_too():
    program = make_program()
    response = program.client.post(
        "/api/v1/exchange/files",
        {"file": SimpleUploadedFile("通知.pdf", make_pdf())},
        headers=program.headers(),
    )
    assert response.status_code == 201, response.content.decode()
    assert response.json()["name"] == "通知.pdf"
    for files in ({}, {"other": SimpleUploadedFile("a.pdf", make_pdf())}):
        empty = program.client.post("/api/v1/exchange/files", files, headers=program.headers())
        refusal(empty, 400)


def test_the_same_key_with_the_file_uploaded_again_gives_the_same_envelope():
    program, unit, content = make_program(), make_unit(), make_pdf()
    keys = [program.upload(content, "通知.pdf").json()["key"] for _ in range(2)]
    sent = [delivered(program, unit, files=[key], headers={"Idempotency_Key": "k"})["uid"] for key in keys]
    assert sent[0] == sent[1]


def test_a_file_is_sent_by_nobody_but_the_system_that_uploaded_it():
    program, other = make_program(), make_program()
    key = program.upload(make_pdf(), "通知.pdf").json()["key"]
    for wrong in (key[:-1] + ("A" if key[-1] != "A" else "B"), "garbage", "", "WzEsMV0:abc"):
        assert (
            refusal(program.post("/envelopes", letter(make_unit(), files=[wrong])), 409)["field"] == "files"
        )
    assert refusal(other.post("/envelopes", letter(make_unit(), files=[key])), 409)["field"] == "files"


def test_an_upload_is_good_for_two_days():
    program = make_program()
    key = program.upload(make_pdf(), "通知.pdf").json()["key"]
    StoredFile.objects.update(received_at=shifted(now(), days=-3))
    assert "重新上传" in refusal(program.post("/envelopes", letter(make_unit(), files=[key])), 409)["error"]


def test_what_is_empty_of_another_kind_or_nameless_is_not_taken():
    program = make_program()
    refusal(program.upload(b"", "空.pdf"), 409)
    refusal(program.upload(b"MZ\x90\x00" + b"\0" * 400, "程序.pdf"), 409)
    refusal(program.upload(make_pdf(), ""), 400)


def test_a_quarantined_upload_says_so_and_is_not_sent(settings, monkeypatch):
    program = make_program()
    uploaded = program.upload(EICAR, "说明.txt").json()
    StoredFile.objects.update(state="quarantined", reason="含有病毒")
    told = refusal(program.post("/envelopes", letter(make_unit(), files=[uploaded["key"]])), 409)
    assert told["field"] == "files"


def test_a_file_over_the_limit_is_413_before_it_is_read(settings):
    settings.FILES_MAX_MB = dict.fromkeys(settings.FILES_MAX_MB, 0)
    program = make_program()
    assert "上限" in refusal(program.upload(make_pdf(), "通知.pdf"), 413)["error"]
    form = program.client.post(
        "/api/v1/exchange/files",
        {"file": SimpleUploadedFile("通知.pdf", make_pdf())},
        headers=program.headers(),
    )
    refusal(form, 413)


def test_a_request_over_the_limit_is_413(settings):
    program = make_program()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    refusal(program.post("/envelopes", letter(make_unit(), subject="长" * 900)), 413)
    settings.FILES_MAX_REQUEST_MB = 0
    form = program.client.post(
        "/api/v1/exchange/files",
        {"file": SimpleUploadedFile("通知.pdf", make_pdf())},
        headers=program.headers(),
    )
    refusal(form, 413)
