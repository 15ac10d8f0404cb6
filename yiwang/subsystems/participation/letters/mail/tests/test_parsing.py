"""Is a mail read as it was written, and is none able to do harm?"""

import base64
import time
from email.message import EmailMessage

import pytest

from yiwang.subsystems.participation.letters.mail import parsing, rules
from yiwang.subsystems.participation.letters.mail.tests.makers import SUBJECT, TEXT, WRITER, make_mail

OLD = (
    b'From: "' + "赵小明".encode("gb18030") + b'" <zhao@example.com>\r\n'
    b"To: mayor@yunze.example\r\nSubject: " + SUBJECT.encode("gb18030") + b"\r\n"
    b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + (TEXT + "㐂").encode("gb18030")
)
HTML = (
    "<html><head><style>p{color:red}</style></head><body><p>路灯<b>坏了</b>。</p>"
    "<script>alert(1)</script>"
    "<p>请修。</p><img src='http://spy.example/x.png'></body></html>"
)


def test_a_usual_mail_is_read():
    found = parsing.read(make_mail(attachments=[("现场照片.txt", b"words")]))
    assert (found.sender, found.name, found.subject, found.text) == (WRITER, "赵小明", SUBJECT, TEXT)
    assert [(one.name, one.content) for one in found.attachments] == [("现场照片.txt", b"words")]
    assert (found.trouble, found.message_id[0], len(found.key)) == ("", "<", 64)


def test_bytes_of_old_chinese_mail_programs_are_read():
    found = parsing.read(OLD)
    assert (found.name, found.subject, found.text) == ("赵小明", SUBJECT, TEXT + "㐂")


@pytest.mark.parametrize(
    ("charset", "raw"),
    [("gb2312", "路灯".encode("gb18030")), ("utf-8", "路灯".encode()), ("x-nonsense", "路灯".encode()),
     ("utf-8", "路灯".encode("gb18030")), ("", "路灯".encode("gb18030")),
     ("utf-16", "路灯".encode("utf-16"))],
)  # fmt: skip
def test_whatever_charset_is_claimed_the_words_are_found(charset, raw):
    assert parsing.decoded(raw, charset) == "路灯"


def test_html_becomes_words_and_nothing_of_it_runs_or_loads():
    raw = make_mail().replace(b"Content-Type: text/plain", b"Content-Type: text/html")
    head, _, _ = raw.partition(b"\n\n")
    found = parsing.read(head + b"\n\n" + base64.encodebytes(HTML.encode()))
    assert found.text == "路灯坏了。\n请修。"


def test_plain_words_come_before_the_same_in_html():
    message = EmailMessage()
    message["From"] = WRITER
    message.set_content("平常的字。")
    message.add_alternative("<p>网页的字。</p>", subtype="html")
    assert parsing.read(message.as_bytes()).text == "平常的字。"


def test_control_and_direction_marks_and_null_bytes_go():
    found = parsing.read(make_mail(text="路\x00灯\u202e坏了\x1b[31m", Subject="路\u202e灯"))
    assert (found.text, found.subject) == ("路灯坏了[31m", "路灯")


def bomb_of_parts(depth: int) -> bytes:
    head = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"
    body = b""
    for number in range(depth):
        body += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
    return head + body + b"Content-Type: text/plain\n\nx\n"


@pytest.mark.parametrize(
    "raw",
    [
        bomb_of_parts(5_000),
        bomb_of_parts(60).replace(b"boundary=", b"boundary*0="),
        b"From: a@b.example\n" + b"Content-Type: message/rfc822\n\n" * 3_000,
        b"From: a@b.example\nX: " + b"a" * (300 << 10) + b"\n\nx",
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: text/plain\n\nx\n" * 20_000,
    ],
    ids=["nested", "nested-continued", "enclosed", "endless-header", "many-parts"],
)
def test_a_bomb_is_not_opened(raw):
    started = time.monotonic()
    found = parsing.read(raw)
    assert (found.trouble, found.text, found.attachments) == (parsing.BOMB, "", ())
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"\n\n",
        b"From: =?utf-8?b?////?= <a@b.example>\nSubject: =?x?q?=\n\nx",
        b"From: " + b"<" * 3_000 + b"\nTo: " + b"(" * 3_000 + b"\n\nx",
        b"From: a@b.example\nContent-Type: text/plain; charset*=''%ff\nContent-Disposition: attachment;"
        b" filename*0*=x''%ff; filename*1=\n\nx",
        b"From: a@b.example\nContent-Type: multipart/mixed\n\n--\n",
        b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n=====",
        b"From: a@b.example\nContent-Type: " + b";" * 100_000 + b"\n\nx",
        bytes(range(256)) * 40,
    ],
)
def test_nothing_that_comes_raises_or_takes_long(raw):
    started = time.monotonic()
    found = parsing.read(raw)
    assert len(found.key) == 64
    assert time.monotonic() - started < 2


def test_a_head_alone_says_who_wrote_and_that_the_rest_was_not_fetched():
    found = parsing.read(make_mail()[:400], is_whole=False)
    assert (found.sender, found.trouble) == (WRITER, parsing.TOO_LARGE)


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"Auto_Submitted": "auto-replied; owner=x"}, "自动回复"),
        ({"Return_Path": "<>"}, "退信"),
        ({"Precedence": "bulk"}, "群发邮件"),
        ({"List_Id": "<x.example>"}, "群发邮件或者自动回复"),
        ({"From": "MAILER-DAEMON@x.example"}, "发件人不接收回信"),
        ({"From": "mayor@yunze.example"}, "由本平台自己发出"),
        ({"From": "nobody"}, "发件人不接收回信"),
    ],
)
def test_what_a_machine_wrote_is_known(headers, automatic):
    """RFC 3834, sections 2 and 5."""
    found = parsing.read(make_mail(**headers))
    own = frozenset({"mayor@yunze.example"})
    assert rules.automatic(found.headers, found.sender, own) == automatic


def test_a_report_of_delivery_is_a_machines():
    """RFC 3464."""
    raw = make_mail().replace(b"Content-Type: text/plain", b"Content-Type: multipart/report; boundary=b")
    found = parsing.read(raw)
    assert rules.automatic(found.headers, found.sender, frozenset()) == "退信或者回执"


@pytest.mark.parametrize(
    "quote",
    [
        "------------------ 原始邮件 ------------------\n发件人: 市长信箱",
        "在 2026年3月2日，市长信箱 <mayor@x.cn> 写道：\n> 您好",
        "On Mon, Mar 2, 2026 at 10:00 AM mayor wrote:\n> hello",
        "-----Original Message-----\nFrom: mayor",
        "> 您好\n> 编号",
    ],
)
def test_an_answer_is_read_without_what_it_answers(quote):
    assert rules.without_quote(f"补充：在第三根杆。\n\n{quote}") == "补充：在第三根杆。"


def test_where_all_is_quoted_all_of_it_stays():
    assert rules.without_quote("> 只有引用") == "> 只有引用"
