"""Does what is kept ready give and write the same as Django would?"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from yiwang.kernel import prepared
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.cases.tests.makers import make_case, make_office
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.files.models import Blob
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.prepared import ASKED, ASKED_DAY, ASKED_MOMENT, ASKED_TEXT, Prepared
from yiwang.kernel.processes import shipped
from yiwang.kernel.processes.models import Definition

pytestmark = pytest.mark.django_db


def test_a_prepared_question_gives_the_row_with_what_is_joined(django_assert_num_queries: Any) -> None:
    case = make_case()
    asked = Prepared(lambda pk: Case.objects.select_related("unit", "party", "clock").filter(pk=pk))
    with django_assert_num_queries(1):
        found = asked.first(case.pk)
        assert found
        assert (found.unit, found.party, found.clock) == (case.unit, case.party, None)
    assert model_to_dict(found) == model_to_dict(Case.objects.get(pk=case.pk))
    assert asked.first(case.pk + 1) is None


def test_it_is_asked_anew_for_every_value() -> None:
    office = make_office()
    asked = Prepared(lambda pk: Post.objects.in_full().filter(pk=pk))
    for post in (office.clerk, office.decider):
        found = asked.first(post.pk)
        assert found
        assert (found.person.name, found.roles, found.stands_in_for) == (post.person.name, post.roles, None)


def test_a_row_is_inserted_and_updated_as_django_would() -> None:
    case = make_case()
    event = Event(case=case, kind="remark", label="批注", at=case.opened_at, person="李明", opinion="看过")
    prepared.insert(event)
    assert model_to_dict(Event.objects.get(pk=event.pk)) == model_to_dict(event)
    case.title, case.stored_terms = "换了题目", {"a": [1, "二"]}
    prepared.update(case, ["title", "stored_terms"])
    stored = Case.objects.get(pk=case.pk)
    assert (stored.title, stored.stored_terms) == ("换了题目", {"a": [1, "二"]})
    event.label = "改了"
    event.save()
    assert Event.objects.get(pk=event.pk).label == "改了"


def test_all_rows_come_in_the_order_of_the_query_and_several_go_in_at_once(
    django_assert_num_queries: Any,
) -> None:
    case, other = make_case(), make_case()
    at = case.opened_at
    events = [Event(case=case, kind="remark", label=f"批注{n}", at=at, person="李明") for n in range(50)]
    with django_assert_num_queries({"sqlite": 2, "postgresql": 1}[connection.vendor]):
        prepared.insert_all(events)
    prepared.insert_all([])
    asked = Prepared(lambda pk: Event.objects.filter(case=pk, kind="remark").order_by("-pk"))
    assert [each.label for each in asked.rows(case.pk)] == [f"批注{n}" for n in reversed(range(50))]
    assert [each.pk for each in events] == sorted(each.pk for each in asked.rows(case.pk))
    assert asked.rows(other.pk) == []


def test_it_may_be_asked_by_a_code_and_leave_a_column_out(django_assert_num_queries: Any) -> None:
    shipped.install()
    asked = Prepared(lambda key: Definition.objects.defer("xml").filter(key=key), ASKED_TEXT)
    found = asked.first("promised")
    assert found
    assert found.get_deferred_fields() == {"xml"}
    assert found == Definition.objects.get(key="promised")
    assert asked.first("no such process") is None


def test_it_may_be_asked_by_several_values_and_a_moment() -> None:
    case = make_case()
    later = case.opened_at + timedelta(seconds=1)
    events = [
        Event(case=case, kind=kind, label=kind, at=at, person="李明")
        for kind, at in (("remark", case.opened_at), ("remark", later), ("urge", case.opened_at))
    ]
    prepared.insert_all(events)
    asked = Prepared(
        lambda pk, kind, at: Event.objects.filter(case=pk, kind=kind, at__lte=at).order_by("-pk"),
        ASKED,
        ASKED_TEXT,
        ASKED_MOMENT,
    )
    assert asked.rows(case.pk, "remark", case.opened_at) == events[:1]
    assert asked.rows(case.pk, "remark", later) == events[1::-1]
    assert asked.rows(case.pk, "urge", later) == events[2:]
    with pytest.raises(ValueError, match="zip"):
        asked.rows(case.pk, "urge")


def test_it_may_be_asked_by_a_day() -> None:
    clerk = make_office().clerk
    asked = Prepared(lambda on: Post.objects.filter(starts_on__lte=on), ASKED_DAY)
    day = today()
    Post.objects.filter(pk=clerk.pk).update(starts_on=day)
    assert clerk in asked.rows(day)
    assert clerk not in asked.rows(day - timedelta(days=1))


def test_a_row_that_is_there_is_not_inserted_again() -> None:
    at = now()
    prepared.insert_missing(Blob(digest="a" * 64, stored_at=at))
    prepared.insert_missing(Blob(digest="a" * 64, stored_at=at + timedelta(days=1)))
    assert [blob.stored_at for blob in Blob.objects.all()] == [at]


def test_several_rows_are_updated_alike(django_assert_num_queries: Any) -> None:
    case = make_case()
    at = case.opened_at
    events = [Event(case=case, kind="remark", label=f"批注{n}", at=at, person="李明") for n in range(3)]
    prepared.insert_all(events)
    for event in events[:2]:
        event.label = "改了"
    with django_assert_num_queries(1):
        prepared.update_alike(events[:2], ["label"])
    stored = Event.objects.filter(kind="remark").order_by("pk")
    assert [event.label for event in stored] == ["改了", "改了", "批注2"]


def test_what_is_joined_may_leave_columns_out() -> None:
    case = make_case()
    asked = Prepared(lambda pk: Case.objects.select_related("unit").only("title", "unit__name").filter(pk=pk))
    found = asked.first(case.pk)
    assert found
    assert (found.title, found.unit.name) == (case.title, case.unit.name)
    assert "code" in found.unit.get_deferred_fields()
