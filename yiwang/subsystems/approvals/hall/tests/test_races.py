"""What if the button is pressed twice at the same moment, in one window or in two?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client

from yiwang.kernel.intake import codes
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.approvals.hall.models import Draft
from yiwang.subsystems.approvals.hall.tests.makers import filled, guide_of, make_implementation, signed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def pressed_at_once(guide, form, *tokens: str) -> list[int]:
    """The statuses of one press for each token."""

    def press(token: str) -> int:
        try:
            sent = {**form, "token": token}
            return Client().post(f"/services/{guide.code}/apply/review/", sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(press, tokens))


@pytest.mark.parametrize("is_same_window", [True, False])
def test_two_presses_at_once_are_one_application(client, is_same_window):
    guide = guide_of(make_implementation())
    filled(client, guide)
    form = signed(client, guide)
    form["draft"] = client.cookies["draft"].value
    other = form["token"] if is_same_window else codes.new_token()
    statuses = pressed_at_once(guide, form, form["token"], other)
    assert sorted(statuses) == ([302, 302] if is_same_window else [302, 422])
    assert Submission.objects.count() == 1
    assert Draft.objects.get().submission == Submission.objects.get()
