"""Is what was meant found, first, and by nobody who may not see it?"""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit
from yiwang.kernel.search import queries, rules
from yiwang.kernel.search.models import Entry
from yiwang.kernel.search.queries import Query, search
from yiwang.kernel.search.tests.makers import found, make_document, make_entered

pytestmark = pytest.mark.django_db


def test_words_of_the_title_and_of_the_text_are_found():
    document = make_entered(title="关于印发《行政审批事项目录》的通知", body="各县区：自三月起施行。")
    for words in ("审批", "行政审批事项目录", "印发行政审批", "三月", "目录 施行", "审"):
        assert found(words) == [str(document.object_id)], words
    assert found("许可") == []


def test_the_number_is_found_with_any_brackets():
    document = make_entered(number="云政办〔2026〕12号")
    make_entered(number="云政办〔2026〕13号")
    assert found("云政办[2026]12号") == [str(document.object_id)]
    assert found("", number="云政办（2026）12号") == [str(document.object_id)]


def test_a_title_is_nearer_than_a_text_and_a_newer_one_nearer_than_an_older():
    text = make_entered(title="工作动态", body="审批" * 30, on=date(2026, 3, 2))
    old = make_entered(title="关于审批的通知", on=date(2010, 3, 1))
    new = make_entered(title="关于审批的通报", on=date(2026, 3, 1))
    assert found("审批") == [str(document.object_id) for document in (new, old, text)]


def test_words_between_title_and_text_are_all_wanted():
    both = make_entered(title="防汛工作", body="水库巡查")
    make_entered(title="防汛工作", body="河道巡查")
    assert found("防汛 水库") == [str(both.object_id)]


def test_a_minus_excludes_what_holds_the_word_in_its_text():
    plain = make_entered(title="防汛通知", body="河道")
    make_entered(title="防汛通知", body="水库")
    assert found("防汛 -水库") == [str(plain.object_id)]
    assert found("-水库") == []


def test_where_nothing_has_all_the_words_some_of_them_do_and_it_is_said():
    document = make_entered(title="防汛应急预案")
    results = search(Query("防汛 登月"))
    assert results.is_loose
    assert [hit.object_id for hit in results.hits] == [str(document.object_id)]
    assert not search(Query("防汛 预案")).is_loose


def test_words_typed_without_a_blank_are_found_loosely():
    document = make_entered(title="云泽市防汛应急预案（修订）")
    results = search(Query("防汛预案修订"))
    assert results.is_loose
    assert results.hits[0].object_id == str(document.object_id)


def test_of_what_is_found_loosely_the_one_with_most_of_it_is_first_however_old(monkeypatch):
    monkeypatch.setattr(queries, "MOST_TITLES", 3)
    meant = make_entered(title="云泽市防汛抗旱应急预案（第三次修订）", on=date(2001, 1, 1))
    for _ in range(6):
        make_entered(title="城市管理预案修订")
    assert found("防汛预案修订") == [str(meant.object_id)]


def test_category_unit_and_dates_narrow_what_is_found():
    unit = make_unit()
    document = make_entered(title="审批", category="notice", unit_id=unit.pk, on=date(2026, 3, 1))
    make_entered(title="审批", category="news", on=date(2026, 3, 5))
    mine = [str(document.object_id)]
    assert found("审批", categories=("notice",)) == mine
    assert found("审批", unit_id=unit.pk) == mine
    assert found("审批", since=date(2026, 3, 1), until=date(2026, 3, 1)) == mine
    assert found("审批", since=date(2026, 3, 6)) == []
    assert found("", categories=("notice",)) == mine
    assert len(found("审批", categories=("notice", "news"))) == 2


def test_a_category_typed_as_words_is_no_filter():
    make_entered(title="审批", category="notice")
    assert found("category:notice") == []
    assert found("for:public") == []


def test_what_was_replaced_is_found_by_its_new_words_only():
    document = make_entered(title="旧标题")
    make_entered(object_id=document.object_id, title="新标题")
    assert found("旧标") == []
    assert found("新标") == [str(document.object_id)]
    assert Entry.objects.count() == 1


def test_officials_find_what_their_units_have_and_what_is_public():
    department = make_unit()
    office = make_unit(parent=department)
    inside = make_entered(title="审批草稿", audience="office", unit_id=office.pk, path=office.path)
    public = make_entered(title="审批公告")
    post, stranger = make_post(unit=department), make_post(unit=make_unit())
    both = {str(inside.object_id), str(public.object_id)}
    assert set(found("审批", audience="office", post=post)) == both
    assert found("审批", audience="office", post=stranger) == [str(public.object_id)]
    assert set(found("审批", audience="office", post=make_post(unit=make_root()))) == both
    assert found("审批") == [str(public.object_id)]
    assert found("审批", audience="office") == [str(public.object_id)]


