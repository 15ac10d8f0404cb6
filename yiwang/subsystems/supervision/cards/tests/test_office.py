"""Do the pages of cards show each side what is theirs, and do what they offer?"""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases import kinds
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.tests.makers import KIND, make_case, make_office
from yiwang.kernel.deadlines.moments import local, now
from yiwang.kernel.findings.rules import YELLOW, Matter
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.kernel.workbench.todos import piles_for
from yiwang.subsystems.supervision.cards import actions, rules
from yiwang.subsystems.supervision.cards.actions.delivering import deliver_waiting
from yiwang.subsystems.supervision.cards.models import Card, StoredTerms
from yiwang.subsystems.supervision.cards.tests.makers import confirmed, explained, make_card, make_sides
from yiwang.subsystems.supervision.watching.rules import RESPONDER

pytestmark = pytest.mark.django_db
LIST = "/office/supervision/cards/"


def shown(client, query=""):
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return {card.pk for card in response.context["page"].rows}


def test_each_side_sees_its_own(client):
    sides = make_sides()
    own, foreign = make_card(sides.unit), make_card(make_unit())
    stranger = make_post(unit=make_unit(), roles=[RESPONDER])
    for post, seen in [
        (sides.responder, {own.pk}),
        (sides.leader, {own.pk}),
        (sides.supervisor, {own.pk}),
        (stranger, set()),
    ]:
        sign_in(client, post)
        assert shown(client) == seen
        for card in (own, foreign):
            status = 200 if card.pk in seen else 404
            assert client.get(card.get_absolute_url()).status_code == status
            paper = reverse("supervision_cards:paper", args=[card.pk, "issue", "docx"])
            assert client.get(paper).status_code == status
    sign_in(client, make_post(unit=sides.unit))
    assert client.get(LIST).status_code == 409
    assert client.get(own.get_absolute_url()).status_code == 409


def test_the_list_is_narrowed(client):
    sides = make_sides()
    red, yellow = make_card(sides.unit), make_card(sides.unit, colour=YELLOW, label="未一次性告知")
    said = explained(sides)
    sign_in(client, sides.leader)
    month = f"{local(now()):%Y-%m}"
    for query, seen in [
        ("?colour=yellow", {yellow.pk}),
        ("?state=explained", {said.pk}),
        ("?state=waiting", {said.pk}),
        (f"?month={month}", {red.pk, yellow.pk, said.pk}),
        ("?month=2001-01", set()),
        ("?month=nonsense&state=nonsense&page=x", {red.pk, yellow.pk, said.pk}),
        (f"?unit={sides.unit.name}", {red.pk, yellow.pk, said.pk}),
        ("?unit=没有这个局", set()),
        ("?q=一次性告知", {yellow.pk}),
        (f"?q={red.number.replace('〔', '[').replace('〕', ']')}", {red.pk}),
        ("?q=%27", set()),
        ("?q=%00", {red.pk, yellow.pk, said.pk}),
    ]:
        assert shown(client, query) == seen, query


def test_the_list_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    sides = make_sides()
    for _ in range(12):
        make_card(sides.unit)
    sign_in(client, sides.leader)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
    for card in Card.objects.all():
        actions.explain(actor(sides.responder), sides.responder, card.pk, "已说明情况")
    with django_assert_max_num_queries(14):
        client.get(f"{LIST}?state=waiting")


def test_what_is_exported_runs_nothing_and_is_recorded(client):
    sides = make_sides()
    make_card(sides.unit, label='=HYPERLINK("http://x")')
    sign_in(client, sides.supervisor)
    response = client.get(f"{LIST}export/?colour=red")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][5] == '\'=HYPERLINK("http://x")'
    assert len(rows) == 2
    assert Entry.objects.get(act="supervision.card_export").detail["count"] == 1


