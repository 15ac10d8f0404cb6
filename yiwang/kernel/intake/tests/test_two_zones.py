"""Accepted outside, handled inside, answered outside: with two databases and only a ferry between them?

The kind is the portal's, through its own pages: two installations have only what is really installed.
"""

import pytest

from yiwang.kernel.nodes.tests.installations import Installation, ferried

VISIT = """
import re
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.intake.models import Submission
client = Client()

def tracked(number, code):
    return client.post("/track/", {"number": number, "code": code}, follow=True).content.decode()
"""
HAND_IN = (
    VISIT
    + """
answer = []
for text in given["texts"]:
    page = client.get("/corrections/?page=/a/1/").content.decode()
    token = re.search('name="token" value="([^"]+)"', page)[1]
    filled = {"token": token, "page": "/a/1/", "fault": "错别字", "text": text, **given.get("contact", {})}
    if given.get("picture"):
        filled["screenshot"] = SimpleUploadedFile("截图.png", make_picture("png"))
    receipt = client.post("/corrections/", filled, follow=True).content.decode()
    number, code = re.findall(r"<dd>(JC\\d+|[0-9A-Z-]{14})</dd>", receipt)
    answer.append({"number": number, "code": code, "page": tracked(number, code)})
"""
)
READ = VISIT + 'answer = tracked(given["number"], given["tracking"])'
ADD = (
    VISIT
    + """
tracked(given["number"], given["tracking"])
picture = SimpleUploadedFile("更正.png", make_picture("png"))
filled = {"step": given["step"], "text": given["text"], "file_1": picture}
answer = client.post("/track/supplement/", filled, follow=True).content.decode()
"""
)
RATE = (
    VISIT
    + """
tracked(given["number"], given["tracking"])
answer = client.post("/track/rate/", {"stars": "4", "comment": "谢谢"}, follow=True).content.decode()
"""
)
WITHDRAW = (
    VISIT
    + """
tracked(given["number"], given["tracking"])
answer = client.post("/track/withdraw/", follow=True).content.decode()
"""
)
HELD = """
from yiwang.kernel.intake import contacts
from yiwang.subsystems.portal.models import Correction
answer = [
    {
        "number": one.number,
        "text": one.text,
        "state": one.state,
        "files": [file.name for file in one.files.all()],
        "added": [[added.text, added.files.count()] for added in one.supplements.all()],
        "phone": contacts.of_matter(one.matter).phone,
        "stars": one.stars,
    }
    for one in Correction.objects.select_related("matter").order_by("pk")
]
"""
STEP = """
from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.portal.corrections import actions
from yiwang.subsystems.portal.models import Correction
correction = Correction.objects.get(matter__number=given["number"])
by = Actor(person="李纠错", unit="市政府办公室")
getattr(actions, given["step"])(by, correction.pk, *given.get("words", []))
"""
OWED = """
from yiwang.kernel.intake.models import Handover
answer = [[row.kind, bool(row.envelope), bool(row.delivered_at), row.trouble]
          for row in Handover.objects.order_by("pk")]
"""
# Numbers decide, not the clock: a week passes when every moment the ferry knows lies a week further back.
WEEK = """
from django.db.models import F
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes.models import Outage, Parcel
week = now() - shifted(now(), days=-7)
Parcel.objects.update(created_at=F("created_at") - week, next_attempt_at=F("next_attempt_at") - week)
Outage.objects.update(began_at=F("began_at") - week, paused_until=F("paused_until") - week)
answer = Outage.objects.count()
"""


@pytest.fixture
def zones(tmp_path) -> tuple[Installation, Installation]:
    return ferried(tmp_path)


def cross(zones: tuple[Installation, Installation], times: int = 2) -> None:
    for _ in range(times):
        for installation in zones:
            installation.tick()


