"""The workflow, the two-person rule, columns and sites as tables."""

from datetime import UTC, date, datetime

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal import rules
from yiwang.subsystems.portal.rules import Hands, Node, State

ALLOWED = {
    "submit": {"draft": "submitted", "returned": "submitted"},
    "take_back": {"submitted": "draft"},
    "review": {"submitted": "reviewed"},
    "return": {"submitted": "returned", "reviewed": "returned", "scheduled": "returned"},
    "publish": {"reviewed": "published"},
    "schedule": {"reviewed": "scheduled"},
    "unschedule": {"scheduled": "reviewed"},
    "publish_due": {"scheduled": "published"},
    "force": dict.fromkeys(["draft", "returned", "submitted", "reviewed", "scheduled"], "published"),
    "delete": dict.fromkeys(["draft", "returned", "withdrawn"], "draft"),
}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", State)
def test_every_verb_starts_from_its_states_and_from_no_other(verb, state):
    if state in ALLOWED[verb]:
        assert rules.after(verb, state) == ALLOWED[verb][state]
    else:
        with pytest.raises(Refused, match="不能"):
            rules.after(verb, state)


def test_the_table_above_names_every_verb_there_is():
    assert ALLOWED.keys() == rules.TRANSITIONS.keys()


@pytest.mark.parametrize(
    ("state", "then"),
    [
        (State.DRAFT, State.DRAFT),
        (State.RETURNED, State.RETURNED),
        (State.SUBMITTED, State.SUBMITTED),
        (State.REVIEWED, State.SUBMITTED),
        (State.SCHEDULED, State.SUBMITTED),
        (State.PUBLISHED, State.DRAFT),
        (State.WITHDRAWN, State.DRAFT),
    ],
)
def test_a_change_after_review_leads_back_to_review(state, then):
    assert rules.after_change(state) == then


WRITER, SUBMITTER, REVIEWER, OTHER = 1, 2, 3, 4
HANDS = Hands(changed_by=WRITER, submitted_by=SUBMITTER, reviewed_by=REVIEWER)


@pytest.mark.parametrize(
    ("verb", "person", "is_two_step", "is_refused"),
    [
        ("review", WRITER, False, True),
        ("review", SUBMITTER, False, True),
        ("review", REVIEWER, False, False),
        ("review", OTHER, False, False),
        ("publish", WRITER, False, True),
        ("publish", SUBMITTER, False, True),
        ("publish", REVIEWER, False, True),
        ("publish", OTHER, False, False),
        ("publish", REVIEWER, True, False),
        ("publish", WRITER, True, True),
        ("schedule", REVIEWER, False, True),
        ("schedule", OTHER, False, False),
        ("submit", WRITER, False, False),
        ("return", WRITER, False, False),
        ("publish", None, False, True),
    ],
)
def test_nobody_reviews_or_publishes_their_own_work(verb, person, is_two_step, is_refused):
    if is_refused:
        with pytest.raises(Refused):
            rules.check_hands(verb, person, HANDS, is_two_step=is_two_step)
    else:
        rules.check_hands(verb, person, HANDS, is_two_step=is_two_step)


@pytest.mark.parametrize("reason", ["", "  ", "错了", "x" * 301])
def test_a_reason_nobody_can_act_on_is_refused(reason):
    with pytest.raises(Refused) as refused:
        rules.check_reason(reason)
    assert refused.value.field == "reason"


def test_a_reason_is_kept_without_its_blanks():
    assert rules.check_reason("  标题 有\n误 ") == "标题 有 误"


def test_only_the_city_level_publishes_by_force():
    assert rules.check_force("突发事件信息发布", is_city_level=True) == "突发事件信息发布"
    with pytest.raises(Refused, match="市级"):
        rules.check_force("突发事件信息发布", is_city_level=False)
    with pytest.raises(Refused, match="理由"):
        rules.check_force("", is_city_level=True)


NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
ONE = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)


def test_a_moment_in_the_past_cannot_be_scheduled():
    rules.check_schedule(ONE, None, NOON)
    for moment in (NOON, datetime(2026, 11, 1, tzinfo=UTC)):
        with pytest.raises(Refused) as refused:
            rules.check_schedule(moment, None, NOON)
        assert refused.value.field == "publish_at"


