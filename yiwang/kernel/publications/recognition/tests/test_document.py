import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.publications.recognition.document import recognise_html, recognise_text
from yiwang.kernel.publications.recognition.parts import Hints
from yiwang.kernel.publications.recognition.tests import samples


def test_a_notice_and_what_it_encloses_are_told_apart() -> None:
    found = recognise_text(samples.NOTICE)
    assert found.title == "云泽市人民政府办公室关于印发云泽市城市绿道管理办法的通知"
    assert found.number == "云政办发〔2024〕12号"
    assert found.issuer == "云泽市人民政府办公室"
    assert found.written_on == date(2024, 3, 5)
    assert found.recipients == "各县（市、区）人民政府，市政府各部门、各直属机构"
    assert [(one.title, one.relation) for one in found.enclosed] == [
        ("云泽市城市绿道管理办法", "印发"),
        ("绿道名录", "附件"),
    ]
    assert found.annexes == ("绿道名录", "管护责任清单")


def test_notes_copies_and_printing_line_are_read() -> None:
    found = recognise_text(samples.NOTICE)
    assert found.disclosure == "主动公开"
    assert found.copies == "市委各部门，市人大常委会办公室"
    assert (found.printed_by, found.printed_on) == ("云泽市人民政府办公室", date(2024, 3, 6))


def test_effect_and_expiry_are_read_from_the_last_article() -> None:
    found = recognise_text(samples.NOTICE)
    assert (found.effective_on, found.expires_on) == (date(2024, 5, 1), date(2029, 4, 30))


def test_the_body_is_paragraphs_with_headings_and_without_title_and_number() -> None:
    body = recognise_text(samples.NOTICE).body
    assert body.startswith("<p>各县（市、区）人民政府，市政府各部门、各直属机构：</p>")
    assert "<h2>云泽市城市绿道管理办法</h2>" in body
    assert "<h2>第一章 总 则</h2>" in body
    assert '<p class="signature">2024年3月5日</p>' in body
    assert "云政办发〔2024〕12号" not in body


def test_an_order_is_called_after_what_it_promulgates() -> None:
    found = recognise_text(samples.ORDER)
    assert found.title == "云泽市犬只管理规定"
    assert found.number == "云泽市人民政府令第8号"
    assert found.issuer == "云泽市人民政府"
    assert found.written_on == date(2023, 11, 10)
    assert found.effective_on == date(2024, 1, 1)


def test_a_joint_document_has_several_issuers() -> None:
    found = recognise_text(samples.JOINT)
    assert found.issuers == ("云泽市财政局", "云泽市民政局")
    assert found.title == "云泽市财政局 云泽市民政局关于做好冬季救助工作的通知"


def test_the_header_table_of_a_page_is_read() -> None:
    found = recognise_html(samples.PAGE, Hints(url="https://www.yunze.gov.cn/zfwj/1.html"))
    assert found.title == "云泽市人民政府关于公布河湖名录的通告"
    assert found.number == "云政发〔2024〕7号"
    assert found.index_number == "11330000MB1234567X/2024-00031"
    assert found.subject == "农业、林业、水利\\水利"
    assert found.subject_words == ("水利", "河湖", "通告")
    assert found.issuer == "云泽市人民政府"
    assert (found.written_on, found.published_on) == (date(2024, 5, 31), date(2024, 6, 3))
    assert found.effective_on == date(2024, 5, 31)
    assert found.disclosure == "主动公开"
    assert found.files == (("河湖名录.docx", "https://www.yunze.gov.cn/files/a.docx"),)


def test_a_table_of_data_stays_a_table() -> None:
    body = recognise_html(samples.PAGE).body
    assert "<table><tbody><tr><td>名称</td><td>长度</td></tr><tr><td>云河</td><td>12公里</td></tr>" in body


def test_nothing_of_the_page_around_and_nothing_that_runs_is_left_in_the_body() -> None:
    body = recognise_html(samples.PAGE).body
    for word in ("script", "alert", "onclick", "onerror", "首页", "版权所有", "分享"):
        assert word not in body


@pytest.mark.parametrize(
    ("record", "text", "title"),
    [
        ("关于做好冬季救助工作…", samples.JOINT, "云泽市财政局 云泽市民政局关于做好冬季救助工作的通知"),
        ("（已废止）关于做好夏季防汛工作的通知", "各县区：\n正文。", "关于做好夏季防汛工作的通知"),
        ("云水〔2020〕5号《关于做好夏季防汛工作的通知》", "各县区：\n正文。", "关于做好夏季防汛工作的通知"),
        ("云水〔2020〕5号", "正文没有标题，只有一段很长很长的话。", "云水〔2020〕5号"),
    ],
)
def test_the_fuller_title_is_taken(record: str, text: str, title: str) -> None:
    assert recognise_text(text, Hints(title=record)).title == title


