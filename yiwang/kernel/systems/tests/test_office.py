import re

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.kernel.systems.actions.tokens import digest
from yiwang.kernel.systems.models import Call, System, Token
from yiwang.kernel.systems.tests.makers import make_call, make_dead, make_system, make_token, make_told

pytestmark = pytest.mark.django_db
LIST = "/office/systems/"
SECRET = re.compile(r'id="shown-once">([^<]+)<')


@pytest.fixture
def registrar(client):
    post = make_post(unit=make_unit(name="云泽市数据局"), roles=["system_registrar"])
    sign_in(client, post)
    return post


def page(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def address(system, rest=""):
    return f"{LIST}{system.pk}/{rest}"


def fields(**changes):
    return {
        "code": "oa-1",
        "name": "公文处理系统",
        "unit": "云泽市数据局",
        "state": "testing",
        "purpose": "收发公文",
        "interface": "接口调用＋回调",
        "contact_name": "王工",
        "contact_phone": "13812345678",
        **changes,
    }


def test_a_stranger_is_led_to_the_sign_in_page(client):
    assert "login" in client.get(LIST)["Location"]


def test_the_pages_are_for_registrars_only(client):
    system = make_told()
    token, _ = make_token(system)
    call = make_dead(system)
    sign_in(client, make_post(unit=system.unit))
    for part in ("", "register/", "calls/", f"{system.pk}/", f"{system.pk}/tokens/", f"{system.pk}/webhook/"):
        assert client.get(LIST + part).status_code == 409
    for part in (
        "register/",
        f"{system.pk}/amend/",
        f"{system.pk}/suspend/",
        f"{system.pk}/tokens/",
        f"{system.pk}/webhook/secret/",
        f"{system.pk}/webhook/remove/",
        f"{system.pk}/webhook/try/",
        f"tokens/{token.pk}/revoke/",
        f"calls/{call.pk}/retry/",
    ):
        assert client.post(LIST + part, fields()).status_code == 409
    assert Token.objects.get().revoked_at is None


def test_systems_of_other_units_are_not_there(client, registrar):
    other = make_told()
    token, _ = make_token(other)
    call = make_dead(other)
    assert other.name not in page(client, LIST)
    assert str(call.pk) not in SECRET.findall(page(client, f"{LIST}calls/"))
    assert other.name not in page(client, f"{LIST}calls/")
    for part in ("", "amend/", "tokens/", "webhook/"):
        assert client.get(address(other, part)).status_code == 404
    for part in ("suspend/", "resume/", "webhook/secret/", "webhook/remove/", "webhook/try/"):
        assert client.post(address(other, part)).status_code == 404
    assert client.post(f"{LIST}tokens/{token.pk}/revoke/").status_code == 404
    assert client.post(f"{LIST}calls/{call.pk}/retry/").status_code == 404
    assert client.post(f"{LIST}calls/{call.pk}/drop/").status_code == 404


def test_systems_of_units_below_are_seen_and_searched(client, registrar):
    below = make_system(unit=make_unit(parent=registrar.unit), name="办件系统")
    make_system(unit=registrar.unit, name="门户", state="planned")
    assert "办件系统" in page(client, LIST)
    found = page(client, LIST, q="办件")
    assert "办件系统" in found
    assert "门户" not in found
    assert "门户" in page(client, LIST, state="planned")
    assert "138****5678" in page(client, address(below))
    assert "13812345678" not in page(client, address(below))


def test_lists_have_pages_and_a_fixed_number_of_queries(client, registrar, django_assert_max_num_queries):
    system = make_told(unit=registrar.unit)
    make_dead(system)
    make_token(system)
    places = [LIST, f"{LIST}calls/", address(system)]
    few = {}
    for place in places:
        page(client, place)
        with django_assert_max_num_queries(30) as counted:
            page(client, place)
        few[place] = len(counted)
    for _ in range(51):
        make_dead(make_told(unit=registrar.unit))
        make_dead(system)
        make_token(system)
    for place in places:
        with django_assert_max_num_queries(30) as counted:
            text = page(client, place)
        assert len(counted) == few[place]
        assert ("?page=2" in text) == (place != address(system))


def test_a_system_is_registered(client, registrar):
    response = client.post(f"{LIST}register/", fields(), follow=True)
    assert "已登记" in response.content.decode()
    system = System.objects.get()
    assert (system.code, system.unit, system.contact_phone) == ("oa-1", registrar.unit, "13812345678")
    assert Entry.objects.get(act="systems.system_register").person == registrar.person.name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "公文"}, "系统代码为2至40位"),
        ({"unit": "没有的单位"}, "没有找到机构"),
        ({"contact_phone": ""}, "这个字段是必填项"),
        ({"state": "x"}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client, registrar, changes, sentence):
    response = client.post(f"{LIST}register/", fields(**changes))
    assert response.status_code == 422
    text = response.content.decode()
    assert sentence in text
    assert "收发公文" in text
    assert not System.objects.exists()


def test_nobody_registers_a_system_of_a_unit_they_do_not_see(client, registrar):
    make_unit(name="别的局")
    response = client.post(f"{LIST}register/", fields(unit="别的局"))
    assert "没有找到机构" in response.content.decode()


