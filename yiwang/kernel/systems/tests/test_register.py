import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.systems.actions import register
from yiwang.kernel.systems.actions.register import SystemFields
from yiwang.kernel.systems.models import System, Token
from yiwang.kernel.systems.tests.makers import make_call, make_system, make_token, make_told

pytestmark = pytest.mark.django_db


def fields(**changes):
    told = {
        "name": "公文处理系统",
        "purpose": "收发公文",
        "interface": "接口调用",
        "contact_name": "王工",
        "contact_phone": "13812345678",
        "state": "testing",
        **changes,
    }
    return SystemFields(**told)


def test_a_system_is_registered_and_that_is_recorded_without_the_phone_number():
    unit = make_unit()
    system = register.register(SYSTEM, unit, "oa-1", fields())
    assert (system.unit, system.code, system.state, system.is_active) == (unit, "oa-1", "testing", True)
    entry = Entry.objects.get(act="systems.system_register")
    assert entry.detail["code"] == "oa-1"
    assert "13812345678" not in str(entry.detail)


def test_a_code_is_used_once_whatever_its_case():
    register.register(SYSTEM, make_unit(), "oa-1", fields())
    with pytest.raises(Refused, match="已被使用") as refused:
        register.register(SYSTEM, make_unit(), "OA-1", fields())
    assert refused.value.field == "code"


def test_a_closed_unit_gets_no_system():
    with pytest.raises(Refused, match="已撤销"):
        register.register(SYSTEM, make_unit(closed_on=today()), "oa-1", fields())


@pytest.mark.parametrize("name", ["name", "contact_name", "contact_phone"])
def test_name_and_contact_are_asked_for(name):
    with pytest.raises(Refused) as refused:
        register.register(SYSTEM, make_unit(), "oa-1", fields(**{name: "  "}))
    assert refused.value.field == name


def test_a_state_that_is_none_is_refused():
    with pytest.raises(Refused):
        register.register(SYSTEM, make_unit(), "oa-1", fields(state="dreaming"))


def test_what_changes_is_recorded_before_and_after():
    system = register.register(SYSTEM, make_unit(), "oa-1", fields())
    register.amend(SYSTEM, system, fields(name="新名称", state="live"))
    system.refresh_from_db()
    assert (system.name, system.state) == ("新名称", "live")
    detail = Entry.objects.get(act="systems.system_amend").detail
    assert (detail["before"]["name"], detail["after"]["name"]) == ("公文处理系统", "新名称")
    assert "13812345678" not in str(detail)


def test_a_retired_system_loses_its_tokens_and_is_told_nothing_more():
    system = make_told()
    make_token(system)
    call = make_call(system)
    register.amend(SYSTEM, system, fields(state="retired"))
    system.refresh_from_db()
    call.refresh_from_db()
    assert not system.is_active
    assert Token.objects.get().revoked_at
    assert call.state == "dropped"
    with pytest.raises(Refused, match="已下线"):
        register.resume(SYSTEM, system)


def test_a_retired_system_comes_back_by_its_state_but_its_tokens_do_not():
    system = make_system()
    make_token(system)
    register.amend(SYSTEM, system, fields(state="retired"))
    register.amend(SYSTEM, system, fields(state="live"))
    system.refresh_from_db()
    assert system.is_active
    assert Token.objects.get().revoked_at


def test_amending_does_not_end_a_suspension():
    system = make_system(is_active=False)
    register.amend(SYSTEM, system, fields(state="live"))
    system.refresh_from_db()
    assert not system.is_active


def test_a_system_is_suspended_with_a_reason_and_resumed():
    system = make_system()
    with pytest.raises(Refused):
        register.suspend(SYSTEM, system, " ")
    register.suspend(SYSTEM, system, "异常调用")
    assert not System.objects.get().is_active
    with pytest.raises(Refused, match="已经停用"):
        register.suspend(SYSTEM, system, "异常调用")
    register.resume(SYSTEM, system)
    assert System.objects.get().is_active
    with pytest.raises(Refused, match="不需要恢复"):
        register.resume(SYSTEM, system)
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["systems.system_suspend", "systems.system_resume"]


def test_the_database_knows_no_retired_system_in_use_and_no_unsigned_webhook():
    for wrong in ({"state": "retired"}, {"webhook_address": "https://a.cn/", "webhook_secret": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_system(**wrong)


def test_phone_numbers_are_shown_masked():
    assert make_system().masked_phone == "138****5678"
    assert make_system(contact_phone="0379-63231234").masked_phone == "0379-6323****"
