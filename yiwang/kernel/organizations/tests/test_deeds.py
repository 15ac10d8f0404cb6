"""What does a page answer after a deed: the next page with a word, or None and the reason in its form?"""

import pytest
from django import forms
from django.contrib.messages.storage.base import BaseStorage
from django.test import RequestFactory

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.deeds import done, pressed


class Kept(BaseStorage):
    """Messages of one request, read off again."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


class Asked(forms.Form):
    reason = forms.CharField()


@pytest.fixture
def request_():
    request = RequestFactory().post("/office/")
    request._messages = Kept(request)
    return request


def told(request):
    return [str(message) for message in request._messages]


def refused():
    raise Refused("先写明理由。", field="reason")


def test_what_was_done_leads_on_with_a_word(request_):
    answer = done(request_, Asked({"reason": "有误"}), lambda: None, "已撤下。", "/office/")
    assert (answer.status_code, answer.url, told(request_)) == (302, "/office/", ["已撤下。"])


def test_what_a_rule_refuses_is_said_at_its_field_and_nothing_else(request_):
    form = Asked({"reason": "有误"})
    assert done(request_, form, refused, "已撤下。", "/office/") is None
    assert form.errors["reason"] == ["先写明理由。"]
    assert told(request_) == []


@pytest.mark.parametrize("data", [None, {"reason": ""}])
def test_nothing_is_done_with_a_form_that_is_empty_or_wrong(request_, data):
    deeds = []
    assert done(request_, Asked(data), lambda: deeds.append(1), "已撤下。", "/office/") is None
    assert deeds == []


def test_a_button_that_is_refused_says_why_where_it_leads(request_):
    answer = pressed(request_, refused, "已恢复。", "/office/")
    assert (answer.status_code, told(request_)) == (302, ["先写明理由。"])
