import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField, receiving
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_docx, make_pdf, make_picture

pytestmark = pytest.mark.django_db
ZHANG = Actor(person="张三", person_id=7)
LI = Actor(person="李四", person_id=8)


class LetterForm(forms.Form):
    title = forms.CharField(label="标题")
    material = UploadField(label="材料", kinds=DOCUMENTS)
    picture = UploadField(label="照片", kinds=IMAGES, required=False)


def sent(by: Actor = ZHANG, *, file: bytes | None = None, name: str = "通知.pdf", **data: str) -> LetterForm:
    files = {"material": SimpleUploadedFile(name, file)} if file is not None else {}
    form = receiving(LetterForm(data, files), by=by)
    form.is_valid()
    return form


def token_in(form: forms.Form) -> str:
    found = re.search(r'name="material_kept" value="([^"]+)"', str(form["material"]))
    return found[1] if found else ""


def test_a_form_cleans_to_the_stored_file():
    form = sent(file=make_pdf(), title="标题")
    assert form.errors == {}
    assert form.cleaned_data["material"] == StoredFile.objects.get()
    assert form.cleaned_data["picture"] is None


def test_an_upload_is_kept_while_the_rest_is_wrong():
    wrong = sent(file=make_pdf(), title="")
    assert list(wrong.errors) == ["title"]
    assert "已上传：通知.pdf" in str(wrong["material"])
    right = sent(title="标题", material_kept=token_in(wrong))
    assert right.errors == {}
    assert right.cleaned_data["material"] == StoredFile.objects.get()


def test_a_newer_upload_replaces_the_kept_one_and_a_refused_one_does_not():
    token = token_in(sent(file=make_pdf(), title=""))
    replaced = sent(file=make_docx(), name="新.docx", title="标题", material_kept=token)
    assert replaced.cleaned_data["material"].name == "新.docx"
    refused = sent(file=b"<html>", name="网页.pdf", title="标题", material_kept=token)
    assert refused.errors == {"material": ["“网页.pdf”的扩展名是 pdf，内容是网页（HTML），不能上传。"]}
    assert token_in(refused)
    assert "通知.pdf" in str(refused["material"])


def test_a_refusal_stands_beside_its_field_and_a_missing_file_is_asked_for():
    assert sent(file=make_picture(), name="a.jpg", title="标题").errors == {
        "material": ["这里只能上传文档，“a.jpg”是JPEG 图片。"]
    }
    assert sent(title="标题").errors == {"material": ["请选择文件。"]}


@pytest.mark.parametrize(
    "tamper", [lambda token: token[:-1] + "x", lambda token: "x", lambda token: token * 2]
)
def test_a_token_that_was_not_given_out_is_worth_nothing(tamper):
    token = token_in(sent(file=make_pdf(), title=""))
    assert sent(title="标题", material_kept=tamper(token)).errors == {
        "material": ["先前上传的文件已失效，请重新选择。"]
    }


def test_a_token_is_worth_nothing_to_somebody_else_or_for_another_kind():
    token = token_in(sent(file=make_pdf(), title=""))
    assert "material" in sent(LI, title="标题", material_kept=token).errors
    assert "picture" in sent(file=make_pdf(), title="标题", picture_kept=token).errors


def test_a_token_ends_after_two_days(monkeypatch):
    import time

    token = token_in(sent(file=make_pdf(), title=""))
    later = time.time() + 2 * 86_400 + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert "material" in sent(title="标题", material_kept=token).errors


def test_a_quarantined_upload_says_so_in_the_form():
    form = sent(file=make_docx({"word/vbaProject.bin": b"x"}), name="a.docm", title="")
    assert "已隔离：含有宏代码" in str(form["material"])


def test_the_input_offers_the_extensions_of_its_kinds():
    html = str(LetterForm()["picture"])
    assert ".jpg" in html
    assert ".pdf" not in html
    assert "required" not in html
    assert "required" in str(LetterForm()["material"])
