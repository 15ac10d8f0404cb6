import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.systems.actions.submissions import once
from yiwang.kernel.systems.models import Submission
from yiwang.kernel.systems.tests.makers import make_system

pytestmark = pytest.mark.django_db


class Deed:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return f"outcome-{self.times}"


def test_the_same_key_and_content_come_to_the_same_once():
    system, deed = make_system(), Deed()
    assert [once(system, "test.send", "k1", "d", deed) for _ in range(3)] == ["outcome-1"] * 3
    assert deed.times == 1


def test_another_content_under_the_key_is_refused():
    system, deed = make_system(), Deed()
    once(system, "test.send", "k1", "d", deed)
    with pytest.raises(Refused, match="内容不同"):
        once(system, "test.send", "k1", "other", deed)
    assert deed.times == 1


def test_keys_of_other_systems_and_deeds_have_nothing_to_do_with_it():
    deed = Deed()
    system = make_system()
    once(system, "test.send", "k1", "d", deed)
    once(make_system(), "test.send", "k1", "d", deed)
    once(system, "test.other", "k1", "d", deed)
    assert deed.times == 3


def test_without_a_key_it_is_simply_done_each_time():
    system, deed = make_system(), Deed()
    assert {once(system, "test.send", "", "d", deed) for _ in range(2)} == {"outcome-1", "outcome-2"}
    assert not Submission.objects.exists()


def test_what_failed_leaves_the_key_free():
    system = make_system()

    def fail():
        raise Refused("不行。")

    with pytest.raises(Refused, match="不行"):
        once(system, "test.send", "k1", "d", fail)
    assert once(system, "test.send", "k1", "other", Deed()) == "outcome-1"


@pytest.mark.parametrize("key", ["a" * 201, "a\nb", "a\x00b"])
def test_a_key_is_a_short_visible_text(key):
    with pytest.raises(Refused) as refused:
        once(make_system(), "test.send", key, "d", Deed())
    assert refused.value.field == "Idempotency-Key"
