"""Does an outer zone without articles learn what it may tell, once, and what it may not any more?"""

from types import SimpleNamespace

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Outgoing
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.subsystems.portal.channels import messages, offers, wording
from yiwang.subsystems.portal.channels.actions import digests, telling
from yiwang.subsystems.portal.channels.models import Item, Subscription, Told
from yiwang.subsystems.portal.channels.rules import Interest
from yiwang.subsystems.portal.channels.sites import homes
from yiwang.subsystems.portal.channels.tests.makers import make_subscription
from yiwang.subsystems.portal.tests.makers import make_column, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """What the inner zone says, instead of an envelope."""
    said = []
    monkeypatch.setattr(telling.zones, "known", lambda _: "outer")
    monkeypatch.setattr(telling, "send", lambda by, side, outline: said.append(outline.body))
    monkeypatch.setattr(telling, "check_from", lambda *_: None)
    return said


def take(body) -> None:
    telling.take_news(SimpleNamespace(body=messages.News.model_validate(body)))


def open_column():
    make_column(slug="news", title="政务动态", site=make_site())


def test_titles_cross_once_and_only_when_there_is_something_to_tell(sent):
    open_column()
    assert telling.tell_outside() == 1  # what may be subscribed to
    assert sent[0]["groups"] == [["政务动态", [["news", "政务动态（全部）"]]]]
    assert telling.tell_outside() == 0
    Told.objects.update(until=shifted(now(), hours=-2))
    number = make_publication(title="大桥通车", columns=("news",), published_at=shifted(now(), hours=-1)).pk
    assert telling.tell_outside() == 1
    assert [(one["number"], one["title"], one["columns"]) for one in sent[1]["items"]] == [
        (number, "大桥通车", ["news"])
    ]
    assert telling.tell_outside() == 0


def test_without_an_outer_zone_nothing_is_told(settings):
    settings.ZONE = "inner"
    open_column()
    assert telling.tell_outside() == 0
    assert not Told.objects.exists()


def test_what_crossed_is_offered_and_told_outside(sent, settings):
    open_column()
    telling.tell_outside()
    Told.objects.update(until=shifted(now(), hours=-2))
    make_publication(title="大桥通车", columns=("news",), published_at=shifted(now(), hours=-1))
    telling.tell_outside()
    subscription = make_subscription(interests=(Interest("column", "news"),))
    settings.ZONE = "outer"
    assert offers.offered("main") == offers.NOTHING
    for body in (sent[1], sent[0], sent[1]):  # late and twice
        take(body)
    assert offers.offered("main").groups == [("政务动态", [("news", "政务动态（全部）")])]
    assert homes()["main"].name == "云泽市人民政府"
    Item.objects.update(published_at=shifted(now(), minutes=-5))
    assert digests.send_due() == 1
    body = Outgoing.objects.get(key__startswith=wording.digest_key(subscription.pk)).body
    assert "大桥通车" in body
    Subscription.objects.update(awaits="", due_at=shifted(now(), minutes=-1))
    assert digests.send_due() == 0


def test_what_was_withdrawn_inside_is_not_told_outside(sent):
    open_column()
    Told.objects.create(site="main", until=shifted(now(), hours=-2))
    news = make_publication(columns=("news",), published_at=shifted(now(), hours=-1))
    telling.tell_outside()
    take(sent[0])
    assert Item.objects.count() == 1
    moment = shifted(now(), seconds=-30)
    type(news).objects.filter(pk=news.pk).update(
        state="withdrawn", withdrawn_at=moment, withdrawal_reason="error"
    )
    Told.objects.update(until=shifted(now(), minutes=-10))
    assert telling.tell_outside() == 0  # half a minute ago: it may not be all committed yet
    type(news).objects.filter(pk=news.pk).update(withdrawn_at=shifted(now(), minutes=-2))
    Told.objects.update(until=shifted(now(), minutes=-10))
    assert telling.tell_outside() == 1
    take(sent[-1])
    assert not Item.objects.exists()


def test_what_every_digest_told_is_forgotten(sent):
    open_column()
    Item.objects.create(site="main", number=1, title="旧闻", published_at=shifted(now(), days=-11))
    Item.objects.create(site="main", number=2, title="新闻", published_at=shifted(now(), days=-6))
    assert telling.forget_told() == 1
    assert Item.objects.get().title == "新闻"


def test_only_the_inner_zone_is_believed():
    open_column()
    sender = SimpleNamespace(unit="u", system="")
    taken = SimpleNamespace(
        envelope=SimpleNamespace(statement=SimpleNamespace(sender=sender), sender_node_id=0), body=None
    )
    with pytest.raises(Refused):
        telling.take_news(taken)
