"""Do the pages of the workbench show a letter to whom they should, and keep what was typed?"""

from datetime import date

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.files import holders
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.indicators import periods
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.participation.letters import indicators, queries, rules, waiting
from yiwang.subsystems.participation.letters.actions import accepting, answering, moving
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.models import Letter, Mailbox, Reply
from yiwang.subsystems.participation.letters.sight import sight_of
from yiwang.subsystems.participation.letters.tests.makers import (
    GROUND,
    REPLY,
    TEXT,
    TITLE,
    accepted,
    answered,
    assigned,
    done,
    draft_of,
    fresh,
    make_letter,
    rated,
)

pytestmark = pytest.mark.django_db
OFFICE = "/office/letters/"


def page_of(client, address, **data):
    response = client.post(address, data) if data else client.get(address)
    return response, response.content.decode()


def do(client, letter, code, **data):
    given = {f"{code}-{name}": value for name, value in data.items()}
    with_commits = done(client.post, f"{OFFICE}{letter.pk}/{code}/", given)
    return with_commits, with_commits.content.decode()


def test_a_letter_goes_through_the_pages_from_the_desk_to_the_writer(client, hall):
    letter = make_letter(hall)
    sign_in(client, hall.manager)
    _, page = page_of(client, f"{OFFICE}{letter.pk}/")
    for words in (TITLE, "138****5678", "赵**", "受理", "不予受理"):
        assert words in page
    assert "13812345678" not in page
    sort = {"type": "help", "subject": "城乡建设", "urgency": "urgent", "against": ""}
    assert do(client, letter, "accept", **sort)[0].status_code == 302
    do(client, letter, "assign", unit=hall.bureau.code, joint="", reason="请办理")
    sign_in(client, hall.clerk)
    assert do(client, letter, "take")[0].status_code == 302
    reply = {"seen": 1, "outcome": "solved", "text": REPLY, "ground": GROUND, "excuse": "", "step": "submit"}
    assert do(client, letter, "reply", **reply)[0].status_code == 302
    assert "审核通过并发出" not in page_of(client, f"{OFFICE}{letter.pk}/")[1]
    sign_in(client, hall.reviewer)
    _, page = page_of(client, f"{OFFICE}{letter.pk}/")
    assert "审核通过并发出" in page
    assert do(client, letter, "approve", seen=1, verdict="同意")[0].status_code == 302
    assert fresh(letter).stage[0] == "已答复"
    assert Submission.objects.get().state == "answered"
    sign_in(client, hall.manager)
    assert "用时" in page_of(client, f"{OFFICE}{letter.pk}/")[1]


def test_a_refused_deed_keeps_what_was_typed(client, hall):
    letter = assigned(hall)
    sign_in(client, hall.clerk)
    reply = {"seen": 1, "outcome": "solved", "text": "已转相关部门。", "ground": "", "step": "submit"}
    response, page = do(client, letter, "reply", **reply)
    assert response.status_code == 422
    assert "已转相关部门。" in page
    assert "答复还不能报送" in page
    _, page = do(client, letter, "give_back", reason="不归我们")
    assert "请详细说明" in page
    _, page = do(client, letter, "ask_delay", number="x", ground="需要采购配件")
    assert "请填写整数" in page
    assert "需要采购配件" in page
    assert client.post(f"{OFFICE}{letter.pk}/no-such/").status_code == 404


def test_a_draft_is_kept_and_returned_with_what_to_change(client, hall):
    letter = assigned(hall)
    sign_in(client, hall.clerk)
    reply = {"seen": 1, "outcome": "partly", "text": "正在核实。", "ground": "", "step": "save"}
    assert do(client, letter, "reply", **reply)[0].status_code == 302
    assert "正在核实。" in page_of(client, f"{OFFICE}{letter.pk}/")[1]
    done(answering.submit, by(hall.clerk), letter.pk, draft_of())
    sign_in(client, hall.reviewer)
    assert do(client, letter, "send_back", verdict="请写明修复时间")[0].status_code == 302
    assert list(Reply.objects.values_list("state", flat=True)) == ["returned"]
    sign_in(client, hall.clerk)
    assert "请写明修复时间" in page_of(client, f"{OFFICE}{letter.pk}/")[1]


