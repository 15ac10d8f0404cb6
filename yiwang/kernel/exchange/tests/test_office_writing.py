"""Does somebody who writes keep everything they typed, and send exactly what they confirmed?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.exchange.actions.groups import Line, make_group
from yiwang.kernel.exchange.models import Delivery, Draft, Envelope
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_pdf, make_stored
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit, sign_in
from yiwang.kernel.systems.models import System

pytestmark = pytest.mark.django_db
WRITE = "/office/exchange/write/"


@pytest.fixture
def clerk(client):
    post = make_clerk(unit=make_unit(name="市政府办", document_mark="云政办"))
    sign_in(client, post)
    return post


def typed(*units, **changes):
    fields = {
        "kind": "document",
        "subject": "关于开展安全检查的通知",
        "document_type": "通知",
        "text": "请按要求开展检查。",
        "urgency": "normal",
        "secrecy": "none",
        "main": " ".join(f"u{unit.pk}" for unit in units),
        "do": "confirm",
    }
    return {**fields, **changes}


def pdf(name="正文.pdf"):
    return SimpleUploadedFile(name, make_pdf(), "application/pdf")


def read(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def confirmed(client, fields):
    """The page of confirmation that the form leads to, and the stamp it carries."""
    response = client.post(WRITE, fields)
    assert response.status_code == 302, response.content.decode()
    address = response["Location"]
    page = client.get(address)
    return address, page.context["seen"], read(page)


def test_a_post_without_the_role_is_refused(client):
    sign_in(client, make_post())
    assert client.get(WRITE).status_code == 409
    assert client.post(WRITE, typed()).status_code == 409


def test_an_empty_form_asks_for_the_elements_of_its_kind(client, clerk):
    text = read(client.get(WRITE))
    for label in ("发文字号", "文种", "签发人", "成文日期", "请示", "如“云政办〔2026〕1号”"):
        assert label in text
    text = read(client.get(WRITE, {"kind": "information"}))
    assert "简报" in text
    assert "发文字号" not in text


def test_a_document_is_confirmed_and_sent(client, clerk):
    main, copy = make_unit(name="市水利局"), make_unit(name="市档案馆")
    fields = typed(main, copy=f"u{copy.pk}", number="云政办〔2026〕9号", written_on="2026-11-20", copies="3")
    address, seen, text = confirmed(client, fields)
    for expected in ("将发送给 2 个单位", "市水利局", "市档案馆", "云政办〔2026〕9号", "2026-11-20"):
        assert expected in text
    assert not Envelope.objects.exists()
    response = client.post(address, {"seen": seen}, follow=True)
    assert "已发送给 2 个单位" in response.content.decode()
    statement = Envelope.objects.get().statement
    assert statement.body["written_on"] == "2026-11-20"
    assert statement.body["copies"] == 3
    assert [(each.name, each.part) for each in statement.recipients] == [
        ("市水利局", "main"),
        ("市档案馆", "copy"),
    ]
    assert not Draft.objects.exists()


def test_sending_twice_sends_once(client, clerk):
    address, seen, _ = confirmed(client, typed(make_unit()))
    client.post(address, {"seen": seen})
    response = client.post(address, {"seen": seen}, follow=True)
    assert "已经发出或删除" in response.content.decode()
    assert Envelope.objects.count() == 1


def test_what_changed_since_it_was_confirmed_is_confirmed_again(client, clerk):
    root = make_root()
    make_unit(name="云溪县人民政府", kind=Unit.Kind.GOVERNMENT)
    group = make_group(actor(clerk), None, "各县区", [Line(root, "children", ("government",))])
    address, seen, _ = confirmed(client, typed(main_groups=[str(group.pk)]))
    make_unit(name="云川县人民政府", kind=Unit.Kind.GOVERNMENT)
    response = client.post(address, {"seen": seen})
    text = read(response, 409)
    assert "刚有变化" in text
    assert "将发送给 2 个单位" in text
    assert not Envelope.objects.exists()
    client.post(address, {"seen": response.context["seen"]})
    assert Delivery.objects.count() == 2


def test_the_most_urgent_is_warned_about(client, clerk):
    _, _, text = confirmed(client, typed(make_unit(), urgency="most_urgent"))
    assert "这是特急件" in text


def test_nothing_is_sent_without_the_token_of_the_page(clerk):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, clerk)
    assert strict.post(WRITE, typed(make_unit())).status_code == 403


def test_groups_follow_the_tree_and_leave_the_sender_out(client, clerk):
    root = make_root()
    make_unit(name="市水利局")
    make_group(actor(clerk), None, "市直部门", [Line(root, "children")])
    text = read(client.get(WRITE))
    assert "市直部门" in text
    assert "（1 个）" in text


def test_a_recipient_chosen_twice_gets_it_once_as_main(client, clerk):
    unit = make_unit()
    group = make_group(actor(clerk), clerk.unit, "组", [Line(unit)])
    _, _, text = confirmed(client, typed(unit, main_groups=[str(group.pk)], copy=f"u{unit.pk}"))
    assert "将发送给 1 个单位" in text


def test_a_pasted_list_is_resolved_and_what_is_unknown_is_named_and_kept(client, clerk):
    make_unit(name="市水利局")
    text = read(client.post(WRITE, typed(main_pasted="市水利局、没有的局", do="paste")))
    assert "没有找到“没有的局”" in text
    assert "市水利局</span><button" in text
    assert ">没有的局</textarea>" in text
    text = read(client.post(WRITE, typed(main_pasted="市水利局、没有的局")), 422)
    assert "有1个名称没有对上" in text


def test_thirteen_hundred_pasted_names_are_sent_to(client, clerk):
    parent = make_unit(name="云溪县", kind=Unit.Kind.GOVERNMENT)
    Unit.objects.bulk_create(
        Unit(
            code=f"T{number}", name=f"第{number}镇", kind="government", parent=parent, depth=3,
            path=f"{parent.path}{number:04d}", opened_on=today(),
        )
        for number in range(1, 1293)
    )  # fmt: skip
    names = "\n".join(f"第{number}镇" for number in range(1, 1293))
    address, seen, text = confirmed(client, typed(main_pasted=names))
    assert "将发送给 1292 个单位" in text
    client.post(address, {"seen": seen})
    assert Delivery.objects.count() == 1292


def test_without_scripts_units_are_searched_added_and_taken_out(client, clerk):
    unit = make_unit(name="市水利局")
    text = read(client.post(WRITE, typed(main_search="水利", do="search")))
    assert f'value="main:u{unit.pk}"' in text
    assert "关于开展安全检查的通知" in text
    text = read(client.post(WRITE, typed(main_search="水利", add=f"main:u{unit.pk}", do="")))
    assert f'name="main" value="u{unit.pk}"' in text
    text = read(client.post(WRITE, typed(unit, drop=f"main:u{unit.pk}", do="")))
    assert 'name="main" value=""' in text


def test_the_search_answers_a_piece_of_the_page(client, clerk):
    make_unit(name="市水利局")
    text = read(client.get(f"{WRITE}recipients/", {"part": "copy", "copy_search": "水利"}))
    assert 'data-add="copy"' in text
    assert "<html" not in text
    assert "没有找到" in read(client.get(f"{WRITE}recipients/", {"part": "main", "main_search": "不存在"}))
    assert "没有找到" not in read(client.get(f"{WRITE}recipients/", {"part": "main"}))
    assert client.post(f"{WRITE}recipients/").status_code == 405


def test_a_system_of_a_unit_can_be_addressed(client, clerk):
    system = System.objects.create(code="share", name="数据共享平台", unit=make_unit())
    _, _, text = confirmed(client, typed(main=f"s{system.pk}"))
    assert "数据共享平台" in text


def test_a_unit_closed_since_it_was_picked_is_named(client, clerk):
    unit = make_unit(name="市蚕桑站", closed_on=today())
    text = read(client.post(WRITE, typed(unit)), 422)
    assert "“市蚕桑站”已撤销" in text


def test_nobody_picked_is_said_beside_the_recipients(client, clerk):
    text = read(client.post(WRITE, typed(main="u999999 x u")), 422)
    assert "请至少选择一个主送单位" in text
    assert "请按要求开展检查。" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "题" * 301),
        ("text", " "),
        ("valid_until", "2020-01-01"),
        ("valid_until", "明天"),
        ("written_on", "昨天"),
        ("copies", "0"),
        ("document_type", "诏书"),
        ("urgency", "十万火急"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(client, clerk, field, value):
    response = client.post(WRITE, typed(make_unit(name="市水利局"), signer="陈志远", **{field: value}))
    text = read(response, 422)
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in text
    assert "陈志远" in text
    assert "市水利局" in text
    assert not Draft.objects.exists()


@pytest.mark.parametrize("do", ["confirm", "draft"])
def test_a_secret_is_refused_beside_the_field_and_the_alarm_is_sounded(client, clerk, do):
    officer = make_post(unit=clerk.unit, roles=["secrecy_officer"])
    text = read(client.post(WRITE, typed(make_unit(), text="机密★5年\n内容", do=do)), 422)
    assert "本平台不得处理涉密文件" in text
    assert 'id="id_secrecy_error"' in text
    assert "机密★5年" in text
    assert not Draft.objects.exists()
    assert Entry.objects.get(act="exchange.classified_stop").person == clerk.person.name
    assert Notice.objects.of(officer.person_id).exists()


def test_a_file_named_after_a_secret_is_refused(client, clerk):
    response = client.post(WRITE, typed(make_unit(), new_files=[pdf("（秘密）名单.pdf")]))
    assert "本平台不得处理涉密文件" in read(response, 422)


def test_files_are_received_once_and_kept_over_errors_in_their_order(client, clerk):
    unit = make_unit()
    response = client.post(WRITE, typed(unit, subject="", new_files=[pdf("正文.pdf"), pdf("附件.pdf")]))
    text = read(response, 422)
    assert "正文.pdf" in text
    tokens = [held.token for held in response.context["desk"].attached.files]
    address, seen, text = confirmed(client, typed(unit, files=tokens))
    assert text.index("正文.pdf") < text.index("附件.pdf")
    client.post(address, {"seen": seen})
    assert [each.name for each in Envelope.objects.get().attachments.all()] == ["正文.pdf", "附件.pdf"]
    assert StoredFile.objects.count() == 2


def test_a_refused_upload_is_named_and_the_others_stay(client, clerk):
    bad = SimpleUploadedFile("程序.exe", b"MZ\0\0", "application/octet-stream")
    response = client.post(WRITE, typed(make_unit(), new_files=[pdf(), bad]))
    text = read(response, 422)
    assert "程序.exe" in text
    assert "正文.pdf" in text
    assert len(response.context["desk"].attached.files) == 1


def test_a_quarantined_file_is_not_sent(client, clerk):
    response = client.post(WRITE, typed(make_unit(), subject="", new_files=[pdf()]))
    token = response.context["desk"].attached.files[0].token
    StoredFile.objects.update(state="quarantined", reason="含有宏")
    text = read(client.post(WRITE, typed(make_unit(), files=[token])), 422)
    assert "不能发送：已隔离：含有宏" in text


def test_nobody_elses_file_can_be_attached_with_a_made_up_or_borrowed_token(client, clerk):
    response = client.post(WRITE, typed(make_unit(), subject="", new_files=[pdf()]))
    token = response.context["desk"].attached.files[0].token
    sign_in(client, make_clerk())
    for borrowed in (token, "abc", "1:2:3"):
        response = client.post(WRITE, typed(make_unit(), files=[borrowed]))
        assert "请重新上传" in read(response, 422)
        assert response.context["desk"].attached.files == []


def test_a_draft_keeps_wrong_fields_recipients_and_files_and_goes_on(client, clerk):
    unit = make_unit(name="市水利局")
    fields = typed(
        unit, subject="", valid_until="明天", main_pasted="没有的局", new_files=[pdf()], do="draft"
    )
    response = client.post(WRITE, fields, follow=True)
    assert "草稿已保存" in response.content.decode()
    draft = Draft.objects.get()
    text = read(client.get(WRITE, {"draft": draft.pk}))
    for expected in ("明天", "市水利局", "没有的局", "正文.pdf", "请按要求开展检查。"):
        assert expected in text
    token = client.get(WRITE, {"draft": draft.pk}).context["desk"].attached.files[0].token
    address, _, _ = confirmed(client, typed(unit, draft=draft.pk, files=[token]))
    assert address == f"{WRITE}{draft.pk}/"
    assert Draft.objects.get().subject == "关于开展安全检查的通知"


def test_a_file_in_a_draft_is_readable_by_the_unit_only(client, clerk):
    client.post(WRITE, typed(do="draft", new_files=[pdf()]))
    stored = StoredFile.objects.get()
    StoredFile.objects.update(received_at=shifted(stored.received_at, days=-5))
    assert client.get(stored.address()).status_code == 200
    sign_in(client, make_clerk())
    assert client.get(stored.address()).status_code == 404


def test_another_units_draft_is_not_there(client, clerk):
    client.post(WRITE, typed(do="draft"))
    draft = Draft.objects.get()
    sign_in(client, make_clerk())
    assert client.get(WRITE, {"draft": draft.pk}).status_code == 404
    assert client.post(WRITE, typed(draft=draft.pk)).status_code == 404
    assert client.post(f"{WRITE}{draft.pk}/", {"seen": "x"}).status_code == 302
    assert client.post(f"/office/exchange/drafts/{draft.pk}/discard/").status_code == 404
    assert Draft.objects.exists()
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("asked", ["x", "0", "9" * 30])
def test_a_draft_that_is_none_is_not_found(client, clerk, asked):
    assert client.get(WRITE, {"draft": asked}).status_code == 404


def test_drafts_are_listed_and_discarded(client, clerk):
    assert "没有草稿" in read(client.get("/office/exchange/drafts/"))
    client.post(WRITE, typed(do="draft"))
    draft = Draft.objects.get()
    assert "关于开展安全检查的通知" in read(client.get("/office/exchange/drafts/"))
    address = f"/office/exchange/drafts/{draft.pk}/discard/"
    assert client.get(address).status_code == 405
    assert "已删除" in client.post(address, follow=True).content.decode()
    assert not Draft.objects.exists()


def test_a_reply_goes_to_the_sender_and_a_forwarding_carries_text_and_files(client, clerk):
    sender = make_clerk(unit=make_unit(name="市财政局"))
    stored = make_stored(name="附件.pdf")
    asked = make_arrival(
        clerk, sender, subject="关于征求意见的函", body={"text": "原文"}, files=[stored]
    ).envelope
    text = read(client.get(WRITE, {"reference": asked.uid, "as": "reply"}))
    assert "回复：《关于征求意见的函》" in text
    assert f'name="main" value="u{sender.unit_id}"' in text
    response = client.get(WRITE, {"reference": asked.uid, "as": "forward"})
    text = read(response)
    for expected in ("转发：《关于征求意见的函》", "原文", "附件.pdf"):
        assert expected in text
    tokens = [held.token for held in response.context["desk"].attached.files]
    address, seen, _ = confirmed(client, typed(make_unit(), reference=asked.uid, files=tokens))
    client.post(address, {"seen": seen})
    sent = Envelope.objects.latest("id")
    assert sent.reference == asked.uid
    assert sent.attachments.get().stored == stored


def test_what_the_unit_may_not_read_can_be_neither_answered_nor_forwarded(client, clerk):
    foreign = send_from(make_clerk())
    assert client.get(WRITE, {"reference": foreign.uid, "as": "forward"}).status_code == 404
    assert client.post(WRITE, typed(make_unit(), reference=foreign.uid)).status_code == 404


def test_the_form_has_a_fixed_number_of_queries(client, clerk, django_assert_max_num_queries):
    unit = make_unit()
    group = make_group(actor(clerk), None, "第1组", [Line(unit)])
    client.post(WRITE, typed(unit, main_groups=[group.pk], do="amend"))
    with django_assert_max_num_queries(40) as few:
        client.post(WRITE, typed(unit, main_groups=[group.pk], do="amend"))
    for number in range(2, 12):
        make_group(actor(clerk), None, f"第{number}组", [Line(make_unit()), Line(make_root(), "subtree")])
    units = [make_unit() for _ in range(30)]
    with django_assert_max_num_queries(40) as many:
        client.post(WRITE, typed(*units, main_groups=[group.pk], do="amend"))
    assert len(many) == len(few)
