"""An edition is drawn up, looked at inside, switched over to, and back (FUNCTIONS S16)."""

import pytest
from django.test import Client

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_post, sign_in
from yiwang.subsystems.portal.edition import PUBLIC_ACTS
from yiwang.subsystems.portal.group.actions import editions
from yiwang.subsystems.portal.group.actions.editions import FIRST, Look
from yiwang.subsystems.portal.group.models import Edition
from yiwang.subsystems.portal.group.tests.makers import keeper, make_second
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_column

pytestmark = pytest.mark.django_db
LOOK = Look("2027 年改版", "green", ("entries", "leads"), ())


def reader_of(site) -> str:
    return Client(headers={"host": f"{site.slug}.localhost"}).get("/").content.decode()


def test_readers_see_an_edition_once_it_is_switched_over_and_not_before():
    site = make_second()
    make_column(site=site, slug="hidden", title="不常用栏目")
    by = actor(keeper(site.unit))
    edition = editions.draw_up(by, site.pk, Look("2027 年改版", "green", ("entries", "leads"), ("hidden",)))
    editions.note_test(by, edition.pk, "各种浏览器均正常")
    before = reader_of(site)
    assert "theme-green" not in before
    assert "不常用栏目" in before
    editions.switch_over(by, edition.pk)
    after = reader_of(site)
    assert "theme-green" in after
    assert "不常用栏目" not in after
    assert "网上办事" not in after.partition("<main")[2].partition("</main>")[0]
    assert after.index("常用入口") < after.index("工作动态", after.index("<main"))


def test_the_edition_before_is_kept_and_switched_back_to():
    site = make_second()
    by = actor(keeper(site.unit))
    edition = editions.draw_up(by, site.pk, LOOK)
    editions.note_test(by, edition.pk, "各种浏览器均正常")
    editions.switch_over(by, edition.pk)
    editions.switch_over(by, Edition.objects.get(site=site, name=FIRST).pk)
    page = reader_of(site)
    assert "theme-blue" in page
    assert "网上办事" in page
    assert Edition.objects.filter(site=site, is_live=True).count() == 1


def test_no_edition_is_switched_over_untested_or_changed_while_live():
    site = make_second()
    by = actor(keeper(site.unit))
    edition = editions.draw_up(by, site.pk, LOOK)
    with pytest.raises(Refused, match="预览测试"):
        editions.switch_over(by, edition.pk)
    editions.note_test(by, edition.pk, "各种浏览器均正常")
    editions.change(by, edition.pk, Look("改名", "red", ("leads",)))
    with pytest.raises(Refused, match="预览测试"):
        editions.switch_over(by, edition.pk)
    editions.note_test(by, edition.pk, "再次测试正常")
    editions.switch_over(by, edition.pk)
    with pytest.raises(Refused, match="不能直接修改"):
        editions.change(by, edition.pk, LOOK)
    with pytest.raises(Refused, match="正在使用"):
        editions.switch_over(by, edition.pk)


@pytest.mark.parametrize(
    ("look", "field"),
    [
        (Look(" ", "green", ("leads",)), "name"),
        (Look("改版", "pink", ("leads",)), "theme"),
        (Look("改版", "green", ()), "blocks"),
        (Look("改版", "green", ("leads", "leads")), "blocks"),
        (Look("改版", "green", ("x",)), "blocks"),
        (Look("改版", "green", ("leads",), ("not-ours",)), "hidden"),
    ],
)
def test_a_look_that_cannot_be_is_refused(look, field):
    site = make_second()
    with pytest.raises(Refused) as refused:
        editions.draw_up(actor(keeper(site.unit)), site.pk, look)
    assert refused.value.field == field


def test_the_preview_is_for_officials_of_the_site():
    site, other = make_second(), make_second()
    edition = editions.draw_up(actor(keeper(site.unit)), site.pk, LOOK)
    address = f"/office/portal/group/editions/{edition.pk}/preview/"
    assert Client().get(address).status_code == 302
    official = Client()
    sign_in(official, keeper(site.unit))
    page = official.get(address)
    assert page.status_code == 200
    assert "theme-green" in page.content.decode()
    assert "内部测试“" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    stranger = Client()
    sign_in(stranger, keeper(other.unit))
    assert stranger.get(address).status_code == 404
    author = Client()
    sign_in(author, make_post(unit=site.unit, roles=[AUTHOR]))
    assert author.get(address).status_code in {403, 409}


def test_what_readers_see_anew_begins_a_new_edition_of_the_pages_kept_in_memory():
    acts = ["portal.site_switch_edition", "portal.site_close", "portal.site_take_offline"]
    assert all(act.startswith(PUBLIC_ACTS) for act in acts)