def test_whoever_has_nothing_to_do_with_a_letter_finds_no_page(client, hall):
    letter = assigned(hall)
    sign_in(client, make_post(unit=make_unit(), roles=[rules.CLERK, rules.REVIEWER, rules.MANAGER]))
    for address in (f"{OFFICE}{letter.pk}/", f"/office/cases/{letter.case_id}/"):
        assert client.get(address).status_code == 404
    for code in ("accept", "assign", "reply", "approve", "show"):
        assert client.post(f"{OFFICE}{letter.pk}/{code}/").status_code == 404
    assert client.post(f"{OFFICE}{letter.pk}/party/").status_code == 404
    assert TITLE not in page_of(client, f"{OFFICE}?tab=all")[1]
    sign_in(client, make_post(unit=hall.bureau, roles=[]))
    assert client.get(OFFICE).status_code == 409


def test_the_accused_see_nothing_of_an_informers_letter_anywhere(client, hall):
    """letters.md case 16, [X22] art. 30."""
    letter = make_letter(hall, type="report", against=hall.bureau.name, title="城管局收黑钱")
    stored = make_file("证据.pdf", make_pdf())
    evidence = make_letter(
        hall, Contact("钱二", "13700000001"), type="report", against=hall.bureau.name, files=[stored]
    )
    post = make_post(unit=hall.bureau, roles=[rules.CLERK, rules.REVIEWER, rules.MANAGER, "case_supervisor"])
    assert not holders.may_read(evidence.case.materials.get().files.get(), post)
    sign_in(client, post)
    for one in (letter, evidence):
        assert client.get(f"{OFFICE}{one.pk}/").status_code == 404
        assert client.get(f"/office/cases/{one.case_id}/").status_code == 404
    for address in ("/office/", f"{OFFICE}?tab=all", f"{OFFICE}letters.csv?tab=all", "/office/notices/"):
        page = page_of(client, address)[1]
        assert "城管局收黑钱" not in page, address
        assert letter.number not in page, address


def test_whoever_runs_the_mailbox_goes_on_reading_what_was_handed_in(hall):
    letter = assigned(hall, make_letter(hall, files=[make_file("照片.pdf", make_pdf())]))
    stored = letter.case.materials.get().files.get()
    assert holders.may_read(stored, hall.manager)
    assert holders.may_read(stored, hall.clerk)
    assert not holders.may_read(stored, make_post(unit=make_unit(), roles=[rules.MANAGER]))
    assert not holders.may_read(stored, None)


def test_a_hostile_name_is_only_a_name(client, hall):
    letter = make_letter(hall, Contact("<script>alert(1)</script>", "13812345678"))
    sign_in(client, hall.manager)
    for page in (
        page_of(client, OFFICE)[1],
        page_of(client, f"{OFFICE}{letter.pk}/")[1],
        page_of(client, f"{OFFICE}{letter.pk}/party/", x="1")[1],
    ):
        assert "<script>alert" not in page


def test_the_writer_is_shown_in_full_on_request_and_the_record_says_to_whom(client, hall):
    letter = assigned(hall)
    sign_in(client, hall.clerk)
    assert "13812345678" in page_of(client, f"{OFFICE}{letter.pk}/party/", x="1")[1]
    assert Entry.objects.filter(act="cases.party_read").exists()


def test_who_complains_is_not_told_to_whom_it_is_about(client, hall):
    """[W] art. 7, 11: the identity is not passed to the organ complained about."""
    letter = assigned(hall, type="complaint", against=hall.bureau.name)
    sign_in(client, hall.clerk)
    assert "查看来信人完整信息" not in page_of(client, f"{OFFICE}{letter.pk}/")[1]
    response, page = page_of(client, f"{OFFICE}{letter.pk}/party/", x="1")
    assert (response.status_code, "被反映的单位不能查看" in page) == (409, True)


