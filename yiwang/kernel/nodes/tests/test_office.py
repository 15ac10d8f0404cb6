"""What do the node managers see and decide?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes import identity
from yiwang.kernel.nodes.actions.arrivals import Enclosed, take
from yiwang.kernel.nodes.actions.rejections import reject
from yiwang.kernel.nodes.letters import RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, Parcel
from yiwang.kernel.nodes.tests.makers import make_node, make_parcel
from yiwang.kernel.nodes.tests.peers import make_peer
from yiwang.kernel.nodes.tests.test_nodes import folders, shown, stranger
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in

pytestmark = pytest.mark.django_db
BOARD = "/office/nodes/"
__all__ = ["folders"]


@pytest.fixture
def manager(client):
    post = make_post(roles=["node_manager"])
    sign_in(client, post)
    return post.person


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_pages_are_for_node_managers_only(client):
    node, parcel = make_node(), make_parcel(state="stuck", last_error="超时")
    assert client.get(BOARD).status_code == 302
    sign_in(client, make_post(roles=[]))
    for address in (BOARD, f"{BOARD}register/", f"{BOARD}identity/", f"{BOARD}of/{node.code}/"):
        assert client.get(address).status_code == 409
    for address in (f"parcels/{parcel.pk}/retry/", f"parcels/{parcel.pk}/drop/", f"of/{node.code}/retry/"):
        assert client.post(f"{BOARD}{address}").status_code == 409
    assert Parcel.objects.get().state == "stuck"


def test_the_board_shows_what_waits_and_what_is_wrong(client, manager, taker):
    node = make_node(name="新河县", last_heard_at=shifted(now(), minutes=-11))
    make_parcel(node)
    make_parcel(node, state="carried", number=1)
    make_parcel(node, state="stuck", last_error="超时")
    peer = make_peer(name="东平县")
    for number in (1, 2, 4):
        take(peer.opened(number), Enclosed())
    IncomingMark.objects.filter(node=peer.node).update(gap_since_at=shifted(now(), minutes=-6))
    down = make_node(name="西山县")
    Outage.objects.create(node=down, began_at=now(), paused_until=now(), failures=3, reason="连不上")
    make_node(name="停用的县", is_active=False)
    reject(RejectedError("发送节点没有在本平台登记。", claimed="nobody"))
    text = page(client, BOARD)
    for expected in (
        "新河县",
        "超过 10 分钟没有消息",
        "缺第 3 号",
        "连接中断，已试 3 次：连不上",
        "已停用",
        "本节点",
        "nobody",
        "30 天",
    ):
        assert expected in text


def test_the_board_costs_a_fixed_number_of_queries(client, manager, taker, django_assert_max_num_queries):
    def another():
        peer = make_peer(unit=make_unit())
        take(peer.opened(2), Enclosed())
        make_parcel(peer.node)
        IncomingMark.objects.update(gap_since_at=shifted(now(), minutes=-6))
        Outage.objects.create(node=peer.node, began_at=now(), paused_until=now(), reason="连不上")

    another()
    page(client, BOARD)
    with django_assert_max_num_queries(40) as few:
        page(client, BOARD)
    for _ in range(5):
        another()
    with django_assert_max_num_queries(40) as many:
        page(client, BOARD)
    assert len(many) == len(few)


def test_one_node_shows_what_is_stuck_on_its_way_and_refused(client, manager, django_assert_max_num_queries):
    node = make_node(name="新河县", last_heartbeat={"version": "0.9", "waiting": 4})
    make_parcel(node, state="refused", last_error="单位不存在", number=7)
    make_parcel(node, kind="test.waiting")
    reject(RejectedError("签名无效。", node=node, claimed=node.code))
    address = f"{BOARD}of/{node.code}/"
    text = page(client, address)
    for expected in ("单位不存在", "test.waiting", "签名无效。", "0.9", "/nowhere/"):
        assert expected in text
    with django_assert_max_num_queries(40) as few:
        page(client, address)
    for _ in range(30):
        make_parcel(node, state="stuck", last_error="超时")
    with django_assert_max_num_queries(40) as many:
        assert "?page=2" in page(client, address)
    assert len(many) == len(few)
    assert page(client, f"{BOARD}of/no-such/", status=404)


def test_our_own_node_has_a_page_without_what_is_only_for_others(client, manager):
    page(client, BOARD)
    text = page(client, f"{BOARD}of/{Node.objects.get().code}/")
    assert "停用" not in text.split('id="main"')[-1]


def test_a_stuck_parcel_is_retried_and_dropped_with_a_reason(client, manager):
    parcel = make_parcel(state="stuck", last_error="超时", number=3)
    back = f"{BOARD}of/{parcel.node.code}/"
    drop = f"{BOARD}parcels/{parcel.pk}/drop/"
    assert "不能撤回" in page(client, drop)
    assert client.post(drop, {"reason": ""}).status_code == 422
    assert "不再发送" in client.post(drop, {"reason": "对方机构已撤销"}, follow=True).content.decode()
    other = make_parcel(parcel.node, state="stuck", last_error="超时", number=4)
    response = client.post(f"{BOARD}parcels/{other.pk}/retry/", follow=True)
    assert "已重新排队" in response.content.decode()
    assert response.redirect_chain[0][0] == back
    assert client.get(f"{BOARD}parcels/{other.pk}/retry/").status_code == 405
    assert client.post(f"{BOARD}parcels/{other.pk}/retry/").status_code == 409
    assert client.post(f"{BOARD}parcels/999999/retry/").status_code == 404


def test_everything_is_retried_at_once(client, manager):
    node = make_node()
    make_parcel(node, state="stuck", last_error="超时")
    response = client.post(f"{BOARD}of/{node.code}/retry/", follow=True)
    assert "已重新排队 1 个邮包" in response.content.decode()


def test_a_node_is_registered_by_upload_and_fingerprint(client, manager, folders):
    peer, unit = stranger(), make_unit(name="新河县人民政府")
    document = shown(peer)

    def sent(**changes):
        upload = SimpleUploadedFile("node.json", document.model_dump_json().encode())
        given = {
            "document": upload,
            "fingerprint": document.fingerprint,
            "role": "county",
            "unit": "新河县",
            "carrier": "directory",
            **folders,
            **changes,
        }
        return client.post(f"{BOARD}register/", given, follow=True)

    assert "身份文件" in page(client, f"{BOARD}register/")
    wrong = sent(fingerprint="0" * 64)
    assert wrong.status_code == 422
    assert "先向对方核实" in wrong.content.decode()
    assert "不存在" in sent(outbox="/nowhere").content.decode()
    assert "不是节点身份文件" in sent(document=SimpleUploadedFile("x", b"{}")).content.decode()
    assert not Node.objects.peers().exists()
    assert "已登记节点“新河县”" in sent().content.decode()
    assert Node.objects.peers().get().unit == unit


def test_our_identity_is_shown_and_downloaded(client, manager):
    text = page(client, f"{BOARD}identity/")
    response = client.get(f"{BOARD}identity/document/")
    assert "attachment" in response["Content-Disposition"]
    document = identity.read(response.content.decode())
    assert document.fingerprint[:4] + " " + document.fingerprint[4:8] in text


def test_a_node_is_switched_off_with_a_reason_and_on_again(client, manager):
    node = make_node()
    address = f"{BOARD}of/{node.code}/deactivate/"
    assert "不再向它发送" in page(client, address)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert "已停用节点" in client.post(address, {"reason": "机房搬迁"}, follow=True).content.decode()
    assert client.post(address, {"reason": "机房搬迁"}).status_code == 409
    response = client.post(f"{BOARD}of/{node.code}/reactivate/", follow=True)
    assert "已恢复节点" in response.content.decode()
