import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.exchange import statements
from yiwang.kernel.exchange.statements import Envelope, Party, Receipt, Recipient

UID = "0" * 31 + "1"


def make_statement(**changes) -> Envelope:
    fields = {
        "id": UID,
        "kind": "exchange.document",
        "version": 1,
        "category": "document",
        "sender": Party(node="yunze", unit="A1", unit_name="市政府办公室", person="李明"),
        "recipients": [Recipient(number=1, part="main", node="yunze", unit="B1", name="市财政局")],
        "subject": "关于防汛的通知",
        "body": {"number": "云政办发〔2026〕8号", "copies": 3},
        "sent_at": "2026-11-25T08:30:00.123456Z",
        **changes,
    }
    return Envelope.model_validate(fields)


def test_words_are_read_back_as_they_were_written():
    text = statements.words(make_statement())
    assert statements.words(statements.envelope(text)) == text


@given(subject=st.text(max_size=50), note=st.text(max_size=50), number=st.integers(-(2**53), 2**53))
def test_any_text_survives_the_journey(subject, note, number):
    subject = "".join(character for character in subject if ord(character) > 31 and ord(character) != 127)
    try:
        text = statements.words(make_statement(subject=subject, body={"note": note, "n": number}))
    except (ValueError, UnicodeError):
        return
    assert statements.envelope(text).body == {"note": note, "n": number}


def test_another_way_of_writing_the_same_is_refused():
    text = statements.words(make_statement())
    for altered in (text.replace(":", ": ", 1), json.dumps(json.loads(text), indent=1), f" {text}"):
        with pytest.raises(ValueError, match="规范"):
            statements.envelope(altered)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "not json",
        "[" * 100_000,
        '{"format":"yiwang-envelope/2"}',
        "{" + '"a":1,' * 10 + '"b":2}',
    ],
)
def test_what_is_no_statement_is_refused_with_a_sentence(text):
    for read in (statements.envelope, statements.receipt):
        with pytest.raises(ValueError, match=r"."):
            read(text)


def test_an_unknown_field_is_refused():
    content = json.loads(statements.words(make_statement()))
    with pytest.raises(ValueError, match="格式不符"):
        statements.envelope(json.dumps({**content, "more": 1}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../etc/passwd"),
        ("kind", "exchange"),
        ("category", "secret"),
        ("recipients", []),
        ("urgency", "特提"),
        ("secrecy", "机密"),
        ("subject", "两\n行"),
        ("files", [{"digest": "x", "size": 1, "name": "a"}]),
        ("files", [{"digest": "0" * 64, "size": 0, "name": "a"}]),
        ("sent_at", "yesterday"),
    ],
)
def test_a_wrong_element_is_refused(field, value):
    with pytest.raises(ValueError, match=r"."):
        make_statement(**{field: value})


def test_a_receipt_names_the_words_it_speaks_of():
    text = statements.words(make_statement())
    receipt = Receipt(
        id=UID,
        envelope=UID,
        digest=statements.digest(text),
        receipt="signed",
        recipients=[1],
        by=Party(node="yunze", unit="B1"),
        at="2026-11-25T09:00:00Z",
    )
    assert statements.receipt(statements.words(receipt)) == receipt
    assert len(receipt.digest) == 64
