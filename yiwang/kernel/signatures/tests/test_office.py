import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.kernel.signatures import actions, keys, rules, trust
from yiwang.kernel.signatures.models import Certificate
from yiwang.kernel.signatures.tests.makers import age, make_authority, make_holder, make_list, make_trusted

pytestmark = pytest.mark.django_db
LIST = "/office/signatures/"
AUTHORITIES = f"{LIST}authorities/"


@pytest.fixture
def manager(client):
    post = make_post(roles=[rules.MANAGER])
    sign_in(client, post)
    return post.person


def page(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_led_to_the_sign_in_page(client):
    response = client.get(LIST)
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_only_key_managers_come_in(client):
    sign_in(client, make_post())
    row = keys.of_node().certificate
    for address in (LIST, row.address, f"{row.address}certificate.pem", AUTHORITIES, f"{AUTHORITIES}trust/"):
        refusal = client.get(address)
        assert refusal.status_code == 409
        assert "管理签名密钥和证书" in refusal.content.decode()
    for deed in ("rotate/", "revoke/"):
        assert client.post(f"{row.address}{deed}", {"reason": "换人"}).status_code == 409
    authority = keys.authority().certificate
    assert client.post(f"{AUTHORITIES}{authority.pk}/distrust/", {"reason": "换人"}).status_code == 409
    row.refresh_from_db()
    assert row.key.state == "active"


def test_the_list_shows_our_own_certificates_in_use(client, manager):
    unit = make_unit(name="云泽市数据局", code="YZ007")
    keys.of_unit(unit)
    foreign = trust.take_certificate(make_holder(make_trusted()).certificate.pem, "luzhou")
    text = page(client, LIST)
    assert "云泽市数据局" in text
    assert "YZ007" in text
    assert "签发机构" in text
    assert foreign.name not in text


def test_the_list_shows_other_nodes_certificates_where_asked(client, manager):
    keys.of_unit(make_unit(name="云泽市数据局"))
    trust.take_certificate(make_holder(make_trusted()).certificate.pem, "luzhou")
    text = page(client, LIST, side="foreign")
    assert "泸洲市数据局" in text
    assert "云泽市数据局" not in text


def test_the_list_is_narrowed_to_what_ends_or_was_revoked(client, manager):
    ending, revoked, sound = (keys.of_unit(make_unit(name=f"{name}局")) for name in "甲乙丙")
    age(ending.certificate, ends_in_days=50)
    actions.revoke(SYSTEM, revoked.certificate, "换人")
    shown = {state: page(client, LIST, state=state) for state in ("", "ending", "revoked", "all")}
    assert [("甲局" in text, "乙局" in text, "丙局" in text) for text in shown.values()] == [
        (True, False, True),
        (True, False, False),
        (False, True, False),
        (True, True, True),
    ]
    assert sound.id


def test_a_certificate_is_found_by_name_code_or_fingerprint(client, manager):
    key = keys.of_unit(make_unit(name="云泽市数据局", code="YZ007"))
    keys.of_unit(make_unit(name="云泽市民政局"))
    grouped = rules.grouped(key.certificate.fingerprint).upper()
    for text in ("数据局", "yz007", key.certificate.fingerprint[:12], grouped):
        shown = page(client, LIST, q=text)
        assert "云泽市数据局" in shown
        assert "云泽市民政局" not in shown
    assert "没有符合条件的证书" in page(client, LIST, q="没有这个单位")
    assert "没有符合条件的证书" in page(client, LIST, side="foreign")


@pytest.mark.parametrize("parameters", [{"side": "x"}, {"state": "x"}, {"page": "x"}, {"q": "x" * 100}])
def test_a_question_that_makes_no_sense_shows_the_list(client, manager, parameters):
    keys.of_unit(make_unit(name="云泽市数据局"))
    assert "云泽市数据局" in page(client, LIST, **parameters)


def test_the_list_has_pages_and_a_fixed_number_of_queries(client, manager, django_assert_max_num_queries):
    keys.of_unit(make_unit())
    page(client, LIST)
    with django_assert_max_num_queries(30) as few:
        page(client, LIST)
    for _ in range(55):
        keys.of_unit(make_unit())
    with django_assert_max_num_queries(30) as many:
        assert "?page=2" in page(client, LIST)
    assert len(many) == len(few)


def test_one_certificate_tells_everything_about_itself(client, manager):
    unit = make_unit(name="云泽市数据局", code="YZ007")
    old = keys.of_unit(unit).certificate
    new = actions.rotate(SYSTEM, old)
    text = page(client, new.address)
    for expected in (
        rules.grouped(new.fingerprint),
        new.serial,
        "serial_number=unit:YZ007",
        "SM2（国密）",
        "使用中",
        old.address,
        "已更换",
        keys.authority().certificate.address,
    ):
        assert expected in text
    assert "更换密钥" in text
    former = page(client, old.address)
    assert f"{old.address}rotate/" not in former
    assert f"{old.address}revoke/" in former


def test_a_foreign_certificate_offers_no_deeds(client, manager):
    row = trust.take_certificate(make_holder(make_trusted()).certificate.pem, "luzhou")
    text = page(client, row.address)
    assert "在其他节点" in text
    assert "rotate/" not in text
    assert "revoke/" not in text


def test_the_page_of_a_certificate_has_a_fixed_number_of_queries(
    client, manager, django_assert_max_num_queries
):
    row = keys.of_node().certificate
    page(client, row.address)
    with django_assert_max_num_queries(30) as few:
        page(client, row.address)
    for _ in range(5):
        row = actions.rotate(SYSTEM, row)
    with django_assert_max_num_queries(30) as many:
        page(client, row.address)
    assert len(many) == len(few)


def test_a_certificate_can_be_downloaded(client, manager):
    row = keys.of_node().certificate
    response = client.get(f"{row.address}certificate.pem")
    assert response.content.decode() == row.pem
    assert response["Content-Disposition"] == f'attachment; filename="certificate-{row.serial}.pem"'
    assert b"PRIVATE" not in response.content


def test_a_key_is_rotated_after_asking(client, manager):
    row = keys.of_unit(make_unit(name="云泽市数据局")).certificate
    assert "确定更换" in page(client, f"{row.address}rotate/")
    assert row.key.state == "active"
    response = client.post(f"{row.address}rotate/", follow=True)
    assert "已更换“云泽市数据局”的密钥" in response.content.decode()
    assert Entry.objects.get(act="signatures.key_rotate").person == manager.name


def test_rotating_the_authority_warns_of_what_it_means(client, manager):
    text = page(client, f"{keys.authority().certificate.address}rotate/")
    assert "其他节点要先核对新指纹" in text


def test_rotating_twice_is_refused_with_a_sentence(client, manager):
    row = keys.of_node().certificate
    client.post(f"{row.address}rotate/")
    response = client.post(f"{row.address}rotate/")
    assert response.status_code == 409
    assert "已不在使用" in response.content.decode()


def test_a_certificate_is_revoked_with_a_reason(client, manager):
    row = keys.of_unit(make_unit(name="云泽市数据局")).certificate
    assert client.post(f"{row.address}revoke/", {"reason": ""}).status_code == 422
    assert Certificate.objects.revoked().count() == 0
    response = client.post(f"{row.address}revoke/", {"reason": "经办人调离"}, follow=True)
    text = response.content.decode()
    assert "已吊销“云泽市数据局”的证书" in text
    assert "经办人调离" in text
    assert Entry.objects.get(act="signatures.certificate_revoke").person == manager.name


def test_authorities_are_listed_with_fingerprints(client, manager):
    authority = make_trusted()
    keys.of_node()
    text = page(client, AUTHORITIES)
    assert rules.grouped(authority.certificate.fingerprint) in text
    own = keys.authority().certificate
    assert f"{AUTHORITIES}{own.pk}/distrust/" not in text


def test_the_list_of_authorities_has_a_fixed_number_of_queries(
    client, manager, django_assert_max_num_queries
):
    keys.of_node()
    make_trusted()
    page(client, AUTHORITIES)
    with django_assert_max_num_queries(30) as few:
        page(client, AUTHORITIES)
    for number in range(8):
        make_trusted(f"node-{number}")
    with django_assert_max_num_queries(30) as many:
        page(client, AUTHORITIES)
    assert len(many) == len(few)


def told(authority, **changes):
    facts = authority.certificate
    return {
        "node_code": facts.subject.node_code,
        "pem": facts.pem,
        "fingerprint": rules.grouped(facts.fingerprint).upper(),
        **changes,
    }


def test_an_authority_is_trusted_after_its_fingerprint_was_compared(client, manager):
    response = client.post(f"{AUTHORITIES}trust/", told(make_authority()), follow=True)
    assert "已信任节点 luzhou" in response.content.decode()
    assert Certificate.objects.trusted("luzhou").count() == 1
    assert Entry.objects.get(act="signatures.authority_trust").person == manager.name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fingerprint": "0" * 64}, "指纹与证书不一致"),
        ({"fingerprint": ""}, "这个字段是必填项"),
        ({"pem": "garbage"}, "不是可以识别的证书"),
        ({"node_code": "anzhou"}, "证书写明的节点是 luzhou"),
        ({"node_code": "大写 A"}, "节点代码由 2 至 40 个"),
    ],
)
def test_an_authority_that_does_not_fit_is_refused_in_place(client, manager, changes, sentence):
    response = client.post(f"{AUTHORITIES}trust/", told(make_authority(), **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Certificate.objects.exists()


def test_a_units_certificate_is_no_authority(client, manager):
    response = client.post(f"{AUTHORITIES}trust/", told(make_holder()))
    assert response.status_code == 422
    assert "不是签发机构的证书" in response.content.decode()


def test_trust_is_taken_back_with_a_reason(client, manager):
    row = Certificate.objects.get(fingerprint=make_trusted().certificate.fingerprint)
    address = f"{AUTHORITIES}{row.pk}/distrust/"
    assert "包括以前签过的" in page(client, address)
    assert client.post(address, {"reason": ""}).status_code == 422
    response = client.post(address, {"reason": "私钥泄露"}, follow=True)
    assert "已取消对节点 luzhou" in response.content.decode()
    assert "私钥泄露" in page(client, row.address)


def test_a_units_certificate_has_no_page_to_take_trust_back(client, manager):
    row = keys.of_node().certificate
    assert client.get(f"{AUTHORITIES}{row.pk}/distrust/").status_code == 404


def test_what_is_not_there_is_not_found(client, manager):
    for address in ("999999/", "999999/rotate/", "999999/revoke/", "999999/certificate.pem"):
        assert client.get(f"{LIST}{address}").status_code == 404


def test_a_name_from_elsewhere_is_shown_as_text(client, manager):
    authority = make_trusted()
    subject = authority.certificate.subject
    from yiwang.kernel.signatures.certificates import Subject

    hostile = Subject("<script>alert(1)</script>", "泸洲市", subject.node_code, "LZ009")
    row = trust.take_certificate(make_holder(authority, subject=hostile).certificate.pem, "luzhou")
    actions.take_revocations(
        "luzhou", make_list(authority, revoked=[(row.serial, row.not_before, "<b>换人</b>")])
    )
    text = page(client, row.address) + page(client, LIST, side="foreign", state="all")
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
    assert "<b>换人" not in text
