import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language import classify
from yiwang.subsystems.participation.language.actions import training
from yiwang.subsystems.participation.language.models import Training
from yiwang.subsystems.participation.language.tests.makers import make_labelled

pytestmark = pytest.mark.django_db


def test_without_a_model_the_words_of_the_profile_decide() -> None:
    assert classify.suggest("停水\n自来水停了两天")[0].subject == "供水供电供气"
    assert classify.suggest("") == []


def test_a_training_is_measured_recorded_and_used_at_once() -> None:
    row = training.train(SYSTEM, make_labelled())
    assert (row.version, row.letters, row.held_out, row.is_in_use) == (1, 90, 18, True)
    assert {"macro_f1_majority", "macro_f1_keywords", "by_subject", "by_source"} <= row.figures.keys()
    assert Entry.objects.get(act="language.model_train").detail["digest"] == row.digest
    found = classify.suggest("幼儿园\n幼儿园老师太少")
    assert found[0].subject == "教育"
    assert 0.5 < found[0].probability <= 1


def test_an_earlier_version_can_be_taken_back_into_use() -> None:
    training.train(SYSTEM, make_labelled())
    training.train(SYSTEM, [each for each in make_labelled() if each.subject != "教育"])
    assert classify.suggest("老师")[0].subject != "教育"
    training.take_into_use(SYSTEM, 1)
    assert Training.objects.get(is_in_use=True).version == 1
    assert classify.suggest("学校老师作业太多")[0].subject == "教育"
    with pytest.raises(Refused, match="没有第9版"):
        training.take_into_use(SYSTEM, 9)


def test_too_few_letters_train_nothing() -> None:
    with pytest.raises(Refused, match="至少需要50封"):
        training.train(SYSTEM, make_labelled(9))
    assert not Training.objects.exists()
