"""Does a new installation begin with a root and three separate administrators?"""

import pytest
from django.core.management import CommandError, call_command

from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Person, Unit

pytestmark = pytest.mark.django_db
PEOPLE = ("--system", "zhou:周明", "--security", "wu:吴静", "--audit", "zheng:郑华")
GIVEN = ("云泽市人民政府", "--code", "YZ", *PEOPLE)


def test_a_city_is_founded_with_three_people(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("found_city", *GIVEN)
    printed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(label, account) for label, account, _ in printed] == [
        ("系统管理员", "zhou"),
        ("安全管理员", "wu"),
        ("安全审计员", "zheng"),
    ]
    for _, account, password in printed:
        person = Person.objects.get(username=account)
        assert person.check_password(password)
        assert person.must_change_password
    assert set(Person.objects.values_list("administration", flat=True)) == {
        roles.SYSTEM_ADMINISTRATOR,
        roles.SECURITY_ADMINISTRATOR,
        roles.AUDIT_ADMINISTRATOR,
    }


def test_a_city_is_founded_once_and_entirely_or_not_at_all() -> None:
    with pytest.raises(CommandError):
        call_command("found_city", *GIVEN[:-1], "zhou:周明")
    assert not Unit.objects.exists()
    call_command("found_city", *GIVEN)
    with pytest.raises(CommandError, match="already"):
        call_command("found_city", *GIVEN)
