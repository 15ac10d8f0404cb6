"""Does everybody find what they want to have done: by theme, event, department, words?"""

import pytest

from yiwang.subsystems.approvals.hall.models import Tally

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_an_empty_hall_still_says_what_it_is(client):
    page = text(client.get("/services/"))
    assert "办事大厅" in page
    assert "还没有公布办事事项" in page


def test_the_home_leads_to_fields_events_themes_departments_and_what_is_asked_most(client, made):
    guide = made()
    Tally.objects.create(item=guide.code, count=3)
    page = text(client.get("/services/"))
    for link in (
        "?theme=field.health",
        "?theme=event.open_shop",
        "?theme=person.business",
        "?theme=enterprise.permit",
    ):
        assert link in page
    assert f"?unit={guide.unit_code}" in page
    assert page.count(f"/services/{guide.code}/") == 1
    assert "大家常办" in page


def test_a_list_shows_its_guides_and_a_way_to_apply(client, made):
    guide = made()
    page = text(client.get("/services/items/?theme=field.health"))
    assert guide.name in page
    assert f"/services/{guide.code}/apply/" in page
    assert "这里还没有" in text(client.get("/services/items/?theme=field.housing"))


def test_a_list_is_narrowed_to_whom_it_is_for_and_to_what_is_online(client, made):
    made(name="开办小作坊", audience=["2"], themes=["enterprise.permit"])
    made(name="办居住证", audience=["1"], themes=["person.household"], is_online=False, online_depth="1",
         visits=1, channels=["1"])  # fmt: skip
    assert "开办小作坊" not in text(client.get("/services/items/?who=person"))
    assert "办居住证" not in text(client.get("/services/items/?who=organisation"))
    assert "办居住证" not in text(client.get("/services/items/?online=1"))
    assert "办居住证" in text(client.get("/services/items/?who=nonsense&page=x"))


def test_words_find_what_a_guide_is_called_and_says(client, made):
    made()
    assert "食品经营许可" in text(client.get("/services/items/?q=小吃店"))
    assert "没有找到“狮子”" in text(client.get("/services/items/?q=狮子"))


def test_what_has_ended_is_not_found(client, made, ended):
    ended(made())
    for address in ("/services/", "/services/items/", "/services/items/?q=食品", "/services/units/"):
        assert "/services/11990100" not in text(client.get(address))


def test_lists_take_as_many_queries_for_many_as_for_one(client, made, django_assert_num_queries):
    made()
    client.get("/services/items/")
    with django_assert_num_queries(3):  # the site's frame: one; guides: one, their elements none
        client.get("/services/items/")
    for number in range(4):
        made(name=f"事项{number}")
    with django_assert_num_queries(3):
        client.get("/services/items/")
