import pytest
from django.db import transaction
from django.urls import reverse

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    sign_in(client, make_post(unit=make_root(), roles=["audit_administrator"]))
    return client


def make_entries(number: int) -> None:
    post = make_post()
    with transaction.atomic():
        for _ in range(number):
            record(actor(post), "organizations.unit_rename", post.unit, before="旧名", after="新名")


def test_only_who_may_read_the_record_reads_it(client):
    sign_in(client, make_post(unit=make_root(), roles=["system_administrator"]))
    assert client.get(reverse("workbench:audit")).status_code == 409


def test_reading_the_record_is_itself_recorded(reader):
    reader.get(reverse("workbench:audit"), {"text": "新名"})
    entry = Entry.objects.first()
    assert entry.act == "audit.entries_read"
    assert entry.detail["text"] == "新名"


def test_an_entry_shows_what_changed_and_how_it_is_chained(reader):
    make_entries(1)
    entry = Entry.objects.filter(act="organizations.unit_rename").get()
    page = reader.get(reverse("workbench:audit_entry", args=[entry.number])).content.decode()
    assert "旧名" in page
    assert entry.digest in page


def test_older_entries_are_one_link_away_and_pages_do_not_overlap(reader):
    make_entries(60)
    first = reader.get(reverse("workbench:audit"), {"act": "organizations.unit_rename"})
    second = reader.get(reverse("workbench:audit") + "?" + first.context["older"])
    numbers = [{entry.number for entry in page.context["page"].rows} for page in (first, second)]
    assert [len(page) for page in numbers] == [50, 10]
    assert not numbers[0] & numbers[1]


def test_a_wrong_date_is_said_beside_the_field_and_what_was_typed_stays(reader):
    page = reader.get(reverse("workbench:audit"), {"since": "2026-13-01", "text": "新名"}).content.decode()
    assert 'id="id_since_error"' in page
    assert 'value="新名"' in page


def test_a_span_that_ends_before_it_begins_is_refused(reader):
    response = reader.get(reverse("workbench:audit"), {"since": "2026-03-02", "until": "2026-03-01"})
    assert "截止日期早于起始日期" in response.content.decode()


def test_the_record_costs_the_same_with_one_entry_or_fifty(reader, django_assert_max_num_queries):
    make_entries(50)
    reader.get(reverse("workbench:audit"))
    with django_assert_max_num_queries(14):
        reader.get(reverse("workbench:audit"))
