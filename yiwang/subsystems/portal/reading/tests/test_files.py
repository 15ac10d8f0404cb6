import gzip
import json
from pathlib import Path

import pytest

from yiwang.subsystems.portal.reading import files
from yiwang.subsystems.portal.reading.files import Found, below, found_in
from yiwang.subsystems.portal.reading.tests.samples import TEXT, lines, record


def read(path: Path, content: str | bytes) -> list[Found]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(found_in(path, lambda _: None))


def test_folders_are_read_in_the_order_of_names_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "c/d.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [str(path.relative_to(tmp_path)) for path in below([tmp_path])] == ["a.txt", "b.txt", "c/d.txt"]


@pytest.mark.parametrize("key", ["text", "body", "content", "正文"])
def test_a_record_may_call_its_text_by_several_names(tmp_path: Path, key: str) -> None:
    (found,) = read(tmp_path / "a.jsonl", lines({key: TEXT.format(number=1)}))
    assert found.source is not None
    assert found.source.recognised().number == "云水〔2024〕1号"


def test_gb18030_is_read_like_utf_8(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.jsonl", lines(record(1)).encode("gb18030"))
    assert found.source is not None
    assert found.source.recognised().issuer == "云泽市水务局"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "abc"', "不是有效的 JSON"),
        (b"[1, 2]", "不是 JSON 对象"),
        (b'"text"', "不是 JSON 对象"),
        (b'{"title": "t", "body": null}', "抓取失败"),
        (b'{"title": "t", "body": "error"}', "抓取失败"),
        (b'{"title": "t", "text": " "}', "抓取失败"),
        (b"\x00\x01\x02\x03", "二进制"),
        (b'{"text": "\xff\xfe\xff"}', "编码"),
        (b"[" * 100_000, "嵌套过深"),
        (b'{"a":' * 100_000, "嵌套过深"),
        (b"NaN", "不是 JSON 对象"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_next_is_read(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    good = lines(record(1)).encode()
    found = read(tmp_path / "a.jsonl", good + line + b"\n" + good)
    assert [one.line for one in found] == [1, 2, 3]
    assert reason in found[1].reason
    assert found[0].source
    assert found[2].source


def test_a_register_gives_a_document_a_row(tmp_path: Path) -> None:
    text = "site,url,title,publish_date,doc_number_raw\n云泽市,https://a.gov.cn/1,关于甲事的通知,2020-01-02,云政[2020]1号\n"
    (found,) = read(tmp_path / "a.csv", "\ufeff" + text)
    assert found.source is not None
    document = found.source.recognised()
    assert (document.title, document.number, found.line) == ("关于甲事的通知", "云政〔2020〕1号", 2)


def test_a_label_before_a_crawled_date_says_which_date_it_is(tmp_path: Path) -> None:
    text = "title,publish_date\n关于甲事的通知,发文日期：2020-01-02\n关于乙事的通知,2020-01-03\n"
    first, second = (one.source.recognised() for one in read(tmp_path / "a.csv", text) if one.source)
    assert (str(first.written_on), first.published_on) == ("2020-01-02", None)
    assert (second.written_on, str(second.published_on)) == (None, "2020-01-03")


def test_a_register_in_gb18030_with_quotes_over_two_lines_is_read(tmp_path: Path) -> None:
    text = 'title,url\n"关于甲事的\n通知",https://a.gov.cn/1\n'
    (found,) = read(tmp_path / "a.csv.gz", gzip.compress(text.encode("gb18030")))
    assert found.source is not None
    assert found.source.recognised().title == "关于甲事的通知"


def test_a_row_of_another_length_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", "title,url\n甲,乙,丙\n关于甲事的通知,https://a.gov.cn/1\n")
    assert "3 列" in found[0].reason
    assert found[1].source


def test_a_line_of_a_register_that_cannot_be_decoded_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    good = "关于甲事的通知,https://a.gov.cn/1\n".encode()
    found = read(tmp_path / "a.csv", b"title,url\n" + good * 3 + b"\xff\xff,x\n" + good + b"\xff\n")
    assert [(one.line, bool(one.source)) for one in found] == [
        (2, True),
        (3, True),
        (4, True),
        (5, False),
        (6, True),
        (7, False),
    ]


def test_a_register_without_titles_is_rejected_as_a_whole(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.csv", "Organ,Url\n" + "甲,乙\n" * 10)
    assert "没有标题一列" in found.reason


def test_a_page_in_gb2312_is_one_document(tmp_path: Path) -> None:
    text = TEXT.format(number=2).replace("\n", "<br>")
    page = f"<html><head><meta charset=gb2312></head><body>{text}</body></html>"
    (found,) = read(tmp_path / "a.html", page.encode("gb2312"))
    assert found.source is not None
    assert found.source.recognised().number == "云水〔2024〕2号"


def test_plain_text_is_one_document(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.txt", TEXT.format(number=2))
    assert found.source is not None
    assert found.source.recognised().title == "云泽市水务局关于做好防汛工作的通知"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"PK", "不支持的文件类型“.docx”"),
        ("a.html", b"\x7fELF\x00\x00\x00", "二进制"),
        ("a.txt", b"", "正文为空"),
        ("a.jsonl.gz", b"\x1f\x8bnot a gzip", "已损坏"),
    ],
)
def test_a_file_that_is_no_document_is_rejected(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (found,) = read(tmp_path / name, content)
    assert reason in found.reason


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path / "none.txt", lambda _: None)
    assert "无法打开" in found.reason


def test_a_line_of_more_than_the_longest_is_rejected(tmp_path: Path) -> None:
    long = json.dumps({"text": "长" * 11_000_000}, ensure_ascii=False)
    found = read(tmp_path / "a.jsonl", f"{long}\n{lines(record(1))}")
    assert found[0].reason == files.TOO_LONG
    assert found[1].source
