"""How does somebody get a demonstration city, and accounts to look around in it?"""

import json

import pytest
from django.core.management import CommandError, call_command

from yiwang.demonstration import city
from yiwang.demonstration.clock import Act
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Person, Unit

FOUNDING = 403  # acts: units, those with a role of their own and more


@pytest.fixture
def founded(db, monkeypatch, settings):
    """A city of which only the founding is acted out, with passwords that are quickly digested."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    whole = city.acts
    monkeypatch.setattr(city, "acts", lambda made_on: whole(made_on)[:FOUNDING])


def issued(capsys, *options):
    call_command("demo", "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_one_person_per_role_gets_a_password_that_must_be_changed(founded, capsys):
    accounts = issued(capsys)
    labels = {role.label for code, role in roles.declared().items() if not code.startswith("tests_")}
    assert labels <= {account["role"] for account in accounts}
    assert len({account["account"] for account in accounts}) == len(accounts)
    for account in accounts:
        person = Person.objects.get(username=account["account"])
        assert person.check_password(account["password"])
        assert person.must_change_password


def test_new_passwords_replace_the_old_ones(founded, capsys):
    first = issued(capsys)[0]
    second = next(one for one in issued(capsys, "--credentials") if one["account"] == first["account"])
    person = Person.objects.get(username=first["account"])
    assert person.check_password(second["password"])
    assert not person.check_password(first["password"])


def test_the_table_shows_every_account(founded, capsys):
    call_command("demo")
    shown = capsys.readouterr().out
    assert "一次性密码" in shown
    assert "lin.zhaohe" in shown


def test_passwords_are_refused_where_there_is_no_city(db):
    with pytest.raises(CommandError, match="请先运行 yiwang demo"):
        call_command("demo", "--credentials")


def test_a_second_city_is_refused_and_once_leaves_the_first_alone(founded, capsys):
    call_command("demo")
    units = Unit.objects.count()
    with pytest.raises(CommandError, match="已有机构"):
        call_command("demo")
    capsys.readouterr()
    call_command("demo", "--once")
    assert "已经建好" in capsys.readouterr().out
    assert Unit.objects.count() == units


def test_a_city_that_fails_halfway_leaves_nothing(db, monkeypatch):
    def fail():
        raise RuntimeError("the power went out")

    whole = city.acts
    monkeypatch.setattr(city, "acts", lambda made_on: [*whole(made_on)[:20], Act(now(), fail)])
    with pytest.raises(RuntimeError):
        call_command("demo")
    assert not Unit.objects.exists()


def test_a_production_database_is_refused(db, settings):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="YIWANG_MODE is production"):
        call_command("demo")
