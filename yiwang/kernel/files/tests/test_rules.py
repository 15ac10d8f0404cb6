import json
import unicodedata

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.files import rules
from yiwang.kernel.files.formats import FORMATS


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("关于印发《方案》的通知.pdf", "关于印发《方案》的通知.pdf"),
        ("C:\\Users\\张三\\桌面\\附件.docx", "附件.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("发票\u202efdp.exe", "发票fdp.exe"),
        ('<script>"?.html', "script.html"),
        ("", "未命名"),
        ("..", "未命名"),
        (".htaccess", "未命名.htaccess"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("  a   b .txt ", "a b.txt"),
        ("\udcff.txt", "未命名.txt"),
        ("長" * 300 + ".docx", "長" * 195 + ".docx"),
    ],
)
def test_a_name_becomes_harmless_and_stays_readable(given, clean):
    assert rules.clean_name(given) == clean
    assert rules.clean_name(clean) == clean


def test_naughty_names_become_harmless(shared_data):
    for given in json.loads((shared_data / "web" / "naughty_strings.json").read_text()):
        clean = rules.clean_name(given)
        assert 0 < len(clean) <= rules.NAME_LENGTH
        assert not set(clean) & set('<>:"/\\|?*\r\n\0')
        assert all(unicodedata.category(character)[0] != "C" for character in clean)
        clean.encode()


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("细则v1.2版", ""),
        ("报告1.2", ""),
        ("a", ""),
        (".pdf", ""),
        ("a.", ""),
    ],
)
def test_an_extension_is_short_and_has_letters(name, extension):
    assert rules.extension_of(name) == extension


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("a.pdf", "a.pdf"),
        ("a", "a.pdf"),
        ("a.exe", "a.exe.pdf"),
        ("v1.2版", "v1.2版.pdf"),
        ("x" * 250, "x" * 194 + ".pdf"),
    ],
)
def test_a_file_is_saved_under_an_extension_of_its_own_format(name, named):
    assert rules.named_as(name, FORMATS["pdf"]) == named


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1536, "1.5 KB"),
        (200 << 20, "200 MB"),
        (3 << 30, "3.0 GB"),
        (5 << 40, "5120 GB"),
    ],
)
def test_a_size_is_said_as_people_say_it(size, words):
    assert rules.size_in_words(size) == words


def test_nobody_releases_what_they_handed_in():
    rules.refuse_own_release(1, 2)
    rules.refuse_own_release(None, None)
    with pytest.raises(Refused, match="不能放行自己上传的文件"):
        rules.refuse_own_release(1, 1)


@pytest.mark.parametrize("reason", ["", "  ", "好", "长" * 201])
def test_a_reason_is_some_words_and_not_an_essay(reason):
    assert rules.reason_given("  已核实\n来源 ") == "已核实 来源"
    with pytest.raises(Refused) as refused:
        rules.reason_given(reason)
    assert refused.value.field == "reason"
