import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import actions, shipped, soundness
from yiwang.kernel.processes.definitions import MACHINES, in_force
from yiwang.kernel.processes.models import Definition
from yiwang.kernel.processes.reading import safety
from yiwang.kernel.processes.tests.documents import framed, line
from yiwang.kernel.processes.tests.makers import make_definition, make_run, make_seats, open_steps

pytestmark = pytest.mark.django_db


def test_a_new_version_takes_the_place_of_the_old_for_new_runs_only():
    first = make_definition(framed(line("a")), "leave")
    run = make_run(first, seats=seats("a"))
    second = make_definition(framed(line("b", "a")), "leave", note="先核对")
    assert in_force("leave") == second
    first.refresh_from_db()
    assert (second.version, first.in_force_until) == (2, second.in_force_from)
    assert open_steps(run) == ["a"]
    assert open_steps(make_run(second, seats=seats("a", "b"))) == ["b"]
    actions.put_in_force(SYSTEM, first.pk)
    assert in_force("leave") == first


def seats(*keys: str) -> dict:
    return dict.fromkeys(keys, make_seats()["acceptor"])


def test_who_adds_and_puts_in_force_is_recorded():
    make_definition(framed(line("a")), "leave")
    acts = Entry.objects.order_by("number").values_list("act", flat=True)
    assert list(acts) == ["processes.definition_add", "processes.definition_put_in_force"]


def test_what_can_only_be_drawn_is_kept_but_never_in_force():
    drawn = make_definition(framed(line("a", more='<callActivity id="c" name="查询"/>')), "leave")
    assert not drawn.is_runnable
    with pytest.raises(Refused, match="只能展示，不能启用：调用活动“查询”"):
        actions.put_in_force(SYSTEM, drawn.pk)
    with pytest.raises(Refused, match="没有正在使用的版本"):
        in_force("leave")
    with pytest.raises(Refused, match="只能展示，不能运行"):
        make_run(drawn, seats=seats("a"))


def test_the_same_document_is_no_new_version():
    first = make_definition(framed(line("a")), "leave")
    with pytest.raises(Refused, match="与第1版完全相同"):
        actions.add_version(SYSTEM, "leave", first.xml)
    with pytest.raises(Refused, match="第1版已经在用"):
        actions.put_in_force(SYSTEM, first.pk)


@pytest.mark.parametrize("key", ["", "Leave", "1a", "请假", "a-b", "a" * 61])
def test_a_key_is_a_word_of_small_letters(key):
    with pytest.raises(Refused, match="流程代码"):
        actions.add_version(SYSTEM, key, framed(line("a")))


def test_the_shipped_processes_are_installed_once_and_a_citys_own_version_stays():
    assert [each.key for each in shipped.install()] == list(shipped.KEYS)
    own = make_definition(framed(line("a")), "promised")
    assert shipped.install() == []
    assert in_force("promised") == own
    assert not shipped.is_newer(own)
    assert not shipped.is_newer(in_force("immediate"))
    former = actions.add_version(SYSTEM, "immediate", framed(line("a")), note=shipped.NOTE)
    assert shipped.is_newer(former)
    assert Definition.objects.count() == len(shipped.KEYS) + 2


def test_a_version_stored_before_an_upgrade_runs_though_it_would_not_come_in_any_more(monkeypatch):
    """Runs outlive upgrades: what is stricter now judges what comes in now."""
    version = make_definition(framed(line("a")), "leave")
    run = make_run(version, seats=seats("a"))
    MACHINES.clear()
    monkeypatch.setattr(safety, "check", lambda root: refuse())
    monkeypatch.setattr(soundness, "fault", lambda diagram: "从此不再接受。")
    with pytest.raises(Refused):
        actions.add_version(SYSTEM, "other", version.xml)
    assert actions.finish(SYSTEM, run.steps.get().pk).is_run_finished


def refuse() -> None:
    raise Refused("从此不再接受。")


def test_a_definition_is_read_once_in_a_process(django_assert_num_queries):
    definition = make_definition(framed(line("a")))
    MACHINES.of(definition.pk)
    with django_assert_num_queries(0):
        assert MACHINES.of(definition.pk) is MACHINES.of(definition.pk)
