"""How do programs send, sign for, return, urge and withdraw?"""

from datetime import datetime

import pytest
from django.core.cache import cache

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.exchange import hooks, kinds, mailboxes, rules
from yiwang.kernel.exchange.actions import groups
from yiwang.kernel.exchange.actions.groups import Line
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.exchange.messages import Information
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.exchange.tests.makers import make_clerk
from yiwang.kernel.exchange.tests.programs import delivered, letter, make_program, refusal
from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.kernel.signatures import trust

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    hooks.register()
    cache.clear()


def test_a_system_sends_in_the_name_of_its_unit_and_the_envelope_proves_it():
    program, unit = make_program(), make_unit()
    sent = delivered(program, unit, urgency="urgent", valid_until=str(shifted(today(), days=9)))
    envelope = Envelope.objects.get(uid=sent["uid"])
    assert (envelope.sender_unit, envelope.sender_system) == (program.system.unit, program.system)
    assert sent["sender"]["system"] == program.system.code
    assert sent["urgency"] == "urgent"
    assert sent["states"] == {"delivered": 1}
    assert datetime.fromisoformat(sent["sent_at"]).tzinfo
    party = envelope.statement.sender
    assert (party.person, party.post) == (f"系统：{program.system.name}", "")
    told = program.get(f"/envelopes/{sent['uid']}").json()
    verdict = trust.verified(
        told["words"], told["signature"], envelope.certificate, signed_at=envelope.sent_at
    )
    assert verdict.is_valid
    assert verdict.unit_code == program.system.unit.code
    entry = Entry.objects.get(act="exchange.envelope_send")
    assert (entry.person, entry.unit) == (f"系统：{program.system.name}", program.system.unit.name)


def test_recipients_are_units_systems_and_groups():
    program, unit, other = make_program(), make_unit(), make_program()
    inside = make_unit()
    group = groups.make_group(actor(make_clerk()), None, "各局", [Line(inside)])
    to = [{"unit": unit.code}, {"system": other.system.code}, {"group": group.pk}]
    sent = delivered(program, main=to, copies=[{"unit": make_unit().code}])
    found = Envelope.objects.get(uid=sent["uid"]).statement.recipients
    assert [(each.part, each.unit, each.system, each.group) for each in found[:3]] == [
        ("main", unit.code, "", ""),
        ("main", other.system.unit.code, other.system.code, ""),
        ("main", inside.code, "", "各局"),
    ]
    assert found[3].part == "copy"
    assert program.get("/groups").json() == [{"id": group.pk, "name": "各局"}]


@pytest.mark.parametrize(
    "to", [{}, {"unit": "NOBODY"}, {"system": "NOBODY"}, {"group": 999999}, {"unit": "YZ", "system": "YZ"}]
)
def test_a_recipient_that_is_none_is_named(to):
    told = refusal(make_program().post("/envelopes", letter(main=[to])), 409)
    assert told["field"] == "main"
    assert not Envelope.objects.exists()


def test_a_group_of_another_unit_is_none():
    group = groups.make_group(actor(make_clerk()), make_unit(), "自用", [Line(make_unit())])
    program = make_program()
    refusal(program.post("/envelopes", letter(main=[{"group": group.pk}])), 409)
    assert program.get("/groups").json() == []


def test_the_same_key_and_content_give_the_same_envelope():
    program, unit = make_program(), make_unit()
    first = delivered(program, unit, headers={"Idempotency_Key": "order-1"})
    again = delivered(program, unit, headers={"Idempotency_Key": "order-1"})
    other = delivered(program, unit, headers={"Idempotency_Key": "order-2"})
    assert first["uid"] == again["uid"] != other["uid"]
    assert Envelope.objects.count() == 2
    changed = program.post("/envelopes", letter(unit, subject="改了标题"), Idempotency_Key="order-1")
    assert refusal(changed, 409)["field"] == "Idempotency-Key"
    assert Envelope.objects.count() == 2


def test_a_key_belongs_to_one_system():
    one, other, unit = make_program(), make_program(), make_unit()
    headers = {"Idempotency_Key": "order-1"}
    assert delivered(one, unit, headers=headers)["uid"] != delivered(other, unit, headers=headers)["uid"]


def test_what_was_refused_leaves_its_key_free():
    program, unit = make_program(), make_unit()
    refusal(program.post("/envelopes", letter(unit, subject=" "), Idempotency_Key="k"), 409)
    delivered(program, unit, headers={"Idempotency_Key": "k"})


def test_a_mark_of_a_state_secret_is_refused_and_the_alarm_outlives_the_refusal():
    program = make_program()
    told = refusal(
        program.post("/envelopes", letter(make_unit(), subject="机密★5年"), Idempotency_Key="k"), 409
    )
    assert "国家秘密" in told["error"]
    assert not Envelope.objects.exists()
    assert Entry.objects.filter(act="exchange.classified_stop").count() == 1


