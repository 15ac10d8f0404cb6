import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command


def answers(capsys: pytest.CaptureFixture[str], *questions: Any) -> list[dict[str, Any]]:
    lines = [q if isinstance(q, bytes) else json.dumps(q).encode() for q in questions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
        call_command("check_identifier")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_right_number_is_answered_with_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    person, firm, project = answers(
        capsys,
        "11010519491231002x",
        {"code": "91350100m000100y43"},
        {"number": "2104-440100-04-01-123456"},
    )
    assert person == {
        "kind": "identity",
        "number": "11010519491231002x",
        "valid": True,
        "canonical": "11010519491231002X",
        "region": "110105",
        "born_on": "1949-12-31",
        "sex": "female",
    }
    assert (firm["kind"], firm["canonical"], firm["organisation"]) == (
        "credit",
        "91350100M000100Y43",
        "M000100Y4",
    )
    assert (project["kind"], project["valid"], project["region"]) == ("project", True, "440100")


@pytest.mark.parametrize(
    ("question", "kind", "fault"),
    [
        ("91350100M000100Y44", "credit", "checksum"),
        ("110105194902310021", "identity", "date"),
        ("44052418800101001O", "identity", "format"),
        ("12345", None, "length"),
        ({"kind": "credit", "number": "12345"}, "credit", "length"),
        ("D2143569-1", "organisation", "checksum"),
        ({"kind": "passport", "number": "?"}, "passport", "format"),
        ("2104-44010-04-01-123456", "project", "format"),
    ],
)
def test_a_wrong_number_hears_its_fault(
    capsys: pytest.CaptureFixture[str], question: Any, kind: str | None, fault: str
) -> None:
    (answer,) = answers(capsys, question)
    assert (answer["kind"], answer["valid"], answer["fault"]) == (kind, False, fault)
    assert answer["error"].endswith("。")


@pytest.mark.parametrize(
    "line",
    [b"x", b"{", 1, [], {}, {"number": None}, {"kind": "badge", "number": "1"}, b"\xff\xff", b"[" * 100_000,
     {"kind": [], "number": "1"}, b'"\\ud800"', b'"' + b"1" * 1_000_001 + b'"'],
)  # fmt: skip
def test_a_line_that_cannot_be_answered_gets_an_error_and_the_next_an_answer(
    capsys: pytest.CaptureFixture[str], line: Any
) -> None:
    wrong, right = answers(capsys, line, "91350100M000100Y43")
    assert wrong["error"]
    assert right["valid"] is True
