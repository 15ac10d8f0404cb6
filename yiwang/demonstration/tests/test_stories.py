"""Which articles does the demonstration city have, when did each come out, and what does it say?"""

import re
from collections import Counter
from datetime import date

import pytest

from yiwang.demonstration import attachments, ledger, pictures
from yiwang.demonstration.founding import AGO
from yiwang.demonstration.publishing import STEPS
from yiwang.demonstration.stories import stories, texts
from yiwang.demonstration.tests.makers import make_days
from yiwang.kernel.deadlines import shipped


@pytest.fixture(scope="module")
def told():
    return stories(make_days())


def test_two_hundred_articles_are_out(told):
    assert len([story for story in told if story.state == "published"]) >= 200


def test_every_column_has_three_articles_or_says_why_not(told):
    filled = Counter(story.column for story in told if story.state == "published")
    thin = [column.slug for column in ledger.columns() if filled[column.slug] < 3 and not column.few]
    assert thin == []


def test_every_article_stands_in_a_column_that_is_there(told):
    slugs = {column.slug for column in ledger.columns()}
    assert {story.column for story in told} | {slug for story in told for slug in story.also} <= slugs


def test_the_bodies_are_varied_and_have_several_paragraphs():
    bodies = {text["body"] for text in texts()}
    assert len(bodies) >= 40
    assert min(len(body.strip().splitlines()) for body in bodies) >= 4


def test_no_title_is_given_twice_and_no_blank_is_left(told):
    titles = Counter(story.title for story in told)
    assert [title for title, times in titles.items() if times > 1] == []
    assert [story.title for story in told if re.search(r"[{}]", story.title + story.body)] == []


def test_everything_comes_out_on_working_days_in_office_hours(told):
    calendar = shipped.calendar()
    assert all(calendar.is_workday(story.published_at.date()) for story in told)
    assert all(9 <= story.published_at.hour < 17 for story in told)


def test_the_news_is_fresh(told):
    newest = max(story.published_at.date() for story in told if story.column.startswith("news"))
    assert newest >= make_days().back(2)


def test_the_same_day_tells_the_same_stories(told):
    assert stories(make_days()) == told


def test_the_stories_can_be_told_on_any_day():
    for day in (date(2026, 1, 5), date(2026, 2, 24), date(2026, 7, 1), date(2027, 6, 1)):
        assert len(stories(make_days(made_on=day))) >= 200


def test_an_article_is_never_older_than_the_city(told):
    assert min(story.published_at.date() for story in told) > make_days().back(AGO)


def test_articles_stand_in_every_state_of_the_workflow(told):
    assert {story.state for story in told} == set(STEPS)


def test_whatever_is_returned_or_withdrawn_says_why(told):
    assert all(story.reason for story in told if story.state in {"returned", "withdrawn"})


def test_documents_are_numbered_once_and_in_the_order_of_days(told):
    documents = [story.attributes for story in told if story.kind == "document"]
    indexes = [attributes.index_number for attributes in documents]
    numbers = [attributes.number for attributes in documents if attributes.number]
    assert len(indexes) == len(set(indexes))
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"[0-9A-Z]{9}/\d{4}-\d{5}", index) for index in indexes)
    assert all(re.fullmatch(r"[\u4e00-\u9fa5]{2,15}〔20\d\d〕[1-9]\d*号", number) for number in numbers)


def test_every_picture_and_attachment_can_be_made(told):
    assert {story.image for story in told if story.image} == set(pictures.SCENES)
    assert {name for story in told for name in story.files} == set(attachments.TABLES)
