import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from yiwang.subsystems.participation.language import confirmed, similar
from yiwang.subsystems.participation.language.models import Training
from yiwang.subsystems.participation.language.tests.makers import MIXER, OTHERS, make_labelled


def answers(
    capsys: pytest.CaptureFixture[str], command: str, *lines: Any, **options: Any
) -> list[dict[str, Any]]:
    raw = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(raw))))
        call_command(command, **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


BAD = (b"[1", b"\xff\xfe", 12, [], {}, {"title": " "}, b"[" * 100_000, None)


def training_file(folder: Path) -> Path:
    place = folder / "letters.jsonl.gz"
    rows = [{"text": each.text, "label": each.subject} for each in make_labelled()]
    with gzip.open(place, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.write("{\n" + json.dumps({"text": "没有主题"}) + "\n")
    return place


@pytest.mark.django_db
def test_every_line_gets_an_answer_and_a_bad_one_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    good = {"id": "a", "title": "停水", "body": "自来水停了"}
    found = answers(capsys, "classify_letter", good, *BAD, "公交太慢")
    assert len(found) == len(BAD) + 2
    assert (found[0]["id"], found[0]["subject"], found[0]["model"]) == ("a", "供水供电供气", "keywords")
    assert all(each["error"].endswith("。") for each in found[1:-1])
    assert found[-1]["subject"] == "交通出行"


@pytest.mark.django_db
def test_a_file_trains_a_version_and_the_filter_uses_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("train_letters", training_file(tmp_path), json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["letters"], told["lines_skipped"]) == (1, 90, 2)
    (found,) = answers(capsys, "classify_letter", "工资\n老板拖欠工资")
    assert (found["subject"], found["model"]) == ("劳动", 1)


@pytest.mark.django_db
def test_the_citys_own_confirmed_letters_are_learned_from_on_demand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [(each.text, each.subject) for each in make_labelled(20)]
    monkeypatch.setattr(confirmed, "_registered", {"letters": lambda: own})
    call_command("train_letters", confirmed=True, json=True)
    assert json.loads(capsys.readouterr().out)["by_source"].keys() == {"letters"}


@pytest.mark.django_db
def test_training_without_letters_or_from_a_file_that_is_none_ends_with_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(b"no gzip")
    for files, said in (([], "请给出训练文件"), ([broken], "读不了文件"), ([tmp_path / "x"], "读不了文件")):
        with pytest.raises(CommandError, match=said):
            call_command("train_letters", *files)
    assert not Training.objects.exists()


def test_letters_of_the_input_are_compared_with_one_another(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": f"n{at}", "text": text} for at, text in enumerate((*MIXER, *OTHERS))]
    found = answers(capsys, "similar_letters", rows[0], b"{", *rows[1:], most=3)
    assert {each["id"] for each in found[0]["near"]} == {"n1", "n2", "n3"}
    assert found[1] == {"id": 2, "error": "这一行不是JSON。"}
    assert len(found) == len(rows) + 1


@pytest.mark.django_db
def test_letters_are_compared_with_what_is_indexed_but_not_with_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    similar.put_many("letters", enumerate(MIXER))
    (found,) = answers(capsys, "similar_letters", {"id": 0, "text": MIXER[0]}, indexed="letters")
    assert {each["id"] for each in found["near"]} == {"1", "2", "3"}


def test_hot_topics_come_with_their_letters_and_bad_lines_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [
        {"id": at, "text": text, "time": f"2026-05-0{at + 1} 10:00", "votes": at}
        for at, text in enumerate((*MIXER, *OTHERS))
    ]
    bad = {"text": "路灯", "time": "前天"}
    error, twice, found = answers(capsys, "hot_topics", bad, *rows, rows[0], until="2026-05-11")
    assert (error["line"], "读不懂时间" in error["error"]) == (1, True)
    assert "编号重复" in twice["error"]
    assert found["ids"] == ["3", "2", "1", "0"]
    assert (found["count"], found["votes"]) == (4, 6)
    assert "翠竹湾" in found["name"]
