"""Whose envelopes does a program see, and how does it read them?"""

from datetime import datetime

import pytest
from django.core.cache import cache

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange import hooks
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from
from yiwang.kernel.exchange.tests.programs import delivered, make_program, refusal
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures import trust

pytestmark = pytest.mark.django_db
NOWHERE = "a" * 32


@pytest.fixture(autouse=True)
def _fresh():
    hooks.register()
    cache.clear()


def test_mail_of_others_is_not_there():
    sender, program = make_program(), make_program()
    sent = delivered(sender, program.system)
    number = Delivery.objects.get().pk
    # Another system of the very same unit is somebody else too.
    for stranger in (
        make_program(),
        make_program(unit=program.system.unit),
        make_program(unit=sender.system.unit),
    ):
        assert stranger.get("/envelopes").json()["items"] == []
        assert stranger.get("/envelopes", direction="sent").json()["items"] == []
        for address in ("", "/receipts", "/files/" + "0" * 64):
            refusal(stranger.get(f"/envelopes/{sent['uid']}{address}"), 404)
        refusal(stranger.post(f"/deliveries/{number}/sign"), 404)
        refusal(stranger.post(f"/deliveries/{number}/return", {"reason": "试试看"}), 404)
        refusal(stranger.post(f"/envelopes/{sent['uid']}/withdraw", {"reason": "试试看"}), 404)
    for uid in (NOWHERE, "x", "A" * 32, "..", "%00"):
        assert program.get(f"/envelopes/{uid}").status_code == 404
    assert Delivery.objects.get().state == "delivered"


def test_the_mail_of_its_unit_needs_a_scope_of_its_own():
    arrival = make_arrival()
    plain = make_program("exchange.read", "exchange.sign", "exchange.send", unit=arrival.unit)
    trusted = make_program(unit=arrival.unit)
    uid, number = arrival.envelope.uid, arrival.pk
    refusal(plain.get("/envelopes", mailbox="unit"), 403)
    refusal(plain.get(f"/envelopes/{uid}"), 404)
    refusal(plain.post(f"/deliveries/{number}/sign"), 404)
    assert trusted.get("/envelopes").json()["items"] == []
    assert [each["uid"] for each in trusted.get("/envelopes", mailbox="unit").json()["items"]] == [uid]
    assert trusted.get(f"/envelopes/{uid}").json()["subject"] == arrival.envelope.subject
    assert trusted.post(f"/deliveries/{number}/sign").json()["state"] == "signed"
    refusal(make_program().get(f"/envelopes/{uid}"), 404)


def test_the_unit_of_a_system_sends_and_withdraws_through_the_scope_too():
    clerk = make_clerk()
    envelope = send_from(clerk, make_unit())
    trusted = make_program(unit=clerk.unit)
    page = trusted.get("/envelopes", direction="sent", mailbox="unit").json()
    assert [each["uid"] for each in page["items"]] == [envelope.uid]
    assert trusted.get("/envelopes", direction="sent").json()["items"] == []
    assert trusted.post(f"/envelopes/{envelope.uid}/withdraw", {"reason": "发错了"}).json() == {"count": 1}


@pytest.mark.parametrize(
    ("scope", "calls"),
    [
        ("exchange.read", [("get", "/envelopes"), ("get", "/kinds"), ("get", "/units"), ("get", "/groups")]),
        ("exchange.read", [("get", f"/envelopes/{NOWHERE}"), ("get", f"/envelopes/{NOWHERE}/receipts")]),
        (
            "exchange.send",
            [("post", "/envelopes"), ("post", "/files"), ("post", f"/envelopes/{NOWHERE}/urge")],
        ),
        ("exchange.send", [("post", f"/envelopes/{NOWHERE}/withdraw")]),
        ("exchange.sign", [("post", "/deliveries/1/sign"), ("post", "/deliveries/1/return")]),
    ],
)
def test_each_operation_asks_for_its_scope(scope, calls):
    others = [each for each in ("exchange.read", "exchange.send", "exchange.sign") if each != scope]
    without, having = make_program(*others), make_program(scope)
    for method, address in calls:
        assert scope in refusal(getattr(without, method)(address), 403)["error"]
        assert getattr(having, method)(address).status_code in {200, 400, 404, 422}