def test_the_unit_reads_explains_and_appeals_on_the_page(client):
    sides = make_sides()
    card = make_card(sides.unit)
    deliver_waiting()
    sign_in(client, sides.responder)
    page = client.get(card.get_absolute_url()).content.decode()
    assert "发牌时的事实" in page
    assert "已送达" in page
    assert Card.objects.get().read_at
    address = reverse("supervision_cards:deed", args=[card.pk, "explain"])
    refused = client.post(address, {"text": " "})
    assert refused.status_code == 422
    upload = SimpleUploadedFile("停机<b>记录.txt", "系统停机记录".encode(), "text/plain")
    assert client.post(address, {"text": "当日停机", "file_1": upload}).status_code == 302
    event = card.events.get(verb="explain")
    stored = event.files.get()
    assert client.get(stored.address()).status_code == 200
    assert (
        "停机&lt;b&gt;记录" in client.get(card.get_absolute_url()).content.decode()
        or "<b>" not in stored.name
    )
    assert client.post(address, {"text": "再说一次"}).status_code == 422
    assert card.events.filter(verb="explain").count() == 1
    sign_in(client, make_post(unit=make_unit(), roles=[RESPONDER]))
    assert client.get(stored.address()).status_code == 404
    sign_in(client, sides.leader)
    assert client.get(stored.address()).status_code == 200


def test_the_leader_settles_on_the_page_and_others_are_offered_nothing(client):
    sides = make_sides()
    card = explained(sides)
    offers = {}
    for name in ("responder", "supervisor", "leader"):
        sign_in(client, getattr(sides, name))
        response = client.get(card.get_absolute_url())
        offers[name] = [offer.deed for offer in response.context["offers"]]
    assert offers == {"responder": [], "supervisor": [], "leader": ["confirm", "cancel"]}
    address = reverse("supervision_cards:deed", args=[card.pk, "confirm"])
    opened = client.get(address)
    assert [offer.is_open for offer in opened.context["offers"]] == [True, False]
    sign_in(client, sides.supervisor)
    assert client.post(address, {"reason": "事实清楚"}).status_code == 422
    sign_in(client, sides.leader)
    assert client.post(address, {"reason": "事实清楚"}).status_code == 302
    assert Card.objects.get().state == rules.CONFIRMED
    assert client.get(reverse("supervision_cards:deed", args=[card.pk, "issue"])).status_code == 404


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_papers_are_drawn(client, kind, begins):
    sides = make_sides()
    card = confirmed(sides)
    sign_in(client, sides.responder)
    for verb in ("issue", "confirm"):
        response = client.get(reverse("supervision_cards:paper", args=[card.pk, verb, kind]))
        assert response.content.startswith(begins)
        assert response["Content-Disposition"].startswith("attachment")
    for verb, end in [("cancel", kind), ("issue", "exe")]:
        assert client.get(f"{card.get_absolute_url()}{verb}.{end}").status_code == 404


def test_what_waits_stands_on_the_workbench(django_assert_max_num_queries):
    sides = make_sides()
    card = make_card(sides.unit)
    labels = lambda post: [pile.label for pile in piles_for(post)]  # noqa: E731
    assert labels(sides.responder) == ["待说明的监察牌"]
    assert labels(sides.leader) == labels(sides.supervisor) == []
    actions.explain(actor(sides.responder), sides.responder, card.pk, "已说明情况")
    assert labels(sides.responder) == []
    assert labels(sides.leader) == ["待处理的监察牌"]


def test_terms_are_changed_by_who_may(client):
    sides = make_sides()
    sign_in(client, sides.supervisor)
    assert client.get(f"{LIST}terms/").status_code == 409
    sign_in(client, sides.leader)
    terms = {"reply_days": 3, "appeal_days": 4, "yellow_points": "-0.5", "red_points": "-6"}
    assert client.post(f"{LIST}terms/", terms).status_code == 422
    assert client.post(f"{LIST}terms/", {**terms, "yellow_points": 3, "reason": "通知"}).status_code == 422
    assert client.post(f"{LIST}terms/", {**terms, "reason": "市政府办公厅通知"}).status_code == 302
    assert StoredTerms.objects.get().reply_days == 3
    assert "市政府办公厅通知" in client.get(f"{LIST}terms/").content.decode()


def test_the_case_shows_its_cards(client, monkeypatch):
    monkeypatch.setitem(kinds._registered, KIND.code, KIND)
    case = make_case(make_office(), key="promised")
    post = make_post(unit=case.unit, roles=[cases.CLERK, RESPONDER])
    card = make_card(case.unit, matter=Matter("cases.case", case.reference, case.title))
    step = case.run.steps.first()
    other = make_card(case.unit, matter=Matter("processes.step", str(step.pk), case.title))
    make_card(case.unit, matter=Matter("processes.step", "999999", "别的办件"))
    sign_in(client, post)
    page = client.get(f"/office/cases/{case.pk}/").content.decode()
    assert card.number in page
    assert other.number in page
    assert page.count("监察红〔") == 2
