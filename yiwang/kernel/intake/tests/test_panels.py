"""Does a kind's own part of the progress page stand there, and are things asked for one by one?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pydantic import ValidationError

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.intake import messages, panels, queries, rules
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.messages import Asked
from yiwang.kernel.intake.panels import Panel
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_file, make_submission, matter_of, tell

pytestmark = pytest.mark.django_db

LICENCE = Asked(code="licence", label="营业执照", why="上传的照片看不清。", most=2)
LEASE = Asked(code="lease", label="租赁合同", is_required=False)
# A template that every installation has and that shows what it is given.
FRAGMENT = "components/empty.html"


def tracked(client, receipt):
    told = {"number": receipt.submission.number, "code": receipt.code}
    return client.post("/track/", told, follow=True).content.decode()


def asked_of(receipt, commits, *asks):
    with commits():
        tell(receipt.submission, "ask", "请补正下列材料。", asks=asks or (LICENCE, LEASE))
    return receipt.submission


def panel(title="办理环节", place="first", **part):
    return Panel(title, FRAGMENT, lambda submission: part or None, place=place)


def test_a_kind_shows_its_own_sections_around_the_story(client, commits):
    with makers.desk(panels=(panel(), panel("结果文件", "last"))), commits():
        receipt = make_submission()
        page = tracked(client, receipt)
    assert "办理环节" not in page, "a section without anything to show is left out"
    shown = (panel(sentence="受理"), panel("结果文件", "last", sentence="决定书"))
    with makers.desk(panels=shown):
        page = tracked(client, receipt)
    assert page.index("办理环节") < page.index("办理过程") < page.index("结果文件")


def test_another_package_may_show_a_section_on_every_page(client, desk, commits, monkeypatch):
    monkeypatch.setattr(panels, "_registered", {})
    panels.register("test.bills", panel("缴费", sentence="应缴"))
    with commits():
        receipt = make_submission()
    assert "缴费" in tracked(client, receipt)


def test_what_the_inner_side_says_for_panels_is_the_newest_of_each_key(desk, commits):
    with commits():
        submission = make_submission().submission
    with commits():
        tell(submission, facts={"stage": "accept", "due_on": "2026-03-05"})
        tell(submission, facts={"stage": "review"})
        tell(submission)
    assert queries.facts(submission) == {"stage": "review", "due_on": "2026-03-05"}


def test_facts_that_would_fill_the_database_are_refused():
    with pytest.raises(ValidationError):
        messages.Progress(
            reference="0" * 32,
            step=1,
            kind="note",
            label="说明",
            at=now(),
            facts={"text": "字" * rules.FACTS_LENGTH},
        )


def test_each_thing_asked_for_has_its_field_and_crosses_under_its_code(client, desk, commits):
    with commits():
        receipt = make_submission()
    asked_of(receipt, commits)
    page = tracked(client, receipt)
    assert page.index("营业执照") < page.index("租赁合同") < page.index("补充说明")
    assert "上传的照片看不清。" in page
    front, back, other = (SimpleUploadedFile(f"{name}.png", make_picture("png")) for name in "正副其")
    filled = {"step": 1, "material_1_1": front, "material_1_2": back, "file_1": other}
    with commits():
        page = client.post("/track/supplement/", filled, follow=True).content.decode()
    assert "您已补充" in page
    taken = desk.taken[-1]
    assert [stored.name for stored in taken.materials["licence"]] == ["正.png", "副.png"]
    assert [stored.name for stored in taken.files] == ["正.png", "副.png", "其.png"]


def test_a_required_piece_that_does_not_come_is_named_beside_its_field(client, desk, commits):
    with commits():
        receipt = make_submission()
    asked_of(receipt, commits)
    tracked(client, receipt)
    response = client.post("/track/supplement/", {"step": 1, "text": "晚点交"})
    assert response.status_code == 422
    assert "请上传“营业执照”。" in response.content.decode()
    assert "晚点交" in response.content.decode()


def test_the_action_refuses_what_is_missing_or_was_not_asked(desk, commits):
    with commits():
        submission = make_submission().submission
    asked_of(makers.Receipt(submission, ""), commits)
    with pytest.raises(Refused, match="还缺：营业执照"):
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "", (), {"lease": [make_file()]})
    with pytest.raises(Refused, match="不在这次要求补充的范围内"):
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "", (), {"other": [make_file()]})
    three = [make_file(f"{name}.txt", name.encode()) for name in "abc"]
    with pytest.raises(Refused, match="最多只能附2个文件"):
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "", (), {"licence": three})
    assert matter_of(submission).is_open


def test_a_step_that_asks_in_words_still_wants_words(client, desk, commits):
    with commits():
        receipt = make_submission()
    with commits():
        tell(receipt.submission, "ask", "哪个门？")
    tracked(client, receipt)
    response = client.post("/track/supplement/", {"step": 1, "text": ""})
    assert "请填写补充说明。" in response.content.decode()
