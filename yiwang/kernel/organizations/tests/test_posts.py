"""How do people come to posts and roles, lend them and leave them?"""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import acting, roles
from yiwang.kernel.organizations.actions import posts
from yiwang.kernel.organizations.actions.posts import Lending
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.organizations.rights import may, permissions, require
from yiwang.kernel.organizations.tests.makers import actor, make_person, make_post, make_root, make_unit

pytestmark = pytest.mark.django_db

SYSTEM_ROLE, SECURITY_ROLE, AUDIT_ROLE = (
    roles.SYSTEM_ADMINISTRATOR,
    roles.SECURITY_ADMINISTRATOR,
    roles.AUDIT_ADMINISTRATOR,
)


def lend(post: Post, deputy: Person, **changes) -> Post:
    told = {
        "deputy": deputy,
        "starts_on": today(),
        "ends_on": shifted(today(), days=7),
        "roles": tuple(post.roles),
        "ground": "外出培训",
        **changes,
    }
    return posts.delegate(actor(post), post, Lending(**told))


def again(post: Post) -> Post:
    return Post.objects.in_full().get(pk=post.pk)


# Appointing and roles


def test_an_appointed_person_has_no_role_yet() -> None:
    post = posts.appoint(SYSTEM, make_unit(), make_person(), "科长", today())
    assert post.roles == []
    assert permissions(again(post)) == frozenset()
    assert Entry.objects.get(act="organizations.post_appoint").detail["title"] == "科长"


def test_nobody_is_appointed_in_a_closed_unit_or_while_disabled() -> None:
    with pytest.raises(Refused):
        posts.appoint(SYSTEM, make_unit(closed_on=today()), make_person(), "科长", today())
    with pytest.raises(Refused):
        posts.appoint(SYSTEM, make_unit(), make_person(is_active=False), "科长", today())


def test_a_post_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refused) as refused:
        posts.appoint(SYSTEM, make_unit(), make_person(), "科长", today(), shifted(today(), days=-1))
    assert refused.value.field == "ends_on"


def test_the_system_administrator_appoints_others_but_not_themselves() -> None:
    administrator = make_post(unit=make_root(), roles=[SYSTEM_ROLE])
    posts.appoint(actor(administrator), make_unit(), make_person(), "科长", today())
    with pytest.raises(Refused):
        posts.appoint(actor(administrator), make_unit(), administrator.person, "局长", today())


def test_roles_given_grant_their_permissions_and_roles_taken_do_not() -> None:
    post = make_post()
    posts.change_roles(SYSTEM, post, ["clerk"])
    assert may(again(post), "test.write")
    assert not may(again(post), "test.decide")
    posts.change_roles(SYSTEM, post, [])
    assert not may(again(post), "test.write")
    entry = Entry.objects.filter(act="organizations.post_roles_change").order_by("-number").first()
    assert (entry.detail["before"], entry.detail["after"]) == (["经办人"], [])


def test_the_security_administrator_changes_the_roles_of_others_but_not_their_own() -> None:
    administrator = make_post(unit=make_root(), roles=[SECURITY_ROLE])
    other_seat = make_post(person=administrator.person)
    posts.change_roles(actor(administrator), make_post(), ["clerk"])
    for own in (administrator, other_seat):
        with pytest.raises(Refused):
            posts.change_roles(actor(administrator), own, ["clerk"])


def test_an_undeclared_role_is_refused() -> None:
    with pytest.raises(Refused):
        posts.change_roles(SYSTEM, make_post(), ["emperor"])


def test_an_undeclared_role_left_in_the_database_grants_nothing() -> None:
    post = make_post(roles=["emperor", "clerk"])
    assert permissions(again(post)) == {"test.write"}
    assert again(post).role_labels == ["emperor", "经办人"]


# Three separate administrators: standards/security.md §2 and §9 no. 2


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (SYSTEM_ROLE, AUDIT_ROLE),
        (SYSTEM_ROLE, SECURITY_ROLE),
        (SECURITY_ROLE, AUDIT_ROLE),
        (AUDIT_ROLE, SYSTEM_ROLE),
    ],
)
def test_one_person_never_holds_two_administrations_in_one_post_or_in_two(held: str, wanted: str) -> None:
    post = make_post(roles=[held])
    other_seat = make_post(person=post.person)
    with pytest.raises(Refused, match="三人分别担任"):
        posts.change_roles(SYSTEM, post, [held, wanted])
    with pytest.raises(Refused, match="三人分别担任"):
        posts.change_roles(SYSTEM, other_seat, [wanted])
    other_seat.refresh_from_db()
    assert other_seat.roles == []
    posts.change_roles(SYSTEM, post, [wanted])
    post.person.refresh_from_db()
    assert post.person.administration == wanted