def test_a_submission_goes_in_and_its_answer_comes_out(zones):
    outer, inner = zones
    contact = {"contact_name": "张小明", "contact_phone": "13812345678"}
    (handed,) = outer.python(HAND_IN, texts=["第二段“即使”应为“及时”。"], contact=contact, picture=True)
    assert "已收到" in handed["page"]
    assert "138****5678" in handed["page"]
    cross(zones, 4)
    (held,) = inner.python(HELD)
    assert (held["number"], held["state"], held["files"]) == (handed["number"], "received", ["截图.png"])
    assert held["phone"] == "13812345678"
    assert [row[:3] for row in outer.python(OWED)] == [
        ["intake.submission", True, True],
        ["intake.key_request", True, True],
    ]
    number, known = handed["number"], {"number": handed["number"], "tracking": handed["code"]}
    inner.python(STEP, number=number, step="accept")
    inner.python(STEP, number=number, step="ask", words=["是正文还是附件？"])
    cross(zones)
    page = outer.python(READ, **known)
    assert "是正文还是附件？" in page
    assert "等待您补充" in page
    assert "市政府办公室" in page
    page = outer.python(ADD, **known, step=2, text="是正文第二段。")
    assert "您已补充" in page
    cross(zones)
    assert inner.python(HELD)[0]["added"] == [["是正文第二段。", 1]]
    inner.python(STEP, number=number, step="answer", words=["已经更正，谢谢您。"])
    cross(zones)
    assert "已经更正，谢谢您。" in outer.python(READ, **known)
    assert "您的评价：满意" in outer.python(RATE, **known)
    cross(zones)
    assert [(one["state"], one["stars"]) for one in inner.python(HELD)] == [("answered", 4)]
    assert all(row[2] and not row[3] for row in outer.python(OWED))


def test_a_week_without_ferry_loses_nothing_and_keeps_accepting(zones, tmp_path):
    outer, inner = zones
    (first,) = outer.python(HAND_IN, texts=["断开之前"])
    cross(zones)
    for name in ("inward", "outward"):
        (tmp_path / name).rename(tmp_path / f"{name} cut")
    inner.python(STEP, number=first["number"], step="accept")
    inner.python(STEP, number=first["number"], step="answer", words=["断开时答复的。"])
    during = outer.python(HAND_IN, texts=["断开第一件", "断开第二件"])
    for installation in zones:
        _tick_in_vain(installation)
        assert installation.python(WEEK) == 1
    during += outer.python(HAND_IN, texts=["断开第三件"])
    taken_back = during[1]
    outer.python(WITHDRAW, number=taken_back["number"], tracking=taken_back["code"])
    assert all("已收到" in one["page"] for one in during)
    assert "断开时答复的。" not in outer.python(READ, number=first["number"], tracking=first["code"])
    for name in ("inward", "outward"):
        (tmp_path / f"{name} cut").rename(tmp_path / name)
    cross(zones, 3)
    held = inner.python(HELD)
    assert [(one["text"], one["state"]) for one in held] == [
        ("断开之前", "answered"),
        ("断开第一件", "received"),
        ("断开第二件", "withdrawn"),
        ("断开第三件", "received"),
    ]
    numbers = [one["number"] for one in held]
    assert numbers == [f"{first['number'][:-5]}{serial:05d}" for serial in range(1, 5)]
    assert "断开时答复的。" in outer.python(READ, number=first["number"], tracking=first["code"])
    assert all(row[2] for row in outer.python(OWED))


def _tick_in_vain(installation: Installation) -> None:
    """The ferry is gone: what waits keeps waiting, and nothing else suffers."""
    installation.tick()


ENTER = """
from django.db import transaction
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.intake import kinds
from yiwang.kernel.intake.actions.entering import enter
from yiwang.kernel.intake.contacts import Contact
from yiwang.subsystems.portal.corrections import taking
by = Actor(person="王窗口", unit="市政务服务中心")
data = {"page": "/a/1/", "fault": "错别字", "text": given["text"]}
with transaction.atomic():
    receipt = enter(by, "portal.correction", data, Contact("张小明", "13812345678"))
    kind = kinds.known("portal.correction")
    taking.take(kinds.TakenSubmission(receipt.matter, kinds.read(kind, data), ()))
answer = {"number": receipt.number, "tracking": receipt.code}
"""


def test_what_was_entered_at_the_counter_goes_on_by_the_web(zones):
    outer, inner = zones
    known = inner.python(ENTER, text="来窗口反映的错字。")
    inner.python(STEP, number=known["number"], step="ask", words=["是哪一段？"])
    assert "编号或者查询码不对" in outer.python(READ, **known), "it has not crossed yet"
    cross(zones)
    page = outer.python(READ, **known)
    assert "来窗口反映的错字。" in page
    assert "是哪一段？" in page
    assert "138****5678" in page
    outer.python(ADD, **known, step=1, text="第一段。")
    cross(zones)
    assert inner.python(HELD)[0]["added"] == [["第一段。", 1]]
    inner.python(STEP, number=known["number"], step="answer", words=["改好了。"])
    cross(zones)
    assert "改好了。" in outer.python(READ, **known)
    outer.python(RATE, **known)
    cross(zones)
    assert [(one["state"], one["stars"]) for one in inner.python(HELD)] == [("answered", 4)]
