"""What is fit to be read?"""

import pytest

from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.publications import rules
from yiwang.kernel.publications.tests.makers import make_content

KINDS = frozenset({"notice"})


def test_a_complete_content_is_fit():
    rules.check(make_content(), KINDS)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "长" * 301}),
        ("summary", {"summary": "长" * 501}),
        ("kind", {"kind": "poem"}),
        ("readable_until", {"readable_until": shifted(now(), days=-2)}),
        ("image_alt", {"image": 1, "image_alt": " "}),
        ("original_url", {"original_url": "javascript:alert(1)"}),
        ("original_url", {"original_url": "https://x/<b>"}),
        ("expires_on", {"effective_on": today(), "expires_on": shifted(today(), days=-1)}),
    ],
)
def test_what_is_not_fit_is_refused_beside_its_field(field, changes):
    with pytest.raises(Refused) as refused:
        rules.check(make_content(**changes), KINDS)
    assert refused.value.field == field


def test_what_is_just_fit_is_taken():
    rules.check(make_content(title="长" * 300, original_url="https://www.gov.cn/a?b=1"), KINDS)
    rules.check(make_content(effective_on=today(), expires_on=today()), KINDS)


def test_illegible_characters_are_left_out_and_a_title_is_one_line():
    content = rules.legible(
        make_content(title="关于\x00防汛\n的 \u202e通知", source="云泽\ufffe", subject_words=("水\x0b利",))
    )
    assert (content.title, content.source, content.subject_words) == ("关于防汛 的 通知", "云泽", ("水利",))


def test_a_summary_ends_with_a_sentence():
    assert rules.summary("短。") == "短。"
    assert rules.summary("一" * 80 + "。" + "二" * 80) == "一" * 80 + "。"
    assert rules.summary("一" * 200) == "一" * 119 + "…"
    assert len(rules.summary("一" * 200)) == rules.LONGEST_SUMMARY