@pytest.mark.parametrize("tab", ["", "sort", "units", "late", "answered", "all"])
def test_the_list_costs_the_same_for_any_number_of_letters(client, hall, django_assert_max_num_queries, tab):
    address = f"{OFFICE}?tab={tab}"
    sign_in(client, hall.manager)
    client.get(address)
    counts = []
    for number in range(2):
        contact = Contact(f"王{number}", f"1390000000{number}")
        answered(hall, make_letter(hall, contact, title=f"{TITLE}{number}"))
        make_letter(hall, contact, text=f"{number}号线的另外一件事情，请看一看。")
        with django_assert_max_num_queries(40) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_most_urgent_stand_first(hall):
    slow = accepted(hall, type="advice")
    soon = accepted(hall, make_letter(hall, Contact("钱", "13700000001"), text="另一件事情，请早点答复。"))
    letter = make_letter(hall, Contact("孙", "13700000002"), type="report", text="第三件事情，情况紧急。")
    done(accepting.accept, by(hall.manager), letter.pk, Sorted("report", urgency="most_urgent"))
    assert list(Letter.objects.open().most_urgent_first()) == [letter, soon, slow]


def test_lists_are_narrowed_and_nonsense_narrows_nothing(client, hall):
    letter = make_letter(hall)
    sign_in(client, hall.manager)
    for query in (f"q={letter.number}", "q=路灯", "mailbox=mayor", "type=enquiry", "since=2026-03-01"):
        assert TITLE in page_of(client, f"{OFFICE}?tab=all&{query}")[1], query
    for query in ("q=没有", "mailbox=none", "type=help", "until=2026-02-01"):
        assert TITLE not in page_of(client, f"{OFFICE}?tab=all&{query}")[1], query
    for query in ("tab=x&type=x&since=2026-13-41&page=x", "page=999999"):
        assert client.get(f"{OFFICE}?{query}").status_code == 200


def test_a_flood_of_abuse_is_declined_in_one_go(client, hall):
    spam = [
        make_letter(hall, Contact("匿", f"1360000000{number}"), text=f"骂人的话{number}加上广告")
        for number in range(3)
    ]
    sign_in(client, hall.manager)
    assert (
        "请选择不予受理的情形"
        in page_of(client, f"{OFFICE}decline/", letters=[one.pk for one in spam], ground="")[1]
    )
    done(client.post, f"{OFFICE}decline/", {"letters": [one.pk for one in spam], "ground": "abusive"})
    assert {fresh(one).case.state for one in spam} == {"declined"}


def test_the_table_runs_in_no_spreadsheet(client, hall):
    make_letter(hall, title="=HYPERLINK(1)")
    sign_in(client, hall.manager)
    assert "'=HYPERLINK" in page_of(client, f"{OFFICE}letters.csv?tab=all")[1]


def test_a_call_is_entered_and_its_code_shown_once(client, hall):
    sign_in(client, hall.manager)
    data = {
        "mailbox": hall.mailbox.pk,
        "source": "phone",
        "type": "help",
        "title": TITLE,
        "text": TEXT,
        "contact_name": "赵小明",
        "contact_phone": "13812345678",
    }
    response = done(client.post, f"{OFFICE}enter/", data)
    page = response.content.decode()
    letter = Letter.objects.get()
    assert (letter.source, letter.number in page, "查询码" in page) == ("phone", True, True)
    wrong, page = page_of(client, f"{OFFICE}enter/", **{**data, "type": "appeal", "contact_phone": "1"})
    assert (wrong.status_code, TEXT in page, "电话号码的写法不对" in page) == (422, True, True)


