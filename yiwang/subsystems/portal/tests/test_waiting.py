"""Everybody sees what waits for them, and nothing else."""

import pytest

from yiwang.kernel.organizations.tests.makers import actor, make_unit
from yiwang.subsystems.portal import waiting
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    KEEPER,
    PUBLISHER,
    REVIEWER,
    make_article,
    make_column,
    make_officer,
    make_published,
    make_reviewed,
    make_submitted,
)

pytestmark = pytest.mark.django_db


def titles(todos):
    return [todo.title for todo in todos]


def test_a_reviewer_sees_what_others_handed_in():
    article = make_submitted()
    own = make_officer(REVIEWER)
    Article.objects.filter(pk=make_submitted().pk).update(submitted_by=own.person)
    assert titles(waiting.to_review(own, 11)) == [article.title]
    assert waiting.to_review(make_officer(AUTHOR), 11) == []
    assert waiting.to_review(make_officer(REVIEWER, unit=make_unit()), 11) == []


def test_a_publisher_sees_what_others_reviewed():
    article = make_reviewed()
    two_step = make_reviewed(column_id=make_column(is_two_step=True).pk)
    publisher = make_officer(PUBLISHER)
    Article.objects.update(reviewed_by=publisher.person)
    assert titles(waiting.to_publish(publisher, 11)) == [two_step.title]
    assert titles(waiting.to_publish(make_officer(PUBLISHER), 11)) == [article.title, two_step.title]
    assert waiting.to_publish(make_officer(AUTHOR), 11) == []


def test_an_author_sees_what_came_back_with_the_reason():
    author = make_officer(AUTHOR)
    article = make_article(author)
    workflow.submit(actor(author), article.pk)
    workflow.send_back(actor(make_officer(REVIEWER)), article.pk, "请补充数据来源")
    (todo,) = waiting.returned(author, 11)
    assert (todo.title, todo.note) == (article.title, "请补充数据来源")
    assert waiting.returned(make_officer(AUTHOR), 11) == []


def test_the_keeper_of_columns_sees_those_overdue():
    fresh = make_published(column_id=make_column(update_days=14).pk).column
    empty = make_column(update_days=14)
    make_column(update_days=14, is_open=False)
    make_column()
    (todo,) = waiting.overdue_columns(make_officer(KEEPER), 11)
    assert todo.title == empty.title != fresh.title
    assert todo.is_late
    assert waiting.overdue_columns(make_officer(AUTHOR), 11) == []


def test_no_more_is_fetched_than_asked_for():
    for _ in range(3):
        make_submitted()
    assert len(waiting.to_review(make_officer(REVIEWER), 2)) == 2
