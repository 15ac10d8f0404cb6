from datetime import date, timedelta

import pytest
from django.test import Client

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.organizations.tests.makers import make_post, sign_in
from yiwang.subsystems.participation.interviews import rules as interviews
from yiwang.subsystems.participation.surveys import rules as surveys
from yiwang.subsystems.participation.topics import actions, rules
from yiwang.subsystems.participation.topics.models import Topic
from yiwang.subsystems.participation.topics.tests.makers import (
    MIXER,
    MONDAY,
    make_analyst,
    make_items,
    only_source,
)

pytestmark = pytest.mark.django_db
PAGE = "/office/topics/"


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "today", lambda: date(2026, 5, 20))


def test_a_leader_sees_topics_as_a_table_that_needs_no_script(client: Client) -> None:
    sign_in(client, make_analyst())
    assert "还没有生成过" in client.get(PAGE).content.decode()
    with only_source(make_items()):
        actions.take(SYSTEM, MONDAY)
        text = client.get(PAGE).content.decode()
    assert "搅拌站" in text
    assert "新出现" in text
    assert "2026年5月4日（周一）至 5月10日（周日）" in text
    assert 'id="heat"' in text


def test_earlier_weeks_stay_open_and_days_that_are_none_are_not_found(client: Client) -> None:
    sign_in(client, make_analyst())
    with only_source(make_items()):
        actions.take(SYSTEM, MONDAY)
        assert client.get(f"{PAGE}2026-05-04/").status_code == 200
        assert client.get(f"{PAGE}2026-05-11/").status_code == 404
        assert client.get(f"{PAGE}2026-13-99/").status_code == 404
        assert client.get(f"{PAGE}999/").status_code == 404


def test_a_topic_opens_only_to_letters_that_the_post_may_see(client: Client) -> None:
    sign_in(client, make_analyst())
    with only_source(make_items(), seen={"05040"}):
        actions.take(SYSTEM, MONDAY)
        text = client.get(f"{PAGE}{Topic.objects.get().pk}/").content.decode()
    assert "/there/05040/" in text
    assert "/there/05041/" not in text
    assert "题名05041" not in text
    assert "本页有3件不在您当前岗位的查看范围内" in text


def test_the_name_goes_along_as_subject_of_an_interview_or_survey_for_whoever_may_make_one(
    client: Client,
) -> None:
    with only_source(make_items()):
        actions.take(SYSTEM, MONDAY)
        page = f"{PAGE}{Topic.objects.get().pk}/"
        for own, labels in (
            ([rules.ANALYST], []),
            ([rules.ANALYST, interviews.EDITOR, surveys.EDITOR], ["提议为访谈主题", "提议为调查主题"]),
        ):
            sign_in(client, make_analyst(roles=own))
            proposals = client.get(page).context["proposals"]
            assert [label for label, _ in proposals] == labels
    assert all("?title=%E" in address for _, address in proposals)


def test_whoever_has_no_such_role_sees_nothing(client: Client) -> None:
    sign_in(client, make_post())
    answer = client.get(PAGE)
    assert answer.status_code == 409
    assert "查看社会热点" in answer.content.decode()
    assert Client().get(PAGE).status_code == 302


def test_pages_cost_the_same_for_any_number_of_topics_and_texts(
    client, django_assert_max_num_queries
) -> None:
    sign_in(client, make_analyst())
    school = [f"{at}班学校食堂涨价\n学校食堂饭菜涨价，学校食堂没有听取家长意见。" for at in "甲乙丙丁"]
    later = make_items(MONDAY + timedelta(days=7), (*MIXER, *school)[:7])
    counts = []
    with only_source([*make_items(), *later]):
        for monday in (MONDAY, MONDAY + timedelta(days=7)):
            actions.take(SYSTEM, monday)
            client.get(PAGE)
            with django_assert_max_num_queries(40) as asked:
                client.get(PAGE)
                client.get(f"{PAGE}{Topic.objects.latest('pk').pk}/")
            counts.append(len(asked))
    assert Topic.objects.count() > 2
    assert counts[0] == counts[1]