def test_what_moved_out_of_sight_is_not_shown_even_before_the_index_knows():
    old, new = make_unit(), make_unit()
    office = make_unit(parent=old)
    make_entered(title="审批草稿", audience="office", unit_id=office.pk, path=office.path)
    type(office).objects.filter(pk=office.pk).update(path=f"{new.path}0001", parent=new)
    assert found("审批", audience="office", post=make_post(unit=old)) == []


def test_hits_say_what_they_are_with_the_words_marked():
    make_entered(
        title="审批<b>", body="一 & 二，审批", category="notice", unit="云泽市", number="云〔2026〕1号"
    )
    hit = search(Query("审批")).hits[0]
    assert hit.title_html == "<mark>审批</mark>&lt;b&gt;"
    assert hit.snippet_html == "一 &amp; 二，<mark>审批</mark>"
    assert (hit.category, hit.unit, hit.number, hit.on) == (
        "notice",
        "云泽市",
        "云〔2026〕1号",
        date(2026, 3, 1),
    )


def test_pages_follow_one_another_without_a_count(monkeypatch):
    for _ in range(25):
        make_entered(title="审批")
    first, second = search(Query("审批"), page=1), search(Query("审批"), page=2)
    assert (len(first.hits), first.has_next, first.has_previous) == (20, True, False)
    assert (len(second.hits), second.has_next, second.has_previous) == (5, False, True)
    assert not {hit.object_id for hit in first.hits} & {hit.object_id for hit in second.hits}
    assert first.size == "25 条"
    monkeypatch.setattr(queries, "MOST_TITLES", 10)
    assert search(Query("审批")).size.startswith("超过")


def test_something_old_that_is_called_exactly_so_is_first_among_very_many(monkeypatch):
    monkeypatch.setattr(queries, "MOST_TITLES", 10)
    old = make_entered(title="机构职能", on=date(2001, 1, 1))
    for _ in range(15):
        make_entered(title="关于调整机构职能的通知")
    assert found("机构职能")[0] == str(old.object_id)


def test_a_search_costs_the_same_queries_for_few_and_for_many(django_assert_max_num_queries):
    for _ in range(3):
        make_entered(title="审批")
    search(Query("审批"))
    with django_assert_max_num_queries(6):
        search(Query("审批"))
    for _ in range(30):
        make_entered(title="审批")
    with django_assert_max_num_queries(6):
        search(Query("审批"))


def test_a_text_longer_than_a_book_is_entered_and_found():
    make_entered(title="长文", body="前文。" * 40_000 + "末尾的独特词语")
    assert found("独特词语") == found("长文") != []


def test_a_phrase_far_behind_in_a_long_text_must_stand_together():
    make_entered(title="长文", body="审议。" * 20_000 + "批准目录")
    assert found('"审议批准"') == found("长文")  # loosely
    assert search(Query("审议批准")).is_loose
    assert not search(Query("批准目录")).is_loose


HOSTILE = [
    '"', "'", '""', "*", "审*", "NEAR(", "AND", "a AND", "NOT x", "{title}:x", "x:y", "^x", "-", "--", "(",
    ")", "\\", "\\'", "%", "_", "; DROP TABLE x", "\x00", "审\x00批", "\ud800", "\u202e审批", "𠀀𠀁",
    "🙂", "&|!<->", "a" * 10_000, "审" * 10_000, "审 " * 5_000, '"' * 999, ":*", "审:*",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_does_harm(text):
    make_entered(title=f"审批 {text}"[:400], body=text, category=text[:40])
    search(Query(text, number=text, categories=(text,), kinds=(text,)))
    search(Query(f"审批 {text}"))
    assert found("审批")


def test_naughty_strings_do_no_harm(shared_data):
    for text in json.loads((shared_data / "web" / "naughty_strings.json").read_text()):
        make_entered(title=text, body=text)
        search(Query(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120), st.text(max_size=40), st.text(alphabet='行政审批 目录2026ab-"“（', max_size=20))
def test_whatever_is_found_holds_what_was_typed(body, title, typed):
    document = make_document(title=title, body=body)
    make_entered(title=document.title, body=document.body)
    for query in (typed, title, body[:30]):
        results = search(Query(query))
        wanted = rules.question(query).wanted
        for hit in results.hits:
            entry = Entry.objects.get(kind=hit.kind, object_id=hit.object_id)
            tape = rules.tape([*rules.pieces(entry.title), *rules.pieces(entry.body)])
            if not results.is_loose:
                assert all(phrase.tape in tape for phrase in wanted)