def test_a_recipient_learns_of_its_own_delivery_only_a_sender_of_all():
    sender, one, other = make_program(), make_program(), make_program()
    sent = delivered(sender, one.system, other.system)
    for program in (one, other):
        number = program.get("/envelopes").json()["items"][0]["id"]
        program.post(f"/deliveries/{number}/sign")
    address = f"/envelopes/{sent['uid']}"
    every = sender.get(address).json()
    assert [each["number"] for each in every["deliveries"]] == [1, 2]
    assert [each["kind"] for each in every["receipts"]["items"]].count("signed") == 2
    own = one.get(address).json()
    assert [each["number"] for each in own["deliveries"]] == [1]
    assert [each["kind"] for each in own["receipts"]["items"]].count("signed") == 1
    for receipt in own["receipts"]["items"]:
        assert receipt["certificate"] in own["receipts"]["certificates"]
        at = datetime.fromisoformat(receipt["at"])
        assert trust.verified(
            receipt["words"], receipt["signature"], receipt["certificate"], signed_at=at
        ).is_valid


def test_receipts_are_read_page_by_page():
    sender = make_program()
    sent = delivered(sender, make_program().system)
    address = f"/envelopes/{sent['uid']}/receipts"
    whole = sender.get(address).json()
    first = sender.get(address, limit=1).json()
    rest = sender.get(address, after=first["after"]).json()
    assert first["more"] is True
    assert rest["more"] is False
    assert first["items"] + rest["items"] == whole["items"]
    assert len(whole["items"]) >= 2


def test_lists_are_read_page_by_page_and_what_comes_later_is_not_missed():
    sender, program = make_program(), make_program()
    uids = [delivered(sender, program.system)["uid"] for _ in range(5)]
    seen, after, more = [], 0, True
    while more:
        page = program.get("/envelopes", after=after, limit=2).json()
        seen += [each["uid"] for each in page["items"]]
        after, more = page["after"], page["more"]
    assert seen == uids
    assert program.get("/envelopes", after=after).json() == {"items": [], "after": after, "more": False}
    later = delivered(sender, program.system)["uid"]
    assert [each["uid"] for each in program.get("/envelopes", after=after).json()["items"]] == [later]
    sent = sender.get("/envelopes", direction="sent", limit=200).json()
    assert [each["uid"] for each in sent["items"]] == [*uids, later]


def test_lists_are_narrowed_by_state():
    sender, program = make_program(), make_program()
    first, second = (delivered(sender, program.system)["uid"] for _ in range(2))
    program.post(f"/deliveries/{program.get('/envelopes').json()['items'][0]['id']}/sign")

    def uids(reader, **narrowing):
        return [each["uid"] for each in reader.get("/envelopes", **narrowing).json()["items"]]

    assert uids(program, state="signed") == [first]
    assert uids(program, state="to_sign") == [second]
    assert uids(sender, direction="sent", state="signed") == [first]
    assert uids(sender, direction="sent", state="to_sign") == [second]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"after": -1}, "after"),
        ({"after": 1 << 63}, "after"),
        ({"after": "x"}, "after"),
        ({"direction": "up"}, "direction"),
        ({"mailbox": "all"}, "mailbox"),
        ({"state": "lost"}, "state"),
    ],
)
def test_a_parameter_that_is_none_is_named(parameters, field):
    told = refusal(make_program().get("/envelopes", **parameters), 422)
    assert told["field"] == field


def test_an_operation_costs_a_fixed_number_of_queries(django_assert_max_num_queries):
    sender, program = make_program(), make_program()
    uid = delivered(sender, program.system, make_unit())["uid"]

    def counted():
        found = {}
        for name, reader, address, parameters in (
            ("received", program, "/envelopes", {}),
            ("sent", sender, "/envelopes", {"direction": "sent"}),
            ("envelope", sender, f"/envelopes/{uid}", {}),
            ("received envelope", program, f"/envelopes/{uid}", {}),
            ("units", program, "/units", {}),
            ("kinds", program, "/kinds", {}),
        ):
            reader.get(address, **parameters)
            with django_assert_max_num_queries(9) as asked:
                assert reader.get(address, **parameters).status_code == 200
            found[name] = len(asked)
        return found

    few = counted()
    for _ in range(4):
        delivered(sender, program.system, make_program().system, make_unit())
    assert counted() == few


def test_units_are_found_with_their_systems():
    program = make_program(unit=make_unit(name="云泽市水利局", code="SLJ"))
    make_unit(name="云泽市旧局", closed_on=today())
    found = program.get("/units", q="水利").json()
    assert [(each["code"], each["systems"]) for each in found["items"]] == [
        ("SLJ", [{"code": program.system.code, "name": program.system.name}])
    ]
    assert program.get("/units", q="旧局").json()["items"] == []
    first = program.get("/units", limit=1).json()
    assert first["more"] is True
    assert program.get("/units", after=first["after"]).json()["more"] is False
