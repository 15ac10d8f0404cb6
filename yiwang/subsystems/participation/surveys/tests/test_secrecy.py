"""Does nothing that is stored join who answered with what was answered?"""

import pytest
from django.apps import apps
from django.db import models

from yiwang.subsystems.participation.surveys.models import (
    Answer,
    Draft,
    Once,
    OpenSurvey,
    Remark,
    Slip,
    Survey,
)
from yiwang.subsystems.participation.surveys.tests.makers import answer, counted, publish, question

WHO, WHAT = (Once, Draft), (Slip, Answer, Remark)
TIMED = (models.DateField, models.DateTimeField, models.TimeField)


def columns(model):
    return {field.name: field for field in model._meta.concrete_fields}


def test_the_tables_share_nothing_but_the_survey():
    for who in WHO:
        for what in WHAT:
            assert set(columns(who)) & set(columns(what)) <= {"survey"}
    for model in (*WHO, *WHAT):
        keys = [field for field in model._meta.concrete_fields if field.is_relation]
        assert [field.related_model for field in keys] in ([OpenSurvey], [Survey])


def test_no_answer_and_no_mark_carries_a_moment_and_a_draft_no_finer_than_its_day():
    for model in (Once, *WHAT):
        assert not [field for field in columns(model).values() if isinstance(field, TIMED)]
    timed = [field for field in columns(Draft).values() if isinstance(field, TIMED)]
    assert [type(field) for field in timed] == [models.DateField]


def test_no_id_counts_upwards():
    """An id that counts tells in which order people came."""
    for model in (*WHO, *WHAT):
        assert not isinstance(model._meta.pk, models.AutoField)
        assert not isinstance(model._meta.pk, models.BigAutoField)


def test_no_other_table_points_at_an_answer_or_a_mark():
    ours = {Once, Draft, Slip, Answer, Remark}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            assert not (getattr(field, "concrete", False) and related in ours), f"{model}.{field.name}"


@pytest.mark.django_db
def test_the_order_in_which_answers_are_kept_is_not_that_in_which_they_came():
    shown = publish(asked=(question(kind="number"), question("q2", kind="text")))
    sent = [str(number) for number in range(40)]
    for one in sent:
        answer(shown, {"q1": one, "q2": f"第{one}句"})
    in_box = [slip.said["q1"] for slip in Slip.objects.order_by("id")]
    counted(shown, is_over=True)
    kept = [each.said["q1"] for each in Answer.objects.order_by("id")]
    assert sorted(in_box) == sorted(kept) == sorted(sent)
    assert len({tuple(sent), tuple(in_box), tuple(kept)}) == 3
    words = [remark.text for remark in Remark.objects.order_by("id")]
    assert words != [f"第{one}句" for one in kept]
    assert "句" not in str(list(Answer.objects.values_list("said", flat=True)))


@pytest.mark.django_db
def test_a_mark_cannot_be_made_again_once_the_key_is_gone():
    shown = publish(once="identity")
    answer(shown, identity="11010519491231002X")
    key = shown.key
    counted(shown, is_over=True)
    for model in (OpenSurvey, Once, Draft, Survey, Answer):
        for row in model.objects.all():
            assert key not in str(row.__dict__.values())
            assert "11010519491231002" not in str(row.__dict__)
