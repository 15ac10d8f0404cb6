"""How do programs read items, apply, follow what they handed in, and read the ten objects?"""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.history import RESERVE
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import at, by, step_of
from yiwang.kernel.exchange.mailboxes import SEND
from yiwang.kernel.intake import limits
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.tests.makers import make_root, make_unit
from yiwang.kernel.systems.models import System
from yiwang.kernel.systems.tests.makers import make_system, make_token
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.tests.makers import (
    COMPANY,
    PARTY,
    case_of,
    hand_in,
    make_hall,
    make_ready,
)
from yiwang.subsystems.approvals.applications.tests.test_papers import decided

pytestmark = pytest.mark.django_db


@dataclass
class Program:
    system: System
    secret: str

    def get(self, address: str, **parameters: Any) -> Any:
        return Client().get(f"/api/v1/approvals{address}", parameters, headers=self._headers())

    def post(self, address: str, told: Any, **headers: str) -> Any:
        body, kind = json.dumps(told), "application/json"
        return Client().post(
            f"/api/v1/approvals{address}", body, content_type=kind, headers=self._headers(**headers)
        )

    def upload(self, content: bytes, name: str) -> str:
        response = Client().post(
            f"/api/v1/exchange/files?name={name}",
            content,
            content_type="application/octet-stream",
            headers=self._headers(),
        )
        assert response.status_code == 201, response.content.decode()
        return response.json()["key"]

    def _headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **more}


def make_program(*scopes: str, **changes: Any) -> Program:
    system = make_system(**changes)
    held = list(scopes or (*rules.SCOPES, SEND))
    _, secret = make_token(system, scopes=held, calls_per_minute=6_000)
    return Program(system, secret)


def application(hall, program, **changes):
    return {
        "item": hall.implementation.code,
        "answers": {"place": "人民路12号"},
        "party": PARTY,
        "materials": [{"code": "M01", "files": [program.upload(b"signed", "a.txt")]}],
        **changes,
    }


def test_items_in_force_are_read_page_by_page():
    halls = sorted((make_hall(), make_hall(mark="云卫")), key=lambda hall: hall.implementation.code)
    program = make_program(rules.READ_ITEMS)
    first = program.get("/items", limit=1).json()
    assert first["more"] is True
    second = program.get("/items", limit=1, after=first["after"]).json()
    assert [page["items"][0]["code"] for page in (first, second)] == [
        hall.implementation.code for hall in halls
    ]
    assert second["more"] is False


def test_a_guide_has_every_element():
    hall = make_hall()
    told = make_program(rules.READ_ITEMS).get(f"/items/{hall.implementation.code}").json()
    assert told["elements"]["sheet"]["properties"]["place"]["title"] == "经营场所"
    assert told["digest"] == hall.edition.digest
    assert make_program(rules.READ_ITEMS).get("/items/none").status_code == 404


def test_a_program_hands_in_for_an_applicant_who_goes_on_on_the_web(commits):
    hall, program = make_hall(), make_program()
    with commits():
        response = program.post("/applications", application(hall, program))
    assert response.status_code == 201, response.content.decode()
    told = response.json()
    assert told["case"].startswith("BJ")
    submission = Submission.objects.get(number=told["number"])
    assert "11010519491231002X" not in str(submission.data)
    assert submission.data["party"]["identifier"] == "110105********002X"
    assert [step.label for step in submission.steps.all()] == ["已收件"]
    seen = program.get(f"/applications/{told['number']}").json()
    assert (seen["case"], seen["state"]) == (told["case"], "received")
    assert program.post("/progress", {"number": told["number"], "code": told["code"]}).json() == seen
    assert make_program().get(f"/applications/{told['number']}").status_code == 404
    assert [one["number"] for one in program.get("/applications").json()["items"]] == [told["number"]]


def test_a_last_day_that_may_still_move_is_told_as_such(commits):
    """standards/calendar.md §1; the time to accept, and then the time to decide."""
    with at("2026-12-29 10:00"):
        hall, program = make_hall(), make_program()
        with commits():
            told = program.post("/applications", application(hall, program)).json()
        first = program.get(f"/applications/{told['number']}").json()
        with commits():
            cases.accept(by(hall.office.clerk), Case.objects.get(number=told["case"]).pk)
        seen = program.get(f"/applications/{told['number']}").json()
    assert (first["may_move"], first["steps"][0]["due_on"]) == (True, "2027-01-06")
    assert RESERVE in Submission.objects.get().steps.get(label="已收件").text
    assert (seen["due_on"], seen["may_move"]) == ("2027-01-11", True)


def test_asking_twice_under_one_key_is_one_application(commits):
    hall, program = make_hall(), make_program()
    given = application(hall, program)
    with commits():
        first = program.post("/applications", given, **{"Idempotency-Key": "1"}).json()
        again = program.post("/applications", given, **{"Idempotency-Key": "1"})
    assert (again.status_code, again.json()["number"], again.json()["code"]) == (201, first["number"], "")
    assert Application.objects.count() == 1
    other = {**given, "answers": {"place": "别处"}}
    assert program.post("/applications", other, **{"Idempotency-Key": "1"}).status_code == 409