def test_a_mailbox_is_opened_changed_and_put_into_a_site_by_its_keeper(client, hall):
    sign_in(client, hall.manager)
    data = {
        "code": "county",
        "name": "县长信箱",
        "kind": "leader",
        "leader": "县长",
        "unit": hall.desk.code,
        "subjects": "教育\n医疗",
        "types": ["enquiry", "help"],
        "exposure": "consent",
        "is_open": "on",
        "order": "5",
        "days_enquiry": "2",
    }
    kept = f"{OFFICE}mailboxes/"
    assert done(client.post, f"{kept}new/", data).status_code == 302
    mailbox = Mailbox.objects.get(code="county")
    assert (list(mailbox.offered_types), mailbox.days, mailbox.subjects) == (
        ["enquiry", "help"],
        {"enquiry": 2},
        ["教育", "医疗"],
    )
    assert "县长信箱" in page_of(client, kept)[1]
    for changes, words in (
        ({"code": "county"}, "已被别的信箱使用"),
        ({"code": "X X"}, "小写字母"),
        ({"code": "c2", "kind": "petition", "types": []}, "一律不公开"),
        ({"code": "c2", "is_open": "", "notice": ""}, "请写明公告"),
        ({"code": "c2", "types": ["appeal"]}, "类型和信箱类别不符"),
        ({"code": "c2", "unit": "没有的局"}, "没有找到机构"),
    ):
        response, page = page_of(client, f"{kept}new/", **{**data, **changes})
        assert (response.status_code, words in page) == (422, True), words
    assert done(client.post, f"{kept}{mailbox.pk}/", {**data, "name": "县长的信箱"}).status_code == 302
    site = {"site-code": "edu", "site-name": "教育局网站", "site-unit": hall.bureau.code}
    made = done(
        client.post, f"{kept}{mailbox.pk}/sites/", {**site, "site-origins": "https://jyj.example.gov.cn"}
    )
    assert "密钥只显示这一次" in made.content.decode()
    _, page = page_of(
        client, f"{kept}{mailbox.pk}/sites/", **{**site, "site-code": "edu2", "site-origins": "x"}
    )
    assert "不是网站地址" in page
    pk = mailbox.sites.get().pk
    assert done(client.post, f"{kept}{mailbox.pk}/sites/{pk}/close/").status_code == 302


def test_todos_tell_each_whose_turn_it_is(hall):
    letter = make_letter(hall)
    assert [one.title for one in waiting.to_sort(hall.manager, 5)] == [TITLE]
    assigned(hall, letter)
    assert waiting.to_sort(hall.manager, 5) == []
    assert [one.note for one in waiting.to_answer(hall.clerk, 5)] == [letter.number]
    done(answering.submit, by(hall.clerk), letter.pk, draft_of())
    done(moving.ask_delay, by(hall.clerk), letter.pk, 1, "需要采购配件")
    assert waiting.to_answer(hall.clerk, 5) == []
    assert [one.title.split("：")[0] for one in waiting.to_judge(hall.reviewer, 5)] == [
        "审核答复",
        "审批延期",
    ]
    done(answering.approve, by(hall.reviewer), letter.pk, 1)
    rated(letter, 2)
    assert [one.title.split("：")[0] for one in waiting.to_call(hall.manager, 5)] == ["差评跟进"]


def test_what_nobody_answers_for_two_and_three_months_is_told(hall):
    """letters.md case 17."""
    letter = make_letter(hall)
    with at("2026-05-02 10:00"):
        assert waiting.warn_of_neglect() == 0
    with at("2026-05-03 10:00"):
        assert waiting.warn_of_neglect() == 1
    with at("2026-06-03 10:00"):
        assert waiting.warn_of_neglect() == 1
        [row] = queries.rows(queries.listing(hall.manager, queries.Narrowing()))
        assert row.neglect == rules.VETO
        assert sight_of(letter.pk, hall.manager).neglect == rules.VETO


def test_figures_count_each_in_its_own_right_and_open_to_the_letters(hall):
    """letters.md cases 11 and 12."""
    with at("2026-03-02 10:00"):
        good = answered(hall, type="help")
        late = assigned(hall, make_letter(hall, Contact("钱", "13700000001"), type="help"))
    with at("2026-03-10 10:00"):
        done(answering.submit, by(hall.clerk), late.pk, draft_of())
        done(answering.approve, by(hall.reviewer), late.pk, 1)
        rated(late, 4)
        month = periods.month(date(2026, 3, 10))
        unit = hall.bureau.pk
        assert indicators.received(month)[unit].part == 2
        shares = indicators.in_time(month)[unit]
        assert (shares.part, shares.whole) == (1, 2)
        pleased = indicators.satisfied(month)[unit]
        assert (pleased.part, pleased.whole) == (1, 1)
        records = indicators.records_in_time(month, [unit], 10)
        assert [(one.counts, one.note) for one in records] == [(False, "逾期"), (True, "按期答复")]
        assert good.number in records[1].title
        assert [one.counts for one in indicators.records_satisfied(month, [unit], 10)] == [True]
        assert len(indicators.records_received(month, [unit], 10)) == 2
