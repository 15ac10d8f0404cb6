"""Do ready words help whoever answers, fitted to the letter, with nothing left blank in what is sent?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.participation.letters import placeholders, quality, reply_templates, rules
from yiwang.subsystems.participation.letters.actions import answering
from yiwang.subsystems.participation.letters.actions import reply_templates as actions
from yiwang.subsystems.participation.letters.actions.reply_templates import TemplateFacts
from yiwang.subsystems.participation.letters.models import Reply, ReplyTemplate
from yiwang.subsystems.participation.letters.sight import sight_of
from yiwang.subsystems.participation.letters.tests.makers import (
    GROUND,
    REPLY,
    TEXT,
    assigned,
    done,
    draft_of,
    make_letter,
    make_mailbox,
    make_petitions,
)

OFFICE = "/office/letters/"
WORDS = "尊敬的{称呼}：您{来信日期}的来信（{编号}）收悉。经核实，{修复日期}前修复。{答复单位}，{今天}。"


def make_template(post, unit=None, **changes):
    facts = TemplateFacts(**{"name": "路灯报修", "text": WORDS, **changes})
    return done(actions.make, by(post), unit, facts)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("经核实，已于3月1日修复。", []),
        ("经核实，{修复日期}修复，{ 修复日期 }。", ["{修复日期}", "{ 修复日期 }"]),
        ("请于｛日期｝前到____路办理。", ["｛日期｝", "____"]),
        ("参见附件（一）_说明。", []),
    ],
)
def test_what_is_still_blank_is_found(text, left):
    assert placeholders.blanks(text) == left


def test_what_is_known_is_filled_in_and_what_is_not_stays_blank():
    values = {"编号": "XJ1", "标题": "关于{测试}", "答复期限": ""}
    assert (
        placeholders.filled("{编号}《{标题}》{答复期限}{经办人}", values)
        == "XJ1《关于（测试）》{答复期限}{经办人}"
    )


def test_a_template_comes_after_what_was_written_and_instead_of_untouched_words():
    start = "您好！\n\n感谢。"
    assert placeholders.inserted("您好！\r\n\r\n感谢。", "模板", start) == "模板"
    assert placeholders.inserted("", "模板", start) == "模板"
    assert placeholders.inserted("写了一半\r\n", "模板", start) == "写了一半\n\n模板"


@pytest.mark.parametrize("text", ["缺一半{日期", "多一半}。", "{" + "长" * 21 + "}"])
def test_a_brace_without_its_fellow_is_refused(text):
    with pytest.raises(Refused, match="没有成对"):
        placeholders.check(text)


def test_a_reply_with_a_blank_place_holder_is_faulty_in_text_and_in_ground():
    for reply, ground in ((f"{REPLY}将于{{日期}}复查。", GROUND), (REPLY, "《{依据}》")):
        found = quality.faults(reply, ground, TEXT, rules.LETTER, rules.HELP)
        assert [(one.code, one.blocks) for one in found] == [("blank", True)], found


@pytest.mark.django_db
def test_a_reply_with_a_blank_place_holder_is_neither_submitted_nor_sent(hall):
    letter = assigned(hall)
    with pytest.raises(Refused, match=r"没有填写：\{修复日期\}"):
        done(answering.submit, by(hall.clerk), letter.pk, draft_of(text=f"{REPLY}{{修复日期}}前完成。"))
    done(answering.submit, by(hall.clerk), letter.pk, draft_of())
    Reply.objects.update(text=f"{REPLY}{{修复日期}}前完成。")
    with pytest.raises(Refused, match="还有内容没有填写"):
        done(answering.approve, by(hall.reviewer), letter.pk, letter.version)


@pytest.mark.django_db
def test_a_letter_is_offered_what_its_unit_its_type_and_its_subject_call_for(hall):
    other, section = make_unit(name="市教育局"), make_unit(name="照明科", parent=hall.bureau)
    stranger = make_post(unit=other, roles=[rules.REVIEWER])
    make_template(hall.manager, name="全市")
    make_template(hall.reviewer, hall.bureau, name="本局")
    make_template(hall.reviewer, hall.bureau, name="投诉用", types=[rules.COMPLAINT])
    make_template(hall.reviewer, hall.bureau, name="教育用", subjects=["教育"])
    make_template(hall.reviewer, hall.bureau, name="停用的", is_open=False)
    make_template(stranger, other, name="外局")
    letter = assigned(hall)
    assert [one.name for one in reply_templates.fitting(letter)] == ["全市", "本局"]
    letter.type, letter.subject = rules.COMPLAINT, "教育"
    assert len(reply_templates.fitting(letter)) == 4
    letter.case.unit = section
    assert "本局" in [one.name for one in reply_templates.fitting(letter)]


@pytest.mark.django_db
def test_place_holders_are_filled_from_the_letter_and_say_no_more_of_the_writer_than_the_page(hall):
    letter = assigned(hall, type=rules.HELP)
    template = make_template(hall.reviewer, hall.bureau)
    text = reply_templates.filled(template, letter)
    assert text == (
        f"尊敬的赵先生/女士：您2026年3月2日的来信（{letter.number}）收悉。"
        "经核实，{修复日期}前修复。市城市管理局，2026年3月2日。"
    )
    assert reply_templates.values_of(letter)["答复期限"] == "2026年3月9日"
    unsigned = assigned(hall, make_letter(hall, NOBODY, is_anonymous=True, text="另一件匿名反映的事情。"))
    assert reply_templates.values_of(unsigned)["称呼"] == "来信人"
    short = assigned(hall, make_letter(hall, Contact("赵", "13700000000"), text="又一件完全不同的事情。"))
    assert reply_templates.values_of(short)["称呼"] == "赵先生/女士"


@pytest.mark.django_db
def test_only_whoever_runs_the_leaders_mailbox_keeps_the_words_of_all_units(hall):
    petitions = make_unit(name="市信访局")
    keeper = make_post(unit=petitions, roles=[rules.MANAGER])
    make_petitions(hall, unit=petitions)
    for post, unit in (
        (hall.reviewer, None),
        (keeper, None),
        (hall.reviewer, hall.desk),
        (hall.clerk, hall.bureau),
    ):
        with pytest.raises(Refused):
            make_template(post, unit)
    assert not ReplyTemplate.objects.exists()
    city = make_template(hall.manager)
    with pytest.raises(Refused, match="不能设置全市各单位的答复模板"):
        done(actions.change, by(hall.reviewer), city.pk, TemplateFacts("名称", WORDS))


@pytest.mark.django_db
def test_a_change_keeps_the_words_before_in_the_record_and_bad_words_change_nothing(hall):
    template = make_template(hall.reviewer, hall.bureau)
    make_template(hall.reviewer, hall.bureau, name="另一个")
    for facts, words in (
        (TemplateFacts("路灯报修", "缺一半{日期"), "没有成对"),
        (TemplateFacts("另一个", WORDS), "已经有名为“另一个”的模板"),
        (TemplateFacts("路灯报修", WORDS, types=["nonsense"]), "请从列表中选择"),
        (TemplateFacts("路灯报修", ""), "模板内容"),
    ):
        with pytest.raises(Refused, match=words):
            done(actions.change, by(hall.reviewer), template.pk, facts)
    done(actions.change, by(hall.reviewer), template.pk, TemplateFacts("路灯报修", "您好，{修复日期}修复。"))
    entry = Entry.objects.filter(act="letters.template_change").get()
    assert (entry.detail["before"]["text"], entry.detail["after"]["version"]) == (WORDS, 2)


@pytest.mark.django_db
def test_one_click_inserts_a_template_and_loses_nothing_that_was_typed(client, hall):
    template = make_template(hall.reviewer, hall.bureau)
    letter = assigned(hall)
    sign_in(client, hall.clerk)
    page = client.get(f"{OFFICE}{letter.pk}/").content.decode()
    address = f"{OFFICE}{letter.pk}/templates/{template.pk}/"
    assert f'formaction="{address}"' in page
    typed = {
        "reply-seen": letter.version,
        "reply-outcome": "partly",
        "reply-text": "写了一半的话。",
        "reply-ground": "《条例》",
        "reply-step": "submit",
        "reply-file_1": SimpleUploadedFile("现场.pdf", make_pdf()),
    }
    response = client.post(address, typed)
    page = response.content.decode()
    assert response.status_code == 200
    for words in (
        "写了一半的话。\n\n尊敬的赵先生/女士：",
        "{修复日期}",
        "《条例》",
        "现场.pdf",
    ):
        assert words in page, words
    assert re.search(r'value="partly"[^>]* checked', page)
    assert "is-invalid" not in page
    assert not Reply.objects.exists()
    del typed["reply-outcome"], typed["reply-file_1"]
    assert "请选择办理结果" not in client.post(address, typed).content.decode()


@pytest.mark.django_db
def test_a_template_closed_meanwhile_inserts_nothing_and_what_was_typed_stays(client, hall):
    template = make_template(hall.reviewer, hall.bureau)
    letter = assigned(hall)
    ReplyTemplate.objects.update(is_open=False)
    sign_in(client, hall.clerk)
    typed = {"reply-seen": 1, "reply-text": "写了一半的话。"}
    response = client.post(f"{OFFICE}{letter.pk}/templates/{template.pk}/", typed)
    page = response.content.decode()
    assert (response.status_code, "写了一半的话。" in page, "刚刚被停用" in page) == (422, True, True)
    sign_in(client, hall.manager)
    assert client.post(f"{OFFICE}{letter.pk}/templates/{template.pk}/", typed).status_code == 404
    sign_in(client, make_post(unit=make_unit(), roles=[rules.CLERK]))
    assert client.post(f"{OFFICE}{letter.pk}/templates/{template.pk}/", typed).status_code == 404


@pytest.mark.django_db
def test_the_pages_of_templates_take_them_in_and_keep_what_was_typed(client, hall):
    make_mailbox(hall.manager, code="edu", subjects=["教育"])
    sign_in(client, hall.manager)
    data = {"name": "教育咨询", "text": "{称呼}您好。", "types": ["enquiry"], "subjects": "教育\n医疗",
            "order": "5", "is_open": "on"}  # fmt: skip
    response = client.post(f"{OFFICE}templates/new/", data)
    assert (response.status_code, "请选择谁能使用" in response.content.decode()) == (422, True)
    response = client.post(f"{OFFICE}templates/new/", {**data, "scope": "city", "text": "缺{一半"})
    assert (response.status_code, "没有成对" in response.content.decode()) == (422, True)
    assert "缺{一半" in response.content.decode()
    assert client.post(f"{OFFICE}templates/new/", {**data, "scope": "city"}).status_code == 302
    template = ReplyTemplate.objects.get()
    assert (template.unit, template.types, template.subjects) == (None, ["enquiry"], ["教育", "医疗"])
    assert "医疗" in client.get(f"{OFFICE}templates/{template.pk}/").content.decode()
    assert client.post(f"{OFFICE}templates/{template.pk}/", {**data, "name": "咨询"}).status_code == 302
    sign_in(client, hall.reviewer)
    page = client.get(f"{OFFICE}templates/").content.decode()
    assert "咨询" in page
    assert f"{OFFICE}templates/{template.pk}/" not in page
    assert "全市各单位" not in client.get(f"{OFFICE}templates/new/").content.decode()
    refused = client.post(f"{OFFICE}templates/{template.pk}/", data)
    assert (refused.status_code, "不能设置" in refused.content.decode()) == (422, True)
    sign_in(client, hall.clerk)
    assert client.get(f"{OFFICE}templates/").status_code == 409


@pytest.mark.django_db
def test_lists_of_templates_cost_the_same_however_many_there_are(
    client, hall, django_assert_max_num_queries, django_assert_num_queries
):
    letter = assigned(hall)
    for number in range(3):
        make_template(hall.reviewer, hall.bureau, name=f"模板{number}")
    sight = sight_of(letter.pk, hall.clerk)
    with django_assert_num_queries(1):
        assert len(sight.reply_templates) == 3
    sign_in(client, hall.reviewer)
    client.get(f"{OFFICE}templates/")
    with django_assert_max_num_queries(60) as few:
        client.get(f"{OFFICE}templates/")
    for number in range(3, 30):
        make_template(hall.reviewer, hall.bureau, name=f"模板{number}")
    with django_assert_num_queries(len(few)):
        assert "模板29" in client.get(f"{OFFICE}templates/").content.decode()