def test_nothing_expires_before_it_appears():
    rules.check_schedule(NOON, ONE, datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(Refused) as refused:
        rules.check_expiry(NOON, ONE)
    assert refused.value.field == "expire_at"


def test_whoever_saves_an_overtaken_text_hears_who_overtook_it():
    rules.check_version(3, 3, "李四")
    with pytest.raises(rules.Overtaken, match="李四"):
        rules.check_version(3, 4, "李四")


# Columns


TREE = [
    Node(1, None, "zwgk", "政务公开", True),
    Node(2, 1, "zcwj", "政策文件", True),
    Node(3, 2, "szfwj", "市政府文件", True),
    Node(4, 1, "old", "旧栏目", False),
    Node(5, None, "xwzx", "新闻中心", True),
]


@pytest.mark.parametrize("slug", ["tzgg", "zwgk-2026", "a", "2026"])
def test_a_good_column_address_is_taken(slug):
    rules.check_free_slug(TREE, slug)


@pytest.mark.parametrize(
    "slug", ["", "通知", "TZGG", "a b", "-a", "a-", "a--b", "../x", "a/b", "x" * 61, "zcwj"]
)
def test_a_bad_or_taken_column_address_is_refused(slug):
    with pytest.raises(Refused) as refused:
        rules.check_free_slug(TREE, slug)
    assert refused.value.field == "slug"


@pytest.mark.parametrize("link", ["https://www.gov.cn/", "http://a.cn", "/services/", "/"])
def test_a_link_leads_to_a_page(link):
    rules.check_link(link)


@pytest.mark.parametrize(
    "link",
    ["", "javascript:alert(1)", "//evil.example", "/\\evil.example", "www.gov.cn", "https://", "data:x"],
)
def test_a_link_that_leads_nowhere_good_is_refused(link):
    with pytest.raises(Refused) as refused:
        rules.check_link(link)
    assert refused.value.field == "link"


def test_siblings_have_different_titles():
    rules.check_place(TREE, None, 5, "政策文件")
    rules.check_place(TREE, 2, 1, "政策文件")
    rules.check_place(TREE, None, 1, "旧栏目")
    with pytest.raises(Refused, match="已有"):
        rules.check_place(TREE, None, 1, "政策文件")


@pytest.mark.parametrize("parent", [1, 2, 3])
def test_a_column_cannot_be_moved_below_itself(parent):
    with pytest.raises(Refused, match="自己"):
        rules.check_place(TREE, 1, parent, "政务公开")


def test_a_column_can_be_moved_elsewhere_and_to_the_top():
    rules.check_place(TREE, 2, 5, "政策文件")
    rules.check_place(TREE, 2, None, "政策文件")


def test_nothing_is_put_below_a_closed_column():
    with pytest.raises(Refused, match="已关闭"):
        rules.check_place(TREE, None, 4, "新栏目")


def test_a_column_with_open_children_cannot_be_closed():
    rules.check_closing(TREE, 3)
    with pytest.raises(Refused, match="市政府文件"):
        rules.check_closing(TREE, 2)


def test_a_broken_tree_does_not_hang():
    looped = [Node(1, 2, "a", "甲", True), Node(2, 1, "b", "乙", True)]
    assert rules.ancestry(looped, 1) == [1, 2]


@pytest.mark.parametrize(
    ("days", "updated_on", "is_late"),
    [
        # standards/websites.md test case 4: the last item of 1 November is 14 days old on the 15th, not more.
        (14, date(2026, 11, 1), False),
        (14, date(2026, 10, 31), True),
        (14, None, True),
        (None, None, False),
        (183, date(2026, 5, 16), False),
        (183, date(2026, 5, 15), True),
    ],
)
def test_an_update_is_overdue_after_the_days_allowed(days, updated_on, is_late):
    assert rules.is_overdue(days, updated_on, date(2026, 11, 15)) is is_late


# Sites


@pytest.mark.parametrize("code", ["4403000002", "1310000050", "bm29030010"])
def test_a_good_site_code_is_taken(code):
    # standards/websites.md §3 and test case 17
    rules.check_site_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "440300002",
        "44030000021",
        "bm2903001",
        "bm290300101",
        "BM29030010",
        "44O3000002",
        "",
        "４４０３０００００２",
    ],
)
def test_a_bad_site_code_is_refused(code):
    with pytest.raises(Refused) as refused:
        rules.check_site_code(code)
    assert refused.value.field == "identification_code"


@pytest.mark.parametrize("domain", ["www.yunze.gov.cn", "yunze.gov.cn", "rsj.yunze.gov.cn"])
def test_a_government_domain_is_taken(domain):
    rules.check_domain(domain)


@pytest.mark.parametrize(
    "domain",
    ["www.abc.com", "gov.cn", "yunze.gov.cn.evil.com", "yunze.gov.com", "-a.gov.cn", "a b.gov.cn", ""],
)
def test_any_other_domain_is_refused(domain):
    # standards/websites.md test case 21
    with pytest.raises(Refused) as refused:
        rules.check_domain(domain)
    assert refused.value.field == "domain"


@pytest.mark.parametrize("slug", ["files", "static", "Main", "a b", "-x", "x" * 61, ""])
def test_a_site_cannot_have_the_folder_of_all_sites_or_a_name_that_is_none(slug):
    with pytest.raises(Refused) as refused:
        rules.check_site_slug(slug)
    assert refused.value.field == "slug"