def test_the_registered_phone_number_stays_where_the_field_is_left_empty(client, registrar):
    system = make_system(unit=registrar.unit)
    text = page(client, address(system, "amend/"))
    assert "138****5678" in text
    assert "13812345678" not in text
    client.post(address(system, "amend/"), fields(contact_phone="", state="live", name="新名称"))
    system.refresh_from_db()
    assert (system.name, system.contact_phone) == ("新名称", "13812345678")


def test_a_system_is_suspended_and_resumed(client, registrar):
    system = make_system(unit=registrar.unit)
    assert client.get(address(system, "suspend/")).status_code == 405
    assert client.post(address(system, "suspend/"), {"reason": ""}).status_code == 409
    client.post(address(system, "suspend/"), {"reason": "异常调用"})
    assert "已停用" in page(client, address(system))
    client.post(address(system, "resume/"))
    assert System.objects.get().is_active


def test_a_token_is_shown_once_and_never_again(client, registrar):
    system = make_system(unit=registrar.unit)
    asked = {
        "label": "收文",
        "scopes": ["test.read", "test.write"],
        "expires_on": today(),
        "calls_per_minute": 60,
    }
    response = client.post(address(system, "tokens/"), asked)
    secret = SECRET.search(response.content.decode())[1]
    assert "no-store" in response["Cache-Control"]
    token = Token.objects.get()
    assert token.digest == digest(secret)
    assert (token.calls_per_minute, token.issued_by) == (60, registrar.person.name)
    text = page(client, address(system))
    assert token.prefix in text
    assert secret not in text


def test_a_token_for_longer_than_a_year_is_refused_beside_the_field(client, registrar):
    system = make_system(unit=registrar.unit)
    asked = {"label": "收文", "scopes": ["test.read"], "calls_per_minute": 60}
    response = client.post(address(system, "tokens/"), {**asked, "expires_on": shifted(today(), days=400)})
    assert response.status_code == 422
    assert "最长有效一年" in response.content.decode()
    assert not Token.objects.exists()


def test_a_token_is_revoked_from_its_list(client, registrar):
    token, _ = make_token(make_system(unit=registrar.unit))
    assert client.get(f"{LIST}tokens/{token.pk}/revoke/").status_code == 405
    response = client.post(f"{LIST}tokens/{token.pk}/revoke/", follow=True)
    assert "已吊销" in response.content.decode()
    assert Token.objects.get().revoked_at


def test_tokens_near_their_end_are_marked(client, registrar):
    system = make_system(unit=registrar.unit)
    make_token(system, expires_on=shifted(today(), days=10))
    make_token(system, expires_on=shifted(today(), days=-1))
    text = page(client, address(system))
    assert "即将到期" in text
    assert "已到期" in text


def test_a_webhook_is_set_and_its_secret_shown_once(client, registrar):
    system = make_system(unit=registrar.unit)
    response = client.post(address(system, "webhook/"), {"address": "http://localhost:9000/hook"})
    secret = SECRET.search(response.content.decode())[1]
    assert secret.startswith("ywh_")
    assert "no-store" in response["Cache-Control"]
    assert secret not in page(client, address(system))
    again = client.post(address(system, "webhook/"), {"address": "http://localhost:9001/hook"}, follow=True)
    assert "密钥不变" in again.content.decode()
    renewed = client.post(address(system, "webhook/secret/"))
    assert SECRET.search(renewed.content.decode())[1] != secret


def test_an_address_that_may_not_be_called_is_refused_beside_the_field(client, registrar):
    system = make_system(unit=registrar.unit)
    response = client.post(address(system, "webhook/"), {"address": "https://169.254.169.254/latest/"})
    assert response.status_code == 422
    assert "不能作为回调地址" in response.content.decode()
    assert "169.254.169.254/latest" in response.content.decode()


def test_a_test_call_is_queued_and_seen(client, registrar):
    system = make_told(unit=registrar.unit)
    client.post(address(system, "webhook/try/"))
    assert Call.objects.get().event == "systems.try"
    assert "回调测试" in page(client, address(system))
    client.post(address(system, "webhook/remove/"))
    assert System.objects.get().webhook_address == ""


def test_stuck_calls_are_listed_retried_and_dropped(client, registrar):
    system = make_told(unit=registrar.unit)
    dead, other = make_dead(system), make_dead(system, last_error="对方暂时不能接收（503）。")
    make_call(system, last_error="", body={"text": "刚排队的"})
    text = page(client, f"{LIST}calls/")
    assert "（404）" in text
    assert "（503）" in text
    assert text.count("重新推送</button>") == 2
    assert "已重新排队" in client.post(f"{LIST}calls/{dead.pk}/retry/", follow=True).content.decode()
    client.post(f"{LIST}calls/{other.pk}/drop/")
    dead.refresh_from_db()
    other.refresh_from_db()
    assert (dead.state, other.state) == ("waiting", "dropped")
    assert dead.next_attempt_at <= now()


def test_a_registrar_of_the_city_sees_every_system(client):
    sign_in(client, make_post(unit=make_root(), roles=["system_registrar"]))
    system = make_system()
    assert system.name in page(client, LIST)


def test_empty_lists_say_so(client, registrar):
    assert "没有符合条件的业务系统" in page(client, LIST)
    assert "没有未送达的推送" in page(client, f"{LIST}calls/")
    text = page(client, address(make_system(unit=registrar.unit)))
    assert "还没有签发令牌" in text
    assert "还没有推送" in text