def test_a_second_administration_does_not_come_by_delegation() -> None:
    audit, security = make_post(roles=[AUDIT_ROLE]), make_post(roles=[SECURITY_ROLE])
    with pytest.raises(Refused, match="三人分别担任"):
        lend(audit, security.person)
    bystander = make_post()
    lend(audit, bystander.person)
    bystander.person.refresh_from_db()
    assert bystander.person.administration == AUDIT_ROLE
    with pytest.raises(Refused, match="三人分别担任"):
        posts.change_roles(SYSTEM, bystander, [SECURITY_ROLE])


def test_a_coming_post_counts_and_an_ended_one_does_not() -> None:
    post = make_post(roles=[AUDIT_ROLE])
    other_seat = posts.appoint(SYSTEM, make_unit(), post.person, "科长", shifted(today(), days=30))
    with pytest.raises(Refused):
        posts.change_roles(SYSTEM, other_seat, [SYSTEM_ROLE])
    posts.end_post(SYSTEM, post, today())
    posts.change_roles(SYSTEM, other_seat, [SYSTEM_ROLE])


def test_a_role_written_past_the_action_still_grants_no_second_administration() -> None:
    post = make_post(unit=make_root(), roles=[AUDIT_ROLE])
    Post.objects.filter(pk=post.pk).update(roles=[AUDIT_ROLE, SECURITY_ROLE])
    assert permissions(again(post)) == roles.declared()[AUDIT_ROLE].may


