import pytest

from yiwang.kernel.publications.recognition import organs


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("国务院 中央军委", ("国务院", "中央军委")),
        ("云泽市财政局、云泽市民政局", ("云泽市财政局", "云泽市民政局")),
        ("云 泽 市 人 民 政 府", ("云泽市人民政府",)),
        ("中华人民共和国商务部", ("商务部",)),
        ("以上意见如无不妥", ()),
        ("", ()),
    ],
)
def test_a_signature_is_split_into_organs(text: str, names: tuple[str, ...]) -> None:
    assert organs.split(text) == names


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("国务院、中央军委关于某事的批复", ("国务院", "中央军委")),
        ("市政府印发《某规划》的通知", ("市政府",)),
        ("批转市经贸委、市商会关于某事的通知", ()),
        ("关于某事的通知", ()),
    ],
)
def test_a_title_names_the_organs_it_begins_with(title: str, names: tuple[str, ...]) -> None:
    assert organs.of_title(title) == names


@pytest.mark.parametrize(
    ("text", "is_person"),
    [
        ("省长 罗某某", True),
        ("部 长\u3000\u3000钟\u3000某", True),
        ("第一条", False),
    ],
)
def test_the_office_and_name_of_a_leader_are_told(text: str, is_person: bool) -> None:
    assert organs.is_person(text) is is_person


def test_a_name_and_its_short_form_are_related_and_two_organs_are_not() -> None:
    assert organs.related("广东省人民政府办公厅", "省府办公厅")
    assert not organs.related("国务院办公厅", "国家地震局")
