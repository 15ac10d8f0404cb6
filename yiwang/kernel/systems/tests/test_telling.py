import pytest

from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit
from yiwang.kernel.systems.actions.telling import REGISTRAR, tell_registrars
from yiwang.kernel.systems.models import Call, System
from yiwang.kernel.systems.tests.makers import make_call, make_token, make_told

pytestmark = pytest.mark.django_db


def make_dead(system=None):
    return make_call(system or make_told(), state=Call.State.DEAD, last_error="没有回应")


def told():
    return set(Notice.objects.values_list("person", "subject"))


def test_those_who_register_a_system_learn_of_its_dead_calls_once_a_day():
    system = make_told(unit=make_unit(parent=make_unit()), name="预算系统")
    own = make_post(unit=system.unit, roles=[REGISTRAR])
    above = make_post(unit=make_root(), roles=[REGISTRAR])
    make_post(roles=[REGISTRAR])
    make_post(unit=system.unit)
    for _ in range(2):
        make_dead(system)
    assert tell_registrars() == 1
    tell_registrars()
    subject = "“预算系统”有 2 次推送没有送达"
    assert told() == {(own.person_id, subject), (above.person_id, subject)}
    assert Notice.objects.count() == 2


def test_nobody_is_told_while_all_is_well():
    make_post(unit=make_root(), roles=[REGISTRAR])
    make_call()
    make_token()
    assert tell_registrars() == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("days", "word"), [(30, "还有 30 天到期"), (6, "还有 6 天到期"), (0, "今天到期"), (-3, "已到期")]
)
def test_a_token_near_its_end_is_told_of(days, word):
    make_post(unit=make_root(), roles=[REGISTRAR])
    make_token(expires_on=shifted(today(), days=days))
    assert tell_registrars() == 1
    tell_registrars()
    assert word in Notice.objects.get().subject


def test_each_threshold_is_told_once():
    make_post(unit=make_root(), roles=[REGISTRAR])
    token, _ = make_token()
    for days in (31, 29, 20, 7, 3, 0, -1):
        type(token).objects.filter(pk=token.pk).update(expires_on=shifted(today(), days=days))
        tell_registrars()
    assert Notice.objects.count() == 3


def test_what_is_out_of_use_is_not_told_of():
    make_post(unit=make_root(), roles=[REGISTRAR])
    make_token(expires_on=today(), revoked_at=now())
    token, _ = make_token(expires_on=today())
    System.objects.filter(pk=token.system_id).update(is_active=False)
    assert tell_registrars() == 0
