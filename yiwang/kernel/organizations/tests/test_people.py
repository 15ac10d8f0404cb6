"""How do people come, change and leave, and what happens to their accounts?"""

import pytest
from allauth.mfa.models import Authenticator

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import obligations, roles, rules, sealing
from yiwang.kernel.organizations.actions import accounts, people
from yiwang.kernel.organizations.actions.people import PersonFields
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.organizations.tests.makers import (
    PASSWORD,
    actor,
    make_person,
    make_post,
    make_root,
    make_second_factor,
    make_unit,
)

pytestmark = pytest.mark.django_db


def test_a_new_person_has_a_post_but_neither_role_nor_password() -> None:
    post = people.enrol(
        SYSTEM, PersonFields("Li.Jianguo", "李建国", "13812345678"), make_unit(), "科员", today()
    )
    assert (post.person.username, post.roles) == ("li.jianguo", [])
    assert not post.person.has_usable_password()
    detail = Entry.objects.get(act="organizations.person_enrol").detail
    assert "13812345678" not in str(detail)


def test_an_account_is_used_once() -> None:
    make_person(username="li")
    with pytest.raises(Refused) as refused:
        people.enrol(SYSTEM, PersonFields("LI", "李"), make_unit(), "科员", today())
    assert refused.value.field == "username"


def test_a_change_of_a_telephone_number_enters_the_record_masked() -> None:
    person = make_person(mobile="13912345678")
    people.amend(SYSTEM, person, "李建国", "13812345678", "li@yunze.example")
    detail = Entry.objects.get(act="organizations.person_amend").detail
    assert (detail["before"]["mobile"], detail["after"]["mobile"]) == ("139****5678", "138****5678")
    assert detail["after"]["email"] == "l***@yunze.example"


def test_deactivation_ends_posts_sessions_and_administration_at_once() -> None:
    post = make_post(roles=[roles.AUDIT_ADMINISTRATOR])
    coming = make_post(person=post.person, starts_on=shifted(today(), days=9))
    people.deactivate(SYSTEM, post.person, "退休")
    post.person.refresh_from_db()
    assert (post.person.is_active, post.person.administration) == (False, "")
    assert not Post.objects.not_ended(today()).filter(pk__in=[post.pk, coming.pk]).exists()
    with pytest.raises(Refused):
        people.deactivate(SYSTEM, post.person, "退休")


def test_nobody_deactivates_themselves() -> None:
    administrator = make_post(roles=[roles.SYSTEM_ADMINISTRATOR])
    with pytest.raises(Refused):
        people.deactivate(actor(administrator), administrator.person, "")


def test_a_person_who_comes_back_starts_without_role_and_password() -> None:
    post = make_post(roles=["clerk"])
    people.deactivate(SYSTEM, post.person, "调出")
    back = people.reactivate(SYSTEM, post.person, make_unit(), "科长", today())
    assert back.person.is_active
    assert (back.roles, back.person.has_usable_password()) == ([], False)
    with pytest.raises(Refused):
        people.reactivate(SYSTEM, back.person, make_unit(), "科长", today())


def test_the_clock_disables_those_whose_last_post_ran_out() -> None:
    gone = make_post(ends_on=shifted(today(), days=-1)).person
    last_day = make_post(ends_on=today()).person
    two_posts = make_post(ends_on=shifted(today(), days=-1)).person
    make_post(person=two_posts)
    never_posted = make_person()
    assert people.disable_leavers() == 1
    assert list(Person.objects.filter(is_active=False)) == [gone]
    assert people.disable_leavers() == 0
    for person in (last_day, two_posts, never_posted):
        person.refresh_from_db()
        assert person.is_active
    assert Entry.objects.get(act="organizations.person_deactivate").person == "系统"


def test_somebody_with_a_post_elsewhere_is_not_managed_from_one_county() -> None:
    county = make_unit()
    administrator = make_post(unit=county, roles=[roles.SECURITY_ADMINISTRATOR])
    local, mayor = make_post(unit=make_unit(parent=county)).person, make_post(unit=county).person
    make_post(person=mayor, unit=make_root())
    managed = Person.objects.managed_by(administrator, today())
    assert local in managed
    assert mayor not in managed
    assert mayor in Person.objects.visible_to(administrator)
    assert not Person.objects.managed_by(None, today()).exists()


