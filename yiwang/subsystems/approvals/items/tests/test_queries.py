"""What the public finds: by theme, life event, field, unit, audience and words."""

import pytest

from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.items import guides, queries
from yiwang.subsystems.approvals.items.models import Guide
from yiwang.subsystems.approvals.items.tests.makers import make_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(commits):
    """A school of the education bureau for persons, a shop of the market bureau for both."""
    education, market = make_unit(name="市教育局"), make_unit(name="市市场监管局")
    with commits():
        make_in_force(
            education,
            name="入学报名",
            keywords=[],
            audience=["1"],
            themes=["person.education", "event.school", "field.education"],
        )
        make_in_force(market, name="食品经营许可", keywords=["小吃店"])
    return education, market


def names(rows) -> list[str]:
    return [guide.name for guide in rows]


def test_guides_are_listed_by_audience_theme_event_field_and_unit(city):
    education, _ = city
    assert names(queries.guides()) == ["入学报名", "食品经营许可"]
    assert names(queries.guides("organisation")) == ["食品经营许可"]
    assert names(queries.guides("person")) == ["入学报名", "食品经营许可"]
    assert names(queries.guides(theme="event.school")) == ["入学报名"]
    assert names(queries.guides(theme="field.health")) == ["食品经营许可"]
    assert names(queries.guides(unit=education.code)) == ["入学报名"]


def test_themes_and_units_are_counted_in_one_query_each(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        counted = queries.themes_counted("field")
    assert [(each.label, each.count) for each in counted] == [("教育", 1), ("医疗", 1)]
    with django_assert_num_queries(1):
        units = queries.units_counted("organisation")
    assert [(each.label, each.count) for each in units] == [("市市场监管局", 1)]


def test_words_find_guides(city):
    assert names(queries.found("小吃店").guides) == ["食品经营许可"]
    assert queries.found("不存在的词语").guides == []


def test_related_guides_share_themes(city, commits):
    with commits():
        make_in_force(city[1], name="食品生产许可")
    guide = Guide.objects.get(name="食品生产许可")
    assert names(queries.related(guide)) == ["食品经营许可"]


def test_a_guide_says_for_whom_and_how_long(city):
    guide = guides.open_guide(Guide.objects.get(name="食品经营许可").code)
    assert (guide.audience, guide.promise, str(guide)) == ("个人、企业和组织", "8个工作日", "食品经营许可")
