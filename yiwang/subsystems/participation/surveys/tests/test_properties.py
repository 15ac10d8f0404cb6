"""Do the figures, counted batch by batch, equal a recount by other means after any walk?"""

import random

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.surveys import counting
from yiwang.subsystems.participation.surveys.models import Answer, Once, Slip
from yiwang.subsystems.participation.surveys.tests.makers import (
    answer,
    counted,
    inner,
    options,
    publish,
    question,
)

pytestmark = pytest.mark.django_db
ASKED = (
    question("q1", options=options("甲", "乙", "丙", a=6)),
    question("q2", kind="multiple", condition={"question": "q1", "options": ["b"]}),
    question("q3", kind="rating", is_required=False),
    question("q4", kind="matrix", is_required=False),
    question("q5", kind="ranking", is_required=False),
    question("q6", kind="number", is_required=False),
)


def some(chance: random.Random, token: int) -> dict:
    said = {"q1": chance.choice("abcz"), "q2": chance.sample("abc", chance.randint(0, 3)), "token": token}
    if chance.random() < 0.7:
        said["q3"] = str(chance.randint(0, 5))
    if chance.random() < 0.5:
        said["q4"] = {"r1": chance.choice("abc")}
    if chance.random() < 0.5:
        said["q5"] = chance.sample("abc", 3)
    if chance.random() < 0.5:
        said["q6"] = f"{chance.randint(-50, 50)}.{chance.randint(0, 99)}"
    return said


def brute_force(accepted: list[dict]) -> dict[str, int]:
    """Cell by cell, by asking every accepted sheet: written without the code that it judges."""
    cells: dict[str, int] = {}

    def put(key: str, number: int = 1) -> None:
        cells[key] = cells.get(key, 0) + number

    for said in accepted:
        put("q1")
        put(f"q1/{said['q1']}")
        if said["q1"] == "b":
            put("q2")
            for one in said["q2"]:
                put(f"q2/{one}")
        if "q3" in said:
            put("q3")
            put(f"q3/{said['q3']}")
        if "q4" in said:
            put("q4")
            put("q4/r1")
            put(f"q4/r1/{said['q4']['r1']}")
        if "q5" in said:
            put("q5")
            for at in range(3):
                put(f"q5/{said['q5'][at]}/{at + 1}")
        if "q6" in said:
            put("q6")
            put("q6/sum", round(float(said["q6"]) * 100))
    return {key: number for key, number in cells.items() if number}


@pytest.mark.parametrize("seed", range(4))
def test_figures_equal_a_recount_after_any_walk(seed):
    chance = random.Random(seed)
    shown = publish(asked=ASKED)
    accepted = []
    for _ in range(60):
        if chance.random() < 0.1:
            counted(shown)
        said = some(chance, chance.randint(1, 45))
        try:
            answer(shown, said, token=f"{said['token']:032x}")
        except Refused:
            continue
        accepted.append(said)
    assert len({said["token"] for said in accepted}) == len(accepted)
    assert Once.objects.count() == len(accepted)
    assert shown.received + Slip.objects.count() == len(accepted)
    counted(shown, is_over=True)
    survey = inner(shown)
    expected = brute_force(accepted)
    assert shown.figures == survey.figures == expected
    kept = Answer.objects.filter(survey=survey).values_list("said", flat=True)
    assert counting.recount(ASKED, kept) == expected
    assert sum(said["q1"] == "a" for said in accepted) <= 6