def test_the_same_application_without_a_key_is_refused_with_its_number(commits):
    hall, program = make_hall(), make_program()
    given = application(hall, program)
    with commits():
        first = program.post("/applications", given).json()
        again = program.post("/applications", given)
    assert again.status_code == 409
    assert first["case"] in again.json()["error"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"item": "nowhere"}, 409, "没有这个办理事项"),
        ({"party": {**PARTY, "identifier": "110105194912310021"}}, 409, "校验码"),
        ({"materials": []}, 409, "食品经营许可申请书"),
        ({"answers": {}}, 409, "请填写经营场所"),
        ({"extra": 1}, 422, "没有“extra”"),
        ({"channel": "1"}, 422, "只能是"),
        ({"materials": [{"code": "M01", "files": ["forged"]}]}, 409, "key 无效"),
    ],
)
def test_what_is_wrong_is_said_in_one_shape(changes, status, words):
    hall, program = make_hall(), make_program()
    response = program.post("/applications", application(hall, program, **changes))
    assert response.status_code == status
    assert words in response.json()["error"]
    assert not Application.objects.exists()


def test_a_wrong_code_is_counted(monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 2)
    program = make_program(rules.APPLY)
    asked = {"number": "SB2026030200001", "code": "7KQ2M9XD4HTR"}
    assert "不对" in program.post("/progress", asked).json()["error"]
    program.post("/progress", asked)
    assert "次数过多" in program.post("/progress", asked).json()["error"]


def test_the_ten_objects_follow_a_case_from_beginning_to_end(commits):
    """approvals.md §4 [GD]: 0 申办 … 9 领取登记."""
    hall = make_hall()
    program = make_program(rules.REPORT, unit=make_root())
    with commits():
        submission = hand_in(make_ready(hall, party=COMPANY)).submission
    case, clerk = case_of(submission), by(hall.office.clerk)
    cases.ask_for_missing(clerk, case.pk, [cases.Missing("M01", "未盖章")])
    cases.supply(by(hall.office.clerk), case.pk, "已补", {})
    cases.accept(clerk, case.pk)
    cases.pause(clerk, case.pk, cases.SpecialProcedure("testing", "需要检测", "5个工作日"))
    cases.resume(clerk, case.pk, "合格")
    cases.finish_step(clerk, step_of(case, "review").pk, "passed", "内部意见")
    cases.finish_step(by(hall.office.reviewer), step_of(case, "check").pk, "agreed")
    cases.decide(by(hall.office.decider), step_of(case, "decide").pk, "granted", "符合条件")
    cases.deliver(clerk, step_of(case, "deliver").pk, cases.Handover("counter", "李四"))
    told = program.get("/objects", limit=200).json()
    assert [each["object"] for each in told["items"]] == [0, 1, 7, 8, 2, 5, 6, 3, 3, 3, 9, 4]
    by_number = {each["object"]: each["data"] for each in told["items"]}
    assert all(data["SBLSH"] == case.number for data in by_number.values())
    assert (by_number[0]["SQRLX"], by_number[0]["SQRZJLX"]) == ("2", "001")
    assert by_number[0]["SQRZJHM"] == COMPANY["identifier"]
    assert by_number[2]["GDBLSX"] == "8"
    assert by_number[4]["BJJGDM"] == "0"
    assert by_number[4]["ZJBH"]
    assert by_number[5]["TBCXZL"] == "B"
    assert by_number[7]["BZCLQD"] == "食品经营许可申请书：未盖章"
    assert Entry.objects.filter(act="approvals.objects_read").exists()
    assert program.get("/objects", after=told["after"]).json()["items"] == []


def test_objects_have_a_fixed_number_of_queries(commits, django_assert_max_num_queries):
    hall = make_hall()
    program = make_program(rules.REPORT, unit=hall.office.unit)
    with commits():
        for number in range(4):
            hand_in(make_ready(hall, answers={"place": f"第{number}处"}))
    with django_assert_max_num_queries(25):
        assert len(program.get("/objects").json()["items"]) == 4


def test_a_system_of_another_unit_reads_no_foreign_objects(commits):
    hall = make_hall()
    with commits():
        hand_in(make_ready(hall))
    assert make_program(rules.REPORT, unit=make_unit()).get("/objects").json()["items"] == []
    assert len(make_program(rules.REPORT, unit=hall.office.unit).get("/objects").json()["items"]) == 1


def test_a_withdrawn_and_a_refused_case_have_their_codes(commits):
    """approvals.md §2 BJJGDM: 1 退回办结, 2 作废办结."""
    hall = make_hall()
    program = make_program(rules.REPORT, unit=hall.office.unit)
    with commits():
        first = hand_in(make_ready(hall)).submission
        second = hand_in(make_ready(hall, answers={"place": "另一处"})).submission
    cases.withdraw(PUBLIC, case_of(first).pk)
    case = case_of(second)
    decided(hall, case, "refused", "面积不足")
    cases.deliver_case(by(hall.office.clerk), case.pk, cases.Handover("counter"))
    ended = [each["data"] for each in program.get("/objects").json()["items"] if each["object"] == 4]
    assert [data["BJJGDM"] for data in ended] == ["2", "1"]
    assert ended[1]["ZFHTHYY"] == "面积不足"


@pytest.mark.parametrize("address", ["/items", "/applications", "/objects", "/codes"])
def test_every_operation_asks_for_its_scope(address):
    assert make_program(SEND).get(address).status_code == 403
    assert Client().get(f"/api/v1/approvals{address}").status_code == 401


def test_the_code_sets_are_told():
    told = make_program(rules.REPORT).get("/codes").json()
    assert told["objects"]["9"] == "领取登记"
    assert told["sets"]["outcome"]["certified"] == "0"