def test_the_database_knows_no_fourth_administration_and_no_list_of_them() -> None:
    person = make_person()
    for wrong in ("emperor", f"{SYSTEM_ROLE},{AUDIT_ROLE}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(administration=wrong)


def test_no_administrators_role_shares_a_permission_with_another() -> None:
    declared = roles.declared()
    for one, other in ((SYSTEM_ROLE, SECURITY_ROLE), (SYSTEM_ROLE, AUDIT_ROLE), (SECURITY_ROLE, AUDIT_ROLE)):
        assert not declared[one].may & declared[other].may


# Rights


def test_a_right_reaches_the_posts_own_subtree_only() -> None:
    county = make_unit()
    post = make_post(unit=county, roles=["clerk"])
    assert may(post, "test.write", county)
    assert may(post, "test.write", make_unit(parent=county))
    assert not may(post, "test.write", make_unit())
    assert not may(post, "test.write", make_root())
    assert not may(None, "test.write")


def test_require_says_which_right_is_missing() -> None:
    post = make_post(roles=["clerk"])
    require(post, "test.write")
    with pytest.raises(Refused, match="审批"):
        require(post, "test.decide")


@pytest.mark.parametrize(
    "changes",
    [{"starts_on": 1, "ends_on": None}, {"starts_on": -9, "ends_on": -1}],
)
def test_a_post_grants_nothing_outside_its_dates(changes: dict) -> None:
    dates = {name: None if days is None else shifted(today(), days=days) for name, days in changes.items()}
    post = make_post(roles=["clerk"], **dates)
    assert not may(post, "test.write")
    assert not Post.objects.in_office(today()).exists()


def test_the_first_and_the_last_day_count() -> None:
    post = make_post(roles=["clerk"], starts_on=today(), ends_on=today())
    assert may(post, "test.write")
    assert Post.objects.in_office(today()).get() == post


def test_a_disabled_person_has_no_rights() -> None:
    post = make_post(roles=["clerk"], person=make_person(is_active=False))
    assert not may(post, "test.write")


# Ending


def test_ending_the_last_post_disables_the_account_the_same_day() -> None:
    post = make_post(roles=["clerk"])
    posts.end_post(SYSTEM, post, today())
    post.person.refresh_from_db()
    assert not post.person.is_active
    assert not may(again(post), "test.write")
    assert Entry.objects.get(act="organizations.post_end").detail["account_disabled"] is True


def test_ending_one_of_two_posts_leaves_the_account() -> None:
    post = make_post()
    other_seat = make_post(person=post.person)
    posts.end_post(SYSTEM, post, today())
    post.person.refresh_from_db()
    assert post.person.is_active
    assert Post.objects.in_office(today()).get() == other_seat


def test_a_post_that_ends_later_holds_until_then() -> None:
    post = make_post(roles=["clerk"])
    posts.end_post(SYSTEM, post, shifted(today(), days=5))
    assert may(again(post), "test.write")
    assert not again(post).is_in_office(shifted(today(), days=6))


def test_an_ended_post_neither_ends_again_nor_gets_roles() -> None:
    post = make_post()
    posts.end_post(SYSTEM, post, today())
    with pytest.raises(Refused):
        posts.end_post(SYSTEM, post, today())
    with pytest.raises(Refused):
        posts.change_roles(SYSTEM, post, ["clerk"])


def test_nobody_ends_their_own_post() -> None:
    administrator = make_post(unit=make_root(), roles=[SYSTEM_ROLE])
    with pytest.raises(Refused):
        posts.end_post(actor(administrator), administrator, today())


# Delegation


def test_a_deputy_acts_for_the_principal_and_the_record_names_both() -> None:
    principal = make_post(roles=["chief"], title="局长", person=make_person(name="李建国"))
    deputy = make_post(unit=principal.unit, person=make_person(name="王芳"))
    lent = lend(principal, deputy.person)
    assert may(again(lent), "test.decide", principal.unit)
    assert again(lent).label == "代 李建国（局长）"
    who = acting.actor(deputy.person, again(lent))
    assert (who.person, who.post) == ("王芳", "代 李建国（局长）")
    assert Entry.objects.get(act="organizations.post_delegate").detail["principal"] == "李建国"


def test_a_chosen_subset_is_lent_and_no_more() -> None:
    principal = make_post(roles=["chief", "clerk"])
    whole = lend(principal, make_post().person, roles=("clerk",))
    part = lend(principal, make_post().person, roles=("chief",), permissions=("test.decide",))
    assert permissions(again(whole)) == {"test.write"}
    assert permissions(again(part)) == {"test.decide"}


def test_what_the_principal_has_not_cannot_be_lent() -> None:
    principal = make_post(roles=["clerk"])
    deputy = make_post().person
    for changes in ({"roles": ("chief",)}, {"roles": ()}, {"permissions": ("test.decide",)}):
        with pytest.raises(Refused):
            lend(principal, deputy, **changes)


def test_a_delegation_vanishes_by_date_without_a_job() -> None:
    principal = make_post(roles=["clerk"])
    deputy = make_post()
    lent = lend(principal, deputy.person, ends_on=today())
    assert again(lent).is_in_office(today())
    tomorrow = shifted(today(), days=1)
    assert not again(lent).is_in_office(tomorrow)
    assert list(Post.objects.in_office(tomorrow).filter(person=deputy.person)) == [deputy]


def test_a_deputy_loses_what_the_principal_loses() -> None:
    principal = make_post(roles=["chief"])
    lent = lend(principal, make_post().person)
    posts.change_roles(SYSTEM, principal, ["clerk"])
    assert permissions(again(lent)) == frozenset()
    assert again(lent).roles == []


def test_ending_the_principals_post_ends_the_delegation() -> None:
    principal = make_post(roles=["clerk"])
    lent = lend(principal, make_post().person)
    posts.end_post(SYSTEM, principal, today())
    assert again(lent).is_ended(today())
    assert not Post.objects.in_office(today()).filter(pk=lent.pk).exists()


def test_ending_the_principals_post_later_shortens_the_delegation() -> None:
    principal = make_post(roles=["clerk"])
    lent = lend(principal, make_post().person)
    posts.end_post(SYSTEM, principal, shifted(today(), days=2))
    assert again(lent).ends_on == shifted(today(), days=2)


def test_a_disabled_principal_leaves_the_deputy_without_rights() -> None:
    principal = make_post(roles=["clerk"])
    lent = lend(principal, make_post().person)
    Person.objects.filter(pk=principal.person_id).update(is_active=False)
    assert not may(again(lent), "test.write")
    assert not Post.objects.in_office(today()).filter(pk=lent.pk).exists()


def test_a_delegation_is_not_passed_on_nor_given_to_oneself_nor_to_somebody_without_a_post() -> None:
    principal = make_post(roles=["clerk"])
    deputy = make_post()
    lent = lend(principal, deputy.person)
    with pytest.raises(Refused):
        lend(again(lent), make_post().person)
    with pytest.raises(Refused):
        lend(principal, principal.person)
    with pytest.raises(Refused):
        lend(principal, make_person())


def test_a_delegation_neither_lies_in_the_past_nor_outlasts_the_post() -> None:
    principal = make_post(roles=["clerk"], ends_on=shifted(today(), days=3))
    deputy = make_post().person
    with pytest.raises(Refused):
        lend(principal, deputy, ends_on=shifted(today(), days=4))
    with pytest.raises(Refused):
        lend(principal, deputy, starts_on=shifted(today(), days=-5), ends_on=shifted(today(), days=-1))
    lend(principal, deputy, ends_on=shifted(today(), days=3))


def test_a_delegation_can_be_taken_back_at_once() -> None:
    lent = lend(make_post(roles=["clerk"]), make_post().person)
    posts.end_delegation(SYSTEM, lent)
    assert not may(again(lent), "test.write")
    with pytest.raises(Refused):
        posts.end_delegation(SYSTEM, lent)


def test_a_post_of_ones_own_is_not_ended_as_a_delegation_nor_a_lent_one_given_roles() -> None:
    post = make_post(roles=["clerk"])
    with pytest.raises(Refused):
        posts.end_delegation(SYSTEM, post)
    with pytest.raises(Refused):
        posts.change_roles(SYSTEM, lend(post, make_post().person), ["chief"])


def test_the_database_wants_a_last_day_of_a_deputy() -> None:
    post = make_post()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_post(stands_in_for=post)