# One-time passwords


def test_a_one_time_password_must_be_changed_and_is_nowhere_kept() -> None:
    person = make_person()
    password = accounts.issue_password(SYSTEM, person)
    person.refresh_from_db()
    assert person.check_password(password)
    assert person.must_change_password
    assert obligations.password_is_due(person)
    entry = Entry.objects.get(act="organizations.password_issue")
    assert password not in str(entry.detail)
    assert password not in person.password


def test_a_one_time_password_is_strong_and_never_the_same() -> None:
    person = make_person()
    issued = {accounts.set_one_time_password(person) for _ in range(50)}
    assert len(issued) == 50
    for password in issued:
        assert len(password) == 12
        assert not rules.password_faults(password)
        assert not set("0O1lI") & set(password)


def test_nobody_issues_a_password_to_themselves_or_to_a_disabled_account() -> None:
    administrator = make_post(roles=[roles.SECURITY_ADMINISTRATOR])
    with pytest.raises(Refused):
        accounts.issue_password(actor(administrator), administrator.person)
    with pytest.raises(Refused):
        accounts.issue_password(SYSTEM, make_person(is_active=False))


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (89, False), (90, True), (400, True)])
def test_a_password_is_due_after_ninety_days(days: int, is_due: bool) -> None:
    """standards/security.md §2: change within 90 days."""
    person = make_person(password_changed_at=shifted(now(), days=-days))
    assert obligations.password_is_due(person) is is_due


def test_the_last_five_passwords_are_remembered_and_older_ones_forgotten() -> None:
    person = make_person()
    for number in range(8):
        accounts.change_password(SYSTEM, person, f"Password-{number}")
    assert person.former_passwords.count() == 5
    assert person.check_password("Password-7")
    assert not person.must_change_password


# Second factor and locks


@pytest.mark.parametrize(
    ("held", "is_needed"),
    [([], False), (["clerk"], False), (["sealer"], True), ([roles.AUDIT_ADMINISTRATOR], True)],
)
def test_administrators_and_declared_roles_need_a_second_factor(held: list[str], is_needed: bool) -> None:
    """standards/security.md §2 d: two factors for managers."""
    assert obligations.needs_second_factor([make_post(roles=held)]) is is_needed


def test_obligations_come_one_after_the_other() -> None:
    person = make_person(must_change_password=True)
    post = make_post(person=person, roles=["sealer"])
    assert obligations.first(person, [post]) == "account_change_password"
    accounts.change_password(SYSTEM, person, "Another-2026")
    assert obligations.first(person, [post]) == "mfa_activate_totp"
    make_second_factor(person)
    assert obligations.first(person, [post]) is None


def test_a_lost_second_factor_is_removed_by_another_and_recorded() -> None:
    administrator = make_post(roles=[roles.SECURITY_ADMINISTRATOR])
    person = make_person()
    with pytest.raises(Refused):
        accounts.remove_second_factor(actor(administrator), person)
    make_second_factor(person)
    accounts.remove_second_factor(actor(administrator), person)
    assert not Authenticator.objects.filter(user=person).exists()
    assert Entry.objects.filter(act="organizations.second_factor_off").count() == 1
    make_second_factor(administrator.person)
    with pytest.raises(Refused):
        accounts.remove_second_factor(actor(administrator), administrator.person)


def test_a_secret_is_sealed_at_rest_and_opened_with_an_older_key(settings) -> None:
    person = make_person()
    secret = make_second_factor(person)
    kept = Authenticator.objects.get(user=person).data["secret"]
    assert secret not in kept
    assert sealing.opened(kept) == secret
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key " * 5
    assert sealing.opened(kept) == secret


def test_unlocking_an_account_without_failures_is_refused() -> None:
    with pytest.raises(Refused):
        accounts.unlock(SYSTEM, make_person())


def test_the_makers_password_satisfies_the_rules() -> None:
    assert not rules.password_faults(PASSWORD)
