"""Who sees how many subscribe, and how much of an address?"""

import pytest

from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.subsystems.portal.channels.actions import counting
from yiwang.subsystems.portal.channels.models import Subscription
from yiwang.subsystems.portal.channels.rules import KEEPER, Interest
from yiwang.subsystems.portal.channels.tests.makers import make_subscription
from yiwang.subsystems.portal.tests.makers import make_column

pytestmark = pytest.mark.django_db
PAGE = "/office/subscriptions/"


def test_a_keeper_sees_numbers_and_masked_addresses(client, django_assert_max_num_queries):
    make_column(slug="news", title="政务动态")
    for number in range(3):
        make_subscription(address=f"zhang{number}@example.cn", interests=(Interest("column", "news"),))
    Subscription.objects.update(failures=2)
    counting.count()
    sign_in(client, make_post(unit=make_root(), roles=[KEEPER]))
    with django_assert_max_num_queries(32):
        page = client.get(PAGE).content.decode()
    assert "政务动态" in page
    assert "z***@example.cn" in page
    assert "zhang" not in page


def test_a_keeper_of_a_department_does_not_see_the_city(client):
    make_subscription()
    counting.count()
    sign_in(client, make_post(unit=make_unit(parent=make_root()), roles=[KEEPER]))
    assert "还没有统计" in client.get(PAGE).content.decode()
    assert "还没有统计" in client.get(f"{PAGE}?site=main").content.decode()


def test_whoever_has_not_the_right_sees_nothing(client):
    sign_in(client, make_post(unit=make_root(), roles=["portal_author"]))
    assert client.get(PAGE).status_code == 409


def test_before_anything_was_counted_the_page_says_so(client):
    sign_in(client, make_post(unit=make_root(), roles=[KEEPER]))
    assert "还没有统计" in client.get(PAGE).content.decode()
