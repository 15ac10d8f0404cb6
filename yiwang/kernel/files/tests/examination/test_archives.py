"""Do archives that deceive, explode or lead astray get in?"""

import io
import struct
import zipfile

import pytest

from yiwang.kernel.files.examination.budget import DEEPEST, MOST_ENTRIES
from yiwang.kernel.files.tests.examination.examined import examined, refusal
from yiwang.kernel.files.tests.makers import make_compound, make_docx, make_pdf, make_zip

ZEROS = b"\0" * (1 << 20)


def nested(levels: int) -> bytes:
    content = make_zip()
    for _ in range(levels - 1):
        content = make_zip({"inner.zip": content})
    return content


def patched(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """``value`` written ``offset`` bytes behind every ``mark``."""
    out, at = bytearray(content), -1
    while (at := content.find(mark, at + 1)) >= 0:
        out[at + offset : at + offset + len(value)] = value
    return bytes(out)


def bomb(megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.bin", "w") as member:
        for _ in range(megabytes):
            member.write(ZEROS)
    return out.getvalue()


def test_a_bomb_is_refused_and_what_is_merely_well_compressed_is_not(tmp_path):
    assert examined(bomb(15), "表.zip", tmp_path).worries == ()
    assert "压缩炸弹" in refusal(bomb(60), "表.zip", tmp_path)
    assert "压缩炸弹" in refusal(make_zip({"inner.zip": bomb(60)}), "表.zip", tmp_path)


def test_the_total_that_comes_out_is_limited_whatever_the_ratio(tmp_path, settings):
    settings.FILES_MAX_UNPACKED_MB = 8
    assert examined(bomb(8), "a.zip", tmp_path).worries == ()
    assert "解压后超过 8 MB" in refusal(bomb(9), "a.zip", tmp_path)


def test_a_lying_header_does_not_hide_what_comes_out(tmp_path):
    honest = bomb(60)
    lie = struct.pack("<I", 100)
    lying = patched(patched(honest, b"PK\x01\x02", 24, lie), b"PK\x03\x04", 22, lie)
    assert "压缩炸弹" in refusal(lying, "a.zip", tmp_path)
    small = make_zip({"a.txt": b"x" * 500})
    assert "不符" in refusal(patched(small, b"PK\x01\x02", 24, lie), "a.zip", tmp_path)
    assert "不符" in refusal(patched(small, b"PK\x01\x02", 16, b"\1\2\3\4"), "a.zip", tmp_path)


def test_a_name_that_differs_between_directory_and_content_is_refused(tmp_path):
    content = make_zip({"aaaa.txt": b"x"})
    assert examined(content, "a.zip", tmp_path)
    assert "目录与内容不一致" in refusal(content.replace(b"aaaa", b"bbbb", 1), "a.zip", tmp_path)


def test_too_many_entries_are_refused(tmp_path):
    assert examined(make_zip({f"{n}": b"" for n in range(1000)}), "a.zip", tmp_path)
    many = make_zip({f"{n}": b"" for n in range(MOST_ENTRIES + 1)}, zipfile.ZIP_STORED)
    assert f"超过 {MOST_ENTRIES} 个" in refusal(many, "a.zip", tmp_path)
    far_too_many = make_zip({f"{n:0200}": b"" for n in range(20_000)}, zipfile.ZIP_STORED)
    assert "文件过多" in refusal(far_too_many, "a.zip", tmp_path)


def test_archives_in_archives_end_at_a_depth(tmp_path):
    assert examined(nested(DEEPEST), "a.zip", tmp_path).worries == ()
    assert f"超过 {DEEPEST} 层" in refusal(nested(DEEPEST + 1), "a.zip", tmp_path)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\..\\win.ini", "C:\\win.ini", "a/../../b"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name, tmp_path):
    assert "压缩包之外" in refusal(make_zip({name: b"x"}), "a.zip", tmp_path)


def test_two_dots_inside_a_name_are_harmless(tmp_path):
    assert examined(make_zip({"附件../a..b.txt": b"x"}), "a.zip", tmp_path).worries == ()


def test_a_link_out_of_the_archive_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "压缩包之外" in refusal(out.getvalue(), "a.zip", tmp_path)


def test_names_in_gbk_are_read_as_their_author_saw_them(tmp_path):
    # The second byte of 〇 and of many others is a backslash or a dot in ASCII: no path, no way out.
    content = make_zip({"xxxx.txt": b"1"}).replace(b"xxxx", "數誠".encode("gb18030"))
    assert examined(content, "a.zip", tmp_path).worries == ()


def test_an_encrypted_archive_is_quarantined(tmp_path):
    plain = make_zip()
    locked = patched(patched(plain, b"PK\x01\x02", 8, b"\x01\x08"), b"PK\x03\x04", 6, b"\x01\x08")
    assert examined(locked, "a.zip", tmp_path).worries == ("已加密，无法检查内容",)


def test_a_packing_that_we_cannot_undo_is_quarantined(tmp_path):
    assert examined(make_zip(method=zipfile.ZIP_LZMA), "a.zip", tmp_path).worries == (
        "使用了无法检查的压缩方式",
    )


@pytest.mark.parametrize("name", ["setup.exe", "run.BAT", "a.txt.js", "invoice.pdf.scr", "x.lnk "])
def test_programs_in_an_archive_are_quarantined(name, tmp_path):
    assert examined(make_zip({name: b"x"}), "a.zip", tmp_path).worries == ("压缩包内含有程序或脚本",)
    assert examined(make_zip({"readme": b"MZ\x90\0\0"}), "a.zip", tmp_path).worries == (
        "压缩包内含有程序或脚本",
    )


def test_a_document_in_an_archive_is_examined_like_any_other(tmp_path):
    macro = make_docx({"word/vbaProject.bin": b"x"})
    script = make_pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")
    old = make_compound({"WordDocument": b"\0" * 32, "Macros/VBA/dir": b"x"})
    for content in (macro, script, old):
        assert examined(make_zip({"附件/a": content}), "a.zip", tmp_path).worries
    assert examined(make_zip({"a.docx": make_docx(), "b.pdf": make_pdf()}), "a.zip", tmp_path).worries == ()


def test_overlapping_members_are_refused(tmp_path):
    content = make_zip({"a": b"x" * 100, "b": b"y" * 100})
    second = content.rfind(b"PK\x01\x02")
    overlapping = content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]
    assert "“a.zip”" in refusal(overlapping.replace(b"PK\x01\x02b", b"PK\x01\x02a"), "a.zip", tmp_path)


def test_bytes_that_the_directory_does_not_name_are_quarantined(tmp_path):
    outer, hidden = make_zip({"a.txt": b"x"}), make_zip({"hidden.exe": b"y" * 200}, zipfile.ZIP_STORED)
    assert examined(hidden + outer, "a.zip", tmp_path).worries == ("夹带了目录中没有的内容",)


@pytest.mark.parametrize("cut", [30, 60, 100])
def test_a_truncated_archive_is_refused(cut, tmp_path):
    assert refusal(make_zip({"a.txt": b"hello" * 10})[:cut], "a.zip", tmp_path)


RAR_5 = b"Rar!\x1a\x07\x01\x00"


def rar_5(*headers: bytes) -> bytes:
    return RAR_5 + b"".join(b"\0\0\0\0" + bytes([len(header)]) + header for header in headers)


def test_closed_archives_wait_for_a_person_or_a_scanner(tmp_path, settings):
    plain = rar_5(b"\x01\x00\x00", b"\x05\x00\x00")
    assert examined(plain, "a.rar", tmp_path).worries == ("RAR、7z 压缩包无法逐项检查",)
    settings.FILES_CLAMAV = "tcp://127.0.0.1:1"
    assert examined(plain, "a.rar", tmp_path).worries == ()


@pytest.mark.parametrize(
    "content",
    [
        rar_5(b"\x01\x00\x00", b"\x04\x00\x00"),
        rar_5(b"\x01\x00\x00", b"\x02\x01\x03\x02\x01\x00"),
        b"Rar!\x1a\x07\x00" + struct.pack("<HBHH", 0, 0x73, 0x80, 13) + b"\0" * 20,
        b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0" + struct.pack("<QQI", 0, 6, 0) + b"\x17\x06\x06\xf1\x07\x01",
    ],
    ids=["rar5-names", "rar5-file", "rar4-names", "7z"],
)
def test_an_encrypted_closed_archive_is_quarantined_even_with_a_scanner(content, tmp_path, settings):
    settings.FILES_CLAMAV = "tcp://127.0.0.1:1"
    name = "a.7z" if content.startswith(b"7z") else "a.rar"
    assert examined(content, name, tmp_path).worries == ("已加密，无法检查内容",)
