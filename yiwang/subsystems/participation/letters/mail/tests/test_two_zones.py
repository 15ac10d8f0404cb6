"""Fetched outside, decided inside, answered outside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried
from yiwang.subsystems.participation.letters.mail.tests.makers import (
    SUBJECT,
    TEXT,
    WRITER,
    make_folder,
    make_mail,
    post,
)

JOBS = ("exchange", "intake", "nodes")
FOUND = """
from yiwang.subsystems.participation.letters.tests.makers import make_hall
answer = make_hall().mailbox.code
"""
FETCH = """
from pathlib import Path
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.letters.mail import limits
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail
from yiwang.subsystems.participation.letters.mail.tests.makers import fetch, make_channel
limits.OF_SENDER_AN_HOUR = given["most"]
try:
    fetch(make_channel(Path(given["folder"])))
    answer = [list(Mail.objects.order_by("pk").values_list("state", flat=True)), Claim.objects.count()]
except Refused as refused:
    answer = refused.sentence
"""
CLAIM = """
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.letters.mail.actions import claiming
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail
claim = Claim.objects.get(state="waiting")
manager = by(Post.objects.carrying("letter_manager").get())
claiming.as_letter(manager, claim.pk, claim.mailbox)
answer = [claim.subject, claim.text, Mail.objects.count()]
"""
READ = """
from yiwang.subsystems.participation.letters.mail.models import Mail
from yiwang.subsystems.participation.letters.mail.tests.makers import answers
answer = [sorted(Mail.objects.values_list("state", flat=True)), [one.address for one in answers()]]
"""
LETTERS = """
from yiwang.subsystems.participation.letters.models import Letter
answer = list(Letter.objects.values_list("title", flat=True))
"""


def test_a_mail_that_nobody_owns_is_sealed_on_its_way_in_and_its_letter_gets_a_number_outside(tmp_path):
    folder = make_folder(tmp_path / "maildir")
    outer, inner = ferried(tmp_path)
    inner.python(FOUND)

    def carry(times: int = 1) -> None:
        for _ in range(times):
            inner.tick(*JOBS)
            outer.tick(*JOBS)

    carry()
    post(folder, make_mail())
    assert "加密公钥" in outer.python(FETCH, folder=str(folder), most=0)
    carry(3)
    assert outer.python(FETCH, folder=str(folder), most=0) == [["unclaimed"], 0]
    outer.tick(*JOBS)
    carried = b"".join(each.read_bytes() for each in (tmp_path / "inward").rglob("*") if each.is_file())
    assert carried
    for secret in (SUBJECT, TEXT, WRITER):
        assert secret.encode() not in carried
        assert secret.encode("unicode_escape") not in carried
    carry(2)
    assert inner.python(CLAIM) == [SUBJECT, TEXT, 0]
    carry(3)
    assert outer.python(READ) == [["letter"], [WRITER]]
    assert inner.python(LETTERS) == [SUBJECT]
