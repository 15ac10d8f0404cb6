"""Does the form of a submission keep machines out, contacts right and what was typed?"""

import pytest

from yiwang.kernel.files.forms import receiving
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.forms import SupplementForm
from yiwang.kernel.intake.gate import by
from yiwang.kernel.intake.tests.makers import NoteForm, make_file

pytestmark = pytest.mark.django_db


def filled(**changes) -> NoteForm:
    return NoteForm({"token": codes.new_token(), **changes})


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("138 1234 5678", "13812345678"),
        ("0379-63230001", "0379-63230001"),
        ("(0379)63230001", "037963230001"),
    ],
)
def test_a_phone_number_is_taken_as_people_write_it(phone, kept):
    form = filled(contact_phone=phone)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["contact_phone"] == kept


@pytest.mark.parametrize("phone", ["12345", "一三八", "1381234567", "138123456789"])
def test_a_phone_number_that_can_be_none_is_refused_beside_its_field(phone):
    assert "电话号码的写法不对" in str(filled(contact_phone=phone).errors["contact_phone"])


def test_an_address_that_can_be_none_is_refused_beside_its_field():
    assert "电子邮箱的写法不对" in str(filled(contact_email="zhang").errors["contact_email"])


def test_who_fills_in_what_nobody_sees_is_asked_again_rather_than_dropped():
    form = filled(website="http://spam.example")
    assert not form.is_valid()
    assert "再次点击提交" in str(form.non_field_errors())


def test_a_form_without_token_gets_a_new_one_that_holds():
    form = NoteForm({"token": "old"})
    assert not form.is_valid()
    assert "再次点击提交" in str(form.non_field_errors())
    assert NoteForm({"token": form.token_value}).is_valid()


def test_a_form_keeps_its_token_over_a_mistake():
    form = filled(contact_phone="x")
    assert form.token_value == form.data["token"]
    assert NoteForm().token_value != NoteForm().token_value


def test_a_form_that_lay_open_too_long_gets_a_new_token(monkeypatch):
    old = codes.new_token()
    monkeypatch.setattr(codes, "FORM_HOURS", -1)
    form = NoteForm({"token": old})
    assert not form.is_valid()
    assert form.token_value != old


def test_a_file_that_is_not_clean_is_refused_beside_its_field(rf):
    stored = make_file()
    StoredFile.objects.update(state="quarantined", reason="含有宏")
    token = _kept_token(stored)
    form = SupplementForm({"step": "1", "text": "见附件。", "file_1_kept": token})
    assert not receiving(form, by=by(rf.get("/"))).is_valid()
    assert "不能提交：已隔离：含有宏" in str(form.errors["file_1"])


def _kept_token(stored: StoredFile) -> str:
    from yiwang.kernel.audit.rules import PUBLIC
    from yiwang.kernel.files.forms import _token

    return _token(stored, PUBLIC)


def test_a_kind_that_takes_fewer_files_offers_fewer():
    assert SupplementForm(most_files=1).upload_names() == ["file_1"]
    assert SupplementForm(most_files=0).upload_names() == []