def test_a_system_receives_what_is_addressed_to_it_and_signs_for_it():
    sender, program = make_program(), make_program()
    sent = delivered(sender, program.system)
    page = program.get("/envelopes").json()
    assert [(each["uid"], each["state"], each["part"]) for each in page["items"]] == [
        (sent["uid"], "delivered", "main")
    ]
    number = page["items"][0]["id"]
    signed = program.post(f"/deliveries/{number}/sign")
    assert signed.json()["state"] == "signed"
    assert sender.get(f"/envelopes/{sent['uid']}").json()["deliveries"][0]["state"] == "signed"
    again = program.post(f"/deliveries/{number}/sign")
    assert "已签收" in refusal(again, 409)["error"]
    entry = Entry.objects.get(act="exchange.delivery_sign")
    assert entry.person == f"系统：{program.system.name}"


def test_a_system_returns_with_a_reason():
    sender, program = make_program(), make_program()
    sent = delivered(sender, program.system)
    number = program.get("/envelopes").json()["items"][0]["id"]
    assert refusal(program.post(f"/deliveries/{number}/return", {"reason": " "}), 409)["field"] == "reason"
    assert refusal(program.post(f"/deliveries/{number}/return"), 422)["field"] == "reason"
    assert (
        program.post(f"/deliveries/{number}/return", {"reason": "不属于本局职责"}).json()["state"]
        == "returned"
    )
    told = sender.get(f"/envelopes/{sent['uid']}").json()["deliveries"][0]
    assert (told["state"], told["reason"]) == ("returned", "不属于本局职责")


def test_a_sender_urges_and_withdraws():
    sender, program = make_program(), make_program()
    sent = delivered(sender, program.system, make_unit())
    address = f"/envelopes/{sent['uid']}"
    assert sender.post(f"{address}/urge", {"numbers": [1]}).json() == {"count": 1}
    refusal(sender.post(f"{address}/urge", {"numbers": [1]}), 409)
    refusal(sender.post(f"{address}/withdraw"), 422)
    refusal(program.post(f"{address}/withdraw", {"reason": "发错了"}), 404)
    refusal(program.post(f"{address}/urge"), 404)
    assert sender.post(f"{address}/withdraw", {"reason": "发错了"}).json() == {"count": 2}
    refusal(sender.post(f"{address}/withdraw", {"reason": "发错了"}), 409)
    refusal(program.get(address), 404)
    assert sender.get(address).status_code == 200


def test_kinds_come_with_the_schema_of_their_bodies():
    told = {each["code"]: each for each in make_program().get("/kinds").json()}
    document = told["exchange.document"]
    assert (document["label"], document["category"]) == ("公文", "document")
    assert document["body"]["properties"]["number"]["title"] == "发文字号"
    assert all(each["category"] != "service" for each in told.values())


def test_what_subsystems_say_to_each_other_needs_the_scope_of_the_kind(monkeypatch):
    monkeypatch.setattr(kinds, "_registered", dict(kinds._registered))
    monkeypatch.setattr(kinds, "_newest", dict(kinds._newest))
    monkeypatch.setattr(mailboxes.queries, "inbox", mailboxes.queries.inbox)
    kinds.register(Kind("test.report", 1, "办件进展", rules.SERVICE, Information))
    from yiwang.kernel.systems import scopes

    monkeypatch.setattr(scopes, "_declared", {**scopes._declared, "test.report": "报送办件进展"})
    told = {"kind": "test.report", "body": {}}
    plain, trusted = make_program(), make_program("exchange.send", "exchange.read", "test.report")
    refusal(plain.post("/envelopes", letter(make_unit(), **told)), 403)
    assert "test.report" not in str(plain.get("/kinds").json())
    assert delivered(trusted, make_unit(), **told)["kind"] == "test.report"
    assert "test.report" in str(trusted.get("/kinds").json())


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"kind": "no.such"}, 409, "kind"),
        ({"subject": "长" * 301}, 422, "subject"),
        ({"subject": 5}, 422, "subject"),
        ({"main": []}, 422, "main"),
        ({"main": "YZ"}, 422, "main"),
        ({"urgency": "yesterday"}, 422, "urgency"),
        ({"secrecy": "top"}, 422, "secrecy"),
        ({"valid_until": "tomorrow"}, 422, "valid_until"),
        ({"valid_until": "2020-01-01"}, 409, "valid_until"),
        ({"reference": "x"}, 422, "reference"),
        ({"body": []}, 422, "body"),
        ({"body": {"unknown": 1}}, 409, "unknown"),
        ({"body": {"copies": 0}}, 409, "copies"),
        ({"extra": 1}, 422, "extra"),
    ],
)
def test_what_is_wrong_with_a_letter_is_named(changes, status, field):
    told = refusal(make_program().post("/envelopes", letter(make_unit(), **changes)), status)
    assert told["field"] == field
    assert not Envelope.objects.exists()
