"""A unit without a website writes for the city's: what was adopted is published once, by who adopted it."""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.supply.actions import deciding
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.rules import State
from yiwang.subsystems.portal.supply.tests import makers
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    PUBLISHER,
    REVIEWER,
    make_article,
    make_column,
    make_officer,
)

pytestmark = pytest.mark.django_db
BY_ADOPTER = "由采用方发布，原稿作为报送稿保留"


@pytest.fixture
def original() -> Article:
    """A draft of a unit that has no site, written in a column of the main one."""
    unit = make_unit()
    return make_article(make_post(unit=unit, roles=[AUTHOR]), column_id=make_column(title="部门稿件").pk)


def adopted(original: Article) -> Article:
    proposal = makers.make_offer(original, make_column(title="部门动态"))
    return deciding.adopt(actor(makers.make_editor()), proposal.pk)


@pytest.mark.parametrize(("verb", "role"), [("submit", AUTHOR), ("force", PUBLISHER)])
def test_the_original_of_an_adopted_draft_is_not_published_beside_it(original, verb, role):
    adopted(original)
    by = actor(make_officer(role))
    deeds = {
        "submit": lambda: workflow.submit(by, original.pk),
        "force": lambda: workflow.force(by, original.pk, "突发事件需要立即发布"),
    }
    with pytest.raises(Refused, match=BY_ADOPTER):
        deeds[verb]()
    assert not Publication.objects.exists()


def test_an_original_on_its_way_to_the_public_stops_when_it_is_adopted(original):
    workflow.submit(actor(make_officer(AUTHOR)), original.pk)
    workflow.review(actor(make_officer(REVIEWER)), original.pk)
    adopted(original)
    with pytest.raises(Refused, match=BY_ADOPTER):
        workflow.publish(actor(make_officer(PUBLISHER)), original.pk, reason="已逐项核对")


def test_the_copy_is_published_and_the_supplier_reads_where(original, client):
    copy = makers.publish(adopted(original))
    address = f"/a/{copy.publication_id}/"
    with pytest.raises(Refused, match=address):
        workflow.submit(actor(make_officer(AUTHOR)), original.pk)
    sign_in(client, make_post(unit=original.unit, roles=[AUTHOR]))
    supplied = client.get(f"/office/supply/{Proposal.objects.get().pk}/").content.decode()
    assert "已采用" in supplied
    assert f'{address}"' in supplied
    own = client.get(f"/office/articles/{original.pk}/").content.decode()
    assert BY_ADOPTER in own
    assert address in own


def test_what_waits_was_returned_or_whose_copy_was_deleted_may_be_published(original):
    proposal = makers.make_offer(original, make_column())
    editor = makers.make_editor()
    deciding.send_back(actor(editor), proposal.pk, "内容过于简单")
    assert workflow.submit(actor(make_officer(AUTHOR)), original.pk).state == "submitted"
    again = make_article(make_post(unit=original.unit, roles=[AUTHOR]), column_id=original.column_id)
    copy = adopted(again)
    articles.delete(actor(make_officer(AUTHOR)), copy.pk)
    assert workflow.submit(actor(make_officer(AUTHOR)), again.pk).state == "submitted"


def test_what_was_published_on_the_same_site_meanwhile_is_not_adopted(original):
    proposal = makers.make_offer(original, make_column())
    makers.publish(original)
    with pytest.raises(Refused, match="已经在本网站发布"):
        deciding.adopt(actor(makers.make_editor()), proposal.pk)
    proposal.refresh_from_db()
    assert proposal.state == State.WAITING


def test_a_unit_with_a_site_of_its_own_publishes_its_original_there():
    site = makers.make_other_site()
    article = makers.make_draft_of(site)
    deciding.adopt(actor(makers.make_editor()), makers.make_offer(article, make_column()).pk)
    assert makers.publish(article).publication.site == site.slug