def test_what_a_site_puts_before_a_title_is_the_validity() -> None:
    assert recognise_text("正文。", Hints(title="（已废止）关于防汛的通知")).validity == "已废止"


def test_a_number_in_a_list_of_the_text_is_not_the_documents_number() -> None:
    text = (
        "关于文件失效的通知\n云科〔2014〕12号\n各单位：\n以下文件失效：\n1.某办法\n文号：云科合〔2005〕11号"
    )
    assert recognise_text(text).number == "云科〔2014〕12号"


def test_history_of_a_regulation_is_read_and_its_promulgation_is_its_effect() -> None:
    text = (
        "云泽市绿化条例\n（2001年5月1日云泽市第三届人民代表大会常务委员会第九次会议通过 2001年6月2日公布 "
        "根据2010年7月3日《关于修改〈云泽市绿化条例〉的决定》第一次修正）\n第一条 为了绿化，制定本条例。\n"
        "第二条 本条例自公布之日起施行。"
    )
    found = recognise_text(text)
    assert [(line.on, line.act) for line in found.history] == [
        (date(2001, 5, 1), "通过"),
        (date(2001, 6, 2), "公布"),
        (date(2010, 7, 3), "修正"),
    ]
    assert found.issuer == "云泽市人民代表大会常务委员会"
    assert found.effective_on == date(2001, 6, 2)
    assert found.written_on == date(2010, 7, 3)


@given(st.text(max_size=400))
def test_no_text_makes_recognition_fail(text: str) -> None:
    recognise_text(text, Hints(title=text[:50], number=text[:20], history=(text,)))
    recognise_html(text)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<div class=content>", "<script>", "\x00",
     "\ud800", "&#0;", "<!--", "-->", "<![CDATA[", "索引号：", "发文字号：", "云政〔2020〕1号", "附件1", "\n",
     "2020年1月2日", "关于印发某办法的通知", "各县：", "云泽市人民政府", "<a href='http://[x'>",
     "<svg/onload=1>", "（此件公开发布）"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=40))
def test_no_mixture_of_markup_makes_recognition_fail(pieces: list[str]) -> None:
    text = "".join(pieces)
    body = recognise_html(text).body
    assert "<script" not in body
    assert "onload" not in body or "&lt;" in body or "<svg" not in body
    recognise_text(text)


LONG = 60_000
HOSTILE = {
    "digits": "0" * LONG * 4,
    "chinese digits": "一" * LONG * 4,
    "blanks": " " * LONG * 4,
    "opening brackets": "〔" * LONG,
    "quotes": "《" * LONG,
    "round brackets": "（" * LONG,
    "years": "2019年" * LONG,
    "half numbers": "云政〔2019" * LONG,
    "colons": "：" * LONG,
    "labels": "索引号：" * LONG,
    "dates": "2019年1月1日" * (LONG // 4),
    "enumeration": "各县、" * LONG,
    "history": "（2019年1月1日通过" + "《" * LONG,
    "order": "云" * LONG + "令第1号",
    "short lines": "云泽市人民政府\n" * (LONG // 10),
    "many dates": "云泽市人民政府\n2019年1月1日\n" * (LONG // 20),
    "many annexes": "附件1\n某某名录\n" * (LONG // 20),
    "many titles": "关于印发\n" * (LONG // 10),
    "one long line": "关于印发" * LONG,
    "open tags": "<div>" * LONG,
    "named boxes": "<div class=content>一段足够长的文字放在这里凑数。" * (LONG // 10),
    "open tables": "<table><tr><td>" * (LONG // 4),
    "cells": "<table><tr>" + "<td>索引号：</td>" * LONG,
    "attributes": "<p " + "a=1 " * LONG + ">",
    "styles": f'<p style="{"text-align:" * LONG}">x</p>',
    "comments": "<!--" * LONG,
    "entities": "&lt;" * LONG,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_length_takes_linear_time(name: str) -> None:
    started = time.process_time()
    recognise_text(HOSTILE[name])
    recognise_html(HOSTILE[name])
    assert time.process_time() - started < 8
