import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures import keys, keystore
from yiwang.kernel.signatures.models import SigningKey

pytestmark = pytest.mark.django_db


def answer(*arguments):
    printed = StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue()


def test_keys_are_listed_for_people_and_for_programs():
    key = keys.of_unit(make_unit(name="云泽市数据局", code="YZ007"))
    printed = answer("list_keys")
    assert "共 2 把密钥" in printed
    assert "云泽市数据局" in printed
    assert key.certificate.fingerprint in printed
    listed = json.loads(answer("list_keys", "--json"))
    assert [(one["owner"], one["state"]) for one in listed] == [("authority", "active"), ("unit", "active")]
    assert listed[1]["unit"] == "YZ007"
    assert listed[1]["fingerprint"] == key.certificate.fingerprint
    assert "sealed" not in listed[1]


def test_without_keys_the_list_is_empty():
    assert "共 0 把密钥" in answer("list_keys")
    assert json.loads(answer("list_keys", "--json")) == []


def test_a_units_key_is_rotated_by_its_code():
    unit = make_unit(name="云泽市数据局", code="YZ007")
    old = keys.of_unit(unit)
    assert "已更换“云泽市数据局”的密钥" in answer("rotate_key", "YZ007")
    assert keys.of_unit(unit).id != old.id
    assert Entry.objects.get(act="signatures.key_rotate").person == "系统"


def test_an_unknown_code_is_refused():
    with pytest.raises(CommandError, match="没有代码为 XX 的机构"):
        answer("rotate_key", "XX")


def test_a_closed_units_key_is_not_rotated():
    make_unit(code="YZ008", closed_on=now().date())
    with pytest.raises(CommandError, match="已撤销"):
        answer("rotate_key", "YZ008")


def test_keys_are_resealed_by_command(settings):
    keys.of_node()
    before = set(SigningKey.objects.values_list("sealed", flat=True))
    assert "已重新加密 2 把私钥" in answer("reseal_keys")
    assert not before & set(SigningKey.objects.values_list("sealed", flat=True))
    settings.SECRET_KEY = "another system key " * 4
    keystore.opened.cache_clear()
    with pytest.raises(CommandError, match="YIWANG_FORMER_SECRET_KEYS"):
        answer("reseal_keys")
